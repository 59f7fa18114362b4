"""The graders on published sets, official splits, beside published figures: `python -m benchmarks.public_sets`."""

"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import evaluating, guides, speed, starter, starter_set

starter_set.main()
starter.main()
guides.main()
speed.main()
evaluating.main()

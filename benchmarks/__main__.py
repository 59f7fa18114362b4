"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import guides, speed, starter, starter_set

starter_set.main()
starter.main()
guides.main()
speed.main()

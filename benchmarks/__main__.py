"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import speed, starter

starter.main()
speed.main()

"""Measurements that a reader can run; each writes what it found to `benchmarks/results/`."""

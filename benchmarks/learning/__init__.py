"""How well tuned models learn, on the CPU: `python -m benchmarks.learning {scratch,minilm,totals,units}`."""

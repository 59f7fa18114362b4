"""What the families of tuned transformers share: what is judged at once, prompts, token budgets, saving, loading."""

"""Making graders from rated answers."""

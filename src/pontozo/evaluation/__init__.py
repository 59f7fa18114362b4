"""How well a grader agrees with people."""

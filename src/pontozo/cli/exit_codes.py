"""How the command ends, as its help and the docs say."""

FAILED = 1
BAD_INPUT = 2
DOES_NOT_FIT = 3
STOPPED = 130
TERMINATED = 143

"""How the command ends, as its help and the docs say."""

BAD_INPUT = 2
STOPPED = 130

"""`python -m benchmarks.learning scratch --data DIR`, and so on; `--help` tells the rest."""

import sys

from benchmarks.learning.command import main

if __name__ == "__main__":
    sys.exit(main())

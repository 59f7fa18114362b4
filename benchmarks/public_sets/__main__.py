"""`python -m benchmarks.public_sets --data DIR`, and with `--attacks` the table of attacks."""

import sys

from benchmarks.public_sets.command import main

sys.exit(main())

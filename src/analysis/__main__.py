"""`python -m analysis` is the command `yanci`."""

import sys

from analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())

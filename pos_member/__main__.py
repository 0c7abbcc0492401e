"""``python -m pos_member``: the same as the command ``pos-member``."""

import sys

from pos_member.cli import main

if __name__ == "__main__":
    sys.exit(main())

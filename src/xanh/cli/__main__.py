"""``python -m xanh.cli`` is the same command."""

import sys

from xanh.cli import main

sys.exit(main())

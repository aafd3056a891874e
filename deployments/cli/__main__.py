"""`python -m deployments.cli` is `casework`."""

import sys

from deployments.cli import main

sys.exit(main())

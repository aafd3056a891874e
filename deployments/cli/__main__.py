"""`python -m deployments.cli` is `casework`."""

from deployments.cli import main

main()

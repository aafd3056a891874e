"""The composition root: settings, command line, worker, registry of deployments, schedules."""

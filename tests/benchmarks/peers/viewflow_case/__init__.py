"""A Django application for the flow: viewflow takes flows of installed applications alone."""

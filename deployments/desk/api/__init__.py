"""The desk's JSON interface, under /api/v1."""

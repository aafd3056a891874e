"""Channels for notices. Apprise is imported here and nowhere else."""

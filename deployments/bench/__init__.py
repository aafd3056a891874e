"""Benchmarks: what we do beside what one would write without us, in the same run on the same machine."""

"""The legal day, as flows and deployments use it."""

from models.store.legal_day import LEGAL_ZONE, legal_day

__all__ = ["LEGAL_ZONE", "legal_day"]

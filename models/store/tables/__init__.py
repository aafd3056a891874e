"""All tables. Importing this package fills `metadata`, with the append-only triggers attached."""

from sqlmodel import SQLModel

from models.store.tables import clocks, outbox, record, registers, triggers

metadata = SQLModel.metadata

__all__ = ["clocks", "metadata", "outbox", "record", "registers", "triggers"]

"""All tables. Importing this package fills `metadata`, with the append-only triggers attached."""

from sqlmodel import SQLModel

from models.store.tables import clocks, desk, documents, log, outbox, passcodes, record, registers, triggers

metadata = SQLModel.metadata

__all__ = ["clocks", "desk", "documents", "log", "metadata", "outbox", "passcodes", "record", "registers", "triggers"]

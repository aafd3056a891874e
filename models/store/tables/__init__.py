"""All tables. Importing this package fills `metadata`, with the append-only triggers attached."""

from sqlmodel import SQLModel

from models.store.tables import clocks, documents, outbox, passcodes, record, registers, triggers

metadata = SQLModel.metadata

__all__ = ["clocks", "documents", "metadata", "outbox", "passcodes", "record", "registers", "triggers"]

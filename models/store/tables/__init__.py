"""All tables. Importing this package fills `metadata`, with the append-only triggers attached."""

from sqlmodel import SQLModel

from models.store.tables import (
    channels,
    clocks,
    desk,
    documents,
    informants,
    log,
    outbox,
    passcodes,
    people,
    record,
    registers,
    reports,
    triggers,
)

metadata = SQLModel.metadata

__all__ = [
    "channels",
    "clocks",
    "desk",
    "documents",
    "informants",
    "log",
    "metadata",
    "outbox",
    "passcodes",
    "people",
    "record",
    "registers",
    "reports",
    "triggers",
]

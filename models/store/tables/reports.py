"""What an anonymous reporter comes back with: the receipt code of a report, kept as a salted slow hash only."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime


class ReportCode(SQLModel, table=True):
    """The one code of a report. `selector` is the part of the code by which its row is found; it opens nothing.

    The event that made it commits to the row. What is written under a code stands in events of the report's chain,
    sealed with its key.
    """

    __tablename__ = "report_code"
    case_no: str = Field(foreign_key="case_file.no", primary_key=True)
    selector: str = Field(unique=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_by: str
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))

"""The tables as SQLAlchemy Core tables, for statements on the paths that matter."""

from typing import cast

from sqlalchemy import Table
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
)


def _table(model: type[SQLModel]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]  # SQLModel sets it on every table=True class


ORGAN = _table(registers.Organ)
DEPARTMENT = _table(registers.Department)
UNIT = _table(registers.UnitRow)
UNIT_STATUS = _table(registers.UnitStatusRow)
OFFICER = _table(registers.Officer)
MANDATE = _table(registers.Mandate)
PASSCODE = _table(passcodes.Passcode)
PASSCODE_STEP = _table(passcodes.PasscodeStep)
PASSCODE_FAILURE = _table(passcodes.PasscodeFailure)
SESSION = _table(desk.DeskSession)
SUBMISSION = _table(desk.Submission)
CASE_FILE = _table(record.CaseFile)
CASE_OFFICER = _table(record.CaseOfficer)
STAGE = _table(record.StageRow)
EVENT = _table(record.CaseEvent)
CHAIN_HEAD = _table(record.ChainHead)
CASE_NUMBER = _table(record.CaseNumber)
CASE_KEY = _table(record.CaseKey)
KEPT_KEY = _table(record.KeptKey)
SEALED = _table(record.SealedContent)
RECEIPT = _table(record.Receipt)
INSTALLATION = _table(record.Installation)
LOG_LEAF = _table(log.LogLeaf)
LOG_STATE = _table(log.LogState)
CHECKPOINT = _table(log.CheckpointRow)
DEADLINE = _table(clocks.Deadline)
LEDGER = _table(clocks.DeadlineEvent)
RUNG = _table(clocks.DeadlineRung)
CALENDAR_DAY = _table(clocks.CalendarDay)
CALENDAR_YEAR = _table(clocks.CalendarYear)
DOCUMENT = _table(documents.Document)
INSTRUMENT_NUMBER = _table(documents.InstrumentNumber)
SUPERVISION = _table(documents.Supervision)
INFORMANT = _table(informants.Informant)
REVEAL = _table(informants.InformantReveal)
LOOK = _table(informants.InformantLook)
REPORT_CODE = _table(reports.ReportCode)
OUTBOX = _table(outbox.OutboxMessage)
ATTEMPT = _table(outbox.DeliveryAttempt)
CHANNEL = _table(channels.ChannelRow)
CHANNEL_USE = _table(channels.ChannelUse)
HEARTBEAT = _table(channels.Heartbeat)
PREFERENCE = _table(people.NoticePreference)
ABSENCE = _table(people.Absence)
ACKNOWLEDGEMENT = _table(people.Acknowledgement)
DIGEST_PART = _table(people.DigestPart)

"""Values offered in the forms of reports, and of the protection of who reported; values are words."""

from enum import StrEnum


class ProtectionFor(StrEnum):
    """Whom the protection is for; who that is, is in the informant vault."""

    INFORMANT = "the informant"
    RELATIVE = "a near relative"


class ProtectionAsked(StrEnum):
    """Whether protection was asked for or begins by itself."""

    INFORMANT = "the informant"
    EX_OFFICIO = "ex officio"


class ProtectionMeasure(StrEnum):
    """What protects an informant or a relative."""

    SECRECY = "keep identity secret"
    WARN_UNIT = "notify the unit not to retaliate"
    PUBLIC_SECURITY = "ask the public security organ for protection of person and property"
    OTHER = "other"


class ReportChannel(StrEnum):
    """How a report reached the organ (Reward Measures Art. 4; of units, Regulations Art. 8(3) and (5))."""

    HOTLINE = "hotline 12339"
    WEB = "web"
    LETTER = "letter"
    WECHAT = "WeChat"
    IN_PERSON = "in person"
    OTHER_ORGAN = "through another organ"
    UNIT_REPORT = "report of a unit"
    EMERGENCY = "emergency of a unit"
    OTHER = "other"


class Reporter(StrEnum):
    """Who reports: a named or an anonymous person, both of whom count alike (Reward Measures Art. 5), or a unit."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    UNIT = "unit"


class ReportSubject(StrEnum):
    """What a report is about."""

    UNIT_DUTIES = "prevention duties of a unit"
    PERSON = "suspected act of a natural person"
    OTHER = "other"


class AnswerWay(StrEnum):
    """How the reporter was told what became of the report."""

    CALL = "by call"
    WRITING = "in writing"
    IN_PERSON = "in person"
    RECEIPT_CODE = "under the receipt code"
    UNREACHABLE = "not to be reached"


class ReviewDecision(StrEnum):
    """What a review of a report that was not taken up decides."""

    UPHELD = "upheld, to be decided anew"
    CONFIRMED = "confirmed"

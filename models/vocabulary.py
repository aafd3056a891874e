"""The words of the procedure, as values. Every word people read carries an English and a Chinese name."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Name:
    """What one thing is called, in both languages."""

    en: str
    zh: str


class Stage(StrEnum):
    """A stage of the procedure; one that is also a kind of `File` stands for the acts on the file itself."""

    CASE = "case"
    ACTIVITY = "activity"
    COMMENDATION = "commendation"
    LISTING = "listing"
    REQUIREMENT = "requirement"
    EDUCATION = "education"
    DUTIES = "duties"
    REPORT = "report"
    COMPLAINT = "complaint"
    GUIDANCE = "guidance"
    INSPECTION = "inspection"
    TECHNICAL = "technical"
    RECTIFICATION = "rectification"
    INTERVIEW = "interview"
    TRANSFER = "transfer"
    CONSULTATION = "consultation"
    JOINT = "joint"
    EXCHANGE = "exchange"
    PROTECTION = "protection"


STAGE_LETTER = {
    Stage.GUIDANCE: "G",
    Stage.INSPECTION: "I",
    Stage.TECHNICAL: "T",
    Stage.RECTIFICATION: "R",
    Stage.INTERVIEW: "Y",
    Stage.TRANSFER: "X",
    Stage.CONSULTATION: "C",
    Stage.JOINT: "J",
    Stage.EXCHANGE: "E",
}
"""The letter in a stage's number: `GZ-2026-000123/R2`."""

STAGE_OF = {letter: stage for stage, letter in STAGE_LETTER.items()}
"""The stage a letter stands for."""

STAGE_NAMES = {
    Stage.CASE: Name("case", "案件"),
    Stage.ACTIVITY: Name("guidance activity for many units", "面向多单位的指导活动"),
    Stage.COMMENDATION: Name("commendation and reward", "表彰奖励"),
    Stage.LISTING: Name("key-unit listing", "重点单位名录"),
    Stage.REQUIREMENT: Name("requirement of an industry", "行业要求"),
    Stage.EDUCATION: Name("annual publicity and education plan", "年度宣传教育计划"),
    Stage.DUTIES: Name("duties ledger", "义务台账"),
    Stage.REPORT: Name("report", "举报"),
    Stage.COMPLAINT: Name("complaint", "投诉"),
    Stage.GUIDANCE: Name("guidance", "指导"),
    Stage.INSPECTION: Name("inspection", "检查"),
    Stage.TECHNICAL: Name("technical inspection", "技术防范检查检测"),
    Stage.RECTIFICATION: Name("rectification", "限期整改"),
    Stage.INTERVIEW: Name("interview", "约谈"),
    Stage.TRANSFER: Name("transfer of clues", "移送线索"),
    Stage.CONSULTATION: Name("consultation", "情况会商"),
    Stage.JOINT: Name("joint guidance or supervision", "协同指导、联合督导"),
    Stage.EXCHANGE: Name("exchange of information", "信息交流"),
    Stage.PROTECTION: Name("protection of an informant", "举报人保护"),
}


class Level(StrEnum):
    """Level of a state security organ; `city` is a city with districts (设区的市)."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    MINISTRY = "ministry"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Role(StrEnum):
    """What a mandate lets an officer be."""

    INSPECTOR = "inspector"
    RESPONSIBLE = "responsible"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    CUSTODIAN = "custodian"


class UnitKind(StrEnum):
    """Kinds of unit named in Art. 8 of the Regulations."""

    ORGAN = "organ"
    GROUP = "group"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"
    OTHER = "other"


class UnitStatus(StrEnum):
    """A dated status that adds duties: Art. 9 (key unit), Art. 10 (operator of critical infrastructure)."""

    KEY_UNIT = "key_unit"
    CII_OPERATOR = "cii_operator"


class Bound(StrEnum):
    """Whom an article puts under a duty."""

    UNIT = "unit"
    KEY_UNIT = "key_unit"
    CII_OPERATOR = "cii_operator"
    ORGAN = "organ"
    DEPARTMENT = "department"
    GOVERNMENT = "government"
    MEDIA = "media"
    CITIZEN = "citizen"
    ANYONE = "anyone"


class DepartmentKind(StrEnum):
    """Bodies outside the state security organs that an act may address."""

    SUPERIOR = "superior"
    INDUSTRY = "industry"
    RECEIVER = "receiver"


class Audience(StrEnum):
    """Who is told of a transition. Bodies outside only ever receive what a legal act addresses to them."""

    HANDLER = "handler"
    HEAD = "head"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    UNIT = "unit"
    SUPERIOR = "superior"
    RECEIVER = "receiver"
    DEPARTMENT = "department"
    """Who is consulted, acts jointly, or is given information."""
    ENGINE = "engine"
    """Nobody: a row that starts a run of a sealed submission."""


class Instrument(StrEnum):
    """A legal document this system draws up; each kind is numbered by itself, per organ and year."""

    INSPECTION_NOTICE = "inspection_notice"
    TECHNICAL_NOTICE = "technical_notice"
    RECTIFICATION_ORDER = "rectification_order"
    REINSPECTION_OPINION = "reinspection_opinion"
    INTERVIEW_NOTICE = "interview_notice"
    SUPERIOR_NOTICE = "superior_notice"
    TRANSFER_LETTER = "transfer_letter"
    KEY_UNIT_NOTICE = "key_unit_notice"
    KEY_UNIT_REMOVAL = "key_unit_removal"
    SERVICE_RECEIPT = "service_receipt"


class Evidence(StrEnum):
    """What a file kept as evidence is."""

    REPORT = "report of the unit"
    STATEMENT = "statement of the unit"
    INSPECTION_RECORD = "inspection record"
    PHOTOGRAPH = "photograph"
    RECORDING = "recording"
    SERVICE_PROOF = "proof of service"
    CONSENT = "consent of the unit"
    DECISION = "decision of another body"
    OTHER = "other"


class Noted(StrEnum):
    """Why an act stands on the supervising organ's list."""

    RECORDED_LATE = "recorded_late"
    EXCESS = "excess"
    CORRECTED = "corrected"
    ANNULLED = "annulled"
    COMPLAINT = "complaint"
    IDENTITY_SEEN_AGAIN = "identity_seen_again"
    REWARD_LATE = "reward_late"


class RevealBasis(StrEnum):
    """On what an informant's identity may be revealed; a statutory need names its article."""

    CONSENT = "consent"
    STATUTORY_NEED = "statutory_need"


class RevealState(StrEnum):
    """How far a request for an informant's identity has come."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class File(StrEnum):
    """What a numbered file is: a case about one unit, with stages; else one procedure of its own, such as an activity
    of guidance for many units. Acts on a file of a kind form the stage of the same name."""

    CASE = "case"
    ACTIVITY = "activity"
    COMMENDATION = "commendation"
    LISTING = "listing"
    REQUIREMENT = "requirement"
    EDUCATION = "education"
    DUTIES = "duties"
    PROTECTION = "protection"
    REPORT = "report"
    COMPLAINT = "complaint"

    @property
    def stage(self) -> Stage:
        """The stage whose acts are taken on the file itself."""
        return Stage(self.value)


class ReportStatus(StrEnum):
    """The word for the state of a report."""

    RECEIVED = "received"
    TAKEN_UP = "taken up"
    PASSED_ON = "passed on"
    NOT_TAKEN = "not taken up"
    IN_REVIEW = "in review"
    CONCLUDED = "concluded"


class Channel(StrEnum):
    """How a message leaves. The robots and Apprise go by a channel of the register, a webhook may."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    TRANSFER = "transfer"
    RUN = "run"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    APPRISE = "apprise"


REGISTERED = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU, Channel.APPRISE, Channel.WEBHOOK)
"""The kinds a channel of the register may have."""


class MessageState(StrEnum):
    """Life of an outbox row. `dead` is kept until a person replays it; `no_recipient` is a visible fault."""

    READY = "ready"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"
    NO_RECIPIENT = "no_recipient"


class TransferState(StrEnum):
    """What a receiving organ has done with a package of clues; each step is its signed word."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"


class EventKind(StrEnum):
    """What an event of a chain records."""

    ACT = "act"
    REFUSAL = "refusal"
    DEADLINE = "deadline"
    DELIVERY = "delivery"
    REGISTER = "register"
    CALENDAR = "calendar"


class Outcome(StrEnum):
    """How a request was answered."""

    RECORDED = "recorded"
    REFUSED = "refused"

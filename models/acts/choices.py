"""Values offered in the forms' drop-downs. A drop-down shows the value itself, so values are words."""

from enum import StrEnum


class PlannedGuidance(StrEnum):
    """Forms of guidance that are planned and held; the Ministry's list is open."""

    MATERIALS = "materials"
    TRAINING = "training"
    MEETING = "meeting"


class IssuedGuidance(StrEnum):
    """Forms of guidance that are issued to one unit."""

    WRITTEN_GUIDANCE = "written guidance"
    REMINDER = "reminder and admonition"


class InspectionGround(StrEnum):
    """Situations of Art. 21; the item texts are unverified."""

    RISK = "risk or hidden danger found"
    REPORT = "report of clues received"
    APPLICATION = "application by the unit"
    OTHER_NEED = "other need of prevention work"


class Method(StrEnum):
    """Methods of Art. 22; item texts unverified. None of them searches a person's device or communications."""

    INTERVIEWING = "learn from unit and persons"
    DOCUMENTS = "consult material"
    EXPLANATION = "hear explanations"
    ENTRY = "enter and look"
    EQUIPMENT = "look at the unit's equipment"


class TechnicalObject(StrEnum):
    """What a technical inspection may look at (Art. 23)."""

    PARTS = "relevant parts"
    PLACES = "places and buildings"
    EQUIPMENT = "internal equipment"
    CURRENT = "strong and weak current systems"
    NETWORKS = "computer networks and information systems"
    CII = "critical information infrastructure"


class TechnicalMode(StrEnum):
    """How a technical inspection is carried out (Art. 24, 25)."""

    ON_SITE = "on site"
    REMOTE = "remote"


class Measure(StrEnum):
    """Measures on the spot (Art. 26; the list of kinds is unverified)."""

    SHIELD = "shield"
    ISOLATE = "isolate"
    DISMANTLE = "dismantle"
    STOP_USING = "stop using"


class DecidedBy(StrEnum):
    """Who decided on a remedy."""

    RECONSIDERATION = "reconsideration body"
    COURT = "court"
    SUPERIOR_ORGAN = "superior organ"
    OWN_REVIEW = "own review"


class RestingDecision(StrEnum):
    """What becomes of a stage that rests on an annulled one."""

    ANNULLED = "annulled too"
    STANDS = "stands on grounds of its own"


class Conclusion(StrEnum):
    """What an inspection leads to."""

    NO_PROBLEM = "no problem"
    SUGGESTIONS = "suggestions"
    RECTIFY = "rectify"
    TRANSFER = "transfer"


class Service(StrEnum):
    """Ways to serve a document (by analogy, CPL 87-91)."""

    IN_PERSON = "in person"
    REFUSED_WITH_WITNESS = "refused, left with witness or recording"
    POST = "post"
    ELECTRONIC_CONSENTED = "electronic with recorded consent"
    ANNOUNCEMENT = "public announcement"


class Arrival(StrEnum):
    """How something from the unit or another organ reached us."""

    IN_PERSON = "in person"
    POST = "post"
    ELECTRONIC = "electronic"
    COURIER = "courier"


class UnitAct(StrEnum):
    """Acts of the unit that it may file itself, through a link."""

    REPORT = "rectification.report"
    PROGRESS = "rectification.progress"
    REQUEST_EXTENSION = "rectification.request_extension"
    OBJECT = "rectification.object"
    COMMENT_ON_REINSPECTION = "rectification.comment"
    COMMENT_ON_INSPECTION = "inspection.comment"
    COMMENT_ON_TECHNICAL = "technical.comment"
    ACKNOWLEDGE = "guidance.acknowledge"
    REQUEST_CORRECTION = "case.request_correction"


class LedgerAct(StrEnum):
    """What the unit files for its duties ledger and may file itself, through a link."""

    SELF_INSPECTION = "duties.file_self_inspection"
    PLAN = "duties.file_plan"


class Signing(StrEnum):
    """Whether the unit signed a record."""

    SIGNED = "signed"
    REFUSED_NOTED = "refused, noted with witness"


class Answer(StrEnum):
    """Answer to an objection."""

    UPHELD = "upheld"
    PARTLY = "partly upheld"
    REJECTED = "rejected"


class Undoing(StrEnum):
    """Which act undoes what a complaint was right about."""

    ANNUL = "annul a stage"
    CORRECT = "correct the record"
    OTHER = "another act"
    NOTHING = "nothing to undo"


class ResultWay(StrEnum):
    """How the result of a complaint was told."""

    IN_PERSON = "in person"
    IN_WRITING = "in writing"
    BY_CALL = "by call"
    NOT_REACHED = "not to be reached"


class ListingOpinion(StrEnum):
    """What a department consulted on the list of key units answered."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NO_VIEW = "no view"


class Grant(StrEnum):
    """Answer to a request for extension."""

    GRANTED = "granted"
    REJECTED = "rejected"


class InterviewGround(StrEnum):
    """Why the responsible persons are interviewed."""

    RECTIFICATION_FAILED = "rectification failed"
    DUTY_PROBLEM = "problem in performing duties"


class Interviewee(StrEnum):
    """Posts that make a person a responsible person of the unit; the name stays in sealed text."""

    LEGAL_REPRESENTATIVE = "legal representative"
    PRINCIPAL = "principal"
    PERSON_IN_CHARGE = "person in charge of prevention"


class Consequence(StrEnum):
    """Second condition of a transfer (the Ministry's summary of the Regulations)."""

    ADVERSE_CONSEQUENCE = "adverse consequence"
    ADVERSE_INFLUENCE = "adverse influence"
    NONE = "none"


class Competence(StrEnum):
    """Why the receiving organ is the right one."""

    SUPERVISES_OFFICIALS = "supervises public officials"
    MANAGES_UNIT = "has managing authority over the unit"
    INDUSTRY = "supervises the industry"


class TransferOutcome(StrEnum):
    """What the receiving organ did with the clues."""

    DEALT_WITH = "dealt with under its rules"
    NOT_ESTABLISHED = "not established"
    NO_ACTION = "no action"


class Position(StrEnum):
    """What a department consulted says."""

    AGREES = "agrees"
    WITH_REMARKS = "agrees with remarks"
    DISAGREES = "disagrees"
    NOT_COMPETENT = "not competent"


class JointForm(StrEnum):
    """What is done together with a department (Art. 7)."""

    GUIDANCE = "joint guidance"
    SUPERVISION = "joint supervision"


class Information(StrEnum):
    """Kinds of information that may be exchanged: of the unit's prevention work, none of persons."""

    PROBLEMS = "problems found"
    RECTIFICATION = "state of rectification"
    GUIDANCE = "guidance given"
    MEASURES = "prevention measures of the unit"
    SUGGESTIONS = "suggestions for the industry"


class DutyEvidence(StrEnum):
    """What an organisation did for a duty: its measures, never who took part."""

    TRAINING = "training held"
    LETTERS = "commitment letters signed"
    REVIEWS = "reviews made"
    SELF_INSPECTION = "self-inspection done"
    PLAN = "plan filed"
    SYSTEM = "system adopted"
    BODY = "body appointed"
    EQUIPMENT = "equipment installed"
    RECORD = "record filed"
    OTHER = "other"


class SelfAssessment(StrEnum):
    """What the unit itself says of a duty in its self-inspection."""

    MET = "met"
    PARTLY = "partly met"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"


class DutyPlan(StrEnum):
    """Plans a unit files."""

    FOREIGN_EXCHANGE = "foreign exchange plan"
    EDUCATION = "education plan"
    SECURITY = "security plan"


class LedgerEnd(StrEnum):
    """Why a duties ledger is no longer kept."""

    DISSOLVED = "unit dissolved"
    MOVED = "unit moved away"

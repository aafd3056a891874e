"""The form of an act by its stage and name."""

from typing import Any, get_args

from models.acts.activity import ActivityAct
from models.acts.case import CaseAct
from models.acts.commendation import CommendationAct
from models.acts.complaint import ComplaintAct
from models.acts.consultation import ConsultationAct
from models.acts.duties import DutiesAct
from models.acts.education import EducationAct
from models.acts.exchange import ExchangeAct
from models.acts.form import Part
from models.acts.guidance import GuidanceAct
from models.acts.inspection import InspectionAct
from models.acts.interview import InterviewAct
from models.acts.joint import JointAct
from models.acts.listing import ListingAct
from models.acts.protection import ProtectionAct
from models.acts.rectification import RectificationAct
from models.acts.report import ReportAct
from models.acts.requirement import RequirementAct
from models.acts.technical import TechnicalAct
from models.acts.transfer import TransferAct
from models.vocabulary import Stage

UNIONS: dict[Stage, Any] = {
    Stage.CASE: CaseAct,
    Stage.ACTIVITY: ActivityAct,
    Stage.COMPLAINT: ComplaintAct,
    Stage.COMMENDATION: CommendationAct,
    Stage.LISTING: ListingAct,
    Stage.REQUIREMENT: RequirementAct,
    Stage.EDUCATION: EducationAct,
    Stage.DUTIES: DutiesAct,
    Stage.REPORT: ReportAct,
    Stage.GUIDANCE: GuidanceAct,
    Stage.INSPECTION: InspectionAct,
    Stage.TECHNICAL: TechnicalAct,
    Stage.RECTIFICATION: RectificationAct,
    Stage.INTERVIEW: InterviewAct,
    Stage.TRANSFER: TransferAct,
    Stage.CONSULTATION: ConsultationAct,
    Stage.JOINT: JointAct,
    Stage.EXCHANGE: ExchangeAct,
    Stage.PROTECTION: ProtectionAct,
}

_FORMS: dict[tuple[Stage, str], type[Part]] = {
    (stage, form.model_fields["act"].default): form
    for stage, union in UNIONS.items()
    for form in get_args(get_args(union)[0])
}


def form_of(stage: Stage, act: str) -> type[Part] | None:
    """The form of this act, if there is one."""
    return _FORMS.get((stage, act))

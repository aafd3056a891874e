"""Our own flows by name. A worker runs these and nothing else."""

from collections.abc import Mapping
from typing import Any

from prefect import Flow

from flows.activity import activity
from flows.case import case
from flows.checkpoint import checkpoint
from flows.commendation import commendation
from flows.complaint import complaint
from flows.consultation import consultation
from flows.deadlines import deadlines
from flows.dispatch import dispatch
from flows.duties import duties
from flows.education import education
from flows.education_plans import education_plans
from flows.exchange import exchange
from flows.guidance import guidance
from flows.heartbeat import heartbeat
from flows.housekeeping import housekeeping
from flows.inspection import inspection
from flows.interview import interview
from flows.joint import joint
from flows.listing import listing
from flows.protection import protection
from flows.reconcile import reconcile
from flows.rectification import rectification
from flows.report import report
from flows.requirement import requirement
from flows.technical import technical
from flows.transfer import transfer
from models.vocabulary import Stage

STAGE_FLOWS: Mapping[Stage, Flow[Any, Any]] = {
    Stage.CASE: case,
    Stage.ACTIVITY: activity,
    Stage.COMMENDATION: commendation,
    Stage.LISTING: listing,
    Stage.REQUIREMENT: requirement,
    Stage.EDUCATION: education,
    Stage.DUTIES: duties,
    Stage.REPORT: report,
    Stage.COMPLAINT: complaint,
    Stage.GUIDANCE: guidance,
    Stage.INSPECTION: inspection,
    Stage.TECHNICAL: technical,
    Stage.RECTIFICATION: rectification,
    Stage.INTERVIEW: interview,
    Stage.TRANSFER: transfer,
    Stage.CONSULTATION: consultation,
    Stage.JOINT: joint,
    Stage.EXCHANGE: exchange,
    Stage.PROTECTION: protection,
}

FLOWS: Mapping[str, Flow[Any, Any]] = {
    f.name: f
    for f in (
        *STAGE_FLOWS.values(),
        deadlines,
        dispatch,
        housekeeping,
        checkpoint,
        reconcile,
        heartbeat,
        education_plans,
    )
}

"""Our own flows by name. A worker runs these and nothing else."""

from collections.abc import Mapping
from typing import Any

from prefect import Flow

from flows.case import case
from flows.guidance import guidance
from flows.inspection import inspection
from flows.interview import interview
from flows.rectification import rectification
from flows.transfer import transfer
from models.vocabulary import Stage

STAGE_FLOWS: Mapping[Stage, Flow[Any, Any]] = {
    Stage.CASE: case,
    Stage.GUIDANCE: guidance,
    Stage.INSPECTION: inspection,
    Stage.RECTIFICATION: rectification,
    Stage.INTERVIEW: interview,
    Stage.TRANSFER: transfer,
}

FLOWS: Mapping[str, Flow[Any, Any]] = {flow.name: flow for flow in STAGE_FLOWS.values()}

"""A case written by hand whose acts draw up every kind of instrument, and what stands in the documents drawn."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from flows.instruments.draw import draw_up
from models.decide import Decision, Move
from models.facts import CaseFacts, Facts, OrganFacts, StageFacts, UnitFacts
from models.lifecycle import find
from models.store import files, vault
from models.store.engine import Store, open_store
from models.store.handles import CASE_FILE, DEPARTMENT, EVENT, OFFICER, ORGAN, UNIT
from models.vocabulary import DepartmentKind, EventKind, File, Instrument, Level, Stage, UnitKind

CASE = "GZ-2026-000123"
ORGAN_CODE, CITY_CODE, UNIT_CODE = "GZ-NM", "GZ", "91520102MA6DK4XJ2N"
TODAY, NOW = date(2026, 4, 20), datetime(2026, 4, 20, 1, 0, tzinfo=UTC)
TIP = "热心群众来信反映的情况"  # behind the inspection; no document may hold it
REASON = "内部理由不得外传"
PERSON = "王建国"
ORDER_NO = "GZ-NM-RO-2026-0007"
DIGESTS = ("1f" * 32, "2e" * 32)

ORDER_ITEMS = [
    {"ref": "I1/1", "duty": "reg-8-1", "since": "2026-02-02", "until": "2026-03-05"},
    {"ref": "I1/3", "duty": "reg-9-2", "since": "2026-02-03", "until": "2026-03-05"},
]
FACTS = (
    "2025年全年未对员工开展反间谍安全防范教育培训 <无签到表 & 无教材>。",
    "公司未明确反间谍安全防范工作的负责机构和人员。",
)
OTHER_FACTS = "门禁记录保存不完整，已当场补正。"
INCIDENT_FACTS = "2026年2月15日，一名外来人员未经登记进入研发区并拍照。"
REQUIRED = "1. 制定年度教育培训计划，完成全员培训并留存记录；\n2. 书面明确负责机构和人员，报本机关备案。"
REMARK = "仍未明确负责人员，仅有口头分工。"


def _finding(number: int) -> dict[str, Any]:
    duty = ("reg-8-1", "reg-8-2", "reg-9-2")[number]
    return {"duty": duty, "since": "2026-02-02", "until": "2026-03-05"}


def _order(ground: str | None, items: list[dict[str, Any]], length: int, unit: str, **sealed: Any) -> Any:
    stated = {
        "order_items": items,
        "limit_length": length,
        "limit_unit": unit,
        **({"ground": ground} if ground else {}),
    }
    return ("propose", "2026-03-06", stated, {"required": REQUIRED, **sealed})


_INSPECTION: list[Any] = [
    (
        "request", "2026-03-02",
        {
            "ground": "report of clues received", "methods": ["enter and look", "consult material"],
            "starts_on": "2026-03-04", "ends_on": "2026-03-13", "team": ["N001", "N002"],
        },
        {"reason": TIP, "places": ["科创大厦A座12层办公区", "科创大厦A座12层档案室", "研发中心一楼机房"]},
    ),
    ("approve", "2026-03-03", {"by": "C100"}, {}),
    ("record", "2026-03-05", {"findings": [_finding(0), _finding(1)]},
     {"findings": [{"facts": FACTS[0]}, {"facts": OTHER_FACTS}], "statement": "单位陈述"}),
    ("record", "2026-03-06", {"findings": [_finding(2)]}, {"findings": [{"facts": FACTS[1]}]}),
]  # fmt: skip
_TECHNICAL: list[Any] = [
    (
        "request", "2026-03-09",
        {
            "risk_in": "I1", "mode": "remote", "starts_on": "2026-03-16", "ends_on": "2026-03-20",
            "objects": ["computer networks and information systems", "internal equipment"], "team": ["N001", "N002"],
        },
        {"reason": TIP, "systems": ["办公自动化系统及其服务器", "研发网络出口防火墙"]},
    ),
    ("approve", "2026-03-10", {"by": "C100"}, {}),
]  # fmt: skip
_ORDER: list[Any] = [
    _order("I1", ORDER_ITEMS, 30, "day"),
    ("approve", "2026-03-09", {"by": "C100"}, {"opinion": REASON}),
    ("draw_up", "2026-03-09", {"documents": [{"kind": "rectification_order", "number": ORDER_NO, "files": {}}]}, {}),
    ("serve", "2026-03-10", {"served_on": "2026-03-10"}, {"recipient": PERSON}),
    ("reinspect", "2026-04-14",
     {"occurred_on": "2026-04-14", "results": [{"item": 1, "met": True}, {"item": 2, "met": False}]},
     {"results": [{}, {"remark": REMARK}], "statement": "单位陈述"}),
]  # fmt: skip
_INTERVIEW: list[Any] = [
    ("propose", "2026-04-16", {"ground": "rectification failed", "order": "R1"}, {"reason": REASON}),
    ("hold", "2026-04-23", {"occurred_on": "2026-04-23"}, {"persons": PERSON, "points": REASON}),
    ("propose_notice", "2026-04-24", {"department": "D-SUP"}, {"necessity": REASON}),
]
_TRANSFER: list[Any] = [
    (
        "propose", "2026-04-27",
        {"receiver": "D-REC", "competence": "supervises public officials", "ground": "R1",
         "consequence": "adverse consequence", "files": list(DIGESTS)},
        {
            "consequence_facts": "研发区被外来人员拍照，部分内部资料外泄。",
            "facts": "经责令整改和约谈，该单位仍未明确负责机构和人员。",
            "suggestion": "建议对负有责任的领导人员和直接责任人员依规依纪依法处理。",
            "statement": "该单位称因人员变动未及时安排，正在补充。",
            "in_favour": "已按要求完成全员培训，并主动报告进展。",
        },
    ),
]  # fmt: skip
STAGES: tuple[tuple[str, Stage, str | None, list[Any]], ...] = (
    ("I1", Stage.INSPECTION, None, _INSPECTION),
    ("T1", Stage.TECHNICAL, None, _TECHNICAL),
    ("R1", Stage.RECTIFICATION, "I1", _ORDER),
    (
        "R2", Stage.RECTIFICATION, None,
        [_order(None, [{"ref": "incident/1", "duty": "reg-8-5", "since": "2026-02-15", "until": "2026-02-15"}],
                15, "workday", incident=[{"facts": INCIDENT_FACTS}]),
         ("draw_up", "2026-03-09", {"documents": [{"kind": "rectification_order", "number": "GZ-NM-RO-2026-0008",
                                                   "files": {}}]}, {})],
    ),
    (
        "R3", Stage.RECTIFICATION, "R2",
        [_order(None, [{"ref": "incident/1", "duty": "reg-8-5", "since": "2026-02-15", "until": "2026-02-15"}],
                10, "workday")],
    ),
    ("Y1", Stage.INTERVIEW, "R1", _INTERVIEW),
    ("Y2", Stage.INTERVIEW, None, [("propose", "2026-04-16", {"ground": "problem in performing duties",
                                                              "finding_in": "I1"}, {"reason": REASON})]),
    ("X1", Stage.TRANSFER, "R1", _TRANSFER),
)  # fmt: skip
LISTING: list[Any] = [
    ("propose", "2026-03-02", {"unit": UNIT_CODE},
     {"industry": "从事精密测量仪器研制。", "secrecy": "承担两项涉密科研任务。"}),
    ("approve", "2026-03-11", {"by": "C100"}, {"opinion": REASON}),
    ("draw_up", "2026-03-11",
     {"documents": [{"kind": "key_unit_notice", "number": "GZ-NM-KN-2026-0003", "files": {}}]}, {}),
    ("serve", "2026-03-12", {"served_on": "2026-03-12"}, {"recipient": PERSON}),
    ("propose_removal", "2026-04-10", {}, {"reason": "涉密科研任务均已完成。"}),
]  # fmt: skip
"""A file of its own, kept under the same number here."""
MEETING = (
    {"meeting_on": "2026-04-23", "meeting_at": "09:30", "interviewee": "principal"},
    {"place": "示范区国家安全局二楼会议室", "person": PERSON},
)
DRAWN: Mapping[Instrument, tuple[str, str]] = {
    Instrument.INSPECTION_NOTICE: ("I1", "draw_up"),
    Instrument.TECHNICAL_NOTICE: ("T1", "draw_up"),
    Instrument.RECTIFICATION_ORDER: ("R1", "draw_up"),
    Instrument.REINSPECTION_OPINION: ("R1", "draw_up_opinion"),
    Instrument.INTERVIEW_NOTICE: ("Y1", "draw_up"),
    Instrument.SUPERIOR_NOTICE: ("Y1", "draw_up_letter"),
    Instrument.TRANSFER_LETTER: ("X1", "draw_up"),
    Instrument.KEY_UNIT_NOTICE: ("", "draw_up"),
    Instrument.KEY_UNIT_REMOVAL: ("", "draw_up_removal"),
}
"""Which stage of the case, and which act, draws up each kind; the receipt of service comes with the notices."""


def opened(url: str) -> Store:
    """A database with the tables, the registers and the case; the key file and data folder are the settings'."""
    store = open_store(url)
    with store.write() as connection:
        SQLModel.metadata.create_all(connection)
        _registers(connection)
        vault.new_case_key(connection, CASE)
        for digest, kind in zip(DIGESTS, ("inspection record", "photograph"), strict=True):
            kept = files.Kept(digest, CASE, kind, "application/pdf", 1, digest)
            files.enter(connection, kept, added_by="N001", at=NOW)
    return store


def _registers(connection: Connection) -> None:
    city = {"code": CITY_CODE, "name": "示范市国家安全局", "level": Level.CITY, "region": "520100", "prefix": "GZ"}
    county = {"code": ORGAN_CODE, "name": "示范区国家安全局", "level": Level.COUNTY, "region": "520102", "prefix": "GZ"}
    connection.execute(insert(ORGAN).values(**city))
    connection.execute(
        insert(ORGAN).values(**county, parent=CITY_CODE, contact="综合科，示范区和平路1号，电话0851-00000000")
    )
    for code, name, kind in (
        ("D-SUP", "示范市科学技术局", DepartmentKind.SUPERIOR), ("D-REC", "示范区监察委员会", DepartmentKind.RECEIVER),
    ):  # fmt: skip
        connection.execute(insert(DEPARTMENT).values(code=code, name=name, kind=kind))
    unit = {"name": "示范精密仪器有限公司", "kind": UnitKind.ENTERPRISE, "industry": "C", "region": "520102"}
    connection.execute(insert(UNIT).values(code=UNIT_CODE, superior="D-SUP", **unit))
    for badge, organ in (("N001", ORGAN_CODE), ("N002", ORGAN_CODE), ("C100", CITY_CODE)):
        connection.execute(insert(OFFICER).values(badge=badge, organ=organ, post="officer", active=True))
    connection.execute(
        insert(CASE_FILE).values(
            no=CASE, kind=File.CASE, unit=UNIT_CODE, organ=ORGAN_CODE, state="open", opened_on=TODAY, acts=[],
            version=0, head_seq=0, head_hash="",
        )
    )  # fmt: skip


def case(connection: Connection) -> Facts:
    """Write the events of the case with their sealed text, and return its facts."""
    stages, seq = [], 0
    for label, kind, ground, acts in (*STAGES, ("", Stage.LISTING, None, LISTING)):
        entries = []
        for act, on, stated, hidden in acts:
            seq += 1
            sealed = vault.seal(connection, CASE, hidden)[0] if hidden else None
            connection.execute(
                insert(EVENT).values(
                    chain=CASE, seq=seq, kind=EventKind.ACT, act=f"{kind}.{act}", stage=label, version=seq,
                    actor="N001", recorded_at=NOW, effective_on=TODAY, prev="", hash=str(seq), sealed=sealed, body=b"",
                )
            )  # fmt: skip
            entries.append({"act": act, "by": "N001", "on": on, "seq": seq, **stated})
        stages.append(StageFacts(label, kind, "any", ground, tuple(entries)))
    *stages, listing = stages
    return Facts(
        case=CaseFacts(CASE, "open", seq, "N001", listing.acts), unit=UnitFacts(UNIT_CODE, "520102", "D-SUP"),
        organ=OrganFacts(ORGAN_CODE, "520102", "GZ", (ORGAN_CODE, CITY_CODE)), actor=None, stages=tuple(stages),
    )  # fmt: skip


def scene(facts: Facts, label: str) -> Facts:
    """The facts in which the stage of this label stands; without a label the listing, a file of its own."""
    assert facts.case is not None
    return facts if label else replace(facts, case=replace(facts.case, kind=File.LISTING), stages=())


def decision(facts: Facts, label: str, act: str) -> Decision:
    """The decision of an act that draws up, as `decide` would give it."""
    stage = facts.stage(label) if label else scene(facts, label).case.own  # type: ignore[union-attr]  # there is one
    assert stage is not None
    transition = find(stage.kind, act)
    assert transition is not None
    stated, hidden = MEETING if (stage.kind, act) == (Stage.INTERVIEW, "draw_up") else ({}, {})
    entry = {"act": act, "by": "N001", "on": TODAY.isoformat(), **stated}
    return Decision(transition, "N001", TODAY, (Move(label or None, "any", "any", entry),), (), (), hidden, "N001")


def draw(connection: Connection, facts: Facts, label: str, act: str) -> list[Mapping[str, Any]]:
    """Draw up; the documents as the act's entry then names them."""
    documented = draw_up(connection, scene(facts, label), decision(facts, label, act), CASE, TODAY, NOW)
    drawn: list[Mapping[str, Any]] = documented.moves[0].entry["documents"]
    return drawn


def text(content: bytes) -> str:
    """The text of a document with its footer, one paragraph or table cell a line, as a reader sees it."""
    document = Document(BytesIO(content))
    parts = [document.element.body, *(s.footer._element for s in document.sections)]
    lines = []
    for part in parts:
        for paragraph in part.iter("{*}p"):
            words = [(node.text or "") if node.tag.endswith("}t") else "\n" for node in paragraph.iter("{*}t", "{*}br")]
            lines.append("".join(words))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines))

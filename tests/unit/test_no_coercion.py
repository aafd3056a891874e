"""Nothing here coerces a person: no act, field, choice or name is one of detention, summons, search or interception."""

import re
from enum import Enum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models.acts import choices, education_choices, honours, report_choices
from models.acts.choices import Interviewee, Measure, Method, Service, TechnicalMode, TechnicalObject
from models.acts.form import Part
from models.acts.interview import Absent, DrawUp, Hold
from models.acts.named import UNIONS
from models.clocks import CLOCKS
from models.lifecycle import LIFECYCLE, find
from models.states import STATES
from models.transition import Transition
from models.vocabulary import Instrument, Stage

ACTS = """
case.open case.assign case.classify case.recuse case.relate case.consent case.correct case.confirm_correction
case.reject_correction
case.annul case.decide_resting case.stay case.lift_stay case.refer_criminal case.end_reference case.close case.reopen
case.note_penalty
case.open_link case.revoke_link case.request_correction case.decline_correction
complaint.receive complaint.forward complaint.accept complaint.not_accept complaint.decide complaint.tell_result
complaint.withdraw
activity.plan activity.hold activity.cancel
commendation.propose commendation.start commendation.join commendation.approve commendation.refuse commendation.tell
commendation.waive commendation.request_extension commendation.decide_extension commendation.claim
commendation.hand_over commendation.lapse commendation.consent_publicity commendation.publish commendation.revoke
commendation.record_return commendation.withdraw commendation.assign commendation.conclude
listing.propose listing.assign listing.consult listing.record_opinion listing.approve listing.refuse listing.draw_up
listing.serve listing.object listing.answer_objection listing.review listing.propose_removal listing.approve_removal
listing.refuse_removal listing.draw_up_removal listing.serve_removal listing.withdraw
requirement.record requirement.attach requirement.amend requirement.end
education.draft education.approve education.refuse education.amend education.add_activity education.hold
education.move_activity education.cancel_activity education.media_contribution education.report_year
duties.open duties.assign duties.record_evidence duties.file_self_inspection duties.file_plan duties.answer
duties.set_period duties.open_link duties.revoke_link duties.close
report.receive report.assign report.take_up report.pass_on report.not_take report.answer report.request_review
report.decide_review report.conclude report.pass_person_report report.record_receipt
guidance.plan guidance.hold guidance.issue guidance.acknowledge guidance.complete guidance.withdraw
inspection.request inspection.approve inspection.refuse inspection.draw_up inspection.notify inspection.record
inspection.comment inspection.conclude inspection.cancel
technical.request technical.approve technical.refuse technical.draw_up technical.notify technical.record
technical.comment technical.order_measure technical.ratify_measure technical.review_measure technical.lift_measure
technical.conclude technical.cancel
rectification.propose rectification.approve rectification.refuse rectification.draw_up rectification.serve
rectification.progress rectification.request_extension rectification.decide_extension rectification.suspend
rectification.resume rectification.object rectification.answer_objection rectification.report
rectification.return_for_completion rectification.reinspect rectification.comment rectification.draw_up_opinion
rectification.renew rectification.conclude rectification.withdraw
interview.propose interview.approve interview.refuse interview.draw_up interview.summon interview.hold interview.absent
interview.propose_notice interview.approve_notice interview.refuse_notice interview.draw_up_letter
interview.notify_superior interview.follow_up interview.conclude interview.cancel
transfer.propose transfer.approve transfer.refuse transfer.draw_up transfer.send transfer.accept transfer.return
transfer.withdraw transfer.feedback
consultation.ask consultation.answer consultation.lapse consultation.withdraw
joint.propose joint.agree joint.decline joint.lapse joint.announce joint.hold joint.conclude joint.cancel
exchange.propose exchange.approve exchange.refuse exchange.disclose exchange.receipt exchange.withdraw
protection.request protection.assign protection.urgent_measure protection.approve protection.refuse
protection.request_review protection.hand_over protection.review protection.retaliation protection.answer_retaliation
protection.end
"""
"""Every act there is. One more is looked at by a person before it is written here."""

ENGLISH = """
detain detention arrest custody imprison confine surveil wiretap intercept eavesdrop monitor track search frisk seize
seizure confiscat impound freez forfeit compel coerc interrogat subpoena passport fingerprint biometric password
decrypt phone chat browsing device penalt fine
"""
CHINESE = """
传唤 拘传 拘留 拘役 逮捕 羁押 留置 扣留 扣押 查封 冻结 没收 搜查 搜身 人身检查 监听 窃听 监视 截获 拦截 跟踪 定位
讯问 审讯 强制 强行 限制出境 限制人身 护照 指纹 生物识别 密码 解密 手机 聊天 通信内容 个人设备 罚款 处罚
"""


def parts(annotation: Any) -> list[type]:
    """The forms and choices inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, (BaseModel, Enum)):
        return [annotation]
    return [found for inner in get_args(annotation) for found in parts(inner)]


def shown(form: type[BaseModel]) -> list[str]:
    """Every word a form shows: field names, titles, hints, choices; those of the forms inside it too."""
    words = [form.__doc__ or ""]
    for name, info in form.model_fields.items():
        words += [name, info.title or "", info.description or ""]
        for kind in parts(info.annotation):
            if issubclass(kind, Enum):
                words += [str(member.value) for member in kind]
            elif issubclass(kind, BaseModel):
                words += shown(kind)
    return words


def coercive(text: str) -> list[str]:
    """The words of coercion in a text; an English one counts at the beginning of a word."""
    found = [word for word in ENGLISH.split() if re.search(rf"\b{word}", text.lower().replace("_", " "))]
    return found + [word for word in CHINESE.split() if word in text]


def test_there_are_these_acts_and_no_other() -> None:
    assert [t.full_name for t in LIFECYCLE if t.full_name not in ACTS.split()] == []
    assert sorted(t.full_name for t in LIFECYCLE) == sorted(ACTS.split())


def test_there_is_a_form_for_each_and_for_nothing_else() -> None:
    forms = {
        f"{stage}.{f.model_fields['act'].default}" for stage, u in UNIONS.items() for f in get_args(get_args(u)[0])
    }
    assert forms == set(ACTS.split())


NOTED = "case.note_penalty"
"""It names a penalty, since it notes that others imposed one."""


@pytest.mark.parametrize("t", [t for t in LIFECYCLE if t.full_name != NOTED], ids=lambda t: t.full_name)
def test_no_act_coerces_by_its_names_or_by_what_its_form_asks(t: Transition) -> None:
    texts = [t.full_name, t.name.en, t.name.zh, *shown(t.form)]
    assert [word for text in texts for word in coercive(text)] == []


def test_to_note_a_penalty_of_others_has_no_effect_here() -> None:
    noted = find(Stage.CASE, "note_penalty")
    assert noted is not None
    assert (noted.target, noted.adverse, noted.clocks, noted.draws, noted.opens_next) == (None, False, (), (), None)
    assert set(noted.form.model_fields) == {"act", "case", "seen", "reference_no", "decided_on", "body"}


def test_no_state_document_deadline_or_stage_does() -> None:
    names = [state.name for stage in STATES.values() for state in stage.values()]
    texts = [name for n in (*names, *(rule.name for rule in CLOCKS.values())) for name in (n.en, n.zh)]
    texts += [instrument.value for instrument in Instrument] + [stage.value for stage in Stage]
    assert [word for text in texts for word in coercive(text)] == []


def test_no_choice_of_any_form_does() -> None:
    offered = [vars(module).values() for module in (choices, education_choices, honours, report_choices)]
    kinds = [kind for found in offered for kind in found if isinstance(kind, type) and issubclass(kind, Enum)]
    assert len(kinds) > 15
    assert [word for kind in kinds for member in kind for word in coercive(str(member.value))] == []


@pytest.mark.parametrize(
    "text",
    [
        "search the phone",
        "Detain",
        "seizure of a disk",
        "freezing of accounts",
        "order_wiretap",
        "传唤约谈",
        "扣押设备",
        "人身检查",
    ],
)
def test_the_words_would_be_found(text: str) -> None:
    assert coercive(text)


def test_the_summons_to_an_interview_is_a_notice_served_and_nobody_is_brought() -> None:
    summons = find(Stage.INTERVIEW, "summon")
    assert summons is not None
    assert (summons.name.en, summons.name.zh) == ("serve the interview notice", "送达约谈通知")
    assert [t.full_name for t in LIFECYCLE if "summon" in t.act] == ["interview.summon"]
    assert [e.value for e in Interviewee] == ["legal representative", "principal", "person in charge of prevention"]
    assert set(DrawUp.model_fields) == {
        "act", "case", "seen", "stage", "meeting_on", "meeting_at", "place", "interviewee", "person",
    }  # fmt: skip


def test_who_does_not_come_is_noted_absent_and_nothing_else_follows() -> None:
    absent = find(Stage.INTERVIEW, "absent")
    assert absent is not None
    assert (absent.adverse, absent.clocks, absent.draws, absent.opens_next) == (False, (), (), None)
    assert set(Absent.model_fields) == {"act", "case", "seen", "stage", "occurred_on", "reason"}
    assert "persons" in Hold.model_fields


def test_measures_on_the_spot_exist_in_the_technical_inspection_only() -> None:
    # What protects an informant is done for a person, and to nobody.
    of_units = [t for t in LIFECYCLE if t.stage is not Stage.PROTECTION]
    with_measure = [t.full_name for t in of_units if "measure" in t.act or asks_for(t.form, Measure)]
    assert with_measure == [
        "technical.order_measure",
        "technical.ratify_measure",
        "technical.review_measure",
        "technical.lift_measure",
    ]
    assert [t.full_name for t in LIFECYCLE if asks_for(t.form, Measure)] == ["technical.order_measure"]
    assert [m.value for m in Measure] == ["shield", "isolate", "dismantle", "stop using"]


def asks_for(form: type[Part], kind: type[Enum]) -> bool:
    return any(kind in parts(info.annotation) for info in form.model_fields.values())


def test_methods_and_objects_are_the_units_never_a_persons() -> None:
    assert [m.value for m in Method] == [
        "learn from unit and persons",
        "consult material",
        "hear explanations",
        "enter and look",
        "look at the unit's equipment",
    ]
    assert [o.value for o in TechnicalObject] == [
        "relevant parts",
        "places and buildings",
        "internal equipment",
        "strong and weak current systems",
        "computer networks and information systems",
        "critical information infrastructure",
    ]
    assert [m.value for m in TechnicalMode] == ["on site", "remote"]
    for kind, acts in (
        (Method, ["inspection.request", "inspection.record", "joint.hold"]),
        (TechnicalObject, ["technical.request", "technical.record"]),
        (TechnicalMode, ["technical.request", "technical.record"]),
    ):
        assert [t.full_name for t in LIFECYCLE if asks_for(t.form, kind)] == acts


def test_documents_are_served_by_these_acts_and_no_other() -> None:
    assert [t.full_name for t in LIFECYCLE if asks_for(t.form, Service)] == [
        "listing.serve",
        "listing.serve_removal",
        "inspection.notify",
        "technical.notify",
        "rectification.serve",
        "interview.summon",
    ]


def test_every_case_is_about_a_unit_and_none_about_a_person() -> None:
    for stage in UNIONS:
        names = {name for t in LIFECYCLE if t.stage is stage for name in t.form.model_fields}
        assert not names & {"suspect", "identity", "id_number", "birth", "address_of_person", "account", "imei"}
    opening = find(Stage.CASE, "open")
    assert opening is not None
    assert set(opening.form.model_fields) == {"act", "unit", "handler", "reason", "classification"}

"""For every act the moment just before it is lawful: the facts, who may take it, and the day."""

from dataclasses import dataclass
from datetime import date

from models.facts import Facts
from tests.unit.scenes import (
    accepted_transfer,
    approved,
    approved_interview,
    approved_notice,
    approved_order,
    approved_transfer,
    closed,
    commented_record,
    concluded,
    drawn_letter,
    drawn_notice,
    drawn_summons,
    drawn_transfer,
    extension_asked,
    held_interview,
    issued,
    not_met_order,
    notified,
    objected_order,
    on,
    opened,
    planned,
    proposed_interview,
    proposed_notice,
    proposed_order,
    proposed_transfer,
    recorded,
    reinspected_order,
    reported_order,
    requested,
    running_order,
    sent_transfer,
    summoned_interview,
    suspended_order,
    unserved_order,
)
from tests.unit.scenes_remedy import annulled, correction_proposed, planned_activity, referred, stayed
from tests.unit.scenes_technical import (
    approved_technical,
    commented_technical,
    drawn_technical,
    measured,
    notified_technical,
    ratified,
    recorded_technical,
    requested_technical,
)
from tests.unit.worlds import ANN, BO, CITY_DEPUTY, CITY_HEAD, COUNTY_HEAD, MANY_UNITS, NOTHING

LABELS = {
    "guidance": "G1",
    "inspection": "I1",
    "technical": "T1",
    "rectification": "R1",
    "interview": "Y1",
    "transfer": "X1",
}


@dataclass(frozen=True)
class Scene:
    """The moment before an act: the facts, who may take it, and when."""

    facts: Facts
    badge: str
    today: date


def before(name: str) -> Scene:
    """The moment just before the act (`stage.act`) is lawful."""
    facts, badge, today = _SCENES[name]
    return Scene(facts, badge, today)


_SCENES: dict[str, tuple[Facts, str, date]] = {
    "case.open": (NOTHING, ANN, on(3, 2)),
    "case.assign": (opened(), COUNTY_HEAD, on(3, 3)),
    "case.recuse": (opened(), COUNTY_HEAD, on(3, 3)),
    "case.relate": (opened(), ANN, on(3, 3)),
    "case.consent": (opened(), ANN, on(3, 3)),
    "case.correct": (running_order(), ANN, on(3, 16)),
    "case.confirm_correction": (correction_proposed(), COUNTY_HEAD, on(3, 17)),
    "case.reject_correction": (correction_proposed(), COUNTY_HEAD, on(3, 17)),
    "case.annul": (running_order(), COUNTY_HEAD, on(3, 16)),
    "case.decide_resting": (annulled(), COUNTY_HEAD, on(3, 17)),
    "case.stay": (running_order(), COUNTY_HEAD, on(3, 16)),
    "case.lift_stay": (stayed(), COUNTY_HEAD, on(3, 23)),
    "case.refer_criminal": (running_order(), CITY_HEAD, on(3, 16)),
    "case.end_reference": (referred(), COUNTY_HEAD, on(3, 23)),
    "case.close": (opened(), ANN, on(3, 3)),
    "case.reopen": (closed(), COUNTY_HEAD, on(3, 4)),
    "activity.plan": (MANY_UNITS, ANN, on(3, 3)),
    "activity.hold": (planned_activity(), ANN, on(5, 20)),
    "activity.cancel": (planned_activity(), ANN, on(3, 4)),
    "guidance.plan": (opened(), ANN, on(3, 3)),
    "guidance.hold": (planned(), ANN, on(3, 4)),
    "guidance.issue": (opened(), ANN, on(3, 3)),
    "guidance.acknowledge": (issued(), ANN, on(3, 4)),
    "guidance.complete": (issued(), ANN, on(3, 4)),
    "guidance.withdraw": (issued(), ANN, on(3, 4)),
    "inspection.request": (opened(), ANN, on(3, 3)),
    "inspection.approve": (requested(), CITY_HEAD, on(3, 4)),
    "inspection.refuse": (requested(), CITY_HEAD, on(3, 4)),
    "inspection.draw_up": (approved(), ANN, on(3, 4)),
    "inspection.notify": (drawn_notice(), ANN, on(3, 5)),
    "inspection.record": (notified(), ANN, on(3, 6)),
    "inspection.comment": (recorded(), ANN, on(3, 9)),
    "inspection.conclude": (commented_record(), ANN, on(3, 9)),
    "inspection.cancel": (requested(), ANN, on(3, 4)),
    "technical.request": (concluded(), ANN, on(3, 10)),
    "technical.approve": (requested_technical(), CITY_HEAD, on(3, 11)),
    "technical.refuse": (requested_technical(), CITY_HEAD, on(3, 11)),
    "technical.draw_up": (approved_technical(), ANN, on(3, 11)),
    "technical.notify": (drawn_technical(), ANN, on(3, 11)),
    "technical.record": (notified_technical(), ANN, on(3, 12)),
    "technical.comment": (recorded_technical(), ANN, on(3, 13)),
    "technical.order_measure": (notified_technical(), ANN, on(3, 12)),
    "technical.ratify_measure": (measured(), CITY_HEAD, on(3, 13)),
    "technical.review_measure": (ratified(), ANN, on(3, 13)),
    "technical.lift_measure": (ratified(), ANN, on(3, 13)),
    "technical.conclude": (commented_technical(), ANN, on(3, 16)),
    "technical.cancel": (requested_technical(), ANN, on(3, 11)),
    "rectification.propose": (concluded(), ANN, on(3, 10)),
    "rectification.approve": (proposed_order(), CITY_HEAD, on(3, 11)),
    "rectification.refuse": (proposed_order(), CITY_HEAD, on(3, 11)),
    "rectification.draw_up": (approved_order(), ANN, on(3, 11)),
    "rectification.serve": (unserved_order(), ANN, on(3, 12)),
    "rectification.progress": (running_order(), ANN, on(3, 16)),
    "rectification.request_extension": (running_order(), ANN, on(4, 7)),
    "rectification.decide_extension": (extension_asked(), CITY_HEAD, on(4, 8)),
    "rectification.suspend": (running_order(), COUNTY_HEAD, on(3, 20)),
    "rectification.resume": (suspended_order(), ANN, on(3, 30)),
    "rectification.object": (running_order(), ANN, on(3, 16)),
    "rectification.answer_objection": (objected_order(), CITY_HEAD, on(3, 20)),
    "rectification.report": (running_order(), ANN, on(4, 10)),
    "rectification.return_for_completion": (reported_order(), ANN, on(4, 13)),
    "rectification.reinspect": (reported_order(), ANN, on(4, 15)),
    "rectification.comment": (reinspected_order(), ANN, on(4, 15)),
    "rectification.draw_up_opinion": (not_met_order(), ANN, on(4, 16)),
    "rectification.renew": (not_met_order(), ANN, on(4, 16)),
    "rectification.conclude": (not_met_order(), COUNTY_HEAD, on(4, 16)),
    "rectification.withdraw": (running_order(), COUNTY_HEAD, on(3, 20)),
    "interview.propose": (not_met_order(), ANN, on(4, 16)),
    "interview.approve": (proposed_interview(), CITY_HEAD, on(4, 17)),
    "interview.refuse": (proposed_interview(), CITY_HEAD, on(4, 17)),
    "interview.draw_up": (approved_interview(), ANN, on(4, 20)),
    "interview.summon": (drawn_summons(), ANN, on(4, 20)),
    "interview.hold": (summoned_interview(), ANN, on(4, 30)),
    "interview.absent": (summoned_interview(), ANN, on(4, 30)),
    "interview.propose_notice": (held_interview(), ANN, on(5, 6)),
    "interview.approve_notice": (proposed_notice(), CITY_DEPUTY, on(5, 7)),
    "interview.refuse_notice": (proposed_notice(), CITY_DEPUTY, on(5, 7)),
    "interview.draw_up_letter": (approved_notice(), ANN, on(5, 8)),
    "interview.notify_superior": (drawn_letter(), BO, on(5, 8)),
    "interview.follow_up": (held_interview(), ANN, on(5, 20)),
    "interview.conclude": (held_interview(), ANN, on(5, 20)),
    "interview.cancel": (summoned_interview(), ANN, on(4, 21)),
    "transfer.propose": (not_met_order(), ANN, on(5, 6)),
    "transfer.approve": (proposed_transfer(), CITY_HEAD, on(5, 7)),
    "transfer.refuse": (proposed_transfer(), CITY_HEAD, on(5, 7)),
    "transfer.draw_up": (approved_transfer(), ANN, on(5, 8)),
    "transfer.send": (drawn_transfer(), ANN, on(5, 8)),
    "transfer.accept": (sent_transfer(), ANN, on(5, 11)),
    "transfer.return": (sent_transfer(), ANN, on(5, 11)),
    "transfer.withdraw": (sent_transfer(), ANN, on(5, 9)),
    "transfer.feedback": (accepted_transfer(), ANN, on(6, 1)),
}

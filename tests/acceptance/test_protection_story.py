"""The protection of an informant as a lawyer would tell it. All days are of 2026; 3 March is a Tuesday."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select

from flows import informants
from models.store.handles import CASE_FILE, EVENT, OUTBOX
from tests import builders
from tests.acceptance.hearing import Hearing, on
from tests.store.protecting import CITY, CITY_ORGAN, CITY_SECOND, COUNTY_ORGAN, HEAD, KEEPER, SECOND, cleared

NAME = "王五，住中山路 7 号"
SECRECY, PUBLIC = "keep identity secret", "ask the public security organ for protection of person and property"


def test_an_informant_who_is_threatened_is_protected_until_the_danger_is_over(hearing: Hearing) -> None:
    """Refused first and granted on review, handed over with consent; a retaliation is answered before it ends."""
    with hearing.store.write() as connection:
        cleared(connection)
    alias = entered()
    asked = {
        "alias": alias, "protects": "the informant", "asked_by": "the informant", "received_on": "2026-03-03",
        "danger": "Threatened at work.",
    }  # fmt: skip
    assert hearing.refused(on(3, 3), "N001", "protection.request", **asked) == "clearance_too_low"
    unknown = {**asked, "alias": "A-NOBODYHERE"}
    assert hearing.refused(on(3, 3), KEEPER, "protection.request", **unknown) == "informant_unknown"
    hearing.act(on(3, 3), KEEPER, "protection.request", **asked, handler=KEEPER)
    assert hearing.deadline("protection_decision", None) == ("2026-03-04", "running")
    assert hearing.refused(on(3, 3), HEAD, "protection.approve", measures=[SECRECY]) == "approver_level_too_low"

    urgent = {"occurred_on": "2026-03-03", "measures": [SECRECY], "reason": "The name is being guessed."}
    assert hearing.refused(on(3, 3), KEEPER, "protection.urgent_measure", **urgent) == "not_responsible_person"
    hearing.act(on(3, 3), HEAD, "protection.urgent_measure", **urgent)
    hearing.swept(on(3, 4))
    assert CITY_ORGAN in hearing.told("decision on the protection")

    hearing.act(on(3, 4), CITY, "protection.refuse", reason="No danger is seen.")
    assert hearing.deadline("protection_decision", None) == ("2026-03-04", "met")
    hearing.act(on(3, 5), KEEPER, "protection.request_review", received_on="2026-03-05", reason="He came again.")
    assert hearing.refused(on(3, 6), CITY, "protection.approve", measures=[SECRECY]) == "refusal_reviewed_by_another"
    hearing.act(on(3, 6), CITY_SECOND, "protection.approve", measures=[SECRECY, PUBLIC])
    assert hearing.deadline("protection_review", None) == ("2026-04-05", "running")

    handed = {
        "department": builders.RECEIVER, "handed_on": "2026-03-09", "receipt": "PS-7", "disclosed": "Where to patrol.",
    }  # fmt: skip
    assert hearing.refused(on(3, 9), KEEPER, "protection.hand_over", **handed) == "informant_consent_missing"
    hearing.act(on(3, 9), KEEPER, "protection.hand_over", **handed, consented=True)

    hearing.act(on(3, 16), SECOND, "protection.retaliation", received_on="2026-03-16", content="Dismissed.")
    assert COUNTY_ORGAN in hearing.told("complaint of retaliation")
    assert hearing.deadline("retaliation_answer", None) == ("2026-03-19", "running")
    over = {"told_on": "2026-04-20", "reason": "The danger is over."}
    assert hearing.refused(on(4, 20), HEAD, "protection.end", **over) == "retaliation_open"
    hearing.act(on(3, 18), HEAD, "protection.answer_retaliation", answer="The dismissal was taken back.")

    # Nobody reviewed it within 30 days: the head hears of it, and it stays a matter for people.
    hearing.swept(on(4, 6))
    assert COUNTY_ORGAN in hearing.told("review of the protection")
    hearing.act(
        on(4, 7), HEAD, "protection.review", occurred_on="2026-04-07", measures=[SECRECY], finding="It is calm."
    )
    assert hearing.deadline("protection_review", None) == ("2026-05-07", "running")
    assert hearing.refused(on(4, 20), HEAD, "protection.end", reason="Over.") == "protected_person_untold"
    assert hearing.act(on(4, 20), HEAD, "protection.end", **over)["state"] == "ended"
    assert hearing.deadline("protection_review", None)[1] == "ended"
    assert hearing.record_is_whole()
    stays_inside(hearing, alias)


def entered() -> str:
    """The alias the vault gives the informant."""
    form = {"act": "enter", "identity": NAME}
    return str(informants.take(form, {"badge": KEEPER}, str(uuid4()), datetime.now(UTC)).answer.body["alias"])


def stays_inside(hearing: Hearing, alias: str) -> None:
    """Only officers and organs heard of it, and neither what was told nor the record names the person or the alias."""
    inside = {KEEPER, HEAD, CITY, CITY_SECOND, COUNTY_ORGAN, CITY_ORGAN, "GZ"}
    assert hearing.told() <= inside
    with hearing.store.read() as connection:
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == hearing.no)).one()
        bodies = connection.scalars(select(EVENT.c.body).where(EVENT.c.chain == hearing.no)).all()
        texts = connection.execute(select(OUTBOX.c.title, OUTBOX.c.body)).all()
    assert (row.unit, row.classification.value, str(row.closed_on)) == (None, "informant", "2026-04-20")
    for secret in (NAME, alias):
        assert not [b for b in bodies if secret.encode() in b]
        assert not [t for t in texts if secret in f"{t.title} {t.body}"]

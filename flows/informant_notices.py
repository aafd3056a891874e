"""Who is told of a request to the informant vault: by its number alone, in the transaction that records it."""

from flows import notices
from models.facts import RevealFacts
from models.guards import informant as rules
from models.store import absences, informant_rows, posting, snapshot
from models.store.informants import Act, Recorded
from models.vocabulary import Audience


def tell_custodian(act: Act, reveal_id: str) -> None:
    """To one custodian who may decide and is not away, of the nearest organ that has any; to the head of the organ
    where none is. Nobody stands in: who may not decide hears nothing of it."""
    organ, reveal = act.facts.organ, informant_rows.find(act.connection, reveal_id)
    assert organ is not None and reveal is not None  # noqa: S101  # the case has its organ, the row was written
    away = absences.standing(act.connection, organ.line, act.today).away
    badges = (badge for code in organ.line for badge in informant_rows.custodians(act.connection, (code,)))
    fit = (badge for badge in badges if badge not in away and _may_decide(act, badge, reveal))
    told = next(((Audience.APPROVER, badge) for badge in fit), (Audience.HEAD, organ.code))
    tell(act, "reveal_waiting", {"reveal": reveal_id, "event": {"seq": 0}}, [told])


def _may_decide(act: Act, badge: str, reveal: RevealFacts) -> bool:
    facts = snapshot.load(act.connection, reveal.case, badge)
    return rules.may_decide(facts, reveal, "informant.approve", act.today) is None


def tell(act: Act, kind: str, recorded: Recorded, told: list[tuple[Audience, str]]) -> None:
    """The messages name the request only: neither the case nor the alias."""
    common = {"case_no": None, "seq": 0, "rung": None, "created_at": act.at, "due_at": act.at}
    once = f"{kind}:{recorded['reveal']}:{recorded.get('look', 0)}"
    rows = notices.of_vault(kind, recorded["reveal"], told)
    keyed = [{**row, **common, "dedupe": f"{once}:{row['channel']}:{row['target']}"} for row in rows]
    posting.post(act.connection, keyed)

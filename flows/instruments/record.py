"""What an instrument is made from: the case's record, its sealed text, and the names in the registers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from models.decide import Decision
from models.errors import Unknown
from models.facts import Entry, Facts, StageFacts
from models.guards import findings, jointly
from models.store import files, parties, vault
from models.store.handles import EVENT
from models.store.parties import Issuer
from models.vocabulary import File, Stage
from models.wording import phrase

Item = Mapping[str, Any]
"""A duty not performed: `duty`, `since`, `until`; in an order also `ref`, the finding it came from."""


class Record:
    """The record as it stands inside the transaction of an act, and what the act itself states.

    Every reading raises Unknown where the record holds no such thing.
    """

    def __init__(self, connection: Connection, facts: Facts, decision: Decision, case_no: str) -> None:
        if facts.unit is None or facts.organ is None:
            raise Unknown("unit or organ")
        self.connection = connection
        self.facts = facts
        self.case_no = case_no
        self.basis = decision.transition.basis
        by_itself = facts.case is not None and facts.case.kind is not File.CASE
        own = facts.case.own if facts.case is not None and by_itself else facts.stage(decision.label)
        self.stage = _known(own, decision.label)
        self.open: Mapping[str, Any] = decision.moves[0].entry
        self.own: Mapping[str, Any] = decision.sealed
        self.changes = decision.deadlines
        self.issuer: Issuer = parties.issuer(connection, facts.organ.code)
        self.unit_code = facts.unit.code
        self.unit = parties.unit(connection, facts.unit.code)
        self._opened: dict[int, Mapping[str, Any]] = {}

    def last(self, *acts: str) -> Entry:
        """The newest entry of one of these acts in this stage."""
        return entry_of(self.stage, *acts)

    def stage_named(self, label: str | None) -> StageFacts:
        return _known(self.facts.stage(label), label)

    def sealed(self, entry: Entry) -> Mapping[str, Any]:
        """The sealed text of an act recorded before; empty where it had none."""
        seq: int = entry["seq"]
        if seq not in self._opened:
            wanted = select(EVENT.c.sealed).where(EVENT.c.chain == self.case_no, EVENT.c.seq == seq)
            row = self.connection.execute(wanted).scalar()
            self._opened[seq] = vault.unseal(self.connection, row) if row else {}
        return self._opened[seq]

    def told(self, entry: Entry, name: str) -> Any:
        """One sealed field of an act recorded before."""
        try:
            return self.sealed(entry)[name]
        except KeyError:
            raise Unknown(f"{entry['act']}: {name}") from None

    def order_items(self, order: StageFacts) -> tuple[tuple[Item, str], ...]:
        """The items of an order, numbered from 1 in this order, each with the facts found."""
        return tuple((item, self._found(order, item["ref"])) for item in findings.order_items(order))

    def unmet_items(self, order: StageFacts) -> tuple[Item, ...]:
        """The items the last re-inspection found not met; all where none took place."""
        seen = order.last("reinspect")
        met = {r["item"] for r in seen["results"] if r["met"]} if seen else set()
        return tuple(item for n, item in enumerate(findings.order_items(order), 1) if n not in met)

    def organ_of(self, badge: str) -> str:
        return parties.organ_of(self.connection, badge)

    def department(self, code: str) -> str:
        return parties.department(self.connection, code)

    def jointly_with(self, entry: Entry, locale: str) -> str:
        """The departments an act was taken with, by their registered names in one line; empty where there are none."""
        return phrase("list_comma", locale).join(self.department(code) for code in jointly.with_whom(entry))

    def kinds_of_files(self, digests: tuple[str, ...]) -> dict[str, str]:
        return files.known(self.connection, self.case_no, digests)

    def _found(self, order: StageFacts, ref: str) -> str:
        place, _, number = ref.partition("/")
        told = self._incident(order) if place == "incident" else self._findings(self.stage_named(place))
        try:
            return told[int(number) - 1]
        except (IndexError, ValueError):
            raise Unknown(f"finding {ref}") from None

    def _findings(self, stage: StageFacts) -> list[str]:
        """The facts of every finding of an inspection or guidance, numbered over all its acts."""
        told: list[str] = []
        for entry in stage.acts:
            if entry["act"] in ("record", "issue") and entry.get("findings"):
                hidden = self.sealed(entry).get("findings", ())
                told += [text["facts"] for _, text in zip(entry["findings"], hidden, strict=True)]
        return told

    def _incident(self, order: StageFacts) -> list[str]:
        """The facts of an incident stand in the first proposal; a renewed order rests on the one before it."""
        while True:
            hidden = self.sealed(entry_of(order, "propose")).get("incident")
            if hidden is not None:
                return [text["facts"] for text in hidden]
            before = self.facts.stage(order.ground)
            if before is None or before.kind is not Stage.RECTIFICATION:
                return []
            order = before


def entry_of(stage: StageFacts, *acts: str) -> Entry:
    """The newest entry of one of these acts. Raises Unknown where there is none."""
    found = stage.last(*acts)
    if found is None:
        raise Unknown(f"{stage.label}: {' or '.join(acts)}")
    return found


def _known(stage: StageFacts | None, label: str | None) -> StageFacts:
    if stage is None:
        raise Unknown(f"stage {label}")
    return stage

"""What a guard is shown: one act, about to be taken, against the facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import linked
from models.acts.form import Part
from models.calendars import Calendar
from models.errors import Refusal
from models.facts import Facts, OfficerFacts, StageFacts
from models.law.refusals import reason
from models.rules import Rules
from models.vocabulary import File, Stage


@dataclass(frozen=True)
class Situation:
    """`today` is the legal date (Asia/Shanghai) on which the act reached us; `stage` the instance it continues."""

    facts: Facts
    kind: Stage
    form: Part
    stage: StageFacts | None
    today: date
    calendar: Calendar
    rules: Rules

    @property
    def act(self) -> str:
        """The act's full name, such as `inspection.approve`."""
        return f"{self.kind}.{self.form.act}"  # type: ignore[attr-defined]  # every act form has it

    @property
    def actor(self) -> OfficerFacts:
        """The acting officer; the first common guard has refused an unknown one."""
        assert self.facts.actor is not None  # noqa: S101
        return self.facts.actor

    @property
    def by(self) -> str:
        """Under what name the act stands in the record: a badge, or the link through which the unit filed it."""
        return linked.actor(self.facts.link) if self.facts.link else self.actor.badge

    @property
    def here(self) -> StageFacts:
        """The stage instance, or the file where it is one procedure of its own; a common guard has refused where
        there is none."""
        case = self.facts.case
        if self.stage is None and case is not None and case.kind is not File.CASE:
            return case.own
        assert self.stage is not None  # noqa: S101
        return self.stage

    def get(self, name: str) -> Any:
        """A field of the form, None where this form has no such field."""
        return vars(self.form).get(name)


Guard = Callable[[Situation], Refusal | None]
Derive = Callable[[Situation], Mapping[str, Any]]


def no(code: str, *detail: str, article: str | None = None) -> Refusal:
    """A refusal with the article the catalogue gives for `code`, unless another one fits better here."""
    return Refusal(code, article or reason(code).article, detail)

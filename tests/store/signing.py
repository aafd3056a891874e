"""What the racing processes of the passcode tests do."""

from dataclasses import dataclass
from datetime import datetime

from flows.signature import Signed, prove
from models.errors import TransitionRefused
from models.store import passcodes
from tests.store.racing import opened


@dataclass(frozen=True)
class Consume:
    """Lets a step count; answers with "signed", or with the code of the refusal."""

    url: str
    badge: str
    step: int

    def __call__(self) -> str:
        try:
            with opened(self.url).write() as connection:
                passcodes.consume(connection, self.badge, self.step)
        except TransitionRefused as refused:
            return refused.refusal.code
        return "signed"


@dataclass(frozen=True)
class Guess:
    """Tries a code; answers with the step, or with the code of the refusal."""

    url: str
    signed: Signed
    at: datetime

    def __call__(self) -> str:
        try:
            return str(prove(opened(self.url), self.signed, self.at))
        except TransitionRefused as refused:
            return refused.refusal.code

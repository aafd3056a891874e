"""The sender of the outbox that starts the run of a sealed submission. Nothing of the content passes through it."""

from collections.abc import Callable

from flows import trigger
from flows.trigger import PrefectUnreachable
from models.errors import BadInput, Unknown
from models.store.engine import Store
from models.store.submissions import SEALED
from notifications.moot import run_gate
from notifications.outcomes import Delivered, Message, Outcome, Permanent, Sender, TryAgain, gated


class RunSender:
    """Starts `<stage>/sealed` with the submission's id; the same submission never starts two runs under one key."""

    def __init__(self, api_url: str | Callable[[], str]) -> None:
        self._api_url = api_url

    def __call__(self, message: Message) -> Outcome:
        """Prefect being away is no fault of the submission: it is tried until the outbox gives up."""
        key = message.dedupe.removeprefix("run:")
        act = {"act": SEALED, "submission": key.split("/")[0]}
        url = self._api_url if isinstance(self._api_url, str) else self._api_url()
        try:
            run = trigger.trigger(url, message.target, {"act": act}, key, patient=False)
        except PrefectUnreachable:
            return TryAgain("the engine is away")
        except (Unknown, BadInput) as error:
            return Permanent(type(error).__name__)
        return Delivered(f"run {run}")


def run_sender(store: Store, api_url: str | Callable[[], str]) -> Sender:
    """The sender that starts runs; what was answered meanwhile is not started."""
    return gated(RunSender(api_url), run_gate(store))

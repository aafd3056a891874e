"""Taking an act at the desk: asked for a code only where the act needs one, answered at once or waited for."""

import sys
from time import monotonic, sleep
from typing import Any

from deployments.cli import receipt, remote
from deployments.cli.exits import Failed
from deployments.cli.options import a_request
from deployments.cli.output import told
from deployments.cli.remote import Desk
from deployments.cli.typed import typed
from flows.identity import identity
from flows.links import desk_forms
from models.acts.form import Part
from models.errors import CaseworkError
from models.vocabulary import Stage

LOOK_SECONDS = 0.5


def take(
    form: Part, stage: Stage, badge: str | None, code: str | None, request_id: str | None, timeout: float, as_json: bool
) -> None:
    """Take the act as who is signed in and print its receipt, as `receipt_of` does."""
    body, request, repeated = receipt_of(form, stage, badge, code, request_id, timeout)
    receipt.show(body, desk_forms(body, remote.here(badge).url), request, repeated=repeated, as_json=as_json)


def receipt_of(
    form: Part, stage: Stage, badge: str | None, code: str | None, request_id: str | None, timeout: float
) -> tuple[Any, str, bool]:
    """The receipt of the act as who is signed in, its request's id, and whether it was answered before. The same
    request id is the same submission.

    Raises what the answer is; Failed with the request's id where none came in time, or the desk did not answer.
    """
    desk, request = remote.here(badge), a_request(request_id)
    act = form.model_dump(mode="json", exclude_none=True)
    about = str(act.get("case", ""))
    repeated = request_id is not None and _answered_before(desk, request)
    wanted = {"stage": stage.value, "act": act, "code": _code(desk, stage, act["act"], code)}
    until = monotonic() + timeout
    try:
        taken = _answered(desk, wanted, request, about, until)
    except Failed as failed:
        raise Failed(failed.code, str(failed), **failed.details, request=request) from None
    if taken["receipt"] is None:
        message = told("sealed_waits", seconds=round(timeout))
        raise Failed("timed_out", message, request=request, submission=taken["submission"])
    return taken["receipt"], request, repeated


def _answered(desk: Desk, wanted: dict[str, Any], request: str, about: str, until: float) -> dict[str, Any]:
    """What the desk says until then."""
    patience = max(1, round(until - monotonic()))
    headers = {"Idempotency-Key": request, "Prefer": f"wait={patience}"}
    answer = desk.ask("POST", "/acts", about=about, json=wanted, headers=headers)
    while answer.status_code == 202 and monotonic() < until:
        sleep(LOOK_SECONDS)
        answer = desk.ask("GET", f"/submissions/{answer.json()['submission']}", about=about)
    return dict(answer.json())


def _answered_before(desk: Desk, request: str) -> bool:
    """Whether the desk has a receipt for this request already; whatever else it says is asked for again."""
    try:
        return desk.ask("GET", f"/submissions/{identity(desk.badge, request)}").status_code == 200
    except CaseworkError:
        return False


def _code(desk: Desk, stage: Stage, act: str, stated: str | None) -> str | None:
    """The code stated, else typed in unseen where the act asks for a fresh one; the session has proven the badge."""
    if stated is not None:
        return typed(stated)
    if not sys.stdin.isatty() or not desk.get(f"/forms/{stage.value}/{act}", about=act)["fresh_code"]:
        return None
    return typed(None)

"""Taking an act from wherever the command line is: at a desk over HTTP, or on the server itself."""

from typing import Any

from deployments.cli.options import the_badge
from deployments.settings import desk_url
from models.acts.form import Part
from models.vocabulary import Stage


def take(
    form: Part, stage: Stage, badge: str | None, code: str | None, request_id: str | None, timeout: float, as_json: bool
) -> None:
    """Take the act and print its receipt. What either way imports is imported here: the desk's needs no database."""
    if desk_url() is not None:
        from deployments.cli import remote_acts

        remote_acts.take(form, stage, badge, code, request_id, timeout, as_json)
    else:
        signed = the_badge(badge)
        from deployments.cli import taking

        taking.take(form, stage, signed, code, request_id, timeout, as_json)


def receipt_of(
    form: Part, stage: Stage, badge: str | None, code: str | None, request_id: str, timeout: float
) -> dict[str, Any]:
    """Take the act and print nothing; its receipt. Raises what the answer is where it is none."""
    if desk_url() is not None:
        from deployments.cli import remote_acts

        return dict(remote_acts.receipt_of(form, stage, badge, code, request_id, timeout)[0])
    signed = the_badge(badge)
    from deployments.cli import taking

    return dict(taking.receipt_of(form, stage, signed, code, request_id, timeout)[0])

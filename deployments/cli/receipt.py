"""A receipt as a person or a program reads it."""

from typing import Any

from rich.text import Text

from deployments.cli.output import answer, facts, listing, told
from flows.settings import flow_settings
from models.law import cite
from models.lifecycle import find
from models.vocabulary import Stage
from models.wording import say


def show(
    body: Any, links: dict[tuple[str, str | None], str], request_id: str, *, repeated: bool, as_json: bool
) -> None:
    """Print what was recorded, by what article, what runs now, and what may follow with its link."""
    following = [{**n, "link": links.get((n["act"], n["stage"]))} for n in body["next"]]
    data = {**body, "next": following, "request": request_id}
    locale = flow_settings().locale
    stage, act = body["act"].split(".")
    transition = find(Stage(stage), act)
    assert transition is not None  # noqa: S101  # the receipt was written from the table
    head = {
        "case": body["case"],
        "stage": body["stage"],
        "act": f"{body['act']}: {say(transition.name, locale)}",
        "state": body["state"],
        "version": body["version"],
        "article": "; ".join(cite(id, locale) for id in transition.basis),
        "event": f"{body['event']['seq']} {body['event']['hash'][:12]}",
        "documents": told("list_comma").join(d["number"] for d in body.get("documents", ())) or None,
        "notices": body["notices"],
        "request": request_id,
    }
    deadlines = [(d["clock"], d["due"], d["state"], d["provisional"]) for d in body["deadlines"]]
    answer(
        data,
        as_json,
        told("already_answered" if repeated else "recorded"),
        facts({label: value for label, value in head.items() if value is not None}),
        listing(told("label_deadlines"), ("clock", "due", "state", "provisional"), deadlines),
        Text(told("label_next"), style="bold"),
        *(_next(n) for n in following if n["stage"]),
        Text("  " + told("list_comma").join(n["act"] for n in following if not n["stage"]), overflow="fold"),
    )


def _next(following: dict[str, Any]) -> Text:
    """The act, and under it its link; a long link goes on over several lines and stays one link in a terminal."""
    name = f"  {following['act']} {following['stage'] or ''}".rstrip()
    if following["link"] is None:
        return Text(name)
    link = following["link"]
    return Text.assemble(name, "\n", (f"    {link}", f"link {link}"), overflow="fold", no_wrap=False)

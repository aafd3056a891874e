"""`casework law` and `casework lifecycle`: the articles cited, and the procedure built on them."""

import sys
from typing import Annotated

import typer

from deployments.cli.options import Json
from deployments.cli.output import answer, listing
from flows.settings import flow_settings
from models import diagram
from models.law import articles, cite
from models.lifecycle import LIFECYCLE, VERSION
from models.wording import say

law = typer.Typer(add_completion=False, help="The articles cited, and whether their text was read.")
lifecycle = typer.Typer(add_completion=False)
commands = {"law": law, "lifecycle": lifecycle}


@law.callback()
def _group() -> None:
    """The articles cited, and whether their text was read."""


@law.command("list")
def list_articles(as_json: Json = False) -> None:
    """Every article this project cites, with its source and whether its text was read there."""
    locale = flow_settings().locale
    found = [
        {
            "id": a.id,
            "cite": cite(a.id, locale),
            "about": say(a.name, locale),
            "source": a.source,
            "verified": a.verified,
        }
        for a in articles().values()
    ]
    rows = [(a["id"], a["cite"], a["about"], a["source"], a["verified"]) for a in found]
    answer({"articles": found}, as_json, listing(None, ("id", "article", "about", "source", "verified"), rows))


@lifecycle.command()
def show(
    mermaid: Annotated[bool, typer.Option("--mermaid", help="As a Mermaid diagram.")] = False, as_json: Json = False
) -> None:
    """Stages, states and acts, from the one table everything is derived from."""
    locale = flow_settings().locale
    if mermaid:
        text = diagram.mermaid()
        if as_json:
            answer({"mermaid": text}, as_json)
        else:
            sys.stdout.write(text)  # for a file: a wrapped line would be another diagram
        return
    acts = [
        {
            "act": t.full_name,
            "name_en": t.name.en,
            "name_zh": t.name.zh,
            "from": t.sources,
            "to": t.targets,
            "basis": t.basis,
            "adverse": t.adverse,
            "audience": t.audience,
        }
        for t in LIFECYCLE
    ]
    table = listing(None, ("stage", "act", "from", "to", "article"), diagram.rows(LIFECYCLE, locale))
    answer({"version": VERSION, "acts": acts}, as_json, table)

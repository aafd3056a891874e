"""`casework law` and `casework lifecycle`: the law as entries with what models each, and the procedure built on it."""

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from deployments.cli.options import Json
from deployments.cli.output import answer, facts, listing, told
from flows.settings import flow_settings
from models import diagram
from models.errors import Unknown
from models.law import Article, articles, cite, sources
from models.lifecycle import LIFECYCLE, VERSION
from models.vocabulary import Name
from models.wording import say, word

law = typer.Typer(add_completion=False, help="The law: whether each article's text was read, and what models it.")
lifecycle = typer.Typer(add_completion=False)
commands = {"law": law, "lifecycle": lifecycle}

ROWS = ("id", "about", "binds", "source")


@law.callback()
def _group() -> None:
    """The law: whether each article's text was read, and what models it."""


@law.command("list")
def list_articles(
    of: Annotated[str | None, typer.Option("--law", help="Of one law only: reg, gz, cel, ...")] = None,
    unmodelled: Annotated[bool, typer.Option("--not-modelled", help="Only what nothing models.")] = False,
    as_json: Json = False,
) -> None:
    """Every article and item: whom it binds, where its text was read, what models it or why nothing does."""
    if of is not None and of not in {a.law.id for a in articles().values()}:
        raise Unknown(of)
    found = [a for a in articles().values() if of in (None, a.law.id) and (a.not_modelled or not unmodelled)]
    modelled = sum(bool(a.modelled_by) for a in found)
    totals = told("law_totals", count=len(found), modelled=modelled, not_modelled=len(found) - modelled)
    answer({"articles": [_entry(a) for a in found]}, as_json, *_by_law(found), totals)


@law.command("show")
def show_article(
    id: Annotated[str, typer.Argument(help="The entry, such as reg-21 or gz-7-4.")], as_json: Json = False
) -> None:
    """One article or item, and where in the code each thing that models it lives."""
    from deployments.modelled import model  # it brings all tables along, which a list does not need

    found = articles().get(id)
    if found is None:
        raise Unknown(id)
    models = [model(reference) for reference in found.modelled_by]
    entry = _entry(found)
    entry["models"] = [{"reference": m.reference, "name": _said(m.name), "where": m.where} for m in models]
    shown = {name: value for name, value in entry.items() if name in SHOWN and value not in (None, [])}
    shown["source"] = f"{found.source}: {_said(sources()[found.source])}"
    shown["binds"] = _whom(found)
    rows = [("\n".join(filter(None, (m.reference, _said(m.name)))), m.where) for m in models]
    parts = [facts(shown)]
    if rows:
        parts.append(listing(None, ("reference", "where"), rows))
    answer(entry, as_json, *parts)


SHOWN = ("id", "article", "about", "binds", "source", "verified", "analogy", "corrected", "not_modelled", "missing")


def _entry(a: Article) -> dict[str, Any]:
    return {
        "id": a.id,
        "law": a.law.id,
        "number": a.number,
        "item": a.item,
        "article": cite(a.id, flow_settings().locale),
        "about": _said(a.name),
        "en": a.en,
        "zh": a.zh,
        "source": a.source,
        "verified": a.verified,
        "analogy": a.law.analogy,
        "binds": list(a.binds),
        "modelled_by": list(a.modelled_by),
        "not_modelled": _said(a.not_modelled),
        "missing": _said(a.missing),
        "corrected": _said(a.corrected),
    }


def _by_law(found: Iterable[Article]) -> Iterator[RenderableType]:
    """One table for each law, so that its title need not stand in every row."""
    grouped: dict[Name, list[Article]] = {}
    for a in found:
        grouped.setdefault(a.law.title, []).append(a)
    for title, entries in grouped.items():
        rows = [(a.id, _modelled(a), _whom(a), _read(a)) for a in entries]
        yield listing(_said(title), ROWS, rows)
        yield ""


def _read(a: Article) -> str:
    return a.source if a.verified else f"{a.source}\n{told('law_unread')}"


def _modelled(a: Article) -> str:
    """What the entry is about, and under it what models it, or why nothing does."""
    lines = [_said(a.name)]
    if a.modelled_by:
        lines.append(told("law_modelled", what=", ".join(a.modelled_by)))
    if a.not_modelled:
        lines.append(told("law_not_modelled", why=_said(a.not_modelled)))
    if a.missing:
        lines.append(told("law_missing", what=_said(a.missing)))
    return "\n".join(filter(None, lines))


def _whom(a: Article) -> str:
    locale = flow_settings().locale
    return told("list_comma").join(word(whom, locale) for whom in a.binds)


def _said(name: Name | None) -> str | None:
    return None if name is None else say(name, flow_settings().locale)


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

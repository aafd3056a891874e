"""What the desk shows, in the shape in which commands print what the database holds."""

from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from deployments.cli import remote
from deployments.cli.named_files import by_digest, the_one
from models.vocabulary import File

PAGE = 200


def cases(*, open_only: bool, limit: int, kind: File | None = None) -> list[dict[str, Any]]:
    """The cases the officer may see, newest first."""
    asked = {"kind": kind.value} if kind else {}
    return _pages("/cases", "cases", limit, open=open_only, **asked)


def case(number: str) -> dict[str, Any]:
    """One case as the database shows it: no narrative, no files."""
    found = _case(number)
    more = ("narrative", "stated", "erased", "documents", "notices_readable")
    return {name: value for name, value in found.items() if name not in more}


def links(number: str) -> list[dict[str, Any]]:
    """The links of a case for its unit."""
    path = f"/cases/{quote(number, safe='')}/links"
    return list(remote.here().get(path, about=number)["links"])


def duties(unit: str, as_of: date | None) -> dict[str, Any]:
    """The unit's duties, joined from the files the officer may see."""
    asked = {"as_of": as_of.isoformat()} if as_of else {}
    return dict(remote.here().get(f"/units/{quote(unit, safe='')}/duties", about=unit, **asked))


def documents(number: str) -> list[dict[str, Any]]:
    """The files of a case."""
    return list(_case(number)["documents"])


def inbox(badge: str | None) -> tuple[str, dict[str, Any]]:
    """Who is signed in, and what waits for them."""
    desk = remote.here(badge)
    return desk.badge, dict(desk.get("/inbox"))


def due(as_of: date | None) -> tuple[date, list[dict[str, Any]]]:
    """The day, and the running deadlines of the cases the officer may see, with what that day makes of them."""
    desk = remote.here()
    day = as_of or date.fromisoformat(desk.get("/session")["today"])
    rows = _pages("/deadlines", "deadlines", None)
    return day, [_on(day, row) for row in rows]


def keep(number: str, kind: str, name: str, content: bytes, badge: str | None) -> dict[str, Any]:
    """Bring a file to the desk."""
    params = {"kind": kind, "name": name}
    headers = {"Content-Type": "application/octet-stream"}
    path = f"/cases/{quote(number, safe='')}/documents"
    desk = remote.here(badge)
    return dict(desk.ask("POST", path, about=number, params=params, content=content, headers=headers).json())


def fetch(number: str, wanted: str, locale: str | None) -> tuple[dict[str, Any], bytes]:
    """A file of the case by digest or number: what is known of it, and the file as it was given."""
    rows = documents(number)
    named = [d for d in rows if (d["digest"].startswith(wanted) if by_digest(wanted) else d["number"] == wanted)]
    row = the_one(named, wanted, locale)
    found = remote.here().ask("GET", f"/cases/{number}/documents/{row['digest']}", about=wanted).content
    shown = {"case": number, "digest": row["digest"], "sha256": sha256(found).hexdigest(), "size": len(found)}
    return {**shown, "kind": row["kind"], "media": row["media"]}, found


def _case(number: str) -> dict[str, Any]:
    return dict(remote.here().get(f"/cases/{quote(number, safe='')}", about=number))


def _pages(path: str, name: str, limit: int | None, **asked: Any) -> list[dict[str, Any]]:
    """All entries of a list, page by page, at most `limit`."""
    desk, found, after = remote.here(), list[dict[str, Any]](), None
    while limit is None or len(found) < limit:
        wanted = min(PAGE, limit - len(found)) if limit is not None else PAGE
        page = desk.get(path, limit=wanted, **asked, **({"after": after} if after else {}))
        found += page[name]
        after = page["next"]
        if after is None:
            break
    return found


def _on(day: date, row: dict[str, Any]) -> dict[str, Any]:
    """A running deadline in the words of `models.store.forecast.due`."""
    last = date.fromisoformat(row["due"])
    return {
        "id": row["id"], "case": row["case"], "stage": row["stage"], "clock": row["clock"], "state": "running",
        "due_on": row["due"], "provisional": row["provisional"], "overdue": last < day and not row["provisional"],
        "holder": row["holder"], "handler": row["handler"], "days_left": (last - day).days,
    }  # fmt: skip

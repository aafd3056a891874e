"""The command line as a client of the desk: HTTP and a session file; no database, no key, no Prefect.

The desk's problems (RFC 9457) become our own errors, so that exit codes and messages are those of the server.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx

from deployments.cli import session_file
from deployments.cli.exits import Failed
from deployments.cli.output import told
from deployments.cli.session_file import Session
from deployments.settings import desk_url
from models.errors import BadInput, LostRace, Refusal, TransitionRefused, Unknown
from models.law import articles
from models.law.refusals import reasons
from models.situation import no

PREFIX = "/api/v1"
PATIENCE = 30.0
"""Seconds for one request. The desk itself waits at most ten for the answer to an act."""


class Desk:
    """The desk this command line talks to, by the session it has there."""

    def __init__(self, url: str, session: Session | None) -> None:
        self.url = url
        self.session = session

    @property
    def badge(self) -> str:
        """Who is signed in."""
        return self.session.badge if self.session is not None else ""

    def ask(self, method: str, path: str, *, about: str = "", **sent: Any) -> httpx.Response:
        """Send one request; `about` is what it names. Raises what the desk's answer is where it is none of success.

        Certificates are checked; a redirection is not followed, since it would take the token elsewhere.
        """
        headers = {**sent.pop("headers", {})}
        if self.session is not None:
            headers["Authorization"] = f"Bearer {self.session.token}"
        secure = self.url.startswith("https://")
        # In clear is this machine only: there is no certificate to check, and the list of authorities loads slowly.
        try:
            with httpx.Client(verify=secure, trust_env=secure, timeout=PATIENCE, follow_redirects=False) as client:
                answer = client.request(method, f"{self.url}{PREFIX}{path}", headers=headers, **sent)
        except httpx.HTTPError:
            raise Failed("desk", told("desk_unreachable", what=self.url)) from None
        if answer.is_success:
            return answer
        raise problem(answer, about)

    def get(self, path: str, *, about: str = "", **params: Any) -> Any:
        """What the desk answers, its moments read."""
        return read(self.ask("GET", path, about=about, params=params))


def here(badge: str | None = None) -> Desk:
    """The desk, signed in; as `badge`, where one is stated. Raises Failed, BadInput for another badge."""
    url = _url()
    session = session_file.load(url)
    if session is None:
        raise Failed("not_signed_in", told("sign_in_first"))
    if badge not in (None, session.badge):
        raise BadInput(told("signed_in_as", what=session.badge))
    return Desk(url, session)


def sign_in(badge: str, code: Callable[[], str | None]) -> tuple[str, int]:
    """Begin a session and keep it; the desk's address and how many seconds without use end it."""
    url = _url()
    answer = Desk(url, None).ask("POST", "/session", json={"badge": badge, "code": code()}).json()
    session_file.save(Session(url, badge, answer["token"]))
    return url, int(answer["idle_seconds"])


def sign_out() -> str:
    """End the session at the desk and forget it, whatever the desk says; whose it was."""
    desk = here()
    session_file.forget()
    try:
        desk.ask("DELETE", "/session")
    except Failed as failed:
        if failed.code != "not_signed_in":
            raise
    return desk.badge


def read(answer: httpx.Response) -> Any:
    """The JSON of an answer, with moments as the database gives them."""
    return json.loads(answer.text, object_hook=_moments)


def problem(answer: httpx.Response, about: str) -> Exception:
    """The error that the desk's answer stands for."""
    try:
        body = dict(answer.json())
    except (ValueError, TypeError):
        body = {}
    status, code = answer.status_code, str(body.get("code"))
    if status == 403 and code in reasons() and body.get("article") in articles():
        return TransitionRefused(Refusal(code, body["article"], tuple(body.get("details", ()))))
    if status == 410 and code == "case_erased":
        return TransitionRefused(no("case_erased"))
    match status:
        case 401:
            return Failed("not_signed_in", told("sign_in_first"))
        case 404:
            return Unknown(about)
        case 409:
            return LostRace(about, tuple(body.get("changed", ())))
        case 413 | 422:
            return BadInput(body.get("detail") or body.get("title") or "")
    return Failed(body.get("code") or "desk", body.get("title") or told("desk_strange", what=status))


def _url() -> str:
    found = desk_url()
    if found is None:
        raise Failed("no_desk", told("desk_url_missing"))
    return found


def _moments(found: dict[str, Any]) -> dict[str, Any]:
    for name, value in found.items():
        if name.endswith("_at") and isinstance(value, str):
            found[name] = datetime.fromisoformat(value)
    return found

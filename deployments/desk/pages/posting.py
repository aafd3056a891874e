"""What a browser posted to a page: pairs of text and at most one file, taken from the desk's own pages only."""

from contextlib import aclosing
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from deployments.desk.origin import foreign, own
from deployments.desk.typed import MOST_PAIRS
from models.errors import BadInput, TransitionRefused
from models.situation import no

CONTROLS = ("_key", "_seen", "_code", "_more", "_back")
"""Names that belong to the page, not to the act."""


@dataclass(frozen=True)
class Posted:
    """`own` are the pairs of the act's fields; nothing here is ever logged."""

    controls: dict[str, str] = field(repr=False)
    own: tuple[tuple[str, str], ...] = field(repr=False)
    file: tuple[str, bytes] | None = field(default=None, repr=False)

    def get(self, name: str) -> str:
        return self.controls.get(name, "").strip()

    @property
    def key(self) -> str:
        """The id of the request. Raises BadInput for one no page of ours made."""
        try:
            return str(UUID(self.get("_key")))
        except ValueError:
            raise BadInput("_key: not the page's own") from None


async def posted(request: Request) -> Posted:
    """The form of this request, kept in memory only. Raises TransitionRefused for a page of another site, BadInput."""
    if not own(request.headers):
        raise TransitionRefused(no("foreign_page"))
    return await _read(request)


async def from_no_other_site(request: Request) -> Posted:
    """The same for a page for anybody. Raises TransitionRefused only where the browser names another site."""
    if foreign(request.headers):
        raise TransitionRefused(no("foreign_page"))
    return await _read(request)


async def _read(request: Request) -> Posted:
    try:
        async with aclosing(request.stream()) as stream:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind == "multipart/form-data":
                parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=MOST_PAIRS + len(CONTROLS))
                # What was uploaded never lies on a disk in clear; how much may come is limited before us.
                parser.spool_max_size = 2**31
                form = await parser.parse()
            elif kind == "application/x-www-form-urlencoded":
                form = await FormParser(request.headers, stream, max_fields=MOST_PAIRS + len(CONTROLS)).parse()
            else:
                raise BadInput("not a form of a page")
    except (MultiPartException, ValueError, UnicodeError):
        raise BadInput("the form cannot be read") from None
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    files = [(f.filename or "", await f.read()) for f in form.values() if isinstance(f, UploadFile)]
    await form.close()
    controls = {name: value for name, value in pairs if name in CONTROLS}
    return Posted(controls, tuple(p for p in pairs if p[0] not in CONTROLS), files[0] if files else None)

"""From a Word template and its content to the finished document."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from flows.settings import flow_settings
from models.errors import BadInput

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_OURS = Path(__file__).parent / "templates"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(instrument: str, locale: str, context: Mapping[str, Any]) -> bytes:
    """The document as DOCX.

    BadInput naming the template and what it lacks, where an organ's own template cannot be read or asks for something
    the content does not hold.
    """
    path = template(instrument, locale)
    try:
        document = DocxTemplate(path)
        document.render(dict(context), environment())
        made = BytesIO()
        document.save(made)
    except TemplateError as error:
        raise BadInput(f"template {locale}/{path.name}: {error.message}") from None
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise BadInput(f"template {locale}/{path.name}: {type(error).__name__}, no Word document") from None
    return made.getvalue()


def template(instrument: str, locale: str) -> Path:
    """The organ's own template (`CASEWORK_TEMPLATES`), where it has one for this instrument and language; else ours."""
    folder = flow_settings().templates
    place = Path(locale) / f"{instrument}.docx"
    own = folder / place if folder else None
    return own if own is not None and own.is_file() else _OURS / place


@cache
def environment() -> SandboxedEnvironment:
    """How templates are read: a name nobody gave is an error; text is escaped; a template runs nothing of ours."""
    return _CompilingOnce(undefined=StrictUndefined, autoescape=True, finalize=_readable)


class _CompilingOnce(SandboxedEnvironment):
    """Compiles a text once: that of a template comes with every document, and compiling it takes half the time.

    It is found by the whole text, so a template changed on disk is compiled anew; content never comes here.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compiled = lru_cache(maxsize=256)(super().from_string)

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        return self._compiled(source, globals, template_class)


def _readable(value: Any) -> Any:
    """Text without what XML cannot hold, since a reader that forgives drops the rest of the document with it.

    A new line in it begins a new paragraph (to docxtpl: a bell).
    """
    if not isinstance(value, str):
        return value
    return _NOT_XML.sub("", "\n".join(value.splitlines())).replace("\n", "\a")

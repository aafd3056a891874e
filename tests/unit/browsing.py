"""Reading a page the way a browser does: what its form would post, without a browser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class _Select:
    name: str
    chosen: list[str] = field(default_factory=list)
    first: str | None = None


class Page(HTMLParser):
    """`pairs` is what pressing the main button posts; `text` all text a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._select: _Select | None = None
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.append((tag, has))
        name = has.get("name", "")
        if tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = _Select(name)
        elif tag == "option" and self._select is not None:
            self._select.first = has["value"] if self._select.first is None else self._select.first
            if "selected" in has:
                self._select.chosen.append(has["value"])
        elif tag == "input" and name:
            ticked = has.get("type") not in ("checkbox", "radio") or "checked" in has
            if ticked and has.get("type") != "file":
                self.pairs.append((name, has.get("value", "on" if "checked" in has else "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            typed = "".join(self._area[1]).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.pairs.append((self._area[0], typed.replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = self._select.chosen or [self._select.first or ""]
            self.pairs.append((self._select.name, chosen[-1]))
            self._select = None

    def own(self) -> Pairs:
        """The pairs of the act's own fields."""
        return [(name, value) for name, value in self.pairs if not name.startswith("_")]

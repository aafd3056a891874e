"""The words of an act under the titles its form asked for them by."""

from collections.abc import Mapping

from deployments.desk.shapes import Shape, shapes
from models.lifecycle import find
from models.vocabulary import Stage
from models.wording import phrase, say


def titled(act: str, texts: Mapping[str, str], locale: str) -> list[tuple[str, str]]:
    """Title and text, in the order of the record; a path (`findings.1.facts`) becomes words, entries count from 1."""
    stage, _, short = act.partition(".")
    transition = find(Stage(stage), short) if stage in set(Stage) else None
    among = shapes(transition.form) if transition else ()
    return [(_title(among, path, locale), text) for path, text in texts.items()]


def _title(among: tuple[Shape, ...], path: str, locale: str) -> str:
    head, _, rest = path.partition(".")
    shape = next((shape for shape in among if shape.name == head), None)
    if shape is None:
        return path
    title = say(shape.title, locale)
    if not rest:
        return title
    number, _, inner = rest.partition(".")
    title = phrase("desk_part", locale, title=title, number=number)
    return f"{title}: {_title(shape.parts, inner, locale)}" if inner else title

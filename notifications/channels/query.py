"""The query of a channel's URL, in which a plus is a plus: it marks headers, and stands in addresses."""

from urllib.parse import unquote


def pairs(query: str) -> list[tuple[str, str]]:
    """Names and values in their order."""
    split = (pair.partition("=") for pair in query.split("&") if pair)
    return [(unquote(name), unquote(value)) for name, _, value in split]

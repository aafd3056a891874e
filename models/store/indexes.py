"""Indexes over a part of a table."""

from sqlalchemy import Index, text


def partial(name: str, *columns: str, where: str) -> Index:
    """An index over the rows for which `where` holds, the same words on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))

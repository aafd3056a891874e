"""The least storage there is: one row a case, through the driver, each statement a transaction."""

from typing import Any

from sqlalchemy import create_engine, make_url


class Cases:
    """A table of the number of each case and of what it is, as text. SQLAlchemy only opens the connection."""

    def __init__(self, url: str) -> None:
        engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
        mark = "%s" if engine.dialect.name == "postgresql" else "?"
        self._raw = engine.raw_connection()
        self._cursor = self._raw.cursor()
        self._cursor.execute("CREATE TABLE IF NOT EXISTS cases (id INTEGER PRIMARY KEY, workflow TEXT NOT NULL)")
        self._insert, self._select, self._update = (
            statement.replace("?", mark)
            for statement in (
                "INSERT INTO cases (id, workflow) SELECT coalesce(max(id), 0) + 1, ? FROM cases RETURNING id",
                "SELECT workflow FROM cases WHERE id = ?",
                "UPDATE cases SET workflow = ? WHERE id = ?",
            )
        )

    def add(self, workflow: str) -> int:
        """The new case's number."""
        self._cursor.execute(self._insert, (workflow,))
        return int(self._one())

    def load(self, case: int) -> str:
        self._cursor.execute(self._select, (case,))
        return str(self._one())

    def save(self, case: int, workflow: str) -> None:
        self._cursor.execute(self._update, (workflow, case))

    def _one(self) -> Any:
        (row,) = self._cursor.fetchall()
        return row[0]

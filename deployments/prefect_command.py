"""Prefect's command line, for a PostgreSQL without the extension pg_trgm too: `python -m deployments.prefect_command`.

Prefect's migrations ask for it, for indexes that find a part of a name. The PostgreSQL of the package for one machine
is delivered without; there such an index is one that costs next to nothing and helps nobody, under the same name.
"""

import runpy
from typing import Any

from sqlalchemy import Connection, Engine, event, text

ASKED = "pg_trgm"
INDEX = "USING gin (name gin_trgm_ops)"
INSTEAD = "USING brin (name)"
THERE = text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")


def main() -> None:
    """Be Prefect's command line."""
    event.listen(Engine, "before_cursor_execute", rewritten, retval=True)
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def rewritten(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> tuple[str, Any]:
    """The statement, with what the extension would bring left out where it cannot be had."""
    asks = statement.lstrip().startswith("CREATE EXTENSION") and ASKED in statement
    if (asks or INDEX in statement) and connection.execute(THERE).first() is None:
        return ("SELECT 1" if asks else statement.replace(INDEX, INSTEAD)), parameters
    return statement, parameters


if __name__ == "__main__":
    main()

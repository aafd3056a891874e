"""Triggers that make the event chain append-only: no UPDATE, no DELETE, no REPLACE, no TRUNCATE."""

from sqlalchemy import DDL, event

from models.store.tables.record import CaseEvent

_REFUSE = "RAISE(ABORT, 'case_event is append-only')"

SQLITE = (
    f"CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN SELECT {_REFUSE}; END",
    f"CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event BEGIN SELECT {_REFUSE}; END",
    # INSERT OR REPLACE deletes the old row without firing the DELETE trigger, so the insert itself is stopped.
    # The rowid too: it is a key nobody declared, and REPLACE removes the row that holds it.
    # Key by key: asked in one, the planner reads every event once the database was analysed.
    "CREATE TRIGGER case_event_no_replace BEFORE INSERT ON case_event WHEN "
    "EXISTS (SELECT 1 FROM case_event WHERE rowid = NEW.rowid) "
    "OR EXISTS (SELECT 1 FROM case_event WHERE chain = NEW.chain AND seq = NEW.seq) "
    "OR EXISTS (SELECT 1 FROM case_event WHERE dedupe = NEW.dedupe) "
    "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END",
)

POSTGRESQL = (
    "CREATE FUNCTION case_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'case_event is append-only'; END $$",
    "CREATE TRIGGER case_event_no_change BEFORE UPDATE OR DELETE ON case_event "
    "FOR EACH ROW EXECUTE FUNCTION case_event_append_only()",
    "CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON case_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION case_event_append_only()",
)

for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(
            CaseEvent.__table__,  # type: ignore[attr-defined]
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )

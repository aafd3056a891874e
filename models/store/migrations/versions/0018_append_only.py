"""Whether an event stands in the way of a new one is asked key by key.

Asked in one, SQLite's planner read every event for each new one as soon as the database had been analysed.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from alembic import op

revision = "0018"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TRIGGER case_event_no_replace")
    op.execute(
        "CREATE TRIGGER case_event_no_replace BEFORE INSERT ON case_event WHEN "
        "EXISTS (SELECT 1 FROM case_event WHERE rowid = NEW.rowid) "
        "OR EXISTS (SELECT 1 FROM case_event WHERE chain = NEW.chain AND seq = NEW.seq) "
        "OR EXISTS (SELECT 1 FROM case_event WHERE dedupe = NEW.dedupe) "
        "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END"
    )

"""What people open first is found among a million of each: by last day, by clock, by the day of opening, by state.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RUNNING = sa.text("state = 'running'")
WATCHED = sa.text("next_rung_on IS NOT NULL AND state = 'running'")


def upgrade() -> None:
    # As narrow as the others, so that the sweep prefers it whatever the statistics say.
    op.drop_index("deadline_next_rung", "deadline")
    watched = ["next_rung_on", "case_no"]
    op.create_index("deadline_next_rung", "deadline", watched, sqlite_where=WATCHED, postgresql_where=WATCHED)
    for name, columns in (("deadline_running", ["due_on", "id"]), ("deadline_by_clock", ["clock"])):
        op.create_index(name, "deadline", columns, sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index("case_newest", "case_file", ["opened_on", "no"])
    op.create_index("stage_by_state", "stage", ["state", "kind"])

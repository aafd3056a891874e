"""Gates before sending: whether a message still has its point. What has none is cancelled with its reason, unsent.

Never moot: notices of an act that happened, and what tells somebody that an earlier message no longer holds.
"""

from sqlalchemy import and_, select

from models.deadline_changes import breached
from models.ladders import BREACH
from models.periods import DeadlineState
from models.states import ANNULLED
from models.store import snapshot
from models.store.engine import Store
from models.store.handles import DEADLINE, EVENT, OUTBOX, RUNG, STAGE, SUBMISSION
from models.vocabulary import Channel, Stage
from notifications.outcomes import Gate, Message, Moot

REASONS = frozenset(
    {"deadline_met", "deadline_late", "deadline_ended", "deadline_suspended", "deadline_moved", "breach_taken_back"}
    | {"transfer_withdrawn", "transfer_annulled", "submission_answered"}
)
"""The codes under which a message ends unsent; `phrases.toml` has the words, under `moot_…`."""

_GONE = ("withdrawn", ANNULLED)
HANDED_OVER = (Stage.TRANSFER, Stage.EXCHANGE)


def deadline_gate(store: Store) -> Gate:
    """A warning is moot once it names another day than its deadline, and once the deadline does not run.

    But a breach has happened: it is told although the deadline stopped or ended afterwards, unless it was taken back.
    """

    def gate(message: Message) -> Moot | None:
        if message.deadline_id is None or message.rung is None:
            return None
        with store.read() as connection:
            (deadline,) = snapshot.deadlines(connection, DEADLINE.c.id == message.deadline_id)
            # The rung was claimed in the transaction that posted the message.
            claimed = and_(
                RUNG.c.deadline_id == OUTBOX.c.deadline_id,
                RUNG.c.rung == OUTBOX.c.rung,
                RUNG.c.claimed_at == OUTBOX.c.created_at,
            )
            told = select(RUNG.c.due_on).select_from(OUTBOX.join(RUNG, claimed)).where(OUTBOX.c.id == message.id)
            told_of = connection.execute(told).scalar()
        if told_of not in (None, deadline.due_on):
            return Moot("deadline_moved")
        if deadline.state is DeadlineState.RUNNING:
            return None
        if message.rung != BREACH:
            return Moot(f"deadline_{deadline.state}")
        # The day does not matter: the deadline does not run.
        return None if breached(deadline, deadline.due_on) else Moot("breach_taken_back")

    return gate


def transfer_gate(store: Store) -> Gate:
    """A package is moot once its stage was withdrawn or annulled: the receiver must not get what was taken back."""

    def gate(message: Message) -> Moot | None:
        if message.channel is not Channel.TRANSFER or message.case_no is None:
            return None
        wanted = (
            select(STAGE.c.state)
            .join(EVENT, and_(EVENT.c.chain == STAGE.c.case_no, EVENT.c.stage == STAGE.c.label))
            .where(EVENT.c.chain == message.case_no, EVENT.c.seq == message.seq, STAGE.c.kind.in_(HANDED_OVER))
        )
        with store.read() as connection:
            state = connection.execute(wanted).scalar()
        return Moot(f"transfer_{state}") if state in _GONE else None

    return gate


def run_gate(store: Store) -> Gate:
    """The start of a run is moot once its submission was answered."""

    def gate(message: Message) -> Moot | None:
        submission = message.dedupe.removeprefix("run:").split("/")[0]
        wanted = select(SUBMISSION.c.id).where(SUBMISSION.c.id == submission, SUBMISSION.c.answered_at.is_not(None))
        with store.read() as connection:
            answered = connection.execute(wanted).first()
        return Moot("submission_answered") if answered else None

    return gate

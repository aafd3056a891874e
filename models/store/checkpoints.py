"""Checkpoints: the head of the log signed, kept, and marked once it stands outside."""

from sqlalchemy import Connection, insert, select, update

from models.errors import CaseworkError
from models.signed_note import Checkpoint, sign
from models.store import chain, checkpoint_key, outside
from models.store.handles import CHECKPOINT
from models.store.sealing import held
from models.store.settings import store_settings


class Diverged(CaseworkError):
    """The log is not the one that was signed before: nothing more is signed until somebody has looked."""


def sign_head(connection: Connection) -> int | None:
    """Sign the log's head where it grew since the last checkpoint; its size. Raises Diverged, also for another key."""
    now = held(connection)
    last = connection.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.size.desc()).limit(1)).first()
    folder = store_settings().checkpoint_folder
    if folder is not None and max(outside.sizes(folder), default=0) > now.size:
        raise Diverged(f"the log has {now.size} leaves, and more of them stand outside")
    if (last.size if last else 0) == now.size:
        return None
    if last is not None and last.size > now.size:
        raise Diverged(f"the log has {now.size} leaves, and {last.size} were signed")
    # Looked at before a key is made: the one that is missing must come back from its backup.
    if last is not None and checkpoint_key.vouched(last.note) is None:
        raise Diverged("the last checkpoint was not signed with the key at hand")
    secret, public = checkpoint_key.secret(), checkpoint_key.public()
    if checkpoint_key.known() != public:
        raise Diverged("the signing key is not the one whose public half is stated")
    signed = Checkpoint(public.name, now.size, now.root)
    connection.execute(
        insert(CHECKPOINT).values(
            size=signed.size, root=signed.root.hex(), origin=signed.origin, note=sign(signed, secret),
            signed_at=chain.now(connection), sent=False,
        )
    )  # fmt: skip
    return signed.size


def unsent(connection: Connection, most: int) -> list[tuple[int, str]]:
    """Size and note of checkpoints that do not stand outside yet; the newest first, for it vouches for all before."""
    wanted = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.sent.is_(False))
    rows = connection.execute(wanted.order_by(CHECKPOINT.c.size.desc()).limit(most))
    return [(row.size, row.note) for row in rows]


def mark_sent(connection: Connection, size: int) -> None:
    """The checkpoint stands outside, wherever it was to go."""
    connection.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == size).values(sent=True))

"""A made-up scan, stored as evidence the way `casework document add` stores a file."""

from datetime import UTC, datetime

from models.store import files
from models.store.engine import Store
from models.store.media import recognised
from models.vocabulary import Evidence

NAME = "scan.pdf"
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page."""


def keep(store: Store, case_no: str, kind: Evidence, badge: str) -> str:
    """Store the scan in the case; returns its digest."""
    with store.read() as connection:
        kept = files.keep(connection, case_no, kind.value, NAME, PAGE, media=recognised(NAME, PAGE))
    with store.write() as connection:
        files.enter(connection, kept, added_by=badge, at=datetime.now(UTC))
    return kept.digest

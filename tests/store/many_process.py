"""Acts for many in a process of its own, to be killed by the tests."""

import os
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from typing import Any

from flows import calendar_import, to_many
from flows.series import Series
from flows.stores import store
from models.store.addressees import Meant
from models.store.settings import store_settings
from tests.registered import OPENED

NOTICE = {"reason": "Every unit is written to.", "form": "written guidance", "content": "Close the doors."}
HOLIDAYS = {
    "year": 2027,
    "papers": ["https://example.org/notice"],
    "days": [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3)],
}


def serve(url: str, told: "Pipe[Any, Any]") -> None:
    """Open all ledgers, write to all key units, count the deadlines anew, in small chunks; tells what stands of it."""
    os.environ["CASEWORK_DATABASE_URL"] = url
    store_settings.cache_clear()
    to_many.MOST = calendar_import.FIRST = calendar_import.MOST = 5
    everyone = to_many.all_meant(Meant("520102", ledgerless=True), "N001")
    for _ in to_many.open_ledgers("GZ-GY-NM", everyone, _series()):
        told.send("ledgers")
    notice = to_many.read_notice(NOTICE, "GZ-GY-NM", "spring")
    for _ in to_many.issue(notice, to_many.all_meant(Meant("520102", key_on=OPENED), "N001"), _series()):
        told.send("notices")
    calendar_import.import_notice(store(), HOLIDAYS, progress=lambda *_: told.send("deadlines"))


def _series() -> Series:
    return Series({"badge": "N001"}, datetime.now(UTC))

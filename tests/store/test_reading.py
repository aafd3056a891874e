"""Need to know asked of the database says what the pure rule says: for one case, and for all of them at once."""

from datetime import date
from itertools import product
from random import Random

from sqlalchemy import delete, insert, select, update

from models.classification import Classification
from models.need_to_know import Guarded, Reader, may_read
from models.store import reading
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_OFFICER, MANDATE, OFFICER
from models.vocabulary import File, Role

ORGANS = ("GZ", "GZ-GY", "GZ-GY-NM", "GZ-ZY")
PEOPLE = ("N001", "N002")
STANDS = (None, False, True)
"""How an officer stands to a case: not on it, on it, recused from it."""

READERS = [
    Reader(badge, clearance, supervises, active)
    for badge, clearance, supervises, active in product(
        ("N001", "N003"),
        (Classification.PUBLIC, Classification.PERSONAL, Classification.INFORMANT),
        (frozenset[str](), frozenset({"GZ-GY", "GZ-GY-NM"}), frozenset(ORGANS)),
        (True, False),
    )
]


def world() -> dict[str, Guarded]:
    """Every organ, classification that is stored, and way in which two officers stand to a case."""
    stored = [c for c in Classification if not c.state_secret]
    found = {}
    for n, (organ, classification, *stands) in enumerate(product(ORGANS, stored, STANDS, STANDS), 1):
        on = {badge: recused for badge, recused in zip(PEOPLE, stands, strict=True) if recused is not None}
        aside = frozenset(badge for badge, recused in on.items() if recused)
        found[f"GZ-2026-{n:06d}"] = Guarded(organ, classification, frozenset(on), aside)
    return found


def test_the_database_and_the_pure_rule_agree_on_every_case_and_reader(shared: Store) -> None:
    cases = world()
    assert len(cases) == 216
    with shared.write() as connection:
        rows = [
            {
                "no": no, "kind": File.CASE, "organ": case.organ, "state": "open", "opened_on": date(2026, 3, 2),
                "acts": [], "classification": case.classification,
            }
            for no, case in cases.items()
        ]  # fmt: skip
        connection.execute(insert(CASE_FILE), rows)
        on = [
            {"case_no": no, "badge": badge, "recused": badge in case.recused}
            for no, case in cases.items()
            for badge in case.officers
        ]
        connection.execute(insert(CASE_OFFICER), on)
    sample = Random(1).sample(sorted(cases), 12)  # noqa: S311 - which cases are asked one by one
    with shared.read() as connection:
        for who in READERS:
            listed = connection.scalars(select(CASE_FILE.c.no).where(reading.visible(who))).all()
            assert set(listed) == {no for no, case in cases.items() if may_read(who, case) is None}, who
            assert len(listed) == len(set(listed))
            for no in sample:
                assert reading.refusal(connection, who, no) == may_read(who, cases[no]), (who, no)
            nowhere = reading.refusal(connection, who, "GZ-2026-999999")
            assert nowhere == may_read(who, None)
    with shared.write() as connection:
        connection.execute(delete(CASE_OFFICER))
        connection.execute(delete(CASE_FILE))


def test_an_organ_and_all_that_stand_under_it(shared: Store) -> None:
    with shared.read() as connection:
        assert reading.below(connection, "GZ") == set(ORGANS)
        assert reading.below(connection, "GZ-GY") == {"GZ-GY", "GZ-GY-NM"}
        assert reading.below(connection, "GZ-ZY") == {"GZ-ZY"}


def test_the_reader_is_made_of_the_registers_of_today(shared: Store) -> None:
    today = date(2026, 3, 12)
    with shared.write() as connection:
        made = reading.reader_of(connection, "C100", today)
        assert made == Reader("C100", Classification.INTERNAL, frozenset({"GZ-GY", "GZ-GY-NM"}))
        assert reading.reader_of(connection, "N001", today).supervises == frozenset()
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "C100").values(clearance=Classification.PERSONAL))
        connection.execute(update(MANDATE).where(MANDATE.c.badge == "C100").values(valid_until=date(2026, 3, 11)))
        made = reading.reader_of(connection, "C100", today)
        assert made == Reader("C100", Classification.PERSONAL)
        mandate = {"badge": "C100", "role": Role.AUDITOR, "act": "*", "valid_from": today}
        connection.execute(insert(MANDATE).values(**mandate))
        assert reading.reader_of(connection, "C100", today).supervises == {"GZ-GY", "GZ-GY-NM"}
        connection.execute(delete(MANDATE).where(MANDATE.c.badge == "C100", MANDATE.c.role == Role.AUDITOR))

"""Adding to the registers: all rows or none, with line and column of what is wrong."""

import sqlite3
from pathlib import Path

import pytest
from stdnum.cn import uscc

from tests.acceptance.conftest import Run
from tests.builders import UNIT_CODE

HEAD = "code,name,kind,industry,region,superior,email"


def code(n: int) -> str:
    body = f"91520102MA6DK{n:04d}"
    return body + str(uscc.calc_check_digit(body))


def units(path: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> str:
    path.write_text("\n".join((head, *lines)) + "\n", encoding)
    return str(path)


def count(installed: Path) -> tuple[int, int]:
    """Units, and events of the registers."""
    raw = sqlite3.connect(installed / "data" / "casework.db")
    found = (
        raw.execute("SELECT count(*) FROM unit").fetchone()[0],
        raw.execute("SELECT count(*) FROM case_event WHERE kind = 'register'").fetchone()[0],
    )
    raw.close()
    return found


def test_a_good_file_is_taken_whole_and_recorded_by_codes(installed: Path, run: Run) -> None:
    file = units(
        installed / "u.csv",
        f"{code(1)},贵阳一号单位,enterprise,software,520102,D-SUP,a@example.org",
        f'{code(2)},"Two, with a comma",institution,research,520103,,',
        encoding="utf-8-sig",
    )
    assert run("unit", "import", file, "--by", "N001", "--json").json == {"register": "unit", "added": 2}
    assert count(installed) == (3, 6), "five events told of the standard world"
    raw = sqlite3.connect(installed / "data" / "casework.db")
    newest = "SELECT body, actor FROM case_event WHERE kind = 'register' ORDER BY seq DESC"
    body, actor = raw.execute(newest).fetchone()
    raw.close()
    assert actor == "N001"
    assert code(2) in body.decode()
    assert "贵阳" not in body.decode()
    assert run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{code(2)[:-1]}!,B,enterprise,x,520102,,", "line 3, code"),
        (f"{code(2)},,enterprise,x,520102,,", "line 3, name"),
        (f"{code(2)},B,firm,x,520102,,", "line 3, kind"),
        (f"{code(2)},B,enterprise,x,5201,,", "line 3, region"),
        (f"{code(2)},B,enterprise,x,520199,,", "line 3, region"),
        (f"{code(2)},B,enterprise,x,520102,D-NONE,", "line 3, superior"),
        (f"{code(2)},B,enterprise,x,520102,,no mail", "line 3, email"),
        (f"{code(1)},B,enterprise,x,520102,,", "line 3, code"),
        (f"{code(2)},B,enterprise", "line 3"),
        (f'{code(2)},"B,enterprise,x,520102,,', "line 3"),
        (f"{code(2)},{'B' * 201},enterprise,x,520102,,", "line 3, name"),
    ],
)
def test_one_bad_line_and_nothing_is_added(installed: Path, run: Run, line: str, told: str) -> None:
    file = units(installed / "u.csv", f"{code(1)},A,enterprise,software,520102,D-SUP,", line)
    before = count(installed)
    done = run("unit", "import", file)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert told in done.err
    assert count(installed) == before


def test_files_that_cannot_be_a_register(installed: Path, run: Run) -> None:
    large = installed / "large.csv"
    large.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    chinese = units(installed / "g.csv", f"{code(1)},贵阳,enterprise,x,520102,,", encoding="gb18030")
    columns = units(installed / "c.csv", f"{code(1)},A", head="code,nom")
    empty = units(installed / "e.csv")
    for file, told in ((str(large), "5 MiB"), (chinese, "line 2"), (columns, "line 1: nom"), (empty, "no rows")):
        done = run("unit", "import", file)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert told in done.err
    assert run("unit", "import", str(installed / "none.csv")).code == 1


def test_organs_stand_under_known_ones_of_a_higher_level(installed: Path, run: Run) -> None:
    head = "code,name,level,region,prefix,parent,email"
    good = units(installed / "o.csv", "YN,Y,province,530000,YN,,", "YN-KM,K,city,530100,YN,YN,", head=head)
    assert run("organ", "import", good).code == 0
    for line, told in (
        ("X,X,city,530200,YN,NONE,", "parent"),
        ("X,X,province,530200,YN,YN-KM,", "parent"),
        ("X,X,county,530302,YN,YN-KM,", "region"),
        ("X,X,city,530000,YN,YN,", "wider"),
    ):
        done = run("organ", "import", units(installed / "o.csv", line, head=head))
        assert done.code == 2
        assert told in done.err


def test_an_officer_gets_further_mandates_but_no_second_post(installed: Path, run: Run) -> None:
    add = ("officer", "add", "--badge", "N001", "--organ", "GZ-GY-NM", "--role", "responsible")
    more = ("--valid-from", "2026-01-01", "--act", "rectification.withdraw")
    assert run(*add, *more, "--post", "officer").code == 0
    assert run(*add, *more, "--post", "officer").code == 2, "the same mandate twice"
    assert run(*add, "--valid-from", "2026-01-01", "--post", "chief").code == 2
    assert run(*add, "--valid-from", "2026-02-01", "--post", "officer", "--act", "no.act").code == 2
    assert run(*add, "--valid-from", "2026-02-01", "--valid-until", "2026-01-01", "--post", "officer").code == 2


def test_a_status_is_added_once(installed: Path, run: Run) -> None:
    add = ("unit", "status", "add", "--unit", "NONE", "--status", "cii_operator", "--notice-no", "K-2")
    assert run(*add, "--served-on", "2026-01-05").code == 2
    good = (*add[:4], UNIT_CODE, *add[5:], "--served-on", "2026-01-05")
    assert run(*good).code == 0
    assert run(*good).code == 2


LEND = ("officer", "delegate", "--from", "C100", "--to", "C101", "--act", "rectification.approve")
LENT = ("--since", "2096-03-02", "--until", "2096-03-31", "--order", "GY-2096-7")


def test_a_decision_is_lent_taken_back_and_ends_with_who_leaves(installed: Path, run: Run) -> None:
    done = run(*LEND, *LENT, "--json")
    assert (done.code, done.json["to"], done.json["until"]) == (0, "C101", "2096-03-31")
    assert run(*LEND, *LENT, "--json").json["refused"]["code"] == "delegation_exists"
    taken = ("officer", "revoke", *LEND[2:])
    assert run(*taken, "--json").json["ended"] == 1
    assert run(*taken).code == 5, "nothing is lent any more"
    assert run("officer", "retire", "--badge", "C100", "--json").json == {"badge": "C100", "active": False}
    assert run("officer", "retire", "--badge", "C100").code == 5
    late = (*LENT[:-1], "GY-2096-8")
    assert run(*LEND, *late, "--json").json["refused"]["code"] == "delegator_without_mandate"
    assert run("audit", "verify").code == 0


def test_a_delegation_needs_an_order_an_end_and_known_officers(installed: Path, run: Run) -> None:
    assert run(*LEND, *LENT[:4]).code == 2
    assert run(*LEND, *LENT[:2], *LENT[4:]).code == 2
    assert run(*LEND, *LENT[:-1], "no number").code == 2
    assert run(*LEND[:5], "X999", *LEND[6:], *LENT).code == 5
    long = run(*LEND, "--since", "2096-03-02", "--until", "2096-04-01", "--order", "GY-9", "--json")
    assert (long.code, long.json["refused"]["code"]) == (3, "delegation_dates")

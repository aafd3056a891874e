"""Text of notices in both languages, and what a template may not say."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, UndefinedError, meta

import notifications.render
from models.errors import BadInput
from models.vocabulary import STAGE_NAMES, Audience, Name, Stage
from notifications.render import ALLOWED, RUNG_NAMES, Text, link_to, render, render_digest, render_vault
from notifications.settings import Locale

TEMPLATES = Path(notifications.render.__file__).parent / "templates"
CASE = "GZ-2026-000123"
APPROVE = Name("approve", "批准")
LINK = link_to("http://127.0.0.1:8400/", CASE)


def notice(
    locale: Locale,
    act: str = "approve",
    stage: Stage = Stage.RECTIFICATION,
    *,
    audience: Audience = Audience.HANDLER,
    number: str | None = f"{CASE}/R2",
    due: date | None = date(2026, 3, 5),
    link: str = LINK,
    act_name: Name = APPROVE,
) -> Text:
    return render(
        stage,
        act,
        locale,
        audience=audience,
        case=CASE,
        number=number,
        due=due,
        link=link,
        act_name=act_name,
        stage_name=STAGE_NAMES[stage],
    )


def test_an_act_in_english_and_chinese() -> None:
    assert notice("en") == Text(
        f"Case {CASE}: rectification, approve",
        f"Recorded in case {CASE} ({CASE}/R2): rectification, approve.\n"
        f"Last day of the period: 2026-03-05.\nhttp://127.0.0.1:8400/c/{CASE}\n",
    )
    assert notice("zh") == Text(
        f"案件 {CASE}：限期整改·批准",
        f"案件 {CASE}（{CASE}/R2）已记录：限期整改·批准。\n"
        f"期限最后一日：2026-03-05。\nhttp://127.0.0.1:8400/c/{CASE}\n",
    )


def test_signs_that_mean_something_elsewhere_are_only_text() -> None:
    odd = "100 %(case)s {{ due }} \\0"
    text = notice("en", number=odd, act_name=Name(odd, odd))
    assert text.title == f"Case {CASE}: rectification, {odd}"
    assert f"({odd}): rectification, {odd}.\n" in text.body


def test_an_act_on_the_case_itself_without_a_date() -> None:
    text = notice("en", "assign", Stage.CASE, number=None, due=None, act_name=Name("assign", "指派"))
    assert text == Text(f"Case {CASE}: assign", f"Recorded in case {CASE}: assign.\nhttp://127.0.0.1:8400/c/{CASE}\n")


@pytest.mark.parametrize("locale", get_args(Locale))
@pytest.mark.parametrize("rung", RUNG_NAMES)
def test_a_rung_says_which(locale: Locale, rung: str) -> None:
    text = notice(locale, rung)
    assert getattr(RUNG_NAMES[rung], locale) in text.title
    assert "2026-03-05" in text.body


@pytest.mark.parametrize("locale", get_args(Locale))
@pytest.mark.parametrize("act", ["approve", "reminder"])
def test_only_a_unit_is_told_that_a_notice_is_not_service(locale: Locale, act: str) -> None:
    sentence = (TEMPLATES / locale / "not_service.txt").read_text("utf-8").strip()
    for audience in Audience:
        assert (sentence in notice(locale, act, audience=audience).body) == (audience is Audience.UNIT)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_names_nothing_confidential(path: Path) -> None:
    tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
    assert meta.find_undeclared_variables(tree) <= ALLOWED


def test_both_languages_have_the_same_templates() -> None:
    kinds = {locale: {path.name for path in (TEMPLATES / locale).iterdir()} for locale in get_args(Locale)}
    assert kinds["en"] == kinds["zh"] == {
        "act.txt", "alert.txt", "deadline.txt", "digest.txt", "engine_alarm.txt", "heartbeat.txt", "not_service.txt",
        "plan_missing.txt", "run_left.txt", "run_stuck.txt", "undelivered.txt", "vault.txt",
    }  # fmt: skip


def test_a_notice_about_the_vault_names_the_request_alone() -> None:
    assert render_vault("reveal_waiting", "en", reveal="V-2ABCDEFG") == Text(
        "Request V-2ABCDEFG: waits for the custodian",
        "The request V-2ABCDEFG waits for the custodian.\n"
        "`casework informant list` shows it on the custodian's machine.\n",
    )
    assert render_vault("reveal_again", "zh", reveal="V-2ABCDEFG").title == (
        "申请 V-2ABCDEFG：有再次查看，已列入监督事项"
    )


def test_who_is_told_of_a_lapse_within_the_line_is_asked_to_acknowledge_it() -> None:
    asked = "until somebody does, the next organ above is told"
    for act in ("breach", "escalation", "unacknowledged", "lapsed"):
        assert asked in notice("en", act).body
        assert "确认收悉" in notice("zh", act, audience=Audience.HEAD).body
        assert asked not in notice("en", act, audience=Audience.UNIT).body
    assert asked not in notice("en", "reminder").body + notice("en").body


def test_a_digest_holds_every_notice_and_says_nowhere_how_many() -> None:
    texts = [("One", "First.\n"), ("Two", "Second.\n")]
    body = "One\n\nFirst.\n\n----\n\nTwo\n\nSecond.\n"
    assert render_digest(texts, "en") == Text("Casework: notices of the day", body)
    assert render_digest(texts[:1], "zh") == Text("办案系统：今日通知", "One\n\nFirst.\n")


def test_a_variable_that_is_missing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "act.txt").write_text("{{ reason }}")
    monkeypatch.setattr(notifications.render._ENVIRONMENT.loader, "searchpath", [str(tmp_path)])
    monkeypatch.setattr(notifications.render._ENVIRONMENT, "cache", None)
    notifications.render._pattern.cache_clear()
    with pytest.raises(UndefinedError):
        notice("en")


def test_another_link_or_a_second_line_is_refused() -> None:
    with pytest.raises(BadInput, match="link"):
        notice("en", link="http://elsewhere.example/")
    with pytest.raises(BadInput, match="act_name"):
        notice("en", act_name=Name("approve\nBcc: x@example.org", "批准"))

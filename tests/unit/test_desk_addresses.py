"""Addresses of the desk's pages: every act has one, none leads elsewhere; posts from other sites are known as such."""

import pytest

from deployments.desk.addresses import act_page, back, grouped, meant
from deployments.desk.origin import own
from models.errors import Unknown
from models.lifecycle import LIFECYCLE
from models.vocabulary import STAGE_LETTER

CASE = "GZ-2026-000001"


def test_the_page_of_each_act_means_that_act() -> None:
    for t in LIFECYCLE:
        label = None if t.opens or t.on_file else f"{STAGE_LETTER[t.stage]}2"
        place, act = act_page(CASE, t.full_name, label).split("/")[3:]
        assert meant(place, act) == (t, label)


def test_the_page_of_an_act_names_the_instance_or_the_stage() -> None:
    assert act_page(CASE, "rectification.serve", "R1") == "/c/GZ-2026-000001/R1/serve"
    assert act_page(CASE, "inspection.request", None) == "/c/GZ-2026-000001/inspection/request"


@pytest.mark.parametrize(
    ("place", "act"),
    [("R1", "propose"), ("R0", "serve"), ("R1", "approve_notice"), ("Q1", "serve"), ("r1", "serve"), ("", "open"),
     ("case", "serve"), ("R١", "serve"), ("R1/", "serve"), ("../etc", "serve")],
)  # fmt: skip
def test_what_means_no_act_is_unknown(place: str, act: str) -> None:
    with pytest.raises(Unknown):
        meant(place, act)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/c/GZ-2026-000001", "/c/GZ-2026-000001"),
        ("/c/GZ-2026-000001/R1/serve", "/c/GZ-2026-000001/R1/serve"),
        ("/cases", "/cases"),
        ("/", "/"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/c/x\r\nSet-Cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_to_another_site(asked: str, led: str) -> None:
    assert back(asked) == led


def test_next_acts_stand_in_groups() -> None:
    following: list[dict[str, str | None]] = [
        {"act": "rectification.serve", "stage": "R1"},
        {"act": "rectification.withdraw", "stage": "R1"},
        {"act": "case.close", "stage": None},
        {"act": "inspection.request", "stage": None},
    ]
    assert grouped(CASE, following, "en") == [
        {
            "title": "R1 rectification",
            "acts": [
                {"act": "rectification.serve", "link": "/c/GZ-2026-000001/R1/serve"},
                {"act": "rectification.withdraw", "link": "/c/GZ-2026-000001/R1/withdraw"},
            ],
        },
        {"title": "On the case itself", "acts": [{"act": "case.close", "link": "/c/GZ-2026-000001/case/close"}]},
        {
            "title": "Begin something new",
            "acts": [{"act": "inspection.request", "link": "/c/GZ-2026-000001/inspection/request"}],
        },
    ]


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example", "host": "desk"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://desk", "host": "desk"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "none", "origin": "https://desk", "host": "desk"}, True),
        ({"sec-fetch-site": "none", "origin": "https://evil.example", "host": "desk"}, False),
        ({"origin": "http://desk:8000", "host": "desk:8000"}, True),
        ({"origin": "http://desk:8001", "host": "desk:8000"}, False),
        ({"origin": "null", "host": "desk"}, False),
        ({"host": "desk"}, False),
        ({"origin": "", "host": ""}, False),
        ({}, False),
    ],
)
def test_a_form_is_taken_from_a_page_of_the_desk_only(headers: dict[str, str], ours: bool) -> None:
    assert own(headers) is ours

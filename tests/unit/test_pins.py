"""The pinned sets can be installed by an old pip too: each pin that has extras stands a second time without them."""

import re
from pathlib import Path

import pytest

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]+\])?==(\S+) \\$", re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_pin_with_extras_stands_again_without_them_at_the_same_version(name: str) -> None:
    found = PINNED.findall(Path("deployments", name).read_text("utf-8"))
    plain = {package: version for package, extras, version in found if not extras}
    with_extras = {package: version for package, extras, version in found if extras}
    assert with_extras["sqlalchemy"].startswith("2.0.")
    assert with_extras.items() <= plain.items()

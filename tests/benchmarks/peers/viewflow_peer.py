"""viewflow on Django: `python -m tests.benchmarks.peers.viewflow_peer URL`, a new and empty database."""

import sys
from importlib.metadata import version
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from sqlalchemy import make_url

from tests.benchmarks.peers.talk import serve

APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "viewflow",
    "viewflow.workflow",
    "tests.benchmarks.peers.viewflow_case",
]


def database(url: str) -> dict[str, Any]:
    """The address as Django's settings have it; everything else is its default."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.database}
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.database, "PORT": parts.port or "",
        "HOST": parts.host or parts.query.get("host", ""), "USER": parts.username, "PASSWORD": parts.password or "",
    }  # fmt: skip


def main() -> None:
    settings.configure(
        DATABASES={"default": database(sys.argv[1])},
        INSTALLED_APPS=APPS,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.benchmarks.peers.viewflow_case.flows import UserTask

    name = f"viewflow {version('django-viewflow')}, Django {version('django')}"
    serve(name, {"viewflow": UserTask()})


if __name__ == "__main__":
    main()

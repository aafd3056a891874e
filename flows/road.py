"""On which road people's acts come: through the desk, or through Prefect's own forms."""

from sqlalchemy import Connection, select

from flows.settings import flow_settings
from models.store.handles import INSTALLATION

DESK, PREFECT = "desk", "prefect"


def road(connection: Connection) -> str:
    """`CASEWORK_FORMS`; unless it is set, the desk, but for a database made as a demo."""
    if flow_settings().forms is not None:
        return str(flow_settings().forms)
    return PREFECT if connection.execute(select(INSTALLATION.c.demo)).scalar() else DESK

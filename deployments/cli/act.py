"""`casework act`: take one act through its deployment."""

from typing import Annotated, Any

import typer

from deployments.cli.options import Badge, Code, Json, RequestId, Timeout
from models.vocabulary import Stage

app = typer.Typer(add_completion=False)
commands = {"act": app}


@app.command()
def act(
    stage: Annotated[Stage, typer.Argument(help="Stage of the procedure.")],
    name: Annotated[str, typer.Argument(metavar="ACT", help="Act of that stage; see `casework lifecycle`.")],
    badge: Badge = None,
    fields: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Fields of the form.")] = None,
    case: Annotated[str | None, typer.Option(help="Case number.")] = None,
    stage_no: Annotated[str | None, typer.Option(help="Stage instance, such as R2.")] = None,
    form: Annotated[str | None, typer.Option(help="JSON file with the form; `-` is standard input.")] = None,
    code: Code = None,
    request_id: RequestId = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Take one act and show its receipt and the acts that may follow.

    Fields come from the file first, then from KEY=VALUE: `team=N001,N002`, `findings.0.duty=reg-8-1`.
    """
    from deployments.cli import filled

    stated: dict[str, Any] = {"case": case, "stage": stage_no}
    given = {field: value for field, value in stated.items() if value is not None}
    read = filled.fill(stage, name, given, form, fields or ())
    from deployments.cli import acting

    acting.take(read, stage, badge, code, request_id, timeout, as_json)

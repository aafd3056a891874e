"""README shows the lifecycle as it is. To renew it: `casework lifecycle --mermaid` between the two marks."""

from pathlib import Path

from models import diagram

README = Path(__file__).parents[2] / "README.md"


def test_readme_holds_the_diagram_of_the_table() -> None:
    text = README.read_text("utf-8")
    shown = text.split("<!-- lifecycle:begin -->\n")[1].split("<!-- lifecycle:end -->")[0]
    assert shown == f"```mermaid\n{diagram.mermaid().rstrip()}\n```\n"

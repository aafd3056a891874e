"""README shows the lifecycle as it is. To renew it: `casework lifecycle --mermaid` between the two marks."""

from pathlib import Path

from models import diagram
from models.law import articles

README = Path(__file__).parents[2] / "README.md"


def test_readme_holds_the_diagram_of_the_table() -> None:
    text = README.read_text("utf-8")
    shown = text.split("<!-- lifecycle:begin -->\n")[1].split("<!-- lifecycle:end -->")[0]
    assert shown == f"```mermaid\n{diagram.mermaid().rstrip()}\n```\n"


def test_readme_counts_the_entries_of_the_law_as_they_are() -> None:
    seeds = [a for a in articles().values() if a.law.id == "gz" or (a.law.id == "reg" and (a.number or 99) <= 10)]
    modelled = sum(bool(a.modelled_by) for a in seeds)
    text = " ".join(README.read_text("utf-8").split())
    assert f"all {len(articles())} entries of the law" in text
    assert f"Of the {len(seeds)} articles and items" in text
    assert f"{modelled} are modelled, and {len(seeds) - modelled} say why they are not" in text

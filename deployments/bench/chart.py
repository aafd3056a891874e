"""The figures of one run as a picture: latencies, ratios with their aims, growth; SVG or PNG by the file's name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

from models.errors import DefinitionError
from models.wording import phrase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = tuple[str, dict[str, float]]
"""What is compared, and how much of it on each database."""

# Name, colour, marker, how far from the middle of the row, and where its figures stand.
SIDES = {"sqlite": ("SQLite", "#1f6fb2", "o", -0.16, 1.06), "postgres": ("PostgreSQL", "#c4620c", "s", 0.16, 1.13)}
AIMS = {
    "latency_vs_process": 10, "throughput_vs_process": 10, "kernel_vs_sql": 0.6, "kernel_vs_sqlmodel": 5,
    "sweep_vs_sql": 1 / 1.5, "sweep_growth": 1.3, "history_growth": 1.3,
}  # fmt: skip
"""What the project means to reach; a growth is to stay below, all else to come above. Every peer's aim is 1."""
SECONDS = 0.5
"""The aim for an act through the warm worker."""
INK, FAINT, PAPER = "#24292f", "#8c959f", "#ffffff"
INCHES_A_ROW = 0.36


class NoFont(Exception):
    """No installed font has the characters of the language asked for; an SVG needs none."""


def draw(run: Mapping[str, Any], to: Path, locale: str) -> None:
    """Draw what `casework bench --json` printed. Raises ImportError without the `bench` extra, NoFont, and ValueError
    for a kind of file that cannot be drawn."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    fast, slow = rows(run["ratios"], growth=False), rows(run["ratios"], growth=True)
    acts = {name.removeprefix("acts_"): took for name, took in run["rates"].items() if name.startswith("acts_")}
    sizes: list[tuple[Any, Any]] = [(_latencies, acts), (_ratios, fast), (_growths, slow)]
    panels = [(panel, shown) for panel, shown in sizes if shown]
    heights = [len(shown) + 1.6 for _, shown in panels]
    styled: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "casework", "font.sans-serif": _fonts()}
    styled |= {"font.size": 9, "axes.edgecolor": FAINT}
    coloured = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK)
    with rc_context(styled | coloured), catch_warnings():
        filterwarnings("ignore" if to.suffix == ".svg" else "error", message="Glyph")
        layout = ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.06)
        figure = Figure(figsize=(8.6, INCHES_A_ROW * sum(heights) + 0.7), facecolor=PAPER, layout=layout)
        axes = figure.subplots(len(panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[:, 0]
        for (panel, shown), ax in zip(panels, axes, strict=True):
            panel(ax, shown, run, locale)
        _key(figure, locale)
        figure.supxlabel(_caption(run, locale), fontsize=8, color=INK)
        try:
            figure.savefig(to, dpi=160, metadata={"Date": None} if to.suffix == ".svg" else None)
        except UserWarning:
            raise NoFont from None


def rows(ratios: Mapping[str, float], *, growth: bool) -> list[Row]:
    """The ratios of one kind in their order, those of both databases in one row."""
    found: dict[str, dict[str, float]] = {}
    for name, ratio in ratios.items():
        base, side = _sided(name)
        if base.endswith("_growth") is growth:
            found.setdefault(base, {})[side] = ratio
    return list(found.items())


def _sided(name: str) -> tuple[str, str]:
    """What a name is of, and on which database; SQLite where it does not say."""
    base, _, side = name.rpartition("_")
    named = {"sqlite": "sqlite", "postgres": "postgres", "postgresql": "postgres"}
    return (base, named[side]) if side in named else (name, "sqlite")


def _latencies(ax: "Axes", acts: Mapping[str, Mapping[str, float]], run: Mapping[str, Any], locale: str) -> None:
    """From the median to the slowest twentieth, seconds."""
    for y, (way, took) in enumerate(acts.items()):
        median, late = took["latency_p50"], max(took["latency_p50"], took["latency_p95"])
        _, colour, marker, *_ = SIDES[_sided(way)[1]]
        ax.plot([median, late], [y, y], color=colour, linewidth=2.5, solid_capstyle="round")
        ax.plot([median], [y], marker, color=colour, markersize=6)
        wanted = SECONDS if way.startswith("warm") else 0
        if wanted:
            _aim(ax, wanted, y)
        said = phrase("chart_took", locale, p50=f"{median:g}", p95=f"{late:g}", rate=f"{took['throughput']:g}")
        ax.annotate(said, (max(late, wanted), y), (7, 0), textcoords="offset points", va="center", fontsize=8)
    _dressed(ax, [_named(_sided(way)[0], locale) for way in acts], phrase("chart_latencies", locale))
    ax.set_xlim(right=ax.get_xlim()[1] * 30)


def _ratios(ax: "Axes", shown: Sequence[Row], run: Mapping[str, Any], locale: str) -> None:
    """How many times as fast as the other."""
    _compared(ax, shown, lambda base: _aim_of(base, run))
    _dressed(ax, list(_labels(shown, run, locale)), phrase("chart_ratios", locale))


def _growths(ax: "Axes", shown: Sequence[Row], run: Mapping[str, Any], locale: str) -> None:
    """How many times as long with much as with little."""
    _compared(ax, shown, AIMS.get)
    _dressed(ax, list(_labels(shown, run, locale)), phrase("chart_growths", locale))
    ax.set_xlim(min(0.5, ax.get_xlim()[0]), max(4, ax.get_xlim()[1]))
    ax.set_xticks([0.5, 1, 2, 4])


def _compared(ax: "Axes", shown: Sequence[Row], aim: Callable[[str], float | None]) -> None:
    ax.axvline(1, color=FAINT, linewidth=1)
    for y, (base, sides) in enumerate(shown):
        for side, ratio in sides.items():
            _, colour, marker, aside, column = SIDES[side]
            at = y + (aside if len(sides) > 1 else 0)
            drawn = max(ratio, 0.01)  # a logarithm has no nought
            ax.plot([1, drawn], [at, at], color=colour, linewidth=1.5)
            ax.plot([drawn], [at], marker, color=colour, markersize=5.5)
            ax.annotate(f"{ratio:g}", (column, y), xycoords=("axes fraction", "data"), va="center", ha="right",
                        fontsize=7.5, color=colour, annotation_clip=False)  # fmt: skip
        if (wanted := aim(base)) is not None:
            _aim(ax, wanted, y)


def _aim(ax: "Axes", at: float, y: float) -> None:
    ax.plot([at], [y], "|", color=INK, markersize=17, markeredgewidth=2)


def _aim_of(base: str, run: Mapping[str, Any]) -> float | None:
    return 1 if base.removeprefix("kernel_vs_") in run["peers"] else AIMS.get(base)


def _dressed(ax: "Axes", labels: Sequence[str], title: str) -> None:
    """A logarithmic scale in plain numbers, the first row on top."""
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#d8dee4", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_title(title, loc="left", fontsize=9.5, fontweight="bold", color=INK)
    ax.margins(x=0.12)


def _key(figure: "Figure", locale: str) -> None:
    from matplotlib.lines import Line2D

    drawn = [Line2D([], [], color=colour, marker=marker, label=name) for name, colour, marker, *_ in SIDES.values()]
    said = phrase("chart_aim", locale)
    aim = Line2D([], [], color=INK, marker="|", markersize=12, markeredgewidth=2, linestyle="", label=said)
    figure.legend(handles=[*drawn, aim], loc="outside upper right", ncols=3, frameon=False, fontsize=8)


def _labels(shown: Iterable[Row], run: Mapping[str, Any], locale: str) -> Iterator[str]:
    """What ours is compared with, in words."""
    for base, _ in shown:
        way = base.removeprefix("kernel_vs_")
        if (peer := run["peers"].get(way)) is not None:
            variant = way.partition("_")[2]
            yield phrase("chart_peer", locale, what=peer["of"] + (f" ({variant})" if variant else ""))
        else:
            yield _named(base, locale)


def _named(base: str, locale: str) -> str:
    """Its phrase; where a newer run knows more than the phrases, its name."""
    try:
        return phrase(f"chart_{base}", locale)
    except DefinitionError:
        return base.replace("_", " ")


def _caption(run: Mapping[str, Any], locale: str) -> str:
    day = datetime.fromisoformat(run["at"]).date().isoformat()
    return phrase("chart_caption", locale, day=day, cores=run["cores"], fsync=run["fsync_ms"])


def _fonts() -> list[str]:
    """Installed ones that have Latin letters, then those that have Chinese characters."""
    from matplotlib import font_manager

    there = set(font_manager.get_font_names())
    wanted = ("DejaVu Sans", "WenQuanYi Zen Hei", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC")
    return [name for name in wanted if name in there]

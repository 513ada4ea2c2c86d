"""Charts of many texts: rates of groups of documents with their intervals. The rules of `analysis.charts` hold here too."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_options
from analysis.errors import OptionError
from analysis.tables import check_table
from analysis.theme import PALETTE, begin_axes, caption_axes, label_rows, label_scale, list_terms, say_empty, show_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_density"]

_MOST_GROUPS = 80
_WORDS = {
    "zh": {
        "caption": "每{}字几处；横线为按篇重抽的置信区间，只有一篇的没有",
        "heading": "处 · 篇",
        "unknown": "（未注明）",
        "more": "另有 {} 组未画",
        "alt": "密度图，{} 组，每{}字：{}。",
        "one": "{} {}（{:,} 篇）",
    },
    "en": {
        "caption": "found per {} characters; line: confidence interval over documents, none for a single one",
        "heading": "n · documents",
        "unknown": "(not given)",
        "more": "groups left out: {}",
        "alt": "Densities of groups ({}), per {} characters: {}.",
        "one": "{} {} (documents: {:,})",
    },
}


def plot_density(table: pd.DataFrame, *, by: str, ax: "Axes | None" = None, per: float = 1000, lang: str = "zh") -> "Axes":
    """The density of each group of documents as a dot, its interval as a line, in the order of the table.

    table: of `measure_density` with the same `by` and `per`. At the right: how many were found, and in how many documents.
    Of more than 80 groups those with most characters are drawn, in their order. The axis begins at 0, so lengths compare.
    Raises TableError for a wrong table, OptionError for a column that it does not have.
    """
    check_options(ax, lang)
    check_table(table, "n", "documents", "characters", "density", "low", "high")
    check_numbers(table, "n", "documents", "density")
    if by not in table.columns:
        raise OptionError(f"by={by!r} is no column of the table; allowed: {', '.join(map(repr, table.columns))}. Pass the one that it was measured by.")
    largest = table["characters"].nlargest(_MOST_GROUPS).index
    rows = table.loc[table.index.isin(largest)]
    ax = begin_axes(ax, len(rows), header=True)
    if rows.empty:
        return say_empty(ax, lang)
    words, density = _WORDS[lang], rows["density"].to_numpy()
    known = rows[["low", "high"]].notna().all(axis=1).to_numpy()
    edge = max(float(np.max(density)), float(rows["high"].max()) if known.any() else 0.0) * 1.05 or 1.0
    for row, (low, high) in enumerate(zip(rows["low"], rows["high"], strict=True)):
        if known[row]:
            ax.hlines(row, low, high, color=PALETTE["accent2"], linewidth=1.6, zorder=2)
        ax.plot([density[row]], [row], marker="o", markersize=6, markeredgewidth=0, color=PALETTE["accent"], zorder=3)
    ax.set_xlim(-0.01 * edge, edge)
    notes = [f"{n:,} · {documents:,}" for n, documents in zip(rows["n"], rows["documents"], strict=True)]
    names = label_rows(ax, [name or words["unknown"] for name in rows[by]], notes=notes, heading=words["heading"])
    ticks = _steps(edge)
    label_scale(ax, ticks, [show_number(tick) for tick in ticks])
    more = [words["more"].format(len(table) - len(rows))] if len(rows) < len(table) else []
    caption_axes(ax, "\n".join([words["caption"].format(show_number(per)), *more]))
    facts = zip(names, map(show_number, density.tolist()), rows["documents"], strict=True)
    ax.set_label(words["alt"].format(len(rows), show_number(per), list_terms([*(words["one"].format(*fact) for fact in facts), *more], lang)))
    return ax


def _steps(edge: float) -> list[float]:
    """0 and at most six further positions in steps of 1, 2 or 5 times a power of ten."""
    step = next(size * 10.0**power for power in range(-12, 20) for size in (1, 2, 5) if edge / (size * 10.0**power) <= 6)
    return [round(k * step, 12) for k in range(int(edge / step) + 1)]

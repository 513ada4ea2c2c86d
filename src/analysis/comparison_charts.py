"""Charts of what texts share: where in a speech each of its sources is echoed. The rules of `analysis.charts` hold here too."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_options, round_steps
from analysis.comparison.echoes import measure_echo
from analysis.rhetoric_charts import draw_boxes, thin_out
from analysis.tables import check_table
from analysis.theme import PALETTE, begin_axes, caption_axes, label_rows, label_scale, list_terms, say_empty

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_echoes"]

_MOST_SOURCES = 40
# The height of a bar, in rows.
_TALL = 0.62
_WORDS = {
    "zh": {
        "heading": "覆盖率 · 最长（字）",
        "caption": "在文中的位置（第几字）；红：字字相同",
        "near": "；蓝：有改动",
        "more": "另有 {} 个出处未画",
        "join": "；",
        "alt": "回声图，全文 {:,} 字中与各出处相同的地方：{}。",
        "one": "{} {:,} 处，覆盖 {}",
    },
    "en": {
        "heading": "covered · longest",
        "caption": "position in the text (character); red: the same characters",
        "near": "; blue: with changes",
        "more": "sources left out: {}",
        "join": "; ",
        "alt": "Echoes along {:,} characters, by source: {}.",
        "one": "{} {:,}, covered {}",
    },
}


def plot_echoes(echoes: pd.DataFrame, sentences: pd.DataFrame, *, ax: "Axes | None" = None, sources: Iterable[str] | None = None, lang: str = "zh") -> "Axes":
    """Where in one speech its sources are echoed: a row a source, a bar from the start to the end of each echo.

    echoes: of one speech, from `find_echoes`; exact echoes are red, near-echoes blue and behind them. sentences: of the speech; the axis
    ends where they do, and they are what the share at the right is of (`measure_echo`), with the length of the longest echo after it.
    sources: `doc_id`s, the rows in this order, also those without an echo; None takes those of `echoes` as they come. Of more than 40
    sources those that cover most are drawn, in their order.
    A bar is drawn at least 0.8 points wide, which in a long text is more than it takes; of over 1,500 in a row the longest of those that
    would coincide is drawn.
    Raises TableError for a wrong table or several speeches, OptionError for sources that are no list of ids.
    """
    check_options(ax, lang)
    check_table(echoes, "source_doc_id", "length", "changed")
    check_numbers(echoes, "length", "changed")
    summary = measure_echo(echoes, sentences, sources=sources)
    ranked = summary.sort_values(["covered", "longest"], ascending=False, kind="stable").index[:_MOST_SOURCES]
    shown = summary.loc[sorted(ranked)]
    ax = begin_axes(ax, len(shown), header=True)
    length = int(sentences["end"].max()) if len(sentences) else 0
    if shown.empty or not length:
        return say_empty(ax, lang)
    ax.set_xlim(-0.003 * length, 1.003 * length)
    for row, name in enumerate(shown["source_doc_id"]):
        ax.hlines(row, 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)
        _draw_echoes(ax, row, echoes[echoes["source_doc_id"] == name], length)
    words = _WORDS[lang]
    shares = [f"{share:.1%}" for share in shown["coverage"]]
    notes = [f"{share} · {longest:,}" if longest else share for share, longest in zip(shares, shown["longest"].to_list(), strict=True)]
    names = label_rows(ax, shown["source_doc_id"], notes=notes, heading=words["heading"])
    ticks = round_steps(length)
    label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
    more = [words["more"].format(len(summary) - len(shown))] if len(shown) < len(summary) else []
    # On a line of its own: the first one is as long as long names leave room for.
    caption_axes(ax, "\n".join([words["caption"] + (words["near"] if (echoes["changed"] > 0).any() else ""), *more]))
    counts = echoes["source_doc_id"].value_counts()
    facts = zip(names, (int(counts.get(name, 0)) for name in shown["source_doc_id"]), shares, strict=True)
    listed = list_terms((words["one"].format(*fact) for fact in facts), lang)
    ax.set_label(words["alt"].format(length, words["join"].join([listed, *more])))
    return ax


def _draw_echoes(ax: "Axes", row: int, echoes: pd.DataFrame, length: int) -> None:
    for rows, color in ((echoes[echoes["changed"] > 0], "accent2"), (echoes[echoes["changed"] == 0], "accent")):
        start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
        longest_first = np.argsort(start - end, kind="stable")
        drawn = np.sort(longest_first[thin_out(start[longest_first], length)])
        middle = np.full(len(drawn), float(row))
        if len(drawn):
            draw_boxes(ax, (start[drawn], end[drawn]), (middle + _TALL / 2, middle - _TALL / 2), color)

"""Charts of rhetoric along a text: where its slogans stand. The rules of `analysis.charts` hold here too."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_one_document, check_options, round_steps, whole_length
from analysis.slogans import KINDS
from analysis.tables import check_table
from analysis.theme import PALETTE, begin_axes, caption_axes, label_rows, label_scale, list_terms, say_empty, show_number
from analysis.wording import CATEGORIES, VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_slogans"]

MOST_ROWS = 12
# What lies nearer than this part of the axis cannot be told apart on paper.
SLOTS = 1500
# A bar of score 1 is so high, in rows; it stands on a line so far below the middle of its row.
_TALLEST, _FLOOR = 0.72, 0.36
_WORDS = {
    "zh": {
        "caption": "在文中的位置（第几字）；条越高，分值越高",
        "more": "；另有 {} 行未画",
        "rest": "其他",
        "alt": "口号分布图，全文 {:,} 字中有口号 {:,} 处：{}{}。",
    },
    "en": {
        "caption": "position in the text (character); the higher the bar, the higher the score",
        "more": "; rows left out: {}",
        "rest": "others",
        "alt": "Slogans along {:,} characters ({:,} in all): {}{}.",
    },
}


def plot_slogans(table: pd.DataFrame, *, ax: "Axes | None" = None, length: int | None = None, by: str = "kind", lang: str = "zh") -> "Axes":
    """Where slogans stand along one text: a row for each kind, a bar from the start to the end of each, as high as its score.

    table: slogans of one document, as `find_slogans` returns them. by: the column that makes the rows; "kind" has all five,
    in the order of the guideline, also those without a slogan; any other (such as a `speaker` that you add) has its values as
    they appear, the 12 most frequent of more, with empty and missing ones in a last row. The number of slogans stands at the right
    of each row. length: of the text, in characters; None takes the last `end`.
    A bar is drawn at least 0.8 points wide, which in a long text is more than it takes; only in a row of over 1,500 the tallest
    of those that would coincide is drawn. Scores are cut to 0–1; a slogan without one has a bar without height.
    Raises TableError for a wrong table or one of several documents, OptionError for a `length` below the last `end`.
    """
    check_options(ax, lang)
    check_table(table, "score", by)
    check_numbers(table, "score")
    check_one_document(table)
    length = whole_length(length, int(table["end"].max()) if len(table) else 0)
    groups = _group(table[by], by)
    shown = _most_frequent(groups)
    ax = begin_axes(ax, len(shown))
    if table.empty or not length:
        return say_empty(ax, lang)
    ax.set_xlim(-0.003 * length, 1.003 * length)
    for row, (_, rows) in enumerate(shown):
        ax.hlines(row + _FLOOR, 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)
        _draw_bars(ax, row, table.iloc[rows], length)
    words = _WORDS[lang]
    names = label_rows(ax, [_name(value, by, lang) for value, _ in shown], notes=[show_number(len(rows)) for _, rows in shown])
    ticks = round_steps(length)
    label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
    more = words["more"].format(len(groups) - len(shown)) if len(shown) < len(groups) else ""
    caption_axes(ax, words["caption"] + more)
    listed = list_terms((f"{name} {len(rows):,}" for name, (_, rows) in zip(names, shown, strict=True)), lang)
    ax.set_label(words["alt"].format(length, len(table), listed, more))
    return ax


def _group(values: pd.Series, by: str) -> list[tuple[object, np.ndarray]]:
    """(value, its positions in the table) for each row of the chart, from the top; None for what has no value."""
    places: dict[object, list[int]] = {kind: [] for kind in KINDS} if by == "kind" else {}
    rest = []
    for at, (value, missing) in enumerate(zip(values, values.isna() | (values == ""), strict=True)):
        (rest if missing else places.setdefault(value, [])).append(at)
    groups = [*places.items(), *([(None, rest)] if rest else [])]
    return [(value, np.array(rows, dtype=np.int64)) for value, rows in groups]


def _most_frequent(groups: list[tuple[object, np.ndarray]]) -> list[tuple[object, np.ndarray]]:
    """The groups with the most rows, as many as a chart has room for, in their order."""
    ranked = sorted(range(len(groups)), key=lambda at: -len(groups[at][1]))
    return [groups[at] for at in sorted(ranked[:MOST_ROWS])]


def _name(value: object, by: str, lang: str) -> str:
    if value is None:
        return _WORDS[lang]["rest"]
    return say(str(value), lang, VALUES) if by in CATEGORIES else str(value)


def _draw_bars(ax: "Axes", row: int, rows: pd.DataFrame, length: int) -> None:
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    height = np.nan_to_num(rows["score"].to_numpy(dtype=float).clip(0, 1)) * _TALLEST
    # Of bars that would coincide the tallest is drawn.
    ranked = np.argsort(-height, kind="stable")
    tallest = np.sort(ranked[thin_out(start[ranked], length)])
    floor = np.full(len(tallest), row + _FLOOR)
    draw_boxes(ax, (start[tallest], end[tallest]), (floor, floor - height[tallest]), "accent")


def thin_out(starts: np.ndarray, length: int) -> np.ndarray:
    """The positions in `starts` that a chart draws: all, or, of more than 1,500, the first of those that fall on the same spot."""
    if len(starts) <= SLOTS:
        return np.arange(len(starts))
    return np.unique(starts * SLOTS // (length + 1), return_index=True)[1]


def draw_boxes(ax: "Axes", spans: tuple[np.ndarray, np.ndarray], heights: tuple[np.ndarray, np.ndarray], color: str, *, edge: float = 0.8) -> None:
    """Boxes from (left, right) and (floor, top) in data units. The edge, in points, keeps a short span of a long text visible."""
    from matplotlib.collections import PolyCollection

    (left, right), (floor, top) = spans, heights
    corners = np.stack([np.stack(side, axis=1) for side in ((left, floor), (left, top), (right, top), (right, floor))], axis=1)
    ax.add_collection(PolyCollection(corners, facecolors=PALETTE[color], edgecolors=PALETTE[color], linewidths=edge, zorder=2), autolim=False)

"""The chart of life-lines: when formulas were born, how hot they were, and when they died. The rules of `analysis.charts` hold here too."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_options
from analysis.comparison.lifelines import HEAT_RATES, HEATS, check_counts
from analysis.errors import OptionError, TableError
from analysis.rhetoric_charts import draw_boxes
from analysis.tables import check_table
from analysis.theme import (
    CAPTION_SIZE,
    PALETTE,
    begin_axes,
    caption_axes,
    label_rows,
    label_scale,
    list_terms,
    measure_width,
    say_empty,
    show_number,
    style_text,
)
from analysis.wording import VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_lifelines"]

# A box of the highest level fills so much of its row, one of the lowest that is said a fifth of it; it is a little narrower than its year,
# but half of it at least this share of the axis: one text dated a thousand years off must not fade all boxes to hairs.
_TALLEST, _HALF_YEAR, _LEAST = 0.9, 0.45, 0.002
# From this level on boxes are red.
_RED = HEATS.index("hot")
# The row of the legend, and how far it reaches above.
_LEGEND, _TOP = -1.15, -1.75
_WORDS = {
    "zh": {
        "below": "{} <{:g}",
        "from": "{} {:g}+",
        "caption": "块：每万字次数；线：当年没有说；空白：当年没有文件",
        "heading": "始末 · 次数",
        "alt": "提法生命线图，{}–{} 年，提法 {} 个，按始见年份排列（始末年份，次数）：{}。",
        "item": "{}（{}，{:,} 次）",
        "never": "未见",
    },
    "en": {
        "below": "{} <{:g}",
        "from": "{} {:g}+",
        "caption": "box: times per 10,000 characters; line: not said; blank: no documents of that year",
        "heading": "first–last · n",
        "alt": "Life-lines of formulas, {}–{} ({} of them, by first year; first–last year, occurrences): {}.",
        "item": "{} ({}, {:,})",
        "never": "never",
    },
}


def plot_lifelines(trace: pd.DataFrame, formulas: Sequence[str] | None = None, *, ax: "Axes | None" = None, top: int = 20, lang: str = "zh") -> "Axes":
    """The life of formulas, a lane for each from the first year to the last in which it is said, the earliest on top.

    trace: as `trace_formulas` returns it. formulas: which to show; one that is never said has an empty lane at the bottom; None takes the
    `top` most frequent.
    A box stands in each year that says the formula, the higher the hotter (`heat`), red from hot on; the row on top shows the levels.
    Between the first and the last year a thin line runs through the years whose documents do not say it; years without documents are
    blank. Over some centuries boxes are wider than their years, to be seen. At the right: first and last year, and occurrences.
    A lane that ends before the right edge is a formula that is no longer said: whether that is more than chance, `measure_lifelines` tells.
    Raises TableError for a wrong table or one with two rows for a formula and year, OptionError for formulas that are not in it.
    """
    check_options(ax, lang, top)
    check_table(trace, "formula", "year", "n", "heat")
    check_counts(trace, "year", "n")
    _check_rows(trace)
    lanes = _choose(trace, formulas, top)
    ax = begin_axes(ax, len(lanes) + 1, header=True)
    if not lanes:
        return say_empty(ax, lang)
    years = np.unique(trace["year"].to_numpy())
    words = _WORDS[lang]
    said = [rows[rows["n"] > 0] for _, rows in lanes]
    spans = [f"{rows['year'].min()}–{rows['year'].max()}" if len(rows) else words["never"] for rows in said]
    counts = [int(rows["n"].sum()) for rows in said]
    notes = [f"{span} · {show_number(n)}" for span, n in zip(spans, counts, strict=True)]
    names = label_rows(ax, [formula for formula, _ in lanes], notes=notes, heading=words["heading"])
    half = max(_HALF_YEAR, _LEAST * float(years[-1] - years[0]))
    ax.set(xlim=(years[0] - 0.55 - half, years[-1] + 0.55 + half), ylim=(len(lanes) - 0.4, _TOP))
    for lane, rows in enumerate(said):
        _draw_silence(ax, lane, rows["year"].to_numpy(), years)
    _draw_heat(ax, said, half)
    _draw_legend(ax, lang)
    ticks = _year_steps(int(years[0]), int(years[-1]))
    label_scale(ax, ticks, [str(tick) for tick in ticks])
    caption_axes(ax, words["caption"])
    listed = list_terms((words["item"].format(*facts) for facts in zip(names, spans, counts, strict=True)), lang)
    ax.set_label(words["alt"].format(years[0], years[-1], len(lanes), listed))
    return ax


def _check_rows(trace: pd.DataFrame) -> None:
    unknown = sorted(set(trace["heat"]) - set(HEATS))
    if unknown:
        raise TableError(f"column 'heat' holds {unknown[0]!r}; allowed: {', '.join(HEATS)}. Pass what trace_formulas returns.")
    twice = trace.duplicated(["formula", "year"])
    if twice.any():
        formula, year = trace.loc[twice, ["formula", "year"]].iloc[0]
        raise TableError(f"the table has two rows for {formula!r} in {year}; allowed: one. Pass the trace of one corpus.")


def _choose(trace: pd.DataFrame, formulas: Sequence[str] | None, top: int) -> list[tuple[str, pd.DataFrame]]:
    """(formula, its rows) for each lane from the top: by first year, then by last, those never said at the bottom."""
    groups = dict(iter(trace.groupby("formula", sort=False)))
    if isinstance(formulas, str):
        raise OptionError(f"formulas={formulas!r} is one string; allowed: a list of strings, or None. Pass [{formulas!r}].")
    if formulas is not None and not isinstance(formulas, Iterable):
        raise OptionError(f"formulas={formulas!r} is no list; allowed: strings, or None. Pass for example ['改革开放'].")
    if formulas is None:
        totals = {formula: rows["n"].sum() for formula, rows in groups.items()}
        formulas = sorted((formula for formula in groups if totals[formula] > 0), key=lambda formula: -totals[formula])[:top]
    for formula in formulas:
        if not isinstance(formula, str) or formula not in groups:
            raise OptionError(f"formulas holds {formula!r}, which the trace has not; allowed: values of its column 'formula'. Trace it first.")
    return sorted(((formula, groups[formula]) for formula in dict.fromkeys(formulas)), key=lambda lane: _life(lane[1]))


def _life(rows: pd.DataFrame) -> tuple[float, float]:
    years = rows["year"][rows["n"] > 0]
    return (int(years.min()), int(years.max())) if len(years) else (np.inf, np.inf)


def _draw_silence(ax: "Axes", lane: int, said: np.ndarray, years: np.ndarray) -> None:
    """A line through the years of a life, from the first box to the last; of years without documents there are none."""
    if not len(said):
        return
    first, last = said.min(), said.max()
    alive = years[(years >= first) & (years <= last)]
    left, right = (alive - 0.5).clip(first - _HALF_YEAR, None), (alive + 0.5).clip(None, last + _HALF_YEAR)
    ax.hlines([lane] * len(alive), left, right, color=PALETTE["muted"], linewidth=0.8, zorder=1)


def _draw_heat(ax: "Axes", said: list[pd.DataFrame], half: float) -> None:
    lane = np.repeat(np.arange(len(said)), [len(rows) for rows in said])
    table = pd.concat(said)
    level = np.array([HEATS.index(heat) for heat in table["heat"]], dtype=np.int64)
    _draw_levels(ax, table["year"].to_numpy(), lane, level, half)


def _draw_levels(ax: "Axes", middle: np.ndarray, lane: np.ndarray, level: np.ndarray, width: float) -> None:
    half = _TALLEST / 2 * level / (len(HEATS) - 1)
    for chosen, color in ((level < _RED, "soft"), (level >= _RED, "accent")):
        if chosen.any():
            sides = (middle[chosen] - width, middle[chosen] + width)
            draw_boxes(ax, sides, (lane[chosen] + half[chosen], lane[chosen] - half[chosen]), color, edge=0.2)


def _draw_legend(ax: "Axes", lang: str) -> None:
    """The levels in words above the lanes, each behind a box of its height."""
    words, (left, right) = _WORDS[lang], ax.get_xlim()
    names = [say(heat, lang, VALUES) for heat in HEATS[1:]]
    labels = [words["below"].format(names[0], HEAT_RATES[0]), *(words["from"].format(name, rate) for name, rate in zip(names[1:], HEAT_RATES, strict=True))]
    # Each has room by the length of its words, so that they stay apart in narrow Axes too.
    room = np.array([measure_width(label) + 3 for label in labels])
    places = left + (right - left) * (0.01 + 0.99 * (np.cumsum(room) - room) / room.sum())
    width = (right - left) * 0.006
    _draw_levels(ax, places, np.full(len(labels), _LEGEND), np.arange(1, len(HEATS)), width)
    for place, label in zip(places, labels, strict=True):
        style_text(ax.text(place + 2 * width, _LEGEND, label, va="center_baseline"), CAPTION_SIZE, "muted")


def _year_steps(first: int, last: int) -> list[int]:
    """At most eight round years from the first to the last."""
    step = next(step for power in range(5) for step in (10**power, 2 * 10**power, 5 * 10**power) if (last - first) // step < 8)
    return list(range(-(-first // step) * step, last + 1, step)) or [first]

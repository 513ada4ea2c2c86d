"""Every chart: a table in, matplotlib Axes out. Nothing is counted here, and no setting of matplotlib is changed.

Each function draws into `ax`, or into a new figure, and returns the Axes; `alt_text` says in a sentence what it shows. The
look is in `analysis.theme`. matplotlib is imported when something is drawn: it takes longer than to read a speech.
"""

import math
from collections.abc import Sequence
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import OptionError, TableError, check_choice
from analysis.fonts import find_font
from analysis.tables import check_table
from analysis.theme import (
    CAPTION_SIZE,
    LABELS,
    LANGUAGES,
    NOTE_SIZE,
    PALETTE,
    alt_text,
    begin_axes,
    caption_axes,
    chart_svg,
    label_rows,
    label_scale,
    list_terms,
    measure_width,
    say_empty,
    show_number,
    show_term,
    style_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PALETTE", "alt_text", "chart_svg", "draw_cloud", "plot_comparison", "plot_dispersion", "plot_ranking"]

_DEFAULT_TERMS = 12
# Occurrences nearer than this part of a row's length cannot be told apart on paper.
_SLOTS = 1500
# The sizes of the largest word of a cloud, in points: the first at which all words fit is taken.
_CLOUD_SIZES = (58, 52, 46, 41, 37, 33, 29, 26, 23, 20, 18, 16, 14, 12, 10, 8)
# Random placing filled at most 0.80 of the area in trials with 1 to 80 words; sizes that need more than this are not tried.
_CLOUD_FILL = 0.85
_CLOUD_LEAST, _CLOUD_GAP, _CLOUD_LONGEST = 8, 10, 20
# Adjusted p above this is grey: the share of false discoveries that most readers accept.
_ALPHA = 0.05


def plot_ranking(table: pd.DataFrame, *, ax: "Axes | None" = None, top: int = 20, value: str = "n", lang: str = "zh") -> "Axes":
    """Bars of the `top` terms by `value` ("n" or "rate"), most frequent on top, each with its number.

    table: any counts with one row per `term`; its order settles ties. Terms are shown safely and shortened.
    Raises TableError for a table without these columns or with several rows for a term, OptionError for a `top` below 1 or
    an unknown `value` or `lang`.
    """
    check_options(ax, lang, top)
    check_choice("value", value, ("n", "rate"))
    rows = _largest(table, value, top)
    ax = begin_axes(ax, len(rows))
    if rows.empty:
        return say_empty(ax, lang)
    numbers = rows[value].to_list()
    # Lines, not bars: they stay as slim in Axes with room for many more rows.
    ax.hlines(range(len(rows)), 0, numbers, color=PALETTE["accent"], linewidth=7.5, capstyle="butt")
    for row, number in enumerate(numbers):
        label = ax.annotate(show_number(number), (number, row), xytext=(5, 0), textcoords="offset points", va="center_baseline")
        style_text(label, NOTE_SIZE, "ink")
    terms = label_rows(ax, rows["term"])
    ax.set_xlim(0, max(numbers) * 1.08 or 1)
    caption_axes(ax, LABELS[lang][value])
    listed = list_terms((f"{term} {show_number(number)}" for term, number in zip(terms[:5], numbers, strict=False)), lang)
    ax.set_label(LABELS[lang]["alt_ranking"].format(len(rows), LABELS[lang][value], listed))
    return ax


def plot_dispersion(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    terms: Sequence[str] | None = None,
    column: str | None = None,
    length: int | None = None,
    lang: str = "zh",
) -> "Axes":
    """Where terms occur along one text: a row for each, a tick at the `start` of each occurrence, their number at the right.

    table: occurrences (tokens, contexts or any other spans) in one document. column: what names them; None takes `term`,
    or `text` where there is no such column. terms: which to show, in this order, also those that never occur; None takes the
    12 most frequent. length: of the text, in characters; None takes the last `end`. Only in a row of over 1,500 occurrences
    those that would coincide are drawn once.
    Raises TableError for a wrong table or one of several documents, whose offsets share no axis, and OptionError for a
    `length` below the last `end` or `terms` that are no sequence of strings.
    """
    check_options(ax, lang)
    check_table(table, *([column] if column else []))
    column = column or ("term" if "term" in table.columns else "text")
    check_one_document(table)
    terms = _chosen_terms(table[column], terms)
    length = whole_length(length, int(table["end"].max()) if len(table) else 0)
    ax = begin_axes(ax, len(terms))
    if not terms or not length:
        return say_empty(ax, lang)
    starts = [table["start"].to_numpy()[(table[column] == term).to_numpy(dtype=bool)] for term in terms]
    for row, found in enumerate(starts):
        ax.hlines(row, 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)
        ax.vlines(_thinned(found, length), row - 0.32, row + 0.32, color=PALETTE["accent"], linewidth=1.2, zorder=2)
    shown = label_rows(ax, terms, notes=[show_number(len(found)) for found in starts])
    ax.set_xlim(-0.003 * length, 1.003 * length)
    ticks = round_steps(length)
    label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
    caption_axes(ax, LABELS[lang]["position"])
    listed = list_terms((f"{term} {len(found):,}" for term, found in zip(shown, starts, strict=True)), lang)
    ax.set_label(LABELS[lang]["alt_dispersion"].format(len(terms), length, listed))
    return ax


def plot_comparison(
    table: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    top: int = 12,
    labels: tuple[str, str] = ("A", "B"),
    lang: str = "zh",
) -> "Axes":
    """Which terms two texts use differently: a dot at each log ratio, a line for its interval, in the colour of its side.

    table: keyness as `compare_terms` returns it; `n_b : n_a`, if there, stand at the right, in the order of the sides. labels: names of its first
    and second text; more in the first is to the right, in red. Shown are the `top` terms of highest g2, evenly from both
    sides as far as they have them, ordered by log ratio; grey where the interval includes no difference and, if the table has
    `p_adjusted`, where that exceeds 0.05: of many words compared, some have such an interval by chance. The scale says how
    many times as frequent a term is (positions are log2). Intervals far wider than the differences are cut at the edge;
    rows without a finite log ratio are left out.
    Raises TableError for a table without these columns, OptionError for a `top` below 1, an unknown `lang` or labels that
    are not two strings.
    """
    check_options(ax, lang, top)
    check_table(table, "term", "log_ratio", "low", "high", "g2")
    check_numbers(table, "log_ratio", "low", "high", "g2")
    if isinstance(labels, str) or len(labels) != 2 or not all(isinstance(label, str) for label in labels):
        raise OptionError(f"labels={labels!r} are not two names; allowed: two strings, for the first and the second text. Pass ('A', 'B').")
    rows = _both_sides(table, top)
    ax = begin_axes(ax, len(rows), header=True)
    if rows.empty:
        return say_empty(ax, lang)
    doubtful = (rows["p_adjusted"] > _ALPHA).to_list() if "p_adjusted" in rows.columns else [False] * len(rows)
    sides_of = zip(rows["low"], rows["high"], doubtful, strict=True)
    colors = ["muted" if doubt else _side_color(low, high) for low, high, doubt in sides_of]
    edge = _draw_intervals(ax, rows, colors)
    terms = label_rows(ax, rows["term"], notes=_counts_by_side(rows), heading=LABELS[lang]["counts"])
    ticks = _ratio_steps(edge)
    times = LABELS[lang]["times"]
    label_scale(ax, ticks, [times.format(2 ** abs(tick)) if tick else LABELS[lang]["same"] for tick in ticks])
    caption_axes(ax, LABELS[lang]["ratio_adjusted" if "p_adjusted" in rows.columns else "ratio"])
    first, second = (show_term(label, longest=20) for label in labels)
    for x, align, name, color in ((0, "left", second, "accent2"), (1, "right", first, "accent")):
        style_text(ax.text(x, 1.01, LABELS[lang][align].format(name), transform=ax.transAxes, ha=align, va="bottom"), NOTE_SIZE, color)
    sides = {color: list_terms((term for term, own in zip(terms, colors, strict=True) if own == color), lang) for color in ("accent", "accent2", "muted")}
    ax.set_label(LABELS[lang]["alt_comparison"].format(len(rows), first, sides["accent"], second, sides["accent2"], sides["muted"]))
    return ax


def draw_cloud(counts: pd.DataFrame, *, ax: "Axes | None" = None, top: int = 80, seed: int = 0, lang: str = "zh") -> "Axes":
    """A word cloud of the `top` terms of a table of counts (`term`, `n`). Equal table, size and `seed` give the same cloud.

    It misleads: the eye compares areas, which grow with the length of a word as well as with its count, and places mean
    nothing. Show the table of counts beside it; the caption says so. Equal counts have equal size, all words lie flat, the
    first tenth is red. Words that do not fit are left out, and the caption and `alt_text` say how many.
    Raises TableError for a table without these columns or with several rows for a term, OptionError for a `top` below 1, an
    unknown `lang` or a `seed` that is no integer.
    """
    check_options(ax, lang, top)
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise OptionError(f"seed={seed!r} is not an integer; allowed: any integer. Pass seed=0.")
    rows = _largest(counts, "n", top)
    rows = rows[rows["n"] > 0]
    ax = begin_axes(ax, None)
    if rows.empty:
        return say_empty(ax, lang)
    frequencies: dict[str, float] = {}
    for term, n in zip(rows["term"], rows["n"], strict=True):
        frequencies.setdefault(show_term(term, longest=_CLOUD_LONGEST), float(n))
    width, height = _size_in_points(ax)
    ax.set(xlim=(0, width), ylim=(height, 0))
    placed = _place_words(frequencies, (width, height - 2.2 * CAPTION_SIZE), int(seed))
    for rank, (word, size, x, y) in enumerate(placed):
        style_text(ax.text(x, y, word, va="baseline"), size, "accent" if rank < math.ceil(len(placed) / 10) else "ink" if rank < len(placed) / 2 else "muted")
    words = LABELS[lang]
    omitted = words["omitted"].format(len(rows) - len(placed)) if len(placed) < len(rows) else ""
    style_text(ax.text(2, height - 4, words["cloud"].format(len(placed)) + omitted, va="baseline"), CAPTION_SIZE, "muted")
    listed = list_terms((f"{word} {show_number(frequencies[word])}" for word, *_ in placed[:5]), lang)
    ax.set_label(words["alt_cloud"].format(len(placed), omitted, listed))
    return ax


def check_options(ax: object, lang: object, top: object = 1) -> None:
    """Raise OptionError for an unknown `lang`, a `top` below 1, or an `ax` that is no Axes."""
    check_choice("lang", lang, LANGUAGES)
    if isinstance(top, bool) or not isinstance(top, Integral) or top < 1:
        raise OptionError(f"top={top!r} is not a whole number of at least 1; allowed: 1 or more. Pass top=20.")
    if ax is not None and not hasattr(ax, "hlines"):
        raise OptionError(f"ax={ax!r} is not an Axes; allowed: matplotlib Axes, or None for a new figure. Pass what plt.subplots() gives.")


def _largest(table: pd.DataFrame, value: str, top: int) -> pd.DataFrame:
    """The `top` rows by a column of finite numbers; equal ones keep their order."""
    check_table(table, "term", value)
    check_numbers(table, value)
    if table["term"].duplicated().any():
        term = table["term"][table["term"].duplicated()].iloc[0]
        raise TableError(f"the table has several rows for {term!r}; allowed: one row for each term. Pass the rows of one group (a `doc_id`, a speaker).")
    return table[np.isfinite(table[value].to_numpy(dtype=float))].sort_values(value, ascending=False, kind="stable").head(top)


def check_numbers(table: pd.DataFrame, *names: str) -> None:
    """Raise TableError unless the columns hold numbers."""
    for name in names:
        if not pd.api.types.is_numeric_dtype(table[name]):
            raise TableError(f"column {name!r} is {table[name].dtype}, not numbers. Pass a table that a count_* or compare_* function returned.")


def _chosen_terms(values: pd.Series, terms: Sequence[str] | None) -> list[str]:
    if terms is None:
        # sort=False and a stable sort: equal counts stay in order of appearance.
        return values.dropna().value_counts(sort=False).sort_values(ascending=False, kind="stable").index.to_list()[:_DEFAULT_TERMS]
    chosen = [terms] if isinstance(terms, str) else list(terms)
    if isinstance(terms, str) or not all(isinstance(term, str) for term in chosen):
        raise OptionError(f"terms={terms!r} is no sequence of terms; allowed: a list of strings. Pass ['疫情', '防控'].")
    return list(dict.fromkeys(chosen))


def check_one_document(table: pd.DataFrame) -> None:
    """Raise TableError for rows of several documents."""
    if table["doc_id"].nunique() > 1:
        raise TableError(f"the table is about {table['doc_id'].nunique()} documents, whose offsets share no axis; allowed: one. Pass the rows of one `doc_id`.")


def whole_length(length: int | None, last: int) -> int:
    """The length of a text whose last row ends at `last`. OptionError for one below that."""
    if length is None:
        return last
    if isinstance(length, bool) or not isinstance(length, Integral) or length < last:
        raise OptionError(f"length={length!r} is not the length of this text, in which a row ends at {last}; allowed: {last} or more. Pass len(speech.text).")
    return int(length)


def _thinned(starts: np.ndarray, length: int) -> np.ndarray:
    """The first of those occurrences that fall on the same spot, where there are more than spots."""
    if len(starts) <= _SLOTS:
        return starts
    return starts[np.unique(starts * _SLOTS // (length + 1), return_index=True)[1]]


def round_steps(length: int) -> list[int]:
    """0 and at most six further positions in steps of 1, 2 or 5 times a power of ten, none beyond `length`."""
    step = next(step for power in range(20) for step in (10**power, 2 * 10**power, 5 * 10**power) if length // step <= 6)
    return list(range(0, length + 1, step))


def _both_sides(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """The `top` rows by g2, half from each side of no difference where both have enough, by falling log ratio."""
    rows = table[np.isfinite(table["log_ratio"].to_numpy(dtype=float))].sort_values("g2", ascending=False, kind="stable")
    first = (rows["log_ratio"] > 0).to_numpy()
    fewer = min(first.sum(), (~first).sum())
    half = top // 2 if fewer >= top // 2 else fewer
    share = top - half if first.sum() >= (~first).sum() else half
    chosen = pd.concat([rows[first].head(share), rows[~first].head(top - share)])
    return chosen.sort_values("log_ratio", ascending=False, kind="stable")


def _side_color(low: float, high: float) -> str:
    """Red where the whole interval is above 0, blue below; grey where it holds 0 or is unknown."""
    return "accent" if low > 0 else "accent2" if high < 0 else "muted"


def _counts_by_side(rows: pd.DataFrame) -> list[str] | None:
    """The counts, the text of the left side first; None where the table has none."""
    if not {"n_a", "n_b"} <= set(rows.columns):
        return None
    return [f"{show_number(left)} : {show_number(right)}" for left, right in zip(rows["n_b"], rows["n_a"], strict=True)]


def _draw_intervals(ax: "Axes", rows: pd.DataFrame, colors: Sequence[str]) -> float:
    """Dots and lines; what comes back is the log ratio at the right and, negative, at the left edge."""
    ratios = rows["log_ratio"].to_numpy(dtype=float)
    low, high = (np.nan_to_num(rows[name].to_numpy(dtype=float), nan=0.0) for name in ("low", "high"))
    farthest = max(np.abs(ratios).max(), 0.5)
    edge = 1.04 * min(max(np.abs(low).max(), np.abs(high).max(), farthest), 2 * farthest)
    known = (rows["low"].notna() & rows["high"].notna()).to_numpy()
    for row, (ratio, color) in enumerate(zip(ratios, colors, strict=True)):
        if known[row]:
            ax.hlines(row, max(low[row], -edge), min(high[row], edge), color=PALETTE[color], linewidth=1.6, zorder=2)
        ax.plot([ratio], [row], marker="o", markersize=6, markeredgewidth=0, color=PALETTE[color], zorder=3)
    ax.axvline(0, color=PALETTE["ink"], linewidth=0.8, zorder=1)
    ax.set_xlim(-edge, edge)
    return edge


def _ratio_steps(edge: float) -> list[int]:
    """Whole log ratios, 0 among them, at most four on each side."""
    step = max(1, math.ceil(edge / 4))
    reach = int(edge // step) * step
    return list(range(-reach, reach + 1, step))


def _size_in_points(ax: "Axes") -> tuple[float, float]:
    box = ax.get_window_extent()
    return box.width * 72 / ax.figure.dpi, box.height * 72 / ax.figure.dpi


def _cloud_area(frequencies: dict[str, float], largest: int) -> float:
    """About the area that the words take, by wordcloud's rule: halfway between the size before and one in proportion."""
    area, size, before = 0.0, largest, max(frequencies.values())
    for word, n in sorted(frequencies.items(), key=lambda item: -item[1]):
        size, before = round((0.5 * n / before + 0.5) * size), n
        area += (size * measure_width(word) / 2 + _CLOUD_GAP) * (0.9 * size + _CLOUD_GAP)
    return area


def _place_words(frequencies: dict[str, float], size: tuple[float, float], seed: int) -> list[tuple[str, int, float, float]]:
    """`(word, points, x, y)` of each word that finds room, y being its baseline from the top; largest first.

    wordcloud shrinks a word that does not fit, so that equal counts get unequal sizes, and at its least size drops it and
    all that follow. Here it may not shrink any: the whole cloud is tried in smaller sizes until all words fit.
    """
    from PIL import ImageFont
    from wordcloud import WordCloud

    width, height = (max(1, int(side)) for side in size)
    font, best = str(find_font()), []
    for largest in _CLOUD_SIZES:
        if _cloud_area(frequencies, largest) > _CLOUD_FILL * width * height and largest != _CLOUD_SIZES[-1]:
            continue
        options = {"prefer_horizontal": 1.0, "min_font_size": _CLOUD_LEAST, "max_font_size": largest, "font_step": largest, "max_words": len(frequencies)}
        cloud = WordCloud(font_path=font, width=width, height=height, margin=_CLOUD_GAP, random_state=seed, color_func=lambda *_, **__: "black", **options)
        layout = cloud.generate_from_frequencies(frequencies).layout_
        best = max(best, layout, key=len)
        if len(best) == len(frequencies):
            break
    placed = []
    for (word, _), points, (row, column), _, _ in best:
        # wordcloud gives the corner of the ink; matplotlib wants the baseline.
        left, above, _, _ = ImageFont.truetype(font, points).getbbox(word, anchor="ls")
        placed.append((word, points, float(column - left), float(row - above)))
    return placed

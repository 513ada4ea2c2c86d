"""Charts of how a text is built, along the text: its cadence, and where its devices crowd. The rules of `analysis.charts` hold here too."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_one_document, check_options, round_steps, whole_length
from analysis.errors import TableError, check_least
from analysis.rhetoric_charts import SLOTS, draw_boxes, thin_out
from analysis.tables import check_table
from analysis.theme import CAPTION_SIZE, NOTE_SIZE, PALETTE, begin_axes, caption_axes, label_rows, label_scale, list_terms, say_empty, show_number, style_text
from analysis.wording import VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_cadence", "plot_devices"]

_MOST_DEVICES = 40
# The two parts of the chart of cadence, in units of the height of the clauses' part: the floor of the strip for lists and its height.
_STRIP_FLOOR, _STRIP = -0.62, 0.34
# Where it ends above the clauses, without and with names of runs; it is as high as so many rows of another chart.
_TOP, _TOP_NAMED, _ROOM = 1.04, 1.2, 11
_WINDOW = 300
_NUMBERS = ("length", "run", "items")
# A bar is narrower than its clause by so much that neighbours of one length stay apart.
_BAR = 0.7
# Longer clauses are cut at this many times the length that all but one in fifty keep below.
_BEYOND = 1.25
# Names of runs are drawn no nearer than this part of the axis.
_APART, _MOST_NAMED = 0.07, 12
# So many in one window fill a row of the chart of devices, even if no window of the device has more.
_FULL = 4
# In rows: the highest hill, the height of a tick, and how far below the middle of its row both stand.
_RIDGE, _RUG, _FLOOR = 0.8, 0.3, 0.4
# Points of a hill, and over how many it is smoothed: a twentieth of the text.
_PLACES, _SMOOTH = 601, 31
_WORDS = {
    "zh": {
        "clauses": "分句字数",
        "runs": "；红：三个以上连续等长（字数×个数）",
        "no_runs": "；没有三个以上连续等长的",
        "lists": "顿号所列，每百字几项",
        "cut": "；{:,} 个分句超出，已截",
        "run": "{}字×{}",
        "cadence": "在文中的位置（第几字）；顿号一栏取前后 {:,} 字",
        "alt_cadence": "节奏图，全文 {:,} 字，分句 {:,} 个，长度中位数 {} 字；连续等长 {:,} 组：{}；顿号所列 {:,} 项{}。",
        "densest": "，最密处在第 {:,} 字，每百字 {} 项",
        "heading": "处 · 每千字",
        "groups": "{:,}（{:,} 组）",
        "devices": "在文中的位置（第几字）；起伏：疏密，各行自比",
        "more": "；另有 {} 行未画",
        "alt_devices": "辞格分布图，全文 {:,} 字中各有几处：{}{}。",
    },
    "en": {
        "clauses": "clause length in characters",
        "runs": "; red: three or more alike in a row (length×clauses)",
        "no_runs": "; no three alike in a row",
        "lists": "items listed with 、 per 100 characters",
        "cut": "; longer ones cut: {:,}",
        "run": "{}×{}",
        "cadence": "position in the text (character); lists within {:,} characters around",
        "alt_cadence": "Cadence along {:,} characters: {:,} clauses, median length {}; runs of equal length {:,}: {}; items listed with 、 {:,}{}.",
        "densest": ", densest at character {:,} with {} per 100 characters",
        "heading": "n · per 1,000",
        "groups": "{:,} (groups: {:,})",
        "devices": "position in the text (character); hills: how dense, each row by itself",
        "more": "; rows left out: {}",
        "alt_devices": "Devices along {:,} characters: {}{}.",
    },
}


def plot_cadence(table: pd.DataFrame, *, ax: "Axes | None" = None, length: int | None = None, window: int | None = None, lang: str = "zh") -> "Axes":
    """The cadence of one text: a bar for each clause, as high as it is long, and below how densely 、 joins lists.

    table: of one document, as `measure_cadence` returns it. A bar starts where its clause starts and is 0.7 of it wide; those of a run of
    equal length are red, and the longest runs are named (7字×4: four clauses of seven characters). The strip below is the members
    of 、-lists per 100 characters in the `window` characters around each place; None takes 300, or a thirtieth of a text of over 9,000.
    length: of the text; None takes the last `end`.
    The scale ends where all but the longest clauses do: higher bars are cut, and the heading says how many. In a text of over 1,500
    clauses the longest of those that would coincide is drawn, so a book looks longer-winded than it is; runs stay.
    Raises TableError for a wrong table or one of several documents, OptionError for a `length` below the last `end` or a `window`
    below 1.
    """
    check_options(ax, lang)
    if window is not None:
        check_least("window", window, 1)
    check_table(table, *_NUMBERS)
    check_numbers(table, *_NUMBERS)
    check_one_document(table)
    length = whole_length(length, int(table["end"].max()) if len(table) else 0)
    ax = begin_axes(ax, _ROOM, header=True)
    if table.empty or not length:
        return say_empty(ax, lang)
    clauses = table.sort_values("start", kind="stable").reset_index(drop=True)
    clauses = clauses.assign(**{name: np.nan_to_num(clauses[name].to_numpy(dtype=float), posinf=0).clip(0) for name in _NUMBERS})
    top = _TOP_NAMED if (clauses["run"] > 0).any() else _TOP
    ax.set(xlim=(-0.003 * length, 1.003 * length), ylim=(_STRIP_FLOOR - 0.03, top))
    highest = _find_top(clauses["length"].to_numpy())
    runs = _draw_clauses(ax, clauses, highest, length, lang)
    window = window or max(_WINDOW, length // 3000 * 100)
    places, density = _measure_lists(clauses, length, window)
    densest = _draw_lists(ax, places, density, lang)
    _label_heights(ax, highest, densest, length)
    words = _WORDS[lang]
    _label_places(ax, length, words["cadence"].format(window))
    listed = list_terms((words["run"].format(show_number(size), n) for n, size in zip(runs["n"][:5], runs["length"][:5], strict=True)), lang)
    facts = (length, len(clauses), show_number(clauses["length"].median()), len(runs), listed, int(clauses["items"].sum()))
    peak = words["densest"].format(round(places[density.argmax()]), show_number(round(density.max(), 1))) if density.any() else ""
    ax.set_label(words["alt_cadence"].format(*facts, peak))
    return ax


def plot_devices(tables: Mapping[str, pd.DataFrame], *, ax: "Axes | None" = None, length: int | None = None, lang: str = "zh") -> "Axes":
    """Which devices crowd where in one text: a row for each, a tick at each occurrence on a hill that is high where they are dense.

    tables: name → spans of one document, such as {"四字格": find_four_character_phrases(speech), "隐喻": find_metaphors(speech)}; the
    rows stand in this order, those without a span too; of more than 40 the fullest are drawn. A name that is a kind of ours (fanfu) is
    shown in the chart's language. At the right: the rows of the
    table (and the groups, where it has a column `group`: members of one figure count one each), and these per 1,000 characters.
    length: of the text, in characters; None takes the last `end`, which makes the rates too high.
    A hill is the number of spans that start in a twentieth of the text around each place, smoothed, as a share of the row's highest,
    or of 4 where that is less: compare the shapes of two rows and their numbers at the right, never their heights.
    Raises TableError for no mapping of tables, a wrong table or several documents, OptionError for a `length` below the last `end`.
    """
    check_options(ax, lang)
    if not isinstance(tables, Mapping):
        raise TableError(f'expected names with their tables, got {type(tables).__name__}; allowed: a mapping such as {{"四字格": phrases}}. Name the table.')
    for table in tables.values():
        check_table(table)
    if tables:
        check_one_document(pd.concat([table[["doc_id"]] for table in tables.values()]))
    length = whole_length(length, max([0, *(int(table["end"].max()) for table in tables.values() if len(table))]))
    ranked = sorted(tables, key=lambda name: -len(tables[name]))[:_MOST_DEVICES]
    shown = {name: table for name, table in tables.items() if name in ranked}
    ax = begin_axes(ax, len(shown), header=True)
    if not length or not any(len(table) for table in shown.values()):
        return say_empty(ax, lang)
    ax.set_xlim(-0.003 * length, 1.003 * length)
    for row, table in enumerate(shown.values()):
        starts = np.sort(table["start"].to_numpy())
        _draw_hill(ax, row, starts, length)
        drawn = starts[thin_out(starts, length)]
        ax.vlines(drawn, row + _FLOOR - _RUG, row + _FLOOR, color=PALETTE["accent"], linewidth=1.0, zorder=3)
    words = _WORDS[lang]
    counts = [_count(table, lang) for table in shown.values()]
    notes = [f"{count} · {_show_rate(1000 * len(table) / length)}" for count, table in zip(counts, shown.values(), strict=True)]
    names = label_rows(ax, [say(str(name), lang, VALUES) for name in shown], notes=notes, heading=words["heading"])
    more = words["more"].format(len(tables) - len(shown)) if len(shown) < len(tables) else ""
    _label_places(ax, length, words["devices"] + more)
    listed = list_terms((f"{name} {count}" for name, count in zip(names, counts, strict=True)), lang)
    ax.set_label(words["alt_devices"].format(length, listed, more))
    return ax


def _find_top(sizes: np.ndarray) -> float:
    """The highest length on the scale, a multiple of 10: one that few clauses pass, and those only by far."""
    usual = float(np.quantile(sizes, 0.98)) * _BEYOND
    return max(10.0, 10 * math.ceil(min(float(sizes.max()), usual) / 10))


def _draw_clauses(ax: "Axes", clauses: pd.DataFrame, highest: float, length: int, lang: str) -> pd.DataFrame:
    """Bars and headings; the runs come back as `_list_runs` gives them."""
    heights = (clauses["length"].to_numpy() / highest).clip(0, 1)
    start, end = clauses["start"].to_numpy(), clauses["end"].to_numpy()
    in_run = (clauses["run"] > 0).to_numpy()
    for chosen, color, edge in ((~in_run, "soft", 0.3), (in_run, "accent", 0.8)):
        own = np.flatnonzero(chosen)
        longest_first = own[np.argsort(-heights[own], kind="stable")]
        drawn = np.sort(longest_first[thin_out(start[longest_first], length)])
        if len(drawn):
            right = start[drawn] + _BAR * (end[drawn] - start[drawn])
            draw_boxes(ax, (start[drawn], right), (np.zeros(len(drawn)), heights[drawn]), color, edge=edge)
    runs = _list_runs(clauses)
    _name_runs(ax, runs, length, lang)
    words, beyond = _WORDS[lang], int((clauses["length"] > highest).sum())
    _head(ax, ax.get_ylim()[1], words["clauses"] + words["runs" if len(runs) else "no_runs"] + (words["cut"].format(beyond) if beyond else ""))
    return runs


def _list_runs(clauses: pd.DataFrame) -> pd.DataFrame:
    """`n` clauses, their `length` and `middle` for each run, those of most clauses first, then of the longest."""
    groups = clauses[clauses["run"] > 0].groupby("run")
    runs = groups.agg(n=("run", "size"), length=("length", "first"), first=("start", "min"), last=("end", "max"))
    runs = runs.assign(middle=(runs["first"] + runs["last"]) / 2)
    return runs.sort_values(["n", "length", "first"], ascending=[False, False, True], kind="stable")


def _name_runs(ax: "Axes", runs: pd.DataFrame, length: int, lang: str) -> None:
    """Names above the runs, most clauses first; one that would touch another is left out."""
    named: list[float] = []
    for n, size, middle in zip(runs["n"].to_list(), runs["length"].to_list(), runs["middle"].to_list(), strict=True):
        if len(named) == _MOST_NAMED:
            break
        place = min(max(middle, _APART / 2 * length), (1 - _APART / 2) * length)
        if all(abs(place - other) >= _APART * length for other in named):
            named.append(place)
            style_text(ax.text(place, 1.03, _WORDS[lang]["run"].format(show_number(size), n), ha="center", va="bottom"), CAPTION_SIZE, "accent")


def _measure_lists(clauses: pd.DataFrame, length: int, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Places along the text, and the items per 100 characters within `window` characters around each.

    The items of a clause are spread evenly over it, so that the line is calm.
    """
    edges = np.maximum.accumulate(clauses[["start", "end"]].to_numpy(dtype=float).ravel())
    sums = {name: np.repeat(np.concatenate([[0], clauses[name].cumsum().to_numpy()]), 2)[1:-1] for name in ("items", "length")}
    places = np.linspace(0, length, min(length, SLOTS) + 1)
    low, high = places - window / 2, places + window / 2
    items, characters = (np.interp(high, edges, sums[name]) - np.interp(low, edges, sums[name]) for name in ("items", "length"))
    # Where a window holds hardly any text (page furniture, the end), one list would make a peak.
    least = max(1.0, min(window, float(sums["length"][-1])) / 4)
    # Rounded, or noise would choose the densest place of a plateau and raise the scale above it.
    return places, np.round(100 * items / np.maximum(characters, least), 6)


def _draw_lists(ax: "Axes", places: np.ndarray, density: np.ndarray, lang: str) -> float:
    """The strip for lists; the density at its top comes back."""
    top = max(5.0, 5 * math.ceil(density.max() / 5))
    ax.plot(places, _STRIP_FLOOR + _STRIP * density / top, color=PALETTE["accent2"], linewidth=1.2, zorder=3)
    _head(ax, _STRIP_FLOOR + _STRIP + 0.04, _WORDS[lang]["lists"])
    return top


def _head(ax: "Axes", height: float, text: str) -> None:
    style_text(ax.text(0, height, text, transform=ax.get_yaxis_transform(), va="bottom"), NOTE_SIZE, "muted")


def _label_heights(ax: "Axes", highest: float, densest: float, length: int) -> None:
    """The scales of both parts at the left, with a thin line from each number."""
    step = next(step for power in range(1, 20) for step in (5 * 10 ** (power - 1), 10**power, 2 * 10**power) if highest / step < 5)
    heights = {number / highest: f"{number:,}" for number in range(0, int(highest) + 1, step)}
    heights |= {_STRIP_FLOOR: "0", _STRIP_FLOOR + _STRIP: show_number(densest)}
    ax.set_yticks(list(heights), labels=list(heights.values()))
    for tick in ax.yaxis.get_major_ticks():
        style_text(tick.label1, NOTE_SIZE, "muted")
    ax.hlines(list(heights), 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=0)


def _label_places(ax: "Axes", length: int, caption: str) -> None:
    ticks = round_steps(length)
    label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
    caption_axes(ax, caption)


def _draw_hill(ax: "Axes", row: int, starts: np.ndarray, length: int) -> None:
    """How many of the sorted `starts` lie near each place."""
    places = np.linspace(0, length, _PLACES)
    reach = length / 40
    near = np.searchsorted(starts, places + reach, side="right") - np.searchsorted(starts, places - reach, side="left")
    # A triangle for each start, or the hill would have steps.
    near = np.convolve(near, np.full(_SMOOTH, 1 / _SMOOTH), mode="same")
    heights = _RIDGE * near / max(_FULL, near.max())
    ax.fill_between(places, row + _FLOOR, row + _FLOOR - heights, color=PALETTE["soft"], linewidth=0, zorder=2)
    ax.hlines(row + _FLOOR, 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)


def _count(table: pd.DataFrame, lang: str) -> str:
    if table.empty or "group" not in table.columns:
        return show_number(len(table))
    return _WORDS[lang]["groups"].format(len(table), table["group"].nunique())


def _show_rate(rate: float) -> str:
    """One decimal also for whole numbers, so that rates stand alike; two digits below 1."""
    return f"{rate:,.1f}" if rate >= 1 else show_number(rate)

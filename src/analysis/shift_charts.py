"""Word shifts: which words make the difference between two texts, in tone or in use; numbers go in, Axes come out."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_options
from analysis.errors import OptionError
from analysis.tables import check_table
from analysis.theme import NOTE_SIZE, PALETTE, begin_axes, caption_axes, label_rows, label_scale, list_terms, say_empty, show_number, show_term, style_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_word_shift"]

# To the left is red and to the right blue, which stay apart for the colour-blind.
_COLORS = {-1: "accent", 0: "muted", 1: "accent2"}
# A word that both texts together have fewer times is drawn pale.
_FEW = 3
_MARKS = {"more": "↑", "fewer": "↓", "scope": "◇"}
# What is said where the shift is one of tone, and where it is one of use.
_TONE = {
    "zh": {
        "left": "← 使 {1} 偏贬",
        "right": "使 {1} 偏褒 →",
        "total": "{1} 比 {0}：{2:+.2f}（每处褒贬的平均权重）",
        "caption": "右栏：{0} : {1}；↑ {1} 用得多  ↓ 用得少  ◇ 语境不同；浅色：合计不到 {2} 次",
        "alt": "词移图，{0} 个词。{1}。使{3}偏褒：{4}；偏贬：{5}。",
    },
    "en": {
        "left": "← lowers {1}",
        "right": "raises {1} →",
        "total": "{1} against {0}: {2:+.2f} (mean weight of an appraisal)",
        "caption": "right: {0} : {1}; {1} uses it ↑ more  ↓ less  ◇ in other scopes; pale: under {2} in all",
        "alt": "Word shift (terms: {0}). {1}. Raises {3}: {4}; lowers it: {5}.",
    },
}
_USE = {
    "zh": {
        "left": "← {0} 多用",
        "right": "{1} 多用 →",
        "total": "两者用词的差别：{2:.2f} 比特（0 全同，1 全异）",
        "caption": "右栏次数：{0} : {1}；条长是这个词在差别中占多少；浅色：合计不到 {2} 次",
        "alt": "词移图，{0} 个词。{1}。{3}多用：{4}；{2}多用：{5}。",
    },
    "en": {
        "left": "← more in {0}",
        "right": "more in {1} →",
        "total": "Difference in words: {2:.2f} bits (0 the same, 1 nothing shared)",
        "caption": "right: counts {0} : {1}; bar: the word's part of the difference; pale: under {2} in all",
        "alt": "Word shift (terms: {0}). {1}. More in {3}: {4}; more in {2}: {5}.",
    },
}
_COUNTS = {"zh": "次数", "en": "counts"}


def plot_word_shift(shift: pd.DataFrame, *, ax: "Axes | None" = None, top: int = 20, labels: tuple[str, str] = ("甲", "乙"), lang: str = "zh") -> "Axes":
    """Which words make two texts differ, in tone or in use: a bar for each, the largest on top.

    shift: as `compare_sentiment` or `shift_terms` returns it; labels: the names of its first and second text. Of tone, a bar to the right
    (blue) raises the average weight of the second, one to the left (red) lowers it; at the right ↑ the second text uses the word more of all its
    appraisals, ↓ less, ◇ it mostly stands in other scopes (denied, demanded). Of use, a bar to the right is what the second text has more of. The
    total stands in the title, at the right how often each text has the word. Pale: fewer than 3 times in both together, which is chance as
    likely as not. Pass the whole table, or shares and total are those of the rows that you pass. Rows without a finite shift are left out.
    Raises TableError for a wrong table, OptionError for a `top` below 1, an unknown `lang` or labels that are not two strings.
    """
    check_options(ax, lang, top)
    of_tone = isinstance(shift, pd.DataFrame) and {"weight_a", "weight_b"} <= set(shift.columns)
    numbers = ("n_a", "n_b", *(("weight_a", "weight_b") if of_tone else ()), "shift")
    check_table(shift, "term", *numbers)
    check_numbers(shift, *numbers)
    if isinstance(labels, str) or len(labels) != 2 or not all(isinstance(label, str) for label in labels):
        raise OptionError(f"labels={labels!r} are not two names; allowed: two strings, for the first and the second text. Pass ('甲', '乙').")
    known = shift[np.isfinite(shift["shift"].to_numpy(dtype=float))]
    marks = pd.Series(_mark_uses(known) if of_tone else "", index=known.index, dtype="str")
    rows = known.loc[known["shift"].abs().sort_values(ascending=False, kind="stable").index].head(top)
    ax = begin_axes(ax, len(rows) + 2, header=True)
    if rows.empty:
        return say_empty(ax, lang)
    _draw_bars(ax, rows)
    counts = zip(marks[rows.index], rows["n_a"], rows["n_b"], strict=True)
    notes = [f"{mark} {show_number(n_a)} : {show_number(n_b)}".strip() for mark, n_a, n_b in counts]
    terms = label_rows(ax, rows["term"], notes=notes, heading=_COUNTS[lang])
    words = (_TONE if of_tone else _USE)[lang]
    _tell_shift(ax, (rows, terms), float(known["shift"].sum() if of_tone else known["shift"].abs().sum()), labels, (words, lang))
    return ax


def _draw_bars(ax: "Axes", rows: pd.DataFrame) -> None:
    few = (rows["n_a"] + rows["n_b"] < _FEW).to_list()
    for row, (value, pale) in enumerate(zip(rows["shift"].to_list(), few, strict=True)):
        color = "soft" if pale else _COLORS[int(np.sign(value))]
        ax.hlines(row, min(value, 0), max(value, 0), color=PALETTE[color], linewidth=7.5, capstyle="butt", zorder=2)
    _label_shift(ax, float(rows["shift"].abs().max()))


def _tell_shift(ax: "Axes", drawn: tuple[pd.DataFrame, list[str]], sum_of_shifts: float, labels: tuple[str, str], said: tuple[dict[str, str], str]) -> None:
    """Names of the sides, the total, the caption, and the sentence for those who do not see the chart."""
    (rows, terms), (words, lang) = drawn, said
    names = [show_term(label, longest=20) for label in labels]
    caption_axes(ax, words["caption"].format(*names, _FEW))
    for x, align, color in ((0, "left", "accent"), (1, "right", "accent2")):
        style_text(ax.text(x, 1.01, words[align].format(*names), transform=ax.transAxes, ha=align, va="bottom"), NOTE_SIZE, color)
    total = words["total"].format(*names, sum_of_shifts).replace("-", "−")
    style_text(ax.set_title(total, loc="left", pad=18), NOTE_SIZE, "ink")
    sides = [list_terms((term for term, value in zip(terms, rows["shift"], strict=True) if value * side > 0), lang) for side in (1, -1)]
    ax.set_label(words["alt"].format(len(rows), total, *names, *sides))


def _mark_uses(shift: pd.DataFrame) -> list[str]:
    """What moved each word most: how often it is used, or the scopes that it stands in. Both parts: see `compare_sentiment`."""
    n_a, n_b, weight_a, weight_b = (shift[name].to_numpy(dtype=float) for name in ("n_a", "n_b", "weight_a", "weight_b"))
    share_a, share_b = n_a / max(n_a.sum(), 1), n_b / max(n_b.sum(), 1)
    by_scope = np.nan_to_num((share_a + share_b) / 2 * (weight_b - weight_a))
    by_use = shift["shift"].to_numpy(dtype=float) - by_scope
    use = np.where(share_b > share_a, _MARKS["more"], _MARKS["fewer"])
    return np.where(np.abs(by_scope) > np.abs(by_use), _MARKS["scope"], use).tolist()


def _label_shift(ax: "Axes", largest: float) -> None:
    """A scale with 0 in the middle and one round number to either side."""
    edge = largest or 1.0
    step = 10.0 ** np.floor(np.log10(edge))
    step *= max(factor for factor in (1, 2, 5) if factor * step <= edge * (1 + 1e-9))
    ax.set_xlim(-1.06 * edge, 1.06 * edge)
    ax.axvline(0, color=PALETTE["ink"], linewidth=0.8, zorder=1)
    label_scale(ax, (-step, 0, step), [f"−{step:g}", "0", f"+{step:g}"])

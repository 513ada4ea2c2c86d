"""Charts of what changed between two texts. The rules of `analysis.charts` hold here too."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_options, round_steps
from analysis.comparison import CHANGES
from analysis.errors import TableError
from analysis.rhetoric_charts import draw_boxes
from analysis.tables import check_table
from analysis.theme import CAPTION_SIZE, NOTE_SIZE, PALETTE, TERM_SIZE, begin_axes, caption_axes, list_terms, say_empty, show_term, style_text
from analysis.wording import VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_changes"]

_COLORS = {"kept": "ink", "moved": "accent2", "edited": "accent", "dropped": "soft", "new": "muted"}
# As high as so many rows of another chart.
_ROOM = 20
# The old text stands at 0 and the new one at 1; the box of a sentence without a partner reaches so far outwards.
_BOX = 0.09
_WORDS = {
    "zh": {
        "old": "旧文{}\n{:,} 句",
        "new": "新文{}\n{:,} 句",
        "caption": "自上而下为第几句；线连接同一句的旧新两处，两侧色块为无对应句的",
        "legend": "{} {:,}",
        "alt": "变动图，旧文{} {:,} 句，新文{} {:,} 句：{}；改写的句子中移位 {:,} 句。",
    },
    "en": {
        "old": "old{}\nsentences: {:,}",
        "new": "new{}\nsentences: {:,}",
        "caption": "sentences from the top down; a line joins a sentence's two places, a box outside has no partner",
        "legend": "{} {:,}",
        "alt": "Changes from the old text{} ({:,} sentences) to the new one{} ({:,}): {}; edited sentences that also moved: {:,}.",
    },
}


class _Side(NamedTuple):
    name: str
    size: int
    # Where, among the sentences of its text from 0, each row's own sentence stands; -1 where it has none there.
    places: np.ndarray


def plot_changes(changes: pd.DataFrame, *, ax: "Axes | None" = None, lang: str = "zh") -> "Axes":
    """The sentences of two texts side by side, the old one at the left: a line joins the two places of one, coloured by what became of it.

    changes: as `align_reports` returns it, all rows. The scale is sentences, the first on top. Lines are kept, moved and edited
    sentences (an edited one that slopes against its neighbours has moved too); a box at the left is a dropped sentence, at the right a new
    one. The heading counts all five, also those without a sentence; texts are named where a dropped row tells the old one's `doc_id`.
    Boxes of neighbours touch: a block is a stretch of which nothing was taken over, or to which nothing led.
    Raises TableError for a table without these columns, with another value of `change`, or with several documents on one side.
    """
    check_options(ax, lang)
    check_table(changes, "change", "moved", "other_start", "other_end")
    check_numbers(changes, "other_start", "other_end")
    unknown = sorted(set(map(str, changes["change"])) - set(CHANGES))
    if unknown:
        raise TableError(f"column 'change' holds {unknown}; allowed: {list(CHANGES)}. Pass what align_reports returned.")
    ax = begin_axes(ax, _ROOM, header=True)
    if changes.empty:
        return say_empty(ax, lang)
    old, new = _find_sides(changes)
    change = changes["change"].to_numpy(dtype=object)
    for kind in CHANGES:
        rows = change == kind
        _draw(ax, kind, old.places[rows], new.places[rows])
    size = max(old.size, new.size)
    ax.set(xlim=(-_BOX - 0.01, 1 + _BOX + 0.01), ylim=(size - 0.5 + 0.01 * size, -0.5 - 0.01 * size))
    _label_sentences(ax, size)
    counts = [(say(kind, lang, VALUES), int((change == kind).sum())) for kind in CHANGES]
    _head(ax, (old, new), counts, lang)
    words = _WORDS[lang]
    caption_axes(ax, words["caption"])
    listed = list_terms((words["legend"].format(*each) for each in counts), lang)
    both = int((changes["moved"].to_numpy(dtype=bool) & (change == "edited")).sum())
    ax.set_label(words["alt"].format(old.name, old.size, new.name, new.size, listed, both))
    return ax


def _find_sides(changes: pd.DataFrame) -> tuple[_Side, _Side]:
    """The old text and the new one, as far as the rows tell."""
    change = changes["change"].to_numpy(dtype=object)
    dropped, joined = change == "dropped", np.isin(change, ("kept", "moved", "edited"))
    own, other = changes["start"].to_numpy(), changes["other_start"].to_numpy()
    sides = []
    for name, here, starts in (("old", dropped | joined, np.where(dropped, own, other)), ("new", ~dropped, own)):
        of_side = changes["doc_id"][dropped if name == "old" else ~dropped].unique()
        if len(of_side) > 1:
            raise TableError(f"the {name} text is {len(of_side)} documents, {list(map(str, of_side[:3]))}; allowed: one. Draw one alignment at a time.")
        known = np.unique(starts[here])
        places = np.where(here, np.searchsorted(known, starts), -1)
        sides.append(_Side(f" {show_term(of_side[0])}" if len(of_side) else "", len(known), places))
    return sides[0], sides[1]


def _draw(ax: "Axes", kind: str, old: np.ndarray, new: np.ndarray) -> None:
    """The lines or boxes of one kind of change."""
    from matplotlib.collections import LineCollection

    if not len(old):
        return
    if kind in ("dropped", "new"):
        places, left, right = (old, -_BOX, 0.0) if kind == "dropped" else (new, 1.0, 1 + _BOX)
        draw_boxes(ax, (np.full(len(places), left), np.full(len(places), right)), (places - 0.5, places + 0.5), _COLORS[kind], edge=0)
        return
    ends = np.column_stack([np.zeros(len(old)), old, np.ones(len(new)), new]).reshape(-1, 2, 2)
    width, order = (0.7, 2) if kind == "edited" else (1.1, 3)
    ax.add_collection(LineCollection(ends, colors=PALETTE[_COLORS[kind]], linewidth=width, zorder=order), autolim=False)


def _label_sentences(ax: "Axes", size: int) -> None:
    """Numbers of sentences at the left."""
    numbers = sorted({1, *round_steps(size)} - {0})
    ax.set_yticks([number - 1 for number in numbers], labels=[f"{number:,}" for number in numbers])
    for tick in ax.yaxis.get_major_ticks():
        style_text(tick.label1, NOTE_SIZE, "muted")


def _head(ax: "Axes", sides: tuple[_Side, _Side], counts: list[tuple[str, int]], lang: str) -> None:
    """Which text stands at which side, and above both what each colour means, with its number of sentences.

    A size stands below its name: on one line two long names would meet.
    """
    from matplotlib.lines import Line2D

    words = _WORDS[lang]
    for side, name, x, align in zip(sides, ("old", "new"), (0, 1), ("left", "right"), strict=True):
        label = ax.text(x, 1.01, words[name].format(side.name, side.size), transform=ax.transAxes, ha=align, va="bottom")
        style_text(label, TERM_SIZE, "ink")
    handles = [
        Line2D([], [], color=PALETTE[_COLORS[kind]], linewidth=2.5, label=words["legend"].format(*each)) for kind, each in zip(CHANGES, counts, strict=True)
    ]
    options = {
        "loc": "lower left",
        "bbox_to_anchor": (0, 1.09),
        "ncols": len(handles),
        "frameon": False,
        "borderaxespad": 0,
        "handlelength": 1.2,
        "columnspacing": 1.6,
    }
    legend = ax.legend(handles=handles, **options)
    for text in legend.get_texts():
        style_text(text, CAPTION_SIZE, "ink")

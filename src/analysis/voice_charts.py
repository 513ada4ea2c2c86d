"""A chart of voices along a text: who speaks where, and what each demands. The rules of `analysis.charts` hold here too."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_one_document, check_options, round_steps, whole_length
from analysis.rhetoric_charts import MOST_ROWS, SLOTS, draw_boxes, thin_out
from analysis.splitting import Span
from analysis.tables import check_table
from analysis.theme import PALETTE, begin_axes, caption_axes, label_rows, label_scale, say_empty
from analysis.wording import VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_voices"]

# Half the height, in rows, of what somebody says, of where they cite another, and of a mark.
_SAYING, _CITING, _MARK = 0.34, 0.07, 0.34
# The key of what nobody is reported to say.
_OUTSIDE = ""
_WORDS = {
    "zh": {
        "outside": "叙述",
        "modal": "情态词",
        "marks": "标记",
        "caption": "在文中的位置（第几字）；色带：说的话",
        "citing": "，细处是引别人",
        "ticks": "；红线：{}",
        "more": "；另有 {} 行未画",
        "heading": "字数",
        "row": "{} {} 字",
        "row_marks": "{}、{} {:,} 处",
        "alt": "引述图，全文 {:,} 字中各人说的话：{}{}。",
        "between": "；",
    },
    "en": {
        "outside": "narration",
        "modal": "modals",
        "marks": "marks",
        "caption": "position (character); band: speech",
        "citing": ", thin where citing",
        "ticks": "; red: {}",
        "more": "; rows left out: {}",
        "heading": "characters",
        "row": "{} {} characters",
        "row_marks": "{}, {}: {:,}",
        "alt": "Who speaks along {:,} characters: {}{}.",
        "between": "; ",
    },
}


def plot_voices(voices: pd.DataFrame, *, ax: "Axes | None" = None, length: int | None = None, marks: pd.DataFrame | None = None, lang: str = "zh") -> "Axes":
    """Who speaks where along one text: a row for each speaker, a band where each speaks, a tick at each of their `marks`.

    voices: of one document, as `find_reported_speech` returns them. marks: a table of the same document with a column `speaker`
    (`assign_speakers` adds it), such as directives or modals: what each demands. Rows stand in order of appearance; of more than 12
    those who say most are drawn. What no voice holds is a last row, 叙述 (narration), always drawn if marks stand there; it has the
    speaker's name where the marks give it one and only one. At the right stand the characters that each says, marks of punctuation
    included, and the number of marks.
    What one voice cites of another counts for the other; the band of the one who cites is thin there, so characters add up to no more
    than the text. length: of the text; None takes the last `end`, and narration then ends there. Marks follow their `speaker`, not their
    place. Only in a row of over 1,500 those that would coincide are drawn once.
    Raises TableError for a wrong table or tables of several documents, OptionError for a `length` below the last `end`.
    """
    check_options(ax, lang)
    check_table(voices, "speaker")
    marked = voices.iloc[:0] if marks is None else marks
    check_table(marked, "speaker")
    check_one_document(pd.concat([voices[["doc_id"]], marked[["doc_id"]]]))
    length = whole_length(length, max([0, *voices["end"].to_list(), *marked["end"].to_list()]))
    rows = _build_rows(_read_voices(voices), _place_marks(marked), length)
    shown = _say_most(rows)
    ax = begin_axes(ax, len(shown), header=True)
    if not shown or not length:
        return say_empty(ax, lang)
    ax.set_xlim(-0.003 * length, 1.003 * length)
    for at, row in enumerate(shown):
        ax.hlines(at, 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)
        _draw_band(ax, at, row.whole, length, height=_CITING)
        _draw_band(ax, at, row.own or [], length, height=_SAYING)
        starts = np.array(row.marks, dtype=np.int64)
        ax.vlines(starts[thin_out(starts, length)], at - _MARK, at + _MARK, color=PALETTE["accent"], linewidth=1.2, zorder=3)
    marks_name = None if marks is None else _name_marks(marks, lang)
    return _label(ax, shown, length, lang, marks_name=marks_name, omitted=len(rows) - len(shown))


@dataclass(frozen=True)
class _Row:
    """A speaker, or nobody (""): the stretches that are theirs (None: not known), these with all that they cite, and their marks."""

    speaker: str
    own: list[Span] | None
    whole: list[Span]
    marks: list[int]

    @property
    def outside(self) -> bool:
        return self.own is not None and not self.whole

    @property
    def characters(self) -> int:
        return sum(end - start for start, end in self.own or [])

    @property
    def cites(self) -> bool:
        # Both are without overlaps.
        return self.characters < sum(end - start for start, end in self.whole)


def _read_voices(voices: pd.DataFrame) -> list[tuple[int, int, str]]:
    """(start, end, speaker), outer voices first."""
    rows = zip(voices["start"].to_list(), voices["end"].to_list(), _read_speakers(voices), strict=True)
    return sorted((row for row in rows if row[0] < row[1]), key=lambda row: (row[0], -row[1]))


def _place_marks(marks: pd.DataFrame) -> dict[str, list[int]]:
    """Speaker → where their marks start."""
    places: dict[str, list[int]] = {}
    for start, speaker in zip(marks["start"].to_list(), _read_speakers(marks), strict=True):
        places.setdefault(speaker, []).append(start)
    return places


def _read_speakers(table: pd.DataFrame) -> list[str]:
    speakers = table["speaker"]
    return [_OUTSIDE if missing else str(speaker) for speaker, missing in zip(speakers.to_list(), speakers.isna().to_list(), strict=True)]


def _split_by_speaker(said: list[tuple[int, int, str]], length: int) -> dict[str, list[Span]]:
    """Speaker → the stretches that are theirs: each place of the text belongs to the innermost voice that holds it, or to nobody."""
    pieces: dict[str, list[Span]] = {}
    opened, at = [(length, _OUTSIDE)], 0
    for start, end, speaker in [*said, (length, length, _OUTSIDE)]:
        while opened and opened[-1][0] <= start:
            stop, name = opened.pop()
            pieces.setdefault(name, []).append((at, stop))
            at = stop
        if opened:
            pieces.setdefault(opened[-1][1], []).append((at, start))
            # A voice that crosses the end of another ends with it.
            opened.append((min(end, opened[-1][0]), speaker))
            at = start
    return {speaker: [span for span in spans if span[0] < span[1]] for speaker, spans in pieces.items()}


def _build_rows(said: list[tuple[int, int, str]], marks: dict[str, list[int]], length: int) -> list[_Row]:
    """Who speaks, in order of appearance; who only has marks; last what nobody is reported to say, if marks stand there."""
    own, whole = _split_by_speaker(said, length), {}
    for start, end, speaker in said:
        whole.setdefault(speaker, []).append((start, end))
    rows = [_Row(speaker, own.get(speaker, []), _join(spans), marks.get(speaker, [])) for speaker, spans in whole.items() if speaker != _OUTSIDE]
    silent = [speaker for speaker in marks if speaker not in whole and speaker != _OUTSIDE]
    # One name for all that no voice holds is the name of the speech's own speaker.
    outside = _OUTSIDE if _OUTSIDE in marks else silent.pop() if len(silent) == 1 else None
    rows += [_Row(speaker, None, [], marks[speaker]) for speaker in silent]
    return rows if outside is None else [*rows, _Row(outside, own.get(_OUTSIDE, []), [], marks[outside])]


def _say_most(rows: list[_Row]) -> list[_Row]:
    """The narration and the rows of those who say most, then have most marks, as many as a chart has room for, in their order."""
    ranked = sorted(range(len(rows)), key=lambda at: (not rows[at].outside, -rows[at].characters, -len(rows[at].marks)))
    return [rows[at] for at in sorted(ranked[:MOST_ROWS])]


def _join(spans: list[Span], gap: int = 0) -> list[Span]:
    """Spans, sorted by start, of which those that overlap or lie no more than `gap` apart are one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _draw_band(ax: "Axes", row: int, spans: list[Span], length: int, *, height: float) -> None:
    """Boxes around the middle of a row; those that would touch on paper are one box."""
    joined = _join(spans, length // SLOTS)
    if joined:
        left, right = np.array(joined).T
        middle = np.full(len(joined), float(row))
        draw_boxes(ax, (left, right), (middle + height, middle - height), "soft")


def _name_marks(marks: pd.DataFrame, lang: str) -> str:
    """What the marks are: 情态词 for modals, the act that all have (要求), else 标记."""
    acts = marks["act"].unique() if "act" in marks.columns else []
    if len(acts) == 1 and acts[0] in VALUES:
        return say(acts[0], lang, VALUES)
    return _WORDS[lang]["modal" if "modal" in marks.columns else "marks"]


def _label(ax: "Axes", rows: list[_Row], length: int, lang: str, *, marks_name: str | None, omitted: int) -> "Axes":
    words = _WORDS[lang]
    said = ["–" if row.own is None else f"{row.characters:,}" for row in rows]
    notes = said if marks_name is None else [f"{number} · {len(row.marks):,}" for number, row in zip(said, rows, strict=True)]
    names = [row.speaker or words["outside"] for row in rows]
    shown = label_rows(ax, names, notes=notes, heading=words["heading"] + ("" if marks_name is None else f" · {marks_name}"))
    ticks = round_steps(length)
    label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
    more = words["more"].format(omitted) if omitted else ""
    citing = words["citing"] if any(row.cites for row in rows) else ""
    caption_axes(ax, words["caption"] + citing + ("" if marks_name is None else words["ticks"].format(marks_name)) + more)
    told = [words["row"].format(name, number) for name, number in zip(shown, said, strict=True)]
    if marks_name is not None:
        told = [words["row_marks"].format(each, marks_name, len(row.marks)) for each, row in zip(told, rows, strict=True)]
    ax.set_label(words["alt"].format(length, words["between"].join(told), more))
    return ax

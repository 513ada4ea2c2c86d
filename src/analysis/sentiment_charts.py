"""Charts of tone: its arc along a text, what each witness makes of it, and which words moved it. The rules of `analysis.charts` hold here too."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.charts import check_numbers, check_one_document, check_options, round_steps, whole_length
from analysis.errors import check_least
from analysis.rhetoric_charts import draw_boxes, thin_out
from analysis.sentiment.evidence import WITNESSES, tones_of_witnesses
from analysis.sentiment.summary import LEAST_SENTENCES, LEAST_WITH_EVIDENCE, has_evidence
from analysis.tables import check_table
from analysis.theme import (
    NOTE_SIZE,
    PALETTE,
    begin_axes,
    caption_axes,
    label_rows,
    label_scale,
    list_terms,
    measure_width,
    say_empty,
    show_term,
    style_text,
)
from analysis.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_arc", "plot_witnesses"]

# Down is red and up is blue, which stay apart for the colour-blind; what is neither is grey.
_COLORS = {-1: "accent", 0: "muted", 1: "accent2"}
# In units of a score: floor and top of the strip for evidence and of the one for speakers, and where the chart ends with one strip and with two.
_EVIDENCE, _SPEAKERS, _TOP = (-1.36, -1.24), (-1.74, -1.52), 1.08
_BOTTOM = {False: -1.44, True: -1.82}
# As high as so many rows of another chart.
_ROOM = 11
# A bar is narrower than its sentence by so much that neighbours stay apart.
_BAR = 0.85
# A mean runs over this many sentences, in a long text over this part of them.
_WINDOW, _PART = 9, 12
# The width of a half-width letter of a note, as a part of the axis; numbers of paragraphs are no nearer than the other part.
_LETTER, _APART = 0.0115, 0.03
_WORDS = {
    "zh": {
        "head": "{:,} 句：褒 {:,}、贬 {:,}；{:,} 句有证据（{:.0%}）",
        "ends": ("贬 −1", "0", "褒 +1"),
        "evidence": "证据",
        "speakers": "讲话人",
        "characters": "在文中的位置（第几字）",
        "paragraphs": "段（竖线是段首）",
        "bars": "；条是一句，空心的没有证据",
        "mean": "；线是 {} 句的平均，阴影是两倍标准误",
        "no_mean": "；句子或证据太少，不画平均",
        "alt_arc": "语气曲线，全文 {:,} 字。{}。{}{}",
        "extreme": "{}的一句在第 {:,} 字（{:+.2f}）。",
        "lowest": "最贬",
        "highest": "最褒",
        "spoken": "讲话人：{}。",
        "final": "综合",
        "shares": "贬 · 中 · 褒 %",
        "witnesses": "各占多少句（%）；从左到右：贬（红）、中性、褒（蓝）；括号中是与综合不同的句数",
        "alt_witnesses": "证人对照图，{:,} 句，贬 · 中 · 褒各占百分之几：{}。",
    },
    "en": {
        "head": "sentences: {:,}; positive {:,}, negative {:,}; with evidence {:,} ({:.0%})",
        "ends": ("bad −1", "0", "good +1"),
        "evidence": "evidence",
        "speakers": "speaker",
        "characters": "position (character)",
        "paragraphs": "paragraph (line: its start)",
        "bars": "; bar: a sentence, hollow: no evidence",
        "mean": "; line: mean of {}, shade: ±2 SE",
        "no_mean": "; too little evidence for a mean",
        "alt_arc": "Arc of tone along {:,} characters; {}. {}{}",
        "extreme": "The {} sentence is at character {:,} ({:+.2f}). ",
        "lowest": "most negative",
        "highest": "most positive",
        "spoken": "Speakers: {}.",
        "final": "together",
        "shares": "− · 0 · + %",
        "witnesses": "share of sentences (%): negative (red), neutral, positive (blue); in brackets: unlike 'together'",
        "alt_witnesses": "Witnesses (sentences: {:,}), percent negative · neutral · positive: {}.",
    },
}


def plot_arc(
    scores: pd.DataFrame,
    *,
    ax: "Axes | None" = None,
    paragraphs: pd.DataFrame | None = None,
    length: int | None = None,
    window: int | None = None,
    lang: str = "zh",
) -> "Axes":
    """The arc of tone through one text: a bar for each sentence, up or down by its `score`, and a running mean.

    scores: of one document, as `score_sentiment` returns them; leave page furniture out. A bar starts where its sentence starts and is 0.85 of it
    wide, blue where the `tone` is positive, red where it is negative, grey where neither, and hollow where no appraisal of the
    sentence has any weight; the strip below is filled where one has.
    The line is the mean of the scores of `window` sentences around each (None: 9, in a text of over 108 a twelfth), the shade two standard
    errors to either side; both are left out where the window holds fewer than 8 sentences or fewer than 3 with evidence, as `measure_sentiment` does.
    paragraphs: `speech.paragraphs`, to mark their starts and number them instead of characters. length: of the text; None takes the last `end`.
    Where the table has a `speaker` (`assign_speakers`), a second strip names who speaks.
    Misleads as a story: neighbours share a window, so a hill of one sentence is wide; look at the bars. In a text of over 1,500 sentences the
    strongest of those that would coincide is drawn.
    Raises TableError for a wrong table or tables of several documents, OptionError for a `length` below the last `end` or a `window` below 8.
    """
    check_options(ax, lang)
    if window is not None:
        check_least("window", window, LEAST_SENTENCES)
    check_table(scores, "tone", "score", "positive", "negative")
    check_numbers(scores, "tone", "score", "positive", "negative")
    starts = scores.iloc[:0] if paragraphs is None else paragraphs
    check_table(starts)
    check_one_document(pd.concat([scores[["doc_id"]], starts[["doc_id"]]]))
    length = whole_length(length, int(scores["end"].max()) if len(scores) else 0)
    ax = begin_axes(ax, _ROOM, header=True)
    if scores.empty or not length:
        return say_empty(ax, lang)
    rows = scores.sort_values("start", kind="stable").reset_index(drop=True)
    rows = rows.assign(score=np.nan_to_num(rows["score"].to_numpy(dtype=float)).clip(-1, 1))
    spoken = _list_stretches(rows)
    ax.set(xlim=(-0.003 * length, 1.003 * length), ylim=(_BOTTOM[bool(spoken)], _TOP))
    _draw_sentences(ax, rows, length)
    window = window or max(_WINDOW, len(rows) // _PART)
    has_mean = _draw_mean(ax, rows, window)
    _draw_speakers(ax, spoken, length)
    words = _WORDS[lang]
    about = words["mean"].format(window) if has_mean else words["no_mean"]
    where = words["characters"] if paragraphs is None else words["paragraphs"]
    _label_arc(ax, length, None if paragraphs is None else starts["start"].to_numpy(), bool(spoken), lang)
    caption_axes(ax, where + words["bars"] + about)
    _tell_arc(ax, rows, length, [name for *_, name in spoken], lang)
    return ax


def _draw_sentences(ax: "Axes", rows: pd.DataFrame, length: int) -> None:
    """Bars, and below them the strip of evidence."""
    strongest = np.argsort(-np.abs(rows["score"].to_numpy()), kind="stable")
    drawn = rows.iloc[np.sort(strongest[thin_out(rows["start"].to_numpy()[strongest], length)])]
    for tone, color in _COLORS.items():
        for evident in (True, False):
            own = drawn[(drawn["tone"] == tone) & (has_evidence(drawn) == evident)]
            if len(own):
                draw_boxes(ax, _sides(own), (np.zeros(len(own)), own["score"].to_numpy()), color)
                if not evident:
                    ax.collections[-1].set_facecolor("none")
    ax.hlines(0, 0, length, color=PALETTE["ink"], linewidth=0.8, zorder=3)
    covered = drawn[has_evidence(drawn)]
    floor, top = (np.full(len(covered), height) for height in _EVIDENCE)
    ax.hlines(np.mean(_EVIDENCE), 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=1)
    if len(covered):
        draw_boxes(ax, _sides(covered), (floor, top), "muted", edge=0.2)


def _sides(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    return start, start + _BAR * (end - start)


def _draw_mean(ax: "Axes", rows: pd.DataFrame, window: int) -> bool:
    """The running mean with its shade; whether there is any."""
    mean, error = _run_mean(rows["score"].to_numpy(), has_evidence(rows).to_numpy(), window)
    if np.isnan(mean).all():
        return False
    places = ((rows["start"] + rows["end"]) / 2).to_numpy()
    shade = [np.clip(mean + side * 2 * error, -1, 1) for side in (-1, 1)]
    ax.fill_between(places, *shade, color=PALETTE["soft"], linewidth=0, zorder=1)
    ax.plot(places, mean, color=PALETTE["ink"], linewidth=1.6, zorder=4)
    return True


def _run_mean(score: np.ndarray, evident: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean of `window` sentences around each and its standard error, missing where they are too few for a claim."""
    at = np.arange(len(score))
    low, high = np.maximum(at - (window - 1) // 2, 0), np.minimum(at + window // 2 + 1, len(score))
    sums, squares, found = (np.concatenate([[0.0], np.cumsum(values)]) for values in (score, score**2, evident))
    n = high - low
    mean = (sums[high] - sums[low]) / n
    # Rounding may leave less than nothing of a variance of 0.
    variance = np.maximum((squares[high] - squares[low]) / n - mean**2, 0) * n / np.maximum(n - 1, 1)
    enough = (n >= LEAST_SENTENCES) & (found[high] - found[low] >= LEAST_WITH_EVIDENCE)
    return np.where(enough, mean, np.nan), np.where(enough, np.sqrt(variance / n), np.nan)


def _list_stretches(rows: pd.DataFrame) -> list[tuple[int, int, str]]:
    """(start, end, speaker) of the sentences that one speaker says running; nothing for those of nobody."""
    stretches: list[tuple[int, int, str]] = []
    if "speaker" not in rows.columns:
        return stretches
    before = ""
    for start, end, speaker in zip(rows["start"].to_list(), rows["end"].to_list(), rows["speaker"].fillna("").astype(str), strict=True):
        if speaker and speaker == before:
            stretches[-1] = (stretches[-1][0], end, speaker)
        elif speaker:
            stretches.append((start, end, speaker))
        before = speaker
    return stretches


def _draw_speakers(ax: "Axes", spoken: list[tuple[int, int, str]], length: int) -> None:
    """A line under each stretch with the name of who speaks, where there is room for it."""
    floor, top = _SPEAKERS
    free = 0.0
    for start, end, speaker in spoken:
        ax.hlines(top, start + 0.002 * length, end - 0.002 * length, color=PALETTE["ink"], linewidth=1.6, zorder=2)
        name = show_term(speaker, longest=20)
        middle, half = (start + end) / 2, measure_width(name) * _LETTER * length / 2
        middle = min(max(middle, half), length - half)
        # A name may be wider than its stretch, but never touch the name before it.
        if middle - half >= free and 3 * (end - start) >= half:
            style_text(ax.text(middle, floor, name, ha="center", va="center"), NOTE_SIZE, "ink")
            free = middle + half


def _label_arc(ax: "Axes", length: int, starts: np.ndarray | None, has_speakers: bool, lang: str) -> None:
    """The scale at the left, and along the bottom characters or the numbers of paragraphs."""
    words = _WORDS[lang]
    heights = dict(zip((-1, 0, 1), words["ends"], strict=True)) | {float(np.mean(_EVIDENCE)): words["evidence"]}
    if has_speakers:
        heights |= {float(np.mean(_SPEAKERS)): words["speakers"]}
    ax.set_yticks(list(heights), labels=list(heights.values()))
    for tick in ax.yaxis.get_major_ticks():
        style_text(tick.label1, NOTE_SIZE, "muted")
    ax.hlines((-1, -0.5, 0.5, 1), 0, length, color=PALETTE["grid"], linewidth=0.8, zorder=0)
    if starts is None:
        ticks = round_steps(length)
        label_scale(ax, ticks, [f"{tick:,}" for tick in ticks])
        return
    starts = np.sort(starts[starts < length])
    starts, numbers = starts[thin_out(starts, length)], np.arange(1, len(starts) + 1)[thin_out(starts, length)]
    labels, free = [], 0.0
    for start, number in zip(starts.tolist(), numbers.tolist(), strict=True):
        labels.append(str(number) if start >= free else "")
        free = start + _APART * length if labels[-1] else free
    label_scale(ax, starts.tolist(), labels)


def _tell_arc(ax: "Axes", rows: pd.DataFrame, length: int, speakers: list[str], lang: str) -> None:
    """The heading, and the sentence for those who do not see the chart."""
    words, n, found = _WORDS[lang], len(rows), int(has_evidence(rows).sum())
    head = words["head"].format(n, int((rows["tone"] > 0).sum()), int((rows["tone"] < 0).sum()), found, found / n)
    style_text(ax.text(0, 1.01, head, transform=ax.transAxes, va="bottom"), NOTE_SIZE, "muted")
    extremes = ""
    for name, tone, at in (("lowest", -1, rows["score"].idxmin()), ("highest", 1, rows["score"].idxmax())):
        if rows["tone"][at] == tone:
            extremes += words["extreme"].format(words[name], int(rows["start"][at]), rows["score"][at]).replace("-", "−")
    named = words["spoken"].format(list_terms(dict.fromkeys(map(show_term, speakers)), lang)) if speakers else ""
    ax.set_label(words["alt_arc"].format(length, head, extremes, named).strip())


def plot_witnesses(scores: pd.DataFrame, *, ax: "Axes | None" = None, lang: str = "zh") -> "Axes":
    """How many sentences each witness alone calls negative, neutral and positive, beside the tone of all together.

    scores: as `score_sentiment` returns them, of one text or many; leave page furniture out. Each row is all sentences: negative at the
    left (red), neutral in the middle (pale), positive at the right (blue), and at its right the shares; in brackets how many sentences the witness
    judges otherwise than all together. Equal shares do not mean equal sentences: for those read the column `dissent`.
    Raises TableError for a wrong table.
    """
    check_options(ax, lang)
    check_table(scores, "tone", "act", "positive", "negative", "snownlp")
    check_numbers(scores, "tone", "positive", "negative", "snownlp")
    words = _WORDS[lang]
    ax = begin_axes(ax, 1 + len(WITNESSES), header=True)
    if scores.empty:
        return say_empty(ax, lang)
    net = (scores["positive"] - scores["negative"]).to_list()
    judged = [tones_of_witnesses(*row) for row in zip(scores["act"].to_list(), net, scores["snownlp"].to_list(), strict=True)]
    final = scores["tone"].to_numpy()
    tones = {words["final"]: final} | {say(name, lang, WITNESSES): np.array([each[name] for each in judged]) for name in WITNESSES}
    notes = []
    for row, tone in enumerate(tones.values()):
        shares = [100 * float((tone == value).mean()) for value in _COLORS]
        edges = np.concatenate([[0.0], np.cumsum(shares)])
        for color, left, right in zip(_COLORS.values(), edges, edges[1:], strict=False):
            ax.hlines(row, left, right, color=PALETTE[color if color != "muted" else "soft"], linewidth=7.5, capstyle="butt", zorder=2)
        unlike = int((tone != final).sum())
        notes.append(" · ".join(f"{share:.0f}" for share in shares) + (f"（{unlike:,}）" if row and lang == "zh" else f" ({unlike:,})" if row else ""))
    names = label_rows(ax, tones, notes=notes, heading=words["shares"])
    ax.set_xlim(0, 100)
    label_scale(ax, (0, 50, 100), ("0", "50", "100"))
    caption_axes(ax, words["witnesses"])
    listed = list_terms((f"{name} {note}" for name, note in zip(names, notes, strict=True)), lang)
    ax.set_label(words["alt_witnesses"].format(len(scores), listed))
    return ax

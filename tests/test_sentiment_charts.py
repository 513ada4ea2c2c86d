"""Charts of tone: what is drawn up, down, hollow or pale, where a mean is kept back, and what stands beside it."""

import warnings

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from analysis.charts import PALETTE, alt_text
from analysis.errors import OptionError, TableError
from analysis.fonts import missing_glyphs
from analysis.sentiment_charts import plot_arc, plot_witnesses
from analysis.shift_charts import plot_word_shift
from analysis.tables import build_table
from chart_tables import notes_of, spans
from test_plot_slogans import HOSTILE, rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt

EVIDENCE = "成绩 +2.0"


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def tones(*rows, **columns):
    """Sentences of ten characters from (tone, score, evidence); act and SnowNLP's score are neutral unless given, evidence weighs 1."""
    at = [10 * row for row in range(len(rows))]
    own = {"doc_id": ["甲"] * len(rows), "start": at, "end": [start + 10 for start in at], "text": ["字"] * len(rows)}
    own |= {name: [row[i] for row in rows] for i, name in enumerate(("tone", "score", "evidence"))}
    own |= {"snownlp": [0.5] * len(rows), "snownlp_llr": [0.0] * len(rows), "act": ["frame"] * len(rows), "dissent": [""] * len(rows)}
    own |= {"positive": [float(bool(row[2])) for row in rows], "negative": [0.0] * len(rows)}
    return build_table("sentiment", own).assign(**columns)


def shifts(*rows):
    """A word shift from (term, n_a, n_b, weight_a, weight_b, shift)."""
    names = ("term", "n_a", "n_b", "weight_a", "weight_b", "shift")
    own = {"doc_id": ["甲"] * len(rows), "start": list(range(len(rows))), "end": [k + 1 for k in range(len(rows))], "text": ["字"] * len(rows)}
    return build_table("sentiment_shift", own | {"kind": ["praise"] * len(rows)} | {name: [row[i] for row in rows] for i, name in enumerate(names)})


def bars_of(ax):
    """(left, score, colour, filled) of each bar of an arc, from left to right."""
    found = []
    for each in ax.collections:
        if type(each) is not PolyCollection:
            continue
        filled = len(each.get_facecolor()) > 0 and each.get_facecolor()[0][3] > 0
        color = next(name for name, value in PALETTE.items() if value == to_hex(each.get_edgecolor()[0]))
        for path in each.get_paths():
            heights = path.vertices[:, 1]
            if 0 in heights:
                found.append((float(path.vertices[:, 0].min()), float(heights[np.abs(heights).argmax()]), color, filled))
    return sorted(found)


def covered_of(ax):
    """Where the boxes of the strip of evidence begin."""
    boxes = [path.vertices for each in ax.collections if type(each) is PolyCollection for path in each.get_paths()]
    return sorted(float(box[:, 0].min()) for box in boxes if box[:, 1].max() < -1)


def mean_of(ax):
    """The heights of the running mean, missing where it is not drawn; nothing without one."""
    return [line.get_ydata() for line in ax.lines if len(line.get_xdata()) > 2]


def lines_of(ax):
    """(row, left, right, colour) of each horizontal bar that has a length."""
    found = []
    for lines in ax.collections:
        for segment in lines.get_segments():
            if segment[0, 1] == segment[1, 1] and segment[0, 0] != segment[1, 0]:
                color = next(name for name, value in PALETTE.items() if value == to_hex(lines.get_color()[0]))
                found.append((int(segment[0, 1]), float(segment[0, 0]), float(segment[1, 0]), color))
    return found


def test_a_bar_goes_up_or_down_by_its_score():
    """Praise is a blue bar upward, blame a red one downward, what is neither a grey one; each begins where its sentence begins."""
    ax = plot_arc(tones((1, 0.8, EVIDENCE), (0, -0.2, EVIDENCE), (-1, -0.9, EVIDENCE)))
    assert bars_of(ax) == [(0, 0.8, "accent2", True), (10, -0.2, "muted", True), (20, -0.9, "accent", True)]


def test_a_sentence_without_evidence_is_hollow():
    """What no appraisal carries is an outline, and the strip of evidence has a gap there."""
    ax = plot_arc(tones((1, 0.8, ""), (1, 0.7, EVIDENCE), (0, 0.1, "")))
    assert [filled for *_, filled in bars_of(ax)] == [False, True, False]
    assert covered_of(ax) == [10]


def test_the_heading_has_sentences_tones_and_coverage():
    """Above the arc stand the number of sentences, of either tone and of those with evidence."""
    table = tones((1, 0.8, EVIDENCE), (-1, -0.8, EVIDENCE), (-1, -0.7, ""), (0, 0.0, ""))
    assert notes_of(plot_arc(table))[-1] == "4 句：褒 1、贬 2；2 句有证据（50%）"
    assert notes_of(plot_arc(table, lang="en"))[-1] == "sentences: 4; positive 1, negative 2; with evidence 2 (50%)"


def test_the_running_mean_is_that_of_the_sentences_around():
    """In the middle of nine sentences it is their mean, and two standard errors of them lie to either side."""
    values = [0.0, 0.3, 0.6, 0.0, 0.3, 0.6, 0.0, 0.3, 0.6]
    ax = plot_arc(tones(*((0, value, EVIDENCE) for value in values)))
    (mean,) = mean_of(ax)
    assert mean[4] == pytest.approx(0.3)
    (shade,) = [each.get_paths()[0].vertices for each in ax.collections if type(each).__name__ == "FillBetweenPolyCollection"]
    at_middle = shade[np.isclose(shade[:, 0], 45), 1]
    # The standard deviation of the nine is 0.2598, a third of it their standard error.
    assert (at_middle.min(), at_middle.max()) == pytest.approx((0.3 - 0.1732, 0.3 + 0.1732), abs=1e-3)
    assert "线是 9 句的平均" in ax.get_xlabel()


def test_a_window_of_too_few_sentences_has_no_mean():
    """At the ends, where a window of nine holds fewer than eight sentences, no mean is drawn, and none at all in a text of seven."""
    (mean,) = mean_of(plot_arc(tones(*[(0, 0.5, EVIDENCE)] * 12)))
    assert np.isnan(mean).tolist() == [True] * 3 + [False] * 6 + [True] * 3
    ax = plot_arc(tones(*[(0, 0.5, EVIDENCE)] * 7))
    assert mean_of(ax) == []
    assert "不画平均" in ax.get_xlabel()


def test_a_window_of_too_little_evidence_has_no_mean():
    """Where fewer than three sentences of a window have evidence the mean is kept back, however many sentences there are."""
    rows = [(0, 0.5, EVIDENCE if row in (0, 1, 2) else "") for row in range(30)]
    (mean,) = mean_of(plot_arc(tones(*rows)))
    assert np.flatnonzero(~np.isnan(mean)).tolist() == [3, 4]
    assert mean_of(plot_arc(tones(*[(0, 0.5, "")] * 30))) == []


def test_a_longer_text_has_a_wider_window():
    """A window is a twelfth of the sentences, or what the reader asks for."""
    table = tones(*[(0, 0.5, EVIDENCE)] * 240)
    assert "线是 20 句的平均" in plot_arc(table).get_xlabel()
    assert "线是 8 句的平均" in plot_arc(table, window=8).get_xlabel()


def test_paragraphs_are_numbered_where_they_begin():
    """With paragraphs the ticks are their starts; numbers that would touch are left out."""
    table = tones(*[(0, 0.5, EVIDENCE)] * 10)
    ax = plot_arc(table, paragraphs=spans((0, 1), (1, 50), (50, 100)), length=100)
    assert ax.get_xticks().tolist() == [0, 1, 50]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "", "3"]
    assert ax.get_xlabel().startswith("段")
    assert plot_arc(table).get_xticks().tolist() == [0, 20, 40, 60, 80, 100]


def test_speakers_are_named_below_their_sentences():
    """With a column of speakers each stretch of one speaker has a name in the middle; nobody's sentences have none."""
    named = ["", *["丁中平"] * 10, "", *["张兴益"] * 8]
    ax = plot_arc(tones(*[(0, 0.5, EVIDENCE)] * 20, speaker=named))
    names = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text() in named}
    assert names == {"丁中平": 60, "张兴益": 160}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["贬 −1", "0", "褒 +1", "证据", "讲话人"]
    assert "讲话人：丁中平、张兴益。" in alt_text(ax)
    silent = plot_arc(tones(*[(0, 0.5, EVIDENCE)] * 20, speaker=""))
    assert [label.get_text() for label in silent.get_yticklabels()] == ["贬 −1", "0", "褒 +1", "证据"]


def test_alt_text_of_an_arc_names_the_extremes():
    """A sentence for a screen reader has the counts and the most negative and most positive sentence, if they have that tone."""
    table = tones((1, 0.8, EVIDENCE), (-1, -0.9, EVIDENCE), (0, 0.0, ""))
    told = alt_text(plot_arc(table))
    assert told == "语气曲线，全文 30 字。3 句：褒 1、贬 1；2 句有证据（67%）。最贬的一句在第 10 字（−0.90）。最褒的一句在第 0 字（+0.80）。"
    assert alt_text(plot_arc(tones((0, 0.1, "")), lang="en")) == "Arc of tone along 10 characters; sentences: 1; positive 0, negative 0; with evidence 0 (0%)."


def test_of_a_book_the_strongest_sentences_are_drawn():
    """Of more than 1,500 sentences those that would coincide are drawn once, and the strongest stays."""
    rows = [(0, 0.1, EVIDENCE)] * 4000
    rows[2001] = (-1, -0.9, EVIDENCE)
    bars = bars_of(plot_arc(tones(*rows)))
    assert len(bars) <= 1500
    assert (20010, -0.9, "accent", True) in bars


def test_empty_tables_say_so():
    """A table without rows is an Axes with the words 无数据 or no data."""
    for plot, table in ((plot_arc, tones()), (plot_witnesses, tones()), (plot_word_shift, shifts())):
        assert (alt_text(plot(table)), alt_text(plot(table, lang="en"))) == ("无数据", "no data")


def test_wrong_calls_are_refused():
    """A table of something else, of two documents, a window below 8, a length below the text, or labels that are no pair."""
    table = tones((0, 0.5, EVIDENCE), (0, 0.5, EVIDENCE))
    for plot in (plot_arc, plot_witnesses, plot_word_shift):
        with pytest.raises(TableError, match="lacks the columns"):
            plot(spans((0, 3)))
        with pytest.raises(OptionError, match="lang='fr'"):
            plot(table, lang="fr")
    with pytest.raises(TableError, match="2 documents"):
        plot_arc(table.assign(doc_id=["甲", "乙"]))
    with pytest.raises(OptionError, match="window=7"):
        plot_arc(table, window=7)
    with pytest.raises(OptionError, match="length=19"):
        plot_arc(table, length=19)
    for labels in ("甲乙", ("甲",), ("甲", 2)):
        with pytest.raises(OptionError, match="labels="):
            plot_word_shift(shifts(("成绩", 1, 1, 1.0, 1.0, 0.1)), labels=labels)
    with pytest.raises(OptionError, match="top=0"):
        plot_word_shift(shifts(), top=0)


def test_scores_that_are_no_numbers_are_drawn_as_nothing():
    """A missing score has a bar without height, and one outside −1 to 1 ends there."""
    assert [height for _, height, *_ in bars_of(plot_arc(tones((0, float("nan"), ""), (1, 7.0, ""))))] == [0, 1]


def test_the_largest_shift_stands_on_top():
    """Bars go right where a word makes the second text more positive, left where less, sorted by size and cut to the top ones."""
    table = shifts(("稳定", 3, 3, 1.0, 1.0, 0.1), ("困难", 9, 2, -2.0, -2.0, 0.5), ("成绩", 5, 1, 2.0, 2.0, -0.3))
    ax = plot_word_shift(table, top=2)
    assert rows_of(ax) == ["困难", "成绩"]
    assert lines_of(ax)[:2] == [(0, 0.0, 0.5, "accent2"), (1, -0.3, 0.0, "accent")]
    assert ax.get_xlim()[0] == -ax.get_xlim()[1]


def test_the_title_has_the_total_of_all_words():
    """The total is that of the whole table, also of words that are not drawn, with the names of both texts."""
    table = shifts(("困难", 9, 2, -2.0, -2.0, 0.5), ("成绩", 5, 1, 2.0, 2.0, -0.75))
    ax = plot_word_shift(table, top=1, labels=("去年", "今年"))
    assert ax.get_title(loc="left") == "今年 比 去年：−0.25（每处褒贬的平均权重）"
    assert "← 使 今年 偏贬" in notes_of(ax)
    assert "使 今年 偏褒 →" in notes_of(ax)


def test_a_mark_says_what_moved_a_word():
    """↑ the second text uses it more, ↓ less, ◇ as often but in other scopes; the counts stand beside, first text first."""
    rows = [("成绩", 1, 4, 2.0, 2.0, 0.4), ("困难", 4, 1, -2.0, -2.0, 0.3), ("风险", 5, 5, -2.0, 0.0, 1.0)]
    assert notes_of(plot_word_shift(shifts(*rows)))[:3] == ["◇ 5 : 5", "↑ 1 : 4", "↓ 4 : 1"]


def test_a_word_of_few_uses_is_pale():
    """Fewer than three uses in both texts together are drawn pale, and a word that only one text has needs no weight of the other."""
    rows = [("成绩", 0, 2, float("nan"), 2.0, 0.4), ("困难", 3, 0, -2.0, float("nan"), 0.3)]
    ax = plot_word_shift(shifts(*rows))
    assert [color for *_, color in lines_of(ax)[:2]] == ["soft", "accent2"]
    assert notes_of(ax)[:2] == ["↑ 0 : 2", "↓ 3 : 0"]


def test_words_that_moved_nothing_can_be_drawn():
    """A table of shifts of 0 has bars without length and a scale; rows without a finite shift are left out."""
    ax = plot_word_shift(shifts(("成绩", 2, 2, 1.0, 1.0, 0.0), ("困难", 2, 2, 1.0, 1.0, float("nan"))))
    assert rows_of(ax) == ["成绩"]
    assert lines_of(ax) == []
    assert [label.get_text() for label in ax.get_xticklabels()] == ["−1", "0", "+1"]


def test_alt_text_of_a_shift_lists_both_sides():
    """A sentence for a screen reader has the total and which words move it up and down."""
    table = shifts(("困难", 9, 2, -2.0, -2.0, 0.5), ("成绩", 5, 1, 2.0, 2.0, -0.25))
    assert alt_text(plot_word_shift(table)) == "词移图，2 个词。乙 比 甲：+0.25（每处褒贬的平均权重）。使乙偏褒：困难；偏贬：成绩。"
    assert alt_text(plot_word_shift(table, labels=("A", "B"), lang="en")) == (
        "Word shift (terms: 2). B against A: +0.25 (mean weight of an appraisal). Raises B: 困难; lowers it: 成绩."
    )


def test_each_witness_has_its_shares():
    """A row for the verdict and for each witness: shares of negative, neutral, positive, and how many sentences it judges otherwise."""
    table = tones(*[(0, 0.0, "")] * 2, (1, 0.9, EVIDENCE), (-1, -0.9, EVIDENCE))
    table = table.assign(act=["directive", "report", "achievement", "frame"], positive=[0.0, 0.0, 2.0, 0.0], snownlp=[0.99, 0.01, 0.99, 0.5])
    ax = plot_witnesses(table.assign(negative=[0.0, 0.0, 0.0, 2.0]))
    assert rows_of(ax) == ["综合", "言语行为", "词典", "SnowNLP"]
    assert notes_of(ax) == ["25 · 50 · 25", "0 · 75 · 25（1）", "25 · 50 · 25（0）", "25 · 25 · 50（3）", "贬 · 中 · 褒 %"]
    assert [line for line in lines_of(ax) if line[0] == 3][:3] == [(3, 0, 25, "accent"), (3, 25, 50, "soft"), (3, 50, 100, "accent2")]
    assert alt_text(ax) == (
        "证人对照图，4 句，贬 · 中 · 褒各占百分之几：综合 25 · 50 · 25、言语行为 0 · 75 · 25（1）、词典 25 · 50 · 25（0）、SnowNLP 25 · 25 · 50（3）。"
    )


def test_hostile_names_are_drawn_as_text():
    """Speakers, terms and labels with markup, controls or emoji are drawn without a warning, every glyph in the font."""
    count = len(HOSTILE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = [
            plot_arc(tones(*[(0, 0.5, EVIDENCE)] * 20 * count, speaker=np.repeat(HOSTILE, 20))),
            plot_word_shift(shifts(*((term, 2, 2, 1.0, 1.0, 0.1) for term in HOSTILE)), labels=(HOSTILE[0], HOSTILE[-1])),
        ]
        for ax in axes:
            ax.figure.canvas.draw()
    for ax in axes:
        shown = "".join(text.get_text() for text in ax.texts) + "".join(rows_of(axes[1])) + ax.get_xlabel()
        assert missing_glyphs(shown) == set()


def test_charts_draw_into_given_axes_and_leave_tables_alone():
    """`ax` is drawn into and comes back; the table is as it was."""
    table = tones((1, 0.8, EVIDENCE), (-1, -0.9, EVIDENCE))
    shift = shifts(("困难", 9, 2, -2.0, -2.0, 0.5))
    for plot, own in ((plot_arc, table), (plot_witnesses, table), (plot_word_shift, shift)):
        before = own.copy()
        ax = plt.figure().add_subplot()
        assert plot(own, ax=ax) is ax
        assert own.equals(before)

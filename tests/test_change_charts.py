"""The chart of what changed: what is drawn where, and what stands beside it."""

import re

import matplotlib
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from analysis import OptionError, TableError, align_reports, parse_speech
from analysis.change_charts import plot_changes
from analysis.charts import PALETTE, alt_text
from analysis.fonts import font_family
from chart_tables import boxes_of, notes_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def changes(*rows):
    """A table of changes from (change, number in its own text, number of the partner or None), ten characters a sentence."""
    own = {
        "doc_id": ["乙年" if change != "dropped" else "甲年" for change, *_ in rows],
        "start": [10 * at for _, at, _ in rows],
        "end": [10 * at + 9 for _, at, _ in rows],
        "text": ["句"] * len(rows),
        "change": [change for change, *_ in rows],
        "moved": [change == "moved" for change, *_ in rows],
        "other_start": [10 * (partner or 0) for *_, partner in rows],
        "other_end": [10 * (partner or 0) + 9 * (partner is not None) for *_, partner in rows],
    }
    return pd.DataFrame(own).astype({"doc_id": "str", "text": "str", "change": "str", "moved": "bool"})


TABLE = changes(
    ("kept", 0, 0), ("dropped", 1, None), ("moved", 1, 5), ("edited", 2, 2), ("new", 3, None), ("new", 4, None), ("kept", 5, 4), ("dropped", 3, None)
)


def lines_of(ax, color):
    """(sentence of the old text, sentence of the new one) of each line in this colour; all lines reach from side to side."""
    chosen = [each for each in ax.collections if type(each) is LineCollection and to_hex(each.get_color()[0]) == PALETTE[color]]
    ends = [[tuple(map(float, end)) for end in line] for each in chosen for line in each.get_segments()]
    assert all((left[0], right[0]) == (0, 1) for left, right in ends)
    return [(int(left[1]), int(right[1])) for left, right in ends]


def test_each_pair_is_a_line_and_each_other_sentence_a_box():
    """Lines join the places of partners in the colour of their change; dropped sentences stand at the left, new ones at the right."""
    ax = plot_changes(TABLE)
    assert lines_of(ax, "ink") == [(0, 0), (4, 5)]
    assert lines_of(ax, "accent2") == [(5, 1)]
    assert lines_of(ax, "accent") == [(2, 2)]
    assert [(right, (top + bottom) / 2) for _, right, top, bottom in boxes_of(ax, "soft")] == [(0, 1), (0, 3)]
    assert [(left, (top + bottom) / 2) for left, _, top, bottom in boxes_of(ax, "muted")] == [(1, 3), (1, 4)]
    assert {top - bottom for *_, top, bottom in boxes_of(ax, "soft") + boxes_of(ax, "muted")} == {1}


def test_the_first_sentence_is_on_top():
    """The scale runs downward, holds every sentence of the longer text and numbers them from 1."""
    ax = plot_changes(TABLE)
    bottom, top = ax.get_ylim()
    assert bottom > 5
    assert top < 0
    assert [(place, label.get_text()) for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)] == [(i, str(i + 1)) for i in range(6)]


def test_the_heading_counts_every_change():
    """The legend has all five changes with their sentences, in both languages, and the texts are named with their size."""
    for lang, legend, names in (
        ("zh", ["保留 2", "移位 1", "改写 1", "删去 2", "新增 2"], ["旧文 甲年\n6 句", "新文 乙年\n6 句"]),
        ("en", ["kept 2", "moved 1", "edited 1", "dropped 2", "new 2"], ["old 甲年\nsentences: 6", "new 乙年\nsentences: 6"]),
    ):
        ax = plot_changes(TABLE, lang=lang)
        assert [text.get_text() for text in ax.get_legend().get_texts()] == legend
        assert notes_of(ax) == names


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_names_stay_apart(lang):
    """Two names as long as any is shown do not meet, and the legend stands above them, inside the figure."""
    ax = plot_changes(TABLE.assign(doc_id=["乙" * 40 if each == "乙年" else "甲" * 40 for each in TABLE["doc_id"]]), lang=lang)
    ax.figure.canvas.draw()
    old, new = (text.get_window_extent() for text in ax.texts)
    legend = ax.get_legend().get_window_extent()
    assert old.x1 < new.x0
    assert max(old.y1, new.y1) < legend.y0
    assert legend.y1 <= ax.figure.bbox.y1


def test_alt_text_tells_the_numbers():
    """A sentence for a screen reader has both texts and all counts."""
    assert alt_text(plot_changes(TABLE)) == "变动图，旧文 甲年 6 句，新文 乙年 6 句：保留 2、移位 1、改写 1、删去 2、新增 2；改写的句子中移位 0 句。"
    assert alt_text(plot_changes(TABLE, lang="en")) == (
        "Changes from the old text 甲年 (6 sentences) to the new one 乙年 (6): kept 2, moved 1, edited 1, dropped 2, new 2; "
        "edited sentences that also moved: 0."
    )


def test_the_old_text_has_no_name_where_nothing_was_dropped():
    """Only a dropped row tells the name of the old text; without one it is just the old text."""
    assert notes_of(plot_changes(changes(("kept", 0, 0), ("new", 1, None)))) == ["旧文\n1 句", "新文 乙年\n2 句"]
    assert notes_of(plot_changes(changes(("dropped", 0, None)))) == ["旧文 甲年\n1 句", "新文\n0 句"]


def test_what_align_reports_returns_can_be_drawn():
    """Each row of an alignment is a line or a box at its number among the sentences of its text."""
    old, new = parse_speech("修好水渠。天很冷。办好学校。", doc_id="甲年"), parse_speech("办好学校。修好水渠。建起医院。", doc_id="乙年")
    ax = plot_changes(align_reports(old, new))
    assert lines_of(ax, "ink") == [(0, 1)]
    assert lines_of(ax, "accent2") == [(2, 0)]
    assert [(top + bottom) / 2 for *_, top, bottom in boxes_of(ax, "soft")] == [1]
    assert [(top + bottom) / 2 for *_, top, bottom in boxes_of(ax, "muted")] == [2]


def test_an_empty_table_says_so():
    """No sentence gives 无数据 / no data, in Axes that were passed too."""
    _, ax = plt.subplots()
    assert plot_changes(TABLE.iloc[:0], ax=ax) is ax
    assert notes_of(ax) == ["无数据"]
    assert notes_of(plot_changes(TABLE.iloc[:0], lang="en")) == ["no data"]


def test_all_words_are_drawn_in_the_font_and_never_as_formulas():
    """Numbers, names and the legend are in our font and read no markup."""
    ax = plot_changes(TABLE.assign(doc_id="$甲_年$"))
    texts = [*ax.texts, *ax.get_legend().get_texts(), *ax.get_yticklabels(), ax.xaxis.label]
    assert {text.get_fontproperties().get_name() for text in texts} == {font_family()}
    assert not any(text.get_parse_math() for text in texts)
    ax.figure.canvas.draw()


def test_the_table_stays_as_it_was():
    """Drawing changes nothing of the caller's table."""
    before = TABLE.copy()
    plot_changes(TABLE)
    pd.testing.assert_frame_equal(TABLE, before)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (TABLE.drop(columns="change"), "the table lacks the columns ['change']"),
        (
            TABLE.assign(change="changed"),
            "column 'change' holds ['changed']; allowed: ['kept', 'moved', 'edited', 'dropped', 'new']. Pass what align_reports returned.",
        ),
        (TABLE.assign(other_start="0"), "column 'other_start' is str, not numbers."),
        (TABLE.assign(doc_id=[f"{i}" for i in range(8)]), "the old text is 2 documents, ['1', '7']; allowed: one. Draw one alignment at a time."),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused(table, message):
    """The message says what was wrong and what to pass."""
    with pytest.raises(TableError, match=re.escape(message)):
        plot_changes(table)


@pytest.mark.parametrize(("options", "message"), [({"lang": "fr"}, "lang='fr'"), ({"ax": 3}, "ax=3 is not an Axes")])
def test_options_out_of_range_are_refused(options, message):
    """An unknown language and Axes that are none are named."""
    with pytest.raises(OptionError, match=message):
        plot_changes(TABLE, **options)

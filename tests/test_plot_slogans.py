"""Slogans along a text: where the bars stand, how high they are, what the rows are called, and that any text can be drawn."""

import re
import warnings
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import find_slogans, label_within, parse_speech
from analysis.charts import PALETTE, alt_text, chart_svg
from analysis.errors import OptionError, TableError
from analysis.fonts import find_font, missing_glyphs
from analysis.rhetoric_charts import plot_slogans
from analysis.slogans import KINDS
from analysis.tables import build_table
from analysis.wording import VALUES

matplotlib.use("Agg")
from matplotlib import pyplot as plt

HOSTILE = ["$x_1^2$", "\\frac{疫", "复工\n复产", "\x00\x1b[31m红", "😀笑", "\u202e反", "<b>&\"'", " ", "长" * 300]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def slogans(*rows, **columns):
    """A table of slogans from (start, end, kind, score), with further columns."""
    starts, ends, kinds, scores = ([row[i] for row in rows] for i in range(4))
    own = {"doc_id": ["甲"] * len(rows), "start": starts, "end": ends, "text": ["字"] * len(rows)}
    return build_table("slogans", own | {"kind": kinds, "score": scores, "reasons": [""] * len(rows)}).assign(**columns)


def rows_of(ax):
    """The names of the rows from the top down."""
    bottom, top = ax.get_ylim()
    assert bottom > top, "row 0 stands on top"
    return [label.get_text() for label in ax.get_yticklabels()]


def bars_of(ax):
    """For each row its bars as (left, right, height), all of which stand on the line of their row."""
    found = []
    for line, bars in zip(ax.collections[0::2], ax.collections[1::2], strict=True):
        ((_, floor), _) = line.get_segments()[0]
        corners = [path.vertices for path in bars.get_paths()]
        assert all(np.isclose(each[:, 1].max(), floor) for each in corners)
        found.append([(each[:, 0].min(), each[:, 0].max(), float(np.ptp(each[:, 1]))) for each in corners])
    return found


def check_texts(ax):
    """Everything is drawn without a warning, in our font, with all glyphs, as plain text of at least 8 points."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.canvas.draw()
    texts = [text for text in ax.findobj(Text) if text.get_text() and text.get_visible()]
    for text in texts:
        assert text.get_fontproperties().get_file() == str(find_font())
        assert missing_glyphs(text.get_text()) == set()
        assert not text.get_parse_math()
        assert to_hex(text.get_color()) in PALETTE.values()
        assert text.get_fontsize() >= 8
    return [text.get_text() for text in texts]


def test_each_kind_has_a_row_and_each_slogan_a_bar():
    """A bar runs from the start to the end of its slogan in the row of its kind, which has the number at its right."""
    ax = plot_slogans(slogans((10, 17, "numeral", 0.9), (40, 59, "parallel", 0.6), (90, 97, "numeral", 0.5)), length=200)
    assert rows_of(ax) == [VALUES[kind][0] for kind in KINDS] == ["数字缩略", "并列", "提法", "新造", "口号"]
    assert [[bar[:2] for bar in row] for row in bars_of(ax)] == [[(10, 17), (90, 97)], [(40, 59)], [], [], []]
    assert [text.get_text() for text in ax.texts] == ["2", "1", "0", "0", "0"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "50", "100", "150", "200"]
    assert [line.get_segments()[0][:, 0].tolist() for line in ax.collections[0::2]] == [[0, 200]] * 5


def test_bars_are_as_high_as_the_score():
    """Twice the score is twice the height; scores beyond 0 to 1 are cut, and none has no height."""
    table = slogans(*((10 * i, 10 * i + 5, "fixed", score) for i, score in enumerate([0.5, 1.0, 7.0, -2.0, np.nan])))
    heights = [bar[2] for bar in bars_of(plot_slogans(table))[2]]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == heights[1]
    assert heights[1] < 1
    assert heights[3:] == [0, 0]


def test_another_column_makes_the_rows():
    """Its values stand in order of appearance; what has none is gathered in a last row."""
    table = slogans(*((10 * i, 10 * i + 5, "fixed", 0.5) for i in range(5)), speaker=["", "张三", "李四", None, "张三"])
    ax = plot_slogans(table, by="speaker")
    assert rows_of(ax) == ["张三", "李四", "其他"]
    assert [[bar[0] for bar in row] for row in bars_of(ax)] == [[10, 40], [20], [0, 30]]
    assert rows_of(plot_slogans(table, by="speaker", lang="en")) == ["张三", "李四", "others"]


def test_a_kind_of_ones_own_gets_a_row_after_the_others():
    """A table that somebody annotated may have kinds that we do not know."""
    assert rows_of(plot_slogans(slogans((1, 5, "顺口溜", 0.5)))) == ["数字缩略", "并列", "提法", "新造", "口号", "顺口溜"]


def test_only_the_fullest_of_many_rows_are_drawn():
    """Of more than twelve values those with the most slogans are shown, in their order, and caption and description count the rest."""
    names = [f"第{i}人" for i in range(15)] + [f"第{i}人" for i in range(3, 15)]
    ax = plot_slogans(slogans(*((5 * i, 5 * i + 4, "fixed", 0.5) for i in range(27)), speaker=names), by="speaker")
    assert rows_of(ax) == [f"第{i}人" for i in range(3, 15)]
    assert "另有 3 行未画" in ax.get_xlabel()
    assert "另有 3 行未画" in alt_text(ax)


def test_bars_that_coincide_are_drawn_once():
    """A book does not make a heavy picture: the tallest bar of a spot is drawn, and the number is still the whole one."""
    scores = [0.2, 0.9, 0.3, 0.4] * 1500
    ax = plot_slogans(slogans(*((i, i + 1, "fixed", score) for i, score in enumerate(scores))))
    heights = [bar[2] for bar in bars_of(ax)[2]]
    assert len(heights) == 1500
    assert len({round(height, 6) for height in heights}) == 1
    assert [text.get_text() for text in ax.texts] == ["0", "0", "6,000", "0", "0"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "无数据"), ("en", "no data")])
def test_an_empty_table_gives_axes_that_say_so(lang, words):
    """Nothing to draw is no error."""
    for by in ("kind", "text"):
        ax = plot_slogans(slogans(), lang=lang, length=100, by=by)
        assert check_texts(ax) == [words]
        assert alt_text(ax) == words


def test_wrong_tables_are_refused():
    """A list, tables without spans, scores or the rows' column, scores as text and two documents give a TableError."""
    table = slogans((1, 5, "fixed", 0.5))
    for wrong in (["口号"], table.drop(columns="doc_id"), table.drop(columns="score"), table.astype({"score": "str"})):
        with pytest.raises(TableError):
            plot_slogans(wrong)
    with pytest.raises(TableError, match="speaker"):
        plot_slogans(table, by="speaker")
    with pytest.raises(TableError, match="about 2 documents, whose offsets share no axis"):
        plot_slogans(pd.concat([table, table.assign(doc_id="乙")]))


@pytest.mark.parametrize(
    ("options", "message"), [({"length": 4}, r"length=4 .* allowed: 5 or more"), ({"lang": "fr"}, "lang='fr'"), ({"ax": Figure()}, "no.* Axes")]
)
def test_wrong_options_are_refused(options, message):
    """A length shorter than the text, an unknown language and something that is no Axes are refused with what is allowed."""
    with pytest.raises(OptionError, match=message):
        plot_slogans(slogans((1, 5, "fixed", 0.5)), **options)


def test_it_draws_into_the_axes_it_is_given_and_leaves_the_table_alone():
    """`ax` comes back, no further figure is made, and neither settings nor table change."""
    table = slogans((1, 5, "fixed", 0.5), speaker=["张三"])
    kept, chosen = table.copy(deep=True), matplotlib.rcParams.copy()
    figure, ax = plt.subplots()
    assert plot_slogans(table, ax=ax, by="speaker") is ax
    assert plt.get_fignums() == [figure.number]
    assert matplotlib.rcParams == chosen
    pd.testing.assert_frame_equal(table, kept)


def test_hostile_names_are_drawn_as_plain_text():
    """Whatever the values hold, they are shown safely in one short line, and the SVG is well-formed, in the colours of the palette."""
    table = slogans(*((10 * i, 10 * i + 5, "fixed", 0.5) for i in range(len(HOSTILE))), speaker=HOSTILE)
    ax = plot_slogans(table, by="speaker", lang="en")
    check_texts(ax)
    assert rows_of(ax)[:3] == ["$x_1^2$", "\\frac{疫", "复工 复产"]
    assert rows_of(ax)[-1] == "长" * 13 + "…"
    svg = chart_svg(ax)
    assert ElementTree.fromstring(svg).get("aria-label") == alt_text(ax)
    assert set(re.findall("#[0-9a-f]{6}", svg)) <= set(PALETTE.values())


def test_the_same_table_gives_the_same_drawing():
    """Nothing of the time or the process gets into a page."""
    first, second = (chart_svg(plot_slogans(slogans((1, 5, "fixed", 0.5), (9, 12, "banner", 0.8)))) for _ in range(2))
    assert first == second


def test_alt_text_tells_the_numbers():
    """A sentence for a screen reader says how long the text is, how many slogans it has, and how many of each row."""
    table = slogans((1, 5, "fixed", 0.5), (7, 9, "banner", 0.5))
    assert alt_text(plot_slogans(table, length=1200)) == "口号分布图，全文 1,200 字中有口号 2 处：数字缩略 0、并列 0、提法 1、新造 0、口号 1。"
    english = alt_text(plot_slogans(table, length=1200, lang="en"))
    assert english == "Slogans along 1,200 characters (2 in all): numeral 0, parallel 0, fixed formula 1, coinage 0, banner 1."


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_slogans_of_a_speech_can_be_drawn(lang):
    """From text to chart, by kind and by speaker, with as many bars as slogans."""
    speech = parse_speech("丁小菲指出，要坚持“两手抓、两手硬”，稳就业、稳金融、稳外贸、稳预期。\n\n王大可强调，要增强“四个意识”，坚定“四个自信”。\n")
    found = find_slogans(speech, lang=lang)
    assert len(found) >= 3
    paragraphs = speech.paragraphs.assign(speaker=["丁小菲", "王大可"])
    for by in ("kind", "speaker"):
        ax = plot_slogans(found.assign(speaker=label_within(found, paragraphs, "speaker")), by=by, length=len(speech.text), lang=lang)
        check_texts(ax)
        assert sum(len(row) for row in bars_of(ax)) == len(found)
    assert rows_of(ax) == ["丁小菲", "王大可"]

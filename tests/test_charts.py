"""Charts: what their artists say, in which order and colour, and that any text can be drawn."""

import math
import re
import warnings
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import charts, theme
from analysis.charts import PALETTE, alt_text, chart_svg, draw_cloud, plot_comparison, plot_dispersion, plot_ranking
from analysis.errors import OptionError, TableError
from analysis.fonts import find_font, missing_glyphs
from analysis.tables import build_table

matplotlib.use("Agg")
from matplotlib import pyplot as plt

HOSTILE = ["$x_1^2$", "\\frac{疫", "100%_防^控", "复工\n复产", "\x00\x1b[31m红", "😀笑", "\u202e反", "<b>&\"'", "", " ", "长" * 300, "$", "e\u0301" * 40]


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def spans(kind, count, **columns):
    """A table of a declared kind whose spans do not matter."""
    own = {"doc_id": ["甲"] * count, "start": range(count), "end": range(1, count + 1), "text": ["字"] * count}
    return build_table(kind, own | columns)


def counts(numbers):
    """A table of counts from term → number."""
    return spans("terms", len(numbers), term=list(numbers), n=list(numbers.values()), rate=[n / 4 for n in numbers.values()])


def occurrences(places, doc_id="甲"):
    """A table of tokens from term → starts."""
    rows = sorted((start, term) for term, starts in places.items() for start in starts)
    terms = [term for _, term in rows]
    own = {"doc_id": [doc_id] * len(rows), "start": [start for start, _ in rows], "end": [start + len(term) for start, term in rows], "text": terms}
    return build_table("tokens", own | {"term": terms, "tag": ["n"] * len(rows), "zone": ["body"] * len(rows), "sentence": [0] * len(rows)})


def keyness(rows):
    """A table of keyness from term → (log ratio, half width of its interval, g2)."""
    count = len(rows)
    ratios, widths, g2 = ([row[i] for row in rows.values()] for i in range(3))
    numbers = {"n_a": range(count), "n_b": [9] * count, "rate_a": [1.0] * count, "rate_b": [1.0] * count, "p": [0.01] * count, "p_adjusted": [0.01] * count}
    low, high = ([r + sign * w for r, w in zip(ratios, widths, strict=True)] for sign in (-1, 1))
    return spans("keyness", count, term=list(rows), log_ratio=ratios, low=low, high=high, g2=g2, **numbers)


def draw(ax):
    """Draw the figure with warnings as errors; what comes back are the texts that can be seen, one by one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.canvas.draw()
    return [text for text in ax.findobj(Text) if text.get_text() and text.get_visible()]


def written(ax):
    """The strings of all texts of a chart."""
    return [text.get_text() for text in draw(ax)]


def rows_of(ax):
    """The names of the rows from the top down."""
    labels = [label.get_text() for label in ax.get_yticklabels()]
    bottom, top = ax.get_ylim()
    assert bottom > top, "row 0 stands on top"
    return labels


def lengths(ax):
    """The lengths of the bars of a ranking from the top down, each starting at 0."""
    segments = ax.collections[0].get_segments()
    assert [segment[:, 1].tolist() for segment in segments] == [[row, row] for row in range(len(segments))]
    assert all(segment[0][0] == 0 for segment in segments)
    return [segment[1][0] for segment in segments]


def check_texts(ax):
    """Every text is in our font, has all its glyphs, is no formula, has a colour of the palette and at least 8 points."""
    texts = draw(ax)
    for text in texts:
        assert text.get_fontproperties().get_file() == str(find_font())
        assert missing_glyphs(text.get_text()) == set()
        assert not text.get_parse_math()
        assert not text.get_usetex()
        assert to_hex(text.get_color()) in PALETTE.values()
        assert text.get_fontsize() >= 8
    return texts


def every_chart(terms, **options):
    """One chart of each kind, of the same terms."""
    yield plot_ranking(counts({term: 40 - i for i, term in enumerate(terms)}), **options)
    yield plot_dispersion(occurrences({term: [7 * i, 7 * i + 400] for i, term in enumerate(terms)}), **options)
    yield plot_comparison(keyness({term: (1 - i % 3, 0.5, 9.0) for i, term in enumerate(terms)}), **options)
    yield draw_cloud(counts({term: 40 - i for i, term in enumerate(terms)}), **options)


EMPTY = [
    (plot_ranking, counts({})),
    (plot_dispersion, occurrences({})),
    (plot_comparison, keyness({})),
    (draw_cloud, counts({})),
]


def test_plot_ranking_draws_the_most_frequent_terms_from_the_top_down():
    """Bars are as long as the counts, in falling order, equal counts in the order of the table, each with its number."""
    ax = plot_ranking(counts({"落实": 9, "防控": 1200, "部署": 9, "疫情": 31, "区委": 1}), top=4)
    assert rows_of(ax) == ["防控", "疫情", "落实", "部署"]
    assert lengths(ax) == [1200, 31, 9, 9]
    assert [text.get_text() for text in ax.texts] == ["1,200", "31", "9", "9"]
    assert to_hex(ax.collections[0].get_color()) == PALETTE["accent"]
    assert ax.get_xlim()[1] > 1200
    assert ax.get_xlabel() == "出现次数"


def test_plot_ranking_can_rank_by_rate():
    """With value="rate" the lengths, numbers and caption are those of rates."""
    ax = plot_ranking(counts({"落实": 9, "防控": 2}), value="rate", lang="en")
    assert lengths(ax) == [2.25, 0.5]
    assert [text.get_text() for text in ax.texts] == ["2.2", "0.5"]
    assert ax.get_xlabel() == "rate"


def test_plot_ranking_refuses_several_rows_for_a_term():
    """Counts by group would give two bars of one name."""
    table = pd.concat([counts({"防控": 2}), counts({"防控": 3})])
    with pytest.raises(TableError, match="several rows for '防控'; allowed: one row for each term"):
        plot_ranking(table)


def test_plot_dispersion_puts_a_tick_at_each_occurrence_and_the_number_beside_it():
    """Rows are the terms by frequency, ticks their starts, the axis runs along the whole text."""
    ax = plot_dispersion(occurrences({"落实": [90], "防控": [3, 40, 77]}), length=200)
    assert rows_of(ax) == ["防控", "落实"]
    lines, ticks = ax.collections[0::2], ax.collections[1::2]
    assert [[segment[0][0] for segment in row.get_segments()] for row in ticks] == [[3, 40, 77], [90]]
    assert [row.get_segments()[0][:, 0].tolist() for row in lines] == [[0, 200], [0, 200]]
    assert [text.get_text() for text in ax.texts] == ["3", "1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "50", "100", "150", "200"]


def test_plot_dispersion_shows_the_terms_asked_for_in_their_order():
    """A term that never occurs keeps its row, with 0; a term asked for twice gets one row."""
    ax = plot_dispersion(occurrences({"落实": [90], "防控": [3, 40]}), terms=["脱贫", "落实", "脱贫"])
    assert rows_of(ax) == ["脱贫", "落实"]
    assert [text.get_text() for text in ax.texts] == ["0", "1"]


def test_plot_dispersion_reads_the_text_of_tables_without_terms():
    """Contexts name their rows by what was found, and any column can be named instead."""
    table = occurrences({"要抓好": [5, 20], "要做好": [9]})
    assert rows_of(plot_dispersion(table.drop(columns="term"))) == ["要抓好", "要做好"]
    assert rows_of(plot_dispersion(table, column="tag")) == ["n"]


def test_plot_dispersion_draws_ticks_that_coincide_once():
    """A very frequent word does not make a heavy picture, and its number is still the whole one."""
    table = spans("tokens", 6000, term=["的"] * 6000, tag=["uj"] * 6000, zone=["body"] * 6000, sentence=[0] * 6000)
    ax = plot_dispersion(table)
    assert len(ax.collections[1].get_segments()) == 1500
    assert ax.texts[0].get_text() == "6,000"


def test_plot_dispersion_refuses_several_documents():
    """Offsets of two documents share no axis."""
    table = pd.concat([occurrences({"防控": [3]}), occurrences({"防控": [9]}, doc_id="乙")])
    with pytest.raises(TableError, match="about 2 documents, whose offsets share no axis"):
        plot_dispersion(table)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"length": 4}, r"length=4 .* allowed: 5 or more"), ({"length": 9.5}, "length=9.5"), ({"terms": "防控"}, "terms='防控'"), ({"terms": [1]}, "terms=")],
)
def test_plot_dispersion_refuses_wrong_options(options, message):
    """A length shorter than the text and terms that are no strings are refused with what is allowed."""
    with pytest.raises(OptionError, match=message):
        plot_dispersion(occurrences({"防控": [3]}), **options)


def test_plot_comparison_colours_each_term_by_its_side():
    """Red leans to the first text, blue to the second, grey has no difference in its interval."""
    ax = plot_comparison(keyness({"一线": (2.0, 1.0, 8.0), "脱贫": (-3.0, 1.0, 9.0), "工作": (0.5, 1.0, 1.0)}), labels=("甲文", "乙文"))
    assert rows_of(ax) == ["一线", "工作", "脱贫"]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [(dot.get_xdata()[0], to_hex(dot.get_color())) for dot in dots] == [(2.0, PALETTE["accent"]), (0.5, PALETTE["muted"]), (-3.0, PALETTE["accent2"])]
    assert [lines.get_segments()[0][:, 0].tolist() for lines in ax.collections] == [[1.0, 3.0], [-0.5, 1.5], [-4.0, -2.0]]
    sides = {text.get_text(): to_hex(text.get_color()) for text in ax.texts}
    assert sides["甲文 更常用 →"] == PALETTE["accent"]
    assert sides["← 乙文 更常用"] == PALETTE["accent2"]


def test_plot_comparison_greys_what_many_comparisons_explain():
    """An interval that leaves no difference out is grey all the same where the adjusted p exceeds 0.05; without that column it is not."""
    table = keyness({"一线": (2.0, 1.0, 8.0), "脱贫": (-3.0, 1.0, 9.0)}).assign(p_adjusted=[0.2, 0.04])
    for each, colors in ((table, ["muted", "accent2"]), (table.drop(columns="p_adjusted"), ["accent", "accent2"])):
        dots = [line for line in plot_comparison(each).lines if line.get_marker() == "o"]
        assert [to_hex(dot.get_color()) for dot in dots] == [PALETTE[color] for color in colors]
    for lang, words in (("zh", "灰色的包含“相同”或校正后 p > 0.05"), ("en", "grey: it includes 'same' or adjusted p > 0.05")):
        ax = plot_comparison(table, lang=lang)
        assert words in ax.get_xlabel()
        assert "0.05" not in plot_comparison(table.drop(columns="p_adjusted"), lang=lang).get_xlabel()
        ax.figure.canvas.draw()
        assert ax.xaxis.label.get_window_extent().x1 <= ax.figure.bbox.x1


def test_plot_comparison_writes_the_scale_as_multiples():
    """A log ratio of 2 is written as 4 times on either side, and 0 as the same."""
    ax = plot_comparison(keyness({"一线": (2.0, 0.5, 8.0), "脱贫": (-3.0, 0.5, 9.0)}))
    assert ax.get_xticks().tolist() == [-3, -2, -1, 0, 1, 2, 3]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["8 倍", "4 倍", "2 倍", "相同", "2 倍", "4 倍", "8 倍"]


def test_plot_comparison_writes_the_counts_in_the_order_of_the_sides():
    """The second text is on the left, so its count comes first."""
    ax = plot_comparison(keyness({"脱贫": (-3.0, 1.0, 9.0), "一线": (2.0, 1.0, 8.0)}))
    assert [text.get_text() for text in ax.texts][:3] == ["9 : 1", "9 : 0", "次数"]


@pytest.mark.parametrize(
    ("left", "right", "top", "shown"), [(9, 9, 6, (3, 3)), (1, 9, 6, (1, 5)), (9, 1, 6, (5, 1)), (0, 9, 6, (0, 6)), (2, 2, 6, (2, 2)), (9, 9, 1, (0, 1))]
)
def test_plot_comparison_takes_the_strongest_of_both_sides(left, right, top, shown):
    """Half of the terms come from each side, more from one where the other has fewer, those of highest g2 first."""
    table = {f"左{i}": (-1.0, 0.5, float(i)) for i in range(left)} | {f"右{i}": (1.0, 0.5, float(i)) for i in range(right)}
    rows = rows_of(plot_comparison(keyness(table), top=top))
    assert [row for row in rows if row[0] == "左"] == [f"左{i}" for i in reversed(range(left))][: shown[0]]
    assert [row for row in rows if row[0] == "右"] == [f"右{i}" for i in reversed(range(right))][: shown[1]]


def test_plot_comparison_survives_numbers_that_are_not_finite():
    """A row without a ratio is left out; an unknown interval gives a grey dot; an endless one is cut at the edge."""
    ax = plot_comparison(keyness({"甲": (math.inf, 1.0, 9.0), "乙": (1.0, math.nan, 8.0), "丙": (-1.0, math.inf, 7.0), "丁": (math.nan, 1.0, 9.0)}))
    assert rows_of(ax) == ["乙", "丙"]
    assert [to_hex(dot.get_color()) for dot in ax.lines if dot.get_marker() == "o"] == [PALETTE["muted"]] * 2
    (only,) = ax.collections
    assert only.get_segments()[0][:, 0].tolist() == list(ax.get_xlim())
    check_texts(ax)


@pytest.mark.parametrize("labels", ["AB", ("A",), ("A", 1)])
def test_plot_comparison_refuses_labels_that_are_not_two_names(labels):
    """The sides need two strings."""
    with pytest.raises(OptionError, match="are not two names"):
        plot_comparison(keyness({"甲": (1.0, 1.0, 1.0)}), labels=labels)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_every_chart_has_its_glyphs(lang):
    """Terms, numbers, ticks, captions and a title set afterwards are drawn in the font, in both languages."""
    for ax in every_chart(["疫情", "防控", "经济社会", "abc"], lang=lang):
        ax.set_title("词频一览")
        draw(ax)
        assert ax.title.get_fontproperties().get_file() == str(find_font())
        ax.set_title("")
        assert len(check_texts(ax)) > 4


@pytest.mark.parametrize(("plot", "table"), EMPTY)
@pytest.mark.parametrize(("lang", "words"), [("zh", "无数据"), ("en", "no data")])
def test_an_empty_table_gives_axes_that_say_so(plot, table, lang, words):
    """Nothing to draw is no error."""
    ax = plot(table, lang=lang)
    assert written(ax) == [words]
    assert alt_text(ax) == words


@pytest.mark.parametrize(("plot", "table"), EMPTY)
def test_wrong_tables_are_refused(plot, table):
    """A list, a table without spans and one without its own columns give a TableError."""
    for wrong in (["防控"], table.drop(columns="doc_id"), pd.DataFrame({"term": ["防控"], "n": [1]})):
        with pytest.raises(TableError):
            plot(wrong)


def test_columns_of_numbers_that_hold_text_are_refused():
    """A count that was read from a file as text is told apart from a count."""
    with pytest.raises(TableError, match=r"column 'n' is .*, not numbers"):
        plot_ranking(counts({"防控": 3}).astype({"n": "str"}))
    with pytest.raises(TableError, match=r"column 'low' is .*, not numbers"):
        plot_comparison(keyness({"防控": (1.0, 1.0, 1.0)}).astype({"low": "str"}))


@pytest.mark.parametrize(("plot", "table"), EMPTY)
def test_unknown_options_are_refused(plot, table):
    """An unknown language and something that is no Axes give an OptionError with what is allowed."""
    with pytest.raises(OptionError, match="lang='fr' is not known; allowed: 'zh', 'en'"):
        plot(table, lang="fr")
    with pytest.raises(OptionError, match="is not an Axes"):
        plot(table, ax=Figure())


@pytest.mark.parametrize(("plot", "table"), [pair for pair in EMPTY if pair[0] is not plot_dispersion])
@pytest.mark.parametrize("top", [0, -1, 2.5, True, None, math.inf])
def test_top_must_be_a_whole_number_above_zero(plot, table, top):
    """A `top` that selects nothing or half a term is refused."""
    with pytest.raises(OptionError, match=r"top=.* allowed: 1 or more"):
        plot(table, top=top)


def test_plot_ranking_refuses_an_unknown_value():
    """Only counts and rates can be ranked."""
    with pytest.raises(OptionError, match="value='g2' is not known; allowed: 'n', 'rate'"):
        plot_ranking(counts({"防控": 3}), value="g2")


def test_charts_draw_into_the_axes_they_are_given_and_leave_other_texts_alone():
    """`ax` comes back, and texts that the user wrote before or writes after keep their own font."""
    figure, panels = plt.subplots(2, 2)
    for plot, table, ax in zip((plot_ranking, draw_cloud), (counts({"防控": 3}),) * 2, panels[0], strict=True):
        before = ax.text(0, 0, "before")
        ax.set_title("my title")
        assert plot(table, ax=ax) is ax
        after = ax.text(0, 0, "after")
        assert [text.get_fontproperties().get_file() for text in (before, after, ax.title)] == [None] * 3
    assert plt.get_fignums() == [figure.number]


def test_charts_do_not_touch_settings_tables_or_the_font_list():
    """A chart changes neither the user's settings nor tables, also under a style of the user's."""
    from matplotlib.font_manager import fontManager

    table = counts({"防控": 3, "疫情": 9})
    kept = table.copy(deep=True)
    with plt.style.context("dark_background"), matplotlib.rc_context({"text.usetex": True, "axes.grid": True, "xtick.minor.visible": True}):
        chosen, known = matplotlib.rcParams.copy(), len(fontManager.ttflist)
        for ax in (plot_ranking(table), draw_cloud(table)):
            check_texts(ax)
            chart_svg(ax)
        assert matplotlib.rcParams == chosen
        assert len(fontManager.ttflist) == known
    pd.testing.assert_frame_equal(table, kept)


def test_backgrounds_are_transparent_and_colours_are_those_of_the_palette():
    """A page can put any background behind a chart and recolour it by six values."""
    for ax in every_chart(["疫情", "防控", "经济社会"]):
        assert ax.get_facecolor()[3] == ax.figure.get_facecolor()[3] == 0
        used = set(re.findall("#[0-9a-f]{6}", chart_svg(ax)))
        assert PALETTE["ink"] in used
        assert used <= set(PALETTE.values())


def test_hostile_terms_are_drawn_as_plain_text():
    """Formula signs stay signs; line breaks, control characters, emoji and overlong terms are shown in a safe form."""
    ax = plot_ranking(counts({term: 50 - i for i, term in enumerate(HOSTILE)}))
    shown = rows_of(ax)
    assert shown[:5] == ["$x_1^2$", "\\frac{疫", "100%_防^控", "复工 复产", "□□[31m红"]
    assert shown[5:10] == ["□笑", "□反", "<b>&\"'", "□", "□"]
    assert shown[10] == "长" * 13 + "…"
    check_texts(ax)


def test_show_term_measures_in_half_widths():
    """A Latin letter counts half of a Chinese character; what fits is not cut; nobody sees variation selectors."""
    assert theme.show_term("a" * 28) == "a" * 28
    assert theme.show_term("a" * 29) == "a" * 26 + "…"
    assert theme.show_term("好" * 14) == "好" * 14
    assert theme.show_term("好" * 15) == "好" * 13 + "…"
    assert theme.show_term("葛\U000e0100城") == "葛城"
    assert theme.show_term("坏\ud800字") == "坏□字"


@pytest.mark.parametrize(("value", "shown"), [(3, "3"), (12345, "12,345"), (4.0, "4"), (176.31, "176.3"), (0.0371, "0.037")])
def test_show_number_is_short(value, shown):
    """Counts get separators, rates one decimal or two digits."""
    assert theme.show_number(value) == shown


@settings(max_examples=25, deadline=None)
@given(terms=st.lists(st.text(max_size=12), min_size=1, max_size=4, unique=True))
def test_any_text_can_be_drawn(terms):
    """Whatever the terms hold, every chart draws them without exception or warning, and its SVG is well-formed."""
    for ax in every_chart(terms):
        check_texts(ax)
        ElementTree.fromstring(chart_svg(ax))
        plt.close(ax.figure)


def test_alt_text_describes_each_chart_from_its_data():
    """A sentence for a screen reader names the terms with their numbers, or their sides."""
    assert alt_text(plot_ranking(counts({"防控": 33, "疫情": 31}))) == "条形图，2 个词的出现次数，从高到低：防控 33、疫情 31。"
    assert alt_text(plot_dispersion(occurrences({"防控": [1, 5]}), length=1200, lang="en")) == "Dispersion plot (terms: 1) along 1,200 characters: 防控 2."
    comparison = plot_comparison(keyness({"一线": (2.0, 1.0, 8.0), "工作": (0.5, 1.0, 1.0)}), labels=("甲", "乙"))
    assert alt_text(comparison) == "对比图，2 个词。甲更常用：一线；乙更常用：无；差别不能确认：工作。"
    assert alt_text(draw_cloud(counts({"防控": 33}))) == "词云，1 个词，最大的是：防控 33。"
    assert alt_text(plt.figure().add_subplot()) == ""


def test_chart_svg_is_one_labelled_element_with_text_as_text():
    """The SVG carries the description, selectable words in the font's name, and nothing that would hold for the page around it."""
    ax = plot_ranking(counts({'<防&控">': 33}))
    svg = chart_svg(ax)
    root = ElementTree.fromstring(svg)
    assert svg.startswith("<svg ")
    assert root.get("role") == "img"
    assert root.get("aria-label") == alt_text(ax)
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert [element.text for element in texts] == ["出现次数", '<防&控">', "33"]
    assert all("Noto Sans SC" in element.get("style") for element in texts)
    assert "<style" not in svg
    assert {element.get("id") for element in root.iter("{http://www.w3.org/2000/svg}g")} == {None}


def test_chart_svg_is_the_same_each_time():
    """Nothing of the time or the process gets into the page."""
    first, second = (chart_svg(plot_ranking(counts({"防控": 33, "疫情": 31}))) for _ in range(2))
    assert first == second


def test_chart_svg_refuses_axes_without_a_figure():
    """Axes that were removed cannot be written."""
    ax = plot_ranking(counts({"防控": 33}))
    ax.remove()
    with pytest.raises(OptionError, match="belongs to no figure"):
        charts.chart_svg(ax)

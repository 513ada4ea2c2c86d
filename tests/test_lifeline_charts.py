"""The chart of life-lines: lanes in order of birth, boxes by heat, silence and death, and what stands beside them."""

import warnings

import matplotlib
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from analysis import plot_lifelines
from analysis.charts import PALETTE, alt_text, chart_svg
from analysis.errors import OptionError, TableError
from analysis.tables import build_table
from chart_tables import boxes_of, notes_of
from test_plot_slogans import HOSTILE, rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt

LEVELS = {0: "cold", 1: "tepid", 2: "warm", 3: "hot", 6: "scalding", 9: "boiling"}


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def trace(years, **numbers):
    """A trace by hand: for each formula how often it is said in each of the years, 10,000 characters each."""
    cells = [(formula, year, n) for formula, row in numbers.items() for year, n in zip(years, row, strict=True)]
    own = {"doc_id": [str(year) for _, year, _ in cells], "start": [0] * len(cells), "end": [int(n > 0) for *_, n in cells]}
    own |= {"text": ["字" if n else "" for *_, n in cells], "formula": [cell[0] for cell in cells], "year": [cell[1] for cell in cells]}
    own |= {"n": [n for *_, n in cells], "documents": [int(n > 0) for *_, n in cells], "characters": [10_000] * len(cells)}
    own |= {name: [float(n) for *_, n in cells] for name in ("rate", "low", "high")}
    return build_table("lifeline_years", own | {"heat": [LEVELS[n] for *_, n in cells]})


YEARS = (2001, 2002, 2003, 2006, 2007)
TRACE = trace(YEARS, 新提法=(0, 0, 0, 1, 9), 老提法=(3, 0, 2, 0, 0), 常用=(0, 1, 1, 1, 1), 没说过=(0, 0, 0, 0, 0))


def lanes_of(ax, color):
    """For each lane the (middle year, height) of its boxes in this colour, the legend's left out."""
    found = [[] for _ in rows_of(ax)]
    for left, right, top, bottom in boxes_of(ax, color):
        lane = (top + bottom) / 2
        if lane > -0.5:
            found[round(lane)].append((round((left + right) / 2), round(abs(bottom - top), 3)))
    return found


def silence_of(ax):
    """For each lane the years through which its line runs."""
    found = [[] for _ in rows_of(ax)]
    for lines in ax.collections:
        if isinstance(lines, LineCollection) and to_hex(lines.get_color()[0]) == PALETTE["muted"]:
            for (left, lane), (right, _) in lines.get_segments():
                found[round(float(lane))].append((float(left), float(right)))
    return found


def test_lanes_stand_in_order_of_birth():
    """The earliest formula is on top, one that is never said at the bottom, with years and occurrences at the right."""
    ax = plot_lifelines(TRACE, ["没说过", "新提法", "常用", "老提法"])
    assert rows_of(ax) == ["老提法", "常用", "新提法", "没说过"]
    assert notes_of(ax)[:5] == ["2001–2003 · 5", "2002–2007 · 4", "2006–2007 · 10", "未见 · 0", "始末 · 次数"]


def test_a_box_stands_in_each_year_that_says_the_formula():
    """Boxes are at their years, higher where hotter, and red from hot on."""
    ax = plot_lifelines(TRACE, ["老提法", "常用", "新提法"])
    soft, red = lanes_of(ax, "soft"), lanes_of(ax, "accent")
    assert [[year for year, _ in lane] for lane in soft] == [[2003], [2002, 2003, 2006, 2007], [2006]]
    assert [[year for year, _ in lane] for lane in red] == [[2001], [], [2007]]
    heights = [soft[1][0][1], soft[0][0][1], red[0][0][1], red[2][0][1]]
    assert heights == sorted(set(heights))
    assert all(left > year - 0.5 and right < year + 0.5 for left, right, top, _ in boxes_of(ax, "soft") if top > -0.5 for year in [round((left + right) / 2)])


def test_a_line_runs_through_the_silent_years_of_a_life():
    """It spans the years with documents from the first to the last that says the formula, and is cut where no document is."""
    ax = plot_lifelines(TRACE, ["老提法", "常用", "没说过"])
    old, always, never = silence_of(ax)
    assert old == [pytest.approx(each) for each in ((2000.55, 2001.5), (2001.5, 2002.5), (2002.5, 2003.45))]
    assert always == [pytest.approx(each) for each in ((2001.55, 2002.5), (2002.5, 2003.5), (2005.5, 2006.5), (2006.5, 2007.45))]
    assert never == []


def test_the_line_of_a_life_ends_with_its_boxes():
    """Before the first box and behind the last nothing sticks out, also where they are one."""
    for numbers in ((0, 1, 0, 1, 0), (0, 0, 1, 0, 0)):
        ax = plot_lifelines(trace(YEARS, 提法=numbers))
        boxes = [box for box in boxes_of(ax, "soft") if box[2] > -0.5]
        (line,) = silence_of(ax)
        assert (line[0][0], line[-1][1]) == pytest.approx((min(box[0] for box in boxes), max(box[1] for box in boxes)))


def test_a_text_dated_centuries_off_leaves_boxes_to_be_seen():
    """Over a thousand years a box is wider than its year, and still inside the Axes."""
    ax = plot_lifelines(trace((1000, 1954, 2025), 提法=(1, 1, 1)))
    left, right = ax.get_xlim()
    boxes = [box for box in boxes_of(ax, "soft") if box[2] > -0.5]
    assert [(box[0] + box[1]) / 2 for box in boxes] == pytest.approx([1000, 1954, 2025])
    for box in boxes:
        assert left < box[0] < box[1] < right
        assert (box[1] - box[0]) / (right - left) > 0.0039


def test_the_levels_of_heat_are_explained_in_words():
    """A row above the lanes has a box of each height with its name and rate, in either language."""
    for lang, words in (
        ("zh", ["温 <1", "暖 1+", "热 2+", "烫 4+", "沸 8+"]),
        ("en", ["tepid <1", "warm 1+", "hot 2+", "scalding 4+", "boiling 8+"]),
    ):
        ax = plot_lifelines(TRACE, lang=lang)
        assert notes_of(ax)[-5:] == words
        legend = [bottom - top for color in ("soft", "accent") for _, _, top, bottom in boxes_of(ax, color) if (top + bottom) / 2 < -0.5]
        assert len(legend) == 5
        assert np.abs(legend).tolist() == sorted(np.abs(legend))


def test_without_formulas_the_most_frequent_are_shown():
    """None takes the `top` formulas by occurrences, and none that is never said."""
    assert rows_of(plot_lifelines(TRACE, top=2)) == ["老提法", "新提法"]
    assert rows_of(plot_lifelines(TRACE)) == ["老提法", "常用", "新提法"]


def test_the_scale_has_round_years_within_the_trace():
    """At most eight round years, none beyond the documents."""
    ax = plot_lifelines(trace((1954, 1990, 2025), 提法=(1, 1, 1)))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1960", "1970", "1980", "1990", "2000", "2010", "2020"]
    assert [label.get_text() for label in plot_lifelines(trace((2003,), 提法=(1,))).get_xticklabels()] == ["2003"]


def test_alt_text_tells_the_lives():
    """A sentence for a screen reader has each formula with its years and occurrences."""
    chosen = ["老提法", "新提法"]
    assert alt_text(plot_lifelines(TRACE, chosen)) == (
        "提法生命线图，2001–2007 年，提法 2 个，按始见年份排列（始末年份，次数）：老提法（2001–2003，5 次）、新提法（2006–2007，10 次）。"
    )
    assert alt_text(plot_lifelines(TRACE, chosen, lang="en")) == (
        "Life-lines of formulas, 2001–2007 (2 of them, by first year; first–last year, occurrences): 老提法 (2001–2003, 5), 新提法 (2006–2007, 10)."
    )


def test_nothing_to_draw_is_said():
    """An empty trace, and one in which nothing is ever said, give Axes with the words for no data."""
    for table in (TRACE.iloc[:0], TRACE[TRACE["formula"] == "没说过"]):
        assert notes_of(plot_lifelines(table)) == ["无数据"]


def test_any_formula_can_be_drawn():
    """Markup, control characters and long strings are drawn as text without a warning, and the chart becomes one SVG."""
    table = trace((2001, 2002), **dict.fromkeys(HOSTILE, (1, 0)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert chart_svg(plot_lifelines(table)).startswith("<svg ")


def test_what_cannot_be_drawn_is_refused():
    """Formulas that the trace has not, one string, a wrong heat, rows twice and a `top` of 0 end with what to do."""
    with pytest.raises(OptionError, match=r"^formulas holds '别的', which the trace has not; allowed: values of its column 'formula'\. Trace it first\.$"):
        plot_lifelines(TRACE, ["别的"])
    with pytest.raises(OptionError, match=r"^formulas='常用' is one string; allowed: a list of strings, or None\. Pass \['常用'\]\.$"):
        plot_lifelines(TRACE, "常用")
    with pytest.raises(TableError, match=r"^column 'heat' holds 'mild'; allowed: cold, tepid, warm, hot, scalding, boiling\."):
        plot_lifelines(TRACE.assign(heat="mild"))
    with pytest.raises(TableError, match=r"^the table has two rows for '新提法' in 2001; allowed: one\. Pass the trace of one corpus\.$"):
        plot_lifelines(TRACE.iloc[[0, 0]])
    with pytest.raises(OptionError, match=r"^formulas=3 is no list; allowed: strings, or None\. Pass for example \['改革开放'\]\.$"):
        plot_lifelines(TRACE, 3)
    with pytest.raises(OptionError, match=r"^formulas holds \['常用'\], which the trace has not"):
        plot_lifelines(TRACE, [["常用"]])
    with pytest.raises(TableError, match=r"^column 'year' is str, not integer\. Pass what trace_formulas returns\.$"):
        plot_lifelines(TRACE.assign(year=TRACE["year"].astype(str)))
    with pytest.raises(OptionError, match=r"^top=0 is not a whole number"):
        plot_lifelines(TRACE, top=0)

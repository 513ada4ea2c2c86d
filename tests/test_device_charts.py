"""Cadence and devices along a text: what is drawn where, and what stands beside it."""

import matplotlib
import numpy as np
import pytest

from analysis.charts import alt_text
from analysis.device_charts import plot_cadence, plot_devices
from chart_tables import boxes_of, clauses, notes_of, spans, ticks_of
from test_plot_slogans import rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_each_clause_is_a_bar_as_high_as_it_is_long():
    """A bar starts where its clause starts; twice the length is twice the height; clauses of a run are red and named."""
    table = clauses((0, 7, 6, 1, 0), (7, 14, 6, 1, 0), (14, 21, 6, 1, 0), (21, 34, 12, 0, 0), (34, 41, 6, 0, 0))
    ax = plot_cadence(table, length=50)
    red, plain = boxes_of(ax, "accent"), boxes_of(ax, "soft")
    assert [box[0] for box in red] == [0, 7, 14]
    assert [box[0] for box in plain] == [21, 34]
    assert all(left < right <= left + 13 and bottom == 0 for left, right, _, bottom in red + plain)
    assert plain[0][2] == pytest.approx(2 * plain[1][2])
    assert {box[2] for box in red} == {plain[1][2]}
    assert "6字×3" in notes_of(ax)
    assert any("红：三个以上连续等长" in text for text in notes_of(ax))


def test_a_text_without_runs_is_told_so():
    """Nothing red and no name, but the words that there is no run."""
    for lang, words in (("zh", "没有三个以上连续等长的"), ("en", "no three alike in a row")):
        ax = plot_cadence(clauses((0, 7, 6, 0, 0), (7, 20, 12, 0, 0)), lang=lang)
        assert boxes_of(ax, "accent") == []
        assert any(words in text for text in notes_of(ax))


def test_names_of_runs_do_not_touch():
    """Of runs side by side the one of most clauses is named."""
    rows = [(8 * i, 8 * i + 8, 6, 1, 0) for i in range(3)] + [(24 + 5 * i, 29 + 5 * i, 4, 2, 0) for i in range(5)]
    names = [text for text in notes_of(plot_cadence(clauses(*rows), length=5000)) if "字×" in text]
    assert names == ["4字×5"]


def test_the_strip_shows_how_many_items_lists_join():
    """The line is the items per 100 characters within the window: high where they are, flat elsewhere."""
    rows = [(10 * i, 10 * i + 10, 10, 0, 4 if 40 <= i < 60 else 0) for i in range(100)]
    ax = plot_cadence(clauses(*rows), window=100)
    (line,) = ax.lines if len(ax.lines) == 1 else [each for each in ax.lines if len(each.get_xdata()) > 2]
    x, y = line.get_xdata(), line.get_ydata()
    floor, top = ax.get_yticks()[-2:]
    assert [label.get_text() for label in ax.get_yticklabels()][-2:] == ["0", "40"]
    assert y[500] == pytest.approx(top)
    assert y[400] == pytest.approx((floor + top) / 2, abs=0.01)
    assert np.allclose(y[(x < 340) | (x > 660)], floor)


def test_clauses_far_longer_than_the_others_are_cut():
    """One endless clause does not flatten the rest: its bar ends at the top of the scale, and the heading counts it."""
    rows = [(10 * i, 10 * i + 10, 9, 0, 0) for i in range(200)]
    ax = plot_cadence(clauses(*rows, (2000, 4000, 1999, 0, 0)))
    tops = [box[2] for box in boxes_of(ax, "soft")]
    assert max(tops) == pytest.approx(1)
    assert min(tops) > 0.4
    assert any("1 个分句超出" in text for text in notes_of(ax))


def test_alt_text_of_cadence_tells_the_numbers():
    """A sentence for a screen reader has the clauses, their median, the runs and the lists."""
    table = clauses((0, 7, 6, 1, 0), (7, 14, 6, 1, 0), (14, 21, 6, 1, 0), (21, 34, 10, 0, 3))
    assert alt_text(plot_cadence(table, window=10)) == (
        "节奏图，全文 34 字，分句 4 个，长度中位数 6 字；连续等长 1 组：6字×3；顿号所列 3 项，最密处在第 26 字，每百字 30 项。"
    )
    assert alt_text(plot_cadence(table, window=10, lang="en")) == (
        "Cadence along 34 characters: 4 clauses, median length 6; runs of equal length 1: 6×3; "
        "items listed with 、 3, densest at character 26 with 30 per 100 characters."
    )
    assert alt_text(plot_cadence(clauses((0, 7, 6, 0, 0)))) == "节奏图，全文 7 字，分句 1 个，长度中位数 6 字；连续等长 0 组：无；顿号所列 0 项。"


def test_each_device_has_a_row_also_without_an_occurrence():
    """Rows stand in the order of the mapping, with a tick at each start, and at the right the number and the rate."""
    tables = {"四字格": spans((10, 14), (50, 54), (60, 64)), "隐喻": spans(), "情态": spans((90, 91))}
    ax = plot_devices(tables, length=500)
    assert rows_of(ax) == ["四字格", "隐喻", "情态"]
    assert ticks_of(ax) == [[10, 50, 60], [], [90]]
    assert notes_of(ax) == ["3 · 6.0", "0 · 0", "1 · 2.0", "处 · 每千字"]


def test_kinds_are_named_in_the_language_of_the_chart():
    """A table split by kind has rows in Chinese or English; other names stay as they are."""
    tables = {**dict(iter(spans((1, 3), (5, 7), kind=["fanfu", "anaphora"]).groupby("kind"))), "排比": spans()}
    assert rows_of(plot_devices(tables)) == ["首语重复", "反复", "排比"]
    assert rows_of(plot_devices(tables, lang="en")) == ["anaphora", "repetition (fanfu)", "排比"]


def test_figures_are_counted_beside_their_members():
    """Where a table has groups, their number stands beside that of its rows."""
    table = spans((10, 14), (20, 24), (30, 34), (60, 64), (70, 74), group=[1, 1, 1, 2, 2])
    assert notes_of(plot_devices({"顶真": table}, length=1000))[0] == "5（2 组） · 5.0"
    assert notes_of(plot_devices({"anadiplosis": table}, length=1000, lang="en"))[0] == "5 (groups: 2) · 5.0"


def test_a_hill_is_high_where_a_device_crowds():
    """The hill of a row is highest in its crowd, and a single occurrence does not fill a row."""
    ax = plot_devices({"隐喻": spans(*((500 + i, 501 + i) for i in range(8)), (100, 101)), "情态": spans((100, 101))}, length=1000)
    hills = [each.get_paths()[0].vertices for each in ax.collections if type(each).__name__ == "FillBetweenPolyCollection"]
    crowd, single = (np.ptp(hill[:, 1]) for hill in hills)
    peak = hills[0][hills[0][:, 1].argmin(), 0]
    assert 480 < peak < 530
    assert single < crowd / 2
    assert np.ptp(hills[0][np.abs(hills[0][:, 0] - 100) < 30, 1]) < crowd / 2


def test_of_many_devices_the_fullest_are_drawn():
    """Forty rows at most; caption and description count the rest."""
    ax = plot_devices({f"第{i}类": spans(*((j, j + 1) for j in range(1 if i < 2 else 3))) for i in range(42)})
    assert rows_of(ax) == [f"第{i}类" for i in range(2, 42)]
    assert "另有 2 行未画" in ax.get_xlabel()
    assert "另有 2 行未画" in alt_text(ax)


def test_alt_text_of_devices_tells_the_numbers():
    """A sentence for a screen reader has the number of each device."""
    tables = {"四字格": spans((10, 14), (50, 54)), "顶真": spans((5, 7), (8, 10), group=[1, 1])}
    assert alt_text(plot_devices(tables, length=1200)) == "辞格分布图，全文 1,200 字中各有几处：四字格 2、顶真 2（1 组）。"
    assert alt_text(plot_devices(tables, length=1200, lang="en")) == "Devices along 1,200 characters: 四字格 2, 顶真 2 (groups: 1)."

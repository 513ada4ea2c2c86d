"""Echoes along a text: what is drawn where, and what stands beside it."""

import matplotlib
import pytest

from analysis.charts import alt_text
from analysis.comparison_charts import plot_echoes
from analysis.errors import OptionError, TableError
from chart_tables import boxes_of, notes_of, spans
from test_plot_slogans import rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def sentences(*places):
    """Sentences of the document 甲 that hold nothing but characters that count."""
    return spans(*places).assign(text=["字" * (end - start) for start, end in places])


def echoes(*rows):
    """Echoes from (start, end, source, changed)."""
    found = spans(*(row[:2] for row in rows), source_doc_id=[row[2] for row in rows], length=[end - start - changed for start, end, _, changed in rows])
    found = found.assign(changed=[changed for *_, changed in rows])
    return found.astype({"source_doc_id": "str", "length": "int64", "changed": "int64"})


WHOLE = sentences((0, 60), (60, 100))


def test_each_source_has_a_row_and_each_echo_a_bar():
    """Rows stand in the order of the sources; a bar reaches from the start to the end of its echo, in its row."""
    ax = plot_echoes(echoes((10, 20, "旧", 0), (50, 57, "旧", 0), (12, 30, "新", 0)), WHOLE)
    assert rows_of(ax) == ["旧", "新"]
    boxes = [(left, right, round((top + bottom) / 2)) for left, right, top, bottom in boxes_of(ax, "accent")]
    assert boxes == [(10, 20, 0), (50, 57, 0), (12, 30, 1)]
    assert boxes_of(ax, "accent2") == []
    assert "蓝" not in ax.get_xlabel()
    assert ax.get_xlim() == pytest.approx((0, 100), abs=0.5)


def test_near_echoes_are_blue_and_said_to_be():
    """An echo with changes has another colour, which the caption explains."""
    for lang, words in (("zh", "蓝：有改动"), ("en", "blue: with changes")):
        ax = plot_echoes(echoes((10, 20, "旧", 2), (50, 57, "旧", 0)), WHOLE, lang=lang)
        assert [box[:2] for box in boxes_of(ax, "accent2")] == [(10, 20)]
        assert [box[:2] for box in boxes_of(ax, "accent")] == [(50, 57)]
        assert words in ax.get_xlabel()


def test_the_share_and_the_longest_echo_stand_beside_each_row():
    """The share of the characters of the sentences, overlaps counted once, and the length of the longest echo."""
    ax = plot_echoes(echoes((10, 20, "旧", 0), (15, 22, "旧", 0), (50, 58, "新", 0)), WHOLE)
    assert notes_of(ax) == ["12.0% · 10", "8.0% · 8", "覆盖率 · 最长（字）"]


def test_sources_without_an_echo_have_a_row_too():
    """Named in sources, in their order, with a share of nothing."""
    ax = plot_echoes(echoes((10, 20, "旧", 0)), WHOLE, sources=["无", "旧"], lang="en")
    assert rows_of(ax) == ["无", "旧"]
    assert notes_of(ax) == ["0.0%", "10.0% · 10", "covered · longest"]


def test_of_many_sources_those_that_cover_most_are_drawn():
    """Forty rows at most, in their order; caption and description count the rest."""
    ax = plot_echoes(echoes(*((0, 20 if i in (0, 41) else 30, f"第{i}篇", 0) for i in range(42))), WHOLE)
    assert rows_of(ax) == [f"第{i}篇" for i in range(1, 41)]
    assert "另有 2 个出处未画" in ax.get_xlabel()
    assert "另有 2 个出处未画" in alt_text(ax)


@pytest.mark.parametrize(("lang", "rest"), [("zh", "另有 12 个出处未画"), ("en", "sources left out: 12")])
def test_the_caption_stays_inside_the_figure(lang, rest):
    """With long names, near-echoes and sources left out, all of the caption can be read."""
    ax = plot_echoes(echoes(*((i, i + 30, f"{1954 + i}年青石县政府工作报告（摘要）", i % 2) for i in range(52))), WHOLE, lang=lang)
    ax.figure.canvas.draw()
    caption = ax.xaxis.label.get_window_extent()
    assert ax.get_xlabel().endswith("\n" + rest)
    assert ax.figure.bbox.x0 <= caption.x0 < caption.x1 <= ax.figure.bbox.x1
    assert alt_text(ax).endswith({"zh": f"；{rest}。", "en": f"; {rest}."}[lang])


def test_of_bars_that_coincide_the_longest_are_drawn():
    """Of more than 1,500 echoes in a row the longest at each spot stays."""
    rows = [(10 * i, 10 * i + 7 + i % 2, "旧", 0) for i in range(4000)]
    drawn = boxes_of(plot_echoes(echoes(*rows), sentences((0, 40_000))), "accent")
    assert len(drawn) <= 1500
    assert {right - left for left, right, *_ in drawn} == {8}


def test_alt_text_tells_the_numbers():
    """A sentence for a screen reader has the echoes and the share of each source."""
    table = echoes((10, 20, "旧", 0), (50, 57, "旧", 0), (12, 30, "新", 0))
    assert alt_text(plot_echoes(table, WHOLE)) == "回声图，全文 100 字中与各出处相同的地方：旧 2 处，覆盖 17.0%、新 1 处，覆盖 18.0%。"
    assert alt_text(plot_echoes(table, WHOLE, lang="en")) == "Echoes along 100 characters, by source: 旧 2, covered 17.0%, 新 1, covered 18.0%."


def test_nothing_to_draw_is_said():
    """Without sources, or without sentences, the chart has nothing but the words for it."""
    for ax in (plot_echoes(echoes(), WHOLE), plot_echoes(echoes(), sentences(), sources=["旧"])):
        assert notes_of(ax) == ["无数据"]
        assert alt_text(ax) == "无数据"


def test_what_cannot_be_drawn_is_refused():
    """Another table, two speeches and an unknown language are errors."""
    with pytest.raises(TableError, match="lacks the columns"):
        plot_echoes(WHOLE, WHOLE)
    with pytest.raises(TableError, match="several speeches"):
        plot_echoes(echoes((0, 9, "旧", 0)), WHOLE.assign(doc_id="乙"))
    with pytest.raises(OptionError, match="lang='fr'"):
        plot_echoes(echoes(), WHOLE, lang="fr")


def test_it_draws_into_given_axes():
    """The Axes passed come back."""
    _, ax = plt.subplots()
    assert plot_echoes(echoes((0, 9, "旧", 0)), WHOLE, ax=ax) is ax

"""Voices, cadence and devices along a text: what is drawn where, what stands beside it, and that any table can be drawn."""

from xml.etree import ElementTree

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis import assign_speakers, find_four_character_phrases, find_modals, find_repetitions, find_reported_speech, measure_cadence, parse_speech
from analysis.charts import PALETTE, alt_text, chart_svg
from analysis.device_charts import plot_cadence, plot_devices
from analysis.errors import OptionError, TableError
from analysis.tables import build_table
from analysis.voice_charts import plot_voices
from test_plot_slogans import HOSTILE, check_texts, rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt

TEXT = (
    "丁小菲指出，要修好水渠，必须赶在汛前。要查清隐患，务必落实到人。\n\n"
    "王大可强调，要稳就业、稳金融、稳外贸。要修路，要架桥，要通水。\n\n"
    "会后，大家齐心协力，说干就干。\n"
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def spans(*places, **columns):
    """A table of spans (start, end), with further columns."""
    starts, ends = [start for start, _ in places], [end for _, end in places]
    own = {"doc_id": ["甲"] * len(places), "start": starts, "end": ends, "text": ["字"] * len(places)}
    return pd.DataFrame(own).astype({"doc_id": "str", "start": "int64", "end": "int64", "text": "str"}).assign(**columns)


def voices(*rows):
    """Voices from (start, end, speaker)."""
    return spans(*((start, end) for start, end, _ in rows), speaker=[speaker for *_, speaker in rows])


def clauses(*rows):
    """Clauses from (start, end, length, run, items)."""
    starts, ends, lengths, runs, items = ([row[i] for row in rows] for i in range(5))
    own = {"doc_id": ["甲"] * len(rows), "start": starts, "end": ends, "text": ["字"] * len(rows)}
    return build_table("cadence", own | {"length": lengths, "run": runs, "items": items})


def boxes_of(ax, color):
    """(left, right, top, bottom) of each box in this colour, top being the higher on paper."""
    chosen = [each for each in ax.collections if type(each) is PolyCollection and to_hex(each.get_facecolor()[0]) == PALETTE[color]]
    corners = [path.vertices for each in chosen for path in each.get_paths()]
    return [(float(each[:, 0].min()), float(each[:, 0].max()), float(each[:, 1].max()), float(each[:, 1].min())) for each in corners]


def bands_of(ax):
    """For each row the (left, right) of its bands, and those of its thin bands."""
    rows = [([], []) for _ in rows_of(ax)]
    for left, right, below, above in boxes_of(ax, "soft"):
        rows[round((below + above) / 2)][below - above < 0.2].append((left, right))
    return rows


def ticks_of(ax):
    """For each row where its ticks stand."""
    rows = [[] for _ in rows_of(ax)]
    for lines in ax.collections:
        if type(lines) is not PolyCollection and hasattr(lines, "get_segments") and to_hex(lines.get_color()[0]) == PALETTE["accent"]:
            for segment in lines.get_segments():
                rows[round(float(segment[:, 1].mean()))].append(int(segment[0, 0]))
    return rows


def notes_of(ax):
    """What stands beside the chart, from the top down, its heading last."""
    return [text.get_text() for text in ax.texts]


def test_each_speaker_has_a_row_with_bands_and_a_number():
    """A band stands where somebody speaks, rows stand in order of appearance, and at the right how many characters each says."""
    ax = plot_voices(voices((10, 30, "丁小菲"), (40, 50, "王大可"), (60, 65, "丁小菲")), length=100)
    assert rows_of(ax) == ["丁小菲", "王大可"]
    assert [band for band, _ in bands_of(ax)] == [[(10, 30), (60, 65)], [(40, 50)]]
    assert notes_of(ax) == ["25", "10", "字数"]
    assert ticks_of(ax) == [[], []]
    assert ax.get_xlabel() == "在文中的位置（第几字）；色带：说的话"


def test_what_is_cited_counts_for_the_one_who_is_cited():
    """A voice in a voice takes its stretch from the outer one, whose band is thin there."""
    ax = plot_voices(voices((10, 60, "丁小菲"), (20, 50, "王大可"), (30, 40, "李四")), length=100)
    assert bands_of(ax) == [([(10, 20), (50, 60)], [(10, 60)]), ([(20, 30), (40, 50)], [(20, 50)]), ([(30, 40)], [(30, 40)])]
    assert notes_of(ax) == ["20", "20", "10", "字数"]
    assert "细处是引别人" in ax.get_xlabel()


def test_a_voice_in_ones_own_voice_cites_nobody():
    """Who quotes himself is one band, and no character counts twice."""
    ax = plot_voices(voices((10, 60, "丁小菲"), (20, 50, "丁小菲")), length=100)
    assert [band for band, _ in bands_of(ax)] == [[(10, 60)]]
    assert notes_of(ax)[0] == "50"
    assert "引别人" not in ax.get_xlabel()


def test_voices_that_cross_share_no_character():
    """A voice that crosses the end of another ends with it."""
    ax = plot_voices(voices((10, 40, "丁小菲"), (30, 60, "王大可")), length=100)
    assert [band for band, _ in bands_of(ax)] == [[(10, 30)], [(30, 40)]]


def test_marks_are_ticks_in_the_rows_of_their_speakers():
    """Each mark is a tick where it starts, and the number of marks stands behind the characters."""
    found = voices((10, 40, "丁小菲"), (50, 60, "王大可"))
    marks = voices((12, 14, "丁小菲"), (20, 22, "丁小菲"), (55, 56, "王大可"))
    ax = plot_voices(found, marks=marks, length=100)
    assert rows_of(ax) == ["丁小菲", "王大可"]
    assert ticks_of(ax) == [[12, 20], [55]]
    assert notes_of(ax) == ["30 · 2", "10 · 1", "字数 · 标记"]


def test_marks_outside_voices_make_a_row_of_narration():
    """Marks without a speaker stand in a last row, with bands for all that nobody is reported to say."""
    marks = spans((2, 4), (55, 56), (90, 92), speaker=["", "王大可", None])
    for lang, name in (("zh", "叙述"), ("en", "narration")):
        ax = plot_voices(voices((10, 40, "丁小菲"), (50, 60, "王大可")), marks=marks, length=100, lang=lang)
        assert rows_of(ax) == ["丁小菲", "王大可", name]
        assert ticks_of(ax) == [[], [55], [2, 90]]
        assert bands_of(ax)[-1][0] == [(0, 10), (40, 50), (60, 100)]
        assert notes_of(ax)[:3] == ["30 · 0", "10 · 1", "60 · 2"]


def test_what_no_voice_holds_is_named_after_the_speech_s_own_speaker():
    """Where the marks give one name to all outside the voices, the last row has it."""
    ax = plot_voices(voices((10, 40, "毛主席")), marks=voices((2, 4, "丁小菲"), (50, 52, "丁小菲")), length=100)
    assert rows_of(ax) == ["毛主席", "丁小菲"]
    assert bands_of(ax)[1][0] == [(0, 10), (40, 100)]
    assert notes_of(ax)[1] == "70 · 2"


def test_of_several_names_outside_the_voices_no_stretch_is_told():
    """Whose the rest is cannot be known then: such rows have ticks, a dash for characters, and no band."""
    ax = plot_voices(voices((10, 40, "丁小菲")), marks=voices((2, 4, "张三"), (50, 52, "李四")), length=100)
    assert rows_of(ax) == ["丁小菲", "张三", "李四"]
    assert [band for band, _ in bands_of(ax)] == [[(10, 40)], [], []]
    assert notes_of(ax)[1:3] == ["– · 1", "– · 1"]


@pytest.mark.parametrize(
    ("columns", "name"),
    [({"act": ["directive"] * 2}, "要求"), ({"act": ["directive", "report"]}, "标记"), ({"modal": ["要", "必须"]}, "情态词"), ({"act": ["喊话"] * 2}, "标记")],
)
def test_marks_are_called_by_what_they_are(columns, name):
    """The one act of all marks, modals, or just marks: heading and caption say which."""
    ax = plot_voices(voices((10, 40, "丁小菲")), marks=voices((12, 14, "丁小菲"), (20, 22, "丁小菲")).assign(**columns), length=100)
    assert notes_of(ax)[-1] == f"字数 · {name}"
    assert ax.get_xlabel().endswith(f"；红线：{name}")


def test_of_many_speakers_those_who_say_most_are_drawn():
    """Twelve rows at most, in order of appearance; caption and description count the rest."""
    ax = plot_voices(voices(*((100 * i, 100 * i + (5 if i < 3 else 50), f"第{i}人") for i in range(15))))
    assert rows_of(ax) == [f"第{i}人" for i in range(3, 15)]
    assert "另有 3 行未画" in ax.get_xlabel()
    assert "另有 3 行未画" in alt_text(ax)


def test_narration_is_never_left_out():
    """However little nobody is reported to say, its row is among the twelve."""
    said = voices(*((100 * i, 100 * i + 99, f"第{i}人") for i in range(15)))
    ax = plot_voices(said, marks=voices((99, 100, "")), length=1500)
    assert rows_of(ax) == [*(f"第{i}人" for i in range(11)), "叙述"]
    assert notes_of(ax)[11] == "15 · 1"


def test_alt_text_of_voices_tells_the_numbers():
    """A sentence for a screen reader has each speaker's characters and marks."""
    found, marks = voices((10, 40, "丁小菲")), voices((12, 14, "丁小菲"), (50, 52, "")).assign(act="directive")
    assert alt_text(plot_voices(found, length=1200)) == "引述图，全文 1,200 字中各人说的话：丁小菲 30 字。"
    assert alt_text(plot_voices(found, marks=marks, length=1200)) == "引述图，全文 1,200 字中各人说的话：丁小菲 30 字、要求 1 处；叙述 1,170 字、要求 1 处。"
    english = alt_text(plot_voices(found, marks=marks, length=1200, lang="en"))
    assert english == "Who speaks along 1,200 characters: 丁小菲 30 characters, directive: 1; narration 1,170 characters, directive: 1."


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


@pytest.mark.parametrize(("lang", "words"), [("zh", "无数据"), ("en", "no data")])
def test_empty_tables_give_axes_that_say_so(lang, words):
    """Nothing to draw is no error, whatever the length."""
    for length in (None, 100):
        for ax in (
            plot_voices(voices(), length=length, lang=lang),
            plot_voices(voices(), marks=voices(), length=length, lang=lang),
            plot_cadence(clauses(), length=length, lang=lang),
            plot_devices({}, length=length, lang=lang),
            plot_devices({"隐喻": spans(), "顶真": spans(group=[])}, length=length, lang=lang),
        ):
            assert check_texts(ax) == [words]
            assert alt_text(ax) == words


def test_wrong_tables_are_refused():
    """A list, missing columns, texts for numbers and something that is no mapping give a TableError."""
    good, cadence = voices((1, 5, "丁小菲")), clauses((0, 7, 6, 0, 0))
    for wrong in (["丁小菲"], good.drop(columns="doc_id"), good.drop(columns="speaker")):
        with pytest.raises(TableError):
            plot_voices(wrong)
        with pytest.raises(TableError):
            plot_voices(good, marks=wrong)
    for wrong in (["分句"], cadence.drop(columns="run"), cadence.astype({"length": "str"})):
        with pytest.raises(TableError):
            plot_cadence(wrong)
    for wrong in (good, [good], {"引述": ["丁小菲"]}, {"引述": good.drop(columns="start")}):
        with pytest.raises(TableError):
            plot_devices(wrong)
    with pytest.raises(TableError, match=r"got DataFrame; allowed: a mapping such as \{\"四字格\": phrases\}"):
        plot_devices(good)


def test_several_documents_are_refused():
    """Offsets of two documents share no axis, be they in one table or in two."""
    one, other = voices((1, 5, "丁小菲")), voices((1, 5, "丁小菲")).assign(doc_id="乙")
    cadence = clauses((0, 7, 6, 0, 0))
    for draw in (
        lambda: plot_voices(pd.concat([one, other])),
        lambda: plot_voices(one, marks=other),
        lambda: plot_cadence(pd.concat([cadence, cadence.assign(doc_id="乙")])),
        lambda: plot_devices({"甲": one, "乙": other}),
    ):
        with pytest.raises(TableError, match="about 2 documents, whose offsets share no axis"):
            draw()


@pytest.mark.parametrize(
    ("options", "message"), [({"length": 4}, r"length=4 .* allowed: 5 or more"), ({"lang": "fr"}, "lang='fr'"), ({"ax": Figure()}, "no.* Axes")]
)
def test_wrong_options_are_refused(options, message):
    """A length shorter than the text, an unknown language and something that is no Axes are refused with what is allowed."""
    for draw, table in ((plot_voices, voices((1, 5, "丁小菲"))), (plot_cadence, clauses((1, 5, 4, 0, 0))), (plot_devices, {"隐喻": spans((1, 5))})):
        with pytest.raises(OptionError, match=message):
            draw(table, **options)
    with pytest.raises(OptionError, match=r"length=4 .* allowed: 9 or more"):
        plot_voices(voices((1, 3, "丁小菲")), marks=voices((8, 9, "丁小菲")), length=4)


@pytest.mark.parametrize("window", [0, -5, 2.5, True, "300"])
def test_a_window_of_less_than_a_character_is_refused(window):
    """The window is a whole number of characters."""
    with pytest.raises(OptionError, match="window="):
        plot_cadence(clauses((0, 7, 6, 0, 0)), window=window)


def test_a_book_makes_no_heavy_picture():
    """What would coincide is drawn once, while the numbers are the whole ones."""
    places = [(10 * i, 10 * i + 5) for i in range(30_000)]
    said = spans(*places, speaker=["丁小菲", "王大可"] * 15_000)
    ax = plot_voices(said, marks=said)
    assert all(0 < len(band) <= 1501 for band, _ in bands_of(ax))
    assert [len(row) for row in ticks_of(ax)] == [1500, 1500]
    assert notes_of(ax)[0] == "75,000 · 15,000"
    ax = plot_cadence(clauses(*((start, end + 5, 9, 1 + i // 4 if i % 100 < 4 else 0, 2) for i, (start, end) in enumerate(places))))
    assert len(boxes_of(ax, "soft")) <= 1500
    assert 0 < len(boxes_of(ax, "accent")) <= 1500
    assert len([text for text in notes_of(ax) if "字×" in text]) <= 12
    ax = plot_devices({"情态": said})
    assert [len(row) for row in ticks_of(ax)] == [1500]
    assert notes_of(ax)[0].startswith("30,000 · ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_endless_clause_can_be_drawn(lang):
    """A text of one clause of 300,000 characters has a bar and a scale."""
    ax = plot_cadence(clauses((0, 300_000, 300_000, 0, 0)), lang=lang)
    check_texts(ax)
    assert len(boxes_of(ax, "soft")) == 1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "100,000", "200,000", "300,000", "0", "5"]


def test_they_draw_into_the_axes_they_are_given_and_leave_the_tables_alone():
    """`ax` comes back, no further figure is made, and neither settings nor tables change, sorted or not."""
    said, cadence = voices((10, 40, "丁小菲"), (1, 5, None)), clauses((7, 14, 6, 0, 0), (0, 7, 6, 0, 2))
    kept, kept_cadence, chosen = said.copy(deep=True), cadence.copy(deep=True), matplotlib.rcParams.copy()
    figure, axes = plt.subplots(3)
    assert plot_voices(said, marks=said, ax=axes[0]) is axes[0]
    assert plot_cadence(cadence, ax=axes[1]) is axes[1]
    assert plot_devices({"引述": said, "分句": cadence}, ax=axes[2]) is axes[2]
    assert plt.get_fignums() == [figure.number]
    assert matplotlib.rcParams == chosen
    pd.testing.assert_frame_equal(said, kept)
    pd.testing.assert_frame_equal(cadence, kept_cadence)


def test_hostile_names_are_drawn_as_plain_text():
    """Whatever names of speakers, devices and acts hold, they are shown safely in one short line, and the SVG is well-formed."""
    said = voices(*((10 * i, 10 * i + 5, name) for i, name in enumerate(HOSTILE)))
    for ax in (plot_voices(said, marks=said.assign(act=HOSTILE[0]), lang="en"), plot_devices(dict.fromkeys(HOSTILE, said))):
        check_texts(ax)
        assert rows_of(ax)[:3] == ["$x_1^2$", "\\frac{疫", "复工 复产"]
        assert rows_of(ax)[-1] == "长" * 13 + "…"
        assert ElementTree.fromstring(chart_svg(ax)).get("aria-label") == alt_text(ax)


def test_the_same_tables_give_the_same_drawing():
    """Nothing of the time or the process gets into a page."""
    said, cadence = voices((1, 5, "丁小菲"), (9, 12, "王大可")), clauses((0, 7, 6, 0, 0), (7, 14, 8, 0, 2))
    for draw in (lambda: plot_voices(said, marks=said), lambda: plot_cadence(cadence), lambda: plot_devices({"引述": said})):
        assert chart_svg(draw()) == chart_svg(draw())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rhetoric_of_a_speech_can_be_drawn(lang):
    """From text to charts: who speaks where and what each demands, the run of three clauses, the devices."""
    speech = parse_speech(TEXT)
    length, found = len(TEXT), find_reported_speech(speech)
    modals = assign_speakers(find_modals(speech), speech, voices=found)
    ax = plot_voices(found, marks=modals, length=length, lang=lang)
    check_texts(ax)
    assert rows_of(ax)[:2] == ["丁小菲", "王大可"]
    assert sum(len(row) for row in ticks_of(ax)) == len(modals) >= 6
    ax = plot_cadence(measure_cadence(speech), length=length, lang=lang)
    check_texts(ax)
    assert [box[0] for box in boxes_of(ax, "accent")] == [TEXT.index("要修路"), TEXT.index("要架桥"), TEXT.index("要通水")]
    tables = {"四字格": find_four_character_phrases(speech), "反复": find_repetitions(speech), "情态": modals}
    ax = plot_devices(tables, length=length, lang=lang)
    check_texts(ax)
    assert [len(row) for row in ticks_of(ax)] == [len(table) for table in tables.values()]

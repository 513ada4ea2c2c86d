"""Voices along a text: who is drawn where, and what stands beside it."""

import matplotlib
import pytest

from analysis.charts import alt_text
from analysis.voice_charts import plot_voices
from chart_tables import bands_of, notes_of, spans, ticks_of, voices
from test_plot_slogans import rows_of

matplotlib.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


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

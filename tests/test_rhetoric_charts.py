"""What holds for every chart of voices, cadence and devices: any table can be drawn, and wrong ones are refused."""

from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import assign_speakers, find_four_character_phrases, find_modals, find_repetitions, find_reported_speech, measure_cadence, parse_speech
from analysis.charts import alt_text, chart_svg
from analysis.device_charts import plot_cadence, plot_devices
from analysis.errors import OptionError, TableError
from analysis.voice_charts import plot_voices
from chart_tables import bands_of, boxes_of, clauses, notes_of, spans, ticks_of, voices
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

"""Where segmenters disagree, and whether a ranking changes."""

import re

import pytest

from analysis import OptionError, Segmenter, audit_segmentation, compare_top_terms, parse_speech
from analysis.tables import columns_of


def by_characters(text):
    """An engine of single characters."""
    return list(text)


def in_pairs(text):
    """An engine that cuts every two characters."""
    return [text[i : i + 2] for i in range(0, len(text), 2)]


CHARACTERS = Segmenter(engine=by_characters, adapt=False)
PAIRS = Segmenter(engine=in_pairs, adapt=False)
WHOLE = Segmenter(engine=by_characters, adapt=False, words=("秋收",))


def test_each_disagreement_is_the_smallest_stretch_with_a_row_for_each_setting():
    """Stretches lie between edges that all settings share, and every row says how its setting cuts."""
    speech = parse_speech("抓秋收，促秋收。", doc_id="甲")
    table = audit_segmentation(speech, [CHARACTERS, WHOLE])
    expected = [
        ("甲", 1, 3, "秋收", 0, "by_characters, as is", "秋 | 收"),
        ("甲", 1, 3, "秋收", 0, "by_characters+1 words, as is", "秋收"),
        ("甲", 5, 7, "秋收", 1, "by_characters, as is", "秋 | 收"),
        ("甲", 5, 7, "秋收", 1, "by_characters+1 words, as is", "秋收"),
    ]
    assert list(table.itertuples(index=False, name=None)) == expected
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("audit")


def test_three_settings_of_which_two_agree_have_three_rows():
    """A stretch is shown for every setting, also for those that agree with each other."""
    table = audit_segmentation(parse_speech("抓秋收"), [CHARACTERS, WHOLE, Segmenter(engine=by_characters, adapt=False, words=("秋收", "稻谷"))])
    assert table["cut"].to_list() == ["秋 | 收", "秋收", "秋收"]


def test_stretches_that_settings_cut_across_each_other_are_one():
    """Words that overlap crosswise are one stretch."""
    table = audit_segmentation(parse_speech("抓秋收。"), [PAIRS, WHOLE])
    assert table["text"].unique().tolist() == ["抓秋收。"]
    assert table["cut"].to_list() == ["抓秋 | 收。", "抓 | 秋收 | 。"]


def test_settings_that_agree_have_no_rows_and_the_table_is_typed():
    """jieba and rjieba agree, so the table is empty with its columns."""
    table = audit_segmentation(parse_speech("要把粮食安全牢牢抓在手上。"), [Segmenter(), Segmenter(engine="rjieba")])
    assert len(table) == 0
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("audit")


@pytest.mark.parametrize("text", ["", "  \n ", "，。"])
def test_texts_without_words_have_no_disagreements(text):
    """Nothing to cut, nothing to disagree on."""
    assert len(audit_segmentation(parse_speech(text), [CHARACTERS, WHOLE])) == 0


def test_page_furniture_and_blanks_between_sentences_are_left_out():
    """A disagreement inside 本条编辑 does not count, and no stretch runs from one sentence over a line break into another."""
    speech = parse_speech("我县抓秋收\n全县都在抓秋收。\n秋收在即。\n本条编辑：秋收")
    table = audit_segmentation(speech, [CHARACTERS, WHOLE])
    assert table["text"].unique().tolist() == ["秋收"]
    assert table["start"].unique().tolist() == [3, 11, 15]


@pytest.mark.parametrize("settings", [[], [Segmenter()], [Segmenter(), Segmenter()], [Segmenter(words=("甲",)), Segmenter(words=("乙",))]])
def test_fewer_than_two_different_settings_are_refused(settings):
    """The error gives the names and an example."""
    names = [setting.name for setting in settings]
    message = f"segmenters={names!r} cannot be compared; allowed: two or more different ones. Pass for example [Segmenter(), Segmenter(hmm=True)]."
    for compare in (audit_segmentation, compare_top_terms):
        with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
            compare(parse_speech("抓秋收"), settings)


def test_top_terms_say_where_the_settings_agree():
    """A term in every top with the same count is agreed; counts and rates are those of its own setting."""
    table = compare_top_terms(parse_speech("抓秋收，促秋收，秋收快。"), [CHARACTERS, WHOLE], top=3)
    rows = table[["setting", "term", "n", "agreed"]].to_numpy().tolist()
    assert [row[1:] for row in rows if row[0] == CHARACTERS.name] == [["秋", 3, False], ["收", 3, False], ["抓", 1, True]]
    assert [row[1:] for row in rows if row[0] == WHOLE.name] == [["秋收", 3, False], ["抓", 1, True], ["促", 1, False]]
    assert table["rate"].to_list()[3] == pytest.approx(3 / 9 * 10_000)
    assert table["agreed"].dtype == bool


def test_an_empty_text_has_no_top_terms_but_the_columns():
    """The comparison of nothing is empty and keeps its columns and types."""
    table = compare_top_terms(parse_speech(""), [CHARACTERS, WHOLE])
    assert list(table) == ["doc_id", "start", "end", "text", "setting", "term", "n", "rate", "agreed"]
    assert len(table) == 0
    assert (str(table["start"].dtype), str(table["n"].dtype), str(table["agreed"].dtype)) == ("int64", "int64", "bool")


@pytest.mark.parametrize("top", [0, -1, 2.5, "3"])
def test_a_top_that_is_no_count_is_refused(top):
    """head(-1) would silently drop the last term instead."""
    with pytest.raises(OptionError, match=rf"^top={re.escape(repr(top))}"):
        compare_top_terms(parse_speech("抓秋收"), [CHARACTERS, WHOLE], top=top)


def test_an_audit_leaves_the_speech_alone():
    """The speech keeps its own segmenter and words."""
    speech = parse_speech("抓秋收，促秋收。")
    before = speech.tokens.copy()
    audit_segmentation(speech, [CHARACTERS, WHOLE])
    compare_top_terms(speech, [CHARACTERS, WHOLE])
    assert speech.segmenter == Segmenter()
    assert speech.tokens.equals(before)

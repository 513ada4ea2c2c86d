"""Counting: every figure against one worked out by hand or by a second formula, and what is and is not counted."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import frequency, parse_speech
from analysis.errors import OptionError, TableError
from analysis.frequency import (
    count_collocates,
    count_ngrams,
    count_terms,
    find_contexts,
    load_stop_words,
    measure_dispersion,
    select_words,
)
from analysis.segmentation import Segmenter
from analysis.tables import build_table, columns_of
from made_tokens import BY_CHARACTER, MARKS, as_dict, make_tokens, words_strategy

# What counts as a word


def test_punctuation_is_no_word():
    """Rows that are punctuation are left out, with and without the column `tag`."""
    tokens = make_tokens("防控 ， 工作 。")
    assert select_words(tokens)["term"].tolist() == ["防控", "工作"]
    assert select_words(tokens.drop(columns="tag"))["term"].tolist() == ["防控", "工作"]


def test_furniture_is_left_out_unless_asked_for():
    """The page around the speech is not counted by default, is counted with zones=None, and alone with zones=["furniture"]."""
    speech = parse_speech("我们要防控疫情。\n\n责任编辑：王某\n", segmenter=BY_CHARACTER)
    assert "编" not in set(count_terms(speech.tokens)["term"])
    assert as_dict(count_terms(speech.tokens, zones=None), "n")["编"] == 1
    assert set(count_terms(speech.tokens, zones=["furniture"])["term"]) == set("责任编辑王某")


@pytest.mark.parametrize("zones", [["正文"], ["body", "foot"], "body"])
def test_an_unknown_zone_is_refused(zones):
    """A zone that does not exist is an OptionError and not an empty table."""
    with pytest.raises(OptionError, match="zones="):
        count_terms(make_tokens("防控 工作 。"), zones=zones)


def test_stop_words_are_a_table_that_can_be_filtered():
    """The shipped stop words have the columns term and kind and no term twice."""
    table = load_stop_words()
    assert list(table.columns) == ["term", "kind"]
    assert not table["term"].duplicated().any()
    assert {"的", "和"} <= set(table["term"])
    table.loc[:, "kind"] = "?"
    assert "?" not in set(load_stop_words()["kind"])


# Terms


def test_counts_rates_and_order_by_hand():
    """防控 3 and 疫情 2 of 6 words and 11 characters; equal counts stand in order of first appearance."""
    tokens = make_tokens("疫情 防控 ， 防控 要 。", "疫情 防控 。")
    table = count_terms(tokens)
    assert table["term"].tolist() == ["防控", "疫情", "要"]
    assert table["n"].tolist() == [3, 2, 1]
    assert table["rate"].tolist() == pytest.approx([3 / 11 * 10_000, 2 / 11 * 10_000, 1 / 11 * 10_000])
    assert count_terms(tokens, per="tokens")["rate"].tolist() == pytest.approx([500, 1000 / 3, 1000 / 6])
    assert_frame_equal(count_terms(tokens, per="characters"), table)


def test_ties_stand_in_order_of_appearance():
    """Words of one count keep the order in which the text brings them."""
    assert count_terms(make_tokens("丙 乙 甲 丁 。"))["term"].tolist() == ["丙", "乙", "甲", "丁"]


def test_the_witness_is_the_first_occurrence_as_written():
    """A count points to the first place of its word and shows what is written there, not the folded form."""
    speech = parse_speech("抓緊疫情防控。疫情防控要落實。", segmenter=BY_CHARACTER)
    row = count_terms(speech.tokens).set_index("term").loc["紧"]
    assert (row["start"], row["end"], row["text"], row["n"]) == (1, 2, "緊", 1)
    assert count_terms(speech.tokens).set_index("term").loc["疫", "start"] == speech.text.index("疫")


def test_stop_words_leave_the_rates_of_others_alone():
    """Taking stop words away, as a table, a list or a set, drops their rows and changes no other row."""
    tokens = make_tokens("我们 的 防控 的 工作 。")
    whole = count_terms(tokens)
    for stop_words in (pd.DataFrame({"term": ["的"]}), ["的"], {"的"}, iter(["的"])):
        assert_frame_equal(count_terms(tokens, stop_words=stop_words), whole[whole["term"] != "的"].reset_index(drop=True), check_index_type=False)


def test_stop_words_match_traditional_and_full_width_writing():
    """Stop words are folded as terms are."""
    speech = parse_speech("我們的ＡＢ。", segmenter=BY_CHARACTER)
    assert count_terms(speech.tokens, stop_words=["們", "Ａ"])["term"].tolist() == ["我", "的", "b"]


def test_one_string_is_no_list_of_stop_words():
    """A string would be taken for its characters, so it is refused with the remedy."""
    with pytest.raises(OptionError, match=re.escape("Pass ['我们']")):
        count_terms(make_tokens("我们 防控 。"), stop_words="我们")


def test_groups_have_their_own_rates_and_order():
    """With `by`, counts and rates are within each group, and groups are sorted."""
    tokens = pd.concat([make_tokens("防控 要 防控 。", doc_id="乙"), make_tokens("要 疫情 。", doc_id="丙")], ignore_index=True)
    table = count_terms(tokens, by="doc_id", per="tokens")
    assert table[["doc_id", "term", "n"]].values.tolist() == [["丙", "要", 1], ["丙", "疫情", 1], ["乙", "防控", 2], ["乙", "要", 1]]
    assert table["rate"].tolist() == pytest.approx([500, 500, 2000 / 3, 1000 / 3])
    assert list(table.columns) == list(columns_of("terms"))


def test_a_column_of_ones_own_can_group():
    """`by` may be any column; it stands after the span columns and keeps its type."""
    tokens = make_tokens("防控 要 防控 。").assign(speaker=["丁某", "丁某", "张某", "张某"])
    table = count_terms(tokens, by="speaker")
    assert list(table.columns) == ["doc_id", "start", "end", "text", "speaker", "term", "n", "rate"]
    assert as_dict(table[table["speaker"] == "张某"], "n") == {"防控": 1}
    category = count_terms(tokens.assign(speaker=tokens["speaker"].astype("category")), by="speaker")
    assert category["n"].tolist() == table["n"].tolist()


def test_words_of_no_group_have_a_rate_too():
    """Where the group is missing, as `label_within` leaves it, the rate is still a number."""
    tokens = make_tokens("防控 要 防控 。")
    table = count_terms(tokens.assign(speaker=["丁某", None, None, None]), by="speaker")
    assert table["n"].sum() == 3
    assert table["rate"].notna().all()


@pytest.mark.parametrize(("options", "error"), [({"per": "words"}, OptionError), ({"by": "speaker"}, TableError)])
def test_wrong_options_of_counts(options, error):
    """An unknown `per` and a missing `by` column are named in the error."""
    with pytest.raises(error, match=r"words|speaker"):
        count_terms(make_tokens("防控 。"), **options)


@given(words_strategy)
def test_counts_add_up_to_all_words(words):
    """The counts of all terms sum to the words, and their rates per 1,000 tokens to 1,000."""
    tokens = make_tokens(" ".join(words))
    table = count_terms(tokens, per="tokens")
    expected = sum(word not in MARKS for word in words)
    assert table["n"].sum() == expected
    assert table["rate"].sum() == pytest.approx(1000 if expected else 0)
    assert table["n"].is_monotonic_decreasing


# Word groups


def test_ngrams_by_hand():
    """Runs of two words, with their span, and rates against all words."""
    table = count_ngrams(make_tokens("疫情 防控 工作 ， 疫情 防控 。"), per="tokens")
    assert table[["start", "end", "text", "term", "n"]].values.tolist() == [[0, 4, "疫情防控", "疫情防控", 2], [2, 6, "防控工作", "防控工作", 1]]
    assert table["rate"].tolist() == pytest.approx([2 / 5 * 1000, 1 / 5 * 1000])


def test_ngrams_do_not_cross_anything():
    """Punctuation, a space, a line break, a paragraph and a document end a run."""
    speech = parse_speech("甲乙，丙丁 戊己\n庚辛", segmenter=BY_CHARACTER)
    assert set(count_ngrams(speech.tokens, zones=None)["term"]) == {"甲乙", "丙丁", "戊己", "庚辛"}
    other = make_tokens("丙 丁", doc_id="乙").assign(start=[2, 3], end=[3, 4])
    both = pd.concat([make_tokens("甲 乙"), other], ignore_index=True)
    assert set(count_ngrams(both)["term"]) == {"甲乙", "丙丁"}


def test_a_run_that_begins_or_ends_with_a_stop_word_is_left_out():
    """Inside a run a stop word may stand."""
    tokens = make_tokens("中国 的 防控 工作")
    assert count_ngrams(tokens, stop_words=["的"])["term"].tolist() == ["防控工作"]
    assert count_ngrams(tokens, n=3, stop_words=["的"])["term"].tolist() == ["中国的防控"]


@pytest.mark.parametrize("n", [1, 0, -3, 2.5, True, "2", None, float("nan"), float("inf")])
def test_ngrams_need_a_whole_number_from_two(n):
    """Anything else than a whole number of at least 2 is an OptionError that names it."""
    with pytest.raises(OptionError, match="n="):
        count_ngrams(make_tokens("疫情 防控 工作"), n=n)


def test_runs_longer_than_the_text_give_an_empty_table():
    """No run of five words stands in four."""
    assert_frame_equal(count_ngrams(make_tokens("我 要 防控 。"), n=5), build_table("terms", {name: [] for name in columns_of("terms")}))


@given(words_strategy, st.integers(2, 4))
def test_ngrams_add_up_to_the_runs(words, n):
    """Every run between two marks of k words has k - n + 1 runs of n."""
    runs = re.split("[，。]", "".join("词" if word not in MARKS else word for word in words))
    assert count_ngrams(make_tokens(" ".join(words)), n=n)["n"].sum() == sum(max(0, len(run) - n + 1) for run in runs)


# What holds for all

CALLS = {
    "terms": count_terms,
    "terms by": lambda tokens: count_terms(tokens, by="zone"),
    "ngrams": count_ngrams,
    "collocates": lambda tokens: count_collocates(tokens, "疫情", min_count=1),
    "dispersion": measure_dispersion,
}


@pytest.mark.parametrize("name", CALLS)
def test_tables_keep_their_types_when_empty(name):
    """No words give no rows, in the declared columns and types."""
    kind = "terms" if name in ("ngrams", "terms by") else name
    declared = columns_of(kind, {"zone": "str"} if name == "terms by" else {})
    for tokens in (parse_speech("").tokens, parse_speech("，。").tokens):
        table = CALLS[name](tokens)
        assert len(table) == 0
        assert {column: str(dtype) for column, dtype in table.dtypes.items()} == declared


def test_contexts_keep_their_types_when_empty():
    """An empty text has no contexts, in the declared columns and types."""
    table = find_contexts(parse_speech(""), "防控")
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("contexts")


@pytest.mark.parametrize("name", CALLS)
def test_the_callers_table_is_left_alone(name):
    """Counting changes neither the values nor the index of the table it is given, whatever that index is."""
    tokens = make_tokens("疫情 防控 工作 ， 疫情 防控 。", "疫情 来 。")
    tokens.index = range(100, 100 + len(tokens))
    before = tokens.copy(deep=True)
    shifted = CALLS[name](tokens)
    assert_frame_equal(tokens, before)
    assert_frame_equal(shifted, CALLS[name](tokens.reset_index(drop=True)))
    assert shifted.index.tolist() == list(range(len(shifted)))


@pytest.mark.parametrize("name", CALLS)
def test_tables_without_terms_are_refused(name):
    """A table without `term`, or no table at all, is a TableError."""
    with pytest.raises(TableError):
        CALLS[name](make_tokens("疫情 防控").drop(columns="term"))
    with pytest.raises(TableError):
        CALLS[name](["疫情", "防控"])


def test_numbers_of_numpy_are_numbers():
    """Options may come out of a table, so numpy's whole numbers are accepted."""
    tokens = make_tokens("疫情 防控 疫情 防控")
    assert_frame_equal(count_ngrams(tokens, n=np.int64(2)), count_ngrams(tokens, n=2))


def test_every_count_of_a_real_text_points_to_its_word():
    """In a whole small speech the folded text at each witness is the term."""
    speech = parse_speech("同志們：\n\n要抓緊疫情防控工作，落實各項措施。疫情防控要緊！\n", segmenter=Segmenter(adapt=False))
    for table in (count_terms(speech.tokens), count_ngrams(speech.tokens), measure_dispersion(speech.tokens, parts=2)):
        assert len(table)
        assert [speech.folded[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["term"].tolist()


def test_what_a_rate_is_per_is_declared():
    """The two units are 10,000 characters and 1,000 tokens."""
    assert frequency.PER == {"characters": 10_000, "tokens": 1_000}

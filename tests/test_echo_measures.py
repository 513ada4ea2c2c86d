"""How much of a speech its echoes are: shares by source and by speaker, and who was first; and what is refused."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import OptionError, TableError, assign_speakers, find_echoes, measure_echo, parse_speech, sort_by_date
from analysis.tables import columns_of
from test_echoes import SMALL, SPEECH, covered

# How much of a speech.


def table(*rows, columns):
    """A table of one document 甲 from (start, end, text, …)."""
    frame = pd.DataFrame([("甲", *row) for row in rows], columns=["doc_id", "start", "end", "text", *columns])
    return frame.astype({"doc_id": "str", "text": "str"} if rows else {"doc_id": "str", "start": "int64", "end": "int64", "text": "str"})


SENTENCES = table((0, 6, "甲乙丙，丁。", "丁中平"), (6, 12, "戊己庚辛壬。", "丁小菲"), (12, 16, "子丑寅。", "丁中平"), columns=["speaker"])
ECHOES = table(
    (1, 5, "乙丙，丁", "旧", 3), (6, 8, "戊己", "旧", 2), (4, 9, "丁。戊己庚", "新", 4), (7, 9, "己庚", "新", 2), columns=["source_doc_id", "length"]
)


def test_each_source_has_its_share_and_what_it_was_first_to_have():
    """Characters in overlapping echoes count once, and those that an earlier source covers are not the later one's."""
    found = measure_echo(ECHOES, SENTENCES)
    assert {column: str(dtype) for column, dtype in found.dtypes.items()} == columns_of("echo_summary")
    assert found.to_numpy().tolist() == [
        ["甲", 1, 5, "乙丙，丁", "旧", 12, 5, 5 / 12, 5, 3],
        ["甲", 4, 9, "丁。戊己庚", "新", 12, 4, 4 / 12, 1, 4],
    ]


def test_by_speaker_each_has_a_row_for_each_source():
    """Shares are of the speaker's own characters; the witness is the longest echo that touches them, or an empty span."""
    found = measure_echo(ECHOES.iloc[:3], SENTENCES, by="speaker", sources=["新", "旧", "无"])
    assert list(found) == list(columns_of("echo_summary", {"speaker": "str"}))
    assert found.to_numpy().tolist() == [
        ["甲", 4, 9, "丁。戊己庚", "丁中平", "新", 7, 1, 1 / 7, 1, 4],
        ["甲", 4, 9, "丁。戊己庚", "丁小菲", "新", 5, 3, 3 / 5, 3, 4],
        ["甲", 1, 5, "乙丙，丁", "丁中平", "旧", 7, 3, 3 / 7, 2, 3],
        ["甲", 6, 8, "戊己", "丁小菲", "旧", 5, 2, 2 / 5, 0, 2],
        ["甲", 0, 0, "", "丁中平", "无", 7, 0, 0.0, 0, 0],
        ["甲", 6, 6, "", "丁小菲", "无", 5, 0, 0.0, 0, 0],
    ]


def test_a_source_without_an_echo_is_seen_as_nothing():
    """Named in sources it has a row with 0; no sentences give no rows; a text without characters is covered by nothing."""
    empty = ECHOES.iloc[:0]
    assert measure_echo(empty, SENTENCES, sources=["旧"])[["covered", "coverage", "first", "longest"]].to_numpy().tolist() == [[0, 0, 0, 0]]
    assert len(measure_echo(empty, SENTENCES)) == 0
    assert len(measure_echo(empty, SENTENCES.iloc[:0], sources=["旧"], by="speaker")) == 0
    marks = table((0, 2, "！！"), columns=[])
    assert measure_echo(empty, marks, sources=["旧"])[["characters", "coverage"]].to_numpy().tolist() == [[0, 0.0]]


def test_the_sentences_say_what_is_counted():
    """Page furniture counts as far as its sentences are passed."""
    speech = parse_speech("县里开会\n要抓好秋收。\n责任编辑：丁小菲\n")
    found, sentences = find_echoes(speech, parse_speech("要抓好秋收"), min_length=4), speech.sentences
    assert measure_echo(found, sentences)["characters"].to_list() == [16]
    assert measure_echo(found, sentences[sentences["zone"] != "furniture"])["coverage"].to_list() == [5 / 9]


def test_speakers_of_a_report_are_measured_apart():
    """With assign_speakers each speaker has the share of what he says."""
    speech = parse_speech("丁中平指出，要抓好秋收生产。\n丁小菲强调，要守好山林水塘。\n")
    found = find_echoes(speech, parse_speech("会上说要抓好秋收生产。", doc_id="会"), min_length=4)
    measured = measure_echo(found, assign_speakers(speech.sentences, speech), by="speaker")
    assert measured[["speaker", "characters", "covered"]].to_numpy().tolist() == [["丁中平", 12, 7], ["丁小菲", 12, 0]]


def test_measuring_changes_neither_table():
    """The callers' tables are as they were, whatever their index."""
    own, sentences = ECHOES.iloc[::-1].copy(), SENTENCES.iloc[::-1].copy()
    found = measure_echo(own, sentences, sources=["旧", "新"])
    pd.testing.assert_frame_equal(own, ECHOES.iloc[::-1])
    pd.testing.assert_frame_equal(sentences, SENTENCES.iloc[::-1])
    pd.testing.assert_frame_equal(found, measure_echo(ECHOES, SENTENCES))


@given(SMALL, SMALL, st.integers(1, 3))
def test_groups_agree_with_a_plain_count(text, other, step):
    """For any text each group has the characters, the covered ones and the longest echo that a count of each place gives."""
    speech = parse_speech(text)
    found = find_echoes(speech, parse_speech(other, doc_id="源"), min_length=2)
    sentences = speech.sentences.assign(group=[str(i % step) for i in range(len(speech.sentences))])
    echoed = list(zip(found["start"].to_list(), found["end"].to_list(), found["length"].to_list(), strict=True))
    rows = []
    for name in dict.fromkeys(sentences["group"]):
        own = sentences[sentences["group"] == name]
        places = [i for start, end in zip(own["start"], own["end"], strict=True) for i in range(start, end) if speech.text[i].isalnum()]
        lengths = [length for start, end, length in echoed if any(start <= i < end for i in places)]
        rows.append([name, len(places), sum(any(start <= i < end for start, end, _ in echoed) for i in places), max(lengths, default=0)])
    measured = measure_echo(found, sentences, by="group", sources=["源"])
    assert measured[["group", "characters", "covered", "longest"]].to_numpy().tolist() == rows


@given(SMALL, st.lists(SMALL, max_size=4))
def test_first_shares_add_up_to_all_that_is_covered(text, others):
    """What each source was first to have adds up to the characters that any of them covers, by a plain count."""
    speech = parse_speech(text)
    found = find_echoes(speech, [parse_speech(other, doc_id=str(i)) for i, other in enumerate(others)], min_length=2)
    measured = measure_echo(found, speech.sentences)
    everything = covered(zip(found["start"].to_list(), found["end"].to_list(), strict=True))
    assert measured["first"].sum() == sum(speech.text[i].isalnum() for i in everything)
    for name, covers in zip(measured["source_doc_id"], measured["covered"], strict=True):
        rows = found[found["source_doc_id"] == name]
        assert covers == sum(speech.text[i].isalnum() for i in covered(zip(rows["start"].to_list(), rows["end"].to_list(), strict=True)))


# What is refused.

GOOD = parse_speech(SPEECH)
CALLS = [
    (lambda: find_echoes(GOOD, GOOD, min_length=1), OptionError, "min_length=1 is too small or no whole number; allowed: 2 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, GOOD, max_gap=-1), OptionError, "max_gap=-1 is too small or no whole number; allowed: 0 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, GOOD, max_gap=0.5), OptionError, "max_gap=0.5 is too small or no whole number; allowed: 0 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, "要抓好秋收"), OptionError, "source is '要抓好秋收', a str; allowed: Speech. Make one with parse_speech or read_speech."),
    (lambda: find_echoes(GOOD, None), OptionError, "source is None, a NoneType; allowed: Speech. Make one with parse_speech or read_speech."),
    (lambda: find_echoes("秋收", GOOD), OptionError, "speech is '秋收', a str; allowed: Speech. Make one with parse_speech or read_speech."),
    (
        lambda: find_echoes(GOOD, [GOOD, "要抓好秋收"]),
        OptionError,
        "source[1] is '要抓好秋收', a str; allowed: Speech. Make one with parse_speech or read_speech.",
    ),
    (
        lambda: find_echoes(GOOD, [GOOD, GOOD]),
        OptionError,
        "two sources have the doc_id 'speech', and no row could tell which it is of; allowed: one each. Parse them with other ids.",
    ),
    (
        lambda: find_echoes(GOOD, [GOOD, parse_speech("秋收", doc_id="甲", date="2020年")]),
        OptionError,
        "date='2020年' of '甲' is no ISO 8601 date; allowed: '2020', '2020-02', '2020-02-24', or None. Pass it to parse_speech in this form.",
    ),
    (
        lambda: find_echoes(GOOD, parse_speech("秋收", doc_id="甲", date="2021-02-31")),
        OptionError,
        "date='2021-02-31' of '甲' is no ISO 8601 date; allowed: '2020', '2020-02', '2020-02-24', or None. Pass it to parse_speech in this form.",
    ),
    (lambda: sort_by_date([GOOD, 3]), OptionError, "speeches[1] is 3, a int; allowed: Speech. Make one with parse_speech or read_speech."),
    (
        lambda: measure_echo(SENTENCES, SENTENCES),
        TableError,
        "the table lacks the columns ['source_doc_id', 'length']; it has ['doc_id', 'start', 'end', 'text', 'speaker']. Pass a table that keeps them.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.drop(columns="speaker"), by="speaker"),
        TableError,
        "the table lacks the columns ['speaker']; it has ['doc_id', 'start', 'end', 'text']. Pass a table that keeps them.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.assign(doc_id=["甲", "乙", "甲"])),
        TableError,
        "['乙', '甲'] are several speeches; allowed: the echoes and sentences of one. Pass the rows of one `doc_id`.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.iloc[:0]),
        TableError,
        "['甲'] has echoes, but no sentences; allowed: the echoes and sentences of one. Pass the rows of one `doc_id`.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES, sources="旧"),
        OptionError,
        "sources='旧' is no list of ids; allowed: strings. Pass [each.doc_id for each in sort_by_date(speeches)].",
    ),
]


CALLS += [
    (
        lambda: measure_echo(ECHOES, SENTENCES, sources=3),
        OptionError,
        "sources=3 is no list of ids; allowed: strings. Pass [each.doc_id for each in sort_by_date(speeches)].",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES, by=["speaker"]),
        OptionError,
        "by=['speaker'] is no name of a column; allowed: a string, or None. Pass for example 'speaker'.",
    ),
]


@pytest.mark.parametrize("by", ["source_doc_id", "characters", "covered", "coverage", "first", "longest", "start", "end", "text"])
def test_a_group_named_like_a_column_of_the_result_is_refused(by):
    """The result could not hold both."""
    message = f"by={by!r} is a column of the result; allowed: another column of the sentences, such as 'speaker'. Rename it."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        measure_echo(ECHOES, SENTENCES.assign(**{by: SENTENCES[by] if by in SENTENCES else SENTENCES["speaker"]}), by=by)


def test_the_document_can_be_the_group():
    """doc_id is a column of the result too, but the same one."""
    assert measure_echo(ECHOES, SENTENCES, by="doc_id").equals(measure_echo(ECHOES, SENTENCES))


@pytest.mark.parametrize(("call", "error", "message"), CALLS)
def test_what_cannot_serve_is_refused_with_what_to_do(call, error, message):
    """Each error says what was wrong, which one it was, what is allowed and what to do."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()


def test_numpy_numbers_are_options_too():
    """A whole number of numpy is a whole number."""
    assert len(find_echoes(GOOD, GOOD, min_length=np.int64(7), max_gap=np.int64(1))) == 1

"""Words in their contexts (KWIC): what stands around a pattern, wherever it stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import parse_speech
from analysis.errors import OptionError
from analysis.frequency import (
    find_contexts,
)

# Contexts


def test_contexts_show_what_stands_around():
    """Left and right are what is written, up to the width, and never outside the paragraph."""
    speech = parse_speech("标题\n\n我们要抓紧疫情防控工作。大家要落实。\n\n另一段。")
    table = find_contexts(speech, "疫情", width=3)
    assert table[["left", "text", "right", "sentence"]].values.tolist() == [["要抓紧", "疫情", "防控工", 1]]
    assert table["position"].tolist() == pytest.approx([speech.text.index("疫情") / len(speech.text)])
    assert find_contexts(speech, "疫情", width=100)[["left", "right"]].values.tolist() == [["我们要抓紧", "防控工作。大家要落实。"]]


def test_contexts_of_no_width():
    """Width 0 gives empty contexts, and the match itself."""
    assert find_contexts(parse_speech("要防控。"), "防控", width=0)[["left", "text", "right"]].values.tolist() == [["", "防控", ""]]


def test_contexts_in_traditional_text_by_a_simplified_pattern():
    """A simplified pattern finds traditional writing, and the other way round, and the rows show what is written."""
    assert find_contexts(parse_speech("我們要落實後續發展。"), "后续发展")["text"].tolist() == ["後續發展"]
    assert find_contexts(parse_speech("我们要落实后续发展。"), "後續發展")["text"].tolist() == ["后续发展"]


def test_contexts_match_full_width_and_capitals():
    """ＧＤＰ, gdp and GDP are one."""
    assert find_contexts(parse_speech("ＧＤＰ增长，gdp上升。"), "GDP")["text"].tolist() == ["ＧＤＰ", "gdp"]


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\n　　"])
def test_contexts_across_a_wrapped_line(brk):
    """A string that a line break wraps inside a sentence is found, and the row's text holds the break."""
    speech = parse_speech(f"大家要重视。\n我们要毫不放松地抓紧，疫情{brk}，防控工作。")
    assert find_contexts(speech, "疫情，防控")["text"].tolist() == [f"疫情{brk}，防控"]


def test_contexts_never_cross_a_sentence():
    """What one sentence ends and the next begins is no match."""
    assert find_contexts(parse_speech("要防控。疫情来。"), "防控。疫情").empty


def test_contexts_by_regular_expression():
    """A compiled expression runs on the folded text; empty matches are no rows."""
    speech = parse_speech("要抓緊疫情，不要慌。要落實。")
    assert find_contexts(speech, re.compile("(?<!不)要."))["text"].tolist() == ["要抓", "要落"]
    assert find_contexts(speech, re.compile("紧疫"))["text"].tolist() == ["緊疫"]
    assert find_contexts(speech, re.compile("x*")).empty


def test_a_greedy_expression_stops_at_its_sentence():
    """A match lies inside one sentence, so 要.+ finds one in each and does not swallow both."""
    assert find_contexts(parse_speech("要防控。要复工。"), re.compile("要.+"))["text"].tolist() == ["要防控。", "要复工。"]


def test_special_characters_of_a_string_are_literal():
    """A string is no expression: .* means a full stop and an asterisk."""
    speech = parse_speech("增长5.4%（同比），共5x4项。")
    assert find_contexts(speech, "5.4%（")["text"].tolist() == ["5.4%（"]


def test_contexts_leave_furniture_out():
    """The page around the text is searched only where asked."""
    speech = parse_speech("我们要防控疫情。\n\n责任编辑：防控\n")
    assert len(find_contexts(speech, "防控")) == 1
    assert len(find_contexts(speech, "防控", zones=None)) == 2


@pytest.mark.parametrize("pattern", ["", "  ", None, 3, b"x"])
def test_contexts_need_a_pattern(pattern):
    """An empty pattern, or what is no string, is an OptionError."""
    with pytest.raises(OptionError, match="pattern="):
        find_contexts(parse_speech("要防控。"), pattern)


@pytest.mark.parametrize("width", [-1, 2.5, "5", None])
def test_contexts_need_a_whole_width(width):
    """A width below 0, a fraction or what is no number is an OptionError."""
    with pytest.raises(OptionError, match="width="):
        find_contexts(parse_speech("要防控。"), "防控", width=width)


@given(st.text(alphabet="要防控。，\n\r 😀緊Ａ", max_size=40), st.sampled_from(["防控", "要", "紧", "a", "，"]), st.integers(0, 5))
def test_contexts_hold_for_any_text(text, pattern, width):
    """The row's text, its contexts and its sentence are where the offsets say."""
    speech = parse_speech(text)
    sentences = speech.sentences
    for row in find_contexts(speech, pattern, width=width).itertuples():
        assert text[row.start : row.end] == row.text
        assert text[: row.start].endswith(row.left)
        assert text[row.end :].startswith(row.right)
        assert len(row.left) <= width >= len(row.right)
        assert sentences["start"][row.sentence] <= row.start < row.end <= sentences["end"][row.sentence]

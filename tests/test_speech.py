"""Speech: frozen, with its four tables, worked out once and again in another process."""

import dataclasses
import pickle
import re

import pandas as pd
import pytest

from analysis import OptionError, Origin, Segmenter, Speech, count_terms, parse_speech

NEWS = """我县召开秋收生产推进会
来源：某县融媒体中心

9月3日，我县召开秋收生产推进会。县长丁小菲指出：“要抢抓晴好天气。”会议要求，要压实责任；要守住底线。
本条编辑：王明
"""


def rows(table, *names):
    """The columns `names` as a list of tuples."""
    return list(table[list(names)].itertuples(index=False, name=None))


def test_the_tables_of_a_news_item_are_those_written_by_hand():
    """Paragraphs, sentences and clauses with their zones, in the order of the text."""
    speech = parse_speech(NEWS)
    body = "9月3日，我县召开秋收生产推进会。县长丁小菲指出：“要抢抓晴好天气。”会议要求，要压实责任；要守住底线。"
    first = [("我县召开秋收生产推进会", "headline"), ("来源：某县融媒体中心", "byline")]
    last = [("本条编辑：王明", "furniture")]
    assert rows(speech.paragraphs, "text", "zone") == [*first, (body, "body"), *last]
    sentences = ["9月3日，我县召开秋收生产推进会。", "县长丁小菲指出：“要抢抓晴好天气。”", "会议要求，要压实责任；要守住底线。"]
    assert rows(speech.sentences, "text", "zone") == [*first, *((sentence, "body") for sentence in sentences), *last]
    clauses = [clause for clause, zone in rows(speech.clauses, "text", "zone") if zone == "body"]
    assert clauses == ["9月3日", "我县召开秋收生产推进会", "县长丁小菲指出", "“要抢抓晴好天气", "会议要求", "要压实责任", "要守住底线"]


def test_tokens_have_terms_tags_and_zones():
    """Each word has its folded term, the dictionary's tag and the zone of its paragraph; white space is no token."""
    speech = parse_speech("要 抓ＧＤＰ。", segmenter=Segmenter(adapt=False))
    assert rows(speech.tokens, "start", "end", "text", "term", "tag", "zone") == [
        (0, 1, "要", "要", "v", "body"),
        (2, 3, "抓", "抓", "v", "body"),
        (3, 6, "ＧＤＰ", "gdp", "eng", "body"),
        (6, 7, "。", "。", "w", "body"),
    ]


def test_traditional_text_is_matched_simplified_and_shown_as_written():
    """Words of a traditional text are those of its simplified copy; the text column keeps the characters."""
    tokens = parse_speech("國務院總理強調，發展經濟。").tokens
    assert [text for text in tokens["text"] if text != "，"][:4] == ["國務院", "總理", "強調", "發展"]
    assert {"国务院", "总理", "强调", "发展", "经济"} <= set(tokens["term"])


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\u2028", "\n\u3000\u3000", "\u3000\n"])
def test_a_word_that_a_line_break_cuts_is_one_word(break_):
    """Its span holds the break, its term does not."""
    wrapped = f"会议通过了《秋收方{break_}案》。"
    blanks = f"开会。\n\n{wrapped}\n\n抓紧。\n\n抓实。\n\n散会。"
    found = parse_speech(blanks).tokens
    assert rows(found[found["term"] == "方案"], "text") == [(f"方{break_}案",)]


def test_a_speech_cannot_be_changed_and_its_tables_are_copies():
    """Fields are frozen; changing a table, its rows or its values leaves the next one as it was."""
    speech = parse_speech(NEWS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        speech.text = "别的"
    for name in ("paragraphs", "sentences", "clauses", "tokens"):
        table, before = getattr(speech, name), getattr(speech, name).copy()
        table["zone"] = "elsewhere"
        table.loc[0, "start"] = 99
        table["extra"] = 1
        del table["text"]
        pd.testing.assert_frame_equal(getattr(speech, name), before)


def test_equal_texts_with_equal_metadata_are_equal_speeches():
    """A Speech is a value: equality and hash follow the fields, also after the tables are worked out."""
    one, other = parse_speech(NEWS), parse_speech(NEWS)
    one.tokens  # noqa: B018
    assert one == other
    assert hash(one) == hash(other)
    assert one != parse_speech(NEWS, doc_id="别的")


@pytest.mark.parametrize("segmenter", [Segmenter(), Segmenter(engine="rjieba", hmm=True, words=("秋收生产推进会",)), Segmenter(adapt=False)])
def test_a_speech_survives_pickling_and_works_its_tables_out_again(segmenter):
    """Only the definition travels, and the tables derived from it are identical."""
    speech = parse_speech(NEWS, doc_id="甲", title="秋收", speaker="丁小菲", date="2031-09-03", segmenter=segmenter)
    small = len(pickle.dumps(speech))
    tables = [speech.paragraphs, speech.sentences, speech.clauses, speech.tokens]
    assert len(pickle.dumps(speech)) == small
    copy = pickle.loads(pickle.dumps(speech))
    assert copy == speech
    assert copy.own_words == speech.own_words
    for before, after in zip(tables, [copy.paragraphs, copy.sentences, copy.clauses, copy.tokens], strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_replacing_the_segmenter_works_the_tokens_out_again():
    """dataclasses.replace gives a speech with tokens of the new specification."""
    speech = parse_speech("抓秋收攻坚。")
    assert "秋收攻坚" not in speech.tokens["text"].to_list()
    assert "秋收攻坚" in dataclasses.replace(speech, segmenter=Segmenter(words=("秋收攻坚",))).tokens["text"].to_list()


def test_metadata_is_taken_as_given():
    """parse_speech guesses nothing: what is not said is None."""
    speech = parse_speech(NEWS)
    assert (speech.doc_id, speech.title, speech.speaker, speech.date, speech.origin) == ("speech", None, None, None, None)
    given = Speech("要抓落实。", origin=Origin("a.txt", 15, "0" * 64, "utf-8"))
    assert given.origin.encoding == "utf-8"


def test_the_words_of_a_speech_are_not_printed_with_it():
    """The repr is one line with the length, and not the text."""
    assert repr(parse_speech(NEWS, title="秋收")) == f"Speech('speech', {len(NEWS)} characters, title='秋收', speaker=None, date=None)"


@pytest.mark.parametrize(("text", "kind"), [(b"abc", "bytes"), (None, "NoneType"), (5, "int")])
def test_what_is_no_string_is_refused(text, kind):
    """The error says what came and where to go with bytes."""
    message = f"text is {kind}; allowed: str. Decode bytes first, or let read_speech find the encoding."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        parse_speech(text)


def test_counts_leave_furniture_out_unless_told():
    """王明 of the credits is counted only where furniture is asked for."""
    tokens = parse_speech(NEWS).tokens
    assert "编辑" not in count_terms(tokens)["term"].to_list()
    assert "编辑" in count_terms(tokens, zones=None)["term"].to_list()
    furniture = tokens.loc[tokens["zone"] == "furniture", "term"].to_list()
    assert count_terms(tokens, zones=["furniture"])["term"].to_list() == [term for term in furniture if term != ":"]


def test_a_credit_that_names_a_speaker_does_not_prove_a_name_for_the_body():
    """Names in page furniture are no evidence for the words of the speech."""
    body = "我县召开秋收推进会\n会议强调，要抓紧。\n"
    with_credit = parse_speech(body + "本报记者 李小丙 摄\n责任编辑：“柿子红”编辑部")
    assert with_credit.paragraphs["zone"].to_list() == ["headline", "body", "furniture", "furniture"]
    assert with_credit.own_words == parse_speech(body).own_words


@pytest.mark.parametrize("break_", ["\n", "\r\n", " \n"])
def test_latin_words_on_either_side_of_a_line_break_stay_two(break_):
    """A line break parts Latin words as a space does, and joins Chinese ones."""
    text = f"开会。\n\n会议学习了，{break_}World{break_}Trade 规{break_}则。\n\n抓紧。\n\n抓实。\n\n散会。"
    terms = parse_speech(text).tokens["term"].to_list()
    assert terms[terms.index("world") :][:3] == ["world", "trade", "规则"]

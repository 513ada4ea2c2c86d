"""What holds for every function that takes a speech and gives a table, and for the tables of a speech themselves."""

import html
import re

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis
from analysis import contained_in, highlight, parse_speech
from analysis.tables import COLUMNS, SPAN, columns_of

# Further arguments of those functions that need some.
ARGUMENTS = {"find_contexts": ("的",), "find_echoes": (parse_speech("要抓好秋收生产，确保颗粒归仓。", doc_id="source"),)}
# Functions of these names that take something else than one speech, or give several tables.
OTHERS = {"find_formulas"}
# The table of each function, where it is not named like the function.
KINDS = {"suggest_words": "words"}
FINDERS = sorted(name for name in analysis.__all__ if re.match(r"(find|score|suggest)_", name) and name not in OTHERS)
TABLES = ("paragraphs", "sentences", "clauses", "tokens")


def evidence(speech, name):
    """The table `name` of a speech: one of its own, or what the function of this name finds."""
    return getattr(speech, name) if name in TABLES else getattr(analysis, name)(speech, *ARGUMENTS.get(name, ()))


def kind_of(name):
    """The declared kind of the table."""
    return KINDS.get(name, re.sub(r"^(find|score|suggest)_", "", name))


def check_contract(speech, name):
    """Columns, dtypes, texts, order, sanity of offsets, purity and a second run of the same."""
    before = {own: getattr(speech, own).copy() for own in TABLES}
    table = evidence(speech, name)
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of(kind_of(name))
    assert list(table) == list(columns_of(kind_of(name)))
    assert list(table.index) == list(range(len(table)))
    starts, ends = table["start"].to_list(), table["end"].to_list()
    assert all(0 <= start < end <= len(speech.text) for start, end in zip(starts, ends, strict=True))
    assert [speech.text[start:end] for start, end in zip(starts, ends, strict=True)] == table["text"].to_list()
    assert starts == sorted(starts)
    assert set(table["doc_id"]) <= {speech.doc_id}
    pd.testing.assert_frame_equal(evidence(speech, name), table)
    pd.testing.assert_frame_equal(evidence(parse_speech(speech.text), name), table)
    for own, earlier in before.items():
        pd.testing.assert_frame_equal(getattr(speech, own), earlier)
    return table


def plain(markup):
    """HTML without its tags, as a browser reads it."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def check_nesting(speech):
    """Sentences lie in paragraphs, clauses and tokens in sentences, each without overlaps, and hold every visible character."""
    for finer, coarser in (("sentences", "paragraphs"), ("clauses", "sentences"), ("tokens", "sentences")):
        assert contained_in(getattr(speech, finer), getattr(speech, coarser)).all()
    for name in TABLES:
        table = getattr(speech, name)
        assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    tokens = speech.tokens
    covered = {i for start, end in zip(tokens["start"], tokens["end"], strict=True) for i in range(start, end)}
    invisible = set("\u200b\u200c\u200d\u2060\ufeff")
    assert all(i in covered for i, character in enumerate(speech.text) if not character.isspace() and character not in invisible)
    assert all(term and not term.isspace() for term in tokens["term"])


TEXTS = {
    "empty": "",
    "only spaces": " \u3000\r\n\t\n",
    "no Chinese": "Hello, world. 123!",
    "only marks": "“”——……。！",
    "news": "我县召开推进会\n来源：某县\n县长丁小菲指出，要抓好秋收的生产，落实“一查两改”。\n责任编辑：王明\n",
    "traditional, CRLF": "省長丁小菲指出：「要抓落實。」\r\n後來，大家的發言都很好。\r\n",
    "markup": '<script>alert("的")</script> &amp; </style><b>要&lt;抓</b>',
    "controls": "要\x00抓\x01的\x7f落实。\ud83d\n的",
}


@pytest.mark.parametrize("name", [*TABLES, *FINDERS])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_table_keeps_the_contract(name, text):
    """Columns and types as declared, texts at their offsets, in order, pure, the same twice; highlight gives the text back."""
    speech = parse_speech(text)
    table = check_contract(speech, name)
    assert plain(highlight(speech, table).html) == text


def test_every_finder_is_covered():
    """A new public function of these names is taken up, with a declared table, or named as an exception."""
    assert {"find_contexts", "suggest_words"} <= set(FINDERS)
    assert {kind_of(name) for name in (*TABLES, *FINDERS)} <= set(COLUMNS)
    assert all(list(columns_of(kind))[:4] == list(SPAN) for kind in COLUMNS)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_tables_of_a_speech_nest(text):
    """Sentences in paragraphs, clauses and tokens in sentences, without overlaps, every visible character in a token."""
    check_nesting(parse_speech(text))


MARKS = ("的 要 国 國 後 乾 Ａ １ ａ İ ß a Z 5 ， 。 ； ： ！ ？ 、 “ ” ‘ ’ \" ' （ ） 《 》 「 」 … — ． . , : 😀 \U00020000 \x00 \ufeff \u200b \u0301").split(
    " "
)
BLANKS = ["\r\n", "\n", "\r", "\f", "\t", " ", "\u3000", "\u00a0", "\n\n", "\u2028"]
OFFICIAL = (
    "习近平总书记强调 县长丁小菲指出， 要抓好落实 “一查两改” 高质量发展 書記丁小菲強調 27,203,319 10:30 5.4% 19-6 "
    "巡河巡堤 因地施策 各位代表： 同志们！ &lt; <b> </p>"
)
PAGE = "本条编辑：王明 【字号：\n大\n中\n小\n】 责任编辑： 相关报道： 首页\n>\n 来源：某报 ——2031年1月20日在某县人民代表大会上 一、 （二） 本报记者王明摄"
PIECES = st.sampled_from([*MARKS, *BLANKS, *OFFICIAL.split(" "), *(f"\n{line}\n" for line in PAGE.split(" "))])
REPEATED = st.tuples(PIECES, st.integers(200, 1500)).map(lambda pair: pair[0] * pair[1])
ANY_TEXT = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=80), REPEATED)


@example("“" * 3000)
@example("要" * 3000)
@example("\r" * 3000)
@example("要。" * 1500)
@given(ANY_TEXT)
@settings(max_examples=100)
def test_the_contract_holds_for_any_text(text):
    """All tables of any text keep the contract and nest, and highlighting all of them at once gives the text back."""
    speech = parse_speech(text)
    tables = [check_contract(speech, name) for name in (*TABLES, *FINDERS)]
    check_nesting(speech)
    for i in range(0, len(tables), 6):
        assert plain(highlight(speech, *tables[i : i + 6]).html) == text

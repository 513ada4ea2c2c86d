"""Sentences and clauses: where they end, and where a mark that looks like an end is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.splitting import split_clauses, split_sentences, trim

SENTENCES = [
    ("要抓落实。要见实效！谁来负责？", ["要抓落实。", "要见实效！", "谁来负责？"]),
    ("他说：“我们一定能赢。”会场响起掌声。", ["他说：“我们一定能赢。”", "会场响起掌声。"]),
    ("他问：「準備好了嗎？」大家點頭。", ["他问：「準備好了嗎？」", "大家點頭。"]),
    ("要守住底线（任何人不得例外。）要压实责任。", ["要守住底线（任何人不得例外。）", "要压实责任。"]),
    ("“他说：‘干！’”大家笑了。", ["“他说：‘干！’”", "大家笑了。"]),
    ('他说:"干就完了。"大家笑了。', ['他说:"干就完了。"', "大家笑了。"]),
    ('开会了。"干就完了。"大家笑了。', ["开会了。", '"干就完了。"', "大家笑了。"]),
    ('会议结束。"早"字当头要做到。', ["会议结束。", '"早"字当头要做到。']),
    ("增长5.4%，比上年快1.2个点。总量居首。", ["增长5.4%，比上年快1.2个点。", "总量居首。"]),
    ("版本是1.2.3，人数是27,203,319，十点是10:30。", ["版本是1.2.3，人数是27,203,319，十点是10:30。"]),
    ("全角也一样：增长５．４％。完了。", ["全角也一样：增长５．４％。", "完了。"]),
    ("要狠抓；要实干；要创新。", ["要狠抓；要实干；要创新。"]),
    ("路还长……还要走。走下去。", ["路还长……还要走。", "走下去。"]),
    ("工作扎实．成效明显．", ["工作扎实．", "成效明显．"]),
    ("工作扎实.成效明显.", ["工作扎实.", "成效明显."]),
    ("真的吗！？真的！！！好。", ["真的吗！？", "真的！！！", "好。"]),
    ("没有句号的标题", ["没有句号的标题"]),
    ("句后有尾巴。还有半句", ["句后有尾巴。", "还有半句"]),
    ("  。前后留白。\u3000", ["。", "前后留白。"]),
    ("网址是www.gov.cn，请登录。", ["网址是www.gov.cn，请登录。"]),
    ("", []),
    (" \u3000\u200b", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_are_those_a_reader_marks(text, expected):
    """Sentences end at 。！？ and ．with their closing quotes, and nowhere else."""
    assert [text[a:b] for a, b in split_sentences(text)] == expected


CLAUSES = [
    ("要抓防控，要抓发展；要守底线。", ["要抓防控", "要抓发展", "要守底线"]),
    ("目标只有一个：让群众满意。", ["目标只有一个", "让群众满意"]),
    ("人员、物资、资金都要到位。", ["人员、物资、资金都要到位"]),
    ("总量27,203元，时间10:30。", ["总量27,203元", "时间10:30"]),
    ("增长3%,下降2%。", ["增长3%", "下降2%"]),
    ("两手抓——一手抓防控，一手抓发展……", ["两手抓", "一手抓防控", "一手抓发展"]),
    ("增长5.4%。", ["增长5.4%"]),
    ("，；。……", []),
    ("第一,第二,3,4", ["第一", "第二", "3,4"]),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_clauses_are_the_stretches_between_marks(text, expected):
    """Clauses stand between ，；：—— … and the end, without these marks; 、 and figures do not cut."""
    assert [text[a:b] for a, b in split_clauses(text)] == expected


def test_a_stretch_of_a_longer_text_is_split_in_place():
    """With start and end, offsets point into the whole text and nothing outside is touched."""
    text = "标题。要抓落实。要见实效。尾巴。"
    assert [text[a:b] for a, b in split_sentences(text, 3, 13)] == ["要抓落实。", "要见实效。"]
    assert list(split_clauses(text, 3, 8)) == [(3, 7)]


def test_a_quote_left_open_in_another_paragraph_does_not_count():
    """The parity of straight quotes is counted within the stretch and not from the start of the text."""
    text = '"没有关上。他来了。"走吧。"'
    assert [text[a:b] for a, b in split_sentences(text, 6)] == ["他来了。", '"走吧。"']


def test_trim_takes_away_every_blank_that_no_reader_sees():
    """Ideographic, no-break and zero-width spaces and byte-order marks at both ends are trimmed; inside they stay."""
    text = "\ufeff\u3000\u00a0要 抓\u200b落实\u200b\u2060 \n"
    assert text[slice(*trim(text, 0, len(text)))] == "要 抓\u200b落实"
    assert trim(" \u3000", 0, 2)[0] == trim(" \u3000", 0, 2)[1]


@given(st.text(alphabet='要干。！？，；：“”"‘’（）…—．.15 \u3000\u200b\n', max_size=60))
def test_sentences_and_clauses_hold_every_visible_character_once(text):
    """Sentences are in order, do not overlap and leave out blanks only; clauses lie inside them and leave out no letter."""
    sentences = list(split_sentences(text))
    edges = [edge for span in sentences for edge in span]
    assert edges == sorted(edges)
    inside = {i for a, b in sentences for i in range(a, b)}
    assert all(i in inside for i, character in enumerate(text) if not character.isspace() and character != "\u200b")
    spoken = {i for a, b in sentences for c, d in split_clauses(text, a, b) for i in range(c, d)}
    assert spoken <= inside
    assert all(i in spoken for i, character in enumerate(text) if character.isalnum())

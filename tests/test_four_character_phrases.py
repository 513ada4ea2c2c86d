"""Four-character phrases: idioms, what is formed of two and two and stands as a unit, and what is none."""

import pytest

from analysis import find_four_character_phrases, parse_speech
from analysis.devices import PATTERNS, PHRASE_KINDS
from analysis.devices.phrases import name_pattern
from analysis.tables import columns_of
from analysis.wording import VALUES


def found(text: str) -> list[tuple[str, str, str]]:
    """(passage, kind, pattern) of the phrases of `text`."""
    table = find_four_character_phrases(parse_speech(text))
    return list(zip(table["text"], table["kind"], table["pattern"], strict=True))


def test_an_idiom_counts_anywhere():
    """Inside running text an idiom is found with its pattern, and nothing beside it."""
    assert found("我们千方百计增加农民收入，坚持实事求是的作风。") == [("千方百计", "idiom", "numerals"), ("实事求是", "idiom", "plain")]


def test_a_formed_member_stands_between_marks():
    """提质增效 and 降本扩能 are built alike and stand as members: formed; their offsets point into the text."""
    text = "企业着眼长远，降本扩能，提质增效。"
    table = find_four_character_phrases(parse_speech(text, doc_id="厂"))
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("four_character_phrases")
    assert table["text"].to_list()[-2:] == ["降本扩能", "提质增效"]
    assert table["start"].to_list()[-2:] == [7, 12]
    assert table["pattern"].to_list()[-2:] == ["VOVO", "VOVO"]


@pytest.mark.parametrize(
    "text",
    [
        "加快基础设施，重视社会保险，建设中小学校。",
        "中华人民走向胜利。",
        "农业生产，社会保险，基础设施。",
        "各级认真落实会议部署。",
        "旅游业越来越多。",
        "参加养老保险。",
    ],
)
def test_plain_nouns_and_running_text_are_none(text):
    """基础设施 and 社会保险 are nouns also between marks; 认真落实 in running text has no balance."""
    assert found(text) == []


def test_a_verb_and_its_object_need_a_neighbour():
    """加强监督 counts beside another member of four, and not beside a longer clause."""
    assert found("加强监督，严格执法检查和问责。") == []
    assert found("加强监督，堵塞漏洞。") == [("加强监督", "formed", "VO"), ("堵塞漏洞", "formed", "VO")]


def test_quotation_marks_are_no_neighbourhood():
    """What leads to a quotation stands in no run with it."""
    assert found("全县继续实施“净化家园”行动。") == []


SHAPES = {
    "扎扎实实": "AABB",
    "久久为功": "AABC",
    "生机勃勃": "ABCC",
    "先行先试": "ABAC",
    "应保尽保": "ABCB",
    "四梁八柱": "numerals",
    "提质增效": "VOVO",
    "加强监督": "VO",
    "基础设施": "plain",
    "一一一一": "plain",
}


@pytest.mark.parametrize("term", SHAPES)
def test_a_pattern_is_a_shape_or_a_build(term):
    """Repetition is named first, then numerals, then how the halves are built; plain is the rest."""
    assert name_pattern(term) == SHAPES[term]


def test_repeating_shapes_count_as_words_too():
    """先行先试 in running text is formed; 越来越多 and 能源资源 are not."""
    assert ("先行先试", "formed", "ABAC") in found("支持青石县先行先试改革办法。")
    assert found("能源资源越来越多。") == []


def test_two_verbs_that_share_a_character_are_formed_and_three_are_not():
    """复工复产 in running text is formed; 抓紧抓实抓细 has six characters."""
    assert found("县里帮助企业复工复产。") == [("复工复产", "formed", "ABAC")]
    assert found("全县抓紧抓实抓细各项工作。") == []


def test_a_member_behind_an_introducer_is_found():
    """按照 before the first member, and adverbs tagged as nouns, do not hide a run."""
    assert found("按照坚定信心、科学防治、同舟共济的要求办。")[:2] == [("坚定信心", "formed", "VO"), ("科学防治", "formed", "MV")]


def test_phrases_do_not_overlap_and_furniture_is_left_out():
    """Phrases follow each other; the page around the text holds none; traditional characters change nothing."""
    table = find_four_character_phrases(parse_speech("真抓实干，先行先试，千方百计，兢兢业业。\n责任编辑：千方百计"))
    assert table["text"].to_list() == ["真抓实干", "先行先试", "千方百计", "兢兢业业"]
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    assert found("大家兢兢業業，實事求是地發展農業。") == [("兢兢業業", "idiom", "AABB"), ("實事求是", "idiom", "plain")]


def test_every_kind_and_pattern_has_a_wording():
    """Kinds and patterns are translated."""
    assert {*PHRASE_KINDS, *PATTERNS} <= set(VALUES)

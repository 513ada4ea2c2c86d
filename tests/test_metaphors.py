"""Metaphors: which wordings are found in which family, what is meant literally, and the lexicon itself."""

import re
from pathlib import Path

import pytest

from analysis import find_metaphors, parse_speech
from analysis.devices import METAPHOR_FAMILIES, read_metaphors
from analysis.tables import columns_of
from analysis.wording import VALUES

TABLE = Path(__file__).parent.parent / "src" / "analysis" / "data" / "metaphors.tsv"
SOURCES = {"national reports", "congress reports", "provincial reports", "news", "speeches"}
PART = re.compile(r"(?:not )?(?:near|left|right): [^|;: ]+(?:\|[^|;: ]+)*")


def found(text: str) -> list[tuple[str, str]]:
    """(passage, family) of the metaphors of `text`."""
    table = find_metaphors(parse_speech(text))
    return list(zip(table["text"], table["family"], strict=True))


FAMILIES = {
    "war": ("青石县坚决打赢脱贫攻坚战。", ["打赢", "攻坚战"]),
    "building": ("我们要筑牢安全防线。", ["筑牢", "防线"]),
    "journey": ("让我们踏上新征程。", ["踏上", "征程"]),
    "medicine": ("专家来县里为企业把脉。", ["把脉"]),
    "plant": ("先进理念在青石县生根发芽。", ["生根发芽"]),
    "animal": ("要牵住改革的牛鼻子。", ["牛鼻子"]),
    "kinship": ("各民族是团结的大家庭。", ["大家庭"]),
    "machine": ("科技是发展的新引擎。", ["引擎"]),
    "contest": ("全县交出了一份改革答卷。", ["答卷"]),
    "water": ("改革的航船乘风破浪。", ["航船", "乘风破浪"]),
    "light": ("改革的春风吹遍山乡。", ["春风"]),
    "stage": ("我们要谱写发展新篇章。", ["谱写", "新篇章"]),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_found(family):
    """A plain sentence of each source domain gives its wordings, in order, with this family."""
    sentence, wordings = FAMILIES[family]
    assert found(sentence) == [(wording, family) for wording in wordings]


def test_every_family_is_tried_and_translated():
    """The families of the module are those tried here, and each has a name in both languages."""
    assert tuple(FAMILIES) == METAPHOR_FAMILIES
    assert set(METAPHOR_FAMILIES) <= set(VALUES)


@pytest.mark.parametrize(
    "sentence",
    [
        "部队在前线同敌人打了一场遭遇战，战士们冲锋陷阵。",
        "这里曾是抗战的主战场。",
        "医院里的医生为病人把脉问诊，对症下药。",
        "乡里修了一座桥梁，新建道路12公里。",
        "工人检修了飞机的发动机，更换了汽车齿轮。",
        "果园里的果树开花结果，硕果累累。",
        "村民给玉米播种，改良土壤。",
        "地铁轨道交通二号线通车。",
        "消防员检查了自来水龙头。",
        "运动员站在田径场的起跑线上，跑完了马拉松赛事。",
        "渔船回到避风港躲台风，海上风浪很大。",
        "剧团的演员在剧场的舞台上演出，主角由丁小菲饰演。",
        "明天气温回升，天气回暖，有暴雨和狂风。",
        "路口的红灯亮了，行人等待绿灯。",
    ],
)
def test_what_is_meant_literally_is_left_out(sentence):
    """Beside words of its own domain a wording is no metaphor: armies fight, physicians treat, bridges are built."""
    assert found(sentence) == []


def test_wordings_that_nobody_feels_are_left_out():
    """建设, 发展, 推进, 基础, 方向 and 目标 alone are dead metaphors and give no row."""
    assert found("要推进项目建设，加强基础工作，坚持正确方向，实现发展目标。") == []


@pytest.mark.parametrize(("metaphor", "literal"), [("经济走上健康发展的轨道。", "轨道交通线路开工。"), ("要铲除腐败滋生的土壤。", "要防治土壤污染。")])
def test_one_word_is_judged_by_its_neighbours(metaphor, literal):
    """The same word is a metaphor beside its target and none beside its own domain."""
    word = "轨道" if "轨道" in metaphor else "土壤"
    assert word in [text for text, _ in found(metaphor)]
    assert found(literal) == []


def test_a_neighbour_beyond_the_sentence_does_not_count():
    """The context ends with the sentence: hospitals in the next one leave 把脉 a metaphor."""
    assert found("专家为企业把脉。医院也开诊了。") == [("把脉", "medicine")]


def test_the_longest_wording_wins_and_none_overlap():
    """思想阵地 is one row and not 阵地 too; two wordings side by side are two rows."""
    assert found("守住思想阵地。") == [("思想阵地", "war")]
    assert found("新征程已经启航，航船破浪前行。") == [("征程", "journey"), ("启航", "water"), ("航船", "water"), ("破浪前行", "water")]


def test_a_short_wording_never_cuts_words():
    """长征 is no part of 生长|征收, 进军 none of 推进|军队; inside one word a wording is found (龙头企业)."""
    assert found("要推进军民共建，研究作物生长征收标准。") == []
    assert found("要培育龙头企业。") == [("龙头", "animal")]


def test_the_table_is_as_declared():
    """Columns and types as declared; the passage as written, the entry in `term`."""
    table = find_metaphors(parse_speech("要打赢污染防治攻坚战。", doc_id="青石"))
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("metaphors")
    assert table.to_numpy().tolist() == [["青石", 1, 3, "打赢", "war", "打赢"], ["青石", 7, 10, "攻坚战", "war", "攻坚战"]]


def test_traditional_text_is_matched():
    """Traditional characters match; the passage stays as written and `term` is simplified."""
    table = find_metaphors(parse_speech("全縣人民打贏脫貧攻堅戰，築牢發展根基。"))
    assert table["text"].to_list() == ["打贏", "攻堅戰", "築牢", "根基"]
    assert table["term"].to_list() == ["打赢", "攻坚战", "筑牢", "根基"]


def test_a_line_break_inside_does_not_hide_a_wording():
    """A wording that a wrapped line cuts is found, with the break in its passage."""
    text = "全县干部大会在县城召开。\n\n各乡镇的代表作了发言。\n\n会议要求打好污染防治攻\n坚战。\n\n大家表示赞成。\n"
    table = find_metaphors(parse_speech(text))
    assert table["term"].to_list() == ["攻坚战"]
    assert table["text"].to_list() == ["攻\n坚战"]


def test_page_furniture_holds_no_metaphor():
    """What the page adds around the text is not counted."""
    text = "县里开会\n要筑牢防线，抓好落实。\n责任编辑：征程\n"
    assert [wording for wording, _ in found(text)] == ["筑牢", "防线"]


@pytest.mark.parametrize("text", ["", " \r\n\t", "。！？“”", "Hello, 123!", "要\x00抓\ud83d落实"])
def test_a_text_without_metaphors_gives_an_empty_typed_table(text):
    """Empty, blank, Latin or broken texts raise nothing and keep the types."""
    table = find_metaphors(parse_speech(text))
    assert len(table) == 0
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("metaphors")


def test_one_wording_a_thousand_times_is_a_thousand_rows():
    """A text of one repeated piece is searched to its end."""
    assert len(find_metaphors(parse_speech("筑牢防线，" * 1000))) == 2000


def test_the_lexicon_names_its_source_and_columns():
    """The first line says where the entries come from; five columns follow."""
    assert TABLE.read_text(encoding="utf-8").startswith("# ")
    assert list(read_metaphors().columns) == ["term", "family", "context", "example", "source"]


def test_entries_are_unique_sorted_and_of_known_families():
    """Each term with each context stands once and in one family, sorted by family and term; a term is two to eight characters."""
    table = read_metaphors()
    keys = list(zip(table["term"], table["context"], strict=True))
    assert len(keys) == len(set(keys))
    assert (table.groupby("term")["family"].nunique() == 1).all()
    order = [(METAPHOR_FAMILIES.index(family), term) for family, term in zip(table["family"], table["term"], strict=True)]
    assert order == sorted(order)
    assert set(table["family"]) == set(METAPHOR_FAMILIES)
    assert [term for term in table["term"] if not re.fullmatch(r"[一-鿿]{2,8}", term)] == []


def test_contexts_and_sources_are_well_formed():
    """A context is a list of near, left and right conditions; a source names kinds of text that were read, or is general."""
    table = read_metaphors()
    assert [context for context in table["context"] if context and not all(PART.fullmatch(part) for part in context.split("; "))] == []
    assert [source for source in table["source"] if source != "general" and not set(source.split(", ")) <= SOURCES] == []


def test_every_example_shows_its_entry():
    """Each example is a short sentence that contains its term, and find_metaphors finds it there."""
    table = read_metaphors()
    rows = list(zip(table["term"], table["example"], strict=True))
    assert [term for term, example in rows if term not in example or not 5 <= len(example) <= 30] == []
    assert [term for term, example in rows if term not in find_metaphors(parse_speech(example))["term"].to_list()] == []


def test_the_lexicon_is_handed_out_fresh():
    """Changing the table that read_metaphors gives changes no later result."""
    table = read_metaphors()
    table["family"] = "war"
    assert set(read_metaphors()["family"]) == set(METAPHOR_FAMILIES)

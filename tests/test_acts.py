"""What each sentence does, as a reader sees it: demands, reports of success, problems, procedure, argument; and its context."""

from pathlib import Path

import numpy as np
import pytest

import analysis
from analysis import find_speech_acts, parse_speech
from analysis.acts import ACTS
from analysis.acts.model import NEIGHBOURS, describe_neighbours, load_model
from analysis.errors import OptionError

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
# act → paragraphs of which every sentence is of this act, each tested as a text of its own.
SENTENCES = {
    "directive": [
        "各乡镇必须把防汛责任落实到每一个人。",
        "要加快修复受损堤坝，抓好秋粮收割。",
        "严禁任何单位擅自占用耕地。",
        "务必在汛期到来之前完成堤坝检查。",
        "加强农村学校建设，提高教师待遇。",
        "我们一定要把这件事情办好。",
    ],
    "achievement": [
        "过去五年，青石县新建公路三百公里，粮食产量增长百分之二十。",
        "去年全县财政收入达到12亿元，比上年增长8.5%。",
        "一年来，我们的各项工作取得了显著成绩。",
        "全县贫困人口已经减少3万人，群众生活有了明显改善。",
        "青石县水库工程已经提前建成，发挥了重要作用。",
    ],
    "problem": [
        "但是，工作中还存在不少困难和问题。",
        "一些乡镇的水利设施陈旧，抗灾能力仍然薄弱。",
        "当前突出的问题是资金不足，风险隐患较多。",
        "有的干部作风不实，形式主义、官僚主义还比较严重。",
    ],
    "report": [
        "7月3日，县委书记王小明主持召开会议，副县长李大山出席会议。",
        "副县长李大山陪同考察。",
        "会议听取了县水利局局长的工作汇报。",
        "中共中央政治局常委王小明26日上午在北京会见了外国客人。",
    ],
    "frame": [
        "水利是农业的命脉。",
        "只有大家齐心协力，才能战胜洪水。",
        "这是因为粮食关系到每一个家庭的生活。",
        "人民是历史的创造者，是真正的英雄。",
        "同志们！",
        "谢谢大家！",
    ],
}


def acts(text: str) -> list[str]:
    """The acts of the sentences of `text`."""
    return find_speech_acts(parse_speech(text))["act"].to_list()


def table_of(text: str, **options):
    """The table of a text."""
    return find_speech_acts(parse_speech(text), **options)


@pytest.mark.parametrize(("act", "sentence"), [(act, sentence) for act, sentences in SENTENCES.items() for sentence in sentences])
def test_a_plain_sentence_has_its_act_by_itself(act, sentence):
    """A sentence with clear wording is judged rightly with nothing around it."""
    assert acts(sentence) == [act]


def test_every_sentence_has_one_row_in_order():
    """The rows are the sentences of the speech."""
    speech = parse_speech("青石县工作会议\n同志们：\n要抓好秋收。去年粮食增长百分之五！\n谢谢大家。")
    table = find_speech_acts(speech)
    assert table["text"].to_list() == speech.sentences["text"].to_list()
    assert set(table["act"]) <= set(ACTS)
    assert table["score"].between(0, 1).all()


def test_a_bare_verb_phrase_follows_its_neighbours():
    """推进农村改革。 is a deed among deeds and a demand among demands."""
    deeds = "过去五年，我们取得了显著成绩。粮食产量增长了百分之二十。推进农村改革。全县新建学校三十所。财政收入达到12亿元。"
    demands = "今年要做好以下工作。必须抓好粮食生产。推进农村改革。要新建学校三十所。务必增加财政收入。"
    assert acts(deeds)[2] == "achievement"
    assert acts(demands)[2] == "directive"


def test_wanting_is_not_demanding():
    """要 inside 重要, and 要 for what people want, demand nothing."""
    assert acts("世界人民要和平，不要战争，这是历史的潮流。") == ["frame"]
    assert acts("水利的重要意义就在于它是农业的命脉。") == ["frame"]
    assert acts("要修好水利。") == ["directive"]


def test_a_demand_to_solve_a_problem_is_a_demand():
    """Words for trouble make no problem where they are what is to be overcome."""
    assert acts("要切实解决资金不足的问题，坚决防范各类风险。") == ["directive"]


def test_trouble_that_is_denied_is_no_problem():
    """没有 before a word for trouble takes the trouble away."""
    assert acts("没有任何困难能够阻挡我们前进的步伐。") == ["frame"]


def test_a_heading_that_tells_of_a_meeting_is_report():
    """A headline without a full stop is judged like a sentence."""
    table = table_of("青石县召开秋收工作会议\n7月3日，县委书记王小明主持召开会议。")
    assert table["act"].to_list() == ["report", "report"]
    assert table["text"][0] == "青石县召开秋收工作会议"


def test_no_word_is_named_twice_in_the_reasons():
    """抓好 belongs to two groups of cues, and is named for the weightier one only."""
    assert table_of("要抓好秋收生产，抓好秋种准备。")["reasons"][0].count("抓好") == 1


def test_what_follows_the_cue_decides():
    """王小明强调，要… demands; it is no report of a meeting."""
    assert acts("王小明强调，要把秋粮收好，严禁浪费粮食。") == ["directive"]


def test_traditional_text_is_judged_alike():
    """Traditional and simplified characters give the same acts."""
    traditional = "各鄉鎮必須把防汛責任落實到每一個人。要加強領導。\n但是，工作中還存在不少困難和問題。一些鄉鎮的水利設施仍然薄弱。"
    simplified = "各乡镇必须把防汛责任落实到每一个人。要加强领导。\n但是，工作中还存在不少困难和问题。一些乡镇的水利设施仍然薄弱。"
    assert acts(traditional) == acts(simplified) == ["directive", "directive", "problem", "problem"]


def test_page_furniture_is_report_and_changes_no_other_act():
    """A page's controls are procedure by the guideline, and the sentences beside them do not hear of them."""
    body = "要抓好秋收生产，确保颗粒归仓。"
    with_page = table_of(body + "\n责任编辑：王小明\n打印\n")
    assert with_page["act"].to_list() == ["directive", "report", "report"]
    assert with_page["reasons"].to_list()[1:] == ["页面附件", "页面附件"]
    assert with_page["score"][0] == table_of(body)["score"][0]


def test_reasons_name_the_words_in_both_languages():
    """The modal that makes a demand is named, in Chinese or English, and at most four reasons are given."""
    sentence = "各乡镇必须把防汛责任落实到每一个人。"
    chinese, english = table_of(sentence)["reasons"][0], table_of(sentence, lang="en")["reasons"][0]
    assert "有“必须”等情态词" in chinese.split("；")
    assert "modal words such as 必须" in english.split("; ")
    assert len(chinese.split("；")) == len(english.split("; ")) <= 4


def test_a_finished_deed_is_explained_by_its_mark():
    """取得 is named as the mark of completion."""
    assert "有完成标记“取得”" in table_of("青石县的扶贫工作取得显著成效。")["reasons"][0]


def test_an_unknown_language_is_refused():
    """The error says what is allowed."""
    with pytest.raises(OptionError, match=r"lang='fr' is not known; allowed: 'zh', 'en'"):
        table_of("要抓好秋收。", lang="fr")


@pytest.mark.parametrize(("text", "rows"), [("", 0), (" \n\t", 0), ("……——！！", 1), ("Hello, world. This is a test!", 1), ("。\n。\n", 2), ("\x00", 1)])
def test_odd_texts_give_a_table(text, rows):
    """Nothing, marks only and English give a row a sentence and no error."""
    table = table_of(text)
    assert len(table) == rows == len(parse_speech(text).sentences)
    assert set(table["act"]) <= set(ACTS)


def test_many_equal_clauses_are_one_act():
    """Five hundred equal demands in a row, as one sentence or as many, are demands."""
    assert acts("要抓好秋收，" * 500) == ["directive"]
    assert set(acts("要抓好秋收。" * 500)) == {"directive"}


def test_neighbours_are_counted_by_hand():
    """The sentence before, in this paragraph or another, and the means around, are what the first pass says of them."""
    first = np.eye(5)[[0, 1, 2]]
    found = dict(zip(NEIGHBOURS, (describe_neighbours(first, [0, 0, 1])[1] / 2).tolist(), strict=True))
    assert {name for name, value in found.items() if value} == {
        "neighbour:before:directive",
        "neighbour:after_apart:problem",
        "neighbour:near:directive",
        "neighbour:near:problem",
        "neighbour:around:directive",
        "neighbour:around:problem",
        "neighbour:paragraph:directive",
    }
    assert found["neighbour:near:problem"] == 0.5
    assert found["neighbour:paragraph:directive"] == 1


def test_the_model_reads_as_people_expect():
    """必须 speaks for a demand and 问题 for a problem, in both passes."""
    model = load_model()
    for first in (0, 5):
        weights = model.weights[:, first : first + 5]
        assert weights[model.rows["oblige:any"]].argmax() == ACTS.index("directive")
        assert weights[model.rows["bare_trouble:any"]].argmax() == ACTS.index("problem")


def test_the_seed_demands_more_than_it_reports():
    """In the founding speech, a call to action, demands are the most frequent act."""
    assert find_speech_acts(analysis.read_speech(SEED))["act"].value_counts().index[0] == "directive"
    assert analysis.find_speech_acts is find_speech_acts

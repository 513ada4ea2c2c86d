"""Modals as a reader takes them: what is demanded, forbidden and permitted, and what only looks like it."""

import pytest

from analysis import find_modals, parse_speech
from analysis.devices import MODALITIES
from analysis.devices.modality import LONGEST_DEMAND
from analysis.tables import columns_of
from analysis.wording import VALUES


def found(text: str) -> list[tuple[str, str, int, str]]:
    """(passage, kind, strength, demand) of the modals of `text`."""
    table = find_modals(parse_speech(text))
    return list(zip(table["text"], table["kind"], table["strength"], table["demand"], strict=True))


LADDER = {
    "各乡镇必须守住堤防。": ("必须", "obligation", 3, "守住堤防"),
    "各村务必查清水情。": ("务必", "obligation", 3, "查清水情"),
    "县政府要加强领导。": ("要", "obligation", 2, "加强领导"),
    "干部应当深入群众。": ("应当", "obligation", 2, "深入群众"),
    "严禁向河道倾倒垃圾。": ("严禁", "prohibition", 3, "向河道倾倒垃圾"),
    "任何单位不得挪用粮款。": ("不得", "prohibition", 3, "挪用粮款"),
    "我们决不能放松警惕。": ("决不能", "prohibition", 3, "放松警惕"),
    "会议不要讲空话。": ("不要", "prohibition", 2, "讲空话"),
    "干部不应当脱离群众。": ("不应当", "prohibition", 2, "脱离群众"),
    "防汛工作不能松懈。": ("不能", "prohibition", 2, "松懈"),
    "各地可以根据实际制定办法。": ("可以", "permission", 1, "根据实际制定办法"),
    "政策允许农民经营小店。": None,
    "同时，允许农民经营小店。": ("允许", "permission", 1, "农民经营小店"),
}


@pytest.mark.parametrize("text", LADDER)
def test_each_modal_has_its_rung_and_its_demand(text):
    """必须 binds more than 要, 要 more than 可以; the demand runs from behind the modal to the end of its clause."""
    expected = LADDER[text]
    assert found(text) == ([expected] if expected else [])


def test_offsets_of_modal_and_demand_point_into_the_text():
    """A row has the modal's place, and the demand's place beside it; the dtypes are as declared."""
    text = "同志们：\n我们要抓好秋收，必须颗粒归仓。"
    table = find_modals(parse_speech(text, doc_id="秋收"))
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("modals")
    assert table[["start", "end", "demand_start", "demand_end"]].to_numpy().tolist() == [[7, 8, 8, 12], [13, 15, 15, 19]]
    assert [text[start:end] for start, end in zip(table["demand_start"], table["demand_end"], strict=True)] == table["demand"].to_list()
    assert table["demand"].to_list() == ["抓好秋收", "颗粒归仓"]


@pytest.mark.parametrize(
    "text",
    [
        "这项工作十分重要。",
        "主要任务已经完成。",
        "县里的要求很明确。",
        "群众的需要得到满足。",
        "规划纲要已经印发。",
        "全县办成了几件大事要事。",
        "只要大家努力就能成功。",
        "若要丰收，先得治水。",
        "要想富，就先修路。",
        "要实现这个目标，就得苦干。",
        "总有一天要见分晓。",
        "农民过去要交纳重租。",
        "今年的雨量比去年要大。",
        "还有很多难题要解决。",
        "向改革要动力。",
        "大道至简，实干为要。",
        "他们想要和平。",
        "要不要修路由村民商量。",
    ],
)
def test_yao_that_demands_nothing_is_left_out(text):
    """要 in a word, a noun, a condition, a wish, a comparison or what is past or bound to come is no demand."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "可持续发展很重要。",
        "积极应对气候变化。",
        "干部的能力很强。",
        "这样做可以实现目标。",
        "会议将讨论，可能会通过。",
        "切实抓好落实。",
        "雨水不能满足灌溉。",
    ],
)
def test_ability_likelihood_and_manner_are_no_deontic_modals(text):
    """可 in 可持续, 应 in 应对, what can or will be, and how a thing is done are left out."""
    assert found(text) == []


def test_modals_side_by_side_are_one_as_strong_as_the_stronger():
    """必须要 is one 必须; 要严禁 forbids."""
    assert found("我们必须要守住底线。") == [("必须要", "obligation", 3, "守住底线")]
    assert found("各地要严禁滥砍滥伐。") == [("要严禁", "prohibition", 3, "滥砍滥伐")]


def test_only_yao_is_marked_where_the_segmenter_joins_it_to_an_adverb():
    """还要 is a 要."""
    assert found("我们还要修好水渠。") == [("要", "obligation", 2, "修好水渠")]


def test_coordinate_modals_share_a_clause():
    """A demand ends before a coordinate modal, and a modal that has none of its own takes the next one's."""
    assert found("干部要守法、群众要守法。") == [("要", "obligation", 2, "守法"), ("要", "obligation", 2, "守法")]
    assert found("干部要守法、更要懂法。") == [("要", "obligation", 2, "守法"), ("要", "obligation", 2, "懂法")]
    assert [row[3] for row in found("各地必须而且应当保护耕地。")] == ["保护耕地", "保护耕地"]


def test_a_demand_is_one_clause():
    """要加强领导，落实责任: the clauses that share the modal are not added."""
    assert found("我们要加强领导，落实责任，确保安全。") == [("要", "obligation", 2, "加强领导")]


def test_a_demand_stays_inside_the_quotation_of_its_modal():
    """“要团结”的号召 demands 团结."""
    assert found("他发出“要团结”的号召。") == [("要", "obligation", 2, "团结")]


def test_traditional_text_and_furniture():
    """Traditional characters give the same modals with their own passages; the page around the text holds none."""
    simplified = find_modals(parse_speech("各级政府必须发扬传统，农业应当稳步发展。"))
    traditional = find_modals(parse_speech("各級政府必須發揚傳統，農業應當穩步發展。"))
    assert traditional["text"].to_list() == ["必須", "應當"]
    assert traditional[["start", "end", "modal", "kind", "strength"]].equals(simplified[["start", "end", "modal", "kind", "strength"]])
    assert found("县里召开会议。\n责任编辑：要必须") == []


def test_text_without_marks_is_cut_and_linear():
    """Where no mark ends a clause, a demand is cut; the table does not grow with the square of the text."""
    table = find_modals(parse_speech("要抓好落实" * 4000))
    assert len(table) == 4000
    assert table["demand"].str.len().max() <= LONGEST_DEMAND


def test_every_kind_has_a_wording():
    """The kinds of the ladder are translated."""
    assert set(MODALITIES) <= set(VALUES)

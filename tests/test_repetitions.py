"""Repetition: the same clause again, a clause that takes up the last, clauses that open alike, and chance."""

import pytest

from analysis import find_repetitions, parse_speech
from analysis.devices import REPETITION_KINDS
from analysis.tables import columns_of
from analysis.wording import VALUES


def found(text: str) -> list[tuple[str, int, str, str]]:
    """(passage, group, kind, term) of the repetitions of `text`."""
    table = find_repetitions(parse_speech(text))
    return list(zip(table["text"], table["group"], table["kind"], table["term"], strict=True))


def test_a_clause_repeated_at_once_is_fanfu():
    """Two equal clauses running; 再 before the second does not hide it."""
    assert found("修渠，修渠，旱地才有收成。") == [("修渠", 0, "fanfu", "修渠"), ("修渠", 0, "fanfu", "修渠")]
    assert found("抓好落实，再抓好落实，秋收才有保证。") == [("抓好落实", 0, "fanfu", "抓好落实"), ("再抓好落实", 0, "fanfu", "抓好落实")]


def test_a_clause_repeated_later_is_fanfu_in_its_paragraph():
    """From five characters a clause may come again after others, but not in another paragraph."""
    repeated = "我们不能忘记。旱年里乡亲挑水上山，我们不能忘记。"
    assert [row[0] for row in found(repeated)] == ["我们不能忘记", "我们不能忘记"]
    assert found("我们不能忘记。\n旱年里乡亲挑水上山，我们不能忘记。") == []


def test_the_end_taken_up_as_the_beginning_is_dingzhen():
    """Both places of the link are rows of one group."""
    text = "各村管好水源，水源就是命脉。"
    table = find_repetitions(parse_speech(text, doc_id="水"))
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("repetitions")
    assert table[["start", "end", "group"]].to_numpy().tolist() == [[4, 6, 0], [7, 9, 0]]
    assert table["kind"].to_list() == ["dingzhen", "dingzhen"]
    assert table["term"].to_list() == ["水源", "水源"]


def test_three_sentences_that_open_alike_are_anaphora():
    """要…。要…。要…。 is one group; the span is the word that they share, and two are not enough."""
    assert found("要修好水渠。要备足良种。要管好粮仓。") == [("要", 0, "anaphora", "要")] * 3
    assert found("要修好水渠。要备足良种。") == []


def test_anaphora_has_all_the_words_that_the_members_share():
    """The term is as long as the common opening; clauses count as sentences do."""
    rows = found("各村办事，为了群众的温饱，为了群众的健康，为了群众的平安。")
    assert rows == [("为了群众的", 0, "anaphora", "为了群众的")] * 3


@pytest.mark.parametrize(
    "text",
    [
        "的确，的士，的话。",
        "和平，和睦地相处，和气。",
        "2031年修渠，2031年栽树，2031年建仓。",
        "同志们，乡亲们要治水。同志们，大家要栽树。",
        "水利建设，农田建设，道路建设。",
        "各县依靠人民，人民公社办得好。",
        "县长强调，要修渠。县长强调，要栽树。",
    ],
)
def test_chance_repetitions_are_none(text):
    """Particles, conjunctions, figures, forms of address, cues and words that merely recur are left out."""
    assert found(text) == []


def test_marks_and_line_breaks_do_not_hide_a_repetition():
    """Quotation marks before the shared word are passed over; page furniture holds nothing."""
    assert [row[0] for row in found("“要修渠。”“要栽树。”“要建仓。”")] == ["要", "要", "要"]
    assert found("县里开会。\n责任编辑：王明\n责任编辑：王明\n责任编辑：王明") == []


def test_traditional_text_repeats_as_simplified_does():
    """Matching is on simplified characters, the passages are as written."""
    assert found("要發展農業。要發展教育。要發展衛生。") == [("要發展", 0, "anaphora", "要发展")] * 3


def test_many_equal_clauses_are_one_group_of_each_kind():
    """500 equal clauses are one fanfu and one anaphora, and one endless clause is nothing."""
    table = find_repetitions(parse_speech("抓好落实，" * 500 + "。"))
    assert table.groupby("kind")["group"].nunique().to_dict() == {"anaphora": 1, "fanfu": 1}
    assert len(table) == 1000
    assert len(find_repetitions(parse_speech("抓好生产落实工作" * 5_000))) == 0


def test_every_kind_has_a_wording():
    """The kinds are translated."""
    assert set(REPETITION_KINDS) <= set(VALUES)

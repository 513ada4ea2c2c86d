"""Cadence: lengths of clauses, runs of equal length, members of lists."""

from analysis import measure_cadence, parse_speech
from analysis.tables import columns_of


def measured(text: str) -> list[tuple[str, int, int, int]]:
    """(clause, length, run, items) of `text`."""
    table = measure_cadence(parse_speech(text))
    return list(zip(table["text"], table["length"], table["run"], table["items"], strict=True))


def test_a_clause_has_its_length_without_marks():
    """Length counts characters, letters and digits, and neither marks nor white space."""
    assert measured("全县抓“秋收”，亩产 500 公斤。") == [("全县抓“秋收”", 5, 0, 0), ("亩产 500 公斤", 7, 0, 0)]


def test_three_clauses_of_one_length_are_a_run():
    """Runs are numbered from 1; two equal clauses are none, and a new run needs a break."""
    assert measured("修好水渠，备足良种，管好粮仓，今年才有好收成。") == [
        ("修好水渠", 4, 1, 0),
        ("备足良种", 4, 1, 0),
        ("管好粮仓", 4, 1, 0),
        ("今年才有好收成", 7, 0, 0),
    ]
    assert [row[2] for row in measured("修好水渠，备足良种。")] == [0, 0]
    assert [row[2] for row in measured("修渠，备种，建仓，今年丰收有望，植树，养蚕，种茶。")] == [1, 1, 1, 0, 2, 2, 2]


def test_a_run_ends_with_its_paragraph():
    """Equal clauses on both sides of a paragraph's end are not added up."""
    assert [row[2] for row in measured("修好水渠，备足良种。\n管好粮仓，种好茶园。")] == [0, 0, 0, 0]


def test_members_of_a_list_are_counted():
    """Members joined by 、 are counted; a clause without 、 has 0, and an item's number is no member."""
    assert measured("备足种子、化肥、农药，管好水源。") == [("备足种子、化肥、农药", 8, 0, 3), ("管好水源", 4, 0, 0)]
    assert measured("一、修好水渠") == [("一、修好水渠", 5, 0, 0)]


def test_furniture_is_left_out_and_dtypes_are_as_declared():
    """The page around the text has no cadence; a text without clauses gives an empty table of the same columns."""
    table = measure_cadence(parse_speech("修好水渠。\n责任编辑：王明"))
    assert table["text"].to_list() == ["修好水渠"]
    for each in (table, measure_cadence(parse_speech("")), measure_cadence(parse_speech("……"))):
        assert {column: str(dtype) for column, dtype in each.dtypes.items()} == columns_of("cadence")


def test_five_hundred_equal_clauses_are_one_run():
    """However long, a run has one number."""
    table = measure_cadence(parse_speech("抓好落实，" * 500 + "。"))
    assert table["run"].to_list() == [1] * 500
    assert set(table["length"]) == {4}

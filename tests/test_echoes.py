"""Echoes: which strings two texts share, where they begin and end, and how much of a speech they are."""

import itertools
import re
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import OptionError, TableError, assign_speakers, find_echoes, measure_echo, parse_speech, sort_by_date
from analysis.comparison import are_counted, read_characters
from analysis.comparison.strings import hash_windows
from analysis.tables import columns_of

SPEECH = "会议要求，各乡镇要抓好秋收生产，确保颗粒归仓。"


def echoes(text, *sources, **options):
    """(passage, passage in the source, length, changed) of the echoes of a text; several sources are called 0, 1, …"""
    parsed = [parse_speech(source, doc_id=str(i)) for i, source in enumerate(sources)]
    table = find_echoes(parse_speech(text), parsed, **options)
    return list(zip(table["text"], table["source_text"], table["length"], table["changed"], strict=True))


def passages(text, source, **options):
    """The passages alone."""
    return [passage for passage, *_ in echoes(text, source, **options)]


def test_a_shared_string_is_one_row():
    """The row has both spans, as long as neither end can be extended, and the number of characters that count."""
    source = parse_speech("县里要求：要抓好秋收生产，确保颗粒归仓！", doc_id="县委")
    table = find_echoes(parse_speech(SPEECH, doc_id="乡里"), source)
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("echoes")
    assert table.to_numpy().tolist() == [["乡里", 8, 22, "要抓好秋收生产，确保颗粒归仓", "县委", 5, 19, "要抓好秋收生产，确保颗粒归仓", 13, 0]]


def test_punctuation_and_blanks_neither_hide_nor_lengthen():
    """Marks, symbols and blanks between characters are passed over, and stand in the span only where they are inside."""
    assert echoes("要“抓好 秋收、生产”。", "【要抓好——秋收生产】") == [("要“抓好 秋收、生产", "要抓好——秋收生产", 7, 0)]
    assert echoes("要抓好秋收——生……产", "要抓好秋收——生……熟") == []


def test_traditional_full_width_and_capitals_match():
    """Matching is on folded characters, the passages stay as written."""
    text, source = "我國國民經濟發展ＧＤＰ增長", "我国国民经济发展gdp增长"
    assert echoes(text, source) == [(text, source, 13, 0)]
    assert echoes(source, text) == [(source, text, 13, 0)]


def test_min_length_counts_characters_and_not_marks():
    """A string of seven characters is an echo of the default and one of six is none, whatever marks it holds."""
    assert passages("天要抓好秋收生产", "地要抓好秋收生产") == ["要抓好秋收生产"]
    assert passages("天抓好，秋收，生产", "地抓好，秋收，生产") == []
    assert passages("天抓好秋收生产", "地抓好秋收生产", min_length=6) == ["抓好秋收生产"]
    assert passages("抓好", "抓好", min_length=2) == ["抓好"]


def test_an_echo_inside_another_is_no_row():
    """Of two strings at one place the longer counts, wherever in the source the shorter stands again."""
    assert passages("天一心一意抓秋收地", "一心一意抓。一心一意抓秋收。一意抓秋收。", min_length=4) == ["一心一意抓秋收"]


def test_echoes_may_overlap():
    """Two strings of different places that share an end are both rows, and cover what they cover."""
    assert passages("甲乙丙丁戊己庚", "甲乙丙丁戊。丙丁戊己庚。", min_length=4) == ["甲乙丙丁戊", "丙丁戊己庚"]


def test_the_place_in_the_source_is_the_first():
    """A string that the source repeats is shown where it stands first, also after a longer string that opens the same."""
    table = find_echoes(parse_speech("冬抓好秋收地"), parse_speech("要抓好秋天，抓好秋收，抓好秋收。"), min_length=4)
    assert table[["source_start", "source_end"]].to_numpy().tolist() == [[6, 10]]


def test_a_string_that_repeats_in_the_speech_is_a_row_each_time():
    """Each occurrence in the speech is a row of its own."""
    assert passages("抓好秋收。要抓好秋收，再抓好秋收。", "抓好秋收", min_length=4) == ["抓好秋收"] * 3


def test_a_string_that_overlaps_itself_is_not_repeated_at_every_step():
    """Of a run of one character only as many rows stand as cover it, the last one flush with its end."""
    table = find_echoes(parse_speech("好" * 12), parse_speech("好" * 5), min_length=2)
    assert table[["start", "end"]].to_numpy().tolist() == [[0, 5], [5, 10], [7, 12]]


@pytest.mark.parametrize("way", [1, -1])
def test_an_echo_ends_with_the_paragraph(way):
    """A string that runs over a paragraph's end in either text is cut there; over a sentence's end it is not."""
    joined, parted = "大家要抓好秋收生产。确保颗粒归仓入库。", "大家要抓好秋收生产。\n确保颗粒归仓入库。"
    assert passages(joined, joined) == ["大家要抓好秋收生产。确保颗粒归仓入库"]
    assert passages(*(joined, parted)[::way]) == ["大家要抓好秋收生产", "确保颗粒归仓入库"]


def test_a_headline_does_not_run_into_the_body():
    """The end of a headline ends an echo too."""
    text = "抓好秋收\n确保归仓\n各乡镇要抓好生产。\n"
    assert passages(text, "全县抓好秋收确保归仓各乡镇要抓好生产。", min_length=4) == ["抓好秋收", "确保归仓", "各乡镇要抓好生产"]


def test_page_furniture_is_no_echo():
    """What the page adds around a text is matched in neither."""
    text = "县里开会\n要抓好秋收生产工作。\n责任编辑：丁小菲和丁中平\n"
    assert passages(text, text, min_length=4) == ["县里开会", "要抓好秋收生产工作"]


def test_several_sources_are_taken_by_date():
    """One call takes them all: the earliest first, a year before its months, those without a date last."""
    dates = {"无": None, "新": "2021-03-05", "月": "2020-05", "年": "2020", "旧": "1954"}
    sources = [parse_speech("要抓好秋收生产。", doc_id=name, date=date) for name, date in dates.items()]
    assert [each.doc_id for each in sort_by_date(sources)] == ["旧", "年", "月", "新", "无"]
    table = find_echoes(parse_speech(SPEECH), (each for each in sources))
    assert table["source_doc_id"].to_list() == ["旧", "年", "月", "新", "无"]
    assert list(table.index) == [0, 1, 2, 3, 4]


def test_nothing_shared_gives_an_empty_typed_table():
    """Unrelated texts, an empty text on either side, and no sources at all give no rows, with their types."""
    for text, source in (
        (SPEECH, [parse_speech("明天有雨。")]),
        (SPEECH, parse_speech("")),
        ("", [parse_speech(SPEECH)]),
        ("", parse_speech("")),
        (SPEECH, []),
    ):
        for max_gap in (0, 2):
            table = find_echoes(parse_speech(text), source, max_gap=max_gap)
            assert len(table) == 0
            assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("echoes")


def test_a_text_is_wholly_an_echo_of_itself():
    """Each paragraph is one row, and all characters are covered."""
    speech = parse_speech("全县大会\n丁中平指出，要抓好秋收。要确保归仓。\n会议号召，大家行动起来。\n")
    table = find_echoes(speech, speech, min_length=2)
    assert table["text"].to_list() == ["全县大会", "丁中平指出，要抓好秋收。要确保归仓", "会议号召，大家行动起来"]
    assert measure_echo(table, speech.sentences)["coverage"].to_list() == [1.0]


@pytest.mark.parametrize("text", ["的" * 100_000, "要抓。" * 30_000, "的了" * 20_000 + "了的的" * 20_000], ids=["one", "sentence", "two"])
def test_a_hundred_thousand_equal_characters_end(text):
    """A long text of one repeated piece is one row against itself."""
    table = find_echoes(parse_speech(text), parse_speech(text))
    assert table["length"].to_list() == [int(are_counted(text).sum())]


# Near-echoes.


@pytest.mark.parametrize(
    ("text", "source", "row"),
    [
        ("要讲好南川故事。", "讲好中国故事，传播好中国声音。", ("讲好南川故事", "讲好中国故事", 4, 2)),
        ("天统筹疫情防控地", "再统筹抓好疫情防控后", ("统筹疫情防控", "统筹抓好疫情防控", 6, 2)),
        ("天统筹抓好疫情防控地", "再统筹疫情防控后", ("统筹抓好疫情防控", "统筹疫情防控", 6, 2)),
        ("天统筹抓疫情防控地", "再统筹做好疫情防控后", ("统筹抓疫情防控", "统筹做好疫情防控", 6, 2)),
        ("打赢疫情人民战争、总体战", "打赢这场疫情的人民战争总体战", ("打赢疫情人民战争、总体战", "打赢这场疫情的人民战争总体战", 11, 3)),
    ],
    ids=["swapped", "added", "lost", "uneven", "twice"],
)
def test_a_swapped_word_gives_a_near_echo(text, source, row):
    """Up to max_gap characters may be swapped, added or lost between parts; both spans run from the first to the last part."""
    assert echoes(text, source, min_length=4, max_gap=2) == [row]
    assert row[0] not in passages(text, source, min_length=4)


def test_a_wider_gap_is_none():
    """One character more than max_gap, in either text, parts the echo."""
    assert passages("要讲好南川区故事", "要讲好中国故事", min_length=5, max_gap=2) == []
    assert passages("要讲好中国故事", "要讲好南川区故事", min_length=5, max_gap=2) == []
    assert passages("要讲好南川区的故事会", "要讲好中国故事会", min_length=5, max_gap=4) == []
    assert passages("要讲好中国故事会", "要讲好南川区的故事会", min_length=5, max_gap=4) == []
    assert passages("要讲好南川区的故事会演", "要讲好中国故事会演", min_length=5, max_gap=4) == ["要讲好南川区的故事会演"]
    assert passages("要讲好中国故事会演", "要讲好南川区的故事会演", min_length=5, max_gap=4) == ["要讲好中国故事会演"]


def test_parts_are_two_characters_one_of_them_half_of_the_whole():
    """Single characters join nothing, and parts that are all short make no echo."""
    assert passages("抓好秋甲收", "抓好秋乙收", min_length=4, max_gap=1) == []
    assert passages("抓好甲秋收乙生产", "抓好丙秋收丁生产", min_length=6, max_gap=1) == []
    assert passages("抓好甲秋收乙生产工", "抓好丙秋收丁生产工", min_length=6, max_gap=1) == ["抓好甲秋收乙生产工"]


def test_a_near_echo_takes_the_place_of_the_exact_ones_inside():
    """What lies inside a near-echo is no row of its own; an exact echo that cannot be extended stays as it is, unchanged."""
    text, source = "坚决打赢疫情防控阻击战。明天起抓好秋收生产。", "坚决打赢脱贫防控阻击战。今后要抓好秋收生产。"
    assert echoes(text, source, min_length=4, max_gap=0) == [
        ("坚决打赢", "坚决打赢", 4, 0),
        ("防控阻击战", "防控阻击战", 5, 0),
        ("抓好秋收生产", "抓好秋收生产", 6, 0),
    ]
    assert echoes(text, source, min_length=4, max_gap=2) == [("坚决打赢疫情防控阻击战", "坚决打赢脱贫防控阻击战", 9, 2), ("抓好秋收生产", "抓好秋收生产", 6, 0)]


def test_the_best_place_of_the_source_is_chosen():
    """Of places that make the same passage the one with the fewest changes wins, then the one with the most shared, then the first."""
    least_changed = "防控疫病区内阻击战。防控天地阻击战。防控疫区阻击战。防控疫病阻击战。"
    assert echoes("大防控疫情阻击战地", least_changed, min_length=4, max_gap=3) == [("防控疫情阻击战", "防控疫区阻击战", 6, 1)]
    less_shared = "防控疫病区内阻击战。防控天地阻击战。"
    assert echoes("大防控疫情阻击战地", less_shared, min_length=4, max_gap=3) == [("防控疫情阻击战", "防控天地阻击战", 5, 2)]
    most_shared = "防控天地阻击战。防控疫病区阻击战。"
    assert echoes("大防控疫情阻击战地", most_shared, min_length=4, max_gap=3) == [("防控疫情阻击战", "防控疫病区阻击战", 6, 2)]


def test_of_equally_long_parts_the_nearest_goes_on():
    """Beyond the smaller gap, which is the smaller change."""
    assert echoes("抓好秋收生产天好好好地", "抓好秋收生产雨好好好好风", min_length=8, max_gap=3) == [("抓好秋收生产天好好好", "抓好秋收生产雨好好好", 9, 1)]


def test_a_near_echo_ends_with_the_paragraph():
    """No gap reaches over a paragraph's end, in either text."""
    assert passages("天抓好秋收。\n确保归仓地。", "再抓好秋收确保归仓后。", min_length=6, max_gap=2) == []
    assert passages("天抓好秋收确保归仓地。", "再抓好秋收。\n确保归仓后。", min_length=6, max_gap=2) == []


def test_an_edited_text_is_one_near_echo():
    """A long paragraph with every tenth character changed is one row of all its characters."""
    own = "".join(chr(0x4E00 + i) for i in range(3000))
    other = "".join("改" if i % 10 == 5 else character for i, character in enumerate(own))
    ((passage, _, length, changed),) = echoes(own, other, max_gap=1)
    assert (passage, length, changed) == (own, 2700, 300)


@pytest.mark.parametrize("source", ["好好好好是" * 4000, "好好好好是" * 2000, "好" * 20_000], ids=["equal", "half", "run"])
def test_repetitive_texts_end_with_near_echoes_too(source):
    """A text of one repeated piece is searched to its end, and rows do not pile up."""
    table = find_echoes(parse_speech("好好好好了" * 4000), parse_speech(source), max_gap=1)
    assert 1 <= len(table) < 10_000
    assert (table["changed"] > 0).all()


# Any text, against programs that look at every string.


def paragraphs_of(speech):
    """[(offsets, characters)] of the counted characters of each paragraph."""
    characters = read_characters(speech)
    found = []
    for row in dict.fromkeys(characters.paragraphs.tolist()):
        at = characters.positions[characters.paragraphs == row].tolist()
        found.append((at, "".join(speech.folded[i] for i in at)))
    return found


def every_echo(speech, source, least):
    """{(start, end): (string, first place in the source)} of the maximal shared strings, by looking at every string."""
    others = paragraphs_of(source)
    found = {}
    for at, own in paragraphs_of(speech):
        for i in range(len(own)):
            for j in range(i + least, len(own) + 1):
                for place, other in others:
                    if (first := other.find(own[i:j])) >= 0:
                        found[at[i], at[j - 1] + 1] = own[i:j], place[first]
                        break
    return {span: what for span, what in found.items() if not any(span != wide and wide[0] <= span[0] and span[1] <= wide[1] for wide in found)}


def covered(spans):
    """The offsets inside spans."""
    return {i for start, end in spans for i in range(start, end)}


SMALL = st.lists(st.sampled_from(["的", "了", "國", "国", "，", "。\n", "。", " "]), max_size=40).map("".join)


@given(SMALL, SMALL, st.integers(2, 5))
@settings(max_examples=200)
def test_exact_echoes_are_those_of_a_plain_search(text, other, least):
    """Rows are maximal strings of a search through all of them, at the same first places; those left out overlap their own string."""
    speech, source = parse_speech(text), parse_speech(other)
    table, expected = find_echoes(speech, source, min_length=least), every_echo(speech, source, least)
    spans = list(zip(table["start"].to_list(), table["end"].to_list(), strict=True))
    assert [(length, place) for length, place in zip(table["length"], table["source_start"], strict=True)] == [
        (len(string), place) for string, place in map(expected.__getitem__, spans)
    ]
    assert covered(spans) == covered(expected)
    for start, end in set(expected) - set(spans):
        string = expected[start, end]
        assert any(a < end and start < b and expected[a, b] == string for a, b in spans)


def is_near(own, other, *, length, changed, gap, least):
    """Whether two strings are parts of two characters or more, one of `least`, with gaps in between, that add up to these numbers."""

    @lru_cache(None)
    def fits(i, j, rest, edits, long):
        """Whether what follows from here, where a part begins, can be made so."""
        size = 0
        while i + size < len(own) and j + size < len(other) and own[i + size] == other[j + size]:
            size += 1
            after = long or size >= least
            if size == rest:
                return size >= 2 and i + size == len(own) and j + size == len(other) and edits == 0 and after
            if size >= 2 and any(
                edits >= max(g, h) and fits(i + size + g, j + size + h, rest - size, edits - max(g, h), after)
                for g in range(gap + 1)
                for h in range(gap + 1)
                if g or h
            ):
                return True
        return False

    return fits(0, 0, length, changed, False)


@given(SMALL, SMALL, st.integers(2, 6), st.integers(1, 3))
@settings(max_examples=200)
def test_near_echoes_keep_their_rules_for_any_text(text, other, least, gap):
    """Each row can be cut into parts and gaps as promised; none lies inside another; no exact echo is lost."""
    speech, source = parse_speech(text), parse_speech(other)
    table, exact = find_echoes(speech, source, min_length=least, max_gap=gap), find_echoes(speech, source, min_length=least)
    spans = list(zip(table["start"].to_list(), table["end"].to_list(), strict=True))
    assert all(any(wide <= start and end <= stop for wide, stop in spans) for start, end in zip(exact["start"], exact["end"], strict=True))
    assert not any(a != b and a[0] <= b[0] and b[1] <= a[1] for a in spans for b in spans)
    assert spans == sorted(set(spans))
    for row in table.itertuples():
        strings = (
            "".join(folded[i] for i in range(start, end) if folded[i].isalnum())
            for folded, start, end in ((speech.folded, row.start, row.end), (source.folded, row.source_start, row.source_end))
        )
        assert row.length >= least
        assert source.text[row.source_start : row.source_end] == row.source_text
        assert is_near(*strings, length=row.length, changed=row.changed, gap=gap, least=max(2, (least + 1) // 2))


PLAN = st.lists(st.tuples(st.integers(3, 6), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6)


@given(PLAN, st.integers(0, 5))
def test_every_planted_near_echo_is_found(plan, noise):
    """Parts of three to six characters with gaps of up to three, among characters that occur nowhere else, are one whole row."""
    # Hangul, of which no two characters are folded into one.
    fresh = map(chr, range(0xAC00, 0xD7A4))

    def take(number):
        """So many new characters."""
        return "".join(itertools.islice(fresh, number))

    own, other = take(noise), take(noise)
    start, gaps = len(own), plan[:-1]
    for number, (size, g, h) in enumerate(plan):
        part = take(size)
        own, other = own + part, other + part
        if number < len(gaps):
            own, other = own + take(g), other + take(h)
    length, changed = sum(size for size, _, _ in plan), sum(max(g, h) for _, g, h in gaps)
    row = (own[start:], other[start:], length, changed)
    assert echoes(own + take(noise), other + take(noise), min_length=min(6, length), max_gap=3) == [row]


def test_windows_of_one_hash_are_told_apart():
    """Two different strings that the quick filter takes for equal, made for the purpose, share nothing."""
    bits = [bin(i).count("1") % 2 for i in range(2048)]
    one, two = ("".join("甲乙"[bit ^ flip] for bit in bits) for flip in (0, 1))
    left, right = (hash_windows(read_characters(parse_speech(text)), 2048) for text in (one, two))
    assert left[0] == right[0] > 0
    assert one != two
    assert echoes(one, two, min_length=2048) == []
    assert echoes(one, two, min_length=4096, max_gap=1) == []


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 2))
def test_spans_hold_in_both_texts(text, other, gap):
    """For any two texts both spans give their passages, and they open and close with a character that counts."""
    both = text + "要抓好秋收" + other
    speech, source = parse_speech(both), parse_speech(other + "要抓好秋收" + text)
    for row in find_echoes(speech, source, min_length=2, max_gap=gap).itertuples():
        assert speech.text[row.start : row.end] == row.text
        assert source.text[row.source_start : row.source_end] == row.source_text
        assert all(part[0].isalnum() and part[-1].isalnum() for part in (row.text, row.source_text))


# Characters.


def test_characters_are_folded_and_know_their_places():
    """Letters, digits and 汉字 stay, folded; marks, symbols and blanks go; each has its offset and paragraph."""
    speech = parse_speech("縣里 开会\n抓“Ａ1”，〇．５％→!\n責任編輯：丁小菲\n")
    characters = read_characters(speech)
    assert "".join(map(chr, characters.codes)) == "县里开会抓a1〇5"
    assert [speech.folded[i] for i in characters.positions] == list("县里开会抓a1〇5")
    assert characters.paragraphs.tolist() == [0] * 4 + [1] * 5


@given(st.text(max_size=60))
def test_what_counts_does_not_depend_on_folding(text):
    """A character counts as written exactly where it counts folded."""
    assert are_counted(text).tolist() == are_counted(parse_speech(text).folded).tolist() == [character.isalnum() for character in text]


# How much of a speech.


def table(*rows, columns):
    """A table of one document 甲 from (start, end, text, …)."""
    frame = pd.DataFrame([("甲", *row) for row in rows], columns=["doc_id", "start", "end", "text", *columns])
    return frame.astype({"doc_id": "str", "text": "str"} if rows else {"doc_id": "str", "start": "int64", "end": "int64", "text": "str"})


SENTENCES = table((0, 6, "甲乙丙，丁。", "丁中平"), (6, 12, "戊己庚辛壬。", "丁小菲"), (12, 16, "子丑寅。", "丁中平"), columns=["speaker"])
ECHOES = table(
    (1, 5, "乙丙，丁", "旧", 3), (6, 8, "戊己", "旧", 2), (4, 9, "丁。戊己庚", "新", 4), (7, 9, "己庚", "新", 2), columns=["source_doc_id", "length"]
)


def test_each_source_has_its_share_and_what_it_was_first_to_have():
    """Characters in overlapping echoes count once, and those that an earlier source covers are not the later one's."""
    found = measure_echo(ECHOES, SENTENCES)
    assert {column: str(dtype) for column, dtype in found.dtypes.items()} == columns_of("echo_summary")
    assert found.to_numpy().tolist() == [
        ["甲", 1, 5, "乙丙，丁", "旧", 12, 5, 5 / 12, 5, 3],
        ["甲", 4, 9, "丁。戊己庚", "新", 12, 4, 4 / 12, 1, 4],
    ]


def test_by_speaker_each_has_a_row_for_each_source():
    """Shares are of the speaker's own characters; the witness is the longest echo that touches them, or an empty span."""
    found = measure_echo(ECHOES.iloc[:3], SENTENCES, by="speaker", sources=["新", "旧", "无"])
    assert list(found) == list(columns_of("echo_summary", {"speaker": "str"}))
    assert found.to_numpy().tolist() == [
        ["甲", 4, 9, "丁。戊己庚", "丁中平", "新", 7, 1, 1 / 7, 1, 4],
        ["甲", 4, 9, "丁。戊己庚", "丁小菲", "新", 5, 3, 3 / 5, 3, 4],
        ["甲", 1, 5, "乙丙，丁", "丁中平", "旧", 7, 3, 3 / 7, 2, 3],
        ["甲", 6, 8, "戊己", "丁小菲", "旧", 5, 2, 2 / 5, 0, 2],
        ["甲", 0, 0, "", "丁中平", "无", 7, 0, 0.0, 0, 0],
        ["甲", 6, 6, "", "丁小菲", "无", 5, 0, 0.0, 0, 0],
    ]


def test_a_source_without_an_echo_is_seen_as_nothing():
    """Named in sources it has a row with 0; no sentences give no rows; a text without characters is covered by nothing."""
    empty = ECHOES.iloc[:0]
    assert measure_echo(empty, SENTENCES, sources=["旧"])[["covered", "coverage", "first", "longest"]].to_numpy().tolist() == [[0, 0, 0, 0]]
    assert len(measure_echo(empty, SENTENCES)) == 0
    assert len(measure_echo(empty, SENTENCES.iloc[:0], sources=["旧"], by="speaker")) == 0
    marks = table((0, 2, "！！"), columns=[])
    assert measure_echo(empty, marks, sources=["旧"])[["characters", "coverage"]].to_numpy().tolist() == [[0, 0.0]]


def test_the_sentences_say_what_is_counted():
    """Page furniture counts as far as its sentences are passed."""
    speech = parse_speech("县里开会\n要抓好秋收。\n责任编辑：丁小菲\n")
    found, sentences = find_echoes(speech, parse_speech("要抓好秋收"), min_length=4), speech.sentences
    assert measure_echo(found, sentences)["characters"].to_list() == [16]
    assert measure_echo(found, sentences[sentences["zone"] != "furniture"])["coverage"].to_list() == [5 / 9]


def test_speakers_of_a_report_are_measured_apart():
    """With assign_speakers each speaker has the share of what he says."""
    speech = parse_speech("丁中平指出，要抓好秋收生产。\n丁小菲强调，要守好山林水塘。\n")
    found = find_echoes(speech, parse_speech("会上说要抓好秋收生产。", doc_id="会"), min_length=4)
    measured = measure_echo(found, assign_speakers(speech.sentences, speech), by="speaker")
    assert measured[["speaker", "characters", "covered"]].to_numpy().tolist() == [["丁中平", 12, 7], ["丁小菲", 12, 0]]


def test_measuring_changes_neither_table():
    """The callers' tables are as they were, whatever their index."""
    own, sentences = ECHOES.iloc[::-1].copy(), SENTENCES.iloc[::-1].copy()
    found = measure_echo(own, sentences, sources=["旧", "新"])
    pd.testing.assert_frame_equal(own, ECHOES.iloc[::-1])
    pd.testing.assert_frame_equal(sentences, SENTENCES.iloc[::-1])
    pd.testing.assert_frame_equal(found, measure_echo(ECHOES, SENTENCES))


@given(SMALL, SMALL, st.integers(1, 3))
def test_groups_agree_with_a_plain_count(text, other, step):
    """For any text each group has the characters, the covered ones and the longest echo that a count of each place gives."""
    speech = parse_speech(text)
    found = find_echoes(speech, parse_speech(other, doc_id="源"), min_length=2)
    sentences = speech.sentences.assign(group=[str(i % step) for i in range(len(speech.sentences))])
    echoed = list(zip(found["start"].to_list(), found["end"].to_list(), found["length"].to_list(), strict=True))
    rows = []
    for name in dict.fromkeys(sentences["group"]):
        own = sentences[sentences["group"] == name]
        places = [i for start, end in zip(own["start"], own["end"], strict=True) for i in range(start, end) if speech.text[i].isalnum()]
        lengths = [length for start, end, length in echoed if any(start <= i < end for i in places)]
        rows.append([name, len(places), sum(any(start <= i < end for start, end, _ in echoed) for i in places), max(lengths, default=0)])
    measured = measure_echo(found, sentences, by="group", sources=["源"])
    assert measured[["group", "characters", "covered", "longest"]].to_numpy().tolist() == rows


@given(SMALL, st.lists(SMALL, max_size=4))
def test_first_shares_add_up_to_all_that_is_covered(text, others):
    """What each source was first to have adds up to the characters that any of them covers, by a plain count."""
    speech = parse_speech(text)
    found = find_echoes(speech, [parse_speech(other, doc_id=str(i)) for i, other in enumerate(others)], min_length=2)
    measured = measure_echo(found, speech.sentences)
    everything = covered(zip(found["start"].to_list(), found["end"].to_list(), strict=True))
    assert measured["first"].sum() == sum(speech.text[i].isalnum() for i in everything)
    for name, covers in zip(measured["source_doc_id"], measured["covered"], strict=True):
        rows = found[found["source_doc_id"] == name]
        assert covers == sum(speech.text[i].isalnum() for i in covered(zip(rows["start"].to_list(), rows["end"].to_list(), strict=True)))


# What is refused.

GOOD = parse_speech(SPEECH)
CALLS = [
    (lambda: find_echoes(GOOD, GOOD, min_length=1), OptionError, "min_length=1 is too small or no whole number; allowed: 2 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, GOOD, max_gap=-1), OptionError, "max_gap=-1 is too small or no whole number; allowed: 0 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, GOOD, max_gap=0.5), OptionError, "max_gap=0.5 is too small or no whole number; allowed: 0 or more. Pass a larger one."),
    (lambda: find_echoes(GOOD, "要抓好秋收"), OptionError, "source is '要抓好秋收', a str; allowed: Speech. Make one with parse_speech or read_speech."),
    (lambda: find_echoes(GOOD, None), OptionError, "source is None, a NoneType; allowed: Speech. Make one with parse_speech or read_speech."),
    (lambda: find_echoes("秋收", GOOD), OptionError, "speech is '秋收', a str; allowed: Speech. Make one with parse_speech or read_speech."),
    (
        lambda: find_echoes(GOOD, [GOOD, "要抓好秋收"]),
        OptionError,
        "source[1] is '要抓好秋收', a str; allowed: Speech. Make one with parse_speech or read_speech.",
    ),
    (
        lambda: find_echoes(GOOD, [GOOD, GOOD]),
        OptionError,
        "two sources have the doc_id 'speech', and no row could tell which it is of; allowed: one each. Parse them with other ids.",
    ),
    (
        lambda: find_echoes(GOOD, [GOOD, parse_speech("秋收", doc_id="甲", date="2020年")]),
        OptionError,
        "date='2020年' of '甲' is no ISO 8601 date; allowed: '2020', '2020-02', '2020-02-24', or None. Pass it to parse_speech in this form.",
    ),
    (
        lambda: find_echoes(GOOD, parse_speech("秋收", doc_id="甲", date="2021-02-31")),
        OptionError,
        "date='2021-02-31' of '甲' is no ISO 8601 date; allowed: '2020', '2020-02', '2020-02-24', or None. Pass it to parse_speech in this form.",
    ),
    (lambda: sort_by_date([GOOD, 3]), OptionError, "speeches[1] is 3, a int; allowed: Speech. Make one with parse_speech or read_speech."),
    (
        lambda: measure_echo(SENTENCES, SENTENCES),
        TableError,
        "the table lacks the columns ['source_doc_id', 'length']; it has ['doc_id', 'start', 'end', 'text', 'speaker']. Pass a table that keeps them.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.drop(columns="speaker"), by="speaker"),
        TableError,
        "the table lacks the columns ['speaker']; it has ['doc_id', 'start', 'end', 'text']. Pass a table that keeps them.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.assign(doc_id=["甲", "乙", "甲"])),
        TableError,
        "['乙', '甲'] are several speeches; allowed: the echoes and sentences of one. Pass the rows of one `doc_id`.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES.iloc[:0]),
        TableError,
        "['甲'] has echoes, but no sentences; allowed: the echoes and sentences of one. Pass the rows of one `doc_id`.",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES, sources="旧"),
        OptionError,
        "sources='旧' is no list of ids; allowed: strings. Pass [each.doc_id for each in sort_by_date(speeches)].",
    ),
]


CALLS += [
    (
        lambda: measure_echo(ECHOES, SENTENCES, sources=3),
        OptionError,
        "sources=3 is no list of ids; allowed: strings. Pass [each.doc_id for each in sort_by_date(speeches)].",
    ),
    (
        lambda: measure_echo(ECHOES, SENTENCES, by=["speaker"]),
        OptionError,
        "by=['speaker'] is no name of a column; allowed: a string, or None. Pass for example 'speaker'.",
    ),
]


@pytest.mark.parametrize("by", ["source_doc_id", "characters", "covered", "coverage", "first", "longest", "start", "end", "text"])
def test_a_group_named_like_a_column_of_the_result_is_refused(by):
    """The result could not hold both."""
    message = f"by={by!r} is a column of the result; allowed: another column of the sentences, such as 'speaker'. Rename it."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        measure_echo(ECHOES, SENTENCES.assign(**{by: SENTENCES[by] if by in SENTENCES else SENTENCES["speaker"]}), by=by)


def test_the_document_can_be_the_group():
    """doc_id is a column of the result too, but the same one."""
    assert measure_echo(ECHOES, SENTENCES, by="doc_id").equals(measure_echo(ECHOES, SENTENCES))


@pytest.mark.parametrize(("call", "error", "message"), CALLS)
def test_what_cannot_serve_is_refused_with_what_to_do(call, error, message):
    """Each error says what was wrong, which one it was, what is allowed and what to do."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()


def test_numpy_numbers_are_options_too():
    """A whole number of numpy is a whole number."""
    assert len(find_echoes(GOOD, GOOD, min_length=np.int64(7), max_gap=np.int64(1))) == 1

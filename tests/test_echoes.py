"""Echoes: which strings two texts share, where they begin and end, and how much of a speech they are."""

import itertools
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import find_echoes, measure_echo, parse_speech, sort_by_date
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

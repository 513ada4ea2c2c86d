"""Alignment: what became of each sentence, the edits, and the formulas that count little."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import OptionError, align_reports, check_table, parse_speech
from analysis.comparison import CHANGES, list_edits, read_boilerplate, read_edits, write_edits
from analysis.comparison.pairing import find_chain, pair_copies, pair_unique, read_key
from analysis.tables import columns_of
from analysis.wording import VALUES

TABLE = Path(__file__).parent.parent / "src" / "analysis" / "data" / "boilerplate.tsv"
OLD = "各位代表：\n全县新修公路12公里，改造农田3万亩。要抓好秋收生产，确保颗粒归仓。教育投入持续增加。\n请予审议。\n"
NEW = "各位代表：\n教育投入持续增加。全县新修公路15公里，改造农田3.2万亩。新建学校两所。\n请予审议！\n"


def align(old: str, new: str, **options) -> pd.DataFrame:
    """The alignment of two texts."""
    return align_reports(parse_speech(old, doc_id="旧"), parse_speech(new, doc_id="新"), **options)


def changes(old: str, new: str, **options) -> list[tuple[str, str]]:
    """(change, sentence) of the rows."""
    table = align(old, new, **options)
    return list(zip(table["change"], table["text"], strict=True))


def test_each_sentence_has_its_row():
    """Kept, moved, edited, dropped and new sentences, in the order of the new text, with what they come from."""
    edited = "全县新修公路12公里，改造农田3万亩。", "全县新修公路15公里，改造农田3.2万亩。"
    # The edited pair has 18 and 20 bigrams, all of one weight, and shares 15 of them: 2·15 / (18 + 20 + 10) = 0.625.
    expected = [
        ["新", 0, 5, "各位代表：", "kept", False, 0, 5, "各位代表：", 1.0, "", True],
        ["新", 6, 15, "教育投入持续增加。", "moved", True, 40, 49, "教育投入持续增加。", 1.0, "", False],
        ["新", 15, 36, edited[1], "edited", False, 6, 25, edited[0], 0.62, "全县新修公路[-12-]{+15+}公里，改造农田[-3-]{+3.2+}万亩。", False],
        ["旧", 25, 40, "要抓好秋收生产，确保颗粒归仓。", "dropped", False, 36, 36, "", 0.0, "", False],
        ["新", 36, 43, "新建学校两所。", "new", False, 25, 25, "", 0.0, "", False],
        ["新", 44, 49, "请予审议！", "kept", False, 50, 55, "请予审议。", 1.0, "请予审议[-。-]{+！+}", True],
    ]
    table = align(OLD, NEW)
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("changes")
    assert table.assign(similarity=table["similarity"].round(2)).to_numpy().tolist() == expected


def test_every_change_has_a_name():
    """The values of `change` are translated, and the example above has them all."""
    assert set(CHANGES) <= set(VALUES)
    assert {change for change, _ in changes(OLD, NEW)} == set(CHANGES)


def test_a_text_against_itself_is_kept():
    """Every sentence is kept, in its place and without edits, also where sentences repeat."""
    table = align(OLD + OLD, OLD + OLD)
    assert set(table["change"]) == {"kept"}
    assert (table["text"] == table["other_text"]).all()
    assert table["start"].to_list() == table["other_start"].to_list()
    assert not table["moved"].any()
    assert set(table["edits"]) == {""}


def test_an_empty_text_keeps_nothing():
    """Against an empty text all is new, or dropped; two empty texts give an empty typed table."""
    assert {change for change, _ in changes("", OLD)} == {"new"}
    assert {change for change, _ in changes(OLD, "")} == {"dropped"}
    empty = align("", " \r\n")
    assert len(empty) == 0
    assert {column: str(dtype) for column, dtype in empty.dtypes.items()} == columns_of("changes")


def test_unrelated_texts_share_nothing():
    """What was dropped stands before what is new, each in its own order."""
    old, new = "湖面结了薄冰。孩子们放起风筝。", "要压实责任。严查安全隐患！"
    assert changes(old, new) == [("dropped", "湖面结了薄冰。"), ("dropped", "孩子们放起风筝。"), ("new", "要压实责任。"), ("new", "严查安全隐患！")]


def test_paragraphs_in_another_order_have_moved():
    """The longer chain stays in place; of two blocks that changed places the shorter one moved."""
    first, second = ["修好水渠。", "种下果树。"], ["办好学校。", "建起医院。", "疏通河道。"]
    old, new = "".join(first) + "\n" + "".join(second), "".join(second) + "\n" + "".join(first)
    assert changes(old, new) == [("kept", text) for text in second] + [("moved", text) for text in first]


def test_an_edited_sentence_may_have_moved_too():
    """`change` is edited and `moved` says that it left its place."""
    table = align("修好全县水渠。办好学校。建起医院。", "办好学校。建起医院。修好全县的水渠。")
    assert list(zip(table["change"], table["moved"], strict=True)) == [("kept", False), ("kept", False), ("edited", True)]


def test_what_was_dropped_stands_where_it_was():
    """A dropped sentence follows the sentence that it followed; one from the beginning comes first, and `other_start` says where."""
    table = align("风很大。修好水渠。天很冷。办好学校。", "修好水渠。办好学校。")
    assert list(zip(table["change"], table["text"], table["other_start"], table["other_end"], strict=True)) == [
        ("dropped", "风很大。", 0, 0),
        ("kept", "修好水渠。", 4, 9),
        ("dropped", "天很冷。", 5, 5),
        ("kept", "办好学校。", 13, 18),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("要抓好秋收，确保颗粒归仓。", "要抓好秋收、确保颗粒归仓！"),
        ("要 抓好秋收，\u3000确保颗粒\u200b归仓。", "要抓好秋收，确保颗粒归仓。"),
        ("增長２７,203元。", "增长27203元。"),
        ("縣裏要抓好秋收生產，確保顆粒歸倉。", "县里要抓好秋收生产，确保颗粒归仓。"),
    ],
)
def test_punctuation_blanks_and_script_change_nothing(old, new):
    """Marks, blanks, line breaks, width and traditional characters do not make a sentence another one."""
    assert [change for change, _ in changes(old, new)] == ["kept"]


@pytest.mark.parametrize(
    ("old", "new"), [("财政收入增长5.4%。", "财政收入增长54%。"), ("会期为3-5天。", "会期为35天。"), ("财政收入增长5%。", "财政收入增长5‰。")]
)
def test_marks_of_a_figure_count(old, new):
    """A decimal point, a range and a per cent sign are no punctuation: the sentence is edited."""
    assert [change for change, _ in changes(old, new)] == ["edited"]


def test_a_sentence_has_one_partner():
    """A sentence split in two is edited into the more similar half, and the other is new; of two joined into one, one is dropped."""
    whole, left, right = "全县改造农田三万亩，新建粮食仓库八座。", "全县改造农田三万亩。", "新建粮库。"
    assert changes(whole, left + right) == [("edited", left), ("new", right)]
    assert changes(left + right, whole) == [("edited", whole), ("dropped", right)]


def test_of_equal_sentences_the_one_in_its_place_is_kept():
    """Neighbours decide which of two copies was dropped, so that nothing has moved."""
    assert changes("各位代表！修好水渠。各位代表！办好学校。", "修好水渠。各位代表！办好学校。") == [
        ("dropped", "各位代表！"),
        ("kept", "修好水渠。"),
        ("kept", "各位代表！"),
        ("kept", "办好学校。"),
    ]


def test_a_shared_formula_makes_no_partners():
    """Two sentences that share only a formula of most reports are dropped and new, and edited where the formula counts."""
    formula = "在以习近平同志为核心的党中央坚强领导下，"
    old, new = formula + "青石县秋粮获得丰收。", formula + "北山铁路修通了。"
    assert [change for change, _ in changes(old, new)] == ["dropped", "new"]
    assert [change for change, _ in changes(old, new, boilerplate=[])] == ["edited"]


def test_your_own_formulas_take_the_place_of_the_shipped_ones():
    """`boilerplate` is matched folded and without punctuation; a sentence of nothing else is marked."""
    table = align("", "青石縣要拼經濟，抓發展。请予审议。", boilerplate=iter(["拼经济、抓发展", "青石县要"]))
    assert table["boilerplate"].to_list() == [True, False]


def test_sentences_of_nothing_but_formulas_are_marked():
    """A sentence is boilerplate if at most a fifth of it is its own."""
    text = "各位代表！现在，我代表国务院，向大会报告政府工作，请予审议，并请全国政协委员提出意见。各位代表，今年全县粮食丰收。……"
    assert align("", text)["boilerplate"].to_list() == [True, True, False, False]


def test_an_ordinal_is_no_likeness():
    """三是 and 五是 before the same words are an edit; before other words they make no partners."""
    assert [change for change, _ in changes("三是加强教师队伍建设。", "五是加强教师队伍建设。")] == ["edited"]
    assert [change for change, _ in changes("三是修路。", "三是办学。")] == ["dropped", "new"]


def test_page_furniture_has_no_rows():
    """What the page adds around the text is neither dropped nor new."""
    page = "县里开会\n要修好水渠，抓好落实。\n责任编辑：{}\n"
    assert [text for _, text in changes(page.format("王明"), page.format("李红"))] == ["县里开会", "要修好水渠，抓好落实。"]


@pytest.mark.parametrize(
    ("value", "said"),
    [("请予审议", "is str"), (3, "is int"), (["请"], "holds '请'"), ([None], "holds None"), (["，。、"], "holds '，。、'")],
)
def test_boilerplate_that_cannot_serve_is_refused(value, said):
    """The message says what was passed, what is allowed and what to do."""
    with pytest.raises(OptionError, match=rf"^boilerplate.*{said}.*allowed: an iterable of strings of two or more characters.*Pass a list\.$"):
        align("", "", boilerplate=value)


@pytest.mark.parametrize(("old", "new", "name"), [("文本", parse_speech(""), "old"), (parse_speech(""), None, "new")])
def test_only_speeches_are_aligned(old, new, name):
    """Which of the two is no speech is said."""
    with pytest.raises(OptionError, match=rf"^{name} is .*allowed: Speech\. Make one with parse_speech or read_speech\.$"):
        align_reports(old, new)


def test_ten_thousand_equal_sentences_are_paired():
    """A hostile text of one repeated sentence gives as many rows; one that nothing tells apart from its edited copies has no partners."""
    table = align("要抓好落实。" * 10_000, "要抓好落实。" * 9_999)
    assert table["change"].value_counts().to_dict() == {"kept": 9_999, "dropped": 1}
    assert set(align("要抓好落实。" * 300, "要抓落实好。" * 300)["change"]) == {"dropped", "new"}


PIECES = st.sampled_from("各位代表： 要抓好落实。 修好水渠， 办好学校。 \n \r\n 5.4% 。 ！ …… “ [- +} \\ 國 国 Ａ 😀 \x00 \ufeff 责任编辑：王明\n".split(" "))
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40))


@example("要。" * 200, "。要" * 200)
@given(TEXTS, TEXTS)
@settings(max_examples=150)
def test_any_two_texts_are_aligned_completely(old, new):
    """Each sentence of both texts stands in exactly one row, all offsets hold, and edits give both wordings back."""
    a, b = parse_speech(old, doc_id="旧"), parse_speech(new, doc_id="新")
    table = align_reports(a, b)
    for speech in (a, b):
        check_table(table, speech=speech)
    own = table[table["change"] != "dropped"]
    paired = own[own["change"] != "new"]
    old_spans = [*zip(paired["other_start"], paired["other_end"], strict=True)]
    dropped = table[table["change"] == "dropped"]
    sentences = [speech.sentences[speech.sentences["zone"] != "furniture"] for speech in (a, b)]
    assert own["start"].to_list() == sentences[1]["start"].to_list()
    assert sorted([*old_spans, *zip(dropped["start"], dropped["end"], strict=True)]) == [*zip(sentences[0]["start"], sentences[0]["end"], strict=True)]
    for row in table.itertuples():
        other = b if row.change == "dropped" else a
        assert other.text[row.other_start : row.other_end] == row.other_text
        assert (row.other_text == "") == (row.change in ("dropped", "new"))
        assert 0 <= row.similarity <= 1
        assert (row.similarity == 1) == (row.change in ("kept", "moved"))
        if row.edits:
            assert read_edits(row.edits) == (row.other_text, row.text)


def test_edits_read_as_text():
    """What stayed stands between what went and what came; figures and Latin words change as a whole."""
    assert write_edits("增长5.5%左右。", "增长5%左右。") == "增长[-5.5%-]{+5%+}左右。"
    assert write_edits("推进AI应用。", "推进“AI+”应用。") == "推进{+“+}AI{++”+}应用。"
    assert write_edits("稳步推进改革。", "推进改革。") == "[-稳步-]推进改革。"
    assert write_edits("同样。", "同样。") == "同样。"
    assert list(list_edits("要抓好", "要办好")) == [("要", "要"), ("抓", "办"), ("好", "好")]


def test_a_character_between_two_rewritten_phrases_is_rewritten_too():
    """One 的 that two phrases happen to share does not cut the edit in two; one beside a plain cut or addition stays."""
    assert write_edits("秋天的湖水。", "早春的群山。") == "[-秋天的湖水-]{+早春的群山+}。"
    assert write_edits("修好路，办学。", "修路，办好学。") == "修[-好-]路，办{+好+}学。"


@example("[-a-]{+b+}\\", "a[-]{+}\\[")
@example("a[", "[-a")
@example("a\\", "\\a")
@given(st.text("要抓好[]{}-+\\.5a", max_size=14), st.text("要抓好[]{}-+\\.5a", max_size=14))
def test_edits_give_both_wordings_back(old, new):
    """Also where the text itself holds the marks of an edit."""
    assert read_edits(write_edits(old, new)) == (old, new)


def test_endless_sentences_are_one_edit():
    """Where a comparison character by character would take too long, what differs is one edit, and head and tail stay."""
    edits = list(list_edits("甲" + "要抓" * 400 + "乙", "甲" + "抓抓要" * 300 + "乙"))
    assert edits == [("甲", "甲"), ("要" + "抓要" * 399 + "抓", "抓抓要" * 300), ("乙", "乙")]


@pytest.mark.parametrize(
    ("numbers", "chain"),
    [([], set()), ([0, 1, 2], {0, 1, 2}), ([2, 0, 1], {0, 1}), ([3, 4, 0, 1, 2], {0, 1, 2}), ([5, 1, 6, 2, 7, 3], {1, 2, 3})],
)
def test_the_chain_is_a_longest_increasing_one(numbers, chain):
    """Of several as long as each other the one with the smallest numbers is taken."""
    assert find_chain(numbers) == chain


def test_copies_are_paired_between_their_neighbours():
    """Of keys that repeat, those that stand between the same pairs are one; the rest are paired in order."""
    assert sorted(pair_copies("xaxbx", "axbx", [(1, 0), (3, 2)])) == [(2, 1), (4, 3)]
    assert sorted(pair_copies("axx", "xxa", [(0, 2)])) == [(1, 0), (2, 1)]
    assert pair_unique("abca", "cbbx") == [(2, 0)]


def test_a_key_is_letters_and_figures():
    """Marks and blanks are gone, those inside figures are not, and % stays."""
    assert read_key("要 抓_好、“落实”。27,203") == "要抓好落实27203"
    assert len({read_key(text) for text in ("5.4", "54", "5-4", "5.4%")}) == 4
    assert read_key("19-6") != read_key("19/6")
    assert read_key("3~5") == read_key("3—5") == read_key("3-5")
    assert len({read_key(text) for text in ("增长6.8%", "增长-6.8%", "增长+6.8%")}) == 3
    assert len({read_key(text) for text in ("c语言", "c++语言", "c#语言")}) == 3


AROUND = ["全县新修公路十二公里。", "教育投入持续增加。", "水库加固工程完工。", "粮食产量创历史新高。"]


def place(sentence: str, at: int) -> str:
    """A text of four sentences with one more at a place; where that has no end mark it is a heading in a line of its own."""
    own = sentence if sentence.endswith("。") else f"\n{sentence}\n"
    return "".join([*AROUND[:at], own, *AROUND[at:]])


def partner_of(old: tuple[str, int], new: tuple[str, int]) -> tuple[str, float] | None:
    """(change, similarity) of the sentence of `new` that is placed among others; None where it has no partner."""
    table = align(place(*old), place(*new))
    row = table[table["text"] == new[0]].iloc[0]
    return (row["change"], round(row["similarity"], 2)) if row["other_text"] == old[0] else None


def test_little_likeness_is_enough_between_the_same_neighbours():
    """A pair of .16 is one sentence edited where it stands between the same neighbours, and is none elsewhere; one of .23 is everywhere."""
    heading, sentence = "继续淘汰落后产能，关停小煤矿三处", "抑制产能过剩和重复建设，关停小火电机组，淘汰落后炼钢产能。"
    assert partner_of((heading, 2), (sentence, 2)) == ("edited", 0.16)
    assert partner_of((heading, 0), (sentence, 4)) is None
    assert partner_of((heading + "。", 0), (sentence, 4)) == ("edited", 0.23)


def test_a_heading_and_a_sentence_need_more_likeness():
    """What counts .20 between two sentences counts .14 between a heading and a sentence, which is too little far apart."""
    sentence, heading = "推进公立医院改革试点。", "推进公立医院改革试点"
    other = "开展县级公立医院综合改革，控制医疗费用。"
    assert partner_of((sentence, 0), (other, 4)) == ("edited", 0.2)
    assert partner_of((heading, 0), (other, 4)) is None
    assert partner_of((f"（{heading}。）", 0), (other, 4)) is not None


def test_strong_likeness_comes_before_a_weak_neighbour():
    """A sentence goes to its far rewording of .30 and more, not to a sentence in its old place that shares a few words."""
    old = place("支持村卫生室建设和乡村医生发展。", 1)
    near, far = "支持村小学建设和乡村教师发展。", "完善支持乡村医生发展和村卫生室建设的政策。"
    table = align(old, place(near, 1) + far).set_index("text")
    assert table.loc[far, "other_text"] == "支持村卫生室建设和乡村医生发展。"
    assert table.loc[near, "change"] == "new"


def test_two_texts_of_one_name_are_refused():
    """Rows could not say which text they are of; a text against itself is no such case."""
    with pytest.raises(OptionError, match="both texts have the doc_id 'speech', and no row could tell which it is of; allowed: one each"):
        align_reports(parse_speech(OLD), parse_speech(NEW))
    assert set(align_reports(parse_speech(OLD), parse_speech(OLD))["change"]) == {"kept"}


def test_an_endless_sentence_is_one_edit_inside():
    """Beyond 2,000 different characters what differs is given as one edit, which can be read back."""
    old = "".join(map(chr, range(0x4E00, 0x4E00 + 6000)))
    new = "".join(chr(0x8000 + k) if k % 3 == 1 else character for k, character in enumerate(old))
    edits = write_edits(old, new)
    assert edits.count("[-") == 1
    assert read_edits(edits) == (old, new)


def test_the_formulas_name_their_source():
    """The first line says what was counted; every phrase stands once, has four characters or more and is in half of one kind of report."""
    first = TABLE.read_text(encoding="utf-8").splitlines()[0]
    national, provincial = map(int, re.search(r"half of (\d+) national .* half of (\d+) provincial", first).groups())
    table = read_boilerplate()
    assert list(table) == ["phrase", "national", "provincial"]
    assert table["phrase"].is_unique
    assert [phrase for phrase in table["phrase"] if not 4 <= len(phrase) <= 20 or read_key(phrase) != phrase] == []
    assert ((2 * table["national"] >= national) | (2 * table["provincial"] >= provincial)).all()
    order = [(-row.national - row.provincial, row.phrase) for row in table.itertuples()]
    assert order == sorted(order)


def test_the_formulas_are_handed_out_fresh():
    """Changing the table that read_boilerplate gives changes no later result."""
    table = read_boilerplate()
    table["phrase"] = "要"
    assert "请予审议" in set(read_boilerplate()["phrase"])


def test_the_table_of_formulas_is_plain():
    """Tab-separated, no quoting, one header."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    assert {len(row) for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)} == {3}

"""What speeches keep repeating: maximal repeated strings, and what the lists behind numerals are."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Segmenter, highlight, parse_speech
from analysis.errors import OptionError
from analysis.formulas import find_formulas
from analysis.lexicon import formula_key, locate_formulas, read_formulas
from analysis.numerals import numeral_expansion, read_numeral, split_members
from analysis.suffixes import CHUNK, chunks, common_prefixes, expand, find_repeats, sort_suffixes
from analysis.tables import check_table, columns_of


def by_character(text: str) -> list[str]:
    """A segmenter whose words are single characters."""
    return list(text)


def by_pair(text: str) -> list[str]:
    """A segmenter whose words are pairs of characters, counted from the sentence's start."""
    return [text[i : i + 2] for i in range(0, len(text), 2)]


def speech_of(text: str, *, doc_id: str = "speech", engine=by_character):
    """A speech cut by a simple engine, without words of its own."""
    return parse_speech(text, doc_id=doc_id, segmenter=Segmenter(engine=engine, adapt=False))


def formulas_of(*texts: str, engine=by_character, **options) -> dict[str, tuple[int, int]]:
    """Formula → (n, documents) over texts."""
    table = find_formulas([speech_of(text, doc_id=str(i), engine=engine) for i, text in enumerate(texts)], **options)
    return {row.formula: (row.n, row.documents) for row in table.itertuples()}


def naive(texts: list[str], *, engine, min_count: int, min_length: int) -> dict[str, int]:
    """The same by definition: every substring, its places, and whether a longer admissible one has as many."""
    places: dict[str, list[tuple[bool, bool]]] = {}
    for text in texts:
        speech = speech_of(text, engine=engine)
        tokens, folded = speech.tokens, speech.folded
        opens, closes = set(tokens["start"]), set(tokens["end"])
        for low, high in zip(speech.sentences["start"], speech.sentences["end"], strict=True):
            for start in range(low, high):
                for end in range(start + min_length, high + 1):
                    string = folded[start:end]
                    if not re.search("[。；;]", string):
                        places.setdefault(string, []).append((start in opens, end in closes))
    admissible = {s: len(p) for s, p in places.items() if len(p) >= min_count and is_admissible(s, p)}
    return {s: n for s, n in admissible.items() if not any(s != t and s in t and n == m for t, m in admissible.items())}


def is_admissible(string: str, places: list[tuple[bool, bool]]) -> bool:
    """Letters at both ends, quotation marks in pairs, word edges in most places."""
    depth, least = 0, 0
    for character in string:
        depth += (character == "“") - (character == "”")
        least = min(least, depth)
    edges = all(sum(place[side] for place in places) >= 0.6 * len(places) for side in (0, 1))
    return string[0].isalnum() and string[-1].isalnum() and depth == least == 0 and edges


@pytest.mark.parametrize("engine", [by_character, by_pair])
@given(texts=st.lists(st.text(alphabet="要抓实、，。“”；", max_size=24), min_size=1, max_size=4), min_count=st.integers(2, 3), min_length=st.integers(2, 4))
def test_formulas_are_those_of_the_definition(engine, texts, min_count, min_length):
    """On short texts the table equals what trying every substring finds, whatever the words are."""
    found = formulas_of(*texts, engine=engine, min_count=min_count, min_length=min_length, overlap="all")
    wanted = naive(texts, engine=engine, min_count=min_count, min_length=min_length)
    assert {formula: n for formula, (n, _) in found.items()} == wanted


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_text_gives_a_sound_table(texts):
    """Whatever the characters: typed columns, texts at their offsets, at least two occurrences, no marks at the ends."""
    speeches = [parse_speech(text, doc_id=str(i)) for i, text in enumerate(texts)]
    table = find_formulas(speeches, min_length=2)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("formulas")
    for speech in speeches:
        check_table(table, speech=speech)
    assert (table["n"] >= 2).all()
    assert all(formula[0].isalnum() and formula[-1].isalnum() for formula in table["formula"])


def test_a_formula_holds_its_punctuation():
    """两手抓、两手硬 is one formula, with its mark, counted in both speeches."""
    found = formulas_of("要坚持两手抓、两手硬。", "他说两手抓、两手硬！", engine=by_character)
    assert found == {"两手抓、两手硬": (2, 2)}


def test_the_span_is_the_first_occurrence_as_written():
    """Traditional and full-width writings count as one formula, shown folded; the span shows the first as it stands."""
    first, second = parse_speech("我們要艱苦奮鬥ＡＢ。這是後話。", doc_id="旧"), parse_speech("大家艰苦奋斗ab吧。", doc_id="新")
    table = find_formulas([first, second])
    assert table[["doc_id", "text", "formula", "n", "documents", "parent"]].to_numpy().tolist() == [["旧", "艱苦奮鬥ＡＢ", "艰苦奋斗ab", 2, 2, ""]]
    assert first.text[table["start"][0] : table["end"][0]] == table["text"][0]


def test_no_formula_crosses_a_sentence_or_a_colon():
    """。 ； ： and — end a stretch; what follows is another formula."""
    assert formulas_of("真抓实干。务求实效。", "真抓实干。务求实效。").keys() == {"真抓实干", "务求实效"}
    assert formulas_of("总的要求：真抓实干；务求实效", "总的要求：真抓实干；务求实效").keys() == {"总的要求", "真抓实干", "务求实效"}


def test_a_line_break_inside_a_sentence_is_no_character():
    """A formula that a wrapped line cuts is the same formula; its text shows the break."""
    speech = parse_speech("要坚持两手抓，\n两手硬。他说两手抓，两手硬！")
    table = find_formulas(speech)
    assert table[["text", "formula"]].to_numpy().tolist() == [["两手抓，\n两手硬", "两手抓,两手硬"]]


def test_numbers_and_latin_words_stay_whole():
    """No formula begins or ends inside 2035, 5.4 or COVID."""
    assert formulas_of("共12035年底完成。", "共22035年底完成。", min_length=2) == {"年底完成": (2, 2)}
    assert formulas_of("增长5.4倍左右。", "增长6.4倍左右。", min_length=2) == {"增长": (2, 2), "倍左右": (2, 2)}
    assert formulas_of("xcovid疫情。", "ycovid疫情。", min_length=2) == {"疫情": (2, 2)}


def test_edges_are_word_edges():
    """席强调要 is no formula where the word is 主席, however often it stands there."""
    found = formulas_of("主席强调要抓。", "出席强调要抓。", engine=lambda text: [text[:2], *text[2:]] if len(text) > 2 else [text], min_length=2)
    assert found == {"强调要抓": (2, 2)}


def test_particles_hang_on_no_edge():
    """A formula does not open with 的 or 和 and does not close with 的 or 在, and may open with 为."""
    assert formulas_of("有的好经验在他处。", "新的好经验在此处。", min_length=2) == {"好经验": (2, 2)}
    assert formulas_of("要为人民服务的。", "真为人民服务的。", min_length=2) == {"为人民服务": (2, 2)}


def test_quotation_marks_stay_in_pairs():
    """A formula does not open a quotation that it leaves open."""
    assert formulas_of("落实“四个到位”和“五个统一”。", "做好“四个到位”和“五个统一”。", min_length=3) == {"四个到位": (2, 2), "五个统一": (2, 2)}
    assert formulas_of("我们落实“四个到位”任务。", "他们落实“四个到位”任务。", min_length=3) == {"们落实“四个到位”任务": (2, 2)}


def test_options_choose():
    """min_count, min_documents, min_length and max_length each leave out what they say."""
    texts = ("团结奋斗。团结奋斗。绿水青山就是金山银山。", "绿水青山就是金山银山。")
    assert formulas_of(*texts) == {"团结奋斗": (2, 1), "绿水青山就是金山银山": (2, 2)}
    assert formulas_of(*texts, min_documents=2).keys() == {"绿水青山就是金山银山"}
    assert formulas_of(*texts, max_length=8).keys() == {"团结奋斗"}
    assert formulas_of(*texts, min_length=5).keys() == {"绿水青山就是金山银山"}
    assert formulas_of(*texts, min_count=3) == {}


def test_overlap_policies_differ():
    """What occurs mostly inside a longer formula: listed by "all", dropped by "longest", preferred by "most_frequent"."""
    texts = ("坚持稳中求进。", "坚持稳中求进。", "要稳中求进。")
    assert formulas_of(*texts, overlap="all") == {"稳中求进": (3, 3), "坚持稳中求进": (2, 2)}
    assert formulas_of(*texts, overlap="longest") == {"坚持稳中求进": (2, 2)}
    assert formulas_of(*texts, overlap="most_frequent") == {"稳中求进": (3, 3)}
    assert formulas_of(*texts, "又稳中求进。", overlap="longest") == {"稳中求进": (4, 4), "坚持稳中求进": (2, 2)}


def test_the_parent_is_the_most_frequent_longer_formula():
    """Of two longer formulas, the one with more occurrences is the parent; the longest has none."""
    texts = ["坚持稳中求进。"] * 3 + ["以稳中求进为纲。"] * 2
    table = find_formulas([speech_of(text, doc_id=str(i)) for i, text in enumerate(texts)], overlap="all").set_index("formula")
    assert table["parent"].to_dict() == {"稳中求进": "坚持稳中求进", "坚持稳中求进": "", "以稳中求进为纲": ""}


def test_page_furniture_does_not_count():
    """Zones choose what is counted: the editor's line is no formula unless asked for."""
    text = "秋收动员会\n要把秋收工作抓紧抓实。\n责任编辑：王明\n"
    speeches = [parse_speech(text, doc_id=name) for name in "ab"]
    assert "责任编辑" not in "".join(find_formulas(speeches)["formula"])
    assert "责任编辑" in find_formulas(speeches, zones=("furniture",))["formula"].to_list()


def test_identical_speeches_give_their_sentences():
    """Two copies of a speech share every sentence, and nothing shorter is listed."""
    text = "要抓好秋收生产，确保颗粒归仓。要管好用水。"
    assert formulas_of(text, text) == {"要抓好秋收生产,确保颗粒归仓": (2, 2), "要管好用水": (2, 2)}


@pytest.mark.parametrize("speeches", [[], [parse_speech("")], [parse_speech("……！！")], parse_speech("要抓好落实。")])
def test_nothing_repeated_gives_an_empty_typed_table(speeches):
    """No speeches, empty ones and one without repetitions give a table without rows."""
    table = find_formulas(speeches)
    assert (len(table), list(table)) == (0, list(columns_of("formulas")))


def test_one_character_ten_thousand_times_is_no_trouble():
    """A degenerate text gives one formula under the default policy."""
    assert formulas_of("要" * 3000) == {"要" * 2999: (2, 1)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_count": 1}, "min_count=1 is too small or no whole number; allowed: 2 or more. Pass a larger one."),
        ({"min_documents": 0}, "min_documents=0 is too small or no whole number; allowed: 1 or more. Pass a larger one."),
        ({"min_length": "4"}, "min_length='4' is too small or no whole number; allowed: 2 or more. Pass a larger one."),
        ({"max_length": 3}, "max_length=3 is too small or no whole number; allowed: 4 or more. Pass a larger one."),
        ({"overlap": "none"}, "overlap='none' is not known; allowed: 'all', 'longest', 'most_frequent'. Choose one of them."),
        ({"zones": ("foot",)}, "zones='foot' is not known; allowed: 'headline', 'byline', 'body', 'furniture'. Choose one of them."),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    """Each option says what it got, what is allowed and what to do."""
    with pytest.raises(OptionError) as error:
        find_formulas([], **options)
    assert str(error.value) == message


def test_what_is_no_speech_is_refused():
    """A string in the place of a speech is named, with what to do."""
    with pytest.raises(OptionError, match=r"speeches\[0\] is '要抓好', a str; allowed: Speech\. Make one with parse_speech or read_speech\."):
        find_formulas(["要抓好"])


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_suffixes_are_sorted_and_prefixes_measured(codes):
    """The array sorts all suffixes, and the neighbours share exactly as many characters as it says."""
    order, ranks = sort_suffixes(np.array(codes))
    suffixes = [codes[at:] for at in order]
    assert suffixes == sorted(codes[i:] for i in range(len(codes)))
    shared = common_prefixes(order, ranks)
    for i in range(1, len(order)):
        n = shared[i]
        assert suffixes[i][:n] == suffixes[i - 1][:n]
        assert suffixes[i][n : n + 1] != suffixes[i - 1][n : n + 1]


def test_intervals_give_the_occurrences():
    """Each interval is a repeated string with all its places; `shorter` is where it begins to occur more often."""
    order, found = find_repeats(np.array([1, 2, 3, 9, 1, 2, 3, 8, 1, 2, 7]), least_length=1, least_count=2)
    rows = {tuple(sorted(order[a : b + 1])): (n, m) for a, b, n, m in zip(*(found[k] for k in ("first", "last", "length", "shorter")), strict=True)}
    assert rows == {(0, 4): (3, 2), (0, 4, 8): (2, 0), (1, 5): (2, 1), (1, 5, 9): (1, 0), (2, 6): (1, 0)}


def test_rows_expand_in_chunks():
    """Chunks follow each other without gaps, none above the limit unless it is a single row."""
    count = np.array([CHUNK - 1, 1, 1, CHUNK + 5, 2])
    assert [(part.start, part.stop) for part in chunks(count)] == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert expand(np.array([5, 1]), np.array([2, 3])).tolist() == [5, 6, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "formula", "expansion"),
    [
        ("坚持“三个到位”：思想到位、责任到位、措施到位。", "三个到位", "思想到位、责任到位、措施到位"),
        ("要思想到位、责任到位、措施到位，这“三个到位”缺一不可。", "三个到位", "思想到位、责任到位、措施到位"),
        ("增强大局意识、服务意识、底线意识，这“三个意识”要年年讲。", "三个意识", "大局意识、服务意识、底线意识"),
        ("“三大行动”：是指春耕、夏收、秋种。", "三大行动", "春耕、夏收、秋种"),
        ("落实“三稳”，即稳粮价、稳菜价、稳肉价，群众放心。", "三稳", "稳粮价、稳菜价、稳肉价"),
        ("“两查两改”（查思想、查作风，改方法、改态度）已经完成。", "两查两改", "查思想、查作风，改方法、改态度"),
        ("要做到两手抓、两手硬，一手抓防汛，一手抓生产。", "两手抓、两手硬", "一手抓防汛，一手抓生产"),
        ("今年做好三件大事：一是修路，二是修渠；三是植树。其他照旧。", "三件大事", "一是修路，二是修渠；三是植树"),
        ("抓好三项工作。一是修路。二是修渠。三是植树。", "三项工作", "一是修路。二是修渠。三是植树"),
    ],
)
def test_the_list_behind_a_numeral_is_found(text, formula, expansion):
    """A list with as many members as the formula says, after it, before it or counted off, is its expansion."""
    table = numeral_expansion(parse_speech(text))
    row = table[table["text"] == formula].iloc[0]
    assert (row["expansion"], row["source"]) == (expansion, "text")
    assert text[row["expansion_start"] : row["expansion_end"]] == expansion


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我们讨论了三个方面，大家都很高兴。",
        "买了种子、化肥、农药和两台机器。",
        "“三个到位”要抓好，一是抓紧，二是抓实，三是抓细，四是抓严。",
        "今年是第三个年头：春、夏、秋。",
    ],
)
def test_no_list_is_made_up(text):
    """Ordinary counts, lists of another length and ordinals give no row."""
    assert len(numeral_expansion(parse_speech(text))) == 0


def test_the_lexicon_explains_what_the_text_does_not():
    """A known formula without a list in the text has the lexicon's, without offsets."""
    row = numeral_expansion(parse_speech("要增强“四个意识”。")).iloc[0]
    assert row[["text", "expansion_start", "expansion_end", "members", "source"]].to_list() == ["四个意识", -1, -1, 4, "lexicon"]
    assert row["expansion"] == "政治意识、大局意识、核心意识、看齐意识"


@pytest.mark.parametrize(("formula", "members"), [("两不愁三保障", 5), ("三严三实", 6), ("三个倡导", 3), ("四个意识", 4)])
def test_groups_of_a_list_are_not_its_members(formula, members):
    """Several numerals add up although ； parts their groups; where ； parts the members themselves, these are counted."""
    assert numeral_expansion(parse_speech(f"要落实“{formula}”。"))["members"].to_list() == [members]


def test_a_list_serves_every_place_of_its_formula():
    """Where the formula recurs, each place has a row with the same list."""
    table = numeral_expansion(parse_speech("坚持“三个到位”：思想到位、责任到位、措施到位。\n“三个到位”要年年讲。"))
    assert table["expansion_start"].to_list() == [9, 9]


@given(st.text(alphabet="一二三两双个手抓到位是即：、，。；“”（）\n 稳", max_size=60))
def test_expansions_of_any_text_are_sound(text):
    """Whatever stands around the numerals: typed columns, texts at their offsets, lists inside the text, no overlaps."""
    speech = parse_speech(text)
    table = numeral_expansion(speech)
    check_table(table, speech=speech)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("expansions")
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    own = table[table["source"] == "text"]
    assert [text[a:b] for a, b in zip(own["expansion_start"], own["expansion_end"], strict=True)] == own["expansion"].to_list()


@pytest.mark.parametrize(
    ("formula", "numeral"), [("四个意识", (4, "意识")), ("六稳", (6, "稳")), ("两不愁三保障", (5, "")), ("十二个到位", (12, "到位")), ("一带一路", None)]
)
def test_numerals_are_read(formula, numeral):
    """How many members a formula counts, and what they share."""
    assert read_numeral(formula) == numeral


def test_members_are_parted_by_the_widest_mark():
    """； parts before 、 does."""
    assert split_members("严以修身、严以用权；谋事要实、创业要实") == ["严以修身、严以用权", "谋事要实、创业要实"]
    assert split_members("稳就业、稳预期") == ["稳就业", "稳预期"]


def test_known_formulas_are_located():
    """Quotation marks, commas and traditional characters do not hide a known formula; the longest counts."""
    speech = parse_speech("我們要增强“四个意识”，鼓足幹勁，力爭上游；\r\n後來建設中國特色社會主義。")
    table = locate_formulas(speech)
    assert {"增强“四个意识”", "鼓足幹勁，力爭上游", "中國特色社會主義"} <= set(table["text"])
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("known_formulas")
    assert "增强“四个意识”</span>" in highlight(speech, table).html


def test_no_formula_reaches_over_a_paragraph():
    """The end of a heading and the beginning of the next line make no formula."""
    assert len(locate_formulas(parse_speech("一、坚持中国特色\n社会主义好。"))) == 0


def test_short_formulas_need_word_edges():
    """两山 is found in quotation marks and not inside another word."""
    assert "两山" in locate_formulas(parse_speech("践行“两山”理念。"))["formula"].to_list()
    assert "两山" not in locate_formulas(parse_speech("那两山区里的路。"))["formula"].to_list()


def test_keys_join_the_writings_of_a_formula():
    """Traditional characters, quotation marks and ， for 、 make no difference."""
    assert formula_key("「四個意識」，一國兩製") == formula_key("“四个意识”、一国两制")


def test_callers_own_their_table():
    """Changing the table that read_formulas gives changes no later one."""
    table = read_formulas()
    table.loc[0, "formula"] = "改了"
    pd.testing.assert_series_equal(read_formulas()["formula"].iloc[1:], table["formula"].iloc[1:])
    assert read_formulas()["formula"][0] != "改了"

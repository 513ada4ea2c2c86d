"""Life-lines of formulas: which documents count, and how formulas are counted by year."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import check_table, highlight, is_resolution, list_documents, measure_lifelines, parse_speech, trace_formulas
from analysis.comparison import HEATS, STATUSES, TRENDS
from analysis.errors import OptionError, TableError
from analysis.tables import columns_of
from analysis.wording import CATEGORIES, VALUES


def report(year, text, **metadata):
    """A dated report, named after its year."""
    return parse_speech(text, date=None if year is None else str(year), **{"doc_id": f"{year}"} | metadata)


def counts(trace, formula):
    """Year → n of one formula."""
    rows = trace[trace["formula"] == formula]
    return dict(zip(rows["year"].to_list(), rows["n"].to_list(), strict=True))


# ---- which documents count ----


def test_documents_stand_by_date_with_their_status():
    """Dated documents come first, by date; undated ones, resolutions, second copies and pages without text are named and not counted."""
    corpus = [
        report(2003, "我们要颗粒归仓。"),
        report(None, "我们要颗粒归仓！", doc_id="草稿"),
        report(2001, "我们要植树造林。", title="青石县政府工作报告"),
        report(2001, "会议批准了这个报告。", doc_id="决议", title="青石县第一次代表大会关于政府工作报告的决议"),
        report(2004, "我们要\n颗粒归仓。", doc_id="副本"),
        report(2002, " \n", doc_id="空"),
    ]
    table = list_documents(corpus)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("documents")
    assert table[["doc_id", "text", "title", "year", "characters", "status"]].to_numpy().tolist() == [
        ["2001", "我们要植树造林。", "青石县政府工作报告", 2001, 7, "counted"],
        ["决议", "会议批准了这个报告。", "青石县第一次代表大会关于政府工作报告的决议", 2001, 9, "resolution"],
        ["空", "", "", 2002, 0, "empty"],
        ["2003", "我们要颗粒归仓。", "", 2003, 7, "counted"],
        ["副本", "我们要", "", 2004, 7, "duplicate"],
        ["草稿", "我们要颗粒归仓！", "", -1, 7, "undated"],
    ]
    for speech in corpus:
        check_table(table, speech=speech)
    trace = trace_formulas(corpus, ["颗粒归仓", "批准"])
    assert counts(trace, "颗粒归仓") == {2001: 0, 2003: 1}
    assert counts(trace, "批准") == {2001: 0, 2003: 0}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("第十届代表大会第三次会议关于政府工作报告的决议", True),
        ("關於政府工作報告的決議", True),
        ("关于 2030 年政府工作报告\n的决议（2030年2月3日通过）", True),
        ("关于纪律检查委员会工作报告的决议", True),
        ("2030年政府工作报告", False),
        ("关于青石县历史问题的决议", False),
        ("关于农村工作的报告", False),
        ("关于政府工作报告的决议（草案）", True),
        ("关于听取报告的决定的说明", False),
        ("关于“关于政府工作报告的决议”的解读", False),
        ("", False),
        (None, False),
    ],
)
def test_a_resolution_about_a_report_is_told_by_its_title(title, expected):
    """关于…报告的决议 is a resolution about a report, in any characters; a report, and a resolution on something else, is none."""
    assert is_resolution(title) is expected


def test_a_long_title_is_read_in_one_go():
    """A title of nothing but openings of the pattern is no resolution, and takes no time that grows with its square."""
    assert is_resolution("关于" * 20_000) is False


@pytest.mark.parametrize(
    "date", ["二〇二〇年", "2020-13", "2020-02-40", "2020/02/24", "20", "2020-2-4", 2020, "", "2021-02-31", "0000", "2021-00", "20200224", "2020-W09"]
)
def test_a_date_that_is_not_iso_is_refused(date):
    """The message names the document, the value, and the forms that are allowed."""
    message = f"date={date!r} of '甲' is no ISO 8601 date; allowed: '2020', '2020-02', '2020-02-24', or None. Pass it to parse_speech in this form."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        list_documents([parse_speech("要抓落实。", doc_id="甲", date=date)])


def test_two_texts_of_one_name_are_refused():
    """Rows name their text by doc_id, so two texts need two names; the same text twice is a duplicate."""
    message = "doc_id='speech' stands for two different texts; allowed: a name for each. Pass doc_id= to parse_speech."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        trace_formulas([parse_speech("要抓落实。", date="2001"), parse_speech("要抓秋收。", date="2002")])
    same = [parse_speech("要抓落实。", date="2001"), parse_speech("要抓落实。", date="2002")]
    assert list_documents(same)["status"].to_list() == ["counted", "duplicate"]


def test_what_is_no_speech_is_refused():
    """A string in the corpus is named."""
    with pytest.raises(OptionError, match=r"^speeches\[0\] is '要抓落实。', a str; allowed: Speech\."):
        trace_formulas(["要抓落实。"])


def test_an_empty_corpus_gives_empty_typed_tables():
    """No document, or none that counts, is no error: all three tables are empty, with their columns and types."""
    for corpus in ([], [report(None, "要颗粒归仓。")]):
        trace = trace_formulas(corpus, ["颗粒归仓"])
        assert len(trace) == len(measure_lifelines(trace)) == 0
        assert {name: str(dtype) for name, dtype in trace.dtypes.items()} == columns_of("lifeline_years")
        assert {name: str(dtype) for name, dtype in measure_lifelines(trace).dtypes.items()} == columns_of("lifelines")
    assert list_documents([]).empty


# ---- counting ----


def test_each_formula_has_a_row_for_each_year_with_a_document():
    """Years out of order and with gaps: rows by formula and year, the first occurrence as witness, an empty one where it is not said."""
    corpus = [report(2005, "要因地制宜。因地制宜好。"), report(2001, "大家植树造林，植树造林。"), report(2002, "县里因地制宜。")]
    trace = trace_formulas(corpus, ["因地制宜", "植树造林"])
    assert trace[["doc_id", "start", "end", "text", "formula", "year", "n", "documents", "characters"]].to_numpy().tolist() == [
        ["2001", 0, 0, "", "因地制宜", 2001, 0, 0, 10],
        ["2002", 2, 6, "因地制宜", "因地制宜", 2002, 1, 1, 6],
        ["2005", 1, 5, "因地制宜", "因地制宜", 2005, 2, 1, 10],
        ["2001", 2, 6, "植树造林", "植树造林", 2001, 2, 1, 10],
        ["2002", 0, 0, "", "植树造林", 2002, 0, 0, 6],
        ["2005", 0, 0, "", "植树造林", 2005, 0, 0, 10],
    ]
    assert trace["rate"].to_list() == pytest.approx([0, 10_000 / 6, 2000, 2000, 0, 0])
    assert {name: str(dtype) for name, dtype in trace.dtypes.items()} == columns_of("lifeline_years")


def test_documents_of_one_year_are_added_up():
    """Two documents of a year give one row, whose witness is in the earlier of those that say it."""
    corpus = [
        report("2001-09", "秋天因地制宜，因地制宜。", doc_id="秋"),
        report("2001-02-03", "春天说春耕。", doc_id="春"),
        report(2001, "全年说因地制宜。", doc_id="年"),
    ]
    (row,) = trace_formulas(corpus, ["因地制宜"]).to_dict("records")
    assert (row["doc_id"], row["start"], row["end"], row["n"], row["documents"], row["characters"]) == ("年", 3, 7, 3, 2, 7 + 10 + 5)


def test_traditional_characters_match_simplified_formulas():
    """A text in traditional characters with hard line breaks inside a sentence says the simplified formula; the passage is as written."""
    text = "各位代表：\n我們要堅決貫徹群眾路\n綫，開展增產節約運動，\n繼續發揚艱苦奮鬥的作風。\n謝謝大家。"
    trace = trace_formulas([report(1954, text)], ["群众路线", "增产节约", "艰苦奋斗", "現代化"])
    assert trace["n"].to_list() == [1, 1, 1, 0]
    assert trace["text"].to_list() == ["群眾路\n綫", "增產節約", "艱苦奮鬥", ""]
    assert counts(trace_formulas([report(2001, "要实现现代化。")], ["現代化"]), "現代化") == {2001: 1}


@pytest.mark.parametrize(
    ("text", "formula", "n"),
    [
        ("学习“三个代表”重要思想。", "三个代表重要思想", 1),
        ("学习三个代表重要思想。", "“三个代表”重要思想", 1),
        ("要百花齐放，百家争鸣；百花齐放、百家争鸣。", "百花齐放、百家争鸣", 2),
        ("推进“互联网＋”和互联网+行动。", "互联网+", 2),
        ("要因 地\u3000制\u200b宜。", "因地制宜", 1),
        ("要因地\n制宜。", "因地制宜", 1),
        ("要因地制宜。", "因地\u200b制宜", 1),
        ("要因地\n\n制宜。", "因地制宜", 0),
        ("要因地\n责任编辑：丁小菲\n制宜。", "因地制宜", 0),
        ("因地。制宜", "因地制宜", 0),
        ("年年年年年", "年年", 2),
        ("全面深化改革", "深化改革", 1),
    ],
)
def test_how_a_wording_is_recognised(text, formula, n):
    """Quotation marks and blanks pass, ， and ； are 、, full width is half; a blank line, furniture and 。 part; no overlap with itself; nested counts."""
    assert counts(trace_formulas([report(2001, text)], [formula]), formula) == {2001: n}


FORMULAS = (
    "因地制宜 植树造林 颗粒归仓 真抓实干 千家万户 勤俭持家 防火防汛 秋收冬种 春耕备耕 深耕细作 家家户户 山水田园 村村通 户户富 好上加好 "
    "一村一品 三看三比 两手抓 两手都要硬 大干快上 又快又好 又好又快 安居乐业 乐业安居 齐心协力 协力齐心 山清水秀 水秀山清 田田 通村村"
).split()


def plain_count(text, formula):
    """A search of its own: step by step, without the package."""
    text, n, at = "".join(text.split()), 0, 0
    while at <= len(text) - len(formula):
        hit = text[at : at + len(formula)] == formula
        n, at = n + hit, at + (len(formula) if hit else 1)
    return n


@given(st.lists(st.lists(st.sampled_from([*FORMULAS, "要", "，", "。", " ", "村村", "又好"]), max_size=40).map("".join), min_size=1, max_size=4))
def test_counts_agree_with_a_plain_search(texts):
    """For thirty formulas and any texts made of them, counts and sums by year are those of a search written independently."""
    assert len(set(FORMULAS)) == 30
    corpus = [report(2001 + at // 2, text, doc_id=f"第{at}篇") for at, text in enumerate(texts)]
    table = list_documents(corpus)
    held = set(table.loc[table["status"] == "counted", "doc_id"])
    trace = trace_formulas(corpus, FORMULAS)
    for formula in FORMULAS:
        expected = {}
        for speech in corpus:
            if speech.doc_id in held:
                expected[int(speech.date)] = expected.get(int(speech.date), 0) + plain_count(speech.text, formula)
        assert counts(trace, formula) == expected


@given(st.lists(st.text(max_size=60) | st.text(alphabet="要抓“”，;\n \u200b國国", max_size=60), min_size=1, max_size=3))
def test_every_row_is_true_of_any_text(texts):
    """Whatever the texts, each row's passage stands where it says, and the years of a formula are those with documents."""
    corpus = [report(2001 + at, text) for at, text in enumerate(texts)]
    formulas = ["要抓", "国国", *[text for text in texts if sum(map(str.isalnum, text)) > 1]]
    trace = trace_formulas(corpus, formulas)
    documents = list_documents(corpus)
    for speech in corpus:
        check_table(trace, speech=speech)
        check_table(documents, speech=speech)
    assert ((trace["n"] > 0) == (trace["text"] != "")).all()
    assert set(trace["year"]) == set(documents.loc[documents["status"] == "counted", "year"])


def test_without_formulas_the_lexicon_is_traced():
    """None takes the lexicon's formulas that two documents hold, the most frequent first; min_documents asks for more or fewer."""
    corpus = [report(2001, "坚持实事求是。为人民服务。实事求是。"), report(2002, "要为人民服务，实事求是，自力更生。")]
    assert list(dict.fromkeys(trace_formulas(corpus)["formula"])) == ["实事求是", "为人民服务"]
    assert set(trace_formulas(corpus, min_documents=1)["formula"]) == {"实事求是", "为人民服务", "自力更生"}
    assert trace_formulas(corpus, min_documents=3).empty


def test_formulas_may_be_a_table():
    """A table with a column `formula`, such as find_formulas gives, is taken in its order; one writing of a formula is enough."""
    table = pd.DataFrame({"formula": ["植树造林", "因地制宜", "“因地制宜”"]})
    assert trace_formulas([report(2001, "要因地制宜。")], table)["formula"].to_list() == ["植树造林", "因地制宜"]
    with pytest.raises(TableError, match=r"^the table lacks the columns \['formula'\]; it has \['term'\]\."):
        trace_formulas([], pd.DataFrame({"term": ["要"]}))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"formulas": "因地制宜"}, "formulas='因地制宜' is one string; allowed: strings, a table with `formula`, or None. Pass ['因地制宜']."),
        ({"formulas": ["要"]}, "formulas holds '要'; allowed: strings of two characters or more, marks aside. Leave it out."),
        ({"formulas": ["！！"]}, "formulas holds '！！'; allowed: strings of two characters or more, marks aside. Leave it out."),
        ({"formulas": ["要！"]}, "formulas holds '要！'; allowed: strings of two characters or more, marks aside. Leave it out."),
        ({"formulas": 3}, "formulas=3 is no list; allowed: strings, a table with `formula`, or None. Pass for example ['改革开放']."),
        ({"formulas": ["“”"]}, "formulas holds '“”'; allowed: strings of two characters or more, marks aside. Leave it out."),
        ({"formulas": [3]}, "formulas holds 3; allowed: strings of two characters or more, marks aside. Leave it out."),
        ({"confidence": 1}, "confidence=1 is no share; allowed: a number above 0 and below 1. Pass for example 0.95."),
        ({"min_documents": 0}, "min_documents=0 is too small or no whole number; allowed: 1 or more. Pass a larger one."),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    """Each message says what was wrong, the value, what is allowed and what to do."""
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        trace_formulas([report(2001, "要因地制宜。")], **options)


def test_intervals_are_those_of_garwood():
    """Exact Poisson limits of 0, 1 and 10 occurrences, as printed in tables: 0–3.69, 0.025–5.57, 4.80–18.39."""
    corpus = [report(2001, "禾" * 10_000), report(2002, "因地制宜" + "禾" * 9_996), report(2003, "因地制宜" * 10 + "禾" * 9_960)]
    trace = trace_formulas(corpus, ["因地制宜"])
    assert trace["rate"].to_list() == [0, 1, 10]
    assert trace["low"].to_list() == pytest.approx([0, 0.0253, 4.795], abs=0.001)
    assert trace["high"].to_list() == pytest.approx([3.689, 5.572, 18.390], abs=0.001)
    narrow = trace_formulas(corpus, ["因地制宜"], confidence=0.5)
    assert (narrow["high"] < trace["high"]).all()


def test_heat_follows_the_rate():
    """Cold is not said; each level from warm on begins at twice the rate of the one before: 1, 2, 4 and 8 per 10,000 characters."""
    numbers = [0, 1, 2, 3, 4, 7, 8, 15, 16, 40]
    corpus = [report(2001 + at, "因地制宜" * n + "禾" * (20_000 - 4 * n)) for at, n in enumerate(numbers)]
    expected = ["cold", "tepid", "warm", "warm", "hot", "hot", "scalding", "scalding", "boiling", "boiling"]
    assert trace_formulas(corpus, ["因地制宜"])["heat"].to_list() == expected


def test_categories_are_in_both_languages():
    """Every status, level of heat and trend has a wording."""
    assert set(STATUSES) | set(HEATS) | set(TRENDS) <= set(VALUES)
    assert {"status", "heat", "trend"} <= CATEGORIES


def test_tracing_changes_nothing_and_is_repeatable():
    """The speeches' texts and a table of formulas are as before, and a second run gives the same rows; highlight takes the trace."""
    corpus, table = [report(2001, "要因地制宜。"), report(2002, "要落实。")], pd.DataFrame({"formula": ["因地制宜"]})
    before = table.copy()
    first = trace_formulas(iter(corpus), table)
    pd.testing.assert_frame_equal(trace_formulas(corpus, table), first)
    pd.testing.assert_frame_equal(table, before)
    assert "因地制宜" in highlight(corpus[0], first).html

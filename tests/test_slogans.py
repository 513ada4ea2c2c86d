"""Slogans as a reader of the page sees them: what is found, how far it reaches, of what kind it is, and what is none."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis
from analysis import find_slogans, measure_slogan_density, parse_speech
from analysis.errors import OptionError
from analysis.slogans import KINDS
from analysis.tables import columns_of

LONGEST = 60
# What stands around the sentence under test: plain official prose without a slogan.
BEFORE = "今年以来，青石县各级各部门认真落实上级部署，各项工作取得新的进展。同时也要看到，工作中还存在一些困难和不足。"
AFTER = "县政府办公室要会同有关部门加强督促检查，及时通报工作进展情况。"


def in_context(sentence: str) -> str:
    """The sentence among plain official ones."""
    return BEFORE + sentence + AFTER


def found(text: str, **options) -> list[str]:
    """The texts of the slogans of `text`."""
    return find_slogans(parse_speech(text), **options)["text"].to_list()


def kind_of(slogan: str, sentence: str) -> str:
    """The kind given to the slogan that reads `slogan`."""
    table = find_slogans(parse_speech(in_context(sentence))).set_index("text")
    return str(table.loc[slogan, "kind"])


SPEECH = "\n".join(
    [
        "县长林远山在青石县经济工作会议上的讲话",
        "同志们：",
        in_context("要增强“四个意识”，坚持两手抓、两手硬，推动青石县高质量发展。"),
        in_context("要做好稳就业、稳企业、稳预期工作，打通服务群众的“最后一公里”。"),
        "让我们坚定信心、同舟共济、科学防治、精准施策，坚决打赢脱贫攻坚战！",
        "责任编辑：王小明",
    ]
)

# slogan → (kinds that the guideline allows, a sentence with it)
SLOGANS = {
    "两手抓、两手硬": ("numeral", "全县上下要坚持两手抓、两手硬，把各项任务落到实处。"),
    "四个意识": ("numeral", "各级党组织要增强“四个意识”，带领群众把秋粮收好。"),
    "两不愁三保障": ("numeral", "青石县要对照“两不愁三保障”要求，逐户核查低收入家庭。"),
    "五位一体": ("numeral", "要按照“五位一体”总体布局，研究确定青石县的任务。"),
    "一带一路": ("numeral", "要抓住“一带一路”建设机遇，支持青石县茶叶企业开拓市场。"),
    "坚定信心、同舟共济、科学防治、精准施策": ("parallel", "要坚定信心、同舟共济、科学防治、精准施策，切实做好青石县疫情防控工作。"),
    "稳就业、稳企业、稳预期": ("parallel", "要把稳就业、稳企业、稳预期作为当前经济工作的重点。"),
    "高度重视、高度警惕、高度负责": ("parallel", "各乡镇要以高度重视、高度警惕、高度负责的态度做好防汛工作。"),
    "以人民为中心": ("fixed", "要坚持以人民为中心，解决好青石县群众看病难的问题。"),
    "高质量发展": ("fixed", "各部门要围绕高质量发展，编制青石县今后五年的规划。"),
    "中国特色社会主义": ("fixed", "要坚持中国特色社会主义，把青石县的改革继续推向前进。"),
    "讲好中国故事": ("fixed", "要支持青石县文艺工作者走出去，讲好中国故事。"),
    "最后一公里": ("coinage", "要打通服务群众的“最后一公里”，在河东社区设立办事窗口。"),
    "坚决打赢脱贫攻坚战": ("banner", "同志们，让我们紧密团结起来，坚决打赢脱贫攻坚战！"),
}


@pytest.mark.parametrize("slogan", SLOGANS)
def test_a_slogan_is_found_from_its_first_character_to_its_last(slogan):
    """Well-known slogans in local sentences are found whole, without what introduces them and without the marks around them."""
    _, sentence = SLOGANS[slogan]
    texts = found(in_context(sentence))
    # Whether 坚决 belongs to a banner is open (guideline, section 5).
    assert slogan in texts or slogan.removeprefix("坚决") in texts


@pytest.mark.parametrize("slogan", [slogan for slogan, (kind, _) in SLOGANS.items() if kind != "banner"])
def test_a_slogan_has_the_first_kind_that_fits(slogan):
    """numeral before parallel before fixed before coinage, as the guideline orders them."""
    kind, sentence = SLOGANS[slogan]
    assert kind_of(slogan, sentence) == kind


# The whole run is the slogan, and what stands before or after it is not.
RUNS = {
    "外防输入、内防扩散": "要坚决抓好外防输入、内防扩散两大环节，守住青石县的入口。",
    "资源节约型、环境友好型社会": "要采取更有力的措施，努力形成资源节约型、环境友好型社会。",
    "自力更生为主，争取外援为辅": "要坚持自力更生为主，争取外援为辅，依靠青石县自己的力量把水渠修好。",
    "把握新发展阶段、贯彻新发展理念、构建新发展格局": "要立足青石县实际，把握新发展阶段、贯彻新发展理念、构建新发展格局。",
    "学有所教、劳有所得、病有所医、老有所养、住有所居": "要努力使全县人民学有所教、劳有所得、病有所医、老有所养、住有所居，推动社会和谐。",
}


# What the model does not do yet; docs/slogans.md lists it among the limits.
SHORT_OF = {
    "外防输入、内防扩散": "the words around the run are taken along",
    "把握新发展阶段、贯彻新发展理念、构建新发展格局": "the first verb is taken for an introducer",
}


@pytest.mark.parametrize(
    "slogan", [pytest.param(slogan, marks=pytest.mark.xfail(reason=SHORT_OF[slogan])) if slogan in SHORT_OF else slogan for slogan in RUNS]
)
def test_a_run_is_one_slogan(slogan):
    """Balanced members make one slogan with their commas, also where words stand before the first and after the last."""
    assert slogan in found(in_context(RUNS[slogan]))


def test_traditional_characters_change_nothing():
    """A text in traditional characters has the same slogans at the same places."""
    simplified = find_slogans(parse_speech(in_context("要坚持以人民为中心，坚定信心、同舟共济、科学防治、精准施策，增强“四个意识”。")))
    text = (
        "今年以來，青石縣各級各部門認真落實上級部署，各項工作取得新的進展。同時也要看到，工作中還存在一些困難和不足。"
        "要堅持以人民爲中心，堅定信心、同舟共濟、科學防治、精準施策，增強“四個意識”。"
        "縣政府辦公室要會同有關部門加強督促檢查，及時通報工作進展情況。"
    )
    traditional = find_slogans(parse_speech(text))
    assert "堅定信心、同舟共濟、科學防治、精準施策" in traditional["text"].to_list()
    assert traditional[["start", "end", "kind"]].equals(simplified[["start", "end", "kind"]])


@pytest.mark.parametrize("pair", ["「」", "『』", '""'])
def test_other_quotation_marks_mark_a_coinage_too(pair):
    """「」 and straight marks set off a slogan as “” do."""
    assert "最后一公里" in found(in_context(f"要打通服务群众的{pair[0]}最后一公里{pair[1]}，在河东社区设立办事窗口。"))


# Part of the sentence that must not be in any slogan → the sentence.
NO_SLOGANS = {
    "我明天去": "他说：“我明天去。”随后，调查组到河东村了解情况。",
    "路太窄了": "村民王大爷对工作人员说：“路太窄了，车子进不来。”",
    "青石县防汛应急预案": "会议审议了《青石县防汛应急预案》，决定印发执行。",
    "林业站": "县林业站、农技站和水利站负责人参加了会议。",
    "丁小菲": "副县长丁小菲、教育局局长赵国平出席会议并作了发言。",
    "种子、化肥、农药": "供销社要组织好种子、化肥、农药的供应，保证春耕需要。",
    "玉米、大豆、花生": "全县种植玉米、大豆、花生共十二万亩，长势良好。",
    "桌子、椅子、柜子": "学校添置了桌子、椅子、柜子等设备，学生已经搬进新教室。",
    "三个方面": "下面，我就三个方面的工作作一说明。",
    "两个问题": "会议还讨论了两个问题，提出了处理意见。",
    "三公里": "新修的水渠长三公里，可以灌溉两千亩农田。",
    "1200人": "今年城镇新增就业1200人，比上年增加86人。",
    "认真": "各单位认真填写报表，并于月底前报送县统计局。",
    "星期三": "会议定于星期三上午九点召开，请各单位派人参加。",
}


@pytest.mark.parametrize("part", NO_SLOGANS)
def test_what_is_only_said_named_listed_or_counted_is_no_slogan(part):
    """Quoted speech, titles, names, lists of things, plain counts and measures are left out."""
    sentence = NO_SLOGANS[part]
    assert part in sentence
    assert found(in_context(sentence)) == []


def test_plain_official_prose_has_no_slogan():
    """Sentences of report and instruction without balance, numeral or formula give an empty table."""
    assert found(BEFORE + AFTER) == []


def test_the_table_is_as_declared():
    """Columns, dtypes, texts, order, kinds, scores and reasons of a short speech."""
    speech = parse_speech(SPEECH, doc_id="青石")
    table = find_slogans(speech)
    assert len(table) >= 5
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("slogans")
    assert table["doc_id"].eq("青石").all()
    assert [SPEECH[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["text"].to_list()
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    assert set(table["kind"]) <= set(KINDS)
    assert table["score"].between(0, 1).all()
    assert table["reasons"].str.len().gt(0).all()
    assert table["text"].str.len().between(2, LONGEST).all()


def test_the_same_text_gives_the_same_table_and_keeps_its_own():
    """Two runs agree, other runs between them change nothing, and the tables of the speech stay as they were."""
    speech = parse_speech(SPEECH)
    tokens = speech.tokens.copy()
    first = find_slogans(speech)
    found("要坚持房住不炒，因城施策。" * 20, threshold=0.0, lang="en")
    pd.testing.assert_frame_equal(find_slogans(speech), first)
    pd.testing.assert_frame_equal(find_slogans(parse_speech(SPEECH)), first)
    pd.testing.assert_frame_equal(speech.tokens, tokens)


def test_changing_the_table_changes_no_later_one():
    """The caller owns the table."""
    speech = parse_speech(SPEECH)
    first = find_slogans(speech)
    expected = first.copy()
    first["kind"], first["score"] = "banner", 0.0
    pd.testing.assert_frame_equal(find_slogans(speech), expected)


def test_slogans_lie_in_one_sentence_and_never_in_furniture():
    """No slogan crosses a full stop, holds a line break or stands in the page around the text."""
    slogan = "坚决打赢脱贫攻坚战"
    text = f"青石县召开动员大会\n{in_context('要坚持以人民为中心。')}\n分享到：{slogan}\n责任编辑：{slogan}\n"
    speech = parse_speech(text)
    assert (speech.sentences["zone"] == "furniture").any()
    for threshold in (None, 0.0):
        table = find_slogans(speech, threshold=threshold)
        assert analysis.contained_in(table, speech.sentences[speech.sentences["zone"] != "furniture"]).all()


def test_a_higher_threshold_never_gives_more():
    """From 0 to 1 the number falls; every slogan has at least the score asked for; 1 gives none."""
    speech = parse_speech(SPEECH)
    counts = []
    for threshold in (0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1):
        table = find_slogans(speech, threshold=threshold)
        assert (table["score"] >= threshold - 0.0006).all()  # the score is rounded to three places
        assert table["text"].str.len().le(LONGEST).all()
        counts.append(len(table))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[3] > 0
    assert counts[-1] == 0


def test_a_higher_threshold_keeps_a_part_of_the_same_slogans():
    """What is found at 0.8 is found at 0.3 too, with the same extent."""
    low, high = found(SPEECH, threshold=0.3), found(SPEECH, threshold=0.8)
    assert set(high) <= set(low)


@pytest.mark.parametrize("threshold", [-0.01, 1.01, 5, float("nan"), float("inf")])
def test_a_threshold_outside_its_range_is_refused(threshold):
    """The message says the value, what is allowed and what to do."""
    with pytest.raises(OptionError, match=re.escape(f"threshold={threshold!r} is out of range; allowed: 0 to 1, or None for the default.")):
        find_slogans(parse_speech("要抓好落实。"), threshold=threshold)


def test_a_threshold_that_is_no_number_is_refused():
    """A string is an option error, not a type error from within."""
    with pytest.raises(OptionError, match="threshold='high'"):
        find_slogans(parse_speech("要抓好落实。"), threshold="high")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "要抓好落实。"])
def test_options_are_checked_whatever_the_text(text):
    """A wrong language is refused for an empty text as well, with the allowed ones named."""
    with pytest.raises(OptionError, match=re.escape("lang='fr' is not known; allowed: 'zh', 'en'. Choose one of them.")):
        find_slogans(parse_speech(text), lang="fr")
    with pytest.raises(OptionError, match="threshold=2"):
        find_slogans(parse_speech(text), threshold=2)


def test_reasons_are_in_the_language_asked_for():
    """English reasons are English but for the word they quote, Chinese ones Chinese; nothing else differs."""
    speech = parse_speech(SPEECH)
    chinese, english = find_slogans(speech, lang="zh"), find_slogans(speech, lang="en")
    pd.testing.assert_frame_equal(chinese.drop(columns="reasons"), english.drop(columns="reasons"))
    assert chinese["reasons"].str.contains(r"[一-鿿]").all()
    plain = english["reasons"].str.replace(r"after [一-鿿]+", "", regex=True)
    assert not plain.str.contains(r"[一-鿿；]").any()


def test_reasons_say_only_what_holds():
    """A local coinage is not said to be in the lexicon of formulas, a known formula is, and the counts are whole numbers."""
    text = in_context("要推行“一户三查五不漏”，坚持以人民为中心。")
    table = find_slogans(parse_speech(text), threshold=0.05).set_index("text")["reasons"]
    assert "提法库" not in table["一户三查五不漏"]
    assert "提法库收录" in table["以人民为中心"]
    assert not table.str.contains(r"\d\.\d").any()


def test_at_most_four_reasons_are_given():
    """Reasons are short enough to read in a table cell."""
    assert find_slogans(parse_speech(SPEECH))["reasons"].str.count("；").le(3).all()


def test_crlf_shifts_slogans_and_nothing_more():
    """Line breaks of two characters move the offsets and leave what is found as it is."""
    unix, windows = find_slogans(parse_speech(SPEECH)), find_slogans(parse_speech(SPEECH.replace("\n", "\r\n")))
    assert windows["text"].to_list() == unix["text"].to_list()
    assert windows["kind"].to_list() == unix["kind"].to_list()


def test_a_slogan_does_not_depend_on_what_is_far_away():
    """Ten further paragraphs of plain prose take no slogan of the first one away."""
    first = in_context("要增强“四个意识”，坚持两手抓、两手硬。")
    assert set(found(first)) <= set(found(first + ("\n" + BEFORE + AFTER) * 10))


ODD = {
    "nothing": "",
    "one character": "要",
    "one mark": "。",
    "white space": " \u3000\r\n\t",
    "no Chinese": "The committee met on 3 May. It agreed on 4 of 7 items!",
    "only marks": "“”、、，，。。！！《》……——“““",
    "emoji": "😀😀😀👨‍👩‍👧‍👦❤️🇨🇳",
    "NUL": "\x00\x00要抓好\x00落实\x00。",
    "lone surrogate": "要抓好\ud83d落实。",
    "open quotes": "要落实“四个意识、“两手抓、两手硬。“" * 30,
    "closed quotes": "要落实四个意识”、两手抓、两手硬”。”" * 30,
    "figures": "\n".join(f"{year}\t{year * 7 % 991}\t{year * 3 % 97}.5%\t{year * 11 % 83}" for year in range(1990, 2020)),
    "table with heads": "年份\t产值\t增长\n" + "\n".join(f"{year}年\t{year % 97}亿元\t{year % 13}%" for year in range(1990, 2020)),
    "no punctuation": "要抓好落实坚持高质量发展两手抓两手硬" * 530,
    "one character 10,000 times": "一" * 10_000,
    "one word 10,000 times": "抓好" * 5_000,
    "enumeration without end": "抓好、" * 3_000,
    "numerals": "一二三四五六七八九十百千万双两" * 200,
    "commas": "，" * 5_000,
    "joints": "和" * 3_000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_give_a_sensible_table(text):
    """Any text gives a table as declared: spans in order, short, of Chinese; no exception and no warning, at any threshold."""
    speech = parse_speech(text)
    for threshold in (None, 0.0):
        check(text, find_slogans(speech, threshold=threshold))


@pytest.mark.parametrize("name", ["nothing", "one character", "one mark", "white space", "no Chinese", "only marks", "emoji", "figures", "commas"])
def test_texts_without_a_phrase_have_no_slogans(name):
    """Where there are no Chinese words to speak of, nothing is found by default."""
    assert found(ODD[name]) == []


@pytest.mark.parametrize("name", ["table with heads", "one character 10,000 times", "joints"])
def test_tables_and_noise_have_no_slogans(name):
    """A table of figures with Chinese units, or one character without end, is no slogan."""
    assert found(ODD[name]) == []


def check(text: str, table: pd.DataFrame) -> None:
    """What holds of the slogans of any text."""
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("slogans")
    assert list(table.index) == list(range(len(table)))
    assert [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["text"].to_list()
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    assert table["text"].str.len().between(2, LONGEST).all()
    assert table["score"].between(0, 1).all()
    assert not table["text"].str.contains(r"[。！？\n\r]").any()
    assert not table["text"].str.contains(r"^[\s、，；“”]|[\s、，；“”。]$").any()


OFFICIAL = (
    "坚持 要 落实 增强 “ ” “四个意识” 两手抓 两手硬 一手抓 一手抓生产 、 、 ， 。 ！ ： ； \n 高质量发展 以人民为中心 的 和 三个 五 双 零 坚决 打赢 "
    '攻坚战 稳就业 稳企业 青石县 《 》 2031年 5.4% \r\n 　 「 」 " 习近平总书记强调 各位代表： 同志们 不忘 初心 抓紧抓实抓细'
)
ANY_TEXT = st.one_of(st.lists(st.sampled_from([*OFFICIAL.split(" "), "\x00", "😀"]), max_size=60).map("".join), st.text(max_size=60))


@example(text="“" * 300, threshold=0.0)
@example(text="两手抓、" * 300, threshold=0.0)
@given(text=ANY_TEXT, threshold=st.sampled_from([None, 0.0, 0.5, 1.0]))
@settings(max_examples=100)
def test_any_mixture_of_official_words_and_marks_gives_a_sensible_table(text, threshold):
    """Official vocabulary, numerals, 、 and quotation marks in any order."""
    check(text, find_slogans(parse_speech(text), threshold=threshold))


def test_density_counts_slogans_per_thousand_characters():
    """One row over the whole text: the number found, characters of words, their ratio, and an interval around it."""
    speech = parse_speech(SPEECH, doc_id="青石")
    slogans = find_slogans(speech)
    table = measure_slogan_density(speech, slogans)
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("slogan_density")
    row = table.iloc[0]
    assert (row["doc_id"], row["start"], row["end"], row["n"]) == ("青石", 0, len(SPEECH), len(slogans))
    assert row["density"] == pytest.approx(1000 * len(slogans) / row["characters"])
    assert 0 <= row["low"] <= row["density"] <= row["high"]
    # Marks and the editor's line are not counted.
    assert row["characters"] < len(re.sub(r"\W", "", SPEECH))
    pd.testing.assert_frame_equal(measure_slogan_density(speech), table)


def test_density_of_a_text_without_slogans_is_nought():
    """No slogan: 0 with an interval of 0; no word: 0 without an interval."""
    row = measure_slogan_density(parse_speech(BEFORE)).iloc[0]
    assert (row["n"], row["density"], row["low"], row["high"]) == (0, 0.0, 0.0, 0.0)
    empty = measure_slogan_density(parse_speech("")).iloc[0]
    assert (empty["n"], empty["characters"], empty["density"]) == (0, 0, 0.0)
    assert np.isnan(empty["low"])
    assert np.isnan(empty["high"])


def test_a_wider_confidence_gives_a_wider_interval():
    """0.99 reaches at least as far as 0.5 on both sides; 0 and 1 are refused."""
    speech = parse_speech(SPEECH)
    wide, narrow = measure_slogan_density(speech, confidence=0.99).iloc[0], measure_slogan_density(speech, confidence=0.5).iloc[0]
    assert wide["low"] <= narrow["low"] <= narrow["high"] <= wide["high"]
    assert wide["low"] < wide["high"]
    for confidence in (0, 1, 1.5, -1):
        with pytest.raises(OptionError, match=re.escape(f"confidence={confidence!r} is no share")):
            measure_slogan_density(speech, confidence=confidence)

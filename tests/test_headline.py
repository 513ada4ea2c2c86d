"""The headline figures of a speech, what is usual for them, and the cards that show both."""

import json
import re
from html import unescape
from importlib.resources import files

import pandas as pd
import pytest

from analysis import compare_reference, describe_headline, describe_reference, find_echoes, find_speech_acts, measure_headline, parse_speech, read_references
from analysis.cards import MIME
from analysis.errors import OptionError, TableError
from analysis.headline import GENRES, MEASURES
from analysis.tables import COLUMNS

SOURCE = "打好春耕备耕这一仗，守住粮食安全底线。"
TEXT = "春耕工作\n\n林禾指出，要打好春耕备耕这一仗，要管好水渠。周麦强调，要守住底线。仓库有三间。\n\n责任编辑：王某\n"  # 字: 4 + 33 + 5


def headline(**figures):
    """A headline table with these figures, the others as in a short speech."""
    values = {"characters": 480, "slogans": 12.5, "directives": 0.6, "speakers": 2, "echo": 0.25, "tone": 0.1} | figures
    return pd.DataFrame({"doc_id": ["甲"], "start": [0], "end": [1], "text": ["甲"]} | {name: [value] for name, value in values.items()})


def text_of(panel):
    """What a reader sees of each card."""
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", card)).split()) for card in re.findall(r"<li.*?</li>", panel.html, flags=re.DOTALL)]


def test_figures_are_counted_by_hand():
    """Length, share of demands, speakers and echo of a speech of four sentences, without its page furniture."""
    speech = parse_speech(TEXT, doc_id="春耕")
    # 春耕工作 / 林禾… / 周麦… / 仓库…, and what stands under the speech.
    acts = find_speech_acts(speech).assign(act=["frame", "directive", "directive", "report", "directive"])
    row = measure_headline(speech, acts=acts, echoes=find_echoes(speech, [parse_speech(SOURCE, doc_id="源")])).iloc[0]
    assert row["characters"] == len("春耕工作林禾指出要打好春耕备耕这一仗要管好水渠周麦强调要守住底线仓库有三间")
    assert row["speakers"] == 2
    assert row["directives"] == 2 / 4
    assert row["echo"] == len("打好春耕备耕这一仗") / row["characters"]
    assert pd.isna(row["tone"])


def test_the_headline_has_its_columns_also_for_nothing():
    """A text without a word has figures that are missing, not zero, where nothing could be counted."""
    table = measure_headline(parse_speech(""))
    assert table.dtypes.astype(str).to_dict() == {"doc_id": "str", "start": "int64", "end": "int64", "text": "str"} | COLUMNS["headline"]
    assert table[["characters", "speakers"]].iloc[0].tolist() == [0, 0]
    assert table[["slogans", "directives", "echo", "tone"]].isna().all(axis=None)


def test_no_sources_and_no_echo_are_different():
    """Sources searched in vain make an echo of 0; without sources it is missing."""
    speech = parse_speech(TEXT, doc_id="春耕")
    assert measure_headline(speech, echoes=find_echoes(speech, [parse_speech("天下雨了。", doc_id="雨")]))["echo"].tolist() == [0.0]
    assert measure_headline(speech)["echo"].isna().all()


def test_the_references_are_whole_and_name_their_source():
    """Each measure has each genre once, with quartiles in order, and the first line says whose texts, under what terms, and by which script."""
    table = read_references()
    assert list(zip(table["measure"], table["genre"], strict=True)) == [(measure, genre) for measure in MEASURES for genre in GENRES]
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert table.groupby("genre")["documents"].max().to_dict() == {"national": 43, "congress": 10, "provincial": 31}
    head = files("analysis.data").joinpath("references.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert all(part in head for part in ("Wikisource", "article 5", "count_references.py", "only figures"))


def test_what_is_usual_is_said_in_both_languages(monkeypatch):
    """The median with the middle half of each genre, in the unit of the measure."""
    rows = [
        ("directives", genre, 9, low, middle, high) for genre, low, middle, high in zip(GENRES, (0.1, 0.2, 0.3), (0.2, 0.3, 0.4), (0.3, 0.4, 0.5), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["measure", "genre", "documents", "low", "median", "high"])
    monkeypatch.setattr("analysis.headline.read_references", lambda: table)
    assert describe_reference("directives") == "国务院政府工作报告：20 %（10 %–30 %）；党代会报告：30 %（20 %–40 %）；省级政府工作报告：40 %（30 %–50 %）"
    assert describe_reference("directives", lang="en").startswith("national government reports: 20 % (10 %–30 %); party congress reports: 30 %")
    assert compare_reference("directives", 0.6) == "比三种报告的多数都高"
    assert compare_reference("directives", 0.05) == "比三种报告的多数都低"
    assert compare_reference("directives", 0.15) == "与国务院政府工作报告相当"
    assert compare_reference("directives", 0.35) == "与党代会报告、省级政府工作报告相当"
    assert compare_reference("directives", float("nan")) == ""


def test_a_figure_between_the_genres_is_like_none(monkeypatch):
    """A figure outside every middle half, but not beyond all of them, is said to be unlike each."""
    rows = [("tone", genre, 9, low, low, low) for genre, low in zip(GENRES, (0.1, 0.2, 0.3), strict=True)]
    monkeypatch.setattr("analysis.headline.read_references", lambda: pd.DataFrame(rows, columns=["measure", "genre", "documents", "low", "median", "high"]))
    assert compare_reference("tone", 0.25) == "与三种报告的多数都不同"


def test_unknown_measures_and_languages_are_refused():
    """The error names what is allowed."""
    with pytest.raises(OptionError, match=r"measure='length'.*characters"):
        describe_reference("length")
    with pytest.raises(OptionError, match="lang='fr'"):
        compare_reference("tone", 0.1, lang="fr")


def test_each_card_says_its_figure_and_meaning():
    """Six cards in order: figure, unit, plain words."""
    cards = text_of(describe_headline(headline(), speakers=["林禾", "周麦"], sources=3))
    starts = [
        "篇幅 480 字 念完约 2 分钟",
        "口号 12.5 处／千字 平均每 80 字就有一处",
        "要求 60 % 的句子 十句中约 6 句要人做什么",
        "说话人 2 位 转述的是：林禾、周麦",
        "相同的话 25 % 的字 所给的 3 篇里逐字也有",
        "语气 +0.10 −1 贬，+1 褒 褒多于贬",
    ]
    assert [card[: len(start)] for card, start in zip(cards, starts, strict=True)] == starts
    assert all("省级" in card for card in cards)


def test_a_card_without_evidence_says_so():
    """No slogans, demands, speakers, sources or tone: a dash and what is missing, and no comparison with reports."""
    nothing = headline(characters=0, slogans=float("nan"), directives=0.0, speakers=0, echo=float("nan"), tone=float("nan"))
    cards = text_of(describe_headline(nothing))
    starts = [
        "篇幅 – 没有文字",
        "口号 – 没有找到口号",
        "要求 – 没有要人做什么的句子",
        "说话人 – 没有转述谁的话",
        "相同的话 – 没有给出可比的文本",
        "语气 – 褒贬的证据太少，不求平均",
    ]
    assert [card.split(" 报告")[0] for card in cards] == starts


def test_an_echo_of_nothing_and_an_even_tone_are_figures():
    """0 % and +0.00 are evidence, in words of their own; blame has its own too."""
    cards = text_of(describe_headline(headline(echo=0.0, tone=0.0), sources=2))
    assert cards[4].startswith("相同的话 0 % 的字 与所给的 2 篇没有逐字相同的话")
    assert "褒贬相抵" in cards[5]
    assert text_of(describe_headline(headline(tone=-0.4)))[5].startswith("语气 −0.40 −1 贬，+1 褒 贬多于褒")


def test_cards_escape_names_and_link_to_sections():
    """Names come from the speech and are text; a card leads where it is told, and nowhere else; of many names three are said."""
    html = describe_headline(headline(speakers=4), speakers=["<b>甲</b>", "乙", "丙", "丁"], links={"slogans": "s1", "tone": ""}).html
    assert "&lt;b&gt;甲&lt;/b&gt;、乙、丙等" in html
    assert re.findall(r'href="([^"]*)"', html) == ["#s1"]


def test_english_cards_hold_no_chinese():
    """With lang="en" every word of the cards is English."""
    assert not re.search(r"[\u4e00-\u9fff]", describe_headline(headline(), speakers=["Lin"], sources=1, lang="en").html)


def test_cards_carry_their_figures():
    """Whoever reads the executed notebook finds the figures beside the cards, as JSON, None where one is missing."""
    bundle = describe_headline(headline(tone=float("nan")))._repr_mimebundle_()
    expected = {"characters": 480.0, "slogans": 12.5, "directives": 0.6, "speakers": 2.0, "echo": 0.25, "tone": None}
    assert json.loads(json.dumps(bundle[MIME])) == expected
    assert bundle["text/html"].startswith("<section")


def test_cards_are_of_one_speech():
    """Two rows are refused."""
    with pytest.raises(TableError, match="2 rows; allowed: one"):
        describe_headline(pd.concat([headline(), headline()]))

"""What a page says about echoes: the sentence, the two passages beside each other, and the layer."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import describe_echoes, find_echoes, highlight, list_echoes, outline_echoes, parse_speech
from analysis.errors import OptionError

SPEECH = parse_speech("会议强调，要抓好秋收生产确保颗粒归仓，要讲好青石故事让游客留下来。\n责任编辑：王某\n", doc_id="县")
CENTRE = parse_speech("各地要讲好中国故事让游客留下来。", doc_id="中央", date="2031-08-20")
PROVINCE = parse_speech("會議要求，抓好秋收生產，確保顆粒歸倉！", doc_id="省", date="2031-09-02")
HOSTILE = parse_speech("<b>甲</b>要抓好秋收生产确保颗粒归仓<script>alert(1)</script>", doc_id="<i>坏")
SOURCES = [CENTRE, PROVINCE]
IDS = ["中央", "省"]


def find_both(*sources):
    """The echoes word for word, and those with up to two characters changed at a place."""
    return find_echoes(SPEECH, sources), find_echoes(SPEECH, sources, max_gap=2)


def plain(markup):
    """What a reader sees."""
    return unescape(re.sub(r"<[^>]+>", "", markup))


def test_the_sentence_says_how_much_is_shared():
    """It has the characters of the content, what is the same and what is nearly so in all sources together, and the longest echo with its place."""
    panel = describe_echoes(SPEECH, *find_both(*SOURCES), sources=IDS)
    # 会议强调要抓好秋收生产确保颗粒归仓要讲好青石故事让游客留下来: 30; shared 抓好秋收生产确保颗粒归仓 12, 故事让游客留下来 8; nearly 要讲好青石 5 more.
    assert plain(panel.html) == (
        "全文 30 字（不计标点和页面附件）中，有 20 字（66.7%）在所给的 2 篇里也有（连续七字以上字字相同）；连同略有改动的，共 25 字（83.3%）。"
        "最长的一处 12 字：抓好秋收生产确保颗粒归仓。"
    )
    start = SPEECH.text.index("抓好秋收")
    assert re.findall(r'data-spans="([^"]+)"', panel.html) == [f"{start}-{start + 12}"]


def test_characters_that_several_sources_have_count_once():
    """Two sources with the same passage cover no more than one of them."""
    again = parse_speech(CENTRE.text + "另有安排。", doc_id="另")
    one, two = (describe_echoes(SPEECH, *find_both(*sources), sources=[each.doc_id for each in sources]) for sources in ([CENTRE], [CENTRE, again]))
    assert plain(one.html).replace("1 篇", "2 篇") == plain(two.html)


def test_the_sentence_without_echoes_and_without_sources():
    """Nothing shared and nothing to compare with are said, and differ; files with the speech itself are named."""
    alone = parse_speech("今天下雨。", doc_id="雨")
    assert plain(describe_echoes(SPEECH, *find_both(alone), sources=["雨"]).html) == "与所给的 1 篇没有连续七字以上相同的话。"
    assert plain(describe_echoes(SPEECH, *find_both(), sources=[], set_apart=["抄"]).html) == "没有可比的文本。“抄”就是这篇讲话本身，没有拿来比。"
    assert "it is this speech itself: 抄, 又" in plain(describe_echoes(SPEECH, *find_both(), sources=[], set_apart=["抄", "又"], lang="en").html)
    with pytest.raises(OptionError, match="lang='fr'"):
        describe_echoes(SPEECH, *find_both(), sources=[], lang="fr")


def test_an_empty_speech_has_a_sentence():
    """No characters are no division by zero."""
    empty = parse_speech("")
    found = find_echoes(empty, CENTRE)
    assert plain(describe_echoes(empty, found, found, sources=["中央"]).html).startswith("与所给的 1 篇没有")


def test_the_passages_stand_beside_each_other():
    """A row has the passage of the speech, that of the source as it is written there in its context, the source, the kind and the length."""
    html = list_echoes(SPEECH, find_both(*SOURCES)[1], SOURCES, width=4).html
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", html.split("<tbody>")[1])]
    assert [[plain(cell) for cell in row] for row in rows] == [
        ["抓好秋收生产确保颗粒归仓", "…議要求，抓好秋收生產，確保顆粒歸倉！", "省", "相同", "12"],
        ["要讲好青石故事让游客留下来", "各地要讲好中国故事让游客留下来。", "中央", "有改动", "11"],
    ]
    assert rows[0][1] == '<span class="y-quote">…議要求，<mark>抓好秋收生產，確保顆粒歸倉</mark>！</span>'
    assert rows[1][1] == '<span class="y-quote">各地<mark>要讲好</mark><del>中国</del><mark>故事让游客留下来</mark>。</span>'


def test_one_source_needs_no_column():
    """With a single source the table does not repeat its name in every row, and says how many rows there are if it has not all."""
    echoes = find_echoes(SPEECH, CENTRE, min_length=2)
    html = list_echoes(SPEECH, echoes, [CENTRE], top=1).html
    assert "中央" not in html
    assert html.count('class="y-go"') == 1
    assert f"最长的 1 处，共 {len(echoes)} 处" in html


def test_markup_of_a_source_stays_text():
    """Neither its name nor its context nor the name of a file that was set apart becomes markup."""
    exact, near = find_both(HOSTILE, CENTRE)
    html = list_echoes(SPEECH, near, [HOSTILE, CENTRE]).html + describe_echoes(SPEECH, exact, near, sources=["<i>坏"], set_apart=["<u>"]).html
    assert not re.search(r"<(?:i|b|u|script)\b", html)
    assert "&lt;i&gt;坏" in html
    assert "&lt;/b&gt;<mark>" in html


def test_a_source_that_is_missing_is_an_error():
    """The speeches must be those of the table; another text under that name is none."""
    echoes = find_echoes(SPEECH, CENTRE)
    for sources in ([PROVINCE], [parse_speech("别的话。", doc_id="中央")]):
        with pytest.raises(OptionError, match="no source '中央' has '故事让游客留下来'"):
            list_echoes(SPEECH, echoes, sources)


def test_the_layer_has_no_echo_inside_another():
    """Of the same words from several sources the first stays, and of longer ones the longest; the tooltip says the kind and the source."""
    later = parse_speech("要抓好秋收生产确保颗粒归仓，让游客留下来再来。", doc_id="后", date="2032")
    echoes = find_echoes(SPEECH, [*SOURCES, later])
    outline = outline_echoes(echoes)
    assert len(echoes) == 3
    assert list(zip(outline["text"], outline["source_doc_id"], strict=True)) == [("要抓好秋收生产确保颗粒归仓", "后"), ("故事让游客留下来", "中央")]
    assert 'title="回声：类 相同，出处 后"' in highlight(SPEECH, outline, names=["回声"]).html
    assert len(outline_echoes(find_echoes(SPEECH, []))) == 0


@given(st.text(alphabet='要抓好<b>&"秋収收\r\n。 ', max_size=60), st.text(alphabet='要抓好<b>&"秋収收\r\n。 ', max_size=60))
def test_any_two_texts(own, theirs):
    """Whatever the texts hold, only tags of ours are markup, and what is marked in a source is its passage, character for character."""
    speech, source = parse_speech(own, doc_id="甲"), parse_speech(theirs, doc_id="乙")
    echoes = find_echoes(speech, source, min_length=2, max_gap=1)
    html = list_echoes(speech, echoes, [source]).html + describe_echoes(speech, echoes, echoes, sources=["乙"]).html
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "button", "a", "span", "mark", "del", "p"}
    quotes = re.findall(r'<span class="y-quote">(.*?)</span>', html, flags=re.DOTALL)
    marked = ["".join(text for _, text in re.findall(r"<(mark|del)>(.*?)</\1>", quote, flags=re.DOTALL)) for quote in quotes]
    assert sorted(map(unescape, marked)) == sorted(echoes["source_text"])


def test_a_long_echo_is_cut_in_the_sentence():
    """A whole paragraph that is the same would bury the figures: the link shows its beginning and leads to all of it."""
    text = "要抓好秋收生产确保颗粒归仓" * 6
    speech = parse_speech(text, doc_id="甲")
    found = find_echoes(speech, parse_speech(text, doc_id="乙"))
    html = describe_echoes(speech, found, found, sources=["乙"]).html
    assert 'data-spans="0-78"' in html
    assert f">{text[:59]}…</a>" in html

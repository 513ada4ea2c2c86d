"""Highlighted text: layers that cross and nest, and the text itself, which no markup may change."""

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import highlight, parse_speech, suggest_words
from analysis.errors import OptionError, TableError
from analysis.tables import build_spans, build_table, columns_of

HOSTILE = '<script>alert("一")</script>&amp;</style>\'"><b>要</b>&lt;'


def spans(speech, *offsets):
    """A table of stretches of a speech."""
    return build_spans("sentences", speech, offsets, zone=["body"] * len(offsets))


def without_tags(markup):
    """The text that a reader of the markup sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


class Marked(HTMLParser):
    """Which classes of layers cover each character, by a parser of its own."""

    def __init__(self, markup):
        super().__init__()
        self.stack, self.covers, self.tips, self.tags = [], [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Remember the layers of a mark and every tag met."""
        self.tags.append((tag, dict(attrs)))
        if tag == "span":
            self.stack.append(frozenset(re.findall(r"y-l(\d)", dict(attrs)["class"])))
            self.tips.append(dict(attrs)["title"])

    def handle_endtag(self, tag):
        """A mark ends."""
        if tag == "span":
            self.stack.pop()

    def handle_data(self, data):
        """Each character lies in the innermost mark."""
        self.covers += [self.stack[-1] if self.stack else frozenset()] * len(data)


def covers(markup):
    """For each character, the numbers of the layers that mark it."""
    return Marked(markup).covers


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([(0, 4)], [(2, 6)]),
        ([(0, 8)], [(2, 4)]),
        ([(1, 5)], [(1, 5)]),
        ([(0, 3)], [(3, 6)]),
        ([(1, 5), (1, 5), (3, 7)], [(2, 3)]),
        ([(2, 2)], [(0, 8)]),
        ([(0, 9)], [(4, 6)]),
    ],
    ids=["crossing", "nested", "identical", "adjacent", "within a layer", "empty", "over the whole text"],
)
def test_marks_cover_exactly_their_stretches(first, second):
    """However marks lie to each other, each character is in the layers whose stretches hold it and in no other."""
    speech = parse_speech("要抓紧疫情防控。")
    first, second = ([(start, min(end, len(speech.text))) for start, end in each] for each in (first, second))
    shown = highlight(speech, spans(speech, *first), spans(speech, *second))
    wanted = [frozenset(str(layer) for layer, own in enumerate((first, second)) if any(a <= i < b for a, b in own)) for i in range(len(speech.text))]
    assert covers(shown.html) == wanted
    assert without_tags(shown.html) == speech.text
    assert shown.counts == (sum(a < b for a, b in first), sum(a < b for a, b in second))


def test_a_mark_may_cross_paragraphs():
    """A stretch over two paragraphs is cut at their edges and every tag is closed where it was opened."""
    speech = parse_speech("要防控。\n\n要复工。\n")
    shown = highlight(speech, spans(speech, (1, 8)))
    assert [bool(each) for each in covers(shown.html)] == [1 <= i < 8 for i in range(len(speech.text))]
    opened = []
    for closing, tag in re.findall(r"<(/?)(\w+)", shown.html):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert not opened


def test_paragraphs_carry_their_zone_and_number():
    """Each paragraph is a p with its zone as class and its number as id."""
    speech = parse_speech("标题在此\n\n要防控。\n\n责任编辑：王某\n")
    tags = [attributes for tag, attributes in Marked(highlight(speech).html).tags if tag == "p"]
    assert tags == [{"class": f"y-{zone}", "id": f"p{i}"} for i, zone in enumerate(["headline", "body", "furniture"])]


def test_traditional_text_is_declared_as_such():
    """The language of the text is zh-Hant or zh-Hans, so that a browser picks the right forms."""
    assert 'lang="zh-Hant"' in highlight(parse_speech("我們要發展經濟。")).html
    assert 'lang="zh-Hans"' in highlight(parse_speech("我们要发展经济。")).html


@pytest.mark.parametrize("text", ["", " ", "\r\n要\r防\n", "a\0b\0", "😀\u202e要\ufeff", HOSTILE, "&#13;&lt;\x0b\x0c\x85\u2028", "]]>-->"])
def test_without_tags_the_text_comes_back(text):
    """Whatever a text holds, the markup without its tags is the text."""
    speech = parse_speech(text)
    assert without_tags(highlight(speech, speech.tokens, speech.sentences).html) == text


@given(st.text(alphabet=st.one_of(st.sampled_from("<>&\"'\r\n\0要防控。，;#x1"), st.characters(exclude_categories=["Cs"])), max_size=40), st.data())
def test_any_text_and_any_spans(text, data):
    """For any text and any stretches of it the text comes back and each character is marked as it should be."""
    speech = parse_speech(text)
    edge = st.integers(0, len(text))
    layers = data.draw(st.lists(st.lists(st.tuples(edge, edge).map(sorted).map(tuple), max_size=4), max_size=3))
    shown = highlight(speech, *(spans(speech, *layer) for layer in layers))
    assert without_tags(shown.html) == text
    wanted = [frozenset(str(i) for i, layer in enumerate(layers) if any(a <= at < b for a, b in layer)) for at in range(len(text))]
    assert covers(shown.html) == wanted


def test_markup_in_a_text_stays_text():
    """A speech with tags in it brings no tag but ours into the page, not even by tooltips."""
    speech = parse_speech(HOSTILE + "。")
    shown = highlight(speech, speech.tokens, speech.sentences, names=[HOSTILE, "</span>"])
    assert {tag for tag, _ in Marked(shown.html).tags} == {"div", "p", "span"}
    assert all(set(attributes) <= {"class", "id", "lang", "title"} for _, attributes in Marked(shown.html).tags)


def test_markup_in_names_and_tooltips_stays_text():
    """Layer names and the values of a row are escaped in switches and tooltips."""
    speech = parse_speech("要防控。")
    table = spans(speech, (0, 3)).assign(kind=HOSTILE, reasons='" onmouseover="x')
    shown = highlight(speech, table, names=[HOSTILE])
    assert Marked(shown.html).tips == [f'{HOSTILE}：类 {HOSTILE}，依据 " onmouseover="x']
    switches = shown.controlled_html.split('<div class="y-speech"')[0]
    assert HOSTILE in without_tags(switches)
    assert not re.search(r"<(script|b|/style)\b", switches)


def test_a_tooltip_tells_what_the_rows_say():
    """Name of the layer, kind, score and reasons in the language asked for; crossing rows on lines of their own."""
    speech = parse_speech("丁中平指出，要防控。")
    words = build_table(
        "words",
        {"doc_id": ["speech"], "start": [0], "end": [3], "text": ["丁中平"], "kind": ["name"], "score": [0.98765], "n": [1], "reasons": ["后接“指出”"]},
    )
    shown = highlight(speech, words, spans(speech, (0, 5)), names=["新词", "句"])
    assert Marked(shown.html).tips == ["新词：类 人名，次数 1，分值 0.988，依据 后接“指出”\n句", "句"]
    assert "kind name" in highlight(speech, words, lang="en").html


@pytest.mark.parametrize("word", ["name", "body", "form"])
def test_words_of_the_text_are_not_translated_in_tooltips(word):
    """A term that happens to be called like a kind or a zone stands as it is."""
    speech = parse_speech(f"要用 {word} 作。")
    tokens = speech.tokens[speech.tokens["term"] == word]
    assert f"词 {word}" in Marked(highlight(speech, tokens).html).tips[0]


def test_each_layer_has_a_switch_with_its_count():
    """Switches carry the name and how many rows are marked; without layers there is none."""
    speech = parse_speech("要防控，要复工。")
    shown = highlight(speech, speech.tokens, suggest_words(speech), names=["词", "新词"])
    assert shown.controlled_html.count('type="checkbox"') == 2
    assert f"词 <small>{len(speech.tokens)}</small>" in shown.controlled_html
    assert "<fieldset" not in highlight(speech).controlled_html
    assert shown._repr_html_().startswith("<style>")


def test_rows_of_other_documents_are_passed_over():
    """A table of many speeches marks only what is of this one."""
    one, other = parse_speech("要防控。", doc_id="甲"), parse_speech("要复工复产，早日。", doc_id="乙")
    shown = highlight(one, pd.concat([one.tokens, other.sentences.drop(columns="zone").assign(term="x", tag="x", zone="body")], ignore_index=True))
    assert shown.counts == (len(one.tokens),)


def test_a_table_of_another_speech_is_refused():
    """Where the text at the offsets is not the row's, the table came from elsewhere."""
    with pytest.raises(TableError, match="Use the speech that the table came from"):
        highlight(parse_speech("要复工。"), parse_speech("要防控。").sentences)


@pytest.mark.parametrize(("start", "end", "text"), [(-3, -1, "防控"), (1, 99, "防控。")])
def test_offsets_outside_the_text_are_refused(start, end, text):
    """Python would count negative offsets from the end and stop at the end, so the row looks right; it is not."""
    speech = parse_speech("要防控。")
    table = spans(speech, (0, 1)).assign(start=start, end=end, text=text)
    with pytest.raises(TableError):
        highlight(speech, table)


def test_too_many_layers_are_refused():
    """Seven layers cannot be told apart; six can."""
    speech = parse_speech("要防控。")
    assert len(highlight(speech, *[speech.tokens] * 6).counts) == 6
    with pytest.raises(OptionError, match="7 tables"):
        highlight(speech, *[speech.tokens] * 7)


def test_wrong_names_and_languages_are_refused():
    """One name for each table, and a language that exists."""
    speech = parse_speech("要防控。")
    with pytest.raises(OptionError, match="names="):
        highlight(speech, speech.tokens, names=["甲", "乙"])
    with pytest.raises(OptionError, match="lang="):
        highlight(speech, lang="fr")


def test_tables_and_layers_may_be_empty():
    """An empty table is a layer with nothing in it."""
    speech = parse_speech("要防控。")
    empty = build_table("terms", {name: [] for name in columns_of("terms")})
    assert highlight(speech, empty).counts == (0,)


def test_the_callers_tables_are_left_alone():
    """Highlighting changes no table."""
    speech = parse_speech("要防控。")
    tokens = speech.tokens
    before = tokens.copy(deep=True)
    highlight(speech, tokens)
    pd.testing.assert_frame_equal(tokens, before)

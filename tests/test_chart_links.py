"""Charts whose rows and words lead to their passages: what stands in the SVG, and what is left as it was."""

import re

import pandas as pd
import pytest

from analysis import (
    chart_svg,
    count_terms,
    draw_cloud,
    find_slogans,
    link_chart,
    parse_speech,
    plot_arc,
    plot_dispersion,
    plot_ranking,
    plot_slogans,
    score_sentiment,
)
from analysis.chart_links import link_svg
from analysis.errors import OptionError, TableError

TEXT = "春耕要抓紧。\n\n水渠要修好，春耕要抓紧，“两手抓、两手硬”要坚持。\n"


@pytest.fixture
def speech():
    """A speech of two paragraphs."""
    return parse_speech(TEXT, doc_id="春耕")


@pytest.fixture
def words(speech):
    """The places of two words: 春耕 twice, in the first and in the second paragraph; 水渠 once."""
    places = [(match.start(), word) for word in ("春耕", "水渠") for match in re.finditer(word, TEXT)]
    starts, terms = zip(*places, strict=True)
    return pd.DataFrame({"doc_id": "春耕", "start": starts, "end": [start + 2 for start in starts], "text": terms, "term": terms})


def links(ax):
    """(text, address, spans, place of the lane along the text) of each link in the SVG."""
    svg = link_svg(chart_svg(ax))
    found = re.findall(r'<a class="y-go" href="#(p\d+)" data-spans="([^"]*)"( data-each)?>(.*?)</a>', svg, flags=re.DOTALL)
    return [
        (re.search(r"<text[^>]*>(.*?)</text>", inside)[1], address, spans, (re.search(r'data-extent="([^"]*)"', inside) or [None, None])[1])
        for address, spans, _, inside in found
    ]


def test_a_bar_leads_to_all_places_of_its_term(speech, words):
    """Each row of a ranking is one link, its name and its bar, to every place of the term; the paragraph is that of the first."""
    ax = link_chart(plot_ranking(count_terms(words)), speech, words, along=False)
    assert links(ax) == [("春耕", "p0", "0-2 14-16", None), ("水渠", "p1", "8-10", None)]
    assert link_svg(chart_svg(ax)).count('class="y-lane"') == 2


def test_a_row_along_the_text_knows_where_it_lies(speech, words):
    """A row of a dispersion plot says which characters its edges stand for, so that a click finds the nearest place."""
    (name, _, spans, extent), *_ = links(link_chart(plot_dispersion(words, length=100), speech, words))
    assert (name, spans) == ("春耕", "0-2 14-16")
    assert extent == "-0.3 100.3"


def test_lanes_of_slogans_are_named_in_the_language_of_the_chart(speech):
    """The row of a kind leads to the slogans of that kind; kinds without one have no link."""
    slogans = find_slogans(speech).head(0)
    row = {"doc_id": ["春耕"], "start": [21], "end": [28], "text": [TEXT[21:28]], "kind": ["parallel"], "score": [0.9], "reasons": [""]}
    slogans = pd.DataFrame(row).astype(slogans.dtypes.to_dict())
    assert [link[:3] for link in links(link_chart(plot_slogans(slogans, lang="en"), speech, slogans, column="kind", lang="en"))] == [
        ("parallel", "p1", "21-28")
    ]


def test_words_of_a_cloud_lead_to_their_places(speech, words):
    """In a cloud the words themselves are the links; the caption is none."""
    assert sorted(links(link_chart(draw_cloud(count_terms(words)), speech, words))) == [("春耕", "p0", "0-2 14-16", None), ("水渠", "p1", "8-10", None)]


def test_a_whole_chart_is_one_link(speech):
    """Without a column the caption and the drawing lead to the passages one at a time."""
    scores = score_sentiment(speech)
    ax = link_chart(plot_arc(scores), speech, scores, column=None)
    (caption, address, spans, extent), *rest = links(ax)
    assert caption.startswith("在文中的位置")
    assert (address, rest) == ("p0", [])
    assert spans.split() == [f"{start}-{end}" for start, end in zip(scores["start"], scores["end"], strict=True)]
    assert extent
    assert " data-each>" in link_svg(chart_svg(ax))


def test_a_screen_reader_meets_the_description_and_the_links(speech, words):
    """A chart with links is a group with its description, whose drawing is passed over; one without stays a picture."""
    ax = plot_ranking(count_terms(words))
    plain = chart_svg(ax)
    assert link_svg(plain) == plain
    linked = link_svg(chart_svg(link_chart(ax, speech, words)))
    assert re.match(r'<svg role="group" aria-label="条形图[^"]*"', linked)
    drawing, after = linked.split('<g aria-hidden="true">')[1].split("<a ", 1)
    assert "春耕" not in drawing
    assert "春耕" in after
    assert 'id="y-' not in linked


def test_markup_in_a_term_stays_text(speech):
    """A name that looks like a link of ours is drawn as text and makes none."""
    hostile = '<g id="y-go:0:1:0-1">'
    words = pd.DataFrame({"doc_id": ["春耕"], "start": [0], "end": [2], "text": ["春耕"], "term": [hostile]})
    ax = link_chart(plot_ranking(count_terms(words)), speech, words, along=False)
    assert [link[1:] for link in links(ax)] == [("p0", "0-2", None)]


def test_the_same_chart_gives_the_same_svg(speech, words):
    """Linked twice, drawn twice: the same string."""
    once, again = (link_svg(chart_svg(link_chart(plot_ranking(count_terms(words)), speech, words))) for _ in range(2))
    assert once == again


def test_wrong_tables_and_languages_are_refused(speech, words):
    """A table without the column or of another text, and an unknown language."""
    ax = plot_ranking(count_terms(words))
    with pytest.raises(TableError, match="speaker"):
        link_chart(ax, speech, words, column="speaker")
    with pytest.raises(TableError, match="春耕"):
        link_chart(ax, parse_speech("雨", doc_id="春耕"), words)
    with pytest.raises(OptionError, match="lang='fr'"):
        link_chart(ax, speech, words, lang="fr")


def test_only_so_many_passages_are_led_to(speech):
    """A bar leads to at most 400 places, a row along the text to 4,000."""
    many = parse_speech("雨" * 5000, doc_id="雨")
    words = pd.DataFrame({"doc_id": "雨", "start": range(5000), "end": range(1, 5001), "text": "雨", "term": "雨"})
    ax = plot_ranking(count_terms(words))
    assert len(links(link_chart(ax, many, words, along=False))[0][2].split()) == 400
    assert len(links(link_chart(plot_dispersion(words), many, words))[0][2].split()) == 4000

"""The section of the page on tone: its figures are those of the tables, each row leads to its passage, and nothing is claimed of too little."""

import re

import pytest

from analysis import find_appraisals, measure_sentiment, read_speech, render_report, score_sentiment
from analysis.wording import VALUES, say
from test_report_rhetoric import PLAIN, SEED, Rows, contents_of, render, section_of, visible

TITLE = "语气褒贬"
SHORT = "同志们：\n去年工作成绩显著。但是困难很大。\n"


@pytest.fixture(scope="module")
def seed():
    """The founding speech."""
    return read_speech(SEED)


@pytest.fixture(scope="module")
def scores(seed):
    """The tone of its sentences, page furniture left out."""
    return score_sentiment(seed)[seed.sentences["zone"] != "furniture"]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of the founding speech, by the shipped notebook."""
    report = render_report(SEED, tmp_path_factory.mktemp("tone"))
    assert report.errors == ()
    return report.path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def short_page(tmp_path_factory):
    """The page of a speech of three sentences, two of which appraise."""
    report, page = render(tmp_path_factory.mktemp("short"), SHORT)
    assert report.errors == ()
    return page


def test_the_average_stands_with_interval_and_coverage(page, scores):
    """One line has the sentences, their tones, the coverage, and the average with its interval, as `measure_sentiment` gives them."""
    tone = measure_sentiment(scores).iloc[0]
    assert tone["n"] == 34
    expected = tone["warning"] or say("tone", "zh").format(**tone).replace("-", "−")
    assert expected in visible(section_of(page, TITLE))


def test_the_arc_is_drawn_and_described(page, scores):
    """The chart has a description with the number of sentences and the two who speak."""
    label = re.search(r'aria-label="(语气曲线[^"]*)"', section_of(page, TITLE)).group(1)
    assert f"{len(scores)} 句" in label
    assert "讲话人：丁中平、张兴益。" in label


def test_sentences_with_a_tone_lead_to_themselves(page, seed, scores):
    """Each sentence that praises or blames is a row with its tone and evidence, the strongest first, and leads to the whole sentence."""
    rows = Rows(section_of(page, TITLE))
    sentences = dict(zip([seed.text[start:end] for ((start, end),) in rows.spans[: len(rows.tables[0])]], rows.tables[0], strict=True))
    told = scores.set_index("text")
    assert set(told.index[told["tone"] != 0]) <= set(sentences)
    for text, (opening, tone, dissent, evidence) in sentences.items():
        assert text.startswith(opening.rstrip("…"))
        assert (tone, dissent, evidence) == (str(told["tone"][text]), told["dissent"][text], told["evidence"][text])
    strengths = [abs(told["score"][text]) for text in sentences]
    assert strengths == sorted(strengths, reverse=True)


def test_appraisals_lead_to_all_their_places(page, seed):
    """A row is a wording in one scope; it leads to as many places as it says, and all rows together to all appraisals."""
    rows, found = Rows(section_of(page, TITLE)), find_appraisals(seed)
    cells, spans = rows.tables[1], rows.spans[len(rows.tables[0]) :]
    assert [len(each) for each in spans] == [int(n) for _, n, *_ in cells]
    assert sorted(span for each in spans for span in each) == sorted(zip(found["start"], found["end"], strict=True))
    scopes = {(start, end): say(scope, "zh", VALUES) for start, end, scope in zip(found["start"], found["end"], found["scope"], strict=True)}
    for (text, _, _, scope, _), places in zip(cells, spans, strict=True):
        assert {scopes[place] for place in places} == {scope}
        assert text in {seed.text[start:end] for start, end in places}


def test_the_layer_marks_what_counts(page, seed):
    """The text has a layer of the appraisals that weigh something in their scope, with as many marks."""
    switches = dict(re.findall(r"</span>([^<]+) <small>(\d+)</small>", page))
    assert switches["褒贬"] == str((find_appraisals(seed)["weight"] != 0).sum())


def test_too_few_sentences_get_a_warning_and_no_average(short_page):
    """Three sentences carry neither an average nor an arc, but the wordings are listed with their places."""
    section = section_of(short_page, TITLE)
    assert "只有 3 句" in visible(section)
    assert "不足以求平均" in visible(section)
    assert "95 % 区间" not in visible(section)
    assert "语气曲线" not in section
    assert {row[0] for row in Rows(section).tables[-1]} >= {"困难"}


def test_a_text_without_any_appraisal_has_no_section(tmp_path):
    """Where nothing praises or blames there is no heading, no layer and no average near 0."""
    report, page = render(tmp_path, PLAIN)
    assert report.errors == ()
    assert TITLE not in contents_of(page)
    assert "褒贬" not in re.findall(r"</span>([^<]+) <small>", page)


def test_tone_in_english(tmp_path):
    """With LANG="en" the line, the kinds, the scopes and the evidence are English."""
    text = "同志们：\n" + "去年工作成绩显著。但是困难很大。我们要修好水渠。" * 3
    report, page = render(tmp_path, text, parameters={"LANG": "en"})
    assert report.errors == ()
    section = section_of(page, "Tone")
    assert re.search(r"Sentences: 10; positive \d+%, negative \d+%, with appraisals \d+%\. Average [+−]\d\.\d\d", visible(section))
    assert re.search(r'aria-label="Arc of tone along \d+ characters', section)
    assert ["困难", "3", "hardship", "stated"] in [row[:4] for row in Rows(section).tables[-1]]

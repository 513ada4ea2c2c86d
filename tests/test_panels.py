"""Linked tables: where each row leads, what each cell shows, and that nothing in a table becomes markup."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from analysis import count_ngrams, count_terms, find_contexts, list_passages, list_rows, parse_speech
from analysis.errors import OptionError, TableError
from analysis.panels import MOST_PASSAGES, Panel
from analysis.segmentation import Segmenter
from analysis.tables import build_table, columns_of
from analysis.wording import COLUMN_NAMES

HOSTILE = '<script>alert("一")</script>&amp;</style>\'"><b>'
BY_CHARACTER = Segmenter(engine=list, adapt=False)


class Table(HTMLParser):
    """Headings, rows of (text, attributes), links and all tags of a panel."""

    def __init__(self, panel):
        super().__init__()
        self.headings, self.rows, self.links, self.tags, self.caption, self.open = [], [], [], set(), "", None
        self.feed(panel.html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Open a row, a cell or a link."""
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append(["", dict(attrs)])
        elif tag == "a":
            self.links.append(dict(attrs))
        self.open = {"th": "cell", "td": "cell", "caption": "caption"}.get(tag, self.open)

    def handle_endtag(self, tag):
        """Close a cell or the caption."""
        if tag in ("th", "td", "caption"):
            self.open = None

    def handle_data(self, data):
        """What a cell or the caption says."""
        if self.open == "cell":
            self.rows[-1][-1][0] += data
        elif self.open == "caption":
            self.caption += data

    @property
    def texts(self):
        """The texts of all rows, the headings first."""
        return [[text for text, _ in row] for row in self.rows]


@pytest.fixture
def speech():
    """Two paragraphs in which 防 and 控 stand twice."""
    return parse_speech("要防控。\n\n抓好防控，再落实。\n", segmenter=BY_CHARACTER)


def test_a_row_leads_to_its_witness_and_paragraph(speech):
    """Without `passages` the link holds the row's own offsets and the number of its paragraph."""
    terms = count_terms(speech.tokens)
    shown = Table(list_passages(speech, terms))
    paragraphs = speech.paragraphs
    for link, start, end in zip(shown.links, terms["start"], terms["end"], strict=True):
        assert link["data-spans"] == f"{start}-{end}"
        number = int(link["href"].removeprefix("#p"))
        assert paragraphs["start"][number] <= start < end <= paragraphs["end"][number]


def test_a_row_leads_to_all_passages_of_its_term(speech):
    """With `passages` the link holds every place of the term, in order."""
    shown = Table(list_passages(speech, count_terms(speech.tokens), passages=speech.tokens))
    for row, link in zip(shown.texts[1:], shown.links, strict=True):
        assert link["data-spans"].split() == [f"{m.start()}-{m.end()}" for m in re.finditer(re.escape(row[0]), speech.text)]


def test_passages_may_be_longer_than_words(speech):
    """Word groups lead to the places that their contexts give."""
    groups = count_ngrams(speech.tokens).query("n == 2")
    places = pd.concat([find_contexts(speech, term).assign(term=term) for term in groups["term"]])
    shown = Table(list_passages(speech, groups, passages=places))
    assert [(row[1], link["data-spans"]) for row, link in zip(shown.texts[1:], shown.links, strict=True)] == [("防控", "1-3 8-10")]


def test_a_term_without_passages_leads_to_its_witness(speech):
    """A row is never a dead end."""
    shown = Table(list_passages(speech, count_terms(speech.tokens).head(1), passages=speech.tokens.head(0)))
    assert shown.links[0]["data-spans"] == "1-2"


def test_passages_of_other_documents_are_no_passages(speech):
    """Tokens of several speeches in one table lead to those of the speech shown, and to no offset outside it."""
    other = parse_speech("前面很长很长很长很长很长很长很长很长的防控。", doc_id="别的", segmenter=BY_CHARACTER)
    both = pd.concat([speech.tokens, other.tokens], ignore_index=True)
    shown = Table(list_passages(speech, count_terms(speech.tokens), passages=both))
    assert max(int(span.split("-")[1]) for link in shown.links for span in link["data-spans"].split()) <= len(speech.text)


def test_a_table_of_another_speech_is_refused(speech):
    """Rows whose text is not in the speech at their offsets would lead nowhere."""
    with pytest.raises(TableError):
        list_passages(speech, parse_speech("复工复产。", segmenter=BY_CHARACTER).tokens)


def test_the_link_can_stand_in_another_column(speech):
    """`link` names the column that leads to the passage, and only that one does."""
    contexts = find_contexts(speech, "防控")
    panel = list_passages(speech, contexts, columns=["left", "text", "right"], link="text")
    assert re.findall(r"<a [^>]*>([^<]*)</a>", panel.html) == ["防控", "防控"]
    assert Table(panel).texts[1:] == [["要", "防控", "。"], ["抓好", "防控", "，再落实。"]]


def test_a_link_column_that_is_not_shown_is_refused(speech):
    """A misspelt `link` is an error and not silently the first column."""
    with pytest.raises((OptionError, TableError), match="txet"):
        list_passages(speech, speech.tokens, columns=["term", "text"], link="txet")


def test_columns_are_all_but_the_offsets_by_default(speech):
    """doc_id, start and end are not shown unless asked for."""
    assert Table(list_passages(speech, speech.clauses)).texts[0] == ["原文", "区域"]
    assert Table(list_passages(speech, speech.tokens, columns=["start", "text"])).texts[0] == ["start", "原文"]


def test_headings_speak_the_language_and_can_be_renamed(speech):
    """Headings come from the wording in either language, or from `names`."""
    terms = count_terms(speech.tokens)
    assert Table(list_passages(speech, terms, lang="en")).texts[0] == ["passage", "term", "n", COLUMN_NAMES["rate"][1]]
    assert Table(list_passages(speech, terms, columns=["term", "n"], names={"n": "几次"})).texts[0] == ["词", "几次"]


@pytest.mark.parametrize("kind", ["terms", "contexts", "collocates", "dispersion", "keyness", "words", "audit", "tokens"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_of_every_table_has_a_heading(kind, lang):
    """No reader meets a bare column name."""
    lacking = set(columns_of(kind)) - {"doc_id", "start", "end"} - set(COLUMN_NAMES)
    assert not lacking, lang


def test_markup_stays_text_everywhere(speech):
    """Cells, links, headings and captions are escaped, in text and in attributes."""
    table = speech.sentences.head(1).assign(reasons=HOSTILE, kind=HOSTILE, score=0.5)
    panel = list_passages(speech, table, columns=["kind", "reasons", "score"], names={"score": HOSTILE}, caption=HOSTILE)
    shown = Table(panel)
    assert shown.texts == [["类", "依据", HOSTILE], [HOSTILE, HOSTILE, "0.5"]]
    assert shown.caption == HOSTILE
    assert shown.tags == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "button", "a"}
    assert shown.rows[1][0][1]["data-sort"] == HOSTILE


def test_an_empty_table_says_so(speech):
    """No rows give one sentence in the language asked for, with the caption, escaped."""
    empty = count_terms(speech.tokens).head(0)
    assert list_passages(speech, empty, caption="<i>词").html == '<p class="y-empty">&lt;i&gt;词 没有可列的内容。</p>'
    assert "Nothing to list." in list_passages(speech, empty, lang="en").html


def test_cells_show_figures_for_readers(speech):
    """Counts whole, figures to three digits, a real minus sign; what a cell sorts by keeps the full value."""
    table = speech.tokens.head(4)[["doc_id", "start", "end", "text"]].assign(
        log_ratio=[-3.14159, 1234.5, 0.00012345, 0.5], n=[1000, 2, 3, 4], agreed=[True, False, True, False]
    )
    shown = Table(list_passages(speech, table))
    assert [row[1][0] for row in shown.rows[1:]] == ["−3.14", "1234", "0.000123", "0.5"]
    assert [row[1][1]["data-sort"] for row in shown.rows[1:]] == ["-3.14159", "1234.5", "0.00012345", "0.5"]
    assert [row[2][1]["class"] for row in shown.rows[1:]] == ["y-number"] * 4
    assert [row[3][0] for row in shown.rows[1:]] == ["✓", "–", "✓", "–"]


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_value_is_no_word(speech, missing):
    """A reader never meets nan, None or <NA>."""
    table = speech.sentences.head(2).assign(reasons=pd.Series(["甲", missing], dtype=object), score=[0.5, np.nan])
    texts = Table(list_passages(speech, table, columns=["text", "reasons", "score"])).texts[2]
    assert not {"nan", "None", "<NA>"} & set(texts)


@pytest.mark.parametrize("word", ["name", "body", "form", "repeated"])
def test_words_of_the_text_are_not_translated(word):
    """A term that happens to be called like a kind or a zone stands as it is; kinds and zones are translated."""
    speech = parse_speech(f"要用 {word} 作。")
    shown = Table(list_passages(speech, speech.tokens[speech.tokens["term"] == word], columns=["text", "term", "zone"]))
    assert shown.texts[1] == [word, word, "正文"]


def test_the_heading_of_a_rate_says_what_it_is_per(speech):
    """A rate per 1,000 tokens does not stand under a heading for 10,000 characters."""
    table = count_terms(speech.tokens, per="tokens")
    assert "每万字" not in Table(list_passages(speech, table)).texts[0]


def test_steps_are_never_fewer_than_the_count_says():
    """A word that stands more often than passages are listed still says how often it stands and how many are listed."""
    speech = parse_speech("要" * (MOST_PASSAGES + 5) + "。", segmenter=BY_CHARACTER)
    panel = list_passages(speech, count_terms(speech.tokens), passages=speech.tokens)
    listed = len(Table(panel).links[0]["data-spans"].split())
    assert listed == MOST_PASSAGES + 5 or str(MOST_PASSAGES) in re.sub(r'data-spans="[^"]*"', "", panel.html)


def test_wrong_arguments_are_refused(speech):
    """A column that is not there, a table without offsets, an unknown language."""
    with pytest.raises(TableError, match="score"):
        list_passages(speech, speech.tokens, columns=["score"])
    with pytest.raises(TableError):
        list_passages(speech, pd.DataFrame({"term": ["要"]}))
    with pytest.raises(OptionError, match="lang="):
        list_passages(speech, speech.tokens, lang="fr")


def test_an_empty_speech_has_empty_panels():
    """A text without a paragraph breaks nothing."""
    assert "y-empty" in list_passages(parse_speech(""), build_table("terms", {name: [] for name in columns_of("terms")})).html


def test_a_panel_shows_itself_in_a_notebook(speech):
    """What a notebook shows is what goes into a page."""
    panel = list_passages(speech, speech.tokens)
    assert panel._repr_html_() == panel.html
    assert 'scope="col"' in panel.html


def test_a_cell_may_be_a_panel(speech):
    """A cell that holds a Panel is shown as it is; the same markup as a string is text."""
    html = list_passages(speech, speech.sentences.assign(reasons=pd.Series([Panel("<mark>防</mark>"), "<mark>控</mark>"], dtype="object"))).html
    assert "<td><mark>防</mark></td>" in html
    assert "&lt;mark&gt;控&lt;/mark&gt;" in html
    assert html.count("<mark>") == 1


def test_a_row_without_a_passage_has_no_link(speech):
    """An empty span leads nowhere; the row stays, and of the others each has its link."""
    table = speech.sentences
    table.loc[0, ["end", "text"]] = table["start"][0], ""
    shown = Table(list_passages(speech, table, columns=["zone", "text"]))
    assert [row[0] for row in shown.texts[1:]] == ["正文", "正文"]
    assert [link["data-spans"] for link in shown.links] == [f"{table['start'][1]}-{table['end'][1]}"]


def test_rows_of_many_documents_have_no_links():
    """`list_rows` shows any table under its headings, escaped, numbers to the right, and says where there is nothing or a column is missing."""
    table = pd.DataFrame({"doc_id": ["<b>甲</b>"], "n": [3]})
    panel = list_rows(table, caption="粮仓", lang="en")
    assert Table(panel).texts == [["document", "n"], ["<b>甲</b>", "3"]]
    assert Table(panel).links == []
    assert 'class="y-number"' in panel.html
    assert list_rows(table.iloc[:0]).html.startswith('<p class="y-empty">')
    with pytest.raises(TableError, match=r"lacks the columns \['score'\]"):
        list_rows(table, columns=["score"])

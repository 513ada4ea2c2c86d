"""The sections of the page on how a speech is built and who speaks in it, and what stands there where a speech has none of it."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import find_metaphors, find_modals, find_parallels, find_slogans, read_speech, render_report

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
PLAIN = "今天下雨。\n我在家里看书。\n后来邻居来借了一把伞。\n"
RHETORIC = ("谁要求什么", "每句话在做什么", "排比与对偶", "四字格、反复与隐喻", "节奏")


class Rows(HTMLParser):
    """The rows of the tables in a piece of HTML: the cells, and the spans that the first one leads to."""

    def __init__(self, markup):
        super().__init__()
        self.tables, self.spans, self.in_body = [], [], False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Open a table, a row or a cell; a link says where it leads."""
        if tag in ("thead", "tbody"):
            self.in_body = tag == "tbody"
            self.tables += [[]] if self.in_body else []
        elif tag == "tr" and self.in_body:
            self.tables[-1].append([])
        elif tag == "td":
            self.tables[-1][-1].append("")
        elif tag == "a" and self.in_body and dict(attrs).get("class") == "y-go":
            self.spans.append([tuple(map(int, span.split("-"))) for span in dict(attrs)["data-spans"].split()])

    def handle_endtag(self, tag):
        """Close the table: links of a chart below it are no rows."""
        self.in_body = self.in_body and tag != "tbody"

    def handle_data(self, data):
        """Add text to the open cell."""
        if self.lasttag in ("td", "a") and self.in_body:
            self.tables[-1][-1][-1] += data


def visible(markup):
    """What a reader sees of it."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", markup, flags=re.DOTALL)))


def section_of(page, title):
    """The section under a heading, without its code."""
    number = re.search(rf'<a href="#(\w+)">{title}</a>', page).group(1)
    start = page.index(f'<section class="y-section" id="{number}"')
    return page[start : page.index("</section>", start)].split("<details")[0]


def contents_of(page):
    """The titles in the table of contents, with the places that they lead to."""
    nav = page[page.index('<nav class="y-contents"') : page.index("</nav>")]
    return {title: place for place, title in re.findall(r'<a href="#(\w+)">(.*?)</a>', nav)}


def render(folder, text, **options):
    """The page of a small text, read."""
    file = folder / "讲话.txt"
    file.write_text(text, encoding="utf-8")
    report = render_report(file, folder / "页.html", **options)
    return report, report.path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seed():
    """The founding speech."""
    return read_speech(SEED)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of the founding speech, by the shipped notebook."""
    report = render_report(SEED, tmp_path_factory.mktemp("rhetoric"))
    assert report.errors == ()
    assert report.path.stat().st_size < 3_000_000
    return report.path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain_page(tmp_path_factory):
    """The page of three plain sentences."""
    report, page = render(tmp_path_factory.mktemp("plain"), PLAIN)
    assert report.errors == ()
    return page


def test_demands_are_counted_by_speaker(page, seed):
    """A table has each modal of each speaker with its number, and each row leads to exactly these places, in that speaker's paragraphs."""
    rows = Rows(section_of(page, "谁要求什么"))
    assert [row[:3] for row in rows.tables[0]] == [["要", "17", "丁中平"], ["必须", "1", "丁中平"], ["务必", "1", "丁中平"], ["要", "8", "张兴益"]]
    for (modal, n, speaker, _), spans in zip(rows.tables[0], rows.spans, strict=False):
        assert len(spans) == int(n)
        assert {seed.text[start:end] for start, end in spans} == {modal}
        paragraphs = {text for low, high, text in seed.paragraphs[["start", "end", "text"]].to_numpy() for start, _ in spans if low <= start < high}
        assert all(speaker in text for text in paragraphs)


def test_what_is_demanded_stands_with_its_speaker(page, seed):
    """Each demand is a row, from the modal to the end of what is demanded, and leads there."""
    rows = Rows(section_of(page, "谁要求什么"))
    demands, spans = rows.tables[1], rows.spans[len(rows.tables[0]) :]
    assert len(demands) == len(find_modals(seed)) == 27
    assert demands[0] == ["要准确把握疫情形势", "丁中平", "2"]
    assert demands[-1] == ["要高度重视、立即行动", "张兴益", "2"]
    assert [[seed.text[start:end] for start, end in row] for row in spans] == [[row[0]] for row in demands]


def test_who_speaks_where_is_drawn(page):
    """The chart of voices has both leaders with what they say and demand, and only the devices of this speech have a row."""
    label = re.search(r'aria-label="(引述图[^"]*)"', section_of(page, "谁要求什么")).group(1)
    assert "丁中平" in label
    assert "张兴益" in label
    assert "情态词 19 处" in label.replace("、情态词", "情态词")
    assert re.search(r'aria-label="辞格分布图[^"]*隐喻 20', section_of(page, "四字格、反复与隐喻"))
    assert re.search(r'aria-label="节奏图', section_of(page, "节奏"))


def test_acts_are_counted_by_speaker(page, seed):
    """The numbers of the acts add up to the sentences of the speech without page furniture."""
    rows = Rows(section_of(page, "每句话在做什么"))
    assert sum(int(row[1]) for row in rows.tables[0]) == (seed.sentences["zone"] != "furniture").sum()
    assert {row[2] for row in rows.tables[0]} == {"叙述", "丁中平", "张兴益"}
    assert {row[0] for row in rows.tables[0]} <= {"要求", "成绩", "问题", "叙事", "论述"}


def test_a_parallel_run_leads_to_its_members(page, seed):
    """A row is a run with its members, kind and score; it leads to each member."""
    rows = Rows(section_of(page, "排比与对偶"))
    ((cells, spans),) = [(row, spans) for row, spans in zip(rows.tables[0], rows.spans, strict=True) if row[0].startswith("稳疫情")]
    assert cells[:3] == ["稳疫情 ｜ 稳信心 ｜ 稳预期 ｜ 稳增长", "4", "排比"]
    assert [seed.text[start:end] for start, end in spans] == ["稳疫情", "稳信心", "稳预期", "稳增长"]


def test_the_devices_of_the_wording_are_listed(page):
    """Phrases, repetition and metaphors stand in one table with their number, kind and pattern or source."""
    rows = Rows(section_of(page, "四字格、反复与隐喻")).tables[0]
    assert ["复工复产", "5", "四字格", "ABAC 间隔重复"] in rows
    assert ["要", "16", "首语重复", ""] in rows
    assert ["阻击战", "2", "隐喻", "战争"] in rows


def test_the_layers_are_those_of_rhetoric(page, seed):
    """The text has a layer for slogans, parallel runs, modals and metaphors, with as many marks as their tables have rows, and one for tone."""
    finders = {"口号提法": find_slogans, "排比对偶": find_parallels, "情态词": find_modals, "隐喻": find_metaphors}
    switches = dict(re.findall(r"</span>([^<]+) <small>(\d+)</small>", page))
    switches.pop("褒贬", None)
    assert switches == {name: str(len(find(seed))) for name, find in finders.items()}


def test_a_plain_text_has_no_empty_sections(plain_page):
    """Where nobody demands, repeats or lists anything, there is no heading, no empty chart, no empty table and no empty layer for it."""
    titles = contents_of(plain_page)
    assert "每句话在做什么" in titles
    assert not {"谁要求什么", "排比与对偶", "四字格、反复与隐喻", "节奏", "两位讲话人"} & set(titles)
    assert not {"谁要求什么", "排比与对偶", "两位讲话人"} & set(re.findall(r"<h2[^>]*>(\S+)", plain_page))
    assert 'class="y-switches"' not in plain_page
    assert 'class="y-error"' not in plain_page


def test_a_link_to_a_section_holds_for_every_speech(page, plain_page):
    """What a page leaves out does not move the others: the words stand under the same address on both pages."""
    full, few = contents_of(page), contents_of(plain_page)
    assert set(RHETORIC) <= set(full)
    assert set(few) < set(full)
    assert few == {title: full[title] for title in few}


def test_a_speech_in_the_first_person_has_one_column_less(tmp_path):
    """Without voices there is no chart of them and no column of speakers, and the demands are there."""
    report, page = render(tmp_path, "同志们：\n我们要修好水渠，我们要看好粮仓，我们要办好学校。任何人不得浪费粮食，必须节约用水。\n")
    assert report.errors == ()
    section = section_of(page, "谁要求什么")
    assert Rows(section).tables[0] == [["要", "3", "2"], ["不得", "1", "3"], ["必须", "1", "3"]]
    assert "讲话人" not in visible(section)
    assert "引述图" not in section
    assert "两位讲话人" not in contents_of(page)


def test_sections_in_english(tmp_path):
    """With LANG="en" kinds, acts and headings of the new sections are English."""
    report, page = render(tmp_path, "李大山指出，要修好水渠，要看好粮仓，要打赢攻坚战。李大山强调，要办好学校。\n", parameters={"LANG": "en"})
    assert report.errors == ()
    assert Rows(section_of(page, "Who demands what")).tables[0][0][:3] == ["要", "4", "李大山"]
    assert {row[0] for row in Rows(section_of(page, "What the sentences do")).tables[0]} <= {"directive", "achievement", "problem", "report", "frame"}
    assert any(row[2:] == ["metaphor", "war"] for row in Rows(section_of(page, "Devices")).tables[0])


def test_an_optional_section_is_there_if_it_shows_something(tmp_path):
    """Under a heading tagged `optional` a value, a print or an error is something to show; without the tag the section always stays."""
    cells = [new_code_cell('PATH = ""', metadata={"tags": ["parameters"]})]
    for title, source in (("空的 *Empty*", "None"), ("有的 *Full*", "'有'"), ("印的 *Printed*", "print('印')"), ("错的 *Failing*", "1 / 0")):
        cells += [new_markdown_cell(f"## {title}", metadata={"tags": ["optional"]}), new_code_cell(source)]
    cells += [new_markdown_cell("## 常在的 *Always*"), new_code_cell("None")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "own.ipynb")
    report, page = render(tmp_path, PLAIN, notebook=tmp_path / "own.ipynb")
    assert contents_of(page) == {"有的": "o2", "印的": "o3", "错的": "o4", "常在的": "s1"}
    assert len(report.errors) == 1

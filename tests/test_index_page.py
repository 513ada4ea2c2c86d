"""The index of several reports: what it lists, where it is written, and what it never overwrites."""

import re
from html import unescape

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis import read_references, render_index
from analysis.cli import main
from analysis.errors import OptionError
from analysis.headline import MEASURES
from analysis.pages import embed_font
from analysis.report import Report

FIGURES = {"characters": 2000.0, "slogans": 12.34, "directives": 0.5, "speakers": 2.0, "echo": None, "tone": -0.25}


@pytest.fixture(autouse=True)
def _without_font(monkeypatch):
    """Pages without their font, which takes most of the time and has tests of its own."""
    monkeypatch.setattr("analysis.pages.embed_font", lambda page: page)


def rows_of(page, part="tbody"):
    """The cells of each row, as a reader sees them."""
    body = re.search(rf"<{part}>(.*?)</{part}>", page, flags=re.DOTALL)[1]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", body, flags=re.DOTALL)]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def make_reports(folder, *names, **values):
    """Reports of these names, as if they were written."""
    return [Report(folder / f"{name}.html", title=name, figures=FIGURES, **values) for name in names]


def test_each_report_is_a_row_with_its_figures(tmp_path):
    """Title, file, date and the figures of the cards; a dash for what has no evidence; the order is that of the reports."""
    report = Report(tmp_path / "a.html", title="春耕", date="2020-02-24", figures=FIGURES)
    page = render_index([report, Report(tmp_path / "b.html", ("ValueError: 坏",), title="秋收")], tmp_path).read_text(encoding="utf-8")
    assert rows_of(page) == [
        ["春耕 a.html", "2020-02-24", "2,000", "12.3", "50 %", "2", "–", "−0.25"],
        ["秋收 b.html 有一步出错，见报告", "–", "–", "–", "–", "–", "–", "–"],
    ]
    assert re.findall(r'<a href="([^"]*)"', page) == ["a.html", "b.html"]


def test_what_is_usual_stands_below(tmp_path):
    """Three rows, one a genre, with the medians, outside of what is sorted."""
    page = render_index(make_reports(tmp_path, "甲"), tmp_path).read_text(encoding="utf-8")
    usual = rows_of(page, "tfoot")
    assert [row[0] for row in usual] == ["通常：国务院", "通常：党代会", "通常：省级"]
    lengths = read_references().query("measure == 'characters'")["median"]
    assert [row[1] for row in usual] == [f"{length:,.0f}" for length in lengths]
    assert all(len(row) == 1 + len(MEASURES) for row in usual)


def test_figures_sort_as_figures(tmp_path):
    """Each figure carries its number, and what has none carries nothing."""
    page = render_index(make_reports(tmp_path, "甲"), tmp_path).read_text(encoding="utf-8")
    assert re.findall(r'class="y-number" data-sort="([^"]*)"', page) == ["2000.0", "12.34", "0.5", "2.0", "", "-0.25"]


def test_names_are_text(tmp_path):
    """Titles, file names, dates and errors are escaped, and an address is encoded."""
    report = Report(tmp_path / "a&b #1?.html", title="<b>名</b>", date="<i>", figures=FIGURES)
    page = render_index([report], tmp_path, failures=["<u>坏.txt"]).read_text(encoding="utf-8")
    assert not re.search(r"<(b|i|u)>", page)
    assert "&lt;b&gt;名&lt;/b&gt;" in page
    assert "&lt;u&gt;坏.txt" in page
    assert 'href="a%26b%20%231%3F.html"' in page


def test_a_report_called_index_is_not_overwritten(tmp_path):
    """The index takes the next free name, also where the file system would not tell Index.html apart."""
    assert render_index(make_reports(tmp_path, "甲", "index"), tmp_path).name == "index-1.html"
    assert render_index(make_reports(tmp_path, "甲", "Index"), tmp_path).name == "index-1.html"


def test_only_an_index_of_ours_is_replaced(tmp_path):
    """An older index gives way to the new one; another file of that name stays."""
    first = render_index(make_reports(tmp_path, "甲"), tmp_path)
    assert render_index(make_reports(tmp_path, "乙", "丙"), tmp_path) == first == tmp_path / "index.html"
    assert "丙" in first.read_text(encoding="utf-8")
    first.write_text("mine", encoding="utf-8")
    assert render_index(make_reports(tmp_path, "甲"), tmp_path).name == "index-1.html"
    assert first.read_text(encoding="utf-8") == "mine"


def test_the_same_reports_give_the_same_bytes(tmp_path, monkeypatch):
    """An index can be compared and versioned, its font included."""
    monkeypatch.setattr("analysis.pages.embed_font", embed_font)
    pages = [render_index(make_reports(tmp_path / name, "甲"), tmp_path / name).read_bytes() for name in ("a", "b")]
    assert pages[0] == pages[1]
    assert b"@font-face" in pages[0]


def test_an_index_in_english_holds_no_chinese_of_ours(tmp_path):
    """With lang="en" only the speeches' own words are Chinese."""
    page = render_index(make_reports(tmp_path, "A"), tmp_path, lang="en").read_text(encoding="utf-8")
    # The script's and style's own comments are in English too.
    assert not re.search(r"[\u4e00-\u9fff]", page)
    assert '<html lang="en">' in page


def test_no_reports_make_no_index(tmp_path):
    """There must be something to list."""
    with pytest.raises(OptionError, match="no report to list"):
        render_index([], tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def notebook(tmp_path):
    """A notebook that is quick to run and shows cards."""
    source = "import analysis as yc\nspeech = yc.read_speech(PATH)\nyc.describe_headline(yc.measure_headline(speech))"
    cells = [new_code_cell('PATH = ""\nLANG = "zh"', metadata={"tags": ["parameters"]}), new_code_cell(source, metadata={"tags": ["title"]})]
    nbformat.write(new_notebook(cells=cells), tmp_path / "own.ipynb")
    return tmp_path / "own.ipynb"


def test_several_files_get_an_index_and_one_does_not(tmp_path, notebook, capsys):
    """The command writes a page each, then the index with their figures, and says where; a file that cannot be read is named in it without its folder."""
    (tmp_path / "甲.txt").write_text("春耕工作\n\n2020年2月24日\n\n要抓好春耕。", encoding="utf-8")
    (tmp_path / "乙.txt").write_text("天下雨了。", encoding="utf-8")
    files = [str(tmp_path / f"{name}.txt") for name in ("甲", "乙", "无")]
    assert main(["report", *files, "-o", str(tmp_path / "out"), "--notebook", str(notebook)]) == 2
    said = capsys.readouterr().out.split()
    assert said == [str(tmp_path / "out" / name) for name in ("甲.html", "乙.html", "index.html")]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    (first, date, characters, *_), second = rows_of(page)
    assert (first, date, characters) == ("春耕工作 甲.html", "2020-02-24", str(len("春耕工作2020年2月24日要抓好春耕")))
    assert second[0] == "乙 乙.html"
    assert "无.txt" in page
    assert str(tmp_path) not in page
    assert main(["report", files[0], "-o", str(tmp_path / "one"), "--notebook", str(notebook)]) == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["甲.html"]

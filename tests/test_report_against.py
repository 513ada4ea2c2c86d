"""The section of the page on echoes: it is there when sources are given, says what could not be read, and leads from each echo to its place."""

import re
from contextlib import redirect_stderr, redirect_stdout
from html import unescape
from io import StringIO

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import find_echoes, measure_echo, outline_echoes, read_speech, read_speeches, render_report, sort_by_date
from analysis.cli import main
from test_report_rhetoric import Rows, contents_of, section_of, visible

TITLE = "相同的话"
TEXT = (
    "县里部署秋收\n\n全县秋收会议今天召开。\n\n李大山指出，要抓好秋收生产确保颗粒归仓，要讲好青石故事让游客留下来。\n\n"
    "张小河强调，要抓好秋收生产确保颗粒归仓，今天就动手。\n\n责任编辑：王某\n"
)
SOURCES = {
    "2031-08-20-中央.txt": "各地要讲好中国故事让游客留下来。\n".encode(),
    "2031-09-02-省.txt": "會議要求，抓好秋收生產，確保顆粒歸倉！\n".encode(),
    "<b>坏.txt": "<script>alert(1)</script>青石故事让游客留下来<img src=x>\n".encode(),
    "无关.txt": "今天下雨。\n".encode(),
    "抄.md": TEXT.encode(),
    "2030.docx": b"PK",
}
IDS = ["2031-08-20-中央", "2031-09-02-省", "<b>坏", "无关"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A speech, and a folder of its sources: of six files one is the speech itself and one is no document."""
    folder = tmp_path_factory.mktemp("against")
    (folder / "讲话.txt").write_text(TEXT, encoding="utf-8")
    (folder / "出处").mkdir()
    for name, data in SOURCES.items():
        (folder / "出处" / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def rendered(folder):
    """Exit code, stdout and stderr of the command with --against."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(["report", str(folder / "讲话.txt"), "--against", str(folder / "出处"), "-o", str(folder)])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def page(folder, rendered):
    """The page with the section."""
    return (folder / "讲话.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain_page(folder):
    """The page of the same speech without sources."""
    report = render_report(folder / "讲话.txt", folder / "无.html")
    assert report.errors == ()
    return report.path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def speech(folder):
    """The speech."""
    return read_speech(folder / "讲话.txt")


@pytest.fixture(scope="module")
def sources(folder, speech):
    """Its sources, the earliest first."""
    return sort_by_date(read_speeches(folder / "出处", apart_from=speech).speeches)


def test_the_section_follows_the_slogans(page, plain_page):
    """It is the second section, has an address of its own, and moves no other section; without sources there is none."""
    with_it, without = contents_of(page), contents_of(plain_page)
    assert list(with_it)[:2] == ["口号与提法", TITLE]
    assert with_it.pop(TITLE) == "echoes"
    assert with_it == without


def test_the_sentence_has_the_figures_of_python(page, speech, sources):
    """The share word for word and with changes, over all sources, without page furniture; the file with the speech itself is named."""
    content = speech.sentences[speech.sentences["zone"] != "furniture"]
    shares = []
    for gap in (0, 2):
        measured = measure_echo(find_echoes(speech, sources, max_gap=gap), content)
        shares.append((measured["first"].sum(), measured["first"].sum() / measured["characters"].iloc[0]))
    said = " ".join(visible(section_of(page, TITLE)).split())
    assert f"有 {shares[0][0]} 字（{shares[0][1]:.1%}）在所给的 4 篇里也有" in said
    assert f"共 {shares[1][0]} 字（{shares[1][1]:.1%}）" in said
    assert 0 < shares[0][0] < shares[1][0]
    assert "“抄”就是这篇讲话本身" in said


def test_an_unreadable_source_is_named_and_the_rest_done(folder, rendered, page):
    """The exit code is 1, stderr and the section name the file, and no path of this machine stands on the page."""
    code, out, err = rendered
    assert (code, out, err.count("\n")) == (1, f"{folder / '讲话.html'}\n", 1)
    assert "'出处/2030.docx' is no .docx" in err
    assert "'出处/2030.docx' is no .docx" in unescape(section_of(page, TITLE))
    assert str(folder) not in page


def test_each_source_has_a_row_the_earliest_first(page, speech):
    """With its date and what it covers; the name leads to all its echoes, and a source without any has no link."""
    rows = Rows(section_of(page, TITLE))
    assert [row[:2] for row in rows.tables[0]] == [["2031-08-20-中央", "2031-08-20"], ["2031-09-02-省", "2031-09-02"], ["<b>坏", ""], ["无关", ""]]
    texts = [[speech.text[start:end] for start, end in spans] for spans in rows.spans[:3]]
    assert texts == [["要讲好青石故事让游客留下来"], ["抓好秋收生产确保颗粒归仓"] * 2, ["青石故事让游客留下来"]]
    assert rows.tables[0][3][2:] == ["0", "0", "0", "0"]


def test_speakers_are_counted_apart(page):
    """Each speaker has a row for each source that echoes, with the characters of what he says."""
    cells = [row[:4] for row in Rows(section_of(page, TITLE)).tables[1]]
    assert ["李大山", "2031-09-02-省", "31", "12"] in cells
    assert ["张小河", "2031-09-02-省", "23", "12"] in cells
    assert ["张小河", "2031-08-20-中央", "23", "0"] in cells


def test_each_echo_stands_beside_its_source(page, speech, sources):
    """A row has both passages, the source and the kind, and leads to its place; there are as many as in Python, the longest first."""
    echoes = find_echoes(speech, sources, max_gap=2)
    rows = Rows(section_of(page, TITLE))
    assert len(rows.tables[2]) == len(echoes) == 4
    spans = rows.spans[-4:]
    assert [[speech.text[start:end] for start, end in row] for row in spans] == [[row[0]] for row in rows.tables[2]]
    lengths = [int(row[-1]) for row in rows.tables[2]]
    assert lengths == sorted(echoes["length"], reverse=True)
    assert {(row[0], row[2], row[3]) for row in rows.tables[2]} == {
        ("要讲好青石故事让游客留下来", "2031-08-20-中央", "有改动"),
        ("青石故事让游客留下来", "<b>坏", "相同"),
        ("抓好秋收生产确保颗粒归仓", "2031-09-02-省", "相同"),
    }
    section = section_of(page, TITLE)
    assert "<mark>要讲好</mark><del>中国</del><mark>故事让游客留下来</mark>" in section
    assert "<mark>抓好秋收生產，確保顆粒歸倉</mark>" in section


def test_the_echoes_are_drawn(page):
    """The chart has a row for each source, with or without echoes."""
    label = unescape(re.search(r'aria-label="(回声图[^"]*)"', section_of(page, TITLE)).group(1))
    assert all(name in label for name in IDS)


def test_the_text_has_a_layer_of_echoes(page, speech, sources):
    """It comes after the others, with as many marks as there are echoes inside no other."""
    switches = re.findall(r"</span>([^<]+) <small>(\d+)</small>", page)
    assert switches[-1] == (TITLE, str(len(outline_echoes(find_echoes(speech, sources, max_gap=2)))))


def test_markup_of_a_source_is_text_on_the_page(page):
    """Neither a source's name nor its text becomes an element."""
    assert len(re.findall(r"<script\b", page)) == 2
    assert not re.search(r"<(?:b|img)\b", page)
    assert "(1)</script>" in visible(section_of(page, TITLE))


def test_nothing_shared_and_nothing_to_compare(folder):
    """Unrelated sources, and none besides the speech itself, are said in the section, with neither chart nor table nor layer."""
    for name, said in (("无关.txt", "与所给的 1 篇没有连续七字以上相同的话。"), ("抄.md", "没有可比的文本。“抄”就是这篇讲话本身，没有拿来比。")):
        report = render_report(folder / "讲话.txt", folder / "少.html", parameters={"AGAINST": [str(folder / "出处" / name)]})
        page = report.path.read_text(encoding="utf-8")
        assert report.errors == ()
        section = section_of(page, TITLE)
        assert said in visible(section)
        assert "<table" not in section
        assert "<svg" not in section
        assert TITLE not in [name for name, _ in re.findall(r"</span>([^<]+) <small>(\d+)</small>", page)]


def test_echoes_in_english(folder):
    """With LANG="en" the sentence, the headings and the kinds are English; a speech without voices has no table of speakers."""
    (folder / "短.txt").write_text("我们要讲好青石故事让游客留下来。", encoding="utf-8")
    values = {"LANG": "en", "AGAINST": [str(folder / "出处" / "2031-08-20-中央.txt")]}
    report = render_report(folder / "短.txt", folder / "短.html", parameters=values)
    assert report.errors == ()
    section = section_of(report.path.read_text(encoding="utf-8"), "Echoes")
    assert "Of 15 characters" in visible(section)
    tables = Rows(section).tables
    assert [len(table) for table in tables] == [1, 1]
    assert tables[1][0][2:] == ["with changes", "11"]


def test_paths_reach_a_notebook_of_your_own(folder, monkeypatch):
    """The command passes the files of --against, one by one and with their whole path, since the notebook runs in its own folder."""
    cells = [
        new_code_cell('PATH = ""\nAGAINST = None', metadata={"tags": ["parameters"]}),
        new_markdown_cell("## 节 *One*", metadata={"tags": ["address=own"]}),
        new_code_cell("from pathlib import Path\nprint(*sorted(Path(file).is_absolute() and Path(file).name for file in AGAINST))"),
        new_markdown_cell("## 二 *Two*"),
    ]
    (folder / "本").mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / "本" / "own.ipynb")
    monkeypatch.chdir(folder)
    arguments = ["report", "讲话.txt", "--against", "出处/无关.txt", "出处/抄.md", "--against", "讲话.txt", "--notebook", "本/own.ipynb", "-o", "本"]
    assert main(arguments) == 0
    page = (folder / "本" / "讲话.html").read_text(encoding="utf-8")
    assert '<pre class="y-plain">抄.md 无关.txt 讲话.txt' in page
    assert contents_of(page) == {"节": "own", "二": "s1"}

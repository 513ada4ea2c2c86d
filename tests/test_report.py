"""The page: complete in itself, safe, the same each time, and honest about what failed."""

import base64
import hashlib
import itertools
import math
import os
import re
import subprocess
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import find_slogans, measure_slogan_density, numeral_expansion, read_speech, render_report
from analysis.cli import main
from analysis.errors import OptionError, ReadError, RenderError
from analysis.fonts import missing_glyphs
from analysis.running import find_notebook

HOSTILE = "<script>alert('一')</script></style><b>粗</b>&amp;{{ 7 * 7 }}"
TEXT = (
    "统筹防控 · 有序复工\r\n\r\n"
    f"同志们：我们要抓紧疫情防控工作😀，要做好复工复产工作。{HOSTILE}要落实责任，要加强领导。\r\n\r\n"
    "丁中平指出，要抓紧疫情防控工作，要稳定就业，增强“四个意识”。\r\n\r\n"
    "张兴益强调，要坚持“两手抓、两手硬”，要加快项目建设，要做好疫情防控工作，麤龘𠀀①№。\r\n\r\n"
    "责任编辑：王某\r\n"
)


def write_speech(folder, text=TEXT, name="讲话.txt"):
    """A text file of a small speech, line ends as they are."""
    file = folder / name
    file.write_bytes(text.encode())
    return file


def write_notebook(file, *cells):
    """A notebook from `(source, tag)` pairs; a source that opens with # is a heading."""
    made = [new_markdown_cell(source) if source.startswith("#") else new_code_cell(source, metadata={"tags": [tag] if tag else []}) for source, tag in cells]
    nbformat.write(new_notebook(cells=made), file)
    return file


def read_page(file):
    """The page as text."""
    return file.read_bytes().decode()


def visible(page):
    """What a reader of the page can see, without style and scripts."""
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """The file of a small hostile speech, and its page by the shipped notebook."""
    folder = tmp_path_factory.mktemp("report")
    source = write_speech(folder)
    return source, render_report(source, folder / "页.html")


@pytest.fixture(scope="module")
def page(rendered):
    """That page as text."""
    return read_page(rendered[1].path)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A notebook with failing cells, run from the command line: exit code, page, and what was said."""
    folder = tmp_path_factory.mktemp("failed")
    notebook = write_notebook(
        folder / "own.ipynb",
        ('PATH = ""\nLANG = "zh"', "parameters"),
        ("broken_before = 1 / 0", "setup"),
        ("## 第一节 *One*", ""),
        ("raise ValueError('<b>坏</b>')", ""),
        ("from pathlib import Path\nPath(PATH).name", ""),
        ("print('印出来的话')", ""),
        ("## 第二节 *Two*", ""),
        ("LANG", ""),
    )
    source = write_speech(folder)
    code = main(["report", str(source), "-o", str(folder / "out"), "--notebook", str(notebook), "--lang", "en"])
    return code, read_page(folder / "out" / "讲话.html"), folder


# A good page


def test_the_shipped_notebook_runs_without_an_error(rendered, page):
    """No step fails on a small hostile speech."""
    assert rendered[1].errors == ()
    assert 'class="y-error"' not in page


def test_the_speech_is_on_the_page_as_it_is(rendered, page):
    """The marked text without its tags is the speech, line ends and all."""
    marked = page[page.index('<div class="y-speech"') : page.index("</section>", page.index('<div class="y-speech"'))]
    assert read_speech(rendered[0]).text in unescape(re.sub(r"<[^>]*>", "", marked))


def test_markup_in_a_speech_is_text_on_the_page(page):
    """Tags in a speech neither end the style sheet nor begin a script nor are they template code."""
    assert len(re.findall(r"<script\b", page)) == 2
    assert len(re.findall(r"<b\b", page)) == 0
    assert HOSTILE in unescape(re.sub(r"<[^>]*>", "", page))
    styles = re.findall(r"<style\b[^>]*>(.*?)</style>", page, flags=re.DOTALL)
    assert page.count("</style>") == len(styles)


def test_the_same_speech_gives_the_same_bytes(rendered, tmp_path):
    """A page can be compared, versioned and checked."""
    again = render_report(rendered[0], tmp_path)
    assert again.path == tmp_path / "讲话.html"
    assert again.path.read_bytes() == rendered[1].path.read_bytes()


def test_the_policy_allows_nothing_but_the_page_itself(page):
    """The content security policy forbids every request, and the scripts that run are those whose hashes it lists."""
    meta = next(tag for tag in re.findall(r"<meta\b[^>]*>", page) if 'http-equiv="Content-Security-Policy"' in tag)
    assert page.index(meta) < page.index("<style")
    policy = re.search(r'content="([^"]*)"', meta).group(1)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert rules["script-src"].split() == [f"'sha256-{digest}'" for digest in hashes]


class Addresses(HTMLParser):
    """Whatever a browser could fetch from attributes."""

    def __init__(self, page):
        super().__init__()
        self.found, self.handlers = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Collect addresses and inline handlers."""
        names = {"src", "href", "xlink:href", "srcset", "poster", "action", "formaction", "data", "ping", "manifest", "background"}
        self.found += [value for name, value in attrs if name in names]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_nothing_on_the_page_can_be_fetched(page):
    """Addresses are places on the page or data; style and scripts hold no other."""
    addresses = Addresses(page)
    assert addresses.found
    assert not [each for each in addresses.found if not each.startswith(("#", "data:"))]
    assert not addresses.handlers
    assert not re.search(r"url\((?![\"']?(?:data:|#))", page)
    assert "@import" not in page
    for script in re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL):
        assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|https?://", script)


def test_links_lead_to_places_that_are_there(page):
    """Every #place on the page exists once."""
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    places = {each[1:] for each in Addresses(page).found if each.startswith("#")}
    assert places <= set(ids)


def test_the_page_is_small(rendered):
    """Under 2.5 MB with its font."""
    assert rendered[1].path.stat().st_size < 2_500_000


def test_the_font_has_every_character_of_the_page(page):
    """The embedded font draws whatever a reader sees, but for what the whole font lacks (an emoji)."""
    font = TTFont(BytesIO(base64.b64decode(re.search(r"base64,([A-Za-z0-9+/=]+)\) format\('woff2'\)", page).group(1))))
    known = set(font.getBestCmap())
    seen = set(visible(page)) | set("".join(re.findall(r'(?:title|placeholder|aria-label|data-say)="([^"]*)"', page))) | set("0123456789 /‹›×–−")
    lacking = {character for character in seen if ord(character) not in known and not character.isspace()}
    assert lacking <= missing_glyphs("".join(seen))
    assert not {character for character in lacking if "一" <= character <= "鿿"}
    assert known >= set(map(ord, "防控①№麤龘"))


def test_headings_are_in_order(page):
    """One first-level heading, then levels without a leap, none of them empty."""
    headings = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", page, flags=re.DOTALL)
    levels = [int(level) for level, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(re.sub(r"<[^>]*>", "", text).strip() for _, text in headings)


def test_the_page_says_where_it_comes_from(rendered, page):
    """File name, hash and title stand on it; the path of the file on this machine does not."""
    assert hashlib.sha256(rendered[0].read_bytes()).hexdigest() in page
    assert "<title>统筹防控 · 有序复工</title>" in page
    assert '<html lang="zh-Hans">' in page
    assert str(rendered[0].parent) not in page


def test_charts_follow_the_colours_of_the_page(page):
    """Charts are drawings with a label, text as text, in variables and not in fixed colours."""
    charts = re.findall(r'<figure class="chart"[^>]*>(.*?)</figure>', page, flags=re.DOTALL)
    assert len(charts) >= 3
    for chart in charts:
        assert re.search(r'<svg\b[^>]*aria-label="[^"]{10,}"', chart)
        assert re.search(r'<svg\b[^>]*role="(img|group)"', chart)
        assert "<text" in chart
        assert "var(--" in chart
        assert not re.search(r"(?:fill|stroke): #(?:1f2937|6b7280|b4232a|e5e7eb)", chart)


def section_of(page, number):
    """A section of the page, as a reader sees it."""
    start = page.index(f'id="s{number}"')
    return visible(page[start : page.index("<details", start)])


def test_slogans_come_first(rendered, page):
    """The first section lists every slogan that is found with its reasons, draws them, says how dense they are, and spells numerals out."""
    speech = read_speech(rendered[0])
    slogans, seen = find_slogans(speech), section_of(page, 1)
    assert "口号与提法" in seen
    assert {"两手抓、两手硬", "四个意识"} <= set(slogans["text"])
    assert all(" ".join(text.split()) in seen for text in slogans["text"])
    surest = slogans.sort_values("score", ascending=False, kind="stable").drop_duplicates("text")
    assert all(reasons in seen for reasons in surest["reasons"])
    density = measure_slogan_density(speech, slogans).iloc[0]
    assert f"共 {density['n']} 处，平均每千字 {density['density']:.1f} 处（95 % 区间 {density['low']:.1f}–{density['high']:.1f}" in seen
    assert re.search(r'aria-label="口号分布图', page)
    assert all(expansion in seen for expansion in numeral_expansion(speech)["expansion"])
    assert re.search(r"口号提法 <small>(\d+)</small>", page)[1] == str(len(slogans))


def test_a_speech_without_slogans_says_so(tmp_path):
    """Where none is found the page says it in words and shows neither chart nor table."""
    page = read_page(render_report(write_speech(tmp_path, "昨天下雨，我在家里看书，后来邻居来借了一把伞。\n"), tmp_path / "页.html").path)
    seen = section_of(page, 1)
    assert "没有找到口号" in seen
    assert "无数据" not in seen
    assert "没有可列的内容" not in seen
    assert 'class="y-error"' not in page


# A page with failures


def test_a_failing_step_is_shown_and_the_rest_is_there(failed):
    """The error stands on the page, escaped, with a warning in words; later cells are rendered; the exit code is 1."""
    code, page, _ = failed
    assert code == 1
    assert "ValueError: &lt;b&gt;坏&lt;/b&gt;" in page
    assert page.count('role="alert"') >= 1
    assert "讲话.txt" in visible(page)
    assert "第二节" in visible(page)


def test_no_process_is_left_behind(failed):
    """The Python that ran the notebook has ended when the page is there."""
    children = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False).stdout
    assert "ipykernel_launcher" not in children


def test_no_label_is_code(page):
    """No text or label of the page shows the inside of the program, such as <built-in method …>."""
    assert not re.search(r"(?:&lt;|<)(?:built-in|function|bound method|[\w.]+ object at 0x)", re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL))
    labels = re.findall(r'aria-label="([^"]*)"', page[page.index('class="y-finder"') :])
    assert labels == ["上一处", "下一处", "取消标记"]


def test_a_failing_set_up_is_shown_too(failed):
    """The first cause is what a reader needs, also where it lies in a cell that the page does not show."""
    assert "ZeroDivisionError" in failed[1]


def test_what_a_cell_prints_is_on_the_page(failed):
    """A notebook of one's own may print."""
    assert "印出来的话" in re.sub(r"<details.*?</details>", "", failed[1], flags=re.DOTALL)


def test_the_language_reaches_page_and_notebook(failed):
    """--lang sets the page's language and the notebook's LANG."""
    assert '<html lang="en">' in failed[1]
    assert "&#x27;en&#x27;" in failed[1] or "&#39;en&#39;" in failed[1] or "'en'" in failed[1]


def test_errors_are_told_by_the_report(tmp_path):
    """`Report.errors` has one line for each failing cell; the parameters arrive as they were given."""
    notebook = write_notebook(tmp_path / "n.ipynb", ("N = 1\nWORDS = []", "parameters"), ("raise KeyError(f'{N} {WORDS}')", ""))
    report = render_report(write_speech(tmp_path), tmp_path / "a.HTML", notebook=notebook, parameters={"N": -2.5, "WORDS": ["'疫\"情\\", None, True]})
    assert report.path == tmp_path / "a.HTML"
    assert len(report.errors) == 1
    assert report.errors[0].startswith("KeyError: ")
    assert "-2.5" in report.errors[0]
    assert "疫" in report.errors[0]


def test_a_notebook_that_dies_writes_no_page(tmp_path):
    """A kernel that ends leaves the older page alone."""
    (tmp_path / "页.html").write_bytes(b"old")
    notebook = write_notebook(tmp_path / "n.ipynb", ("import os\nos._exit(3)", ""))
    with pytest.raises(RenderError):
        render_report(write_speech(tmp_path), tmp_path / "页.html", notebook=notebook)
    assert (tmp_path / "页.html").read_bytes() == b"old"


# Wrong input: nothing is run


def make_missing(folder):
    """A path where nothing is."""
    return folder / "没有.txt"


def make_folder(folder):
    """A folder with a text's name."""
    (folder / "夹.txt").mkdir()
    return folder / "夹.txt"


def make_empty(folder):
    """A file without bytes."""
    return write_speech(folder, "", "空.txt")


def make_blank(folder):
    """A file of nothing but blanks."""
    return write_speech(folder, " \r\n\u3000\ufeff\n", "白.txt")


def make_image(folder):
    """A picture that calls itself a text."""
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4)
    return folder / "图.txt"


@pytest.mark.parametrize("make", [make_missing, make_folder, make_empty, make_blank, make_image])
def test_wrong_files_write_nothing(make, tmp_path, capsys):
    """Exit code 2, one line that names the file and what is allowed, nothing on stdout, and an older page as it was."""
    source, out = make(tmp_path), tmp_path / "out"
    out.mkdir()
    older = out / f"{source.stem}.html"
    older.write_bytes(b"old")
    assert main(["report", str(source), "-o", str(out)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("yanci: ")
    assert said.err.count("\n") == 1
    assert source.name in said.err
    assert "llowed" in said.err
    assert older.read_bytes() == b"old"
    assert list(out.iterdir()) == [older]
    with pytest.raises(ReadError):
        render_report(source, out)


def test_a_missing_folder_is_not_made_for_a_wrong_file(tmp_path):
    """Where there is no page there is no folder for it."""
    with pytest.raises(ReadError):
        render_report(tmp_path / "没有.txt", tmp_path / "out" / "页.html")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "parameters",
    [
        {"D": {"a": 1}},
        {"D": Path()},
        {"T": ("a",)},
        {"L": [b"x"]},
        {"no name": 1},
        {"": 1},
        {"class": 1},
        {"None": 1},
        {3: 4},
        {"X": math.nan},
        {"X": [math.inf]},
    ],
    ids=str,
)
def test_parameters_that_cannot_be_passed(parameters, tmp_path):
    """A value or a name that no assignment could carry is an OptionError before anything runs, and no page is written."""
    notebook = write_notebook(tmp_path / "n.ipynb", ("# nothing", ""))
    with pytest.raises(OptionError, match="parameter"):
        render_report(write_speech(tmp_path), tmp_path / "out", notebook=notebook, parameters=parameters)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_the_name_of_the_page_is_refused(tmp_path):
    """A folder is not replaced by a page, and it is said before the notebook runs."""
    (tmp_path / "页.html").mkdir()
    with pytest.raises(RenderError, match=r"页\.html is a folder"):
        render_report(write_speech(tmp_path), tmp_path / "页.html")


def test_a_page_that_cannot_be_written_is_an_error(tmp_path):
    """A file where a folder should be, which no right can mend."""
    (tmp_path / "out").write_bytes(b"mine")
    notebook = write_notebook(tmp_path / "n.ipynb", ("1 + 1", ""))
    with pytest.raises(RenderError, match="out"):
        render_report(write_speech(tmp_path), tmp_path / "out" / "页.html", notebook=notebook)
    assert (tmp_path / "out").read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_an_error(tmp_path):
    """Where nothing may be written a RenderError says so."""
    (tmp_path / "out").mkdir(mode=0o500)
    notebook = write_notebook(tmp_path / "n.ipynb", ("1 + 1", ""))
    with pytest.raises(RenderError, match="Permission denied"):
        render_report(write_speech(tmp_path), tmp_path / "out", notebook=notebook)


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"cells": 3}'])
def test_a_notebook_that_is_none_is_refused(content, tmp_path):
    """A missing or broken notebook is a RenderError that names it; an older page stays."""
    (tmp_path / "页.html").write_bytes(b"old")
    if content is not None:
        (tmp_path / "n.ipynb").write_bytes(content)
    with pytest.raises(RenderError, match=r"n\.ipynb"):
        render_report(write_speech(tmp_path), tmp_path / "页.html", notebook=tmp_path / "n.ipynb")
    assert (tmp_path / "页.html").read_bytes() == b"old"


def test_notebooks_are_found_by_name():
    """The shipped notebook is there; another name is a RenderError."""
    assert find_notebook("report").is_file()
    with pytest.raises(RenderError, match="nothing"):
        find_notebook("nothing")


def test_contents_are_in_the_language_of_the_page(failed):
    """With --lang en the contents take the English of a heading."""
    nav = failed[1][failed[1].index('<nav class="y-contents"') : failed[1].index("</nav>")]
    assert re.findall(r"<a [^>]*>(.*?)</a>", nav) == ["One", "Two"]

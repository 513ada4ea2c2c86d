"""The documentation: what it shows is what the code does, its glossary is complete, and its site opens without a network."""

import ast
import doctest
import importlib
import inspect
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.cli import build_parser, main
from analysis.data import read_table
from analysis.tables import COLUMNS, SPAN

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted(ROOT.glob("README*.md")), ROOT / "CONTRIBUTING.md", ROOT / "seeds" / "README.md"]
# A line that a reader sees, right above a block: why the tests do not run it.
NOT_RUN = re.compile(r"\*Not run by the tests: ([^*\n]+)\*\s*\Z")
# In `sh` blocks, where the commands stand in .venv/bin; these write pages or start servers, which tests of their own do.
RUN_ELSEWHERE = ("report", "corpus", "lab")


@dataclass
class Block:
    """A fenced block of a page: its language, its text, what stands right above it, and what follows up to the next heading or block."""

    language: str
    text: str
    line: int
    skipped: bool
    after: str


def read_blocks(path: Path) -> list[Block]:
    """The fenced blocks of a Markdown file, in order."""
    text = path.read_text(encoding="utf-8")
    found = list(re.finditer(r"^```(\w*)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 1, bool(NOT_RUN.search(text[: match.start()])), text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def pages_with(*languages: str) -> list[Path]:
    """The pages that have a block in one of the languages."""
    return [path for path in PAGES if any(block.language in languages for block in read_blocks(path))]


@pytest.fixture
def workplace(tmp_path, monkeypatch) -> Iterator[Path]:
    """A folder with the seed, the example texts of docs/examples and files under the names that the pages use; the current one."""
    shutil.copytree(DOCS / "examples", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for name in ("my-speech.txt", "我的讲话.txt"):
        shutil.copy(ROOT / "seeds" / "2020-02-24-nanchuan.txt", tmp_path / name)
    for name in ("report-{}.txt", "{}年报告.txt"):
        for year in (2019, 2020):
            shutil.copy(tmp_path / f"{year}.txt", tmp_path / name.format(year))
    (tmp_path / "历年报告").symlink_to(tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    declared = dict(COLUMNS)
    yield tmp_path
    # docs/adding-a-device.md declares a table of its own.
    COLUMNS.clear()
    COLUMNS.update(declared)


def run_block(block: Block, page: Path, names: dict) -> object:
    """Run the code in `names`; the value of its last line, if that is an expression."""
    tree = ast.parse("\n" * block.line + block.text, str(page))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(page), "exec"), names)
    return eval(compile(ast.Expression(last.value), str(page), "eval"), names) if last else None


def shown_table(after: str) -> list[list[str]]:
    """The cells of the Markdown table that directly follows a block, header first; [] where none does."""
    match = re.match(r"\s*((?:^\|.*\|\n?)+)", after, flags=re.MULTILINE)
    if not match:
        return []
    rows = [[cell.strip().strip("`").replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in match[1].strip().splitlines()]
    return [rows[0], *rows[2:]]


def as_shown(value: object, cell: str) -> str:
    """A value as a page shows it: with as many decimals as `cell` has, and a minus sign."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.{len(cell.partition('.')[2])}f}".replace("-", "−" if "−" in cell else "-")


@pytest.mark.parametrize("page", pages_with("python"), ids=lambda page: page.stem)
def test_python_examples_run(page, workplace):
    """The Python of a page runs from top to bottom, and the table or output right below a block is what its last line gives."""
    import matplotlib.pyplot as plt

    names: dict = {"__name__": "__main__"}
    blocks = read_blocks(page)
    for block, then in zip(blocks, [*blocks[1:], None], strict=True):
        if block.language != "python" or block.skipped:
            continue
        value = run_block(block, page, names)
        if cells := shown_table(block.after):
            assert isinstance(value, pd.DataFrame), f"{page.name}, line {block.line}: a table is shown, and the last line gives none"
            given = value[cells[0]].astype(object).to_numpy().tolist()
            assert [[as_shown(*pair) for pair in zip(row, shown, strict=True)] for row, shown in zip(given, cells[1:], strict=True)] == cells[1:]
        elif then and then.language == "text" and not block.after.strip():
            assert str(value) == then.text.rstrip("\n")
    plt.close("all")


def read_commands(block: Block) -> list[tuple[str, str]]:
    """Each `$` line of a console block with the output below it."""
    return [(command, output) for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, flags=re.MULTILINE)]


def run_shell(command: str, folder: Path) -> list[str]:
    """What a command writes in a terminal, with stderr once before and once after the rest."""
    import pty  # which Windows does not have

    own = folder / "bin"
    own.mkdir(exist_ok=True)
    (own / "yanci").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analysis "$@"\n')
    (own / "yanci").chmod(0o755)
    reader, terminal = pty.openpty()
    environment = os.environ | {"PATH": f"{own}:{os.environ['PATH']}", "PYTHONPATH": str(Path(analysis.__file__).parent.parent)}
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=terminal, check=False)
    os.close(terminal)
    try:
        said = os.read(reader, 100_000).decode().replace("\r\n", "\n")
    except OSError:  # nothing was said
        said = ""
    os.close(reader)
    return [said + done.stdout.decode(), done.stdout.decode() + said]


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a shell")
@pytest.mark.parametrize("page", pages_with("console"), ids=lambda page: page.stem)
def test_console_examples_print_what_is_shown(page, workplace):
    """A command with output below it prints that; … stands for what the page leaves out. Of one without output the arguments are checked."""
    checker = doctest.OutputChecker()
    for command, output in (each for block in read_blocks(page) if block.language == "console" and not block.skipped for each in read_commands(block)):
        if not output:
            build_parser().parse_args(shlex.split(command, comments=True)[1:])
            continue
        printed = run_shell(command, workplace)
        fits = [checker.check_output(output.replace("…", "..."), text.replace("…", "..."), doctest.ELLIPSIS) for text in printed]
        assert any(fits), f"{page.name} shows for `{command}`\n{output}\nand it prints\n{printed[0]}"


def read_shell_lines(page: Path) -> list[list[str]]:
    """The arguments of each `yanci` line in the `sh` blocks of a page."""
    lines = [line for block in read_blocks(page) if block.language == "sh" and not block.skipped for line in block.text.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if re.match(r"(\.venv/bin/)?yanci ", line)]


@pytest.mark.parametrize("page", pages_with("sh"), ids=lambda page: page.stem)
def test_shell_lines_of_a_page_work(page, workplace, capsys):
    """Each `yanci` line is understood; those that write a table write one."""
    for arguments in read_shell_lines(page):
        assert build_parser().parse_args(arguments).command == arguments[0]
        if arguments[0] not in RUN_ELSEWHERE:
            assert main(arguments) == 0, arguments
            assert capsys.readouterr().out.strip(), arguments


def test_every_block_says_what_it_is():
    """Each fenced block names a language that the tests know: python, console and sh are run, the others are output or files."""
    known = {"python", "console", "sh", "text", "html", "make"}
    assert [(page.name, block.line) for page in PAGES for block in read_blocks(page) if block.language not in known] == []


def test_no_command_hides_in_an_indented_block():
    """Python and `$` commands stand in fenced blocks, where the tests see them."""
    hidden = re.compile(r"^    (?:\$ |from \w+ import|import \w+|>>> )", flags=re.MULTILINE)
    found = []
    for page in PAGES:
        outside = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        found += [(page.name, match[0]) for match in hidden.finditer(outside)]
    assert found == []


def list_modules() -> list[str]:
    """The modules of the package."""
    return [module.name for module in pkgutil.walk_packages(analysis.__path__, "analysis.") if not module.name.endswith("__main__")]


def test_docstring_examples_hold():
    """Every >>> in a docstring gives what stands below it."""
    results = [doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE) for name in list_modules()]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) >= 20


def read_glossary() -> dict[str, dict[str, tuple[str, str, str]]]:
    """Table → column → (type, unit, meaning), as docs/tables.md explains them below a heading for each table."""
    text = (DOCS / "tables.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### `(\w+)`(.*?)(?=^##|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    rows = {name: re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \|$", body, flags=re.MULTILINE) for name, body in sections}
    return {name: {column: (kind, unit, meaning) for column, kind, unit, meaning in found} for name, found in rows.items()}


def test_glossary_explains_every_column_of_every_table():
    """docs/tables.md has a section for each declared table with its columns in their order and types, each with unit and meaning."""
    declared = {name: list(columns.items()) for name, columns in ({"span": SPAN} | COLUMNS).items()}
    glossary = read_glossary()
    assert {name: [(column, kind) for column, (kind, *_) in columns.items()] for name, columns in glossary.items()} == declared
    assert [(name, column) for name, columns in glossary.items() for column, (_, unit, meaning) in columns.items() if not unit or len(meaning) < 4] == []


def read_calls(page: Path) -> list[ast.Call]:
    """The calls in the code spans of a page of a name that the package has, such as `plot_ranking(table, top=20)`."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    calls = []
    for span in re.findall(r"`(\w+\([^`]*\))`", text):
        try:
            calls.append(ast.parse(span.replace("…", "..."), mode="eval").body)
        except SyntaxError:  # a formula, or a call cut short
            continue
    return [call for call in calls if isinstance(call, ast.Call) and getattr(call.func, "id", "") in analysis.__all__]


def test_options_in_code_spans_exist():
    """Every option that a page names in a call is one of that function, and in the list of charts it has the default that is shown."""
    calls = [(page, call, inspect.signature(getattr(analysis, call.func.id)).parameters) for page in PAGES for call in read_calls(page)]
    assert len(calls) > 40
    assert [(page.name, call.func.id, word.arg) for page, call, options in calls for word in call.keywords if word.arg not in options] == []
    charts = [(call, options) for page, call, options in calls if page.name == "charts.md" and call.func.id.startswith(("plot", "draw"))]
    wrong = []
    for call, options in charts:
        shown = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg in options and isinstance(word.value, ast.Constant | ast.Tuple)}
        wrong += [(call.func.id, name) for name, value in shown.items() if value is not ... and options[name].default != value]
    assert wrong == []


def test_every_chart_is_in_the_list_of_charts():
    """docs/charts.md has a row for each function that draws."""
    listed = {call.func.id for call in read_calls(DOCS / "charts.md")}
    assert {name for name in analysis.__all__ if name.startswith(("plot_", "draw_"))} - listed == set()


def test_pictures_are_made_and_shown(monkeypatch):
    """Each picture of docs/images is one that `make pictures` makes, and a page shows it."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    tool = importlib.import_module("make_pictures")
    made = {f"{name}.png" for name in [*tool.CHARTS, *tool.SHOTS]}
    assert {path.name for path in (DOCS / "images").iterdir()} == made
    assert made == {Path(link).name for page in PAGES for link in list_links(page) if link.endswith(".png")}


@pytest.mark.parametrize(("page", "column"), [("metaphors", "family"), ("sentiment", "kind"), ("formulas", "kind")])
def test_sizes_of_lexicons_are_those_of_the_files(page, column):
    """The table of a lexicon's kinds on its page has as many entries of each as the file."""
    data = {"metaphors": "metaphors", "sentiment": "appraisals", "formulas": "formulas"}[page]
    sizes = read_table(f"{data}.tsv")[column].value_counts().to_dict()
    rows = re.findall(r"^\| `?(\w+)`?[^|]*\| ([\d,]+) \|", (DOCS / f"{page}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name: int(n.replace(",", "")) for name, n in rows if name in sizes} == sizes


def test_figures_are_the_tools_own(monkeypatch):
    """The table of what was read by hand is that of tools/readings.tsv, with Wilson's interval; every tool that a page names exists."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    tool = importlib.import_module("measure_accuracy")
    page = (DOCS / "accuracy.md").read_text(encoding="utf-8")
    assert tool.put_rows(page, "read", tool.list_readings()) == page
    # Wilson 1927 by hand: 3 of 4, z = 1.96: (0.75 + 0.4802 ± 1.96 √(0.046875 + 0.060025)) / 1.9604
    assert tool.bound(3, 4) == pytest.approx((0.3006, 0.9544), abs=1e-4)
    named = {name for each in PAGES for name in re.findall(r"tools/(\w+\.(?:py|sh|tsv|jsonl))", each.read_text(encoding="utf-8"))}
    assert [name for name in sorted(named) if not (ROOT / "tools" / name).exists()] == []


def list_links(page: Path) -> list[str]:
    """Where the links and pictures of a page lead, code apart."""
    text = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", text)


def test_every_link_leads_to_a_file():
    """Links between the Markdown files lead to files of the repository, and pictures have a text for those who do not see them."""
    local = [(page, link.partition("#")[0]) for page in PAGES for link in list_links(page) if not re.match(r"https?:|#", link)]
    assert len(local) > 50
    assert [(page.name, link) for page, link in local if not (page.parent / link).exists()] == []
    assert [page.name for page in PAGES if "![](" in page.read_text(encoding="utf-8")] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The folder that `make docs` writes."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--nitpicky", "--doctree-dir", str(out / ".doctrees"), str(DOCS), str(out)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    return out


def test_site_has_every_page(site):
    """Each Markdown file of docs/ is a page of the site, index.html the first of them; no page loads anything from elsewhere."""
    assert {path.stem for path in DOCS.glob("*.md")} <= {path.stem for path in site.glob("*.html")}
    assert (site / "index.html").read_bytes() == (site / "README.html").read_bytes()
    sources = r"""<(?:script|img|iframe|source)[^>]*\ssrc=["'](?:https?:)?//"""
    links = r"""<link[^>]*rel=["'](?:stylesheet|preload|preconnect|icon)["'][^>]*href=["'](?:https?:)?//"""
    loaded = re.compile(f"{sources}|{links}")
    assert [path.name for path in site.glob("*.html") if loaded.search(path.read_text(encoding="utf-8"))] == []
    assert [path.name for path in site.rglob("*.css") if re.search(r"@import|url\(['\"]?(?:https?:)?//", path.read_text(encoding="utf-8"))] == []


@pytest.mark.browser
@pytest.mark.parametrize(("sought", "found"), [("排比", "Parallel runs"), ("四字格", "Four-character phrases")])
def test_search_works_from_disk(site, page, page_log, sought, found):
    """Opened as a file, the site searches Chinese words, asks nothing of the network and complains of nothing."""
    page.goto(f"{(site / 'search.html').as_uri()}?q={sought}")
    page.wait_for_selector("#search-results li a")
    assert any(found in text for text in page.locator("#search-results li a").all_inner_texts())
    page.goto((site / "tour.html").as_uri())
    page.wait_for_load_state("load")
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert (page_log.outside, page_log.errors) == ([], [])

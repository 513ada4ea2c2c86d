"""The notebooks: each runs from top to bottom, holds no function of its own, and is stored clean."""

import ast
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
HAN = re.compile("[一-鿿]")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


class ThisPython(KernelSpecManager):
    """The Python that runs the tests, whatever kernels are installed."""

    def get_kernel_spec(self, kernel_name):
        """The same for every name."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=command, language="python", display_name=kernel_name)


def cells(path, kind):
    """The cells of a kind."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def execute(notebook, tmp_path, folder=FOLDER):
    """Run the cells in a folder, that of the notebooks, with nothing of the user's settings; a cell that fails raises."""
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    client = NotebookClient(notebook, km=manager, timeout=300, resources={"metadata": {"path": str(folder)}})
    client.execute(cleanup_kc=True, env=os.environ | {"IPYTHONDIR": str(tmp_path), "PYDEVD_DISABLE_FILE_VALIDATION": "1"})


# The lessons run in test_slides.py, where each becomes a page.
@pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if not re.fullmatch(r"lessons/\d.*", path.relative_to(FOLDER).as_posix())], ids=lambda path: path.stem
)
def test_a_notebook_runs_from_top_to_bottom(path, tmp_path):
    """No cell fails and none writes to stderr, with nothing of the user's settings."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, tmp_path, path.parent)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]


@each_notebook
def test_a_notebook_defines_nothing(path):
    """It imports, calls and looks: functions, classes and lambdas that need a test live in the package."""
    for cell in cells(path, "code"):
        nodes = ast.walk(ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", cell.source)))
        assert not [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]


@each_notebook
def test_a_notebook_is_stored_without_results(path):
    """No outputs, no execution counts, no time stamps: a change of a notebook is a change of what it says."""
    for cell in cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert not {"execution", "ExecuteTime", "collapsed", "scrolled"} & set(cell.metadata)


@each_notebook
def test_headings_are_chinese_with_an_english_subtitle(path):
    """Each heading has Chinese first and English in italics after it."""
    headings = [line for cell in cells(path, "markdown") for line in cell.source.splitlines() if re.match(r"#{1,6} ", line)]
    assert headings
    for heading in headings:
        assert re.fullmatch(r"#{1,6} [^*]*[一-鿿][^*]* \*[A-Za-z][^*]*\*", heading), heading


@each_notebook
def test_explanations_are_in_both_languages(path):
    """Each text cell that is more than a heading says it in Chinese and in English."""
    for cell in cells(path, "markdown"):
        text = "\n".join(line for line in cell.source.splitlines() if not line.startswith("#"))
        if text.strip():
            assert HAN.search(text), cell.source
            assert re.search(r"[A-Za-z]{3,} [a-z]{2,}", text), cell.source


@each_notebook
def test_cells_have_names_that_stay(path):
    """Cell ids are there and differ, so that a tool need not invent new ones."""
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert len(ids) == len(set(ids))


def compare(tmp_path, text, after="0", **parameters):
    """What notebook 06 prints for a text with these parameters; `after` is printed last."""
    notebook = nbformat.read(FOLDER / "06_comparison.ipynb", as_version=4)
    file = write(tmp_path / "讲话.txt", text)
    at = next(number for number, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    given = [f"{name} = {value!r}" for name, value in ({"PATH": str(file)} | parameters).items()]
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell("\n".join(given)))
    notebook.cells.append(nbformat.v4.new_code_cell(f"print({after})"))
    execute(notebook, tmp_path)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs if output.output_type == "stream"]
    assert {output.name for output in outputs} == {"stdout"}
    return "".join(output.text for output in outputs)


def write(file, text):
    """A file of the text, its folder made."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_comparison_takes_a_single_line_against_itself_and_a_single_year(tmp_path):
    """A text of one name in another folder is told apart and covers it all; one year has no trend."""
    text = "要抓好秋收生产，确保颗粒归仓。"
    other = write(tmp_path / "旧" / "讲话.txt", text)
    write(tmp_path / "年" / "2019-03-01.txt", text)
    said = compare(
        tmp_path,
        text,
        AGAINST=str(other),
        FOLDER=str(tmp_path / "年"),
        after="compared.doc_id, ids, total['coverage'].tolist(), changes['change'].tolist(), len(lives)",
    )
    assert said.strip() == "讲话 ['讲话·1'] [1.0] ['kept'] 0"


def test_comparison_without_speakers_takes_halves(tmp_path):
    """Where nobody is reported to speak, the first half stands against the second; without other texts invented ones are compared."""
    text = "要抓好秋收生产，确保颗粒归仓。今年雨水多。要抓好秋收生产，确保颗粒归仓。明年再看。"
    after = "labels, shared['part'].tolist(), ids, sorted(set(lives['trend']))"
    assert compare(tmp_path, text, after).strip() == ("['前半', '后半'] ['后半', '前半'] ['青石县2023', '市通知'] ['fading', 'gone', 'rising', 'steady']")


def test_comparison_reads_traditional_characters_and_names_what_it_cannot_read(tmp_path):
    """Two speakers in traditional characters share their words with simplified sources; of the files that fail each is named and the rest done."""
    text = "全縣農業工作會議召開\n縣委書記林秋實指出，要抓好秋收生產，確保顆粒歸倉。\n縣長何清遠強調，要抓好秋收生產，確保顆粒歸倉，辦好農民夜校。\n"
    source = write(tmp_path / "2030-08-20.txt", "各县要抓好秋收生产，确保颗粒归仓。")
    years = {"2018-03-01": "要坚持自力更生。", "2019-03-01": "要坚持自力更生，办好农民夜校。", "无日期": "天气很好。"}
    for name, content in years.items():
        write(tmp_path / "年" / f"{name}.txt", content)
    write(tmp_path / "年" / "坏.docx", "这不是文档。")
    said = compare(
        tmp_path,
        text,
        AGAINST=[str(tmp_path / "没有.txt"), str(source)],
        FOLDER=str(tmp_path / "年"),
        LANG="en",
        after="labels, by_speaker['covered'].tolist(), documents['status'].tolist(), lives['formula'].tolist()",
    )
    lines = said.strip().splitlines()
    assert "没有.txt" in lines[0]
    assert "坏.docx" in lines[1]
    assert lines[2] == "['林秋實', '何清遠'] [0, 13, 13] ['counted', 'counted', 'undated'] ['自力更生']"


@pytest.mark.parametrize("parameter", ["AGAINST", "FOLDER"])
def test_comparison_with_nothing_to_read_says_so(tmp_path, parameter):
    """Sources that were named and cannot be read are never replaced by the invented ones."""
    (tmp_path / "空").mkdir()
    with pytest.raises(CellExecutionError) as error:
        compare(tmp_path, "要抓好秋收生产。", **{parameter: str(tmp_path / "空")})
    assert error.value.ename == "ReadError"
    assert error.value.evalue.startswith(f"{parameter}='{tmp_path / '空'}' has no file that can be read")

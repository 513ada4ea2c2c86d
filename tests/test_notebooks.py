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

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
HAN = re.compile("[一-鿿]")

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


class ThisPython(KernelSpecManager):
    """The Python that runs the tests, whatever kernels are installed."""

    def get_kernel_spec(self, kernel_name):
        """The same for every name."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=command, language="python", display_name=kernel_name)


def cells(path, kind):
    """The cells of a kind."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_a_notebook_runs_from_top_to_bottom(path, tmp_path):
    """No cell fails and none writes to stderr, with nothing of the user's settings."""
    notebook = nbformat.read(path, as_version=4)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    client = NotebookClient(notebook, km=manager, timeout=300, resources={"metadata": {"path": str(FOLDER)}})
    client.execute(cleanup_kc=True, env=os.environ | {"IPYTHONDIR": str(tmp_path), "PYDEVD_DISABLE_FILE_VALIDATION": "1"})
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]


def test_a_notebook_defines_nothing(path):
    """It imports, calls and looks: functions, classes and lambdas that need a test live in the package."""
    for cell in cells(path, "code"):
        nodes = ast.walk(ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", cell.source)))
        assert not [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]


def test_a_notebook_is_stored_without_results(path):
    """No outputs, no execution counts, no time stamps: a change of a notebook is a change of what it says."""
    for cell in cells(path, "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert not {"execution", "ExecuteTime", "collapsed", "scrolled"} & set(cell.metadata)


def test_headings_are_chinese_with_an_english_subtitle(path):
    """Each heading has Chinese first and English in italics after it."""
    headings = [line for cell in cells(path, "markdown") for line in cell.source.splitlines() if re.match(r"#{1,6} ", line)]
    assert headings
    for heading in headings:
        assert re.fullmatch(r"#{1,6} [^*]*[一-鿿][^*]* \*[A-Za-z][^*]*\*", heading), heading


def test_explanations_are_in_both_languages(path):
    """Each text cell that is more than a heading says it in Chinese and in English."""
    for cell in cells(path, "markdown"):
        text = "\n".join(line for line in cell.source.splitlines() if not line.startswith("#"))
        if text.strip():
            assert HAN.search(text), cell.source
            assert re.search(r"[A-Za-z]{3,} [a-z]{2,}", text), cell.source


def test_cells_have_names_that_stay(path):
    """Cell ids are there and differ, so that a tool need not invent new ones."""
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert len(ids) == len(set(ids))

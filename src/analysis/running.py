"""A notebook run in a Python of its own, with values for its parameters and charts as SVG."""

import math
import os
import sys
import tempfile
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.chart_links import link_svg
from analysis.charts import PALETTE, chart_svg
from analysis.errors import OptionError, RenderError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from nbformat import NotebookNode

# A notebook that hangs is stopped: seconds for one cell.
CELL_SECONDS = 600
_CHART_SETUP = "import analysis.running\nanalysis.running.show_charts_as_svg()"


def find_notebook(name: str) -> Path:
    """The shipped notebook `name`, in a checkout or in an installed package. RenderError where it is missing."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "notebooks", here.parents[2] / "notebooks"):
        if (folder / f"{name}.ipynb").is_file():
            return folder / f"{name}.ipynb"
    raise RenderError(
        f"the notebook {name}.ipynb is not beside the package; allowed: a checkout or an installation that holds notebooks/. "
        "Install yanci again, or pass notebook=…."
    )


def read_notebook(path: Path) -> "NotebookNode":
    """The notebook in a file. RenderError where it is none."""
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat fails in many ways on what is no notebook
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RenderError(f"the notebook {path} cannot be read ({reason}); allowed: a Jupyter notebook (.ipynb). Check the path.") from error


def set_parameters(notebook: "NotebookNode", values: Mapping[str, object]) -> "NotebookNode":
    """The notebook with the values assigned after its cell tagged `parameters`, and charts set to SVG before it."""
    from nbformat.v4 import new_code_cell

    for name, value in values.items():
        if not isinstance(name, str) or not name.isidentifier() or iskeyword(name) or not _is_plain(value):
            raise OptionError(
                f"parameter {name}={value!r} cannot be passed; allowed: a Python name, and numbers, strings, booleans, None or lists of them. Change it."
            )
    at = next((i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])), -1)
    lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    cells = [
        new_code_cell(_CHART_SETUP, metadata={"tags": ["setup"]}, id="yanci-setup"),
        *notebook.cells[: at + 1],
        new_code_cell(lines, metadata={"tags": ["setup"]}, id="yanci-parameters"),
        *notebook.cells[at + 1 :],
    ]
    notebook.cells = cells
    return notebook


def _is_plain(value: object) -> bool:
    return (
        value is None
        or isinstance(value, (bool, int, str))
        or (isinstance(value, float) and math.isfinite(value))
        or (isinstance(value, list) and all(map(_is_plain, value)))
    )


def execute(notebook: "NotebookNode", folder: Path) -> "NotebookNode":
    """Run all cells in this Python, with settings of its own: a user's start-up files or kernels must not change a page."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
            return KernelSpec(argv=command, language="python", display_name=kernel_name)

    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    client = NotebookClient(notebook, km=manager, timeout=CELL_SECONDS, allow_errors=True, resources={"metadata": {"path": str(folder)}})
    with tempfile.TemporaryDirectory(prefix="yanci-") as home:
        try:
            return client.execute(cleanup_kc=True, env=os.environ | {"IPYTHONDIR": home, "PYDEVD_DISABLE_FILE_VALIDATION": "1"})
        except (CellTimeoutError, DeadKernelError) as error:
            reason = str(error).splitlines()[0]
            raise RenderError(f"the notebook stopped: {reason} (limit {CELL_SECONDS} s a cell). Try a shorter text, or run it in JupyterLab.") from error


def list_errors(notebook: "NotebookNode") -> tuple[str, ...]:
    """The errors of all cells, one line each."""
    return tuple(error for cell in notebook.cells if cell.cell_type == "code" for error in errors_of(cell))


def errors_of(cell: "NotebookNode") -> list[str]:
    """The errors that one cell ended in."""
    return [f"{output.ename}: {output.evalue}" for output in cell.get("outputs", ()) if output.output_type == "error"]


def show_charts_as_svg() -> None:
    """In a running notebook, show figures as SVG with their description, text as text: for pages that carry the font."""
    from IPython import get_ipython
    from matplotlib.figure import Figure

    shell = get_ipython()
    shell.run_line_magic("matplotlib", "inline")
    formatters = shell.display_formatter.formatters
    formatters["image/png"].pop(Figure, None)
    formatters["text/html"].for_type(Figure, _figure_html)


def _figure_html(figure: "Figure") -> str:
    """The figure as SVG whose colours are the page's variables, so that it follows light and dark."""
    svg = link_svg(chart_svg(figure.axes[0]))
    for name, color in PALETTE.items():
        svg = svg.replace(f": {color}", f": var(--{name})")
    # A narrow page scrolls a chart sideways, which the keyboard does where the focus is.
    return f'<figure class="chart" tabindex="0">{svg}</figure>'

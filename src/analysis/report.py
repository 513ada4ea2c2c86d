"""A notebook run on a speech, made into one HTML file that needs nothing else: no network, no fonts, no server."""

import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cards import MIME
from analysis.chart_links import link_svg
from analysis.charts import PALETTE, chart_svg
from analysis.corpus import read_manifest
from analysis.errors import OptionError, RenderError
from analysis.pages import embed_font, hash_scripts
from analysis.reading import read_speech
from analysis.templates import read_template
from analysis.wording import LANGS, say
from analysis.writing import write_beside

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from nbformat import NotebookNode

# A notebook that hangs is stopped: seconds for one cell.
CELL_SECONDS = 600
_CHART_SETUP = "import analysis.report\nanalysis.report.show_charts_as_svg()"


@dataclass(frozen=True)
class Report:
    """A page that was written, the errors of its cells, one line each (none where all went well), and what an index says of it.

    figures: the headline figures (measure → number, None for one without evidence); empty where the notebook shows none.
    """

    path: Path
    errors: tuple[str, ...] = ()
    title: str = ""
    date: str | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict)


@dataclass
class Section:
    """A part of the page: what follows one second-level heading of the notebook."""

    id: str
    title: str
    cells: list = field(default_factory=list)
    optional: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether its heading is tagged `optional` and none of its cells shows anything, not even an error."""
        return self.optional and not any(cell.outputs for cell in self.cells if cell.cell_type == "code")

    @property
    def code(self) -> str:
        """The code that computed the section, for the reader who wants to check it."""
        return "\n\n".join(cell.source for cell in self.cells if cell.cell_type == "code")


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


def render_report(
    path: str | os.PathLike, out: str | os.PathLike, *, notebook: str | os.PathLike | None = None, parameters: Mapping[str, object] | None = None
) -> Report:
    """Run a notebook on the speech in `path` and write one HTML page to `out`; what stood there is replaced only at the end.

    out: an .html file, or a folder, in which the page is named after the speech's file.
    notebook: default the shipped `report`; any notebook with a cell tagged `parameters`, which gets `PATH` and `parameters`.
    parameters: values for the notebook's own names, such as {"LANG": "en"}; numbers, strings, booleans, None, or lists of them.

    The page makes no request and its policy forbids any; text of the speech is escaped. The same input gives the same bytes.
    A cell that fails is shown on the page with its error, the rest is rendered, and the error is in `Report.errors`.
    Raises ReadError where the file cannot be read, OptionError for parameters of another type, RenderError where the
    notebook is missing or the page cannot be written; then no page is written and an older one is left as it was.
    """
    source = Path(path)
    speech = read_speech(source)
    values = {"PATH": str(source.resolve()), **(parameters or {})}
    report = _render(notebook, "report", values, _target(Path(out), speech.doc_id), speech.title or speech.doc_id)
    return replace(report, date=speech.date)


def render_corpus_report(
    folder: str | os.PathLike, out: str | os.PathLike, *, notebook: str | os.PathLike | None = None, parameters: Mapping[str, object] | None = None
) -> Report:
    """Run a notebook on a corpus, the folder that `analyse_corpus` wrote, and write one HTML page to `out`, named after that folder.

    All else is as in `render_report`, with the shipped notebook `07_corpus`, which gets the folder as `CORPUS`.
    Raises OptionError where `folder` is no corpus.
    """
    source = Path(folder).resolve()
    read_manifest(source)
    values = {"CORPUS": str(source), **(parameters or {})}
    return _render(notebook, "07_corpus", values, _target(Path(out), source.name), source.name)


def _render(notebook: str | os.PathLike | None, default: str, values: Mapping[str, object], target: Path, title: str) -> Report:
    """The page of a notebook that has run with these values."""
    chosen = Path(notebook) if notebook else find_notebook(default)
    executed = _execute(_with_parameters(_read_notebook(chosen), values), chosen.parent)
    page = embed_font(_export(executed, title, str(values.get("LANG", "zh"))))
    # A lone surrogate cannot be written as UTF-8; as a reference the browser shows a replacement for it.
    write_beside(target, page.encode("utf-8", "xmlcharrefreplace"))
    return Report(target, _errors(executed), title, figures=_find_figures(executed))


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


def _target(out: Path, doc_id: str) -> Path:
    page = out if out.suffix.lower() in (".html", ".htm") else out / f"{doc_id}.html"
    if page.is_dir():
        raise RenderError(f"{page} is a folder; allowed: a file that ends in .html, or a folder to put it in. Choose another name.")
    return page


def _read_notebook(path: Path) -> "NotebookNode":
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat fails in many ways on what is no notebook
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise RenderError(f"the notebook {path} cannot be read ({reason}); allowed: a Jupyter notebook (.ipynb). Check the path.") from error


def _with_parameters(notebook: "NotebookNode", values: Mapping[str, object]) -> "NotebookNode":
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


def _execute(notebook: "NotebookNode", folder: Path) -> "NotebookNode":
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


def _errors(notebook: "NotebookNode") -> tuple[str, ...]:
    return tuple(error for cell in notebook.cells if cell.cell_type == "code" for error in _errors_of(cell))


def _find_figures(notebook: "NotebookNode") -> dict[str, float | None]:
    """The figures of the cards that the notebook shows; of several, the last."""
    outputs = (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.get("outputs", ()))
    return dict([{}, *(output.data[MIME] for output in outputs if MIME in output.get("data", {}))][-1])


def _errors_of(cell: "NotebookNode") -> list[str]:
    return [f"{output.ename}: {output.evalue}" for output in cell.get("outputs", ()) if output.output_type == "error"]


def _export(notebook: "NotebookNode", title: str, lang: str) -> str:
    from nbconvert import HTMLExporter, TemplateExporter

    scripts = [read_template("sortable.min.js"), read_template("page.js") + read_template("map.js")]
    lang = lang if lang in LANGS else "zh"
    page = {
        "html_lang": {"zh": "zh-Hans", "en": "en"}[lang],
        "title": title,
        "generator": "yanci",
        "style": read_template("highlight.css") + read_template("page.css"),
        "scripts": scripts,
        "script_hashes": hash_scripts(scripts),
        "say": {key: say(key, lang) for key in ("error", "skip", "speech", "contents", "code", "previous", "next", "clear", "back")},
        "say_json": json.dumps({key: say(key, lang) for key in ("search", "search_hint", "rows")}, ensure_ascii=False),
        "cells": {tag: _tagged(notebook, tag) for tag in ("title", "speech")},
        # A set-up that fails is the cause of what fails later, but its cell stands nowhere on the page.
        "failures": [error for tag in ("parameters", "setup") for cell in _tagged(notebook, tag) for error in _errors_of(cell)],
        "sections": _sections(notebook, lang),
    }
    exporter = HTMLExporter(template_name="yanci", extra_template_basedirs=[str(Path(__file__).parent / "templates")])
    # HTMLExporter would reparse the page and collapse its white space, which shifts every offset after it.
    html, _ = TemplateExporter.from_notebook_node(exporter, notebook, resources={"page": page})
    return html


def _tagged(notebook: "NotebookNode", tag: str) -> list:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def _sections(notebook: "NotebookNode", lang: str) -> list[Section]:
    """The cells under each second-level heading; cells tagged title, speech, setup or parameters stand elsewhere or nowhere.

    A section whose heading is tagged `optional` is there only if it has something to show; a tag `address=name` gives it that address.
    """
    sections: list[Section] = []
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if {"title", "speech", "setup", "parameters"} & tags:
            continue
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            title = _read_title(cell.source.splitlines()[0].removeprefix("## "), lang)
            address = next((tag.partition("=")[2] for tag in tags if tag.startswith("address=")), None)
            sections.append(_open_section(sections, title, optional="optional" in tags, address=address))
        if not sections:
            sections.append(Section("s1", "…"))
        sections[-1].cells.append(cell)
    return [section for section in sections if not section.is_left_out]


def _read_title(heading: str, lang: str) -> str:
    """What the contents say of a heading: 口号 *Slogans* has its English in italics, and one without italics is the same in both."""
    first, _, second = heading.partition("*")
    return (second.strip("* ") if lang == "en" else "") or first.strip()


def _open_section(sections: list[Section], title: str, *, optional: bool, address: str | None) -> Section:
    # Numbered apart, so that a link to #s2 leads to the same section on the page of every speech.
    letter = "o" if optional else "s"
    number = 1 + sum(re.fullmatch(f"{letter}[0-9]+", section.id) is not None for section in sections)
    return Section(address or f"{letter}{number}", title, optional=optional)

"""A lesson's slides: its notebook, run, as one reveal.js page that needs nothing else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import RenderError, check_choice
from analysis.pages import fill_template, hash_scripts, write_page
from analysis.running import execute, find_notebook, list_errors, read_notebook, set_parameters
from analysis.templates import read_template
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from nbformat import NotebookNode

# The package that carries reveal.js, used as files only and never imported, and where in it they are.
_CARRIER, _FOLDER = "pyreveal", Path("revealjs", "dist")


@dataclass(frozen=True)
class Deck:
    """Slides that were written, and the errors of their notebook's cells, one line each (none where all went well)."""

    path: Path
    errors: tuple[str, ...] = ()


@dataclass
class Slide:
    """One slide: its parts, each shown at once or as a fragment, and what the teacher reads."""

    parts: list[tuple["NotebookNode", bool]] = field(default_factory=list)
    notes: list["NotebookNode"] = field(default_factory=list)


def list_lessons() -> list[Path]:
    """The shipped lessons in their order. RenderError where they are missing."""
    return sorted(find_notebook("lessons/01_words").parent.glob("[0-9]*.ipynb"))


def render_slides(notebook: str | os.PathLike, out: str | os.PathLike, *, lang: str = "zh", parameters: Mapping[str, object] | None = None) -> Deck:
    """Run a lesson and write its slides to `out`, one HTML file that makes no request; what stood there is replaced only at the end.

    notebook: a notebook whose cells have slide types (JupyterLab: Property Inspector). `slide` and `subslide` begin a slide,
    `fragment` appears at a key press, `notes` are for the teacher, `skip` is left out, none continues the slide. Text and
    results are shown and code is not. out: an .html file, or a folder, in which the page is named after the notebook.
    parameters: values for the notebook's own names, such as {"PATH": "speech.txt"}; `lang` is set as `LANG`.
    Raises OptionError for a `lang` that is not known or a parameter of another type, RenderError for a notebook that cannot
    be read or has no slide, where reveal.js is missing, or where the page cannot be written.
    """
    check_choice("lang", lang, LANGS)
    source = Path(notebook)
    read = read_notebook(source)
    if not list_slides(read):
        raise RenderError(f"{source} has no slides; allowed: a notebook with cells of slide type `slide`. Set them in JupyterLab's Property Inspector.")
    scripts = [read_reveal("reveal.js"), read_template("slides.js")]
    executed = execute(set_parameters(read, {"LANG": lang, **(parameters or {})}), source.parent)
    page = _export(executed, source.stem, lang, scripts)
    target = Path(out) if Path(out).suffix.lower() in (".html", ".htm") else Path(out) / f"{source.stem}.html"
    write_page(target, page)
    return Deck(target, list_errors(executed))


def list_slides(notebook: "NotebookNode") -> list[Slide]:
    """The cells as slides, by their slide types; what stands before the first slide is on none."""
    slides: list[Slide] = []
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type") or "-"
        if kind in ("slide", "subslide"):
            slides.append(Slide())
        if not slides or kind == "skip":
            continue
        if kind == "notes":
            slides[-1].notes.append(cell)
        else:
            slides[-1].parts.append((cell, kind == "fragment"))
    return slides


@cache
def read_reveal(name: str) -> str:
    """The text of a file of reveal.js, such as `reveal.css`. RenderError where the package that carries it is not installed."""
    spec = find_spec(_CARRIER)
    path = spec and spec.origin and Path(spec.origin).parent / _FOLDER / name
    if not path or not path.is_file():
        raise RenderError(
            f"reveal.js is missing ({_CARRIER}: {name}); allowed: an installation of requirements.txt. Run `make setup`, or pip install {_CARRIER}."
        )
    return path.read_text(encoding="utf-8")


def _export(notebook: "NotebookNode", name: str, lang: str, scripts: list[str]) -> str:
    heading = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), name)
    page = {
        "html_lang": {"zh": "zh-Hans", "en": "en"}[lang],
        "title": heading.splitlines()[0].lstrip("# ").split("*")[0].strip(),
        "style": "".join((read_reveal("reset.css"), read_reveal("reveal.css"), read_template("slides.css"))),
        "scripts": scripts,
        "script_hashes": hash_scripts(scripts),
        "say": {key: say(key, lang) for key in ("error", "slide_keys")},
        "slides": list_slides(notebook),
    }
    return fill_template(notebook, "slides.html.j2", page)

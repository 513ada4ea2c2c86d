"""A notebook run on a speech, made into one HTML file that needs nothing else: no network, no fonts, no server."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cards import MIME
from analysis.corpus import read_manifest
from analysis.errors import RenderError
from analysis.pages import fill_template, hash_scripts, write_page
from analysis.reading import read_speech
from analysis.running import errors_of, execute, find_notebook, list_errors, read_notebook, set_parameters
from analysis.templates import read_template
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from nbformat import NotebookNode


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
    executed = execute(set_parameters(read_notebook(chosen), values), chosen.parent)
    write_page(target, _export(executed, title, str(values.get("LANG", "zh"))))
    return Report(target, list_errors(executed), title, figures=_find_figures(executed))


def _target(out: Path, doc_id: str) -> Path:
    page = out if out.suffix.lower() in (".html", ".htm") else out / f"{doc_id}.html"
    if page.is_dir():
        raise RenderError(f"{page} is a folder; allowed: a file that ends in .html, or a folder to put it in. Choose another name.")
    return page


def _find_figures(notebook: "NotebookNode") -> dict[str, float | None]:
    """The figures of the cards that the notebook shows; of several, the last."""
    outputs = (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.get("outputs", ()))
    return dict([{}, *(output.data[MIME] for output in outputs if MIME in output.get("data", {}))][-1])


def _export(notebook: "NotebookNode", title: str, lang: str) -> str:
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
        "failures": [error for tag in ("parameters", "setup") for cell in _tagged(notebook, tag) for error in errors_of(cell)],
        "sections": _sections(notebook, lang),
    }
    return fill_template(notebook, "index.html.j2", page)


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

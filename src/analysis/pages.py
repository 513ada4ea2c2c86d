"""What every page carries so that it needs nothing else, its font and the names of the scripts that may run on it, and how one is made and written."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.fonts import subset_font
from analysis.writing import write_beside

if TYPE_CHECKING:
    from nbformat import NotebookNode

_FONT_FAMILY = "Noto Sans SC"


def hash_scripts(scripts: Iterable[str]) -> str:
    """The hashes of scripts as a Content-Security-Policy lists them: no other script runs on the page."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def embed_font(page: str) -> str:
    """The page with the font for exactly its characters, so that no machine shows boxes."""
    font = base64.b64encode(subset_font(set(unescape(page)))).decode()
    face = f"@font-face{{font-family:'{_FONT_FAMILY}';src:url(data:font/woff2;base64,{font}) format('woff2');font-display:block}}"
    return page.replace("<style>", f"<style>{face}\n", 1)


def fill_template(notebook: "NotebookNode", template: str, page: Mapping[str, object]) -> str:
    """A notebook that has run as HTML, by one of our templates, which finds its values in `page`."""
    from nbconvert import HTMLExporter, TemplateExporter

    exporter = HTMLExporter(template_name="yanci", template_file=template, extra_template_basedirs=[str(Path(__file__).parent / "templates")])
    # HTMLExporter would reparse the page and collapse its white space, which shifts every offset after it.
    html, _ = TemplateExporter.from_notebook_node(exporter, notebook, resources={"page": page})
    return html


def write_page(target: Path, page: str) -> None:
    """Write a page with its font, whole or not at all. Raises RenderError as `write_beside` does."""
    # A lone surrogate cannot be written as UTF-8; as a reference the browser shows a replacement for it.
    write_beside(target, embed_font(page).encode("utf-8", "xmlcharrefreplace"))

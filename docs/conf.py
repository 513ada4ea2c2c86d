"""How `make docs` turns the pages of this folder into site/. The pages are plain Markdown, readable without it."""

import re
import shutil
import tempfile
from base64 import b64encode
from itertools import pairwise
from pathlib import Path

from sphinx.search.en import SearchEnglish

from analysis.fonts import font_family, subset_font

# Every page of the folder stands here once; the build fails on one that is forgotten.
NAVIGATION = {
    "Start": ["tour", "setup", "reading", "report", "references", "charts", "explorer", "teaching"],
    "Words": ["segmentation", "dictionary", "frequency"],
    "Devices": ["slogans", "formulas", "parallels", "voices", "acts", "modals", "four-character-phrases", "repetitions", "metaphors", "cadence", "sentiment"],
    "Comparison": ["comparison", "echoes", "alignment", "lifelines", "comparison-commands"],
    "Many texts": ["scale"],
    "Reference": ["tables", "accuracy"],
    "Inside": ["design", "adding-a-device", "dependencies"],
}

project = "yanci 言辞"
copyright = "the yanci developers, MIT licence"
extensions = ["myst_parser"]
exclude_patterns = ["examples"]
root_doc = "README"
language = "en"

myst_heading_anchors = 3
# A code block without a language is output or a command, not Python.
highlight_language = "none"
# “…” stays Chinese, and ' stays as it is.
smartquotes = False
pygments_style = "friendly"

html_theme = "furo"
html_title = project
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_search_language = "en-zh"
# A summary under each result would be fetched, which browsers refuse for a file on disk.
html_show_search_summary = False
# A Chinese font comes along, since a fresh machine has none, and nothing is loaded from anywhere; it holds no Latin, for which the system's own
# fonts follow. It stands first: Chromium leaves boxes where a font that stands behind another arrives after the first look.
FONTS = {
    "font-stack": f"'{font_family()}', system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif",
    "font-stack--monospace": f"'{font_family()}', ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace",
}
html_theme_options = {
    "light_css_variables": FONTS | {"color-brand-primary": "#1f5f8b", "color-brand-content": "#1f5f8b", "color-brand-visited": "#1f5f8b"},
    "dark_css_variables": {"color-brand-primary": "#7fb6dc", "color-brand-content": "#7fb6dc", "color-brand-visited": "#7fb6dc"},
}
STATIC = Path(tempfile.mkdtemp())
html_static_path = [str(STATIC)]
html_css_files = ["docs.css"]
CSS = """
@font-face {{ font-family: "{family}"; src: url("data:font/woff2;base64,{font}") format("woff2"); }}
article table.docutils {{ margin-left: 0; }}
article table.docutils th {{ text-align: left; }}
article img {{ background: #fff; border: 1px solid var(--color-background-border); }}
"""
# Below it are letters and marks that the system has: 、 is U+3001.
FIRST_CHINESE = "\u2e80"
HAN = re.compile(r"[\u3400-\u9fff]+")


class Search(SearchEnglish):
    """English words, stemmed, and every two Chinese characters side by side: Sphinx's own search for Chinese stops with an error in the browser."""

    lang = "en-zh"

    def split(self, input: str) -> list[str]:
        """The words of a text, and the pairs of the runs of Chinese characters in it."""
        runs = HAN.findall(input)
        return [*super().split(input), *runs, *("".join(pair) for run in runs for pair in pairwise(run))]


def _write_style() -> None:
    """The style sheet with the font, cut down to the characters of the pages."""
    shown = set(project).union(*(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.md")))
    font = b64encode(subset_font(character for character in shown if character >= FIRST_CHINESE)).decode()
    (STATIC / "docs.css").write_text(CSS.format(family=font_family(), font=font), encoding="utf-8")


def _prepare_source(app, name: str, source: list[str]) -> None:
    """A page as the site needs it: links out of docs/ become names, and the first page gets the sidebar, which a code host would show as code."""
    source[0] = re.sub(r"(?<!!)\[([^\]]+)\]\(\.\./([^)]+)\)", r"\1 (`\2`)", source[0])
    if name == root_doc:
        blocks = [f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(pages) + "\n```" for caption, pages in NAVIGATION.items()]
        source[0] += "\n\n" + "\n\n".join(blocks) + "\n"


def _add_index(app, error: Exception | None) -> None:
    """The first page under the name that browsers and servers look for."""
    shutil.rmtree(STATIC)
    if error is None:
        shutil.copyfile(Path(app.outdir, f"{root_doc}.html"), Path(app.outdir, "index.html"))


def setup(app) -> None:
    """Sphinx calls this."""
    _write_style()
    app.add_search_language(Search)
    app.connect("source-read", _prepare_source)
    app.connect("build-finished", _add_index)

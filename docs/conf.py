"""How `make docs` turns the pages of this folder into site/. The pages are plain Markdown, readable without it."""

import logging
import re
import shutil
from pathlib import Path

import jieba

# Every page of the folder stands here once; the build fails on one that is forgotten.
NAVIGATION = {
    "Start": ["tour", "setup", "reading", "report", "charts"],
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
pygments_style = "friendly"

html_theme = "furo"
html_title = project
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
# Chinese words of the pages are cut by jieba for the search, which then works without a server; English words are stemmed as usual.
html_search_language = "zh"
jieba.setLogLevel(logging.WARNING)
# A summary under each result would be fetched, which browsers refuse for a file on disk.
html_show_search_summary = False
html_theme_options = {
    # The system's own fonts: nothing is loaded from anywhere.
    "light_css_variables": {"color-brand-primary": "#1f5f8b", "color-brand-content": "#1f5f8b"},
    "dark_css_variables": {"color-brand-primary": "#7fb6dc", "color-brand-content": "#7fb6dc"},
}


def _prepare_source(app, name: str, source: list[str]) -> None:
    """A page as the site needs it: links out of docs/ become names, and the first page gets the sidebar, which a code host would show as code."""
    source[0] = re.sub(r"(?<!!)\[([^\]]+)\]\(\.\./([^)]+)\)", r"\1 (`\2`)", source[0])
    if name == root_doc:
        blocks = [f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n" + "\n".join(pages) + "\n```" for caption, pages in NAVIGATION.items()]
        source[0] += "\n\n" + "\n\n".join(blocks) + "\n"


def _add_index(app, error: Exception | None) -> None:
    """The first page under the name that browsers and servers look for."""
    if error is None:
        shutil.copyfile(Path(app.outdir, f"{root_doc}.html"), Path(app.outdir, "index.html"))


def setup(app) -> None:
    """Sphinx calls this."""
    app.connect("source-read", _prepare_source)
    app.connect("build-finished", _add_index)

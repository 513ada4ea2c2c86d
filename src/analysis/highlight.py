"""Tables of spans marked in the text of a speech, as HTML: a layer for each table, to be switched on and off."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import OptionError, check_choice
from analysis.tables import check_table
from analysis.templates import read_template
from analysis.wording import CATEGORIES, COLUMN_NAMES, LANGS, VALUES, say

if TYPE_CHECKING:
    from analysis.speech import Speech

# More layers than this cannot be told apart by colour and lane.
MOST_LAYERS = 6
# What a tooltip says of a row, where the table has it.
_TOLD = ("kind", "term", "tag", "n", "score", "reasons", "source_doc_id")


@dataclass(frozen=True)
class Mark:
    """One stretch of a layer and what its tooltip says."""

    start: int
    end: int
    tip: str


@dataclass(frozen=True)
class Highlight:
    """A speech with marked layers. Shows itself in a notebook; `html` is the marked text alone, without controls and style."""

    html: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    lang: str

    def _repr_html_(self) -> str:
        """The style, a switch for each layer, and the marked text."""
        return f"<style>{read_template('highlight.css')}</style>\n{self.controlled_html}"

    @property
    def controlled_html(self) -> str:
        """The switches and the marked text, without style: for a page that brings its own."""
        return f'<div class="y-highlight">{self._switches()}{self.html}</div>'

    def _switches(self) -> str:
        switches = "".join(
            f'<label class="y-switch"><input type="checkbox" class="y-on{i}" checked><span class="y-key y-key{i}" aria-hidden="true"></span>'
            f"{escape(name)} <small>{count}</small></label>"
            for i, (name, count) in enumerate(zip(self.names, self.counts, strict=True))
        )
        legend = say("layers", self.lang)
        return f'<fieldset class="y-switches"><legend>{legend}</legend>{switches}</fieldset>' if switches else ""


def highlight(speech: "Speech", *tables: pd.DataFrame, names: Sequence[str] | None = None, lang: str = "zh") -> Highlight:
    """`speech` with the rows of each table marked as a layer, to look at in a notebook or put into a page.

    Layers may cross and nest: the text is cut at every edge and never repeated, so that the HTML without its tags gives
    the text back. A row's tooltip says its kind, term, score and reasons, where the table has them. `names` are the
    layers' names (default: 1, 2, …). Rows of other documents are passed over.

    Raises TableError for a table that is not of this speech, OptionError for more than 6 layers or as many names as
    there are no tables.
    """
    check_choice("lang", lang, LANGS)
    names = tuple(names) if names is not None else tuple(str(i + 1) for i in range(len(tables)))
    if len(tables) > MOST_LAYERS:
        raise OptionError(f"{len(tables)} tables are too many layers; allowed: up to {MOST_LAYERS}. Highlight fewer, or join some with pandas.concat.")
    if len(names) != len(tables):
        raise OptionError(f"names={list(names)!r} does not fit {len(tables)} tables; allowed: one name for each. Pass as many names as tables.")
    for table in tables:
        check_table(table, speech=speech)
    layers = [list_marks(table[table["doc_id"] == speech.doc_id], lang) for table in tables]
    return Highlight(mark_text(speech, layers, names), names, tuple(len(layer) for layer in layers), lang)


def list_marks(table: pd.DataFrame, lang: str) -> list[Mark]:
    """The rows of `table` as marks, whose tooltips say kind, score and reasons where the table has them."""
    told = [column for column in _TOLD if column in table]
    names = [say(column, lang, COLUMN_NAMES) for column in told]
    rows = table[["start", "end", *told]].itertuples(index=False, name=None)
    return [
        Mark(start, end, "，".join(f"{n} {_told(v, c, lang)}" for n, v, c in zip(names, values, told, strict=True)))
        for start, end, *values in rows
        if start < end
    ]


def _told(value: object, column: str, lang: str) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return say(str(value), lang, VALUES) if column in CATEGORIES else str(value)


def mark_text(speech: "Speech", layers: Sequence[Iterable[Mark]], names: Sequence[str]) -> str:
    """The text of `speech` as HTML paragraphs with their zones, cut at every edge of every mark; without the tags it is the text."""
    text, opens, closes = speech.text, {}, set()
    paragraphs = zip(speech.paragraphs["start"], speech.paragraphs["end"], speech.paragraphs["zone"], strict=True)
    for number, (start, end, zone) in enumerate(paragraphs):
        opens[start] = f'<p class="y-{zone}" id="p{number}">'
        closes.add(end)
    # A parser drops NUL, so each stands alone and no offset after it can shift.
    nuls = {at + side for at, character in enumerate(text) if character == "\0" for side in (0, 1)} if "\0" in text else set()
    html = [f'<div class="y-speech" lang="{"zh-Hant" if speech.is_traditional else "zh-Hans"}">']
    for start, end, tag in _pieces(len(text), layers, names, {*opens, *closes, *nuls}):
        html.append("</p>" * (start in closes) + opens.get(start, ""))
        html.append(f"{tag}{escape_text(text[start:end])}{'</span>' * bool(tag)}")
    return "".join([*html, "</p>" * (len(text) in closes), "</div>"])


def escape_text(text: str) -> str:
    """`text` for HTML; carriage returns survive the parser, which would fold them into line feeds."""
    return escape(text, quote=False).replace("\r", "&#13;")


def _pieces(length: int, layers: Sequence[Iterable[Mark]], names: Sequence[str], cuts: set[int]) -> Iterator[tuple[int, int, str]]:
    """`(start, end, opening tag or "")`: the text cut at `cuts` and wherever a mark begins or ends."""
    opening: dict[int, list[tuple[int, Mark]]] = {}
    closing: dict[int, list[tuple[int, Mark]]] = {}
    for number, layer in enumerate(layers):
        for mark in layer:
            opening.setdefault(mark.start, []).append((number, mark))
            closing.setdefault(mark.end, []).append((number, mark))
    live: list[tuple[int, Mark]] = []
    for start, end in itertools.pairwise(sorted({0, length, *cuts, *opening, *closing})):
        for each in closing.get(start, ()):
            live.remove(each)
        live += opening.get(start, ())
        yield start, end, _opening_tag(live, names)


def _opening_tag(live: list[tuple[int, Mark]], names: Sequence[str]) -> str:
    if not live:
        return ""
    classes = " ".join(f"y-l{number}" for number in sorted({number for number, _ in live}))
    tips = "\n".join(dict.fromkeys(f"{names[number]}：{mark.tip}" if mark.tip else names[number] for number, mark in sorted(live, key=lambda each: each[0])))
    return f'<span class="y-mark {classes}" title="{escape(tips)}">'

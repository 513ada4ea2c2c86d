"""The explorer's pieces of HTML: the marked speech, what is said of the chosen line, the link that downloads a table."""

from base64 import b64encode
from functools import partial
from html import escape

import pandas as pd

from analysis.explorer.evidence import LAYERS
from analysis.explorer.view import View, export_marks
from analysis.explorer.wording import WORDING
from analysis.highlight import Mark, list_marks, mark_text
from analysis.templates import read_template
from analysis.terminal import to_csv
from analysis.wording import CATEGORIES, COLUMN_NAMES, VALUES, say

# What is told of a passage beside its own words, where the list has it.
_TOLD = (
    "kind", "score", "reasons", "family", "pattern", "strength", "speaker", "demand", "polarity", "scope", "cue", "weight", "holder", "demands",
)  # fmt: skip
_NAMES = {**COLUMN_NAMES, "demands": WORDING["demands"]}
# Passages that are listed with their contexts, and how many characters of these; the text marks all.
MOST_CONTEXTS, _AROUND, _LONGEST = 60, 14, 60


def to_wire(text: str) -> str:
    """`text` as a kernel can send it: half surrogate pairs, which UTF-8 has no bytes for, become �."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def draw_style() -> str:
    """The style of marked text and of the explorer, in one element."""
    return f"<style>{read_template('highlight.css')}\n{read_template('explorer.css')}</style>"


def draw_speech(view: View) -> str:
    """The text with the layers that are on and the passages of the chosen line; the one stepped to apart from the others."""
    layers = [list_marks(view.marked(layer), view.lang) for layer in LAYERS]
    places = [Mark(start, end, "") for start, end in zip(view.passages["start"].tolist(), view.passages["end"].tolist(), strict=True)]
    names = [say(name, view.lang, WORDING) for name in (*LAYERS, "chosen", "chosen")]
    marked = mark_text(view.speech, [*layers, places, places[view.at : view.at + 1]], names)
    return to_wire(f'<div class="y-highlight y-plain-paper">{marked}</div>')


def draw_reasons(view: View) -> str:
    """What is said of the passage stepped to, and all passages of its line in their contexts; a hint where none is chosen."""
    wording = partial(say, lang=view.lang, table=WORDING)
    if not len(view.passages):
        return f'<p class="y-hint">{wording("pick" if len(view.shown) else "no_items")}</p>'
    place = wording("place").format(view.at + 1, len(view.passages))
    name = escape((view.chosen or wording("narration"))[:_LONGEST])
    contexts = _draw_contexts(view)
    return to_wire(f'<div class="y-reasons"><h3>{name} <small>{place}</small></h3>{_draw_facts(view)}{contexts}</div>')


def _draw_facts(view: View) -> str:
    """The columns of the passage stepped to that say something."""
    row = view.passages.iloc[view.at]
    told = [(column, row[column]) for column in _TOLD if column in row.index and _says(row[column], view.chosen)]
    lines = "".join(f"<dt>{say(column, view.lang, _NAMES)}</dt><dd>{escape(_value(value, column, view.lang))}</dd>" for column, value in told)
    return f"<dl>{lines}</dl>" if lines else ""


def _says(value: object, chosen: str | None) -> bool:
    """Whether a value tells more than the heading, which is the chosen line."""
    return bool(value.strip()) and value != chosen if isinstance(value, str) else not pd.isna(value)


def _value(value: object, column: str, lang: str) -> str:
    if isinstance(value, float):
        return f"{value:.3g}".replace("-", "−")
    return say(str(value), lang, VALUES) if column in CATEGORIES else str(value)


def _draw_contexts(view: View) -> str:
    """The passages with what stands around them, those near the one stepped to."""
    first = min(max(view.at - MOST_CONTEXTS // 2, 0), max(len(view.passages) - MOST_CONTEXTS, 0))
    rows = view.passages.iloc[first : first + MOST_CONTEXTS]
    spans = zip(rows["start"].tolist(), rows["end"].tolist(), strict=True)
    lines = "".join(_draw_context(view, start, end, here=first + number == view.at) for number, (start, end) in enumerate(spans))
    left = len(view.passages) - len(rows)
    more = f'<p class="y-hint">{say("more", view.lang, WORDING).format(left)}</p>' if left else ""
    return f"<ol>{lines}</ol>{more}"


def _draw_context(view: View, start: int, end: int, *, here: bool) -> str:
    text = view.speech.text
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    passage = text[start:end] if end - start <= _LONGEST else text[start : start + _LONGEST] + "…"
    # A context is one line, whatever line ends the text has.
    before, passage, after = (escape(" ".join(part.split())) for part in (before, passage, after))
    current = ' aria-current="true"' if here else ""
    return f"<li{current}>{before}<mark>{passage}</mark>{after}</li>"


def draw_download(view: View) -> str:
    """A link that holds the table of `export_marks` as CSV with a byte-order mark, so that spreadsheets open it as Chinese."""
    table = export_marks(view)
    content = b64encode(to_wire(to_csv(table)).encode("utf-8-sig")).decode()
    wording = partial(say, lang=view.lang, table=WORDING)
    name = escape(f"{view.speech.doc_id}-marks.csv")
    return (
        f'<a class="y-download" download="{to_wire(name)}" href="data:text/csv;charset=utf-8;base64,{content}" title="{wording("download_note")}">'
        f"{wording('download').format(len(table))}</a>"
    )


def draw_notice(message: str, *, wrong: bool = False) -> str:
    """A sentence below the controls, read aloud when it changes."""
    kind, role = ("y-notice y-wrong", "alert") if wrong else ("y-notice", "status")
    return f'<p class="{kind}" role="{role}">{escape(to_wire(message))}</p>'

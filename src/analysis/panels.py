"""Tables whose rows lead to their passages, and charts that a page can restyle: the parts of a report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import TableError, check_choice
from analysis.tables import check_table
from analysis.wording import CATEGORIES, COLUMN_NAMES, LANGS, VALUES, say

if TYPE_CHECKING:
    from analysis.speech import Speech

# A row leads to at most so many passages; more than these nobody steps through.
MOST_PASSAGES = 400
_NEVER_SHOWN = {"doc_id", "start", "end"}


@dataclass(frozen=True)
class Panel:
    """A piece of HTML that shows itself in a notebook and goes into a report as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def list_passages(
    speech: "Speech",
    table: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    link: str | None = None,
    passages: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    caption: str = "",
    lang: str = "zh",
) -> Panel:
    """`table` as HTML in which every row leads to its passage in the text; in a report it can be sorted and filtered.

    columns: which to show (default: all but the offsets). link: the column that leads to the passage (default: the first). passages: a table such as
    `speech.tokens` whose rows of the same `term` are all marked, instead of the one witness. names: other column headings.
    A cell that holds a Panel is shown as it is, all else is escaped. A row without a passage (an empty span) has no link.
    Raises TableError for a table without the span columns or those asked for, OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGS)
    columns = list(columns) if columns is not None else [name for name in table.columns if name not in _NEVER_SHOWN]
    check_table(table, *columns, speech=speech)
    if link is not None:
        check_choice("link", link, columns)
    at = columns.index(link) if link else 0
    places = _places(speech, table, passages) if len(table) else []
    paragraphs = find_paragraphs(speech, table["start"])
    cells = [[_cell(value, name, lang) for name, value in zip(columns, values, strict=True)] for values in _rows(table, columns)]
    for row, value, place, number in zip(cells, table[columns[at]], places, paragraphs, strict=True):
        row[at] = _link(value, columns[at], place, number, lang)
    return _lay_out(table[columns], cells, names, caption, lang, style=" y-context" if at else "")


def list_rows(
    table: pd.DataFrame, *, columns: Sequence[str] | None = None, names: Mapping[str, str] | None = None, caption: str = "", lang: str = "zh"
) -> Panel:
    """`table` as HTML that a report can sort and filter: for tables of many documents, whose rows have no one text to lead to.

    columns, names, caption: as in `list_passages`; any table will do. Raises TableError for columns that it lacks, OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGS)
    columns = list(columns) if columns is not None else list(table.columns)
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise TableError(f"the table lacks the columns {missing}; it has {list(table.columns)}. Pass a table that keeps them.")
    cells = [[_cell(value, name, lang) for name, value in zip(columns, values, strict=True)] for values in _rows(table, columns)]
    return _lay_out(table[columns], cells, names, caption, lang)


def _rows(table: pd.DataFrame, columns: Sequence[str]) -> Iterable[tuple]:
    return table[list(columns)].itertuples(index=False, name=None)


def _lay_out(table: pd.DataFrame, cells: list[list[str]], names: Mapping[str, str] | None, caption: str, lang: str, *, style: str = "") -> Panel:
    """The cells, which are HTML, under the headings of the columns of `table`; a sentence where there is none."""
    if not cells:
        return Panel(f'<p class="y-empty">{escape(caption)} {say("empty", lang)}</p>')
    headings = [(names or {}).get(column) or say(column, lang, COLUMN_NAMES) for column in table.columns]
    head = "".join(
        f'<th scope="col"{_align(table[column])}><button type="button">{escape(heading)}</button></th>'
        for column, heading in zip(table.columns, headings, strict=True)
    )
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return Panel(f'<div class="y-table{style}"><table class="sortable">{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>')


def find_paragraphs(speech: "Speech", starts: pd.Series) -> list[int]:
    """For each offset, the number of its paragraph in the marked text, whose address is #p and that number."""
    found = np.searchsorted(speech.paragraphs["start"].to_numpy(), starts.to_numpy(), side="right") - 1
    return np.maximum(found, 0).tolist()


def _align(column: pd.Series) -> str:
    return ' class="y-number"' if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column) else ""


def _places(speech: "Speech", table: pd.DataFrame, passages: pd.DataFrame | None) -> list[str]:
    """For each row, its passages as "start-end start-end …"."""
    if passages is None:
        return [f"{start}-{end}" for start, end in zip(table["start"], table["end"], strict=True)]
    check_table(passages, "term")
    check_table(table, "term")
    wanted = passages[passages["term"].isin(set(table["term"])) & (passages["doc_id"] == speech.doc_id)]
    by_term: dict[str, list[str]] = {}
    for term, start, end in zip(wanted["term"], wanted["start"], wanted["end"], strict=True):
        by_term.setdefault(term, []).append(f"{start}-{end}")
    witness = (f"{start}-{end}" for start, end in zip(table["start"], table["end"], strict=True))
    return [" ".join(by_term.get(term, [own])[:MOST_PASSAGES]) for term, own in zip(table["term"], witness, strict=True)]


def _link(value: object, column: str, place: str, paragraph: int, lang: str) -> str:
    start, _, end = place.partition("-")
    if start == end:
        return _cell(value, column, lang)
    shown, key = _shown(value, column, lang)
    return f'<td data-sort="{escape(key)}">{link_passages(shown, place, paragraph=paragraph, lang=lang)}</td>'


def link_passages(shown: str, place: str, *, paragraph: int, lang: str) -> str:
    """A link that says `shown` and marks the passages of `place`, "start-end start-end …"; without scripts it leads to the paragraph of that number."""
    return f'<a class="y-go" href="#p{paragraph}" data-spans="{place}" title="{_tip(place, lang)}">{escape(shown)}</a>'


def _tip(place: str, lang: str) -> str:
    return say("show_first", lang).format(MOST_PASSAGES) if place.count(" ") + 1 == MOST_PASSAGES else say("show", lang)


def _cell(value: object, column: str, lang: str) -> str:
    if isinstance(value, Panel):
        return f"<td>{value.html}</td>"
    shown, key = _shown(value, column, lang)
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))
    return f'<td class="y-number" data-sort="{escape(key)}">{escape(shown)}</td>' if number else f"<td>{escape(shown)}</td>"


def _shown(value: object, column: str, lang: str) -> tuple[str, str]:
    """What a cell shows and what it sorts by."""
    if pd.isna(value):
        return "–", ""
    if isinstance(value, (bool, np.bool_)):
        return ("✓" if value else "–"), str(int(value))
    if isinstance(value, (float, np.floating)):
        return (f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}").replace("-", "−"), repr(float(value))
    text = say(str(value), lang, VALUES) if column in CATEGORIES else str(value)
    return text, text

"""A corpus as a series of years: which of its documents count, in which order, and why the others do not."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd

from analysis.errors import OptionError
from analysis.folding import fold
from analysis.layout import LINE_BREAK
from analysis.lexicon import key_with_places
from analysis.places import list_spans
from analysis.speech import Speech, list_speeches
from analysis.splitting import INVISIBLE
from analysis.tables import build_table

# What a document can be; only the first kind is counted.
STATUSES = ("counted", "undated", "resolution", "duplicate", "empty")
_NO_YEAR = -1
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# 关于政府工作报告的决议; what stands behind it (（摘要）, the day it was passed) does not matter, unless the title is of something else (…的决定的说明).
_RESOLUTION = re.compile(r"关于.{0,80}?报告.{0,12}?的(?:决议|决定)(?!\W?(?:草案)?\W{0,2}的)")


class Document(NamedTuple):
    """A speech of the corpus: its year (-1 without a date), its status, and its words for matching with their places in the text."""

    speech: Speech
    year: int
    status: str
    key: str
    places: list[int]

    @property
    def characters(self) -> int:
        """Letters, digits and Chinese characters, without punctuation and page furniture."""
        return sum(map(str.isalnum, self.key))


def is_resolution(title: str | None) -> bool:
    """Whether a title is that of a resolution or decision about a report (关于政府工作报告的决议), which is no report itself.

    Such a page praises the report in a few hundred characters; filed among reports it would add a second, very short document to the year. A
    resolution that is not about a report (关于若干历史问题的决议), and what is only about such a resolution (…的决定的说明), is a document of its own, so
    this says False. Without a title: False.

    >>> is_resolution("关于政府工作报告的决议"), is_resolution("政府工作报告")
    (True, False)
    """
    return title is not None and _RESOLUTION.search("".join(fold(title).split())) is not None


def list_documents(corpus: Speech | Iterable[Speech]) -> pd.DataFrame:
    """What `trace_formulas` makes of a corpus: one row per document by date, those without a date last; the span is its first paragraph.

    Columns: `title` ("" without one), `year` (-1 without a date), `characters` (letters, digits and Chinese characters of the content), `status`:
    `counted`; `undated` (`Speech.date` is None); `resolution` (a resolution about a report, see `is_resolution`); `duplicate` (white space
    aside, the text of a document before it, which is counted); `empty` (nothing but marks and page furniture). The first that fits of empty,
    undated, resolution, duplicate.
    Raises OptionError for what is no Speech, a date that is not ISO 8601, and for a `doc_id` that stands for two texts.
    Misleads: two versions of one report that differ in a character are two documents; dates are taken as given.
    """
    documents = sort_documents(corpus)
    spans = [next(iter(list_spans(each.speech.paragraphs)), (0, 0)) for each in documents]
    columns = {
        "doc_id": [each.speech.doc_id for each in documents],
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "text": [each.speech.text[start:end] for each, (start, end) in zip(documents, spans, strict=True)],
        "title": [each.speech.title or "" for each in documents],
        "year": [each.year for each in documents],
        "characters": [each.characters for each in documents],
        "status": [each.status for each in documents],
    }
    return build_table("documents", columns)


def sort_by_date(speeches: Speech | Iterable[Speech]) -> list[Speech]:
    """The speeches from the earliest to the latest `date`, those without one last; equal dates keep their order.

    A year stands before the months of that year, and a month before its days. Raises OptionError for what is no Speech, and for a date
    that is not a day, month or year of the calendar (0001 to 9999) in one of three forms of ISO 8601: 2020-02-24, 2020-02, 2020. Its other forms
    (20200224, 2020-W09, a time of day) are refused.
    """
    listed = list_speeches("speeches", speeches)
    for each in listed:
        _year_of(each)
    return sorted(listed, key=lambda each: (each.date is None, each.date or ""))


def sort_documents(corpus: Speech | Iterable[Speech]) -> list[Document]:
    """The documents of a corpus by date (a year before its months, those of one date as given), the undated last."""
    speeches = sort_by_date(corpus)
    _check_names(speeches)
    counted: set[str] = set()
    documents = []
    for speech in speeches:
        key, places = _read_content(speech)
        year = _year_of(speech)
        plain = "".join(speech.folded.split())
        status = _status_of(speech, key, year, plain in counted)
        if status == "counted":
            counted.add(plain)
        documents.append(Document(speech, year, status, key, places))
    return documents


def _read_content(speech: Speech) -> tuple[str, list[int]]:
    """The words for matching and their places; a break keeps apart what a blank line or page furniture parts in the text.

    A single line break does not: hard-wrapped pages have one in the middle of a wording, and few wordings come about across a heading's end.
    """
    # Nobody sees these characters, so they are blanks; the copy has the same length.
    folded = speech.folded.translate(dict.fromkeys(map(ord, INVISIBLE), " "))
    keys, places, before = [], [], 0
    for start, end in list_spans(speech.paragraphs):
        between = folded[before:start]
        if not between.isspace() or len(LINE_BREAK.findall(between)) > 1:
            keys.append("\n")
            places.append(start)
        key, inside = key_with_places(folded[start:end])
        keys.append(key)
        places += [start + at for at in inside]
        before = end
    return "".join(keys), places


def _status_of(speech: Speech, key: str, year: int, seen: bool) -> str:
    if not any(map(str.isalnum, key)):
        return "empty"
    if year == _NO_YEAR:
        return "undated"
    if is_resolution(speech.title):
        return "resolution"
    return "duplicate" if seen else "counted"


def _year_of(speech: Speech) -> int:
    if speech.date is None:
        return _NO_YEAR
    year = _read_year(speech.date) if isinstance(speech.date, str) else None
    if year is None:
        allowed = "allowed: '2020', '2020-02', '2020-02-24', or None"
        raise OptionError(f"date={speech.date!r} of {speech.doc_id!r} is no ISO 8601 date; {allowed}. Pass it to parse_speech in this form.")
    return year


def _read_year(written: str) -> int | None:
    """The year of a date of the calendar; None where it is none (2021-02-31, 0000) or has another form."""
    found = _DATE.fullmatch(written)
    try:
        return date(*(int(part or 1) for part in found.groups())).year if found else None
    except ValueError:
        return None


def _check_names(speeches: list[Speech]) -> None:
    """Rows name their text by `doc_id` alone, so one name must not stand for two texts."""
    texts: dict[str, str] = {}
    for speech in speeches:
        if texts.setdefault(speech.doc_id, speech.text) != speech.text:
            raise OptionError(f"doc_id={speech.doc_id!r} stands for two different texts; allowed: a name for each. Pass doc_id= to parse_speech.")

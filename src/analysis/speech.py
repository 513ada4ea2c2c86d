"""A speech: the decoded text, untouched, and its paragraphs, sentences, clauses and words as tables of offsets."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import compress, pairwise

import numpy as np
import pandas as pd

from analysis.cutting import cut_unwrapped
from analysis.errors import OptionError
from analysis.folding import fold, is_traditional
from analysis.layout import split_paragraphs
from analysis.segmentation import Segmenter, index_words, keep_words, tag_word
from analysis.sharing import once_per_speech
from analysis.splitting import Span, split_clauses, split_sentences
from analysis.tables import build_stretches
from analysis.words import list_own_words


@dataclass(frozen=True)
class Origin:
    """Where a text came from: the file's name, size in bytes and SHA-256, and how it was decoded."""

    name: str
    size: int
    sha256: str
    encoding: str


@dataclass(frozen=True)
class Speech:
    """A frozen text with its metadata. `text` is never changed: every offset of every table points into it.

    Tables (each a fresh copy, span columns `doc_id, start, end, text` first):
        paragraphs, sentences, clauses: further column `zone` (headline, byline, body, furniture).
        tokens: further columns `term` (simplified, half-width, lower case), `tag` (jieba's dictionary), `zone`.
    Paragraphs, sentences and tokens do not overlap, and each lies in one of the coarser kind; white space is no token.
    The tables are worked out when first asked for. `date` is ISO 8601 (2020-02-24, 2020-02 or 2020) or None.
    """

    text: str
    doc_id: str = "speech"
    title: str | None = None
    speaker: str | None = None
    date: str | None = None
    segmenter: Segmenter = field(default_factory=Segmenter)
    origin: Origin | None = None

    @cached_property
    def folded(self) -> str:
        """The text for matching: simplified, half-width, lower case, of the same length."""
        return fold(self.text, traditional=self.is_traditional)

    @cached_property
    def is_traditional(self) -> bool:
        """Whether the text is written in traditional characters."""
        return is_traditional(self.text)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """The words that the text itself proves, in folded characters; none where the segmenter does not adapt."""
        return list_own_words(self) if self.segmenter.adapt else ()

    def listed(self, table: str) -> dict[str, list]:
        """The columns of `paragraphs`, `sentences`, `clauses` or `tokens` as lists, without `doc_id` and `text`: what finders read.

        Made once and shared by all of them, so never to be changed.
        """
        return _LISTS[table](self)

    @property
    def paragraphs(self) -> pd.DataFrame:
        return _build(self, "paragraphs")

    @property
    def sentences(self) -> pd.DataFrame:
        return _build(self, "sentences")

    @property
    def clauses(self) -> pd.DataFrame:
        return _build(self, "clauses")

    @property
    def tokens(self) -> pd.DataFrame:
        return _build(self, "tokens")

    def __getstate__(self) -> dict:
        """Only what defines the speech travels to other processes; the tables are worked out again there."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __repr__(self) -> str:
        return f"Speech({self.doc_id!r}, {len(self.text)} characters, title={self.title!r}, speaker={self.speaker!r}, date={self.date!r})"


@once_per_speech
def _tables(speech: Speech) -> dict[str, pd.DataFrame]:
    """The tables that were asked for."""
    return {}


def _build(speech: Speech, table: str) -> pd.DataFrame:
    """A table of the speech from its lists, made once; each caller gets a copy of its own, which copies no data until it is written to."""
    known = _tables(speech)
    if table not in known:
        columns = dict(speech.listed(table))
        known[table] = build_stretches(table, speech, columns.pop("start"), columns.pop("end"), **columns)
    return known[table].copy(deep=False)


@once_per_speech
def _list_paragraphs(speech: Speech) -> dict[str, list]:
    found = split_paragraphs(speech.text, speech.folded)
    return {"start": [start for (start, _), _ in found], "end": [end for (_, end), _ in found], "zone": [zone for _, zone in found]}


@once_per_speech
def _list_sentences(speech: Speech) -> dict[str, list]:
    return _split(speech.text, speech.listed("paragraphs"), split_sentences)


@once_per_speech
def _list_clauses(speech: Speech) -> dict[str, list]:
    return _split(speech.text, speech.listed("sentences"), split_clauses)


def _split(text: str, parents: dict[str, list], split: Callable[[str, int, int], Iterable[Span]]) -> dict[str, list]:
    starts: list[int] = []
    ends: list[int] = []
    zones: list[str] = []
    for start, end, zone in zip(parents["start"], parents["end"], parents["zone"], strict=True):
        for low, high in split(text, start, end):
            starts.append(low)
            ends.append(high)
            zones.append(zone)
    return {"start": starts, "end": ends, "zone": zones}


@once_per_speech
def _list_tokens(speech: Speech) -> dict[str, list]:
    cut = cut_unwrapped(speech)
    words = [fold(word, traditional=speech.is_traditional) for word in speech.segmenter.words]
    edges = keep_words(cut.text, cut.edges, index_words([*words, *speech.own_words]))
    text = cut.text
    terms = [text[start:end] for start, end in pairwise(edges)]
    visible = ~np.fromiter(map(str.isspace, terms), dtype=bool, count=len(terms))
    terms = list(compress(terms, visible.tolist()))
    # A word stands from its first character to its last: a line break may cut it.
    at, kept = np.array(edges, dtype=np.int64), np.flatnonzero(visible)
    starts, lasts = at[kept], at[kept + 1] - 1
    numbers = cut.sentences[starts].tolist()
    return {
        "start": cut.places[starts].tolist(),
        "end": (cut.places[lasts] + 1).tolist(),
        "term": terms,
        "tag": list(map(tag_word, terms)),
        "zone": list(map(speech.listed("sentences")["zone"].__getitem__, numbers)),
        "sentence": numbers,
    }


_LISTS = {"paragraphs": _list_paragraphs, "sentences": _list_sentences, "clauses": _list_clauses, "tokens": _list_tokens}


def parse_speech(
    text: str,
    *,
    doc_id: str = "speech",
    title: str | None = None,
    speaker: str | None = None,
    date: str | None = None,
    segmenter: Segmenter | None = None,
) -> Speech:
    """A `Speech` from a text that you have as a string; metadata is taken as given. `read_speech` reads files.

    Raises OptionError if `text` is not a string (decode bytes, or let `read_speech` do it).

    >>> speech = parse_speech("要抓好秋收。", doc_id="秋收")
    >>> speech.tokens[["start", "end", "text"]].to_numpy().tolist()
    [[0, 1, '要'], [1, 3, '抓好'], [3, 5, '秋收'], [5, 6, '。']]
    """
    if not isinstance(text, str):
        raise OptionError(f"text is {type(text).__name__}; allowed: str. Decode bytes first, or let read_speech find the encoding.")
    return Speech(text, doc_id=doc_id, title=title, speaker=speaker, date=date, segmenter=segmenter or Segmenter())


def check_speech(name: str, value: object) -> None:
    """Raise OptionError unless `value` is a Speech."""
    if not isinstance(value, Speech):
        raise OptionError(f"{name} is {value!r:.60}, a {type(value).__name__}; allowed: Speech. Make one with parse_speech or read_speech.")


def list_speeches(name: str, values: Speech | Iterable[Speech]) -> list[Speech]:
    """One speech or many as a list; OptionError names what is none by its place."""
    # A string can be iterated, but it is one text that has not been parsed.
    if isinstance(values, (Speech, str)) or not isinstance(values, Iterable):
        check_speech(name, values)
        return [values]
    listed = list(values)
    for at, each in enumerate(listed):
        check_speech(f"{name}[{at}]", each)
    return listed

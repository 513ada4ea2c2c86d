"""A speech: the decoded text, untouched, and its paragraphs, sentences, clauses and words as tables of offsets."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import pandas as pd

from analysis.errors import OptionError
from analysis.folding import fold, is_traditional
from analysis.layout import LINE_BREAK, split_paragraphs
from analysis.segmentation import Segmenter, cut_words, tag_word
from analysis.sharing import once_per_speech
from analysis.splitting import Span, split_clauses, split_sentences
from analysis.tables import build_spans
from analysis.words import suggest_words


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
        return fold(self.text)

    @cached_property
    def is_traditional(self) -> bool:
        """Whether the text is written in traditional characters."""
        return is_traditional(self.text)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """The words that the text itself proves, in folded characters; none where the segmenter does not adapt."""
        return tuple(dict.fromkeys(fold(word) for word in suggest_words(self)["text"])) if self.segmenter.adapt else ()

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
        known[table] = build_spans(table, speech, zip(columns.pop("start"), columns.pop("end"), strict=True), **columns)
    return known[table].copy(deep=False)


@once_per_speech
def _list_paragraphs(speech: Speech) -> dict[str, list]:
    found = split_paragraphs(speech.text)
    return {"start": [start for (start, _), _ in found], "end": [end for (_, end), _ in found], "zone": [zone for _, zone in found]}


@once_per_speech
def _list_sentences(speech: Speech) -> dict[str, list]:
    return _split(speech.text, speech.listed("paragraphs"), split_sentences)


@once_per_speech
def _list_clauses(speech: Speech) -> dict[str, list]:
    return _split(speech.text, speech.listed("sentences"), split_clauses)


def _split(text: str, parents: dict[str, list], split: Callable[[str, int, int], Iterable[Span]]) -> dict[str, list]:
    columns: dict[str, list] = {"start": [], "end": [], "zone": []}
    for start, end, zone in zip(parents["start"], parents["end"], parents["zone"], strict=True):
        for low, high in split(text, start, end):
            columns["start"].append(low)
            columns["end"].append(high)
            columns["zone"].append(zone)
    return columns


@once_per_speech
def _list_tokens(speech: Speech) -> dict[str, list]:
    words = [fold(word, traditional=speech.is_traditional) for word in speech.segmenter.words]
    segmenter = replace(speech.segmenter, words=()).with_words((*words, *speech.own_words))
    sentences, spans, terms, zones, numbers = speech.listed("sentences"), [], [], [], []
    for number, (start, end, zone) in enumerate(zip(sentences["start"], sentences["end"], sentences["zone"], strict=True)):
        for span, term in _cut_sentence(speech.folded, start, end, segmenter):
            spans.append(span)
            terms.append(term)
            zones.append(zone)
            numbers.append(number)
    tags = {term: tag_word(term) for term in set(terms)}
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return {"start": starts, "end": ends, "term": terms, "tag": [tags[term] for term in terms], "zone": zones, "sentence": numbers}


_LISTS = {"paragraphs": _list_paragraphs, "sentences": _list_sentences, "clauses": _list_clauses, "tokens": _list_tokens}


def _cut_sentence(folded: str, start: int, end: int, segmenter: Segmenter) -> list[tuple[Span, str]]:
    """`((start, end), term)` for each word of a sentence; a word that a line break cuts is one word, its term without the break."""
    sentence = folded[start:end]
    if not LINE_BREAK.search(sentence):
        cut = [((start + a, start + b), sentence[a:b]) for a, b in cut_words(sentence, segmenter)]
    else:
        at = _unwrapped(sentence)
        plain = "".join(sentence[i] for i in at)
        cut = [((start + at[a], start + at[b - 1] + 1), plain[a:b]) for a, b in cut_words(plain, segmenter)]
    return [(span, term) for span, term in cut if not term.isspace()]


def _unwrapped(sentence: str) -> list[int]:
    """The positions of the characters of a wrapped sentence without its line breaks and the white space around them."""
    keep: list[int] = []
    at = 0
    for blank in re.finditer(r"\s+", sentence):
        if LINE_BREAK.search(blank[0]):
            latin = all(side.isascii() and side.isalnum() for side in (sentence[blank.start() - 1], sentence[blank.end() : blank.end() + 1]))
            # Latin words on either side of a break stay two words: one blank between them is kept.
            keep += range(at, blank.start() + latin)
            at = blank.end()
    return keep + list(range(at, len(sentence)))


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

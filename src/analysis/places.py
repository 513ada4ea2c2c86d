"""The stretches of a speech's own tables as plain spans, and in which paragraph each stands."""

from bisect import bisect_right
from collections import defaultdict
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.sharing import once_per_speech
from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech


class Places(NamedTuple):
    """Spans without page furniture, and for each the number of the paragraph that it starts in."""

    spans: list[Span]
    paragraphs: list[int]


class Words(NamedTuple):
    """The words of a speech without page furniture: where they start and end and their sentences as arrays, the terms, the codes of
    the first letters of their tags, the different terms with their numbers (in this order, from 0), and each word's number."""

    start: np.ndarray
    end: np.ndarray
    sentence: np.ndarray
    terms: list[str]
    letters: np.ndarray
    known: dict[str, int]
    number: np.ndarray


def list_spans(table: pd.DataFrame) -> list[Span]:
    """The spans of a table of the speech that has a `zone`, page furniture left out."""
    table = table[table["zone"] != "furniture"]
    return list(zip(table["start"].to_list(), table["end"].to_list(), strict=True))


@once_per_speech
def content_tokens(speech: "Speech") -> dict[str, list]:
    """The columns of the words as lists, as `speech.listed` has them, page furniture left out."""
    return _content(speech, "tokens")


@once_per_speech
def content_words(speech: "Speech") -> Words:
    """The words of a speech, page furniture left out, for work with arrays."""
    tokens = content_tokens(speech)
    start, end, sentence = np.array([tokens[name] for name in ("start", "end", "sentence")], dtype=np.int64)
    initials = {tag: tag[0] for tag in set(tokens["tag"])}
    letters = np.frombuffer("".join(map(initials.__getitem__, tokens["tag"])).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return Words(start, end, sentence, tokens["term"], letters, *_number_terms(tokens["term"]))


def _number_terms(terms: list[str]) -> tuple[dict[str, int], np.ndarray]:
    """The different terms and their numbers, and the number of each of `terms`: what holds of a term is worked out once for all its places."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    number = np.fromiter(map(numbers.__getitem__, terms), dtype=np.int64, count=len(terms))
    numbers.default_factory = None
    return numbers, number


@once_per_speech
def content_clauses(speech: "Speech") -> Places:
    """The clauses of a speech and their paragraphs."""
    return _place(speech, "clauses")


@once_per_speech
def content_sentences(speech: "Speech") -> Places:
    """The sentences of a speech and their paragraphs."""
    return _place(speech, "sentences")


@once_per_speech
def number_starts(speech: "Speech") -> dict[int, int]:
    """Where a word starts → its number among all words."""
    starts = speech.listed("tokens")["start"]
    return dict(zip(starts, range(len(starts)), strict=True))


def _content(speech: "Speech", table: str) -> dict[str, list]:
    columns = speech.listed(table)
    if "furniture" not in columns["zone"]:
        return columns
    kept = [zone != "furniture" for zone in columns["zone"]]
    return {name: list(compress(values, kept)) for name, values in columns.items()}


def _place(speech: "Speech", table: str) -> Places:
    columns, starts = _content(speech, table), speech.listed("paragraphs")["start"]
    return Places(list(zip(columns["start"], columns["end"], strict=True)), [bisect_right(starts, start) - 1 for start in columns["start"]])

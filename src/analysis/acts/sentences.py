"""The sentences of a speech as their words and clauses, without page furniture."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.acts.cues import words_by_group
from analysis.sharing import once_per_speech

if TYPE_CHECKING:
    from analysis.speech import Speech

MARKS = frozenset("，,；;：:。！？!?…—")
# In how many clauses somebody's words may be introduced.
_BEFORE_CONTENT = 3


class Sentence(NamedTuple):
    """One sentence as its words and clauses; clauses are half-open ranges of words, without marks.

    `first` is the position of its first word in the speech's tokens; `said` is how many clauses only introduce what somebody says.
    """

    start: int
    end: int
    paragraph: int
    zone: str
    folded: str
    terms: list[str]
    tags: list[str]
    clauses: list[tuple[int, int]]
    first: int
    said: int


@once_per_speech
def list_sentences(speech: "Speech") -> list[Sentence]:
    """The sentences with their words, without page furniture."""
    table, tokens, folded = speech.listed("sentences"), speech.listed("tokens"), speech.folded
    terms, tags, zones = tokens["term"], tokens["tag"], table["zone"]
    edges = np.searchsorted(np.array(tokens["sentence"], dtype=np.int64), np.arange(len(zones) + 1))
    lows, highs, owners = _find_clauses(tokens, edges)
    clauses = list(zip((lows - edges[owners]).tolist(), (highs - edges[owners]).tolist(), strict=True))
    parts = np.searchsorted(owners, np.arange(len(zones) + 1)).tolist()
    paragraphs = (np.searchsorted(speech.listed("paragraphs")["start"], table["start"], side="right") - 1).tolist()
    found, edges = [], edges.tolist()
    for k, (start, end, zone) in enumerate(zip(table["start"], table["end"], zones, strict=True)):
        if zone != "furniture":
            low, high = edges[k], edges[k + 1]
            own, ranges = terms[low:high], clauses[parts[k] : parts[k + 1]]
            found.append(Sentence(start, end, paragraphs[k], zone, folded[start:end], own, tags[low:high], ranges, low, _count_said(own, ranges)))
    return found


def _find_clauses(tokens: dict[str, list], edges: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The half-open ranges of words between marks, the ends of sentences, and blanks (习近平强调 打好攻坚战); and the sentence of each."""
    plain = np.array([term[0] not in MARKS for term in tokens["term"]], dtype=bool)
    starts, ends = np.array(tokens["start"], dtype=np.int64), np.array(tokens["end"], dtype=np.int64)
    n = len(plain)
    parted = np.ones(n + 1, dtype=bool)
    parted[1:n] = (starts[1:] > ends[:-1]) | ~(plain[1:] & plain[:-1])
    parted[edges] = True
    lows, highs = np.flatnonzero(plain & parted[:-1]), np.flatnonzero(plain & parted[1:]) + 1
    return lows, highs, np.searchsorted(edges, lows, side="right") - 1


def _count_said(terms: list[str], clauses: list[tuple[int, int]]) -> int:
    """How many clauses end with “…强调，” where a sentence opens with such words; 0 where it does not."""
    said = words_by_group()["said"]
    ends = (terms[stop - 1] in said for _, stop in clauses[: min(_BEFORE_CONTENT, len(clauses) - 1)])
    return next((k for k, found in enumerate(ends, start=1) if found), 0)

"""The words that give an act away, by group: modals, aspect, praise, trouble, procedure, argument, time (data/act_cues.tsv)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.data import read_table

# Into how many words a cue may be cut.
_LONGEST = 3


@cache
def words_by_group() -> dict[str, frozenset[str]]:
    """Group → its words, in folded characters; a word of several tokens (一|定|要) is found whatever the segmenter makes of it."""
    table = read_table("act_cues.tsv")
    return {str(group): frozenset(rows["word"]) for group, rows in table.groupby("group", sort=False)}


@cache
def number_groups() -> dict[str, int]:
    """Group → its number; the last two are trouble that nothing in its clause governs, and trouble that something does."""
    return {group: number for number, group in enumerate((*words_by_group(), "bare_trouble", "handled"))}


@cache
def list_words() -> tuple[str, ...]:
    """The cue words; the place of each is its number."""
    return tuple(sorted(frozenset().union(*words_by_group().values())))


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(list_words())}


@cache
def _groups_of_words() -> np.ndarray:
    """Word, some place → a group that it belongs to, -1 in free places."""
    numbers = number_groups()
    own = [[numbers[group] for group, words in words_by_group().items() if word in words] for word in list_words()]
    widest = max(map(len, own))
    return np.array([groups + [-1] * (widest - len(groups)) for groups in own])


@cache
def _longer() -> frozenset[str]:
    """What a cue begins with that goes on."""
    return frozenset(word[:k] for word in list_words() for k in range(1, len(word)))


def look_up(term: str) -> tuple[int, bool]:
    """The number of a cue word, -1 where `term` is none; and whether a cue may go on after it."""
    return _numbers().get(term, -1), term in _longer()


class Cues(NamedTuple):
    """The cues of clauses, a row for each group that a cue belongs to, by place: the clause, the place, the cue's number, its group."""

    clause: np.ndarray
    place: np.ndarray
    word: np.ndarray
    group: np.ndarray


def find_cues(terms: list[str], found: np.ndarray, lows: np.ndarray, highs: np.ndarray) -> Cues:
    """The cues of the clauses from `lows` to `highs`; `found` is what `look_up` says of each of `terms`. A cue may be cut into two or three."""
    at = np.flatnonzero((found[:, 0] >= 0) | found[:, 1])
    clause = np.searchsorted(lows, at, side="right") - 1
    at = at[(clause >= 0) & (at < highs[clause])] if len(lows) else at[:0]
    whole, open_ = at[found[at, 0] >= 0], at[found[at, 1] > 0]
    reach = np.minimum(highs[np.searchsorted(lows, open_, side="right") - 1], open_ + _LONGEST)
    joined = [pair for begin, end in zip(open_.tolist(), reach.tolist(), strict=True) for pair in _join(terms, begin, end)]
    pairs = np.array(joined, dtype=np.int64).reshape(-1, 2)
    place, word = np.concatenate([whole, pairs[:, 0]]), np.concatenate([found[whole, 0], pairs[:, 1]])
    order = np.argsort(place, kind="stable")
    groups = _groups_of_words()[word[order]]
    row, column = np.nonzero(groups >= 0)
    place = place[order][row]
    return Cues(np.searchsorted(lows, place, side="right") - 1, place, word[order][row], groups[row, column])


def _join(terms: list[str], begin: int, end: int) -> list[tuple[int, int]]:
    """The cues of several words that begin at a word, as (place, number)."""
    joined, cues, longer, numbers = terms[begin], [], _longer(), _numbers()
    for at in range(begin + 1, end):
        joined += terms[at]
        if joined in numbers:
            cues.append((begin, numbers[joined]))
        if joined not in longer:
            break
    return cues

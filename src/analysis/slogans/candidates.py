"""Where a slogan may stand: stretches between word edges of one sentence, up to seven members, and the units they are made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analysis.speech import Speech

LONGEST, MOST_MEMBERS = 60, 7
_LONGEST_MEMBER = 40
# What may stand between the members of one slogan. Anything else ends the search.
_JOINTS = frozenset("、，,；;· “”\"'‘’")
# Words that can follow a run inside its last member.
_FOLLOWERS = frozenset("的 地 等 之".split())


@dataclass(frozen=True)
class Units:
    """The words of a speech and the members that punctuation sets apart, as arrays; `first` and `last` are word indices."""

    start: np.ndarray
    end: np.ndarray
    terms: list[str]
    tags: list[str]
    wordy: np.ndarray
    sentence: np.ndarray
    member: np.ndarray
    first: np.ndarray
    last: np.ndarray


def split_units(speech: "Speech") -> Units:
    """The words of `speech` without page furniture, numbered by sentence and by member (the run of words between punctuation)."""
    tokens = speech.tokens
    tokens = tokens[(tokens["zone"] != "furniture").to_numpy()]
    start, end = tokens["start"].to_numpy(), tokens["end"].to_numpy()
    terms, tags = tokens["term"].to_list(), tokens["tag"].to_list()
    # 人工智能+ ends with a plus.
    wordy = np.fromiter((tag != "w" or term == "+" for tag, term in zip(tags, terms, strict=True)), dtype=bool, count=len(tags))
    sentence = np.searchsorted(speech.sentences["start"].to_numpy(), start, side="right") - 1
    begins = wordy.copy()
    if len(begins):
        # A space inside a headline parts members as a comma does.
        begins[1:] &= ~wordy[:-1] | (sentence[1:] != sentence[:-1]) | (start[1:] > end[:-1])
    member = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    closes = wordy.copy()
    if len(closes):
        closes[:-1] &= ~wordy[1:] | begins[1:]
    return Units(start, end, terms, tags, wordy, sentence, np.where(wordy, member, -1), first, np.flatnonzero(closes))


def list_candidates(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """`(i, j)`: first and last word of each stretch that may be a slogan, ordered by i, then j."""
    inner_i, inner_j = _inside_members(units)
    outer = np.array(_across_members(units), dtype=np.int64).reshape(-1, 2)
    i, j = np.concatenate([inner_i, outer[:, 0]]), np.concatenate([inner_j, outer[:, 1]])
    order = np.lexsort((j, i))
    return i[order], j[order]


def _inside_members(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """All stretches of two to forty characters inside one member."""
    found_i, found_j = [], []
    i = np.flatnonzero(units.wordy)
    for reach in range(_LONGEST_MEMBER):
        i = i[i + reach < len(units.start)]
        i = i[units.member[i + reach] == units.member[i]]
        if not len(i):
            break
        length = units.end[i + reach] - units.start[i]
        i = i[length <= _LONGEST_MEMBER]
        wide = i[(units.end[i + reach] - units.start[i]) >= 2]
        found_i.append(wide)
        found_j.append(wide + reach)
    if not found_i:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(found_i), np.concatenate(found_j)


class _Lists:
    """The arrays of `Units` as lists: this search reads single values, which arrays hand out slowly."""

    def __init__(self, units: Units) -> None:
        self.start, self.end, self.terms = units.start.tolist(), units.end.tolist(), units.terms
        self.sentence, self.first, self.last = units.sentence.tolist(), units.first.tolist(), units.last.tolist()

    def length(self, m: int) -> int:
        """Characters of member `m`."""
        return self.end[self.last[m]] - self.start[self.first[m]]


def _across_members(units: Units) -> list[tuple[int, int]]:
    """Stretches over two to seven members of one sentence whose edges a run can have."""
    lists = _Lists(units)
    start, end, first, last = lists.start, lists.end, lists.first, lists.last
    closings = [_closings(lists, k) if k else [] for k in range(len(first))]
    jointed = _jointed(lists)
    pairs: list[tuple[int, int]] = []
    for m in range(len(first) - 1):
        if not jointed[m]:
            continue
        openings = [i for i in range(first[m], last[m] + 1) if _may_open(lists, i, m)]
        for k in range(m + 1, min(m + MOST_MEMBERS, len(first))):
            if not jointed[k - 1] or start[first[k]] - start[last[m]] > LONGEST:
                break
            pairs += [(i, j) for i in openings for j in closings[k] if end[j] - start[i] <= LONGEST]
            if k == m + 1:
                pairs += _balanced(lists, m, set(closings[k]), set(openings))
    return pairs


def _balanced(lists: _Lists, m: int, closings: set[int], openings: set[int]) -> list[tuple[int, int]]:
    """Stretches over two members that are cut at both ends and equally long: 外防输入、内防扩散 inside 做好外防输入、内防扩散工作."""
    k, pairs = m + 1, []
    opens = {lists.end[lists.last[m]] - lists.start[i]: i for i in range(lists.first[m], lists.last[m] + 1)}
    for j in range(lists.first[k], lists.last[k] + 1):
        read = lists.end[j] - lists.start[lists.first[k]]
        i = opens.get(read)
        if i is not None and read >= 2 and not (j in closings and i in openings):
            pairs.append((i, j))
    return pairs


def _jointed(lists: _Lists) -> list[bool]:
    """For each member, whether it and the next may belong to one slogan: one sentence, and only joints between them."""
    jointed = []
    for k in range(len(lists.first) - 1):
        before, after = lists.last[k], lists.first[k + 1]
        jointed.append(lists.sentence[before] == lists.sentence[after] and _JOINTS.issuperset(lists.terms[before + 1 : after]))
    return [*jointed, False]


def _may_open(lists: _Lists, i: int, m: int) -> bool:
    """A run of members opens at a member's start, or inside one where what is left balances the next member or begins like it."""
    if i == lists.first[m]:
        return True
    left = lists.end[lists.last[m]] - lists.start[i]
    return left >= 4 or abs(left - lists.length(m + 1)) <= 1 or lists.terms[i][0] == lists.terms[lists.first[m + 1]][0]


def _closings(lists: _Lists, k: int) -> list[int]:
    """The words at which a run may close in its last member: its end, or where what is read balances the member before or a 的 follows."""
    closings, before, opens = [], lists.length(k - 1), lists.start[lists.first[k]]
    for j in range(lists.first[k], lists.last[k]):
        read = lists.end[j] - opens
        if read >= 2 and (abs(read - before) <= 1 or lists.terms[j + 1] in _FOLLOWERS):
            closings.append(j)
    return [*closings, lists.last[k]]

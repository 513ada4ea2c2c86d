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
_COMMAS, _OPEN, _CLOSE = frozenset("，,；;"), frozenset("“「『‘"), frozenset("”」』’")


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


def _across_members(units: Units) -> list[tuple[int, int]]:
    """Stretches over two to seven members of one sentence whose edges a run can have."""
    closings = [_closings(units, k) if k else [] for k in range(len(units.first))]
    jointed = _jointed(units)
    start, end = units.start.tolist(), units.end.tolist()
    pairs: list[tuple[int, int]] = []
    for m in range(len(units.first) - 1):
        if not jointed[m]:
            continue
        openings = [i for i in range(units.first[m], units.last[m] + 1) if _may_open(units, i, m)]
        for k in range(m + 1, min(m + MOST_MEMBERS, len(units.first))):
            if not jointed[k - 1] or start[units.first[k]] - start[units.last[m]] > LONGEST:
                break
            pairs += [(i, j) for i in openings for j in closings[k] if end[j] - start[i] <= LONGEST]
    return pairs


def _jointed(units: Units) -> list[bool]:
    """For each member, whether it and the next may belong to one slogan: one sentence, and only joints between them."""
    jointed = []
    for k in range(len(units.first) - 1):
        between = units.terms[units.last[k] + 1 : units.first[k + 1]]
        jointed.append(bool(units.sentence[units.last[k]] == units.sentence[units.first[k + 1]]) and _JOINTS.issuperset(between))
    return [*jointed, False]


def _may_open(units: Units, i: int, m: int) -> bool:
    """A run of members opens at a member's start, or inside one where what is left balances the next member or begins like it."""
    if i == units.first[m]:
        return True
    following = m + 1
    left = units.end[units.last[m]] - units.start[i]
    whole = units.end[units.last[following]] - units.start[units.first[following]]
    return (
        abs(left - whole) <= 1
        or units.terms[i] == units.terms[units.first[following]]
        or units.terms[i][0] == units.terms[units.first[following]][0]
        or left >= 4
    )


def _closings(units: Units, k: int) -> list[int]:
    """The words at which a run may close in its last member: its end, or where what is read balances the member before or a 的 follows."""
    closings = []
    before = units.end[units.last[k - 1]] - units.start[units.first[k - 1]]
    for j in range(units.first[k], units.last[k]):
        read = units.end[j] - units.start[units.first[k]]
        if read >= 2 and (abs(read - before) <= 1 or units.terms[j + 1] in ("的", "地", "等", "之")):
            closings.append(j)
    return [*closings, int(units.last[k])]

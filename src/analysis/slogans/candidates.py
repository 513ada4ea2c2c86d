"""Where a slogan may stand: stretches between word edges of one sentence, up to seven members, and the units they are made of."""

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from analysis.lexicon import read_codes
from analysis.places import content_words

if TYPE_CHECKING:
    from analysis.speech import Speech

LONGEST, MOST_MEMBERS = 60, 7
_LONGEST_MEMBER = 40
# What may stand between the members of one slogan (anything else ends the search), and words that can follow a run inside its last member.
_JOINT, _FOLLOWER, _PLUS = 1, 2, 3
_ROLES = dict.fromkeys("、，,；;· “”\"'‘’", _JOINT) | dict.fromkeys("的地等之", _FOLLOWER) | {"+": _PLUS}


@dataclass(frozen=True)
class Units:
    """The words of a speech and the members that punctuation sets apart, as arrays; `known` are the different terms, `number` is the
    place of each word's term among them, `letters` are the codes of the tags' first letters, `first` and `last` word indices; `head`
    is the code of a word's first character, `role` what it can be beside members."""

    start: np.ndarray
    end: np.ndarray
    terms: list[str]
    known: dict[str, int]
    number: np.ndarray
    letters: np.ndarray
    wordy: np.ndarray
    sentence: np.ndarray
    member: np.ndarray
    first: np.ndarray
    last: np.ndarray
    head: np.ndarray
    role: np.ndarray


def split_units(speech: "Speech") -> Units:
    """The words of `speech` without page furniture, numbered by sentence and by member (the run of words between punctuation)."""
    start, end, sentence, terms, letters, known, number = content_words(speech)
    role = np.frombuffer(bytes(map(_ROLES.get, known, repeat(0))), dtype=np.uint8)[number]
    # 人工智能+ ends with a plus.
    wordy = (letters != ord("w")) | (role == _PLUS)
    begins = wordy.copy()
    # A space inside a headline parts members as a comma does.
    begins[1:] &= ~wordy[:-1] | (sentence[1:] != sentence[:-1]) | (start[1:] > end[:-1])
    closes = wordy.copy()
    closes[:-1] &= ~wordy[1:] | begins[1:]
    member = np.where(wordy, np.cumsum(begins) - 1, -1)
    edges, head = (np.flatnonzero(begins), np.flatnonzero(closes)), read_codes(speech.folded)[start]
    return Units(start, end, terms, known, number, letters, wordy, sentence, member, *edges, head, role)


def list_candidates(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """`(i, j)`: first and last word of each stretch that may be a slogan, ordered by i, then j."""
    found = [_inside_members(units), *_across_members(units)] if len(units.first) else []
    keys = np.concatenate([i << 32 | j for i, j in found] or [np.zeros(0, dtype=np.int64)])
    # Sorted runs are merged.
    keys.sort(kind="stable")
    return keys >> 32, keys & 0xFFFFFFFF


def _spread(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each value as often as the numbers from its `low` to its `high` (half-open), and these numbers."""
    count = np.maximum(high - low, 0)
    ends = np.cumsum(count)
    return np.repeat(values, count), np.arange(ends[-1] if len(ends) else 0) + np.repeat(low - ends + count, count)


def _inside_members(units: Units) -> tuple[np.ndarray, np.ndarray]:
    """All stretches of two to forty characters inside one member."""
    i = np.flatnonzero(units.wordy)
    reach = np.searchsorted(units.end, units.start[i] + _LONGEST_MEMBER, side="right")
    i, j = _spread(i, i, np.minimum(reach, units.last[units.member[i]] + 1))
    wide = units.end[j] - units.start[i] >= 2
    return i[wide], j[wide]


def _across_members(units: Units) -> list[tuple[np.ndarray, np.ndarray]]:
    """Stretches over two to seven members of one sentence whose edges a run can have, and those that only balance allows."""
    start, end, first, last = units.start, units.end, units.first, units.last
    opens, closes = _may_open(units), _may_close(units)
    # The last member that a run from each member on can reach.
    m = np.arange(len(first))
    parted = np.flatnonzero(~_jointed(units))
    reach = np.minimum(parted[np.searchsorted(parted, m)], m + MOST_MEMBERS - 1)
    reach = np.minimum(reach, np.searchsorted(start[first], start[last] + LONGEST, side="right") - 1)
    openings, closings = np.flatnonzero(opens), np.flatnonzero(closes)
    own = units.member[openings]
    near = np.searchsorted(end[closings], start[openings] + LONGEST, side="right")
    low, high = (np.searchsorted(closings, last[k], side="right")[own] for k in (m, np.maximum(reach, m)))
    i, at = _spread(openings, low, np.minimum(high, near))
    return [(i, closings[at]), _balanced(units, reach > m, opens, closes)]


def _balanced(units: Units, goes_on: np.ndarray, opens: np.ndarray, closes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stretches over two members that are cut at both ends and equally long: 外防输入、内防扩散 inside 做好外防输入、内防扩散工作."""
    words, far = np.flatnonzero(units.wordy), int(units.end[-1]) + 1
    member = units.member[words]
    left = units.end[units.last[member]] - units.start[words]
    read = units.end[words] - units.start[units.first[member]]
    # One key for a member and a length, so that what is left of a member meets what is read of the next one.
    key, wanted = (member + 1) * far - left, member * far - read
    at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    meets = (key[at] == wanted) & goes_on[np.maximum(member - 1, 0)] & (read >= 2)
    i, j = words[at[meets]], words[meets]
    new = ~(opens[i] & closes[j])
    return i[new], j[new]


def _jointed(units: Units) -> np.ndarray:
    """For each member, whether it and the next may belong to one slogan: one sentence, and only joints between them."""
    parts = np.cumsum(units.role != _JOINT)
    before, after = units.last[:-1], units.first[1:]
    return np.append((units.sentence[before] == units.sentence[after]) & (parts[before] == parts[after - 1]), False)


def _may_open(units: Units) -> np.ndarray:
    """For each word, whether a run of members may open with it: at a member's start, or inside one where what is left balances the
    next member or begins like it."""
    size = units.end[units.last] - units.start[units.first]
    following = np.append(size[1:], 0)[units.member]
    left = units.end[units.last[units.member]] - units.start
    inside = (left >= 4) | (np.abs(left - following) <= 1) | (units.head == np.append(units.head[units.first[1:]], 0)[units.member])
    opens = units.wordy & inside
    opens[units.first] = True
    return opens


def _may_close(units: Units) -> np.ndarray:
    """For each word, whether a run may close with it in its last member: at its end, or where what is read balances the member before
    or a 的 follows."""
    size = units.end[units.last] - units.start[units.first]
    before = np.append(0, size[:-1])[units.member]
    read = units.end - units.start[units.first[units.member]]
    followed = np.append(units.role[1:] == _FOLLOWER, False)
    closes = units.wordy & (read >= 2) & ((np.abs(read - before) <= 1) | followed)
    closes[units.last] = True
    return closes

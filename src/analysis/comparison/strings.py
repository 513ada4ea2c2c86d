"""The strings that two sequences of characters share, as arrays: exact ones, and exact ones joined over small gaps.

Windows of the least length, compared by hash, leave only those stretches of the two that share anything; a suffix array of these
(Manber and Myers 1993) gives the longest match at each place. Both take n log n for any text.
"""

from typing import NamedTuple

import numpy as np

from analysis.comparison.characters import Characters
from analysis.suffixes import match_lengths, sort_suffixes

_BASE = 0x9E3779B97F4A7C15


class Shared(NamedTuple):
    """Shared strings, one entry each: half-open stretches of the counted characters of the one and the other, characters shared, changed."""

    start: np.ndarray
    end: np.ndarray
    source_start: np.ndarray
    source_end: np.ndarray
    length: np.ndarray
    changed: np.ndarray


class Joint(NamedTuple):
    """Stretches of both sequences in one array, a character of its own after each stretch; `places` are -1 there."""

    ranks: list[np.ndarray]
    order: np.ndarray
    places: np.ndarray
    from_source: np.ndarray


def select(shared: Shared, rows: np.ndarray) -> Shared:
    """The entries `rows` (a mask or positions)."""
    return Shared(*(values[rows] for values in shared))


def find_shared(a: Characters, b: Characters, min_length: int) -> Shared:
    """The maximal strings of `min_length` or more that `a` shares with `b`, none inside another, each at its first place in `b`."""
    windows = hash_windows(a, min_length), hash_windows(b, min_length)
    used = [np.isin(own, other) & (own > 0) for own, other in (windows, windows[::-1])]
    if not used[0].any():
        return Shared(*(np.zeros(0, dtype=np.int64) for _ in Shared._fields))
    joint = join(a, b, *(_widen(each, min_length) for each in used))
    longest = _match_statistics(joint)
    # A match that is one shorter than the one before it is the rest of that one.
    rest = np.concatenate([[False], longest[1:] == longest[:-1] - 1])
    found = np.flatnonzero((longest >= min_length) & ~rest)
    length = longest[found]
    start, source = joint.places[found], _first_in_source(joint, found, length)
    return thin_out(Shared(start, start + length, source, source + length, length, np.zeros(len(found), dtype=np.int64)))


def hash_windows(characters: Characters, length: int) -> np.ndarray:
    """For each character a hash of the `length` characters from it on, 0 where the paragraph ends before. Different windows may agree."""
    codes, total = characters.codes.astype(np.uint64) + np.uint64(1), len(characters.codes)
    hashes = np.zeros(total, dtype=np.uint64)
    if total < length:
        return hashes
    width = 1
    while 2 * width <= length:
        codes = codes[:-width] * _power(width) + codes[width:]
        width *= 2
    if width < length:
        # The two blocks overlap, which does no harm: together they are the window.
        codes = codes[: width - length] * _power(width) + codes[length - width :]
    whole = characters.paragraphs[: len(codes)] == characters.paragraphs[length - 1 :]
    hashes[: len(codes)] = np.where(whole, codes | np.uint64(1), 0)
    return hashes


def _power(width: int) -> np.uint64:
    return np.uint64(pow(_BASE, width, 1 << 64))


def _widen(starts: np.ndarray, length: int) -> np.ndarray:
    """Which characters lie in a window of `length` that starts at one of `starts`."""
    edges = np.zeros(len(starts) + 1, dtype=np.int64)
    at = np.flatnonzero(starts)
    edges[at] += 1
    edges[at + length] -= 1
    return np.cumsum(edges)[:-1] > 0


def join(a: Characters, b: Characters, used_a: np.ndarray, used_b: np.ndarray) -> Joint:
    """Those characters of both that are used, each paragraph and each stretch of them ended by a character of its own."""
    parts = [_cut(characters, used) for characters, used in ((a, used_a), (b, used_b))]
    codes, places = (np.concatenate([part[i] for part in parts]) for i in range(2))
    broken = codes < 0
    codes = np.where(broken, codes.max(initial=0) + np.cumsum(broken), codes)
    order, ranks = sort_suffixes(codes)
    return Joint(ranks, order, places, np.arange(len(codes)) >= len(parts[0][0]))


def _cut(characters: Characters, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(code or -1, place or -1) of the used characters, -1 after each stretch."""
    places = np.flatnonzero(used)
    ends = np.flatnonzero((np.diff(places) > 1) | (np.diff(characters.paragraphs[places]) != 0)) + 1
    ends = np.append(ends, len(places))
    return np.insert(characters.codes[places], ends, -1), np.insert(places, ends, -1)


def _match_statistics(joint: Joint) -> np.ndarray:
    """For each place of the joint array that is not of the source, the length of the longest match that starts there."""
    total = len(joint.order)
    is_source, at = joint.from_source[joint.order], np.arange(total)
    before = np.maximum.accumulate(np.where(is_source, at, -1))
    after = np.minimum.accumulate(np.where(is_source, at, total)[::-1])[::-1]
    longest = np.zeros(total, dtype=np.int64)
    for nearest in (before, after):
        # The longest match is with a neighbour in the order of suffixes.
        known = ~is_source & (nearest >= 0) & (nearest < total)
        own, other = joint.order[known], joint.order[nearest[known]]
        longest[own] = np.maximum(longest[own], match_lengths(joint.ranks, own, other))
    return longest[~joint.from_source]


def _first_in_source(joint: Joint, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """For each string of the joint array the first place of the source at which it stands."""
    total = len(joint.order)
    place = np.empty(total, dtype=np.int64)
    place[joint.order] = np.arange(total)
    own = place[starts]
    first = _farthest(joint, starts, lengths, own, np.zeros_like(own))
    last = _farthest(joint, starts, lengths, own, np.full_like(own, total - 1))
    sources = np.where(joint.from_source & (joint.places >= 0), joint.places, np.iinfo(np.int64).max)[joint.order]
    return _least_between(sources, first, last)


def _farthest(joint: Joint, starts: np.ndarray, lengths: np.ndarray, near: np.ndarray, far: np.ndarray) -> np.ndarray:
    """For each string the suffix between `near` (which opens with it) and `far` that is the farthest to open with it: bisection."""
    near, far = near.copy(), far.copy()
    while (todo := np.abs(far - near) > 0).any():
        # Rounded towards the far end, so that two neighbours are told apart.
        middle = np.where(far > near, (near + far + 1) // 2, (near + far) // 2)
        at = joint.order[middle]
        same = starts == at
        opens = same | (match_lengths(joint.ranks, starts, np.where(same, 0, at)) >= lengths)
        toward = np.where(far > near, middle - 1, middle + 1)
        near, far = np.where(todo & opens, middle, near), np.where(todo & ~opens, toward, far)
    return near


def _least_between(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The least of the values from `first` to `last`, for each row."""
    least = np.zeros(len(first), dtype=np.int64)
    level = np.frexp(last - first + 1)[1] - 1
    for power in range(int(level.max(initial=-1)) + 1):
        rows = level == power
        least[rows] = np.minimum(values[first[rows]], values[last[rows] - (1 << power) + 1])
        values = np.minimum(values[: -(1 << power)], values[1 << power :])
    return least


def thin_out(shared: Shared) -> Shared:
    """Of the rows with one stretch of the source that overlap (的的的的 against 的的), only as many as cover the same characters."""
    kept, reach, waiting = np.zeros(len(shared.start), dtype=bool), {}, {}
    rows = zip(*(values.tolist() for values in (shared.start, shared.end, shared.source_start, shared.source_end)), strict=True)
    for row, (start, end, *stretch) in enumerate(rows):
        key = tuple(stretch)
        if key in waiting and start > reach[key]:
            at, reach[key] = waiting.pop(key)
            kept[at] = True
        if start < reach.get(key, 0):
            waiting[key] = row, end
        else:
            kept[row], reach[key] = True, end
            waiting.pop(key, None)
    kept[[at for at, _ in waiting.values()]] = True
    return select(shared, kept)

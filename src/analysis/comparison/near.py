"""Near-echoes: shared parts that follow one another in both texts with a few characters swapped, added or lost between them.

From each longest part the next is sought on either side. What follows a part depends on nothing but where it ends in both texts, so
each such pair of ends is looked at once, and of one end in the speech at most `PLACES` pairs: the work is in proportion to the text.
"""

from typing import NamedTuple

import numpy as np

from analysis.comparison.characters import Characters
from analysis.comparison.strings import Joint, Shared, hash_windows, join, select, thin_out
from analysis.suffixes import expand, match_lengths

# Places of the source that are tried for one stretch of the speech.
PLACES = 32
LEAST_PART = 2


class _Steps(NamedTuple):
    """Where parts end (or, leftwards, begin) in the joint array, and the step from each: to which row, over what."""

    own: np.ndarray
    other: np.ndarray
    following: np.ndarray
    gained: np.ndarray
    changed: np.ndarray


def find_near(a: Characters, b: Characters, exact: Shared, min_length: int, max_gap: int) -> Shared:
    """The echoes of `exact` and the near-echoes of `a` in `b`, those left out that lie inside another; of equals the least changed stay."""
    longest_part = max(LEAST_PART, (min_length + 1) // 2)
    keys = hash_windows(a, longest_part), hash_windows(b, longest_part)
    if not np.isin(keys[0], keys[1][keys[1] > 0]).any():
        return exact
    joint = join(a, b, np.ones(len(a.codes), dtype=bool), np.ones(len(b.codes), dtype=bool))
    own, other, length = _find_parts(joint, keys, longest_part)
    if not len(own):
        return exact
    right, left = _step(joint, own + length, other + length, max_gap, 1), _step(joint, own, other, max_gap, -1)
    (end, more), (start, less) = _follow(right, len(own)), _follow(left, len(own))
    shared = length + more[0] + less[0]
    stretches = (joint.places[each] for each in (left.own[start], right.own[end] - 1, left.other[start], right.other[end] - 1))
    first, last, source_first, source_last = stretches
    near = Shared(first, last + 1, source_first, source_last + 1, shared, more[1] + less[1])
    near = select(near, (near.length >= min_length) & (near.changed > 0))
    return _drop_contained(Shared(*(np.concatenate(pair) for pair in zip(exact, near, strict=True))))


def _find_parts(joint: Joint, keys: tuple[np.ndarray, np.ndarray], least: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(place, place in the source, length) of the strings of `least` or more that both share, extended to both sides; indices of `joint`."""
    own_at, other_at = (np.flatnonzero((joint.places >= 0) & side) for side in (~joint.from_source, joint.from_source))
    order = np.argsort(keys[1], kind="stable")
    first, last = (np.searchsorted(keys[1], keys[0], side=side, sorter=order) for side in ("left", "right"))
    count = np.where(keys[0] > 0, np.minimum(last - first, PLACES), 0)
    own, other = own_at[np.repeat(np.arange(len(count)), count)], other_at[order[expand(first, count)]]
    # A part has many windows, and one diagonal with one end: the window that nothing shared stands before is its first.
    before = match_lengths(joint.ranks, own, other, backward=True)
    _, once = np.unique((own - before) * len(joint.order) + other - before, return_index=True)
    own, other = (own - before)[once], (other - before)[once]
    length = match_lengths(joint.ranks, own, other)
    # Windows of one hash need not be equal.
    return own[length >= least], other[length >= least], length[length >= least]


def _step(joint: Joint, own: np.ndarray, other: np.ndarray, max_gap: int, way: int) -> _Steps:
    """The step from each pair of ends given, in this order, and from those that steps reach; `way` is 1 or -1.

    Equal pairs do not occur among those given: two parts with one end would be one.
    """
    width = len(joint.order)
    fresh = own * width + other
    number = {key: row for row, key in enumerate(fresh.tolist())}
    tried = np.bincount(own, minlength=width).tolist()
    found: list[tuple[np.ndarray, ...]] = []
    while len(fresh):
        targets, gained, changed = _next_parts(joint, fresh // width, fresh % width, max_gap, way)
        following, reached = [], []
        for target in targets.tolist():
            if target >= 0 and target not in number and tried[target // width] < PLACES:
                tried[target // width] += 1
                number[target] = len(number)
                reached.append(target)
            following.append(number.get(target, -1))
        found.append((fresh // width, fresh % width, np.array(following), gained, changed))
        fresh = np.array(reached, dtype=np.int64)
    return _Steps(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _next_parts(joint: Joint, own: np.ndarray, other: np.ndarray, max_gap: int, way: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(far end of the longest part beyond a gap, its length, the gap's longer side) for each pair of ends; -1, 0, 0 where there is none.

    Of equally long parts the one beyond the smallest gap.
    """
    total = len(joint.order)
    stretch = np.cumsum(joint.places < 0) - (joint.places < 0)
    best, target, gap = (np.full(len(own), fill, dtype=np.int64) for fill in (0, -1, 0))
    gaps = sorted(((g, h) for g in range(max_gap + 1) for h in range(max_gap + 1) if g or h), key=lambda pair: (max(pair), sum(pair)))
    # The character of the part that the end belongs to, and where the nearest of the next part would stand.
    inside, ahead = (-1, 0) if way > 0 else (0, -1)
    for g, h in gaps:
        a, b = own + way * g, other + way * h
        near_a, near_b = (np.clip(each + ahead, 0, total - 1) for each in (a, b))
        rows = np.flatnonzero((stretch[near_a] == stretch[own + inside]) & (stretch[near_b] == stretch[other + inside]))
        length = match_lengths(joint.ranks, a[rows], b[rows], backward=way < 0)
        better = length >= np.maximum(best[rows] + 1, max(LEAST_PART, g, h))
        rows, length = rows[better], length[better]
        best[rows], gap[rows] = length, max(g, h)
        target[rows] = (a[rows] + way * length) * total + b[rows] + way * length
    return target, best, gap


def _follow(steps: _Steps, count: int) -> tuple[np.ndarray, np.ndarray]:
    """For each of the first `count` rows: the last row that its steps lead to, and the sums of gained and changed on the way."""
    rows = np.arange(len(steps.own))
    going = steps.following >= 0
    following = np.where(going, steps.following, rows)
    # The last row of a way steps to itself over nothing; each round doubles the steps that a row looks ahead.
    sums = np.where(going, np.stack([steps.gained, steps.changed]), 0)
    while (following[following] != following).any():
        sums = sums + sums[:, following]
        following = following[following]
    return following[:count], sums[:, :count]


def _drop_contained(shared: Shared) -> Shared:
    """Without the rows inside others; of equal stretches the least changed, then the earliest in the source."""
    order = np.lexsort((shared.source_start, -shared.length, shared.changed, -shared.end, shared.start))
    shared = select(shared, order)
    before = np.concatenate([[-1], np.maximum.accumulate(shared.end)])[:-1]
    return thin_out(select(shared, shared.end > before))

"""Pairs of neighbouring stretches that may be members of one parallel run.

A pair is two stretches of words with nothing but a mark or a joining word between them: `first, stop` of either, as word
indices, and the level of what parts them. In official prose a run may begin inside a clause (做到[早发现、早报告]) and its last
member may end inside one; in essays members are whole clauses, and any number of them.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.parallelism.units import ADJACENT, COMMA, JOINED, LISTED, PARAGRAPH, SENTENCE, Units

# Words that a member may reach back or on from the mark; from a joining word; characters of a member without one.
_REACH, _JOINED_REACH, _ADJACENT_REACH = 24, 10, 6
# Segments and characters of one member, and characters of a run of whole sentences.
_MOST_SEGMENTS, _LONGEST, _LONGEST_SENTENCES = 8, 260, 500
# Marks between two members; a row of more is an ornament.
_MOST_MARKS = 64
# Segments whose pairs are made at once, so that memory stays small.
_BLOCK = 1000


@dataclass(frozen=True)
class Pairs:
    """Pairs as arrays: members are words `i1` to `j1` and `i2` to `j2`, half-open; `level` is what parts them."""

    i1: np.ndarray
    j1: np.ndarray
    i2: np.ndarray
    j2: np.ndarray
    level: np.ndarray

    def __len__(self) -> int:
        return len(self.i1)

    @cached_property
    def firsts(self) -> list[tuple[int, int]]:
        """The first members."""
        return list(zip(self.i1.tolist(), self.j1.tolist(), strict=True))

    @cached_property
    def seconds(self) -> list[tuple[int, int]]:
        """The second members."""
        return list(zip(self.i2.tolist(), self.j2.tolist(), strict=True))

    def where(self, chosen: np.ndarray) -> "Pairs":
        """The pairs chosen by a mask or by places."""
        return Pairs(self.i1[chosen], self.j1[chosen], self.i2[chosen], self.j2[chosen], self.level[chosen])


def list_pairs(units: Units, *, inside: bool) -> Iterator[Pairs]:
    """All pairs of `units`, block by block, some twice; `inside` also takes members that begin or end inside a segment."""
    for low in range(0, len(units.first), _BLOCK):
        high = min(low + _BLOCK, len(units.first))
        found = [_across_segments(units, low, high, inside)]
        if inside:
            found += [_inside_segments(units, np.concatenate([_marks(units, low, high), _joins(units, low, high)], axis=1)), _adjacent(units, low, high)]
        if inside and high == len(units.first):
            found += [_sentences(units)]
        yield Pairs(*_drop_long(units, np.concatenate(found, axis=1)))


def _drop_long(units: Units, columns: np.ndarray) -> np.ndarray:
    """Without pairs of which a member is longer than a run of sentences may have it, or that more than a few marks part."""
    i1, j1, i2, j2, _ = columns
    la, lb = _sizes(units, i1, j1, i2, j2)
    short = (np.maximum(la, lb) <= _LONGEST_SENTENCES) & (i2 - j1 < _MOST_MARKS)
    return columns if short.all() else columns[:, short]


def join_pairs(blocks: list[Pairs]) -> Pairs:
    """Blocks of pairs as one, each pair once, ordered by place."""
    columns = [np.stack([block.i1, block.j1, block.i2, block.j2, block.level]) for block in blocks]
    i1, j1, i2, j2, _ = joined = np.concatenate([np.zeros((5, 0), dtype=np.int64), *columns], axis=1)
    # A member has at most 500 words and what parts two under 64: a pair fits one number.
    key = ((i1 << 10 | j1 - i1) << 6 | i2 - j1) << 10 | j2 - i2
    return Pairs(*joined[:, np.unique(key, return_index=True)[1]])


def _sizes(units: Units, i1: np.ndarray, j1: np.ndarray, i2: np.ndarray, j2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return units.end[j1 - 1] - units.start[i1], units.end[j2 - 1] - units.start[i2]


def _across_segments(units: Units, low: int, high: int, inside: bool) -> np.ndarray:
    """Members of one to eight whole segments on either side of each mark of the block."""
    level, total = units.level, len(units.first)
    m = np.arange(low, min(high, total - 1))
    m = m[level[m] < PARAGRAPH]
    back, on = _reaches(units, m, inside)
    row, at = _count_up(np.zeros_like(m), (back + 1) * (on + 1))
    a, b = np.divmod(at, on[row] + 1)
    m = m[row]
    last = m + 1 + b
    i1, j1, i2, j2, parted = columns = np.stack([units.first[m - a], units.stop[m], units.first[m + 1], units.stop[last], level[m]])
    la, lb = _sizes(units, i1, j1, i2, j2)
    shorter, longer, apart = np.minimum(la, lb), np.maximum(la, lb), np.abs(a - b)
    fits = (shorter * 3 >= longer) & (apart <= 3)
    if inside:
        same = units.head[i1] == units.head[i2]
        clauses = (parted >= COMMA) & (parted < SENTENCE) & (fits | same & (shorter * 5 >= longer))
        sentences = (parted >= SENTENCE) & (level[last] >= SENTENCE) & (fits | same)
        lists = (parted < COMMA) & (apart <= 1) & (longer - shorter <= 2)
        # Pairs of single segments are made with those that begin or end inside one.
        fits = (clauses | sentences | lists) & (a + b > 0)
    return columns[:, fits]


def _reaches(units: Units, m: np.ndarray, inside: bool) -> tuple[np.ndarray, np.ndarray]:
    """How many more segments the members before and after mark `m` may take in: none across a mark that parts more strongly."""
    first, stop, level, total = units.first, units.stop, units.level, len(units.first)
    most = np.maximum(level[m], LISTED) if inside else PARAGRAPH - 1
    step = np.arange(1, _MOST_SEGMENTS + inside)[:, None]
    left, right = np.maximum(m - step, 0), np.minimum(m + 1 + step, total - 1)
    back = (m >= step) & (level[left] <= most) & (units.end[stop[m] - 1] - units.start[first[left]] <= _LONGEST)
    on = (m + 1 + step < total) & (level[right - 1] <= most) & (units.end[stop[right] - 1] - units.start[first[m + 1]] <= _LONGEST)
    return np.logical_and.accumulate(back).sum(axis=0), np.logical_and.accumulate(on).sum(axis=0)


def _marks(units: Units, low: int, high: int) -> np.ndarray:
    """Columns (reach back to, j1, i2, reach on to, level) for each mark; a quotation mark beside it may stay outside both members."""
    m = np.arange(low, min(high, len(units.first) - 1))
    m = m[units.level[m] < PARAGRAPH]
    j1, i2 = units.stop[m], units.first[m + 1]
    marks = np.stack([np.maximum(units.first[m], j1 - _REACH), j1, i2, np.minimum(units.stop[m + 1], i2 + _REACH), units.level[m]])
    ends, begins = units.closing[j1 - 1], units.opening[i2]
    before, both = np.array([[0, -1, 0, 0, 0]]).T, np.array([[0, -1, 1, 0, 0]]).T
    return np.concatenate([marks, (marks + before)[:, ends & ~begins], (marks + both)[:, ends & begins]], axis=1)


def _joins(units: Units, low: int, high: int) -> np.ndarray:
    """The same for each 和, 与 … inside a segment."""
    first, stop = int(units.first[low]), int(units.stop[high - 1])
    # Only the words of the block: all words again for each block would be quadratic.
    k = first + np.flatnonzero(units.joining[first:stop] & (units.segment[first:stop] >= 0))
    own = units.segment[k]
    back, on = np.maximum(units.first[own], k - _JOINED_REACH), np.minimum(units.stop[own], k + 1 + _JOINED_REACH)
    return np.stack([back, k, k + 1, on, np.full(len(k), JOINED)])


def _inside_segments(units: Units, columns: np.ndarray) -> np.ndarray:
    """All members between the reaches of each mark whose lengths fit, or that begin or end alike."""
    start, end, head, tail = units.start, units.end, units.head, units.tail
    back, j1, i2, on, level = columns[:, (columns[0] < columns[1]) & (columns[2] < columns[3])]
    # First each member by itself; what one says of the other side depends on the mark alone.
    row, i1 = _count_up(back, j1 - back)
    la, same_head = end[j1[row] - 1] - start[i1], head[i1] == head[i2[row]]
    stops = on - i2
    partner, j2 = _count_up(i2 + 1, stops)
    lb, same_tail = end[j2 - 1] - start[i2[partner]], tail[j1[partner] - 1] == tail[j2 - 1]
    # Then every first member with every second one of its mark.
    one, other = _count_up((np.cumsum(stops) - stops)[row], stops[row])
    la, lb = la[one], lb[other]
    gap, least = np.abs(la - lb), np.minimum(la, lb)
    alike = same_head[one] | same_tail[other]
    fits = (least >= 2) & ((gap <= 1) | (gap <= 2) & (least >= 4) | alike & (gap <= 2 * least))
    one, other = one[fits], other[fits]
    row = row[one]
    return np.stack([i1[one], j1[row], i2[row], j2[other], level[row]])


def _count_up(begin: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each row and each of its times: the row, and so many numbers from its `begin` on."""
    row = np.repeat(np.arange(len(times)), times)
    return row, np.arange(len(row)) + (begin - np.cumsum(times) + times)[row]


def _adjacent(units: Units, low: int, high: int) -> np.ndarray:
    """Members of two to six characters without anything between them, equally long (做强|做优|做大), that begin or end alike or fill their segment."""
    start, end, segment, wordy = units.start, units.end, units.segment, units.wordy
    head, tail = units.head, units.tail
    word, stop = int(units.first[low]), int(units.stop[high - 1])
    k = np.arange(word + 1, stop)
    k = k[(segment[k] >= 0) & (segment[k] == segment[k - 1]) & wordy[k] & wordy[k - 1]]
    # Which word of the block starts at a character, and which ends there; -1 for none, also a little around the block.
    base = int(start[word]) - _ADJACENT_REACH
    starts, ends = np.full((2, int(end[stop - 1]) - base + _ADJACENT_REACH + 1), -1)
    starts[start[word:stop] - base] = ends[end[word:stop] - base] = np.arange(word, stop)
    size = np.arange(2, _ADJACENT_REACH + 1)[:, None]
    left, right = starts[end[k - 1] - base - size], ends[start[k] - base + size] + 1
    size, at = np.nonzero((left >= units.first[segment[k]]) & (right > 0) & (right <= units.stop[segment[k]]))
    left, right, k = left[size, at], right[size, at], k[at]
    whole = (left == units.first[segment[k]]) & (right == units.stop[segment[k]])
    fits = (head[left] == head[k]) | (tail[k - 1] == tail[right - 1]) | whole
    return np.stack([left, k, k, right, np.full(len(k), ADJACENT)])[:, fits]


def _sentences(units: Units) -> np.ndarray:
    """Whole sentences that open with the same word; the first may open after what introduces it (他强调，要…。要…。)."""
    first, stop, level, words = units.first.tolist(), units.stop.tolist(), units.level.tolist(), units.number[units.first].tolist()
    ends = np.flatnonzero(units.level >= SENTENCE).tolist()
    found, begin = [], 0
    for end, next_end in itertools.pairwise(ends):
        word, low = words[end + 1], max(begin, end - 40)
        if level[end] < PARAGRAPH and word in words[low : end + 1]:
            found.append((first[words.index(word, low)], stop[end], first[end + 1], stop[next_end], level[end]))
        begin = end + 1
    return np.array(found, dtype=np.int64).reshape(-1, 5).T

"""Pairs of neighbouring stretches that may be members of one parallel run.

A pair is two stretches of words with nothing but a mark or a joining word between them: `first, stop` of either, as word
indices, and the level of what parts them. In official prose a run may begin inside a clause (做到[早发现、早报告]) and its last
member may end inside one; in essays members are whole clauses, and any number of them.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.parallelism.units import ADJACENT, CLOSING, COMMA, JOINED, JOINING, LISTED, OPENING, PARAGRAPH, SENTENCE, Units

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

    def where(self, chosen: np.ndarray) -> "Pairs":
        """The pairs chosen by a mask or by places."""
        return Pairs(self.i1[chosen], self.j1[chosen], self.i2[chosen], self.j2[chosen], self.level[chosen])


def list_pairs(units: Units, *, inside: bool) -> Iterator[Pairs]:
    """All pairs of `units`, block by block; `inside` also takes members that begin or end inside a segment."""
    for low in range(0, len(units.first), _BLOCK):
        high = min(low + _BLOCK, len(units.first))
        found = [_across_segments(units, low, high, inside)]
        if inside:
            found += [_inside_segments(units, _marks(units, low, high)), _inside_segments(units, _joins(units, low, high))]
            found += [_adjacent(units, low, high)]
        yield Pairs(*_drop_doubles(_drop_long(units, np.concatenate(found))).T)
    if inside and len(units.first):
        yield Pairs(*_drop_long(units, _sentences(units)).T)


def _drop_long(units: Units, rows: np.ndarray) -> np.ndarray:
    """Without pairs of which a member is longer than a run of sentences may have it, or that more than a few marks part."""
    i1, j1, i2, j2, _ = rows.T
    la, lb = _sizes(units, i1, j1, i2, j2)
    return rows[(np.maximum(la, lb) <= _LONGEST_SENTENCES) & (i2 - j1 < _MOST_MARKS)]


def _drop_doubles(rows: np.ndarray) -> np.ndarray:
    """Each pair once, ordered by place. After `_drop_long` a member has at most 500 words and what parts two under 64: a pair fits one number."""
    i1, j1, i2, j2, _ = rows.T
    key = ((i1 << 10 | j1 - i1) << 6 | i2 - j1) << 10 | j2 - i2
    return rows[np.unique(key, return_index=True)[1]]


def join_pairs(blocks: list[Pairs]) -> Pairs:
    """Blocks of pairs as one, each pair once."""
    rows = [np.stack([block.i1, block.j1, block.i2, block.j2, block.level], axis=1) for block in blocks]
    return Pairs(*_drop_doubles(np.concatenate([np.zeros((0, 5), dtype=np.int64), *rows])).T)


def _sizes(units: Units, i1: np.ndarray, j1: np.ndarray, i2: np.ndarray, j2: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return units.end[j1 - 1] - units.start[i1], units.end[j2 - 1] - units.start[i2]


def _across_segments(units: Units, low: int, high: int, inside: bool) -> np.ndarray:
    """Members of one to eight whole segments on either side of each mark of the block."""
    level, total = units.level, len(units.first)
    m = np.arange(low, min(high, total - 1))
    m = m[level[m] < PARAGRAPH]
    back, on = _reaches(units, m, inside)
    a, b = np.meshgrid(np.arange(_MOST_SEGMENTS + 1), np.arange(_MOST_SEGMENTS + 1), indexing="ij")
    a, b = a.ravel(), b.ravel()
    row, column = np.nonzero((a[None, :] <= back[:, None]) & (b[None, :] <= on[:, None]))
    m, a, b = m[row], a[column], b[column]
    i1, j1, i2, j2, parted = units.first[m - a], units.stop[m], units.first[m + 1], units.stop[m + 1 + b], level[m]
    la, lb = _sizes(units, i1, j1, i2, j2)
    alike = np.minimum(la, lb) * 3 >= np.maximum(la, lb)
    fits = alike & (np.abs(a - b) <= 3)
    if inside:
        same = units.head[i1] == units.head[i2]
        clauses = (parted >= COMMA) & (parted < SENTENCE) & (fits | same & (np.minimum(la, lb) * 5 >= np.maximum(la, lb)))
        sentences = (parted >= SENTENCE) & (level[m + 1 + b] >= SENTENCE) & (fits | same)
        lists = (parted < COMMA) & (np.abs(a - b) <= 1) & (np.abs(la - lb) <= 2)
        # Pairs of single segments are made with those that begin or end inside one.
        fits = (clauses | sentences | lists) & (a + b > 0)
    return np.stack([i1, j1, i2, j2, parted], axis=1)[fits]


def _reaches(units: Units, m: np.ndarray, inside: bool) -> tuple[np.ndarray, np.ndarray]:
    """How many more segments the members before and after mark `m` may take in: none across a mark that parts more strongly."""
    level, total = units.level, len(units.first)
    most = np.maximum(level[m], LISTED) if inside else np.full(len(m), PARAGRAPH - 1)
    back, on = np.zeros(len(m), dtype=np.int64), np.zeros(len(m), dtype=np.int64)
    going_back, going_on = np.ones(len(m), dtype=bool), np.ones(len(m), dtype=bool)
    for k in range(1, _MOST_SEGMENTS + inside):
        left, right = np.maximum(m - k, 0), np.minimum(m + 1 + k, total - 1)
        going_back &= (m - k >= 0) & (level[left] <= most) & (level[left] < PARAGRAPH)
        going_back &= units.end[units.stop[m] - 1] - units.start[units.first[left]] <= _LONGEST
        going_on &= (m + 1 + k < total) & (level[right - 1] <= most) & (level[right - 1] < PARAGRAPH)
        going_on &= units.end[units.stop[right] - 1] - units.start[units.first[m + 1]] <= _LONGEST
        back += going_back
        on += going_on
    return back, on


def _marks(units: Units, low: int, high: int) -> np.ndarray:
    """Rows (reach back to, j1, i2, reach on to, level) for each mark; a quotation mark beside it may stay outside both members."""
    m = np.arange(low, min(high, len(units.first) - 1))
    m = m[units.level[m] < PARAGRAPH]
    back, on = np.maximum(units.first[m], units.stop[m] - _REACH), np.minimum(units.stop[m + 1], units.first[m + 1] + _REACH)
    rows = [np.stack([back, units.stop[m], units.first[m + 1], on, units.level[m]], axis=1)]
    # Only the words at the marks: all words again for each block would be quadratic.
    ends = np.array([units.terms[k] in CLOSING for k in (units.stop[m] - 1).tolist()], dtype=bool)
    begins = np.array([units.terms[k] in OPENING for k in units.first[m + 1].tolist()], dtype=bool)
    rows += [(rows[0] + [0, -1, 0, 0, 0])[ends & ~begins], (rows[0] + [0, -1, 1, 0, 0])[ends & begins]]
    return np.concatenate(rows)


def _joins(units: Units, low: int, high: int) -> np.ndarray:
    """The same for each 和, 与 … inside a segment."""
    first, stop = int(units.first[low]), int(units.stop[high - 1])
    k = np.array([k for k in range(first, stop) if units.terms[k] in JOINING], dtype=np.int64)
    k = k[units.segment[k] >= 0]
    back, on = np.maximum(units.first[units.segment[k]], k - _JOINED_REACH), np.minimum(units.stop[units.segment[k]], k + 1 + _JOINED_REACH)
    return np.stack([back, k, k + 1, on, np.full(len(k), JOINED)], axis=1)


def _inside_segments(units: Units, rows: np.ndarray) -> np.ndarray:
    """All members between the reaches of each row whose lengths fit, or that begin or end alike."""
    back, j1, i2, on, level = rows.T
    starts, stops = np.maximum(j1 - back, 0), np.maximum(on - i2, 0)
    times = starts * stops
    row = np.repeat(np.arange(len(rows)), times)
    at = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    i1, j2 = back[row] + at // stops[row], i2[row] + 1 + at % stops[row]
    j1, i2, level = j1[row], i2[row], level[row]
    la, lb = _sizes(units, i1, j1, i2, j2)
    head, tail = units.head, units.tail
    gap, least = np.abs(la - lb), np.minimum(la, lb)
    alike = (head[i1] == head[i2]) | (tail[j1 - 1] == tail[j2 - 1])
    fits = (least >= 2) & ((gap <= 1) | (gap <= 2) & (least >= 4) | alike & (least * 3 >= np.maximum(la, lb)))
    return np.stack([i1, j1, i2, j2, level], axis=1)[fits]


def _adjacent(units: Units, low: int, high: int) -> np.ndarray:
    """Members of two to six characters without anything between them, equally long (做强|做优|做大), that begin or end alike or fill their segment."""
    start, end, wordy = units.start, units.end, units.wordy
    head, tail = units.head, units.tail
    k = np.arange(int(units.first[low]) + 1, int(units.stop[high - 1]))
    k = k[(units.segment[k] >= 0) & (units.segment[k] == units.segment[k - 1]) & wordy[k] & wordy[k - 1]]
    found = [np.zeros((0, 5), dtype=np.int64)]
    for back in range(1, _ADJACENT_REACH + 1):
        for on in range(1, _ADJACENT_REACH + 1):
            left, right = np.maximum(k - back, 0), np.minimum(k + on, len(start))
            own = units.segment[k]
            fits = (k - back >= units.first[own]) & (k + on <= units.stop[own])
            la, lb = end[k - 1] - start[left], end[right - 1] - start[k]
            fits &= (la == lb) & (la >= 2) & (la <= _ADJACENT_REACH)
            whole = (left == units.first[own]) & (right == units.stop[own])
            fits &= (head[left] == head[k]) | (tail[k - 1] == tail[right - 1]) | whole
            found.append(np.stack([left, k, k, right, np.full(len(k), ADJACENT)], axis=1)[fits])
    return np.concatenate(found)


def _sentences(units: Units) -> np.ndarray:
    """Whole sentences that open with the same word; the first may open after what introduces it (他强调，要…。要…。)."""
    first, stop, level, terms = units.first.tolist(), units.stop.tolist(), units.level.tolist(), units.terms
    ends = np.flatnonzero(units.level >= SENTENCE).tolist()
    found, begin = [], 0
    for end, next_end in itertools.pairwise(ends):
        word = terms[first[end + 1]]
        opens = next((m for m in range(max(begin, end - 40), end + 1) if terms[first[m]] == word), None)
        if level[end] < PARAGRAPH and opens is not None:
            found.append((first[opens], stop[end], first[end + 1], stop[next_end], level[end]))
        begin = end + 1
    return np.array(found, dtype=np.int64).reshape(-1, 5)

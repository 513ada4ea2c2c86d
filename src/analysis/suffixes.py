"""Suffix arrays on numpy: every string that repeats in an array of integers, without looking at its substrings one by one.

Manber and Myers 1993 (prefix doubling) for the array; the ranks of each round give the longest common prefixes; Abouelhoda, Kurtz and
Ohlebusch 2004 for the intervals. Memory is linear but for a factor of log2 of the longest repeat, which a sentence bounds.
"""

from collections.abc import Iterator

import numpy as np

# Rows of expanded occurrences that are held at one time: 4 million of 8 bytes.
CHUNK = 4_000_000


def sort_suffixes(codes: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """(suffix array, ranks of the first 1, 2, 4, … characters of each suffix) of an array of non-negative integers."""
    rank = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    ranks, width = [rank.astype(np.int32)], 1
    order = np.argsort(rank, kind="stable")
    while width < len(codes) and rank.max() < len(codes) - 1:
        following = np.zeros(len(codes), dtype=np.int64)
        following[:-width] = rank[width:] + 1
        key = rank * (len(codes) + 1) + following
        order = np.argsort(key, kind="stable")
        new = np.concatenate([[0], np.cumsum(np.diff(key[order]) != 0)])
        rank = np.empty_like(new)
        rank[order] = new
        ranks.append(rank.astype(np.int32))
        width *= 2
    return order, ranks


def common_prefixes(order: np.ndarray, ranks: list[np.ndarray]) -> np.ndarray:
    """For each place of the suffix array, how many characters its suffix shares with the one before it; 0 for the first."""
    return np.concatenate([np.zeros(len(order[:1]), dtype=np.int64), match_lengths(ranks, order[:-1], order[1:])])


def match_lengths(ranks: list[np.ndarray], a: np.ndarray, b: np.ndarray, *, backward: bool = False) -> np.ndarray:
    """For each pair of different places, how many characters from the one on are the same as from the other; `backward`: before them."""
    total = len(ranks[0])
    shared = np.zeros(len(a), dtype=np.int64)
    a, b = a.astype(np.int64), b.astype(np.int64)
    for level in reversed(range(len(ranks))):
        width = 1 << level
        if backward:
            inside = (a >= width) & (b >= width)
            left, right = a[inside] - width, b[inside] - width
        else:
            # A suffix shorter than the block differs from every other in its rank, so equal ranks mean equal blocks.
            inside = (a < total) & (b < total)
            left, right = a[inside], b[inside]
        step = np.zeros(len(a), dtype=np.int64)
        step[inside] = (ranks[level][left] == ranks[level][right]).astype(np.int64) << level
        shared += step
        a, b = (a - step, b - step) if backward else (a + step, b + step)
    return shared


def find_repeats(codes: np.ndarray, *, least_length: int, least_count: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """(suffix array, intervals of it): each string that occurs `least_count` times and that no further character on its right keeps.

    An interval is `first, last` (places in the array, last included), `length`, and `shorter`: the length of the longest prefix that
    occurs more often. Every repeated string has the occurrences of just one interval: that of its extension to the right.
    """
    order, ranks = sort_suffixes(codes)
    shared = common_prefixes(order, ranks)
    rows = np.array([row for row in _intervals(shared.tolist(), least_length) if row[1] - row[0] + 1 >= least_count], dtype=np.int64).reshape(-1, 3)
    after = np.append(shared, 0)
    first, last, length = rows.T
    return order, {"first": first, "last": last, "length": length, "shorter": np.maximum(after[first], after[last + 1])}


def _intervals(shared: list[int], least_length: int) -> Iterator[tuple[int, int, int]]:
    """(first, last, length) of each maximal stretch of the array whose suffixes share `length` characters."""
    stack: list[tuple[int, int]] = []
    for at, length in enumerate([*shared, 0]):
        first = at - 1
        while stack and stack[-1][1] > length:
            first, longer = stack.pop()
            yield first, at - 1, longer
        if length >= least_length and (not stack or stack[-1][1] < length):
            stack.append((first, length))


def expand(first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """first, first + 1, … (`count` of them) for each row, one after another."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count - first, count)


def chunks(count: np.ndarray) -> Iterator[slice]:
    """Slices of rows whose counts add up to CHUNK or less (or that are a single row)."""
    ends = np.cumsum(count)
    at = 0
    while at < len(count):
        done = ends[at - 1] if at else 0
        stop = max(at + 1, int(np.searchsorted(ends, done + CHUNK, side="right")))
        yield slice(at, stop)
        at = stop

"""SnowNLP's segmentation of many Chinese runs at once: the best path through its character trigram model, step by step for all runs together.

Same additions in the same order as SnowNLP's, so equal to the last bit, ties included. A state is the tags of two neighbouring characters.
SnowNLP's loops are over tags, previous tags and the dictionaries of each; here each is an axis of an array.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.snow.model import SnowModel
from analysis.snow.slots import find_keys

# How many characters are looked at together: each takes 512 bytes while it is.
_BLOCK = 1 << 14


def cut_runs(runs: Sequence[str], model: SnowModel) -> list[list[str]]:
    """The words of each run (only characters that SnowNLP takes for Chinese, at least one), as SnowNLP cuts them.

    Time and memory grow with the number of characters, also for one long run.
    """
    by_length = sorted(range(len(runs)), key=lambda number: -len(runs[number]))
    words: list[list[str]] = [[]] * len(runs)
    batch: list[int] = []
    room = _BLOCK
    for number in by_length:
        if batch and len(runs[number]) > room:
            _cut_batch(runs, batch, model, words)
            batch, room = [], _BLOCK
        batch.append(number)
        room -= len(runs[number])
    if batch:
        _cut_batch(runs, batch, model, words)
    return words


def _cut_batch(runs: Sequence[str], batch: list[int], model: SnowModel, words: list[list[str]]) -> None:
    """Put the words of the runs of `batch` (the longest first) into `words`."""
    # Two marks before each run stand for the two beginnings of SnowNLP's model.
    text = "\0\0" + "\0\0".join([runs[number] for number in batch])
    lengths = np.array([len(runs[number]) for number in batch])
    first = np.cumsum(lengths + 2) - lengths
    letters = _tag(text, lengths, first, model)
    opens = (letters == ord("b")) | (letters == ord("s"))
    opens[1:] |= letters[:-1] == ord("e")
    # A run opens a word whatever its first tag is; its two marks are a piece of their own.
    opens[first] = opens[first - 2] = True
    opens[first - 1] = False
    starts = np.flatnonzero(opens)
    pieces = [text[start:end] for start, end in pairwise([*starts.tolist(), len(text)])]
    edges = [*np.searchsorted(starts, first - 2).tolist(), len(pieces)]
    for number, (low, high) in zip(batch, pairwise(edges), strict=True):
        words[number] = pieces[low + 1 : high]


class _Columns(NamedTuple):
    """The characters of a batch column by column: the first ones of all runs, then the second ones of those that have one, and so on."""

    edges: list[int]  # where each column begins, and the end
    numbers: np.ndarray
    pairs: np.ndarray  # position in the model's pairs of the character before and this one, or -1
    triples: np.ndarray


def _tag(text: str, lengths: np.ndarray, first: np.ndarray, model: SnowModel) -> np.ndarray:
    """The tag of each character of `text` as a byte, 0 for the marks before runs."""
    widths = len(lengths) - np.searchsorted(lengths[::-1], np.arange(lengths[0]), side="right")
    edges = np.concatenate([[0], np.cumsum(widths)])
    depths = np.repeat(np.arange(lengths[0]), widths)
    places = first[np.arange(edges[-1]) - edges[depths]] + depths

    numbers = model.numbers[np.frombuffer(text.encode("utf-16-le"), dtype="<u2")]
    size = len(model.single_logs)
    pairs, triples = np.full((2, len(numbers)), -1)
    pairs[1:] = find_keys(numbers[:-1] * size + numbers[1:], model.pair_keys, model.pair_slots)
    triples[1:] = find_keys(pairs[:-1] * size + numbers[1:], model.triple_keys, model.triple_slots)
    columns = _Columns(edges.tolist(), numbers[places], pairs[places], triples[places])

    letters = np.zeros(len(text), dtype=np.uint8)
    letters[places] = model.tags[_find_best(columns, len(lengths), model)]
    return letters


def _find_best(columns: _Columns, width: int, model: SnowModel) -> np.ndarray:
    """The tag of each character on the best path of its run, for `width` runs."""
    edges = columns.edges
    back = np.empty((16, edges[-1]), dtype=np.uint8)
    # At first only the state of the two marks is possible; both have the tag 0.
    scores = np.full((4, 4, width), -np.inf)
    scores[0, 0] = 0.0
    last = np.empty_like(scores)
    begin = 0
    while begin < len(edges) - 1:
        end = max(begin + 1, bisect_right(edges, edges[begin] + _BLOCK) - 1)
        low, high = edges[begin], edges[end]
        table = _fill(columns, low, high, model)
        for column in range(begin, end):
            step = table[..., edges[column] - low : edges[column + 1] - low]
            if step.shape[-1] < width:
                last[..., step.shape[-1] : width] = scores[..., step.shape[-1] :]
                width = step.shape[-1]
                scores = scores[..., :width]
            step += scores[:, :, None]
            scores = np.maximum.reduce(step, axis=0)
        back[:, low:high] = _point_back(table, _is_unknown(columns, low, high, model))
        begin = end
    last[..., :width] = scores
    return _walk_back(back, last, edges)


def _is_unknown(columns: _Columns, low: int, high: int, model: SnowModel) -> np.ndarray:
    return columns.numbers[low:high] == len(model.single_logs) - 1


def _fill(columns: _Columns, low: int, high: int, model: SnowModel) -> np.ndarray:
    """The log probability of each character for the tags of the two before it and its own: axes tag, tag, tag, character."""
    n = high - low
    table = np.empty((4, 4, 4, n))
    table[:] = model.tag_logs.take(columns.numbers[low:high], axis=1)
    at, entries = _spread(columns.pairs[low:high], model.pair_ends)
    places, logs = model.pair_tags[entries] * np.int64(n) + at, model.pair_logs[entries]
    for plane in table.reshape(4, -1):
        plane[places] = logs
    at, entries = _spread(columns.triples[low:high], model.triple_ends)
    table.reshape(-1)[model.triple_tags[entries] * np.int64(n) + at] = model.triple_logs[entries]
    # SnowNLP passes an unknown character with each tag, and takes for each state the last of those before it, whatever their scores.
    # In the first two columns only the marks' own state stands before it.
    unknown = np.flatnonzero(_is_unknown(columns, low, high, model))
    early = columns.edges[min(2, len(columns.edges) - 1)] - low
    table[np.where(unknown < early, 0, 3), :, :, unknown] = 0.0
    return table


def _spread(found: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each entry of the keys that were found: which of `found` it belongs to, and its position."""
    at = np.flatnonzero(found >= 0)
    keys = found[at]
    starts = np.where(keys > 0, ends[keys - 1], 0)
    counts = ends[keys] - starts
    offsets = np.cumsum(counts) - counts
    return np.repeat(at, counts), np.arange(counts.sum()) + np.repeat(starts - offsets, counts)


def _point_back(table: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """For each state and character the best state before it, the first of equals: axes state, character."""
    first, second = table[1] > table[0], table[3] > table[2]
    later = np.maximum(table[2], table[3]) > np.maximum(table[0], table[1])
    best = np.where(later, second + np.uint8(2), first.view(np.uint8))
    best[..., unknown] = 3
    return (best * np.uint8(4) + np.arange(4, dtype=np.uint8)[:, None, None]).reshape(16, -1)


def _walk_back(back: np.ndarray, last: np.ndarray, edges: list[int]) -> np.ndarray:
    """The tag of each character, from the best last states backwards."""
    # SnowNLP's list of states has the last tag in the outer place and takes the first of equals.
    best = last.transpose(1, 0, 2).reshape(16, -1).argmax(axis=0)
    state = best % 4 * 4 + best // 4
    tags = np.empty(edges[-1], dtype=np.int64)
    places = np.arange(edges[-1])
    for low, high in zip(edges[-2::-1], edges[:0:-1], strict=True):
        now = state[: high - low]
        tags[low:high] = now
        state[: high - low] = back[now, places[low:high]]
    return tags % 4

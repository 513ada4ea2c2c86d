"""How much of two stretches stays when both are read in order: the longest common subsequence, for many pairs at once."""

import numpy as np

# Pairs that are aligned together; sorted by length, so that little is padded.
_BATCH = 400


def common_subsequence(values: np.ndarray, first: np.ndarray, size_1: np.ndarray, second: np.ndarray, size_2: np.ndarray) -> np.ndarray:
    """Length of the longest common subsequence of `values[first : first + size_1]` and `values[second : second + size_2]`, pair by pair."""
    found = np.zeros(len(first), dtype=np.int64)
    order = np.argsort(np.maximum(size_1, size_2), kind="stable")
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        rows = _spread(values, first[batch], size_1[batch], -1)
        columns = _spread(values, second[batch], size_2[batch], -2)
        best = np.zeros((len(columns) + 1, len(batch)), dtype=np.int64)
        for row in rows:
            best[1:] = np.maximum.accumulate(np.maximum(best[:-1] + (columns == row), best[1:]), axis=0)
        found[batch] = best[-1]
    return found


def _spread(values: np.ndarray, start: np.ndarray, size: np.ndarray, outside: int) -> np.ndarray:
    """A column for each stretch, filled with `outside` below its end."""
    at = np.arange(int(size.max(initial=0)))[:, None]
    return np.where(at < size, values[np.minimum(start + at, len(values) - 1)], outside)

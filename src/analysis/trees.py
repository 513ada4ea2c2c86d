"""Boosted decision trees as readable arrays, evaluated with numpy; scikit-learn is needed only to train them, and nothing is unpickled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# So many steps from node to node at once: more does not fit the processor's cache.
_AT_ONCE = 100_000


@dataclass(frozen=True)
class Trees:
    """The nodes of all trees in one row; `left` and `right` are places in it, and a leaf points to itself."""

    base: float
    depth: int
    root: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


def read_trees(trees: Sequence[Mapping], base: float) -> Trees:
    """Trees as the model files hold them, one mapping each: `depth` and, by node, `feature` (the column to look at), `threshold`
    (left where at most this), `left`, `right`, `value`. `base` is added to their sum."""
    sizes = [len(tree["value"]) for tree in trees]
    root = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)

    def join(name: str, dtype: type, shift: bool = False) -> np.ndarray:
        parts = [np.asarray(tree[name], dtype=dtype) + (at if shift else 0) for tree, at in zip(trees, root.tolist(), strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)

    nodes = {"feature": join("feature", np.int64), "left": join("left", np.int64, True), "right": join("right", np.int64, True)}
    nodes |= {"threshold": join("threshold", float), "value": join("value", float)}
    return Trees(base, max((int(tree["depth"]) for tree in trees), default=0), root, **nodes)


def add_trees(matrix: np.ndarray, trees: Trees) -> np.ndarray:
    """The sum of the trees' values for each row of `matrix`, from their base."""
    total = np.full(len(matrix), float(trees.base))
    if not len(trees.root) or not len(matrix):
        return total
    step = max(1, _AT_ONCE // len(trees.root))
    for at in range(0, len(matrix), step):
        rows = np.ascontiguousarray(matrix[at : at + step], dtype=float)
        offset = (np.arange(len(rows)) * rows.shape[1])[:, None]
        flat = rows.ravel()
        node = np.broadcast_to(trees.root, (len(rows), len(trees.root)))
        for _ in range(trees.depth):
            goes_left = flat[offset + trees.feature[node]] <= trees.threshold[node]
            node = np.where(goes_left, trees.left[node], trees.right[node])
        total[at : at + step] += trees.value[node].sum(axis=1)
    return total

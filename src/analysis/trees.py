"""Boosted decision trees as readable arrays, evaluated with numpy; scikit-learn is needed only to train them, and nothing is unpickled.

Rows do not walk from node to node one by one. A test (a feature and its threshold) is made once for all trees and all rows,
which gives one bit a row; a node then is one "and" over these bits, for many rows at once. After Lucchese et al. 2015
(QuickScorer, SIGIR), who go by features through bits of leaves; here bits of rows go down the trees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

# So many rows, and so many tests of them at once: more does not fit the processor's cache.
_AT_ONCE, _TESTS = 1024, 128


@dataclass(frozen=True, eq=False)
class Trees:
    """The nodes of all trees in one row; `left` and `right` are places in it, and a leaf points to itself."""

    base: float
    root: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class _Plan:
    """The order of work for one or several sets of trees. The nodes are numbered level by level, the roots first.

    `feature, threshold`: the different tests, as a row and a column. `levels`: for each level (its inner nodes, their tests, the
    number of its first node below); there the left nodes come first, then the right ones. `ones`: for each bit of a leaf's number
    in its tree, a table of the leaves that have it, a column a tree, filled up with a node that no row reaches. `value`: by
    leaf, from `offset` on for each tree. `ends`: where each set's trees end.
    """

    feature: np.ndarray
    threshold: np.ndarray
    levels: list[tuple[np.ndarray, np.ndarray, int]]
    nodes: int
    ones: list[np.ndarray]
    value: np.ndarray
    offset: np.ndarray
    ends: list[int]


def read_trees(trees: Sequence[Mapping], base: float) -> Trees:
    """Trees as the model files hold them, one mapping each: by node `feature` (the column to look at), `threshold`
    (left where at most this), `left`, `right`, `value`. `base` is added to their sum."""
    sizes = [len(tree["value"]) for tree in trees]
    root = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int64)

    def join(name: str, dtype: type, shift: bool = False) -> np.ndarray:
        parts = [np.asarray(tree[name], dtype=dtype) + (at if shift else 0) for tree, at in zip(trees, root.tolist(), strict=True)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=dtype)

    nodes = {"feature": join("feature", np.int64), "left": join("left", np.int64, True), "right": join("right", np.int64, True)}
    nodes |= {"threshold": join("threshold", float), "value": join("value", float)}
    return Trees(base, root, **nodes)


def add_trees(matrix: np.ndarray, trees: Trees) -> np.ndarray:
    """The sum of the trees' values for each row of `matrix`, from their base."""
    return add_each(matrix, (trees,))[:, 0]


def add_each(matrix: np.ndarray, several: tuple[Trees, ...]) -> np.ndarray:
    """For each row of `matrix` and each of several sets of trees (a column each) the sum of its trees' values, from its base."""
    plan = _plan(several)
    totals = np.tile(np.array([float(trees.base) for trees in several]), (len(matrix), 1))
    for at in range(0, len(matrix) if len(plan.offset) else 0, _AT_ONCE):
        some = matrix[at : at + _AT_ONCE]
        # Row by row in memory, so that each row's values are added in the order of the trees.
        values = plan.value.take(_find_leaves(_lay_out(some), plan).T[: len(some)] + plan.offset)
        for k, (low, high) in enumerate(zip([0, *plan.ends], plan.ends, strict=False)):
            totals[at : at + _AT_ONCE, k] += values[:, low:high].sum(axis=1)
    return totals


def _lay_out(rows: np.ndarray) -> np.ndarray:
    """A column for each row, filled up to whole bytes of bits, which are packed several times as fast."""
    columns = np.zeros((rows.shape[1], -(-len(rows) // 8) * 8))
    columns[:, : len(rows)] = rows.T
    return columns


def _find_leaves(columns: np.ndarray, plan: _Plan) -> np.ndarray:
    """The number of the leaf that each of the `columns` reaches, a row a tree."""
    width, tests = columns.shape[1], len(plan.feature)
    passed = np.empty((tests, width), dtype=bool)
    for at in range(0, tests, _TESTS):
        some = slice(at, at + _TESTS)
        np.less_equal(columns.take(plan.feature[some], axis=0), plan.threshold[some], out=passed[some])
    goes_left = np.packbits(passed).reshape(tests, width // 8)
    reached = np.empty((plan.nodes + 1, goes_left.shape[1]), dtype=np.uint8)
    reached[: len(plan.offset)], reached[-1] = 0xFF, 0
    for inner, tests, below in plan.levels:
        here = reached.take(inner, axis=0)
        left = np.bitwise_and(here, goes_left.take(tests, axis=0), out=reached[below : below + len(inner)])
        np.bitwise_xor(here, left, out=reached[below + len(inner) : below + 2 * len(inner)])
    number = np.zeros((len(plan.offset), width), dtype=np.uint8 if len(plan.ones) <= 8 else np.int64)
    for leaves in reversed(plan.ones):
        # Doubled by a sum, which numpy does faster than a shift.
        number += number
        number |= np.unpackbits(np.bitwise_or.reduce(reached.take(leaves, axis=0), axis=0)).reshape(number.shape)
    return number


@lru_cache(maxsize=16)
def _plan(several: tuple[Trees, ...]) -> _Plan:
    nodes = _join(several)
    root, is_leaf = nodes.root, nodes.left == np.arange(len(nodes.left))
    tests = sorted({*zip(nodes.feature[~is_leaf].tolist(), nodes.threshold[~is_leaf].tolist(), strict=True)})
    levels, place = _number_by_level(nodes, is_leaf, {test: at for at, test in enumerate(tests)})
    leaves = [own[is_leaf[own]] for own in np.split(np.arange(len(is_leaf)), root[1:])] if len(root) else []
    most = max(map(len, leaves), default=1)
    having = [[place[own[np.arange(len(own)) >> bit & 1 == 1]] for own in leaves] for bit in range((most - 1).bit_length())]
    return _Plan(
        feature=np.array([feature for feature, _ in tests], dtype=np.int64),
        threshold=np.array([threshold for _, threshold in tests]).reshape(-1, 1),
        levels=levels,
        nodes=len(place),
        ones=[_pad(places, len(place)).T for places in having],
        value=_pad([nodes.value[own] for own in leaves], 0.0).ravel(),
        offset=np.arange(len(root)) * most,
        ends=np.cumsum([len(trees.root) for trees in several]).tolist(),
    )


def _join(several: tuple[Trees, ...]) -> Trees:
    """All sets of trees as one; its base means nothing."""
    at = np.cumsum([0, *(len(trees.value) for trees in several)]).tolist()
    nodes = {name: np.concatenate([getattr(trees, name) for trees in several]) for name in ("feature", "threshold", "value")}
    nodes |= {name: np.concatenate([getattr(trees, name) + low for trees, low in zip(several, at, strict=False)]) for name in ("root", "left", "right")}
    return Trees(base=0.0, **nodes)


def _number_by_level(nodes: Trees, is_leaf: np.ndarray, numbers: dict[tuple[int, float], int]) -> tuple[list, np.ndarray]:
    """The `levels` of a plan whose tests have these numbers, and the new number of each node."""
    level, below, levels = nodes.root, len(nodes.root), []
    place = np.empty(len(is_leaf), dtype=np.int64)
    place[level] = np.arange(below)
    while len(inner := level[~is_leaf[level]]):
        tests = [numbers[test] for test in zip(nodes.feature[inner].tolist(), nodes.threshold[inner].tolist(), strict=True)]
        levels.append((place[inner], np.array(tests), below))
        level = np.concatenate([nodes.left[inner], nodes.right[inner]])
        place[level] = below + np.arange(len(level))
        below += len(level)
    return levels, place


def _pad(rows: list[np.ndarray], filling: float) -> np.ndarray:
    """The rows, filled up to the length of the longest, as one array."""
    width = max(map(len, rows), default=0)
    return np.array([[*row.tolist(), *[filling] * (width - len(row))] for row in rows], dtype=type(filling)).reshape(len(rows), width)

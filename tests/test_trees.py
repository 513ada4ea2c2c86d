"""Boosted trees evaluated with numpy."""

import numpy as np

from analysis.trees import add_trees, read_trees

# At most 1 in column 0: then at most 5 in column 1 gives 10, more gives 20; else 30.
TREE = {
    "depth": 2,
    "feature": [0, 1, 0, 0, 0],
    "threshold": [1.0, 5.0, 0.0, 0.0, 0.0],
    "left": [1, 2, 2, 3, 4],
    "right": [4, 3, 2, 3, 4],
    "value": [0.0, 0.0, 10.0, 20.0, 30.0],
}
STUMP = {"depth": 1, "feature": [1, 0, 0], "threshold": [0.0, 0.0, 0.0], "left": [1, 1, 2], "right": [2, 1, 2], "value": [0.0, 1.0, 2.0]}


def test_trees_are_read_from_the_root_to_a_leaf_and_added():
    """At most the threshold goes left; a shallow leaf is reached early; trees of different size add to the base."""
    rows = np.array([[1.0, 5.0], [1.0, 5.1], [1.1, 0.0], [-9.0, 9.0]])
    assert add_trees(rows, read_trees([TREE], 0.5)).tolist() == [10.5, 20.5, 30.5, 20.5]
    assert add_trees(rows, read_trees([TREE, TREE], 0.0)).tolist() == [20.0, 40.0, 60.0, 40.0]
    assert add_trees(rows, read_trees([STUMP, TREE], 0.0)).tolist() == [12.0, 22.0, 31.0, 22.0]


def test_no_trees_and_no_rows():
    """Without trees every row has the base; without rows there is nothing."""
    assert add_trees(np.zeros((4, 2)), read_trees([], 0.25)).tolist() == [0.25] * 4
    assert add_trees(np.zeros((0, 2)), read_trees([TREE], 1.0)).tolist() == []


def test_many_rows_are_read_in_parts():
    """The parts in which many rows are read do not change what they give."""
    rows = np.array([[k % 3, k % 7] for k in range(30_000)], dtype=float)
    trees = read_trees([TREE, STUMP, TREE, TREE], 0.0)
    whole = add_trees(rows, trees)
    assert whole.tolist() == [add_trees(row[None, :], trees)[0] for row in rows[:21]] * 1428 + whole[29_988:].tolist()

"""The trained model: readable JSON, evaluated with numpy; nothing is unpickled and scikit-learn is needed only to train."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

# Chosen by cross-validation among 0 to 0.3.
LENGTH_PREFERENCE = 0.2


@lru_cache(maxsize=1)
def load_model() -> dict:
    """The shipped model: context tables, screen, trees for the quality of a stretch and for its kind, calibration, threshold."""
    model = json.loads(files("analysis.data").joinpath("slogan_model.json").read_text(encoding="utf-8"))
    for name in ("quality", "kind"):
        model[name] = [[{key: np.asarray(value) for key, value in tree.items()} for tree in trees] for trees in model[name]]
    model["screen"]["tables"] = {name: np.asarray(values) for name, values in model["screen"]["tables"].items()}
    return model


def add_trees(matrix: np.ndarray, trees: Sequence[dict[str, np.ndarray]], base: float) -> np.ndarray:
    """The sum of the trees' values for each row, from `base`.

    A tree is arrays by node: `feature` (column, or -1 in a leaf), `threshold` (left where at most this), `left`, `right`, `value`.
    """
    total = np.full(len(matrix), base)
    rows = np.arange(len(matrix))
    for tree in trees:
        node = np.zeros(len(matrix), dtype=np.int64)
        for _ in range(int(tree["depth"])):
            feature = tree["feature"][node]
            goes_left = matrix[rows, feature] <= tree["threshold"][node]
            node = np.where(goes_left, tree["left"][node], tree["right"][node])
        total += tree["value"][node]
    return total


def prefer_long(quality: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Quality with a preference for the longer of two stretches that read equally well: the guideline takes the longest."""
    return np.where(quality > 0, quality * (1 + LENGTH_PREFERENCE * np.log(np.maximum(length, 2) / 8)), quality)


def pick_best(start: np.ndarray, end: np.ndarray, quality: np.ndarray, least: float) -> list[int]:
    """The candidates to keep: the best first, none that overlaps one already kept, none below `least`; in order of the text."""
    taken = np.zeros(int(end.max()) + 1 if len(end) else 1, dtype=bool)
    kept = []
    for k in np.argsort(-quality, kind="stable").tolist():
        if quality[k] < least:
            break
        if not taken[start[k] : end[k]].any():
            taken[start[k] : end[k]] = True
            kept.append(k)
    return sorted(kept, key=lambda k: start[k])

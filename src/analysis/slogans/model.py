"""The trained model, read from JSON, and the choice of what does not overlap."""

import json
from functools import lru_cache
from importlib.resources import files

import numpy as np

from analysis.slogans.screen import limit_inside
from analysis.slogans.words import Words
from analysis.trees import read_trees

# Chosen by cross-validation among 0 to 0.3.
LENGTH_PREFERENCE = 0.2


@lru_cache(maxsize=1)
def load_model() -> dict:
    """The shipped model: words in context, screen, trees for the quality of a stretch and for its kind, calibration, threshold."""
    model = json.loads(files("analysis.data").joinpath("slogan_model.json").read_text(encoding="utf-8"))
    for name in ("quality", "kind"):
        model[name] = [read_trees(trees, base) for trees, base in zip(model[name], model[f"{name}_base"], strict=True)]
    model["context"] = Words(model["context"])
    model["screen"]["tables"] = {name: np.asarray(values) for name, values in model["screen"]["tables"].items()}
    model["screen"]["most"] = limit_inside(model["screen"])
    return model


def prefer_long(quality: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Quality with a preference for the longer of two stretches that read equally well: the guideline takes the longest."""
    return np.where(quality > 0, quality * (1 + LENGTH_PREFERENCE * np.log(np.maximum(length, 2) / 8)), quality)


def pick_best(start: np.ndarray, end: np.ndarray, quality: np.ndarray, least: float) -> list[int]:
    """The candidates to keep: the best first, none that overlaps one already kept, none below `least`; in order of the text."""
    best = np.flatnonzero(quality >= least)
    best = best[np.argsort(-quality[best], kind="stable")]
    taken, kept = bytearray(int(end[best].max()) + 1 if len(best) else 1), []
    for k, low, high in zip(best.tolist(), start[best].tolist(), end[best].tolist(), strict=True):
        if 1 not in taken[low:high]:
            taken[low:high] = b"\x01" * (high - low)
            kept.append((low, k))
    return [k for _, k in sorted(kept)]

"""The trained model: two linear passes, readable JSON, evaluated with numpy; scikit-learn is needed only to train."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from analysis.odds import log_odds, logistic

ACTS = ("directive", "achievement", "problem", "report", "frame")
# How many sentences on either side count as near, and as around.
NEAR, AROUND = 4, 15
PLACES = ("before", "after", "two_before", "two_after")
NEIGHBOURS = tuple(f"neighbour:{place}:{act}" for place in (*PLACES, *(f"{place}_apart" for place in PLACES), "near", "around", "paragraph") for act in ACTS)
# Shares are between 0 and 1, and few beside hundreds of words: doubled, they are penalised less (chosen by cross-validation).
NEIGHBOUR_SCALE = 2.0


@dataclass(frozen=True)
class Model:
    """`names` has the feature of each row of `weights`, `rows` the row of each feature.

    A row is five weights of the first pass, then five of the second, in the order of ACTS.
    """

    names: list[str]
    rows: dict[str, int]
    weights: np.ndarray
    intercepts: np.ndarray
    neighbours: np.ndarray
    slope: float
    intercept: float


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The shipped model."""
    return read_model(json.loads(files("analysis.data").joinpath("act_model.json").read_text(encoding="utf-8")))


def read_model(data: dict) -> Model:
    """A model from its JSON."""
    names = list(data["weights"])
    calibration = data["calibration"]
    return Model(
        names,
        {name: k for k, name in enumerate(names)},
        np.array([data["weights"][name] for name in names], dtype=float).reshape(len(names), 10),
        np.array(data["intercepts"], dtype=float),
        np.array([data["neighbours"][name] for name in NEIGHBOURS], dtype=float),
        calibration["slope"],
        calibration["intercept"],
    )


@dataclass(frozen=True)
class Entries:
    """The features of all sentences that the model knows: sentence, row of the model and value of each."""

    sentence: np.ndarray
    row: np.ndarray
    value: np.ndarray


def judge(entries: Entries, paragraphs: list[int], model: Model) -> tuple[np.ndarray, np.ndarray]:
    """For each sentence the probability of each act, and what the neighbours add to each; paragraphs: that of each sentence."""
    weighted = model.weights[entries.row] * entries.value[:, None]
    sums = _sum_rows(weighted, entries.sentence, len(paragraphs)) + model.intercepts
    first = softmax(sums[:, :5])
    around = describe_neighbours(first, paragraphs) @ model.neighbours
    return softmax(sums[:, 5:] + around), around


def _sum_rows(rows: np.ndarray, number: np.ndarray, n: int) -> np.ndarray:
    """The sum of the rows of each number from 0 to n - 1, one after the other."""
    width = rows.shape[1]
    places = number[:, None] * width + np.arange(width)
    return np.bincount(places.ravel(), weights=rows.ravel(), minlength=n * width).reshape(n, width)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows that sum to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def describe_neighbours(first: np.ndarray, paragraphs: list[int]) -> np.ndarray:
    """For each sentence what the first pass says of those around it, in the order of NEIGHBOURS; 0 where there are none."""
    n, width = first.shape
    own = np.asarray(paragraphs)
    # Nobody stands before the first two and after the last two.
    reach = 2
    padded, owners = np.zeros((n + 2 * reach, width)), np.full(n + 2 * reach, -1)
    padded[reach : n + reach], owners[reach : n + reach] = first, own
    beside = [slice(reach + step, reach + step + n) for step in (-1, 1, -2, 2)]
    same = [(owners[at] == own)[:, None] for at in beside]
    here = [padded[at] * holds for at, holds in zip(beside, same, strict=True)]
    apart = [padded[at] * ~holds for at, holds in zip(beside, same, strict=True)]
    blocks = [*here, *apart, _mean_around(first, NEAR), _mean_around(first, AROUND), _mean_of_paragraph(first, own)]
    return NEIGHBOUR_SCALE * np.concatenate(blocks, axis=1)


def _mean_around(first: np.ndarray, reach: int) -> np.ndarray:
    """The mean of the sentences up to `reach` away, without the sentence itself."""
    n = len(first)
    total = np.concatenate([np.zeros((1, first.shape[1])), np.cumsum(first, axis=0)])
    low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
    return (total[high] - total[low] - first) / np.maximum(high - low - 1, 1)[:, None]


def _mean_of_paragraph(first: np.ndarray, paragraphs: np.ndarray) -> np.ndarray:
    """The mean of the other sentences of the paragraph."""
    _, number = np.unique(paragraphs, return_inverse=True)
    size = np.bincount(number)
    total = _sum_rows(first, number, len(size))
    return (total[number] - first) / np.maximum(size[number] - 1, 1)[:, None]


def calibrate(probability: np.ndarray, model: Model) -> np.ndarray:
    """The probability that the likeliest act is right, from the model's own."""
    return logistic(model.slope * log_odds(probability, bound=1e-6) + model.intercept)

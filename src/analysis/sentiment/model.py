"""The trained judge of tone: one multinomial regression over named numbers, readable JSON, evaluated with numpy."""

import json
from functools import lru_cache
from importlib.resources import files

import numpy as np

from analysis.acts.model import softmax
from analysis.sentiment.features import FEATURES

TONES = (-1, 0, 1)


@lru_cache(maxsize=1)
def load_weights() -> tuple[np.ndarray, np.ndarray]:
    """The weight of each feature for each tone, and what each tone has without any."""
    data = json.loads(files("analysis.data").joinpath("tone_model.json").read_text(encoding="utf-8"))
    return np.array([data["weights"][name] for name in FEATURES], dtype=float), np.array(data["intercepts"], dtype=float)


def judge_tones(matrix: np.ndarray) -> np.ndarray:
    """For each row of features the probability of each of TONES."""
    weights, intercepts = load_weights()
    return softmax(matrix @ weights + intercepts)

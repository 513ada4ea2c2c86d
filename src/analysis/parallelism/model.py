"""The trained weights, read from JSON: `official` from official texts, `essays` from school essays (PSE, CC BY-SA 4.0)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from analysis.trees import Trees, read_trees

WEIGHTS = ("official", "essays")


@dataclass(frozen=True)
class Model:
    """Screen, trees for pairs and for chains, the threshold on a chain's probability, and its calibration."""

    inside: bool
    screen: dict
    features: list[str]
    pair_trees: Trees
    chain_trees: Trees
    least: float
    slope: float
    intercept: float


@cache
def load_model(weights: str) -> Model:
    """The shipped weights of that name."""
    return read_model(json.loads(files("analysis.data").joinpath(f"parallel_{weights}.json").read_text(encoding="utf-8")))


def read_model(model: dict) -> Model:
    """A model from what its JSON file holds."""
    screen = {**model["screen"], "tables": {name: np.asarray(values) for name, values in model["screen"]["tables"].items()}}
    trees = {name: read_trees(model[name], model[f"{name}_base"]) for name in ("pair_trees", "chain_trees")}
    settings = {name: model[name] for name in ("inside", "features", "least", "slope", "intercept")}
    return Model(screen=screen, **trees, **settings)

"""Probabilities and their log odds."""

import numpy as np


def logistic(odds: np.ndarray) -> np.ndarray:
    """Probabilities from log odds."""
    return 1 / (1 + np.exp(-odds))


def log_odds(chance: np.ndarray, *, bound: float = 1e-4) -> np.ndarray:
    """Log odds of probabilities, which are kept `bound` away from 0 and 1."""
    chance = np.clip(chance, bound, 1 - bound)
    return np.log(chance / (1 - chance))

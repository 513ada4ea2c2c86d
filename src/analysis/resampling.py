"""How far a figure depends on the sentences that happened to be spoken: bootstrap intervals (Efron & Tibshirani 1993)."""

import numpy as np

from analysis.errors import OptionError

DRAWS = 1000


def check_confidence(confidence: float) -> None:
    """Raise OptionError unless `confidence` lies between 0 and 1."""
    if not 0 < confidence < 1:
        raise OptionError(f"confidence={confidence!r} is out of range; allowed: above 0 and below 1. Pass for example 0.95.")


def bootstrap_ratio(parts: np.ndarray, sizes: np.ndarray, confidence: float) -> tuple[float, float]:
    """The interval of sum(parts) / sum(sizes) over samples of the same pairs with replacement, the same at every call; missing without pairs."""
    if not len(sizes):
        return np.nan, np.nan
    draws = np.random.default_rng(0).integers(0, len(sizes), (DRAWS, len(sizes)))
    ratios = parts[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)

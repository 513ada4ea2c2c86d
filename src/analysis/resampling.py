"""How far a figure depends on the sentences that happened to be spoken: bootstrap intervals (Efron & Tibshirani 1993)."""

import numpy as np

DRAWS = 1000
# So many drawn pairs at once: more does not fit the processor's cache.
_AT_ONCE = 1 << 15


def bootstrap_ratio(parts: np.ndarray, sizes: np.ndarray, confidence: float) -> tuple[float, float]:
    """The interval of sum(parts) / sum(sizes) over samples of the same pairs with replacement, the same at every call; missing without pairs."""
    if not len(sizes):
        return np.nan, np.nan
    random, ratios = np.random.default_rng(0), np.empty(DRAWS)
    step = max(1, _AT_ONCE // len(sizes))
    for k in range(0, DRAWS, step):
        drawn = random.integers(0, len(sizes), (min(step, DRAWS - k), len(sizes)))
        ratios[k : k + step] = parts[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(ratios, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)

"""A quick first judgement of every pair, so that the slower model reads only the likely ones: a sum of table look-ups."""

from collections.abc import Mapping

import numpy as np

from analysis.parallelism.candidates import Pairs
from analysis.parallelism.features import TAGS, Facts

_TAGS = len(TAGS) + 1
# Look-up table → its size.
SIZES = {"gap": 9 * 7 * 4, "likeness": 64 * 4, "opening": _TAGS * 4, "closing": _TAGS * 4, "before": _TAGS * 2, "reach": 36, "segments": 9 * 6}


# Up to two characters, four, eight, more.
_SIZE_CLASS = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3])


def code_pairs(facts: Facts, pairs: Pairs) -> dict[str, np.ndarray]:
    """For each look-up table, the entry that each pair reads."""
    u, i1, i2, j2 = facts.units, pairs.i1, pairs.i2, pairs.j2
    last_1, last_2 = pairs.j1 - 1, j2 - 1
    m1, m4 = u.segment[i1], u.segment[last_2]
    opens, closes = i1 == u.first[m1], j2 == u.stop[m4]
    la, lb = u.end[last_1] - u.start[i1], u.end[last_2] - u.start[i2]
    gap, size = np.minimum(np.abs(la - lb), 6), _SIZE_CLASS[np.minimum(np.minimum(la, lb), len(_SIZE_CLASS) - 1)]
    likeness = np.zeros(len(pairs), dtype=np.int64)
    # From the highest bit to the lowest.
    for at_head, at_tail in ((facts.size, facts.size), (facts.sort, facts.sort), (u.head, u.tail)):
        likeness += likeness + (at_tail[last_1] == at_tail[last_2])
        likeness += likeness + (at_head[i1] == at_head[i2])
    edges = opens * 2 + closes
    before = np.where(opens, 0, facts.tag[np.maximum(i1 - 1, 0)])
    others = np.minimum(u.segment[last_1] - m1 + m4 - u.segment[i2], 5)
    return {
        "gap": (pairs.level * 7 + gap) * 4 + size,
        "likeness": likeness * 4 + edges,
        "opening": facts.tag[i1] * 4 + edges,
        "closing": facts.tag[last_2] * 4 + edges,
        "before": before * 2 + (facts.tag[i1] == facts.tag[i2]),
        "reach": np.minimum(i1 - u.first[m1], 5) * 6 + np.minimum(u.stop[m4] - j2, 5),
        "segments": pairs.level * 6 + others,
    }


def screen_pairs(facts: Facts, pairs: Pairs, weights: Mapping) -> np.ndarray:
    """Log odds, as far as the screen can tell, that each pair stands side by side in one run."""
    score = np.full(len(pairs), float(weights["intercept"]))
    for name, codes in code_pairs(facts, pairs).items():
        score += weights["tables"][name][codes]
    return score

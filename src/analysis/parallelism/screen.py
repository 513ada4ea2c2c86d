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
    u, i1, j1, i2, j2 = facts.units, pairs.i1, pairs.j1, pairs.i2, pairs.j2
    m1, m4 = u.segment[i1], u.segment[j2 - 1]
    opens, closes = i1 == u.first[m1], j2 == u.stop[m4]
    la, lb = u.end[j1 - 1] - u.start[i1], u.end[j2 - 1] - u.start[i2]
    gap, size = np.minimum(np.abs(la - lb), 6), _SIZE_CLASS[np.minimum(np.minimum(la, lb), len(_SIZE_CLASS) - 1)]
    alike = [u.head[i1] == u.head[i2], u.tail[j1 - 1] == u.tail[j2 - 1]]
    alike += [facts.sort[i1] == facts.sort[i2], facts.sort[j1 - 1] == facts.sort[j2 - 1]]
    alike += [facts.size[i1] == facts.size[i2], facts.size[j1 - 1] == facts.size[j2 - 1]]
    likeness = np.packbits(alike, axis=0, bitorder="little")[0].astype(np.int64)
    edges = opens * 2 + closes
    before = np.where(opens, 0, facts.tag[np.maximum(i1 - 1, 0)])
    others = np.minimum(u.segment[j1 - 1] - m1 + m4 - u.segment[i2], 5)
    return {
        "gap": (pairs.level * 7 + gap) * 4 + size,
        "likeness": likeness * 4 + edges,
        "opening": facts.tag[i1] * 4 + edges,
        "closing": facts.tag[j2 - 1] * 4 + edges,
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

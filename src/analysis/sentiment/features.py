"""What is known of the tone of each sentence, as named numbers: its act, its appraisals by kind and scope, and those around it."""

import numpy as np

from analysis.acts.model import ACTS
from analysis.odds import log_odds
from analysis.sentiment.appraisals import Place
from analysis.sentiment.lexicon import APPRAISAL_KINDS
from analysis.sentiment.scope import SCOPES

# Feature group → its names; an ablation leaves one group out.
GROUPS = {
    "acts": tuple(f"act:{act}" for act in ACTS),
    "appraisals": tuple(f"{kind}:stated" for kind in APPRAISAL_KINDS),
    # Too rare to be told apart by kind.
    "scopes": tuple(f"{side}:{scope}" for scope in SCOPES[1:] for side in ("good", "bad") if (side, scope) != ("good", "handled")),
    "evidence": ("evidence:net", "evidence:good", "evidence:bad", "evidence:idle"),
    "around": ("around:before", "around:after"),
}
FEATURES = tuple(name for names in GROUPS.values() for name in names)
# The value of all appraisals of one kind and scope counts up to this; the numbers are scaled to about 1, so that none is penalised less.
_MOST = 6.0
_SCALE = 3.0


def describe_tones(n: int, places: list[Place], chances: np.ndarray) -> np.ndarray:
    """One row for each of `n` sentences, one column for each of FEATURES; chances: of each act."""
    column = {name: k for k, name in enumerate(FEATURES)}
    matrix = np.zeros((n, len(FEATURES)))
    matrix[:, : len(ACTS)] = log_odds(chances, bound=1e-3) / _SCALE
    net = np.zeros(n)
    for place in places:
        value = abs(place.appraisal.value) * place.judgement.degree
        side = "good" if place.appraisal.value > 0 else "bad"
        stated = place.judgement.scope == "stated"
        matrix[place.sentence, column[f"{place.appraisal.kind if stated else side}:{place.judgement.scope}"]] += value
        net[place.sentence] += place.judgement.weight
        sign = "good" if place.judgement.weight > 0 else "bad" if place.judgement.weight < 0 else "idle"
        matrix[place.sentence, column[f"evidence:{sign}"]] = 1.0
    kinds = slice(len(ACTS), len(ACTS) + len(GROUPS["appraisals"]) + len(GROUPS["scopes"]))
    matrix[:, kinds] = np.minimum(matrix[:, kinds], _MOST) / _SCALE
    matrix[:, column["evidence:net"]] = np.tanh(net / _SCALE)
    matrix[1:, column["around:before"]] = np.tanh(net[:-1] / _SCALE)
    matrix[:-1, column["around:after"]] = np.tanh(net[1:] / _SCALE)
    return matrix

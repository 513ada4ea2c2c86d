"""What is known of the tone of each sentence, as named numbers: its act, its appraisals by kind and scope, and what they come to."""

import numpy as np

from analysis.acts.model import ACTS
from analysis.odds import log_odds
from analysis.sentiment.appraisals import Place
from analysis.sentiment.lexicon import APPRAISAL_KINDS

# Feature group → its names; an ablation leaves one group out.
GROUPS = {
    "acts": tuple(f"act:{act}" for act in ACTS),
    "appraisals": APPRAISAL_KINDS,
    # Scopes other than stated are too rare to be told apart; what each is worth is said in scope.FACTORS.
    # Blamed is a fault of minds that is to be overcome.
    "scopes": ("shifted:good", "shifted:bad", "blamed"),
    # Idle is what is worth nothing where it stands: praise that is demanded, trouble that is dealt with.
    "evidence": ("evidence:net", "evidence:good", "evidence:bad", "idle:good", "idle:bad"),
}
FEATURES = tuple(name for names in GROUPS.values() for name in names)
# What speaks for a good and for a bad tone, whatever the training texts happen to hold: their weights may not have the other sign.
GOOD = frozenset((*APPRAISAL_KINDS[:3], "shifted:good", "evidence:net", "evidence:good", "idle:good"))
BAD = frozenset((*APPRAISAL_KINDS[3:], "shifted:bad", "blamed", "evidence:bad", "idle:bad"))
# The appraisals of one kind count up to this; the numbers are scaled to about 1, so that none is penalised less.
_MOST = 6.0
_SCALE = 3.0


def describe_tones(n: int, places: list[Place], chances: np.ndarray) -> np.ndarray:
    """One row for each of `n` sentences, one column for each of FEATURES; chances: of each act."""
    column = {name: k for k, name in enumerate(FEATURES)}
    matrix = np.zeros((n, len(FEATURES)))
    net = np.zeros(n)
    for place in places:
        weight = place.judgement.weight
        side = "good" if (weight or place.appraisal.value) > 0 else "bad"
        matrix[place.sentence, column[f"evidence:{side}" if weight else f"idle:{side}"]] = 1.0
        net[place.sentence] += weight
        scope = place.judgement.scope
        if weight < 0 and scope == "handled":
            matrix[place.sentence, column["blamed"]] = 1.0
        elif weight:
            matrix[place.sentence, column[place.appraisal.kind if scope == "stated" else f"shifted:{side}"]] += abs(weight) / _SCALE
    np.minimum(matrix, _MOST / _SCALE, out=matrix)
    matrix[:, column["evidence:net"]] = np.tanh(net / _SCALE)
    matrix[:, : len(ACTS)] = log_odds(chances, bound=1e-3) / _SCALE
    return matrix

"""A quick first judgement of every candidate, so that the slower model reads only the likely ones: a sum of table look-ups."""

import numpy as np

from analysis.slogans.facts import Columns, Facts, count_inside
from analysis.slogans.features import (
    describe_edges,
    describe_formulas,
    describe_members,
    describe_numerals,
    describe_rhythm,
    describe_shape,
)

# Features that enter as they are, beside the look-up tables of `code_columns`.
LINEAR = tuple(
    "first_word last_word word_before word_after formula_share formula_opens formula_closes cuts_formula n_的 n_了 n_是 single_words heads_alike tags_alike "
    "tails_alike echo_2 echo_3 echo_4 run_goes_on_before run_goes_on_after quoted numerals digits words_before_in_member words_after_in_member".split()
)
_NARROW, _WIDE = [-1.5, -0.5, 0, 0.5, 1, 1.7, 2.5], [-1, 0, 0.5, 1, 2]
SIZES = {"marks": 100, "length": 25, "members": 5, "opening": 64, "closing": 48, "known": 2, "gap": 6, "likeness": 6}


def describe_for_screen(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """The features that the screen reads."""
    columns: Columns = {name: count_inside(facts, name, i, j) for name in ("n_的", "n_了", "n_是")}
    columns["single_words"] = count_inside(facts, "single_words", i, j) / (j - i + 1)
    for describe in (describe_edges, describe_shape, describe_members, describe_rhythm, describe_numerals, describe_formulas):
        columns |= describe(facts, i, j)
    return columns


def code_columns(columns: Columns) -> dict[str, np.ndarray]:
    """For each look-up table, the entry that each candidate reads."""
    left = np.where(columns["opens_member"], columns["mark_before"], 9)
    right = np.where(columns["closes_member"], columns["mark_after"], 9)
    several = columns["members"] > 1
    likeness = columns["heads_alike"] + columns["tags_alike"] + columns["tails_alike"]
    return {
        "marks": left * 10 + right,
        "length": np.minimum(columns["length"], 24).astype(np.int64),
        "members": np.minimum(columns["members"], 4).astype(np.int64),
        "opening": np.digitize(columns["word_before"], _NARROW) * 8 + np.digitize(columns["first_word"], _NARROW),
        "closing": np.digitize(columns["word_after"], _WIDE) * 8 + np.digitize(columns["last_word"], _NARROW),
        "known": columns["known"].astype(np.int64),
        "gap": np.where(several, np.digitize(columns["edge_gap"], [0.5, 1.5, 3, 6]), 5),
        "likeness": np.where(several, np.digitize(likeness, [0.3, 0.6, 1, 1.6]), 5),
    }


def screen_scores(columns: Columns, weights: dict) -> np.ndarray:
    """Log odds, as far as the screen can tell, that each candidate is a slogan."""
    score = np.full(len(columns["length"]), weights["intercept"])
    for name, codes in code_columns(columns).items():
        score += np.asarray(weights["tables"][name])[codes]
    for name in LINEAR:
        score += weights["linear"][name] * columns[name]
    return score

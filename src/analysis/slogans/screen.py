"""A quick first judgement of every candidate, so that the slower model reads only the likely ones: a sum of table look-ups."""

import numpy as np

from analysis.slogans.facts import AFTER, BEFORE, Columns, Facts, count_inside, counts_of
from analysis.slogans.features import (
    compare_inside,
    describe_edges,
    describe_formulas,
    describe_members,
    describe_numerals,
    describe_rhythm,
    describe_shape,
    find_known,
    measure_length,
)

# Features that enter as they are, beside the look-up tables of `code_columns`.
LINEAR = tuple(
    "first_word last_word word_before word_after formula_share formula_opens formula_closes cuts_formula n_的 n_了 n_是 single_words heads_alike tags_alike "
    "tails_alike echo_2 echo_3 echo_4 run_goes_on_before run_goes_on_after quoted numerals digits words_before_in_member words_after_in_member".split()
)
_NARROW, _WIDE = np.array([-1.5, -0.5, 0, 0.5, 1, 1.7, 2.5]), np.array([-1, 0, 0.5, 1, 2])
_GAPS, _LIKENESS = np.array([0.5, 1.5, 3, 6]), np.array([0.3, 0.6, 1, 1.6])
# Two scores that differ by less may differ by rounding only.
_CLOSE = 1e-6
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
    return {
        "marks": left * 10 + right,
        "length": np.minimum(columns["length"], 24).astype(np.int64),
        "members": np.minimum(columns["members"], 4),
        "opening": _code_pair(columns["word_before"], _NARROW, columns["first_word"]),
        "closing": _code_pair(columns["word_after"], _WIDE, columns["last_word"]),
        "known": columns["known"].astype(np.int64),
    } | _code_likeness(columns)


def _code_pair(beside: np.ndarray, bounds: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return bounds.searchsorted(beside, side="right") * 8 + _NARROW.searchsorted(inside, side="right")


def _code_likeness(columns: Columns) -> dict[str, np.ndarray]:
    several, likeness = columns["members"] > 1, columns["heads_alike"] + columns["tags_alike"] + columns["tails_alike"]
    return {
        "gap": np.where(several, _GAPS.searchsorted(columns["edge_gap"], side="right"), 5),
        "likeness": np.where(several, _LIKENESS.searchsorted(likeness, side="right"), 5),
    }


def screen_scores(columns: Columns, weights: dict) -> np.ndarray:
    """Log odds, as far as the screen can tell, that each candidate is a slogan."""
    score = np.full(len(columns["length"]), weights["intercept"])
    for name, codes in code_columns(columns).items():
        score += np.asarray(weights["tables"][name])[codes]
    for name in LINEAR:
        score += weights["linear"][name] * columns[name]
    return score


def pass_screen(facts: Facts, i: np.ndarray, j: np.ndarray, weights: dict) -> np.ndarray:
    """The places of the candidates that have the least score of the screen: `screen_scores` is asked only where rounding could decide."""
    words, least = _score_words(facts, weights["linear"], weights["tables"]), weights["least"] - _CLOSE
    # Most are too far below it for what is inside them to matter.
    hopeful = np.flatnonzero(_add_edges(facts, i, j, _add_most(facts, *words, weights), weights) >= least)
    i, j = i[hopeful], j[hopeful]
    score = _add_edges(facts, i, j, words, weights) + _add_inside(facts, i, j, weights)
    several = np.flatnonzero((facts.units.member.take(j) > facts.units.member.take(i)) & (score + weights["most"]["members"] >= least))
    score[several] += _score_runs(facts, i[several], j[several], weights)
    passes = score >= weights["least"]
    near = np.flatnonzero(np.abs(score - weights["least"]) < _CLOSE)
    if len(near):
        passes[near] = screen_scores(describe_for_screen(facts, i[near], j[near]), weights) >= weights["least"]
    return hopeful[passes]


def limit_inside(weights: dict) -> dict[str, float]:
    """The most that the inside of a stretch can add: always, where quoted, with a formula, as a formula, with echoes, of several members."""
    linear, tables = {name: max(weight, 0.0) for name, weight in weights["linear"].items()}, weights["tables"]
    runs = (tables["members"][2:].max() - tables["members"][1], *(tables[name].max() - tables[name][5] for name in ("gap", "likeness")))
    return {
        "always": linear["single_words"],
        "quoted": linear["quoted"],
        "covered": linear["formula_opens"] + linear["formula_closes"] + linear["formula_share"],
        "known": max(tables["known"][1] - tables["known"][0], 0.0),
        "echoes": max(linear[f"echo_{period}"] for period in (2, 3, 4)),
        "members": sum(runs) + linear["heads_alike"] + linear["tags_alike"] + linear["tails_alike"],
    }


def _add_most(facts: Facts, opening: np.ndarray, closing: np.ndarray, weights: dict) -> tuple[np.ndarray, np.ndarray]:
    """The scores of the words with more than `_add_inside` can give a stretch between two of them: what one place adds, as often as
    there are such places."""
    most = weights["most"]
    opening = opening + most["known"] * (facts.first["formula_opens"] > 0) + most["quoted"] * (facts.first["mark_before"] == BEFORE["“"])
    opening, closing = opening + most["always"], closing - most["members"]
    for name in ("covered", "echoes", "members"):
        before, after = counts_of(facts, name)
        opening -= most[name] * before
        closing += most[name] * after
    return opening, closing


def _add_edges(facts: Facts, i: np.ndarray, j: np.ndarray, words: tuple[np.ndarray, np.ndarray], weights: dict) -> np.ndarray:
    """The scores of the first and the last of the `words`, and what the length and the marks around the stretch add."""
    first, last, tables = facts.first, facts.last, weights["tables"]
    left, right = (np.where(of[edge], of[mark], 9) for of, edge, mark in ((first, "opens_member", "mark_before"), (last, "closes_member", "mark_after")))
    score = words[0].take(i) + words[1].take(j) + tables["marks"].take((left * 10).take(i) + right.take(j))
    score += tables["length"].take(facts.units.end.take(j) - facts.units.start.take(i), mode="clip")
    return score + (weights["intercept"] + tables["known"][0] + tables["members"][1] + tables["gap"][5] + tables["likeness"][5])


def _add_inside(facts: Facts, i: np.ndarray, j: np.ndarray, weights: dict) -> np.ndarray:
    """What the inside of each stretch adds, members apart. With `_add_edges` and `_score_runs` it is `screen_scores`, but for rounding."""
    linear, tables, length = weights["linear"], weights["tables"], measure_length(facts, i, j)
    score = linear["single_words"] * count_inside(facts, "single_words", i, j) / (j - i + 1)
    score += linear["quoted"] * ((facts.first["mark_before"] == BEFORE["“"]).take(i) & (facts.last["mark_after"] == AFTER["”"]).take(j))
    opens, closes = facts.first["formula_opens"].take(i), facts.last["formula_closes"].take(j)
    share = linear["formula_opens"] * np.minimum(opens, length) + linear["formula_closes"] * np.minimum(closes, length)
    score += (share + linear["formula_share"] * count_inside(facts, "covered", i, j)) / length
    for period in (2, 3, 4):
        name = f"echo_{period}"
        score += linear[name] * np.maximum(count_inside(facts, name, i, j), 0) / np.maximum(length - period, 1)
    # A key of `facts.known` holds lengths below 64 only.
    listed = np.flatnonzero((opens > 0) | (length >= 64))
    score[listed] += tables["known"].take(find_known(facts, i[listed], j[listed])[0].astype(np.int64)) - tables["known"][0]
    return score


def _score_words(facts: Facts, linear: dict[str, float], tables: Columns) -> tuple[np.ndarray, np.ndarray]:
    """For each word what the screen adds where a stretch opens with it, and where one closes with it."""
    first, last = facts.first, facts.last
    opening = tables["opening"].take(_code_pair(first["word_before"], _NARROW, first["first_word"])) + linear["cuts_formula"] * first["cuts_first"]
    closing = tables["closing"].take(_code_pair(last["word_after"], _WIDE, last["last_word"])) + linear["cuts_formula"] * last["cuts_last"]
    for name in ("word_before", "first_word", "run_goes_on_before", "words_before_in_member"):
        opening += linear[name] * first[name]
    for name in ("word_after", "last_word", "run_goes_on_after", "words_after_in_member"):
        closing += linear[name] * last[name]
    for name in ("n_的", "n_了", "n_是", "numerals", "digits"):
        before, after = counts_of(facts, name)
        opening -= linear[name] * before
        closing += linear[name] * after
    return opening, closing


def _score_runs(facts: Facts, i: np.ndarray, j: np.ndarray, weights: dict) -> np.ndarray:
    """What the screen adds for stretches of several members, beyond what it adds for those of one."""
    linear, tables = weights["linear"], weights["tables"]
    columns = compare_inside(facts, i, j) | {"members": count_inside(facts, "members", i, j)}
    score = tables["members"].take(np.minimum(columns["members"], 4)) - tables["members"][1]
    for name, codes in _code_likeness(columns).items():
        score += tables[name].take(codes) - tables[name][5]
    for name in ("heads_alike", "tags_alike", "tails_alike"):
        score += linear[name] * columns[name]
    return score

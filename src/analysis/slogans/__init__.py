"""Slogans (口号、提法、数字缩略): found, named and explained.

Candidates are all stretches between word edges of one sentence; a quick screen keeps the likely ones, trees judge how well
each coincides with a slogan, and the best that do not overlap are kept. docs/slogans.md has the features and the figures.
"""

from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import OptionError, check_choice, check_confidence
from analysis.odds import logistic
from analysis.register import list_words, measure_register
from analysis.resampling import bootstrap_ratio
from analysis.slogans.candidates import Units, list_candidates, split_units
from analysis.slogans.facts import KINDS, Columns, Facts, count_inside, gather_facts
from analysis.slogans.features import describe_all, may_stand, stack_features
from analysis.slogans.model import load_model, pick_best, prefer_long
from analysis.slogans.reasons import READ, explain
from analysis.slogans.screen import pass_screen
from analysis.tables import build_spans, build_table, check_table
from analysis.trees import add_each, add_trees
from analysis.wording import LANGS

if TYPE_CHECKING:
    from analysis.speech import Speech

__all__ = ["KINDS", "default_threshold", "find_slogans", "measure_slogan_density"]


def find_slogans(speech: "Speech", *, threshold: float | None = None, lang: str = "zh") -> pd.DataFrame:
    """The slogans of `speech`, in order of the text; they do not overlap, and page furniture holds none.

    Columns: the span; `kind` (numeral, parallel, fixed, coinage, banner: the first that fits); `score` (the probability,
    calibrated on the annotated texts, that a careful reader marks a slogan here too); `reasons` (up to four features that
    hold of it, in Chinese or English).
    threshold: the least score to keep, 0 to 1. None takes the one that was best on the training texts.

    Raises OptionError for a threshold outside 0 to 1 or an unknown `lang`. Misleads outside official prose, where balance
    and numerals mean something else, and at the start of a slogan: whether 坚决 or 推进 belongs to it is often open.
    Source: the project's guideline and training texts; docs/slogans.md.
    """
    check_choice("lang", lang, LANGS)
    if threshold is not None and (isinstance(threshold, bool) or not isinstance(threshold, Real) or not 0 <= threshold <= 1):
        raise OptionError(f"threshold={threshold!r} is out of range; allowed: 0 to 1, or None for the default. Pass for example 0.5.")
    model = load_model()
    units = split_units(speech)
    i, j = list_candidates(units)
    if not len(i):
        return build_spans("slogans", speech, [], kind=[], score=[], reasons=[])
    facts = gather_facts(speech, units, model["context"])
    likely = pass_screen(facts, i, j, model["screen"])
    i, j = i[likely], j[likely]
    standing = may_stand(facts, i, j)
    i, j = i[standing], j[standing]
    columns = describe_all(facts, i, j)
    matrix = stack_features(columns, model["features"])
    quality = np.mean([add_trees(matrix, trees) for trees in model["quality"]], axis=0)
    quality = prefer_long(quality, units.end[j] - units.start[i]) * _trust(measure_register(speech))
    score = logistic(model["calibration"]["slope"] * quality + model["calibration"]["intercept"])
    least = model["least_quality"] if threshold is None else _quality_at(threshold, model["calibration"])
    kept = np.array(pick_best(units.start[i], units.end[j], quality, least), dtype=np.int64)
    kinds = _name_kinds(matrix[kept], model)
    reasons = _explain(units, {name: columns[name].take(kept) for name in READ}, i[kept], lang)
    return build_spans("slogans", speech, _with_marks(facts, i[kept], j[kept]), kind=kinds, score=score[kept].round(3), reasons=reasons)


def default_threshold() -> float:
    """The score from which `find_slogans` keeps a slogan where no threshold is given: what was best on the training texts."""
    model = load_model()
    return round(float(logistic(model["calibration"]["slope"] * model["least_quality"] + model["calibration"]["intercept"])), 3)


def _trust(register: float) -> float:
    """1 for official wording, 0 for everyday wording: balance and numerals make slogans only in official prose.

    Reports of all periods since 1921 lie above 0. The bounds were set on 100 school essays (most lie below -0.5), with the
    register of the six control texts known; shopping reviews and other essays, measured afterwards, are in docs/slogans.md.
    """
    return min(max((register + 0.5) / 0.5, 0.0), 1.0)


def _with_marks(facts: Facts, i: np.ndarray, j: np.ndarray) -> list[tuple[int, int]]:
    """The spans with the quotation mark beside each whose partner is inside: 戴上“紧箍咒 takes its ” along."""
    opened, closed = count_inside(facts, ("opening_marks", "closing_marks"), i, j)
    start, end = facts.units.start[i] - (closed > opened), facts.units.end[j] + (opened > closed)
    return list(zip(start.tolist(), end.tolist(), strict=True))


def _quality_at(threshold: float, calibration: dict[str, float]) -> float:
    if threshold <= 0:
        return -np.inf
    if threshold >= 1:
        return np.inf
    return (np.log(threshold / (1 - threshold)) - calibration["intercept"]) / calibration["slope"]


def _name_kinds(matrix: np.ndarray, model: dict) -> list[str]:
    kinds = [model["kinds"][k] for k in add_each(matrix, tuple(model["kind"])).argmax(axis=1)]
    # A formula of the lexicon has the kind that its reader gave it.
    listed = matrix[:, model["features"].index("known_kind")].astype(int).tolist()
    # The guideline's order: what is quoted and packed with a numeral is numeral (三严三实), plain numbers such as 十三五 apart.
    quoted, opens, numerals, length = (matrix[:, model["features"].index(name)] for name in ("quoted", "opens_with_numeral", "numerals", "length"))
    packed = ((quoted > 0) & (opens > 0) & (length <= 8) & (numerals < length)).tolist()
    return [KINDS[known - 1] if known else "numeral" if is_packed else kind for kind, known, is_packed in zip(kinds, listed, packed, strict=True)]


def _explain(units: Units, columns: Columns, i: np.ndarray, lang: str) -> list[str]:
    """The reasons for each stretch from its features and its first word."""
    same = units.sentence[i] == units.sentence[np.maximum(i - 1, 0)]
    before = [units.terms[k - 1] if k and inside else "" for k, inside in zip(i.tolist(), same.tolist(), strict=True)]
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    return [explain(dict(zip(columns, row, strict=True)), word, lang) for row, word in zip(rows, before, strict=True)]


def measure_slogan_density(speech: "Speech", slogans: pd.DataFrame | None = None, *, confidence: float = 0.95) -> pd.DataFrame:
    """Slogans per 1,000 characters (of words, without punctuation and page furniture), with a bootstrap interval over sentences.

    One row: the span of the whole text, `n`, `characters`, `density`, `low`, `high`. slogans: a table of `find_slogans`;
    None finds them. The interval says how far the figure depends on which sentences were spoken, not how well slogans are
    found. Raises OptionError for a confidence outside 0 to 1. A text without words gives 0 and a missing interval.
    """
    check_confidence(confidence)
    found = find_slogans(speech) if slogans is None else slogans
    check_table(found)
    terms, sentences = list_words(speech)
    size = np.bincount(sentences, weights=[*map(len, terms)], minlength=len(speech.listed("sentences")["start"])).astype(np.int64)
    start = found["start"].to_numpy()[(found["doc_id"] == speech.doc_id).to_numpy()]
    n = np.bincount(_number_sentences(speech, start), minlength=len(size))
    spoken = size > 0
    n, size = n[spoken], size[spoken]
    characters = int(size.sum())
    low, high = bootstrap_ratio(n * 1000.0, size, confidence)
    columns = {
        "n": [int(n.sum())],
        "characters": [characters],
        "density": [float(n.sum()) / characters * 1000 if characters else 0.0],
        "low": [low],
        "high": [high],
    }
    return build_table("slogan_density", {"doc_id": [speech.doc_id], "start": [0], "end": [len(speech.text)], "text": [speech.text]} | columns)


def _number_sentences(speech: "Speech", places: np.ndarray) -> np.ndarray:
    """The numbers of the sentences that these places of the text lie in; places outside are left out."""
    sentences = speech.listed("sentences")
    at = np.searchsorted(sentences["start"], places, side="right") - 1
    inside = at >= 0
    inside[inside] = places[inside] <= np.array(sentences["end"])[at[inside]]
    return at[inside]

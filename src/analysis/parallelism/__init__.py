"""Parallel runs (排比, 对偶): members in sequence that share a frame, from characters of one compound to whole sentences.

Pairs of neighbouring stretches are screened, judged by trees on how they align, and chained over shared members; a second
set of trees judges the chains, and the best that do not cross are kept. docs/parallels.md has the features and the figures.
"""

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import check_choice
from analysis.odds import log_odds, logistic
from analysis.parallelism.candidates import Pairs, join_pairs, list_pairs
from analysis.parallelism.chains import Chains, are_likely, choose_chains, describe_chains, keep_columns, link_pairs, list_chains
from analysis.parallelism.features import Columns, Facts, describe_pairs, gather_facts
from analysis.parallelism.model import WEIGHTS, Model, load_model
from analysis.parallelism.reasons import explain
from analysis.parallelism.screen import screen_pairs
from analysis.parallelism.sentences import settle_sentences
from analysis.parallelism.units import Units, split_units
from analysis.tables import build_spans
from analysis.trees import add_trees
from analysis.wording import LANGS

if TYPE_CHECKING:
    from analysis.speech import Speech

__all__ = ["find_parallels"]

_CHINESE = re.compile("[\u3400-\u9fff]")


def find_parallels(speech: "Speech", *, weights: str = "official", lang: str = "zh") -> pd.DataFrame:
    """The parallel runs of `speech`, one row for each member, in order of the text; page furniture holds none.

    Columns: the span; `group` (the number of the run, from 1; its members share it), `kind` (paibi: three or more members, duiou:
    two), `score` (the probability, calibrated on annotated texts, that a careful reader marks exactly this run), `reasons` (what
    all members share, in Chinese or English). Runs may lie in one member of a longer one; else they do not overlap.
    weights: "official" for official prose; "essays" for school essays and other prose, where members are whole clauses.

    Raises OptionError for unknown `weights` or `lang`. Misleads where a list is only a list, and at the edges of the first and the
    last member: what introduces a run may be taken into it. Literature: 陈望道 1932; Song et al. 2016 (COLING); Bothwell et al.
    2023 (EMNLP), whose essays (PSE, CC BY-SA 4.0) trained the weights for essays. docs/parallels.md.
    """
    check_choice("weights", weights, WEIGHTS)
    check_choice("lang", lang, LANGS)
    units = split_units(speech)
    model = load_model(weights)
    runs, score = _judge(gather_facts(speech, units), model) if len(units.first) else ([], [])
    rows = []
    for group, (members, chance) in enumerate(zip(runs, score, strict=True), start=1):
        spans = [(int(units.start[first]), int(units.end[stop - 1])) for first, stop in members]
        reason = explain(units, members, [_letters(speech.folded[start:end]) for start, end in spans], lang)
        kind = "paibi" if len(members) > 2 else "duiou"
        rows += [(span, group, kind, chance, reason) for span in _with_final_marks(speech.folded, spans, model)]
    rows.sort(key=lambda row: (row[0][0], -row[0][1], row[1]))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("group", "kind", "score", "reasons"), start=1)}
    return build_spans("parallels", speech, [row[0] for row in rows], **columns)


def screen_speech(facts: Facts, model: Model) -> Pairs:
    """The pairs of a speech that the screen lets pass, at most one a character: an even text without end would pass whole."""
    blocks, scores = [], []
    for pairs in list_pairs(facts.units, inside=model.inside):
        score = screen_pairs(facts, pairs, model.screen)
        passing = score >= model.screen["least"]
        blocks.append(pairs.where(passing))
        scores.append(score[passing])
    score, most = np.concatenate(scores), len(facts.code)
    least = np.partition(score, -most)[-most] if len(score) > most else -np.inf
    return join_pairs([block.where(own >= least) for block, own in zip(blocks, scores, strict=True)])


def stack_columns(columns: Columns, features: list[str]) -> np.ndarray:
    """The named columns as a matrix, a row for each pair."""
    return np.array([columns[name] for name in features], dtype=float).T


def chain_pairs(facts: Facts, pairs: Pairs, columns: Columns, chance: np.ndarray) -> tuple[Pairs, Chains, np.ndarray]:
    """The pairs that are likely enough, their chains, and the features of these."""
    likely = np.flatnonzero(are_likely(pairs, chance))
    pairs, chance = pairs.where(likely), chance[likely]
    links = link_pairs(pairs, chance)
    chains = list_chains(pairs, links)
    return pairs, chains, describe_chains(facts, pairs, keep_columns(columns, likely), links, chains)


def _judge(facts: Facts, model: Model) -> tuple[list[list[tuple[int, int]]], list[float]]:
    """The runs that are kept, as members in word indices, and their scores."""
    pairs = screen_speech(facts, model)
    columns = describe_pairs(facts, pairs, inside=model.inside)
    chance = logistic(add_trees(stack_columns(columns, model.features), model.pair_trees))
    pairs, chains, rows = chain_pairs(facts, pairs, columns, chance)
    quality = logistic(add_trees(rows, model.chain_trees))
    likely = np.flatnonzero(quality >= model.least)
    members = [chains.members(pairs, k) for k in likely.tolist()]
    members, quality = settle_sentences(facts.units, members, quality[likely], inside=model.inside)
    kept = [k for k in choose_chains(members, quality, model.least) if all(_is_chinese(facts.units, member) for member in members[k])]
    score = logistic(model.slope * log_odds(quality) + model.intercept).round(3)
    return [members[k] for k in kept], score[kept].tolist()


def _is_chinese(units: Units, member: tuple[int, int]) -> bool:
    return _CHINESE.search("".join(units.terms[slice(*member)])) is not None


def _letters(text: str) -> str:
    """The text without its marks and blanks."""
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


def _with_final_marks(folded: str, spans: list[tuple[int, int]], model: Model) -> list[tuple[int, int]]:
    """The spans of the members of a run. By the guideline for official prose a run of whole sentences has their final marks."""
    if model.inside and len(spans) > 2 and all(folded[end : end + 1] in ("。", "!", "?") for _, end in spans):
        return [(start, end + 1) for start, end in spans]
    return spans

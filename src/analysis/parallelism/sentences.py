"""Runs of whole sentences that open with one word: 要…。要…。要…。 By the guideline three sentences running make one, however unlike the rest of them is."""

from itertools import pairwise

import numpy as np

from analysis.parallelism.units import PARAGRAPH, SENTENCE, Units

# Words that may open such a run: verbs and adverbs. That three sentences begin with 我们 or 中国 is the rule in prose and no figure.
_OPENING_TAGS = frozenset(b"vdp")
_LEAST = 3
# How far into its sentence the run may open, in words: 他强调，[要…。 or 各地[要…。
_INTRODUCTION = 30
# How likely such a run is one that readers mark: 15 of 16 were, on the training texts. The calibration of the trees moves it by .01.
_CHANCE = 0.94
Members = list[tuple[int, int]]


def settle_sentences(units: Units, members: list[Members], quality: np.ndarray, *, inside: bool) -> tuple[list[Members], np.ndarray]:
    """Chains and their quality with the runs of whole sentences settled by rule: such a run is added, and two sentences make none.

    In essays (`inside` is false) nothing is settled: there the guideline is another one.
    """
    if not inside:
        return members, quality
    ends = set(units.stop[units.level >= SENTENCE].tolist())
    pair = np.array([len(each) == 2 and each[0][1] in ends for each in members], dtype=bool)
    runs = list_sentence_runs(units)
    return members + runs, np.concatenate([np.where(pair, 0.0, quality), np.full(len(runs), _CHANCE)])


def list_sentence_runs(units: Units) -> list[Members]:
    """The longest runs of three or more sentences of a paragraph that open with the same word; the first may open after what introduces it."""
    sentences = _list_sentences(units)
    runs: list[Members] = []
    open_run: list[tuple[int, int]] = []
    for (first, stop, level), (next_first, next_stop, _) in pairwise(sentences):
        word, same_paragraph = units.terms[next_first], level < PARAGRAPH
        if open_run and same_paragraph and units.terms[open_run[-1][0]] == word:
            open_run.append((next_first, next_stop))
            continue
        runs += [open_run] * (len(open_run) >= _LEAST)
        open_run = []
        opening = _find_opening(units, first, stop, word) if same_paragraph and units.letters[next_first] in _OPENING_TAGS else -1
        if opening >= 0:
            open_run = [(opening, stop), (next_first, next_stop)]
    return runs + [open_run] * (len(open_run) >= _LEAST)


def _list_sentences(units: Units) -> list[tuple[int, int, int]]:
    """(first word, stop, level of the mark after it) of each sentence."""
    last = np.flatnonzero(units.level >= SENTENCE)
    first = np.append(0, last[:-1] + 1)[: len(last)]
    return list(zip(units.first[first].tolist(), units.stop[last].tolist(), units.level[last].tolist(), strict=True))


def _find_opening(units: Units, first: int, stop: int, word: str) -> int:
    """Where `word` first stands in the sentence, -1 if not near its beginning."""
    near = units.terms[first : min(stop, first + _INTRODUCTION)]
    return first + near.index(word) if word in near else -1

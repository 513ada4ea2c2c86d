"""The acts of a speech, judged once for all finders that ask."""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.acts.cues import Cues
from analysis.acts.features import Keys, code_sentences
from analysis.acts.model import ACTS, Entries, judge, load_model
from analysis.acts.sentences import Sentence, list_sentences
from analysis.sharing import once_per_speech

if TYPE_CHECKING:
    from analysis.speech import Speech


class Judged(NamedTuple):
    """Sentences with the probability of each act, the likeliest act's position in ACTS, and what speaks for each.

    `around` is what the neighbours add to each act, `entries` the features, `cues` those of all clauses of all sentences.
    """

    sentences: list[Sentence]
    chances: np.ndarray
    best: np.ndarray
    around: np.ndarray
    entries: Entries
    cues: Cues

    def name_acts(self) -> list[str]:
        """The likeliest act of each sentence."""
        return [ACTS[k] for k in self.best.tolist()]


@once_per_speech
def judge_acts(speech: "Speech") -> Judged:
    """The acts of the sentences of `speech`, without page furniture."""
    sentences = list_sentences(speech)
    entries, cues = code_sentences(sentences, _keys())
    chances, around = judge(entries, [sentence.paragraph for sentence in sentences], load_model())
    return Judged(sentences, chances, chances.argmax(axis=1), around, entries, cues)


@cache
def _keys() -> Keys:
    """The rows of the shipped model."""
    return Keys(load_model().rows)

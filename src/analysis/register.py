"""How official the wording of a text is, as one figure."""

from functools import lru_cache
from itertools import compress, repeat
from typing import TYPE_CHECKING

import numpy as np

from analysis.data import read_table
from analysis.places import content_tokens, content_words
from analysis.sharing import once_per_speech

if TYPE_CHECKING:
    from analysis.speech import Speech

# So many words of no register are added to every text: a few words say little.
_PRIOR = 10


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    table = read_table("register.tsv")
    return dict(zip(table["word"].to_list(), table["weight"].to_list(), strict=True))


@once_per_speech
def list_words(speech: "Speech") -> tuple[list[str], list[int]]:
    """The terms of all words of `speech`, without punctuation and page furniture, and the number of the sentence of each."""
    tokens = content_tokens(speech)
    wordy = list(map("w".__ne__, tokens["tag"]))
    return list(compress(tokens["term"], wordy)), list(compress(tokens["sentence"], wordy))


@once_per_speech
def measure_register(speech: "Speech") -> float:
    """The mean weight of the words of `speech` that tell official from general Chinese, drawn to 0 for short texts.

    A weight is the log of a word's share in official reports over its share in general text, within ±3. Of the texts that
    it was looked at on, national and provincial reports since 1954 lie above 0.8, school essays about -0.6, fiction and
    talk below -1; party reports before 1949 about 0. It tells register and not quality, and a text that quotes officials
    at length is drawn towards them.
    """
    words = content_words(speech)
    weights = np.fromiter(map(_weights().get, words.known, repeat(np.nan)), dtype=float, count=len(words.known))[words.number]
    # Summed by numpy, pairwise: a sum from left to right could differ in its last digit.
    known = weights[~np.isnan(weights) & (words.letters != ord("w"))]
    return float(known.sum() / (len(known) + _PRIOR))

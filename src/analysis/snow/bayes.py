"""SnowNLP's naive Bayes over the words of a text, and the evidence that its score hides."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import exp, log
from typing import NamedTuple

from analysis.errors import OptionError
from analysis.snow.cutting import cut_runs
from analysis.snow.model import FIRST, LAST, load_model, unpack_words

_RUN = re.compile(f"([{FIRST}-{LAST}]+)")


class SnowScore(NamedTuple):
    """What SnowNLP makes of one text."""

    score: float  # SnowNLP's probability of 'positive'
    llr: float  # mean log odds positive : negative of a word, 0.0 without words
    n: int  # words that SnowNLP keeps


@dataclass(frozen=True)
class Classifier:
    """A naive Bayes classifier as SnowNLP trains it.

    counts: word → how often the negative and the positive sentences have it, 1 more than seen; 0 on the side that never has it.
    totals: the sums of both sides. Natural logarithms throughout.
    """

    counts: Mapping[str, tuple[int, int]] = field(repr=False)
    totals: tuple[float, float]

    @cached_property
    def priors(self) -> tuple[float, float]:
        """Log probability (negative, positive) before any word."""
        negative, positive = self.totals
        return log(negative) - log(negative + positive), log(positive) - log(negative + positive)

    @cached_property
    def logs(self) -> dict[str, tuple[float, float]]:
        """Word → its log probability in negative and positive sentences, for each word ever seen."""
        negative, positive = self.totals
        return {word: (log((n or 1) / negative), log((p or 1) / positive)) for word, (n, p) in self.counts.items()}

    @cached_property
    def unseen(self) -> tuple[float, float]:
        """The same of a word that was never seen."""
        negative, positive = self.totals
        return log(1 / negative), log(1 / positive)


def score_snownlp(texts: Sequence[str], *, classifier: Classifier | None = None) -> list[SnowScore]:
    """SnowNLP's sentiment of each text, and the evidence behind it: a tuple (score, llr, n) for each.

    score: the same float as `SnowNLP(text).sentiments`, 0 to 1. For "", where SnowNLP raises ZeroDivisionError, it is the prior, as for
        any text without words. llr: the log odds positive : negative of the words, without the prior, divided by their number n (natural
        logarithm; 0.0 without words). Unlike the score it does not grow with the length of the text.
    classifier: another one, from `train_classifier`; None takes SnowNLP's own. The segmenter and the stop words are always SnowNLP's.

    Score many texts in one call: runs of Chinese are cut together, and one text alone takes nearly as long as twenty sentences. The first call reads
    SnowNLP's model. Raises OptionError where `texts` is one string or SnowNLP is not installed.
    Misleads on anything but reviews of goods, on which SnowNLP was trained: adding up the words as if they were independent, it calls almost
    every document of some length exactly 1.0, whatever it says.
    """
    chosen = _choose(classifier)
    return [_score(words, chosen) for words in keep_words(_check_texts("texts", texts))]


def weigh_words(text: str, *, classifier: Classifier | None = None) -> list[tuple[str, float]]:
    """The words that SnowNLP keeps of `text`, in order, each with its log odds positive : negative (natural logarithm).

    Their mean is the `llr` of `score_snownlp`. A word that was never seen counts too: it is as likely as 1 in all words of either side.
    """
    chosen = _choose(classifier)
    [words] = keep_words(_check_texts("text", [text]))
    return [(word, positive - negative) for word in words for negative, positive in [chosen.logs.get(word, chosen.unseen)]]


def train_classifier(positive: Iterable[str], negative: Iterable[str]) -> Classifier:
    """SnowNLP's classifier trained on sentences of your own: the numbers of `snownlp.sentiment.Sentiment().train(negative, positive)`.

    Raises OptionError where one side has no words that SnowNLP keeps. Misleads where both sides differ much in length: the prior
    counts words, not sentences.
    """
    sides = []
    for name, texts in (("negative", negative), ("positive", positive)):
        seen = Counter(word for words in keep_words(_check_texts(name, texts)) for word in words)
        if not seen:
            raise OptionError(f"{name} has no words that SnowNLP keeps; allowed: at least one sentence with such a word. Pass sentences that have some.")
        sides.append({word: n + 1 for word, n in seen.items()})
    counts = {word: (sides[0].get(word, 0), sides[1].get(word, 0)) for word in dict.fromkeys([*sides[0], *sides[1]])}
    return Classifier(counts, (float(sum(sides[0].values())), float(sum(sides[1].values()))))


def _check_texts(name: str, texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise OptionError(f"{name}={texts[:20]!r} is one string; allowed: a list of strings. Put it into a list.")
    if not isinstance(texts, Iterable):
        raise OptionError(f"{name}={texts!r} is no list; allowed: a list of strings. Pass the texts.")
    listed = list(texts)
    for text in listed:
        if not isinstance(text, str):
            raise OptionError(f"{name} has {text!r}, a {type(text).__name__}; allowed: strings. Pass the text itself.")
    return listed


def _choose(classifier: Classifier | None) -> Classifier:
    if classifier is not None and not isinstance(classifier, Classifier):
        raise OptionError(f"classifier={classifier!r} is none; allowed: the result of train_classifier, or None for SnowNLP's own. Train one.")
    return classifier or load_classifier()


@lru_cache(maxsize=1)
def load_classifier() -> Classifier:
    """SnowNLP's own classifier."""
    model = load_model()
    negative, positive = model.totals.tolist()
    return Classifier(dict(zip(unpack_words(model.words), map(tuple, model.counts.tolist()), strict=True)), (negative, positive))


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(unpack_words(load_model().stops))


def keep_words(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text that SnowNLP's classifier sees: cut, and without stop words."""
    stops = _stop_words()
    # Chinese runs stand in the odd places.
    parts = [_RUN.split(text) for text in texts]
    runs = list(dict.fromkeys(run for part in parts for run in part[1::2]))
    cut = dict(zip(runs, cut_runs(runs, load_model()), strict=True))
    words = [[word for number, piece in enumerate(part) for word in (cut[piece] if number % 2 else piece.split())] for part in parts]
    return [[word for word in each if word not in stops] for each in words]


def _score(words: list[str], classifier: Classifier) -> SnowScore:
    logs, unseen = classifier.logs, classifier.unseen
    negative, positive = classifier.priors
    odds = 0.0
    # One addition after the other: a sum in another order could differ in the last bit.
    for word in words:
        n, p = logs.get(word, unseen)
        negative += n
        positive += p
        odds += p - n
    share, other = _share(positive, negative), _share(negative, positive)
    return SnowScore(share if share > other else 1 - other, odds / len(words) if words else 0.0, len(words))


def _share(own: float, other: float) -> float:
    """The probability of one of two classes from their logarithms."""
    try:
        return 1 / (1.0 + exp(other - own))
    except OverflowError:
        return 0.0

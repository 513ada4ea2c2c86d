"""Where a speech appraises: each wording of the lexicon in its scope, as rows with offsets."""

import re
from bisect import bisect_left, bisect_right
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from analysis.acts.sentences import Sentence
from analysis.matching import Index, search_terms
from analysis.sentiment.cues import Cue, Cues
from analysis.sentiment.lexicon import Appraisal
from analysis.sentiment.scope import Judgement, weigh
from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech

_BLANK = re.compile(r"\s")


class Place(NamedTuple):
    """An appraisal at its place: the span, the entry, the position of its sentence, what it is worth, and the span of the cue."""

    span: Span
    appraisal: Appraisal
    sentence: int
    judgement: Judgement
    cue: Span


class _Words(NamedTuple):
    """The words of a sentence by their offsets in the text."""

    starts: list[int]
    ends: list[int]


def place_appraisals(speech: "Speech", sentences: list[Sentence], acts: list[str], index: Index) -> list[Place]:
    """Every appraisal of `speech`, in order; acts: what each of `sentences` does. Entries of value 0 only hide others."""
    starts = [sentence.start for sentence in sentences]
    tokens = speech.listed("tokens")
    words = _Words(tokens["start"], tokens["end"])
    found = search_terms(speech, index)
    places: list[Place] = []
    for number, matches in groupby(found, key=lambda match: bisect_right(starts, match[0][0]) - 1):
        sentence = sentences[number]
        # A wording that runs over a sentence's end is none.
        own = [(span, appraisal) for span, appraisal in matches if appraisal.value and number >= 0 and span[1] <= sentence.end]
        if own:
            places += _place(own, number, acts[number], _cut(sentence, words, [span for span, _ in own]))
    return places


def _place(matches: list[tuple[Span, Appraisal]], number: int, act: str, cut: tuple[Cues, _Words]) -> list[Place]:
    """The appraisals of one sentence."""
    cues, words = cut
    places = []
    for span, appraisal in matches:
        first, stop = bisect_left(words.starts, span[0]), bisect_right(words.ends, span[1])
        judgement = weigh(appraisal, (first, stop), act, cues)
        places.append(Place(span, appraisal, number, judgement, _span_of_cue(judgement.cue, span, words)))
    return places


def _cut(sentence: Sentence, words: _Words, spans: list[Span]) -> tuple[Cues, _Words]:
    """The cues of a sentence, its words cut at the appraisals too: 解决 in the one word 解决困难 governs as any other."""
    first, stop = sentence.first, sentence.first + len(sentence.terms)
    own, terms, clauses = _Words(words.starts[first:stop], words.ends[first:stop]), sentence.terms, sentence.clauses
    cuts = [(k, edge) for edge in sorted(set(chain.from_iterable(spans))) if own.starts[k := bisect_right(own.starts, edge) - 1] < edge < own.ends[k]]
    if cuts:
        inner, cut = [edge for _, edge in cuts], [k for k, _ in cuts]
        own = _Words(sorted(own.starts + inner), sorted(own.ends + inner))
        clauses = [(low + bisect_left(cut, low), high + bisect_left(cut, high)) for low, high in clauses]
    if cuts or _BLANK.search("".join(terms)):
        folded, offset = sentence.folded, sentence.start
        # A line's end inside a word is no part of it.
        terms = ["".join(folded[start - offset : end - offset].split()) for start, end in zip(*own, strict=True)]
    return Cues(terms, clauses), own


def _span_of_cue(cue: Cue | None, span: Span, words: _Words) -> Span:
    """Where the cue stands; an empty span at the appraisal where no word gives its scope."""
    return (span[0], span[0]) if cue is None else (words.starts[cue.first], words.ends[cue.stop - 1])

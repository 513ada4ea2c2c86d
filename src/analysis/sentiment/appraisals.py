"""Where a speech appraises: each wording of the lexicon in its scope, as rows with offsets."""

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from analysis.acts.features import Sentence
from analysis.matching import Index, search_terms
from analysis.sentiment.lexicon import Appraisal
from analysis.sentiment.scope import Cue, Cues, Judgement, judge
from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech


class Place(NamedTuple):
    """An appraisal at its place: the span, the entry, the position of its sentence, what it is worth, and the span of the cue."""

    span: Span
    appraisal: Appraisal
    sentence: int
    judgement: Judgement
    cue: Span


def place_appraisals(speech: "Speech", sentences: list[Sentence], acts: list[str], index: Index) -> list[Place]:
    """Every appraisal of `speech`, in order; acts: what each of `sentences` does. Entries of value 0 only hide others."""
    starts = [sentence.start for sentence in sentences]
    tokens = speech.tokens
    words = tokens["start"].to_list(), tokens["end"].to_list()
    cues: dict[int, Cues] = {}
    found = []
    for span, appraisal in search_terms(speech, index):
        number = bisect_right(starts, span[0]) - 1
        # A wording that runs over a sentence's end is none.
        if not appraisal.value or number < 0 or span[1] > sentences[number].end:
            continue
        sentence = sentences[number]
        if number not in cues:
            cues[number] = Cues(sentence.terms, sentence.clauses)
        first = bisect_right(words[0], span[0]) - 1 - sentence.first
        stop = bisect_left(words[1], span[1]) + 1 - sentence.first
        judgement = judge(appraisal, (first, stop), acts[number], cues[number])
        found.append(Place(span, appraisal, number, judgement, _span_of_cue(judgement.cue, sentence, span, words)))
    return found


def _span_of_cue(cue: Cue | None, sentence: Sentence, span: Span, words: tuple[list[int], list[int]]) -> Span:
    """Where the cue stands; an empty span at the appraisal where no word gives its scope."""
    if cue is None:
        return span[0], span[0]
    return words[0][sentence.first + cue.first], words[1][sentence.first + cue.stop - 1]

"""What an appraisal is worth where it stands: stated, denied, dealt with, demanded, supposed or conceded; and how strongly it is put."""

from bisect import bisect_left, bisect_right
from functools import cache
from typing import NamedTuple

from analysis.sentiment.lexicon import Appraisal, cue_words

# What a value is multiplied by in each scope, for good and for bad; why each: docs/sentiment.md. Good things are never handled.
FACTORS = {
    "stated": (1.0, 1.0),
    "negated": (-0.5, -0.5),
    "handled": (1.0, 0.0),
    "demanded": (0.0, 0.5),
    "supposed": (0.25, 0.5),
    "conceded": (0.25, 0.25),
}
SCOPES = tuple(FACTORS)
# Bad things that were dealt with, where a sentence reports success: 克服了困难.
OVERCOME = -0.5
# A fault of minds stays named when it is to be overcome: 克服麻痹思想.
BLAMED = 0.5
DEGREE = {"raises": 1.5, "lowers": 0.5}
# In how many words before an appraisal a negation or a word of degree holds; in how many after it, what became of it.
_NEGATED, _CLOSE, _AFTER = 4, 2, 8
_LONGEST_CUE = 3
_REPORTING = ("achievement", "problem")


class Cue(NamedTuple):
    """A word of a sentence that changes appraisals, as a half-open range of its words."""

    first: int
    stop: int


class Judgement(NamedTuple):
    """The scope of an appraisal, the cue that gave it (if a word did), the factor of degree and the weight after all."""

    scope: str
    cue: Cue | None
    degree: float
    weight: float


class Cues:
    """The cues of one sentence by group, in order; looked up around a place without going through all of them."""

    def __init__(self, terms: list[str], clauses: list[tuple[int, int]]) -> None:
        self._by_group = _list_cues(terms)
        self._stops = {group: [cue.stop for cue in cues] for group, cues in self._by_group.items()}
        self._clauses, self._starts = clauses, [start for start, _ in clauses]

    def clause(self, first: int, stop: int) -> tuple[int, int]:
        """The clause of the word `first`; the words themselves where it is in none."""
        at = bisect_right(self._starts, first) - 1
        return self._clauses[at] if at >= 0 and first < self._clauses[at][1] else (first, stop)

    def before(self, group: str, low: int, first: int) -> list[Cue]:
        """The cues of a group that lie between the words `low` and `first`, in order; of a long stretch the last few."""
        end = bisect_right(self._stops.get(group, ()), first)
        return [cue for cue in self._by_group.get(group, [])[max(0, end - _NEGATED) : end] if cue.first >= low]

    def after(self, group: str, stop: int, reach: int) -> list[Cue]:
        """The cues of a group that begin at the word `stop` or after it, before `reach`; the first few."""
        at = bisect_left(self._stops.get(group, ()), stop + 1)
        return [cue for cue in self._by_group.get(group, [])[at : at + _NEGATED] if stop <= cue.first < reach]


@cache
def _groups_of_words() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for group, words in cue_words().items():
        for word in words:
            index[word] = (*index.get(word, ()), group)
    return index


def _list_cues(terms: list[str]) -> dict[str, list[Cue]]:
    """Group → its cues, none inside another: 不能 is one negation, not two."""
    index, found = _groups_of_words(), {}
    for k in range(len(terms)):
        joined = ""
        for stop in range(k + 1, min(k + _LONGEST_CUE, len(terms)) + 1):
            joined += terms[stop - 1]
            for group in index.get(joined, ()):
                cues = found.setdefault(group, [])
                if cues and cues[-1].first == k:
                    cues.pop()
                if not cues or cues[-1].stop <= k:
                    cues.append(Cue(k, stop))
    return found


def judge(appraisal: Appraisal, span: tuple[int, int], act: str, cues: Cues) -> Judgement:
    """What an appraisal at the words `span` of a sentence is worth; act: what the sentence does."""
    clause = cues.clause(*span)
    degree = _degree(cues, clause, span)
    scope, cue = _find_scope(appraisal, act, cues, (clause, span))
    return Judgement(scope, cue, degree, _factor(appraisal, scope, act) * appraisal.value * degree)


def _degree(cues: Cues, clause: tuple[int, int], span: tuple[int, int]) -> float:
    """The strongest change of degree beside an appraisal: 十分困难, 成绩显著."""
    first, stop = span
    low, high = max(clause[0], first - _CLOSE), min(clause[1], stop + 1)
    factors = [factor for group, factor in DEGREE.items() if cues.before(group, low, first) or cues.after(group, stop, high)]
    return max(factors, key=lambda factor: abs(factor - 1), default=1.0)


def _find_scope(appraisal: Appraisal, act: str, cues: Cues, place: tuple[tuple[int, int], tuple[int, int]]) -> tuple[str, Cue | None]:
    """The first of these that holds: denied, dealt with, demanded, supposed or conceded; else stated."""
    (low, high), (first, stop) = place
    denied = _deny(appraisal, cues, low, (first, stop, high))
    # Denied twice (不可能没有困难) is stated.
    if len(denied) % 2:
        return "negated", denied[-1]
    if appraisal.value < 0 and (handled := _handle(cues, low, (first, stop, high))):
        return "handled", handled[-1]
    demands = cues.before("demands", 0 if act == "directive" else low, first)
    if act == "directive" or (demands and act not in _REPORTING):
        return "demanded", demands[-1] if demands else None
    for group, scope in (("supposes", "supposed"), ("concedes", "conceded")):
        if found := cues.before(group, low, first):
            return scope, found[-1]
    return "stated", None


def _deny(appraisal: Appraisal, cues: Cues, low: int, around: tuple[int, int, int]) -> list[Cue]:
    first, stop, high = around
    before = cues.before("negates", max(low, first - _NEGATED - 1), first)
    # What is good can be denied after it: 成效不明显.
    return before + (cues.after("negates", stop, min(high, stop + 1)) if appraisal.value > 0 else [])


def _handle(cues: Cues, low: int, around: tuple[int, int, int]) -> list[Cue]:
    """The words by which a bad thing is dealt with, before or after it; 尚未有效缓解 is none."""
    first, stop, high = around
    after = cues.after("handled", stop, min(high, stop + _AFTER))
    if after and cues.after("negates", stop, after[0].first):
        after = []
    return after + cues.before("handles", low, first)


def _factor(appraisal: Appraisal, scope: str, act: str) -> float:
    if scope == "handled" and act == "achievement":
        return OVERCOME
    if scope == "handled" and appraisal.term in cue_words()["blames"]:
        return BLAMED
    good, bad = FACTORS[scope]
    return good if appraisal.value > 0 else bad

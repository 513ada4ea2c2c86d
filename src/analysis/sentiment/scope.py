"""What an appraisal is worth where it stands: stated, denied, dealt with, demanded, supposed or conceded; and how strongly it is put."""

from functools import lru_cache
from typing import NamedTuple

from analysis.sentiment.cues import Cue, Cues, cue_words
from analysis.sentiment.lexicon import Appraisal

# What a value is multiplied by in each scope, for good and for bad; why each: docs/sentiment.md.
FACTORS = {
    "stated": (1.0, 1.0),
    "negated": (-0.5, -0.5),
    # Good things are never handled.
    "handled": (1.0, 0.0),
    "demanded": (0.0, 0.5),
    "supposed": (0.25, 0.5),
    "conceded": (0.25, 0.25),
}
SCOPES = tuple(FACTORS)
# Bad things that were dealt with, where a sentence reports success: 克服了困难.
OVERCOME = -0.5
# A fault of minds stays named when it is to be overcome: who has to overcome 麻痹思想 has it.
BLAMED = 1.0
DEGREE = {"raises": 1.5, "lowers": 0.5}
# In how many words a cue holds: a negation before an appraisal or before another cue, a degree, what became of a bad thing after it,
# the verb after 得到, and what grows before its growth.
_NEGATION, _NEAR, _CLOSE, _AFTER, _VERB, _SUBJECT = 5, 2, 2, 8, 4, 6
_REPORTING = ("achievement", "problem")


class Judgement(NamedTuple):
    """The scope of an appraisal, the cue that gave it (if a word did), the factor of degree and the weight after all."""

    scope: str
    cue: Cue | None
    degree: float
    weight: float


class _Place(NamedTuple):
    """An appraisal's words `first` to `stop` in the clause `low` to `high`."""

    low: int
    first: int
    stop: int
    high: int


def weigh(appraisal: Appraisal, span: tuple[int, int], act: str, cues: Cues) -> Judgement:
    """What an appraisal at the words `span` of a sentence is worth; act: what the sentence does."""
    low, high = cues.clause(*span)
    place = _Place(low, *span, high)
    degree = _degree(cues, place)
    scope, cue = _find_scope(appraisal, act, cues, place)
    return Judgement(scope, cue, degree, _factor(appraisal, scope, act) * appraisal.value * degree)


def _degree(cues: Cues, place: _Place) -> float:
    """The strongest change of degree beside an appraisal: 非常困难, 成绩很大."""
    low, high = max(place.low, place.first - _CLOSE), min(place.high, place.stop + 1)
    factors = [factor for group, factor in DEGREE.items() if cues.before(group, low, place.first) or cues.after(group, place.stop, high)]
    return max(factors, key=lambda factor: abs(factor - 1), default=1.0)


def _find_scope(appraisal: Appraisal, act: str, cues: Cues, place: _Place) -> tuple[str, Cue | None]:
    """The first of these that holds: denied or dealt with (by the nearer word), demanded, supposed or conceded; else stated."""
    good = appraisal.value > 0
    handled, spent = (None, None) if good else _find_handling(appraisal, cues, place)
    denied = _find_denial(appraisal, cues, place, spent)
    if handled and not (denied and handled.first < denied.first < place.first):
        return "handled", handled
    if denied:
        return "negated", denied
    demands = cues.before("demands", 0 if act == "directive" else place.low, place.first)
    if act == "directive" or (demands and act not in _REPORTING):
        return "demanded", demands[-1] if demands else None
    for group, scope in (("supposes", "supposed"), ("concedes", "conceded")):
        if found := cues.before(group, place.low, place.first):
            return scope, found[-1]
    return "stated", None


def _find_denial(appraisal: Appraisal, cues: Cues, place: _Place, spent: Cue | None) -> Cue | None:
    """What denies an appraisal: a negation (two of them do not), or, of growth, a bad thing that grows."""
    if appraisal.value > 0 and (burden := _find_burden(appraisal, cues, place)):
        return burden
    found = [cue for cue in cues.before("negates", max(place.low, place.first - _NEGATION), place.first) if _denies(cue, cues, place)]
    # A negation that denies the handling of a bad thing is spent: 没有解决困难.
    found = [cue for cue in found if spent is None or cue.first > spent.first]
    # What is good can be denied after it: 成效不明显.
    if appraisal.value > 0:
        found += cues.after("negates", place.stop, min(place.high, place.stop + 1))
    return found[-1] if len(found) % 2 else None


def _find_burden(appraisal: Appraisal, cues: Cues, place: _Place) -> Cue | None:
    """The bad thing whose growth a word of growth reports: 失业人数 in 失业人数大幅增长."""
    if not _holds("grows", appraisal.term):
        return None
    near = range(place.first - 1, max(place.low, place.first - _SUBJECT) - 1, -1)
    return next((Cue(k, k + 1) for k in near if _holds("burdens", cues.terms[k])), None)


@lru_cache(maxsize=1 << 15)
def _holds(group: str, word: str) -> bool:
    """Whether a word of a group of cues is a part of `word`."""
    return any(each in word for each in cue_words()[group])


def _denies(cue: Cue, cues: Cues, place: _Place) -> bool:
    """Whether a negation denies what follows it: not in 不忘历史教训, not in 没有坚强领导，就没有今天."""
    if cues.before("keeps", cue.stop, place.first):
        return False
    return not (cues.word(cue.first - 1) == "就" or "就" in cues.terms[slice(*cues.next_clause(place.high))][:1])


def _find_handling(appraisal: Appraisal, cues: Cues, place: _Place) -> tuple[Cue | None, Cue | None]:
    """The word by which a bad thing is dealt with; or None, and such a word that is itself denied (没有克服困难)."""
    after = _handled_after(cues, place)
    if after:
        return after, None
    before = [cue for cue in cues.before("handles", place.low, place.first) if _governs(cue, appraisal, cues, place)]
    if not before:
        return None, None
    cue = before[-1]
    denials = cues.before("negates", max(place.low, cue.first - _NEAR), cue.first)
    return (None, cue) if len(denials) % 2 else (cue, None)


def _handled_after(cues: Cues, place: _Place) -> Cue | None:
    """What became of a bad thing after it: 风险化解, 局面得到有力扭转; 尚未有效缓解 is none."""
    reach = min(place.high, place.stop + _AFTER)
    found = cues.after("eases", place.stop, reach)[:1]
    for passive in cues.after("undergoes", place.stop, reach)[:1]:
        found += cues.after("handles", passive.stop, min(place.high, passive.stop + _VERB))[:1]
    first = min(found, default=None)
    return None if first is None or cues.after("negates", place.stop, first.first) else first


def _governs(cue: Cue, appraisal: Appraisal, cues: Cues, place: _Place) -> bool:
    """Whether a verb of handling has the appraisal as its object, and is not itself a part of its subject: 防范意识薄弱, 查处不严."""
    if appraisal.term in cue_words()["predicates"] and cues.word(place.stop) not in cue_words()["heads"]:
        return False
    if cues.before("turns", cue.stop, min(place.first, cue.stop + 1)) and cues.word(cue.stop + 1) not in ("中", "上", "里", "的"):
        return False
    between = cues.before("turns", cue.stop, place.first)
    if any(cues.word(turn.first - 1) == "的" for turn in between):
        return False
    return not any(cues.word(remain.stop) != "的" for remain in cues.before("remains", cue.stop, place.first))


def _factor(appraisal: Appraisal, scope: str, act: str) -> float:
    if scope == "handled" and act == "achievement":
        return OVERCOME
    if scope == "handled" and appraisal.term in cue_words()["blames"]:
        return BLAMED
    good, bad = FACTORS[scope]
    return good if appraisal.value > 0 else bad

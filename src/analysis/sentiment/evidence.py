"""The witnesses of a tone in words: which appraisals were counted, and who would have said otherwise."""

from functools import cache

from analysis.sentiment.appraisals import Place
from analysis.wording import VALUES, say

# What a witness alone takes for positive and negative. SnowNLP's bounds are those of its users; the lexicon's was chosen on training texts.
SNOWNLP_BOUNDS = (0.4, 0.6)
LEXICON_BOUND = 1.0
_ACTS = {"achievement": 1, "problem": -1}
WITNESSES = {"act": ("言语行为", "act"), "lexicon": ("词典", "lexicon"), "snownlp": ("SnowNLP", "SnowNLP")}
# Between items, between names, around a scope, and between the word that gives it and its name.
_MARKS = {"zh": ("；", "、", "（{}）", "："), "en": ("; ", ", ", " ({})", ": ")}


def tones_of_witnesses(act: str, net: float, snownlp: float) -> dict[str, int]:
    """What each witness alone says: its name → -1, 0, 1."""
    low, high = SNOWNLP_BOUNDS
    return {
        "act": _ACTS.get(act, 0),
        "lexicon": int(net >= LEXICON_BOUND) - int(net <= -LEXICON_BOUND),
        "snownlp": int(snownlp >= high) - int(snownlp <= low),
    }


def list_dissent(tone: int, witnesses: dict[str, int], lang: str) -> str:
    """The witnesses that would give another tone, with theirs: `SnowNLP +1`."""
    return _say_dissent(tone, tuple(witnesses.items()), lang)


@cache
def _say_dissent(tone: int, witnesses: tuple[tuple[str, int], ...], lang: str) -> str:
    return _MARKS[lang][1].join(f"{say(name, lang, WITNESSES)} {_sign(own, '+d')}" for name, own in witnesses if own != tone)


def say_evidence(places: list[Place], text: str, lang: str) -> str:
    """The appraisals as written, each with its weight and the scope that changed it: `成绩显著 +3.0；困难 0（克服：应对）`."""
    return _MARKS[lang][0].join(_say(place, text, lang) for place in places)


def _say(place: Place, text: str, lang: str) -> str:
    (start, end), (first, stop) = place.span, place.cue
    judgement, (_, _, bracket, colon) = place.judgement, _MARKS[lang]
    said = f"{text[start:end]} {_sign(judgement.weight, '+.1f')}"
    if judgement.scope == "stated":
        return said
    named = [text[first:stop], say(judgement.scope, lang, VALUES)]
    return said + bracket.format(colon.join(filter(None, named)))


def _sign(value: float, form: str) -> str:
    return format(value, form) if value else "0"

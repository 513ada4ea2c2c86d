"""Why a sentence was taken for its act: what of it speaks most for this act against the others, in words."""

from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.acts.cues import list_words, number_groups
from analysis.acts.judging import Judged
from analysis.acts.model import load_model
from analysis.acts.sentences import Sentence
from analysis.wording import VALUES, say

MOST = 4
# What adds less than this to the log odds is no reason.
LEAST = 0.05
# Reason → (Chinese, English); the blank takes a word of the sentence.
REASONS = {
    "oblige": ("有“{}”等情态词", "modal words such as {}"),
    "want": ("有表要求的“{}”", "{} as a demand"),
    "forbid": ("有“{}”等禁止词", "forbidding words such as {}"),
    "plan": ("有“{}”等计划词", "planning words such as {}"),
    "wish": ("有“{}”等祈愿词", "wishing words such as {}"),
    "push": ("有“{}”等加力副词", "urging adverbs such as {}"),
    "verb": ("有“{}”等施政动词", "verbs of policy such as {}"),
    "preposition": ("有介词“{}”", "the preposition {}"),
    "aspect": ("有完成标记“{}”", "{} marks completion"),
    "done": ("有完成标记“{}”", "{} marks completion"),
    "attained": ("有完成标记“{}”", "{} marks completion"),
    "already": ("有完成标记“{}”", "{} marks completion"),
    "outcome": ("有“{}”等成果词", "words for results such as {}"),
    "bare_result": ("讲结果而无要求", "a result without a demand"),
    "growth": ("有“{}”等增减词", "words of growth or decline such as {}"),
    "praise": ("有“{}”等褒义词", "praising words such as {}"),
    "trouble": ("有“{}”等问题词", "words for trouble such as {}"),
    "bare_trouble": ("问题没有对策相随", "trouble without a remedy"),
    "handled": ("问题词受对策、否定或情态词管束", "trouble under a remedy, a negation or a modal"),
    "lack": ("有“{}”等不足词", "words of want such as {}"),
    "but": ("有“{}”等转折词", "turning words such as {}"),
    "handle": ("有“{}”等对策词", "remedies such as {}"),
    "none": ("有否定词“{}”", "negated by {}"),
    "meeting": ("有“{}”等会务词", "words of procedure such as {}"),
    "said": ("有“{}”等言说词", "verbs of speaking such as {}"),
    "person": ("有“{}”等职务称谓", "titles such as {}"),
    "report": ("有日期或人名", "dates or names"),
    "copula": ("有“{}”等判断词", "copulas such as {}"),
    "reason": ("有“{}”等论证词", "words of argument such as {}"),
    "greet": ("有“{}”等致意词", "words of greeting such as {}"),
    "deixis": ("以“{}”承上", "{} refers back"),
    "we": ("以“{}”为主语", "{} as the subject"),
    "past": ("有“{}”等过去时间词", "words for the past such as {}"),
    "now": ("有“{}”等现在时间词", "words for the present such as {}"),
    "future": ("有“{}”等将来时间词", "words for the future such as {}"),
    "time": ("与过去或将来的年份相比", "measured against other years"),
    "voice": ("前有引述词", "introduced as somebody's words"),
    "figure": ("有数字", "figures"),
    "form:heading": ("是标题", "a heading"),
    "form:headline": ("是标题", "a heading"),
    "form:question": ("是问句", "a question"),
    "form:exclaims": ("是感叹句", "an exclamation"),
    "form:greeting": ("是称呼或致谢", "a salutation or thanks"),
    "form:quote_opens": ("以引文起句", "opens with a quotation"),
    "form:numbered": ("是分项", "an item of a list"),
    "opentag": ("以{}起句", "opens with {}"),
    "running:past": ("上文讲已做的事", "follows what was done"),
    "running:plan": ("上文讲要做的事", "follows what is to be done"),
    "running:trouble": ("上文讲问题", "follows a problem"),
    "running:said": ("在引述之中", "within reported speech"),
    "neighbours": ("前后句多为“{}”", "neighbours of the same kind ({})"),
    "furniture": ("页面附件", "page furniture"),
    "wording": ("用词相近", "wording alike"),
}
# First letter of the dictionary's tag → part of speech, where it says something.
_PARTS = {
    "v": ("动词", "a verb"),
    "d": ("副词", "an adverb"),
    "n": ("名词", "a noun"),
    "r": ("代词", "a pronoun"),
    "c": ("连词", "a conjunction"),
    "m": ("数词", "a number"),
}
_SEPARATOR = {"zh": "；", "en": "; "}
_WORDS, _WORD_KEY = ("word", "start", "open"), "word:"
_WORD = ("用词“{}”", "the word {}")


def explain_all(judged: Judged, lang: str) -> list[str]:
    """The reasons for each sentence, at most four, the weightiest first."""
    words, keys, many = _first_words(judged), _list_keys(judged), len(number_groups())
    told = []
    for k, (sentence, own, act) in enumerate(zip(judged.sentences, keys, judged.name_acts(), strict=True)):
        told.append(_explain(own, {"neighbours": act, "opentag": _opening_part(sentence)}, words, k * many, lang))
    return told


def _list_keys(judged: Judged) -> list[list[int]]:
    """What speaks for the act of each sentence against the others, the weightiest first, without what adds less than LEAST: numbers of keys."""
    known, entries, acts = _tally(), judged.entries, judged.best
    n, sentences = len(known.keys), np.arange(len(acts))
    told = known.numbers[entries.row] >= 0
    sentence, row = entries.sentence[told], entries.row[told]
    gain = known.contrasts[row, acts[sentence]] * entries.value[told]
    from_neighbours = (judged.around[sentences, acts] * 5 - judged.around.sum(axis=1)) / 4
    codes, at = np.unique(np.concatenate([sentences * n + known.neighbours, sentence * n + known.numbers[row]]), return_inverse=True)
    gains = np.bincount(at, weights=np.concatenate([from_neighbours, gain]))
    codes, gains = codes[gains >= LEAST], gains[gains >= LEAST]
    owners, numbers = np.divmod(codes, n)
    # Of equals, the first in the order of the keys, as the codes are.
    numbers = numbers[np.lexsort((-gains, owners))].tolist()
    return [numbers[low:high] for low, high in pairwise(np.searchsorted(owners, np.arange(len(acts) + 1)).tolist())]


class _Key(NamedTuple):
    """What features count for."""

    name: str
    group: int | None  # the number of its group of cues
    word: str  # of keys that are a word


class _Tally(NamedTuple):
    """What the features of the model count for."""

    keys: list[_Key]  # sorted by name, without those that no reason can tell
    neighbours: int  # position in `keys`
    numbers: np.ndarray  # row of the model → position in `keys`, or -1
    contrasts: np.ndarray  # row, act → log odds of this act against the others


@cache
def _tally() -> _Tally:
    model, groups = load_model(), number_groups()
    counted = [_name(name) for name in model.names]
    names = sorted({"neighbours", *filter(_is_told, counted)})
    place = {name: k for k, name in enumerate(names)}
    own = model.weights[:, 5:]
    contrasts = (own * 5 - own.sum(axis=1, keepdims=True)) / 4
    keys = [_Key(name, groups.get(name.partition(":")[0]), name[len(_WORD_KEY) :] if name.startswith(_WORD_KEY) else "") for name in names]
    return _Tally(keys, place["neighbours"], np.array([place.get(name, -1) for name in counted]), contrasts)


def _name(feature: str) -> str:
    """The key that a feature counts for: its group, or the word itself for words wherever they stand."""
    group, _, what = feature.partition(":")
    if group in _WORDS:
        return f"{_WORD_KEY}{what}"
    if feature in REASONS:
        return feature
    return "opentag" if group == "opentag2" else group


def _is_told(name: str) -> bool:
    """Whether a reader is told of a key; single characters are no reason."""
    group, _, word = name.partition(":")
    return (len(word) > 1 and word.isalnum()) if group == "word" else name in REASONS


def _explain(numbers: list[int], others: dict[str, str], words: dict[int, str], first: int, lang: str) -> str:
    """The weightiest reasons; words: `first` + the number of a group → the first word of the sentence that belongs to it."""
    given: list[str] = []
    keys = _tally().keys
    for number in numbers:
        if len(given) == MOST:
            break
        name, group, word = keys[number]
        named = word or (words.get(first + group, "") if group is not None else "")
        reason = _say(name, named or others.get(name, ""), lang)
        if reason and reason not in given and not (named and _is_said(named, bool(word), given)):
            given.append(reason)
    return _SEPARATOR[lang].join(given) if given else say("wording", lang, REASONS)


def _is_said(named: str, is_word: bool, given: list[str]) -> bool:
    """True where a reason before it has already named the word."""
    return any(named in reason and (is_word or f"“{named}”" in reason or named in reason.split()) for reason in given)


@lru_cache(maxsize=1 << 15)
def _say(name: str, blank: str, lang: str) -> str | None:
    """The reason in words, with what belongs in its blank; None for a part of speech that says nothing."""
    if name.startswith(_WORD_KEY):
        return _WORD[lang == "en"].format(blank)
    if name == "opentag" and blank not in _PARTS:
        return None
    table = {"neighbours": VALUES, "opentag": _PARTS}.get(name)
    return say(name, lang, REASONS).format(say(blank, lang, table) if table else blank)


def _opening_part(sentence: Sentence) -> str:
    """The first letter of the tag of the first word of what is said, past “…强调，”."""
    content = sentence.clauses[sentence.said : sentence.said + 1]
    return sentence.tags[content[0][0]][0] if content else ""


def _first_words(judged: Judged) -> dict[int, str]:
    """Position of a sentence × how many groups of cues there are + number of a group → the first word of the sentence that belongs to it."""
    cues, sentences = judged.cues, judged.sentences
    owners = np.repeat(np.arange(len(sentences)), [len(sentence.clauses) for sentence in sentences])
    codes, at = np.unique(owners[cues.clause] * len(number_groups()) + cues.group, return_index=True)
    return dict(zip(codes.tolist(), map(list_words().__getitem__, cues.word[at].tolist()), strict=True))

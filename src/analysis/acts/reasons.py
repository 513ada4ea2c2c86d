"""Why a sentence was taken for its act: what of it speaks most for this act against the others, in words."""

from functools import lru_cache

import numpy as np

from analysis.acts.cues import words_by_group
from analysis.acts.features import Sentence, content_clauses, join_terms
from analysis.acts.model import ACTS, Entries, Model
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
_WORDS = ("word", "start", "open")
_WORD = ("用词“{}”", "the word {}")


def explain_all(sentences: list[Sentence], acts: np.ndarray, judged: tuple[np.ndarray, Entries], model: Model, lang: str) -> list[str]:
    """The reasons for each sentence, at most four, the weightiest first; `judged` is what `judge` gives beside the chances."""
    around, entries = judged
    act = acts[entries.sentence]
    own = model.weights[entries.row, 5:]
    gain = (own[np.arange(len(act)), act] * 5 - own.sum(axis=1)) / 4 * entries.value
    rows = np.arange(len(acts))
    from_neighbours = (around[rows, acts] * 5 - around.sum(axis=1)) / 4
    gains: list[dict[str, float]] = [{"neighbours": value} for value in from_neighbours.tolist()]
    for k, row, value in zip(entries.sentence.tolist(), entries.row.tolist(), gain.tolist(), strict=True):
        key = _key(model.names[row])
        gains[k][key] = gains[k].get(key, 0.0) + value
    return [_word(sentence, found, ACTS[act], lang) for sentence, found, act in zip(sentences, gains, acts.tolist(), strict=True)]


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    """What a feature counts for: its group, or the word itself for words wherever they stand."""
    group, _, what = name.partition(":")
    if group in _WORDS:
        return f"word:{what}"
    if name in REASONS:
        return name
    return "opentag" if group == "opentag2" else group


def _word(sentence: Sentence, gains: dict[str, float], act: str, lang: str) -> str:
    given: list[str] = []
    for key, gain in sorted(gains.items(), key=lambda item: (-item[1], item[0])):
        if gain < LEAST or len(given) == MOST:
            break
        reason = _say(key, sentence, act, lang)
        if reason and reason not in given and not _is_said(key, sentence, given):
            given.append(reason)
    return _SEPARATOR[lang].join(given or [say("wording", lang, REASONS)])


def _is_said(key: str, sentence: Sentence, given: list[str]) -> bool:
    """True where a reason before it has already named the word."""
    group, _, word = key.partition(":")
    named = word if group == "word" else _find_word(sentence, group)
    return bool(named) and any(f"“{named}”" in reason or named in reason.split() or (group == "word" and named in reason) for reason in given)


def _say(key: str, sentence: Sentence, act: str, lang: str) -> str | None:
    group, _, word = key.partition(":")
    if group == "word":
        return _WORD[lang == "en"].format(word) if len(word) > 1 and word.isalnum() else None
    if key not in REASONS:
        return None
    if key == "neighbours":
        return say(key, lang, REASONS).format(say(act, lang, VALUES))
    if key == "opentag":
        part = _opening_part(sentence)
        return say(key, lang, REASONS).format(say(part, lang, _PARTS)) if part in _PARTS else None
    return say(key, lang, REASONS).format(_find_word(sentence, group))


def _opening_part(sentence: Sentence) -> str:
    """The first letter of the tag of the first word of what is said, past “…强调，”."""
    content = content_clauses(sentence)
    return sentence.tags[content[0][0]][0] if content else ""


def _find_word(sentence: Sentence, group: str) -> str:
    """The first word of the sentence that belongs to a group of cues."""
    words = words_by_group().get(group, frozenset())
    joined = (joined for start, stop in sentence.clauses for _, joined in join_terms(sentence.terms, start, stop))
    return next((word for word in joined if word in words), "")

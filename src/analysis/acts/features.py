"""What is known of each sentence, as named values `group:what`: cue words, words, openings, forms, figures, place, voice, what runs on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from analysis.acts.cues import groups_by_word, words_by_group
from analysis.places import number_within

if TYPE_CHECKING:
    from analysis.speech import Speech

_MARKS = frozenset("，,；;：:。！？!?…—")
_DAY = re.compile(r"(?<!\d)\d{1,2}日(?!益|常)|\d月\d{1,2}日")
_PAST_YEAR = re.compile(r"比(?:上|去|19|20|一九|二)|年来|以来")
_FUTURE_YEAR = re.compile(r"到(?:19|20|21|一九|二[〇零○])[^，。]{2}年|到本世纪|“?十[一二三四五]五”?(?:时期|期间)")
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.)）是要]|第[一二三四五六七八九十]+[，、,]|——")
_DIGIT = re.compile(r"\d")
_TERMINAL = '。！？!?；;…”’」』）)"'
_GREETING = re.compile(r"(?:尊敬的)?(?:各位|同志们|女士们|朋友们|同学们|战友们|乡亲们)[^，。]{0,20}[!！:：,，。]?$|谢谢")
_QUOTED = re.compile(r"[“‘「『《]")
# Feature group → the prefixes of its names; an ablation leaves one group out. `neighbours` are added by the second pass.
GROUPS = {
    "demands": ("oblige", "want", "forbid", "plan", "wish", "push", "verb", "preposition"),
    "results": ("aspect", "done", "growth", "praise", "attained", "already", "outcome", "bare_result"),
    "trouble": ("trouble", "lack", "but", "handle", "none", "bare_trouble", "handled"),
    "procedure": ("meeting", "said", "person", "report"),
    "argument": ("copula", "reason", "greet", "deixis", "we"),
    "time": ("past", "now", "future", "time"),
    "words": ("word",),
    "openings": ("start", "open", "opentag", "opentag2"),
    "forms": ("form", "size", "figure"),
    "place": ("place",),
    "voice": ("voice",),
    "running": ("running",),
    "neighbours": ("neighbour",),
}
# A result is bare where nothing in the sentence demands it.
_RESULTS, _DEMANDS = ("aspect", "attained", "already", "outcome", "growth"), ("oblige", "want", "plan", "wish", "forbid", "future")
_BEFORE_CUE = 3
# How much of a cue for past, plan or trouble is left one sentence later.
_FADING = 0.8


@dataclass(frozen=True)
class Sentence:
    """One sentence as its words and clauses; clauses are half-open ranges of words, without marks.

    `first` is the position of its first word in `speech.tokens`.
    """

    start: int
    end: int
    paragraph: int
    zone: str
    folded: str
    terms: list[str]
    tags: list[str]
    clauses: list[tuple[int, int]]
    first: int


def list_sentences(speech: "Speech") -> list[Sentence]:
    """The sentences with their words, without page furniture."""
    table, tokens = speech.sentences, speech.tokens
    starts, ends, zones = table["start"].to_list(), table["end"].to_list(), table["zone"].to_list()
    paragraphs = number_within(list(zip(starts, ends, strict=True)), speech.paragraphs)
    terms, tags, numbers = tokens["term"].to_list(), tokens["tag"].to_list(), tokens["sentence"].to_list()
    token_starts, token_ends = tokens["start"].to_list(), tokens["end"].to_list()
    found, at = [], 0
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        stop = at
        while stop < len(numbers) and numbers[stop] == number:
            stop += 1
        if zones[number] != "furniture":
            own = terms[at:stop]
            clauses = _split_clauses(own, token_starts[at:stop], token_ends[at:stop])
            found.append(Sentence(start, end, paragraphs[number], zones[number], speech.folded[start:end], own, tags[at:stop], clauses, at))
        at = stop
    return found


def _split_clauses(terms: list[str], starts: list[int], ends: list[int]) -> list[tuple[int, int]]:
    """Ranges of words between marks; a blank inside a sentence (习近平强调 打好攻坚战) parts clauses too."""
    clauses, opened = [], -1
    for k, term in enumerate(terms):
        mark = term[0] in _MARKS
        if opened >= 0 and (mark or starts[k] > ends[k - 1]):
            clauses.append((opened, k))
            opened = -1
        if opened < 0 and not mark:
            opened = k
    if opened >= 0:
        clauses.append((opened, len(terms)))
    return clauses


def describe_sentences(sentences: list[Sentence]) -> list[dict[str, float]]:
    """Named values of each sentence; a name is `group:what`, and what is not named is 0."""
    described = [_describe(sentence) for sentence in sentences]
    _add_place(sentences, described)
    _add_running(sentences, described)
    return described


def _describe(sentence: Sentence) -> dict[str, float]:
    values: dict[str, float] = {}
    content = content_clauses(sentence)
    if len(content) < len(sentence.clauses):
        values["voice:said"] = 1.0
        values[f"voice:{sentence.terms[sentence.clauses[-len(content) - 1][1] - 1]}"] = 1.0
    _add_cues(sentence, content, values)
    _add_openings(sentence, content, values)
    _add_words(sentence, values)
    _add_forms(sentence, values)
    return values


def content_clauses(sentence: Sentence) -> list[tuple[int, int]]:
    """The clauses after “…强调，”, where the sentence opens with such words; else all of them."""
    for k, (_, stop) in enumerate(sentence.clauses[:_BEFORE_CUE]):
        if sentence.terms[stop - 1] in words_by_group()["said"] and k + 1 < len(sentence.clauses):
            return sentence.clauses[k + 1 :]
    return sentence.clauses


def join_terms(terms: list[str], start: int, stop: int) -> Iterator[tuple[int, str]]:
    """Each place in a range of words with the strings that one, two and three words make from there: a cue may be cut into several."""
    for k in range(start, stop):
        joined = ""
        for term in terms[k : min(k + 3, stop)]:
            joined += term
            yield k, joined


def _clause_cues(terms: list[str], start: int, stop: int) -> dict[str, int]:
    """Group → the first place in a clause where one of its words stands."""
    index, found = groups_by_word(), {}
    for k, joined in join_terms(terms, start, stop):
        for group in index.get(joined, ()):
            found.setdefault(group, k)
    return found


def _add_cues(sentence: Sentence, content: list[tuple[int, int]], values: dict[str, float]) -> None:
    sizes = [sum(map(len, sentence.terms[start:stop])) for start, stop in content]
    total = sum(sizes) or 1
    last, results = len(content) - 1, 0.0
    for k, (start, stop) in enumerate(content):
        found = _clause_cues(sentence.terms, start, stop)
        share = sizes[k] / total
        if "trouble" in found or "lack" in found:
            bare = "handle" not in found and "none" not in found and "oblige" not in found and "want" not in found
            found["bare_trouble" if bare else "handled"] = start
        for group, at in found.items():
            name = f"{group}:"
            values[name + "any"] = 1.0
            values[name + "share"] = values.get(name + "share", 0.0) + share
            if k == 0:
                values[name + "first"] = 1.0
            if k == last:
                values[name + "last"] = 1.0
            if at == start:
                values[name + "opens"] = values.get(name + "opens", 0.0) + share
        if not found.keys().isdisjoint(_RESULTS):
            results += share
    if results and not any(f"{group}:any" in values for group in _DEMANDS):
        values["bare_result:share"] = results
        values["bare_result:any"] = 1.0


def _add_openings(sentence: Sentence, content: list[tuple[int, int]], values: dict[str, float]) -> None:
    for k, (start, _) in enumerate(content):
        term, tag = sentence.terms[start], sentence.tags[start]
        values[f"start:{term}"] = 1.0
        if k == 0:
            values[f"open:{term}"] = 1.0
            values[f"opentag:{tag}"] = 1.0
            if start + 1 < len(sentence.terms):
                values[f"opentag2:{tag}+{sentence.tags[start + 1]}"] = 1.0
    verbs = sum(sentence.tags[start][0] in "vd" for start, _ in content)
    values["opentag:verb_share"] = verbs / (len(content) or 1)


def _add_words(sentence: Sentence, values: dict[str, float]) -> None:
    for term in sentence.terms:
        if term[0] not in _MARKS and not term[0].isdigit():
            values[f"word:{term}"] = 1.0


def _add_forms(sentence: Sentence, values: dict[str, float]) -> None:
    text = sentence.folded
    digits = len(_DIGIT.findall(text))
    values["figure:digits"] = min(digits, 12) / 12
    values["figure:percent"] = float("%" in text or "百分之" in text)
    values["figure:density"] = digits / len(text)
    values["report:day"] = float(bool(_DAY.search(text)))
    names = sum(tag == "nr" for tag in sentence.tags)
    values["report:names"] = min(names, 4) / 4
    values["time:compared"] = float(bool(_PAST_YEAR.search(text)))
    values["time:until"] = float(bool(_FUTURE_YEAR.search(text)))
    values["form:question"] = float("?" in text[-2:])
    values["form:exclaims"] = float("!" in text[-2:])
    values["form:heading"] = float(text[-1] not in _TERMINAL)
    values["form:numbered"] = float(bool(_NUMBERED.match(text)))
    values["form:greeting"] = float(bool(_GREETING.match(text)))
    values["form:quote_opens"] = float(bool(_QUOTED.match(text)))
    values["form:headline"] = float(sentence.zone == "headline")
    values["size:length"] = log(len(text)) - 3.5
    values["size:short"] = float(len(text) <= 12)
    values["size:clauses"] = log(1 + len(sentence.clauses)) - 1


def _add_place(sentences: list[Sentence], described: list[dict[str, float]]) -> None:
    paragraphs = [sentence.paragraph for sentence in sentences]
    for k, values in enumerate(described):
        first = k == 0 or paragraphs[k - 1] != paragraphs[k]
        last = k + 1 == len(paragraphs) or paragraphs[k + 1] != paragraphs[k]
        values["place:first"] = float(first)
        values["place:last"] = float(last)
        values["place:alone"] = float(first and last)


def _add_running(sentences: list[Sentence], described: list[dict[str, float]]) -> None:
    """What still holds from sentences before: a cue for what was done, planned or troubled, and who speaks; each fades."""
    kept = dict.fromkeys(("past", "plan", "trouble", "said"), 0.0)
    for k, values in enumerate(described):
        if k and sentences[k - 1].paragraph != sentences[k].paragraph:
            kept["said"] *= _FADING
        for name, value in kept.items():
            values[f"running:{name}"] = value
        for name, now in _fresh(values):
            kept[name] = max(kept[name] * _FADING, now)


def _fresh(values: dict[str, float]) -> Iterator[tuple[str, float]]:
    ahead = values.get("future:any", 0.0) or values.get("oblige:any", 0.0) or values.get("want:any", 0.0)
    yield "past", float(bool((values.get("past:any") or values.get("done:any")) and not ahead))
    yield "plan", float(bool(ahead))
    yield "trouble", float(bool(values.get("bare_trouble:any")))
    yield "said", float(bool(values.get("voice:said")))

"""What is known of each sentence, as named values `group:what`: cue words, words, openings, forms, figures, place, voice, what runs on."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from math import log
from operator import gt, ne
from typing import TYPE_CHECKING, NamedTuple

from analysis.acts.cues import Cue, groups_by_word, list_cues, words_by_group
from analysis.sharing import once_per_speech

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
_RESULTS, _DEMANDS = frozenset(("aspect", "attained", "already", "outcome", "growth")), frozenset(("oblige", "want", "plan", "wish", "forbid", "future"))
# Trouble is bare where nothing in its clause governs it.
_TROUBLES, _REMEDIES = frozenset(("trouble", "lack")), frozenset(("handle", "none", "oblige", "want"))
_AHEAD, _BEHIND = frozenset(("future", "oblige", "want")), frozenset(("past", "done"))
_BEFORE_CUE = 3
# How much of a cue for past, plan or trouble is left one sentence later.
_FADING = 0.8
# The values that every sentence has, in the order in which they are worked out.
_FORMS = (
    *("figure:digits", "figure:percent", "figure:density", "report:day", "report:names", "time:compared", "time:until"),
    *("form:question", "form:exclaims", "form:heading", "form:numbered", "form:greeting", "form:quote_opens", "form:headline"),
    *("size:length", "size:short", "size:clauses"),
    *("place:first", "place:last", "place:alone"),
    *("running:past", "running:plan", "running:trouble", "running:said"),
)
# Words that are remembered with their features.
_MANY = 1 << 17


class Sentence(NamedTuple):
    """One sentence as its words and clauses; clauses are half-open ranges of words, without marks.

    `first` is the position of its first word in the speech's tokens, `cues` has those of each clause.
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
    cues: list[list[Cue]]


class Keys:
    """What stands for each feature: its name, or its row in a model; None where the model lacks it."""

    def __init__(self, rows: dict[str, int] | None = None) -> None:
        find = str if rows is None else rows.get
        self.of = lru_cache(maxsize=_MANY)(lambda group, what: find(f"{group}:{what}"))
        self.of_word = lru_cache(maxsize=_MANY)(lambda term: None if term[0] in _MARKS or term[0].isdigit() else find(f"word:{term}"))
        groups = (*words_by_group(), "bare_trouble", "handled")
        self.of_cue = {group: [find(f"{group}:{what}") for what in ("any", "share", "first", "last", "opens")] for group in groups}
        self.forms = tuple(map(find, _FORMS))


@once_per_speech
def list_sentences(speech: "Speech") -> list[Sentence]:
    """The sentences with their words, without page furniture."""
    table, tokens = speech.listed("sentences"), speech.listed("tokens")
    openings, folded = speech.listed("paragraphs")["start"], speech.folded
    terms, tags, numbers = tokens["term"], tokens["tag"], tokens["sentence"]
    breaks = _list_breaks(terms, tokens["start"], tokens["end"])
    found, at = [], 0
    for number, (start, end, zone) in enumerate(zip(table["start"], table["end"], table["zone"], strict=True)):
        stop = bisect_right(numbers, number, at)
        if zone != "furniture":
            own, clauses = terms[at:stop], _split_clauses(breaks, at, stop)
            cues = [list_cues(own, low, high) for low, high in clauses]
            paragraph = bisect_right(openings, start) - 1
            found.append(Sentence(start, end, paragraph, zone, folded[start:end], own, tags[at:stop], clauses, at, cues))
        at = stop
    return found


def _list_breaks(terms: list[str], starts: list[int], ends: list[int]) -> list[tuple[int, int]]:
    """The half-open ranges of words that part clauses: marks, and nothing where a blank does (习近平强调 打好攻坚战)."""
    marks = [(k, k + 1) for k, term in enumerate(terms) if term[0] in _MARKS]
    blanks = [(k, k) for k in compress(range(1, len(terms)), map(gt, starts[1:], ends))]
    return sorted(marks + blanks)


def _split_clauses(breaks: list[tuple[int, int]], first: int, stop: int) -> list[tuple[int, int]]:
    """The ranges between breaks of the words `first` to `stop`, counted from `first`."""
    clauses, at = [], first
    for low, high in breaks[bisect_left(breaks, (first,)) : bisect_left(breaks, (stop,))]:
        if at < low:
            clauses.append((at - first, low - first))
        at = high
    if at < stop:
        clauses.append((at - first, stop - first))
    return clauses


def describe_sentences(sentences: list[Sentence], keys: Keys | None = None) -> list[dict[Hashable, float]]:
    """The values of each sentence by the keys of its features, without `keys` by their names; what is left out is 0.

    A name is `group:what`.
    """
    keys = keys or Keys()
    described: list[dict[Hashable, float]] = [{} for _ in sentences]
    # One kind of features of all sentences after the other: processors like that better than all kinds of one sentence.
    contents = [_add_voice(sentence, keys, values) for sentence, values in zip(sentences, described, strict=True)]
    groups = [_add_cues(*each, keys, values) for *each, values in zip(sentences, contents, described, strict=True)]
    for sentence, content, values in zip(sentences, contents, described, strict=True):
        _add_openings(sentence, content, keys, values)
    for sentence, values in zip(sentences, described, strict=True):
        values.update(dict.fromkeys(map(keys.of_word, sentence.terms), 1.0))
    said = [len(content) < len(sentence.clauses) for sentence, content in zip(sentences, contents, strict=True)]
    forms, places, running = map(_measure_forms, sentences), _list_places(sentences), _list_running(sentences, groups, said)
    for values, form, place, kept in zip(described, forms, places, running, strict=True):
        values.update(zip(keys.forms, form + place + kept, strict=True))
        values.pop(None, None)
    return described


def _add_voice(sentence: Sentence, keys: Keys, values: dict[Hashable, float]) -> list[tuple[int, int]]:
    """Add the words by which somebody's words are introduced; gives the clauses after them."""
    content = content_clauses(sentence)
    if len(content) < len(sentence.clauses):
        values[keys.of("voice", "said")] = 1.0
        values[keys.of("voice", sentence.terms[sentence.clauses[-len(content) - 1][1] - 1])] = 1.0
    return content


def content_clauses(sentence: Sentence) -> list[tuple[int, int]]:
    """The clauses after “…强调，”, where the sentence opens with such words; else all of them."""
    terms, clauses, said = sentence.terms, sentence.clauses, words_by_group()["said"]
    for k, (_, stop) in enumerate(clauses[: min(_BEFORE_CUE, len(clauses) - 1)], start=1):
        if terms[stop - 1] in said:
            return clauses[k:]
    return clauses


def _add_cues(sentence: Sentence, content: list[tuple[int, int]], keys: Keys, values: dict[Hashable, float]) -> set[str]:
    """Add what the cues of each clause of `content` come to; gives their groups."""
    ends = list(accumulate(map(len, sentence.terms), initial=0))
    sizes = [ends[stop] - ends[start] for start, stop in content]
    total, last = sum(sizes) or 1, len(content) - 1
    groups: set[str] = set()
    results = 0.0
    for k, ((start, _), size, cues) in enumerate(zip(content, sizes, sentence.cues[len(sentence.clauses) - len(content) :], strict=True)):
        if not cues:
            continue
        found, share = _place_groups(cues, start), size / total
        groups.update(found)
        for group, at in found.items():
            anywhere, shares, first, ending, opens = keys.of_cue[group]
            values[anywhere] = 1.0
            values[shares] = values.get(shares, 0.0) + share
            if k == 0:
                values[first] = 1.0
            if k == last:
                values[ending] = 1.0
            if at == start:
                values[opens] = values.get(opens, 0.0) + share
        if not _RESULTS.isdisjoint(found):
            results += share
    if results and groups.isdisjoint(_DEMANDS):
        values[keys.of("bare_result", "share")] = results
        values[keys.of("bare_result", "any")] = 1.0
    return groups


def _place_groups(cues: list[Cue], start: int) -> dict[str, int]:
    """Group → the first place in a clause, which begins at the word `start`, where one of its words stands."""
    found: dict[str, int] = {}
    for place, word in cues:
        for group in groups_by_word()[word]:
            found.setdefault(group, place)
    if not _TROUBLES.isdisjoint(found):
        found["bare_trouble" if _REMEDIES.isdisjoint(found) else "handled"] = start
    return found


def _add_openings(sentence: Sentence, content: list[tuple[int, int]], keys: Keys, values: dict[Hashable, float]) -> None:
    terms, tags = sentence.terms, sentence.tags
    starts = [start for start, _ in content]
    for start in starts[:1]:
        values[keys.of("start", terms[start])] = 1.0
        values[keys.of("open", terms[start])] = 1.0
        values[keys.of("opentag", tags[start])] = 1.0
        if start + 1 < len(terms):
            values[keys.of("opentag2", f"{tags[start]}+{tags[start + 1]}")] = 1.0
    values |= dict.fromkeys([keys.of("start", terms[start]) for start in starts[1:]], 1.0)
    verbs = sum(tags[start][0] in "vd" for start in starts)
    values[keys.of("opentag", "verb_share")] = verbs / (len(starts) or 1)


def _measure_forms(sentence: Sentence) -> tuple[float, ...]:
    """The first values of _FORMS, which a sentence has by itself."""
    text = sentence.folded
    digits = len(_DIGIT.findall(text))
    return (
        min(digits, 12) / 12,
        "%" in text or "百分之" in text,
        digits / len(text),
        bool(digits and _DAY.search(text)),
        min(sentence.tags.count("nr"), 4) / 4,
        bool(_PAST_YEAR.search(text)),
        bool(_FUTURE_YEAR.search(text)),
        "?" in text[-2:],
        "!" in text[-2:],
        text[-1] not in _TERMINAL,
        bool(_NUMBERED.match(text)),
        bool(_GREETING.match(text)),
        bool(_QUOTED.match(text)),
        sentence.zone == "headline",
        log(len(text)) - 3.5,
        len(text) <= 12,
        log(1 + len(sentence.clauses)) - 1,
    )


def _list_places(sentences: list[Sentence]) -> list[tuple[bool, bool, bool]]:
    """For each sentence whether it is the first of its paragraph, the last, and both."""
    paragraphs = [None, *(sentence.paragraph for sentence in sentences), None]
    changes = map(ne, paragraphs[1:], paragraphs)
    return [(first, last, first and last) for first, last in pairwise(changes)]


def _list_running(sentences: list[Sentence], groups: list[set[str]], said: list[bool]) -> list[tuple[float, float, float, float]]:
    """What still holds from sentences before: a cue for what was done, planned or troubled, and who speaks; each fades."""
    running, kept, before = [], (0.0, 0.0, 0.0, 0.0), None
    for sentence, own, speaks in zip(sentences, groups, said, strict=True):
        past, plan, trouble, voice = kept
        if before not in (None, sentence.paragraph):
            voice *= _FADING
        running.append((past, plan, trouble, voice))
        ahead = not own.isdisjoint(_AHEAD)
        fresh = (not ahead and not own.isdisjoint(_BEHIND), ahead, "bare_trouble" in own, speaks)
        kept, before = tuple(map(max, (past * _FADING, plan * _FADING, trouble * _FADING, voice * _FADING), fresh)), sentence.paragraph
    return running

"""What is known of each sentence, as named values `group:what`: cue words, words, openings, forms, figures, place, voice, what runs on."""

import re
from functools import cache, lru_cache
from itertools import chain, pairwise
from math import log
from operator import ne
from struct import pack
from typing import NamedTuple

import numpy as np

from analysis.acts.cues import Cues, find_cues, look_up, number_groups
from analysis.acts.model import Entries
from analysis.acts.sentences import MARKS, Sentence

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
# What is known of each group of cues.
_CUES = ("any", "share", "first", "last", "opens")
# The numbers of features have so many bits beside those of sentences.
_BITS = 24
# Words that are remembered with their features.
_MANY = 1 << 17


class Keys:
    """The row of each feature in a model, -1 where the model lacks it; without `rows` each new feature gets the next one."""

    def __init__(self, rows: dict[str, int] | None = None) -> None:
        self.rows = {} if rows is None else rows
        find = self._find = self._add if rows is None else lambda name: rows.get(name, -1)
        self.of = lru_cache(maxsize=_MANY)(lambda group, what: find(f"{group}:{what}"))
        self.of_cue = np.array([[find(f"{group}:{what}") for what in _CUES] for group in number_groups()])
        self.of_form = np.array([find(name) for name in _FORMS])
        # Joined, they are read as an array at once.
        self._pack = lru_cache(maxsize=_MANY)(lambda term: pack("5i", *self._look_up(term)))

    def _add(self, name: str) -> int:
        return self.rows.setdefault(name, len(self.rows))

    def _look_up(self, term: str) -> tuple[int, int, int, int, bool]:
        plain = term[0] not in MARKS and not term[0].isdigit()
        return self._find(f"word:{term}") if plain else -1, self._find(f"start:{term}"), self._find(f"open:{term}"), *look_up(term)

    def of_words(self, terms: list[str]) -> np.ndarray:
        """Word → its rows as a word, as the first of a clause and of what is said, and what `look_up` says of it."""
        return np.frombuffer(b"".join(map(self._pack, terms)), dtype=np.intc).reshape(-1, 5)


class _Text(NamedTuple):
    """Sentences as one text: its words and what is known of them, the clauses as half-open ranges of words, and whose words and clauses they are."""

    terms: list[str]
    tags: list[str]
    known: np.ndarray
    owner: np.ndarray  # word → sentence
    lows: np.ndarray
    highs: np.ndarray
    sentence: np.ndarray  # clause → sentence
    content: np.ndarray  # clause → whether it is said, and does not introduce what is said
    first: np.ndarray  # sentence → its first clause of content
    last: np.ndarray  # sentence → its last clause


def _join(sentences: list[Sentence], keys: Keys) -> _Text:
    terms = list(chain.from_iterable(sentence.terms for sentence in sentences))
    tags = list(chain.from_iterable(sentence.tags for sentence in sentences))
    n = np.arange(len(sentences))
    sizes, widths, said = np.array([(len(each.terms), len(each.clauses), each.said) for each in sentences], dtype=np.int64).reshape(-1, 3).T
    owner, sentence = np.repeat(n, sizes), np.repeat(n, widths)
    ranges = np.array(list(chain.from_iterable(each.clauses for each in sentences)), dtype=np.int64).reshape(-1, 2)
    lows, highs = (ranges + (np.cumsum(sizes) - sizes)[sentence, None]).T
    after = np.cumsum(widths)
    first = after - widths + said
    content = np.arange(len(sentence)) >= first[sentence]
    return _Text(terms, tags, keys.of_words(terms), owner, lows, highs, sentence, content, first, after - 1)


def describe_sentences(sentences: list[Sentence]) -> list[dict[str, float]]:
    """The values of each sentence by the names of its features, `group:what`; what is left out is 0."""
    keys = Keys()
    entries, _ = code_sentences(sentences, keys)
    names, described = list(keys.rows), [{} for _ in sentences]
    for sentence, row, value in zip(entries.sentence.tolist(), entries.row.tolist(), entries.value.tolist(), strict=True):
        described[sentence][names[row]] = value
    return described


def code_sentences(sentences: list[Sentence], keys: Keys) -> tuple[Entries, Cues]:
    """The values of each sentence by the rows of its features, without those that are 0 or have none; and the cues, also of what is not content."""
    text = _join(sentences, keys)
    cues = find_cues(text.terms, text.known[:, 3:], text.lows, text.highs)
    parts, groups = _code_cues(text, cues, keys)
    parts += [_code_words(sentences, text, keys), _code_verbs(text, keys)]
    rows = zip(map(_measure_forms, sentences), _list_places(sentences), _list_running(sentences, groups), strict=True)
    forms = np.fromiter(chain.from_iterable(chain.from_iterable(rows)), float, len(sentences) * len(_FORMS)).reshape(-1, len(_FORMS))
    sentence, column = np.nonzero(forms)
    parts.append((sentence, keys.of_form[column], forms[sentence, column]))
    sentence, row, value = map(np.concatenate, zip(*parts, strict=True))
    kept = (row >= 0) & (value != 0)
    return Entries(sentence[kept], row[kept], value[kept]), cues


# Sentence, row and value of some features.
_Part = tuple[np.ndarray, np.ndarray, np.ndarray]


def _code_words(sentences: list[Sentence], text: _Text, keys: Keys) -> _Part:
    """The features that a sentence has or has not: its words, the first words of its clauses, and who is said to speak."""
    opened = np.flatnonzero(text.first <= text.last)
    opening, starts = text.lows[text.first[opened]], text.lows[text.content]
    named: list[tuple[int, int]] = []
    for sentence, low in zip(opened.tolist(), opening.tolist(), strict=True):
        own, tags, at = sentences[sentence], text.tags, low + 1
        named.append((sentence, keys.of("opentag", tags[low])))
        said = own.clauses[own.said][0]
        if said + 1 < len(own.terms):
            named.append((sentence, keys.of("opentag2", f"{tags[low]}+{tags[at]}")))
        if own.said:
            verb = own.terms[own.clauses[own.said - 1][1] - 1]
            named += [(sentence, keys.of("voice", "said")), (sentence, keys.of("voice", verb))]
    pairs = np.array(named, dtype=np.int64).reshape(-1, 2)
    numbers = np.concatenate([pairs[:, 0], text.owner[starts], opened, text.owner])
    rows = np.concatenate([pairs[:, 1], text.known[starts, 1], text.known[opening, 2], text.known[:, 0]])
    codes = np.unique((numbers << _BITS | rows)[rows >= 0])
    return codes >> _BITS, codes & ((1 << _BITS) - 1), np.ones(len(codes))


def _code_verbs(text: _Text, keys: Keys) -> _Part:
    """The share of clauses that open with a verb or an adverb."""
    n, own = len(text.first), text.sentence[text.content]
    verbs = [text.tags[low][0] in "vd" for low in text.lows[text.content].tolist()]
    share = np.bincount(own, weights=verbs, minlength=n) / np.maximum(np.bincount(own, minlength=n), 1)
    return np.arange(n), np.full(n, keys.of("opentag", "verb_share")), share


def _code_cues(text: _Text, cues: Cues, keys: Keys) -> tuple[list[_Part], np.ndarray]:
    """What the cues of each clause of content come to; and which groups each sentence has."""
    n, many = len(text.first), len(number_groups())
    share = _share_clauses(text)
    clause, group, place = _place_groups(text, cues)
    own = share[clause]
    codes, at = np.unique(text.sentence[clause] * many + group, return_inverse=True)
    sentence, group_of = np.divmod(codes, many)
    leads, ends = clause == text.first[text.sentence[clause]], clause == text.last[text.sentence[clause]]
    # In the order of _CUES.
    weights = (own, leads, ends, own * (place == text.lows[clause]))
    shares, first, last, opens = (np.bincount(at, weights=each, minlength=len(codes)) for each in weights)
    values = np.stack([np.ones(len(codes)), shares, first > 0, last > 0, opens], axis=1)
    groups = np.zeros((n, many), dtype=bool)
    groups[sentence, group_of] = True
    resulting = _mark(len(share), clause[_are(_RESULTS)[group]])
    bare = np.bincount(text.sentence, weights=share * resulting, minlength=n) * ~groups[:, _are(_DEMANDS)].any(axis=1)
    parts = [(np.repeat(sentence, len(_CUES)), keys.of_cue[group_of].ravel(), values.ravel())]
    for what, value in (("share", bare), ("any", bare > 0)):
        parts.append((np.arange(n), np.full(n, keys.of("bare_result", what)), value))
    return parts, groups


def _share_clauses(text: _Text) -> np.ndarray:
    """For each clause its share of what its sentence says; 0 outside that."""
    edges = np.cumsum([0, *map(len, text.terms)])
    sizes = (edges[text.highs] - edges[text.lows]) * text.content
    return sizes / np.maximum(np.bincount(text.sentence, weights=sizes, minlength=len(text.first)), 1)[text.sentence]


def _place_groups(text: _Text, cues: Cues) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each group of each clause of content: the clause, the group, and the first place where one of its words stands."""
    numbers, n, many = number_groups(), len(text.lows), len(number_groups())
    said = text.content[cues.clause]
    codes, at = np.unique(cues.clause[said] * many + cues.group[said], return_index=True)
    clause, group = np.divmod(codes, many)
    troubled, remedied = (_mark(n, clause[_are(groups)[group]]) for groups in (_TROUBLES, _REMEDIES))
    trouble = np.flatnonzero(troubled)
    kinds = np.where(remedied[trouble], numbers["handled"], numbers["bare_trouble"])
    return tuple(map(np.concatenate, ((clause, trouble), (group, kinds), (cues.place[said][at], text.lows[trouble]))))


@cache
def _are(groups: frozenset[str]) -> np.ndarray:
    """Number of a group → whether it is one of `groups`."""
    return np.array([group in groups for group in number_groups()])


def _mark(n: int, places: np.ndarray) -> np.ndarray:
    marked = np.zeros(n, dtype=bool)
    marked[places] = True
    return marked


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
        # Most sentences lack the one character that each of these needs.
        ("比" in text or "来" in text) and bool(_PAST_YEAR.search(text)),
        ("到" in text or "十" in text) and bool(_FUTURE_YEAR.search(text)),
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


def _list_running(sentences: list[Sentence], groups: np.ndarray) -> list[tuple[float, float, float, float]]:
    """What still holds from sentences before: a cue for what was done, planned or troubled, and who speaks; each fades."""
    ahead, behind = groups[:, _are(_AHEAD)].any(axis=1), groups[:, _are(_BEHIND)].any(axis=1)
    fresh = zip((behind & ~ahead).tolist(), ahead.tolist(), groups[:, number_groups()["bare_trouble"]].tolist(), strict=True)
    running, (past, plan, trouble, voice), before = [], (0.0, 0.0, 0.0, 0.0), None
    for sentence, (done, planned, troubled) in zip(sentences, fresh, strict=True):
        if before not in (None, sentence.paragraph):
            voice *= _FADING
        running.append((past, plan, trouble, voice))
        past = 1.0 if done else past * _FADING
        plan = 1.0 if planned else plan * _FADING
        trouble = 1.0 if troubled else trouble * _FADING
        voice = 1.0 if sentence.said else voice * _FADING
        before = sentence.paragraph
    return running

"""Repetition (反复、顶真、首语重复): the same clause again, a clause that takes up the end of the last, clauses that open alike."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.places import list_spans, number_within
from analysis.splitting import Span
from analysis.tables import build_spans

if TYPE_CHECKING:
    from analysis.speech import Speech

REPETITION_KINDS = ("fanfu", "dingzhen", "anaphora")
# The least characters of a clause that comes again at once, of one that comes again after others, and of a link.
AT_ONCE, LATER, LINK, LONGEST_LINK, RUN = 2, 5, 2, 12, 3
_WORDS = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134F]+")
# How the audience is addressed, and what only joins clauses, comes again without being meant to.
_CONVENTION = re.compile(
    r"各位|同志们|女士们|先生们|朋友们|乡亲们|主席|主任|一方面|另一方面|与此同时|在此基础上"
    r"|也就是说|总的来看|一般来说|由此可见|附件|略|注"
)
# A cue (总书记强调) and a qualifier (扣除价格因素) come again because they are needed again.
_NEEDED = re.compile(r"^(?:扣除|按|其中|截至)|(?:指出|强调|指示|表示|要求|认为|提出)$")
_AGAIN = re.compile(r"(?:再|又|还是|更|就是)(?=..)")
# Words that open clauses by chance: particles, conjunctions, numbers, punctuation, and adverbs that only join.
_CHANCE_TAGS = ("u", "c", "w", "m", "q", "y", "x", "eng", "o", "h", "k")
_CHANCE = frozenset(
    "和 与 及 并 同时 也 又 还 就 都 而 但 等 则 即 或 其中 其 这 那 该 此 是 有 年 月 日 的 了 等等 比 使 特别是 包括 如 据 经 因此 从而 "
    "以及 更 已 已经 现 由".split()
)
_LINK_TAGS = ("n", "v", "a", "i", "l", "j", "z")


class _Clause(NamedTuple):
    start: int
    end: int
    paragraph: int
    key: str


class _Words(NamedTuple):
    """The words by where they start and end."""

    term: list[str]
    tag: list[str]
    at_start: dict[int, int]
    at_end: dict[int, int]
    start: list[int]
    end: list[int]


Row = tuple[Span, str, str]


def find_repetitions(speech: "Speech") -> pd.DataFrame:
    """What `speech` repeats on purpose, one row for each occurrence, in order of the text; page furniture is left out.

    Columns: the span (of the repeated stretch); `group`; `kind`: fanfu (反复: the same clause again in its paragraph, at once from two
    characters, after others from five), dingzhen (顶真: a clause opens with the words that end the last; both places are rows),
    anaphora (首语重复: three or more sentences, or clauses, of a paragraph running open with the same words; the span is these words);
    `term`: what repeats, folded.
    Words that merely recur, particles, conjunctions, numbers and forms of address are none. A stretch may belong to groups of two kinds.

    Misleads in lists of measures, where each item opens with the same verb for want of another. Literature: Chen Wangdao 1932
    《修辞学发凡》; docs/repetitions.md.
    """
    words = _index(speech)
    clauses = _clauses(speech)
    groups = [*_find_fanfu(clauses), *_find_dingzhen(clauses, speech.folded, words), *_find_anaphora(speech, clauses, words)]
    groups.sort(key=lambda rows: rows[0][0])
    rows = sorted((span, number, kind, term) for number, members in enumerate(groups) for span, kind, term in members)
    return build_spans(
        "repetitions", speech, [row[0] for row in rows], group=[row[1] for row in rows], kind=[row[2] for row in rows], term=[row[3] for row in rows]
    )


def _index(speech: "Speech") -> _Words:
    tokens = speech.tokens
    start, end = tokens["start"].to_list(), tokens["end"].to_list()
    places = [{at: i for i, at in enumerate(column)} for column in (start, end)]
    return _Words(tokens["term"].to_list(), tokens["tag"].to_list(), *places, start, end)


def _clauses(speech: "Speech") -> list[_Clause]:
    """The clauses with the number of their paragraph and what two writings of one clause share."""
    spans = list_spans(speech.clauses)
    numbers = number_within(spans, speech.paragraphs)
    keys = ("".join(_WORDS.findall(speech.folded, start, end)) if not _has_figure(speech.folded[start:end]) else "" for start, end in spans)
    return [_Clause(start, end, number, key) for (start, end), number, key in zip(spans, numbers, keys, strict=True)]


def _has_figure(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _find_fanfu(clauses: list[_Clause]) -> Iterator[list[Row]]:
    """Clauses that come again: in one paragraph, and if they are short, right after each other."""
    for _, members in itertools.groupby(clauses, key=lambda clause: clause.paragraph):
        by_key: dict[str, list[tuple[int, _Clause]]] = {}
        for place, clause in enumerate(members):
            again = _AGAIN.match(clause.key)
            key = clause.key[again.end() :] if again and clause.key[again.end() :] in by_key else clause.key
            # 表示诚挚的感谢 at the end of each clause of thanks is ritual, and repetition all the same.
            if len(key) >= AT_ONCE and not _CONVENTION.match(key):
                by_key.setdefault(key, []).append((place, clause))
        for key, found in by_key.items():
            kept = found if len(key) >= LATER and not _NEEDED.search(key) else _side_by_side(found)
            if len(kept) > 1:
                yield [((clause.start, clause.end), "fanfu", key) for _, clause in kept]


def _side_by_side(found: list[tuple[int, _Clause]]) -> list[tuple[int, _Clause]]:
    places = {place for place, _ in found}
    return [(place, clause) for place, clause in found if place - 1 in places or place + 1 in places]


def _find_dingzhen(clauses: list[_Clause], folded: str, words: _Words) -> Iterator[list[Row]]:
    """Pairs of clauses of which the second opens with the words that end the first."""
    for first, second in itertools.pairwise(clauses):
        if first.paragraph != second.paragraph or first.key == second.key:
            continue
        longest = min(LONGEST_LINK, first.end - first.start - 1, second.end - second.start - 1)
        # Most clauses open without the character that ended the last: no length of link need be tried.
        if folded[first.end - 1] not in folded[second.start : second.start + longest]:
            continue
        for length in range(longest, LINK - 1, -1):
            span, opening = (first.end - length, first.end), (second.start, second.start + length)
            link = folded[slice(*span)]
            if link == folded[slice(*opening)] and _WORDS.fullmatch(link) and _is_link(span, opening, words):
                yield [(span, "dingzhen", link), (opening, "dingzhen", link)]
                break


def _is_link(span: Span, opening: Span, words: _Words) -> bool:
    """Whole words on both sides, the last of them one that means something, and no noun behind the second (人民。人民保健 …)."""
    whole = span[0] in words.at_start and span[1] in words.at_end and opening[0] in words.at_start and opening[1] in words.at_end
    if not whole or not words.tag[words.at_end[span[1]]].startswith(_LINK_TAGS):
        return False
    following = words.at_start.get(opening[1])
    return following is None or not words.tag[following].startswith(("n", "vn", "b", "m", "u"))


def _find_anaphora(speech: "Speech", clauses: list[_Clause], words: _Words) -> Iterator[list[Row]]:
    """Runs of sentences, then of clauses, that open alike; a run of clauses that are the same places as a run of sentences counts once."""
    sentences = list_spans(speech.sentences)
    seen: set[int] = set()
    for places in (zip(sentences, number_within(sentences, speech.paragraphs), strict=True), (((c.start, c.end), c.paragraph) for c in clauses)):
        for run in _runs_alike(places, words):
            starts = {words.start[first] for first, _ in run}
            if not starts <= seen:
                seen |= starts
                length = _common_length(run, words)
                term = "".join(words.term[run[0][0] : run[0][0] + length])
                yield [((words.start[first], words.end[first + length - 1]), "anaphora", term) for first, _ in run]


def _runs_alike(places: Iterable[tuple[Span, int]], words: _Words) -> Iterator[list[tuple[int, int]]]:
    """Runs of three or more that open with the same word in one paragraph: (first word, end of the stretch) of each."""
    opened = [(number, *_opening(span, words)) for span, number in places]
    for (_, term), run in itertools.groupby(opened, key=lambda each: (each[0], each[1])):
        members = [(first, end) for _, _, first, end in run]
        if term and len(members) >= RUN:
            yield members


def _opening(span: Span, words: _Words) -> tuple[str, int, int]:
    """(term, number of the word, end) of the word that opens a stretch, marks before it left out; no term for one that opens by chance."""
    start, end = span
    i = words.at_start.get(start, -1)
    while 0 <= i < len(words.tag) - 1 and words.tag[i] == "w" and words.start[i + 1] < end:
        i += 1
    if i < 0 or words.tag[i].startswith(_CHANCE_TAGS) or words.term[i] in _CHANCE or words.term[i][0].isdigit() or _CONVENTION.match(words.term[i]):
        return "", i, end
    return words.term[i], i, end


def _common_length(run: list[tuple[int, int]], words: _Words) -> int:
    """How many words all members of the run open with."""
    first, end = run[0]
    length = 1
    while first + length < len(words.term) and words.start[first + length] < end:
        term = words.term[first + length]
        if words.tag[first + length] == "w" or any(
            i + length >= len(words.term) or words.start[i + length] >= stop or words.term[i + length] != term for i, stop in run[1:]
        ):
            break
        length += 1
    return length

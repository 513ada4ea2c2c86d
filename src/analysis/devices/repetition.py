"""Repetition (反复、顶真、首语重复): the same clause again, a clause that takes up the end of the last, clauses that open alike."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.places import Places, content_clauses, content_sentences, number_starts
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
    """The words, and their numbers by where they start."""

    term: list[str]
    tag: list[str]
    start: list[int]
    end: list[int]
    starts: dict[int, int]

    def ends_at(self, at: int) -> int | None:
        """The number of the word that ends at a place, if one does."""
        i = bisect_left(self.end, at)
        return i if i < len(self.end) and self.end[i] == at else None


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

    >>> from analysis import parse_speech
    >>> find_repetitions(parse_speech("青石胜则全县胜，全县胜则全省胜。"))[["kind", "text"]].to_numpy().tolist()
    [['dingzhen', '全县胜'], ['dingzhen', '全县胜']]
    """
    words = _index(speech)
    clauses = _clauses(speech)
    groups = [*_find_fanfu(clauses), *_find_dingzhen(clauses, speech.folded, words), *_find_anaphora(speech, words)]
    groups.sort(key=lambda rows: rows[0][0])
    rows = sorted((span, number, kind, term) for number, members in enumerate(groups) for span, kind, term in members)
    return build_spans(
        "repetitions", speech, [row[0] for row in rows], group=[row[1] for row in rows], kind=[row[2] for row in rows], term=[row[3] for row in rows]
    )


def _index(speech: "Speech") -> _Words:
    tokens = speech.listed("tokens")
    return _Words(*(tokens[name] for name in ("term", "tag", "start", "end")), number_starts(speech))


def _clauses(speech: "Speech") -> list[_Clause]:
    """The clauses with the number of their paragraph and what two writings of one clause share."""
    spans, numbers = content_clauses(speech)
    keys = [_key(speech.folded[start:end]) for start, end in spans]
    return [_Clause(start, end, number, key) for (start, end), number, key in zip(spans, numbers, keys, strict=True)]


def _key(clause: str) -> str:
    """A clause without marks; nothing where it has a figure."""
    if _WORDS.fullmatch(clause):
        return clause
    return "" if any(map(str.isdigit, clause)) else "".join(_WORDS.findall(clause))


def _find_fanfu(clauses: list[_Clause]) -> Iterator[list[Row]]:
    """Clauses that come again: in one paragraph, and if they are short, right after each other."""
    for _, members in itertools.groupby(clauses, key=attrgetter("paragraph")):
        by_key: dict[str, list[tuple[int, _Clause]]] = {}
        for place, clause in enumerate(members):
            if len(key := _without_again(clause.key, by_key)) >= AT_ONCE:
                by_key.setdefault(key, []).append((place, clause))
        for key, found in by_key.items():
            # 表示诚挚的感谢 at the end of each clause of thanks is ritual, and repetition all the same.
            if len(found) > 1 and not _CONVENTION.match(key):
                kept = found if len(key) >= LATER and not _NEEDED.search(key) else _side_by_side(found)
                if len(kept) > 1:
                    yield [((clause.start, clause.end), "fanfu", key) for _, clause in kept]


def _without_again(key: str, known: Container[str]) -> str:
    """The key without the 再 or 还是 that only says that a known one comes again."""
    again = _AGAIN.match(key)
    rest = key[again.end() :] if again else ""
    return rest if rest in known and not _CONVENTION.match(rest) else key


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
    last = words.ends_at(span[1])
    if last is None or words.ends_at(opening[1]) is None or span[0] not in words.starts or opening[0] not in words.starts:
        return False
    following = words.starts.get(opening[1])
    return words.tag[last].startswith(_LINK_TAGS) and (following is None or not words.tag[following].startswith(("n", "vn", "b", "m", "u")))


def _find_anaphora(speech: "Speech", words: _Words) -> Iterator[list[Row]]:
    """Runs of sentences, then of clauses, that open alike; a run of clauses that are the same places as a run of sentences counts once."""
    seen: set[int] = set()
    for places in (content_sentences(speech), content_clauses(speech)):
        for run in _runs_alike(places, words):
            starts = {words.start[first] for first, _ in run}
            if not starts <= seen:
                seen |= starts
                length = _common_length(run, words)
                term = "".join(words.term[run[0][0] : run[0][0] + length])
                yield [((words.start[first], words.end[first + length - 1]), "anaphora", term) for first, _ in run]


def _runs_alike(places: Places, words: _Words) -> Iterator[list[tuple[int, int]]]:
    """Runs of three or more that open with the same word in one paragraph: (first word, end of the stretch) of each."""
    openings = [_opening(start, end, words) for start, end in places.spans]
    terms = [words.term[i] if i >= 0 else "" for i in openings]
    at = 0
    for (_, term), run in itertools.groupby(zip(places.paragraphs, terms, strict=True)):
        size = len(list(run))
        if size >= RUN and term and not _opens_by_chance(term, words.tag[openings[at]]):
            yield [(openings[k], places.spans[k][1]) for k in range(at, at + size)]
        at += size


def _opening(start: int, end: int, words: _Words) -> int:
    """The number of the word that opens a stretch, marks before it left out; -1 where no word starts with it."""
    i = words.starts.get(start, -1)
    while 0 <= i < len(words.tag) - 1 and words.tag[i] == "w" and words.start[i + 1] < end:
        i += 1
    return i


def _opens_by_chance(term: str, tag: str) -> bool:
    return tag.startswith(_CHANCE_TAGS) or term in _CHANCE or term[0].isdigit() or bool(_CONVENTION.match(term))


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

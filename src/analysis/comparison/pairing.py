"""Which sentence of one text is which of another: equal wordings, the most similar pairs, and what repeats; each sentence once."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from analysis.matching import Index

Pair = tuple[int, int]
# A pair and how similar its sentences are.
Scored = tuple[int, int, float]

# A bigram that stands in more sentences than this of either text counts nothing: it tells no sentence from another, and pairs of sentences
# that share it would be too many to look at.
COMMON = 64
# What a bigram that touches a formula of most reports weighs, of one that does not.
FORMULA_WEIGHT = 0.15
# So many rare bigrams that the two sentences do not share are added to those of each pair: the fewer a pair has, the less sharing some proves
# (促进外商投资稳定增长 is not 推动消费稳定增长 edited).
PRIOR = 10
# Marks inside a figure, before it, or at the end of a Latin name carry its meaning: 5.4 is not 54, 19-6 not 19/6, -6.8 not 6.8, c++ not c. A comma
# in 27,203 does not. They stay as private characters, which no text has.
_MARK_IN_FIGURE = re.compile(r"(?<=\d)[^\w\s,](?=\d)|[-+](?=\d)|(?<=[a-z+#])[+#]")
_PRIVATE, _LAST = 0xF0000, 0xFFFD
# One mark in many types: 3-5, 3~5, 3—5.
_DASHES = str.maketrans(dict.fromkeys("~–—‐−〜", "-"))
_NO_WORD = re.compile("[^\\w%‰\U000f0000-\U000ffffd]|_")
# 三是, (四), 五、, 第六,: which of a list a sentence is says nothing of what it says.
_ORDINAL = re.compile(r"\W*第?[一二三四五六七八九十]+(?:[)、.,]|是|要)")
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_EDGE = "\x00"
# A sentence has one of these at its end, a heading none.
_ENDS, _CLOSING = ("。", "!", "?", ";", ":", "…", "｡"), " \t\r\n\u3000\u200b”’」』》〕】）])\"'"


class Sentence(NamedTuple):
    """What of a sentence is compared, which characters of that belong to a formula of most reports or an ordinal, and whether it has an end mark."""

    key: str
    covered: list[bool]
    ends: bool


def read_key(folded: str) -> str:
    """What of a folded text is compared: letters, characters, digits and what stands between digits, without other marks and blanks."""
    key = _MARK_IN_FIGURE.sub(lambda mark: chr(_PRIVATE + min(ord(mark[0]), _LAST)), _BLANK.sub("", folded).translate(_DASHES))
    return _NO_WORD.sub("", key)


def prepare_sentence(folded: str, phrases: Index) -> Sentence:
    """The key of a folded sentence, and what of it is formula: the longest phrase at each place, none inside another."""
    key = read_key(folded)
    ordinal = _ORDINAL.match(folded)
    at = len(read_key(ordinal[0])) if ordinal else 0
    covered = [place < at for place in range(len(key))]
    while at < len(key) - 1:
        length = next((length for length, terms in phrases.get(key[at : at + 2], ()) if key[at : at + length] in terms), 0)
        covered[at : at + length] = [True] * length
        at += max(length, 1)
    return Sentence(key, covered, folded.rstrip(_CLOSING).endswith(_ENDS))


def pair_unique(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pairs of equal keys that stand once in each text."""
    once_old, once_new = ({key: at for at, key in enumerate(keys) if counts[key] == 1} for keys, counts in ((old, Counter(old)), (new, Counter(new))))
    return [(once_old[key], at) for key, at in once_new.items() if key in once_old]


def pair_copies(old: Sequence[str], new: Sequence[str], fixed: Sequence[Pair]) -> list[Pair]:
    """Pairs of equal keys that are in no pair of `fixed`: first those between the same neighbours of its chain, so that they are in place."""
    anchors = [[pair[side] for pair in list_anchors(fixed)] for side in (0, 1)]
    taken = [{pair[side] for pair in fixed} for side in (0, 1)]
    pairs: list[Pair] = []
    for name in (lambda key, segment: (key, segment), lambda key, segment: key):
        waiting: defaultdict[object, list[int]] = defaultdict(list)
        for i in reversed(range(len(old))):
            if i not in taken[0]:
                waiting[name(old[i], bisect_left(anchors[0], i))].append(i)
        for j in range(len(new)):
            if j not in taken[1] and (free := waiting.get(name(new[j], bisect_left(anchors[1], j)))):
                pairs.append((free.pop(), j))
        for side in (0, 1):
            taken[side].update(pair[side] for pair in pairs)
    return pairs


def _list_grams(sentence: Sentence) -> Iterator[tuple[tuple[str, int], bool]]:
    """((bigram, which of its occurrences), touches a formula) of a sentence, its edges included."""
    seen: Counter[str] = Counter()
    padded, inside = _EDGE + sentence.key + _EDGE, [False, *sentence.covered, False]
    for at in range(len(padded) - 1):
        gram = padded[at : at + 2]
        seen[gram] += 1
        yield (gram, seen[gram]), inside[at] or inside[at + 1]


def _place_grams(sentences: Sequence[Sentence], columns: dict[tuple[str, int], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, column, factor) of every bigram of the sentences; a bigram not met before gets the next column."""
    found = [(row, columns.setdefault(gram, len(columns)), formula) for row, each in enumerate(sentences) for gram, formula in _list_grams(each)]
    rows, at, formula = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return rows, at, np.where(formula, FORMULA_WEIGHT, 1.0)


def score_pairs(old: Sequence[Sentence], new: Sequence[Sentence], *, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(number in old, number in new, similarity) of every pair of sentences that reaches `threshold`.

    The weights are those that `align_reports` states; a bigram that is formula in one sentence only is shared with the geometric mean of its two.
    """
    from scipy.sparse import csr_array

    columns: dict[tuple[str, int], int] = {}
    placed = [_place_grams(sentences, columns) for sentences in (old, new)]
    sentences_with = np.max([np.bincount(at, minlength=len(columns)) for _, at, _ in placed], axis=0)
    size = len(old) + len(new)
    weights = np.where(sentences_with <= COMMON, np.log1p(size / np.maximum(sentences_with, 1)) ** 2, 0)
    # A product of two square roots is the weight itself, so that one product of sparse matrices gives what every pair shares.
    matrices = []
    for sentences, (rows, at, factors) in zip((old, new), placed, strict=True):
        own = weights[at] > 0
        values = np.sqrt(weights[at] * factors)[own]
        matrices.append(csr_array((values, (rows[own], at[own])), shape=(len(sentences), len(columns))))
    sizes = [np.asarray((matrix * matrix).sum(axis=1)) for matrix in matrices]
    shared = (matrices[0] @ matrices[1].T).tocoo()
    i, j = shared.coords
    similarity = 2 * shared.data / (sizes[0][i] + sizes[1][j] + PRIOR * np.log1p(size) ** 2)
    near = similarity >= threshold
    return i[near], j[near], similarity[near]


def choose_pairs(old: np.ndarray, new: np.ndarray, similarity: np.ndarray, distance: np.ndarray, *, taken: Sequence[Scored]) -> list[Scored]:
    """Of the scored pairs the most similar first, each sentence once and none of those taken; of equals the pair whose places are nearest."""
    order = np.lexsort((new, old, distance, -np.round(similarity, 9)))
    chosen, taken_old, taken_new = [], {i for i, _, _ in taken}, {j for _, j, _ in taken}
    for i, j, score in zip(old[order].tolist(), new[order].tolist(), similarity[order].tolist(), strict=True):
        if i not in taken_old and j not in taken_new:
            chosen.append((i, j, score))
            taken_old.add(i)
            taken_new.add(j)
    return chosen


def share_gap(old: np.ndarray, new: np.ndarray, fixed: Sequence[Pair]) -> np.ndarray:
    """Whether the two sentences of each pair stand between the same neighbours of the chain of `fixed` pairs; without any, none does."""
    anchors = np.array(list_anchors(fixed), dtype=np.int64).reshape(-1, 2)
    return (len(anchors) > 0) & (np.searchsorted(anchors[:, 0], old) == np.searchsorted(anchors[:, 1], new))


def list_anchors(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that run in the same order in both texts, a longest chain of them, in this order."""
    chain = find_chain([i for i, _ in sorted(pairs, key=itemgetter(1))])
    return sorted(pair for pair in pairs if pair[0] in chain)


def find_chain(partners: Sequence[int]) -> set[int]:
    """The members of a longest increasing chain of different numbers (Fredman 1975, patience sorting)."""
    ends: list[int] = []
    at_end: list[int] = []
    before: dict[int, int | None] = {}
    for number in partners:
        place = bisect_left(ends, number)
        before[number] = at_end[place - 1] if place else None
        ends[place : place + 1] = [number]
        at_end[place : place + 1] = [number]
    chain, last = set(), at_end[-1] if at_end else None
    while last is not None:
        chain.add(last)
        last = before[last]
    return chain

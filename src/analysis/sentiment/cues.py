"""The words of a sentence that change what its appraisals are worth, by group, looked up around a place without going through all of them."""

from bisect import bisect_left, bisect_right
from functools import cache
from itertools import compress
from typing import NamedTuple

from analysis.data import read_table

# How many cues of a group are looked at on one side of a place.
_FEW = 5


class Cue(NamedTuple):
    """A word of a sentence that changes appraisals, as a half-open range of its words."""

    first: int
    stop: int


class Cues:
    """The cues of one sentence by group, in order, and its clauses; `terms` are its words."""

    def __init__(self, terms: list[str], clauses: list[tuple[int, int]]) -> None:
        self.terms = terms
        self._by_group = _list_cues(terms)
        self._stops = {group: [cue.stop for cue in cues] for group, cues in self._by_group.items()}
        self._clauses, self._starts = clauses, [start for start, _ in clauses]

    def clause(self, first: int, stop: int) -> tuple[int, int]:
        """The clause of the word `first`; the words themselves where it is in none."""
        at = bisect_right(self._starts, first) - 1
        return self._clauses[at] if at >= 0 and first < self._clauses[at][1] else (first, stop)

    def next_clause(self, high: int) -> tuple[int, int]:
        """The clause after the one that ends at the word `high`; an empty range where there is none."""
        at = bisect_left(self._starts, high)
        return self._clauses[at] if at < len(self._clauses) else (high, high)

    def before(self, group: str, low: int, first: int) -> list[Cue]:
        """The cues of a group that lie between the words `low` and `first`, in order; of a long stretch the last few."""
        cues = self._by_group.get(group)
        if not cues:
            return []
        end = bisect_right(self._stops[group], first)
        return [cue for cue in cues[max(0, end - _FEW) : end] if cue.first >= low]

    def after(self, group: str, stop: int, reach: int) -> list[Cue]:
        """The cues of a group that begin at the word `stop` or after it, before `reach`; the first few."""
        cues = self._by_group.get(group)
        if not cues:
            return []
        at = bisect_left(self._stops[group], stop + 1)
        return [cue for cue in cues[at : at + _FEW] if stop <= cue.first < reach]

    def word(self, at: int) -> str:
        """The word at a place; "" outside the sentence."""
        return self.terms[at] if 0 <= at < len(self.terms) else ""


@cache
def cue_words() -> dict[str, frozenset[str]]:
    """Group → its words (data/appraisal_cues.tsv); what each group does: docs/sentiment.md."""
    table = read_table("appraisal_cues.tsv")
    return {str(group): frozenset(rows["word"]) for group, rows in table.groupby("group", sort=False)}


@cache
def _groups_of_words() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """The groups of each word, and what such a word can begin with, itself among it."""
    index: dict[str, tuple[str, ...]] = {}
    for group, words in cue_words().items():
        for word in words:
            index[word] = (*index.get(word, ()), group)
    return index, frozenset(word[:k] for word in index for k in range(1, len(word) + 1))


def _list_cues(terms: list[str]) -> dict[str, list[Cue]]:
    """Group → its cues, none inside another: 不能 is one negation, not two."""
    (index, beginnings), found = _groups_of_words(), {}
    for k in compress(range(len(terms)), map(beginnings.__contains__, terms)):
        joined = ""
        for stop in range(k + 1, len(terms) + 1):
            joined += terms[stop - 1]
            if joined not in beginnings:
                break
            for group in index.get(joined, ()):
                cues = found.setdefault(group, [])
                if cues and cues[-1].first == k:
                    cues.pop()
                if not cues or cues[-1].stop <= k:
                    cues.append(Cue(k, stop))
    return found

"""The words that give an act away, by group: modals, aspect, praise, trouble, procedure, argument, time (data/act_cues.tsv)."""

from functools import cache
from itertools import compress

from analysis.data import read_table

# Into how many words a cue may be cut.
_LONGEST = 3
# Where in a sentence a word that gives an act away begins, and this word.
Cue = tuple[int, str]


@cache
def words_by_group() -> dict[str, frozenset[str]]:
    """Group → its words, in folded characters; a word of several tokens (一|定|要) is found whatever the segmenter makes of it."""
    table = read_table("act_cues.tsv")
    return {str(group): frozenset(rows["word"]) for group, rows in table.groupby("group", sort=False)}


@cache
def groups_by_word() -> dict[str, tuple[str, ...]]:
    """Each cue word with the groups that it belongs to."""
    index: dict[str, tuple[str, ...]] = {}
    for group, words in words_by_group().items():
        for word in sorted(words):
            index[word] = (*index.get(word, ()), group)
    return index


@cache
def _beginnings() -> dict[str, bool]:
    """What a cue can begin with, itself among it, and whether a cue goes on from there."""
    longer = {word[:k] for word in groups_by_word() for k in range(1, len(word))}
    return dict.fromkeys(groups_by_word(), False) | dict.fromkeys(longer, True)


def list_cues(terms: list[str], start: int, stop: int) -> list[Cue]:
    """The cues in a range of words, in order; one may be cut into two or three."""
    beginnings, groups = _beginnings(), groups_by_word()
    cues = []
    for k in compress(range(start, stop), map(beginnings.__contains__, terms[start:stop])):
        joined, at, end = terms[k], k + 1, min(k + _LONGEST, stop)
        if joined in groups:
            cues.append((k, joined))
        while at < end and beginnings.get(joined):
            joined += terms[at]
            at += 1
            if joined in groups:
                cues.append((k, joined))
    return cues

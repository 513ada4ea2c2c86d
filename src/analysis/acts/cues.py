"""The words that give an act away, by group: modals, aspect, praise, trouble, procedure, argument, time (data/act_cues.tsv)."""

from functools import cache

from analysis.data import read_table


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

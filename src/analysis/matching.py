"""Finding the entries of a lexicon in a speech: the longest at each place, none inside another, at the edges of words."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech

# A term this short must not cut words: 火线 is no metaphor in 防火|线路.
_SHORT = 3

# First two characters → (length, terms of this length with their entries), the longest first.
Index = dict[str, list[tuple[int, dict[str, list[Any]]]]]
# Which entry of those of a term holds here, if one does: (text of the paragraph, start, end, entries).
Pick = Callable[[str, int, int, list[Any]], Any]


class _Words(NamedTuple):
    starts: list[int]
    ends: list[int]


def index_terms(entries: Iterable[tuple[str, Any]]) -> Index:
    """An index of `(term, entry)`; a term may have several entries, and terms have two characters or more."""
    index: dict[str, dict[int, dict[str, list[Any]]]] = {}
    for term, entry in entries:
        index.setdefault(term[:2], {}).setdefault(len(term), {}).setdefault(term, []).append(entry)
    return {pair: sorted(by_length.items(), reverse=True) for pair, by_length in index.items()}


def pick_first(text: str, start: int, end: int, entries: list[Any]) -> Any:
    """The first entry of a term, wherever it stands."""
    return entries[0]


def search_terms(speech: "Speech", index: Index, *, pick: Pick = pick_first) -> list[tuple[Span, Any]]:
    """`((start, end), entry)` of every term that stands in `speech`, in order, page furniture left out.

    Matched on the folded text; line breaks and blanks inside a wording do not hide it. The longest term that `pick`
    finds an entry for wins.
    """
    tokens, paragraphs = speech.listed("tokens"), speech.listed("paragraphs")
    words = _Words(tokens["start"], tokens["end"])
    rows: list[tuple[Span, Any]] = []
    for low, high, zone in zip(paragraphs["start"], paragraphs["end"], paragraphs["zone"], strict=True):
        if zone != "furniture":
            rows += _search(speech.folded, low, high, (index, pick, words))
    return rows


def _search(folded: str, low: int, high: int, given: tuple[Index, Pick, _Words]) -> Iterator[tuple[Span, Any]]:
    """Each entry that a paragraph holds."""
    index, pick, words = given
    text, places = folded[low:high], None
    if len(text.split(maxsplit=1)) > 1:
        places = [i for i, character in enumerate(text) if not character.isspace()]
        text = "".join(text.split())
    reach = 0
    for at in compress(range(len(text)), map(index.__contains__, map(add, text, text[1:]))):
        if at < reach:
            continue
        for length, terms in index[text[at : at + 2]]:
            found = terms.get(text[at : at + length])
            entry = pick(text, at, at + length, found) if found else None
            if not entry:
                continue
            start, end = (at, at + length) if places is None else (places[at], places[at + length - 1] + 1)
            if _stands_free(low + start, low + end, length, words):
                yield (low + start, low + end), entry
                reach = at + length
                break


def _stands_free(start: int, end: int, length: int, words: _Words) -> bool:
    """Whether a term is a part of one word (龙头 in 龙头企业) or made of words; of a longer term one edge may cut a word."""
    first, last = bisect_right(words.starts, start) - 1, bisect_right(words.starts, end - 1) - 1
    if first == last:
        return True
    cuts = (words.starts[first] < start) + (words.ends[last] > end)
    return cuts <= (length > _SHORT)

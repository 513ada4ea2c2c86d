"""Finding the entries of a lexicon in a speech: the longest at each place, none inside another, at the edges of words."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech

# A term this short must not cut words: 火线 is no metaphor in 防火|线路.
_SHORT = 3
# Code points have at most 21 bits.
_BITS = 21


class Index(dict[str, list[tuple[int, dict[str, list[Any]]]]]):
    """First two characters → (length, terms of this length with their entries), the longest first."""

    def find_openings(self, text: str) -> list[int]:
        """Where in `text` the first two characters of a term stand."""
        codes, known, initials = _read_codes(text), self._codes, self._initials
        if not len(known):
            return []
        # At most places no term begins with the first character.
        likely = np.flatnonzero(initials[np.minimum(codes[:-1], len(initials) - 1)])
        pairs = codes[likely] << _BITS | codes[likely + 1]
        at = np.searchsorted(known, pairs)
        return likely[known[np.minimum(at, len(known) - 1)] == pairs].tolist()

    @cached_property
    def _codes(self) -> np.ndarray:
        """The two characters of each key as one number, sorted."""
        codes = _read_codes("".join(self)).reshape(-1, 2)
        return np.sort(codes[:, 0] << _BITS | codes[:, 1])

    @cached_property
    def _initials(self) -> np.ndarray:
        """Whether a key begins with each character; all characters beyond the first plane are one."""
        initials = np.zeros(1 << 16, dtype=bool)
        initials[np.minimum(self._codes >> _BITS, len(initials) - 1)] = True
        return initials


def _read_codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


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
    return Index({pair: sorted(by_length.items(), reverse=True) for pair, by_length in index.items()})


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
    spans = [(low, high) for low, high, zone in zip(paragraphs["start"], paragraphs["end"], paragraphs["zone"], strict=True) if zone != "furniture"]
    texts = ["".join(speech.folded[low:high].split()) for low, high in spans]
    # All paragraphs at once; no term goes over the break between two.
    openings, begin = index.find_openings("\n".join(texts)), 0
    rows: list[tuple[Span, Any]] = []
    for (low, high), text in zip(spans, texts, strict=True):
        own = openings[bisect_left(openings, begin) : bisect_left(openings, begin + len(text))]
        if own:
            places = range(low, high) if len(text) == high - low else [k for k in range(low, high) if not speech.folded[k].isspace()]
            rows += _search(text, [k - begin for k in own], places, (index, pick, words))
        begin += len(text) + 1
    return rows


def _search(text: str, openings: list[int], places: Sequence[int], given: tuple[Index, Pick, _Words]) -> Iterator[tuple[Span, Any]]:
    """Each entry that a paragraph holds; openings: where one may begin; places: where its characters stand in the speech."""
    index, pick, words = given
    reach = 0
    for at in openings:
        if at < reach:
            continue
        for length, terms in index[text[at : at + 2]]:
            found = terms.get(text[at : at + length])
            entry = pick(text, at, at + length, found) if found else None
            if not entry:
                continue
            start, end = places[at], places[at + length - 1] + 1
            if _stands_free(start, end, length, words):
                yield (start, end), entry
                reach = at + length
                break


def _stands_free(start: int, end: int, length: int, words: _Words) -> bool:
    """Whether a term is a part of one word (龙头 in 龙头企业) or made of words; of a longer term one edge may cut a word."""
    first, last = bisect_right(words.starts, start) - 1, bisect_right(words.starts, end - 1) - 1
    if first == last:
        return True
    cuts = (words.starts[first] < start) + (words.ends[last] > end)
    return cuts <= (length > _SHORT)

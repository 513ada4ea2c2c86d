"""What a parallel run is made of: words, and the segments of words that marks set apart."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.places import Words, content_tokens, content_words

if TYPE_CHECKING:
    from analysis.speech import Speech

# How strongly two neighbouring segments are parted, the weakest first; terms are folded, so half-width marks stand for both.
ADJACENT, OTHER, JOINED, LISTED, BLANK, COMMA, SEMICOLON, SENTENCE, PARAGRAPH = range(9)
_LEVELS = dict.fromkeys("、·", LISTED) | dict.fromkeys(",:—", COMMA) | dict.fromkeys(";", SEMICOLON) | dict.fromkeys("。!?…", SENTENCE)
OPENING, CLOSING = frozenset('“‘「『（(《〈"'), frozenset('”’」』）)》〉"')
# Words that join two members as 、 does.
JOINING = frozenset("和 与 及 或 而 并 跟 同 以及 或者 且".split())
# Words that part a member from what stands before or after it.
_DETACHED = frozenset("的 之 地 等".split())
# What is known of a word wherever it stands, as one number: the level of a mark in the last four bits, and these.
_IS_PLUS, _OPENS, _CLOSES, _JOINS, _DETACHES, _IS_DOUBLE = (1 << bit for bit in range(4, 10))
_SETS = {_IS_PLUS: ("+",), _OPENS: OPENING, _CLOSES: CLOSING, _JOINS: JOINING, _DETACHES: _DETACHED}
_SPECIAL = {word: sum(flag for flag, others in _SETS.items() if word in others) for words in _SETS.values() for word in words}


@dataclass(frozen=True)
class Units:
    """The words of a speech as arrays, and its segments: words `first` to `stop` (half-open) with the `level` of the mark after
    them. Quotation marks belong to segments. `segment` is the segment of each word, -1 for a mark between them; `head` and `tail`
    are its first and last character, `number` is its own among the different words, `letters` have the first of each tag;
    `opening` and `closing` mark quotation marks, `joining` and `detached` words such as 和 and 的."""

    start: np.ndarray
    end: np.ndarray
    terms: list[str]
    wordy: np.ndarray
    segment: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    level: np.ndarray
    head: np.ndarray
    tail: np.ndarray
    number: np.ndarray
    letters: bytes
    opening: np.ndarray
    closing: np.ndarray
    joining: np.ndarray
    detached: np.ndarray


def split_units(speech: "Speech") -> Units:
    """The words of `speech` without page furniture; a word such as 群防群治 or 共建共享 counts as two, since its halves are members."""
    start, end, sentence, terms, letters, known, number = _halve(content_words(speech), content_tokens(speech)["tag"])
    total = len(terms)
    flags = _look_up(known).take(number)
    opening, closing, joining, detached = (flags & np.array([[_OPENS], [_CLOSES], [_JOINS], [_DETACHES]])) > 0
    wordy = (letters != ord("w")) | (flags & _IS_PLUS > 0)
    paragraph = np.searchsorted(np.array(speech.listed("paragraphs")["start"]), start, side="right")
    before = _levels_between((start, end, sentence, paragraph), wordy, opening, closing)
    first, stop, level = _join_segments(wordy, np.where(wordy, ADJACENT, flags & 15), before)
    segment = np.searchsorted(first, np.arange(total), side="right") - 1
    if len(first):
        segment[np.arange(total) >= stop[segment]] = -1
    code, initials = encode(speech.folded), np.minimum(letters, 127).astype(np.uint8).tobytes()
    # A term is what stands in the folded text, apart from line breaks inside it.
    edges = code[start], code[end - 1]
    return Units(start, end, terms, wordy, segment, first, stop, level, *edges, number, initials, opening, closing, joining, detached)


def encode(text: str) -> np.ndarray:
    """The code points of a text, and 0."""
    return np.frombuffer((text + "\0").encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


def _look_up(known: Collection[str]) -> np.ndarray:
    return np.fromiter(map(_describe, known), dtype=np.int64, count=len(known))


@lru_cache(maxsize=1 << 16)
def _describe(term: str) -> int:
    """What is known of a word: `_OPENS` and so on, and the level of a mark, 0 for quotation marks."""
    if term in _SPECIAL:
        return _SPECIAL[term]
    if len(term) == 4 and (term[0] == term[2] or term[1] == term[3]):
        return _IS_DOUBLE | _level(term)
    return _level(term)


def _level(term: str) -> int:
    return ADJACENT if term.isalnum() else max(_LEVELS.get(character, OTHER) for character in term)


def _halve(words: Words, tags: list[str]) -> Words:
    """The words, with two for each such as 共建共享."""
    start, end, sentence, terms, letters, known, number = words
    doubled = np.flatnonzero(_look_up(known).take(number) & _IS_DOUBLE)
    alike = np.array([i for i in doubled.tolist() if tags[i] not in ("w", "eng", "m")], dtype=np.int64)
    # What a line break parts stays whole.
    halved = alike[end[alike] - start[alike] == 4]
    if not len(halved):
        return words
    times = np.ones(len(terms), dtype=np.int64)
    times[halved] = 2
    start, end, sentence, letters, number = (np.repeat(values, times) for values in (start, end, sentence, letters, number))
    first = halved + np.arange(len(halved))
    end[first] -= 2
    start[first + 1] += 2
    known = dict(known)
    for at, word in zip(first.tolist(), map(terms.__getitem__, halved.tolist()), strict=True):
        number[at], number[at + 1] = (known.setdefault(half, len(known)) for half in (word[:2], word[2:]))
    return Words(start, end, sentence, _split_in_two(terms, halved.tolist()), letters, known, number)


def _split_in_two(terms: list[str], places: list[int]) -> list[str]:
    found, at = [], 0
    for place in places:
        found += terms[at:place]
        found += (terms[place][:2], terms[place][2:])
        at = place + 1
    return found + terms[at:]


def _levels_between(places: tuple[np.ndarray, ...], wordy: np.ndarray, opening: np.ndarray, closing: np.ndarray) -> np.ndarray:
    """How strongly each word is parted from the one before it, marks apart; the end of the text from the last. `places`: start, end, sentence, paragraph."""
    before = np.zeros(len(wordy) + 1, dtype=np.int64)
    before[-1] = PARAGRAPH
    start, end, sentence, paragraph = places
    # The stronger is written over the weaker. “甲”“乙” lists two without 、.
    inner = before[1:-1]
    inner[opening[1:] & closing[:-1]] = LISTED
    inner[(start[1:] > end[:-1]) & wordy[1:] & wordy[:-1]] = BLANK
    inner[sentence[1:] != sentence[:-1]] = SENTENCE
    inner[paragraph[1:] != paragraph[:-1]] = PARAGRAPH
    return before


def _join_segments(wordy: np.ndarray, mark: np.ndarray, before: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First word, stop and level of each stretch without a mark or a parting in it that has a word; a level is the strongest up to the next stretch's end."""
    inside, parting = mark == 0, before.copy()
    parting[:-1] = np.maximum(before[:-1], mark)
    begins = inside.copy()
    begins[1:] &= (before[1:-1] > 0) | ~inside[:-1]
    first, cuts = np.flatnonzero(begins), np.flatnonzero(parting)
    stop = cuts[np.searchsorted(cuts, first, side="right")]
    count = np.concatenate([[0], np.cumsum(wordy)])
    held = count[stop] > count[first]
    first, stop = first[held], stop[held]
    return first, stop, np.maximum.reduceat(parting, stop) if len(stop) else stop

"""What a parallel run is made of: words, and the segments of words that marks set apart."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.places import number_within

if TYPE_CHECKING:
    from analysis.speech import Speech

# How strongly two neighbouring segments are parted, the weakest first; terms are folded, so half-width marks stand for both.
ADJACENT, OTHER, JOINED, LISTED, BLANK, COMMA, SEMICOLON, SENTENCE, PARAGRAPH = range(9)
_LEVELS = dict.fromkeys("、·", LISTED) | dict.fromkeys(",:—", COMMA) | dict.fromkeys(";", SEMICOLON) | dict.fromkeys("。!?…", SENTENCE)
OPENING, CLOSING = frozenset('“‘「『（(《〈"'), frozenset('”’」』）)》〉"')
# Words that join two members as 、 does.
JOINING = frozenset("和 与 及 或 而 并 跟 同 以及 或者 且".split())


@dataclass(frozen=True)
class Units:
    """The words of a speech as arrays, and its segments: words `first` to `stop` (half-open) with the `level` of the mark after
    them. Quotation marks belong to segments. `segment` is the segment of each word, -1 for a mark between them; `head` and `tail`
    are its first and last character."""

    start: np.ndarray
    end: np.ndarray
    terms: list[str]
    tags: list[str]
    wordy: np.ndarray
    segment: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    level: np.ndarray
    head: np.ndarray
    tail: np.ndarray


def split_units(speech: "Speech") -> Units:
    """The words of `speech` without page furniture; a word such as 群防群治 or 共建共享 counts as two, since its halves are members."""
    tokens = speech.tokens
    tokens = tokens[(tokens["zone"] != "furniture").to_numpy()]
    columns = [tokens[name].to_list() for name in ("start", "end", "term", "tag", "sentence")]
    words = [piece for word in zip(*columns, strict=True) for piece in _halve(*word)]
    start, end, terms, tags, sentence = (list(column) for column in zip(*words, strict=True)) if words else ([], [], [], [], [])
    wordy = [tag != "w" or term == "+" for tag, term in zip(tags, terms, strict=True)]
    paragraph = number_within(list(zip(start, end, strict=True)), speech.paragraphs)
    blank = [k > 0 and start[k] > end[k - 1] and wordy[k] and wordy[k - 1] for k in range(len(terms))]
    levels = [ADJACENT, *(_level_before(k, terms, blank, sentence, paragraph) for k in range(1, len(terms)))]
    first, stop, level = _join_segments(terms, wordy, levels)
    segment = np.full(len(terms), -1, dtype=np.int64)
    for number, (low, high) in enumerate(zip(first, stop, strict=True)):
        segment[low:high] = number
    edges = ([ord(term[0]) for term in terms], [ord(term[-1]) for term in terms])
    whole = [np.array(values, dtype=np.int64) for values in (start, end, first, stop, level, *edges)]
    return Units(whole[0], whole[1], terms, tags, np.array(wordy, dtype=bool), segment, *whole[2:])


def _halve(start: int, end: int, term: str, tag: str, sentence: int) -> list[tuple]:
    if len(term) == end - start == 4 and tag not in ("w", "eng", "m") and (term[0] == term[2] or term[1] == term[3]):
        return [(start, start + 2, term[:2], tag, sentence), (start + 2, end, term[2:], tag, sentence)]
    return [(start, end, term, tag, sentence)]


def _level_before(k: int, terms: list[str], blank: list[bool], sentence: list[int], paragraph: list[int]) -> int:
    """How strongly word `k` is parted from the one before it by what stands between them, marks apart."""
    if paragraph[k] != paragraph[k - 1]:
        return PARAGRAPH
    if sentence[k] != sentence[k - 1]:
        return SENTENCE
    if blank[k]:
        return BLANK
    # “甲”“乙” lists two without 、.
    return LISTED if terms[k] in OPENING and terms[k - 1] in CLOSING else ADJACENT


def _join_segments(terms: list[str], wordy: list[bool], levels: list[int]) -> tuple[list[int], list[int], list[int]]:
    first: list[int] = []
    stop: list[int] = []
    level: list[int] = []
    opened = -1
    for k in range(len(terms) + 1):
        before = levels[k] if k < len(terms) else PARAGRAPH
        quote = k < len(terms) and not wordy[k] and (terms[k] in OPENING or terms[k] in CLOSING)
        mark = max((_LEVELS.get(character, OTHER) for character in terms[k]), default=OTHER) if k < len(terms) and not wordy[k] and not quote else ADJACENT
        if before or mark:
            if opened >= 0 and any(wordy[opened:k]):
                first.append(opened)
                stop.append(k)
                level.append(max(before, mark))
            elif level:
                level[-1] = max(level[-1], before, mark)
            opened = -1
        if not mark and opened < 0 and k < len(terms):
            opened = k
    return first, stop, level

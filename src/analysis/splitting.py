"""Where sentences and clauses end inside a paragraph."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# Zero-width spaces, joiners and byte-order marks: nobody sees them, and Python counts none of them as white space.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

# Closing marks that belong to the sentence or line before them, for use inside a character class.
CLOSERS = r"”’」』）)》〉】〕］\]"
# A full stop typed as ．or . ends a sentence only after a Chinese character, never inside 5.4 % or 1.2.3.
SENTENCE_END = re.compile(rf"(?:[。！？!?｡]|(?<=[一-鿿{CLOSERS}])[．.](?![\d０-９．.A-Za-z]))+[{CLOSERS}]*")
# A comma or colon between digits is part of a figure (27,203 or 10:30).
CLAUSE_MARK = re.compile(r"(?<![\d０-９])[，,；;：:]|[，,；;：:](?![\d０-９])|——|…+|[。！？!?｡．]+")


def trim(text: str, start: int, end: int) -> Span:
    """`(start, end)` without the white space, zero-width marks and byte-order marks at both ends."""
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return start, end


def _is_blank(character: str) -> bool:
    return character.isspace() or character in INVISIBLE


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The sentences of `text[start:end]`, a paragraph: each ends at 。！？ with the closing quotes and brackets after it.

    A straight quote after the end mark belongs to the sentence if the paragraph has opened it before. Semicolons and
    ellipses do not end a sentence.
    """
    end = len(text) if end is None else end
    at, opened = start, 0
    for mark in SENTENCE_END.finditer(text, start, end):
        stop = mark.end()
        opened += text.count('"', at, stop)
        if opened % 2 and text.startswith('"', stop, end):
            stop, opened = stop + 1, opened + 1
        yield from _nonempty(trim(text, at, stop))
        at = stop
    yield from _nonempty(trim(text, at, end))


def _nonempty(span: Span) -> Iterator[Span]:
    if span[0] < span[1]:
        yield span


def split_clauses(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The clauses of `text[start:end]`, a sentence: stretches between ，；：—— … and the sentence's end, without these marks.

    、 does not end a clause (it separates members of a list). A stretch of nothing but punctuation is no clause.
    """
    end = len(text) if end is None else end
    at = start
    for mark in CLAUSE_MARK.finditer(text, start, end):
        yield from _wordy(text, trim(text, at, mark.start()))
        at = mark.end()
    yield from _wordy(text, trim(text, at, end))


def _wordy(text: str, span: Span) -> Iterator[Span]:
    if any(character.isalnum() for character in text[slice(*span)]):
        yield span

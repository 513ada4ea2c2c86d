"""Where sentences and clauses end inside a paragraph."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# Zero-width spaces, joiners and byte-order marks: nobody sees them, and Python counts none of them as white space.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

# Closing marks that belong to the sentence or line before them, for use inside a character class.
CLOSERS = r"”’」』）)》〉】〕］\]"
_ENDS, _POINT_FOLLOWS = "。！？!?｡", r"(?![\d０-９．.A-Za-z])"
# A full stop typed as ．or . ends a sentence only after a Chinese character, never inside 5.4 % or 1.2.3.
# Both expressions begin with a class of single characters, which Python's regular expressions skip to at once.
SENTENCE_END = re.compile(
    rf"[{_ENDS}．.](?:(?<=[{_ENDS}])|(?<=[一-鿿{CLOSERS}].){_POINT_FOLLOWS})(?:[{_ENDS}]|(?<=[一-鿿{CLOSERS}])[．.]{_POINT_FOLLOWS})*[{CLOSERS}]*"
)
# A comma or colon between digits is part of a figure (27,203 or 10:30).
CLAUSE_MARK = re.compile(rf"[，,；;：:—…{_ENDS}．](?:(?<=[，,；;：:])(?:(?<![\d０-９].)|(?![\d０-９]))|(?<=—)—|(?<=…)…*|(?<=[{_ENDS}．])[{_ENDS}．]*)")
# What str.isspace() holds for white space, and the invisible.
_BLANK = frozenset(
    f"\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000{INVISIBLE}"
)


def trim(text: str, start: int, end: int) -> Span:
    """`(start, end)` without the white space, zero-width marks and byte-order marks at both ends."""
    while start < end and text[start] in _BLANK:
        start += 1
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return start, end


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
        # Never empty: it holds the mark.
        yield trim(text, at, stop)
        at = stop
    low, high = trim(text, at, end)
    if low < high:
        yield low, high


def split_clauses(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The clauses of `text[start:end]`, a sentence: stretches between ，；：—— … and the sentence's end, without these marks.

    、 does not end a clause (it separates members of a list). A stretch of nothing but punctuation is no clause.
    """
    end = len(text) if end is None else end
    at = start
    for mark in CLAUSE_MARK.finditer(text, start, end):
        low, high = trim(text, at, mark.start())
        if _is_wordy(text[low:high]):
            yield low, high
        at = mark.end()
    low, high = trim(text, at, end)
    if _is_wordy(text[low:high]):
        yield low, high


def _is_wordy(stretch: str) -> bool:
    return any(map(str.isalnum, stretch))

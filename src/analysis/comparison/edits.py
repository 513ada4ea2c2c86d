"""What was edited in a sentence, as one line to read: 国内生产总值增长[-8%-]{+5%+}左右. Both wordings can be read back from it."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

# A figure with its decimals or a Latin word changes as a whole; all else character by character.
_UNIT = re.compile(r"\d+(?:[.,．，]\d+)*[%％‰]?|[A-Za-z]+|.", re.DOTALL)
# Any of these in the text itself is written with a backslash before it, so that a mark is never mistaken for text.
_ESCAPED = re.compile(r"([\\\[\]{}])")
_PIECE = re.compile(r"\\(.)|(\[-)|(-\])|(\{\+)|(\+\})|(.)", re.DOTALL)
# difflib looks at every pair of equal units, again and again: beyond so many pairs what differs is given as one edit. Sentences of
# reports have a few hundred; only one character repeated a hundred times, or a sentence of several thousand characters, has more.
_MOST_PAIRS = 20_000
# And at every block of a long sentence again, however few are equal.
_MOST_UNITS = 2_000

Edit = tuple[str, str]


def write_edits(old: str, new: str) -> str:
    """`old` turned into `new`: `[-gone-]` and `{+added+}` among what stayed; of brackets and backslashes in the text each has a \\ before it.

    Misleads as a record of what an editor did: it is one shortest way from one wording to the other (difflib's), made a little coarser,
    since a single character that stays between two changes is taken as changed too.
    """
    parts = []
    for gone, added in list_edits(old, new):
        if gone == added:
            parts.append(_escape(gone))
        else:
            parts.append((f"[-{_escape(gone)}-]" if gone else "") + (f"{{+{_escape(added)}+}}" if added else ""))
    return "".join(parts)


def read_edits(edits: str) -> tuple[str, str]:
    """(old, new): the two wordings that `write_edits` was given.

    >>> read_edits("修路[-12-]{+15+}公里")
    ('修路12公里', '修路15公里')
    """
    old: list[str] = []
    new: list[str] = []
    inside = ""
    for piece in _PIECE.finditer(edits):
        escaped, gone, gone_end, added, added_end, plain = piece.groups()
        if gone or added:
            inside = piece[0]
        elif gone_end or added_end:
            inside = ""
        else:
            character = escaped or plain
            old += character if inside != "{+" else ""
            new += character if inside != "[-" else ""
    return "".join(old), "".join(new)


def list_edits(old: str, new: str) -> Iterator[Edit]:
    """(stretch of old, stretch of new) in order: equal ones stayed, and of two unequal ones in a row there are none."""
    a, b = _UNIT.findall(old), _UNIT.findall(new)
    head = _shared_head(a, b)
    tail = _shared_head(a[head:][::-1], b[head:][::-1])
    middle = _compare(a[head : len(a) - tail], b[head : len(b) - tail])
    yield from filter(any, [(_join(a[:head]), _join(b[:head])), *middle, (_join(a[len(a) - tail :]), _join(b[len(b) - tail :]))])


def _shared_head(a: list[str], b: list[str]) -> int:
    return next((i for i, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _compare(a: list[str], b: list[str]) -> list[Edit]:
    """The edits of two lists of units that differ at both ends."""
    in_a, in_b = Counter(a), Counter(b)
    if min(len(a), len(b)) > _MOST_UNITS or sum(n * in_b[unit] for unit, n in in_a.items()) > _MOST_PAIRS:
        return [(_join(a), _join(b))]
    edits: list[list[list[str]]] = []
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    for number, (kind, i, j, k, m) in enumerate(blocks):
        gone, added = a[i:j], b[k:m]
        # One character left of two rewritten phrases (the 的 of both) says nothing and makes the line hard to read.
        island = kind == "equal" and j - i == 1 and gone[0].isalnum() and 0 < number < len(blocks) - 1 and _is_crowded(blocks, number)
        stays = kind == "equal" and not island
        if edits and not stays and edits[-1][0] != edits[-1][1]:
            edits[-1][0] += gone
            edits[-1][1] += added
        else:
            edits.append([gone, added])
    return [(_join(gone), _join(added)) for gone, added in edits]


def _is_crowded(blocks: list[tuple[str, int, int, int, int]], number: int) -> bool:
    """Whether both neighbours of a block are rewritten, not only cut or only added to."""
    return all(blocks[at][0] == "replace" for at in (number - 1, number + 1))


def _join(units: list[str]) -> str:
    return "".join(units)


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)

"""The formula lexicon: fixed political formulas of 1942 to 2026, with their kind and the list that a numeral stands for."""

import csv
import re
from collections.abc import Sequence
from functools import lru_cache
from io import StringIO
from itertools import chain, starmap
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.data import read_table
from analysis.encodings import decode_text
from analysis.errors import ReadError
from analysis.folding import fold
from analysis.sharing import once_per_speech
from analysis.speech import Speech
from analysis.splitting import Span
from analysis.tables import build_table

# Quotation marks come and go around and inside a formula (“四个意识”, “一国两制”方针), so they do not take part in matching.
_QUOTES = "“”‘’「」『』\"'"
_DROPPED = str.maketrans("", "", _QUOTES)
_COMMAS = dict.fromkeys(",，;", "、")
_COMMA = str.maketrans(_COMMAS)
_KEPT = re.compile(rf"[^{_QUOTES}\s]+")


def read_formulas(path: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The lexicon: `formula, kind, first_year, documents, n, expansion, source`, as docs/formulas.md describes them; a fresh table.

    path: a file of your own instead, of which the column `formula` is read: one formula a line, or comma- or tab-separated rows of which the
    first names a column `formula`, such as `yanci find formulas` writes. Blank lines and lines that begin with # are left out.
    Raises ReadError for a file that cannot be read or holds no formula.
    """
    return read_table("formulas.tsv") if path is None else _read_list(Path(path))


def _read_list(path: Path) -> pd.DataFrame:
    name, allowed = str(path), "Allowed: a text with one formula a line, or a table with a column formula. Correct the file."
    try:
        text, _ = decode_text(path.read_bytes(), name=name)
    except OSError as error:
        raise ReadError(f"{name!r} cannot be read: {error.strerror}. {allowed}") from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    delimiter = next((mark for mark in "\t," if lines and "formula" in next(csv.reader(lines[:1], delimiter=mark))), None)
    if delimiter is None:
        found = [line.strip() for line in lines]
    else:
        # The text and not the lines, which would cut a quoted cell that holds a line break.
        rows = csv.DictReader(StringIO(text[text.index(lines[0]) :], newline=""), delimiter=delimiter)
        found = [(row["formula"] or "").strip() for row in rows]
    found = [formula for formula in found if formula]
    if not found:
        raise ReadError(f"{name!r} holds no formula. {allowed}")
    return pd.DataFrame({"formula": pd.Series(found, dtype="str")})


def read_codes(text: str) -> np.ndarray:
    """The code point of each character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def formula_key(text: str) -> str:
    """What two writings of one formula share: folded, without quotation marks, and with 、 for ， and ；. Shorter than the text where it has marks."""
    return fold(text).translate(_DROPPED).translate(_COMMA)


def key_with_places(folded: str) -> tuple[str, list[int]]:
    """The key of a folded text, without white space too, and the place in the text of each of its characters."""
    runs = [match.span() for match in _KEPT.finditer(folded)]
    key = "".join([folded[start:end] for start, end in runs])
    for mark, written in _COMMAS.items():
        key = key.replace(mark, written)
    return key, list(chain.from_iterable(starmap(range, runs)))


# First three characters of a key (all of a shorter one) → (length, keys of that length), longest first.
_ByLength = dict[str, list[tuple[int, set[str]]]]


@lru_cache(maxsize=2)
def _by_length(least_documents: int) -> tuple[_ByLength, dict[str, tuple[int, str, str]]]:
    """An index of the lexicon's keys, and for each key the number of documents, the kind and the formula as listed."""
    table = read_formulas()
    rows = zip(table["formula"], table["documents"], table["kind"], strict=True)
    known = {formula_key(formula): (int(n), kind, formula) for formula, n, kind in rows if int(n) >= least_documents}
    index: dict[str, dict[int, set[str]]] = {}
    for key in known:
        index.setdefault(key[:3], {}).setdefault(len(key), set()).add(key)
    return {opening: sorted(by_length.items(), reverse=True) for opening, by_length in index.items()}, known


def _formulas_at(key: str, at: int, index: _ByLength) -> list[str]:
    """The keys of formulas that begin at this place of a key, longest first."""
    found = [key[at : at + length] for length, formulas in index.get(key[at : at + 3], ()) if key[at : at + length] in formulas]
    pair = key[at : at + 2]
    return [*found, pair] if at + 2 < len(key) and pair in index else found


@lru_cache(maxsize=2)
def _openings(least_documents: int) -> tuple[np.ndarray, np.ndarray]:
    """Whether a formula of two characters has this sketch, and whether a longer one opens with three characters of this sketch."""
    _, known = _by_length(least_documents)
    short, longer = ({key for key in known if len(key) == 2}, 2), ({key[:3] for key in known if len(key) > 2}, 3)
    tables = np.zeros((2, 1 << 16), dtype=bool)
    for table, (openings, width) in zip(tables, (short, longer), strict=True):
        table[_sketch(read_codes("".join(openings)), width)[::width]] = True
    return tables[0], tables[1]


def _sketch(codes: np.ndarray, width: int) -> np.ndarray:
    """A number below 65536 for each `width` neighbouring characters: other characters mostly have another one."""
    mixed = codes[: len(codes) - width + 1].copy()
    for at in range(1, width):
        mixed = mixed * np.uint32(40503) + codes[at : len(codes) - width + 1 + at]
    return (mixed ^ (mixed >> 16)) & 0xFFFF


def _find_formulas(folded: str, least_documents: int) -> list[tuple[int, int, int, str, bool]]:
    """`(start, end, documents, kind, short)` of every place of every formula, nested ones too; short: of two or three characters."""
    key, places = key_with_places(folded)
    codes = read_codes(key + "\0\0")
    pairs, threes = _openings(least_documents)
    index, known = _by_length(least_documents)
    found = []
    # Few places pass the sketches, so that few are looked up.
    for at in np.flatnonzero(pairs[_sketch(codes, 2)[:-1]] | threes[_sketch(codes, 3)]).tolist() if key else ():
        for formula in _formulas_at(key, at, index):
            length = len(formula)
            found.append((places[at], places[at + length - 1] + 1, *known[formula][:2], length <= 3))
    return found


@once_per_speech
def _formulas_of(speech: Speech) -> list[tuple[int, int, int, str, bool]]:
    return _find_formulas(speech.folded, 0)


def list_formulas(speech: Speech, edges: Sequence[np.ndarray], *, least_documents: int = 0) -> list[tuple[int, int, int, str]]:
    """`(start, end, documents, kind)` of every place of every formula, nested ones too; quotation marks do not take part.

    edges: where words begin, and where they end; a formula of two or three characters counts only between two of them (两山 is no
    formula in 两山区). Formulas counted in fewer than `least_documents` texts are passed over: in training, where a formula may be
    in the lexicon only because of this very text.
    """
    found = _find_formulas(speech.folded, least_documents) if least_documents else _formulas_of(speech)
    is_edge = bytearray(len(speech.text) + 1)
    marked = np.frombuffer(is_edge, dtype=np.uint8)
    for places in edges:
        marked[places] = 1
    return [(start, end, documents, kind) for start, end, documents, kind, short in found if not short or (is_edge[start] and is_edge[end])]


def locate_formulas(speech: Speech) -> pd.DataFrame:
    """Where formulas of the lexicon stand: the longest at each place, none inside another; columns `formula, kind`.

    Quotation marks and white space are ignored in matching, and ， stands for 、. The span runs from the first character of
    the formula to its last, without the marks around it but with both of a pair that it opens or closes.
    A formula of two or three characters counts only between word edges or quotation marks (两山 is no formula in 两山区).
    """
    edges, rows = _edges(speech), []
    paragraphs = speech.paragraphs
    for low, high in zip(paragraphs["start"], paragraphs["end"], strict=True):
        rows += _locate(speech.folded, low, high, edges)
    spans = [_close_quotes(speech.text, start, end) for (start, end), _, _ in rows]
    columns = {
        "doc_id": [speech.doc_id] * len(spans),
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "text": [speech.text[start:end] for start, end in spans],
    }
    return build_table("known_formulas", columns | {"formula": [row[1] for row in rows], "kind": [row[2] for row in rows]})


def _locate(folded: str, low: int, high: int, edges: set[int]) -> list[tuple[Span, str, str]]:
    """(span, formula, kind) of each formula of a paragraph."""
    key, places = key_with_places(folded[low:high])
    places = [low + place for place in places]
    index, known = _by_length(0)
    rows, reach = [], 0
    for at in range(len(key) - 1):
        for wanted in _formulas_at(key, at, index):
            end = at + len(wanted)
            if end > reach and (len(wanted) > 3 or {places[at], places[end - 1] + 1} <= edges):
                reach = end
                _, kind, formula = known[wanted]
                rows.append(((places[at], places[end - 1] + 1), formula, kind))
                break
    return rows


def _close_quotes(text: str, start: int, end: int) -> Span:
    """The span with the quotation mark beside it whose partner is inside."""
    inside = text[start:end]
    for opening, closing in ("“”", "‘’", "「」", "『』"):
        if inside.count(opening) > inside.count(closing) and text.startswith(closing, end):
            return start, end + 1
        if inside.count(closing) > inside.count(opening) and start and text[start - 1] == opening:
            return start - 1, end
    return start, end


def _edges(speech: Speech) -> set[int]:
    tokens = speech.tokens
    marks = {i for i, character in enumerate(speech.text) if character in _QUOTES}
    return {*tokens["start"], *tokens["end"], *marks, *(i + 1 for i in marks)}

"""The appraisal lexicon of official language: shipped, from a file, or a table of the user's own; checked, and ready for matching."""

from functools import cache
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.data import read_table
from analysis.encodings import decode_text
from analysis.errors import ReadError, TableError
from analysis.folding import fold
from analysis.matching import Index, index_terms

# What an appraisal speaks of: the kinds of good and of bad, in the order of docs/sentiment.md.
APPRAISAL_KINDS = ("achievement", "praise", "resolve", "fault", "threat", "hardship")
# The kind of a longer wording in which a term does not appraise (困难群众, 风险投资) and which therefore hides it.
PLAIN = "plain"
NEEDED = ("term", "polarity", "strength", "kind")
# A term of one character is in too many words; each length of terms costs a look at every place.
_SHORTEST, _LONGEST = 2, 20
_ADVICE = "Start from read_appraisals()."
# Polarities and strengths as a file has them.
_NUMBERS = {str(value): value for value in (-1, 0, 1, 2, 3)} | {"+1": 1}
_FILE_ADVICE = "Allowed: tab-separated text whose first row is term, polarity, strength, kind. Correct the file."


class Appraisal(NamedTuple):
    """One entry: `value` is polarity times strength; 0 hides shorter terms."""

    term: str
    kind: str
    value: int


def read_appraisals(path: str | PathLike[str] | None = None) -> pd.DataFrame:
    """A lexicon of appraisals as a fresh table: the shipped one, or that of a tab-separated file of your own.

    Columns: `term, polarity` (1, -1; 0 only hides shorter terms), `strength` (1 to 3), `kind` and, in the shipped one, `example,
    source`; docs/sentiment.md describes them. Filter it, extend it, or replace it, and pass it as `appraisals` to
    `find_appraisals` and `score_sentiment`, which check its values. In a file, lines that begin with # and blank lines are left out.

    Raises ReadError for a file that cannot be read, has rows longer than its first one, or two columns of one name.
    """
    return read_table("appraisals.tsv") if path is None else _read_file(Path(path))


def _read_file(path: Path) -> pd.DataFrame:
    name = str(path)
    try:
        text, _ = decode_text(path.read_bytes(), name=name)
    except OSError as error:
        raise ReadError(f"{name!r} cannot be read: {error.strerror}. {_FILE_ADVICE}") from None
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header = rows[0] if rows else []
    if len(set(header)) < len(header):
        raise ReadError(f"{name!r} has two columns of one name in its first row {header}. {_FILE_ADVICE}")
    longer = next((row for row in rows if len(row) > len(header)), None)
    if longer:
        raise ReadError(f"{name!r} has {len(longer)} cells in the row of {longer[0]!r}, {len(header)} in its first row. {_FILE_ADVICE}")
    # Editors drop empty cells at the end of a line.
    padded = [row + [""] * (len(header) - len(row)) for row in rows[1:]]
    return pd.DataFrame([[_NUMBERS.get(cell, cell) for cell in row] for row in padded], columns=header, dtype="object")


@cache
def shipped_index() -> Index:
    """The shipped lexicon, ready for matching."""
    return _index(read_appraisals())


def index_appraisals(table: pd.DataFrame | None) -> Index:
    """A lexicon ready for matching; None is the shipped one. Raises TableError for a table that is not one."""
    if table is None:
        return shipped_index()
    check_appraisals(table)
    return _index(table)


def _index(table: pd.DataFrame) -> Index:
    rows = zip(table["term"], table["polarity"], table["strength"], table["kind"], strict=True)
    return index_terms((fold(term), Appraisal(fold(term), kind, int(polarity) * int(strength))) for term, polarity, strength, kind in rows)


def check_appraisals(table: pd.DataFrame) -> None:
    """Raise TableError unless `table` can serve as a lexicon of appraisals; of two rows of one term the first would count."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"appraisals is {type(table).__name__}; allowed: a table with {list(NEEDED)}. {_ADVICE}")
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise TableError(f"the appraisals lack the columns {missing}; needed: {list(NEEDED)}. {_ADVICE}")
    if not table.columns.is_unique:
        raise TableError(f"the appraisals have two columns of one name: {list(map(str, table.columns))}. Keep one of each.")
    allowed = {"polarity": (-1, 0, 1), "strength": (0, 1, 2, 3), "kind": (*APPRAISAL_KINDS, PLAIN)}
    for row in table[list(NEEDED)].to_dict("records"):
        _check_term(row["term"])
        for name, values in allowed.items():
            if row[name] not in values or isinstance(row[name], bool):
                raise TableError(f"the appraisal {row['term']!r} has {name}={row[name]!r}; allowed: {', '.join(map(repr, values))}. Correct this row.")
        silent = [name for name in ("polarity", "strength") if not row[name]]
        if len(silent) != 2 * (row["kind"] == PLAIN):
            given = ", ".join(f"{name}={row[name]!r}" for name in NEEDED[1:])
            raise TableError(f"the appraisal {row['term']!r} has {given}; allowed: both numbers 0 for {PLAIN!r}, neither for other kinds. Correct this row.")


def _check_term(term: object) -> None:
    if not isinstance(term, str) or not _SHORTEST <= len(term) <= _LONGEST or any(map(str.isspace, term)):
        wanted = f"{_SHORTEST} to {_LONGEST} characters without blanks"
        raise TableError(f"the appraisal {term!r} cannot be matched; allowed: {wanted}. Write another wording.")

"""The appraisal lexicon of official language, and the words that change what an appraisal is worth."""

from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.data import read_table
from analysis.errors import TableError
from analysis.folding import fold
from analysis.matching import Index, index_terms

# What an appraisal speaks of: the kinds of good and of bad, in the order of docs/sentiment.md.
APPRAISAL_KINDS = ("achievement", "praise", "resolve", "fault", "threat", "hardship")
# The kind of a longer wording in which a term does not appraise (困难群众, 风险投资) and which therefore hides it.
PLAIN = "plain"
NEEDED = ("term", "polarity", "strength", "kind")


class Appraisal(NamedTuple):
    """One entry: `value` is polarity times strength; 0 hides shorter terms."""

    term: str
    kind: str
    value: int


def read_appraisals() -> pd.DataFrame:
    """The shipped lexicon: `term, polarity, strength, kind, example, source`, as docs/sentiment.md describes them; a fresh table.

    Filter it, extend it, or replace it, and pass it as `appraisals` to `find_appraisals` and `score_sentiment`.
    """
    return read_table("appraisals.tsv")


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
    """Raise TableError unless `table` can serve as a lexicon of appraisals."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"appraisals is {type(table).__name__}; allowed: a table with {list(NEEDED)}. Start from read_appraisals().")
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise TableError(f"the appraisals lack the columns {missing}; needed: {list(NEEDED)}. Start from read_appraisals().")
    allowed = {"polarity": {-1, 0, 1}, "strength": {0, 1, 2, 3}, "kind": {*APPRAISAL_KINDS, PLAIN}}
    for name, values in allowed.items():
        wrong = table.loc[~table[name].isin(list(values)), ["term", name]]
        if len(wrong):
            term, value = wrong.iloc[0]
            raise TableError(f"the appraisal {term!r} has {name}={value!r}; allowed: {sorted(values)}. Correct this row.")
    short = [term for term in table["term"] if not isinstance(term, str) or len(term) < 2]
    if short:
        raise TableError(f"the appraisal {short[0]!r} is no term of two characters or more, which is what can be matched. Write a longer wording.")


@cache
def cue_words() -> dict[str, frozenset[str]]:
    """Group → its words (data/appraisal_cues.tsv): negates, raises, lowers, handles, handled, demands, supposes, concedes, blames."""
    table = read_table("appraisal_cues.tsv")
    return {str(group): frozenset(rows["word"]) for group, rows in table.groupby("group", sort=False)}

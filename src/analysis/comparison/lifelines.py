"""The lives of formulas (提法): how often each is said in the reports of each year, and how hot it is."""

from collections.abc import Iterable
from operator import add
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.comparison.series import Document, sort_documents
from analysis.errors import OptionError, TableError, check_confidence, check_least
from analysis.frequency import PER
from analysis.lexicon import formula_key, read_formulas
from analysis.speech import Speech
from analysis.splitting import INVISIBLE
from analysis.tables import SPAN, build_table

# Levels of heat from the coldest, and the rate per 10,000 characters with which each but the first begins: any at all, then by doubling.
HEATS = ("cold", "tepid", "warm", "hot", "scalding", "boiling")
HEAT_RATES = (1.0, 2.0, 4.0, 8.0)
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))

# First two characters of a key → (length, keys of this length) for each length.
_Index = dict[str, list[tuple[int, set[str]]]]


class _Seen(NamedTuple):
    """A formula in one document: how often, and its first occurrence in `Document.key`."""

    n: int
    start: int
    reach: int


def trace_formulas(
    corpus: Speech | Iterable[Speech],
    formulas: pd.DataFrame | Iterable[str] | None = None,
    *,
    min_documents: int = 2,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How often each formula is said in each year of a corpus: one row per formula and year that has a document.

    Columns: `formula`; `year`; `n` (occurrences); `documents` (of that year, with the formula); `characters` (of all documents of that year:
    letters, digits and Chinese characters); `rate` (n per 10,000 of them); `low`, `high` (its exact Poisson interval at `confidence`, Garwood
    1936); `heat` (HEATS, see below). The span is the first occurrence in that year. Where n is 0 it is empty and stands at the start of
    the year's first document: the row says that from there on to the end of the year's documents the formula is not found. Years without
    documents have no row.

    corpus: speeches, of which those with a date count; undated ones, resolutions about a report, second copies and empty texts do not:
    `list_documents(corpus)` names them. Documents of one year are added up.
    formulas: strings, or a table with a column `formula`, which are traced in this order, also those that are never said; None takes the formulas of
    the shipped lexicon that `min_documents` documents hold, the most frequent first.

    A formula is found wherever its characters stand: traditional as simplified, full width as half, blanks, quotation marks and single
    line breaks passed over (“三个代表”重要思想), ， and ； taken for 、; but not across a blank line or page furniture, which is left out.
    Occurrences of one formula do not overlap; one inside another counts for both (全面深化改革 for 深化改革 too). So a short string is also
    counted inside words that have nothing to do with it (两山 in 两山区): read the passages of what has two or three characters.

    heat is ours: cold 冷 not said, tepid 温 below 1 per 10,000 characters, warm 暖 from 1, hot 热 from 2, scalding 烫 from 4, boiling 沸 from 8.
    The six names are those of the China Media Project, which measures something else: the share of the articles of a year's People's Daily.
    Where a year has fewer than some 10,000 characters, a single occurrence is already warm or hot: look at `low`.

    Raises OptionError for what is no Speech, dates in another form (`sort_by_date`), two texts of one `doc_id`, formulas that are no strings of two
    characters or more (letters, digits and Chinese characters), and options out of range. Misleads: a formula comes in clusters within a document,
    so that the interval is too narrow for "another report of that year"; and a formula that is reworded (全面建设, 全面建成小康社会) dies by this
    count.
    """
    check_confidence(confidence)
    check_least("min_documents", min_documents, 1)
    wanted = _name_formulas(formulas)
    documents = [each for each in sort_documents(corpus) if each.status == "counted"]
    index = _index_keys(wanted)
    found = [_search(document.key, index) for document in documents]
    if formulas is None:
        wanted = _most_frequent(wanted, found, min_documents)
    return _build_trace(wanted, documents, found, confidence)


def check_counts(trace: pd.DataFrame, *names: str) -> None:
    """Raise TableError unless these columns of a trace hold whole numbers that can be."""
    for name in names:
        least = 0 if name in ("n", "documents") else 1
        if not pd.api.types.is_integer_dtype(trace[name]):
            raise TableError(f"column {name!r} is {trace[name].dtype}, not integer. Pass what trace_formulas returns.")
        if trace[name].isna().any() or (trace[name] < least).any():
            raise TableError(f"column {name!r} holds {trace[name].min()}; allowed: {least} or more. Pass what trace_formulas returns.")


def _name_formulas(formulas: pd.DataFrame | Iterable[str] | None) -> dict[str, str]:
    """Key → formula as given; of two writings of one formula the first."""
    if isinstance(formulas, str):
        raise OptionError(f"formulas={formulas!r} is one string; allowed: strings, a table with `formula`, or None. Pass [{formulas!r}].")
    if formulas is not None and not isinstance(formulas, Iterable):
        raise OptionError(f"formulas={formulas!r} is no list; allowed: strings, a table with `formula`, or None. Pass for example ['改革开放'].")
    if isinstance(formulas, pd.DataFrame) and "formula" not in formulas.columns:
        raise TableError(f"the table lacks the columns ['formula']; it has {list(formulas.columns)}. Pass a table that keeps them.")
    listed = read_formulas()["formula"] if formulas is None else formulas["formula"] if isinstance(formulas, pd.DataFrame) else list(formulas)
    named: dict[str, str] = {}
    for formula in listed:
        key = "".join(formula_key(formula.translate(_UNSEEN)).split()) if isinstance(formula, str) else ""
        if sum(map(str.isalnum, key)) < 2:
            raise OptionError(f"formulas holds {formula!r:.60}; allowed: strings of two characters or more, marks aside. Leave it out.")
        named.setdefault(key, formula)
    return named


def _index_keys(keys: Iterable[str]) -> _Index:
    index: dict[str, dict[int, set[str]]] = {}
    for key in keys:
        index.setdefault(key[:2], {}).setdefault(len(key), set()).add(key)
    return {pair: list(by_length.items()) for pair, by_length in index.items()}


def _search(text: str, index: _Index) -> dict[str, _Seen]:
    """Each formula that a document holds; its occurrences do not overlap."""
    found: dict[str, _Seen] = {}
    for at, pair in enumerate(map(add, text, text[1:])):
        for length, keys in index.get(pair, ()):
            key = text[at : at + length]
            if key in keys:
                seen = found.get(key)
                if seen is None:
                    found[key] = _Seen(1, at, at + length)
                elif at >= seen.reach:
                    found[key] = _Seen(seen.n + 1, seen.start, at + length)
    return found


def _most_frequent(wanted: dict[str, str], found: list[dict[str, _Seen]], min_documents: int) -> dict[str, str]:
    held = {key: [each[key].n for each in found if key in each] for key in wanted}
    kept = [key for key in wanted if len(held[key]) >= min_documents]
    return {key: wanted[key] for key in sorted(kept, key=lambda key: -sum(held[key]))}


def _build_trace(wanted: dict[str, str], documents: list[Document], found: list[dict[str, _Seen]], confidence: float) -> pd.DataFrame:
    by_year: dict[int, list[int]] = {}
    for at, document in enumerate(documents):
        by_year.setdefault(document.year, []).append(at)
    sizes = {year: sum(documents[at].characters for at in held) for year, held in by_year.items()}
    rows = []
    for key, formula in wanted.items():
        for year, held in by_year.items():
            holding = [at for at in held if key in found[at]]
            witness = _witness(documents[holding[0]], found[holding[0]][key].start, len(key)) if holding else (documents[held[0]].speech.doc_id, 0, 0, "")
            rows.append((*witness, formula, year, sum(found[at][key].n for at in holding), len(holding), sizes[year]))
    names = (*SPAN, "formula", "year", "n", "documents", "characters")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    n, size = np.array(columns["n"], dtype=float), np.array(columns["characters"], dtype=float)
    low, high = _poisson_interval(n, confidence)
    rates = {name: values / size * PER["characters"] for name, values in (("rate", n), ("low", low), ("high", high))}
    return build_table("lifeline_years", columns | rates | {"heat": _grade(rates["rate"])})


def _witness(document: Document, at: int, length: int) -> tuple[str, int, int, str]:
    start, end = document.places[at], document.places[at + length - 1] + 1
    return document.speech.doc_id, start, end, document.speech.text[start:end]


def _poisson_interval(n: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """The exact interval of Poisson counts (Garwood 1936): chi-square quantiles with 2n and 2n + 2 degrees of freedom, halved."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    return np.where(n > 0, gammaincinv(np.maximum(n, 1), tail), 0.0), gammaincinv(n + 1, 1 - tail)


def _grade(rates: np.ndarray) -> list[str]:
    """The level of heat of each rate."""
    levels = np.where(rates > 0, 1 + np.searchsorted(HEAT_RATES, rates, side="right"), 0)
    return [HEATS[level] for level in levels]

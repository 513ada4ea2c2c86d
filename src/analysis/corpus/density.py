"""How often something is found in groups of documents: rates with intervals over documents."""

from numbers import Real

import numpy as np
import pandas as pd

from analysis.errors import OptionError, TableError, check_confidence
from analysis.resampling import bootstrap_ratio
from analysis.tables import SPAN, build_table, check_table


def measure_density(found: pd.DataFrame, documents: pd.DataFrame, *, by: str = "doc_year", per: float = 1000, confidence: float = 0.95) -> pd.DataFrame:
    """How many rows of `found` there are for each `per` characters in each group of documents, a row a group, in the order of their names.

    found: rows of a table of a corpus, such as its slogans, or those of its acts that are directives; for parallel runs one row a run
    (`drop_duplicates(["doc_id", "group"])`). documents: the corpus's table of documents, all of which count, found or not.
    by: the column of `documents` that makes groups; documents without a value make the group "".
    Columns: the span of the first row found (of the first document, empty, where none is); `by`; `n` (rows found), `documents`,
    `characters` (of words, without punctuation and page furniture), `density`, `low`, `high`: a bootstrap interval over documents,
    missing for one document: it says how far the figure depends on which documents there are, and nothing of how well things are found.

    Misleads where groups differ in more than their name: old reports are longer than new ones, and news items are no reports.
    Raises TableError for other tables or rows of documents that are not listed, OptionError for an unknown column, a `per` that is no
    number above 0, or a confidence outside 0 to 1. Source: Efron & Tibshirani 1993 for the interval.
    """
    check_table(found)
    check_table(documents, "characters")
    check_confidence(confidence)
    if isinstance(per, bool) or not isinstance(per, Real) or not 0 < per < float("inf"):
        raise OptionError(f"per={per!r} is no size; allowed: a number of characters above 0. Pass for example 1000.")
    if by not in documents.columns:
        raise OptionError(f"by={by!r} is no column of the documents; allowed: {', '.join(map(repr, documents.columns))}. Choose one of them.")
    unknown = set(found["doc_id"]) - set(documents["doc_id"])
    if unknown:
        raise TableError(f"rows are of documents that are not listed, such as {min(unknown)!r}; allowed: tables of one corpus. Pass both from the same folder.")
    counts = documents["doc_id"].map(found["doc_id"].value_counts()).fillna(0).to_numpy()
    sizes = documents["characters"].to_numpy(dtype=float)
    names = documents[by].astype("str").where(documents[by].notna(), "")
    groups = sorted(names.unique())
    rows = [_measure(np.flatnonzero((names == name).to_numpy()), counts, sizes, per, confidence) for name in groups]
    witness = _first_rows(found, documents, names, groups)
    columns = {name: [row[name] for row in rows] for name in ("n", "documents", "characters", "density", "low", "high")}
    return build_table("density", witness | {by: groups} | columns, extra={by: "str"})


def _measure(places: np.ndarray, counts: np.ndarray, sizes: np.ndarray, per: float, confidence: float) -> dict[str, float]:
    """The figures of one group, whose documents stand at `places`."""
    n, total = int(counts[places].sum()), int(sizes[places].sum())
    low, high = np.nan, np.nan
    # A sample of documents without a word has no rate.
    worded = places[sizes[places] > 0]
    if len(worded) > 1:
        low, high = bootstrap_ratio(counts[worded] * per, sizes[worded], confidence)
    density = n / total * per if total else 0.0
    return {"n": n, "documents": len(places), "characters": total, "density": density, "low": low, "high": high}


def _first_rows(found: pd.DataFrame, documents: pd.DataFrame, names: pd.Series, groups: list[str]) -> dict[str, list]:
    """The span of the first row found in each group; an empty one at the start of its first document where there is none."""
    group = found["doc_id"].map(pd.Series(names.to_numpy(), index=documents["doc_id"].to_numpy()))
    first = found[list(SPAN)].assign(group=group).drop_duplicates("group").set_index("group")
    spans = []
    for name in groups:
        doc_id = documents["doc_id"][names == name].iloc[0]
        spans.append(first.loc[name].tolist() if name in first.index else [doc_id, 0, 0, ""])
    return {column: [span[at] for span in spans] for at, column in enumerate(SPAN)}

"""Keyness: which words tell one text, speaker or year from others, and which words make the difference between two."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.errors import OptionError, check_confidence, check_least
from analysis.frequency import PER, WITNESS, g2_table, read_stop_terms, select_words
from analysis.layout import CONTENT
from analysis.tables import COLUMNS, SPAN, build_table, check_table


def compare_terms(
    a: pd.DataFrame,
    b: pd.DataFrame,
    *,
    min_count: int = 2,
    confidence: float = 0.95,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """Keyness: which words tell the tokens `a` from the tokens `b`, strongest evidence (G²) first.

    Columns: the first occurrence (in `a`, else in `b`); `term`; `n_a`, `n_b`; `rate_a`, `rate_b` (per 1,000 tokens);
    `log_ratio` (log2 of the ratio of rates: 1 is twice as often in `a`, -1 in `b`), with `low`, `high`, its interval at
    `confidence`; `g2` (log-likelihood of the 2 × 2 table); `p` (chi-square, 1 degree of freedom); `p_adjusted`
    (Benjamini-Hochberg over the rows). Words with fewer than `min_count` in both together are left out.
    Where a count is 0, half an occurrence is added to both counts, so that the ratio is finite.
    Raises OptionError for a confidence outside 0 to 1, TableError for tables without `term`.
    Misleads: words in a text are not independent draws, so p is too small and intervals too narrow; read the ratio and
    the passages first. With fewer than some 1,000 words a side hardly any interval leaves 0 out.
    Source: Dunning 1993; Hardie 2014 for the log ratio; Katz et al. 1978 for its interval.
    """
    check_confidence(confidence)
    check_least("min_count", min_count, 1)
    columns, sizes = _count_both(a, b, min_count, stop_words, zones)
    columns |= _keyness(columns["n_a"], columns["n_b"], *sizes, confidence)
    return build_table("keyness", columns).sort_values(["g2", "n_a", "n_b"], ascending=False, kind="stable", ignore_index=True)


def compare_speeches(
    words: pd.DataFrame,
    *,
    by: str = "doc_id",
    min_count: int = 5,
    confidence: float = 0.95,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """Keyness of groups: which words tell each speaker, year or document from all the others together.

    words: tokens of one speech or, by `pd.concat`, of many. by: the column that names the groups: "doc_id", "speaker"
    (`assign_speakers`), a "year" that you assign; a missing value is a group of its own.
    Columns: those of `compare_terms` with `by` after the span, where `a` is the group and `b` are all others; groups in order of
    appearance, in each the strongest evidence (G²) first. The span is the first occurrence in the group; of a word that the group
    lacks it is empty and stands at the group's first word. `p_adjusted` is adjusted over all rows, so over all groups: the more there are,
    the stronger the evidence has to be. Words with fewer than `min_count` in all groups together are left out. A single
    group has nothing to be compared with: no rows.

    Raises TableError for a table without `term` or `by`, OptionError for options out of range and a `by` that is a column of the result.
    Misleads as `compare_terms` does; and a group that is most of the text is compared with little.
    """
    check_confidence(confidence)
    check_least("min_count", min_count, 1)
    check_table(words, "term", by)
    if by in (*COLUMNS["keyness"], "start", "end", "text"):
        raise OptionError(f"by={by!r} is a column of the result; allowed: another column of the table, such as 'speaker'. Rename it.")
    own = select_words(words, zones=zones)
    codes, names = pd.factorize(own[by], use_na_sentinel=False)
    counts = pd.crosstab(own["term"], codes)
    counts = counts[(counts.sum(axis=1) >= min_count) & ~counts.index.isin(read_stop_terms(stop_words))]
    sizes = np.bincount(codes)
    tables = []
    for number, name in enumerate(names if len(names) > 1 else ()):
        n = counts[number].to_numpy(), (counts.sum(axis=1) - counts[number]).to_numpy()
        columns = _first_in_group(own[codes == number], counts.index) | {"term": counts.index.to_numpy(), "n_a": n[0], "n_b": n[1]}
        columns |= _keyness(*n, int(sizes[number]), int(sizes.sum() - sizes[number]), confidence)
        tables.append(pd.DataFrame(columns).sort_values(["g2", "n_a", "n_b"], ascending=False, kind="stable").assign(**{by: name}))
    return _join_groups(tables, {} if by in SPAN else {by: str(words[by].dtype)})


def shift_terms(
    a: pd.DataFrame,
    b: pd.DataFrame,
    *,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """A word shift: which words make the difference between the tokens `a` and the tokens `b`, and how much of it, the most first.

    Columns: the first occurrence (in `b`, else in `a`); `term`; `n_a`, `n_b`; `rate_a`, `rate_b` (per 1,000 of the words that are not stop
    words); `shift`: what the word adds to the Jensen–Shannon divergence of the two (in bits), positive where `b` uses it more. The
    absolute values add up to the divergence: 0 for equal shares of all words, 1 where no word is shared.
    Unlike keyness it weighs a word by how much of the text it is, and tests nothing: a word that `b` has once and `a` never is in it.
    Without words on either side there is nothing to compare: no rows. Raises TableError for tables without `term`.
    Misleads for texts of different length: the shorter one lacks more words, and lacking counts as a difference.
    Source: Lin 1991 for the divergence; Gallagher et al. 2021 for the shift.
    """
    columns, _ = _count_both(b, a, 1, stop_words, zones)
    n_b, n_a = columns["n_a"], columns["n_b"]
    if not n_a.sum() or not n_b.sum():
        return build_table("term_shift", {name: [] for name in (*SPAN, *COLUMNS["term_shift"])})
    share_a, share_b = n_a / n_a.sum(), n_b / n_b.sum()
    mean = (share_a + share_b) / 2
    parts = [np.where(share > 0, share * np.log2(np.where(share > 0, share, 1) / mean), 0.0) for share in (share_a, share_b)]
    shift = np.sign(share_b - share_a) * np.maximum(parts[0] + parts[1], 0) / 2
    columns |= {"n_a": n_a, "n_b": n_b, "rate_a": share_a * PER["tokens"], "rate_b": share_b * PER["tokens"], "shift": shift}
    order = np.argsort(-np.abs(shift), kind="stable")
    return build_table("term_shift", {name: values[order] for name, values in columns.items()})


def _count_both(a: pd.DataFrame, b: pd.DataFrame, min_count: int, stop_words, zones: Sequence[str] | None) -> tuple[dict[str, np.ndarray], tuple[int, int]]:
    """The first occurrence, `term`, `n_a` and `n_b` of each word of two tables, and how many words each table has in all."""
    words_a, words_b = select_words(a, zones=zones), select_words(b, zones=zones)
    both = pd.concat([words_a[[*WITNESS, "term"]], words_b[[*WITNESS, "term"]]], ignore_index=True)
    first = both.groupby("term", sort=False)[WITNESS].first().reset_index()
    first["n_a"] = first["term"].map(words_a["term"].value_counts()).fillna(0).astype("int64")
    first["n_b"] = first["term"].map(words_b["term"].value_counts()).fillna(0).astype("int64")
    first = first[(first["n_a"] + first["n_b"] >= min_count) & ~first["term"].isin(read_stop_terms(stop_words))]
    return {name: first[name].to_numpy() for name in [*WITNESS, "term", "n_a", "n_b"]}, (len(words_a), len(words_b))


def _first_in_group(words: pd.DataFrame, terms: pd.Index) -> dict[str, np.ndarray]:
    """The first occurrence of each term among the words of a group; an empty span at its first word where the group lacks it."""
    first = words.drop_duplicates("term").set_index("term").reindex(terms)
    lacking = first["start"].isna().to_numpy()
    begin = words.iloc[0]
    fill = {"doc_id": begin["doc_id"], "start": begin["start"], "end": begin["start"], "text": ""}
    return {name: np.where(lacking, fill[name], first[name].to_numpy()) for name in WITNESS}


def _join_groups(tables: list[pd.DataFrame], extra: dict[str, str]) -> pd.DataFrame:
    """The tables of all groups as one, the p values adjusted over all."""
    columns = [*SPAN, *extra, *COLUMNS["keyness"]]
    if not tables:
        return build_table("keyness", {name: [] for name in columns}, extra=extra)
    joined = pd.concat(tables, ignore_index=True)
    joined["p_adjusted"] = adjust_p(joined["p"].to_numpy())
    return build_table("keyness", {name: joined[name] for name in columns}, extra=extra)


def _keyness(n_a: np.ndarray, n_b: np.ndarray, size_a: int, size_b: int, confidence: float) -> dict[str, np.ndarray]:
    """The statistics of `compare_terms` from counts and the sizes of the two sides."""
    from scipy.special import chdtrc, ndtri

    nothing = not size_a or not size_b
    size_a, size_b = max(size_a, 1), max(size_b, 1)
    zero = np.where((n_a == 0) | (n_b == 0), 0.5, 0.0)
    x, y = n_a + zero, n_b + zero
    ratio = np.log2((x / size_a) / (y / size_b))
    error = np.sqrt(np.maximum(1 / x - 1 / (size_a + zero) + 1 / y - 1 / (size_b + zero), 0)) / np.log(2)
    # Against a side without words there is no evidence at all.
    reach = np.full(len(n_a), np.inf) if nothing else ndtri(0.5 + confidence / 2) * error
    g2 = np.zeros(len(n_a)) if nothing else g2_table(n_a, n_b, size_a - n_a, size_b - n_b)
    p = chdtrc(1, g2)
    return {
        "rate_a": n_a / size_a * PER["tokens"],
        "rate_b": n_b / size_b * PER["tokens"],
        "log_ratio": ratio,
        "low": ratio - reach,
        "high": ratio + reach,
        "g2": g2,
        "p": p,
        "p_adjusted": adjust_p(p),
    }


def adjust_p(p: np.ndarray) -> np.ndarray:
    """p values adjusted for the false discovery rate (Benjamini and Hochberg 1995); scipy.stats has it too but takes a second to import."""
    order = np.argsort(-p)
    ranked = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(np.minimum(ranked, 1.0))
    return adjusted

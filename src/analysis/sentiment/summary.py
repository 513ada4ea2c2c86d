"""From sentences to claims about a text: the average tone with its interval and coverage, and which words moved a difference."""

import numpy as np
import pandas as pd

from analysis.errors import OptionError, check_choice, check_confidence
from analysis.resampling import bootstrap_ratio
from analysis.tables import COLUMNS, SPAN, build_table, check_table
from analysis.wording import LANGS, say

# Fewer sentences, or fewer with evidence, carry no average.
LEAST_SENTENCES, LEAST_WITH_EVIDENCE = 8, 3


def measure_sentiment(scores: pd.DataFrame, *, by: str | None = None, confidence: float = 0.95, lang: str = "zh") -> pd.DataFrame:
    """The average tone of a table of `score_sentiment`, or of each group of its column `by`, one row each, in order of appearance.

    Columns: the span of the first sentence, as a witness; `by`, if given; `n` (sentences); `positive`, `negative` (shares of
    the sentences with that tone); `score` (the mean of the sentences' scores, -1 to 1) with `low` and `high` (bootstrap over
    sentences: how far the mean depends on which sentences were spoken, not how well each is judged); `coverage` (the share
    of sentences whose appraisals have any weight); `warning`, which says where the sentences are too few: then `score`, `low`
    and `high` are missing. Page furniture is left out where the table has its `zone`.

    To compare speakers, add them first: `assign_speakers(scores, speech)`, then `by="speaker"`. Raises TableError for a table
    without these columns, OptionError for a confidence outside 0 to 1, an unknown `lang`, or a `by` that is a column of the result.
    Misleads where coverage is low: most sentences of a speech are neutral demands, and the mean is then near 0 by default; and over
    many documents, whose sentences are not independent: the interval is then too narrow.
    """
    check_confidence(confidence)
    check_choice("lang", lang, LANGS)
    check_table(scores, "tone", "score", "positive", "negative", *([by] if by else []))
    if by in COLUMNS["sentiment_summary"]:
        raise OptionError(f"by={by!r} is a column of the result; allowed: another column of the table, such as 'speaker'. Rename it.")
    scores = scores[scores["zone"] != "furniture"] if "zone" in scores.columns else scores
    groups = [(None, scores)] if by is None else list(scores.groupby(by, sort=False, dropna=False, observed=True))
    rows = [_measure(rows, confidence, lang) | ({by: name} if by else {}) for name, rows in groups if len(rows)]
    extra = {by: str(scores[by].dtype)} if by and by not in SPAN else {}
    columns = [*SPAN, *extra, "n", "positive", "negative", "score", "low", "high", "coverage", "warning"]
    return build_table("sentiment_summary", {name: [row[name] for row in rows] for name in columns}, extra=extra)


def has_evidence(scores: pd.DataFrame) -> pd.Series:
    """Whether the appraisals of each sentence have any weight; what is only demanded or dealt with is no evidence of a tone."""
    return scores["positive"] + scores["negative"] > 0


def _measure(rows: pd.DataFrame, confidence: float, lang: str) -> dict:
    score, tone = rows["score"].to_numpy(), rows["tone"].to_numpy()
    covered = int(has_evidence(rows).sum())
    warning, mean, low, high = "", float(score.mean()), np.nan, np.nan
    if len(rows) < LEAST_SENTENCES or covered < LEAST_WITH_EVIDENCE:
        warning, mean = say("too_short", lang).format(len(rows), covered, LEAST_SENTENCES, LEAST_WITH_EVIDENCE), np.nan
    else:
        low, high = bootstrap_ratio(score, np.ones(len(score)), confidence)
    shares = {"positive": float((tone > 0).mean()), "negative": float((tone < 0).mean()), "coverage": covered / len(rows)}
    return {name: rows[name].iloc[0] for name in SPAN} | shares | {"n": len(rows), "score": mean, "low": low, "high": high, "warning": warning}


def compare_sentiment(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """A word shift: what each appraisal adds to the average weight of `b` against that of `a`, the largest first.

    a, b: tables of `find_appraisals`, of one text or of many. The average is over appraisals, not over all words; `shift` sums
    to the average of `b` minus that of `a`. Columns: the span of the first occurrence (in `b`, else in `a`); `term`, `kind`;
    `n_a`, `n_b` (occurrences); `weight_a`, `weight_b` (the mean weight where it occurs; missing where it does not); `shift`.
    A term moves the average by being used more or less often than the other text uses it, and by standing in other scopes.

    Without an appraisal on either side there is nothing to compare: no rows. Raises TableError for other tables.
    Misleads for short texts: with ten appraisals on a side one word moves much; look at `n_a` and `n_b`.
    Source: Gallagher et al. 2021 (generalized word shift, reference = the average of `a`).
    """
    for table in (a, b):
        check_table(table, "term", "kind", "weight")
    both = pd.concat([b, a], ignore_index=True).drop_duplicates("term").set_index("term")
    if not len(a) or not len(b):
        both = both.iloc[:0]
    n, weight = {}, {}
    for side, table in (("a", a), ("b", b)):
        grouped = table.groupby("term", sort=False)["weight"]
        n[side] = grouped.size().reindex(both.index, fill_value=0).to_numpy()
        weight[side] = grouped.mean().reindex(both.index).to_numpy(dtype=float)
    shift = _shift(n, weight)
    order = np.argsort(-np.abs(shift), kind="stable")
    columns = {name: both[name].to_numpy()[order] for name in (*SPAN, "kind")} | {"term": both.index.to_numpy()[order], "shift": shift[order]}
    columns |= {f"n_{side}": n[side][order] for side in "ab"} | {f"weight_{side}": weight[side][order] for side in "ab"}
    return build_table("sentiment_shift", columns)


def _shift(n: dict[str, np.ndarray], weight: dict[str, np.ndarray]) -> np.ndarray:
    """What each term adds; a term that a side lacks would have the weight there that it has on the other."""
    if not len(n["a"]):
        return np.zeros(0)
    share_a, share_b = n["a"] / n["a"].sum(), n["b"] / n["b"].sum()
    weight_a, weight_b = np.where(n["a"], weight["a"], weight["b"]), np.where(n["b"], weight["b"], weight["a"])
    reference = float((share_a * weight_a).sum())
    return (share_b - share_a) * ((weight_a + weight_b) / 2 - reference) + (share_a + share_b) / 2 * (weight_b - weight_a)

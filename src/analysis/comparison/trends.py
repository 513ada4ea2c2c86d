"""Which formulas rise, fade, or are gone: tests over the years of a trace, with the false discoveries bounded."""

from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.comparison.lifelines import check_counts
from analysis.errors import OptionError, TableError, check_confidence
from analysis.folding import fold
from analysis.frequency import PER
from analysis.keyness import adjust_p
from analysis.tables import SPAN, build_table, check_table

TRENDS = ("rising", "fading", "gone", "steady")
# Formulas are similar that share so much of their characters (Dice), and of the similar ones so many are shown.
SIMILAR, SHOWN = 0.5, 3
# Years with documents that must be silent before a formula is called gone: one or two reports that leave it out may take it up again.
LEAST_SILENT = 3
_TRACED = ("formula", "year", "n", "documents", "characters", "heat")


class _Grid(NamedTuple):
    """A trace as arrays of formulas × years; `table` is the trace in this order, `size` the characters of each year."""

    table: pd.DataFrame
    formulas: list[str]
    years: np.ndarray
    n: np.ndarray
    size: np.ndarray


def measure_lifelines(
    trace: pd.DataFrame, *, since: int | None = None, baseline: int | None = None, alpha: float = 0.05, confidence: float = 0.95
) -> pd.DataFrame:
    """The life of each formula of a trace: when it was said, whether it rises, fades or is gone; one row per formula ever said, in the trace's order.

    Columns: the span of its first occurrence; `formula`; `first_year`, `last_year`, `peak_year` (highest rate, the first of equals); `n`,
    `documents`; `rate_before`, `rate_since` (per 10,000 characters, before `since` and from then on); `log_ratio` (log2 of since to before: 1 is
    twice as often, −1 half) with `low`, `high`; `p`, `p_adjusted`; `silent` (years with documents since it was last said), `p_silent`; `trend`
    (TRENDS); `heat` in the last year of the trace; `similar_later`.

    trace: as `trace_formulas` returns it, all years of each formula. since: the first year of the later period; None takes the first of the
    later half of the years. baseline: the first year of the earlier period; None takes them all. alpha: the share of false ones that is
    tolerated among the trends, rising, fading and gone taken together.

    The years are the unit of every test, not the occurrences, which come in clusters within a document.
    - `p`: are the yearly rates of the two periods of one size? Mann and Whitney 1947, two-sided, ties and continuity corrected.
    - `p_silent`: had the formula been as likely in each year since its first, how probable is it that all years in which it was said again
      end so early? C(a, k) / C(m, k) with k such years, m years since the first, a of them up to the last one that has it: the test of extinction
      from sightings of Solow 1993 for separate years. Only its adjusted value is given.
    - All p and all p_silent of the table are adjusted together, as one family (Benjamini and Hochberg 1995). What neither period has is not compared:
      ratio and p are missing.
    - `low`, `high`: the exact interval of a ratio of two Poisson rates (Przyborowski and Wilenski 1940) after both counts are divided by their
      overdispersion, the more the years of a period differ (Rao and Scott 1999). Without an end (inf) towards a period that has no occurrence; for
      `log_ratio` itself half an occurrence is then added to both.

    trend: `gone` where p_silent is at most alpha and `silent` at least 3; else `rising` or `fading` where p_adjusted is and the ratio points the same way; else
    `steady`, which means that no change is shown: of a formula that few years have, none can be.
    similar_later: of a formula that is gone or fading, up to three formulas of this table that share at least half of its characters (Dice 1945),
    were first said after it was and are said after it was last said, the most similar first, joined by " / ". They look alike and came
    later; whether they took its place is for the reader to judge.

    Raises TableError for a table that lacks the columns or years of a formula, has a single year, or holds what can be no count; OptionError for a
    `since` that is no year or leaves a period without one, and for an alpha or confidence outside 0 to 1. Misleads: reports of neighbouring years
    are written from each other, so p is too small; what is gone may come back; and who chooses `since` after looking at the table will find what
    he looks for.
    """
    check_confidence(confidence)
    if isinstance(alpha, bool) or not isinstance(alpha, Real) or not 0 < alpha < 1:
        raise OptionError(f"alpha={alpha!r} is out of range; allowed: above 0 and below 1. Pass for example 0.05.")
    check_table(trace, *_TRACED)
    check_counts(trace, "year", "n", "documents", "characters")
    grid = _read_grid(trace)
    if not grid.formulas:
        return build_table("lifelines", {name: [] for name in (*SPAN, *_LIVES)})
    later, earlier = _split_years(grid.years, since, baseline)
    columns = _date_lives(grid) | _compare_periods(grid, later, earlier, confidence) | _test_silence(grid)
    columns["p_adjusted"], columns["p_silent"] = _adjust_together(columns["p"], columns["p_silent"])
    columns["trend"] = _name_trends(columns, columns.pop("direction"), alpha)
    columns["similar_later"] = _list_similar(grid.formulas, columns)
    return build_table("lifelines", columns)


_LIVES = (
    *("formula", "first_year", "last_year", "peak_year", "n", "documents", "rate_before", "rate_since", "log_ratio", "low", "high"),
    *("p", "p_adjusted", "silent", "p_silent", "trend", "heat", "similar_later"),
)


def _read_grid(trace: pd.DataFrame) -> _Grid:
    """The trace of the formulas that are ever said, checked to have each year once for each formula."""
    table = trace[trace.groupby("formula")["n"].transform("sum") > 0] if len(trace) else trace
    codes, formulas = pd.factorize(table["formula"])
    years = np.unique(trace["year"].to_numpy())
    table = table.assign(code=codes).sort_values(["code", "year"], kind="stable")
    shape = (len(formulas), len(years))
    if len(table) != shape[0] * shape[1] or (table["year"].to_numpy().reshape(shape) != years).any():
        raise TableError("the trace has not each year once for each formula. Pass what trace_formulas returns, of one corpus, rows with n=0 too.")
    if len(formulas) and len(years) < 2:
        raise TableError(f"the trace has the single year {years[0]}; a life-line needs two or more. Pass documents of further years.")
    sizes = table["characters"].to_numpy(dtype=float).reshape(shape)
    return _Grid(table, list(formulas), years, table["n"].to_numpy(dtype=float).reshape(shape), sizes[0] if len(formulas) else np.zeros(0))


def _split_years(years: np.ndarray, since: int | None, baseline: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Which years are of the later and which of the earlier period."""
    for name, value in (("since", since), ("baseline", baseline)):
        if value is not None and (isinstance(value, bool) or not isinstance(value, Integral)):
            raise OptionError(f"{name}={value!r} is no year; allowed: a whole number, or None. Pass for example {years[len(years) // 2]}.")
    since = int(years[len(years) // 2]) if since is None else since
    later = years >= since
    earlier = ~later & (years >= (years[0] if baseline is None else baseline))
    if not later.any() or not earlier.any():
        name, value = ("since", since) if baseline is None or later.all() or not later.any() else ("baseline", baseline)
        allowed = f"{years[1]} to {years[-1]}" if name == "since" else f"less than {since}, down to {years[0]}"
        raise OptionError(f"{name}={value!r} leaves a period without a year; allowed: {allowed}. Choose a year between.")
    return later, earlier


def _date_lives(grid: _Grid) -> dict[str, object]:
    said = grid.n > 0
    rows = np.arange(len(grid.formulas))
    first, last = said.argmax(axis=1), len(grid.years) - 1 - said[:, ::-1].argmax(axis=1)
    cells = {name: grid.table[name].to_numpy().reshape(said.shape) for name in (*SPAN, "documents", "heat")}
    witness = {name: cells[name][rows, first] for name in SPAN}
    return witness | {
        "formula": grid.formulas,
        "first_year": grid.years[first],
        "last_year": grid.years[last],
        "peak_year": grid.years[(grid.n / grid.size).argmax(axis=1)],
        "n": grid.n.sum(axis=1).astype(np.int64),
        "documents": cells["documents"].astype(np.int64).sum(axis=1),
        "heat": cells["heat"][:, -1],
    }


def _compare_periods(grid: _Grid, later: np.ndarray, earlier: np.ndarray, confidence: float) -> dict[str, np.ndarray]:
    """Rates of the periods, their ratio with its interval, p, and in which direction the ranks of the years point."""
    x, y = grid.n[:, later].sum(axis=1), grid.n[:, earlier].sum(axis=1)
    size_x, size_y = grid.size[later].sum(), grid.size[earlier].sum()
    zero = np.where((x == 0) | (y == 0), 0.5, 0.0)
    ratio = np.log2(((x + zero) / size_x) / ((y + zero) / size_y))
    spread = _measure_spread(grid, later, earlier)
    low, high = (bound + np.log2(size_y / size_x) for bound in _ratio_interval(x / spread, y / spread, confidence))
    # A formula that neither period has is of another time: nothing is known of its change.
    unknown = (x == 0) & (y == 0)
    p, direction = _rank(grid.n / grid.size, later, earlier)
    return {
        "rate_before": y / size_y * PER["characters"],
        "rate_since": x / size_x * PER["characters"],
        **{name: np.where(unknown, np.nan, values) for name, values in (("log_ratio", ratio), ("low", low), ("high", high), ("p", p))},
        "direction": direction,
    }


def _adjust_together(*families: np.ndarray) -> list[np.ndarray]:
    """Adjusted values of several arrays of p as one family; what is missing stays so and does not count."""
    p = np.concatenate(families)
    known = ~np.isnan(p)
    p[known] = adjust_p(p[known])
    return np.split(p, len(families))


def _measure_spread(grid: _Grid, later: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """How many times as much the years of a period vary as Poisson counts would, at least 1.

    Pearson's chi-square of the years around their period's rate, by its degrees of freedom; a period without an occurrence tells nothing.
    """
    chi2, freedom = np.zeros(len(grid.n)), np.zeros(len(grid.n))
    for period in (later, earlier):
        n, size = grid.n[:, period], grid.size[period]
        total = n.sum(axis=1, keepdims=True)
        expected = np.where(total > 0, total * size / size.sum(), 1.0)
        chi2 += np.where(total > 0, (n - expected) ** 2 / expected, 0.0).sum(axis=1)
        freedom += (total[:, 0] > 0) * (len(size) - 1)
    return np.maximum(chi2 / np.maximum(freedom, 1), 1.0)


def _ratio_interval(x: np.ndarray, y: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """The exact interval of log2(x / y): given x + y, x is binomial (Przyborowski and Wilenski 1940); without an end where one is 0."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = np.where(x > 0, betaincinv(np.where(x > 0, x, 1), y + 1, tail), 0.0)
    high = np.where(y > 0, betaincinv(x + 1, np.where(y > 0, y, 1), 1 - tail), 1.0)
    with np.errstate(divide="ignore"):
        return np.log2(low) - np.log2(1 - low), np.log2(high) - np.log2(1 - high)


def _rank(rates: np.ndarray, later: np.ndarray, earlier: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(p, direction) of the rank test of two samples of years; rates that are all equal say nothing."""
    from scipy.stats import mannwhitneyu

    a, b = rates[:, later], rates[:, earlier]
    both = np.concatenate([a, b], axis=1)
    varied = both.max(axis=1) > both.min(axis=1)
    p, direction = np.ones(len(rates)), np.zeros(len(rates))
    if varied.any():
        result = mannwhitneyu(a[varied], b[varied], axis=1, method="asymptotic")
        p[varied] = result.pvalue
        direction[varied] = np.sign(result.statistic - a.shape[1] * b.shape[1] / 2)
    return p, direction


def _test_silence(grid: _Grid) -> dict[str, np.ndarray]:
    """`silent`, the years since each formula was last said, and how probable so long a silence is by chance."""
    from scipy.special import gammaln

    said = grid.n > 0
    years = said.shape[1]
    first, silent = said.argmax(axis=1), said[:, ::-1].argmax(axis=1)
    again, after = said.sum(axis=1) - 1, years - 1 - first
    until = after - silent
    # log of C(until, again) / C(after, again)
    p = np.exp(gammaln(until + 1) - gammaln(until - again + 1) - gammaln(after + 1) + gammaln(after - again + 1))
    return {"silent": silent, "p_silent": np.minimum(p, 1.0)}


def _name_trends(columns: dict[str, np.ndarray], direction: np.ndarray, alpha: float) -> list[str]:
    gone = (columns["p_silent"] <= alpha) & (columns["silent"] >= LEAST_SILENT)
    changed = columns["p_adjusted"] <= alpha
    rising = changed & (direction > 0) & (columns["log_ratio"] > 0)
    fading = changed & (direction < 0) & (columns["log_ratio"] < 0)
    return np.select([gone, rising, fading], ["gone", "rising", "fading"], default="steady").tolist()


def _list_similar(formulas: list[str], columns: dict[str, np.ndarray]) -> list[str]:
    """For each formula that is gone or fading, the similar ones that came later and stayed longer."""
    shared = _share_characters(formulas, [at for at, trend in enumerate(columns["trend"]) if trend in ("gone", "fading")])
    first, last, n = columns["first_year"], columns["last_year"], columns["n"]
    listed = [""] * len(formulas)
    for at, others, shares in shared:
        later = (shares >= SIMILAR) & (first[others] > first[at]) & (last[others] > last[at])
        ranked = sorted(zip(-shares[later], -n[others[later]], others[later], strict=True))
        listed[at] = " / ".join(formulas[other] for *_, other in ranked[:SHOWN])
    return listed


def _share_characters(formulas: list[str], chosen: list[int]):
    """`(formula, others, shares)` for each of the chosen ones: Dice's measure of the sets of their characters."""
    from scipy.sparse import csr_array

    sets = [sorted(set(filter(str.isalnum, fold(formula)))) for formula in formulas]
    codes = pd.factorize(np.array([character for own in sets for character in own], dtype=object))[0]
    sizes = np.array([len(own) for own in sets])
    rows = np.repeat(np.arange(len(sets)), sizes)
    holds = csr_array((np.ones(len(codes)), (rows, codes)), shape=(len(sets), int(codes.max(initial=0)) + 1))
    both = (holds[chosen] @ holds.T).tocsr()
    for row, at in enumerate(chosen):
        others = both.indices[both.indptr[row] : both.indptr[row + 1]]
        yield at, others, 2 * both.data[both.indptr[row] : both.indptr[row + 1]] / (sizes[at] + sizes[others])

"""The lives of formulas: first and last years, rates of two periods with their interval, and which trends are shown."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from analysis import measure_lifelines
from analysis.errors import OptionError, TableError
from analysis.tables import build_table


def trace_of(rows, *, size=10_000, years=None):
    """A trace by hand: formula → occurrences in 2001, 2002, …; `size` characters a year, or a list of them."""
    cells = [(formula, at, n) for formula, numbers in rows.items() for at, n in enumerate(numbers)]
    years = years or [2001 + at for at in range(max(len(numbers) for numbers in rows.values()))]
    sizes = size if isinstance(size, list) else [size] * len(years)
    columns = {
        "doc_id": [str(years[at]) for _, at, _ in cells],
        "start": [0] * len(cells),
        "end": [len(formula) if n else 0 for formula, _, n in cells],
        "text": [formula if n else "" for formula, _, n in cells],
        "formula": [formula for formula, _, _ in cells],
        "year": [years[at] for _, at, _ in cells],
        "n": [n for *_, n in cells],
        "documents": [int(n > 0) for *_, n in cells],
        "characters": [sizes[at] for _, at, _ in cells],
        "rate": [n / sizes[at] * 10_000 for _, at, n in cells],
        "low": [0.0] * len(cells),
        "high": [0.0] * len(cells),
        "heat": ["warm" if n else "cold" for *_, n in cells],
    }
    return build_table("lifeline_years", columns)


def life_of(trace, formula, **options):
    """The row of one formula."""
    table = measure_lifelines(trace, **options)
    return table[table["formula"] == formula].iloc[0]


def test_a_life_has_its_years_and_its_peak():
    """First, last and peak year, occurrences and rates of the two periods; the witness is the first occurrence; what is never said has no row."""
    trace = trace_of({"因地制宜": [0, 3, 1, 0, 2, 0], "植树造林": [0] * 6})
    (row,) = measure_lifelines(trace).to_dict("records")
    assert (row["doc_id"], row["text"], row["formula"]) == ("2002", "因地制宜", "因地制宜")
    assert (row["first_year"], row["last_year"], row["peak_year"], row["n"], row["documents"], row["silent"]) == (2002, 2005, 2002, 6, 3, 1)
    assert (row["rate_before"], row["rate_since"]) == pytest.approx((4 / 3, 2 / 3))
    assert row["log_ratio"] == pytest.approx(-1)
    assert (row["heat"], row["trend"]) == ("cold", "steady")


def test_the_ratio_has_the_exact_interval_of_two_poisson_counts():
    """8 against 2 in periods of one size: log2 of 4, and the interval of the binomial limits .444 and .975 (Clopper and Pearson)."""
    row = life_of(trace_of({"因地制宜": [1, 1, 4, 4]}), "因地制宜")
    assert row["log_ratio"] == pytest.approx(2)
    assert row["low"] == pytest.approx(math.log2(0.4439 / 0.5561), abs=0.002)
    assert row["high"] == pytest.approx(math.log2(0.9748 / 0.0252), abs=0.005)


def test_a_cluster_in_one_year_widens_the_interval():
    """Twelve occurrences in one of four years tell less of a period than three in each of them."""
    trace = trace_of({"成串": [1, 1, 1, 1, 0, 12, 0, 0], "均匀": [1, 1, 1, 1, 3, 3, 3, 3]})
    cluster, even = life_of(trace, "成串"), life_of(trace, "均匀")
    assert cluster["log_ratio"] == pytest.approx(even["log_ratio"])
    assert cluster["low"] < even["low"] < even["high"] < cluster["high"]


def test_a_period_without_an_occurrence_has_an_open_interval():
    """Where one period has none, half an occurrence makes the ratio finite, and the interval has no end on that side."""
    row = life_of(trace_of({"新提法": [0, 0, 0, 3, 3, 3]}), "新提法")
    assert row["log_ratio"] == pytest.approx(math.log2(9.5 / 0.5))
    assert 0 < row["low"] < row["log_ratio"]
    assert row["high"] == np.inf
    assert life_of(trace_of({"旧提法": [3, 3, 3, 0, 0, 0]}), "旧提法")["low"] == -np.inf


def test_trends_are_rising_fading_gone_and_steady():
    """A formula that comes, one that becomes rarer, one that dies, and ones that change by chance or are too rare to tell."""
    rows = {
        "越来越多": [0] * 12 + [2, 3, 2, 4, 3, 2, 3, 4, 2, 3, 2, 3],
        "越来越少": [4, 5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1],
        "早已不说": [2, 1, 3, 2, 1, 2, 2, 1] + [0] * 16,
        "一直都说": [2, 3, 1, 2, 2, 3] * 4,
        "只说两次": [1, 0, 1] + [0] * 21,
    }
    trends = measure_lifelines(trace_of(rows)).set_index("formula")["trend"]
    assert trends.to_dict() == {"越来越多": "rising", "越来越少": "fading", "早已不说": "gone", "一直都说": "steady", "只说两次": "steady"}


def test_silence_is_judged_by_the_years_that_say_it():
    """Said in 3 of the first 4 years and silent for 6: after the first, C(3, 2) of C(9, 2) ways of placing the two others end so early."""
    # The last three years against three others that are silent too: p is 1, so that of two tests the silence is the first.
    row = life_of(trace_of({"四年三次": [1, 0, 2, 1, 0, 0, 0, 0, 0, 0]}), "四年三次", since=2008, baseline=2005)
    assert row["silent"] == 6
    assert row["p_silent"] == pytest.approx(3 / 36)
    assert life_of(trace_of({"只说一次": [1, 0, 0, 0]}), "只说一次")["p_silent"] == 1


def test_gone_takes_three_silent_years():
    """However often a formula was said before, one or two years without it are no end."""
    for silent, trend in ((1, "steady"), (2, "steady"), (3, "gone")):
        row = life_of(trace_of({"年年都说": [1] * 60 + [0] * silent}), "年年都说")
        assert (row["silent"], row["trend"]) == (silent, trend)
        assert row["p_silent"] <= 0.05


def test_years_are_compared_by_rank():
    """Three years against three that are all higher: the normal approximation of Mann and Whitney with continuity gives .081."""
    row = life_of(trace_of({"因地制宜": [1, 2, 3, 4, 5, 6]}), "因地制宜")
    assert row["p"] == pytest.approx(0.0809, abs=0.0005)
    # Of two tests, the other of which (is it silent?) says nothing.
    assert row["p_adjusted"] == pytest.approx(2 * row["p"])


def test_both_tests_of_all_formulas_are_one_family():
    """Ten formulas make twenty tests: silence is the first of them and the ranks are the second, so that they count 20 and 10 times."""
    others = {f"第{i}条": [1] * 24 for i in range(9)}
    row = life_of(trace_of({"早已不说": [2, 1, 3, 2, 1, 2, 2, 1] + [0] * 16} | others), "早已不说")
    # The other seven of its years are the first seven of 23: one way of C(23, 7).
    assert row["p_silent"] == pytest.approx(20 / 245_157)
    assert row["p_adjusted"] == pytest.approx(10 * row["p"])
    assert 0.0005 < row["p"] < 0.005


def test_what_is_not_compared_is_no_test():
    """A formula that neither period has brings one test, of its silence: of .194, .2 and 1 the adjusted values are .3, .3 and 1."""
    lives = measure_lifelines(trace_of({"旧提法": [5, 5, 0, 0, 0, 0], "新提法": [0, 0, 1, 1, 2, 2]}), since=2005, baseline=2003).set_index("formula")
    assert lives.loc["新提法", "p"] == pytest.approx(0.194, abs=0.001)
    assert lives["p_silent"].to_dict() == pytest.approx({"旧提法": 0.3, "新提法": 1})
    assert lives.loc["新提法", "p_adjusted"] == pytest.approx(0.3)


# Years and periods of different sizes.


def test_rates_and_not_counts_are_compared():
    """One occurrence per 10,000 characters in years of 10,000 to 40,000: no year is a peak, no period has more, no rank differs."""
    row = life_of(trace_of({"因地制宜": [1, 2, 4, 1]}, size=[10_000, 20_000, 40_000, 10_000]), "因地制宜")
    assert (row["peak_year"], row["rate_before"], row["rate_since"], row["log_ratio"], row["p"]) == pytest.approx((2001, 1, 1, 0, 1))
    # 5 of 8 occurrences are of the later period: .2449 to .9148 (Clopper and Pearson), in 50,000 characters against 30,000.
    assert row["low"] == pytest.approx(math.log2(0.2449 / 0.7551 * 3 / 5), abs=0.002)
    assert row["high"] == pytest.approx(math.log2(0.9148 / 0.0852 * 3 / 5), abs=0.005)


def test_more_occurrences_in_longer_years_can_be_fewer():
    """Counts rise and rates fall: the peak is early, the ratio below one, and the ranks are those of the rates."""
    row = life_of(trace_of({"因地制宜": [3, 4, 5, 4, 8, 10]}, size=[10_000] * 3 + [40_000] * 3), "因地制宜")
    assert (row["peak_year"], row["rate_before"]) == (2003, 4)
    assert row["rate_since"] == pytest.approx(22 / 12)
    assert row["log_ratio"] == pytest.approx(math.log2(22 / 48))
    assert row["p"] == pytest.approx(0.0809, abs=0.0005)


def test_counts_are_divided_by_how_much_the_years_vary():
    """Years of 4 and 12 vary chi-square 4 on 2 degrees of freedom, twice as much as chance: 8 against 16 tell no more than 4 against 8."""
    row = life_of(trace_of({"因地制宜": [4, 12, 4, 4]}), "因地制宜")
    assert row["low"] == pytest.approx(math.log2(0.0992 / 0.9008), abs=0.005)
    assert row["high"] == pytest.approx(math.log2(0.6511 / 0.3489), abs=0.002)


def test_one_heavy_year_is_no_trend():
    """A formula said twenty times in one early year and once in each later one is not fading: the ratio falls, most years rise."""
    row = life_of(trace_of({"一阵风": [20, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]}), "一阵风")
    assert row["log_ratio"] < 0
    assert row["p_adjusted"] < 0.05
    assert row["trend"] == "steady"


def test_one_heavy_last_year_is_no_trend():
    """A formula that leaves most later years and fills the last one neither rises, by its ranks, nor fades, by its ratio."""
    row = life_of(trace_of({"又一阵风": [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 20]}), "又一阵风")
    assert row["log_ratio"] > 0
    assert row["p_adjusted"] < 0.05
    assert row["trend"] == "steady"


def test_periods_can_be_chosen():
    """`since` begins the later period and `baseline` the earlier; what neither has is not compared, but keeps its life."""
    trace = trace_of({"旧提法": [5, 5, 0, 0, 0, 0], "新提法": [0, 0, 1, 1, 2, 2]})
    row = life_of(trace, "新提法", since=2005, baseline=2003)
    assert (row["rate_before"], row["rate_since"]) == (1, 2)
    old = life_of(trace, "旧提法", since=2005, baseline=2003)
    assert np.isnan([old[name] for name in ("log_ratio", "low", "high", "p", "p_adjusted")]).all()
    assert (old["first_year"], old["last_year"], old["n"]) == (2001, 2002, 10)


def test_similar_later_formulas_are_shown_for_the_dead():
    """Of a formula that is gone, those that share half its characters, came after it and outlive it; a living one has none."""
    rows = {
        "全面建设小康社会": [2, 1, 3, 2, 1, 2, 2, 1] + [0] * 16,
        "全面建成小康社会": [0] * 8 + [1] * 16,
        "建设社会": [1] * 24,
        "因地制宜": [0] * 8 + [1] * 16,
        "全面建设小康村": [0] * 2 + [1] * 3 + [0] * 19,
        "全面建设小康县": [0] * 2 + [1] * 6 + [0] * 16,
    }
    shown = measure_lifelines(trace_of(rows)).set_index("formula")["similar_later"]
    living = dict.fromkeys(("全面建成小康社会", "建设社会", "因地制宜"), "")
    # These came later than the first, but ended before it or with it, and are of one year themselves.
    ended = dict.fromkeys(("全面建设小康村", "全面建设小康县"), "全面建成小康社会")
    assert shown.to_dict() == {"全面建设小康社会": "全面建成小康社会"} | living | ended


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"since": 2001}, "since=2001 leaves a period without a year; allowed: 2002 to 2004. Choose a year between."),
        ({"since": 2005}, "since=2005 leaves a period without a year; allowed: 2002 to 2004. Choose a year between."),
        ({"since": 2003, "baseline": 2003}, "baseline=2003 leaves a period without a year; allowed: less than 2003, down to 2001. Choose a year between."),
        ({"alpha": 0}, "alpha=0 is out of range; allowed: above 0 and below 1. Pass for example 0.05."),
        ({"alpha": "x"}, "alpha='x' is out of range; allowed: above 0 and below 1. Pass for example 0.05."),
        ({"alpha": math.nan}, "alpha=nan is out of range; allowed: above 0 and below 1. Pass for example 0.05."),
        ({"since": "2003"}, "since='2003' is no year; allowed: a whole number, or None. Pass for example 2003."),
        ({"since": 2002.5}, "since=2002.5 is no year; allowed: a whole number, or None. Pass for example 2003."),
        ({"since": 2003, "baseline": True}, "baseline=True is no year; allowed: a whole number, or None. Pass for example 2003."),
        ({"confidence": 2}, "confidence=2 is no share; allowed: a number above 0 and below 1. Pass for example 0.95."),
    ],
)
def test_periods_that_cannot_be_are_refused(options, message):
    """Each message says what was wrong, the value, what is allowed and what to do."""
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        measure_lifelines(trace_of({"因地制宜": [1, 1, 2, 2]}), **options)


def test_a_trace_that_is_not_whole_is_refused():
    """Rows of n=0 that were dropped, rows twice, and a single year each end with what to do."""
    trace = trace_of({"因地制宜": [1, 0, 2], "植树造林": [1, 1, 1]})
    message = "the trace has not each year once for each formula. Pass what trace_formulas returns, of one corpus, rows with n=0 too."
    for broken in (trace[trace["n"] > 0], pd.concat([trace, trace])):
        with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
            measure_lifelines(broken)
    with pytest.raises(TableError, match=r"^the trace has the single year 2001; a life-line needs two or more\. Pass documents of further years\.$"):
        measure_lifelines(trace_of({"因地制宜": [1]}))
    with pytest.raises(TableError, match=r"^the table lacks the columns \['year'\]"):
        measure_lifelines(trace.drop(columns="year"))


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("year", ["2001", "2002"], "column 'year' is str, not integer. Pass what trace_formulas returns."),
        ("n", ["1", "0"], "column 'n' is str, not integer. Pass what trace_formulas returns."),
        ("n", [1, math.nan], "column 'n' is float64, not integer. Pass what trace_formulas returns."),
        ("n", [1, -1], "column 'n' holds -1; allowed: 0 or more. Pass what trace_formulas returns."),
        ("characters", [10_000, 0], "column 'characters' holds 0; allowed: 1 or more. Pass what trace_formulas returns."),
        ("documents", [0.5, 1], "column 'documents' is float64, not integer. Pass what trace_formulas returns."),
    ],
)
def test_a_trace_with_values_that_cannot_be_is_refused(name, values, message):
    """Words for numbers, missing counts and years without characters are named with their column."""
    trace = trace_of({"因地制宜": [1, 2]})
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        measure_lifelines(trace.assign(**{name: pd.Series(values, index=trace.index)}))


def test_measuring_changes_no_trace_and_takes_any_order():
    """Rows in another order give the same lives, and the trace is as before."""
    trace = trace_of({"因地制宜": [1, 0, 2, 2], "植树造林": [2, 1, 1, 0]})
    before = trace.copy()
    lives = measure_lifelines(trace)
    pd.testing.assert_frame_equal(trace, before)
    pd.testing.assert_frame_equal(measure_lifelines(trace.iloc[[3, 1, 2, 0, 7, 6, 5, 4]]), lives)

"""Keyness and word shifts: every figure against one worked out by hand, and what is and is not compared."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy.stats import chi2_contingency, norm

from analysis import compare_speeches, compare_terms, parse_speech, plot_word_shift, shift_terms
from analysis.errors import OptionError, TableError
from analysis.tables import columns_of, label_within
from made_tokens import MARKS, g2_by_hand, make_tokens, words_strategy

# Keyness


def test_keyness_by_hand():
    """10 of 1,000 against 5 of 2,000: four times the rate, so log ratio 2, with Katz' interval and Dunning's G²."""
    a = make_tokens(" ".join(["防控"] * 10 + ["其他"] * 990))
    b = make_tokens(" ".join(["防控"] * 5 + ["其他"] * 1995), doc_id="乙")
    row = compare_terms(a, b).set_index("term").loc["防控"]
    assert row[["n_a", "n_b", "rate_a", "rate_b"]].tolist() == pytest.approx([10, 5, 10, 2.5])
    reach = norm.ppf(0.975) * math.sqrt(1 / 10 - 1 / 1000 + 1 / 5 - 1 / 2000) / math.log(2)
    assert row[["log_ratio", "low", "high"]].tolist() == pytest.approx([2, 2 - reach, 2 + reach])
    assert row["g2"] == pytest.approx(g2_by_hand([[10, 990], [5, 1995]]))
    assert row["p"] == pytest.approx(chi2_contingency([[10, 990], [5, 1995]], correction=False, lambda_="log-likelihood").pvalue)
    assert row["doc_id"] == "甲"


def test_the_interval_widens_with_the_confidence():
    """At 99 % the interval is wider than at 90 %, by the ratio of the normal quantiles."""
    a, b = make_tokens(" ".join(["防控"] * 10 + ["其他"] * 90)), make_tokens(" ".join(["防控"] * 5 + ["其他"] * 95))
    wide, narrow = (compare_terms(a, b, confidence=level).set_index("term").loc["防控"] for level in (0.99, 0.9))
    assert (wide["high"] - wide["low"]) / (narrow["high"] - narrow["low"]) == pytest.approx(norm.ppf(0.995) / norm.ppf(0.95))


def test_a_zero_count_gets_half_an_occurrence():
    """6 against 0 in texts of 10 and 20 words: the ratio is that of 6.5 and 0.5, and it is finite."""
    a, b = make_tokens(" ".join(["防控"] * 6 + ["其他"] * 4)), make_tokens(" ".join(["其他"] * 20), doc_id="乙")
    row = compare_terms(a, b).set_index("term").loc["防控"]
    assert row["log_ratio"] == pytest.approx(math.log2((6.5 / 10) / (0.5 / 20)))
    assert row["g2"] == pytest.approx(g2_by_hand([[6, 4], [0, 20]]))
    assert row["low"] < row["log_ratio"] < row["high"]
    assert row[["rate_a", "rate_b"]].tolist() == pytest.approx([600, 0])


def test_the_witness_of_a_word_that_only_the_second_side_has_stands_there():
    """A word that `a` lacks points into `b`."""
    row = compare_terms(make_tokens("要 要"), make_tokens("疫情 防控 防控", doc_id="乙")).set_index("term").loc["防控"]
    assert (row["doc_id"], row["start"], row["text"]) == ("乙", 2, "防控")


def test_identical_sides_do_not_differ():
    """A text against itself: ratio 0, G² 0, p 1."""
    tokens = make_tokens("疫情 防控 工作 疫情 防控 。")
    table = compare_terms(tokens, tokens)
    assert table["log_ratio"].tolist() == pytest.approx([0] * 3)
    assert table["g2"].tolist() == pytest.approx([0] * 3, abs=1e-9)
    assert table["p"].tolist() == pytest.approx([1] * 3)
    assert table["p_adjusted"].tolist() == pytest.approx([1] * 3)


def test_exchanged_sides_mirror_each_other():
    """Log ratios change their sign, intervals turn round, and G² and p stay."""
    a, b = make_tokens("疫情 防控 防控 工作"), make_tokens("疫情 疫情 要 要 要", doc_id="乙")
    one, other = (table.set_index("term").sort_index() for table in (compare_terms(a, b), compare_terms(b, a)))
    assert one["log_ratio"].tolist() == pytest.approx((-other["log_ratio"]).tolist())
    assert one["low"].tolist() == pytest.approx((-other["high"]).tolist())
    assert one["g2"].tolist() == pytest.approx(other["g2"].tolist())


def test_p_values_are_adjusted_over_the_rows():
    """Benjamini and Hochberg: the i-th smallest of m is m / i times p, never falling and never above 1."""
    rng = np.random.default_rng(3)
    a, b = (make_tokens(" ".join(rng.choice(list("甲乙丙丁戊己庚"), size=80, p=p))) for p in ([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1], [1 / 7] * 7))
    table = compare_terms(a, b).sort_values("p")
    p, m = table["p"].to_numpy(), len(table)
    expected = [min(1, *(m / (j + 1) * p[j] for j in range(i, m))) for i in range(m)]
    assert table["p_adjusted"].tolist() == pytest.approx(expected)


def test_against_nothing_nothing_is_shown():
    """Where one side has no words there is no evidence: G² 0, p 1, and no interval leaves 0 out."""
    tokens = make_tokens("防控 防控 防控 防控 防控 防控 防控 防控 防控 工作 。")
    for a, b in ((tokens, tokens.head(0)), (tokens.head(0), tokens)):
        table = compare_terms(a, b)
        assert table["g2"].tolist() == pytest.approx([0] * len(table))
        assert table["p"].tolist() == pytest.approx([1] * len(table))
        assert ((table["low"] <= 0) & (table["high"] >= 0)).all()


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_confidence_is_a_share(confidence):
    """A confidence outside 0 to 1, such as 95, is an OptionError."""
    with pytest.raises(OptionError, match="confidence="):
        compare_terms(make_tokens("防控"), make_tokens("防控"), confidence=confidence)


def test_speakers_of_one_speech_can_be_compared():
    """Tokens labelled by the paragraph they stand in give two sides."""
    speech = parse_speech("甲某指出，防控防控防控要紧。\n乙某强调，发展发展发展要快。\n")
    words = speech.tokens.assign(speaker=label_within(speech.tokens, speech.paragraphs.assign(speaker=["甲", "乙"]), "speaker"))
    table = compare_terms(words[words["speaker"] == "甲"], words[words["speaker"] == "乙"]).set_index("term")
    assert table.loc["防控", ["n_a", "n_b"]].tolist() == [3, 0]
    assert table.loc["发展", ["n_a", "n_b"]].tolist() == [0, 3]


@given(words_strategy, words_strategy)
def test_keyness_stays_in_its_bounds(left, right):
    """The interval holds the ratio, p lies between 0 and 1, G² is not negative, for any two texts."""
    table = compare_terms(make_tokens(" ".join(left)), make_tokens(" ".join(right), doc_id="乙"), min_count=1)
    assert ((table["low"] <= table["log_ratio"]) & (table["log_ratio"] <= table["high"])).all()
    assert table["p"].between(0, 1).all()
    assert (table["p_adjusted"] >= table["p"] - 1e-12).all()
    assert (table["g2"] >= 0).all()
    assert table["n_a"].sum() + table["n_b"].sum() == sum(word not in MARKS for word in left + right)


# Groups

YEARS = pd.concat(
    [
        make_tokens("改革 改革 改革 开放 。", doc_id="甲").assign(year=2001),
        make_tokens("开放 创新 创新", doc_id="乙").assign(year=2002),
        make_tokens("创新 创新 开放 开放", doc_id="丙").assign(year=2002),
    ],
    ignore_index=True,
)


def test_each_group_is_compared_with_all_others():
    """Two years: counts of a year against the other, the statistics of `compare_terms`, groups in order of appearance."""
    table = compare_speeches(YEARS, by="year", min_count=1)
    rows = table.set_index(["year", "term"])
    assert table["year"].drop_duplicates().tolist() == [2001, 2002]
    assert rows[["n_a", "n_b"]].to_dict("index") == {
        (2001, "改革"): {"n_a": 3, "n_b": 0},
        (2001, "创新"): {"n_a": 0, "n_b": 4},
        (2001, "开放"): {"n_a": 1, "n_b": 3},
        (2002, "改革"): {"n_a": 0, "n_b": 3},
        (2002, "创新"): {"n_a": 4, "n_b": 0},
        (2002, "开放"): {"n_a": 3, "n_b": 1},
    }
    pair = compare_terms(YEARS[YEARS["year"] == 2001], YEARS[YEARS["year"] == 2002], min_count=1).set_index("term")
    for name in ("rate_a", "rate_b", "log_ratio", "low", "high", "g2", "p"):
        assert rows.loc[2001][name].to_dict() == pytest.approx(pair[name].to_dict())


def test_p_is_adjusted_over_all_groups():
    """With more groups the same evidence counts less: the adjusted p is Benjamini's over every row of the table."""
    table = compare_speeches(YEARS, by="year", min_count=1)
    p = table["p"].sort_values()
    expected = (p * len(p) / np.arange(1, len(p) + 1))[::-1].cummin()[::-1].clip(upper=1)
    assert table.loc[p.index, "p_adjusted"].to_list() == pytest.approx(expected.to_list())


def test_the_witness_stands_in_the_group():
    """The span is the group's first occurrence; of a word that it lacks, an empty span at the group's first word."""
    table = compare_speeches(YEARS, min_count=1)
    spans = {(doc, term): (start, end, text) for doc, term, start, end, text in table[["doc_id", "term", "start", "end", "text"]].itertuples(index=False)}
    assert spans["乙", "创新"] == (2, 4, "创新")
    assert spans["丙", "改革"] == (0, 0, "")
    assert set(table["doc_id"]) == {"甲", "乙", "丙"}


def test_rare_words_and_stop_words_are_left_out_of_groups():
    """`min_count` is over all groups, and stop words count for the size of a group only."""
    table = compare_speeches(YEARS, by="year", min_count=4, stop_words=["开放"])
    assert table["term"].unique().tolist() == ["创新"]
    assert table["rate_b"].iloc[0] == pytest.approx(4 / 7 * 1000)


def test_a_single_group_is_compared_with_nothing():
    """One group, or no words, give no rows with the declared types."""
    for words in (YEARS[YEARS["year"] == 2001], YEARS.iloc[:0]):
        table = compare_speeches(words, by="year")
        assert len(table) == 0
        assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns_of("keyness", {"year": "int64"})


@pytest.mark.parametrize("by", ["n_a", "term", "start", "text", "没有"])
def test_groups_need_a_column_of_their_own(by):
    """A `by` that the result has itself, or that the table lacks, is refused."""
    with pytest.raises((OptionError, TableError), match=re.escape(by)):
        compare_speeches(YEARS, by=by)


def test_the_callers_words_are_left_alone():
    """Comparing changes neither the values nor the index of the table."""
    words = YEARS.set_index(np.arange(100, 100 + len(YEARS)))
    before = words.copy(deep=True)
    compare_speeches(words, by="year")
    shift_terms(words, words)
    pd.testing.assert_frame_equal(words, before)


# Word shifts


def test_a_word_shift_by_hand():
    """½ and ½ against ¼ and ¾: each word's part of the Jensen–Shannon divergence, signed by who uses it more."""
    shift = shift_terms(make_tokens("改革 开放"), make_tokens("改革 开放 开放 开放 。", doc_id="乙"))

    def part(p, q):
        mean = (p + q) / 2
        return (p * math.log2(p / mean) + q * math.log2(q / mean)) / 2

    assert dict(zip(shift["term"], shift["shift"], strict=True)) == pytest.approx({"改革": -part(0.5, 0.25), "开放": part(0.5, 0.75)})
    assert shift[["term", "doc_id", "n_a", "n_b", "rate_a", "rate_b"]].to_numpy().tolist() == [
        ["改革", "乙", 1, 1, 500.0, 250.0],
        ["开放", "乙", 1, 3, 500.0, 750.0],
    ]


def test_texts_without_a_shared_word_differ_by_one_bit():
    """Nothing shared is a divergence of 1, the same text one of 0."""
    a, b = make_tokens("改革 改革 开放"), make_tokens("创新 协调", doc_id="乙")
    assert shift_terms(a, b)["shift"].abs().sum() == pytest.approx(1)
    assert shift_terms(a, a)["shift"].abs().sum() == 0


def test_nothing_is_shifted_against_nothing():
    """Without words on a side, or with nothing but stop words, there are no rows."""
    words = make_tokens("改革 开放")
    for a, b in ((words, words.iloc[:0]), (words.iloc[:0], words)):
        assert len(shift_terms(a, b)) == 0
    assert len(shift_terms(words, words, stop_words=["改革", "开放"])) == 0
    with pytest.raises(TableError):
        shift_terms(words.drop(columns="term"), words)


@given(words_strategy, words_strategy)
def test_a_word_shift_lies_between_the_same_and_nothing_shared(left, right):
    """The divergence of any two texts is 0 to 1, and exchanging them turns every sign."""
    a, b = make_tokens(" ".join(left)), make_tokens(" ".join(right), doc_id="乙")
    one, other = shift_terms(a, b), shift_terms(b, a)
    assert 0 <= one["shift"].abs().sum() <= 1 + 1e-9
    assert dict(zip(one["term"], one["shift"], strict=True)) == pytest.approx({term: -shift for term, shift in zip(other["term"], other["shift"], strict=True)})


def test_a_word_shift_of_use_is_drawn_with_its_divergence():
    """To the right is what the second text uses more; the title says how far the texts differ, counts stand at the right."""
    shift = shift_terms(make_tokens("改革 改革 改革 开放"), make_tokens("创新 创新 创新 开放", doc_id="乙"))
    ax = plot_word_shift(shift, labels=("前任", "后任"))
    assert ax.get_title(loc="left") == "两者用词的差别：0.75 比特（0 全同，1 全异）"
    texts = [text.get_text() for text in ax.texts]
    assert {"← 前任 多用", "后任 多用 →", "3 : 0", "0 : 3"} <= set(texts)
    assert ax.get_label().endswith("后任多用：创新；前任多用：改革。")

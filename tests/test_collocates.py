"""Collocates and dispersion: every figure against one worked out by hand or by a second formula."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import chi2_contingency

from analysis import parse_speech
from analysis.errors import OptionError
from analysis.frequency import (
    count_collocates,
    measure_dispersion,
)
from analysis.tables import build_table, columns_of
from made_tokens import BY_CHARACTER, make_tokens, words_strategy

# Collocates


def test_collocates_by_hand():
    """Of 6 words besides the node 2 are near it: for 防控 O = n = 2, E = 2 · 2 / 6, and the table is 2, 0, 0, 4."""
    tokens = make_tokens("疫情 防控 工作 。", "疫情 防控 措施 。", "工作 落实 。")
    table = count_collocates(tokens, "疫情", window=1)
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["term"], row["start"], row["n"], row["n_window"]) == ("防控", 2, 2, 2)
    assert row["expected"] == pytest.approx(2 / 3)
    assert row["t"] == pytest.approx((2 - 2 / 3) / math.sqrt(2))
    assert row["mi"] == pytest.approx(math.log2(3))
    assert row["log_dice"] == pytest.approx(14)
    assert row["g2"] == pytest.approx(2 * (2 * math.log(3) + 4 * math.log(1.5)))


def test_collocates_agree_with_a_second_implementation():
    """G² is scipy's log-likelihood statistic; the other figures follow from their definitions."""
    rng = np.random.default_rng(7)
    words = rng.choice(["疫情", "防控", "工作", "要", "做好", "。"], size=400, p=[0.1, 0.3, 0.2, 0.15, 0.15, 0.1]).tolist()
    table = count_collocates(make_tokens(" ".join(words)), "疫情", window=3)
    sentence = np.cumsum([False, *[word == "。" for word in words[:-1]]])
    plain = [(word, number) for word, number in zip(words, sentence, strict=True) if word != "。"]
    near = {
        j
        for i, (word, number) in enumerate(plain)
        for j in range(max(0, i - 3), min(len(plain), i + 4))
        if word == "疫情" and plain[j][1] == number and plain[j][0] != "疫情"
    }
    nodes = sum(word == "疫情" for word, _ in plain)
    others = len(plain) - nodes
    assert set(table["term"]) == {"防控", "工作", "要", "做好"}
    for row in table.itertuples():
        observed, n = sum(plain[j][0] == row.term for j in near), sum(word == row.term for word, _ in plain)
        assert (row.n_window, row.n) == (observed, n)
        assert row.expected == pytest.approx(n * len(near) / others)
        assert row.t == pytest.approx((observed - row.expected) / observed**0.5)
        assert row.mi == pytest.approx(math.log2(observed / row.expected))
        assert row.log_dice == pytest.approx(14 + math.log2(2 * observed / (nodes + n)))
        cells = [[observed, len(near) - observed], [n - observed, others - len(near) - n + observed]]
        assert row.g2 == pytest.approx(chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic)
    assert table["g2"].is_monotonic_decreasing


def test_a_word_between_two_nodes_is_counted_once():
    """Windows that overlap count each place once."""
    table = count_collocates(make_tokens("疫情 防控 疫情 。"), "疫情", min_count=1)
    assert table[["term", "n", "n_window"]].values.tolist() == [["防控", 1, 1]]


def test_windows_end_with_the_sentence():
    """A word of the sentence before or after, or of another document, is no collocate."""
    tokens = pd.concat([make_tokens("防控 。", "疫情 。", "工作 。"), make_tokens("措施 。", doc_id="乙")], ignore_index=True)
    assert count_collocates(tokens, "疫情", min_count=1).empty


def test_windows_go_on_across_blanks_and_wrapped_lines():
    """A blank or a line break inside a sentence does not end it, so it does not end a window either."""
    spaced = parse_speech("甲要 乙好。", segmenter=BY_CHARACTER)
    assert set(count_collocates(spaced.tokens, "要", min_count=1)["term"]) == {"甲", "乙", "好"}
    wrapped = parse_speech("大家看。\n我们抓，甲要\n，乙好。", segmenter=BY_CHARACTER)
    assert len(wrapped.sentences) == 2
    assert "乙" in set(count_collocates(wrapped.tokens, "甲", min_count=1)["term"])


def test_windows_do_not_cross_a_sentence_that_ends_in_a_typed_full_stop():
    """Where ．ends a sentence, as sentences say, the window ends too."""
    speech = parse_speech("要防控．疫情来．", segmenter=BY_CHARACTER)
    assert len(speech.sentences) == 2
    assert set(count_collocates(speech.tokens, "控", min_count=1)["term"]) == {"要", "防"}


def test_collocates_of_an_unknown_word_are_none():
    """An unknown node gives an empty, typed table."""
    empty = build_table("collocates", {name: [] for name in columns_of("collocates")})
    assert_frame_equal(count_collocates(make_tokens("疫情 防控 。"), "宇宙"), empty)


def test_stop_words_are_no_collocates_but_stay_in_the_totals():
    """Leaving a stop word out changes no figure of the others."""
    tokens = make_tokens("疫情 的 防控 工作 。", "疫情 的 防控 。")
    whole = count_collocates(tokens, "疫情")
    assert_frame_equal(count_collocates(tokens, "疫情", stop_words=["的"]), whole[whole["term"] != "的"].reset_index(drop=True))


@pytest.mark.parametrize(("node", "options"), [("", {}), (None, {}), ("疫情", {"window": 0}), ("疫情", {"window": 1.5}), ("疫情", {"min_count": 0})])
def test_wrong_options_of_collocates(node, options):
    """An empty node, a window that is no whole number from 1, and a min_count below 1 are OptionErrors."""
    with pytest.raises(OptionError):
        count_collocates(make_tokens("疫情 防控 。"), node, **options)


@given(words_strategy, st.integers(1, 4))
def test_collocates_hold_for_any_words(words, window):
    """Nothing is counted more often than it stands, and every figure is finite."""
    table = count_collocates(make_tokens(" ".join(words)), "疫情", window=window, min_count=1)
    assert (table["n_window"] <= table["n"]).all()
    assert np.isfinite(table[["expected", "t", "mi", "log_dice", "g2"]].to_numpy()).all()
    assert "疫情" not in set(table["term"])


# Dispersion


def test_dispersion_of_the_example_of_gries():
    """Gries 2008's corpus of five parts (9, 10, 10, 10, 11 words): for `a`, DP .18, and Juilland's D .785."""
    corpus = ["b a m n i b e u p", "b a s a t b e w q n", "b c a g a b e s t a", "b a g h a b e a a t", "b a h a a b e a x a t"]
    tokens = make_tokens(*corpus).assign(part=[i for i, part in enumerate(corpus) for _ in part.split()])
    row = measure_dispersion(tokens, by="part").set_index("term").loc["a"]
    assert (row["n"], row["parts"], row["range"]) == (15, 5, 5)
    assert row["dp"] == pytest.approx(0.18)
    assert row["dp_norm"] == pytest.approx(0.18 / (1 - 0.18))
    assert row["juilland_d"] == pytest.approx(0.785, abs=5e-4)


def test_dispersion_of_extremes():
    """A word that stands once in each of four parts is even; one that stands in one alone is as uneven as can be."""
    table = measure_dispersion(make_tokens("甲 乙 乙", "甲 丙 丙", "甲 丁 丁", "甲 戊 戊"), parts=4).set_index("term")
    assert table.loc["甲", ["range", "dp", "dp_norm", "juilland_d"]].tolist() == pytest.approx([4, 0, 0, 1])
    assert table.loc["乙", ["range", "dp", "dp_norm", "juilland_d"]].tolist() == pytest.approx([1, 0.75, 1, 0])


def test_dispersion_over_unequal_parts():
    """Parts of 2 and 6 words expect 1/4 and 3/4: of 2 and 2 occurrences DP is 1/4, its norm 1/3, D from rates 1 and 1/3 is 1/2."""
    tokens = make_tokens("甲 甲", "甲 甲 乙 丙 丁 戊").assign(part=[0, 0, 1, 1, 1, 1, 1, 1])
    row = measure_dispersion(tokens, by="part").set_index("term").loc["甲"]
    assert row[["dp", "dp_norm", "juilland_d"]].tolist() == pytest.approx([1 / 4, 1 / 3, 1 / 2])


def test_rare_words_and_stop_words_have_no_dispersion():
    """Words below min_count and stop words are left out and stay in the sizes of the parts."""
    tokens = make_tokens("甲 乙 丙 甲", "乙 丁 甲 甲")
    whole = measure_dispersion(tokens, parts=2)
    assert whole["term"].tolist() == ["甲", "乙"]
    assert_frame_equal(measure_dispersion(tokens, parts=2, stop_words=["乙"]), whole.head(1))
    assert len(measure_dispersion(tokens, parts=2, min_count=1)) == 4


def test_dispersion_of_fewer_words_than_parts():
    """Parts without a word make no figure missing: a text of two words over ten parts."""
    table = measure_dispersion(make_tokens("防控 防控 。"))
    assert np.isfinite(table[["dp", "dp_norm", "juilland_d"]].to_numpy()).all()


def test_words_of_no_group_in_dispersion():
    """Where the group is missing, as `label_within` leaves it, words are left out or a group of their own, but nothing fails."""
    tokens = make_tokens("防控 要 防控 防控 。").assign(speaker=["丁某", "丁某", "张某", None, None])
    assert measure_dispersion(tokens, by="speaker").set_index("term").loc["防控", "n"] in (2, 3)


@pytest.mark.parametrize("options", [{"parts": 1}, {"parts": 2.5}, {"parts": "3"}, {"min_count": 0}])
def test_wrong_options_of_dispersion(options):
    """Fewer than two parts, a fraction, no number, and a min_count below 1 are OptionErrors."""
    with pytest.raises(OptionError):
        measure_dispersion(make_tokens("甲 乙 甲 乙"), **options)


@given(st.lists(st.sampled_from(["疫情", "防控", "要", "工作"]), max_size=60), st.integers(2, 12))
def test_dispersion_stays_in_its_bounds(words, parts):
    """DP, its norm and Juilland's D lie between 0 and 1, range between 1 and the parts, for any text."""
    table = measure_dispersion(make_tokens(" ".join(words)), parts=parts, min_count=1)
    for name in ("dp", "dp_norm", "juilland_d"):
        assert table[name].between(-1e-12, 1 + 1e-12).all()
    assert (table["range"].between(1, table["parts"])).all()

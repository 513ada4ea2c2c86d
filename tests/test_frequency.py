"""Counting: every figure against one worked out by hand or by a second formula, and what is and is not counted."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import chi2_contingency

from analysis import frequency, parse_speech
from analysis.errors import OptionError, TableError
from analysis.frequency import (
    count_collocates,
    count_ngrams,
    count_terms,
    find_contexts,
    load_stop_words,
    measure_dispersion,
    select_words,
)
from analysis.segmentation import Segmenter
from analysis.tables import SPAN, build_table, columns_of

# Each character is a word: what is counted can be counted on one's fingers.
BY_CHARACTER = Segmenter(engine=list, adapt=False)
MARKS = set("，。！？；：、“”")


def make_tokens(*sentences, doc_id="甲"):
    """Tokens of a document from sentences whose words are set apart by blanks, which are no part of the text."""
    words = [word for sentence in sentences for word in sentence.split()]
    ends = np.cumsum([len(word) for word in words]).tolist()
    tags = ["w" if word in MARKS else "n" for word in words]
    columns = {"doc_id": [doc_id] * len(words), "start": [0, *ends][: len(words)], "end": ends, "text": words, "term": words, "tag": tags}
    types = SPAN | {"term": "str", "tag": "str"}
    return pd.DataFrame({name: pd.Series(columns[name], dtype=dtype) for name, dtype in types.items()}).assign(zone="body")


def as_dict(table, column):
    """Term → value of a column."""
    return dict(zip(table["term"], table[column], strict=True))


def g2_by_hand(table):
    """The log-likelihood ratio of a 2 × 2 table, cell by cell: 2 Σ O ln(O / E)."""
    total = sum(map(sum, table))
    observed = [(table[i][j], sum(table[i]) * (table[0][j] + table[1][j]) / total) for i in (0, 1) for j in (0, 1)]
    return 2 * sum(o * math.log(o / e) for o, e in observed if o)


words_strategy = st.lists(st.sampled_from(["疫情", "防控", "要", "工作", "。", "，"]), max_size=60)


# What counts as a word


def test_punctuation_is_no_word():
    """Rows that are punctuation are left out, with and without the column `tag`."""
    tokens = make_tokens("防控 ， 工作 。")
    assert select_words(tokens)["term"].tolist() == ["防控", "工作"]
    assert select_words(tokens.drop(columns="tag"))["term"].tolist() == ["防控", "工作"]


def test_furniture_is_left_out_unless_asked_for():
    """The page around the speech is not counted by default, is counted with zones=None, and alone with zones=["furniture"]."""
    speech = parse_speech("我们要防控疫情。\n\n责任编辑：王某\n", segmenter=BY_CHARACTER)
    assert "编" not in set(count_terms(speech.tokens)["term"])
    assert as_dict(count_terms(speech.tokens, zones=None), "n")["编"] == 1
    assert set(count_terms(speech.tokens, zones=["furniture"])["term"]) == set("责任编辑王某")


@pytest.mark.parametrize("zones", [["正文"], ["body", "foot"], "body"])
def test_an_unknown_zone_is_refused(zones):
    """A zone that does not exist is an OptionError and not an empty table."""
    with pytest.raises(OptionError, match="zones="):
        count_terms(make_tokens("防控 工作 。"), zones=zones)


def test_stop_words_are_a_table_that_can_be_filtered():
    """The shipped stop words have the columns term and kind and no term twice."""
    table = load_stop_words()
    assert list(table.columns) == ["term", "kind"]
    assert not table["term"].duplicated().any()
    assert {"的", "和"} <= set(table["term"])
    table.loc[:, "kind"] = "?"
    assert "?" not in set(load_stop_words()["kind"])


# Terms


def test_counts_rates_and_order_by_hand():
    """防控 3 and 疫情 2 of 6 words and 11 characters; equal counts stand in order of first appearance."""
    tokens = make_tokens("疫情 防控 ， 防控 要 。", "疫情 防控 。")
    table = count_terms(tokens)
    assert table["term"].tolist() == ["防控", "疫情", "要"]
    assert table["n"].tolist() == [3, 2, 1]
    assert table["rate"].tolist() == pytest.approx([3 / 11 * 10_000, 2 / 11 * 10_000, 1 / 11 * 10_000])
    assert count_terms(tokens, per="tokens")["rate"].tolist() == pytest.approx([500, 1000 / 3, 1000 / 6])
    assert_frame_equal(count_terms(tokens, per="characters"), table)


def test_ties_stand_in_order_of_appearance():
    """Words of one count keep the order in which the text brings them."""
    assert count_terms(make_tokens("丙 乙 甲 丁 。"))["term"].tolist() == ["丙", "乙", "甲", "丁"]


def test_the_witness_is_the_first_occurrence_as_written():
    """A count points to the first place of its word and shows what is written there, not the folded form."""
    speech = parse_speech("抓緊疫情防控。疫情防控要落實。", segmenter=BY_CHARACTER)
    row = count_terms(speech.tokens).set_index("term").loc["紧"]
    assert (row["start"], row["end"], row["text"], row["n"]) == (1, 2, "緊", 1)
    assert count_terms(speech.tokens).set_index("term").loc["疫", "start"] == speech.text.index("疫")


def test_stop_words_leave_the_rates_of_others_alone():
    """Taking stop words away, as a table, a list or a set, drops their rows and changes no other row."""
    tokens = make_tokens("我们 的 防控 的 工作 。")
    whole = count_terms(tokens)
    for stop_words in (pd.DataFrame({"term": ["的"]}), ["的"], {"的"}, iter(["的"])):
        assert_frame_equal(count_terms(tokens, stop_words=stop_words), whole[whole["term"] != "的"].reset_index(drop=True), check_index_type=False)


def test_stop_words_match_traditional_and_full_width_writing():
    """Stop words are folded as terms are."""
    speech = parse_speech("我們的ＡＢ。", segmenter=BY_CHARACTER)
    assert count_terms(speech.tokens, stop_words=["們", "Ａ"])["term"].tolist() == ["我", "的", "b"]


def test_one_string_is_no_list_of_stop_words():
    """A string would be taken for its characters, so it is refused with the remedy."""
    with pytest.raises(OptionError, match=re.escape("Pass ['我们']")):
        count_terms(make_tokens("我们 防控 。"), stop_words="我们")


def test_groups_have_their_own_rates_and_order():
    """With `by`, counts and rates are within each group, and groups are sorted."""
    tokens = pd.concat([make_tokens("防控 要 防控 。", doc_id="乙"), make_tokens("要 疫情 。", doc_id="丙")], ignore_index=True)
    table = count_terms(tokens, by="doc_id", per="tokens")
    assert table[["doc_id", "term", "n"]].values.tolist() == [["丙", "要", 1], ["丙", "疫情", 1], ["乙", "防控", 2], ["乙", "要", 1]]
    assert table["rate"].tolist() == pytest.approx([500, 500, 2000 / 3, 1000 / 3])
    assert list(table.columns) == list(columns_of("terms"))


def test_a_column_of_ones_own_can_group():
    """`by` may be any column; it stands after the span columns and keeps its type."""
    tokens = make_tokens("防控 要 防控 。").assign(speaker=["丁某", "丁某", "张某", "张某"])
    table = count_terms(tokens, by="speaker")
    assert list(table.columns) == ["doc_id", "start", "end", "text", "speaker", "term", "n", "rate"]
    assert as_dict(table[table["speaker"] == "张某"], "n") == {"防控": 1}
    category = count_terms(tokens.assign(speaker=tokens["speaker"].astype("category")), by="speaker")
    assert category["n"].tolist() == table["n"].tolist()


def test_words_of_no_group_have_a_rate_too():
    """Where the group is missing, as `label_within` leaves it, the rate is still a number."""
    tokens = make_tokens("防控 要 防控 。")
    table = count_terms(tokens.assign(speaker=["丁某", None, None, None]), by="speaker")
    assert table["n"].sum() == 3
    assert table["rate"].notna().all()


@pytest.mark.parametrize(("options", "error"), [({"per": "words"}, OptionError), ({"by": "speaker"}, TableError)])
def test_wrong_options_of_counts(options, error):
    """An unknown `per` and a missing `by` column are named in the error."""
    with pytest.raises(error, match=r"words|speaker"):
        count_terms(make_tokens("防控 。"), **options)


@given(words_strategy)
def test_counts_add_up_to_all_words(words):
    """The counts of all terms sum to the words, and their rates per 1,000 tokens to 1,000."""
    tokens = make_tokens(" ".join(words))
    table = count_terms(tokens, per="tokens")
    expected = sum(word not in MARKS for word in words)
    assert table["n"].sum() == expected
    assert table["rate"].sum() == pytest.approx(1000 if expected else 0)
    assert table["n"].is_monotonic_decreasing


# Word groups


def test_ngrams_by_hand():
    """Runs of two words, with their span, and rates against all words."""
    table = count_ngrams(make_tokens("疫情 防控 工作 ， 疫情 防控 。"), per="tokens")
    assert table[["start", "end", "text", "term", "n"]].values.tolist() == [[0, 4, "疫情防控", "疫情防控", 2], [2, 6, "防控工作", "防控工作", 1]]
    assert table["rate"].tolist() == pytest.approx([2 / 5 * 1000, 1 / 5 * 1000])


def test_ngrams_do_not_cross_anything():
    """Punctuation, a space, a line break, a paragraph and a document end a run."""
    speech = parse_speech("甲乙，丙丁 戊己\n庚辛", segmenter=BY_CHARACTER)
    assert set(count_ngrams(speech.tokens, zones=None)["term"]) == {"甲乙", "丙丁", "戊己", "庚辛"}
    other = make_tokens("丙 丁", doc_id="乙").assign(start=[2, 3], end=[3, 4])
    both = pd.concat([make_tokens("甲 乙"), other], ignore_index=True)
    assert set(count_ngrams(both)["term"]) == {"甲乙", "丙丁"}


def test_a_run_that_begins_or_ends_with_a_stop_word_is_left_out():
    """Inside a run a stop word may stand."""
    tokens = make_tokens("中国 的 防控 工作")
    assert count_ngrams(tokens, stop_words=["的"])["term"].tolist() == ["防控工作"]
    assert count_ngrams(tokens, n=3, stop_words=["的"])["term"].tolist() == ["中国的防控"]


@pytest.mark.parametrize("n", [1, 0, -3, 2.5, True, "2", None, float("nan"), float("inf")])
def test_ngrams_need_a_whole_number_from_two(n):
    """Anything else than a whole number of at least 2 is an OptionError that names it."""
    with pytest.raises(OptionError, match="n="):
        count_ngrams(make_tokens("疫情 防控 工作"), n=n)


def test_runs_longer_than_the_text_give_an_empty_table():
    """No run of five words stands in four."""
    assert_frame_equal(count_ngrams(make_tokens("我 要 防控 。"), n=5), build_table("terms", {name: [] for name in columns_of("terms")}))


@given(words_strategy, st.integers(2, 4))
def test_ngrams_add_up_to_the_runs(words, n):
    """Every run between two marks of k words has k - n + 1 runs of n."""
    runs = re.split("[，。]", "".join("词" if word not in MARKS else word for word in words))
    assert count_ngrams(make_tokens(" ".join(words)), n=n)["n"].sum() == sum(max(0, len(run) - n + 1) for run in runs)


# Contexts


def test_contexts_show_what_stands_around():
    """Left and right are what is written, up to the width, and never outside the paragraph."""
    speech = parse_speech("标题\n\n我们要抓紧疫情防控工作。大家要落实。\n\n另一段。")
    table = find_contexts(speech, "疫情", width=3)
    assert table[["left", "text", "right", "sentence"]].values.tolist() == [["要抓紧", "疫情", "防控工", 1]]
    assert table["position"].tolist() == pytest.approx([speech.text.index("疫情") / len(speech.text)])
    assert find_contexts(speech, "疫情", width=100)[["left", "right"]].values.tolist() == [["我们要抓紧", "防控工作。大家要落实。"]]


def test_contexts_of_no_width():
    """Width 0 gives empty contexts, and the match itself."""
    assert find_contexts(parse_speech("要防控。"), "防控", width=0)[["left", "text", "right"]].values.tolist() == [["", "防控", ""]]


def test_contexts_in_traditional_text_by_a_simplified_pattern():
    """A simplified pattern finds traditional writing, and the other way round, and the rows show what is written."""
    assert find_contexts(parse_speech("我們要落實後續發展。"), "后续发展")["text"].tolist() == ["後續發展"]
    assert find_contexts(parse_speech("我们要落实后续发展。"), "後續發展")["text"].tolist() == ["后续发展"]


def test_contexts_match_full_width_and_capitals():
    """ＧＤＰ, gdp and GDP are one."""
    assert find_contexts(parse_speech("ＧＤＰ增长，gdp上升。"), "GDP")["text"].tolist() == ["ＧＤＰ", "gdp"]


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\n　　"])
def test_contexts_across_a_wrapped_line(brk):
    """A string that a line break wraps inside a sentence is found, and the row's text holds the break."""
    speech = parse_speech(f"大家要重视。\n我们要毫不放松地抓紧，疫情{brk}，防控工作。")
    assert find_contexts(speech, "疫情，防控")["text"].tolist() == [f"疫情{brk}，防控"]


def test_contexts_never_cross_a_sentence():
    """What one sentence ends and the next begins is no match."""
    assert find_contexts(parse_speech("要防控。疫情来。"), "防控。疫情").empty


def test_contexts_by_regular_expression():
    """A compiled expression runs on the folded text; empty matches are no rows."""
    speech = parse_speech("要抓緊疫情，不要慌。要落實。")
    assert find_contexts(speech, re.compile("(?<!不)要."))["text"].tolist() == ["要抓", "要落"]
    assert find_contexts(speech, re.compile("紧疫"))["text"].tolist() == ["緊疫"]
    assert find_contexts(speech, re.compile("x*")).empty


def test_a_greedy_expression_stops_at_its_sentence():
    """A match lies inside one sentence, so 要.+ finds one in each and does not swallow both."""
    assert find_contexts(parse_speech("要防控。要复工。"), re.compile("要.+"))["text"].tolist() == ["要防控。", "要复工。"]


def test_special_characters_of_a_string_are_literal():
    """A string is no expression: .* means a full stop and an asterisk."""
    speech = parse_speech("增长5.4%（同比），共5x4项。")
    assert find_contexts(speech, "5.4%（")["text"].tolist() == ["5.4%（"]


def test_contexts_leave_furniture_out():
    """The page around the text is searched only where asked."""
    speech = parse_speech("我们要防控疫情。\n\n责任编辑：防控\n")
    assert len(find_contexts(speech, "防控")) == 1
    assert len(find_contexts(speech, "防控", zones=None)) == 2


@pytest.mark.parametrize("pattern", ["", "  ", None, 3, b"x"])
def test_contexts_need_a_pattern(pattern):
    """An empty pattern, or what is no string, is an OptionError."""
    with pytest.raises(OptionError, match="pattern="):
        find_contexts(parse_speech("要防控。"), pattern)


@pytest.mark.parametrize("width", [-1, 2.5, "5", None])
def test_contexts_need_a_whole_width(width):
    """A width below 0, a fraction or what is no number is an OptionError."""
    with pytest.raises(OptionError, match="width="):
        find_contexts(parse_speech("要防控。"), "防控", width=width)


@given(st.text(alphabet="要防控。，\n\r 😀緊Ａ", max_size=40), st.sampled_from(["防控", "要", "紧", "a", "，"]), st.integers(0, 5))
def test_contexts_hold_for_any_text(text, pattern, width):
    """The row's text, its contexts and its sentence are where the offsets say."""
    speech = parse_speech(text)
    sentences = speech.sentences
    for row in find_contexts(speech, pattern, width=width).itertuples():
        assert text[row.start : row.end] == row.text
        assert text[: row.start].endswith(row.left)
        assert text[row.end :].startswith(row.right)
        assert len(row.left) <= width >= len(row.right)
        assert sentences["start"][row.sentence] <= row.start < row.end <= sentences["end"][row.sentence]


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


# What holds for all

CALLS = {
    "terms": count_terms,
    "terms by": lambda tokens: count_terms(tokens, by="zone"),
    "ngrams": count_ngrams,
    "collocates": lambda tokens: count_collocates(tokens, "疫情", min_count=1),
    "dispersion": measure_dispersion,
}


@pytest.mark.parametrize("name", CALLS)
def test_tables_keep_their_types_when_empty(name):
    """No words give no rows, in the declared columns and types."""
    kind = "terms" if name in ("ngrams", "terms by") else name
    declared = columns_of(kind, {"zone": "str"} if name == "terms by" else {})
    for tokens in (parse_speech("").tokens, parse_speech("，。").tokens):
        table = CALLS[name](tokens)
        assert len(table) == 0
        assert {column: str(dtype) for column, dtype in table.dtypes.items()} == declared


def test_contexts_keep_their_types_when_empty():
    """An empty text has no contexts, in the declared columns and types."""
    table = find_contexts(parse_speech(""), "防控")
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("contexts")


@pytest.mark.parametrize("name", CALLS)
def test_the_callers_table_is_left_alone(name):
    """Counting changes neither the values nor the index of the table it is given, whatever that index is."""
    tokens = make_tokens("疫情 防控 工作 ， 疫情 防控 。", "疫情 来 。")
    tokens.index = range(100, 100 + len(tokens))
    before = tokens.copy(deep=True)
    shifted = CALLS[name](tokens)
    assert_frame_equal(tokens, before)
    assert_frame_equal(shifted, CALLS[name](tokens.reset_index(drop=True)))
    assert shifted.index.tolist() == list(range(len(shifted)))


@pytest.mark.parametrize("name", CALLS)
def test_tables_without_terms_are_refused(name):
    """A table without `term`, or no table at all, is a TableError."""
    with pytest.raises(TableError):
        CALLS[name](make_tokens("疫情 防控").drop(columns="term"))
    with pytest.raises(TableError):
        CALLS[name](["疫情", "防控"])


def test_numbers_of_numpy_are_numbers():
    """Options may come out of a table, so numpy's whole numbers are accepted."""
    tokens = make_tokens("疫情 防控 疫情 防控")
    assert_frame_equal(count_ngrams(tokens, n=np.int64(2)), count_ngrams(tokens, n=2))


def test_every_count_of_a_real_text_points_to_its_word():
    """In a whole small speech the folded text at each witness is the term."""
    speech = parse_speech("同志們：\n\n要抓緊疫情防控工作，落實各項措施。疫情防控要緊！\n", segmenter=Segmenter(adapt=False))
    for table in (count_terms(speech.tokens), count_ngrams(speech.tokens), measure_dispersion(speech.tokens, parts=2)):
        assert len(table)
        assert [speech.folded[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["term"].tolist()


def test_what_a_rate_is_per_is_declared():
    """The two units are 10,000 characters and 1,000 tokens."""
    assert frequency.PER == {"characters": 10_000, "tokens": 1_000}

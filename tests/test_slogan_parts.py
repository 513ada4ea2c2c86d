"""The steps of the slogan finder one by one: candidates, facts, features, screen, trees, choice, reasons."""

import itertools
import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis import parse_speech
from analysis.lexicon import formula_key, read_formulas
from analysis.slogans import KINDS
from analysis.slogans.candidates import LONGEST, MOST_MEMBERS, list_candidates, split_units
from analysis.slogans.facts import gather_facts, prefix
from analysis.slogans.features import GROUPS, describe_all, may_stand
from analysis.slogans.model import load_model, pick_best, prefer_long
from analysis.slogans.reasons import MOST, REASONS, explain
from analysis.slogans.screen import LINEAR, SIZES, code_columns, describe_for_screen, screen_scores

LINE = "要坚持两手抓、两手硬，增强“四个意识”。各乡镇要抓紧抓实抓细，稳就业、稳企业；不要松劲！"
TEXTS = {
    "line": LINE,
    "headline": "在青石县动员大会上的讲话\n\n" + LINE * 2,
    "one word": "抓好",
    "one long sentence": "坚持高质量发展推动青石县各项工作再上新台阶" * 20,
    "marks between": "，“、两手抓”，、“两手硬”、",
    "traditional": "要堅持兩手抓、兩手硬，增強「四個意識」。",
    "figures": "增长5.4%，达到1200万元；2031年3月3日。",
    "odd": "\x00😀要抓好\ud83d落实，，，",
}
PIECES = "要 坚持 两手抓 、 ， 。 “ ” 四个意识 的 和 稳就业 双 抓紧抓实抓细 \n 12 % 😀 ； · 等 \u3000 高质量发展 《 》".split(" ")
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=50).map("".join)


def candidates_of(text):
    """(speech, units, start, end) of all candidates."""
    speech = parse_speech(text)
    units = split_units(speech)
    i, j = list_candidates(units)
    return speech, units, units.start[i], units.end[j]


def strings_of(text):
    """The texts of all candidates."""
    speech, _, start, end = candidates_of(text)
    return {speech.text[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)}


def check_candidates(text):
    """What holds of the candidates of any text."""
    speech, units, start, end = candidates_of(text)
    assert (np.diff(units.start) > 0).all()
    assert len(units.terms) == len(units.letters) == len(units.start) == len(units.wordy) == len(units.member)
    assert units.wordy[units.first].all()
    assert units.wordy[units.last].all()
    assert (units.last >= units.first).all()
    assert (units.member[units.first] == np.arange(len(units.first))).all()
    assert len(set(zip(start.tolist(), end.tolist(), strict=True))) == len(start)
    assert ((end - start >= 2) & (end - start <= LONGEST)).all()
    tokens = speech.tokens
    assert set(start.tolist()) <= set(tokens["start"])
    assert set(end.tolist()) <= set(tokens["end"])
    sentence = np.searchsorted(speech.sentences["start"].to_numpy(), start, side="right") - 1
    assert (end <= speech.sentences["end"].to_numpy()[sentence]).all()
    return speech, units


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_candidates_stand_between_word_edges_of_one_sentence(text):
    """Each once, of 2 to 60 characters, from a word's start to a word's end; every member opens and closes with a word."""
    check_candidates(text)


@example("、".join(["抓好"] * 40))
@example("“" * 40)
@given(ANY_TEXT)
def test_candidates_of_any_text_keep_to_words_and_sentences(text):
    """The same for words and marks in any order."""
    check_candidates(text)


def test_all_word_sequences_inside_a_member_are_candidates():
    """Inside one clause nothing is left out, so that no rule of thumb hides a slogan."""
    text = "各乡镇要坚持以人民为中心"
    speech = parse_speech(text)
    edges = list(itertools.combinations(range(len(speech.tokens)), 2))
    starts, ends = speech.tokens["start"].to_list(), speech.tokens["end"].to_list()
    longer = {text[starts[a] : ends[b]] for a, b in edges} | {term for term in speech.tokens["term"] if len(term) >= 2}
    assert strings_of(text) == longer


def test_a_run_of_members_is_a_candidate_with_and_without_its_introduction():
    """The run from its first member to its last, opened at the member's start or at the verb's object, and each part of it."""
    strings = strings_of("各单位要坚持稳就业、稳企业、稳预期，统筹安排。")
    assert {"稳就业、稳企业、稳预期", "稳就业、稳企业", "稳企业、稳预期", "坚持稳就业、稳企业、稳预期"} <= strings


@pytest.mark.parametrize(
    ("text", "slogan"),
    [
        ("要坚决抓好外防输入、内防扩散两大环节。", "外防输入、内防扩散"),
        ("积极投身于资源节约型、环境友好型社会建设。", "资源节约型、环境友好型"),
        ("我们是负责任、敢担当的队伍。", "负责任、敢担当"),
        ("增强创业带动就业、技能促进就业效应。", "创业带动就业、技能促进就业"),
    ],
)
def test_balanced_members_are_a_candidate_where_words_stand_on_both_sides(text, slogan):
    """What is read of the last member is compared with what is read of the first, not with the whole clause that holds it."""
    assert slogan in strings_of(text)


def test_quoted_members_can_make_one_run():
    """The marks between two quoted members do not part them, and the outer ones stay outside."""
    assert "看齐”“对标" in strings_of("开展“看齐”“对标”活动。")


def test_what_may_stand_holds_no_half_pair_of_quotation_marks():
    """The marks inside pair off, alone or with one directly beside the stretch, which then goes with it."""
    text = "推动“公转水”“公转铁”，实现运输方式转变，打造“一村一品”示范镇。"
    speech = parse_speech(text)
    units = split_units(speech)
    i, j = list_candidates(units)
    standing = may_stand(gather_facts(speech, units, load_model()["context"]), i, j)
    assert standing.any()
    for a, b in zip(units.start[i[standing]].tolist(), units.end[j[standing]].tolist(), strict=True):
        around = text[a - 1 : b + 1] if a and text[a - 1] == "“" and text[b] == "”" else text[a:b]
        around += "”" * (around.count("“") > around.count("”") and text[b] == "”")
        around = "“" * (around.count("”") > around.count("“") and text[a - 1] == "“") + around
        depth = list(itertools.accumulate((mark == "“") - (mark == "”") for mark in around))
        assert min(depth) >= 0, text[a:b]
        assert depth[-1] == 0, text[a:b]


def test_full_stops_end_a_run():
    """Nothing reaches from one sentence, or one paragraph, into the next."""
    for mark in "。！？\n":
        assert not any("抓" in string and "硬" in string for string in strings_of(f"两手抓{mark}两手硬"))


def test_a_run_has_at_most_seven_members():
    """Longer enumerations give candidates of up to seven members."""
    counts = {string.count("、") + 1 for string in strings_of("抓学习、抓生产、抓安全、抓作风、抓环保、抓教育、抓卫生、抓治安、抓服务。")}
    assert max(counts) == MOST_MEMBERS


def test_page_furniture_gives_no_candidates():
    """The page around the text takes no part."""
    assert not any("编辑" in string for string in strings_of("青石县召开大会\n要抓好落实，务求实效。\n责任编辑：王小明\n"))


def features_of(text):
    """(facts, i, j, columns) of all candidates."""
    speech = parse_speech(text)
    units = split_units(speech)
    i, j = list_candidates(units)
    facts = gather_facts(speech, units, load_model()["context"])
    return facts, i, j, describe_all(facts, i, j)


def check_features(text):
    """One finite number for each candidate and feature."""
    if not len(list_candidates(split_units(parse_speech(text)))[0]):
        return
    _, i, _, columns = features_of(text)
    for name, values in columns.items():
        assert np.asarray(values).shape == (len(i),), name
        assert np.isfinite(np.asarray(values, dtype=float)).all(), name


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_features_are_finite_numbers(text):
    """One number for each candidate in every feature, with neither gaps nor infinities."""
    check_features(text)


@given(ANY_TEXT)
def test_features_of_any_text_are_finite_numbers(text):
    """The same for words and marks in any order."""
    check_features(text)


def test_each_feature_stands_in_one_group():
    """Groups share no feature, so that leaving one out leaves exactly its features out; the model reads known ones only."""
    facts, i, j, columns = features_of(LINE)
    names = [name for describe in GROUPS.values() for name in describe(facts, i, j)]
    assert len(names) == len(set(names))
    assert set(names) == set(columns)
    assert set(load_model()["features"]) <= set(names)


def feature(text, stretch, *names):
    """The values of features for one stretch of a text."""
    facts, i, j, columns = features_of(text)
    strings = [facts.text[a:b] for a, b in zip(facts.units.start[i].tolist(), facts.units.end[j].tolist(), strict=True)]
    k = strings.index(stretch)
    return tuple(float(columns[name][k]) for name in names)


def test_features_say_what_their_names_say():
    """Members, likeness, lengths, marks and numerals of stretches that can be counted by hand."""
    text = "要坚持稳就业、稳企业、稳预期，增强“四个意识”。"
    names = ("members", "length", "member_length", "heads_alike", "by_enumeration_mark", "gap_inside", "edge_gap", "quoted")
    run = "稳就业、稳企业、稳预期"
    assert feature(text, run, *names) == (3, 11, pytest.approx(11 / 3), 1, 1, 0, 0, 0)
    assert feature(text, "四个意识", "members", "length", "quoted", "numerals", "opens_with_numeral", "known") == (1, 4, 1, 1, 1, 1)
    assert feature(text, "坚持", "words_before_in_member", "opens_member", "from_sentence_start") == (1, 0, 1)


def test_echoes_are_counted_at_their_period():
    """抓紧抓实抓细 repeats every second character, 共商共建共享 too, and a plain phrase does not."""
    assert feature("要抓紧抓实抓细各项工作。", "抓紧抓实抓细", "echo_2")[0] > 0.4
    assert feature("要认真填写报表。", "认真填写报表", "echo_2")[0] == 0


def test_a_known_formula_is_known_whatever_marks_part_its_members():
    """、 and ， are two writings of one formula, as in the rest of the package."""
    formula = next(f for f in sorted(formula_key(f) for f in read_formulas()["formula"]) if f.count("、") == 1 and len(f) == 9 and "，" not in f)
    for mark in "、，":
        text = f"要坚持{formula.replace('、', mark)}。"
        assert feature(text, formula.replace("、", mark), "known") == (1,), mark


def test_prefix_sums_give_sums_of_stretches():
    """The sum of values a to b is one subtraction."""
    sums = prefix(np.array([1, 0, 2, 5]))
    assert sums.tolist() == [0, 1, 1, 3, 8]
    assert sums[3] - sums[1] == 2


@given(ANY_TEXT)
@example(LINE)
def test_screen_codes_stay_inside_their_tables(text):
    """Every code is an entry of its table, and every candidate gets a finite score."""
    speech = parse_speech(text)
    units = split_units(speech)
    i, j = list_candidates(units)
    if not len(i):
        return
    model = load_model()
    columns = describe_for_screen(gather_facts(speech, units, model["context"]), i, j)
    codes = code_columns(columns)
    assert set(codes) == set(SIZES)
    for name, values in codes.items():
        assert np.issubdtype(np.asarray(values).dtype, np.integer), name
        assert ((values >= 0) & (values < SIZES[name])).all(), name
    assert np.isfinite(screen_scores(columns, model["screen"])).all()


def test_the_screen_adds_tables_and_weights():
    """The score is the intercept, one entry of each table and the weighted features."""
    facts, i, j, _ = features_of("要坚持两手抓、两手硬。")
    columns = describe_for_screen(facts, i, j)
    weights = {"intercept": -1.0, "tables": {name: np.zeros(size) for name, size in SIZES.items()}, "linear": dict.fromkeys(LINEAR, 0.0)}
    assert (screen_scores(columns, weights) == -1.0).all()
    weights["tables"]["length"][4] = 2.5
    weights["linear"]["numerals"] = 0.5
    expected = -1.0 + 2.5 * (np.asarray(columns["length"]) == 4) + 0.5 * np.asarray(columns["numerals"])
    assert screen_scores(columns, weights) == pytest.approx(expected)


def test_the_shipped_model_is_whole():
    """Tables have their sizes, each ensemble its base, trees point to their own nodes and columns; no number is missing."""
    model = load_model()
    assert sorted(model["kinds"]) == sorted(KINDS)
    assert {name: len(table) for name, table in model["screen"]["tables"].items()} == SIZES
    assert set(model["screen"]["linear"]) == set(LINEAR)
    assert len(model["quality"]) == len(model["quality_base"]) > 0
    assert len(model["kind"]) == len(model["kind_base"]) == len(model["kinds"])
    for trees in (*model["quality"], *model["kind"]):
        size = len(trees.feature)
        assert len(trees.root) > 0
        assert all(len(values) == size for values in (trees.threshold, trees.left, trees.right, trees.value))
        assert trees.feature.max() < len(model["features"])
        assert max(trees.left.max(), trees.right.max()) < size
        assert np.isfinite(trees.value).all()


def test_the_shipped_model_holds_no_passages():
    """Text of the annotated documents does not travel in the model: its words are words, its strings short."""

    def strings(value):
        if isinstance(value, dict):
            return [*value, *itertools.chain(*map(strings, value.values()))]
        if isinstance(value, list):
            return [*itertools.chain(*map(strings, value))]
        return [value] if isinstance(value, str) else []

    model = json.loads(files("analysis.data").joinpath("slogan_model.json").read_text(encoding="utf-8"))
    assert max(len(string) for string in strings({key: value for key, value in model.items() if key != "source"})) <= 24


def by_definition(spans, quality, least):
    """Take the best that is allowed until none is left."""
    kept, free = [], [k for k in range(len(spans)) if quality[k] >= least]
    while free:
        best = max(free, key=lambda k: (quality[k], -k))
        kept.append(best)
        free = [k for k in free if spans[k][1] <= spans[best][0] or spans[k][0] >= spans[best][1]]
    return sorted(kept, key=lambda k: spans[k][0])


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=12)


@given(spans=SPANS, data=st.data(), least=st.sampled_from([-np.inf, 0.0, 0.3, np.inf]))
def test_the_best_that_do_not_overlap_are_kept(spans, data, least):
    """The same as taking the best again and again; ties go to the first; neighbours that touch may both stay."""
    quality = np.array(data.draw(st.lists(st.sampled_from([-0.2, 0.1, 0.3, 0.5, 0.9]), min_size=len(spans), max_size=len(spans))))
    start, end = np.array([a for a, _ in spans], dtype=np.int64), np.array([b for _, b in spans], dtype=np.int64)
    assert pick_best(start, end, quality, least) == by_definition(spans, quality, least)


def test_the_longer_of_two_equal_stretches_is_preferred():
    """Length raises a positive quality and never turns a bad stretch into a good one."""
    quality = prefer_long(np.array([0.5, 0.5, 0.5, 0.0, -0.3]), np.array([4, 9, 30, 30, 30]))
    assert quality[0] < quality[1] < quality[2]
    assert quality[3] <= 0
    assert quality[4] == pytest.approx(-0.3)


def values_of(**given_values):
    """Feature values of a stretch about which nothing special can be said."""
    *_, columns = features_of("县统计局要填写报表并报送上级")
    plain = dict.fromkeys(columns, 0.0) | {"members": 1.0, "member_length": 7.0, "length": 7.0, "repeated": 1.0, "balance_at_and": -1.0}
    return plain | {"to_sentence_end": 9.0} | {name: float(value) for name, value in given_values.items()}


@pytest.mark.parametrize(
    ("values", "before", "chinese", "english"),
    [
        ({}, "", "用词近于提法", "wording like that of formulas"),
        ({"known": 1, "known_documents": np.log1p(12)}, "", "提法库收录，见于12篇", "in the lexicon of formulas, seen in 12 texts"),
        ({"quoted": 1}, "", "引号标出的提法", "set off by quotation marks"),
        ({"numerals": 2}, "", "含数词的缩略", "packed with a numeral"),
        ({"numerals": 1}, "", "用词近于提法", "wording like that of formulas"),
        ({"members": 3, "edge_gap": 2}, "", "3项并列", "3 members in a row"),
        (
            {"members": 2, "heads_alike": 1, "gap_inside": 0, "edge_gap": 0},
            "",
            "2项并列；各项首字相同；各项字数相同",
            "2 members in a row; members begin alike; members of one length",
        ),
        ({}, "坚持", "前有“坚持”", "after 坚持"),
        ({}, "茶叶", "用词近于提法", "wording like that of formulas"),
        ({"headline": 1, "heading": 1}, "", "用作标题", "in a headline"),
        ({"repeated": 3}, "", "文中出现3次", "3 times in this text"),
        ({"exclaims": 1, "to_sentence_end": 1}, "", "感叹收尾", "in an exclamation"),
        ({"exclaims": 1, "to_sentence_end": 20}, "", "用词近于提法", "wording like that of formulas"),
        ({"opens_member": 1, "closes_member": 1}, "", "独立成句", "a clause by itself"),
    ],
)
def test_reasons_name_the_features_that_hold(values, before, chinese, english):
    """Each reason is given for what holds and for nothing else, in both languages."""
    assert explain(values_of(**values), before, "zh") == chinese
    assert explain(values_of(**values), before, "en") == english


def test_a_formula_that_no_counted_text_holds_has_no_count():
    """A formula known by reading only is in the lexicon; nothing is said of 0 texts."""
    reasons = explain(values_of(known=1, known_documents=0), "", "zh")
    assert reasons.startswith("提法库收录")
    assert "0篇" not in reasons


def test_the_weightiest_four_reasons_are_given():
    """Of many reasons the first four of the list stay, in its order."""
    values = values_of(known=1, known_documents=np.log1p(2), quoted=1, numerals=1, members=2, heads_alike=1, tails_alike=1, headline=1)
    reasons = explain(values, "坚持", "en").split("; ")
    assert len(reasons) == MOST
    assert reasons == ["in the lexicon of formulas, seen in 2 texts", "set off by quotation marks", "packed with a numeral", "2 members in a row"]


def test_every_reason_has_both_languages():
    """Chinese without Latin letters, English without Chinese ones, the same blanks."""
    for chinese, english in REASONS.values():
        assert not any(character.isascii() and character.isalpha() for character in chinese)
        assert english.isascii()
        assert chinese.count("{}") == english.count("{}")

"""Parallel runs: which are found, how they are described, and what odd texts give."""

import numpy as np
import pytest

from analysis import find_parallels, parse_speech
from analysis.errors import OptionError
from analysis.parallelism.candidates import join_pairs, list_pairs
from analysis.parallelism.chains import choose_chains
from analysis.parallelism.features import GROUPS, describe_pairs, gather_facts
from analysis.parallelism.model import WEIGHTS, load_model
from analysis.parallelism.sentences import list_sentence_runs
from analysis.parallelism.units import split_units


def runs(text, **options):
    """(kind, members) of each run."""
    table = find_parallels(parse_speech(text), **options)
    return [(group["kind"].iloc[0], group["text"].to_list()) for _, group in table.groupby("group")]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("要把各项工作抓紧抓实抓细，确保秋粮入库。", ["抓紧", "抓实", "抓细"]),
        ("各地要高度重视、高度警惕、高度负责。", ["高度重视", "高度警惕", "高度负责"]),
        ("我们要稳就业、稳企业、稳预期，守住底线。", ["稳就业", "稳企业", "稳预期"]),
        ("坚持绿色发展，坚持开放发展，坚持共享发展，群众的日子一年比一年好。", ["坚持绿色发展", "坚持开放发展", "坚持共享发展"]),
        ("山更青，水更绿，天更蓝。", ["山更青", "水更绿", "天更蓝"]),
        ("省長指出，要高度重視、高度警惕、高度負責。", ["高度重視", "高度警惕", "高度負責"]),
    ],
)
def test_three_members_or_more_are_paibi(text, members):
    """Members from two characters to clauses, in simplified and traditional characters, without the words that introduce them."""
    assert ("paibi", members) in runs(text)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("既要金山银山，也要绿水青山。", ["既要金山银山", "也要绿水青山"]),
        ("思想上高度统一，行动上步调一致。", ["思想上高度统一", "行动上步调一致"]),
        ("全县上下全面依法治县，全面从严治党。", ["全面依法治县", "全面从严治党"]),
    ],
)
def test_two_members_are_duiou(text, members):
    """A pair of equal length and pattern is duiou."""
    assert ("duiou", members) in runs(text)


def test_sentences_that_open_alike_are_one_run():
    """Three sentences that open with 要 are one run with their full stops; the first opens after who says it."""
    text = "丁小菲指出，要抓好春耕，备足种子、化肥、农药，把技术送到田头。要修好水渠。要办好乡村学校，让孩子就近上学。"
    members = ["要抓好春耕，备足种子、化肥、农药，把技术送到田头。", "要修好水渠。", "要办好乡村学校，让孩子就近上学。"]
    assert ("paibi", members) in runs(text)


def test_two_sentences_or_other_openings_are_no_sentence_run():
    """Two sentences are too few, and three that begin with 我们 are plain prose."""
    assert list_sentence_runs(split_units(parse_speech("要抓好春耕。要修好水渠。学校明天开学。"))) == []
    assert list_sentence_runs(split_units(parse_speech("我们到了村里。我们先去看水渠。我们晚上才回来。"))) == []


def test_a_sentence_run_ends_with_its_paragraph():
    """Sentences of another paragraph are not taken along."""
    units = split_units(parse_speech("要抓好春耕。要修好水渠。要办好学校。\n要看好山林。"))
    assert [[units.terms[first] for first, _ in run] for run in list_sentence_runs(units)] == [["要", "要", "要"]]


@pytest.mark.parametrize("text", ["农民种了小麦、玉米、大豆和花生。", "县里昨天召开了会议。", "王明和李红去了县城。", "他今年三十岁。"])
def test_lists_and_plain_sentences_are_no_runs(text):
    """A list of things is not parallel, and neither is plain narration."""
    assert runs(text) == []


def test_a_run_may_lie_in_a_member_of_another():
    """A pair inside one member is found beside the longer run; runs do not cross."""
    text = "要统一思想、统一步调，把工作抓紧抓实抓细。要修好水渠，种好庄稼。要办好学校，让孩子就近上学。"
    found = runs(text)
    assert ("duiou", ["统一思想", "统一步调"]) in found
    assert ("paibi", ["抓紧", "抓实", "抓细"]) in found
    assert ("paibi", [sentence + "。" for sentence in text.split("。")[:-1]]) in found


def test_rows_of_a_run_share_group_score_and_reasons():
    """Groups are numbered from 1; members share kind, score and reasons; the score is a probability."""
    table = find_parallels(parse_speech("各地要高度重视、高度警惕、高度负责。要稳就业、稳企业、稳预期。"))
    assert sorted(set(table["group"])) == [1, 2]
    assert table.groupby("group")[["kind", "score", "reasons"]].nunique().to_numpy().tolist() == [[1, 1, 1]] * 2
    assert table["score"].between(0, 1).all()


def test_reasons_name_what_all_members_share():
    """Number, shared beginning and end, length and pattern, in the language asked for."""
    text = "坚持绿色发展，坚持开放发展，坚持共享发展。"
    assert find_parallels(parse_speech(text))["reasons"].iloc[0] == "3项；同以“坚持”开头；同以“发展”结尾；各6字"
    assert find_parallels(parse_speech(text), lang="en")["reasons"].iloc[0] == "3 members; all open with 坚持; all end in 发展; 6 characters each"


def test_reasons_leave_marks_out():
    """A shared quotation mark is no shared word and counts in no length."""
    assert find_parallels(parse_speech("“早”字当头，“严”字托底，“准”字发力。"))["reasons"].iloc[0].startswith("3项；各4字")


def test_essays_have_weights_of_their_own():
    """In essays whole clauses with a shared frame are members, and compounds are none."""
    text = "如果没有春雨的滋润，麦苗怎能茁壮成长；如果没有阳光的照耀，花朵怎能竞相开放；如果没有老师的教导，我们怎能学会做人。"
    members = text.rstrip("。").split("；")
    assert runs(text, weights="essays") == [("paibi", members)]
    assert runs("要把各项工作抓紧抓实抓细。", weights="essays") == []


def test_weights_carry_their_source_and_licence():
    """The weights for essays name the data and CC BY-SA 4.0, both know their features."""
    import json
    from importlib.resources import files

    sources = {name: json.loads(files("analysis.data").joinpath(f"parallel_{name}.json").read_text(encoding="utf-8"))["source"] for name in WEIGHTS}
    assert "CC BY-SA 4.0" in sources["essays"]
    assert "PSE" in sources["essays"]
    speech = parse_speech("稳就业、稳企业。")
    facts = gather_facts(speech, split_units(speech))
    pairs = join_pairs(list(list_pairs(facts.units, inside=True)))
    assert all(load_model(name).features == list(describe_pairs(facts, pairs, inside=load_model(name).inside)) for name in WEIGHTS)


def test_every_group_of_features_describes_every_pair():
    """Each feature has one finite value a pair, and no feature is in two groups."""
    speech = parse_speech("要抓紧抓实、抓细抓好“米袋子”和“菜篮子”，稳就业；稳企业。要修路！")
    facts = gather_facts(speech, split_units(speech))
    pairs = join_pairs(list(list_pairs(facts.units, inside=True)))
    names = []
    for describe in GROUPS.values():
        for name, values in describe(facts, pairs).items():
            names.append(name)
            assert values.shape == (len(pairs),)
            assert np.isfinite(values.astype(float)).all()
    assert len(pairs) > 0
    assert len(names) == len(set(names))


def test_pairs_stand_side_by_side():
    """Between the members of a pair there is nothing but a mark or a joining word."""
    speech = parse_speech("要抓紧抓实抓细，统筹水路和陆路，做到“早发现”“早报告”；修桥、铺路。")
    units = split_units(speech)
    for inside in (True, False):
        pairs = join_pairs(list(list_pairs(units, inside=inside)))
        assert len(pairs) >= 4
        between = {speech.text[units.end[j1 - 1] : units.start[i2]] for j1, i2 in zip(pairs.j1, pairs.i2, strict=True)}
        assert between <= {"", "，", "；", "”；", "、", "和", "”“"}
        assert (pairs.i1 < pairs.j1).all()
        assert (pairs.i2 < pairs.j2).all()


def test_chosen_chains_are_apart_or_nested():
    """The better of two that cross is kept; one inside a member of another stays beside it; weak ones go."""
    members = [[(0, 4), (5, 9)], [(5, 9), (10, 14)], [(5, 6), (7, 8)], [(20, 22), (22, 24)]]
    assert choose_chains(members, np.array([0.9, 0.8, 0.7, 0.2]), 0.3) == [0, 2]
    assert choose_chains(members, np.array([0.8, 0.9, 0.7, 0.3]), 0.3) == [1, 2, 3]


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("text", ["", "。。。", "要", "Hello, world; hello, moon.", "12、34、56", "“" * 50, "，" * 50, "要\x00抓。"])
def test_odd_texts_give_a_table(text, weights):
    """Nothing to compare, nothing found."""
    assert find_parallels(parse_speech(text), weights=weights)["group"].to_list() == []


@pytest.mark.parametrize("mark", ["，", "、", "；", "。"])
def test_five_hundred_equal_clauses_are_one_run(mark):
    """An endless even run is one group and not hundreds of its parts."""
    table = find_parallels(parse_speech(f"要抓好落实{mark}" * 500))
    sizes = table.groupby("group").size()
    assert sizes.max() >= 400
    assert len(sizes) <= 20


def test_long_texts_lose_no_pair_where_blocks_meet():
    """Sentences that open alike are paired all through a text of more segments than one block."""
    units = split_units(parse_speech("要抓好落实。" * 1002))
    pairs = join_pairs(list(list_pairs(units, inside=True)))
    assert set(units.first[1:].tolist()) <= set(pairs.i2.tolist())


def test_one_endless_clause_is_no_member():
    """A clause longer than any member has no pairs, so that it costs no time."""
    for inside in (True, False):
        units = split_units(parse_speech("发展" * 2000 + "，" + "发展" * 2000))
        pairs = join_pairs(list(list_pairs(units, inside=inside)))
        assert (units.end[pairs.j1 - 1] - units.start[pairs.i1] <= 500).all()


def test_a_joining_word_at_the_end_joins_nothing():
    """A text may break off after 和 or begin with it: there is only one member."""
    for text in ("修好水渠和", "和修好水渠", "和"):
        units = split_units(parse_speech(text))
        assert len(join_pairs(list(list_pairs(units, inside=True)))) == 0


def test_unknown_options_are_refused():
    """Unknown weights and languages are named with what is allowed."""
    with pytest.raises(OptionError, match="weights='novels'"):
        find_parallels(parse_speech("要抓。"), weights="novels")
    with pytest.raises(OptionError, match="lang='fr'"):
        find_parallels(parse_speech("要抓。"), lang="fr")

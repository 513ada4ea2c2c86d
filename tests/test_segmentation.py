"""Segmenter: a specification with equality, private engines, words that are never cut."""

import pickle
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import OptionError, Segmenter, parse_speech
from analysis.segmentation import cut_words, find_words, index_words, is_word, tag_word, word_frequency

SENTENCES = (
    "要坚持稳中求进工作总基调，推动高质量发展取得新成效。",
    "全年实现地区生产总值5696亿元，增长5.3%，超过全国平均水平。",
    "他在会上强调，要把粮食安全牢牢抓在手上。",
    "加快建设现代化产业体系，培育壮大新质生产力。",
    "老张昨天下午三点半坐G1024次列车去了南京市长江大桥。",
    "这事儿要紧不要紧？要紧跟形势，也要紧盯目标。",
    "开展“一对一”帮扶，落实1月29日重申的通告。",
    "COVID-19疫情期间，App下载量增长了3.5倍。",
    "結婚的和尚未結婚的都來了。",
    "天地玄黄，宇宙洪荒。",
    "  两个空格  ",
    "😀好",
    "地名𠀀.和𠀀_村",
)


def words(text, **options):
    """The words of `text` under a specification."""
    return [text[a:b] for a, b in cut_words(text, Segmenter(**options))]


def test_equal_specifications_are_equal_and_hash_alike():
    """A Segmenter is a value: a list of words is the same as a tuple, and any difference makes another one."""
    assert Segmenter(words=["稳增长"]) == Segmenter(words=("稳增长",))
    assert len({Segmenter(), Segmenter(engine="jieba"), Segmenter(words=[])}) == 1
    assert len({Segmenter(), Segmenter(hmm=True), Segmenter(engine="rjieba"), Segmenter(words=("稳增长",)), Segmenter(adapt=False)}) == 5


def test_a_specification_cannot_be_changed():
    """Assigning to a field fails; with_words returns another specification and keeps the order, each word once."""
    spec = Segmenter(words=("稳增长",))
    with pytest.raises(AttributeError):
        spec.engine = "rjieba"
    assert spec.with_words(["促改革", "稳增长"]).words == ("稳增长", "促改革")
    assert spec.words == ("稳增长",)


def my_cutter(text):
    """An engine that cuts every two characters."""
    return [text[i : i + 2] for i in range(0, len(text), 2)]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({}, "jieba"),
        ({"hmm": True}, "jieba+hmm"),
        ({"engine": "rjieba", "words": ("甲乙", "丙丁")}, "rjieba+2 words"),
        ({"engine": my_cutter, "adapt": False}, "my_cutter, as is"),
    ],
)
def test_a_specification_has_a_short_name(options, name):
    """The name says the engine and every option that is not the default."""
    assert Segmenter(**options).name == name


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "pkuseg"}, "engine='pkuseg' is not known; allowed: 'jieba', 'rjieba'. Choose one of them."),
        ({"engine": 3}, "engine=3 is not known; allowed: 'jieba', 'rjieba'. Choose one of them."),
        ({"words": "稳增长"}, "words='稳增长' is one string; allowed: a sequence of words. Pass ('稳增长',)."),
        ({"words": ("",)}, "words holds ''; allowed: strings without white space. Remove or split it."),
        ({"words": ("稳 增长",)}, "words holds '稳 增长'; allowed: strings without white space. Remove or split it."),
        ({"words": (7,)}, "words holds 7; allowed: strings without white space. Remove or split it."),
    ],
)
def test_a_bad_specification_is_refused(options, message):
    """The error says what was wrong, the value, what is allowed and what to do."""
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        Segmenter(**options)


def test_words_of_other_code_do_not_leak_in_nor_ours_out():
    """add_word on jieba's global tokenizer changes nothing here, and ours changes nothing there."""
    text = "要抓好田间地头秋收攻坚"
    before = words(text)
    # Only after our own import of it, which keeps its warnings away.
    import jieba

    glob = list(jieba.dt.cut(text, HMM=False))
    jieba.dt.add_word("田间地头秋收", 10**9)
    try:
        assert words(text) == before
        parse_speech(text, segmenter=Segmenter(words=("秋收攻坚",))).tokens  # noqa: B018
    finally:
        jieba.dt.del_word("田间地头秋收")
    assert list(jieba.dt.cut(text, HMM=False)) == glob
    assert "秋收攻坚" not in jieba.dt.FREQ
    assert list(jieba.dt.cut("要紧跟大家", HMM=False)) != words("要紧跟大家") == ["要", "紧跟", "大家"]


@pytest.mark.parametrize("hmm", [False, True])
@pytest.mark.parametrize("text", SENTENCES)
def test_both_engines_give_the_same_words(text, hmm):
    """jieba and rjieba agree word for word, with and without the hidden Markov model."""
    assert words(text, engine="rjieba", hmm=hmm) == words(text, hmm=hmm)


@given(st.text(alphabet="要抓落实中国共产党人民群众在南方来返的一二三19-6.aA%+，。！“” \n國😀", max_size=40), st.booleans())
def test_both_engines_agree_on_any_text(text, hmm):
    """However characters are mixed, the engines agree and their words tile the text."""
    # 好好|好 and 好|好好 are equally likely, and the engines round the tie in different ways.
    assume(not re.search(r"(.)\1\1", text))
    cut = words(text, hmm=hmm)
    assert "".join(cut) == text
    assert words(text, engine="rjieba", hmm=hmm) == cut


def test_the_hidden_markov_model_joins_unknown_strings():
    """With hmm an unknown name is one word, without it is single characters."""
    assert "王小娴" not in words("王小娴来了")
    assert "王小娴" in words("王小娴来了", hmm=True)


def test_a_callable_engine_is_used_as_it_is():
    """The words of a callable are those of the table, empty strings aside, and generators will do."""
    assert words("要抓落实。", engine=my_cutter) == ["要抓", "落实", "。"]
    assert words("要抓", engine=lambda text: (part for part in ("", text[:1], "", text[1:]))) == ["要", "抓"]
    assert parse_speech("要抓落实。", segmenter=Segmenter(engine=my_cutter, adapt=False)).tokens["text"].to_list() == ["要抓", "落实", "。"]


@pytest.mark.parametrize("engine", [lambda text: text.split("，"), lambda text: [text, text], lambda text: [], lambda text: [text.replace("要", "须")]])
def test_a_callable_that_does_not_give_the_text_back_is_refused(engine):
    """Lost, doubled or changed characters would move every later offset."""
    message = "engine='<lambda>' returned words that do not give back '要抓防控，要抓发展。'; allowed: words that join to the text. Keep every character."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        cut_words("要抓防控，要抓发展。", Segmenter(engine=engine))


def test_given_words_are_kept_whole():
    """Every occurrence of a given word is one token, the longest first; its neighbours stay words."""
    assert words("推进供给侧结构性改革。", words=("供给侧结构性改革",)) == ["推进", "供给侧结构性改革", "。"]
    assert words("稳增长促改革，稳增长。", words=("稳增长", "稳增长促改革")) == ["稳增长促改革", "，", "稳增长", "。"]


def test_a_word_both_of_whose_edges_cut_other_words_is_left_alone():
    """来南 is not cut out of 未来|南方, and is kept where one of its edges is a word's edge."""
    assert "来南" not in words("未来南方更好", words=("来南",))
    assert words("未来南方更好", words=("来南",)) == words("未来南方更好")
    assert "来南" in words("来南人员", words=("来南",))


def test_words_may_be_written_in_either_script():
    """A word given in simplified or traditional characters is kept in a text of either script, and shown as written."""
    for word in ("秋收攻堅戰", "秋收攻坚战"):
        for text in ("打贏秋收攻堅戰。", "打赢秋收攻坚战。"):
            tokens = parse_speech(text, segmenter=Segmenter(words=(word,))).tokens
            assert text[2:7] in tokens["text"].to_list()
            assert "秋收攻坚战" in tokens["term"].to_list()


def test_words_of_any_width_are_kept():
    """A word with full-width letters or capitals is found as it stands in the text."""
    for word in ("5G基站", "５Ｇ基站", "5g基站"):
        tokens = parse_speech("新建5G基站。", segmenter=Segmenter(words=(word,))).tokens
        assert "5G基站" in tokens["text"].to_list()


def test_finding_words_goes_from_left_to_right_without_overlaps():
    """The longest word at the leftmost place wins, and nothing is found twice."""
    index = index_words(["要抓", "抓落实", "抓", "要抓紧", "要抓"])
    assert list(find_words("要抓落实抓落实要抓紧", index)) == [(0, 2), (4, 7), (7, 10)]
    assert list(find_words("", index)) == list(find_words("要抓", {})) == []


@given(st.text(alphabet="要抓落实稳增长来南未方，。", max_size=30), st.lists(st.text(alphabet="要抓落实稳增长来南未方", min_size=1, max_size=4), max_size=6))
def test_words_tile_the_text_whatever_is_kept(text, kept):
    """With any list of words, the spans tile the text without gaps, and no span is empty."""
    spans = cut_words(text, Segmenter(words=tuple(kept)))
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)


@pytest.mark.parametrize(
    ("term", "tag"),
    [
        ("中国", "ns"),
        ("强调", "v"),
        ("，", "w"),
        ("——", "w"),
        ("2020", "m"),
        ("５", "m"),
        ("app", "eng"),
        ("甴曱怪", "x"),
        ("", "w"),
        ("😀", "w"),
        ("要紧", "v"),
    ],
)
def test_tags_come_from_the_dictionary(term, tag):
    """Known words have the dictionary's tag; numbers, Latin, punctuation and unknown words have their own."""
    assert tag_word(term) == tag


def test_the_dictionary_can_be_asked():
    """is_word and word_frequency answer for words, not for prefixes and not for unknown strings."""
    assert is_word("人民")
    assert word_frequency("人民") > 100
    for text in ("中华人民共", "因湖施药", ""):
        assert not is_word(text)
        assert word_frequency(text) == 0


def test_nothing_is_written_to_the_temporary_folder(tmp_path, monkeypatch):
    """jieba's cache file in a folder that everybody can write to is neither read nor written."""
    import analysis.segmentation as module

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fresh = module._jieba.__wrapped__()
    assert list(fresh.cut("要抓落实", HMM=False))
    assert list(Path(tmp_path).iterdir()) == []


def test_a_segmenter_survives_pickling():
    """A specification that has been used travels to another process and gives the same words."""
    spec = Segmenter(engine="rjieba", words=("秋收攻坚战",), hmm=True)
    text = "打赢秋收攻坚战。"
    cut = cut_words(text, spec)
    copy = pickle.loads(pickle.dumps(spec))
    assert copy == spec
    assert hash(copy) == hash(spec)
    assert cut_words(text, copy) == cut


def test_a_segmenter_with_a_named_callable_survives_pickling():
    """A callable that can be imported travels with its specification."""
    spec = Segmenter(engine=my_cutter)
    assert pickle.loads(pickle.dumps(spec)) == spec

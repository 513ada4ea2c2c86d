"""SnowNLP's score from arrays: equal to the library's own, what it is made of, and a cache that can only save time."""

import random
import subprocess
import sys
import warnings
from dataclasses import fields
from itertools import islice
from math import log
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import OptionError
from analysis.snow import Classifier, SnowScore, cutting, model, score_snownlp, train_classifier, weigh_words
from analysis.snow.bayes import keep_words

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
WORDS = "产品 质量 很好 不错 满意 糟糕 失望 退货 疫情 防控 发展 坚决 打赢 复工复产 我们 大家 的 了 是 不 二〇二〇年 中华人民共和国 千里之行始于足下".split()
OTHERS = ["2020年", "12.3%", "，", "。", "、", "“", "”", "…", "GDP", "very good", "café", "😀", "👩‍🌾", "〇", "龦", "㐀", "𠮷", "１２", "ﬁ", "́"]
# Among them separators that `str.split` takes for white space and others that it does not.
BLANKS = [" ", "\u3000", "\n", "\r\n", "\t", "\0", "\x1c", "\x85", "\u2028", "\u200b", "\ufeff", "\xa0"]
TRADITIONAL = "國務院總理關於經濟發展與環境保護問題發表講話認為應當繼續擴大開放"
# Known to SnowNLP with few tags or none, so that many paths are equally bad or impossible.
RARE = "乂丄亍仂伛佾侗倞傺僇兕冁凫劐匏卮厝叵囿垭堉夬妃嫠孑尥嵇巽帑幞廛弋彳忉恚戕扃摭攉斛旯杈枞栝椐榇檎歃殄毳氇汆沔涞渌湎潢澌灏炖烀焘牾狁猗獍瓠甯畲疝痼瘗癯"
POSITIVE = ["服务热情，态度很好。", "环境优美 very good", "值得再来！", "工作扎实，群众满意。"]
NEGATIVE = ["服务太差，不会再来。", "bad bad 态度冷淡", "等了两个小时，没有人管。"]


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """A cache folder of these tests' own."""
    path = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("platformdirs.user_cache_path", lambda name: path / name)
        yield path / "yanci"


@pytest.fixture(scope="module")
def library():
    """The real SnowNLP: its class and two of its modules."""
    with warnings.catch_warnings():
        # Its own habits are no business of ours.
        warnings.simplefilter("ignore")
        from snownlp import SnowNLP, seg, sentiment
    return SimpleNamespace(SnowNLP=SnowNLP, sentiment=sentiment, seg=seg)


@pytest.fixture
def copy(folder, monkeypatch):
    """The cached copy as a sound file; what is built is counted, and taken from memory."""
    known = model.load_model()
    built = []
    monkeypatch.setattr(model, "build_model", lambda *contents: built.append(len(contents)) or known)
    if not list(folder.glob("*.npz")):
        load_again()
        built.clear()
    [path] = folder.glob("*.npz")
    return SimpleNamespace(path=path, known=known, built=built)


def load_again() -> model.SnowModel:
    """The model as a new process would load it."""
    return model._load_once.__wrapped__()


def same(one: model.SnowModel, other: model.SnowModel) -> bool:
    """Whether two models hold the same arrays."""
    return all(np.array_equal(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))


def make_texts(seed: int, n: int) -> list[str]:
    """Texts of pieces of every kind, never empty."""
    chance = random.Random(seed)
    speech = SEED.read_text(encoding="utf-8")

    def piece() -> str:
        kind, at = chance.randrange(9), chance.randrange(len(speech) - 30)
        return [
            lambda: speech[at : at + chance.randint(1, 20)],
            lambda: "".join(chance.choices(WORDS, k=chance.randint(1, 6))),
            lambda: chance.choice(OTHERS),
            lambda: chance.choice(BLANKS),
            lambda: "".join(chance.choices(TRADITIONAL, k=chance.randint(1, 8))),
            lambda: "".join(chance.choices(RARE, k=chance.randint(1, 8))),
            # Anything that SnowNLP takes for Chinese: most of it is not in its table.
            lambda: "".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(1, 8))),
            lambda: chance.choice(speech) * chance.randint(1, 7),
            lambda: "".join(a + b for a, b in zip(chance.sample(RARE, 4), chance.sample(speech, 4), strict=True)),
        ][kind]()

    return ["".join(piece() for _ in range(chance.randint(1, 5))) for _ in range(n)]


def differences(texts: list[str], library: SimpleNamespace) -> list[tuple]:
    """The texts whose score or words are not SnowNLP's, with both."""
    ours = [(row.score, words) for row, words in zip(score_snownlp(texts), keep_words(texts), strict=True)]
    theirs = [(library.SnowNLP(text).sentiments, library.sentiment.classifier.handle(text)) for text in texts]
    return [(text, our, their) for text, our, their in zip(texts, ours, theirs, strict=True) if our != their]


def test_scores_and_words_are_the_librarys(library):
    """On a thousand texts of every kind, scored in one call, each score is the same float as SnowNLP's and each word the same."""
    texts = make_texts(5, 1000)
    assert len(set(texts)) > 900
    assert differences(texts, library) == []


def test_log_probabilities_are_the_librarys(library):
    """The stored logarithms of thousands of characters, pairs and triples are SnowNLP's own floats, to the last bit."""
    segger, known = library.seg.segger.segger, model.load_model()
    numbers = {chr(code): number for code, number in enumerate(known.numbers.tolist()) if 0 < number < len(known.single_logs) - 1} | {"": 0}
    tags = {chr(code): number for number, code in enumerate(known.tags.tolist())} | {"BOS": 0}
    triples = [steps for steps in islice(segger.tri.d, 0, None, 40) if all(character in numbers for character, _ in steps)]
    a, b, c = np.array([[numbers[character] for character, _ in steps] for steps in triples]).T
    s, t, u = np.array([[tags[tag] for _, tag in steps] for steps in triples]).T

    def stored(kind: str, keys: np.ndarray, codes: np.ndarray) -> list[float]:
        ends, entries, logs = (getattr(known, f"{kind}_{name}") for name in ("ends", "tags", "logs"))
        begins = np.concatenate([[0], ends])[np.searchsorted(getattr(known, f"{kind}_keys"), keys)]
        # A key has at most 64 entries, and each only once.
        return [logs[begin + entries[begin : begin + 64].tolist().index(code)] for begin, code in zip(begins.tolist(), codes.tolist(), strict=True)]

    none = ("", "none")
    size = len(known.single_logs)
    assert len(triples) > 10_000
    assert stored("triple", np.searchsorted(known.pair_keys, a * size + b) * size + c, s * 16 + t * 4 + u) == [segger.log_prob(*steps) for steps in triples]
    assert stored("pair", b * size + c, t * 4 + u) == [segger.log_prob(none, *steps[1:]) for steps in triples]
    assert known.single_logs[c, u].tolist() == [segger.log_prob(none, none, steps[2]) for steps in triples]


def test_runs_of_all_lengths_together(library):
    """Runs of one and of hundreds of characters in one call do not disturb each other."""
    chance = random.Random(7)
    speech = "".join(filter("一".__le__, SEED.read_text(encoding="utf-8")))
    long = ["".join(chance.choices(speech + RARE, k=300)), speech[100:400], "疫情" * 150, RARE[:40] * 7]
    assert differences([*"疫的龘的乂", *long, "情", "疫情", "二", *long[::-1]], library) == []


def test_certain_texts_reach_the_ends_of_the_scale(library):
    """Where SnowNLP's exponential overflows the score is exactly 0 or 1, as in SnowNLP; the mean log odds stay moderate."""
    texts = ["失望，退货。" * 150, "满意，不错。" * 150]
    assert differences(texts, library) == []
    (low, bad, _), (high, good, _) = score_snownlp(texts)
    assert (low, high) == (0.0, 1.0)
    assert -10 < bad < 0 < good < 10


def test_blocks_do_not_matter(library, monkeypatch):
    """Long texts go through in blocks of columns; where these end changes nothing."""
    monkeypatch.setattr(cutting, "_BLOCK", 5)
    assert differences(make_texts(11, 60), library) == []


@given(st.lists(st.text(st.sampled_from("的了是不我人在有疫情防控满意" + TRADITIONAL + RARE + " \0。a") | st.characters(), min_size=1), max_size=4))
def test_any_text_has_the_librarys_score(library, texts):
    """Whatever the texts, also with lone surrogates and control characters, scores and words are SnowNLP's."""
    assert differences(texts, library) == []


@pytest.mark.parametrize("text", ["", " \u3000\n", "的"])
def test_text_without_words_has_the_prior(library, text):
    """Nothing, blanks and stop words alone get the prior, no log odds and no words; for nothing SnowNLP itself raises."""
    _, prior = library.sentiment.classifier.classifier.classify([])
    assert score_snownlp([text]) == [SnowScore(prior, 0.0, 0)]
    assert weigh_words(text) == []


def test_no_texts_have_no_scores():
    """An empty list of texts is allowed."""
    assert score_snownlp([]) == []


def test_scores_do_not_depend_on_the_company():
    """A text has the same score alone and among others, and the texts keep their order."""
    texts = make_texts(3, 30)
    assert score_snownlp(texts) == [score_snownlp([text])[0] for text in texts]


def test_words_are_weighed_in_order(library):
    """Each kept word stands in the order of the text with its log odds by SnowNLP's own counts; stop words are missing."""
    weighed = weigh_words("我们对产品的质量很满意，very good！")
    words = [word for word, _ in weighed]
    assert words == library.sentiment.classifier.handle("我们对产品的质量很满意，very good！")
    assert "满意" in words
    assert "的" not in words
    classes = library.sentiment.classifier.classifier.d
    assert [odds for _, odds in weighed] == [log(classes["pos"].freq(word)) - log(classes["neg"].freq(word)) for word in words]


def test_mean_of_the_weights_is_the_llr():
    """`llr` is the mean of what `weigh_words` shows, and `n` how many words it shows."""
    text = "重点场所管控不力，群众很不满意。"
    [row] = score_snownlp([text])
    odds = [each for _, each in weigh_words(text)]
    assert (row.n, row.llr) == (len(odds), pytest.approx(sum(odds) / len(odds)))


def test_training_counts_as_worked_out_by_hand():
    """Of `good good` against `bad`: counts one more than seen, a total of each side, and an unseen word as if counted once."""
    trained = train_classifier(["good good"], ["bad"])
    assert trained == Classifier({"bad": (2, 0), "good": (0, 3)}, (2.0, 3.0))
    good, bad, other = score_snownlp(["good", "bad", "neutral"], classifier=trained)
    assert good == pytest.approx((3 / 5 * 1 / (3 / 5 * 1 + 2 / 5 * 1 / 2), log(2), 1))
    assert bad == pytest.approx((3 / 5 * 1 / 3 / (3 / 5 * 1 / 3 + 2 / 5 * 1), -log(3), 1))
    assert other == pytest.approx((3 / 5 * 1 / 3 / (3 / 5 * 1 / 3 + 2 / 5 * 1 / 2), log(2 / 3), 1))
    assert weigh_words("bad", classifier=trained) == [("bad", pytest.approx(-log(3)))]


def test_training_is_the_librarys(library):
    """Trained on the same sentences, counts, totals and scores are those of SnowNLP's `Sentiment().train`."""
    theirs = library.sentiment.Sentiment()
    theirs.train(NEGATIVE, POSITIVE)
    ours = train_classifier(iter(POSITIVE), iter(NEGATIVE))
    sides = [theirs.classifier.d[name] for name in ("neg", "pos")]
    assert ours.totals == tuple(side.total for side in sides)
    assert ours.counts == {word: tuple(side.d.get(word, 0) for side in sides) for side in sides for word in side.d}
    texts = [*POSITIVE, *NEGATIVE, *make_texts(2, 50)]
    assert [row.score for row in score_snownlp(texts, classifier=ours)] == [theirs.classify(text) for text in texts]


def test_side_without_words_is_refused():
    """A class of which nothing was seen has no probability: the error names the side."""
    message = r"^negative has no words that SnowNLP keeps; allowed: at least one sentence with such a word\. Pass sentences that have some\.$"
    with pytest.raises(OptionError, match=message):
        train_classifier(["很好"], ["的", ""])
    with pytest.raises(OptionError, match=r"^positive has no words"):
        train_classifier([], ["很差"])


def test_one_string_is_refused():
    """A string in place of a list of strings would be scored character by character."""
    with pytest.raises(OptionError, match=r"^texts='很好' is one string; allowed: a list of strings\. Put it into a list\.$"):
        score_snownlp("很好")
    with pytest.raises(OptionError, match=r"^positive='很好' is one string"):
        train_classifier("很好", ["很差"])


def test_missing_library_is_named(monkeypatch):
    """Without SnowNLP the error says which package to install."""
    monkeypatch.setattr(model, "find_spec", lambda name: None)
    with pytest.raises(OptionError, match="pip install snownlp"):
        load_again()


def test_import_loads_no_model():
    """Importing the package loads neither SnowNLP nor its tables."""
    code = (
        "import sys, analysis; from analysis.snow import model, bayes;"
        "print('snownlp' in sys.modules, model._load_once.cache_info().currsize, bayes.load_classifier.cache_info().currsize)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "0", "0"]


def test_sound_copy_is_used(copy):
    """A sound cached copy gives the same model without building it."""
    assert same(load_again(), copy.known)
    assert copy.built == []


def _flip(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[:-1000],
    "one bit": _flip,
    "no archive": lambda content: b"\x93NUMPY" + content[6:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_copy_is_rebuilt(copy, damage):
    """A copy that is empty, cut short, altered by one bit or no archive is built again and replaced by a sound one."""
    copy.path.write_bytes(DAMAGES[damage](copy.path.read_bytes()))
    assert same(load_again(), copy.known)
    assert same(load_again(), copy.known)
    assert len(copy.built) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"pair_logs": np.zeros(3)},
        {"triple_tags": np.zeros(9, dtype=np.int64)},
        {"stops": np.array([{}], dtype=object)},
        {"numbers": np.zeros(0, dtype=np.int64)},
    ],
    ids=["too short", "wrong type", "pickled", "none"],
)
def test_copy_of_other_arrays_is_rebuilt(copy, changed):
    """A sound archive whose arrays do not belong together, or would have to be unpickled, is built again."""
    arrays = {each.name: getattr(copy.known, each.name) for each in fields(copy.known)}
    with copy.path.open("wb") as file:
        np.savez(file, allow_pickle=True, **arrays | changed)
    assert same(load_again(), copy.known)
    assert len(copy.built) == 1


def test_unwritable_folder_costs_only_time(copy, monkeypatch, tmp_path):
    """Where the cache folder cannot be made, or the user has none, the model is built each time."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "file" / name)
    assert same(load_again(), copy.known)

    def no_home(name):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr("platformdirs.user_cache_path", no_home)
    assert same(load_again(), copy.known)
    assert len(copy.built) == 2


def test_other_model_files_get_their_own_copy(copy):
    """A copy is named by what SnowNLP's files hold: others never meet it."""
    paths = {model._cache_path(contents) for contents in ([b"a", b"b"], [b"ab", b""], [b"a", b"c"])}
    assert len(paths | {copy.path}) == 4

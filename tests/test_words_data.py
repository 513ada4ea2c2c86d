"""The dictionary of corrections (`data/words.tsv`): its form, what it changes, and the script that proposed it."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from analysis.data import read_table
from analysis.segmentation import Segmenter, cut_words

HOUSE = Path(__file__).parent.parent
TABLE = HOUSE / "src" / "analysis" / "data" / "words.tsv"
# ICTCLAS letters that jieba's dictionary uses.
TAGS = set("a ad an b c d f i j l m n nr ns nt nz p q r s t u v vd vn z".split())


def cut(text: str, engine: str = "jieba", *, hmm: bool = False) -> str:
    """The words of `text`, joined by bars."""
    return "|".join(text[start:end] for start, end in cut_words(text, Segmenter(engine=engine, hmm=hmm, adapt=False)))


@pytest.fixture(scope="module")
def words() -> pd.DataFrame:
    """The shipped table."""
    return read_table("words.tsv")


@pytest.fixture(scope="module")
def own(script):
    """jieba with its own dictionary only."""
    return script.load_tokenizer()


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """tools/count_words.py as a module."""
    spec = importlib.util.spec_from_file_location("count_words", HOUSE / "tools" / "count_words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_names_its_source_and_has_the_declared_columns(words):
    """The first line is a comment that says where the words come from; word, frequency and tag are the first columns."""
    assert TABLE.read_text(encoding="utf-8").startswith("# ")
    assert list(words.columns) == ["word", "frequency", "tag", "n", "documents"]


def test_words_are_unique_sorted_and_chinese(words):
    """Each word stands once, in the order of its characters, and is two to seven Chinese characters."""
    listed = list(words["word"])
    assert listed == sorted(set(listed))
    assert [word for word in listed if not re.fullmatch(r"[一-鿿]{2,7}", word)] == []


def test_numbers_are_whole_and_fit_together(words):
    """Frequencies are integers (0 takes an entry out), and no word is in more texts than it has occurrences."""
    assert all(pd.api.types.is_integer_dtype(words[name]) for name in ("frequency", "n", "documents"))
    assert (words["frequency"] >= 0).all()
    assert (words["documents"] >= 0).all()
    assert (words["documents"] <= words["n"]).all()


def test_tags_are_those_of_jieba(words):
    """Every tag is one that jieba's dictionary uses."""
    assert set(words["tag"]) <= TAGS


def test_each_word_alone_is_one_word_unless_it_was_lowered(words, own):
    """A listed word on its own is not cut; the exceptions are entries of jieba that the table makes rarer on purpose."""
    broken = [(word, cut(word)) for word in words["word"] if cut(word) != word]
    raised = [(word, pieces) for word, pieces in broken if int(words.set_index("word")["frequency"][word]) >= (own.FREQ.get(word) or 0)]
    assert raised == []


def test_each_row_changes_jieba(words, own):
    """No row repeats what jieba's dictionary says already."""
    same = [word for word, frequency in zip(words["word"], words["frequency"], strict=True) if own.FREQ.get(word) == frequency]
    assert same == []


SENTENCES = [
    # words that jieba lacks
    "复工|复产|有序|推进",
    "抓实|抓细|各项|工作",
    "因地施策",
    "巩固|两不愁三保障|的|成果",
    "夺取|双胜利",
    "传递|正能量",
    "获得感|更|足",
    "优化|营商|环境",
    "推进|供给侧|改革",
    "推进|线上|线下|融合",
    "守住|新冠|防线",
    "发展|新质|生产力",
    "建设|一带一路",
    "打通|堵点|卡点",
    "强化|追责|问责",
    "老旧|小区|提质",
    "医联体|和|医共体",
    # 要 is a word of its own before a verb
    "要|紧跟|时代",
    "要|紧扣|目标",
    "要|紧盯|问题",
    "要|带头|学习",
    "要|从严|治警",
    "要|冲破|难关",
    "要|约谈|企业",
    "我|要|说|一句",
    "中国|要|强|起来",
    "最|要紧|的|事",
    # overlaps that jieba cut wrongly
    "有效|应对|洪水",
    "以|改革|为|主线",
    "抓紧|补|短板",
    "遏制|重特大|事故",
    "工会|等|群团|组织",
    "更换|燃气|管道",
    "建设|产业|园区",
    "本地|及|其他|城市",
    "同城化|发展",
    "住房|要|租购|并举",
    # and neighbours that must stay as they are
    "未来|南方|降雨",
    "从|中央|到|地方",
    "来自|南方|的|企业",
    "大大|地|提高|了",
]


@pytest.mark.parametrize("expected", SENTENCES)
def test_sentences_of_official_chinese_are_cut_as_read(expected):
    """Words, clause-initial 要 and overlaps come out as a reader cuts them."""
    assert cut(expected.replace("|", "")) == expected


@pytest.mark.parametrize("expected", SENTENCES)
def test_rjieba_takes_the_table_as_jieba_does(expected):
    """The faster engine gives the same words from the same table."""
    pytest.importorskip("rjieba")
    assert cut(expected.replace("|", ""), "rjieba") == expected


@pytest.mark.parametrize("text", ["做大做强", "要紧跟时代", "推进线上线下融合", "抓实抓细各项工作"])
def test_the_hidden_markov_model_does_not_undo_the_table(text):
    """With the model for unknown strings on, the listed words are found all the same."""
    assert cut(text, hmm=True) == cut(text)


def test_the_table_is_what_makes_the_difference(own):
    """jieba's own dictionary shatters or misreads these strings, so the tests above can fail."""
    assert list(own.cut("要紧跟时代", HMM=False))[:2] == ["要紧", "跟"]
    assert list(own.cut("推进线上线下融合", HMM=False)) == ["推进", "线", "上线", "下", "融合"]


def test_the_script_proposes_a_repeated_string_that_jieba_cuts(script, tmp_path):
    """A string that repeats in several texts with changing neighbours is proposed, with its cut, counts and a frequency that wins."""
    sides = ["防控", "工作", "治理", "改革"]
    for number, side in enumerate(sides):
        lines = [f"{side}必须施策有方", f"各地{side}施策得当", f"精准施策{side}有力"]
        (tmp_path / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    runs = script.split_runs(dict(script.read_texts(tmp_path)))
    rows = {row["word"]: row for row in script.propose_words(runs, least=5, least_documents=3, least_cohesion=3, least_freedom=1)}
    assert (rows["施策"]["cut"], rows["施策"]["n"], rows["施策"]["documents"]) == ("施|策", 12, 4)
    assert rows["施策"]["frequency"] >= 3


def test_the_script_reads_json_lines_and_counts_a_repeated_line_once(script, tmp_path):
    """Each line of a .jsonl file is a text, and a long line that two texts share is counted in the first only."""
    line = "我们要继续推进各项工作并且把每一件小事都办好办实"
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"content": line}) for _ in range(2)), encoding="utf-8")
    texts = dict(script.read_texts(tmp_path))
    assert list(texts.values()) == [line, line]
    assert [run for _, run in script.split_runs(texts)] == [line]


def test_the_script_refuses_a_folder_that_does_not_exist(script, tmp_path, capsys):
    """A missing folder ends with exit code 2 and a line that names it."""
    with pytest.raises(SystemExit) as stop:
        script.main([str(tmp_path / "nowhere")])
    assert stop.value.code == 2
    assert "nowhere is no folder" in capsys.readouterr().err

"""The command `yanci corpus` and the page of a corpus: what they say, and their exit codes."""

import json
import re

import pytest

from analysis import OptionError, analyse_corpus, read_corpus, render_corpus_report
from analysis.cli import main


@pytest.fixture
def folder(tmp_path):
    """A folder with three texts of two years."""
    (tmp_path / "in").mkdir()
    for name, text in (
        ("2019", "要抓好秋收生产，做到颗粒归仓、滴水归田。坚决打好“水利攻坚战”。"),
        ("2020-甲", "要抓早、抓小、抓实。资金不足的问题依然存在。"),
        ("2020-乙", "<b>水渠</b>修好三条，群众很满意。"),
    ):
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def test_a_folder_becomes_tables(folder, tmp_path, capsys):
    """The folder of results is said on stdout, nothing on stderr where nobody looks, and the tables are those that were asked for."""
    assert main(["corpus", str(folder), "-o", str(tmp_path / "out"), "--tables", "modals, acts", "--workers", "1"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"{tmp_path / 'out'}\n", "")
    assert read_corpus(tmp_path / "out", "modals")[["doc_id", "text", "speaker", "doc_year"]].values.tolist() == [
        ["2019", "要", "", 2019],
        ["2020-甲", "要", "", 2020],
    ]
    assert len(read_corpus(tmp_path / "out", "acts")) == 5


def test_a_bad_document_is_exit_code_1(folder, tmp_path, capsys):
    """What could not be analysed is counted on stderr, and the rest is written."""
    (folder / "坏.docx").write_bytes(b"PK nothing")
    assert main(["corpus", str(folder), "-o", str(tmp_path / "out"), "--tables", "sentences", "--workers", "1"]) == 1
    assert capsys.readouterr().err == f"yanci: 1 of 4 documents could not be analysed; {tmp_path / 'out'}/failures says why. The rest is there.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "'nowhere' does not exist. Allowed: files, folders, and patterns in quotes"),
        (["{in}", "--tables", "slogan"], "'slogan', which is not known; allowed: tokens, terms"),
        (["{in}", "--workers", "0"], "workers=0 is too small"),
        (["{in}", "--batch", "0"], "--batch 0 is too small; allowed: 1 or more"),
        (["{in}/*.png"], "fits no file; allowed: a pattern such as"),
    ],
    ids=["no path", "no table", "no worker", "no batch", "no match"],
)
def test_wrong_input_is_exit_code_2(arguments, message, folder, tmp_path, capsys):
    """Wrong paths and options are told in one line, with what is allowed, and nothing is written."""
    assert main(["corpus", *(each.replace("{in}", str(folder)) for each in arguments), "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A corpus of three documents, one of them with markup."""
    place = tmp_path_factory.mktemp("corpus")
    rows = [
        {"id": "甲", "text": "要抓好秋收生产，做到颗粒归仓、滴水归田。坚决打好“水利攻坚战”。", "year": 2019},
        {"id": "<i>乙</i>", "text": "打好“水利攻坚战”，<b>水渠</b>修好三条。资金不足的问题依然存在。", "year": 2020},
        {"id": "丙", "text": " "},
    ]
    (place / "表.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    analyse_corpus(place / "表.jsonl", ["slogans", "acts", "sentiment"], out=place / "秋收", workers=1)
    return place / "秋收"


def test_a_corpus_becomes_a_page(corpus, tmp_path, capsys):
    """The page is named after the corpus, says how many documents there are and which could not be analysed, and escapes what is theirs."""
    assert main(["report", "--corpus", str(corpus), "-o", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"{tmp_path / '秋收.html'}\n", "")
    page = (tmp_path / "秋收.html").read_text(encoding="utf-8")
    assert "文献 2 篇" in page
    assert "年份 2019–2020，未能分析 1 篇" in page
    assert re.findall(r'<section class="y-section" id="(\w+)"', page) == ["s1", "o1", "o3", "o4", "o5", "o6", "o7"]
    assert "&lt;i&gt;乙&lt;/i&gt;" in page
    assert "<i>乙" not in page
    assert "y-reader" not in page.split("</style>")[1].split("<script>")[0]
    assert "水利攻坚战" in page


def test_the_page_of_a_corpus_can_be_english(corpus, tmp_path):
    """The language reaches its sentences, charts and headings."""
    page = render_corpus_report(corpus, tmp_path, parameters={"LANG": "en"}).path.read_text(encoding="utf-8")
    assert "Documents: 2" in page
    assert "confidence interval over documents" in page


def test_what_is_no_corpus_makes_no_page(folder, tmp_path, capsys):
    """A folder of texts is not yet a corpus; the error says so, and no page is written."""
    with pytest.raises(OptionError, match=r"is no corpus.*Allowed: a folder that `yanci corpus` wrote"):
        render_corpus_report(folder, tmp_path / "pages")
    with pytest.raises(SystemExit) as stopped:
        main(["report", "--corpus", str(folder), str(folder)])
    assert stopped.value.code == 2
    assert "either FILE … or --corpus DIR is needed, not both" in capsys.readouterr().err
    assert not (tmp_path / "pages").exists()

"""Many files at once: which of a folder are read, under which names, and what happens to those that cannot be."""

from pathlib import Path

import pytest

from analysis import ReadError, parse_speech, read_speeches
from analysis.errors import OptionError
from analysis.files import list_files, name_documents
from analysis.lexicon import read_formulas


@pytest.fixture
def folder(tmp_path):
    """A folder with two texts, a broken document, and what is no text of it."""
    for name, text in (
        ("2020.txt", "要修好水渠。"),
        ("2019.md", "# 报告\n\n要看好粮仓。"),
        ("坏.docx", "没有压缩"),
        (".藏.txt", "藏"),
        ("~$坏.docx", "锁"),
        ("表.csv", "一"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "里.txt").mkdir()
    return tmp_path


def test_a_folder_stands_for_its_readable_files(folder):
    """They come by name; hidden files, lock files, other endings and folders inside do not."""
    assert list_files(folder) == [folder / "2019.md", folder / "2020.txt", folder / "坏.docx"]


def test_files_come_in_order_and_once(folder):
    """A file that is named keeps its place, whatever its ending is; where its folder brings it again it is not repeated."""
    assert list_files([folder / "表.csv", str(folder / "2020.txt"), folder])[:3] == [folder / "表.csv", folder / "2020.txt", folder / "2019.md"]
    assert len(list_files([folder, folder])) == 3


def test_a_folder_without_texts_is_an_error(tmp_path):
    """It is named, with what is allowed."""
    with pytest.raises(OptionError, match=r"the folder .* has no file to read; allowed: .*\.docx"):
        list_files([tmp_path])


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["2019.txt", "2020.txt"], ["2019", "2020"]),
        (["2019.txt", "2019.html"], ["2019.txt", "2019.html"]),
        (["甲/2019.txt", "乙/2019.txt", "乙/2020.txt"], ["甲/2019.txt", "乙/2019.txt", "2020"]),
        (["省/甲/2019.txt", "市/甲/2019.txt"], ["省/甲/2019.txt", "市/甲/2019.txt"]),
        (["2019.txt", "2019.txt"], ["2019.txt (1)", "2019.txt (2)"]),
        ([], []),
    ],
)
def test_each_document_has_a_name_of_its_own(files, names):
    """The shortest that no other has: without ending, with it, with the folder, the whole path, and a number where even that is the same."""
    assert name_documents([Path(file) for file in files]) == names


def test_what_cannot_be_read_does_not_stop_the_rest(folder):
    """The others are read under their names, with the year of the file name as their date, and the broken one is named with what to do."""
    read = read_speeches([folder, folder / "没有.txt"])
    assert [(each.doc_id, each.date) for each in read.speeches] == [("2019", "2019"), ("2020", "2020")]
    assert len(read.failures) == 2
    assert f"'{folder.name}/坏.docx'" in read.failures[0]
    assert f"'{folder.name}/没有.txt'" in read.failures[1]
    assert read.set_apart == []


def test_a_message_names_the_folder_and_not_the_way_there(folder):
    """What stands on a page is no business of the reader's beyond the file and its folder."""
    assert str(folder.parent) not in "".join(read_speeches(folder).failures)


def test_a_speech_is_not_compared_with_itself(folder):
    """A file with its text is set apart, whatever its name, line ends and script; another text of its name is kept under a longer one."""
    (folder / "抄.txt").write_bytes("要\r\n守好糧倉。".encode())
    speech = parse_speech("要守好粮仓。", doc_id="2020")
    read = read_speeches(folder, apart_from=speech)
    assert read.set_apart == ["抄"]
    assert [each.doc_id for each in read.speeches] == ["2019", f"{folder.name}/2020.txt"]


def test_an_encoding_holds_for_all(tmp_path):
    """What fits no text in that encoding is a failure of that file."""
    (tmp_path / "甲.txt").write_bytes("要修好水渠。".encode("gb18030"))
    (tmp_path / "乙.txt").write_bytes("要修好水渠。".encode())
    read = read_speeches(sorted(tmp_path.iterdir()), encoding="utf-8")
    assert [each.doc_id for each in read.speeches] == ["乙"]
    assert len(read.failures) == 1


@pytest.mark.parametrize(
    "content",
    [
        "自力更生\n\n# 不算\n  高质量发展  \n",
        "formula\tn\n自力更生\t3\n高质量发展\t2\n",
        'doc_id,text,formula\n甲,"自力，\n更生",自力更生\n乙,,高质量发展\n',
        '"formula","n"\r\n"自力更生",3\r\n"高质量发展",2\r\n',
    ],
    ids=["lines", "tabs", "commas", "quoted"],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_formulas_of_your_own(content, encoding, tmp_path):
    """One a line, or the column `formula` of a table; comments and blank lines are none."""
    file = tmp_path / "提法.csv"
    file.write_bytes(content.encode(encoding))
    assert read_formulas(file)["formula"].tolist() == ["自力更生", "高质量发展"]


@pytest.mark.parametrize("content", [None, "", "# 不算\n", "formula,n\n"])
def test_a_file_without_formulas_is_an_error(content, tmp_path):
    """A file that is missing, empty or only a heading is named with what is allowed."""
    file = tmp_path / "提法.txt"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=r"提法\.txt.*Allowed: a text with one formula a line"):
        read_formulas(file)

import hashlib
import os
import sys

import pytest

from analysis.errors import OptionError, ReadError
from analysis.reading import read_speech
from analysis.segmentation import Segmenter
from made_files import pdf, written

SIMPLIFIED = "春耕工作报告\n\n各位代表：\n　　现在开会。 第一件事，抓春耕 \n第二件事，修水渠！\n"
TRADITIONAL = "春耕工作報告\n\n各位代表：\n　　現在開會。 第一件事，抓春耕 \n第二件事，修水渠！\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"]


@pytest.fixture
def file(tmp_path):
    """A function that writes bytes or text to a file of the given name and returns its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path, **options) -> str:
    """The message with which a file is refused; it is one line, and names the file."""
    with pytest.raises(ReadError) as caught:
        read_speech(path, **options)
    message = str(caught.value)
    assert message.isprintable()
    assert message.startswith(repr(str(path)))
    assert message.count(repr(str(path))) == 1
    return message


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_exact_in_every_encoding(file, encoding, line_end):
    """The text of a .txt is what was written, blanks and line ends as they are, in each encoding."""
    text = (TRADITIONAL if encoding == "big5" else SIMPLIFIED).replace("\n", line_end)
    speech = read_speech(file("x.txt", text.encode(encoding)))
    assert speech.text == text
    assert speech.title in ("春耕工作报告", "春耕工作報告")


def test_origin_tells_the_bytes(file):
    """The origin holds name, size and hash of the file and the codec that was used."""
    data = SIMPLIFIED.encode("gb18030")
    origin = read_speech(file("甲.txt", data)).origin
    assert (origin.name, origin.size, origin.sha256, origin.encoding) == ("甲.txt", len(data), hashlib.sha256(data).hexdigest(), "gb18030")


def test_name_gives_doc_id_and_date(file):
    """The document is called as its file unless the call says otherwise, and a date in the name is its date."""
    path = file("2026-02-03-青山.v2.txt", SIMPLIFIED)
    speech = read_speech(path)
    assert (speech.doc_id, speech.date) == ("2026-02-03-青山.v2", "2026-02-03")
    assert read_speech(str(path), doc_id="甲").doc_id == "甲"


def test_segmenter_is_kept(file):
    """The speech is cut by the segmenter of the call."""
    segmenter = Segmenter(words=("修水渠",))
    assert read_speech(file("x.txt", SIMPLIFIED), segmenter=segmenter).segmenter == segmenter


def test_encoding_of_the_call_is_used(file):
    """An explicit encoding is used for text, and one that does not fit is refused."""
    path = file("x.txt", SIMPLIFIED.encode("gb18030"))
    assert read_speech(path, encoding="gbk").origin.encoding == "gbk"
    assert "is not utf-8: byte" in refusal(path, encoding="utf-8")


@pytest.mark.parametrize("name", ["x.html", "x.HTM", "x.xhtml", "x.page"])
def test_html_is_read_as_shown(file, name):
    """A page is read by its ending or its content: tags and scripts are gone, the title is found, a wrong charset is overruled."""
    markup = f"<html><meta charset=big5><title>春耕_网</title><script>x()</script><p>{'</p><p>'.join(SIMPLIFIED.split())}</p></html>"
    speech = read_speech(file(name, markup.encode("gb18030")))
    assert speech.text.split() == SIMPLIFIED.split()
    assert (speech.origin.encoding, speech.title) == ("gb18030", "春耕")


@pytest.mark.parametrize("name", ["x.md", "x.markdown"])
def test_markdown_is_read_without_marks(file, name):
    """A Markdown file gives its words and the title of its first head."""
    speech = read_speech(file(name, "# 春耕**报告**\n\n同志们！\n"))
    assert (speech.text, speech.title) == ("春耕报告\n\n同志们！", "春耕报告")


@pytest.mark.parametrize("name", ["x.docx", "x", "x.bin"])
def test_docx_is_read(file, name):
    """A Word document is read by its ending or its content."""
    speech = read_speech(file(name, written("春耕报告", "县长 李明", "各位代表：", "开会。")))
    assert (speech.text, speech.title, speech.speaker) == ("春耕报告\n县长 李明\n各位代表：\n开会。", "春耕报告", "李明")
    assert speech.origin.encoding == "docx"


@pytest.mark.parametrize("name", ["x.pdf", "x", "x.bin"])
def test_pdf_is_read(file, name):
    """A PDF is read by its ending or its content."""
    speech = read_speech(file(name, pdf(["春耕报告", "各位代表：", "开会。"])))
    assert (speech.text, speech.title, speech.origin.encoding) == ("春耕报告\n各位代表：\n开会。", "春耕报告", "pdf")


@pytest.mark.parametrize("name", ["x", "x.text", "x.TXT", "x.csv"])
def test_other_endings_are_read_as_text(file, name):
    """A file whose content is text is text, whatever its ending; markup in it stays as it is."""
    assert read_speech(file(name, "<script>开会</script># 一")).text == "<script>开会</script># 一"


def test_missing_file_is_refused(tmp_path):
    """A path that leads nowhere is refused with the endings that are read."""
    assert "does not exist. Allowed: the path of a file that ends in .txt, .md, .html, .docx, .pdf" in refusal(tmp_path / "无.txt")


def test_folder_is_refused(tmp_path):
    """A folder is refused as such."""
    assert "is a folder. Allowed: one file" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", " \r\n\t　", "\ufeff", "\ufeff\u200b\n"])
@pytest.mark.parametrize("name", ["x.txt", "x.md", "x.html"])
def test_empty_file_is_refused(file, name, content):
    """A file without a visible character is refused as empty."""
    assert "is empty: " in refusal(file(name, content))


def test_page_with_scripts_only_is_refused(file):
    """A page that shows nothing without its scripts is refused as empty."""
    assert "is empty: no text is left" in refusal(file("x.html", "<script>document.write('开会')</script>"))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("x.txt", b"\x89PNG\r\n\x1a\n" + bytes(30), "a PNG image"),
        ("x.md", b"\xff\xd8\xff\xe0" + bytes(30), "a JPEG image"),
        ("x.html", b"PK\x03\x04" + bytes(30), "a ZIP archive"),
        ("x.txt", b"%PDF-1.7 ...", "a PDF document"),
        ("x.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("x.docx", "文字".encode(), "no such file"),
        ("x.pdf", b"GIF89a", "a GIF image"),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("x", b"GIF89a" + bytes(30), "a GIF image"),
    ],
)
def test_content_that_belies_the_ending_is_named(file, name, data, kind):
    """A file that is not what its ending says is refused by what it looks like."""
    assert f"looks like {kind}" in refusal(file(name, data))


def test_large_file_is_refused_before_it_is_read(file, monkeypatch):
    """A file above the limit is refused by its size alone, and the message says how to raise the limit."""
    path = file("x.txt", "字" * 100)
    monkeypatch.setattr("pathlib.Path.open", None)
    assert "has 300 bytes or more; allowed: max_bytes=299. Split it, or pass a larger max_bytes=…" in refusal(path, max_bytes=299)


def test_file_at_the_limit_is_read(file):
    """A file of exactly the limit's size is read."""
    assert len(read_speech(file("x.txt", "字" * 100), max_bytes=300).text) == 100


@pytest.mark.parametrize("limit", [0, -1, True, "1", None])
def test_limit_must_be_a_number(file, limit):
    """A limit that allows no byte is an error of the call."""
    with pytest.raises(OptionError, match=r"max_bytes=.* is too small or no whole number"):
        read_speech(file("x.txt", "字"), max_bytes=limit)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipes_and_devices_are_refused(tmp_path):
    """A pipe or device, which could block for ever, is refused without being opened."""
    os.mkfifo(tmp_path / "x.txt")
    assert "is no regular file but a pipe, socket or device" in refusal(tmp_path / "x.txt")
    assert "is no regular file but a pipe, socket or device" in refusal("/dev/null")


def test_permission_is_asked(file, monkeypatch):
    """A file that may not be opened is refused as such."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = file("x.txt", "字")
    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert "may not be read: permission denied" in refusal(path)


@pytest.mark.parametrize("path", ["a\0b.txt", "长" * 400 + ".txt"])
def test_impossible_names_are_refused(path):
    """A name that no file can have is refused in one line."""
    assert "cannot be opened: " in refusal(path)


@pytest.mark.parametrize("path", [None, 3, ["x.txt"]])
def test_what_is_no_path_is_refused(path):
    """A value that is no path is refused with what to use instead."""
    with pytest.raises(ReadError, match=r"path is .*; allowed: the path of a file as str or Path\. .*parse_speech"):
        read_speech(path)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system allows no such names")
@pytest.mark.parametrize(("name", "doc_id"), [(b"a\nb.txt", "a\nb"), (b"\xff\xfe.txt", "\ufffd\ufffd"), ("🌾 'x'.txt".encode(), "🌾 'x'")])
def test_odd_names_are_read(tmp_path, name, doc_id):
    """A file with line breaks, quotes or invalid bytes in its name is read, and its doc_id can be written as UTF-8."""
    path = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118 - bytes that no str holds
    with open(path, "wb") as stream:  # noqa: PTH123 - the same
        stream.write("开会。".encode())
    assert read_speech(os.fsdecode(path)).doc_id == doc_id
    assert read_speech(path).doc_id.encode()

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encodings import decode_text, looks_like
from analysis.errors import ReadError

SIMPLIFIED = "同志们：今天我们召开春耕工作会议，要抓好三件事。"
TRADITIONAL = "各位代表：今天我們召開春耕工作會議，要抓好三件事。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, SIMPLIFIED[4:14], f"Plan 2026\n{SIMPLIFIED}\nA, B, C", TRADITIONAL])
def test_text_comes_back_from_each_encoding(text, encoding):
    """A Chinese text is decoded right from Unicode's encodings and GB18030, also when it has 10 characters or much English."""
    assert decode_text(text.encode(encoding), name="x")[0] == text


@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL[5:15], "開會", f"Plan 2026\r\n{TRADITIONAL}"])
def test_big5_is_told_from_gb18030(text):
    """Big5 is found although its bytes are nearly always valid GB18030 too."""
    assert decode_text(text.encode("big5"), name="x") == (text, "cp950")


def test_hong_kong_characters_choose_the_larger_big5():
    """Characters that only Hong Kong's Big5 has do not stop the reading."""
    text = "各位市民：政府會在灣仔啲屋邨同埗頭開會。"
    assert decode_text(text.encode("big5hkscs"), name="x") == (text, "big5hkscs")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_reported_encoding_decodes_the_bytes_again(encoding):
    """The encoding that is reported is the name of the codec that gives the text back."""
    data = SIMPLIFIED.encode(encoding)
    assert data.decode(decode_text(data, name="x")[1]) == SIMPLIFIED


def test_ascii_is_utf8():
    """A text of nothing but ASCII characters is read as it is."""
    assert decode_text(b"Work plan, 2026\r\n", name="x") == ("Work plan, 2026\r\n", "utf-8")


def test_accents_in_utf8_do_not_become_chinese():
    """Valid UTF-8 outweighs that its two bytes for é are a common character in GB18030."""
    assert decode_text("résumé".encode(), name="x") == ("résumé", "utf-8")


def test_wrong_declaration_does_not_win():
    """What a page declares is outweighed by what the bytes are."""
    assert decode_text(SIMPLIFIED.encode("gb18030"), name="x", declared="big5") == (SIMPLIFIED, "gb18030")
    assert decode_text(TRADITIONAL.encode("big5"), name="x", declared="gb2312") == (TRADITIONAL, "cp950")
    assert decode_text(SIMPLIFIED.encode(), name="x", declared="gbk") == (SIMPLIFIED, "utf-8")


def test_declaration_decides_between_equals():
    """Two characters that make a word in both encodings are read as declared."""
    data = "厨箇".encode("gb18030")
    assert decode_text(data, name="x", declared="gb2312")[1] == "gb18030"
    assert decode_text(data, name="x", declared="big5")[1] == "cp950"


def test_only_the_mark_at_the_start_is_removed():
    """A byte-order mark inside the text is part of the text."""
    assert decode_text(codecs.BOM_UTF8 + "一\ufeff二".encode(), name="x")[0] == "一\ufeff二"


def test_encoding_of_the_caller_wins():
    """An explicit encoding is used even where the evidence speaks for another."""
    assert decode_text("预报".encode("gb18030"), name="x", encoding="latin-1")[0] == "预报".encode("gb18030").decode("latin-1")


@pytest.mark.parametrize(("encoding", "message"), [("ascii", "'x' is not ascii: byte 0xe5 at offset 0"), ("utf-16", "'x' is not utf-16")])
def test_encoding_that_does_not_fit_is_refused(encoding, message):
    """An explicit encoding that does not fit is an error that names the first byte."""
    with pytest.raises(ReadError, match=message):
        decode_text("同志们".encode(), name="x", encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-9", "", "rot13", "base64", "a\0b", 8])
def test_unknown_encoding_is_refused(encoding):
    """A name that is no text encoding of Python's is an error that says what is allowed."""
    with pytest.raises(ReadError, match="is not known; allowed: Python's text encodings, such as 'utf-8'"):
        decode_text(b"abc", name="x", encoding=encoding)


def test_one_bad_byte_is_named_with_its_offset():
    """A UTF-8 file with one byte that does not fit is refused with its place, and not read as something else."""
    data = SIMPLIFIED.encode()
    with pytest.raises(ReadError, match=r"'x' is almost utf-8, but byte 0xff at offset 12 does not fit .*pass encoding=…"):
        decode_text(data[:12] + b"\xff" + data[12:], name="x")


def test_cut_last_character_is_named_with_its_offset():
    """A UTF-8 file that ends inside a character is refused with the place."""
    data = SIMPLIFIED.encode()
    with pytest.raises(ReadError, match=rf"almost utf-8, but byte 0xe3 at offset {len(data) - 3} opens a character that the file does not finish"):
        decode_text(data[:-1], name="x")


def test_bad_byte_in_gb18030_is_named():
    """A GB18030 file with one byte that does not fit is refused as such."""
    data = (SIMPLIFIED * 3).encode("gb18030")
    with pytest.raises(ReadError, match="'x' is almost gb18030, but byte 0xff at offset 40"):
        decode_text(data[:40] + b"\xff" + data[40:], name="x")


def test_bytes_of_no_known_encoding_are_refused():
    """A text in an encoding that is not told apart is refused, and the message lists those that are."""
    with pytest.raises(ReadError, match=r"reads as Chinese in no encoding that is told apart: UTF-8, UTF-16, .*Pass encoding=…"):
        decode_text("Ελληνική Δημοκρατία και άλλα κείμενα".encode("iso8859-7"), name="x")


@pytest.mark.parametrize("data", [b"\0" * 9, b"abc\0def", bytes(range(1, 9)) * 9, "会议\0记录".encode()])
def test_control_characters_are_no_text(data):
    """Bytes with NUL or many control characters are refused as no text."""
    with pytest.raises(ReadError, match=r"no text|in no encoding"):
        decode_text(data, name="x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\0\0\0\x18ftypheic", "a film or an HEIC image"),
    ],
)
def test_other_files_are_named_by_what_they_look_like(data, kind):
    """A file that is no text is refused by name, whatever its ending says."""
    assert looks_like(data).startswith(kind)
    with pytest.raises(ReadError, match=f"looks like {kind}"):
        decode_text(data + bytes(20), name="x")


@given(st.binary(max_size=80))
def test_any_bytes_give_a_text_or_a_read_error(data):
    """Whatever the bytes are, the answer is a text and its codec, or a ReadError of one line."""
    try:
        text, codec = decode_text(data, name="x")
    except ReadError as error:
        text, codec = str(error), None
    assert (text.count("\n") == 0) if codec is None else (data.decode(codec).removeprefix("\ufeff") == text)

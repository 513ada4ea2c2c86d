import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis.documents import read_docx, read_pdf
from analysis.errors import ReadError
from made_files import packed, pdf, repacked, written

LIMIT = 4_000_000


def docx_text(data: bytes) -> str:
    """The text of a .docx."""
    return read_docx(data, name="x.docx", limit=LIMIT)[0]


def pdf_text(data: bytes) -> str:
    """The text of a PDF."""
    return read_pdf(data, name="x.pdf")[0]


def test_docx_paragraphs_and_tables_in_their_order():
    """Paragraphs are lines, cells are set apart by tabs, rows are lines, and all stand where the document has them."""
    document = docx.Document()
    document.add_paragraph("开头")
    table = document.add_table(rows=2, cols=2)
    for cell, word in zip((cell for row in table.rows for cell in row.cells), "甲乙丙丁", strict=True):
        cell.text = word
    document.add_paragraph("第一行\n第二行\t尾")
    assert docx_text(packed(document)) == "开头\n甲\t乙\n丙\t丁\n第一行\n第二行\t尾"


def test_docx_merged_cells_count_once():
    """The text of a cell that spans columns is there once."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "合并"
    document.add_paragraph("后")
    assert docx_text(packed(document)) == "合并\n后"


def test_docx_changes_controls_and_links():
    """Inserted text, content controls and links count; deleted and hidden text does not."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    inner = (
        f"<w:ins>{run.format('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:hyperlink>{run.format('链')}</w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    )
    document = docx.Document()
    end = document.element.body.sectPr
    end.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    end.addprevious(parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format('控件')}</w:p></w:sdtContent></w:sdt>"))
    assert docx_text(packed(document)) == "增链\n控件"


def test_docx_title_of_the_properties():
    """The title of the document's properties comes with the text."""
    document = docx.Document()
    document.add_paragraph("正文")
    document.core_properties.title = "春耕讲话"
    assert read_docx(packed(document), name="x", limit=LIMIT) == ("正文", "春耕讲话")


def test_docx_deep_tables_are_read():
    """Hundreds of tables inside each other are no obstacle, or refused in one line."""
    document = docx.Document()
    depth = 60
    inside = "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>深</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    document.element.body.sectPr.addprevious(parse_xml(f"<w:sdt {nsdecls('w')}>{inside}</w:sdt>"))
    assert docx_text(packed(document)).strip() == "深"


def test_docx_entities_are_not_expanded():
    """An entity that names a file or grows when expanded leaves nothing in the text."""
    xml = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY g "长长长">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>前&e;&g;</w:t></w:r><w:r><w:t>后</w:t></w:r></w:p></w:body></w:document>"
    )
    assert docx_text(repacked(written("一"), document=xml.encode())) == "前后"


@pytest.mark.parametrize("lines", [(), ("", "  ")])
def test_docx_without_text_is_refused(lines):
    """A document with empty paragraphs only is refused with what to do."""
    with pytest.raises(ReadError, match=r"'x.docx' holds no text, .*OCR"):
        docx_text(written(*lines))


@pytest.mark.parametrize("data", [b"PK\x03\x04 and no archive", written("正文")[:-60], written("正文")[:400]])
def test_broken_archive_is_refused(data):
    """An archive that is cut or no archive is refused in one line."""
    with pytest.raises(ReadError, match=r"its ZIP archive is broken \([^\n]+\)\. Open it in Word or WPS"):
        docx_text(data)


def test_broken_part_is_refused():
    """A document whose XML does not parse is refused in one line."""
    with pytest.raises(ReadError, match=r"no Word document that can be read \(XMLSyntaxError: [^\n]+ save it as \.docx"):
        docx_text(repacked(written("正文"), document=b"<w:document"))


def test_other_archives_are_named():
    """A workbook renamed to .docx is refused by what it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(ReadError, match="no Word document but an Excel workbook"):
        docx_text(file.getvalue())


def test_zip_bomb_is_refused_by_its_ratio():
    """A part that unpacks to hundreds of times its size is refused before it is unpacked."""
    with pytest.raises(ReadError, match=r"looks like a ZIP bomb: 'word/document.xml' unpacks to \d+ times its size; allowed: 200 times"):
        docx_text(repacked(written("正文"), document=b" " * 3_000_000))


def test_unpacked_size_is_limited():
    """Parts that unpack to more than the limit are refused, and the message says how to raise it."""
    with pytest.raises(ReadError, match=r"unpacks to at least 5,\d{3},\d{3} bytes; allowed: 4,000,000, .*larger max_bytes"):
        docx_text(repacked(written("正文"), document=b" " * 5_000_000))


def test_archive_that_lies_about_its_sizes_is_refused():
    """A part that declares fewer bytes than it holds is not trusted."""
    data = bytearray(repacked(written("正文"), zz=b"x" * 90_000))
    for at in range(len(data) - 30):
        if data[at : at + 4] == (90_000).to_bytes(4, "little"):
            data[at : at + 4] = (90).to_bytes(4, "little")
    with pytest.raises(ReadError, match="its ZIP archive is broken"):
        docx_text(bytes(data))


def test_pdf_lines_and_pages():
    """The lines of a PDF come page after page, a line each."""
    assert pdf_text(pdf(["各位代表：", "现在开会。"], ["散会。"])) == "各位代表：\n现在开会。\n散会。"


def test_page_numbers_are_dropped():
    """Lone numbers that count the pages are gone; a figure that stands alone in the middle or does not count stays."""
    pages = [["春耕", "2026", "开会", "3"], ["秋收", "－ 4 －"], ["第5页 共9页", "入库", "5"], ["统计", "731"]]
    assert pdf_text(pdf(*pages)).split() == ["春耕", "2026", "开会", "秋收", "入库", "统计", "731"]


def test_pdf_without_text_is_refused():
    """A PDF whose pages are pictures is refused with what to do."""
    with pytest.raises(ReadError, match=r"'x.pdf' has no text on its 2 pages: they are pictures, or empty\. .*OCR"):
        pdf_text(pdf([], []))


def test_encrypted_pdf_is_refused():
    """A PDF that asks for a password is refused as such."""
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>/ID[<{'33' * 16}><{'33' * 16}>]"
    with pytest.raises(ReadError, match="is encrypted and asks for a password"):
        pdf_text(pdf(["正文"], trailer=lock))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 4])
def test_broken_pdf_is_refused(data):
    """A PDF that cannot be parsed is refused in one line."""
    with pytest.raises(ReadError, match=r"'x.pdf' is no PDF that can be read \([^\n]+\)\. Open it"):
        pdf_text(data)

"""From DOCX and PDF to plain text: what the reader of the document sees, in its order."""

import re
import threading
import zipfile
import zlib
from collections import Counter
from io import BytesIO

from analysis.errors import ReadError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted and moved-away text, the old-style copy of a text box, and the code of a field are no text of the document.
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr", f"{_W}sectPr"))
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Text packs to a fifth or a twentieth; a thousandth is what a bomb packs to.
_RATIO, _CHUNK = 200, 1 << 20
_PAGE_NUMBER = re.compile(r"[—–\-－·\s]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/，共]\s*(?:共\s*)?\d{1,4}\s*页?)?[—–\-－·\s]*")
# PDFium keeps state for the whole process and must not be called from two threads at once.
_PDFIUM = threading.Lock()


def read_docx(data: bytes, *, name: str, limit: int) -> tuple[str, str | None]:
    """`(text, title)` of a Word document: a line for each paragraph, cells set apart by tabs, rows by line ends.

    title: of the document's properties, often left over from a template. limit: bytes that its parts may unpack to.
    Inserted text counts, deleted and hidden text does not; headers, footers, notes and automatic numbers are left out.
    Raises ReadError if the file is no .docx, is broken, unpacks to more than `limit`, or holds no text.
    """
    from docx import Document

    package = _unpack(data, name, limit)
    try:
        document = Document(package)
        text, title = _docx_text(document.element.body), document.core_properties.title
    except Exception as error:
        # The library raises KeyError, ValueError, lxml's and its own errors for what is missing or malformed.
        raise ReadError(
            f"{name!r} is no Word document that can be read ({type(error).__name__}: {_short(error)}). Open it in Word or WPS and save it as .docx."
        ) from None
    if not text.strip():
        raise ReadError(
            f"{name!r} holds no text, only pictures or empty paragraphs. Allowed: a .docx with text. Type the text, or recognise the pictures (OCR) first."
        )
    return text, title or None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _unpack(data: bytes, name: str, limit: int) -> BytesIO:
    """The package without its pictures, unpacked within `limit` before the library, which trusts it, may touch it."""
    copy = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(copy, "w") as safe:
            # Of two parts with one name the last counts, as everywhere in ZIP.
            parts = list({part.filename: part for part in package.infolist()}.values())
            _refuse_bomb(parts, name, limit)
            _refuse_other_package({part.filename for part in parts}, name)
            left = limit
            for part in parts:
                content = _read_part(package, part, name, left, limit) if part.filename.lower().endswith((".xml", ".rels")) else b""
                left -= len(content)
                safe.writestr(part.filename, content)
    except ReadError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise ReadError(f"{name!r} is no .docx: its ZIP archive is broken ({_short(error)}). Open it in Word or WPS and save it as .docx again.") from None
    copy.seek(0)
    return copy


def _refuse_bomb(parts: list[zipfile.ZipInfo], name: str, limit: int) -> None:
    total = sum(part.file_size for part in parts)
    if total > limit:
        _refuse_size(name, total, limit)
    for part in parts:
        if part.file_size > _CHUNK and part.file_size > _RATIO * max(1, part.compress_size):
            ratio = part.file_size // max(1, part.compress_size)
            raise ReadError(
                f"{name!r} looks like a ZIP bomb: {part.filename!r} unpacks to {ratio} times its size; allowed: {_RATIO} times. Save it again from Word or WPS."
            )


def _refuse_size(name: str, total: int, limit: int) -> None:
    raise ReadError(f"{name!r} unpacks to at least {total:,} bytes; allowed: {limit:,}, four times max_bytes. If you trust it, pass a larger max_bytes=…")


def _refuse_other_package(names: set[str], name: str) -> None:
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(part.startswith("word/") for part in names)):
        return
    kinds = {"xl/": "an Excel workbook", "ppt/": "a PowerPoint file", "content.xml": "an OpenDocument file", "OEBPS/": "an e-book"}
    kind = next((kind for start, kind in kinds.items() if any(part.startswith(start) for part in names)), "a ZIP archive of something else")
    raise ReadError(f"{name!r} is no Word document but {kind}. Allowed: .docx. Save its text as .docx or .txt.")


def _read_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, left: int, limit: int) -> bytes:
    """The bytes of a part; the archive's own word for its size is not trusted."""
    pieces, size = [], 0
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > left:
                _refuse_size(name, limit - left + size, limit)
            pieces.append(piece)
    return b"".join(pieces)


def _docx_text(body) -> str:
    """The text of a document's body, by one walk without recursion: controls, insertions and boxes wrap paragraphs at any depth."""
    from lxml import etree

    pieces: list[str] = []
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _SKIPPED or (element.tag == f"{_W}r" and _is_hidden(element)):
                walk.skip_subtree()
            elif element.tag == f"{_W}t":
                pieces.append(element.text or "")
            elif element.tag in _CHARACTERS:
                pieces.append(_CHARACTERS[element.tag])
            elif element.tag == f"{_W}p" and pieces and _is_boxed(element):
                pieces.append("\n")
        elif element.tag == f"{_W}p":
            pieces.append("\n")
        elif element.tag in (f"{_W}tc", f"{_W}tr") and pieces and pieces[-1] in ("\n", "\t"):
            pieces[-1] = "\t" if element.tag == f"{_W}tc" else "\n"
    return "".join(pieces).strip("\n")


def _is_hidden(run) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _is_boxed(paragraph) -> bool:
    return paragraph.getparent().tag == f"{_W}txbxContent" and paragraph.getprevious() is None


def read_pdf(data: bytes, *, name: str) -> tuple[str, str | None]:
    """`(text, title)` of a PDF: its lines, page after page, without lines that hold only the page's number.

    title: of the document's properties, often a file name. Misleads on text in columns and on headers that repeat: they are kept.
    Raises ReadError if the file is no PDF, is broken, asks for a password, or has no text (pages that are pictures).
    """
    with _PDFIUM:
        pages, title = _pdf_pages(data, name)
    text = "\n".join(_drop_page_numbers(pages))
    if not text.strip():
        raise ReadError(
            f"{name!r} has no text on its {len(pages)} pages: they are pictures, or empty. Allowed: a PDF with a text layer. Recognise the text (OCR) first."
        )
    return text, title or None


def _pdf_pages(data: bytes, name: str) -> tuple[list[list[str]], str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            return [_pdf_lines(page) for page in document], document.get_metadata_value("Title")
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError(f"{name!r} is encrypted and asks for a password. Allowed: PDFs that open without one. Save a copy without the password.") from None
        raise ReadError(f"{name!r} is no PDF that can be read ({_short(error)}). Open it in a PDF viewer and print it to a new PDF.") from None


def _pdf_lines(page) -> list[str]:
    try:
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range()
        finally:
            textpage.close()
    finally:
        page.close()
    # U+FFFE stands for a hyphen that PDFium takes for a wrap, NUL for a glyph that the font does not name.
    return [line.rstrip() for line in re.split(r"\r\n|[\r\n]", re.sub("[\ufffe\uffff\0]", "", text))]


def _drop_page_numbers(pages: list[list[str]]) -> list[str]:
    """The lines without the lone numbers at the head and foot of pages that count the pages.

    A number with dashes or 第…页 is one at once; a bare one must keep its distance from the page's place on several pages.
    """
    edges = [(i, number) for i, lines in enumerate(pages) for at in _edges(lines) if (number := _bare_number(lines[at])) is not None]
    distances = Counter(number - i for i, number in edges)
    counting = {distance for distance, n in distances.items() if n >= 2 or distance == 1}
    kept = []
    for i, lines in enumerate(pages):
        dropped = {at for at in _edges(lines) if _is_page_number(lines[at], i, counting)}
        kept += [line for at, line in enumerate(lines) if at not in dropped]
    return kept


def _edges(lines: list[str]) -> set[int]:
    """The places of the first and the last line that is not blank."""
    written = [at for at, line in enumerate(lines) if line.strip()]
    return {written[0], written[-1]} if written else set()


def _bare_number(line: str) -> int | None:
    line = line.strip()
    return int(line) if re.fullmatch(r"[0-9]{1,4}", line) else None


def _is_page_number(line: str, page: int, counting: set[int]) -> bool:
    number = _bare_number(line)
    if number is not None:
        return number - page in counting
    return bool(_PAGE_NUMBER.fullmatch(line.strip()))

"""`read_speech`: from the bytes of a .txt, .md, .html, .docx or .pdf file to a `Speech`, or one clear ReadError."""

import hashlib
import os
import stat
from pathlib import Path

from analysis.documents import read_docx, read_pdf
from analysis.encodings import decode_text, looks_like
from analysis.errors import ReadError, check_least
from analysis.metadata import find_metadata
from analysis.segmentation import Segmenter
from analysis.speech import Origin, Speech
from analysis.splitting import INVISIBLE
from analysis.webpages import Page, declared_charset, read_html, read_markdown

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
_ENDINGS = ".txt, .md, .html, .docx, .pdf"
MAX_BYTES = 50_000_000


def read_speech(
    path: str | os.PathLike,
    *,
    encoding: str | None = None,
    doc_id: str | None = None,
    segmenter: Segmenter | None = None,
    max_bytes: int = MAX_BYTES,
) -> Speech:
    """The speech in a file, with title, speaker and date where the file shows them, and its origin.

    path: a .txt, .md, .html, .docx or .pdf file; the content decides where the ending is another.
    encoding: of a text, Markdown or HTML file. None finds it by evidence (UTF-8, UTF-16, GB18030, Big5).
    doc_id: the name in all tables; the file's name without its ending by default.
    max_bytes: the largest file that is read. The parts of a .docx may unpack to four times as much.

    The text of a .txt file is what was decoded, line ends as they are, without a byte-order mark. From the other formats it
    is the plain text that a reader sees. Nothing in a file is run, and nothing is fetched.

    Raises ReadError for whatever cannot be read as a speech, and OptionError for a max_bytes below 1.
    """
    check_least("max_bytes", max_bytes, 1)
    file, name = _as_path(path)
    data = _read_bytes(file, name, max_bytes)
    page, codec = _read_page(data, name, _kind(file.suffix, data, name), encoding, 4 * max_bytes)
    if not has_text(page.text):
        raise ReadError(f"{name!r} is empty: no text is left once blanks and marks are gone. Allowed: a file with text. Check that it was saved.")
    # A name that is not valid in the system's encoding would break every table that is written with it.
    shown, stem = (os.fsencode(part).decode("utf-8", "replace") for part in (file.name, file.stem))
    found = find_metadata(page, stem=stem)
    origin = Origin(shown, len(data), hashlib.sha256(data).hexdigest(), codec)
    return Speech(page.text, doc_id or stem, found.title, found.speaker, found.date, segmenter or Segmenter(), origin)


def _as_path(path: object) -> tuple[Path, str]:
    try:
        text = os.fsdecode(path)
    except TypeError:
        raise ReadError(f"path is {type(path).__name__}; allowed: the path of a file as str or Path. For a text in memory use parse_speech.") from None
    return Path(text), text


def _read_bytes(file: Path, name: str, max_bytes: int) -> bytes:
    try:
        status = file.stat()
        _refuse_other(status, name, max_bytes)
        with file.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except ReadError:  # which is a ValueError too
        raise
    except FileNotFoundError:
        raise ReadError(f"{name!r} does not exist. Allowed: the path of a file that ends in {_ENDINGS}. Check its spelling and folder.") from None
    except PermissionError:
        raise ReadError(f"{name!r} may not be read: permission denied. Allowed: files that you may open. Change its permissions or copy it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"{name!r} cannot be opened: {reason}. Allowed: the path of a file that ends in {_ENDINGS}. Check the path.") from None
    if len(data) > max_bytes:
        _refuse_large(len(data), name, max_bytes)
    if not data:
        raise ReadError(f"{name!r} is empty: 0 bytes. Allowed: a file with text. Check that it was saved.")
    return data


def _refuse_other(status: os.stat_result, name: str, max_bytes: int) -> None:
    """Raise ReadError for folders, pipes and devices, which could block for ever, and for files that are too large."""
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(f"{name!r} is a folder. Allowed: one file that ends in {_ENDINGS}. Pass the files in it one by one.")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{name!r} is no regular file but a pipe, socket or device. Allowed: a file that ends in {_ENDINGS}. Save the text to a file first.")
    if status.st_size > max_bytes:
        _refuse_large(status.st_size, name, max_bytes)


def _refuse_large(size: int, name: str, max_bytes: int) -> None:
    raise ReadError(f"{name!r} has {size:,} bytes or more; allowed: max_bytes={max_bytes:,}. Split it, or pass a larger max_bytes=… to read_speech.")


def _kind(ending: str, data: bytes, name: str) -> str:
    """The format by the file's ending, else by its content."""
    known = FORMATS.get(ending.lower())
    if known:
        return known
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    kind = looks_like(data)
    if kind:
        raise ReadError(f"{name!r} looks like {kind}. Allowed: files that end in {_ENDINGS}. Save it as one of these.")
    return "text"


def _read_page(data: bytes, name: str, kind: str, encoding: str | None, limit: int) -> tuple[Page, str]:
    """`(page, encoding)` of a file's bytes; the encoding of documents is their format."""
    if kind in ("docx", "pdf"):
        _refuse_signature(data, name, kind)
        text, title = read_docx(data, name=name, limit=limit) if kind == "docx" else read_pdf(data, name=name)
        return Page(text, title), kind
    declared = declared_charset(data) if kind == "html" else None
    text, codec = decode_text(data, name=name, encoding=encoding, declared=declared)
    if kind == "text":
        return Page(text), codec
    return (read_html(text) if kind == "html" else read_markdown(text)), codec


def _refuse_signature(data: bytes, name: str, kind: str) -> None:
    """Raise ReadError where the first bytes tell another format than the ending."""
    right = data.startswith(b"PK") if kind == "docx" else b"%PDF-" in data[:1024]
    if not right:
        found = looks_like(data) or "no such file"
        raise ReadError(
            f"{name!r} is no .{kind}: by its first bytes it looks like {found}. Allowed: {_ENDINGS}. Give it its right ending or save it as one of these."
        )


def has_text(text: str) -> bool:
    """Whether anything is left of `text` once blanks and invisible marks are gone."""
    return any(not character.isspace() and character not in INVISIBLE for character in text)

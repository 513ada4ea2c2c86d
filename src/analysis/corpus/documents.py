"""The documents of a corpus, one after another: files of a folder, and rows of JSONL, CSV and Parquet tables."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from analysis.encodings import decode_text
from analysis.errors import OptionError, ReadError, YanciError
from analysis.files import list_files, name_documents
from analysis.reading import FORMATS

TABLES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
# Names under which a table may hold the text and the name of a document, the likeliest first.
TEXT_COLUMNS = ("text", "content", "body", "正文", "内容", "全文")
ID_COLUMNS = ("doc_id", "id")
# What describes every document; further columns of a table follow these.
METADATA = ("file", "title", "speaker", "date", "year")
# So much of a CSV file tells its encoding.
_HEAD = 1_000_000
_ROWS = 256

Row = tuple[int, Mapping[str, Any], str]


@dataclass(frozen=True)
class Document:
    """One text to analyse: in a file of its own (`path`), or given (`text`); `fault` says why it cannot be analysed, if that is known.

    size: bytes. stamp: what changes when the text does. metadata: what is said of it, all as strings.
    """

    doc_id: str
    size: int
    stamp: str
    path: str | None = None
    text: str | None = None
    metadata: Mapping[str, str | None] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True)
class Inputs:
    """The files that hold the documents, those of one text each and tables; the columns of tables that describe their rows."""

    files: tuple[Path, ...]
    tables: tuple[Path, ...]
    text: Mapping[Path, str]
    ids: Mapping[Path, str | None]
    columns: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in (*self.files, *self.tables) if path.is_file())


def list_inputs(paths: Any, out: Path, *, text: str | None = None, doc_id: str | None = None, encoding: str | None = None) -> Inputs:
    """The files that `paths` name, without those in the folder of results `out`, and which columns of their tables hold what.

    Raises OptionError where there is nothing to read or a table lacks the column of the text; ReadError for what does not exist or cannot be opened.
    """
    found = [file for file in list_files(paths, endings=(*FORMATS, *TABLES), patterns=True, deep=True) if out not in file.absolute().parents]
    missing = [str(file) for file in found if not file.exists()]
    if missing:
        raise ReadError(f"{missing[0]!r} does not exist. Allowed: files, folders, and patterns in quotes. Check its spelling and folder.")
    files = tuple(file for file in found if file.suffix.lower() not in TABLES)
    tables = tuple(file for file in found if file.suffix.lower() in TABLES)
    named = {table: _list_columns(table, encoding) for table in tables}
    texts = {table: _choose_text(table, columns, text) for table, columns in named.items()}
    ids = {table: _choose_id(table, columns, doc_id) for table, columns in named.items()}
    others = (name for table, columns in named.items() for name in columns if name not in (texts[table], ids[table], *METADATA))
    return Inputs(files, tables, texts, ids, (*METADATA, *dict.fromkeys(others)))


def _choose_text(table: Path, columns: list[str], wanted: str | None) -> str:
    allowed = [wanted] if wanted else list(TEXT_COLUMNS)
    chosen = next((name for name in allowed if name in columns), None)
    if chosen is None:
        looked = repr(wanted) if wanted else ", ".join(map(repr, TEXT_COLUMNS))
        raise OptionError(f"the table {str(table)!r} has no column {looked}; it has {', '.join(map(repr, columns))}. Name the column of the text with text=….")
    return chosen


def _choose_id(table: Path, columns: list[str], wanted: str | None) -> str | None:
    if wanted and wanted not in columns:
        raise OptionError(f"the table {str(table)!r} has no column {wanted!r}; it has {', '.join(map(repr, columns))}. Leave doc_id=… out to number the rows.")
    return wanted or next((name for name in ID_COLUMNS if name in columns), None)


def _list_columns(table: Path, encoding: str | None) -> list[str]:
    with _refusing(table):
        kind = TABLES[table.suffix.lower()]
        if kind == "parquet":
            import pyarrow.parquet as pq

            return list(pq.read_schema(table).names)
        if kind == "csv":
            with _open_csv(table, encoding) as rows:
                return [name.strip() for name in next(rows, [])]
        # Rows of JSON need not have the same keys, so all are looked through.
        return list(dict.fromkeys(key for _, row, _ in _read_jsonl(table) for key in row))


@contextmanager
def _refusing(table: Path) -> Iterator[None]:
    """Whatever goes wrong in reading a table is a ReadError that names it."""
    try:
        yield
    except YanciError:
        raise
    except (OSError, csv.Error, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(f"the table {str(table)!r} cannot be read: {reason}. Allowed: JSONL, CSV with a header, Parquet. Was it saved whole?") from None


def list_documents(inputs: Inputs, *, encoding: str | None = None) -> Iterator[Document]:
    """All documents in order: files by name, then the rows of each table; one whose name was given before has that as its fault."""
    seen: set[bytes] = set()
    for document in _all_documents(inputs, encoding):
        # Of a hundred million names only short digests are kept.
        digest = blake2b(document.doc_id.encode("utf-8", "replace"), digest_size=12).digest()
        if digest in seen and not document.fault:
            fault = f"doc_id {document.doc_id!r} was given to an earlier document; allowed: a name of its own. Change it, or number the rows."
            yield Document(document.doc_id, document.size, document.stamp, metadata=document.metadata, fault=fault)
        else:
            yield document
        seen.add(digest)


def _all_documents(inputs: Inputs, encoding: str | None) -> Iterator[Document]:
    names = name_documents([*inputs.files, *inputs.tables])
    for path, name in zip(inputs.files, names, strict=False):
        yield _from_file(path, name)
    for table, name in zip(inputs.tables, names[len(inputs.files) :], strict=True):
        with _refusing(table):
            for number, row, fault in _read_rows(table, encoding):
                yield _from_row(row, (inputs.text[table], inputs.ids[table]), table, f"{name}:{number}", fault)


def _from_file(path: Path, name: str) -> Document:
    try:
        status = path.stat()
        size, stamp = status.st_size, f"{status.st_size} bytes, {status.st_mtime_ns}"
    except OSError:
        # Reading it will say why.
        size, stamp = 0, "missing"
    return Document(name, size, stamp, path=str(path.absolute()), metadata={"file": _shown(path)})


def _from_row(row: Mapping[str, Any], columns: tuple[str, str | None], table: Path, name: str, fault: str) -> Document:
    text, named = row.get(columns[0]), row.get(columns[1]) if columns[1] else None
    said = {key: _as_text(value) for key, value in row.items() if key not in columns}
    metadata = said | {"file": _shown(table)}
    # A name of blanks is no name.
    doc_id = (_as_text(named) or "").strip() or name
    if not fault and not isinstance(text, str):
        fault = f"column {columns[0]!r} holds {'nothing' if text is None else f'{text!r:.40}'} in this row; allowed: text. Correct the row."
    if fault:
        return Document(doc_id, 0, fault, metadata=metadata, fault=fault)
    data = text.encode("utf-8", "surrogatepass")
    return Document(doc_id, len(data), blake2b(data, digest_size=16).hexdigest(), text=text, metadata=metadata)


def _shown(path: Path) -> str:
    # A path that is not valid in the system's encoding would break every table that is written with it.
    return str(path).encode("utf-8", "replace").decode()


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        # Half a surrogate pair, which JSON can hold, no file of a table can.
        return value and value.encode("utf-8", "replace").decode()
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (dict, list, bool)) else str(value)


def _read_rows(table: Path, encoding: str | None) -> Iterator[Row]:
    """(number from 1, row, what is wrong with it) of each row of a table."""
    kind = TABLES[table.suffix.lower()]
    if kind == "jsonl":
        yield from _read_jsonl(table)
    elif kind == "csv":
        yield from _read_csv(table, encoding)
    else:
        yield from _read_parquet(table)


def _read_jsonl(table: Path) -> Iterator[Row]:
    with table.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                yield number, {}, f"line {number} is no JSON ({error}); allowed: one object a line, in UTF-8. Correct the line."
                continue
            if isinstance(row, dict):
                yield number, row, ""
            else:
                yield number, {}, f"line {number} holds {type(row).__name__}; allowed: one JSON object a line. Correct the line."


def _read_csv(table: Path, encoding: str | None) -> Iterator[Row]:
    with _open_csv(table, encoding) as rows:
        header = [name.strip() for name in next(rows, [])]
        for number, cells in enumerate(rows, start=1):
            if not cells:
                continue
            fault = f"row {number} has {len(cells)} cells and the header {len(header)}; allowed: as many. Quote cells that hold a comma."
            yield number, dict(zip(header, cells, strict=False)), fault if len(cells) != len(header) else ""


@contextmanager
def _open_csv(table: Path, encoding: str | None) -> Iterator[Iterator[list[str]]]:
    with table.open("rb") as stream:
        head = stream.read(_HEAD)
    # A cut in the middle of a character is no fault of the file.
    head = head[: head.rfind(b"\n") + 1] or head
    codec = decode_text(head, name=str(table), encoding=encoding)[1]
    before = csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    try:
        with table.open(encoding="utf-8-sig" if codec.replace("_", "-").lower().startswith("utf-8") else codec, newline="") as lines:
            yield csv.reader(lines, delimiter="\t" if table.suffix.lower() == ".tsv" else ",")
    finally:
        csv.field_size_limit(before)


def _read_parquet(table: Path) -> Iterator[Row]:
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(table) as file:
        for batch in file.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, row, ""


def split_batches(documents: Iterable[Document], limit: int) -> Iterator[tuple[Document, ...]]:
    """The documents in batches of at most `limit` bytes, each of at least one document; a long one does not make others wait in its batch."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        if batch and size + document.size > limit:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(document)
        size += document.size
    if batch:
        yield tuple(batch)

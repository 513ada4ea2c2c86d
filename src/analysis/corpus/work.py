"""What a worker does with a batch: read each document, run the finders, write one Parquet file for each table."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from platform import node
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.corpus.documents import Document
from analysis.corpus.finders import Finder, empty_table
from analysis.corpus.store import Store, fingerprint, list_versions, note_done
from analysis.errors import OptionError, ReadError, RenderError, YanciError
from analysis.reading import read_speech
from analysis.register import list_words
from analysis.segmentation import Segmenter
from analysis.speech import Speech, parse_speech
from analysis.tables import build_table, columns_of
from analysis.writing import write_beside

if TYPE_CHECKING:
    import pyarrow as pa

# Sentences of our own, with what makes every finder load what it needs.
_WARM_UP = "县长丁小菲指出，要抓好秋收生产，做到颗粒归仓、滴水归田。形势依然严峻，必须坚决打赢“两防一保”攻坚战。"
_STAMP = 12
_NO_DOCUMENTS = build_table("corpus_documents", {name: [] for name in columns_of("corpus_documents")})


@dataclass(frozen=True)
class Job:
    """The settings of a run, as they travel to the workers."""

    out: str
    finders: tuple[tuple[str, Finder], ...]
    segmenter: Segmenter
    encoding: str | None
    columns: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def store(self) -> Store:
        """The folder that the run writes into."""
        return Store(Path(self.out))


@dataclass(frozen=True)
class Batch:
    """Documents that are analysed together. `apart` are places of those that are not tried again: place → why."""

    number: int
    documents: tuple[Document, ...]
    apart: tuple[tuple[int, str], ...] = ()


def prepare(job: Job) -> None:
    """Load all dictionaries and weights into this process before work starts, and check its versions and what each finder gives."""
    _check_versions(job)
    speech = parse_speech(_WARM_UP, segmenter=job.segmenter)
    for name, finder in job.finders:
        finder(speech)
        empty_table(name, finder)


def _check_versions(job: Job) -> None:
    """Raise OptionError where this process has other versions than the one that asks: results must not depend on the worker."""
    ours = list_versions()
    differing = [f"{name} {ours.get(name)} here, {wanted} there" for name, wanted in job.versions.items() if ours.get(name) != wanted]
    if differing:
        raise OptionError(f"the worker on {node()} has other versions ({'; '.join(differing)}); allowed: the same everywhere. Install the same on it.")


def analyse_batch(batch: Batch, job: Job) -> dict[str, Any]:
    """Write a batch's rows of every table, then the note that it is done; returns that note.

    A document that cannot be read, or that a finder fails on, is in the table of failures and in no other.
    Raises RenderError where a file cannot be written.
    """
    # A worker may have joined after the others were prepared.
    _check_versions(job)
    store, columns = job.store, job.columns
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name, _ in job.finders}
    said, described, failed = [], [], []
    apart = dict(batch.apart)
    with _trail(store, batch.number) as stand_at:
        for place, document in enumerate(batch.documents):
            stand_at(place)
            try:
                if place in apart:
                    raise _Failure("worker", apart[place])
                tables, description, metadata = _analyse(document, job)
            except _Failure as failure:
                failed.append({"doc_id": document.doc_id, "file": document.metadata.get("file"), "stage": failure.stage, "reason": str(failure)})
                continue
            for name, table in tables.items():
                rows[name].append(table)
            described.append(description)
            said.append(metadata)
    for name, finder in job.finders:
        _write(store.part(name, batch.number), _join(rows[name], empty_table(name, finder), said, columns))
    _write(store.part("documents", batch.number), _join(described, _NO_DOCUMENTS, said, columns))
    _write(store.part("failures", batch.number), _failures(failed))
    noted = {"documents": len(described), "failures": len(failed), "size": sum(each.size for each in batch.documents)}
    noted |= {"fingerprint": fingerprint(batch.documents), "first": batch.documents[0].doc_id}
    note_done(store, batch.number, noted)
    return noted


class _Failure(Exception):
    """Why a document is in no table, and at which stage."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage


def _analyse(document: Document, job: Job) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, dict[str, str | None]]:
    """The tables of one document, the row that describes it, and its metadata. Raises _Failure."""
    speech = _open(document, job)
    tables = {}
    for name, finder in job.finders:
        try:
            tables[name] = finder(speech)
        except Exception as error:  # whatever one document does to one finder must not end the run
            raise _Failure(name, f"{type(error).__name__}: {error}") from error
    metadata = {**document.metadata, **{key: value for key in ("title", "speaker", "date") if (value := getattr(speech, key)) is not None}}
    return tables, _describe(speech), metadata


def _open(document: Document, job: Job) -> Speech:
    if document.fault:
        raise _Failure("read", document.fault)
    try:
        if document.path:
            speech = read_speech(document.path, encoding=job.encoding, doc_id=document.doc_id, segmenter=job.segmenter)
        else:
            known = {key: document.metadata.get(key) for key in ("title", "speaker", "date")}
            speech = parse_speech(document.text or "", doc_id=document.doc_id, segmenter=job.segmenter, **known)
            if not speech.text.strip():
                raise ReadError(f"{document.doc_id!r} is empty: its text has no character but blanks. Allowed: a text. Correct the row.")
        speech.text.encode()
    except UnicodeEncodeError as error:
        raise _Failure(
            "read", f"{document.doc_id!r} has half a surrogate pair at character {error.start}, which no table can hold. Correct the text."
        ) from error
    except YanciError as error:
        raise _Failure("read", str(error)) from error
    except Exception as error:  # a file can be broken in ways that no reader of its format foresees
        raise _Failure("read", f"{type(error).__name__}: {error}") from error
    return speech


def _describe(speech: Speech) -> pd.DataFrame:
    """The row of the table of documents: the whole text, and its size as `measure_size` counts it."""
    words, _ = list_words(speech)
    sentences = sum(zone != "furniture" for zone in speech.listed("sentences")["zone"])
    row = {"doc_id": [speech.doc_id], "start": [0], "end": [len(speech.text)], "text": [speech.text]}
    row |= {"characters": [sum(map(len, words))], "tokens": [len(words)], "sentences": [sentences], "sha256": [sha256(speech.text.encode()).hexdigest()]}
    return build_table("corpus_documents", row)


def _join(tables: Sequence[pd.DataFrame], empty: pd.DataFrame, said: Sequence[dict[str, str | None]], columns: Sequence[str]) -> "pa.Table":
    """The documents' tables below one another, with the columns of `empty` and what is said of each document in columns `doc_…`."""
    import pyarrow as pa

    below = pd.concat([empty, *tables], ignore_index=True)
    if list(below.columns) != list(empty.columns):
        raise YanciError(f"a finder gives the columns {list(below.columns)} for some texts, {list(empty.columns)} for none; allowed: the same for all.")
    joined = {name: _to_arrow(below[name], str(empty[name].dtype)) for name in empty.columns}
    document = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    for name in columns:
        values = [_year(each) for each in said] if name == "year" else [each.get(name) for each in said]
        joined[_column_name(name)] = pa.array(values, pa.int64() if name == "year" else pa.string()).take(pa.array(document))
    return pa.table(joined)


def _to_arrow(column: pd.Series, dtype: str) -> "pa.Array":
    import pyarrow as pa

    if dtype == "str":
        return pa.array(column.to_numpy(dtype=object), pa.string(), from_pandas=True)
    return pa.array(column.to_numpy(dtype=dtype))


def _column_name(name: str) -> str:
    """`doc_year` and not `year`: what is said of a document never meets a column of a finder."""
    return f"doc_{name}"


def _year(said: dict[str, str | None]) -> int | None:
    """The year of a document: as its table gives it, else that of its date."""
    for given in (said.get("year"), said.get("date")):
        digits = (given or "").strip()[:4]
        if len(digits) == 4 and digits.isascii() and digits.isdigit():
            return int(digits)
    return None


def _failures(rows: list[dict[str, str | None]]) -> "pa.Table":
    import pyarrow as pa

    # A broken name or message must not break the table of what is broken.
    clean = [{key: value and value.encode("utf-8", "replace").decode() for key, value in row.items()} for row in rows]
    names = {"doc_id": "doc_id", "file": "doc_file", "stage": "stage", "reason": "reason"}
    return pa.table({shown: pa.array([row[name] for row in clean], pa.string()) for name, shown in names.items()})


def _write(path: Path, table: "pa.Table") -> None:
    import pyarrow.parquet as pq

    content = BytesIO()
    pq.write_table(table, content, compression="zstd")
    write_beside(path, content.getvalue())


@contextmanager
def _trail(store: Store, number: int) -> Iterator[Callable[[int], None]]:
    """A function that notes at which document of the batch this attempt stands, where it can be read after the process has died."""
    path = store.trail(number, f"{os.getpid()}-{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        trail = path.open("wb", buffering=0)
    except OSError as error:
        raise RenderError(f"{path} cannot be written ({error.strerror}); allowed: a folder with room where you may write. Choose another.") from error

    def stand_at(place: int) -> None:
        # On a full disk the tables will say so.
        with suppress(OSError):
            trail.seek(0)
            trail.write(b"%*d" % (_STAMP, place))

    try:
        with trail:
            yield stand_at
    finally:
        with suppress(OSError):
            path.unlink()


def find_culprit(store: Store, number: int, least: int = 2) -> int | None:
    """The document at which at least `least` attempts of a batch ended; None where they ended at different ones. Forgets the attempts."""
    stood: list[int] = []
    for path in store.trails(number):
        with suppress(OSError, ValueError):
            stood.append(int(path.read_bytes()))
        with suppress(OSError):
            path.unlink()
    likely = max(set(stood), key=stood.count) if stood else None
    return likely if likely is not None and stood.count(likely) >= least else None

"""The same functions over many texts, on Dask: one Parquet dataset for each table, safe to interrupt.

docs/scale.md has what fits where, what it costs, and how to use a cluster.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.corpus.density import measure_density
from analysis.corpus.documents import Document, list_documents, list_inputs, split_batches
from analysis.corpus.finders import Finder, choose_finders, describe_finder, named_finders
from analysis.corpus.running import open_client, run_batches
from analysis.corpus.store import Store, close_store, fingerprint, list_versions, open_store, read_done, read_manifest
from analysis.corpus.work import Batch, Job
from analysis.errors import OptionError, check_least
from analysis.segmentation import Segmenter

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["CorpusRun", "analyse_corpus", "measure_density", "named_finders", "read_corpus", "read_manifest"]

# A character of Chinese has three bytes; files are measured before they are read.
_BYTES = 3


@dataclass(frozen=True)
class CorpusRun:
    """What a run came to: the folder with the results, its tables, and how many documents were analysed and how many could not be."""

    folder: Path
    tables: tuple[str, ...]
    documents: int
    failures: int


def analyse_corpus(
    paths: str | os.PathLike | Iterable[str | os.PathLike],
    finders: str | Finder | Iterable[str | Finder],
    *,
    out: str | os.PathLike,
    client: "Client | None" = None,
    segmenter: Segmenter | None = None,
    encoding: str | None = None,
    text: str | None = None,
    doc_id: str | None = None,
    workers: int | None = None,
    batch_characters: int = 400_000,
    progress: bool | None = None,
) -> CorpusRun:
    """Run `finders` on every document and write a Parquet dataset for each into the folder `out`; rows are those of a plain loop, in its order.

    paths: files, folders (with the folders inside them), patterns such as "reports/**/*.txt", and tables of texts (.jsonl, .csv, .tsv, .parquet).
    finders: names of tables (`named_finders`), or functions of a speech, whose tables are called like them without find_, score_ or measure_.
    client: of a cluster of yours, whose workers see the same files and have the same versions; None starts `workers` processes here.
    segmenter: None takes the engine rjieba, whose words are those of jieba. encoding: of text files and CSV, None finds it.
    text, doc_id: the columns of tables; None takes the first of text, content … and of doc_id, id; rows without a name are numbered.
    batch_characters: how many are analysed and written together. progress: a bar in a terminal or notebook (None), always, or never.

    Beside the finders' tables there are `documents` (a row for each text, with the text, its size and SHA-256) and `failures` (`doc_id, doc_file,
    stage, reason`: what could not be read, or made a finder fail; such a document is in no other table). Every row says after its own
    columns what is known of its document: `doc_file, doc_title, doc_speaker, doc_date, doc_year` and the other columns of tables as
    `doc_…`, all as text but `doc_year`. Read them with `read_corpus`, pandas, Polars or DuckDB.

    A run that was interrupted is taken up where it was by the same call; finished batches are not made again.
    Raises OptionError for wrong options, nothing to read, a folder with other settings or other documents; ReadError for a table that cannot
    be read; RenderError where the results cannot be written, as on a full disk: what is done stays.
    """
    chosen = choose_finders(finders)
    check_least("batch_characters", batch_characters, 1)
    if workers is not None:
        check_least("workers", workers, 1)
    segmenter = segmenter or Segmenter(engine="rjieba")
    folder = Path(out).absolute()
    inputs = list_inputs(paths, folder, text=text, doc_id=doc_id, encoding=encoding)
    settings = {
        "finders": {name: describe_finder(finder) for name, finder in chosen.items()},
        "segmenter": segmenter.name if isinstance(segmenter.engine, str) else f"{segmenter.name} {describe_finder(segmenter.engine)}",
        "words": list(segmenter.words),
        "encoding": encoding,
        "columns": list(inputs.columns),
        "batch_characters": batch_characters,
        "versions": list_versions(),
    }
    store = open_store(folder, settings)
    job = Job(str(folder), tuple(chosen.items()), segmenter, encoding, inputs.columns, list_versions())
    with _open_bar(inputs.size, progress) as tell:
        book = _Book(store, tell)
        pending = book.list_pending(split_batches(list_documents(inputs, encoding=encoding), batch_characters * _BYTES))
        first = next(pending, None)
        # Nothing is started where all is done.
        if first:
            with nullcontext(client) if client else open_client(workers) as opened:
                run_batches(opened, chain([first], pending), job, book.note)
    close_store(store, book.batches, book.totals)
    return CorpusRun(folder, (*chosen, "documents", "failures"), book.totals["documents"], book.totals["failures"])


class _Book:
    """What the batches of a run come to, those done before and those done now."""

    def __init__(self, store: Store, tell: Callable[[dict[str, Any]], None]) -> None:
        self.store, self.tell, self.batches = store, tell, 0
        self.totals = {"documents": 0, "failures": 0}

    def note(self, noted: dict[str, Any]) -> None:
        """Count what one batch came to."""
        for name in self.totals:
            self.totals[name] += noted[name]
        self.tell(noted)

    def list_pending(self, batches: Iterable[tuple[Document, ...]]) -> Iterator[Batch]:
        """The batches that are not done."""
        for number, documents in enumerate(batches):
            self.batches = number + 1
            noted = read_done(self.store, number, fingerprint(documents))
            if noted is None:
                yield Batch(number, documents)
            else:
                self.note(noted)


@contextmanager
def _open_bar(size: int, progress: bool | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A progress bar over the bytes of the documents, with rate and time left; yields what moves it."""
    from tqdm.auto import tqdm

    shown = (_in_notebook() or sys.stderr.isatty()) if progress is None else progress
    counts = {"documents": 0, "failures": 0}
    # A document in a table is smaller than its row, and one in a .docx file is packed: the bar is about right, and full at the end.
    with tqdm(total=size, unit="B", unit_scale=True, unit_divisor=1000, disable=not shown) as bar:

        def tell(noted: dict[str, Any]) -> None:
            for name in counts:
                counts[name] += noted[name]
            bar.set_postfix(counts, refresh=False)
            bar.update(min(noted["size"], size - bar.n))

        yield tell
        bar.update(size - bar.n)


def _in_notebook() -> bool:
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return shell is not None and "IPKernelApp" in shell.config


def read_corpus(folder: str | os.PathLike, table: str, *, columns: list[str] | None = None) -> pd.DataFrame:
    """A table of a corpus that `analyse_corpus` wrote, all batches below one another in the order of the documents.

    columns: only these, for tables that do not fit the memory whole; then read them with Polars, DuckDB or Dask.
    Raises OptionError for a folder that is no corpus or has no such table; warns where the run is not finished.
    """
    path = Path(folder)
    manifest = read_manifest(path)
    known = [*manifest["settings"]["finders"], "documents", "failures"]
    if table not in known:
        raise OptionError(f"table={table!r} is not in {str(path)!r}; it has {', '.join(known)}. Choose one of them, or make it with analyse_corpus.")
    if not manifest["complete"]:
        warnings.warn(f"the corpus {str(path)!r} is not finished: these are the rows so far. Run the same again to go on.", UserWarning, stacklevel=2)
    done = {file.stem for file in (path / "done").glob("*.json")}
    parts = [file for file in sorted((path / table).glob("part-*.parquet")) if file.stem.removeprefix("part-") in done]
    found = pd.concat([pd.read_parquet(part, columns=columns) for part in parts], ignore_index=True) if parts else pd.DataFrame(columns=columns)
    # A year that is not known is a gap, and no reason to make the others fractions.
    return found.astype({name: "Int64" for name in found.columns if name == "doc_year"})

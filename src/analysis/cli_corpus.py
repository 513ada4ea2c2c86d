"""The command `yanci corpus`: arguments in, a folder of Parquet datasets out."""

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from analysis.errors import OptionError
from analysis.segmentation import ENGINES, Segmenter
from analysis.terminal import complain


def add_corpus(commands: Any) -> None:
    """Add `corpus` to the sub-commands of a parser."""
    from analysis.corpus import named_finders

    tables = ", ".join(named_finders())
    described = {
        "description": "Analyse many texts on all cores, or on a cluster, into a folder with a Parquet dataset for each table. "
        "A run that was interrupted is taken up by the same command.",
        "epilog": f"Tables: {tables}. Beside them stand `documents`, and `failures` with what could not be read and why.",
    }
    corpus = commands.add_parser("corpus", help="write tables of thousands of texts, as Parquet", **described)
    paths = "files, folders (with the folders in them), quoted patterns such as 'reports/**/*.txt', and tables of texts: .jsonl, .csv, .tsv, .parquet"
    corpus.add_argument("paths", nargs="+", metavar="PATH", help=paths)
    corpus.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="folder for the results: a new one, or that of an interrupted run")
    corpus.add_argument("--tables", metavar="NAMES", help="which tables, parted by commas (default: all)")
    where = corpus.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, metavar="N", help="processes on this machine (default: one for each core)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that is there already, such as tcp://10.0.0.5:8786")
    corpus.add_argument("--text", metavar="COLUMN", help="for tables of texts: the column of the text (default: text, content, …)")
    corpus.add_argument("--id", metavar="COLUMN", help="for tables of texts: the column of the name (default: doc_id, id, or the rows are numbered)")
    corpus.add_argument("--encoding", help="the files' encoding, if it is known")
    corpus.add_argument("--engine", choices=ENGINES, default="rjieba", help="segmenter; both give the same words (default: rjieba)")
    corpus.add_argument("--as-is", action="store_true", help="do not add the words that a text proves")
    corpus.add_argument("--batch", type=int, default=400_000, metavar="N", help="characters that are analysed and written together (default: 400000)")
    corpus.set_defaults(run=_run_corpus)


def _run_corpus(args: argparse.Namespace) -> int:
    from analysis.corpus import analyse_corpus, named_finders
    from analysis.corpus.running import connect

    tables = [name.strip() for name in args.tables.split(",")] if args.tables else list(named_finders())
    if args.batch < 1:
        raise OptionError(f"--batch {args.batch} is too small; allowed: 1 or more characters. Leave it out for 400000.")
    with connect(args.scheduler) if args.scheduler else nullcontext() as client:
        run = analyse_corpus(
            args.paths,
            tables,
            out=args.out,
            client=client,
            segmenter=Segmenter(engine=args.engine, adapt=not args.as_is),
            encoding=args.encoding,
            text=args.text,
            doc_id=args.id,
            workers=args.workers,
            batch_characters=args.batch,
        )
    print(run.folder)
    if run.failures:
        complain(f"{run.failures} of {run.documents + run.failures} documents could not be analysed; {args.out}/failures says why. The rest is there.")
    return int(run.failures > 0)

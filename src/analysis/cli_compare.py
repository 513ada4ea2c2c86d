"""The commands `yanci compare` and `yanci trace`: arguments in, a table out, and what a reader should know beside it on stderr."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import OptionError
from analysis.terminal import TABLE_FORMATS, complain, put_table, tell_reader
from analysis.wording import LANGS, VALUES, say

if TYPE_CHECKING:
    import pandas as pd

    from analysis.speech import Speech

_READABLE = ".txt, .md, .html, .docx or .pdf"
# Why a document is not counted, for stderr; the table of documents has the status alone.
_WHY_NOT = {
    "undated": "neither its text nor its name has a date; give it a name such as 2019.txt",
    "resolution": "its title is that of a resolution about a report",
    "duplicate": "it has the text of one that is counted",
    "empty": "it has no text besides page furniture",
}


def add_compare(commands: Any) -> None:
    """Add `compare` to the sub-commands of a parser."""
    listed = "\n".join(f"  {name:8} {what}" for name, (_, _, what) in COMPARISONS.items())
    described = {"description": f"Compare two texts; --what is one of\n{listed}", "formatter_class": argparse.RawDescriptionHelpFormatter}
    compare = commands.add_parser("compare", help="write a table of what two texts share and where they differ", **described)
    compare.add_argument("old", type=Path, metavar="OLD", help=f"the earlier text, or the source: {_READABLE}")
    compare.add_argument("new", type=Path, metavar="NEW", help="the later text")
    compare.add_argument("--what", choices=COMPARISONS, default="changes", help="see above (default: changes)")
    compare.add_argument("--min-length", type=int, default=7, metavar="N", help="for echoes: least characters shared (default: 7)")
    compare.add_argument("--max-gap", type=int, default=0, metavar="N", help="for echoes: characters that may differ at one place (default: 0)")
    compare.add_argument("--all-words", action="store_true", help="for terms: count stop words too")
    compare.add_argument("--lang", choices=LANGS, default="zh", help="language of the line below the table (default: zh)")
    _add_output(compare)
    compare.set_defaults(run=_run_compare)


def add_trace(commands: Any) -> None:
    """Add `trace` to the sub-commands of a parser."""
    listed = "\n".join(f"  {name:10} {what}" for name, what in TRACES.items())
    described = {"description": f"Follow formulas over the years; --what is one of\n{listed}", "formatter_class": argparse.RawDescriptionHelpFormatter}
    trace = commands.add_parser("trace", help="write a table of the life of formulas over the years", **described)
    trace.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=f"dated texts, or folders of them: {_READABLE}")
    trace.add_argument("--what", choices=TRACES, default="lifelines", help="see above (default: lifelines)")
    wanted = trace.add_mutually_exclusive_group()
    wanted.add_argument("--formulas", type=Path, metavar="FILE", help="the formulas to follow: one a line, or a table with a column formula")
    wanted.add_argument("--formula", action="append", metavar="WORD", help="a formula to follow; may be repeated (default: those of the lexicon)")
    trace.add_argument("--since", type=int, metavar="YEAR", help="for lifelines: first year of the later period (default: half of the years)")
    _add_output(trace)
    trace.set_defaults(run=_run_trace)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=TABLE_FORMATS, default="csv", help="default: csv")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE", help="write here instead of to the terminal")
    parser.add_argument("--encoding", help="the files' encoding, if it is known")


def _run_compare(args: argparse.Namespace) -> int:
    from analysis.files import name_documents
    from analysis.reading import read_speech

    paths = [args.old, args.new]
    old, new = (read_speech(path, encoding=args.encoding, doc_id=name) for path, name in zip(paths, name_documents(paths), strict=True))
    compare, summarise, _ = COMPARISONS[args.what]
    table = compare(old, new, args)
    put_table(table, args.out, form=args.format)
    if not args.out:
        tell_reader(summarise(table, new, args.lang))
    return 0


def _align(old: "Speech", new: "Speech", _: argparse.Namespace) -> "pd.DataFrame":
    import analysis

    return analysis.align_reports(old, new)


def _echo(old: "Speech", new: "Speech", args: argparse.Namespace) -> "pd.DataFrame":
    import analysis

    return analysis.find_echoes(new, old, min_length=args.min_length, max_gap=args.max_gap)


def _weigh(old: "Speech", new: "Speech", args: argparse.Namespace) -> "pd.DataFrame":
    import analysis

    return analysis.compare_terms(new.tokens, old.tokens, stop_words=None if args.all_words else analysis.load_stop_words())


def _summarise_changes(table: "pd.DataFrame", new: "Speech", lang: str) -> str:
    from analysis.comparison import CHANGES, are_counted

    own = table[table["doc_id"] == new.doc_id]
    sizes = own["text"].map(lambda text: int(are_counted(text).sum()))
    total, unchanged = int(sizes.sum()), int(sizes[own["change"].isin(["kept", "moved"])].sum())
    counts = table["change"].value_counts()
    listed = ("、" if lang == "zh" else ", ").join(f"{say(change, lang, VALUES)} {counts.get(change, 0)}" for change in CHANGES)
    return say("changes_summary", lang).format(listed, total, unchanged / max(total, 1))


def _summarise_echoes(table: "pd.DataFrame", new: "Speech", lang: str) -> str:
    import analysis

    content = new.sentences[new.sentences["zone"] != "furniture"]
    measured = analysis.measure_echo(table, content)
    # Without an echo there is no row of a source.
    covered, longest = (float(measured["coverage"].sum()), int(measured["longest"].sum())) if len(measured) else (0.0, 0)
    return say("echoes_summary", lang).format(len(table), int((table["changed"] > 0).sum()), covered, longest)


def _summarise_terms(table: "pd.DataFrame", _: "Speech", lang: str) -> str:
    shown = table["p_adjusted"] <= 0.05
    more = int((shown & (table["log_ratio"] > 0)).sum())
    return say("terms_summary", lang).format(len(table), more, int(shown.sum()) - more)


# What `yanci compare` can write: name → (the table of OLD, NEW and the arguments, the line that sums it up, what it is).
COMPARISONS: dict[str, tuple[Callable[..., "pd.DataFrame"], Callable[..., str], str]] = {
    "changes": (_align, _summarise_changes, "each sentence: kept, moved, edited, dropped or new"),
    "echoes": (_echo, _summarise_echoes, "the strings of NEW that OLD has too"),
    "terms": (_weigh, _summarise_terms, "words that NEW (a) uses more or less than OLD (b), with keyness"),
}
TRACES = {
    "lifelines": "each formula: first and last year, rising, fading or gone",
    "years": "each formula in each year: count, rate, heat",
    "documents": "each document: its year, and whether it is counted",
}


def _run_trace(args: argparse.Namespace) -> int:
    import analysis
    from analysis.files import read_speeches
    from analysis.lexicon import read_formulas

    formulas = read_formulas(args.formulas) if args.formulas else args.formula
    read = read_speeches(args.paths, encoding=args.encoding)
    for failure in read.failures:
        complain(failure)
    if not read.speeches:
        raise OptionError(f"none of the {len(read.failures)} files could be read; allowed: {_READABLE}. Correct the paths.")
    documents = analysis.list_documents(read.speeches)
    table = documents
    if args.what != "documents":
        _check_years(documents, least=2 if args.what == "lifelines" else 1)
        table = analysis.trace_formulas(read.speeches, formulas)
    if args.what == "lifelines":
        table = analysis.measure_lifelines(table, since=args.since)
        if table.empty:
            complain("none of the formulas is said in the documents that count. The table has no rows.")
    put_table(table, args.out, form=args.format)
    return 1 if read.failures else 0


def _check_years(documents: "pd.DataFrame", *, least: int) -> None:
    """Say which documents do not count, and raise OptionError unless the others are of `least` years or more."""
    left_out = documents[documents["status"] != "counted"]
    for name, status in zip(left_out["doc_id"], left_out["status"], strict=True):
        complain(f"{name!r} is not counted: {_WHY_NOT[status]}.")
    years = sorted(set(documents["year"][documents["status"] == "counted"]))
    if not years:
        raise OptionError(f"none of the {len(documents)} documents has a date and counts; allowed: texts with a date, or names such as 2019.txt. Rename them.")
    if len(years) < least:
        raise OptionError(f"all documents that count are of {years[0]}; allowed: two years or more. Add other years, or ask for --what years.")

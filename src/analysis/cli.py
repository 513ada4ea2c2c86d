"""The command `yanci`: arguments in, a page or a table out. All work is done elsewhere.

Exit codes: 0 all done, 1 a page or table was written although a step of it failed or a file could not be read, 2 wrong input and nothing written for it.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.cli_compare import add_compare, add_trace
from analysis.cli_corpus import add_corpus
from analysis.errors import OptionError, YanciError
from analysis.segmentation import ENGINES
from analysis.terminal import TABLE_FORMATS, complain, put_table
from analysis.wording import LANGS

if TYPE_CHECKING:
    import pandas as pd

    from analysis.report import Report
    from analysis.slides import Deck
    from analysis.speech import Speech

# What `yanci find` can list: name → (function of the speech, or of all of them, and the arguments, what it is).
FINDERS: dict[str, tuple[Callable[[Any, argparse.Namespace], "pd.DataFrame"], str]] = {
    "paragraphs": (lambda speech, _: speech.paragraphs, "paragraphs with their zone"),
    "sentences": (lambda speech, _: speech.sentences, "sentences"),
    "clauses": (lambda speech, _: speech.clauses, "clauses"),
    "tokens": (lambda speech, _: speech.tokens, "words with tag and zone"),
    "words": (lambda speech, args: _analysis().suggest_words(speech, lang=args.lang), "words that the text itself proves"),
    "terms": (lambda speech, args: _analysis().count_terms(speech.tokens, stop_words=_stop_words(args)), "word counts"),
    "ngrams": (lambda speech, args: _analysis().count_ngrams(speech.tokens, n=args.n, stop_words=_stop_words(args)), "counts of runs of -n words"),
    "contexts": (lambda speech, args: _analysis().find_contexts(speech, args.pattern, width=args.width), "a --pattern in its contexts (KWIC)"),
    "collocates": (lambda speech, args: _analysis().count_collocates(speech.tokens, args.pattern, stop_words=_stop_words(args)), "words near the --pattern"),
    "dispersion": (lambda speech, args: _analysis().measure_dispersion(speech.tokens, stop_words=_stop_words(args)), "how evenly words are spread"),
    "slogans": (lambda speech, args: _analysis().find_slogans(speech, threshold=args.threshold, lang=args.lang), "slogans with kind, score and reasons"),
    "parallels": (
        lambda speech, args: _analysis().find_parallels(speech, weights=args.weights, lang=args.lang),
        "parallel runs and antithetic pairs (排比、对偶)",
    ),
    "voices": (lambda speech, _: _analysis().find_reported_speech(speech), "reported speech: who says what, from where to where"),
    "acts": (lambda speech, args: _by_speaker(_analysis().find_speech_acts(speech, lang=args.lang), speech), "what each sentence does, and who speaks"),
    "appraisals": (lambda speech, args: _analysis().find_appraisals(speech, appraisals=_appraisals(args)), "wordings that praise or blame, each in its scope"),
    "sentiment": (
        lambda speech, args: _by_speaker(_analysis().score_sentiment(speech, appraisals=_appraisals(args), lang=args.lang), speech),
        "the tone of each sentence by several witnesses, and who speaks",
    ),
    "modals": (lambda speech, _: _by_speaker(_analysis().find_modals(speech), speech), "what is demanded, forbidden, permitted, and by whom"),
    "phrases": (lambda speech, _: _analysis().find_four_character_phrases(speech), "idioms and other four-character phrases (四字格)"),
    "repetitions": (lambda speech, _: _analysis().find_repetitions(speech), "repetition on purpose (反复、顶真、首语重复)"),
    "metaphors": (lambda speech, _: _analysis().find_metaphors(speech), "metaphors with the family they come from"),
    "cadence": (lambda speech, _: _analysis().measure_cadence(speech), "clauses with their length, runs of equal length, lists"),
    "formulas": (lambda speeches, _: _analysis().find_formulas(speeches), "what all FILEs together repeat word for word"),
    "expansions": (lambda speech, _: _analysis().numeral_expansion(speech), "numeral formulas and the lists they stand for"),
}


# These count over all files at once and get the list of speeches; every other table is made file by file.
_OF_ALL_FILES = frozenset({"formulas"})


def _analysis():
    import analysis

    return analysis


def _by_speaker(table: "pd.DataFrame", speech: "Speech") -> "pd.DataFrame":
    return _analysis().assign_speakers(table, speech)


def _stop_words(args: argparse.Namespace) -> "pd.DataFrame | None":
    return None if args.all_words else _analysis().load_stop_words()


def _appraisals(args: argparse.Namespace) -> "pd.DataFrame | None":
    return args.appraisals and _analysis().read_appraisals(args.appraisals)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all sub-commands."""
    from importlib.metadata import version

    parser = argparse.ArgumentParser(prog="yanci", description="言辞: the rhetoric of Chinese official speeches, as a page or as tables.")
    parser.add_argument("--version", action="version", version=f"yanci {version('yanci')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    about = "Write one offline HTML page for each file, and for several an index."
    report = commands.add_parser("report", help="write one offline HTML page for each file", description=about)
    report.add_argument("files", nargs="*", type=Path, metavar="FILE", help=".txt, .md, .html, .docx or .pdf")
    report.add_argument("--corpus", type=Path, metavar="DIR", help="instead of FILE: one page of a corpus, the folder that `yanci corpus` wrote")
    report.add_argument("-o", "--out", type=Path, default=Path("reports"), metavar="DIR", help="folder for the pages (default: reports)")
    against = "files or folders whose wording is sought in each FILE; give them after it"
    report.add_argument("--against", nargs="+", action="extend", type=Path, metavar="FILE", help=against)
    report.add_argument("--lang", choices=LANGS, default="zh", help="language of charts and tables (default: zh)")
    report.add_argument("--notebook", type=Path, metavar="FILE", help="a notebook of your own instead of the shipped one")
    report.set_defaults(run=_run_report, parser=report)
    add_compare(commands)
    add_trace(commands)
    add_corpus(commands)

    listed = "\n".join(f"  {name:11} {what}" for name, (_, what) in FINDERS.items())
    described = {"description": f"Write a table; WHAT is one of\n{listed}", "formatter_class": argparse.RawDescriptionHelpFormatter}
    find = commands.add_parser("find", help="write a table of evidence", **described)
    find.add_argument("what", choices=FINDERS, metavar="WHAT", help="see above")
    find.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".txt, .md, .html, .docx or .pdf; several make one table")
    find.add_argument("--format", choices=TABLE_FORMATS, default="csv", help="default: csv")
    find.add_argument("-o", "--out", type=Path, metavar="FILE", help="write here instead of to the terminal")
    find.add_argument("--lang", choices=LANGS, default="zh", help="language of the reasons (default: zh)")
    find.add_argument("--pattern", metavar="TEXT", help="for contexts and collocates: what to look for")
    find.add_argument("--threshold", type=float, metavar="SCORE", help="for slogans: least score, 0 to 1 (default: what was best in training)")
    own = "for appraisals and sentiment: a lexicon of your own (tab-separated: term, polarity, strength, kind)"
    find.add_argument("--appraisals", type=Path, metavar="FILE", help=own)
    find.add_argument("--weights", choices=("official", "essays"), default="official", help="for parallels: what kind of prose (default: official)")
    find.add_argument("-n", type=int, default=2, help="for ngrams: how many words (default: 2)")
    find.add_argument("--width", type=int, default=20, help="for contexts: characters to either side (default: 20)")
    find.add_argument("--all-words", action="store_true", help="count stop words too")
    find.add_argument("--encoding", help="the files' encoding, if it is known")
    find.add_argument("--engine", choices=ENGINES, default="jieba", help="segmenter (default: jieba)")
    find.add_argument("--as-is", action="store_true", help="do not add the words that a text proves")
    find.set_defaults(run=_run_find)

    slides = commands.add_parser("slides", help="write the lessons as slides", description="Write one offline reveal.js page for each lesson.")
    slides.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK", help="notebooks with slide types (default: the shipped lessons)")
    slides.add_argument("-o", "--out", type=Path, default=Path("reports", "slides"), metavar="DIR", help="folder for the slides (default: reports/slides)")
    slides.add_argument("--lang", choices=LANGS, default="zh", help="language of charts (default: zh)")
    slides.set_defaults(run=_run_slides)

    lab = commands.add_parser("lab", help="open the notebooks in JupyterLab", description="Open the notebooks in JupyterLab; arguments after -- go to it.")
    lab.add_argument("arguments", nargs="*", metavar="ARG")
    lab.set_defaults(run=_run_lab)
    return parser


def _run_report(args: argparse.Namespace) -> int:
    from analysis.files import list_files
    from analysis.index_page import render_index
    from analysis.report import render_corpus_report, render_report

    if bool(args.corpus) == bool(args.files) or (args.corpus and args.against):
        args.parser.error("either FILE … or --corpus DIR is needed, not both, and --against goes with FILE")
    if args.corpus:
        return _say_report(render_corpus_report(args.corpus, args.out, notebook=args.notebook, parameters={"LANG": args.lang}))
    code, reports, failures = 0, [], []
    pages = _name_pages(args.files, args.out)
    # The notebook runs in its own folder, where a relative path would lead elsewhere.
    against = {"AGAINST": [str(file.absolute()) for file in list_files(args.against)]} if args.against else {}
    for path, page in pages.items():
        try:
            report = render_report(path, page, notebook=args.notebook, parameters={"LANG": args.lang} | against)
        except YanciError as error:
            complain(error)
            # An index is sent to others, whom the rest of the path does not concern.
            failures.append(str(error).replace(repr(str(path)), repr(path.name)))
            code = 2
            continue
        reports.append(report)
        code = max(code, _say_report(report))
    if len(pages) > 1 and reports:
        print(render_index(reports, args.out, failures=failures, lang=args.lang))
    return code


def _say_report(report: "Report | Deck") -> int:
    """Say where a page is and which of its steps failed; the exit code."""
    print(report.path)
    for message in report.errors:
        complain(f"{report.path}: a step failed: {message.rstrip('.')}. The page shows where; the rest is there.")
    return int(bool(report.errors))


def _name_pages(files: Sequence[Path], out: Path) -> dict[Path, Path]:
    """File → its page. OptionError where two files would write the same page."""
    if out.suffix.lower() in (".html", ".htm") and len(files) == 1:
        return {files[0]: out}
    pages = {path: out / f"{path.stem}.html" for path in files}
    twice = [page for page, times in Counter(pages.values()).items() if times > 1]
    if twice:
        raise OptionError(f"several files would become {str(twice[0])!r}; allowed: files of different names. Give them different folders with -o.")
    return pages


def _run_find(args: argparse.Namespace) -> int:
    import pandas as pd

    from analysis.reading import read_speech
    from analysis.segmentation import Segmenter

    finder, _ = FINDERS[args.what]
    if args.what in ("contexts", "collocates") and not args.pattern:
        raise OptionError(f"{args.what} needs what to look for; allowed: a word or string. Add --pattern, such as --pattern 疫情.")
    segmenter = Segmenter(engine=args.engine, adapt=not args.as_is)
    speeches = (read_speech(path, encoding=args.encoding, segmenter=segmenter) for path in args.files)
    table = finder(list(speeches), args) if args.what in _OF_ALL_FILES else pd.concat([finder(speech, args) for speech in speeches], ignore_index=True)
    put_table(table, args.out, form=args.format)
    return 0


def _run_slides(args: argparse.Namespace) -> int:
    from analysis.slides import list_lessons, render_slides

    return max(_say_report(render_slides(notebook, args.out, lang=args.lang)) for notebook in args.notebooks or list_lessons())


def _run_lab(args: argparse.Namespace) -> int:
    from analysis.lab import open_lab

    open_lab(args.arguments)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    args = build_parser().parse_args(argv)
    try:
        code = args.run(args)
        # Here, and not when Python ends, where a closed pipe would be a message and another exit code.
        sys.stdout.flush()
        return code
    except YanciError as error:
        complain(error)
        return 2
    except BrokenPipeError:
        # The reader of our output, such as `head`, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        complain("stopped.")
        return 130

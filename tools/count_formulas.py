"""Count the formulas of `data/formulas.tsv` over a folder of texts, and propose further ones.

    python tools/count_formulas.py CORPORA_DIR --without KEPT_FOR_CHECKING            # refresh the counts of the table
    python tools/count_formulas.py CORPORA_DIR --propose candidates.tsv               # what the texts repeat and the table lacks
    python tools/count_formulas.py CORPORA_DIR --expansions expansions.tsv            # lists that may spell out a numeral formula

Reads every *.txt and every *.jsonl (one object a line: `content`, `year` or `congress`) below the folder. The year of a text without one is
taken from its file's or folder's name. Quotation marks are ignored, and ， counts as 、. A person reads the proposals and edits the table:
formula, kind, expansion and source are written by hand; first_year, documents and n by this script (docs/formulas.md).
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.folding import fold
from analysis.formulas import find_formulas
from analysis.lexicon import formula_key
from analysis.numerals import list_members, read_numeral
from analysis.segmentation import Segmenter
from analysis.speech import parse_speech
from count_words import find_held_out

TABLE = Path(__file__).parent.parent / "src" / "analysis" / "data" / "formulas.tsv"
COLUMNS = ("formula", "kind", "first_year", "documents", "n", "expansion", "source")
# The years of the party congresses whose reports carry a number and no year.
CONGRESSES = {1: 1921, 3: 1923, 7: 1945, 9: 1969, 10: 1973, 11: 1977, 12: 1982, 13: 1987, 14: 1992, 15: 1997, 16: 2002, 17: 2007, 18: 2012, 19: 2017, 20: 2022}
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<=[a-z])(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Text:
    """A text of the corpora: its name, its year if known, and its characters as they are."""

    name: str
    year: int | None
    content: str


def read_corpus(folder: Path) -> Iterator[Text]:
    """Every text below `folder`; a JSON line is one text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt" and path.name.lower() != "readme.txt":
            named = YEAR.search(path.stem) or YEAR.search(path.parent.name.replace("_", " "))
            yield Text(str(path), int(named[0]) if named else None, path.read_text(encoding="utf-8-sig"))
        elif path.suffix == ".jsonl":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                row = json.loads(line)
                year = row.get("year") or CONGRESSES.get(int(row.get("congress") or 0))
                yield Text(f"{path}:{number}", int(year) if year else None, row["content"])


def read_texts(folders: list[Path], held_out: Path | None) -> list[Text]:
    """The texts of the folders, without those that share passages with a text of `held_out`, and each content once."""
    texts = {text.content: text for folder in folders for text in read_corpus(folder)}
    found = list(texts.values())
    left_out = find_held_out({text.name: fold(text.content) for text in found}, held_out) if held_out else set()
    return [text for text in found if text.name not in left_out]


def count_table(rows: list[dict[str, str]], texts: list[Text]) -> list[dict[str, object]]:
    """The rows with their counts over the texts, sorted by formula."""
    keys = [(formula_key(re.sub(r"\s", "", text.content)), text.year) for text in texts]
    counted = []
    for row in sorted(rows, key=lambda row: row["formula"]):
        wanted = formula_key(row["formula"])
        held = [(key.count(wanted), year) for key, year in keys if wanted in key]
        years = [year for _, year in held if year]
        counted.append(row | {"first_year": min(years, default=""), "documents": len(held), "n": sum(n for n, _ in held)})
    return counted


def read_rows(path: Path) -> tuple[str, list[dict[str, str]]]:
    """(comment line, rows) of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        comment = file.readline()
        return comment, list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_rows(path: Path, rows: list[dict], comment: str = "", columns: tuple[str, ...] = COLUMNS) -> None:
    """Write the table beside `path` and put it in its place, so that a reader never meets half of it."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(comment)
        writer = csv.DictWriter(file, columns, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writeheader()
        writer.writerows(rows)
    beside.replace(path)


def propose_formulas(texts: list[Text], known: set[str]) -> list[dict[str, object]]:
    """Strings that at least two texts repeat and the table lacks: formula, n, documents; those in most texts first."""
    speeches = [parse_speech(text.content, doc_id=text.name, segmenter=Segmenter(engine="rjieba", adapt=False)) for text in texts]
    found = find_formulas(speeches, min_documents=2, max_length=60)
    new = found[[formula_key(formula) not in known for formula in found["formula"]]]
    return new.sort_values(["documents", "n"], ascending=False)[["formula", "n", "documents"]].to_dict("records")


def propose_expansions(formulas: list[str], texts: list[Text]) -> list[dict[str, object]]:
    """Lists with as many members as a numeral formula says, near it: formula, expansion, how many texts hold both."""
    votes: dict[tuple[str, str], int] = {}
    for text in texts:
        key = re.sub(r"\s", "", fold(text.content))
        for formula in formulas:
            numeral = read_numeral(formula)
            if numeral and formula in key:
                for expansion in {list_text for list_text, _ in list_members(key, formula, numeral)}:
                    votes[formula, expansion] = votes.get((formula, expansion), 0) + 1
    ranked = sorted(votes.items(), key=lambda item: (item[0][0], -item[1]))
    return [{"formula": formula, "expansion": expansion, "documents": n} for (formula, expansion), n in ranked]


def parse_options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line's options; ends with exit code 2 and one line where a folder does not exist."""
    parser = argparse.ArgumentParser(description="Count the formulas of the lexicon over a folder of texts.")
    parser.add_argument("folder", type=Path, help="folder of .txt and .jsonl texts")
    parser.add_argument("--also", type=Path, action="append", default=[], help="a further folder of texts to count")
    parser.add_argument("--without", type=Path, help="leave out texts that share passages with the texts of this folder (kept for checking)")
    parser.add_argument("--table", type=Path, default=TABLE, help="the table to refresh (default: the shipped one)")
    parser.add_argument("--propose", type=Path, help="write candidates here and leave the table alone")
    parser.add_argument("--expansions", type=Path, help="write lists that may spell out numeral formulas here and leave the table alone")
    options = parser.parse_args(arguments)
    for folder in (options.folder, *options.also, *([options.without] if options.without else [])):
        if not folder.is_dir():
            parser.error(f"{folder} is no folder; pass the folder that holds the texts")
    return options


def main(arguments: list[str] | None = None) -> None:
    """Read the folders named on the command line and do what is asked; a summary goes to standard error."""
    options = parse_options(arguments)
    texts = read_texts([options.folder, *options.also], options.without)
    comment, rows = read_rows(options.table)
    if options.propose:
        write_rows(options.propose, propose_formulas(texts, {formula_key(row["formula"]) for row in rows}), columns=("formula", "n", "documents"))
    if options.expansions:
        numerals = [row["formula"] for row in rows if row["kind"] == "numeral"]
        write_rows(options.expansions, propose_expansions(numerals, texts), columns=("formula", "expansion", "documents"))
    if not (options.propose or options.expansions):
        write_rows(options.table, count_table(rows, texts), comment)
    print(f"{len(texts)} texts, {sum(len(text.content) for text in texts)} characters, {len(rows)} formulas", file=sys.stderr)


if __name__ == "__main__":
    main()

"""Count what is usual for the headline figures in three kinds of report, into src/analysis/data/references.tsv.

    python tools/count_references.py CORPORA_DIR

Reads government_work_reports.jsonl (those with a year, since 1978), cpc_congress_reports.jsonl (since the 11th congress, 1977) and
provincial_2026_raw/*.txt below the folder, each report whole. The echo of a report is sought in the one before it: for a national report
the latest earlier one of the file, for a congress that of the congress before, for a province the latest national one.
Only figures are written: the quartiles over the reports of a genre (docs/references.md).
"""

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from analysis import find_echoes, parse_speech, read_speech
from analysis.headline import GENRES, MEASURES, measure_headline
from count_formulas import write_rows

TARGET = Path(__file__).parent.parent / "src" / "analysis" / "data" / "references.tsv"
COLUMNS = ("measure", "genre", "documents", "low", "median", "high")
FIRST_YEAR, FIRST_CONGRESS = 1978, 11
HEADER = (
    "# Median and quartiles of headline figures over whole reports: national government reports of {}-{} and party congress reports of 1977-2022 (the texts "
    "of Wikisource, from github.com/aldohemsn/chinese-political-corpora) and provincial reports of 2026 (as published by the governments, from "
    "github.com/johncodes404/china-provincial-gov-reports-2026). The texts are official documents and not under copyright (Copyright Law of the PRC, "
    "article 5); only figures are kept. By tools/count_references.py: docs/references.md\n"
)

# (genre, text of the report, text of the one before it or None)
Task = tuple[str, str, str | None]


def read_rows(path: Path, number: str, first: int) -> list[tuple[int, str]]:
    """(year or congress, text) of the rows that have a number of at least `first`, in its order."""
    rows = [json.loads(line) for line in path.read_bytes().decode("utf-8").splitlines()]
    return sorted((int(row[number]), row["content"]) for row in rows if row.get(number) and int(row[number]) >= first)


def list_tasks(folder: Path) -> Iterator[Task]:
    """Every report with the one before it."""
    national = read_rows(folder / "government_work_reports.jsonl", "year", FIRST_YEAR)
    congress = read_rows(folder / "cpc_congress_reports.jsonl", "congress", FIRST_CONGRESS)
    for genre, rows in (("national", national), ("congress", congress)):
        for at, (_, text) in enumerate(rows):
            yield genre, text, rows[at - 1][1] if at else None
    for path in sorted((folder / "provincial_2026_raw").glob("*.txt")):
        yield "provincial", read_speech(path).text, national[-1][1]


def measure_report(task: Task) -> dict[str, object]:
    """The headline figures of one report, with its genre."""
    genre, text, before = task
    speech = parse_speech(text, doc_id="report")
    echoes = None if before is None else find_echoes(speech, [parse_speech(before, doc_id="before")])
    return {"genre": genre} | measure_headline(speech, echoes=echoes).iloc[0][list(MEASURES)].to_dict()


def summarise(figures: pd.DataFrame) -> list[dict[str, object]]:
    """A row for each measure and genre: how many reports have the figure, its quartiles and its median."""
    rows = []
    for measure in MEASURES:
        for genre in GENRES:
            known = pd.to_numeric(figures.loc[figures["genre"] == genre, measure]).dropna()
            low, median, high = (f"{value:.4g}" if value < 1000 else f"{value:.0f}" for value in known.quantile([0.25, 0.5, 0.75]))
            rows.append({"measure": measure, "genre": genre, "documents": len(known), "low": low, "median": median, "high": high})
    return rows


def main() -> None:
    """Measure all reports and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET, help="the table to write (default: the shipped one)")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    options = parser.parse_args()
    years = [year for year, _ in read_rows(options.corpora / "government_work_reports.jsonl", "year", FIRST_YEAR)]
    with ProcessPoolExecutor(options.workers) as pool:
        figures = pd.DataFrame(pool.map(measure_report, list_tasks(options.corpora)))
    write_rows(options.out, summarise(figures), HEADER.format(years[0], years[-1]), columns=COLUMNS)
    print(f"{options.out}: {len(figures)} reports, {dict(figures['genre'].value_counts())}")


if __name__ == "__main__":
    main()

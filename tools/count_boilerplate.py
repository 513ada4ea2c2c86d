"""Count the formulas that most reports have, into src/analysis/data/boilerplate.tsv: python tools/count_boilerplate.py CORPORA_DIR [--propose FILE]

`--propose FILE` writes what at least half of the national or half of the provincial reports hold and the table lacks, to be read and
chosen from; without it the counts of the table's phrases are taken again, and a phrase that fewer reports hold is an error.
The reports of 2023 and 2024 are left out: docs/alignment.md measures `align_reports` on them.
"""

import argparse
import json
import sys
from pathlib import Path

from analysis import Segmenter, Speech, find_formulas, parse_speech
from analysis.comparison.pairing import read_key
from count_formulas import read_rows, write_rows

TARGET = Path(__file__).parent.parent / "src" / "analysis" / "data" / "boilerplate.tsv"
HELD_OUT = {2023, 2024}
COLUMNS = ("phrase", "national", "provincial")
LEAST_LENGTH = 4
HEADER = (
    "# Formulas of report prose, chosen by reading from the strings that at least half of {} national government reports of 1954-2025 (without 2023 and "
    "2024) or half of {} provincial reports of 2026 hold; national, provincial: how many hold it. By tools/count_boilerplate.py.\n"
)


def read_reports(folder: Path) -> dict[str, list[Speech]]:
    """The reports of each column, resolutions on a report and the years held out left aside."""
    segmenter = Segmenter("rjieba", adapt=False)
    rows = map(json.loads, (folder / "government_work_reports.jsonl").read_bytes().decode("utf-8").splitlines())
    national = [row["content"] for row in rows if row.get("year") and int(row["year"]) not in HELD_OUT]
    provincial = [path.read_bytes().decode("utf-8") for path in sorted((folder / "provincial_2026_raw").glob("*.txt"))]
    named = {"national": national, "provincial": provincial}
    return {name: [parse_speech(text, doc_id=f"{name}{i}", segmenter=segmenter) for i, text in enumerate(texts)] for name, texts in named.items()}


def is_common(row: dict, reports: dict[str, list[Speech]]) -> bool:
    """Whether at least half of the reports of one column hold the phrase."""
    return any(2 * int(row[name]) >= len(speeches) for name, speeches in reports.items())


def count_phrases(phrases: list[str], reports: dict[str, list[Speech]]) -> list[dict[str, object]]:
    """A row for each phrase with the number of reports that hold it, those of most reports first."""
    keys = {name: [read_key(speech.folded) for speech in speeches] for name, speeches in reports.items()}
    rows = [{"phrase": phrase} | {name: sum(read_key(phrase) in key for key in keys[name]) for name in reports} for phrase in phrases]
    return sorted(rows, key=lambda row: (-row["national"] - row["provincial"], row["phrase"]))


def propose_phrases(known: set[str], reports: dict[str, list[Speech]]) -> list[dict[str, object]]:
    """The strings that at least half of the reports of one column repeat and the table lacks, counted."""
    found: dict[str, None] = {}
    for speeches in reports.values():
        table = find_formulas(speeches, min_documents=(len(speeches) + 1) // 2, min_length=LEAST_LENGTH, overlap="all")
        found |= dict.fromkeys(map(read_key, table["formula"]))
    return count_phrases([phrase for phrase in found if len(phrase) >= LEAST_LENGTH and phrase not in known], reports)


def main() -> None:
    """Count, and write the table or the proposals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--propose", type=Path, help="write candidates here and leave the table alone")
    options = parser.parse_args()
    reports = read_reports(options.corpora)
    phrases = [row["phrase"] for row in read_rows(TARGET)[1]]
    if options.propose:
        write_rows(options.propose, propose_phrases(set(phrases), reports), columns=COLUMNS)
        return
    rows = count_phrases(phrases, reports)
    rare = [row["phrase"] for row in rows if not is_common(row, reports) or len(row["phrase"]) < LEAST_LENGTH]
    if rare:
        sys.exit(f"in fewer than half of the reports, or shorter than {LEAST_LENGTH}: {rare}. Take them out of {TARGET.name}.")
    write_rows(TARGET, rows, HEADER.format(*map(len, reports.values())), columns=COLUMNS)
    print(f"{TARGET}: {len(rows)} phrases")


if __name__ == "__main__":
    main()

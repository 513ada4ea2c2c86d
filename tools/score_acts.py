"""Score find_speech_acts on annotated texts, with bootstrap intervals: python tools/score_acts.py GOLD_DIR [--worst]

Each annotated sentence is compared with the sentence of ours that overlaps it most; where two readings differ, either is right.
Intervals are over documents drawn with replacement (2,000 draws); that of macro F1 over the draws in which every act occurs, since it is an
average over acts. `--worst` lists the errors.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from analysis import find_speech_acts, parse_speech
from analysis.acts.model import ACTS
from annotated import overlap
from score_tones import measure

DRAWS = 2000
# The acts as annotated (one, or two where the readings differ), and the act found; "" where no sentence of ours overlaps.
Row = tuple[list[str], str]


def compare(gold_file: Path, worst: bool) -> list[Row]:
    """The rows of one document."""
    text = (gold_file.parent / "texts" / f"{gold_file.stem}.txt").read_bytes().decode("utf-8")
    table = find_speech_acts(parse_speech(text, doc_id=gold_file.stem))
    found = list(zip(table["start"].to_list(), table["end"].to_list(), table["act"].to_list(), strict=True))
    rows = []
    for entry in json.loads(gold_file.read_text(encoding="utf-8"))["sentences"]:
        span = (entry["start"], entry["end"])
        best = max(found, key=lambda row: overlap(row[:2], span))
        got = best[2] if overlap(best[:2], span) else ""
        rows.append((entry["act"], got))
        if worst and got not in entry["act"]:
            print(f"{gold_file.stem} gold {entry['act']} got {got!r} {text[slice(*span)][:70]!r}")
    return rows


def draw_bounds(documents: list[list[Row]]) -> list[np.ndarray]:
    """The intervals of accuracy and macro F1."""
    accuracies, macros = [], []
    for draw in np.random.default_rng(0).integers(0, len(documents), (DRAWS, len(documents))):
        rows = [row for k in draw for row in documents[k]]
        accuracy, macro = measure(rows)
        accuracies.append(accuracy)
        if {gold[0] for gold, _ in rows if len(gold) == 1} == set(ACTS):
            macros.append(macro)
    return [np.quantile(figures, [0.025, 0.975]) for figures in (accuracies, macros)]


def main() -> None:
    """Print accuracy and macro F1 with their intervals, and the confusion matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--worst", action="store_true", help="list the errors")
    args = parser.parse_args()
    documents = [compare(file, args.worst) for file in sorted(args.gold.glob("*.json"))]
    rows = [row for document in documents for row in document]
    parts = zip(("accuracy", "macro F1"), measure(rows), draw_bounds(documents), strict=True)
    print(f"{len(documents)} documents, {len(rows)} sentences")
    print("acts  " + "  ".join(f"{name} {value:.3f} [{low:.3f}, {high:.3f}]" for name, value, (low, high) in parts))
    print(f"confusion (rows: annotated, one reading; columns: found), {', '.join(ACTS)}")
    for act in ACTS:
        print(f"{act:12}", *(f"{sum(gold == [act] and got == other for gold, got in rows):5}" for other in ACTS))


if __name__ == "__main__":
    main()

"""Score score_sentiment on annotated texts, each witness alone and all together, with intervals: python tools/score_tones.py GOLD_DIR [--worst]

As GOLD_DIR/score.py does: the sentence with the largest overlap is compared; a sentence whose two readings differ accepts
either. Macro F1 is over the tones that both readings give alone. The intervals are over documents drawn with replacement
(2,000 draws; draws without all three tones left out). `--worst` lists the errors.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis import parse_speech, score_sentiment
from analysis.sentiment.evidence import tones_of_witnesses
from annotated import overlap

DRAWS = 2000
TONES = (-1, 0, 1)
WITNESSES = ("act", "lexicon", "snownlp", "constant 0", "together")
# What is said of a sentence that no sentence of ours overlaps.
SILENT = 9
# Tones as annotated (one, or two where the readings differ), and what each witness and all together say.
Row = tuple[list[int], dict[str, int]]


def compare(gold_file: Path, worst: bool) -> list[Row]:
    """The rows of one document."""
    text = (gold_file.parent / "texts" / f"{gold_file.stem}.txt").read_bytes().decode("utf-8")
    table = score_sentiment(parse_speech(text, doc_id=gold_file.stem))
    spans = list(zip(table["start"].to_list(), table["end"].to_list(), strict=True))
    nets = (table["positive"] - table["negative"]).to_list()
    rows = []
    for entry in json.loads(gold_file.read_text(encoding="utf-8"))["sentences"]:
        best = max(range(len(spans)), key=lambda k: overlap(spans[k], (entry["start"], entry["end"])))
        if not overlap(spans[best], (entry["start"], entry["end"])):
            # Nobody says anything: wrong, as GOLD_DIR/score.py counts it.
            rows.append((entry["tone"], dict.fromkeys(WITNESSES, SILENT)))
            continue
        said = tones_of_witnesses(table["act"].iloc[best], nets[best], table["snownlp"].iloc[best])
        together = int(table["tone"].iloc[best])
        rows.append((entry["tone"], said | {"constant 0": 0, "together": together}))
        if worst and together not in entry["tone"]:
            act, evidence, score = (table[name].iloc[best] for name in ("act", "evidence", "score"))
            print(f"{gold_file.stem} gold {entry['tone']} got {together} ({score:+.2f}, {act}) {text[entry['start'] : entry['end']][:70]!r} | {evidence}")
    return rows


def measure(pairs: Sequence[tuple[list[int], int]]) -> tuple[float, float]:
    """(accuracy, macro F1), counted as GOLD_DIR/score.py counts."""
    scores = []
    for tone in sorted({gold[0] for gold, _ in pairs if len(gold) == 1}):
        hit = sum(tone in gold and got == tone for gold, got in pairs)
        false = sum(tone not in gold and got == tone for gold, got in pairs)
        missed = sum(gold == [tone] and got != tone for gold, got in pairs)
        scores.append(2 * hit / (2 * hit + false + missed) if hit else 0.0)
    return sum(got in gold for gold, got in pairs) / len(pairs), sum(scores) / len(scores)


def interval(documents: list[list[Row]], witness: str) -> str:
    """Both figures of a witness with their intervals over documents."""
    of = [[(gold, said[witness]) for gold, said in rows] for rows in documents]
    point = measure([pair for pairs in of for pair in pairs])
    drawn = []
    for draw in np.random.default_rng(0).integers(0, len(of), (DRAWS, len(of))):
        pairs = [pair for k in draw for pair in of[k]]
        if {gold[0] for gold, _ in pairs if len(gold) == 1} == set(TONES):
            drawn.append(measure(pairs))
    bounds = np.quantile(drawn, [0.025, 0.975], axis=0).T
    return "   ".join(f"{name} {value:.3f} [{low:.3f}, {high:.3f}]" for name, value, (low, high) in zip(("accuracy", "macro F1"), point, bounds, strict=True))


def main() -> None:
    """Print the table of witnesses and the confusion matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--worst", action="store_true")
    args = parser.parse_args()
    documents = [compare(file, args.worst) for file in sorted(args.gold.glob("*.json"))]
    rows = [row for document in documents for row in document]
    print(f"{len(documents)} documents, {len(rows)} sentences")
    for witness in rows[0][1]:
        print(f"{witness:12} {interval(documents, witness)}")
    print("confusion (rows: annotated, one reading; columns: found), -1, 0, 1")
    for tone in TONES:
        print(f"{tone:4}", *(f"{sum(gold == [tone] and said['together'] == other for gold, said in rows):5}" for other in TONES))


if __name__ == "__main__":
    main()

"""Score find_reported_speech on annotated texts, with a bootstrap interval: python tools/score_voices.py GOLD_DIR [--worst]

A voice is hit where the holder's text is identical and the contents overlap by half of their union. The interval is over
documents drawn with replacement (2,000 draws; draws without any voice left out). `--worst` lists the errors.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from analysis import find_reported_speech, parse_speech
from annotated import overlap

DRAWS = 2000


def compare(gold_file: Path) -> tuple[tuple[int, int, int], list[str]]:
    """(hits, found, wanted) of one document, and its errors as lines."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"))["speech"]
    text = (gold_file.parent / "texts" / f"{gold_file.stem}.txt").read_bytes().decode("utf-8")
    table = find_reported_speech(parse_speech(text))
    free = list(zip(table["start"], table["end"], table["holder"], strict=True))
    found, hits, errors = len(free), 0, []
    for voice in gold:
        holder = text[slice(*voice["holder"])]
        hit = next((row for row in free if row[2] == holder and overlap(row[:2], tuple(voice["content"])) >= 0.5), None)
        if hit:
            free.remove(hit)
            hits += 1
        else:
            errors.append(f"{gold_file.stem} missed {holder}: {text[slice(*voice['content'])][:40]!r}")
    errors += [f"{gold_file.stem} false {holder}: {text[start:end][:40]!r}" for start, end, holder in free]
    return (hits, found, len(gold)), errors


def main() -> None:
    """Print precision, recall, F1 and its interval."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", type=Path)
    parser.add_argument("--worst", action="store_true")
    args = parser.parse_args()
    results = [compare(file) for file in sorted(args.gold.glob("*.json"))]
    counts = np.array([count for count, _ in results])
    hits, found, wanted = counts.sum(axis=0)
    drawn = counts[np.random.default_rng(0).integers(0, len(counts), (DRAWS, len(counts)))].sum(axis=1)
    drawn = drawn[drawn[:, 1:].sum(axis=1) > 0]
    low, high = np.quantile(2 * drawn[:, 0] / drawn[:, 1:].sum(axis=1), [0.025, 0.975])
    print(f"{len(counts)} documents, {wanted} voices: precision {hits / found:.3f}  recall {hits / wanted:.3f}  F1 {2 * hits / (found + wanted):.3f}", end="")
    print(f" [{low:.3f}, {high:.3f}]")
    if args.worst:
        print(*(line for _, errors in results for line in errors), sep="\n")


if __name__ == "__main__":
    main()

"""Score find_slogans on annotated texts, with bootstrap intervals: python tools/score_slogans.py GOLD_DIR [--texts DIR]

Counts as the project's guideline says: a prediction meets a gold slogan where they overlap by half of their union; slogans of
strength 1 count neither as missed nor as false; `typed` also asks for one of the defensible kinds, `exact` for the very span.
The interval is over sentences drawn with replacement (1,000 draws). `--worst` lists the errors.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from analysis import find_slogans, parse_speech
from annotated import overlap

DRAWS = 1000


def spans_of(slogan: dict) -> list[tuple[int, int]]:
    """The gold span, and the second reading's where the readers differ in extent."""
    return [(slogan["start"], slogan["end"]), *([tuple(slogan["or"])] if "or" in slogan else [])]


MEASURES = {
    "overlap": lambda found, slogan: any(overlap(found[:2], span) >= 0.5 for span in spans_of(slogan)),
    "typed": lambda found, slogan: found[2] in slogan["types"] and any(overlap(found[:2], span) >= 0.5 for span in spans_of(slogan)),
    "exact": lambda found, slogan: found[:2] in spans_of(slogan),
}


def match(found: list[tuple], slogans: list[dict], same) -> list[tuple[int, str]]:
    """`(place, outcome)` for each prediction and each missed slogan: hit, false, missed; optional ones are left out."""
    free, outcomes = list(found), []
    for strength in (2, 1):
        for slogan in (s for s in slogans if s["strength"] == strength):
            met = next((f for f in free if same(f, slogan)), None)
            if met:
                free.remove(met)
            if strength == 2:
                outcomes.append((slogan["start"], "hit" if met else "missed"))
    return outcomes + [(f[0], "false") for f in free]


def figures(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 from (hits, false, missed)."""
    hits, false, missed = counts
    p, r = hits / max(hits + false, 1), hits / max(hits + missed, 1)
    return np.array([p, r, 2 * p * r / max(p + r, 1e-9)])


def main() -> None:
    """Print precision, recall, F1 and its interval for each measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--worst", action="store_true", help="list what was missed or false")
    args = parser.parse_args()
    blocks: dict[str, list[np.ndarray]] = {name: [] for name in MEASURES}
    for path in sorted(args.gold.glob("*.json")):
        slogans = json.loads(path.read_text(encoding="utf-8"))["slogans"]
        speech = parse_speech(((args.texts or args.gold / "texts") / f"{path.stem}.txt").read_bytes().decode("utf-8"), doc_id=path.stem)
        table = find_slogans(speech)
        found = list(zip(table["start"].tolist(), table["end"].tolist(), table["kind"], strict=True))
        starts = speech.sentences["start"].to_numpy()
        for name, same in MEASURES.items():
            counts = np.zeros((len(starts) + 1, 3))
            for place, outcome in match(found, slogans, same):
                counts[np.searchsorted(starts, place, side="right"), ("hit", "false", "missed").index(outcome)] += 1
                if args.worst and name == "overlap" and outcome != "hit":
                    spans = [s for s in (found if outcome == "false" else [(s["start"], s["end"]) for s in slogans]) if s[0] == place]
                    print(f"{path.stem:16} {outcome:7} {speech.text[spans[0][0] : spans[0][1]]!r}")
            blocks[name].append(counts)
    chance = np.random.default_rng(0)
    for name, counted in blocks.items():
        rows = np.concatenate(counted)
        p, r, f1 = figures(rows.sum(axis=0))
        drawn = [figures(rows[chance.integers(0, len(rows), len(rows))].sum(axis=0))[2] for _ in range(DRAWS)]
        low, high = np.quantile(drawn, [0.025, 0.975])
        print(f"{name:8} P {p:.3f}  R {r:.3f}  F1 {f1:.3f} [{low:.3f}, {high:.3f}]  ({int(rows[:, 0].sum() + rows[:, 2].sum())} required slogans)")


if __name__ == "__main__":
    main()

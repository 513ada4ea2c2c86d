"""Score find_parallels on annotated texts, with a bootstrap interval: python tools/score_parallels.py GOLD_DIR [--worst]

GOLD_DIR holds official texts. A file of essays (.jsonl of PSE) is scored instead with the weights for essays, exactly and with
the marks at the members' ends ignored (the measure EPM of Bothwell et al. 2023).
Exact: the set of member spans is identical. Loose: at least two members of one run overlap two of the other by half of their
union. Runs of strength 1 (one reader only) count neither as missed nor as false. The interval is over documents drawn with
replacement (2,000 draws). `--worst` lists the errors.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analysis import find_parallels, parse_speech
from annotated import Span, overlap

DRAWS = 2000


def exact(found: list[Span], run: dict) -> bool:
    """The same members."""
    return found == sorted(map(tuple, run["members"]))


def loose(found: list[Span], run: dict) -> bool:
    """Two members meet two members."""
    return sum(any(overlap(span, tuple(member)) >= 0.5 for member in run["members"]) for span in found) >= 2


def compare(found: list[list[Span]], gold: list[dict], same: Callable) -> tuple[int, int, int]:
    """(hits, found that count, wanted): one found run for each gold one, the required ones first."""
    free, hits, optional = list(found), 0, 0
    for strength in (2, 1):
        for run in (run for run in gold if run["strength"] == strength):
            match = next((each for each in free if same(each, run)), None)
            if match:
                free.remove(match)
                hits, optional = (hits + 1, optional) if strength == 2 else (hits, optional + 1)
    return hits, len(found) - optional, sum(run["strength"] == 2 for run in gold)


def list_errors(name: str, text: str, found: list[list[Span]], gold: list[dict]) -> list[str]:
    """The runs that do not coincide, as lines."""

    def show(spans: list) -> str:
        return " ‖ ".join(text[start:end][:24] for start, end in spans)

    lines = [f"{name} false  {show(run)}" for run in found if not any(exact(run, each) for each in gold)]
    wanted = (run for run in gold if run["strength"] == 2)
    return lines + [f"{name} missed {show(run['members'])}" for run in wanted if not any(exact(each, run) for each in found)]


def bare_run(text: str, members: list[Span]) -> dict:
    """A run of an essay, without the marks at its members' ends."""
    return {"strength": 2, "members": [strip_marks(text, span) for span in members]}


def read_documents(path: Path) -> list[tuple[str, str, list[dict]]]:
    """(name, text, runs) of each document."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(row["id"], row["text"], [bare_run(row["text"], members) for members in row["parallelisms"]]) for row in rows]
    found = []
    for file in sorted(path.glob("*.json")):
        text = (path / "texts" / f"{file.stem}.txt").read_bytes().decode("utf-8")
        found.append((file.stem, text, json.loads(file.read_text(encoding="utf-8"))["parallels"]))
    return found


def strip_marks(text: str, span: Span) -> Span:
    """The span without the marks and blanks at its ends."""
    start, end = span
    while end > start and not text[end - 1].isalnum():
        end -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return start, end


def main() -> None:
    """Print precision, recall, F1 and its interval for each measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", type=Path)
    parser.add_argument("--worst", action="store_true")
    args = parser.parse_args()
    essays = args.gold.suffix == ".jsonl"
    measures = {"exact": exact} if essays else {"exact": exact, "loose": loose}
    counts: dict[str, list] = {name: [] for name in measures}
    errors: list[str] = []
    for name, text, gold in read_documents(args.gold):
        table = find_parallels(parse_speech(text), weights="essays" if essays else "official")
        found = [sorted(zip(run["start"], run["end"], strict=True)) for _, run in table.groupby("group")]
        if essays:
            found = [[strip_marks(text, span) for span in run] for run in found]
        for measure, same in measures.items():
            counts[measure].append(compare(found, gold, same))
        errors += list_errors(name, text, found, gold)
    draws = np.random.default_rng(0).integers(0, len(counts["exact"]), (DRAWS, len(counts["exact"])))
    for name, values in counts.items():
        hits, found, wanted = np.array(values).sum(axis=0)
        drawn = np.array(values)[draws].sum(axis=1)
        low, high = np.quantile(2 * drawn[:, 0] / drawn[:, 1:].sum(axis=1), [0.025, 0.975])
        f1 = 2 * hits / (found + wanted)
        print(f"{name}  {len(values)} documents, {wanted} runs: precision {hits / found:.3f}  recall {hits / wanted:.3f}  F1 {f1:.3f} [{low:.3f}, {high:.3f}]")
    if args.worst:
        print(*errors, sep="\n")


if __name__ == "__main__":
    main()

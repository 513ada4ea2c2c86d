"""Measure every figure of docs/accuracy.md anew and write it there: python tools/measure_accuracy.py GOLD_DIR CORPORA_DIR [--essays FILE] [--train]

GOLD_DIR holds the annotated texts, CORPORA_DIR the reports (docs/accuracy.md says what they are; none is part of the repository). This runs
the tools/score_*.py and, with `--train`, the cross-validation of the tools/train_*.py, which needs scikit-learn and some minutes; the
shipped models stay as they are. Without `--train` the cross-validated rows of the page stay, too. Figures read by hand (tools/readings.tsv)
get their intervals here. `--check` writes nothing and ends with 1 where a figure has changed.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from math import sqrt
from pathlib import Path

import numpy as np

from analysis import Segmenter, find_echoes, measure_echo, measure_lifelines, parse_speech, read_speech, trace_formulas
from analysis.comparison import is_resolution
from analysis.snow import score_snownlp

TOOLS = Path(__file__).parent
PAGE = TOOLS.parent / "docs" / "accuracy.md"
SEED = TOOLS.parent / "seeds" / "2020-02-24-nanchuan.txt"
# A figure with its interval, as all tools print it: precision and recall come without.
FIGURE = re.compile(r"(accuracy|macro F1|F1|precision|recall|P|R) +(\d\.\d+)(?: \[(\d\.\d+), (\d\.\d+)\])?")
LONG = {"P": "precision", "R": "recall"}
HEADS = {
    "scored": "| function | on | figures [95 %] | command |\n|---|---|---|---|",
    "trained": "| function | on | figures | command |\n|---|---|---|---|",
    "counted": "| what | on | figure |\n|---|---|---|",
    "read": "| function | what | sample | right | share [95 %, Wilson] | page |\n|---|---|---|---|---|---|",
}
SHUFFLES = 20
NO_BREAK = "\N{NO-BREAK SPACE}"


def run_tool(name: str, *arguments: object) -> list[str]:
    """The lines that a tool prints."""
    done = subprocess.run([sys.executable, str(TOOLS / name), *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"tools/{name} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout.splitlines()


def show(figure: float | str, low: str | None = None, high: str | None = None) -> str:
    """A figure as the page shows it: .754 [.674, .821]."""
    short = [re.sub(r"^0\.", ".", str(each)) for each in (figure, low, high) if each]
    return short[0] if len(short) == 1 else f"{short[0]} [{short[1]}, {short[2]}]"


def list_figures(line: str) -> str:
    """The measures of a printed line with their figures, none of which is torn at a line's end."""
    found = [f"{LONG.get(name, name)} {show(*figures)}" for name, *figures in FIGURE.findall(line)]
    return ", ".join(each.replace(" ", NO_BREAK) for each in found)


def score(gold: Path, essays: Path | None) -> list[str]:
    """The rows of what is scored on annotated texts."""
    texts, rows = f"{len(list(gold.glob('*.json')))} documents", []
    for line in run_tool("score_slogans.py", gold):
        size = f"{texts}, {re.search(r'([0-9]+) required', line)[1]} slogans"
        rows.append(f"| `find_slogans` | {size} | {line.split()[0]}: {list_figures(line)} | `score_slogans.py` |")
    for line in run_tool("score_parallels.py", gold):
        size = f"{texts}, {re.search(r'([0-9]+) runs', line)[1]} runs"
        rows.append(f"| `find_parallels` | {size} | {line.split()[0]}: {list_figures(line)} | `score_parallels.py` |")
    for line in run_tool("score_parallels.py", essays) if essays else []:
        size = re.search(r"([0-9]+) documents, ([0-9]+) runs", line)
        data = f"{size[1]} essays, {size[2]} runs"
        rows.append(f'| `find_parallels(weights="essays")` | {data} | {line.split()[0]}: {list_figures(line)} | `score_parallels.py {essays.name}` |')
    for line in run_tool("score_voices.py", gold):
        rows.append(f"| `find_reported_speech` | {texts}, {re.search(r'([0-9]+) voices', line)[1]} voices | {list_figures(line)} | `score_voices.py` |")
    for name, tool in (("find_speech_acts", "score_acts.py"), ("score_sentiment", "score_tones.py")):
        first, *lines = run_tool(tool, gold)
        size = f"{texts}, {re.search(r'([0-9]+) sentences', first)[1]} sentences"
        for line in lines[: next(at for at, line in enumerate(lines) if line.startswith("confusion"))]:
            who = "" if tool == "score_acts.py" else f"{re.match(r'[a-z]+(?: 0)?', line)[0]}: "
            rows.append(f"| `{name}` | {size} | {who}{list_figures(line)} | `{tool}` |")
    return rows


def train(gold: Path, corpora: Path) -> list[str]:
    """The rows of what is cross-validated on the training texts; no model is replaced."""
    with tempfile.TemporaryDirectory() as folder:
        passages, out = Path(folder, "passages"), Path(folder, "model.json")
        run_tool("build_passages.py", corpora, passages)
        texts = [gold / "train", passages]
        more = [*texts, passages / "sentences", passages / "short", "--unread", corpora, "--out", out]
        slogans, *_ = run_tool("train_slogans.py", *texts, "--out", out)
        parallels, *_ = run_tool("train_parallels.py", "official", *texts, "--out", out)
        acts = next(line for line in run_tool("train_acts.py", *more) if line.startswith("macro F1"))
        tones = next(line for line in run_tool("train_tones.py", *more) if line.startswith("together"))
    f1 = re.findall(r"(0\.\d+)\)", slogans)
    all_tones, own = re.search(r"all: (\S+) / (\S+)", tones), re.search(r"train: (\S+) / (\S+)", tones)
    exact = re.search(r"exact F1 (\S+) .*; (\S+) on all", parallels)
    return [
        f"| `find_slogans` | 62 documents | F1 overlap {show(f1[0])}, exact {show(f1[1])} | `train_slogans.py` |",
        f"| `find_parallels` | the 27 documents, all 62 | exact F1 {show(exact[1])}, {show(exact[2])} | `train_parallels.py` |",
        f"| `find_speech_acts` | 240 documents, 3,196 sentences | {list_figures(acts.split('{')[0])} | `train_acts.py` |",
        f"| `score_sentiment` | the same | accuracy {show(all_tones[1])}, macro F1 {show(all_tones[2])} | `train_tones.py` |",
        f"| `score_sentiment` | the 27 official texts of them | accuracy {show(own[1])}, macro F1 {show(own[2])} | `train_tones.py` |",
    ]


def read_jsonl(path: Path) -> list[dict]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_bytes().decode("utf-8").splitlines()]


def count(corpora: Path) -> list[str]:
    """The rows of what is counted over whole reports."""
    national = read_jsonl(corpora / "government_work_reports.jsonl")
    texts = [row["content"] for row in national + read_jsonl(corpora / "cpc_congress_reports.jsonl")]
    texts += [path.read_bytes().decode("utf-8") for path in sorted((corpora / "provincial_2026_raw").glob("*.txt"))]
    full = sum(each.score == 1.0 for each in score_snownlp(texts))
    lines = [line for row in national for line in row["content"].splitlines() if line.strip()]
    same = sum(cut_alike(line) for line in lines)
    reports = [parse_speech(row["content"], doc_id=row["title"], title=row["title"], date=str(row["year"])) for row in national if row.get("year")]
    reports = [speech for speech in reports if not is_resolution(speech.title)]
    formulas, called = shuffle_years(reports)
    speech, central = read_speech(SEED), read_speech(corpora / "central-2020-02-23.txt")
    content = speech.sentences[speech.sentences["zone"] != "furniture"]
    echo = measure_echo(find_echoes(speech, central), content).iloc[0]
    covered, characters = int(echo["covered"]), int(echo["characters"])
    rows = [
        ("SnowNLP gives a whole official document exactly 1.0", f"{len(texts)} documents", share(full, len(texts))),
        ("jieba and rjieba give the same words, without the hidden Markov model", f"{len(lines):,} lines of national reports", share(same, len(lines))),
        (
            "a formula is called rising, fading or gone with the years shuffled",
            f"{formulas} formulas, {len(reports)} reports, {SHUFFLES} shuffles",
            share(called, formulas * SHUFFLES),
        ),
        (
            "the founding speech has strings of 7 or more from the central speech of the day before",
            f"{characters:,} characters without page furniture",
            f"{covered:,} of {characters:,}: {show(f'{covered / characters:.3f}')}",
        ),
    ]
    return [f"| {what} | {on} | {figure} |" for what, on, figure in rows]


def cut_alike(line: str) -> bool:
    """Whether both engines give the same words."""
    words = [parse_speech(line, segmenter=Segmenter(engine, adapt=False)).tokens["text"].tolist() for engine in ("jieba", "rjieba")]
    return words[0] == words[1]


def shuffle_years(reports: list) -> tuple[int, int]:
    """How many formulas were traced, and how often one was called anything but steady with the years shuffled."""
    trace = trace_formulas(reports)
    years, chance, called = np.sort(trace["year"].unique()), np.random.default_rng(0), 0
    for _ in range(SHUFFLES):
        shuffled = trace.assign(year=trace["year"].map(dict(zip(years, chance.permutation(years), strict=True))))
        lives = measure_lifelines(shuffled.sort_values(["formula", "year"], kind="stable"), since=2010, baseline=1993)
        called += int((lives["trend"] != "steady").sum())
    return trace["formula"].nunique(), called


def bound(right: int, read: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, p = 1.959964, right / read
    middle, half = p + z * z / (2 * read), z * sqrt(p * (1 - p) / read + z * z / (4 * read * read))
    # Rounding alone could carry it past 0 or 1.
    return max(0.0, (middle - half) / (1 + z * z / read)), min(1.0, (middle + half) / (1 + z * z / read))


def share(right: int, read: int) -> str:
    """A share with its counts and, of what is a sample, its interval."""
    low, high = bound(right, read)
    return f"{right:,} of {read:,}: {show(f'{right / read:.3f}', f'{low:.3f}', f'{high:.3f}')}"


def list_readings() -> list[str]:
    """The rows of what was read by hand."""
    lines = [line for line in (TOOLS / "readings.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = []
    for row in csv.DictReader(lines, delimiter="\t"):
        counts, _, figure = share(int(row["right"]), int(row["read"])).partition(": ")
        rows.append(f"| `{row['function']}` | {row['what']} | {row['sample']} | {counts} | {figure} | [{row['page']}]({row['page']}.md) |")
    return rows


def put_rows(page: str, part: str, rows: list[str]) -> str:
    """The page with the table between the marks of `part` replaced."""
    marks = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before, _, rest = page.partition(marks[0])
    _, _, after = rest.partition(marks[1])
    return "\n".join([before + marks[0], HEADS[part], *rows, marks[1] + after])


def main() -> int:
    """Write the page; 1 where `--check` finds another figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="the annotated texts")
    parser.add_argument("corpora", type=Path, help="the reports")
    parser.add_argument("--essays", type=Path, help="school essays (.jsonl of PSE)")
    parser.add_argument("--train", action="store_true", help="cross-validate, too")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    args = parser.parse_args()
    before = page = PAGE.read_text(encoding="utf-8")
    page = put_rows(page, "scored", score(args.gold, args.essays))
    page = put_rows(page, "counted", count(args.corpora))
    page = put_rows(page, "read", list_readings())
    if args.train:
        page = put_rows(page, "trained", train(args.gold, args.corpora))
    if not args.check:
        PAGE.write_text(page, encoding="utf-8")
        print(PAGE)
    return int(args.check and page != before)


if __name__ == "__main__":
    raise SystemExit(main())

"""Every benchmark, one after another, in one process tree: `make bench`, or `python benchmarks/all.py [CORPORA]`

CORPORA is a folder with reports: government_work_reports.jsonl (an object a line with `title`, `content`, `year`) and other .jsonl and .txt
files. Without it the seed is measured, and what needs many reports is left out. Quote the ratios: seconds are those of one machine at one time.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SEED = HERE.parent / "seeds" / "2020-02-24-nanchuan.txt"


def list_runs(corpora: Path | None) -> list[list[str]]:
    """The benchmarks with their arguments."""
    runs = [["bench_parse.py"], ["bench_rhetoric.py"], ["bench_explorer.py"], ["bench_snow.py"]]
    if corpora is None:
        return [*runs, ["bench_corpus.py", "--documents", "200"]]
    texts = sorted(str(file) for file in corpora.rglob("*") if file.suffix in (".jsonl", ".txt"))
    reports = str(corpora / "government_work_reports.jsonl")
    others = [text for text in texts if text.endswith(".txt")][:1]
    return [*runs, ["bench_formulas.py", reports], ["bench_echoes.py", str(SEED), *others, reports], ["bench_corpus.py", *texts, "--grow", "10"]]


def main(corpora: Path | None) -> int:
    """Run all; the exit code says whether one failed."""
    failed = []
    for name, *arguments in list_runs(corpora):
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(HERE / name), *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))

"""Time and memory of `find_formulas` over a file of reports: `/usr/bin/time -v python benchmarks/bench_formulas.py REPORTS.jsonl`.

REPORTS.jsonl holds one object a line with the text in `content`. Prints seconds for reading the speeches' words and for each overlap policy,
the number of formulas, the peak memory of the process and, to be read, the formulas of most texts.
"""

import json
import resource
import sys
import time
from pathlib import Path

from analysis import parse_speech
from analysis.formulas import OVERLAPS, find_formulas


def main(path: str) -> None:
    """Measure on the reports of `path`."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    speeches = [parse_speech(row["content"], doc_id=str(number)) for number, row in enumerate(rows)]
    start = time.perf_counter()
    words = sum(len(speech.tokens) for speech in speeches)
    print(f"{len(speeches)} texts, {sum(len(speech.text) for speech in speeches)} characters, {words} words: {time.perf_counter() - start:.1f} s")
    for overlap in OVERLAPS:
        start = time.perf_counter()
        found = find_formulas(speeches, overlap=overlap)
        print(f"overlap={overlap!r}: {len(found)} formulas in {time.perf_counter() - start:.1f} s")
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory {peak / 2**20:.0f} MB")
    shown = find_formulas(speeches, min_documents=5, min_length=6)
    print(shown.sort_values("documents", ascending=False).head(60)[["formula", "n", "documents", "parent"]].to_string(index=False))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("pass one file of reports, one JSON object a line")
    main(sys.argv[1])

"""Time of each finder of rhetoric, for a text and for twice as much of it: `python benchmarks/bench_rhetoric.py [FILE]`

FILE is any speech; without one the seed is taken eight times. Words and clauses are cut before. Prints milliseconds for 1,000
characters, the best of five, and how many times as long the doubled text takes (2 is linear).
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import analysis
from analysis import Speech

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
FINDERS = (
    "find_parallels",
    "find_reported_speech",
    "find_speech_acts",
    "find_modals",
    "find_four_character_phrases",
    "find_repetitions",
    "find_metaphors",
    "measure_cadence",
)


def measure(finder: Callable, speech: Speech) -> float:
    """Seconds of processor time, the best of five."""
    finder(speech)
    times = []
    for _ in range(5):
        start = time.process_time()
        finder(speech)
        times.append(time.process_time() - start)
    return min(times)


def main(path: Path | None) -> None:
    """Measure all finders."""
    text = analysis.read_speech(path).text if path else SEED.read_text(encoding="utf-8") * 8
    once, twice = analysis.parse_speech(text), analysis.parse_speech(text + "\n" + text)
    for speech in (once, twice):
        print(f"{len(speech.text):,} characters, {len(speech.tokens):,} words, {len(speech.clauses):,} clauses")
    total = 0.0
    for name in FINDERS:
        short, long = measure(getattr(analysis, name), once), measure(getattr(analysis, name), twice)
        total += short / len(text) * 1e6
        print(f"{name:28} {short / len(text) * 1e6:6.2f} ms   twice the text: {long / short:.2f} times")
    print(f"{'all':28} {total:6.2f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)

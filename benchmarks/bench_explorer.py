"""Time of each click in the explorer: `python benchmarks/bench_explorer.py [FILE]`

FILE is any speech; without one the seed is taken. Prints milliseconds of processor time, the best of five, of what happens in the kernel
between a click and the widgets' new state, and its share of opening the same text.
"""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import analysis

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"


def measure(act: Callable[[object], object], values: Iterable[object]) -> float:
    """Seconds of processor time, the least of all values."""
    times = []
    for value in values:
        start = time.process_time()
        act(value)
        times.append(time.process_time() - start)
    return min(times)


def main(path: Path) -> None:
    """Measure all clicks."""
    speech = analysis.read_speech(path)
    # The first one loads models and dictionaries.
    analysis.explore(speech)
    opening = measure(lambda _: analysis.explore(analysis.parse_speech(speech.text)), range(5))
    explorer = analysis.explore(speech)
    words = [speech.text[at : at + 5] for at in range(100, 600, 100)]
    clicks = {
        "a line of the list": measure(lambda at: setattr(explorer.items, "index", at), range(5)),
        "a layer": measure(lambda on: setattr(explorer.layers["parallels"], "value", on), [True, False, True, False, True]),
        "the threshold": measure(lambda least: setattr(explorer.threshold, "value", least), [0, 0.2, 0.4, 0.6, 0.8]),
        "a word of the dictionary": measure(lambda word: setattr(explorer.word, "value", "".join(word.split())), words),
    }
    print(f"{len(speech.text):,} characters")
    for name, seconds in {"opening the text": opening, **clicks}.items():
        print(f"{name:26} {seconds * 1e3:6.0f} ms   {seconds / opening:.2f} of opening")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEED)

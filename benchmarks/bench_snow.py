"""`score_snownlp` against SnowNLP itself, in one run: `python benchmarks/bench_snow.py [FILE]`

FILE is any speech; without one the seed is taken. Prints the seconds of the first score in a new process with an empty cache and with a filled one,
and of SnowNLP's import; then, best of several, the milliseconds of both for all sentences in one call, for the text as one string, and for one
sentence, with the ratio and whether the scores are equal; then n and 2n characters in sentences, and runs of 50,000 and 100,000 Chinese characters.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import analysis
from analysis.snow import score_snownlp

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
FIRST_SCORE = """
import sys, time
import platformdirs
platformdirs.user_cache_path = lambda name: __import__("pathlib").Path(sys.argv[1], name)
from analysis.snow import score_snownlp
start = time.perf_counter()
score_snownlp(["群众很满意"])
print(time.perf_counter() - start)
"""
IMPORT = """
import time, warnings
warnings.simplefilter("ignore")
start = time.perf_counter()
import snownlp
print(time.perf_counter() - start)
"""


def measure(work: Callable[[], object], times: int) -> tuple[float, object]:
    """Seconds, the best of several, and what came out."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return min(taken), result


def measure_fresh(code: str, *arguments: str) -> float:
    """The seconds that a new process prints."""
    answer = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=os.environ)
    return float(answer.stdout)


def compare(name: str, texts: list[str]) -> None:
    """Print both times, their ratio, and whether the scores are the same floats."""
    from snownlp import SnowNLP

    ours, found = measure(lambda: [row.score for row in score_snownlp(texts)], 50)
    theirs, expected = measure(lambda: [SnowNLP(text).sentiments for text in texts], 5)
    print(f"{name:32} SnowNLP {theirs * 1e3:7.2f} ms   ours {ours * 1e3:6.2f} ms   {theirs / ours:5.1f} times   equal: {found == expected}")


def main(path: Path | None) -> None:
    """Measure all."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (measure_fresh(FIRST_SCORE, folder) for _ in range(2))
    print(f"first score {first:.2f} s, from the cache {second:.2f} s; importing SnowNLP {measure_fresh(IMPORT):.2f} s")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import snownlp
    assert snownlp.SnowNLP
    speech = analysis.read_speech(path or SEED)
    sentences = speech.sentences["text"].to_list()
    compare(f"{len(sentences)} sentences, {sum(map(len, sentences)):,} characters", sentences)
    compare(f"one text, {len(speech.text):,} characters", [speech.text])
    compare("one sentence", [max(sentences, key=len)])
    # In shuffled sentences no run of Chinese comes twice, so that each is cut.
    chance = random.Random(0)
    many = ["".join(chance.sample(sentence, len(sentence))) for _ in range(40) for sentence in sentences]
    once, _ = measure(lambda: score_snownlp(many[: len(many) // 2]), 5)
    twice, _ = measure(lambda: score_snownlp(many), 5)
    print(f"{len(many) // 2} sentences {once * 1e3:.1f} ms, {len(many)} sentences {twice * 1e3:.1f} ms: {twice / once:.2f} times")
    run = "".join(re.findall("[\u4e00-\u9fa5]+", speech.text)) * (100_000 // 1000)
    half, _ = measure(lambda: score_snownlp([run[:50_000]]), 3)
    whole, _ = measure(lambda: score_snownlp([run[:100_000]]), 3)
    print(f"one run of 50,000 characters {half:.2f} s, of 100,000 {whole:.2f} s: {whole / half:.2f} times")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)

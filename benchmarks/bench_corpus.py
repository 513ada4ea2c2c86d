"""Throughput of a corpus: `python benchmarks/bench_corpus.py [FILE …] [--documents 1000] [--grow 1]`

FILE is a .txt or a .jsonl with texts in `content` or `text`; all are cut into documents of 2,500 characters. Without one the seed is cut and its
sentences are shuffled, which repeats words more than real texts do. Everything is measured in one run, on one machine, one core
unless it says otherwise, and what counts is the ratios:

    naive      jieba.posseg and SnowNLP(text).sentiments for each document, as a notebook of the field does it (of 40 documents)
    words      rjieba's cut alone: the limit
    loop       all tables of `yanci corpus`, document after document, in this process
    one, two   `analyse_corpus` with one worker and with two, from the call to its end, workers started and dictionaries loaded before
    n, 2n      the same documents, and with as many others, by one worker

With --grow 10 a corpus of ten times as many documents follows, for the peak memory of a worker.
"""

import argparse
import json
import random
import re
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import analysis
from analysis import Segmenter, analyse_corpus, parse_speech
from analysis.corpus import named_finders

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
SIZE, NAIVE, WARM = 2500, 40, 3


def read_texts(paths: list[Path]) -> Iterable[str]:
    """The texts of the files."""
    for path in paths:
        if path.suffix == ".jsonl":
            rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            yield from (row.get("content") or row["text"] for row in rows)
        else:
            yield path.read_text(encoding="utf-8")


def cut_documents(paths: list[Path], wanted: int) -> list[str]:
    """`wanted` documents of 2,500 characters; where the texts are fewer they come again with their sentences in another order."""
    pieces = [text[at : at + SIZE] for text in read_texts(paths or [SEED]) for at in range(0, max(1, len(text) - SIZE), SIZE)]
    chance = random.Random(1)
    chance.shuffle(pieces)
    documents = pieces[:wanted]
    while len(documents) < wanted:
        sentences = re.findall(r"[^。]*。|[^。]+$", chance.choice(pieces))
        chance.shuffle(sentences)
        documents.append("".join(sentences))
    return documents


def measure(work: Callable[[str], object], texts: list[str]) -> float:
    """Seconds of processor time for 1,000,000 characters, after three texts to warm up."""
    for text in texts[:WARM]:
        work(text)
    start = time.process_time()
    for text in texts:
        work(text)
    return (time.process_time() - start) / sum(map(len, texts)) * 1e6


def be_naive() -> Callable[[str], object]:
    """What a notebook of the field does with a document: tags and one score."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg
        from snownlp import SnowNLP
    jieba.setLogLevel(60)
    return lambda text: (list(jieba.posseg.cut(text)), SnowNLP(text).sentiments)


def analyse_all(text: str) -> list:
    """All tables of a document."""
    speech = parse_speech(text, segmenter=Segmenter(engine="rjieba"))
    return [finder(speech) for finder in named_finders().values()]


def measure_corpus(documents: list[str], folder: Path, workers: int) -> tuple[float, float]:
    """Seconds for 1,000,000 characters by so many workers, and the peak memory of the largest of them in megabytes."""
    from analysis.corpus.running import open_client

    table = folder / f"{len(documents)}-{workers}.jsonl"
    table.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in documents), encoding="utf-8")
    with open_client(workers) as client:
        analyse_corpus(_head(table), list(named_finders()), out=folder / f"{table.stem}-warm", client=client)
        start = time.perf_counter()
        analyse_corpus(table, list(named_finders()), out=folder / table.stem, client=client, batch_characters=100_000)
        seconds = time.perf_counter() - start
        peak = max(client.run(_peak).values())
    return seconds / sum(map(len, documents)) * 1e6, peak


def _head(table: Path) -> Path:
    few = table.with_name(f"{table.stem}-few.jsonl")
    few.write_text("".join(table.read_text(encoding="utf-8").splitlines(keepends=True)[:WARM]), encoding="utf-8")
    return few


def _peak() -> float:
    """Peak memory of this process; on Linux not by getrusage, which begins a new program with the peak of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Measure all, and print ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--grow", type=int, default=1)
    args = parser.parse_args()
    documents = cut_documents(args.files, args.documents * 2)
    half = documents[: args.documents]
    print(f"{len(half):,} documents of {SIZE:,} characters; seconds for 1,000,000 characters")
    naive = measure(be_naive(), half[:NAIVE])
    engine = Segmenter(engine="rjieba", adapt=False)
    words = measure(lambda text: analysis.segmentation.cut_words(text, engine), half)
    loop = measure(analyse_all, half)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        one, peak = measure_corpus(half, folder, 1)
        two, _ = measure_corpus(half, folder, 2)
        twice, more = measure_corpus(documents, folder, 1)
        for name, seconds in (("naive", naive), ("words", words), ("loop", loop), ("one", one), ("two", two), ("2n", twice)):
            print(f"{name:6} {seconds:8.2f}")
        print(f"a plain loop is {naive / loop:.1f} times as fast as the naive notebook, one worker {naive / one:.1f} times, words {naive / words:.0f}")
        print(f"two workers do {one / two:.2f} times the work of one; twice the documents take {2 * twice / one:.2f} times as long")
        print(f"peak memory of a worker: {peak:.0f} MB for {len(half):,} documents, {more:.0f} MB for {len(documents):,}")
        if args.grow > 1:
            large = cut_documents(args.files, args.documents * args.grow)
            seconds, peak = measure_corpus(large, folder, 2)
            print(f"{len(large):,} documents by two workers: {seconds:.2f} s for 1,000,000 characters, peak memory of a worker {peak:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())

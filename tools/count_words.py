"""Propose words that jieba's dictionary lacks, by counting over a folder of texts: `python tools/count_words.py CORPORA_DIR`.

Reads every *.txt and every *.jsonl (one object a line, its text in `content`) below the folder, and writes a table of candidates
to standard output or `--out`: word, how jieba cuts it, n, documents, cohesion, freedom, hmm, bound, tag, frequency. A person then reads
the table and keeps what is a word (docs/dictionary.md says by which rules); nothing here writes `words.tsv`.

    n          occurrences whose edges no word of jieba crosses
    documents  texts that hold the string
    cohesion   the least pointwise mutual information over all cuts in two, in bits
    freedom    the lesser of the entropies of the left and the right neighbour, in bits
    hmm        the share of occurrences that jieba's hidden Markov model makes a word
    bound      the greatest share that one piece has of its occurrences inside the string
    tag        proposed part of speech, from the last piece
    frequency  the least at which jieba takes the string rather than its pieces, doubled
"""

import argparse
import csv
import json
import logging
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import pairwise
from math import log2
from pathlib import Path

from analysis.folding import fold
from analysis.segmentation import tag_word

with warnings.catch_warnings():
    # jieba's sources hold escapes that Python warns of.
    warnings.simplefilter("ignore")
    import jieba

HAN_RUN = re.compile(r"[一-鿿]+")
LONGEST = 6
# What opens or ends a phrase and no word: particles, prepositions, conjunctions, pronouns, adverbs of degree, numerals and measures.
OPENS_PHRASE = set("的了着和与及或在对把将被从向为是以于由让使给就也都还又很更最较各其这那本该此我你他她它们并而且但若如因按据经至到")
ENDS_PHRASE = set("的了着和与及或在对把将被从向为是以于由让使就也都还又很更最较各其这那我你他们并而且但等个项条件批次名户家亩吨元年月日号")
NUMERALS = set("〇零一二三四五六七八九十百千万亿两几第")


def read_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(name, folded text) of each text below `folder`; a JSON line is one text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt" and path.name.lower() != "readme.txt":
            yield str(path), fold(path.read_text(encoding="utf-8-sig"))
        elif path.suffix == ".jsonl":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
                if line.strip():
                    yield f"{path}:{number}", fold(json.loads(line)["content"])


def _han_only(text: str) -> str:
    return "".join(HAN_RUN.findall(text))


def find_held_out(texts: dict[str, str], folder: Path) -> set[str]:
    """Names of the texts that share a passage of 40 characters with a text of `folder`, white space and punctuation ignored."""
    passages = set()
    for _, text in read_texts(folder):
        han = _han_only(text)
        passages |= {han[at : at + 40] for at in range(0, len(han) - 40, 40)}
    # Texts quote each other (a party report in the next), so one shared passage proves nothing: ten do.
    return {name for name, text in texts.items() if sum(passage in _han_only(text) for passage in passages) >= 10}


def split_runs(texts: dict[str, str]) -> list[tuple[str, str]]:
    """(name, run of Chinese characters) for each line of each text; a line of 20 characters or more counts once in the whole corpus."""
    seen: set[str] = set()
    runs = []
    for name, text in texts.items():
        for line in map(str.strip, text.splitlines()):
            if len(line) >= 20 and line in seen:
                continue
            seen.add(line)
            runs += [(name, run) for run in HAN_RUN.findall(line)]
    return runs


def count_strings(runs: list[tuple[str, str]], *, least: int) -> Counter:
    """Occurrences of every string of up to LONGEST + 1 characters that occurs `least` times or more."""
    counts = Counter(character for _, run in runs for character in run)
    for length in range(2, LONGEST + 2):
        found = Counter()
        for _, run in runs:
            for at in range(len(run) - length + 1):
                string = run[at : at + length]
                # A string is as frequent as its parts at most, so rare parts need no counting.
                if length == 2 or (counts[string[1:]] >= least and counts[string[:-1]] >= least):
                    found[string] += 1
        counts.update({string: n for string, n in found.items() if n >= least})
    return counts


def is_open(string: str) -> bool:
    """True if no edge of `string` is a function word, and it is not a number with its measure."""
    return string[0] not in OPENS_PHRASE and string[-1] not in ENDS_PHRASE and not set(string[:-1]) <= NUMERALS


class Evidence:
    """What the corpus says about each candidate: neighbours, documents, how jieba cuts around it."""

    def __init__(self) -> None:
        self.n = Counter()
        self.hmm = Counter()
        self.left: dict[str, Counter] = defaultdict(Counter)
        self.right: dict[str, Counter] = defaultdict(Counter)
        self.documents: dict[str, set[str]] = defaultdict(set)

    def add(self, string: str, name: str, neighbours: tuple[str, str], *, joined: bool) -> None:
        """Record one occurrence; "" as a neighbour is the edge of a run, and counts as a new neighbour each time."""
        self.n[string] += 1
        self.hmm[string] += joined
        for side, neighbour in zip((self.left, self.right), neighbours, strict=True):
            side[string][neighbour or f"edge {self.n[string]}"] += 1
        self.documents[string].add(name)


def _edges(words: list[str]) -> list[int]:
    edges = [0]
    for word in words:
        edges.append(edges[-1] + len(word))
    return edges


def gather_evidence(runs: list[tuple[str, str]], counts: Counter, tokenizer: jieba.Tokenizer) -> tuple[Evidence, Counter]:
    """(evidence for every string of two or more of jieba's words, occurrences of each of jieba's words)."""
    evidence, words = Evidence(), Counter()
    for name, run in runs:
        pieces = list(tokenizer.cut(run, HMM=False))
        words.update(pieces)
        edges, hmm = _edges(pieces), _edges(list(tokenizer.cut(run, HMM=True)))
        joined = set(pairwise(hmm))
        for i, start in enumerate(edges):
            for end in edges[i + 2 :]:
                string = run[start:end]
                if end - start > LONGEST or string not in counts:
                    break
                if is_open(string):
                    around = (run[start - 1 : start] if start else "", run[end : end + 1])
                    evidence.add(string, name, around, joined=(start, end) in joined)
    return evidence, words


def measure_cohesion(string: str, counts: Counter, total: int) -> float:
    """The least pointwise mutual information of `string` over its cuts in two, in bits."""
    return min(log2(counts[string] * total / (counts[string[:at]] * counts[string[at:]])) for at in range(1, len(string)))


def measure_entropy(neighbours: Counter) -> float:
    """The entropy of a distribution of neighbours, in bits."""
    n = sum(neighbours.values())
    return -sum(count / n * log2(count / n) for count in neighbours.values())


def propose_frequency(pieces: list[str], tokenizer: jieba.Tokenizer) -> int:
    """Twice the least frequency at which jieba prefers the string to `pieces`; at least 3."""
    product = 1.0
    for piece in pieces:
        product *= (tokenizer.FREQ.get(piece) or 1) / tokenizer.total
    return max(3, 2 * (int(product * tokenizer.total) + 1))


def load_tokenizer() -> jieba.Tokenizer:
    """jieba with its own dictionary and nothing else, private to this run; its cache file in the temporary folder is not used."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def rate_candidate(string: str, evidence: Evidence, counts: Counter, words: Counter, *, total: int, tokenizer: jieba.Tokenizer) -> dict:
    """The row of one candidate."""
    pieces = list(tokenizer.cut(string, HMM=False))
    n = evidence.n[string]
    return {
        "word": string,
        "cut": "|".join(pieces),
        "n": n,
        "documents": len(evidence.documents[string]),
        "cohesion": round(measure_cohesion(string, counts, total), 2),
        "freedom": round(min(measure_entropy(evidence.left[string]), measure_entropy(evidence.right[string])), 2),
        "hmm": round(evidence.hmm[string] / n, 2),
        "bound": round(max(min(1.0, n / max(1, words[piece])) for piece in pieces), 2),
        "tag": tag_word(pieces[-1]),
        "frequency": propose_frequency(pieces, tokenizer),
    }


def propose_words(runs: list[tuple[str, str]], *, least: int, least_documents: int, least_cohesion: float, least_freedom: float) -> list[dict]:
    """Candidates that pass all thresholds, the most cohesive and frequent first."""
    tokenizer = load_tokenizer()
    counts = count_strings(runs, least=least)
    total = sum(len(run) for _, run in runs)
    evidence, words = gather_evidence(runs, counts, tokenizer)
    rows = [
        rate_candidate(string, evidence, counts, words, total=total, tokenizer=tokenizer)
        for string, n in evidence.n.items()
        if n >= least and len(evidence.documents[string]) >= least_documents and not tokenizer.FREQ.get(string)
    ]
    rows = [row for row in rows if row["cohesion"] >= least_cohesion and row["freedom"] >= least_freedom]
    return sorted(rows, key=lambda row: (-row["cohesion"] * log2(row["n"]), row["word"]))


def parse_options(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line's options; ends with exit code 2 and one line where a folder does not exist."""
    parser = argparse.ArgumentParser(description="Propose words that jieba's dictionary lacks.")
    parser.add_argument("folder", type=Path, help="folder of .txt and .jsonl texts")
    parser.add_argument("--also", type=Path, action="append", default=[], help="a further folder of texts to count")
    parser.add_argument("--without", type=Path, help="leave out texts that share passages with the texts of this folder (kept for checking)")
    parser.add_argument("--out", type=Path, help="the table to write; standard output if absent")
    parser.add_argument("--least", type=int, default=5, help="least number of occurrences (default 5)")
    parser.add_argument("--documents", type=int, default=3, help="least number of texts (default 3)")
    parser.add_argument("--cohesion", type=float, default=3.0, help="least cohesion in bits (default 3)")
    parser.add_argument("--freedom", type=float, default=1.5, help="least freedom in bits (default 1.5)")
    options = parser.parse_args(arguments)
    for folder in (options.folder, *options.also, *([options.without] if options.without else [])):
        if not folder.is_dir():
            parser.error(f"{folder} is no folder; pass the folder that holds the texts")
    return options


def write_table(rows: list[dict], out: Path | None) -> None:
    """Write the candidates as tab-separated UTF-8 to `out`, or to standard output."""
    with out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout) as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["word"], delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: list[str] | None = None) -> None:
    """Read the folder named on the command line and write the table; a summary goes to standard error."""
    options = parse_options(arguments)
    jieba.setLogLevel(logging.WARNING)
    texts = {name: text for folder in (options.folder, *options.also) for name, text in read_texts(folder)}
    held_out = find_held_out(texts, options.without) if options.without else set()
    runs = split_runs({name: text for name, text in texts.items() if name not in held_out})
    if not runs:
        sys.exit(f"{options.folder} holds no Chinese text in .txt or .jsonl files; pass another folder")
    rows = propose_words(runs, least=options.least, least_documents=options.documents, least_cohesion=options.cohesion, least_freedom=options.freedom)
    write_table(rows, options.out)
    summary = f"{len(texts) - len(held_out)} texts, {sum(len(run) for _, run in runs)} characters, {len(held_out)} left out, {len(rows)} candidates"
    print("\n".join([summary, *sorted(held_out)]), file=sys.stderr)


if __name__ == "__main__":
    main()

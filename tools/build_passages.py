"""Rebuild the annotated passages for training: python tools/build_passages.py CORPORA_DIR OUT_DIR

tools/slogan_passages.jsonl holds our own annotation of slogans in passages of public official texts, as offsets only: the
file and key of a text, the spans of its paragraphs, and `[start, end, kinds, strength]` of each slogan.
tools/act_passages.jsonl has `[start, end, act, tone]` of each sentence of the same passages, in the same order, and
tools/parallel_passages.jsonl `[kind, strength, [[start, end], …]]` of each parallel run. tools/sentence_passages.jsonl has other
passages, chosen because the first model of acts was unsure there, with the acts and tones alone. tools/short_sentences.tsv has
sentences of our own, each a text of its own. With the texts at hand this writes one .txt and one .json a text, as the
tools/train_*.py read them: OUT_DIR has the first, OUT_DIR/sentences and OUT_DIR/short the others. One reading by one
annotator each, by the same guideline as the training texts.
"""

import argparse
import csv
import json
from pathlib import Path

PASSAGES = Path(__file__).parent / "slogan_passages.jsonl"
ACTS = Path(__file__).parent / "act_passages.jsonl"
PARALLELS = Path(__file__).parent / "parallel_passages.jsonl"
SENTENCES = Path(__file__).parent / "sentence_passages.jsonl"
SHORT = Path(__file__).parent / "short_sentences.tsv"


def read_text(corpora: Path, file: str, key: str) -> str:
    """The text that `file` holds under `key` (a year or the number of a congress), or the whole file."""
    content = (corpora / file).read_bytes().decode("utf-8")
    if not file.endswith(".jsonl"):
        return content
    field = "year" if file.startswith("government") else "congress"
    return next(row["content"] for row in map(json.loads, content.splitlines()) if str(row[field]) == key)


def build_passage(text: str, passage: dict) -> tuple[str, list[dict]]:
    """The paragraphs, set apart by blank lines, and the slogans with offsets into them."""
    built, slogans = "", []
    for low, high in passage["paragraphs"]:
        for start, end, kinds, strength in passage["slogans"]:
            if low <= start and end <= high:
                at = len(built) + start - low
                slogans.append({"start": at, "end": at + end - start, "types": kinds.split(","), "strength": strength})
        built += text[low:high] + "\n\n"
    return built, slogans


def place_spans(passage: dict, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans with offsets into the built text; one may run over a paragraph's end."""
    at, places = 0, []
    for low, high in passage["paragraphs"]:
        places.append((low, high, at - low))
        at += high - low + 2
    shift = {point: shift for low, high, shift in places for point in range(low, high)}
    return [(start + shift[start], end + shift[end - 1]) for start, end in spans]


def place_sentences(passage: dict, acts: list[list]) -> list[dict]:
    """The sentences with their act and tone."""
    spans = place_spans(passage, [(start, end) for start, end, _, _ in acts])
    return [{"start": start, "end": end, "act": [act], "tone": [tone]} for (start, end), (_, _, act, tone) in zip(spans, acts, strict=True)]


def place_parallels(passage: dict, runs: list[list]) -> list[dict]:
    """The parallel runs with their kind, strength and members."""
    return [{"kind": kind, "strength": strength, "members": place_spans(passage, members)} for kind, strength, members in runs]


def main() -> None:
    """Write all passages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    files = [read_lines(path) for path in (PASSAGES, ACTS, PARALLELS)]
    for passage, acts, runs in zip(*files, strict=True):
        text, slogans = build_passage(read_text(args.corpora, passage["file"], passage["key"]), passage)
        write(
            args.out,
            passage,
            text,
            {"slogans": slogans, "sentences": place_sentences(passage, acts["acts"]), "parallels": place_parallels(passage, runs["parallels"])},
        )
    for passage in read_lines(SENTENCES):
        text, _ = build_passage(read_text(args.corpora, passage["file"], passage["key"]), passage | {"slogans": []})
        write(args.out / "sentences", passage, text, {"sentences": place_sentences(passage, passage["acts"])})
    for number, row in enumerate(read_rows(SHORT)):
        text = row["sentence"]
        found = [{"start": 0, "end": len(text), "act": [row["act"]], "tone": [int(row["tone"])]}]
        write(args.out / "short", {"file": "short", "key": f"{number:03}"}, text, {"sentences": found})


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a TSV file whose first line is a comment."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()[1:], delimiter="\t"))


def read_lines(path: Path) -> list[dict]:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(folder: Path, passage: dict, text: str, found: dict) -> None:
    """The text and what was found in it, under the name of the passage."""
    name = f"{Path(passage['file']).stem}-{passage['key']}".rstrip("-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))
    (folder / f"{name}.json").write_text(json.dumps({"id": name} | found, ensure_ascii=False), encoding="utf-8")
    print(f"{name}: {len(text):,} characters, " + ", ".join(f"{len(rows)} {kind}" for kind, rows in found.items()))


if __name__ == "__main__":
    main()

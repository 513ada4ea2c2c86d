"""Time, growth and correctness of `find_echoes`: `python benchmarks/bench_echoes.py SPEECH SOURCE REPORTS.jsonl`.

SPEECH and SOURCE are texts of any kind that `read_speech` reads; REPORTS.jsonl holds one object a line with `title`, `content` and `year` (or
none). Prints what the speech shares with the source and with all reports, whether a plain search through all windows covers the same
characters, the seconds of reading and of matching apart, and for texts made to be slow the seconds at one and at two lengths.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from analysis import Speech, assign_speakers, find_echoes, measure_echo, parse_speech, read_speech, sort_by_date

LEAST = 7


def timed(call: Callable):
    """(what the call gives, its seconds)."""
    start = time.perf_counter()
    return call(), time.perf_counter() - start


def read_reports(path: str) -> list[Speech]:
    """The reports of a file, with their paragraphs and folded text worked out."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    speeches = [
        parse_speech(row["content"], doc_id=f"{number} {row['title']}", date=str(row["year"]) if row.get("year") else None) for number, row in enumerate(rows)
    ]
    for speech in speeches:
        _ = speech.folded, speech.paragraphs
    return speeches


def plain_windows(speech: Speech) -> list[tuple[str, list[int]]]:
    """(characters, offsets) of each window of LEAST counted characters inside a paragraph, found without the package's arrays."""
    found = []
    for row in speech.paragraphs.itertuples():
        if row.zone != "furniture":
            at = [i for i in range(row.start, row.end) if speech.folded[i].isalnum()]
            found += [("".join(speech.folded[i] for i in at[k : k + LEAST]), at[k : k + LEAST]) for k in range(len(at) - LEAST + 1)]
    return found


def hostile(length: int) -> dict[str, tuple[str, str]]:
    """Pairs of texts that are hard to match."""
    draw = random.Random(0)
    text = "".join(chr(0x4E00 + draw.randrange(3000)) for _ in range(length))
    two = ["".join(draw.choice("的了") for _ in range(length)) for _ in range(2)]
    return {
        "one character, itself": ("的" * length, "的" * length),
        "one character, half as many": ("的" * length, "的" * (length // 2)),
        "two characters at random": (two[0], two[1]),
        "的的的的了, 的的的的是": ("的的的的了" * (length // 5), "的的的的是" * (length // 5)),
        "a text, itself": (text, text),
        "a text, every fifth changed": (text, "".join("改" if i % 5 == 4 else character for i, character in enumerate(text))),
    }


def show_growth(length: int, max_gap: int) -> None:
    """Seconds at `length` and at twice `length`, their ratio, and the rows."""
    for (name, small), large in zip(hostile(length).items(), hostile(2 * length).values(), strict=True):
        pairs = [(parse_speech(a), parse_speech(b)) for a, b in (small, large)]
        for pair in pairs:
            _ = [(speech.folded, speech.paragraphs) for speech in pair]
        (_, first), (found, second) = (timed(lambda pair=pair: find_echoes(*pair, min_length=LEAST, max_gap=max_gap)) for pair in pairs)
        print(f"  {name}: {first:.2f} s and {second:.2f} s, ratio {second / first:.1f}, {len(found)} rows")


def main(speech_path: str, source_path: str, reports_path: str) -> None:
    """Print all of it."""
    speech, source = read_speech(speech_path), read_speech(source_path)
    found = find_echoes(speech, source)
    print(measure_echo(found, speech.sentences)[["text", "characters", "covered", "coverage", "longest"]].to_string(index=False))
    visible = speech.sentences[speech.sentences["zone"] != "furniture"]
    print("without page furniture:", measure_echo(found, visible)[["characters", "coverage"]].to_numpy().tolist())
    print(measure_echo(found, assign_speakers(visible, speech), by="speaker")[["speaker", "characters", "coverage", "text"]].to_string(index=False))
    near = find_echoes(speech, source, max_gap=2)
    print(f"rows: {len(found)}; with max_gap=2: {len(near)}, {int((near['changed'] > 0).sum())} of them changed")

    reports, seconds = timed(lambda: read_reports(reports_path))
    reports = sort_by_date(reports)
    print(f"{len(reports)} reports, {sum(len(report.text) for report in reports)} characters, parsed in {seconds:.2f} s")
    for max_gap in (0, 2):
        found, seconds = timed(lambda gap=max_gap: find_echoes(speech, reports, max_gap=gap))
        print(f"max_gap={max_gap}: {len(found)} rows, matched in {seconds:.2f} s")
    measured = measure_echo(find_echoes(speech, reports), speech.sentences, sources=[report.doc_id for report in reports])
    windows = plain_windows(speech)
    for name, covered, report in zip(measured["source_doc_id"], measured["covered"], reports, strict=True):
        there = {window for window, _ in plain_windows(report)}
        plain = {i for window, at in windows if window in there for i in at}
        if len(plain) != covered:
            sys.exit(f"{name}: {covered} characters covered, {len(plain)} by a plain search")
    print("a plain search covers the same number of characters in each report")
    largest = measured.sort_values(["covered", "longest"], ascending=False).head(10)
    print(largest[["source_doc_id", "covered", "coverage", "first", "text"]].to_string(index=False))
    for max_gap in (0, 2):
        print(f"made to be slow, 50,000 and 100,000 characters, max_gap={max_gap}:")
        show_growth(50_000, max_gap)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("pass a speech, a source, and a file of reports, one JSON object a line")
    main(*sys.argv[1:])

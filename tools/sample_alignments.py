"""Draw rows of an alignment to be judged by eye: python tools/sample_alignments.py REPORTS_JSONL OLD_YEAR NEW_YEAR [--rows 40] [--seed 0]

The rows are drawn at random within each kind of change, each kind in proportion to its rows but with one row at least. Beside a
dropped or new row stands the most similar sentence of the other text, whatever became of that one: what a reader would have joined it to.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import Speech, align_reports, parse_speech
from analysis.comparison.pairing import prepare_sentence, score_pairs
from analysis.data import read_table
from analysis.matching import index_terms


def read_report(path: Path, year: int) -> Speech:
    """The report of a year; a resolution on a report has no year and is none."""
    rows = map(json.loads, path.read_bytes().decode("utf-8").splitlines())
    content = next(row["content"] for row in rows if row.get("year") and int(row["year"]) == year)
    return parse_speech(content, doc_id=str(year))


def share_rows(counts: pd.Series, rows: int) -> dict[str, int]:
    """How many rows of each kind are drawn: its share of `rows`, rounded by largest remainders, one at least."""
    shares = counts * rows / counts.sum()
    drawn = np.floor(shares).clip(lower=1).astype(int)
    for kind in (shares - np.floor(shares)).sort_values(ascending=False).index:
        if drawn.sum() < rows and shares[kind] > 1:
            drawn[kind] += 1
    return dict(drawn)


def draw_rows(changes: pd.DataFrame, rows: int, seed: int) -> pd.DataFrame:
    """The drawn rows, in the order of the table."""
    random = np.random.default_rng(seed)
    drawn = share_rows(changes["change"].value_counts().sort_index(), rows)
    chosen = [random.choice(changes.index[changes["change"] == kind], size, replace=False) for kind, size in drawn.items()]
    return changes.loc[np.sort(np.concatenate(chosen))]


def find_nearest(text: str, other: Speech) -> tuple[float, str]:
    """(similarity, sentence) of the sentence of `other` that is most like `text`, weighted by these sentences alone."""
    phrases = index_terms((phrase, True) for phrase in read_table("boilerplate.tsv")["phrase"])
    texts = other.sentences["text"].to_list()
    _, found, similarity = score_pairs([prepare_sentence(text, phrases)], [prepare_sentence(each, phrases) for each in texts], threshold=0)
    return (float(similarity.max()), texts[found[similarity.argmax()]]) if len(found) else (0.0, "")


def main() -> None:
    """Print the drawn rows with their numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("years", type=int, nargs=2)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    old, new = (read_report(options.reports, year) for year in options.years)
    changes = align_reports(old, new)
    print(changes["change"].value_counts().to_dict(), "edited and moved:", int((changes["moved"] & (changes["change"] == "edited")).sum()))
    for number, row in enumerate(draw_rows(changes, options.rows, options.seed).itertuples(), start=1):
        print(f"\n{number}. {row.change}{' (moved)' if row.moved else ''} {row.similarity:.2f}\n  {row.text}")
        if row.other_text:
            print(f"  {row.other_text}\n  {row.edits}")
        else:
            print("  nearest {:.2f}: {}".format(*find_nearest(row.text, new if row.change == "dropped" else old)))


if __name__ == "__main__":
    main()

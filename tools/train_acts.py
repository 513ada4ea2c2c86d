"""Train the model of speech acts and write src/analysis/data/act_model.json: python tools/train_acts.py GOLD_DIR/train PASSAGES_DIR

Each folder holds one JSON a document (a list `sentences` of start, end, act) and its text beside it or in texts/;
tools/build_passages.py writes PASSAGES_DIR. Needs scikit-learn (`pip install scikit-learn`). `--unread CORPORA_DIR` adds
passages of official texts that nobody annotated, labelled by a first model, for the first pass. Everything is chosen by
cross-validation over documents. `--without GROUP` leaves a feature group out (ablation) and writes nothing.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score

from analysis import parse_speech
from analysis.acts.features import GROUPS, describe_sentences
from analysis.acts.model import ACTS, NEIGHBOURS, describe_neighbours
from analysis.acts.sentences import list_sentences
from annotated import overlap
from build_passages import read_lines

TARGET = Path(__file__).parent.parent / "src" / "analysis" / "data" / "act_model.json"
FOLDS, INNER_FOLDS = 8, 5
# A word counts if it stands in so many documents.
LEAST_DOCUMENTS = 3
# Rare acts weigh more, by the root of how much rarer they are.
RARITY = 0.5
STRENGTH = {"first": 0.2, "second": 0.1}
# A label that the model gave itself counts if it is this sure, and then this much.
SURE, SELF_WEIGHT = 0.6, 0.2
SOURCE = (
    "Trained by tools/train_acts.py on 27 official texts, 67 passages (1921-2026) and 146 short sentences annotated for this project, and on passages of other"
    " public reports that the model labelled itself; holds weights of words and cues, no passages. MIT."
)


@dataclass
class Document:
    """A text's sentences: named features, paragraph, act (a position in ACTS, -1 where none is known), weight, and the set it belongs to."""

    name: str
    described: list[dict[str, float]]
    paragraphs: list[int]
    acts: np.ndarray
    weight: float
    folder: str


def read_document(text: str, name: str, gold: Sequence[dict], folder: str, without: Sequence[str]) -> Document:
    """A text with its features; each sentence has the act of the annotated one that it overlaps by half or more."""
    sentences = list_sentences(parse_speech(text, doc_id=name))
    dropped = tuple(f"{prefix}:" for group in without for prefix in GROUPS[group])
    described = [{key: value for key, value in values.items() if not key.startswith(dropped or " ")} for values in describe_sentences(sentences)]
    acts = []
    for sentence in sentences:
        span = (sentence.start, sentence.end)
        best = max(gold, key=lambda entry: overlap(span, (entry["start"], entry["end"])), default=None)
        known = best is not None and overlap(span, (best["start"], best["end"])) >= 0.5
        acts.append(ACTS.index(best["act"][0]) if known else -1)
    return Document(name, described, [sentence.paragraph for sentence in sentences], np.array(acts), 1.0, folder)


def read_folder(folder: Path, without: Sequence[str]) -> list[Document]:
    """The annotated documents of a folder."""
    documents = []
    for path in sorted(folder.glob("*.json")):
        beside, below = folder / f"{path.stem}.txt", folder / "texts" / f"{path.stem}.txt"
        text = (below if below.exists() else beside).read_bytes().decode("utf-8")
        documents.append(read_document(text, path.stem, json.loads(path.read_text(encoding="utf-8"))["sentences"], folder.name, without))
    return documents


def read_unread(corpora: Path, without: Sequence[str]) -> list[Document]:
    """Three windows of each report of the corpora that is annotated nowhere, neither for training nor for the final test."""
    known = {(p["file"], p["key"]) for name in ("act", "sentence") for p in read_lines(Path(__file__).parent / f"{name}_passages.jsonl")}
    known |= {("government_work_reports.jsonl", year) for year in "1959 1964 1979 1983 1986 1988 1998 2003 2010 2018 2021".split()}
    known |= {("cpc_congress_reports.jsonl", number) for number in "12 15 17 19".split()}
    texts = []
    for file, field in (("cpc_congress_reports.jsonl", "congress"), ("government_work_reports.jsonl", "year")):
        rows = map(json.loads, (corpora / file).read_text(encoding="utf-8").splitlines())
        texts += [row["content"] for row in rows if (file, str(row[field])) not in known]
    documents = []
    for text in texts:
        for start in (0.15, 0.45, 0.75):
            low = text.find("\n", int(start * len(text))) + 1
            documents.append(read_document(text[low : low + 2500], "", [], "unread", without))
    return [document for document in documents if document.described]


def list_features(documents: Sequence[Document]) -> dict[str, int]:
    """The names that stand in enough documents, with their column."""
    counted = Counter(name for document in documents for name in set().union(*document.described))
    return {name: k for k, name in enumerate(sorted(name for name, n in counted.items() if n >= LEAST_DOCUMENTS))}


def make_matrix(documents: Sequence[Document], columns: dict[str, int]) -> sparse.csr_matrix:
    """One row a sentence."""
    described = [values for document in documents for values in document.described]
    cells = [(k, columns[name], value) for k, values in enumerate(described) for name, value in values.items() if value and name in columns]
    row, column, value = zip(*cells, strict=True)
    return sparse.csr_matrix((value, (row, column)), shape=(len(described), len(columns)))


def fit(matrix: sparse.csr_matrix, documents: Sequence[Document], strength: float) -> LogisticRegression:
    """Multinomial logistic regression on the sentences that have an act."""
    acts = np.concatenate([document.acts for document in documents])
    weight = np.concatenate([np.full(len(document.acts), document.weight) for document in documents])
    counts = np.bincount(acts[(acts >= 0) & (weight == 1)], minlength=len(ACTS))
    weight = weight * ((counts.max() / np.maximum(counts, 1)) ** RARITY)[np.maximum(acts, 0)]
    known = acts >= 0
    return LogisticRegression(C=strength, max_iter=400).fit(matrix[known], acts[known], sample_weight=weight[known])


@dataclass
class Trained:
    """Both passes."""

    columns: dict[str, int]
    first: LogisticRegression
    second: LogisticRegression
    neighbours: bool

    def predict(self, document: Document) -> np.ndarray:
        """The probability of each act for each sentence."""
        own = make_matrix([document], self.columns)
        around = describe_neighbours(self.first.predict_proba(own), document.paragraphs) * self.neighbours
        return self.second.predict_proba(sparse.hstack([own, around]).tocsr())


def train(documents: list[Document], extra: list[Document], neighbours: bool) -> Trained:
    """The first pass on all; the second on what first passes say of documents that they have not seen."""
    columns = list_features(documents + extra)
    own, other = make_matrix(documents, columns), [make_matrix(extra, columns)] if extra else []
    first = fit(sparse.vstack([own, *other]).tocsr(), documents + extra, STRENGTH["first"])
    around: list[np.ndarray] = [np.zeros((0, len(NEIGHBOURS)))] * len(documents)
    for fold in range(INNER_FOLDS):
        kept = [d for k, d in enumerate(documents) if k % INNER_FOLDS != fold]
        blind = fit(sparse.vstack([make_matrix(kept, columns), *other]).tocsr(), kept + extra, STRENGTH["first"])
        for k in range(fold, len(documents), INNER_FOLDS):
            around[k] = describe_neighbours(blind.predict_proba(make_matrix([documents[k]], columns)), documents[k].paragraphs) * neighbours
    second = fit(sparse.hstack([own, np.concatenate(around)]).tocsr(), documents, STRENGTH["second"])
    return Trained(columns, first, second, neighbours)


def train_with_unread(documents: list[Document], unread: list[Document], neighbours: bool) -> Trained:
    """A first model labels the texts that nobody read; a second one learns from those labels that are sure."""
    model = train(documents, [], neighbours)
    if not unread:
        return model
    extra = []
    for document in unread:
        chances = model.predict(document)
        acts = np.where(chances.max(axis=1) >= SURE, chances.argmax(axis=1), -1)
        extra.append(Document(document.name, document.described, document.paragraphs, acts, SELF_WEIGHT, document.folder))
    return train(documents, extra, neighbours)


def cross_validate(documents: list[Document], unread: list[Document], neighbours: bool, seed: int) -> list[np.ndarray]:
    """The probabilities for each document by a model that has not seen it."""
    fold = np.random.default_rng(seed).permutation(len(documents)) % FOLDS
    chances: list[np.ndarray] = [np.zeros((0, len(ACTS)))] * len(documents)
    for out in range(FOLDS):
        model = train_with_unread([d for k, d in enumerate(documents) if fold[k] != out], unread, neighbours)
        for k in np.flatnonzero(fold == out):
            chances[k] = model.predict(documents[k])
    return chances


def report(documents: list[Document], chances: list[np.ndarray]) -> tuple[float, float]:
    """Print the figures of a cross-validation; slope and intercept of the calibration of the likeliest act's probability."""
    acts, found = np.concatenate([d.acts for d in documents]), np.concatenate(chances)
    known = acts >= 0
    acts, found = acts[known], found[known]
    folder = np.concatenate([[d.folder] * len(d.acts) for d in documents])[known]
    guess = found.argmax(axis=1)
    each = f1_score(acts, guess, average=None).round(3).tolist()
    parts = {name: round(f1_score(acts[folder == name], guess[folder == name], average="macro"), 3) for name in sorted(set(folder.tolist()))}
    print(
        f"macro F1 {f1_score(acts, guess, average='macro'):.3f}  accuracy {(acts == guess).mean():.3f}  {dict(zip(ACTS, each, strict=True))}  {parts}",
        flush=True,
    )
    print(confusion_matrix(acts, guess))
    best = np.clip(found.max(axis=1), 1e-6, 1 - 1e-6)
    fitted = LogisticRegression(C=1e6).fit(np.log(best / (1 - best))[:, None], acts == guess)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def export(model: Trained, slope: float, intercept: float) -> dict:
    """The model as readable JSON: each feature's weight for each act in the first and in the second pass."""
    n = len(model.columns)
    both = np.concatenate([model.first.coef_.T, model.second.coef_[:, :n].T], axis=1).round(3)
    return {
        "source": SOURCE,
        "acts": list(ACTS),
        "calibration": {"slope": round(slope, 4), "intercept": round(intercept, 4)},
        "intercepts": [*model.first.intercept_.round(4).tolist(), *model.second.intercept_.round(4).tolist()],
        "neighbours": dict(zip(NEIGHBOURS, model.second.coef_[:, n:].T.round(3).tolist(), strict=True)),
        "weights": {name: both[k].tolist() for name, k in model.columns.items() if np.abs(both[k]).max() >= 0.02},
    }


def write(data: dict, path: Path) -> None:
    """One feature a line."""
    parts = []
    for key, value in data.items():
        if key in ("neighbours", "weights"):
            rows = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in value.items())
            parts.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Cross-validate, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="folders of annotated documents")
    parser.add_argument("--unread", type=Path, help="a folder with the corpora, for self-training")
    parser.add_argument("--without", action="append", default=[], choices=sorted(GROUPS), help="leave out a feature group (ablation); nothing is written")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    documents = [document for folder in args.gold for document in read_folder(folder, args.without)]
    unread = read_unread(args.unread, args.without) if args.unread else []
    print(f"{len(documents)} documents, {sum(len(d.acts) for d in documents)} sentences; without {args.without}; unread {sum(len(d.acts) for d in unread)}")
    neighbours = "neighbours" not in args.without
    slope, intercept = report(documents, cross_validate(documents, unread, neighbours, args.seed))
    if not args.without:
        write(export(train_with_unread(documents, unread, neighbours), slope, intercept), args.out)
        print(f"{args.out}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

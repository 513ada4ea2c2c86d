"""Train the judge of tone and write src/analysis/data/tone_model.json: python tools/train_tones.py GOLD_DIR/train PASSAGES_DIR…

Each folder holds one JSON a document (a list `sentences` of start, end, act, tone) and its text beside it or in texts/;
tools/build_passages.py writes PASSAGES_DIR. Needs scikit-learn (`pip install scikit-learn`). The acts that the judge learns
from are those of models that have not seen the document (`--unread CORPORA_DIR` trains these as tools/train_acts.py does).
Everything is chosen by cross-validation over documents. `--without GROUP` leaves a feature group out and writes nothing.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import confusion_matrix, f1_score

from analysis import parse_speech
from analysis.acts.model import ACTS, softmax
from analysis.acts.sentences import list_sentences
from analysis.sentiment.appraisals import place_appraisals
from analysis.sentiment.evidence import tones_of_witnesses
from analysis.sentiment.features import BAD, FEATURES, GOOD, GROUPS, describe_tones
from analysis.sentiment.lexicon import index_appraisals
from analysis.sentiment.model import TONES
from analysis.snow import score_snownlp
from annotated import overlap
from train_acts import FOLDS, cross_validate, read_folder, read_unread

TARGET = Path(__file__).parent.parent / "src" / "analysis" / "data" / "tone_model.json"
# Rare tones weigh a little more: by this power of how much rarer they are.
RARITY, STRENGTH = 0.3, 1.0
SOURCE = (
    "Trained by tools/train_tones.py on 27 official texts, 67 passages (1921-2026) and 146 short sentences annotated for this project;"
    " holds weights of acts and kinds of appraisals, no passages. MIT."
)


@dataclass
class Document:
    """A text's sentences: what is known of each, its tone (9 where none is annotated), what each witness says, and the set it belongs to."""

    matrix: np.ndarray
    tones: np.ndarray
    witnesses: list[dict[str, int]]
    folder: str


def label(span: tuple[int, int], gold: list[dict]) -> int:
    """The tone of the annotated sentence that a sentence overlaps by half or more; 9 where there is none."""
    best = max(gold, key=lambda entry: overlap(span, (entry["start"], entry["end"])), default=None)
    return best["tone"][0] if best is not None and overlap(span, (best["start"], best["end"])) >= 0.5 else 9


def read_document(path: Path, chances: np.ndarray) -> Document:
    """A text with its features; chances: of each act for each sentence, from a model that has not seen it."""
    beside, below = path.with_suffix(".txt"), path.parent / "texts" / f"{path.stem}.txt"
    speech = parse_speech((below if below.exists() else beside).read_bytes().decode("utf-8"), doc_id=path.stem)
    sentences = list_sentences(speech)
    acts = [ACTS[k] for k in chances.argmax(axis=1)]
    places = place_appraisals(speech, sentences, acts, index_appraisals(None))
    snow = score_snownlp([speech.text[sentence.start : sentence.end] for sentence in sentences])
    net = np.zeros(len(sentences))
    for place in places:
        net[place.sentence] += place.judgement.weight
    gold = json.loads(path.read_text(encoding="utf-8"))["sentences"]
    return Document(
        describe_tones(len(sentences), places, chances),
        np.array([label((sentence.start, sentence.end), gold) for sentence in sentences]),
        [tones_of_witnesses(act, weight, each.score) for act, weight, each in zip(acts, net.tolist(), snow, strict=True)],
        path.parent.name,
    )


@dataclass
class Judge:
    """A row of weights for each feature, for a negative, a neutral (all 0) and a positive tone, and what each has without any."""

    weights: np.ndarray
    intercepts: np.ndarray

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        """The likeliest tone of each row."""
        return np.array(TONES)[(matrix @ self.weights + self.intercepts).argmax(axis=1)]


def fit(documents: list[Document], columns: np.ndarray) -> Judge:
    """Multinomial regression on the sentences that have a tone; what is good may not speak for a bad tone, nor the other way."""
    tones = np.concatenate([document.tones for document in documents])
    known = tones < 9
    counts = {tone: int((tones == tone).sum()) for tone in TONES}
    weight = np.array([(max(counts.values()) / counts[tone]) ** RARITY for tone in tones[known].tolist()])
    matrix = np.concatenate([document.matrix for document in documents])[known] * columns
    matrix = np.concatenate([matrix, np.ones((len(matrix), 1))], axis=1)
    truth = tones[known][:, None] == np.array(TONES)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        both = flat.reshape(-1, 2)
        chances = softmax(matrix @ spread(both))
        slope = matrix.T @ ((chances - truth) * weight[:, None])[:, [0, 2]]
        slope[:-1] += both[:-1] / STRENGTH
        return float(-(weight * np.log(chances[truth])).sum() + (both[:-1] ** 2).sum() / 2 / STRENGTH), slope.ravel()

    # A negative tone, then a positive one, for each feature and for the intercept.
    signs = [[(None, 0), (0, None)] if name in GOOD else [(0, None), (None, 0)] if name in BAD else [(None, None)] * 2 for name in FEATURES]
    bounds = [bound for pair in [*signs, [(None, None)] * 2] for bound in pair]
    found = spread(minimize(loss, np.zeros(2 * len(FEATURES) + 2), jac=True, bounds=bounds, method="L-BFGS-B").x.reshape(-1, 2))
    return Judge(found[:-1], found[-1])


def spread(both: np.ndarray) -> np.ndarray:
    """The weights for a negative and a positive tone, with a column of zeros for the neutral one between them."""
    return np.stack([both[:, 0], np.zeros(len(both)), both[:, 1]], axis=1)


def cross_validate_tones(documents: list[Document], columns: np.ndarray, seed: int) -> list[np.ndarray]:
    """The tone of each sentence by a judge that has not seen its document."""
    fold = np.random.default_rng(seed).permutation(len(documents)) % FOLDS
    found = [np.zeros(0, dtype=int)] * len(documents)
    for out in range(FOLDS):
        judge = fit([document for k, document in enumerate(documents) if fold[k] != out], columns)
        for k in np.flatnonzero(fold == out):
            found[k] = judge.predict(documents[k].matrix * columns)
    return found


def report(name: str, documents: list[Document], found: list[np.ndarray]) -> None:
    """Print accuracy and macro F1 over all documents and over each set."""
    parts = []
    for folder in ("", *sorted({document.folder for document in documents})):
        chosen = [k for k, document in enumerate(documents) if folder in ("", document.folder)]
        tones, guess = (np.concatenate([of[k] for k in chosen]) for of in ([document.tones for document in documents], found))
        known = tones < 9
        each = f1_score(tones[known], guess[known], average=None).round(3).tolist()
        parts.append(f"{folder or 'all'}: {(tones == guess)[known].mean():.3f} / {f1_score(tones[known], guess[known], average='macro'):.3f} {each}")
    print(f"{name:10} accuracy / macro F1 [-1, 0, 1]  " + "   ".join(parts), flush=True)


def main() -> None:
    """Cross-validate, and write the judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="folders of annotated documents")
    parser.add_argument("--unread", type=Path, help="a folder with the corpora, for the models of acts")
    parser.add_argument("--without", action="append", default=[], choices=sorted(GROUPS), help="leave out a feature group (ablation); nothing is written")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    acted = [document for folder in args.gold for document in read_folder(folder, [])]
    chances = cross_validate(acted, read_unread(args.unread, []) if args.unread else [], True, args.seed)
    paths = [path for folder in args.gold for path in sorted(folder.glob("*.json"))]
    documents = [read_document(path, found) for path, found in zip(paths, chances, strict=True)]
    for witness in ("act", "lexicon", "snownlp"):
        report(witness, documents, [np.array([each[witness] for each in document.witnesses]) for document in documents])
    dropped = {name for group in args.without for name in GROUPS[group]}
    columns = np.array([name not in dropped for name in FEATURES], dtype=float)
    found = cross_validate_tones(documents, columns, args.seed)
    report("together", documents, found)
    known = np.concatenate([document.tones for document in documents]) < 9
    print(confusion_matrix(np.concatenate([document.tones for document in documents])[known], np.concatenate(found)[known]))
    if not args.without:
        write(fit(documents, columns), args.out)
        print(f"{args.out}: {args.out.stat().st_size:,} bytes")


def write(judge: Judge, path: Path) -> None:
    """One feature a line: its weight for a negative, a neutral and a positive tone."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in zip(FEATURES, (judge.weights.round(3) + 0.0).tolist(), strict=True))
    head = f'"source": {json.dumps(SOURCE)},\n"tones": {list(TONES)},\n"intercepts": {judge.intercepts.round(4).tolist()}'
    path.write_text(f'{{\n{head},\n"weights": {{\n{rows}\n}}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()

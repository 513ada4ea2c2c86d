"""Train find_parallels and write src/analysis/data/parallel_*.json.

    python tools/train_parallels.py official GOLD_DIR/train PASSAGES_DIR
    python tools/train_parallels.py essays PSE_DIR/training.jsonl --validate PSE_DIR/validation.jsonl

A folder holds one JSON a document (a list `parallels` of kind, strength, members) and its text beside it or in texts/; a .jsonl
file one essay a line (`text`, `parallelisms`). Needs scikit-learn (`pip install scikit-learn`). Screen, trees and calibration
are chosen on these documents by cross-validation over documents; the threshold on those of the first path, or on `--validate`. `--without GROUP`
leaves out a feature group, for ablation, and nothing is written.
"""

import argparse
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from analysis import parse_speech
from analysis.odds import log_odds
from analysis.parallelism import chain_pairs, stack_columns
from analysis.parallelism.candidates import Pairs, join_pairs, list_pairs
from analysis.parallelism.chains import choose_chains
from analysis.parallelism.features import GROUPS, Columns, Facts, describe_pairs, gather_facts
from analysis.parallelism.screen import SIZES, code_pairs, screen_pairs
from analysis.parallelism.sentences import settle_sentences
from analysis.parallelism.units import CLOSING, OPENING, Units, split_units
from annotated import export_tree

DATA = Path(__file__).parent.parent / "src" / "analysis" / "data"
SOURCES = {
    "official": "Trained by tools/train_parallels.py on 27 official texts and 35 passages (1954-2026) annotated for this project; holds weights, no text. MIT.",
    "essays": "Trained by tools/train_parallels.py on Paibi Student Essays, PSE-I (Mythologos/Paibi-Student-Essays; Song et al. 2016, Bothwell et al. 2023), "
    "CC BY-SA 4.0; holds weights, no text. CC BY-SA 4.0.",
}
FOLDS = 6
# How much a run counts in training that only one reading finds defensible: as a pair, and not at all as a whole.
UNCERTAIN = 0.4
# Pairs a thousand characters that the screen lets pass, and the trees: essays have no need of speed.
PASSING = {"official": 150, "essays": 300}
PAIR_TREES = {
    "official": {"max_iter": 110, "learning_rate": 0.09, "max_leaf_nodes": 15, "max_depth": 7, "min_samples_leaf": 20, "l2_regularization": 2.0},
    "essays": {"max_iter": 200, "learning_rate": 0.06, "max_leaf_nodes": 15, "max_depth": 9, "min_samples_leaf": 30, "l2_regularization": 1.0},
}
CHAIN_TREES = {"max_iter": 90, "learning_rate": 0.07, "max_leaf_nodes": 10, "max_depth": 6, "min_samples_leaf": 20, "l2_regularization": 5.0}
Members = tuple[tuple[int, int], ...]


@dataclass
class Document:
    """A speech with the runs that readers marked (members in word indices → strength) and all its pairs."""

    facts: Facts
    size: int
    runs: dict[Members, int]
    wanted: int
    inside: bool
    pairs: Pairs
    strength: np.ndarray

    def keep(self, chosen: np.ndarray) -> "Document":
        """The same document with only some of its pairs."""
        return Document(self.facts, self.size, self.runs, self.wanted, self.inside, self.pairs.where(chosen), self.strength[chosen])


def read_runs(path: Path) -> list[tuple[str, list[tuple[int, list]]]]:
    """`(text, [(strength, members)])` of each document."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(row["text"], [(2, members) for members in row["parallelisms"]]) for row in rows]
    found = []
    for file in sorted(path.glob("*.json")):
        below = path / "texts" / f"{file.stem}.txt"
        text = (below if below.exists() else file.with_suffix(".txt")).read_bytes().decode("utf-8")
        gold = json.loads(file.read_text(encoding="utf-8"))["parallels"]
        found.append((text, [(run["strength"], run["members"]) for run in gold]))
    return found


def place_members(units: Units, members: list) -> Members:
    """Members as word indices, without marks at their ends; (-1, -1) where an edge cuts a word."""
    starts = {start: k for k, start in enumerate(units.start.tolist())}
    ends = {end: k + 1 for k, end in enumerate(units.end.tolist())}
    placed = []
    for start, end in members:
        first, stop = starts.get(start, -1), ends.get(end, -1)
        while 0 <= first < stop and not units.wordy[stop - 1] and units.terms[stop - 1] not in OPENING | CLOSING:
            stop -= 1
        while 0 <= first < stop and not units.wordy[first] and units.terms[first] not in OPENING | CLOSING:
            first += 1
        placed.append((first, stop) if first >= 0 and stop >= 0 else (-1, -1))
    return tuple(placed)


def prepare(text: str, runs: list[tuple[int, list]], inside: bool) -> Document:
    """A document with all its pairs and what readers say of them."""
    speech = parse_speech(text)
    units = split_units(speech)
    facts = gather_facts(speech, units, least_documents=2)
    pairs = join_pairs(list(list_pairs(units, inside=inside)))
    placed = {place_members(units, members): strength for strength, members in runs}
    strengths: dict[tuple, int] = {}
    for members, strength in placed.items():
        for one, other in itertools.pairwise(members):
            strengths[*one, *other] = max(strength, strengths.get((*one, *other), 0))
    rows = zip(pairs.i1.tolist(), pairs.j1.tolist(), pairs.i2.tolist(), pairs.j2.tolist(), strict=True)
    strength = np.array([strengths.get(row, 0) for row in rows], dtype=np.int64)
    return Document(facts, len(text), placed, sum(strength == 2 for strength, _ in runs), inside, pairs, strength)


def weigh(strength: np.ndarray) -> np.ndarray:
    """Weights of examples: uncertain ones count less."""
    return np.where(strength == 1, UNCERTAIN, 1.0)


def train_screen(documents: list[Document], weights: str) -> dict:
    """A logistic regression over look-up tables, and the score above which so many pairs a thousand characters remain as PASSING says."""
    codes = [code_pairs(d.facts, d.pairs) for d in documents]
    strength = np.concatenate([d.strength for d in documents])
    kept = (strength > 0) | (np.random.default_rng(0).random(len(strength)) < 0.2)
    blocks = []
    for name, size in SIZES.items():
        values = np.concatenate([code[name] for code in codes])[kept]
        block = np.zeros((len(values), size), dtype=np.float32)
        block[np.arange(len(values)), values] = 1
        blocks.append(block)
    weight = np.where(strength > 0, weigh(strength), 5.0)[kept]
    fitted = LogisticRegression(C=0.3, max_iter=400).fit(np.concatenate(blocks, axis=1), strength[kept] > 0, sample_weight=weight)
    cuts = np.cumsum(list(SIZES.values()))[:-1]
    tables = dict(zip(SIZES, np.split(np.round(fitted.coef_[0], 3), cuts), strict=True))
    screen = {"intercept": round(float(fitted.intercept_[0]), 3), "tables": tables}
    scores = np.sort(np.concatenate([screen_pairs(d.facts, d.pairs, screen) for d in documents]))[::-1]
    passing = min(int(PASSING[weights] * sum(d.size for d in documents) / 1000), len(scores) - 1)
    return screen | {"least": round(float(scores[passing]), 3)}


def passing(document: Document, screen: dict) -> Document:
    """The document with the pairs that the screen lets pass."""
    return document.keep(screen_pairs(document.facts, document.pairs, screen) >= screen["least"])


def train_pairs(documents: list[Document], matrices: list[np.ndarray], weights: str) -> HistGradientBoostingClassifier:
    """Trees that tell pairs of one run from others."""
    strength = np.concatenate([d.strength for d in documents])
    trees = HistGradientBoostingClassifier(**PAIR_TREES[weights], random_state=0)
    return trees.fit(np.concatenate(matrices), strength > 0, sample_weight=weigh(strength))


@dataclass
class Judged:
    """The chains of a document with their features, members and labels."""

    members: list[Members]
    rows: np.ndarray
    label: np.ndarray


def judge_chains(document: Document, columns: Columns, chance: np.ndarray) -> Judged:
    """The chains that a document's pairs make if each is so likely."""
    pairs, chains, rows = chain_pairs(document.facts, document.pairs, columns, chance)
    members = [tuple(chains.members(pairs, k)) for k in range(len(chains))]
    return Judged(members, rows, np.array([document.runs.get(each, 0) for each in members], dtype=np.int64))


def train_chains(judged: list[Judged]) -> HistGradientBoostingClassifier:
    """Trees that tell whole runs from parts and from other chains; runs that are only defensible are left out."""
    judged = [each for each in judged if len(each.members)]
    label = np.concatenate([each.label for each in judged])
    trees = HistGradientBoostingClassifier(**CHAIN_TREES, max_features=0.5, random_state=0)
    return trees.fit(np.concatenate([each.rows for each in judged])[label != 1], label[label != 1] > 0)


def count_hits(document: Document, judged: Judged, quality: np.ndarray, least: float) -> np.ndarray:
    """(hits, predicted that count, wanted) by exact members; uncertain runs count neither way."""
    members, quality = settle_sentences(document.facts.units, [list(each) for each in judged.members], quality, inside=document.inside)
    kept = [tuple(members[k]) for k in choose_chains(members, quality, least)]
    labels = np.array([document.runs.get(each, 0) for each in kept])
    return np.array([(labels == 2).sum(), len(kept) - (labels == 1).sum(), document.wanted])


def f1(counts: np.ndarray) -> float:
    """F1 from (hits, predicted, wanted)."""
    return round(float(2 * counts[0] / max(counts[1] + counts[2], 1)), 3)


def strip(columns: Columns, facts: Facts, pairs: Pairs, without: list[str]) -> Columns:
    """The columns with those of the groups `without` set to 0."""
    gone = {name for group in without for name in GROUPS[group](facts, pairs)}
    return {name: np.zeros_like(column) if name in gone else column for name, column in columns.items()}


@dataclass
class Fitted:
    """Everything that was trained on some documents."""

    screen: dict
    features: list[str]
    pairs: HistGradientBoostingClassifier
    chains: HistGradientBoostingClassifier

    def judge(self, document: Document, without: list[str]) -> tuple[Judged, np.ndarray]:
        """The chains of a document and their probabilities."""
        document = passing(document, self.screen)
        columns = strip(describe_pairs(document.facts, document.pairs, inside=document.inside), document.facts, document.pairs, without)
        matrix = stack_columns(columns, self.features)
        judged = judge_chains(document, columns, self.pairs.predict_proba(matrix)[:, 1] if len(matrix) else np.zeros(0))
        return judged, self.chains.predict_proba(judged.rows)[:, 1] if len(judged.members) else np.zeros(0)


def fit(documents: list[Document], weights: str, without: list[str]) -> Fitted:
    """Screen, pairs and chains; chains are trained on what pairs look like in documents that their trees have not seen."""
    screen = train_screen(documents, weights)
    documents = [passing(d, screen) for d in documents]
    columns = [strip(describe_pairs(d.facts, d.pairs, inside=d.inside), d.facts, d.pairs, without) for d in documents]
    features = list(columns[0])
    matrices = [stack_columns(each, features) for each in columns]
    judged: list[Judged] = []
    for fold in range(FOLDS):
        train = [k for k in range(len(documents)) if k % FOLDS != fold]
        trees = train_pairs([documents[k] for k in train], [matrices[k] for k in train], weights)
        for k in range(fold, len(documents), FOLDS):
            chance = trees.predict_proba(matrices[k])[:, 1] if len(matrices[k]) else np.zeros(0)
            judged.append(judge_chains(documents[k], columns[k], chance))
    return Fitted(screen, features, train_pairs(documents, matrices, weights), train_chains(judged))


def cross_validate(documents: list[Document], weights: str, without: list[str]) -> list[tuple[Judged, np.ndarray]]:
    """Chains and probabilities of each document by models that have not seen it."""
    found: list = [None] * len(documents)
    for fold in range(FOLDS):
        fitted = fit([d for k, d in enumerate(documents) if k % FOLDS != fold], weights, without)
        for k in range(fold, len(documents), FOLDS):
            found[k] = fitted.judge(documents[k], without)
    return found


def best_threshold(documents: list[Document], results: list[tuple[Judged, np.ndarray]]) -> tuple[float, np.ndarray]:
    """The threshold with the best exact F1, the mean of its neighbours counting too, and the counts there."""
    grid = np.arange(0.14, 0.52, 0.02)
    counts = [sum(count_hits(d, *result, least) for d, result in zip(documents, results, strict=True)) for least in grid]
    scores = np.array([f1(count) for count in counts])
    # A single best point is luck: the mean of five neighbours is not.
    at = int(np.argmax(np.convolve(np.pad(scores, 2, mode="edge"), np.ones(5) / 5, mode="valid")))
    return round(float(grid[at]), 2), counts[at]


def calibrate(results: list[tuple[Judged, np.ndarray]], least: float) -> tuple[float, float]:
    """Slope and intercept that turn the log odds of a chain that is kept into the probability that readers mark exactly it."""
    odds, hits = [], []
    for judged, quality in results:
        for k in choose_chains([list(each) for each in judged.members], quality, least / 2):
            odds.append(log_odds(quality[k]))
            hits.append(judged.label[k] > 0)
    fitted = LogisticRegression(C=1e6).fit(np.array(odds)[:, None], hits)
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def write_model(path: Path, name: str, fitted: Fitted, least: float, calibration: tuple[float, float]) -> None:
    """The model as readable JSON."""
    model: dict = {"source": SOURCES[name], "inside": name == "official", "features": fitted.features, "least": least}
    model |= {"slope": calibration[0], "intercept": calibration[1]}
    model["screen"] = fitted.screen | {"tables": {table: values.tolist() for table, values in fitted.screen["tables"].items()}}
    for part, trees in (("pair_trees", fitted.pairs), ("chain_trees", fitted.chains)):
        model[part] = [export_tree(stage[0]) for stage in trees._predictors]
        model[f"{part}_base"] = round(float(trees._baseline_prediction.item()), 6)
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":")).replace('},{"depth"', '},\n{"depth"')
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Cross-validate, choose the threshold, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", choices=sorted(SOURCES))
    parser.add_argument("texts", type=Path, nargs="+", help="folders or .jsonl files to train on")
    parser.add_argument("--validate", type=Path, help="choose the threshold here instead of by cross-validation")
    parser.add_argument("--without", action="append", default=[], choices=sorted(GROUPS), help="leave out a feature group; nothing is written")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    inside = args.weights == "official"
    texts = [read_runs(path) for path in args.texts]
    documents = [prepare(text, runs, inside) for found in texts for text, runs in found]
    results = cross_validate(documents, args.weights, args.without)
    first = len(texts[0])
    least, own = best_threshold(documents[:first], results[:first])
    counts = sum(count_hits(d, *result, least) for d, result in zip(documents, results, strict=True))
    print(f"cross-validated, probability ≥ {least}: exact F1 {f1(own)} {own.tolist()} on the {first} of {args.texts[0]}; {f1(counts)} on all {len(documents)}")
    if args.without:
        return
    fitted = fit(documents, args.weights, [])
    if args.validate:
        held = [prepare(text, runs, inside) for text, runs in read_runs(args.validate)]
        least, counts = best_threshold(held, [fitted.judge(d, []) for d in held])
        print(f"on {args.validate}, probability ≥ {least}: exact F1 {f1(counts)} {counts.tolist()}")
    write_model(args.out or DATA / f"parallel_{args.weights}.json", args.weights, fitted, least, calibrate(results, least))


if __name__ == "__main__":
    main()

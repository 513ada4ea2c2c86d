"""Train the slogan model and write src/analysis/data/slogan_model.json: python tools/train_slogans.py GOLD_DIR/train

GOLD_DIR/train holds one JSON a document (a list `slogans` of start, end, types, strength) and its text in texts/. Needs
scikit-learn (`pip install scikit-learn`). Everything that is chosen (screen, trees, calibration, threshold) is chosen on
these documents, by cross-validation over documents; with `--without GROUP` a feature group is left out, for ablation, and
nothing is written.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

from analysis import parse_speech
from analysis.slogans.candidates import Units, list_candidates, split_units
from analysis.slogans.facts import gather_facts
from analysis.slogans.features import GROUPS, describe_all, may_stand
from analysis.slogans.model import pick_best, prefer_long
from analysis.slogans.screen import LINEAR, SIZES, code_columns, screen_scores
from annotated import export_tree, overlap

TARGET = Path(__file__).parent.parent / "src" / "analysis" / "data" / "slogan_model.json"
KINDS = ("banner", "coinage", "fixed", "numeral", "parallel")
KEPT_BY_SCREEN = 0.06
FOLDS = 5
SOURCE = "Trained by tools/train_slogans.py on 27 official texts (1959-2026) annotated for this project; holds weights and word statistics, no passages. MIT."


@dataclass
class Document:
    """A speech with its gold slogans and its candidates; `quality` is the best overlap with a gold slogan."""

    slogans: list[dict]
    units: Units
    i: np.ndarray
    j: np.ndarray
    columns: dict[str, np.ndarray]
    quality: np.ndarray
    weight: np.ndarray

    @property
    def start(self) -> np.ndarray:
        return self.units.start[self.i]

    @property
    def end(self) -> np.ndarray:
        return self.units.end[self.j]


def read_gold(folder: Path) -> list[tuple]:
    """`(speech, units, slogans)` for each annotated document."""
    found = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        beside, below = folder / f"{path.stem}.txt", folder / "texts" / f"{path.stem}.txt"
        text = (below if below.exists() else beside).read_bytes().decode("utf-8")
        speech = parse_speech(text, doc_id=path.stem)
        found.append((speech, split_units(speech), gold["slogans"]))
    return found


def count_contexts(units: Units, slogans: list[dict]) -> dict[str, tuple[Counter, Counter]]:
    """For each context, how often a word stands there beside or in a slogan, and how often at all."""
    counts = {name: (Counter(), Counter()) for name in ("before", "after", "first", "last")}
    n, terms, sentence = len(units.start), units.terms, units.sentence
    before = [terms[k - 1] if k and sentence[k] == sentence[k - 1] else "^" for k in range(n)]
    after = [terms[k + 1] if k + 1 < n and sentence[k] == sentence[k + 1] else "$" for k in range(n)]
    for name, words in (("before", before), ("after", after), ("first", terms), ("last", terms)):
        counts[name][1].update(words)
    opens = {int(start): k for k, start in enumerate(units.start)}
    closes = {int(end): k for k, end in enumerate(units.end)}
    for slogan in slogans:
        weight = 1.0 if slogan["strength"] == 2 else 0.5
        i, j = opens.get(slogan["start"]), closes.get(slogan["end"])
        if i is not None:
            counts["before"][0][before[i]] += weight
            counts["first"][0][terms[i]] += weight
        if j is not None:
            counts["after"][0][after[j]] += weight
            counts["last"][0][terms[j]] += weight
    return counts


def weigh_contexts(all_counts: list[dict]) -> dict[str, dict[str, float]]:
    """Smoothed log odds of each word in each context."""
    context = {}
    for name in ("before", "after", "first", "last"):
        inside, anywhere = Counter(), Counter()
        for counts in all_counts:
            inside.update(counts[name][0])
            anywhere.update(counts[name][1])
        rate = sum(inside.values()) / max(sum(anywhere.values()), 1)
        kept = (word for word in anywhere if anywhere[word] >= 2 or inside[word])
        context[name] = {word: round(float(np.log((inside[word] + 2 * rate) / (anywhere[word] + 2) / rate)), 2) for word in sorted(kept)}
    return context


def label(start: np.ndarray, end: np.ndarray, slogans: list[dict]) -> tuple[np.ndarray, np.ndarray]:
    """Best overlap (intersection over union) with a gold slogan, and its weight: uncertain slogans count half."""
    quality, weight = np.zeros(len(start)), np.ones(len(start))
    for slogan in slogans:
        shared = np.maximum(0, np.minimum(end, slogan["end"]) - np.maximum(start, slogan["start"]))
        overlap = shared / (np.maximum(end, slogan["end"]) - np.minimum(start, slogan["start"]))
        better = overlap > quality
        weight = np.where(better & (overlap >= 0.5), 1.0 if slogan["strength"] == 2 else 0.5, weight)
        quality = np.maximum(quality, overlap)
    return quality, weight


def prepare(gold: list[tuple], without: tuple[str, ...]) -> tuple[list[Document], dict]:
    """All documents with their features, and the contexts from all of them; a document's own features see only the others."""
    counted = [count_contexts(units, slogans) for _, units, slogans in gold]
    documents = []
    for k, (speech, units, slogans) in enumerate(gold):
        context = weigh_contexts(counted[:k] + counted[k + 1 :])
        i, j = list_candidates(units)
        # A formula that the lexicon has from one text may be there because of this one.
        facts = gather_facts(speech, units, context, least_documents=2)
        standing = may_stand(facts, i, j)
        i, j = i[standing], j[standing]
        columns = describe_all(facts, i, j)
        for group in without:
            for name in GROUPS[group](facts, i[:1], j[:1]):
                columns[name] = np.zeros_like(columns[name])
        quality, weight = label(units.start[i], units.end[j], slogans)
        documents.append(Document(slogans, units, i, j, columns, quality, weight))
    return documents, weigh_contexts(counted)


def stack(documents: list[Document], names: list[str]) -> np.ndarray:
    """The features of all candidates, one row each."""
    return np.concatenate([np.stack([d.columns[name] for name in names], axis=1) for d in documents]).astype(float)


def train_screen(documents: list[Document], seed: int = 0) -> dict:
    """A logistic regression over look-up tables, on all that overlap a slogan and a fifth of the rest."""
    chance = np.random.default_rng(seed)
    columns = {name: np.concatenate([d.columns[name] for d in documents]) for name in documents[0].columns}
    quality, weight = np.concatenate([d.quality for d in documents]), np.concatenate([d.weight for d in documents])
    kept = (quality >= 0.3) | (chance.random(len(quality)) < 0.2)
    weight = np.where(quality >= 0.3, weight, 5.0)[kept]
    blocks, scales = [], []
    for name, codes in code_columns(columns).items():
        block = np.zeros((kept.sum(), SIZES[name]), dtype=np.float32)
        block[np.arange(kept.sum()), codes[kept].astype(int)] = 1
        blocks.append(block)
    blocks += [columns[name][kept][:, None].astype(np.float32) for name in LINEAR]
    matrix = np.concatenate(blocks, axis=1)
    scales = matrix.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=0.05, max_iter=500).fit(matrix / scales, quality[kept] >= 0.99, sample_weight=weight)
    weights = np.round(fitted.coef_[0] / scales, 4)
    tables, at = {}, 0
    for name in code_columns(columns):
        tables[name] = weights[at : at + SIZES[name]].tolist()
        at += SIZES[name]
    return {"intercept": round(float(fitted.intercept_[0]), 4), "tables": tables, "linear": dict(zip(LINEAR, weights[at:].tolist(), strict=True))}


def screen(document: Document, weights: dict) -> np.ndarray:
    """The screen's score of each candidate."""
    return screen_scores(document.columns, weights)


def train_quality(documents: list[Document], kept: list[np.ndarray], names: list[str], trees: int, seed: int) -> HistGradientBoostingRegressor:
    """Trees that predict the squared overlap with a slogan, 0 below a half, on what the screen keeps."""
    matrix = np.concatenate([stack([d], names)[k] for d, k in zip(documents, kept, strict=True)])
    quality = np.concatenate([d.quality[k] for d, k in zip(documents, kept, strict=True)])
    weight = np.concatenate([d.weight[k] for d, k in zip(documents, kept, strict=True)])
    target = np.where(quality >= 0.5, quality, 0.0) ** 2
    settings = {"max_iter": trees, "learning_rate": 0.06, "max_depth": 5, "min_samples_leaf": 15, "l2_regularization": 1.0, "max_features": 0.4}
    return HistGradientBoostingRegressor(**settings, random_state=seed).fit(matrix, target, sample_weight=weight)


def train_kind(documents: list[Document], names: list[str]) -> HistGradientBoostingClassifier:
    """Trees that tell the kinds apart, on the gold slogans."""
    rows, kinds = [], []
    for d in documents:
        at = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(d.start, d.end, strict=True))}
        for slogan in d.slogans:
            k = at.get((slogan["start"], slogan["end"]))
            if k is not None:
                rows.append([d.columns[name][k] for name in names])
                kinds.append(slogan["types"][0])
    settings = {"max_iter": 60, "learning_rate": 0.08, "max_depth": 3, "min_samples_leaf": 8, "l2_regularization": 5.0, "max_features": 0.3}
    return HistGradientBoostingClassifier(**settings, random_state=0).fit(np.array(rows, dtype=float), kinds)


def score(documents: list[Document], qualities: list[np.ndarray], least: float, same) -> tuple[float, float, float]:
    """Precision, recall, F1; uncertain gold counts neither as missed nor as false."""
    hits = optional = predicted = wanted = 0
    for d, quality in zip(documents, qualities, strict=True):
        start, end = d.start, d.end
        free = [(int(start[k]), int(end[k])) for k in pick_best(start, end, quality, least)]
        predicted += len(free)
        for strength in (2, 1):
            for slogan in (s for s in d.slogans if s["strength"] == strength):
                wanted += strength == 2
                span = (slogan["start"], slogan["end"])
                found = next((p for p in free if same(p, span)), None)
                if found:
                    free.remove(found)
                    hits, optional = (hits + 1, optional) if strength == 2 else (hits, optional + 1)
    p, r = hits / max(predicted - optional, 1), hits / max(wanted, 1)
    return round(p, 3), round(r, 3), round(2 * p * r / max(p + r, 1e-9), 3)


def cross_validate(documents: list[Document], names: list[str], trees: int, seeds: int) -> list[np.ndarray]:
    """Predicted quality of each candidate by models that have not seen its document; -1 where the screen drops it."""
    out: list[np.ndarray] = [np.full(len(d.i), -1.0) for d in documents]
    for fold in range(FOLDS):
        train = [d for k, d in enumerate(documents) if k % FOLDS != fold]
        weights = train_screen(train)
        scores = [screen(d, weights) for d in train]
        least = float(np.quantile(np.concatenate(scores), 1 - KEPT_BY_SCREEN))
        models = [train_quality(train, [s >= least for s in scores], names, trees, seed) for seed in range(seeds)]
        for k in range(fold, len(documents), FOLDS):
            kept = screen(documents[k], weights) >= least
            if kept.any():
                quality = np.mean([m.predict(stack([documents[k]], names)[kept]) for m in models], axis=0)
                out[k][kept] = prefer_long(quality, (documents[k].end - documents[k].start)[kept])
    return out


def calibrate(documents: list[Document], qualities: list[np.ndarray]) -> tuple[float, float]:
    """Slope and intercept that turn predicted quality into the probability that a kept stretch meets a slogan (overlap of half or more)."""
    values, hits = [], []
    for d, quality in zip(documents, qualities, strict=True):
        for k in pick_best(d.start, d.end, quality, 0.02):
            values.append(quality[k])
            hits.append(d.quality[k] >= 0.5)
    fitted = LogisticRegression(C=1e6).fit(np.array(values)[:, None], hits)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def main() -> None:
    """Cross-validate, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="folders of annotated documents")
    parser.add_argument("--without", action="append", default=[], choices=sorted(GROUPS), help="leave out a feature group (ablation); nothing is written")
    parser.add_argument("--trees", type=int, default=120)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    documents, context = prepare([document for folder in args.gold for document in read_gold(folder)], tuple(args.without))
    names = list(documents[0].columns)
    qualities = cross_validate(documents, names, args.trees, args.seeds)
    grid = [round(float(t), 2) for t in np.arange(0.16, 0.5, 0.02)]
    results = {t: score(documents, qualities, t, lambda p, g: overlap(p, g) >= 0.5) for t in grid}
    least = max(grid, key=lambda t: results[t][2])
    exact = score(documents, qualities, least, lambda p, g: p == g)
    print(f"cross-validated on {len(documents)} documents, quality ≥ {least}: overlap P R F1 {results[least]}, exact {exact}")
    if args.without:
        return
    slope, intercept = calibrate(documents, qualities)
    weights = train_screen(documents)
    scores = [screen(d, weights) for d in documents]
    passing = float(np.quantile(np.concatenate(scores), 1 - KEPT_BY_SCREEN))
    models = [train_quality(documents, [s >= passing for s in scores], names, args.trees, seed) for seed in range(args.seeds)]
    kind = train_kind(documents, names)
    model = {
        "source": SOURCE,
        "features": names,
        "context": context,
        "screen": weights | {"least": round(passing, 4)},
        "quality_base": [round(float(m._baseline_prediction.item()), 6) for m in models],
        "quality": [[export_tree(p[0]) for p in m._predictors] for m in models],
        "kinds": kind.classes_.tolist(),
        "kind_base": np.round(kind._baseline_prediction.ravel(), 6).tolist(),
        "kind": [[export_tree(stage[k]) for stage in kind._predictors] for k in range(len(kind.classes_))],
        "calibration": {"slope": round(slope, 4), "intercept": round(intercept, 4)},
        "least_quality": least,
    }
    args.out.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")).replace('},{"depth"', '},\n{"depth"') + "\n", encoding="utf-8")
    print(f"{args.out}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

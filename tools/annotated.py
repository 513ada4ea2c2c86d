"""What several tools share: how far two spans coincide, and a fitted tree as the model files hold it."""

import numpy as np

Span = tuple[int, int]


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared else 0.0


def export_tree(predictor) -> dict[str, list]:
    """A fitted tree of scikit-learn as arrays by node; a leaf points to itself. `analysis.trees` reads it."""
    nodes = predictor.nodes
    leaf, here = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
    return {
        "depth": int(nodes["depth"].max()),
        "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
        "threshold": [0.0 if is_leaf else round(float(t), 5) for t, is_leaf in zip(nodes["num_threshold"], leaf, strict=True)],
        "left": np.where(leaf, here, nodes["left"]).tolist(),
        "right": np.where(leaf, here, nodes["right"]).tolist(),
        "value": np.round(nodes["value"], 5).tolist(),
    }

"""Where segmenters disagree on a speech, and whether the count of words would change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import OptionError
from analysis.frequency import count_terms, load_stop_words
from analysis.layout import CONTENT
from analysis.segmentation import Segmenter
from analysis.tables import build_table

if TYPE_CHECKING:
    from analysis.speech import Speech


def _disagreements(edges: Sequence[set[int]], tokens: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """The smallest stretches between edges common to all settings inside which at least two settings cut differently."""
    common = set.intersection(*edges)
    every = sorted(set.union(*edges))
    inside = {position for start, end in zip(tokens["start"], tokens["end"], strict=True) for position in range(start, end)}
    start = None
    differs = False
    for edge in every:
        if edge not in common:
            differs = True
            continue
        if differs and start is not None and start in inside:
            yield start, edge
        start, differs = edge, False


def audit_segmentation(speech: "Speech", segmenters: Sequence[Segmenter], *, top: int = 20) -> pd.DataFrame:
    """The stretches of `speech` that the `segmenters` cut differently: one row for each stretch and setting.

    Columns: the stretch's span; `group` (one number for the rows of one stretch); `setting` (the segmenter's name);
    `cut` (its words, joined by " | "). No rows where all agree. `table.attrs["top_terms"]` is a table of the `top` content
    words under each setting (`setting`, `term`, `n`, and `changes`: False where all settings have the word in their top
    with the same count), so that it is plain whether a conclusion depends on the setting.
    Page furniture is left out.

    Raises OptionError for fewer than two segmenters or two of the same name.
    """
    names = [segmenter.name for segmenter in segmenters]
    if len(segmenters) < 2 or len(set(names)) < len(names):
        raise OptionError(f"segmenters={names!r} cannot be compared; allowed: two or more different ones. Pass for example [Segmenter(), Segmenter(hmm=True)].")
    tables = [replace(speech, segmenter=segmenter).tokens for segmenter in segmenters]
    tables = [table[table["zone"].isin(CONTENT)] for table in tables]
    edges = [set(table["start"]) | set(table["end"]) for table in tables]
    spans = list(_disagreements(edges, tables[0]))
    rows = []
    for group, (start, end) in enumerate(spans):
        for name, own in zip(names, edges, strict=True):
            inner = sorted(edge for edge in range(start, end + 1) if edge in own)
            cut = " | ".join(speech.text[a:b] for a, b in zip(inner, inner[1:], strict=False))
            rows.append((speech.doc_id, start, end, speech.text[start:end], group, name, cut))
    columns = ["doc_id", "start", "end", "text", "group", "setting", "cut"]
    table = build_table("audit", {name: [row[i] for row in rows] for i, name in enumerate(columns)})
    table.attrs["top_terms"] = _top_terms(dict(zip(names, tables, strict=True)), top)
    return table


def _top_terms(tokens: dict[str, pd.DataFrame], top: int) -> pd.DataFrame:
    stop_words = load_stop_words()
    counted = {name: count_terms(table, stop_words=stop_words).head(top)[["term", "n"]] for name, table in tokens.items()}
    agreed = set.intersection(*({*zip(table["term"], table["n"], strict=True)} for table in counted.values()))
    stacked = pd.concat([table.assign(setting=name) for name, table in counted.items()], ignore_index=True)
    changes = [(term, n) not in agreed for term, n in zip(stacked["term"], stacked["n"], strict=True)]
    return stacked.assign(changes=changes)[["setting", "term", "n", "changes"]]

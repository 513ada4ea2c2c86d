"""Where segmenters disagree on a speech, and whether the count of words would change."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import OptionError, check_least
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


def _settings(speech: "Speech", segmenters: Sequence[Segmenter]) -> dict[str, pd.DataFrame]:
    """The words of `speech`, without page furniture, under each segmenter, by its name."""
    names = [segmenter.name for segmenter in segmenters]
    if len(segmenters) < 2 or len(set(names)) < len(names):
        raise OptionError(f"segmenters={names!r} cannot be compared; allowed: two or more different ones. Pass for example [Segmenter(), Segmenter(hmm=True)].")
    tables = {segmenter.name: replace(speech, segmenter=segmenter).tokens for segmenter in segmenters}
    return {name: table[table["zone"].isin(CONTENT)] for name, table in tables.items()}


def audit_segmentation(speech: "Speech", segmenters: Sequence[Segmenter]) -> pd.DataFrame:
    """The stretches of `speech` that the `segmenters` cut differently: one row for each stretch and setting.

    Columns: the stretch's span; `group` (one number for the rows of one stretch); `setting` (the segmenter's name);
    `cut` (its words, joined by " | "). No rows where all agree. Page furniture is left out. Whether a ranking depends on
    the setting: `compare_top_terms`.

    Raises OptionError for fewer than two segmenters or two of the same name.
    """
    tables = _settings(speech, segmenters)
    edges = {name: set(table["start"]) | set(table["end"]) for name, table in tables.items()}
    rows = []
    for group, (start, end) in enumerate(_disagreements(list(edges.values()), next(iter(tables.values())))):
        for name, own in edges.items():
            inner = sorted(edge for edge in range(start, end + 1) if edge in own)
            cut = " | ".join(speech.text[a:b] for a, b in itertools.pairwise(inner))
            rows.append((speech.doc_id, start, end, speech.text[start:end], group, name, cut))
    columns = ["doc_id", "start", "end", "text", "group", "setting", "cut"]
    return build_table("audit", {name: [row[i] for row in rows] for i, name in enumerate(columns)})


def compare_top_terms(speech: "Speech", segmenters: Sequence[Segmenter], *, top: int = 20) -> pd.DataFrame:
    """The `top` content words of `speech` under each segmenter, to see whether a ranking depends on the setting.

    Columns: the first occurrence; `setting`; `term`; `n`; `rate` (per 10,000 characters); `agreed`: True where every
    setting has the word in its top with the same count. Raises OptionError as `audit_segmentation` does.
    """
    check_least("top", top, 1)
    stop_words = load_stop_words()
    counted = {name: count_terms(table, stop_words=stop_words).head(top) for name, table in _settings(speech, segmenters).items()}
    agreed = set.intersection(*({*zip(table["term"], table["n"], strict=True)} for table in counted.values()))
    stacked = pd.concat([table.assign(setting=name) for name, table in counted.items()], ignore_index=True)
    stacked["agreed"] = [pair in agreed for pair in zip(stacked["term"], stacked["n"], strict=True)]
    stacked["agreed"] = stacked["agreed"].astype(bool)
    return stacked[["doc_id", "start", "end", "text", "setting", "term", "n", "rate", "agreed"]]

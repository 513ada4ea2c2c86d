"""The stretches of a speech's own tables as plain spans, and in which paragraph each stands."""

from bisect import bisect_right

import pandas as pd

from analysis.splitting import Span


def list_spans(table: pd.DataFrame) -> list[Span]:
    """The spans of a table of the speech that has a `zone`, page furniture left out."""
    table = table[table["zone"] != "furniture"]
    return list(zip(table["start"].to_list(), table["end"].to_list(), strict=True))


def number_within(spans: list[Span], paragraphs: pd.DataFrame) -> list[int]:
    """For each span the number of the paragraph that it starts in."""
    starts = paragraphs["start"].to_list()
    return [bisect_right(starts, start) - 1 for start, _ in spans]

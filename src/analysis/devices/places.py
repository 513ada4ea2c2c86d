"""In which paragraph a stretch stands."""

from bisect import bisect_right

import pandas as pd

from analysis.splitting import Span


def number_within(spans: list[Span], paragraphs: pd.DataFrame) -> list[int]:
    """For each span the number of the paragraph that it starts in."""
    starts = paragraphs["start"].to_list()
    return [bisect_right(starts, start) - 1 for start, _ in spans]

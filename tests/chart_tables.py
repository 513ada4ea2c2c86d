"""Tables for charts of rhetoric, written by hand, and what a drawn chart holds."""

import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from analysis.charts import PALETTE
from analysis.tables import build_table
from test_plot_slogans import rows_of


def spans(*places, **columns):
    """A table of spans (start, end), with further columns."""
    starts, ends = [start for start, _ in places], [end for _, end in places]
    own = {"doc_id": ["甲"] * len(places), "start": starts, "end": ends, "text": ["字"] * len(places)}
    return pd.DataFrame(own).astype({"doc_id": "str", "start": "int64", "end": "int64", "text": "str"}).assign(**columns)


def voices(*rows):
    """Voices from (start, end, speaker)."""
    return spans(*((start, end) for start, end, _ in rows), speaker=[speaker for *_, speaker in rows])


def clauses(*rows):
    """Clauses from (start, end, length, run, items)."""
    starts, ends, lengths, runs, items = ([row[i] for row in rows] for i in range(5))
    own = {"doc_id": ["甲"] * len(rows), "start": starts, "end": ends, "text": ["字"] * len(rows)}
    return build_table("cadence", own | {"length": lengths, "run": runs, "items": items})


def boxes_of(ax, color):
    """(left, right, top, bottom) of each box in this colour, top being the higher on paper."""
    chosen = [each for each in ax.collections if type(each) is PolyCollection and to_hex(each.get_facecolor()[0]) == PALETTE[color]]
    corners = [path.vertices for each in chosen for path in each.get_paths()]
    return [(float(each[:, 0].min()), float(each[:, 0].max()), float(each[:, 1].max()), float(each[:, 1].min())) for each in corners]


def bands_of(ax):
    """For each row the (left, right) of its bands, and those of its thin bands."""
    rows = [([], []) for _ in rows_of(ax)]
    for left, right, below, above in boxes_of(ax, "soft"):
        rows[round((below + above) / 2)][below - above < 0.2].append((left, right))
    return rows


def ticks_of(ax):
    """For each row where its ticks stand."""
    rows = [[] for _ in rows_of(ax)]
    for lines in ax.collections:
        if type(lines) is not PolyCollection and hasattr(lines, "get_segments") and to_hex(lines.get_color()[0]) == PALETTE["accent"]:
            for segment in lines.get_segments():
                rows[round(float(segment[:, 1].mean()))].append(int(segment[0, 0]))
    return rows


def notes_of(ax):
    """What stands beside the chart, from the top down, its heading last."""
    return [text.get_text() for text in ax.texts]

"""Tokens that tests of counting make, and a statistic worked out cell by cell."""

import math

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from analysis.segmentation import Segmenter
from analysis.tables import SPAN

# Each character is a word: what is counted can be counted on one's fingers.
BY_CHARACTER = Segmenter(engine=list, adapt=False)
MARKS = set("，。！？；：、“”")


def make_tokens(*sentences, doc_id="甲"):
    """Tokens of a document from sentences whose words are set apart by blanks, which are no part of the text."""
    words = [word for sentence in sentences for word in sentence.split()]
    ends = np.cumsum([len(word) for word in words]).tolist()
    tags = ["w" if word in MARKS else "n" for word in words]
    columns = {"doc_id": [doc_id] * len(words), "start": [0, *ends][: len(words)], "end": ends, "text": words, "term": words, "tag": tags}
    types = SPAN | {"term": "str", "tag": "str"}
    return pd.DataFrame({name: pd.Series(columns[name], dtype=dtype) for name, dtype in types.items()}).assign(zone="body")


def as_dict(table, column):
    """Term → value of a column."""
    return dict(zip(table["term"], table[column], strict=True))


def g2_by_hand(table):
    """The log-likelihood ratio of a 2 × 2 table, cell by cell: 2 Σ O ln(O / E)."""
    total = sum(map(sum, table))
    observed = [(table[i][j], sum(table[i]) * (table[0][j] + table[1][j]) / total) for i in (0, 1) for j in (0, 1)]
    return 2 * sum(o * math.log(o / e) for o, e in observed if o)


words_strategy = st.lists(st.sampled_from(["疫情", "防控", "要", "工作", "。", "，"]), max_size=60)

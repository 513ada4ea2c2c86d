"""The tables: which columns each has, declared once, and what holds for all of them.

Every row is a claim about a stretch of a text: `doc_id, start, end, text` come first, offsets are code points, half-open,
and `speech.text[start:end] == text`. Hierarchy is by containment: `label_within` and `contained_in` answer it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.internals import create_dataframe_from_blocks

from analysis.errors import TableError

if TYPE_CHECKING:
    from analysis.speech import Speech

# pandas' `str` as Python strings, whether pyarrow is installed or not: pyarrow cannot hold half a surrogate pair, which a text may have.
_TEXT = pd.StringDtype("python", na_value=np.nan)
_TEXT_ARRAY = _TEXT.construct_array_type()
SPAN = {"doc_id": "str", "start": "int64", "end": "int64", "text": "str"}

# What each table has after the span columns. Units and meaning: docs/tables.md.
COLUMNS: dict[str, dict[str, str]] = {
    "paragraphs": {"zone": "str"},
    "sentences": {"zone": "str"},
    "clauses": {"zone": "str"},
    "tokens": {"term": "str", "tag": "str", "zone": "str", "sentence": "int64"},
    "words": {"kind": "str", "score": "float64", "n": "int64", "reasons": "str"},
    "audit": {"group": "int64", "setting": "str", "cut": "str"},
    "known_formulas": {"formula": "str", "kind": "str"},
    "expansions": {"expansion_start": "int64", "expansion_end": "int64", "members": "int64", "source": "str", "expansion": "str"},
    "formulas": {"formula": "str", "n": "int64", "documents": "int64", "parent": "str"},
    "slogans": {"kind": "str", "score": "float64", "reasons": "str"},
    "slogan_density": {"n": "int64", "characters": "int64", "density": "float64", "low": "float64", "high": "float64"},
    "headline": {"characters": "int64", "slogans": "float64", "directives": "float64", "speakers": "int64", "echo": "float64", "tone": "float64"},
    "parallels": {"group": "int64", "kind": "str", "score": "float64", "reasons": "str"},
    "reported_speech": {
        "holder": "str",
        "holder_start": "int64",
        "holder_end": "int64",
        "cue": "str",
        "cue_start": "int64",
        "cue_end": "int64",
        "speaker": "str",
    },
    "speech_acts": {"act": "str", "score": "float64", "reasons": "str"},
    "appraisals": {
        "term": "str",
        "kind": "str",
        "polarity": "int64",
        "strength": "int64",
        "scope": "str",
        "cue": "str",
        "cue_start": "int64",
        "cue_end": "int64",
        "degree": "float64",
        "weight": "float64",
    },
    "sentiment": {
        "tone": "int64",
        "score": "float64",
        "snownlp": "float64",
        "snownlp_llr": "float64",
        "positive": "float64",
        "negative": "float64",
        "act": "str",
        "evidence": "str",
        "dissent": "str",
    },
    "sentiment_summary": {
        "n": "int64",
        "positive": "float64",
        "negative": "float64",
        "score": "float64",
        "low": "float64",
        "high": "float64",
        "coverage": "float64",
        "warning": "str",
    },
    "term_shift": {"term": "str", "n_a": "int64", "n_b": "int64", "rate_a": "float64", "rate_b": "float64", "shift": "float64"},
    "sentiment_shift": {
        "term": "str",
        "kind": "str",
        "n_a": "int64",
        "n_b": "int64",
        "weight_a": "float64",
        "weight_b": "float64",
        "shift": "float64",
    },
    "modals": {"modal": "str", "kind": "str", "strength": "int64", "demand": "str", "demand_start": "int64", "demand_end": "int64"},
    "four_character_phrases": {"kind": "str", "pattern": "str"},
    "repetitions": {"group": "int64", "kind": "str", "term": "str"},
    "metaphors": {"family": "str", "term": "str"},
    "cadence": {"length": "int64", "run": "int64", "items": "int64"},
    "echoes": {
        "source_doc_id": "str",
        "source_start": "int64",
        "source_end": "int64",
        "source_text": "str",
        "length": "int64",
        "changed": "int64",
    },
    "echo_summary": {
        "source_doc_id": "str",
        "characters": "int64",
        "covered": "int64",
        "coverage": "float64",
        "first": "int64",
        "longest": "int64",
    },
    "terms": {"term": "str", "n": "int64", "rate": "float64"},
    "contexts": {"left": "str", "right": "str", "sentence": "int64", "position": "float64"},
    "collocates": {
        "term": "str",
        "n": "int64",
        "n_window": "int64",
        "expected": "float64",
        "t": "float64",
        "mi": "float64",
        "log_dice": "float64",
        "g2": "float64",
    },
    "dispersion": {"term": "str", "n": "int64", "parts": "int64", "range": "int64", "dp": "float64", "dp_norm": "float64", "juilland_d": "float64"},
    "changes": {
        "change": "str",
        "moved": "bool",
        "other_start": "int64",
        "other_end": "int64",
        "other_text": "str",
        "similarity": "float64",
        "edits": "str",
        "boilerplate": "bool",
    },
    "keyness": {
        "term": "str",
        "n_a": "int64",
        "n_b": "int64",
        "rate_a": "float64",
        "rate_b": "float64",
        "log_ratio": "float64",
        "low": "float64",
        "high": "float64",
        "g2": "float64",
        "p": "float64",
        "p_adjusted": "float64",
    },
    "corpus_documents": {"characters": "int64", "tokens": "int64", "sentences": "int64", "sha256": "str"},
    "density": {"n": "int64", "documents": "int64", "characters": "int64", "density": "float64", "low": "float64", "high": "float64"},
    "documents": {"title": "str", "year": "int64", "characters": "int64", "status": "str"},
    "lifeline_years": {
        "formula": "str",
        "year": "int64",
        "n": "int64",
        "documents": "int64",
        "characters": "int64",
        "rate": "float64",
        "low": "float64",
        "high": "float64",
        "heat": "str",
    },
    "lifelines": {
        "formula": "str",
        "first_year": "int64",
        "last_year": "int64",
        "peak_year": "int64",
        "n": "int64",
        "documents": "int64",
        "rate_before": "float64",
        "rate_since": "float64",
        "log_ratio": "float64",
        "low": "float64",
        "high": "float64",
        "p": "float64",
        "p_adjusted": "float64",
        "silent": "int64",
        "p_silent": "float64",
        "trend": "str",
        "heat": "str",
        "similar_later": "str",
    },
}


def columns_of(kind: str, extra: Mapping[str, str] = {}) -> dict[str, str]:
    """Column name → dtype of the table `kind`, span columns first, `extra` ones (such as a `by` column) after them."""
    return SPAN | dict(extra) | COLUMNS[kind]


def build_table(kind: str, columns: Mapping[str, Sequence], *, extra: Mapping[str, str] = {}) -> pd.DataFrame:
    """A table of the declared columns and dtypes, also when it has no rows.

    An untyped empty frame would turn the offsets of every table it is concatenated with into objects.
    """
    declared = columns_of(kind, extra)
    if set(columns) != set(declared):
        raise TableError(f"table {kind!r} got the columns {sorted(columns)}; it has {sorted(declared)}. Pass exactly these.")
    arrays = [_as_array(columns[name], dtype) for name, dtype in declared.items()]
    sizes = {len(array) for array in arrays}
    if len(sizes) > 1:
        raise ValueError("All arrays must be of the same length")
    # What pd.DataFrame does with a dictionary, without the questions that it asks of each column: these would take longer than the finding.
    blocks = [(array[None, :] if isinstance(array, np.ndarray) else array, np.array([at])) for at, array in enumerate(arrays)]
    return create_dataframe_from_blocks(blocks, pd.RangeIndex(sizes.pop()), _name_columns(*declared).view())


@cache
def _name_columns(*names: str) -> pd.Index:
    """The names as a frame has them; each table gets a view of its own, since it may be given a name."""
    return pd.DataFrame(columns=list(names)).columns


def text_column(values: list[str]) -> "pd.api.extensions.ExtensionArray":
    """Strings as the text columns of our tables hold them."""
    return _as_array(values, "str")


def _as_array(values: Sequence, dtype: str) -> "np.ndarray | pd.api.extensions.ExtensionArray":
    # An array at once: a Series for each column would take longer than the finding itself where texts are short.
    if dtype in ("int64", "float64", "bool"):
        return np.array(values, dtype=dtype)
    if dtype == "str" and isinstance(values, list):
        # np.array would ask of each string whether it is a sequence.
        return _TEXT_ARRAY._from_sequence(np.fromiter(values, dtype=object, count=len(values)), dtype=_TEXT)
    return pd.array(values, dtype=_TEXT if dtype == "str" else dtype)


def build_spans(kind: str, speech: "Speech", spans: Iterable[tuple[int, int]], /, **columns: Sequence) -> pd.DataFrame:
    """A table of stretches of one speech: `doc_id` and `text` follow from the offsets."""
    spans = list(spans)
    return build_stretches(kind, speech, [start for start, _ in spans], [end for _, end in spans], **columns)


def build_stretches(kind: str, speech: "Speech", starts: list[int], ends: list[int], /, **columns: Sequence) -> pd.DataFrame:
    """`build_spans` of offsets that are already apart."""
    text = speech.text
    texts = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return build_table(kind, {"doc_id": [speech.doc_id] * len(starts), "start": starts, "end": ends, "text": texts} | columns)


def check_table(table: pd.DataFrame, *needed: str, speech: "Speech | None" = None) -> None:
    """Raise TableError unless `table` has the span columns and `needed`, integer offsets, and (with `speech`) its texts."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"expected a table (pandas.DataFrame), got {type(table).__name__}. Pass what a find_* or count_* function returns.")
    missing = [name for name in (*SPAN, *needed) if name not in table.columns]
    if missing:
        raise TableError(f"the table lacks the columns {missing}; it has {list(table.columns)}. Pass a table that keeps them.")
    for name in ("start", "end"):
        if not pd.api.types.is_integer_dtype(table[name]):
            raise TableError(f"column {name!r} is {table[name].dtype}, not integer. Keep empty tables typed: filter a table, do not build one from [].")
    if speech is not None:
        _check_texts(table, speech)


def _check_texts(table: pd.DataFrame, speech: "Speech") -> None:
    rows = zip(table["doc_id"].to_list(), table["start"].to_list(), table["end"].to_list(), table["text"].to_list(), strict=True)
    for doc_id, start, end, text in rows:
        if doc_id != speech.doc_id:
            continue
        # Python would count a negative offset from the end and stop at the end, so the text alone proves nothing.
        if not 0 <= start <= end <= len(speech.text) or speech.text[start:end] != text:
            found = speech.text[start:end]
            raise TableError(f"row [{start}:{end}] says {text!r}, but {speech.doc_id!r} has {found!r} there. Use the speech that the table came from.")


def _positions_within(table: pd.DataFrame, spans: pd.DataFrame) -> np.ndarray:
    """For each row of `table`, the position of the span that contains it in `spans` (sorted, not overlapping), else -1."""
    found = np.full(len(table), -1, dtype=np.int64)
    for doc_id, rows in table.groupby("doc_id", sort=False).indices.items():
        own = np.flatnonzero((spans["doc_id"] == doc_id).to_numpy())
        if not len(own):
            continue
        starts, ends = spans["start"].to_numpy()[own], spans["end"].to_numpy()[own]
        if (np.diff(starts) < 0).any() or (starts[1:] < ends[:-1]).any():
            raise TableError(f"the spans of {doc_id!r} overlap or are not sorted, so a row may lie in several. Pass sorted spans without overlaps.")
        at = np.searchsorted(starts, table["start"].to_numpy()[rows], side="right") - 1
        inside = (at >= 0) & (table["end"].to_numpy()[rows] <= ends[at])
        found[rows[inside]] = own[at[inside]]
    return found


def contained_in(table: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """True for each row of `table` that lies wholly inside a row of `spans` of the same document.

    `spans` must be sorted and free of overlaps within each document; else TableError.

    >>> from analysis import parse_speech
    >>> speech = parse_speech("秋收。种树。")
    >>> contained_in(speech.tokens, speech.sentences.head(1)).to_list()
    [True, True, False, False]
    """
    check_table(table)
    check_table(spans)
    return pd.Series(_positions_within(table, spans) >= 0, index=table.index)


def label_within(table: pd.DataFrame, spans: pd.DataFrame, column: str) -> pd.Series:
    """For each row of `table`, the value of `column` in the row of `spans` that contains it; missing where none does.

    `spans` must be sorted and free of overlaps within each document; else TableError.
    """
    check_table(table)
    check_table(spans, column)
    at = _positions_within(table, spans)
    values = spans[column].reset_index(drop=True).reindex(at)
    return values.set_axis(table.index)


def first_seen(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The first row of each group of `by`, in order of appearance: the witness of a count."""
    return table.drop_duplicates(list(by), keep="first")

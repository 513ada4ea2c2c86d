"""Tables: declared columns, checks whose messages are tested whole, containment."""

import re

import pandas as pd
import pytest

from analysis import TableError, build_table, check_table, contained_in, label_within, parse_speech
from analysis.tables import COLUMNS, SPAN, build_spans, columns_of, first_seen


def table(*rows, **columns):
    """A table of `(doc_id, start, end, text)` rows with further columns."""
    frame = pd.DataFrame(list(rows), columns=["doc_id", "start", "end", "text"]).astype(SPAN)
    return frame.assign(**columns)


def dtypes(frame):
    """Column name → dtype as declared."""
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_an_empty_table_has_the_declared_columns_and_types(kind):
    """Every kind of table is typed without rows, in the declared order, and keeps its types on concat."""
    empty = build_table(kind, {name: [] for name in columns_of(kind)})
    assert dtypes(empty) == columns_of(kind)
    assert list(empty)[:4] == ["doc_id", "start", "end", "text"]
    filler = {"str": "要", "int64": 3, "float64": 0.5, "bool": True}
    full = build_table(kind, {name: [filler[dtype]] for name, dtype in columns_of(kind).items()})
    assert dtypes(pd.concat([empty, full])) == dtypes(pd.concat([full, empty])) == columns_of(kind)


def test_extra_columns_stand_after_the_span():
    """A `by` column stands between the span and the declared columns."""
    assert list(columns_of("terms", {"speaker": "str"})) == ["doc_id", "start", "end", "text", "speaker", "term", "n", "rate"]


def test_missing_or_unknown_columns_are_refused():
    """build_table says which columns it got and which it has."""
    expected = "table 'paragraphs' got the columns ['doc_id', 'oops']; it has ['doc_id', 'end', 'start', 'text', 'zone']. Pass exactly these."
    with pytest.raises(TableError, match=f"^{re.escape(expected)}$"):
        build_table("paragraphs", {"doc_id": [], "oops": []})


def test_spans_take_their_text_from_the_speech():
    """build_spans fills doc_id and text from the offsets."""
    speech = parse_speech("要抓落实。", doc_id="甲")
    spans = build_spans("paragraphs", speech, iter([(1, 4)]), zone=["body"])
    assert spans.to_dict("records") == [{"doc_id": "甲", "start": 1, "end": 4, "text": "抓落实", "zone": "body"}]


def test_a_good_table_passes_the_check():
    """check_table is silent on the tables of a speech, also on a filtered empty one."""
    speech = parse_speech("要抓落实。")
    check_table(speech.tokens, "term", "tag", speech=speech)
    check_table(speech.tokens.iloc[:0], "term", speech=speech)


CHECKS = [
    ([1], (), "expected a table (pandas.DataFrame), got list. Pass what a find_* or count_* function returns."),
    (
        pd.DataFrame({"doc_id": ["a"], "text": ["要"]}),
        (),
        "the table lacks the columns ['start', 'end']; it has ['doc_id', 'text']. Pass a table that keeps them.",
    ),
    (table(("a", 0, 1, "要")), ("term",), "the table lacks the columns ['term']; it has ['doc_id', 'start', 'end', 'text']. Pass a table that keeps them."),
    (
        pd.DataFrame({"doc_id": [], "start": [], "end": [], "text": []}, dtype=object),
        (),
        "column 'start' is object, not integer. Keep empty tables typed: filter a table, do not build one from [].",
    ),
    (
        table(("a", 0, 1, "要")).astype({"end": float}),
        (),
        "column 'end' is float64, not integer. Keep empty tables typed: filter a table, do not build one from [].",
    ),
]


@pytest.mark.parametrize(("value", "needed", "message"), CHECKS)
def test_a_table_that_cannot_serve_is_refused_with_what_to_do(value, needed, message):
    """check_table says what was wrong, the value, and what to do next."""
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        check_table(value, *needed)


def test_a_table_of_another_text_is_refused():
    """With a speech, a row whose text is not there is shown with what is there."""
    speech = parse_speech("要抓落实。", doc_id="甲")
    message = "row [0:2] says '防控', but '甲' has '要抓' there. Use the speech that the table came from."
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        check_table(table(("甲", 0, 2, "防控")), speech=speech)
    check_table(table(("乙", 0, 2, "防控")), speech=speech)


SPANS = table(("甲", 0, 10, "·"), ("甲", 10, 20, "·"), ("乙", 5, 8, "·"), zone=["headline", "body", "furniture"])
ROWS = table(
    ("乙", 5, 8, "·"),  # the span itself
    ("甲", 12, 15, "·"),  # inside the second
    ("甲", 9, 11, "·"),  # across an edge
    ("甲", 0, 1, "·"),
    ("甲", 10, 10, "·"),  # empty, at the edge: belongs to what begins there
    ("乙", 4, 6, "·"),
    ("丙", 0, 1, "·"),  # no such document
    ("甲", 19, 21, "·"),
)


def test_rows_are_placed_in_the_spans_that_hold_them():
    """contained_in and label_within answer by document, unsorted rows included, and keep the caller's index."""
    rows = ROWS.set_axis([f"r{i}" for i in range(len(ROWS))])
    held = contained_in(rows, SPANS)
    assert held.to_list() == [True, True, False, True, True, False, False, False]
    assert held.dtype == bool
    labels = label_within(rows, SPANS, "zone")
    assert labels.index.to_list() == rows.index.to_list() == held.index.to_list()
    assert labels[held].to_list() == ["furniture", "body", "headline", "body"]
    assert labels[~held].isna().all()


def test_containment_of_nothing_and_in_nothing_is_typed():
    """Empty rows give an empty answer, and empty spans hold nothing."""
    assert contained_in(ROWS.iloc[:0], SPANS).to_list() == []
    assert not contained_in(ROWS, SPANS.iloc[:0]).any()
    assert label_within(ROWS, SPANS.iloc[:0], "zone").isna().all()


@pytest.mark.parametrize("spans", [[("甲", 0, 10, "·"), ("甲", 9, 12, "·")], [("甲", 5, 6, "·"), ("甲", 0, 2, "·")]])
def test_spans_that_overlap_or_are_not_sorted_are_refused(spans):
    """A row might lie in several spans, so the answer would not be one."""
    message = "the spans of '甲' overlap or are not sorted, so a row may lie in several. Pass sorted spans without overlaps."
    with pytest.raises(TableError, match=f"^{re.escape(message)}$"):
        contained_in(table(("甲", 0, 1, "·")), table(*spans))


def test_overlaps_between_documents_are_none():
    """Spans of different documents may have the same offsets, in any order of documents."""
    spans = table(("乙", 0, 9, "·"), ("甲", 0, 9, "·"), ("乙", 9, 12, "·"), zone=["b1", "a1", "b2"])
    assert label_within(table(("甲", 1, 2, "·"), ("乙", 10, 11, "·")), spans, "zone").to_list() == ["a1", "b2"]


def test_containment_changes_neither_table():
    """The callers' tables are as they were."""
    rows, spans = ROWS.copy(), SPANS.copy()
    contained_in(rows, spans)
    label_within(rows, spans, "zone")
    pd.testing.assert_frame_equal(rows, ROWS)
    pd.testing.assert_frame_equal(spans, SPANS)


def test_label_within_needs_the_column():
    """An unknown label is refused by name."""
    with pytest.raises(TableError, match=r"^the table lacks the columns \['speaker'\]"):
        label_within(ROWS, SPANS, "speaker")


def test_first_seen_keeps_the_witness():
    """The first row of each group stays, in order of appearance."""
    rows = table(("甲", 4, 5, "稳"), ("甲", 0, 1, "要"), ("甲", 9, 10, "稳"))
    assert first_seen(rows, ["text"])[["start", "text"]].to_numpy().tolist() == [[4, "稳"], [0, "要"]]

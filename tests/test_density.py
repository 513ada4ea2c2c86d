"""Rates of groups of documents: counts by hand, intervals, and their chart."""

import pandas as pd
import pytest

from analysis import OptionError, TableError, alt_text, build_table, measure_density, plot_density
from analysis.tables import SPAN

DOCUMENTS = pd.DataFrame(
    [
        ("甲", 0, 100, "…", 90, "2019"),
        ("乙", 0, 50, "…", 10, "2019"),
        ("丙", 0, 50, "…", 50, "2020"),
        ("丁", 0, 9, "…", 0, None),
    ],
    columns=[*SPAN, "characters", "doc_year"],
)
FOUND = pd.DataFrame([("甲", 5, 7, "水渠"), ("甲", 9, 11, "粮仓"), ("乙", 0, 2, "学校")], columns=list(SPAN))


def test_densities_are_counts_by_size():
    """Each group has its rows, documents and characters, the rate per 1,000, and the first row found; documents without a year are a group."""
    table = measure_density(FOUND, DOCUMENTS)
    assert table[[*SPAN, "doc_year", "n", "documents", "characters", "density"]].values.tolist() == [
        ["丁", 0, 0, "", "", 0, 1, 0, 0.0],
        ["甲", 5, 7, "水渠", "2019", 3, 2, 100, 30.0],
        ["丙", 0, 0, "", "2020", 0, 1, 50, 0.0],
    ]
    assert table["low"].isna().tolist() == [True, False, True]


def test_the_interval_is_over_documents():
    """Two documents of rates 2/90 and 1/10 give an interval between these; documents of one rate give none to speak of."""
    row = measure_density(FOUND, DOCUMENTS, per=1).iloc[1]
    assert pytest.approx(row["low"]) == 2 / 90
    assert pytest.approx(row["high"]) == 1 / 10
    even = pd.DataFrame([(name, 0, 9, "…", 10, "x") for name in "甲乙"], columns=[*SPAN, "characters", "kind"])
    table = measure_density(FOUND.iloc[[0, 2]], even, by="kind")
    assert table[["density", "low", "high"]].values.tolist() == [[100.0, 100.0, 100.0]]


def test_wrong_tables_and_options_are_refused():
    """What is not there is named, with what is allowed."""
    with pytest.raises(OptionError, match=r"by='doc_source' is no column of the documents; allowed: 'doc_id'"):
        measure_density(FOUND, DOCUMENTS, by="doc_source")
    with pytest.raises(OptionError, match="per=0 is no size"):
        measure_density(FOUND, DOCUMENTS, per=0)
    with pytest.raises(TableError, match="documents that are not listed, such as '乙'"):
        measure_density(FOUND, DOCUMENTS.iloc[[0]])
    with pytest.raises(TableError, match="lacks the columns"):
        measure_density(FOUND, DOCUMENTS.drop(columns="characters"))


def test_the_chart_has_a_dot_and_a_line_for_each_group():
    """Groups stand from the top down; a single document has no line; the axis begins at 0 and the description names all."""
    table = measure_density(FOUND, DOCUMENTS)
    ax = plot_density(table, by="doc_year", lang="en")
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] == [0.0, 30.0, 0.0]
    assert len(ax.collections) == 1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["(not given)", "2019", "2020"]
    assert alt_text(ax) == "Densities of groups (3), per 1,000 characters: (not given) 0 (documents: 1), 2019 30 (documents: 2), 2020 0 (documents: 1)."
    assert ax.get_xlim()[0] < 0 < ax.get_xlim()[1]


def test_an_empty_table_makes_an_empty_chart():
    """No group, no data; and a column that is not there is named."""
    empty = build_table(
        "density", {name: [] for name in (*SPAN, "n", "documents", "characters", "density", "low", "high", "doc_year")}, extra={"doc_year": "str"}
    )
    assert alt_text(plot_density(empty, by="doc_year")) == "无数据"
    with pytest.raises(OptionError, match="by='year' is no column of the table"):
        plot_density(empty, by="year")

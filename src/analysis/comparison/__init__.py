"""Comparison (比较): what a text shares with others, what changed from one report to the next, and the life of formulas over the years."""

from analysis.comparison.alignment import CHANGES, align_reports, read_boilerplate
from analysis.comparison.characters import Characters, are_counted, read_characters
from analysis.comparison.echoes import find_echoes, measure_echo
from analysis.comparison.edits import list_edits, read_edits, write_edits
from analysis.comparison.lifelines import HEATS, trace_formulas
from analysis.comparison.series import STATUSES, is_resolution, list_documents, sort_by_date
from analysis.comparison.trends import TRENDS, measure_lifelines

__all__ = [
    "CHANGES",
    "HEATS",
    "STATUSES",
    "TRENDS",
    "Characters",
    "align_reports",
    "are_counted",
    "find_echoes",
    "is_resolution",
    "list_documents",
    "list_edits",
    "measure_echo",
    "measure_lifelines",
    "read_boilerplate",
    "read_characters",
    "read_edits",
    "sort_by_date",
    "trace_formulas",
    "write_edits",
]

"""Comparison of speeches: the life-lines of formulas over the years of a corpus."""

from analysis.comparison.lifelines import HEATS, trace_formulas
from analysis.comparison.series import STATUSES, is_resolution, list_documents
from analysis.comparison.trends import TRENDS, measure_lifelines

__all__ = ["HEATS", "STATUSES", "TRENDS", "is_resolution", "list_documents", "measure_lifelines", "trace_formulas"]

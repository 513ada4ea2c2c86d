"""The script that counts what is usual: which reports it takes, and the quartiles it writes."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
import count_references


def test_reports_come_with_the_one_before(tmp_path):
    """National reports since 1978 by year, congresses since the 11th, provinces beside the latest national one; resolutions without a year are left out."""
    rows = [{"year": 1990, "content": "庚"}, {"year": "1978", "content": "戊"}, {"year": 1964, "content": "旧"}, {"year": None, "content": "决议"}]
    (tmp_path / "government_work_reports.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    rows = [{"congress": 12, "content": "十二大"}, {"congress": 11, "content": "十一大"}, {"congress": 8, "content": "八大"}]
    (tmp_path / "cpc_congress_reports.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "provincial_2026_raw").mkdir()
    (tmp_path / "provincial_2026_raw" / "某省.txt").write_text("某省报告。", encoding="utf-8")
    assert list(count_references.list_tasks(tmp_path)) == [
        ("national", "戊", None),
        ("national", "庚", "戊"),
        ("congress", "十一大", None),
        ("congress", "十二大", "十一大"),
        ("provincial", "某省报告。", "庚"),
    ]


def test_quartiles_leave_out_what_is_missing():
    """The median and the quartiles of the reports that have the figure, and how many those are."""
    figures = pd.DataFrame({"genre": ["national"] * 6, **{name: [1.0, 2.0, 3.0, 4.0, 5.0, None] for name in count_references.MEASURES}})
    figures = pd.concat([figures, figures.assign(genre="congress"), figures.assign(genre="provincial")])
    rows = count_references.summarise(figures)
    assert rows[0] == {"measure": "characters", "genre": "national", "documents": 5, "low": "2", "median": "3", "high": "4"}
    assert len(rows) == 18


def test_a_report_is_measured_against_the_one_before():
    """The echo is what the report before has too; without one it is missing."""
    text = "要打好春耕备耕这一仗。"
    assert count_references.measure_report(("national", text, text))["echo"] == pytest.approx(1.0)
    first = count_references.measure_report(("national", text, None))
    assert first["genre"] == "national"
    assert pd.isna(first["echo"])

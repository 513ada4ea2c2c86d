"""The page of a corpus in real Chromium: nothing is fetched, nothing fails, tables sort and filter, and it fits a phone."""

import json

import pytest

from analysis import analyse_corpus, render_corpus_report

pytestmark = pytest.mark.browser

WORDS = ("水渠", "粮仓", "学校", "道路", "桥梁", "医院", "农田", "林场", "渔港", "市场")


# Made before the browser starts, which blocks notebooks.
@pytest.fixture(scope="module", autouse=True)
def report(tmp_path_factory):
    """The page of a corpus of thirty documents of ten years."""
    place = tmp_path_factory.mktemp("corpus")
    rows = [
        {"text": f"要抓好{WORDS[k % 10]}建设，做到颗粒归仓、滴水归田。必须落实“一查两改”。坚决打好“{WORDS[k % 7]}攻坚战”。", "year": 2010 + k % 10}
        for k in range(30)
    ]
    (place / "表.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    analyse_corpus(place / "表.jsonl", ["slogans", "acts"], out=place / "秋收", workers=1)
    return render_corpus_report(place / "秋收", place).path


def test_the_page_of_a_corpus_asks_for_nothing(page, report, page_log):
    """It opens without a request or a complaint, with a heading, a chart of ten years, and no pane for a text that is not there."""
    page.goto(report.as_uri())
    assert page_log.outside == []
    assert page_log.errors == []
    assert page.locator("h1").inner_text() == "语料库"
    assert page.locator("figure.chart svg[role=img]").first.get_attribute("aria-label").startswith("密度图，10 组")
    assert page.locator("#speech").count() == 0


def test_its_tables_sort(page, report):
    """A click on a heading orders the rows by it, as numbers."""
    page.goto(report.as_uri())
    table = page.locator(".y-table", has=page.get_by_role("button", name="篇数")).first
    table.get_by_role("button", name="字数").click()
    shown = [int(text.replace(",", "")) for text in table.locator("tbody tr td:nth-child(3)").all_inner_texts()]
    assert len(shown) == 10
    assert shown in (sorted(shown), sorted(shown, reverse=True))


def test_it_fits_a_phone(page, report):
    """On a narrow screen nothing makes the page wider than the screen."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

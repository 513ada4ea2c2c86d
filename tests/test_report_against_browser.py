"""The echoes of a page in real Chromium: a click on one marks its passage, on a phone too."""

import re

import pytest

from analysis import read_speech, render_report
from test_report_browser import OFFSETS, PAINTED

pytestmark = pytest.mark.browser

TEXT = "县里部署秋收😀\r\n\r\n李大山指出，要抓好秋收生产\r\n，确保颗粒归仓，要讲好青石故事让游客留下来。\r\n\r\n张小河强调，要抓好秋收生产，确保颗粒归仓。\r\n"
SOURCE = "<b>各地</b>要讲好中国故事让游客留下来。會議要求，抓好秋收生產，確保顆粒歸倉！\n"


# Made before the browser starts, which blocks notebooks.
@pytest.fixture(scope="module", autouse=True)
def report(tmp_path_factory):
    """The file of the speech, and its page against a source of which one wording is another."""
    folder = tmp_path_factory.mktemp("echoes")
    (folder / "讲话.txt").write_bytes(TEXT.encode())
    (folder / "省里的一个名字很长的文件.txt").write_text(SOURCE, encoding="utf-8")
    values = {"AGAINST": [str(folder / "省里的一个名字很长的文件.txt")]}
    return folder / "讲话.txt", render_report(folder / "讲话.txt", folder, parameters=values).path


@pytest.fixture(scope="module")
def speech(report):
    """The speech on the page."""
    return read_speech(report[0])


@pytest.fixture
def opened(page, report):
    """The page, opened."""
    page.goto(report[1].as_uri())
    return page


def find_echo(page, text):
    """The links that begin with a passage, in the section on echoes."""
    return page.locator("#echoes td .y-go", has_text=re.compile(f"^{re.escape(text)}"))


def test_an_echo_leads_to_its_passage(opened, speech, page_log):
    """A click paints the passage in the speech, line break and all, and brings it into view; nothing is fetched and nothing fails."""
    for number, text in enumerate(("抓好秋收生产\r\n，确保颗粒归仓", "抓好秋收生产，确保颗粒归仓")):
        find_echo(opened, "抓好秋收生产").nth(number).click()
        assert opened.evaluate(PAINTED, "y-here") == [text]
        assert opened.evaluate(OFFSETS, "y-here") == [speech.text.index(text)]
    opened.wait_for_function("""() => {
        const box = [...CSS.highlights.get('y-here')][0].getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }""")
    assert page_log.errors == []
    assert page_log.outside == []


def test_a_near_echo_shows_what_differs(opened):
    """The source's own words are drawn otherwise than the shared ones, and markup of the source is text."""
    find_echo(opened, "要讲好青石故事").click()
    assert opened.evaluate(PAINTED, "y-here") == ["要讲好青石故事让游客留下来"]
    quote = opened.locator("#echoes .y-quote", has=opened.locator("del"))
    assert quote.locator("del").all_inner_texts() == ["中国"]
    assert quote.locator("mark").all_inner_texts() == ["要讲好", "故事让游客留下来"]
    assert "<b>各地</b>" in quote.inner_text()
    styles = [quote.locator(tag).first.evaluate("each => getComputedStyle(each).color") for tag in ("del", "mark")]
    assert styles[0] != styles[1]


def test_a_source_leads_to_all_its_echoes(opened, speech):
    """A click on its name paints each of them."""
    opened.locator("#echoes table").first.locator(".y-go").click()
    painted = opened.evaluate(PAINTED, "y-found")
    assert painted == ["抓好秋收生产\r\n，确保颗粒归仓", "要讲好青石故事让游客留下来", "抓好秋收生产，确保颗粒归仓"]
    assert [speech.text.index(text) for text in painted] == opened.evaluate(OFFSETS, "y-found")


def test_the_longest_echo_in_the_sentence_is_a_link_too(opened):
    """It paints its passage as a row of a table does."""
    link = opened.locator("#echoes p .y-go")
    link.click()
    assert opened.evaluate(PAINTED, "y-here") == ["抓好秋收生产\r\n，确保颗粒归仓"]


def test_the_layer_of_echoes_switches_off(opened):
    """It is the last of the layers; without its tick its line is gone."""
    switch = opened.locator(".y-switch").last
    assert "相同的话" in switch.inner_text()
    number = switch.locator("input").get_attribute("class").removeprefix("y-on")
    line = f"getComputedStyle(document.querySelector('.y-l{number}')).getPropertyValue('--u{number}')"
    on = opened.evaluate(line)
    switch.locator("input").uncheck()
    assert opened.evaluate(line) != on


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_source_can_be_read(page, report, scheme):
    """In either scheme the shared words, the others and the context stand out from the paper."""
    page.emulate_media(color_scheme=scheme)
    page.goto(report[1].as_uri())
    for selector in (".y-quote", ".y-quote mark", ".y-quote del"):
        ink, paper = (
            [float(part) for part in re.findall(r"[\d.]+", page.evaluate(f"getComputedStyle(document.querySelector('{name}')).{style}"))[:3]]
            for name, style in ((selector, "color"), (".y-table", "backgroundColor"))
        )
        assert abs(sum(ink) - sum(paper)) / 765 > 0.25


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_scrolls_in_one_direction(page, report, width):
    """The section is no wider than the screen, and the source's passage has at least ten characters a line."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report[1].as_uri())
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    quote = page.locator(".y-quote").first
    assert quote.evaluate("each => each.clientWidth / parseFloat(getComputedStyle(each).fontSize)") >= 10

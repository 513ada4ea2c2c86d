"""The page in real Chromium: what it asks for, where its rows lead, and how it looks in each setting."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import read_speech, render_report

pytestmark = pytest.mark.browser

# Emoji, CRLF, blank lines and a wrapped line before most of the words: offsets must survive all of them.
TEXT = (
    "统筹防控😀有序复工\r\n\r\n"
    "同志们：我们要抓紧疫情防控工作👨‍👩‍👧，要做好复工复产工作。<b>要</b>落实责任，\r\n、加强领导。\r\n\r\n\r\n"
    "　　丁中平指出，要抓紧疫情防控工作，要稳定就业，要保障民生，要推进改革。\r\n \r\n"
    "张兴益强调，要坚持“两手抓、两手硬”，要加快项目建设，要做好疫情防控工作，要服务企业，要守住底线。\r\n"
)
# The text of each painted range, in order.
PAINTED = "name => [...(CSS.highlights.get(name) || [])].map(range => range.toString())"
# Where each painted range begins, counted in code points of the speech.
OFFSETS = """name => [...(CSS.highlights.get(name) || [])].map(range => {
  const before = document.createRange();
  before.setStart(document.querySelector('.y-speech'), 0);
  before.setEnd(range.startContainer, range.startOffset);
  return Array.from(before.toString()).length;
})"""
COLUMN = "(table, i) => [...table.tBodies[0].rows].map(row => row.cells[i].textContent)"


@pytest.fixture(scope="module", autouse=True)
def report(tmp_path_factory):
    """The file of the speech and its page by the shipped notebook; made before the browser starts, which blocks notebooks."""
    folder = tmp_path_factory.mktemp("browser")
    source = folder / "讲话.txt"
    source.write_bytes(TEXT.encode())
    return source, render_report(source, folder).path


@pytest.fixture(scope="module", autouse=True)
def hostile_page(report):
    """A page with a failing step, a row across paragraphs, and a table of markup."""
    source = report[0]
    cells = [
        new_code_cell('PATH = ""\nLANG = "zh"', metadata={"tags": ["parameters"]}),
        new_code_cell("import analysis as yc\nspeech = yc.read_speech(PATH)\nyc.highlight(speech, speech.tokens)", metadata={"tags": ["speech"]}),
        new_markdown_cell("## 表 *Table*"),
        new_code_cell("yc.list_passages(speech, speech.paragraphs.assign(reasons='<script>document.title = 1</script>'))"),
        new_code_cell("raise ValueError('<img src=x onerror=alert(1)>')"),
    ]
    notebook = source.with_name("own.ipynb")
    nbformat.write(new_notebook(cells=cells), notebook)
    return render_report(source, source.parent / "own.html", notebook=notebook).path


@pytest.fixture(scope="module")
def speech(report):
    """The speech on the page."""
    return read_speech(report[0])


@pytest.fixture
def opened(page, report):
    """The page, opened."""
    page.goto(report[1].as_uri())
    return page


def find_row(page, text, *, section="s2"):
    """The link in the row of a term."""
    return page.locator(f"#{section} td .y-go", has_text=re.compile(f"^{re.escape(text)}$"))


def lightness(page, selector, name):
    """The lightness of a colour of an element, 0 black to 1 white."""
    color = page.evaluate("([selector, name]) => getComputedStyle(document.querySelector(selector))[name]", [selector, name])
    red, green, blue = [float(part) for part in re.findall(r"[\d.]+", color)[:3]]
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def test_the_page_asks_for_nothing(opened, page_log):
    """No request besides the page itself (and data in it), no error and no warning, also after use."""
    find_row(opened, "防控").click()
    opened.locator(".y-next").click()
    opened.wait_for_timeout(200)
    assert page_log.errors == []
    assert page_log.outside == []
    assert [url for url in page_log.requests if url.startswith("file:")] == [opened.url]


def test_hostile_content_runs_nothing(page, hostile_page, page_log):
    """Markup in cells and in errors is shown as text, and neither the policy nor the console has anything to report."""
    page.goto(hostile_page.as_uri())
    assert page.title() == "统筹防控😀有序复工"
    assert page.locator(".y-speech b, .y-table script, .y-error img").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.locator(".y-error").inner_text()
    assert page_log.errors == []


def test_the_text_on_the_page_is_the_speech(opened, speech):
    """The text nodes of the speech, joined, are its text, line ends and blank lines included."""
    assert opened.evaluate("document.querySelector('.y-speech').textContent") == speech.text


def test_a_row_marks_all_its_passages(opened, speech):
    """A click on a word marks each place of it, says which one is shown, and marks that one differently."""
    find_row(opened, "防控").click()
    count = speech.text.count("防控")
    assert opened.evaluate(PAINTED, "y-found") == ["防控"] * count
    assert opened.evaluate(OFFSETS, "y-found") == [match.start() for match in re.finditer("防控", speech.text)]
    assert opened.evaluate(PAINTED, "y-here") == ["防控"]
    assert re.search(rf"防控\s+1 / {count}$", opened.locator(".y-found").inner_text())
    assert find_row(opened, "防控").get_attribute("aria-current") == "true"


def test_every_row_of_every_table_leads_to_its_text(opened, speech):
    """What is painted is what the offsets say, in all tables."""
    rows = opened.evaluate(f"""() => [...document.querySelectorAll('td .y-go')].map(link => {{
        link.click();
        return [link.dataset.spans, ({PAINTED})('y-found')];
    }})""")
    assert len(rows) > 20
    for spans, painted in rows:
        offsets = [tuple(map(int, span.split("-"))) for span in spans.split()]
        assert painted == [speech.text[start:end] for start, end in offsets]


def test_a_row_may_cross_line_breaks(page, hostile_page, speech):
    """A whole paragraph with a wrapped line in it is painted whole."""
    page.goto(hostile_page.as_uri())
    for i, text in enumerate(speech.paragraphs["text"]):
        page.locator(".y-go").nth(i).click()
        assert page.evaluate(PAINTED, "y-found") == [text]


def test_next_and_previous_go_round(opened, speech):
    """Buttons and arrow keys step through the passages and begin again at the end; the passage comes into view."""
    places = [match.start() for match in re.finditer("防控", speech.text)]
    find_row(opened, "防控").click()
    for at in [*range(1, len(places)), 0]:
        opened.locator(".y-next").click()
        assert opened.evaluate(OFFSETS, "y-here") == [places[at]]
        assert f"{at + 1} / {len(places)}" in opened.locator(".y-found").inner_text()
    opened.locator(".y-previous").click()
    assert opened.evaluate(OFFSETS, "y-here") == [places[-1]]
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate(OFFSETS, "y-here") == [places[0]]
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_function("""() => {
        const box = [...CSS.highlights.get('y-here')][0].getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }""")


def test_escape_and_the_cross_clear_the_marks(opened):
    """After either nothing is marked and the bar is gone."""
    for leave in (lambda: opened.keyboard.press("Escape"), lambda: opened.locator(".y-clear").click()):
        find_row(opened, "防控").click()
        assert opened.locator(".y-finder").is_visible()
        leave()
        assert opened.locator(".y-finder").is_hidden()
        assert opened.evaluate(PAINTED, "y-found") == opened.evaluate(PAINTED, "y-here") == []
        assert opened.locator(".y-go[aria-current]").count() == 0


def test_back_returns_to_the_row(page, report):
    """On a phone, where the speech is above the tables, back leads to the row that was clicked and focuses it."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.goto(report[1].as_uri())
    row = find_row(page, "防控", section="s4")
    row.click()
    page.locator(".y-back").click()
    box = row.bounding_box()
    assert 0 <= box["y"] <= 844
    assert row.evaluate("link => link === document.activeElement")


def test_rows_work_from_the_keyboard(opened):
    """Enter on a link is a click."""
    find_row(opened, "防控").focus()
    opened.keyboard.press("Enter")
    assert opened.evaluate(PAINTED, "y-here") == ["防控"]


def test_a_slogan_leads_to_all_its_places(opened, speech):
    """The first section is about slogans; a click on one paints it where it stands, and the first layer marks it there."""
    assert opened.locator(".y-contents a").first.inner_text() == "口号与提法"
    find_row(opened, "两手抓、两手硬", section="s1").click()
    assert opened.evaluate(PAINTED, "y-here") == ["两手抓、两手硬"]
    assert opened.evaluate(OFFSETS, "y-here") == [speech.text.index("两手抓、两手硬")]
    assert "口号提法" in opened.locator(".y-switch").first.inner_text()
    assert "两手抓、两手硬" in "".join(opened.locator(".y-speech .y-l0").all_inner_texts())
    assert opened.locator("#s1 .chart svg").bounding_box()["height"] > 60


@pytest.mark.parametrize("width", [390, 1280])
def test_reasons_have_room(page, report, width):
    """On a phone, too, the last column of the slogans, in words, is at least six characters wide."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report[1].as_uri())
    cell = page.locator("#s1 tbody tr").first.locator("td").last
    assert cell.evaluate("each => each.clientWidth / parseFloat(getComputedStyle(each).fontSize)") >= 6 + 1.4


def test_layers_switch_on_and_off(opened):
    """Without its tick a layer's marks lose their line, and with it they have it again."""
    # The first of the gradients is this layer's own line; the mark may lie in other layers too.
    background = "getComputedStyle(document.querySelector('.y-l0')).backgroundImage.split('linear-gradient')[1]"
    on = opened.evaluate(background)
    opened.locator(".y-on0").uncheck()
    off = opened.evaluate(background)
    assert on != off
    assert "rgb(" in on
    assert not re.search(r"rgb\(", off.replace("rgba(0, 0, 0, 0)", ""))
    opened.locator(".y-on0").check()
    assert opened.evaluate(background) == on


def test_headings_sort_both_ways(opened):
    """A click sorts a column of figures as figures, most first, a second click least first; words sort as words."""
    table = opened.locator("#s2 table").first
    for column in (2, 1):
        button = table.locator("th button").nth(column)
        button.click()
        opened.wait_for_function("document.querySelector('#s2 th[aria-sort=descending]')")
        opened.wait_for_timeout(50)
        figures = [float(text) for text in table.evaluate(COLUMN, column)]
        assert figures == sorted(figures, reverse=True)
        button.click()
        opened.wait_for_timeout(50)
        figures = [float(text) for text in table.evaluate(COLUMN, column)]
        assert figures == sorted(figures)
        assert figures[0] < figures[-1]
    before = table.evaluate(COLUMN, 0)
    table.locator("th button").nth(0).click()
    opened.wait_for_timeout(50)
    assert sorted(before) == sorted(table.evaluate(COLUMN, 0))
    find_row(opened, "防控").click()
    assert set(opened.evaluate(PAINTED, "y-found")) == {"防控"}


def test_the_filter_hides_rows_and_counts_them(opened):
    """Typing leaves the rows that hold it, says how many, and clearing brings all back, also after sorting."""
    box, table = opened.locator("#s2 .y-filter").first, opened.locator("#s2 table").first
    total = table.locator("tbody tr").count()
    assert box.locator("output").inner_text() == f"{total} 行"
    table.locator("th button").nth(1).click()
    opened.wait_for_timeout(50)
    box.locator("input").fill("防控")
    shown = table.locator("tbody tr:visible")
    assert shown.count() >= 1
    assert all("防控" in text for text in shown.all_inner_texts())
    assert box.locator("output").inner_text() == f"{shown.count()} 行"
    box.locator("input").fill("没有这个词")
    assert table.locator("tbody tr:visible").count() == 0
    box.locator("input").fill("")
    assert table.locator("tbody tr:visible").count() == total


def test_the_dark_scheme_is_light_on_dark(page, report):
    """In the dark scheme text, links and charts are lighter than what is behind them; in the light one darker."""
    for scheme, dark in (("light", False), ("dark", True)):
        page.emulate_media(color_scheme=scheme)
        page.goto(report[1].as_uri())
        paper = lightness(page, "body", "backgroundColor")
        for selector, name in (("body", "color"), (".y-speech p", "color"), (".y-go", "color"), (".y-contents a", "color"), (".chart text", "fill")):
            assert abs(lightness(page, selector, name) - paper) > 0.3
            assert (lightness(page, selector, name) > paper) == dark


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_phone_scrolls_in_one_direction(page, report, width):
    """The page is no wider than the screen; only a table may scroll sideways in its own box."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report[1].as_uri())
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    find_row(page, "防控").click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    bar = page.locator(".y-finder").bounding_box()
    assert bar["x"] >= 0
    assert bar["x"] + bar["width"] <= width


def test_charts_can_be_read_on_a_phone(page, report):
    """No text of a chart is drawn below 8 pixels on a screen 390 wide."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(report[1].as_uri())
    sizes = page.evaluate("""() => [...document.querySelectorAll('.chart text')].map(
        text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)""")
    assert sizes
    assert min(sizes) >= 8


def test_print_shows_the_whole_speech(page, report, speech):
    """On paper nothing of the speech is in a scrolling box, controls are gone, and the text is there to its end."""
    page.goto(report[1].as_uri())
    page.emulate_media(media="print")
    box = page.evaluate("(({scrollHeight, clientHeight}) => [scrollHeight, clientHeight])(document.querySelector('.y-reader'))")
    assert box[0] <= box[1] + 1
    assert page.locator(".y-speech p").last.is_visible()
    assert page.locator(".y-speech").inner_text().count("防控") == speech.text.count("防控")
    for control in (".y-filter", ".y-finder", ".y-skip", ".y-contents"):
        assert page.locator(control).first.is_hidden()


def test_paper_keeps_the_provenance(page, report):
    """A printed page still says from which file and settings it was made."""
    page.goto(report[1].as_uri())
    page.emulate_media(media="print")
    assert "SHA-256" in page.locator(".y-title").inner_text()


def test_without_scripts_text_and_tables_are_there(browser, report, speech):
    """With JavaScript off the speech and every table can still be read, and links lead to their paragraph."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report[1].as_uri())
    assert page.locator(".y-speech p").count() == len(speech.paragraphs)
    assert page.locator("#s2 tbody tr").first.is_visible()
    find_row(page, "防控").click()
    assert page.url.endswith("#p0")
    assert page.locator(".y-finder").is_hidden()
    context.close()


def test_the_embedded_font_is_used(opened):
    """The page's own font is loaded, and body, speech and charts name it first."""
    opened.evaluate("document.fonts.ready")
    assert opened.evaluate("[...document.fonts].map(font => [font.family.replaceAll('\"', ''), font.status])") == [["Noto Sans SC", "loaded"]]
    assert opened.evaluate("document.fonts.check('16px \"Noto Sans SC\"', '防控工作')")
    for selector in ("body", ".y-speech p", ".y-table td", ".chart text"):
        assert opened.evaluate("selector => getComputedStyle(document.querySelector(selector)).fontFamily", selector).strip("\"'").startswith("Noto Sans SC")


def test_controls_have_names(opened):
    """Each button, input and drawing says what it is to those who do not see it."""
    find_row(opened, "防控").click()
    names = opened.evaluate("""() => [...document.querySelectorAll('button, input, svg[role=img]')].map(each =>
        (each.getAttribute('aria-label') || each.closest('label')?.textContent || each.textContent).trim())""")
    assert all(names)
    assert not [name for name in names if "built-in" in name or "undefined" in name]


def test_figures_stand_under_their_headings(opened):
    """A heading is aligned as the column below it."""
    aligned = opened.evaluate("""() => [...document.querySelector('#s2 table').rows[0].cells].map((cell, i) => [
        getComputedStyle(cell.querySelector('button')).textAlign, getComputedStyle(document.querySelector('#s2 tbody').rows[0].cells[i]).textAlign])""")
    to_the_right = [[each in ("right", "end") for each in pair] for pair in aligned]
    assert to_the_right == [[False, False], [True, True], [True, True]]

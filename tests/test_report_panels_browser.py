"""Cards, linked charts, the map and the index in real Chromium, and what an accessibility checker says of each kind of page."""

import importlib.util
import re
from pathlib import Path

import pytest

from analysis import analyse_corpus, read_speech, render_corpus_report, render_index, render_report

pytestmark = pytest.mark.browser

PARAGRAPHS = (
    "丁中平指出，要抓紧春耕备耕工作，要管好水渠，要守住底线。成绩来之不易，问题依然突出，困难仍然不少。",
    "张兴益强调，要坚持“两手抓、两手硬”，要加快水渠建设，要做好春耕备耕工作，要服务农户。打好粮食安全攻坚战。",
    "林禾要求，必须抓早、抓小、抓实。春耕备耕工作取得明显成效，群众满意。不得松懈，不得麻痹。",
)
TEXT = "统筹春耕😀有序备耕\n\n" + "\n".join(PARAGRAPHS * 5) + "\n本条编辑：王某\n"
SOURCE = "要抓紧春耕备耕工作，要管好水渠。"
PAINTED = "name => [...(CSS.highlights.get(name) || [])].map(range => range.toString())"
STEPS = "selector => (document.querySelector(selector).getAttribute('d').match(/M/g) || []).length"


@pytest.fixture(scope="module", autouse=True)
def pages(tmp_path_factory):
    """Kind → page: a report with an echo, one of a single line, their index, a corpus; made before the browser starts, which blocks notebooks."""
    folder = tmp_path_factory.mktemp("panels")
    for name, text in (("讲话", TEXT), ("一行", "天下雨了。\n"), ("源", SOURCE)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    sources = {"讲话": [str(folder / "源.txt")], "一行": []}
    reports = [render_report(folder / f"{name}.txt", folder, parameters={"AGAINST": against}) for name, against in sources.items()]
    assert [report.errors for report in reports] == [(), ()]
    analyse_corpus([folder / "讲话.txt", folder / "源.txt"], ["slogans", "acts", "sentiment"], out=folder / "集", workers=1)
    return {
        "report": reports[0].path,
        "line": reports[1].path,
        "index": render_index(reports, folder),
        "corpus": render_corpus_report(folder / "集", folder).path,
        "source": folder / "讲话.txt",
    }


@pytest.fixture(scope="module")
def speech(pages):
    """The speech on the page."""
    return read_speech(pages["source"])


@pytest.fixture
def opened(page, pages):
    """The report, opened, without smooth scrolling."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(pages["report"].as_uri())
    page.evaluate("document.fonts.ready")
    return page


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None:
        pytest.fail("axe-playwright-python is missing; install requirements-dev.txt")
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["report", "line", "index", "corpus"])
def test_no_serious_finding_of_axe(browser, pages, axe, kind):
    """In light on a desk, and in dark on a phone by the rules that this changes, axe-core has no serious or critical finding, and it did look."""
    for scheme, width, rules in (("light", 1280, None), ("dark", 390, ["color-contrast", "scrollable-region-focusable", "target-size"])):
        context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(pages[kind].as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.add_script_tag(content=axe)
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        result = page.evaluate("options => axe.run(options)", options)
        context.close()
        serious = [(each["id"], each["nodes"][0]["html"]) for each in result["violations"] if each["impact"] in ("serious", "critical")]
        assert serious == [], (scheme, width)
        assert "color-contrast" in {each["id"] for each in result["passes"]}


def test_axe_does_find_faults(browser, axe):
    """The checker is not blind: a picture without alternative text and grey on grey are found."""
    page = browser.new_page()
    page.set_content("<html lang=zh><title>春</title><main><h1>春</h1><img src='data:,'><p style='color:#999;background:#bbb'>春耕</p></main>")
    page.add_script_tag(content=axe)
    assert {"image-alt", "color-contrast"} <= {each["id"] for each in page.evaluate("axe.run()")["violations"]}
    page.close()


@pytest.mark.parametrize("kind", ["report", "line"])
def test_every_card_leads_to_what_is_there(page, pages, page_log, kind):
    """A card's link has a target on the page, also where sections are left out, and the page asks for nothing."""
    page.goto(pages[kind].as_uri())
    targets = [link.get_attribute("href") for link in page.locator(".y-card a").all()]
    assert [page.locator(target).count() for target in targets] == [1] * len(targets)
    assert targets[0] == "#speech"
    assert len(targets) == {"report": 6, "line": 3}[kind]
    assert page.locator(".y-card").count() == 6
    assert page_log.errors == page_log.outside == []


def test_a_click_anywhere_on_a_card_goes_to_its_section(opened):
    """Not only on its heading."""
    # The font moves the cards when it comes.
    opened.wait_for_function("document.fonts.status === 'loaded'")
    box = opened.locator(".y-card .y-usual").nth(5).bounding_box()
    opened.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.wait_for_url("**#tone")
    assert 0 <= opened.locator("#tone").bounding_box()["y"] < 300


def test_every_link_of_every_chart_marks_its_text(opened, speech):
    """What is painted is what the offsets say, in all charts; a chart of all sentences paints one at a time."""
    rows = opened.evaluate(f"""() => [...document.querySelectorAll('.chart .y-go')].map(link => {{
        link.dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true}}));
        return [link.dataset.spans, 'each' in link.dataset, ({PAINTED})('y-found'), ({PAINTED})('y-here')];
    }})""")
    assert len(rows) > 40
    for spans, each, found, here in rows:
        texts = [speech.text[int(start) : int(end)] for start, end in (span.split("-") for span in spans.split())]
        assert found == ([] if each else texts)
        assert here == texts[:1]


@pytest.mark.parametrize(("section", "name", "text"), [("#demands", "张兴益", None), ("#s2", "春耕", "春耕"), ("#s1", "并列", None)])
def test_charts_work_from_the_keyboard(opened, section, name, text):
    """Voices, bars and lanes are links that the keyboard reaches; Enter marks their passages and says how many."""
    link = opened.locator(f"{section} .chart a", has_text=re.compile(f"^\\s*{name}\\s*$")).first
    link.focus()
    opened.keyboard.press("Enter")
    found = opened.evaluate(PAINTED, "y-found")
    assert re.search(rf"{name}\s+1 / {len(found)}$", opened.locator(".y-found").inner_text())
    assert text is None or set(found) == {text}
    assert link.evaluate("each => each === document.activeElement")
    opened.locator(".y-back").click()
    assert link.evaluate("each => each === document.activeElement")


def test_a_click_on_a_lane_goes_to_the_nearest_place(opened, speech):
    """A click at nine tenths of the row of a word marks all its places and shows the one nearest to that part of the speech."""
    link = opened.locator("#s4 .chart a").first
    spans = [tuple(map(int, span.split("-"))) for span in link.get_attribute("data-spans").split()]
    lane = link.locator(".y-lane")
    lane.scroll_into_view_if_needed()
    box = lane.bounding_box()
    opened.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    nearest = min(range(len(spans)), key=lambda at: abs(spans[at][0] - 0.9 * len(speech.text)))
    assert nearest > 0
    assert opened.locator(".y-found").inner_text().endswith(f"{nearest + 1} / {len(spans)}")


def test_the_map_shows_layers_and_marks(opened):
    """Each layer has its ticks, which go with its switch; what is marked has its own, one of them the present one; clearing takes them away."""
    assert opened.evaluate(STEPS, ".y-map0") > 0
    opened.locator(".y-on0").uncheck()
    assert opened.evaluate(STEPS, ".y-map0") == 0
    opened.locator("#s2 .chart a").first.focus()
    opened.keyboard.press("Enter")
    assert opened.evaluate(STEPS, ".y-map-found") > 1
    assert opened.evaluate(STEPS, ".y-map-here") == 1
    opened.keyboard.press("Escape")
    assert opened.evaluate(STEPS, ".y-map-found") == opened.evaluate(STEPS, ".y-map-here") == 0


def test_the_map_goes_where_it_is_clicked(opened):
    """A click near the end of the map scrolls the speech there, and the frame is where the visible part is."""
    opened.evaluate("scrollTo(0, scrollY + document.querySelector('.y-page').getBoundingClientRect().top)")
    box = opened.locator(".y-map").bounding_box()
    opened.mouse.click(box["x"] + 5, box["y"] + 0.95 * box["height"])
    opened.wait_for_function("() => document.querySelector('.y-reader').scrollTop > 0")
    opened.wait_for_timeout(100)
    reader = opened.locator(".y-reader").evaluate("each => [each.scrollTop, each.clientHeight, each.scrollHeight]")
    assert reader[0] + reader[1] >= reader[2] - 2
    frame = opened.locator(".y-frame").bounding_box()
    assert frame["y"] - box["y"] == pytest.approx(reader[0] / reader[2] * box["height"], abs=2)
    assert frame["height"] == pytest.approx(reader[1] / reader[2] * box["height"], abs=2)


def test_the_map_is_hidden_on_paper_and_on_phones(opened):
    """Where the speech has no pane of its own there is nothing to map; a screen reader passes it over."""
    assert opened.locator(".y-map").get_attribute("aria-hidden") == "true"
    assert opened.locator(".y-map").is_visible()
    opened.emulate_media(media="print")
    assert opened.locator(".y-map").is_hidden()
    opened.emulate_media(media="screen")
    opened.set_viewport_size({"width": 390, "height": 844})
    assert opened.locator(".y-map").is_hidden()
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_paper_is_light(page, pages):
    """A reader in dark mode prints dark ink on white."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(pages["report"].as_uri())
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()") == "#a51f26"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_index_sorts_and_leads_to_the_reports(page, pages, page_log):
    """A heading sorts its figures, those without one last; a title opens its report; nothing is asked for but files beside it."""
    page.goto(pages["index"].as_uri())
    titles = "[...document.querySelectorAll('tbody a')].map(link => link.textContent)"
    assert page.evaluate(titles) == ["统筹春耕😀有序备耕", "一行"]
    button = page.locator("th button", has_text="篇幅")
    button.click()
    button.click()
    page.wait_for_timeout(50)
    assert page.evaluate(titles) == ["一行", "统筹春耕😀有序备耕"]
    assert page.evaluate("document.querySelectorAll('tfoot tr').length") == 3
    page.locator("tbody a").last.click()
    page.wait_for_url("**/%E8%AE%B2%E8%AF%9D.html")
    assert page.locator(".y-title h1").inner_text() == "统筹春耕😀有序备耕"
    assert page_log.errors == page_log.outside == []

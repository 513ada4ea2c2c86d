"""Slides: each lesson runs and becomes one page that asks for nothing, goes on by keys, and keeps its text on the slide."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import analysis.slides
from analysis.cli import main
from analysis.errors import OptionError, RenderError
from analysis.slides import list_lessons, list_slides, render_slides

LESSONS = list_lessons()
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def typed(kind, source="好。", *, make=new_markdown_cell):
    """A cell of a slide type."""
    return make(source, metadata={"slideshow": {"slide_type": kind}} if kind else {})


@pytest.fixture(scope="module", autouse=True)
def decks(tmp_path_factory):
    """Lesson → its page and its notebook as it ran; made before the browser starts, which blocks notebooks."""
    folder, made, ran = tmp_path_factory.mktemp("slides"), {}, []
    with pytest.MonkeyPatch.context() as patch:
        execute = analysis.slides.execute
        patch.setattr(analysis.slides, "execute", lambda *arguments: ran.append(execute(*arguments)) or ran[-1])
        for path in LESSONS:
            made[path] = (render_slides(path, folder), ran[-1] if ran else None)
    return made


@pytest.fixture(scope="module", autouse=True)
def hostile(tmp_path_factory):
    """The slides of a notebook with markup in results, a failing step, and long notes, in English."""
    cells = [
        typed("skip", "LANG = 'zh'", make=new_code_cell),
        typed("slide", "# 一、坏例 *Bad examples*"),
        typed("fragment", "print('<img src=x onerror=alert(1)>' if LANG == 'en' else '')", make=new_code_cell),
        typed("notes", "**给老师** <script>document.title = 1</script>"),
        typed("slide", "## 二 *Two*"),
        typed("", "raise ValueError('</script><script>document.title = 2</script>')", make=new_code_cell),
        typed("skip", "print('不在页上')", make=new_code_cell),
    ]
    cells[0].metadata["tags"] = ["parameters"]
    folder = tmp_path_factory.mktemp("hostile")
    nbformat.write(new_notebook(cells=cells), folder / "own.ipynb")
    return render_slides(folder / "own.ipynb", folder / "deck.html", lang="en")


def test_there_are_five_lessons():
    """The workshop, which is done and not shown, has no slides."""
    assert [path.stem for path in LESSONS] == ["01_words", "02_slogans", "03_parallelism", "04_tone", "05_voices"]


@each_lesson
def test_a_lesson_runs_from_top_to_bottom(path, decks):
    """No cell fails, none writes to stderr, and what is not answered yet is asked for."""
    deck, notebook = decks[path]
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert deck.errors == ()
    assert not [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert sum("还没有答案" in output.data["text/plain"] for output in outputs if output.output_type == "execute_result") == 4
    assert sum("还没有写预测" in output.text for output in outputs if output.output_type == "stream") == 2


@each_lesson
def test_slides_do_not_give_the_exercises_away(path, decks):
    """Code, checks and predictions stay in the notebook; charts and notes are on the page, which stays small."""
    page = decks[path][0].path.read_text(encoding="utf-8")
    assert not re.search("check_answer|还没有|prediction =", page)
    assert "<svg" in page
    assert '<aside class="notes">' in page
    assert len(page.encode()) < 500_000


def test_cells_become_slides_by_their_types():
    """A slide begins a slide, a fragment and an untyped cell go on with it, notes are apart, a skipped cell is left out."""
    kinds = ["", "slide", "", "fragment", "notes", "skip", "subslide"]
    slides = list_slides(new_notebook(cells=[typed(kind, kind or "-") for kind in kinds]))
    assert [[(cell.source, fragment) for cell, fragment in slide.parts] for slide in slides] == [
        [("slide", False), ("-", False), ("fragment", True)],
        [("subslide", False)],
    ]
    assert [[cell.source for cell in slide.notes] for slide in slides] == [["notes"], []]


def test_wrong_input_leaves_an_older_page(tmp_path):
    """A notebook without slides, no notebook and another language are refused in words, and nothing is written."""
    old = tmp_path / "deck.html"
    old.write_text("旧", encoding="utf-8")
    bare, none = tmp_path / "bare.ipynb", tmp_path / "none.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("好")]), bare)
    with pytest.raises(RenderError, match=r"bare\.ipynb has no slides; allowed: .* Set them"):
        render_slides(bare, old)
    with pytest.raises(RenderError, match=r"none\.ipynb cannot be read"):
        render_slides(none, old)
    with pytest.raises(OptionError, match="lang='fr'"):
        render_slides(LESSONS[0], old, lang="fr")
    assert old.read_text(encoding="utf-8") == "旧"


def test_missing_reveal_is_one_clear_error(monkeypatch, tmp_path):
    """Without the package that carries reveal.js the error says what to install, before any cell runs."""
    monkeypatch.setattr(analysis.slides, "find_spec", lambda name: None)
    analysis.slides.read_reveal.cache_clear()
    with pytest.raises(RenderError, match=r"reveal\.js is missing .* Run `make setup`"):
        render_slides(LESSONS[0], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_where_slides_are(monkeypatch, capsys, tmp_path):
    """`yanci slides` goes through the shipped lessons or the notebooks named; a failed step is exit code 1, a wrong file 2."""
    seen = []

    def record(notebook, out, *, lang):
        seen.append((notebook.stem, out, lang))
        return analysis.slides.Deck(out / notebook.stem, ("ValueError: 坏",) if notebook.stem == "半" else ())

    with monkeypatch.context() as patch:
        patch.setattr(analysis.slides, "render_slides", record)
        assert main(["slides", "-o", str(tmp_path), "--lang", "en"]) == 0
        assert main(["slides", "半.ipynb", "-o", str(tmp_path)]) == 1
    assert seen == [*((path.stem, tmp_path, "en") for path in LESSONS), ("半", tmp_path, "zh")]
    assert "a step failed: ValueError: 坏" in capsys.readouterr().err
    assert main(["slides", str(tmp_path / "无.ipynb"), "-o", str(tmp_path)]) == 2


@pytest.mark.browser
@each_lesson
def test_slides_ask_for_nothing_and_fit(path, decks, page, page_log):
    """No request, no complaint; each slide holds its text and charts, all revealed, without cutting any off."""
    page.goto(decks[path][0].path.as_uri())
    page.wait_for_function("Reveal.isReady()")
    heights = page.evaluate(
        """() => [...Array(Reveal.getTotalSlides()).keys()].map(i => {
          Reveal.slide(i, 0, 99);
          return Reveal.getCurrentSlide().scrollHeight;
        })"""
    )
    assert len(heights) >= 9
    assert max(heights) <= 700
    assert page.evaluate("document.fonts.check('20px \"Noto Sans SC\"', '词云') && [...document.fonts].every(font => font.status === 'loaded')")
    assert (page_log.outside, page_log.errors) == ([], [])


@pytest.fixture
def shown(page, decks):
    """The first lesson, opened."""
    page.goto(decks[LESSONS[0]][0].path.as_uri())
    page.wait_for_function("Reveal.isReady()")
    return page


def heading(page):
    """The heading of the slide that is shown."""
    return page.evaluate("Reveal.getCurrentSlide().querySelector('h1, h2').textContent")


@pytest.mark.browser
def test_arrow_keys_go_on_and_reveal_last(shown):
    """→ goes on slide by slide; where something was predicted the answer comes one step after the question; ← goes back."""
    for _ in range(3):
        shown.keyboard.press("ArrowRight")
    assert heading(shown).startswith("预测一")
    answer = shown.locator("section.present .fragment").first
    assert not answer.evaluate("node => node.classList.contains('visible')")
    shown.keyboard.press("ArrowRight")
    assert heading(shown).startswith("预测一")
    assert answer.evaluate("node => node.classList.contains('visible')")
    for _ in range(3):
        shown.keyboard.press("ArrowLeft")
    assert heading(shown).startswith("今天的目标")


@pytest.mark.browser
def test_notes_are_shown_on_request(shown):
    """N shows the teacher's notes beside the slide and hides them; S opens them in a window with the font and the next heading."""
    notes = shown.locator(".speaker-notes")
    assert not notes.is_visible()
    shown.keyboard.press("n")
    shown.keyboard.press("ArrowRight")
    shown.keyboard.press("ArrowRight")
    assert "先读三条标题" in notes.inner_text()
    with shown.expect_popup() as opened:
        shown.keyboard.press("s")
    desk = opened.value
    assert "先读三条标题" in desk.locator(".note").inner_text()
    assert desk.locator(".next").inner_text().startswith("预测一")
    assert desk.evaluate("[...document.styleSheets].some(sheet => [...sheet.cssRules].some(rule => rule instanceof CSSFontFaceRule))")
    shown.keyboard.press("ArrowRight")
    assert desk.locator(".now").inner_text() == "预测一：怎样切词 First prediction: where to cut"
    shown.keyboard.press("n")
    assert not notes.is_visible()


@pytest.mark.browser
def test_print_has_one_slide_a_page(shown, page_log):
    """E lays the slides out for print, a PDF of it has as many pages as slides, and E leads back."""
    import pypdfium2

    slides = shown.evaluate("Reveal.getTotalSlides()")
    shown.keyboard.press("e")
    shown.wait_for_url("**/*print-pdf")
    shown.wait_for_selector(".pdf-page")
    document = pypdfium2.PdfDocument(shown.pdf(prefer_css_page_size=True, print_background=True))
    texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    document.close()
    assert len(texts) == slides
    assert "这篇讲话里最常用的是哪个词" in texts[4]
    assert "防控" in texts[4]
    shown.keyboard.press("e")
    shown.wait_for_url(re.compile(r"\.html(#.*)?$"))
    assert (page_log.outside, page_log.errors) == ([], [])


@pytest.mark.browser
def test_results_are_text_and_a_failed_step_is_shown(hostile, page, page_log):
    """Markup in a result or an error is shown as text, scripts in notes do not run, and the failed step stands on its slide."""
    assert hostile.errors == ("ValueError: </script><script>document.title = 2</script>",)
    page.goto(hostile.path.as_uri())
    page.wait_for_function("Reveal.isReady()")
    assert page.title() == "一、坏例"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("pre.y-plain").text_content().strip() == "<img src=x onerror=alert(1)>"
    assert "This step failed" in page.locator(".y-error").text_content()
    assert "不在页上" not in page.content()
    assert page_log.outside == []
    assert [error for error in page_log.errors if "Content Security Policy" not in error] == []

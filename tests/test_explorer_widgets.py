"""The explorer's widgets, whose handlers are called as a click would call them."""

import re
import subprocess
import sys
from datetime import datetime

import ipywidgets
import nbformat
import pytest
from nbconvert import HTMLExporter

import analysis
from analysis import OptionError, explore, parse_speech
from analysis.explorer import widgets

TEXT = "县委书记林秋实指出，要抓好秋收生产，必须确保颗粒归仓。\n要坚持统一领导、统一调度、统一验收。秋收是大事，秋收要快。\n"


@pytest.fixture
def explorer():
    """The explorer of a short text."""
    return explore(parse_speech(TEXT, doc_id="秋收"))


def choose(explorer, term):
    """Click the line of a term."""
    explorer.items.value = term


def notice(explorer):
    """The sentence below the controls."""
    return re.sub("<[^>]*>", "", explorer.notice.value)


def test_a_click_on_a_line_marks_its_passages_with_reasons(explorer):
    """The text has the marks, the reasons stand beside it, the steps are awake, and the download counts the rows."""
    explorer.listed.value = "terms"
    choose(explorer, "秋收")
    assert explorer.text.value.count("y-l6") == 3
    assert explorer.text.value.count("y-l7") == 1
    assert "第 1 处，共 3 处" in explorer.reasons.value
    explorer.next.click()
    assert "第 2 处，共 3 处" in explorer.reasons.value
    explorer.previous.click()
    explorer.previous.click()
    assert "第 3 处，共 3 处" in explorer.reasons.value
    assert explorer.items.value == "秋收"
    explorer.clear.click()
    assert "y-l6" not in explorer.text.value
    assert explorer.items.value is None
    assert (explorer.next.disabled, explorer.clear.disabled) == (True, True)


def test_a_tick_switches_a_layer(explorer):
    """Each layer is named with its number of passages; its marks come and go with the tick."""
    assert explorer.layers["modals"].description == "情态词 4"
    explorer.layers["modals"].value = True
    assert "y-l2" in explorer.text.value
    explorer.layers["modals"].value = False
    assert "y-l2" not in explorer.text.value
    assert explorer.layers["metaphors"].disabled


def test_the_slider_filters_the_list_and_the_marks(explorer):
    """At 1 no slogan is left in the list or the text; at 0 there are those found at 0."""
    explorer.threshold.value = 1
    assert explorer.items.options == ()
    assert "y-l0" not in explorer.text.value
    explorer.threshold.value = 0
    assert len(explorer.items.options) == len(analysis.find_slogans(parse_speech(TEXT), threshold=0)["text"].unique())
    assert "y-l0" in explorer.text.value


def test_a_word_is_added_and_taken_away(explorer):
    """A typed word gets a button, is chosen in the list of words and said to be one; its button takes it away."""
    explorer.word.value = "秋收生产"
    assert [button.description for button in explorer.words.children] == ["秋收生产"]
    assert (explorer.listed.value, explorer.items.value, explorer.word.value) == ("terms", "秋收生产", "")
    assert notice(explorer) == "“秋收生产”现在是一个词，文中 1 处。"
    explorer.words.children[0].click()
    assert explorer.words.children == ()
    assert "秋收生产" not in [term for _, term in explorer.items.options]
    assert "秋收生产" not in explore(parse_speech(TEXT)).view.speech.tokens["term"].tolist()


def test_a_refused_word_changes_nothing(explorer):
    """A word with a blank is refused with a sentence, which the next click takes away."""
    before = explorer.view
    explorer.word.value = "秋 收"
    assert "中间没有空格" in notice(explorer)
    assert 'role="alert"' in explorer.notice.value
    assert explorer.view is before
    explorer.layers["modals"].value = True
    assert notice(explorer).startswith("已分析")


def test_a_pasted_text_takes_the_place_of_the_speech(explorer):
    """After Analyse the new text is shown, nothing of the old one is left, and the field is put away."""
    explorer.pasting.value = True
    assert explorer.paste_box.layout.display is None
    explorer.word.value = "秋收生产"
    explorer.paste.value = "要办好农民夜校。"
    explorer.analyse.click()
    assert explorer.view.speech.text == "要办好农民夜校。"
    assert explorer.view.words == explorer.words.children == ()
    assert "秋收" not in explorer.text.value
    assert explorer.paste_box.layout.display == "none"


def test_a_text_that_comes_after_its_click_is_taken(explorer):
    """Where the browser sends the click before the text, the text is analysed all the same; one that comes with no click is not."""
    explorer.paste.value = "还没有点。"
    assert "还没有点" not in explorer.text.value
    explorer.paste.value = ""
    explorer.analyse.click()
    explorer.paste.value = "要办好农民夜校。"
    assert "农民夜校" in explorer.text.value


@pytest.mark.parametrize(("text", "said"), [("  ", "没有文字可分析"), ("https://example.org/a", "是一个链接")])
def test_what_cannot_be_pasted_leaves_the_screen(explorer, text, said):
    """An empty text or a link is refused with a sentence; the speech before stays."""
    shown = explorer.text.value
    explorer.paste.value = text
    explorer.analyse.click()
    assert said in notice(explorer)
    assert explorer.text.value == shown


def test_a_file_is_uploaded_and_may_be_again(explorer):
    """The uploaded bytes are read, and the button is free for the same file."""
    file = {"name": "夜校.txt", "type": "text/plain", "size": 24, "content": memoryview("要办好农民夜校。".encode()), "last_modified": datetime(2030, 8, 20)}
    explorer.upload.value = (file,)
    assert explorer.view.speech.doc_id == "夜校"
    assert explorer.upload.value == ()


def test_a_path_is_opened(explorer, tmp_path):
    """A path that is typed is read; one that is not there is said to be so."""
    file = tmp_path / "夜校.txt"
    file.write_text("要办好农民夜校。", encoding="utf-8")
    explorer.path.value = str(file)
    assert explorer.view.speech.doc_id == "夜校"
    explorer.path.value = str(tmp_path / "没有.txt")
    assert "这个文件读不了" in notice(explorer)


def test_a_fault_is_a_sentence(explorer, monkeypatch):
    """Where the analysis itself fails, the widgets live on and say so."""
    monkeypatch.setattr(widgets.views, "open_view", lambda *_: 1 / 0)
    explorer.paste.value = "要办好农民夜校。"
    explorer.analyse.click()
    assert "分析没有完成（ZeroDivisionError" in notice(explorer)
    explorer.layers["modals"].value = True
    assert "y-l2" in explorer.text.value


def test_without_a_speech_it_asks_for_one():
    """There is nothing but what opens a text, and clicks do nothing, until there is one."""
    explorer = explore()
    assert explorer.body.layout.display == "none"
    assert notice(explorer) == "打开一个文件，或者粘贴一段文字。"
    explorer.word.value = "秋收"
    explorer.next.click()
    explorer.paste.value = TEXT
    explorer.analyse.click()
    assert explorer.body.layout.display is None
    assert explorer.view.speech.text == TEXT


def test_english_controls_are_english():
    """With lang="en" no control has a Chinese character before there is a text."""
    explorer, seen = explore(lang="en"), []
    stack = [explorer.box]
    while stack:
        each = stack.pop()
        stack += getattr(each, "children", ())
        seen += [str(getattr(each, name, "")) for name in ("description", "placeholder", "tooltip")]
        seen += [each.value] if isinstance(each, (ipywidgets.HTML, ipywidgets.Label)) and "<style" not in each.value else []
    assert "Paste a text" in seen
    assert not re.search("[一-鿿]", "".join(seen))


@pytest.mark.parametrize("arguments", [{"speech": "秋收"}, {"lang": "fr"}])
def test_wrong_arguments_are_refused(arguments):
    """A string is no Speech, and there are two languages."""
    with pytest.raises(OptionError, match="allowed"):
        explore(**arguments)


def test_an_exported_page_has_a_sentence_instead(explorer):
    """Where widgets cannot live the page says what stood there and how to get it, and nothing else."""
    outputs = [nbformat.v4.new_output("execute_result", data=explorer._repr_mimebundle_())]
    assert "application/vnd.jupyter.widget-view+json" in outputs[0].data
    cell = nbformat.v4.new_code_cell("yc.explore()", outputs=outputs)
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert "只在 JupyterLab 里能用：运行 make lab" in page
    assert "y-explorer" not in page
    assert "VBox" not in page


def test_importing_the_package_loads_no_widgets():
    """`import analysis` brings explore and no widget; that comes with the first call."""
    code = "import sys, analysis; assert analysis.explore; print('ipywidgets' in sys.modules, 'analysis.explorer.widgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == ["False", "False"]

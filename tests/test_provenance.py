"""The title block of a page: what the speech is, how long, and where all of it comes from."""

import hashlib
import platform
import re
from html import unescape
from importlib.metadata import version

import pytest

from analysis import describe_speech, measure_size, parse_speech, read_speech
from analysis.errors import OptionError
from analysis.provenance import list_versions
from analysis.segmentation import Segmenter

BY_CHARACTER = Segmenter(engine=list, adapt=False)


def read_back(panel):
    """The text of a panel without its tags."""
    return unescape(re.sub(r"<[^>]+>", "|", panel.html))


def test_the_size_leaves_punctuation_and_furniture_out():
    """Characters, tokens and terms are those of words; sentences and paragraphs those of the speech."""
    speech = parse_speech("要防控，要复工。要快！\n\n责任编辑：王某\n", segmenter=BY_CHARACTER)
    assert measure_size(speech) == {"characters": 8, "tokens": 8, "terms": 6, "sentences": 2, "paragraphs": 1}


def test_an_empty_text_has_no_size():
    """Nothing is 0 of everything."""
    assert set(measure_size(parse_speech("")).values()) == {0}
    assert "<h1>" in describe_speech(parse_speech("")).html


def test_facts_are_told_in_both_languages():
    """Title, speaker, date and size, in the language asked for."""
    speech = parse_speech("要防控。", title="讲话", speaker="丁某", date="2020-02-24")
    assert describe_speech(speech).html.startswith("<h1>讲话</h1><p>讲话人 丁某 · 日期 2020-02-24</p>")
    assert "Speaker 丁某 · Date 2020-02-24" in describe_speech(speech, lang="en").html
    with pytest.raises(OptionError, match="lang="):
        describe_speech(speech, lang="fr")


def test_what_is_not_known_is_not_told():
    """Without speaker and date no line stands for them; without a title the document's name does."""
    html = describe_speech(parse_speech("要防控。", doc_id="文一")).html
    assert html.startswith("<h1>文一</h1><dl")
    assert "讲话人" not in html


def test_the_origin_is_told_exactly(tmp_path):
    """File name, size in bytes, SHA-256 of the bytes and the encoding."""
    file = tmp_path / "讲话.txt"
    file.write_bytes("标题在此\n\n我们要防控疫情，要复工复产。\n".encode("gb18030"))
    speech = read_speech(file)
    said = read_back(describe_speech(speech))
    data = file.read_bytes()
    assert f"讲话.txt（{len(data)} 字节）" in said
    assert hashlib.sha256(data).hexdigest() in said
    assert speech.origin.encoding in said
    assert said.startswith("|标题在此|")


def test_the_settings_are_told():
    """Segmenter, the text's own words, furniture lines and traditional script, each where it applies."""
    plain = read_back(describe_speech(parse_speech("要防控。", segmenter=BY_CHARACTER)))
    assert "list, as is" in plain
    assert "繁体" not in plain
    assert "页面附件" not in plain
    other = read_back(describe_speech(parse_speech("我們要發展經濟。\n\n責任編輯：王某\n\n來源：某報\n")))
    assert "繁体" in other
    assert re.search(r"页面附件\|+\d+ 行", other)


def test_words_given_by_the_user_are_told():
    """A page says how many words its reader asked for, and that they were added to the engine's."""
    assert "jieba+1 words" in read_back(describe_speech(parse_speech("要因地施策。", segmenter=Segmenter(words=("因地施策",)))))


def test_versions_are_those_installed():
    """Python and the packages that decide a result."""
    versions = list_versions()
    assert versions["Python"] == platform.python_version()
    assert all(versions[name] == version(name) for name in ("yanci", "jieba", "pandas"))


def test_markup_stays_text():
    """Title, speaker and name of the document are escaped."""
    hostile = "<script>&\"'</style>"
    html = describe_speech(parse_speech("要防控。", title=hostile, speaker=hostile, date=hostile, doc_id=hostile)).html
    assert "<script" not in html
    assert "</style" not in html
    assert unescape(html).count(hostile) == 3

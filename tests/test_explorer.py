"""What the explorer does with what is typed, pasted and clicked, without a browser and without a widget."""

import base64
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from analysis import OptionError, ReadError, find_slogans, parse_speech, read_speech
from analysis.explorer import intake, pages
from analysis.explorer import view as views
from analysis.explorer.evidence import LAYERS, LISTS, gather_evidence
from analysis.slogans import default_threshold

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"
TEXT = (
    "全县秋收工作会议召开\n县委书记林秋实指出，要抓好秋收生产，必须确保颗粒归仓。县长何清远强调，要办好农民夜校。\n"
    "要坚持统一领导、统一调度、统一验收。会议由县长何清远主持。秋收是大事。\n"
)


@pytest.fixture(scope="module")
def view():
    """The first view of a short text."""
    return views.open_view(parse_speech(TEXT), "zh")


@pytest.fixture(scope="module")
def seed_view():
    """The first view of the seed."""
    return views.open_view(read_speech(SEED), "zh")


def terms(view):
    """The lines of the list."""
    return [term for _, term in views.list_items(view)]


def passages(view):
    """Where the chosen line stands."""
    return list(zip(view.passages["start"], view.passages["end"], strict=True))


def marked(html, layer):
    """The text that carries a layer's class."""
    return re.findall(rf'<span class="y-mark[^"]*\by-l{layer}\b[^"]*"[^>]*>([^<]*)', html)


@pytest.mark.parametrize("threshold", [0, 0.2, default_threshold(), 0.8, 1])
def test_the_threshold_filters_as_if_slogans_were_found_again(seed_view, threshold):
    """Slogans found once at 0 and filtered are those that find_slogans finds with the threshold."""
    shown = views.set_threshold(seed_view, threshold).shown
    found = find_slogans(seed_view.speech, threshold=threshold)
    pd.testing.assert_frame_equal(shown.drop(columns="term").reset_index(drop=True), found)


def test_the_first_view_has_the_slogans_of_the_default(seed_view):
    """Without a click the slogans are those of find_slogans without a threshold, and none is chosen."""
    assert seed_view.shown["start"].tolist() == find_slogans(seed_view.speech)["start"].tolist()
    assert seed_view.chosen is None
    assert seed_view.layers == ("slogans",)


def test_every_list_is_of_passages_with_a_name(view):
    """Each list is a table of spans with a `term`, and its passages stand in the text; a text of nothing has empty ones."""
    for speech in (view.speech, parse_speech("")):
        evidence = gather_evidence(speech, "zh")
        assert tuple(evidence) == LISTS
        for table in evidence.values():
            assert list(table.columns[:4]) == ["doc_id", "start", "end", "text"]
            assert "term" in table
            assert [speech.text[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table["text"].tolist()


def test_a_word_leads_to_all_its_places_and_steps_go_round(view):
    """The chosen word's passages are its places in order; after the last comes the first, and back."""
    chosen = views.choose(views.show_list(view, "terms"), "秋收")
    assert passages(chosen) == [(match.start(), match.end()) for match in re.finditer("秋收", TEXT)]
    assert [views.step(chosen, by).at for by in (0, 1, 2, 3, -1)] == [0, 1, 2, 0, 2]


def test_words_are_listed_by_number(view):
    """The most frequent word comes first, with its number; words of one number stand in the order of the text."""
    listed = views.list_items(views.show_list(view, "terms"))
    assert listed[0] == ("秋收 ×3", "秋收")
    assert "的" not in [term for _, term in listed]


def test_speakers_are_listed_with_what_they_demand(view):
    """Each speaker has a line; the passages are the speaker's words, and the demands are counted by modal."""
    listed = views.show_list(view, "speakers")
    assert terms(listed) == ["林秋实", "何清远"]
    chosen = views.choose(listed, "林秋实")
    assert chosen.passages["text"].tolist() == ["要抓好秋收生产，必须确保颗粒归仓。"]
    assert "要×1 必须×1" in pages.draw_reasons(chosen)


def test_the_filter_leaves_lines_that_hold_it(view):
    """Typing leaves the lines with these characters, also in traditional ones; what is chosen stays."""
    listed = views.choose(views.show_list(view, "terms"), "秋收")
    filtered = views.filter_list(listed, " 夜校 ")
    assert all("夜校" in term for term in terms(filtered))
    assert terms(filtered)
    assert filtered.chosen == "秋收"
    assert terms(views.filter_list(listed, "農民")) == terms(views.filter_list(listed, "农民")) != []


def test_another_list_begins_afresh(view):
    """Another list has no filter and nothing chosen; the same list stays as it is."""
    used = views.filter_list(views.choose(views.show_list(view, "terms"), "秋收"), "秋")
    other = views.show_list(used, "modals")
    assert (other.query, other.chosen, terms(other)) == ("", None, ["要", "必须"])
    assert views.show_list(used, "terms") is used


def test_a_slogan_below_the_threshold_is_chosen_no_longer(seed_view):
    """A higher threshold drops the chosen slogan, a lower one keeps it."""
    chosen = views.choose(seed_view, "抓紧抓实抓细")
    assert views.set_threshold(chosen, 0.3).chosen == "抓紧抓实抓细"
    assert views.set_threshold(chosen, 0.9).chosen is None


def test_layers_keep_their_colours(view):
    """A layer that is switched on is marked with its own number, whichever others are on; switched off, it is not."""
    assert marked(pages.draw_speech(view), 2) == []
    on = views.switch_layer(views.switch_layer(view, "modals", True), "slogans", False)
    assert on.layers == ("modals",)
    assert marked(pages.draw_speech(on), 2) == ["要", "必须", "要", "要"]
    assert LAYERS.index("modals") == 2
    assert marked(pages.draw_speech(views.switch_layer(on, "modals", False)), 2) == []


def test_the_passage_stepped_to_is_marked_apart(view):
    """All passages of the chosen line are marked, one of them as the one that is here."""
    chosen = views.step(views.choose(views.show_list(view, "terms"), "秋收"), 1)
    html = pages.draw_speech(chosen)
    assert marked(html, 6) == ["秋收"] * 3
    assert marked(html, 7) == ["秋收"]
    assert html.index("y-l7") > html.index("全县")


def test_reasons_stand_beside_the_passages(seed_view):
    """The reasons of the chosen slogan are the table's, in a sentence with its kind and score, with its passages in context."""
    chosen = views.choose(seed_view, "抓紧抓实抓细")
    html = pages.draw_reasons(chosen)
    row = chosen.passages.iloc[0]
    assert row["reasons"] in html
    assert "<dd>并列</dd>" in html
    assert "第 1 处，共" in html
    assert html.count("<li") == len(chosen.passages)
    assert html.count('aria-current="true"') == 1


def test_a_word_that_is_added_is_one_word_here_alone(view):
    """After it is added the word is chosen and whole; the first view, its speech and a new speech know nothing of it."""
    assert "秋收生产" not in terms(views.show_list(view, "terms"))
    added = views.add_word(view, "秋收生产")
    assert (added.listed, added.chosen, passages(added)) == ("terms", "秋收生产", [(TEXT.index("秋收生产"), TEXT.index("秋收生产") + 4)])
    assert views.describe_word(added, "秋收生产") == "“秋收生产”现在是一个词，文中 1 处。"
    for speech in (view.speech, parse_speech(TEXT)):
        assert "秋收生产" not in speech.tokens["term"].tolist()
        assert speech.segmenter.words == ()
    removed = views.remove_word(added, "秋收生产")
    assert (removed.words, removed.speech.segmenter.words, removed.chosen) == ((), (), None)


def test_words_that_the_speech_came_with_stay(view):
    """Adding and removing leaves the words of the speech's own segmenter alone."""
    given = views.open_view(parse_speech(TEXT, segmenter=view.speech.segmenter.with_words(["农民夜校"])), "zh")
    both = views.add_word(views.add_word(given, "颗粒归仓"), "颗粒归仓")
    assert both.speech.segmenter.words == ("农民夜校", "颗粒归仓")
    assert views.remove_word(both, "颗粒归仓").speech.segmenter.words == ("农民夜校",)


def test_a_word_may_be_a_stop_word_or_absent(view):
    """A stop word that somebody adds is listed; of a word that is not in the text this is said, and nothing is chosen."""
    assert views.add_word(view, "是").chosen == "是"
    absent = views.add_word(view, "春耕")
    assert absent.chosen is None
    assert views.describe_word(absent, "春耕") == "文中没有“春耕”，词典加上了，结果不变。"


@pytest.mark.parametrize("word", ["", "秋 收", "秋\n收", "长" * 41])
def test_what_is_no_word_is_refused(view, word):
    """White space, nothing, or more than 40 characters is refused in one sentence that says what is allowed."""
    with pytest.raises(OptionError, match="只能是 1 到 40 个字，中间没有空格"):
        views.add_word(view, word)


def test_traditional_text_works():
    """Words are listed as simplified and marked as written; a word may be added in either script."""
    text = "縣長何清遠強調，要辦好農民夜校。農民夜校要辦好。"
    view = views.open_view(intake.take_text(text, "zh")[0], "zh")
    for word in ("农民夜校", "農民夜校"):
        added = views.add_word(view, word)
        assert added.chosen == "农民夜校"
        assert marked(pages.draw_speech(added), 6) == ["農民夜校"] * 2
    assert terms(views.show_list(view, "speakers")) == ["何清遠"]


def read_csv(html):
    """The bytes behind the link and the table in them."""
    content = base64.b64decode(re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]*)"', html)[1])
    return content, pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")


def test_the_download_is_what_is_marked(view):
    """The link holds the rows of the layers that are on and of the chosen line, in the order of the text, with a byte-order mark."""
    shown = views.choose(views.show_list(views.switch_layer(views.switch_layer(view, "slogans", False), "modals", True), "terms"), "秋收")
    content, table = read_csv(pages.draw_download(shown))
    assert content.startswith(b"\xef\xbb\xbf")
    assert table.columns.tolist() == ["doc_id", "start", "end", "text", "layer", "term", "kind", "score", "reasons"]
    expected = sorted([(m.start(), "chosen", "秋收") for m in re.finditer("秋收", TEXT)] + [(m.start(), "modals", m[0]) for m in re.finditer("必须|要", TEXT)])
    assert list(zip(table["start"], table["layer"], table["text"], strict=True)) == expected
    assert "下载 CSV（7 行）" in pages.draw_download(shown)


def test_a_download_of_nothing_has_its_headings():
    """With nothing marked the file has the headings and no row."""
    html = pages.draw_download(views.open_view(parse_speech("天气。"), "zh"))
    assert read_csv(html)[1].shape == (0, 9)


def test_markup_is_shown_and_never_run():
    """A pasted page is a text like any other: all that is drawn of it is escaped, and the speech has it as it was."""
    text = '<script>alert("秋收")</script><img src=x onerror=alert(1)>秋收秋收要抓好。'
    view = views.add_word(views.open_view(intake.take_text(text, "zh")[0], "zh"), "<img")
    assert view.speech.text == text
    drawn = "".join((pages.draw_speech(view), pages.draw_reasons(view), pages.draw_download(view), pages.draw_notice("<b>")))
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "&lt;script&gt;" in drawn.replace("</span>", "")
    assert "&lt;b&gt;" in drawn


def test_half_surrogates_reach_no_page():
    """Half a surrogate pair, which a kernel cannot send, is drawn as �."""
    assert intake.take_text("秋\ud83d收。", "zh")[0].text == "秋\ufffd收。"
    view = views.open_view(parse_speech("秋\ud83d收。"), "zh")
    (pages.draw_speech(view) + pages.draw_download(view) + pages.draw_notice("\ud83d")).encode()


@pytest.mark.parametrize("text", ["", " \u3000\r\n\t", "\u200b\ufeff"])
def test_an_empty_text_is_refused(text):
    """Nothing but blanks and invisible marks is refused with what to do."""
    with pytest.raises(ReadError, match=r"没有文字可分析。请粘贴讲话的全文。"):
        intake.take_text(text, "zh")


@pytest.mark.parametrize("link", ["https://example.org/讲话.html?id=1", " http://127.0.0.1:9/a \n", "www.example.cn/a", "news.example.gov.cn/2020/a.html"])
def test_a_link_is_refused_and_not_fetched(link, monkeypatch):
    """A link is called one, with what to do; no connection is opened."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was opened"))
    for lang, said in (("zh", "是一个链接"), ("en", "is a link, and nothing is fetched here. Copy the text of the page and paste the text itself")):
        with pytest.raises(ReadError, match=said):
            intake.take_text(link, lang)
    if "://" in link or link.startswith("www"):
        with pytest.raises(ReadError, match="是一个链接"):
            intake.take_path(link, "zh")


def test_a_text_with_a_link_in_it_is_a_text():
    """Only a link alone is refused."""
    assert intake.take_text("详见 https://example.org 。", "zh")[0].text == "详见 https://example.org 。"


def test_two_megabytes_are_bounded():
    """Of a text that is far too long the first 50,000 characters, up to the end of a sentence, are taken, and this is said."""
    text = "要抓好秋收生产，确保颗粒归仓。\n" * 45_000
    assert len(text.encode()) > 2_000_000
    speech, said = intake.take_text(text, "zh")
    assert 49_900 < len(speech.text) <= 50_000
    assert speech.text.endswith("。\n")
    assert said.startswith("全文 720,000 字，这里只分析开头的 ")
    speech, said = intake.take_text("长" * 60_000, "en")
    assert (len(speech.text), "only the first 50,000" in said) == (50_000, True)


def test_a_run_as_long_as_the_text_has_a_short_name():
    """The line of a run of very many members names the first six of them."""
    view = views.open_view(parse_speech("稳定甲、" * 300 + "稳定乙。"), "zh")
    assert all(len(term) < 120 for term in view.evidence["parallels"]["term"])


def test_an_upload_is_read_as_a_file(tmp_path):
    """The bytes are read by their ending and encoding, the name tells the date; nothing is left behind, wherever the name points."""
    speech, said = intake.take_upload("../../2019-03-01 讲话.txt", TEXT.encode("gb18030"), "zh")
    assert (speech.text, speech.doc_id, speech.origin.encoding) == (TEXT, "2019-03-01 讲话", "gb18030")
    assert said == f"已分析《全县秋收工作会议召开》，{len(TEXT)} 字。"
    html, _ = intake.take_upload("a.html", "<p>要抓好秋收。</p><script>alert(1)</script>".encode(), "zh")
    assert html.text == "要抓好秋收。"


@pytest.mark.parametrize("name", ["", "..", "/", "a\0b.txt", "长" * 300 + ".txt", "C:\\x\\讲话.TXT", ".txt"])
def test_the_name_of_an_upload_is_only_a_name(name):
    """Whatever the name is, the text is read."""
    assert intake.take_upload(name, TEXT.encode(), "zh")[0].text == TEXT


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("讲话.txt", b"", "这个文件读不了：'讲话.txt' is empty"), ("坏.docx", b"abc", "'坏.docx'"), ("大.txt", b"a" * 9_000_001, "有 9,000,001 字节，太大了")],
)
def test_an_upload_that_cannot_be_read_says_so(name, content, said):
    """The sentence names the file as its owner does, and no folder of ours."""
    with pytest.raises(ReadError) as error:
        intake.take_upload(name, content, "zh")
    assert said in str(error.value)
    assert "yanci-" not in str(error.value)


def test_a_path_is_read(tmp_path):
    """A file of this machine is read; one that is not there is named."""
    file = tmp_path / "讲话.cn.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert intake.take_path(f" {file} ", "zh")[0].text == TEXT
    with pytest.raises(ReadError, match="这个文件读不了"):
        intake.take_path("没有.txt", "zh")


def test_english_has_english_words(view):
    """With lang="en" nothing that the explorer says itself is Chinese."""
    english = views.choose(views.show_list(views.open_view(parse_speech(TEXT), "en"), "modals"), "必须")
    said = pages.draw_reasons(english).replace(TEXT.strip(), "")
    assert "1 of 1" in said
    assert "<dt>demand</dt>" in said
    assert "Download CSV" in pages.draw_download(english)

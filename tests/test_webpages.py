import pytest

from analysis.webpages import declared_charset, read_html, read_markdown

LONG = "我们要抓好春耕，管好粮仓。" * 20


def text_of(markup: str) -> str:
    """The text of an HTML page."""
    return read_html(markup).text


def test_blocks_end_lines_and_inline_elements_do_not():
    """Paragraphs, headings, cells' rows and <br> end a line; emphasis and links stay inside it; entities are decoded."""
    markup = "<h2>工作<b>报告</b></h2><p>第一<a href='x'>段</a>&lt;一&gt;<br>第二行</p><div>第三<span>行</span></div>"
    assert text_of(markup) == "工作报告\n第一段<一>\n第二行\n第三行"


def test_scripts_and_what_is_hidden_are_gone():
    """Code, comments, frames, drawings and hidden parts leave no character, and what stands around them does."""
    hidden = "".join(f"<{name}>藏</{name}>" for name in ("script", "style", "noscript", "template", "iframe", "svg", "nav", "button"))
    more = '<!-- 藏 --><p hidden>藏</p><p style="color:red; DISPLAY : none">藏</p>'
    assert text_of(f"<title>藏</title><p>前</p>{hidden}{more}<p>后</p>") == "前\n后"


def test_markup_as_text_stays_text():
    """A speech that quotes a tag keeps it as characters."""
    assert text_of("<p>写着&lt;script&gt;alert(1)&lt;/script&gt;</p>") == "写着<script>alert(1)</script>"


def test_white_space_is_what_a_browser_shows():
    """Runs of blanks are one, a source line break between Chinese characters is none, and full-width blanks stay."""
    assert text_of("<p>　　全县\n  上下   齐心 at\n home&nbsp;了</p><pre>一\n  二</pre>") == "　　全县上下 齐心 at home\xa0了\n一\n  二"


def test_tables_and_numbered_lists():
    """Cells are set apart by tabs, rows by line ends, and numbered items show their number."""
    assert text_of("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>") == "甲\t乙\n丙"
    assert text_of("<ol start=3><li>三<li>四</ol><ul><li>点</ul>") == "3. 三\n4. 四\n点"


@pytest.mark.parametrize("opening", ["article", "main", "div role=main", "div id=zoom", 'div class="x TRS_Editor"'])
def test_article_is_taken_alone_where_it_holds_most(opening):
    """The element that holds the article is the text; links around it are not, and the title outside is still found."""
    name = opening.split()[0]
    page = read_html(f"<h1>春耕工作报告</h1><p><a>首页</a><a>新闻</a></p><{opening}>{LONG}</{name}><p>主办</p>")
    assert (page.text, page.title) == (LONG, "春耕工作报告")


def test_small_article_does_not_hide_the_body():
    """An element named like an article that holds little of the text is no reason to drop the rest."""
    assert text_of(f"<div id=zoom>短</div><p>{LONG}</p>") == f"短\n{LONG}"


@pytest.mark.parametrize("markup", ["<div>" * 5000 + "深处" + "</div>" * 5000, "<b>" * 3000 + "深处", "<article>" * 1000 + "深处"])
def test_deep_nesting_is_read(markup):
    """Thousands of elements inside each other are no obstacle."""
    assert text_of(markup) == "深处"


@pytest.mark.parametrize("markup", ["没有标记", '<?xml version="1.0" encoding="gb2312"?><html><body>没有标记</body></html>', "<meta charset=big5>没有标记"])
def test_declarations_do_not_change_decoded_text(markup):
    """A page without tags, an XML declaration and a wrong charset leave the decoded text as it is."""
    assert text_of(markup) == "没有标记"


def test_titles_by_their_evidence():
    """Markup for the article's title is sure, with the site's name cut off; the window's title is not."""
    head = "<title>春耕报告_要闻_青山县人民政府</title>"
    assert (read_html(head).title, read_html(head).certain) == ("春耕报告", False)
    assert read_html(f'{head}<meta name=ArticleTitle content="春耕报告全文">').title == "春耕报告全文"
    assert read_html(f'{head}<meta property="og:title" content="春耕 - 青山网">').title == "春耕"
    assert read_html(f"{head}<h1>青山县人民政府网</h1>").title == "春耕报告"


def test_date_of_publication():
    """The page's date is the one that its markup names."""
    assert read_html('<meta name="PubDate" content="2026-02-09 10:00">').published == "2026-02-09 10:00"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b'<meta charset="gb2312">', "gb2312"),
        (b'<META http-equiv=x content="text/html; charset=Big5">', "Big5"),
        (b'<?xml version="1.0" encoding="utf-8"?>', "utf-8"),
        (b"<p>charset=x", None),
    ],
)
def test_declared_charset(data, charset):
    """The charset is read from the meta element or the XML declaration."""
    assert declared_charset(data) == charset


MARKDOWN = """# 在全县**大会**上的讲话

同志们：
今天[开会](http://example.org "题")，坚持**“三个不变”**不动摇。![图](a.png)

- 一是`抓`落实
- 二是<b>严</b>要求

1. 甲
2. 乙

***
| 项 | 值 |
|---|---|
| 粮 | 5<6 |

    空四格的一段

<div>原样</div>
<script>alert(1)</script>
"""


def test_markdown_marks_are_no_text():
    """Heads, emphasis, link addresses, images, bullets, rules and raw HTML are gone; numbers, cells and line breaks stay."""
    lines = "在全县大会上的讲话||同志们：|今天开会，坚持“三个不变”不动摇。||一是抓落实|二是严要求||1. 甲|2. 乙||项\t值|粮\t5<6||空四格的一段||原样"
    assert read_markdown(MARKDOWN).text == lines.replace("|", "\n")
    assert read_markdown(MARKDOWN).title == "在全县大会上的讲话"


def test_markdown_does_not_depend_on_line_ends():
    """The same Markdown with CRLF gives the same text."""
    assert read_markdown(MARKDOWN.replace("\n", "\r\n")) == read_markdown(MARKDOWN)


def test_front_matter_is_metadata_and_no_text():
    """A block between --- at the top gives title, speaker and date, and is left out of the text."""
    page = read_markdown('---\ntitle: "春耕讲话"\nspeaker: 李明\ndate: 2026-02-03\n---\n同志们。\n')
    assert (page.text, page.title, page.speaker, page.delivered) == ("同志们。", "春耕讲话", "李明", "2026-02-03")


def test_rule_at_the_top_is_no_front_matter():
    """A rule followed by running text is a rule."""
    assert read_markdown("---\n同志们。\n\n---\n大家好。").text == "同志们。\n\n大家好。"

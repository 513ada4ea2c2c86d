"""Lines, paragraphs and zones, on pages composed in the style of government websites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout import ZONES, split_lines, split_paragraphs


def zoned(text):
    """`[(zone, paragraph), …]`."""
    return [(zone, text[start:end]) for (start, end), zone in split_paragraphs(text)]


def paragraphs(text):
    """The paragraphs alone."""
    return [paragraph for _, paragraph in zoned(text)]


def page(rows):
    """The text of `[(zone, line), …]`: the expected table is the page."""
    return "\n".join(line for _, line in rows)


BODY = [
    ("body", "9月3日，我县召开秋收生产推进会，总结前一阶段工作，部署下一阶段任务。"),
    ("body", "会议强调，要抢抓晴好天气，加快收割进度，确保颗粒归仓。"),
    ("body", "各乡镇要压实责任，把工作做到田间地头。"),
]
SPEECH = [
    ("body", "同志们："),
    ("body", "今天这个会议很重要。下面，我讲三点意见。"),
    ("body", "一、认清形势"),
    ("body", "形势总体向好，但不能松劲。"),
    ("body", "二、抓好落实"),
    ("body", "要把责任压实到人。"),
    ("body", "谢谢大家！"),
]

PAGES = {
    "county news with credits": [
        ("headline", "我县召开秋收生产推进会"),
        *BODY,
        ("furniture", "本条编辑：王小明"),
        ("furniture", "某县扫黑除恶举报电话：110、（0100）1234567；举报邮箱：a@b.cn。"),
    ],
    "portal with controls, source and related pages": [
        ("furniture", "下载"),
        ("furniture", "打印"),
        ("furniture", "【字号："),
        ("furniture", "大"),
        ("furniture", "中"),
        ("furniture", "小"),
        ("furniture", "】"),
        ("headline", "2031年某某省政府工作报告"),
        ("byline", "——2031年1月20日在某某省第十九届人民代表大会第四次会议上"),
        ("byline", "来源：某某日报"),
        ("byline", "时间：2031-01-25"),
        ("byline", "某某省省长 王 明"),
        ("body", "各位代表："),
        *BODY[1:] * 3,
        ("furniture", "相关报道："),
        ("furniture", "省政府召开全体会议。"),
    ],
    "breadcrumb": [
        ("furniture", "当前位置："),
        ("furniture", "首页"),
        ("furniture", ">"),
        ("furniture", "政务公开"),
        ("furniture", ">"),
        ("furniture", "领导讲话"),
        ("headline", "在全县教育工作会议上的讲话"),
        ("byline", "发布时间："),
        ("byline", "2031-03-04 09:10"),
        ("byline", "来源："),
        ("byline", "县政府办公室"),
        *SPEECH,
        ("furniture", "责任编辑：李晓"),
        ("furniture", "扫一扫在手机打开当前页"),
        ("furniture", "【打印本页】"),
        ("furniture", "【关闭窗口】"),
    ],
    "dateline in brackets and a speaker": [
        ("headline", "凝心聚力 奋勇前行"),
        ("headline", "在全市经济工作会议上的讲话"),
        ("byline", "（2031年12月8日）"),
        ("byline", "市委书记 张明远"),
        *SPEECH,
        ("byline", "（来源：某市日报）"),
    ],
    "label and value on two lines at the end": [
        ("headline", "我县召开秋收生产推进会"),
        *BODY,
        ("furniture", "责任编辑："),
        ("furniture", "李晓晓"),
        ("furniture", "打印本页"),
    ],
    "dateline wrapped onto two lines": [
        ("headline", "政府工作报告"),
        ("byline", "——2031年1月26日在某某省第十九届"),
        ("byline", "人民代表大会第五次会议上"),
        ("byline", "某某省省长 王明"),
        ("body", "各位代表："),
        *BODY,
    ],
    "office and name on two lines": [
        ("headline", "政府工作报告"),
        ("byline", "——2031年3月5日在第十九届全国人民代表大会第二次会议上"),
        ("byline", "国务院总理"),
        ("byline", "王　明"),
        ("body", "各位代表："),
        *BODY,
    ],
    "caption of a press photograph": [
        ("headline", "政府工作报告"),
        ("byline", "省长 王明"),
        ("furniture", "王明作政府工作报告。某某日报记者 李晓晓"),
        ("body", "各位代表："),
        *BODY,
    ],
    "a speech alone": SPEECH,
    "news that starts at once": BODY,
    "a short body": [("headline", "要闻"), ("body", "会议开完了。")],
    "only a headline": [("body", "全县秋收工作全面展开")],
    "an essay that starts at once": [
        ("body", "小时候，我常到河边去。河水很清，能看见鱼。"),
        ("body", "“快看！”妹妹喊。"),
        ("body", "大雪天，河面结冰，我们就在上面走"),
    ],
}


@pytest.mark.parametrize("name", PAGES)
def test_every_line_of_a_page_is_in_its_zone(name):
    """Headlines, bylines, body and furniture are told apart on a page, and no line of the body is lost."""
    rows = PAGES[name]
    assert zoned(page(rows)) == rows


@pytest.mark.parametrize("headline", ["县长调研秋收", "贯彻主席讲话精神", "区委书记检查防汛"])
def test_a_headline_about_an_office_is_no_speaker(headline):
    """A verb after an office does not make the line a byline."""
    assert zoned(page([("headline", headline), *BODY])) == [("headline", headline), *BODY]


FURNITURE = (
    "本条编辑：韦小雪|责任编辑：李晓|编辑/李晓|（责编：李晓、王明）|审核：张三|某市举报电话：12345|举报邮箱：a@b.cn|下载|打印|【打印】|"
    "【字号 大 中 小】|【字体：大 中 小】|分享到：|扫一扫在手机打开当前页|返回顶部|上一篇：市政府召开会议|下一篇：县政府召开会议|"
    "版权所有：某市人民政府|某ICP备12345678号|浏览次数：128次|原标题：一个标题|【关闭窗口】|相关链接：|打开某某新闻客户端阅读"
).split("|")


@pytest.mark.parametrize("line", FURNITURE)
def test_controls_and_credits_are_furniture_at_the_foot(line):
    """Each kind of page control or credit is furniture below a body."""
    rows = [("headline", "我县召开秋收生产推进会"), *BODY, ("furniture", line)]
    assert zoned(page(rows)) == rows


SAID = [
    "要打印一批宣传材料。",
    "来源要清楚，去向要明白。",
    "举报属实的，要给予奖励。",
    "要发动群众举报，公布举报渠道。",
    "编辑部的同志也来了。",
    "相关报道引起社会广泛关注。",
    "要加大力度，减小差距。",
    "时间紧、任务重，要抓紧。",
    "记者要多到田间地头走一走。",
    "首页要放群众最关心的事。",
    "分享经验做法。",
    "扫码登记要落实到每个路口。",
    "要公布举报电话，方便群众监督。",
    "相关文章要认真读。",
    "会上，县长王明作政府工作报告。",
    "上一条是责任，下一条是担当。",
    "下一条是担当，大家要记牢。",
]


@pytest.mark.parametrize("sentence", SAID)
def test_what_the_speech_says_is_no_furniture(sentence):
    """A sentence of the body that speaks of editing, printing or reporting stays in the body, also as the last one."""
    rows = [("headline", "在全县宣传工作会议上的讲话"), *SPEECH[:-1], ("body", sentence)]
    assert zoned(page(rows)) == rows


def test_single_words_in_the_middle_of_a_long_text_are_no_controls():
    """大 or 打印 alone on a line far from both ends belongs to the text."""
    rows = [*BODY * 30, ("body", "大"), ("body", "打印"), *BODY * 30]
    assert {zone for zone, _ in zoned(page(rows))} == {"body"}


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029", "\n\n", "\r\n\r\n", "\r\r"])
def test_every_kind_of_line_break_makes_the_same_paragraphs(break_):
    """LF, CRLF, CR, form feed, Unicode line and paragraph separators and blank lines all part lines."""
    rows = PAGES["county news with credits"]
    assert zoned(break_.join(line for _, line in rows)) == rows


@pytest.mark.parametrize("blank", ["\u3000\u3000", "\u00a0", " \t", "\u200b", "\ufeff", "\u2003"])
def test_indents_and_invisible_marks_are_not_part_of_a_paragraph(blank):
    """Ideographic, no-break, zero-width and other spaces around a line are left out, and a line of them is blank."""
    text = f"{blank}标题在此\n{blank}\n{blank}要抓落实。{blank}\n"
    assert zoned(text) == [("headline", "标题在此"), ("body", "要抓落实。")]
    assert [line.gap for line in split_lines(text)] == [False, True]


WRAPPED = [
    # a line that ends in a comma goes on in the next
    "要坚持预防为主，\n做到早发现、早处置。",
    "要备足种子、\n化肥、农药。",
    # a line that opens with a closing or inner mark belongs to the one before it
    "会议学习了《秋收生产方案\n》，部署了工作。",
    "会议强调了安全\n，也强调了进度。",
    "会议通过了决议\n。",
    # a line that ends in an opening bracket or quote goes on in the next
    "会议学习了《\n秋收生产方案\n》，部署了工作。",
    "要认真贯彻《\n公共场所卫生守则",
]


@pytest.mark.parametrize("sentence", WRAPPED)
@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_a_break_inside_a_sentence_does_not_end_it(sentence, break_):
    """Marks at either side of a line break show that it cuts a sentence."""
    sentence = sentence.replace("\n", break_)
    assert paragraphs(f"会议今天开始。{break_}{sentence}") == ["会议今天开始。", sentence]


@pytest.mark.parametrize("sentence", WRAPPED)
def test_the_first_sentence_of_a_text_may_be_broken_too(sentence):
    """A first line that marks show to be cut is running text and no headline."""
    assert zoned(sentence) == [("body", sentence)]


def test_a_document_that_opens_with_a_link_keeps_its_first_sentence():
    """Where blank lines part the paragraphs, a first sentence cut at a link is one paragraph of the body."""
    blocks = [
        "某县人民代表大会听取了县长所作的\n工作报告\n。会议决定批准这个报告。",
        "会议要求，要抓好秋收。",
        "会议号召全县干部群众团结奋斗。",
        "会议圆满结束。",
    ]
    assert zoned("\n\n".join(blocks)) == [("body", block) for block in blocks]


def test_breaks_inside_paragraphs_that_blank_lines_part_are_wraps():
    """Where blank lines part the paragraphs, a single break (as at a link in the 1954 report) is inside a sentence."""
    blocks = [
        "各位代表：\n",
        "大会听取了\n秋收生产报告\n并进行了讨论，取得了成果。\n",
        "会议通过了\n决议\n。\n",
        "会议开得很好。\n",
        "大家都很满意。\n",
        "散会。",
    ]
    assert paragraphs("\n".join(blocks)) == [block.strip() for block in blocks]


def wrap(text, width):
    """`text` in lines of `width` characters."""
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


LONG = (
    "要把粮食生产作为头等大事来抓紧抓好并且层层压实责任确保各项措施在田间地头真正落到实处见到实效让农民群众得"
    "到看得见摸得着的好处同时要加强农机调度做好天气预警预报工作统筹安排烘干和仓储能力坚决防止因灾减产减收"
)


def test_lines_of_one_width_as_from_a_page_layout_are_wraps():
    """In a text of fixed-width lines, a full line without an end mark goes on in the next; a sentence's end keeps its break."""
    first, second = wrap(LONG + "。", 28), wrap(LONG[7:] + "。", 28)
    assert zoned(f"抓好秋收\n开会了。\n{first}\n{second}") == [("headline", "抓好秋收"), ("body", "开会了。"), ("body", first), ("body", second)]


def test_a_wrapped_text_may_start_at_once():
    """A first line as wide as all the others of a wrapped text is no headline."""
    first, second = wrap(LONG + "。", 28), wrap(LONG[7:] + "。", 28)
    assert zoned(f"{first}\n{second}") == [("body", first), ("body", second)]


def test_headings_and_list_items_are_never_joined():
    """A heading, a numbered item and a bullet keep their own paragraph in a wrapped text and in one parted by blank lines."""
    lines = [
        "会议今天开始。",
        wrap(LONG + "。", 28),
        "一、抓好秋收生产",
        wrap(LONG[5:] + "。", 28),
        "（一）落实责任",
        wrap(LONG[9:] + "。", 28),
        "——抓好调度",
        "1.备好农机",
        "2.备好场地",
    ]
    assert paragraphs("\n".join(lines)) == lines
    blanks = ["会议开始。", "一、抓好秋收\n二、抓好秋种\n三、抓好冬修", "要抓紧。", "要抓实。", "会议结束。"]
    assert paragraphs("\n\n".join(blanks)) == [line for block in blanks for line in block.split("\n")]


def test_headlines_of_several_lines_stay_several():
    """The lines of a headline above the body are not joined into one."""
    rows = [("headline", "抓好秋收生产"), ("headline", "推进冬季修整"), ("headline", "确保全年丰收"), *BODY]
    assert zoned(page(rows)) == rows


def test_items_without_end_marks_stay_apart():
    """Short lines without full stops in an ordinary text are a list and not wrapped sentences."""
    lines = ["参加会议的单位有", "县农业局", "县水利局", "县气象局"]
    assert paragraphs("\n".join(lines)) == lines


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\u3000\f", "\u200b\ufeff"])
def test_a_text_of_blanks_has_no_paragraphs(text):
    """Nothing visible, no paragraph."""
    assert split_paragraphs(text) == []


LINES = st.sampled_from([line for rows in PAGES.values() for _, line in rows] + FURNITURE + ["", "\u3000", "a", "，", "》", ">", LONG, "\x00", "😀"])


@given(st.lists(LINES, max_size=60), st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028"]))
def test_paragraphs_hold_every_visible_line_once(lines, break_):
    """However a page is shuffled, paragraphs are in order, do not overlap, have known zones and leave out blanks only."""
    text = break_.join(lines)
    found = split_paragraphs(text)
    edges = [edge for span, _ in found for edge in span]
    assert edges == sorted(edges)
    assert {zone for _, zone in found} <= set(ZONES)
    inside = {i for (a, b), _ in found for i in range(a, b)}
    assert all(i in inside or character.isspace() for i, character in enumerate(text))
    for (a, b), zone in found:
        starts = [line.start for line in split_lines(text) if a <= line.start < b]
        assert starts[0] == a
        assert zone in ("body", "headline") or len(starts) == 1

"""How a page is laid out: lines, the paragraphs they make, and the zone of each (headline, byline, body, furniture)."""

import itertools
import re
from dataclasses import dataclass
from unicodedata import east_asian_width

from analysis.data import surnames
from analysis.folding import fold
from analysis.splitting import CLOSERS, Span, trim

ZONES = ("headline", "byline", "body", "furniture")
# What is counted unless a call says otherwise: all that the speech or report says, without the web page around it.
CONTENT = ("headline", "byline", "body")

LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What a line that ends a sentence ends with, before closing marks.
_TERMINAL, _CLOSING = frozenset("。！？!?：:；;…"), CLOSERS.replace("\\", "") + "\"'"
_ITEM = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.．)）]|第[一二三四五六七八九十百\d]+[章节条]|[—–\-*#●■◆·•>]|[\[［【〔]")
_INNER = re.compile(r"[，、；,;]")
_CUT_SHORT = "，、,《〈（(“‘「『【〔"
_OPENS_INSIDE = re.compile(r"[，、。；：！？,;:!?）》”’」』]")

# Controls and notices of the page around the text; each must match the whole line.
_CONTROL = re.compile(
    r"下载|打印|全屏|收藏|分享|转发|评论|点赞|纠错|【?(?:打印|关闭|纠错|返回)】?|加大|还原|减小|放大|缩小|大|中|小|默认|[【】\[\]|>»×]|a[-+]?"
    r"|(?:》》|>>).*|【?字[号体]:?.*|首页(?:\s*>.*)?|分享(?:(?:到|至).{0,20}|:.{0,20})"
    r"|扫(?:一扫|描二维码|码)(?:[^，。]{0,6}(?:手机|微信|二维码|关注|打开|阅读|分享)[^，。]{0,20})?|用微信扫.*|【?(?:打印|关闭)(?:本页|窗口|页面)】?"
    r"|返回(?:顶部|首页|列表|上一页).{0,10}|[上下]一[篇条页](?:[:：\s].*)?|点击图片.*|(?:当前|您的|您现在的|所在)(?:所在)?位置:?.*"
    r"|(?:阅读|浏览|点击|访问)(?:量|数|次数|率)?:\s*\d*次?|原标题:.*|打开.{0,12}(?:客户端|app).*|版权所有.*|.*icp备.*|public domain.*|true|false"
)
_RELATED = re.compile(r"相关(?:报道|文档|链接|附件|新闻|阅读|稿件|专题|文章|推荐)(?:推荐|列表|下载)?\s*[:>》]{0,3}")
_CREDIT = re.compile(
    r"[（(【\[]?(?:(?:本条|责任|网络|网页|文字|图片|值班|执行|本期|新媒体)?(?:编辑|责编|编审|校对|审核|监制|美编|主编)|责编|编审|一审|二审|三审|摄影|制图)\s*[:/].{0,40}"
    r"|.{0,60}举报(?:电话|邮箱|网址|方式)\s*:.{0,80}|.{0,40}(?:投稿|新闻热线|联系)(?:邮箱|电话|热线):.{0,60}|.{0,80}记者.{0,20}[摄图][）)]?"
    r"|本作品.{0,120}(?:著作权|版权|公有领域|公共领域).{0,120}|本模板.{0,120}"
)
# Below a photograph, and therefore above the salutation.
_CAPTION = re.compile(r"[^。]{0,40}作了?(?:政府)?工作报告。?(?:.{0,20}记者.{0,20})?")
# What Wikisource sets below a text: a notice cut into many lines by its links.
_LICENCE = re.compile(r"本作品(?:是|来自|在).{0,60}")
_CREDIT_LABEL = re.compile(r"(?:本条|责任|网络|文字)?(?:编辑|责编|校对|审核|监制|主编):")
_OFFICES = "[^，。、；：！？了的]{0,24}(?:总理|省长|市长|区长|县长|州长|主席|书记|主任|部长|局长|院长|校长|总统|董事长)"
_NAMES = r"(?:[一-鿿]{2,4}|[一-鿿]\s{1,3}[一-鿿]|[一-鿿]{2,6}·[一-鿿]{2,8})"
_BYLINE = re.compile(
    r"[（(]?(?:稿件|文章|信息|新闻)?来源(?:[:\s].{0,30})?|(?:发布|发表|更新|成文|发文)?(?:时间|日期)(?:[:\s].{0,24})?|(?:作者|记者|通讯员|讲话人|报告人|主讲人)[:\s].{0,40}|(?:本报|新华社|人民日报).{0,10}记者.{0,40}"
    r"|[（(]?(?:19|20)\d\d[-年/.]\s?\d{1,2}[-月/.]\s?\d{1,2}日?(?:\s*\d{1,2}[:时]\d{2}[:分]?(?:\d{2})?)?[）)]?"
    r"|[—―–\-]{0,4}[（(]?[〇零一二三四五六七八九十\d]{2,4}年[〇零一二三四五六七八九十\d]{1,3}月[〇零一二三四五六七八九十\d]{1,3}日.{0,50}(?:会议?|大会|仪式|论坛|座谈|讲话)上?.{0,24}[）)]?"
    r"|[—―–\-]{1,4}[（(]?[\d〇一二三四五六七八九十]{2,4}年.{1,3}月.{1,3}日在.{2,40}|[^，。：]{2,40}(?:会议|大会)上[）)]?"
    r"|[—―–]{1,4}在.{2,50}上(?:的.{1,12})?"
    rf"|{_OFFICES}(?:\s+{_NAMES}|(?P<name>[一-鿿]{{2,3}}|[一-鿿]{{2,6}}·[一-鿿]{{2,8}}))(?:\(.{{0,12}}\))?"
)
_OFFICE, _NAME = re.compile(_OFFICES), re.compile(_NAMES)
_LABEL = re.compile(r"[（(]?(?:稿件|文章)?(?:来源|(?:发布|发表|更新)?(?:时间|日期)|作者|阅读量|浏览次数):")
_SALUTATION = re.compile(r"(?:尊敬的)?(?:各位|同志们|女士们|先生们|朋友们|老师们|同学们|主席|亲爱的)[^，。]{0,40}[:！!，,]")
# Lines in this many places from either end can be page controls by a word as short as 大 or 打印.
HEAD_LINES, TAIL_LINES, HEADLINE_LENGTH, LONGEST_NOTICE = 40, 40, 60, 260


@dataclass(frozen=True)
class Line:
    """One line without the white space around it; `gap` says that a blank line stands before it, `ends` that a sentence may end with it."""

    start: int
    end: int
    text: str
    folded: str
    gap: bool
    ends: bool


def split_lines(text: str, folded: str | None = None) -> list[Line]:
    """The lines of `text` that are not blank; `folded` is `fold(text)`, for those who have it."""
    folded = fold(text) if folded is None else folded
    lines, at, gap = [], 0, False
    edges = [(match.start(), match.end()) for match in LINE_BREAK.finditer(text)] + [(len(text), len(text))]
    for stop, following in edges:
        start, end = trim(text, at, stop)
        if start < end:
            lines.append(Line(start, end, text[start:end], folded[start:end], gap, _ends(text[start:end])))
        gap = start == end
        at = following
    return lines


def split_paragraphs(text: str, folded: str | None = None) -> list[tuple[Span, str]]:
    """`((start, end), zone)` for each paragraph: lines, joined where a line break only wraps or cuts a sentence.

    A break is taken for a wrap on evidence of the whole text: paragraphs set apart by blank lines, or lines of one width.
    `folded` is `fold(text)`, for those who have it.
    """
    lines = split_lines(text, folded)
    zones = _zones(lines)
    joined = _is_wrapped(lines, zones)
    paragraphs: list[tuple[Span, str]] = []
    for line, zone, wrap in zip(lines, zones, joined, strict=True):
        if wrap:
            (start, _), first_zone = paragraphs.pop()
            paragraphs.append(((start, line.end), first_zone))
        else:
            paragraphs.append(((line.start, line.end), zone))
    return paragraphs


def _ends(line: str) -> bool:
    """Whether a line ends with a mark that ends a sentence or announces a list, or with a full stop typed as . after a Chinese character."""
    inner = line.rstrip(_CLOSING)
    return inner[-1:] in _TERMINAL or (line[-1] in "．." and "一" <= line[-2:-1] <= "鿿")


def _is_heading(line: Line) -> bool:
    return bool(_ITEM.match(line.text)) and len(line.text) <= 40 and not _INNER.search(line.text)


def _is_wrapped(lines: list[Line], zones: list[str]) -> list[bool]:
    """For each line, whether it continues the line before it."""
    by_blank, width = _set_apart_by_blanks(lines), _wrap_width(lines)
    sentence_ahead = _ends_as_sentence(lines)
    wrapped = [False] * len(lines)
    for i in range(1, len(lines)):
        before, line = lines[i - 1], lines[i]
        if line.gap or zones[i - 1] != zones[i] or zones[i] in ("furniture", "byline") or before.ends or _ITEM.match(line.text):
            continue
        cut = _is_cut(before, line)
        flowing = zones[i] == "body" and not _is_heading(before) and sentence_ahead[i]
        wrapped[i] = cut or (flowing and (by_blank or (width > 0 and _width(before.text) >= width - 6)))
    return wrapped


def _is_cut(before: Line, line: Line) -> bool:
    """True if marks on either side of the break show that it stands inside a sentence."""
    return not line.gap and (before.text[-1] in _CUT_SHORT or bool(_OPENS_INSIDE.match(line.text)))


def _ends_as_sentence(lines: list[Line]) -> list[bool]:
    """For each line, whether the block it stands in reaches a sentence end at or after it, before a blank line."""
    reached = [False] * len(lines)
    for i in reversed(range(len(lines))):
        follows = i + 1 < len(lines) and not lines[i + 1].gap and reached[i + 1]
        reached[i] = lines[i].ends or follows
    return reached


def _set_apart_by_blanks(lines: list[Line]) -> bool:
    """True if blank lines stand after nearly every line that ends a sentence: then a single break is no paragraph's end."""
    after_end = [after.gap for line, after in itertools.pairwise(lines) if line.ends]
    return len(after_end) >= 3 and sum(after_end) >= 0.8 * len(after_end)


def _width(text: str) -> int:
    return len(text) + sum(map("WFA".__contains__, map(east_asian_width, text)))


def _wrap_width(lines: list[Line]) -> int:
    """The width at which the text is wrapped (a Chinese character is 2 wide), or 0 where it is not."""
    if sum(not line.ends for line in lines) < 5:
        return 0
    widths = [_width(line.text) for line in lines]
    open_ended = [width for line, width in zip(lines, widths, strict=True) if not line.ends]
    widest = sorted(widths)[int(0.9 * (len(lines) - 1))]
    full = sum(widest - 6 <= width <= widest + 4 for width in open_ended)
    return widest if 30 <= widest <= 160 and full >= 0.6 * len(open_ended) else 0


def _zones(lines: list[Line]) -> list[str]:
    furniture = _find_furniture(lines)
    bylines = _find_bylines(lines, furniture)
    first = _body_start(lines, furniture, bylines)
    last = max((i for i, line in enumerate(lines) if not furniture[i] and not bylines[i] and line.ends), default=len(lines))
    zones = []
    for i, line in enumerate(lines):
        if furniture[i]:
            zones.append("furniture")
        elif bylines[i] and not first <= i <= last:
            zones.append("byline")
        elif i < first:
            zones.append("byline" if len(line.text) > HEADLINE_LENGTH or line.ends else "headline")
        else:
            zones.append("body")
    return zones


def _find_furniture(lines: list[Line]) -> list[bool]:
    total = len(lines)
    found = [False] * total
    for i, line in enumerate(lines):
        near_edge = len(line.text) <= LONGEST_NOTICE and (i < HEAD_LINES or i >= total - TAIL_LINES)
        found[i] = near_edge and bool(_CONTROL.fullmatch(line.folded) or _RELATED.fullmatch(line.folded) or _CREDIT.fullmatch(line.folded))
    for i in range(_salutation(lines) or 0):
        found[i] = found[i] or bool(_CAPTION.fullmatch(lines[i].folded))
    _mark_credit_values(lines, found)
    _mark_breadcrumbs(lines, found)
    _mark_after_related(lines, found)
    return found


def _salutation(lines: list[Line]) -> int | None:
    """The index of the line that greets the audience, near the top."""
    return next((i for i, line in enumerate(lines[:HEAD_LINES]) if _SALUTATION.match(line.folded)), None)


def _mark_credit_values(lines: list[Line], found: list[bool]) -> None:
    """What stands alone on the line after 责任编辑： is the editor's name."""
    for i in range(1, len(lines)):
        found[i] = found[i] or (found[i - 1] and bool(_CREDIT_LABEL.fullmatch(lines[i - 1].folded)) and len(lines[i].text) <= 8)


def _mark_breadcrumbs(lines: list[Line], found: list[bool]) -> None:
    """The places between > of a breadcrumb, and a repeat of the last of them, belong to the page."""
    for i in range(min(HEAD_LINES, len(lines))):
        crumb = any(lines[j].text == ">" for j in (i - 1, i + 1) if 0 <= j < len(lines))
        repeat = i > 0 and found[i - 1] and lines[i].text == lines[i - 1].text
        found[i] = found[i] or (len(lines[i].text) <= 12 and (crumb or repeat))


def _mark_after_related(lines: list[Line], found: list[bool]) -> None:
    """From 相关报道 or 相关链接 near the end, everything is a list of other pages."""
    for i in range(max(0, len(lines) - TAIL_LINES), len(lines)):
        related = _RELATED.fullmatch(lines[i].folded) and sum(len(line.text) for line in lines[i:]) < 0.2 * sum(len(line.text) for line in lines)
        if related or _LICENCE.fullmatch(lines[i].folded):
            found[i:] = [True] * (len(lines) - i)
            return


def _is_byline(text: str) -> bool:
    """What follows an office without a space must be a name: 县长王明 is a speaker, 县长调研秋收 a headline."""
    match = _BYLINE.fullmatch(text)
    name = match["name"] if match else None
    return bool(match) and (name is None or "·" in name or not surnames().isdisjoint((name[0], name[:2])))


def _find_bylines(lines: list[Line], furniture: list[bool]) -> list[bool]:
    found = [False] * len(lines)
    for i, line in enumerate(lines):
        if not furniture[i] and len(line.text) <= 80:
            value = i > 0 and bool(_LABEL.fullmatch(lines[i - 1].folded)) and len(line.text) <= 24
            found[i] = value or _is_byline(line.folded)
    for i in range(1, len(lines)):
        if not found[i] and not furniture[i - 1] and not furniture[i] and _OFFICE.fullmatch(lines[i - 1].folded) and _NAME.fullmatch(lines[i].folded):
            found[i - 1 : i + 1] = [True, True]
    return found


def _body_start(lines: list[Line], furniture: list[bool], bylines: list[bool]) -> int:
    """The index of the first line of the body: a salutation near the top, else the first line that reads as running text."""
    plain = [i for i in range(len(lines)) if not furniture[i] and not bylines[i]]
    greeting = _salutation(lines)
    if greeting in plain:
        return greeting
    width = _wrap_width(lines)
    for i in plain:
        line = lines[i]
        full = width > 0 and _width(line.text) >= width - 6
        cut = line.text[-1] in "的了和与及" or (i + 1 < len(lines) and _is_cut(line, lines[i + 1]))
        if full or cut or line.ends or len(line.text) > HEADLINE_LENGTH or _ITEM.match(line.text):
            return i
    return plain[0] if plain else len(lines)

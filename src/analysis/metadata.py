"""Title, speaker and date of a speech, from the lines around its text where they stand; never from the body."""

import re
from dataclasses import dataclass
from datetime import date

from analysis.folding import fold
from analysis.layout import split_paragraphs
from analysis.segmentation import is_word, tag_word
from analysis.webpages import Page

_HAN = r"[㐀-䶿一-鿿\U00020000-\U0003134F]"
_DOT = r"[·•‧・∙]"
_NAME = rf"(?P<name>{_HAN}{{1,8}}(?:{_DOT}{_HAN}{{1,8}}){{1,3}}|{_HAN}\s{{1,6}}{_HAN}\s{{1,6}}{_HAN}|{_HAN}{{1,2}}\s{{1,6}}{_HAN}{{1,2}}|{_HAN}{{2,4}})"
_POST = (
    "(?:总理|省长|市长|区长|县长|州长|盟长|旗长|镇长|乡长|主席|书记|主任|部长|局长|厅长|司长|院长|校长|检察长|总统|首相|董事长|理事长|会长|社长|行长|总经理|总裁"
    "|秘书长|委员长|大使|司令员?|政委)"
)
_AFTER_NAME = r"(?:同志|先生|女士)?\s*(?:[（(].{0,16}[）)])?"
_HOLDER = re.compile(rf"[^，。；：！？]{{0,60}}?{_POST}\s*{_NAME}{_AFTER_NAME}$")
_LABELLED = re.compile(rf"(?:讲话人|报告人|主讲人|演讲人|演讲者|发言人|致辞人)\s*[:：]\s*(?:.{{0,20}}{_POST}\s*)?{_NAME}{_AFTER_NAME}$")
_BRACKETED = re.compile(r"^[（(]([^（）()]*)[）)]$")
_BARE = re.compile(rf"{_NAME}$")
_IN_TITLE = re.compile(rf"(?:.{{0,20}}{_POST})?{_NAME}(?:同志)?(?:[:：].+|在.+(?:讲话|致辞|演讲|报告|发言|贺信|谈话).{{0,8}})$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾"
    "毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶"
    "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储"
    "原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危"
    "玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由习"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯", "端木", "南宫", "呼延")
_PLACE = tuple("省市县区镇乡村州盟旗局部委院校厅会")

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_D = r"[〇零一二三四五六七八九\d]"
_DAY = re.compile(
    rf"(?P<y>(?:19|20)\d\d|[一二][九〇零]{_D}{{2}})\s*年\s*(?P<m>\d{{1,2}}|[〇零一二三四五六七八九十]{{1,3}})\s*月(?:\s*(?P<d>\d{{1,2}}|[〇零一二三四五六七八九十]{{1,3}})\s*日)?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)(?P<mark>[-/.])(?P<m2>\d{1,2})(?P=mark)(?P<d2>\d{1,2})(?!\d)"
)
_IN_STEM = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<m>\d{2})(?P=mark)(?P<d>\d{2})(?!\d)")
_YEAR = re.compile(rf"((?:19|20)\d\d|[一二][九〇零]{_D}{{2}})\s*年")
# 2019.txt, 2019-政府工作报告.txt; what is counted in a name (2000字) or is a part of a longer number is no year.
_STEM_YEAR = re.compile(rf"(?<!\d)(?:19|20)\d\d(?![\d字页号期份])|[一二][九〇零]{_D}{{2}}(?=\s*年)")
_SPACED = re.compile(r"(?<!\d)\d(?:\s+\d)+(?=\s*[年月日])")
_CIRCLES = str.maketrans("○◯", "〇〇")
_CLOCK = re.compile(r"\d{1,2}\s*[:时]\s*\d{2}")
_PUBLISHED = re.compile(r"(?:时间|日期|来源|发布|发表|更新)")
# What stands under a title: ——2026年2月3日在…会议上. A title that says 在…上的讲话 is no occasion.
_OPENING = rf"(?:{_D}{{4}}年\s*[^，。]{{2,8}}日|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})[)）]?\s*在"
_OCCASION = re.compile(rf"[—―–\-]{{1,4}}\s*[（(]?(?:{_OPENING}|在)|[（(]?{_OPENING}|[（(]?在.{{2,}}上[）)]?$")
_OCCASION_END = re.compile(r"上(?:的.{1,12})?\s*[）)]?$")
_SPOKEN = re.compile(r"(?:讲话|致辞|演讲|报告|发言|贺信|谈话)\s*[）)]?$")
_CAPTION = re.compile(r"。$|[摄图]\s*[）)]?$|(?<!工)作.{0,10}报告|记者")
_TITLE_LINES, _TITLE_LENGTH, _HEAD_LENGTH = 3, 100, 20_000


@dataclass(frozen=True)
class Metadata:
    """What a file shows of its speech; None where it shows nothing. `date` is ISO 8601: 2020-02-24, 2020-02 or 2020."""

    title: str | None = None
    speaker: str | None = None
    date: str | None = None


def find_metadata(page: Page, *, stem: str = "") -> Metadata:
    """Title, speaker and date of a page of text; `stem` is the file's name without its ending.

    title: of the markup where that is sure, else the first headline lines, joined by a space.
    speaker: a name after a post (省长 胡玉亭), after 报告人：, alone on a line before the text, or in the title (李明在…上的讲话).
        The author that a web page or a document names is the editor or the typist, and never taken.
    date: the day of delivery, else of publication, else of the file name, else the year in the title, else in the file name (2019.txt).
    """
    head = _head_lines(page.text)
    around = head + (_head_lines(page.surroundings) if page.surroundings else [])
    title = _choose_title(page, head, around)
    speaker = page.speaker or _find_speaker([text for text, _ in around], title)
    return Metadata(title, speaker, _find_date(page, [text for text, _ in around], title, stem))


def _head_lines(text: str) -> list[tuple[str, str]]:
    """`(line, zone)` for the headlines and bylines before the body."""
    lines = []
    # What stands around a text is short; a novel need not be laid out for its title.
    for (start, end), zone in split_paragraphs(text[:_HEAD_LENGTH]):
        if zone == "body":
            break
        if zone != "furniture":
            lines.append((text[start:end], zone))
    return lines


def _choose_title(page: Page, head: list[tuple[str, str]], around: list[tuple[str, str]]) -> str | None:
    if page.title and page.certain:
        return page.title
    headline = _join_headlines(head) or _join_headlines(around)
    if not page.title:
        return headline
    # The title of a window is the article's if the page shows it; else it may be the site's name or a template's.
    shown = _squeeze(page.title) in _squeeze(page.text + page.surroundings)
    return page.title if shown and re.search(_HAN, page.title) else headline or (page.title if re.search(_HAN, page.title) else None)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _join_headlines(lines: list[tuple[str, str]]) -> str | None:
    """The first run of headline lines, without the occasion, names, captions and repeats in it."""
    kept: list[str] = []
    occasion, named = False, None
    for text, zone in lines:
        flat = " ".join(text.split())
        if zone == "byline" or occasion or _OCCASION.match(flat):
            if kept:
                break
            named = named or (flat if zone == "headline" and _SPOKEN.search(flat) else None)
            occasion = zone == "headline" and not _OCCASION_END.search(flat) and not occasion
        elif not (_CAPTION.search(flat) or _HOLDER.match(flat) or (kept and (_is_name(flat) or _squeeze(flat) in _squeeze(kept[0])))):
            kept.append(flat)
    if len(kept) > _TITLE_LINES or sum(map(len, kept)) > _TITLE_LENGTH:
        kept = kept[:1]
    return " ".join(kept) or named


def _is_name(text: str) -> bool:
    match = _BARE.match(text)
    return bool(match) and _is_person(match["name"])


def _is_person(name: str, *, after_post: bool = False) -> bool:
    """Whether 2 to 4 characters can be a person's name: a surname first, and no words of the dictionary other than names."""
    if re.search(_DOT, name):
        return True
    plain = fold(_squeeze(name))
    if _reads_as_word(plain) or (plain.endswith(_PLACE) and not after_post) or re.search(f"{_POST}$", plain):
        return False
    return plain.startswith(_COMPOUND) or (plain[0] in _SURNAMES and len(plain) <= 3)


def _reads_as_word(plain: str) -> bool:
    """Whether `plain` is a word, or four characters that are two words (高度重视)."""
    halves = (plain[:2], plain[2:]) if len(plain) == 4 else ()
    return _is_common_word(plain) or (bool(halves) and all(map(_is_common_word, halves)))


def _is_common_word(plain: str) -> bool:
    return is_word(plain) and not tag_word(plain).startswith("nr")


def _find_speaker(lines: list[str], title: str | None) -> str | None:
    flat = [_BRACKETED.sub(r"\1", " ".join(line.split())) for line in lines]
    for line in flat:
        found = _named(_LABELLED, line) or _named(_HOLDER, line)
        if found:
            return found
    for line in reversed(flat[1:]):
        if _is_name(line):
            return _squeeze(line)
    match = _IN_TITLE.match(title or "")
    return _squeeze(match["name"]) if match and _is_person(match["name"]) else None


def _named(pattern: re.Pattern, line: str) -> str | None:
    """The name that `pattern` finds in `line`, in the characters of the line, or None where it can be no name."""
    match = pattern.match(fold(line, traditional=True))
    if not match:
        return None
    name = _squeeze(line[slice(*match.span("name"))])
    plain = fold(name)
    # Behind a blank or colon a name may have no Chinese surname (主席 嘎玛泽登) or be a word as well (主席 包钢).
    apart = line[match.start("name") - 1] in " :："
    likely = (plain[0] in _SURNAMES and len(plain) <= 3) or not _reads_as_word(plain)
    return name if _is_person(name, after_post=True) or (apart and likely) else None


def _find_date(page: Page, lines: list[str], title: str | None, stem: str) -> str | None:
    delivered, published = [_first_date(page.delivered or "")], []
    for before, line in zip(["", *lines], lines, strict=False):
        (published if _is_publication(line, before) else delivered).append(_first_date(line))
    in_stem = (_iso(match["y"], match["m"], match["d"]) for match in _IN_STEM.finditer(stem))
    days = (*delivered, _first_date(title or ""), *published, _first_date(page.published or ""), *in_stem, _first_date(stem))
    return next((day for day in days if day), None) or _only_year(title or "", _YEAR) or _only_year(stem, _STEM_YEAR)


def _is_publication(line: str, before: str) -> bool:
    """Whether the date in a line is that of the page: after 时间 or 来源 (or a line with just that), with a clock, or in figures alone."""
    labelled = _PUBLISHED.search(line) or (_PUBLISHED.search(before) and len(before) < 8)
    return bool(labelled or _CLOCK.search(fold(line)) or not re.search("[年月]", line))


def _first_date(text: str) -> str | None:
    """The first valid date of `text` as ISO 8601, to the day or the month: 2026年2月3日, 二〇二六年一月二十七日, ２０２６－０２－０９."""
    plain = _SPACED.sub(lambda digits: _squeeze(digits[0]), fold(text).translate(_CIRCLES))
    for match in _DAY.finditer(plain):
        found = _iso(match["y"] or match["y2"], match["m"] or match["m2"], match["d"] or match["d2"])
        if found:
            return found
    return None


def _iso(year: str, month: str, day: str | None) -> str | None:
    try:
        moment = date(_number(year), _number(month), _number(day or "1"))
    except ValueError:
        return None
    return moment.isoformat() if day else f"{moment:%Y-%m}"


def _number(text: str) -> int:
    """2026, 二〇二六 and 二十七 as numbers."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)
    return int(text.translate(_DIGITS))


def _only_year(text: str, pattern: re.Pattern) -> str | None:
    years = {_number(year) for year in pattern.findall(fold(text))}
    return str(years.pop()) if len(years) == 1 else None

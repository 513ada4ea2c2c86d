"""Who is named before a verb of speaking: persons with their titles, pronouns, meetings and offices. All text is folded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from analysis.data import surnames
from analysis.segmentation import WordIndex, find_words, index_words, is_word, tag_word
from analysis.splitting import Span
from analysis.words import TITLES

if TYPE_CHECKING:
    from analysis.speech import Speech

PRONOUNS = ("他们", "她们", "他", "她")
# Forms of address that follow a name or a surname and belong to the holder as written (习近平总书记, 周总理).
ADDRESSES = (
    "总书记 副书记 书记 副主席 主席 副总理 总理 委员长 副部长 部长 副省长 省长 副市长 市长 副区长 区长 副县长 县长 州长 镇长 乡长 主任 局长 厅长 院长 校长 "
    "会长 秘书长 总统 首相 外长 大使 代表 委员 教授 院士 博士 老师 医生 先生 女士 同志 老人 大爷 大妈"
).split()
_TITLE_ENDS = (
    *TITLES,
    *ADDRESSES,
    *"负责人 代表 村民 居民 市民 群众 员工 工人 农民 职工 党员 干部 专家 学者 学生 经理 民警 护士 司机 游客 业主 户 员 长 师 家 人".split(),
)
# Offices, meetings and groups that speak, by how they end; only whole subjects of a clause are held against this.
_SPEAKING_NOUN = re.compile(
    r"(?:会议?|党中央|中央|国务院|军委|省委|市委|区委|县委|党委|党组|政府|部|局|委|办|厅|院|组|社|台|报|国|方|通知|意见|公报|决定|决议|文章|报告|社论|评论"
    r"|快评|白皮书|方案|纲要|条例|声明|宣言|讲话|信|批示|代表|委员|群众|村民|居民|市民|干部|大家|人士|同志|员|人|者|们|家|农民|学生|老师|教师|游客|网友|业主"
    r"|主席|总统|总理|首相|大臣|长|书记|主任|经理|教授|博士|院士|医生|部门|机构|协会|公司|集团)$"
)
_NO_SUBJECT = re.compile(
    r"我|咱|这|那|此|[要须该应能可不]$|[,;:。!?“”]"
    r"|^(?:必|需|应|从|在|对|据|就|可|只|或|也|还|有人|有的|人们|古人|俗|老话|常言|谁|什么|如果|虽然|其|所|之)"
)
_OPENERS = re.compile(
    r"(?:(?:\d{2,4}年)?(?:\d{1,2}月)?\d{1,2}[日号](?:上午|下午|晚上?|中午|凌晨)?|据(?!说)|最后|同时|此外|随后|接着|日前|近日|今天|昨天|当天|当日|对此|为此"
    r"|而|但|因此|其中|会上|会后|会前|席间|期间|其间|会议期间|座谈会上|座谈中|考察中|考察时|考察期间|调研中|调研期间|调研时|离开时|上午|下午|晚上?|目前|去年"
    r"|今年|早在|原来|\([^()]{0,12}\)|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[\s“\"「『。,;:!?]),?"
)
_ADVERBS = frozenset(
    "又一次 再一次 最后 首先 其次 接着 随后 然后 进一步 还 也 又 再次 再 一再 多次 反复 曾经 曾 早已 早就 就 则 都 均 一致 普遍 纷纷 特别 着重 重点 明确 同时 "
    "并且 并 而且 郑重 严肃 深刻 尖锐 突出 共同 对此 当场 专门 特地 认真 高兴地 亲切地 动情地 深情地 激动地 尖锐地 一针见血地 风趣地 坚定地 明确地 严肃地 "
    "严厉地 郑重地 自豪地 深有感触地 感慨地 语重心长地 兴奋地 公开 不断 始终 一直 已经 已 不无 补充 笑着 今天 昨天 今日 日前 近日 此前 主要 尤其 更 "
    "分别 随即 当即 同样 常常 经常 这样".split()
)
_LONGEST_ADVERB = max(map(len, _ADVERBS))
# What may begin the stretch between a holder and the verb of speaking that is not next to it.
_MIDDLE = (
    r"(?:[\d,(]|在|于|从|对|就|向|同|与|和|围绕|针对|结合|通过|主持|出席|参加|发表|作|做|听取|来到|前往|深入|走进|考察|调研|看望|会见|日前|近日|当天|上午|下午"
    r"|代表|着重|并|最后|首先|强调|指出|提出|要求|了解|察看|检查|讲话|致辞|致信|率|介绍|表示|谈|讲|说|接受|回答|充分|高度|认真|详细|仔细|一边|一路|听|看|一行|还|也"
    r"|又|再|多次|进一步|曾|今天|昨天|以|为|给|把|将|专程|先后|实地|指示|批示|宣布|传达|部署|通报|总结|分析|肯定|回顾|勉励|鼓励|希望|叮嘱|嘱咐|感慨|回忆|一致|纷纷"
    r"|普遍|接着|随后|年|月|日|担任|审议|研究|学习|召开|举行|讨论|分别|查看|视察|巡查|正|忙|笑|拿|站|指着|抱|激动|告诉|赴|到|陪同|抵达|走访|慰问|登上|步行|乘|沿|[现明]场|深情|动情)"
)
_BEFORE_MIDDLE = re.compile(_MIDDLE)
_DOTTED = re.compile(r"[一-鿿]{1,8}(?:·[一-鿿]{1,8}){1,3}$")
_SIDE = re.compile(r"[一-鿿]{1,3}方")
_GROUPS = frozenset({"会议", "全会", "大会", "大家", "代表们"})
LOOK_BACK = 120
_UNDER_TITLE = re.compile(rf"(?:{'|'.join(sorted(set(TITLES) - {'代表', '委员'}, key=len, reverse=True))})([一-鿿]{{2,3}})$")
_GRAMMAR = "的了在要和与及或为以会是有不们各"
# Surnames that more often are another word: 向|关心, 全|市.
_ALSO_WORDS = "向于时方应成全党常连解项从和对以安高平易强明"


@dataclass(frozen=True)
class Names:
    """The persons that one text names, in folded characters, and the words by which a holder is looked up."""

    persons: frozenset[str]
    groups: frozenset[str]
    index: WordIndex


@cache
def _patterns() -> tuple[re.Pattern, re.Pattern, re.Pattern]:
    """(a name at the end, a titled name before a middle, a surname alone before an address)."""
    single = "".join(sorted(s for s in surnames() if len(s) == 1))
    compound = "|".join(sorted(s for s in surnames() if len(s) == 2))
    surname, titles = f"(?:{compound}|[{single}])", "|".join(sorted({*_TITLE_ENDS, "、"}, key=len, reverse=True))
    address = "|".join(ADDRESSES)
    at_end = re.compile(rf"(?:^|(?:{titles})\s?)({surname}[一-鿿]{{1,2}})$")
    titled = re.compile(rf"(?:^|{titles})\s?({surname}[一-鿿]{{1,2}}?(?:{address})?)(?={_MIDDLE})")
    alone = re.compile(rf"(?:^|{titles})(?:{surname})$")
    return at_end, titled, alone


def collect_names(speech: "Speech") -> Names:
    """The persons of a speech: words tagged as names, and names that the text itself proves."""
    tokens = speech.listed("tokens")
    found = {term for term, tag in dict(zip(tokens["term"], tokens["tag"], strict=True)).items() if tag[:2] == "nr" and 2 <= len(term) <= 12}
    persons = frozenset(term for term in {*found, *speech.own_words} if _may_be_person(term))
    return Names(persons, _GROUPS, index_words({*persons, *_GROUPS, *PRONOUNS, "总书记"}))


@lru_cache(maxsize=1 << 16)
def _may_be_person(term: str) -> bool:
    if "·" in term or term.endswith(tuple(ADDRESSES)):
        return "·" in term
    begins = term[0] in surnames() or term[:2] in surnames()
    return 2 <= len(term) <= 4 and (begins or tag_word(term) == "nrt") and tag_word(term)[:2] in ("nr", "x")


def strip_openers(text: str) -> int:
    """How many characters of a clause only say when or in what order."""
    at = 0
    while match := _OPENERS.match(text, at):
        at = match.end()
    return at


def strip_adverbs(text: str) -> str:
    """The stretch before a verb of speaking without the adverbs at its end."""
    cut = text.rstrip(" ,")
    while length := next((n for n in range(min(_LONGEST_ADVERB, len(cut)), 0, -1) if cut[-n:] in _ADVERBS), 0):
        cut = cut[:-length].rstrip(" ,")
    return cut


def find_holder(before: str, names: Names, *, far: bool) -> Span | None:
    """Where the holder stands in `before`, the clause up to the verb of speaking; None where it names nobody.

    far: whether words may stand between a person and the verb, and whether a meeting, an office or another speaking noun may be
    the holder, as the whole subject; else only a person right before the verb is one.
    """
    low = strip_openers(before)
    subject = strip_adverbs(before[low:])
    if not subject:
        return None
    found = _holder_at_end(subject, names)
    if found is None and not far:
        # 会议 and 大家 need no comma after the verb either.
        found = (0, len(subject)) if subject in names.groups or _SIDE.fullmatch(subject) else None
    elif found is None:
        found = _holder_before_middle(subject, names) or ((0, len(subject)) if _is_noun(subject) else None)
    return (low + found[0], low + found[1]) if found else None


def _is_noun(subject: str) -> bool:
    if len(subject) > 24 or _NO_SUBJECT.search(subject):
        return False
    return bool(_SPEAKING_NOUN.search(subject)) or (2 <= len(subject) <= 6 and tag_word(subject) in ("nr", "nrt", "ns", "nt"))


def _holder_at_end(subject: str, names: Names) -> Span | None:
    if subject in PRONOUNS or (subject.endswith(PRONOUNS) and strip_openers(subject) >= len(subject) - 2):
        return len(subject) - (2 if subject.endswith(("他们", "她们")) else 1), len(subject)
    if subject.endswith("总书记") and not _NO_SUBJECT.search(subject) and len(subject) <= 8:
        name = _name_at_end(subject[:-3], names)
        return (name[0] if name else len(subject) - 3), len(subject)
    for address in ADDRESSES:
        if subject.endswith(address):
            base = subject[: -len(address)]
            name = _name_at_end(base, names)
            if name:
                return name[0], len(subject)
            # 周总理 and 毛主席 are words of their own and need no title before them.
            if base and (_patterns()[2].search(base) or (base[-1] in surnames() and is_word(base[-1] + address))):
                surname = 2 if len(base) > 1 and base[-2:] in surnames() else 1
                return len(base) - surname, len(subject)
    return _name_at_end(subject, names)


def _name_at_end(subject: str, names: Names) -> Span | None:
    dotted = _DOTTED.search(subject[-36:]) if "·" in subject else None
    if dotted:
        return len(subject) - len(dotted[0]), len(subject)
    for length in (4, 3, 2):
        name = subject[-length:]
        if len(name) == length and name in names.persons and _stands_free(subject[:-length]):
            return len(subject) - length, len(subject)
    match = _patterns()[0].search(subject[-12:])
    if match and _is_unknown_name(match[1]):
        return len(subject) - len(match[1]), len(subject)
    # After a person's title even an unknown surname begins a name.
    match = _UNDER_TITLE.search(subject[-12:])
    if match and not is_word(match[1]) and not any(character in _GRAMMAR for character in match[1]):
        return len(subject) - len(match[1]), len(subject)
    return None


def _is_unknown_name(name: str) -> bool:
    """Whether a surname and what follows it can be a name that no dictionary knows."""
    if is_word(name):
        return tag_word(name).startswith("nr")
    if name[0] in _ALSO_WORDS and is_word(name[1:]):
        return False
    verb = len(name) == 3 and is_word(name[1:]) and tag_word(name[1:])[0] in "vdpc"
    return not verb and not any(character in _GRAMMAR for character in name[1:])


def _stands_free(before: str) -> bool:
    """Whether a name can begin here: at the clause's head, after a title, or after another word than a preposition."""
    return strip_openers(before) == len(before) or before.endswith((*_TITLE_ENDS, "、", " ", ")"))


def _holder_before_middle(subject: str, names: Names) -> Span | None:
    for start, end in find_words(subject, names.index):
        word = subject[start:end]
        stop = next((end + len(address) for address in ADDRESSES if subject.startswith(address, end)), end) if word in names.persons else end
        free = strip_openers(subject[:start]) == start
        if (free or (word in names.persons and _stands_free(subject[:start]))) and _BEFORE_MIDDLE.match(subject, stop):
            return start, stop
    match = _patterns()[1].search(subject)
    return match.span(1) if match and _is_unknown_name(_without_address(match[1])) else None


def _without_address(holder: str) -> str:
    if holder in ADDRESSES:
        return holder
    for address in ADDRESSES:
        if holder.endswith(address) and len(holder) > len(address):
            return holder[: -len(address)]
    return holder


def find_subject(clause: str, names: Names) -> Span | None:
    """The person or meeting that a clause of narration is about, if it opens with one or names one after a title."""
    low = strip_openers(clause)
    found = _holder_before_middle(clause[low:], names) or _name_at_end(clause[low:], names)
    return (low + found[0], low + found[1]) if found else None


def name_speakers(holders: Iterable[tuple[str, str | None]], names: Names, folded: str) -> list[str]:
    """One name for each person. holders: (holder as written, the person named before it, for a pronoun); folded: the text.

    习近平总书记 and 总书记 become 习近平, 周总理 becomes 周恩来 where the text names him; what has no name stays as it is written.
    """
    holders = list(holders)
    named = {name for pair in holders for name in pair if name}
    bases = {_without_address(holder) for holder in named}
    persons = names.persons | {base for base in bases - named if len(base) > 1}
    known = {holder: _full_name(holder, persons, folded) for holder in named}
    return [known[before if holder in PRONOUNS and before else holder] for holder, before in holders]


def _full_name(holder: str, persons: Iterable[str], folded: str) -> str:
    """The one person of the text whom a title, or a surname with a title, can mean; else the holder without its title."""
    base = _without_address(holder)
    address = holder[len(base) :] or holder
    if base in surnames():
        fits = {name for name in persons if name.startswith(base) and len(base) < len(name) < 4}
        titled = {name for name in fits if name + address in folded or address + name in folded}
        fits = titled or fits
    elif holder in ADDRESSES:
        fits = {name for name in persons if name + address in folded or address + name in folded}
    else:
        return base
    return fits.pop() if len(fits) == 1 else holder

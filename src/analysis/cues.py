"""Verbs of speaking (引述词), and which of them open a voice: 强调 in 他强调，要… does, in 提出要求 and 也就是说 it does not."""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from analysis.names import LOOK_BACK, Names, collect_names, find_holder, find_subject, strip_adverbs, strip_openers
from analysis.splitting import Span

if TYPE_CHECKING:
    from analysis.speech import Speech

# Those that also open a voice without a comma or colon after them (希望企业…), and those that need the mark.
_PLAIN = frozenset("指出 强调 要求 希望 鼓励 勉励 表示 认为 叮嘱 嘱咐 号召 呼吁 指示 告诫 提醒 建议 宣布 重申".split())
_MARKED = frozenset(
    "说 提出 坦言 介绍 透露 回忆 感慨 感叹 明确 倡议 写道 解释 谈到 谈道 批示 寄语 直言 表态 声明 回应 回答 问 讲 说道 问道 讲道 答道 喊道 告诉记者 "
    "告诉大家 告诉我们 教导 教导我们 教导说 告诫我们 说过 讲过 指出过 反映 补充道 补充 寄望 期望 期待 赞扬 称赞 评价 提到 承诺 反问 警告 断言 论述 "
    "主张 讲到 说到 称 相信 强调指出 强调说 介绍说 解释说 回忆说 感慨说 回答说 补充说 表示说 解释道 介绍道 感慨道 感叹道".split()
)
_CUE = re.compile("|".join(sorted(_PLAIN | _MARKED, key=len, reverse=True)))
_MARK = re.compile(r"\s{0,3}[,:]\s{0,3}|\s{0,3}(?=[“\"「『])")
_LAST_COLON = re.compile(r"\s{0,3}:$")
# Nouns that look like verbs of speaking: 提出要求, 重要指示, 的希望, 学说, 也就是说.
_NOUN_CUES = frozenset("要求 指示 希望 建议 倡议 批示 号召 呼吁 声明 论述 主张 承诺 回应 评价 期望 寄语 期待 回答 重申".split())
_NOUN_BEFORE = re.compile(
    r"(?:的|重要|明确|更高|新|总|有关|工作|部署|根本|基本|这些|这一|上述|严格|具体|客观|必然|内在|时代|现实|迫切|[一两二三四五六七八九十几]点"
    r"|[一两二三四五六七八九十几]项|充满|寄予|政策|合理|口头|提出了?|作出了?|按照|根据|落实|符合|满足|达到|适应|自我)$"
)
_SAYING = re.compile(
    r"(?:[来据再听小演学传如论评解或者就是能敢好难以可怎么样不想按照]|具体地|根本上|意义上|总体上|全局|胆地|把握地|信心地|一般|简单|严格|总之)$"
)
# 作出重要指示： and 提出了三点要求： hold a voice though their verb is a noun.
_LIGHT = re.compile(r"(?:提出|作出|作|做出|发出|讲)了?[^,;:。]{0,12}$")
# What follows a verb that is no more than polite: 表示感谢.
_FEELING = re.compile(
    r"(?:衷心|诚挚|崇高|热烈|亲切|由衷|深切|最|赞|坚决|强烈|严重|极大|极为|高度|充分|高兴|遗憾|关切|理解|同情|不满|敬意|感谢|欢迎|祝贺|慰问|问候|哀悼|支持"
    r"|反对|满意|认可|肯定|良好|诚意)"
)
_NO_CONTENT = frozenset("的了过着、,。;:!?)》”’」』性和与及")
_WITHOUT_SUBJECT = re.compile(r"(?:在|对|就|向|从|针对|围绕|作出|作|发表|结合|代表|主持|并)")
_AFTER_PLACE = re.compile(r"(?:上|中|时|后|间|际|前)[,]$")
_SEEING = re.compile(r"了解|察看|查看|看望|考察|听取|来到|走进|登上|慰问|参观|调研|检查|走访|前往")
DEMAND = re.compile(r"[^,。:]{0,24}?(?:(?<![主重需首纪摘概必紧想将又快只])要(?![求素闻点领害塞])|必须|应当|应该|务必|不得|不能|决不|绝不|切实|牢牢|始终)")
_OPENING, CLOSING, ENDING = "“「『‘", "”」』’", ",。!?…"
_QUOTE = re.compile(f'[{_OPENING}{CLOSING}"]')
_BREAKS = re.compile(r"[,;:。!?\n\r“”「」『』\"]|——")
# A verb this far from the clause's beginning is taken up only before a comma or colon; so many clauses are searched for a subject.
_NEAR, _MOST_CLAUSES = 60, 6


class Said(Protocol):
    """What somebody is saying already: whose it is and where it starts."""

    @property
    def holder(self) -> Span: ...

    @property
    def start(self) -> int: ...


@dataclass(frozen=True)
class Opening:
    """Where a voice begins: holder, verb, first character of the content, and where an earlier content ends because of it."""

    holder: Span
    cue: Span
    start: int
    cut: int
    colon: bool = False


@dataclass(frozen=True)
class Context:
    """What all steps of one text share: folded text, names, verbs of speaking, quotation marks with their partners."""

    text: str
    names: Names
    cues: list[Span]
    partner: dict[int, int]
    closed_by: dict[int, int]
    opened: list[int]


def read_context(speech: "Speech") -> Context | None:
    """What the search needs to know of a speech; None for a text without any verb of speaking."""
    text = speech.folded
    cues = [match.span() for match in _CUE.finditer(text)]
    if not cues:
        return None
    partner = _pair_quotes(speech)
    closed_by = {end: start for start, end in partner.items() if end < len(text) and text[end] in CLOSING + '"'}
    return Context(text, collect_names(speech), cues, partner, closed_by, sorted(partner))


def _pair_quotes(speech: "Speech") -> dict[int, int]:
    """Opening quotation mark → its closing mark in the same paragraph, or the paragraph's end where none closes it."""
    partner: dict[int, int] = {}
    paragraphs = speech.listed("paragraphs")
    for low, high in zip(paragraphs["start"], paragraphs["end"], strict=True):
        opened: list[int] = []
        for mark in _QUOTE.finditer(speech.folded, low, high):
            at, character = mark.start(), mark[0]
            straight = character == '"'
            if straight and opened and speech.folded[opened[-1]] == '"':
                partner[opened.pop()] = at
            elif straight or character in _OPENING:
                opened.append(at)
            elif opened and speech.folded[opened[-1]] == _OPENING[CLOSING.index(character)]:
                partner[opened.pop()] = at
        partner.update(dict.fromkeys(opened, high))
    return partner


def cues_in(context: Context, low: int, high: int) -> list[Span]:
    """The verbs of speaking between two places."""
    return context.cues[bisect_left(context.cues, (low, low)) : bisect_right(context.cues, (high, high))]


def is_quotation(context: Context, at: int, colon: bool) -> bool:
    """Whether the quotation marks hold what is said, and not a term (强调“十三五”规划…)."""
    close = context.partner[at]
    ends = context.text[close - 1 : close] in tuple(",。!?…;") or close not in context.closed_by
    return ends or (colon and context.text[close + 1 : close + 2] in ("", *",。!?;\n\r"))


def find_openings(context: Context, sentence: Span, *, said: Said | None, last: Span | None, within: bool, claimed: bool) -> Iterator[Opening]:
    """The voices that begin in one sentence.

    said: the voice that the sentence may go on with; claimed: whether it does; within: the sentence lies in a quotation that is said.
    last: the last holder with a name, for a verb without a subject.
    """
    start, end = sentence
    fresh = False
    for cue in cues_in(context, start, end):
        mark = _MARK.match(context.text, cue[1], end) or _LAST_COLON.match(context.text, cue[1], end)
        if not mark and (within or context.text[slice(*cue)] in _MARKED or not _may_follow(context.text, cue[1])):
            continue
        low = _clause_start(context, start, cue[0])
        quotes = bool(mark) and mark.end() in context.partner and is_quotation(context, mark.end(), ":" in mark[0])
        if (not mark and cue[0] - low > _NEAR) or _is_noun(context, low, cue, mark) or (not quotes and (within or _in_quotes(context, start, cue[0]))):
            continue
        inside = not quotes and (fresh or (claimed and not _heads_sentence(context, start, low)))
        clause = Clause(start, low, cue, mark)
        opening = _open_inside(context, clause, said, fresh=fresh) if inside else _open(context, clause, last)
        if opening:
            yield opening
            said, fresh = opening, True


@dataclass(frozen=True)
class Clause:
    """A verb of speaking with its sentence's and its clause's beginning, and the comma or colon after it."""

    sentence: int
    low: int
    cue: Span
    mark: re.Match | None

    @property
    def content(self) -> int:
        return self.mark.end() if self.mark else self.cue[1]

    @property
    def colon(self) -> bool:
        return bool(self.mark) and ":" in self.mark[0]


def _open(context: Context, clause: Clause, last: Span | None) -> Opening | None:
    """The opening at a verb of narration: its clause names the holder, or an earlier clause does (听取了汇报，强调…)."""
    low, text = clause.low, context.text
    holder = _holder_of(context, clause)
    if holder is None and _is_subjectless(text[low : clause.cue[0]]):
        holder = _subject_before(context, clause.sentence, low)
        if holder is None and low == clause.sentence and text[slice(*clause.cue)] in ("要求", "强调", "指出", "号召", "提出"):
            holder = last
    return Opening(holder, clause.cue, clause.content, low, clause.colon) if holder else None


def _open_inside(context: Context, clause: Clause, said: Said | None, *, fresh: bool) -> Opening | None:
    """The opening at a verb inside what somebody is saying: a citation at its beginning, or a second scene after a semicolon."""
    low, text = clause.low, context.text
    if not said:
        return None
    if fresh and said.start == low and clause.mark:
        holder = _holder_of(context, clause)
        return Opening(holder, clause.cue, clause.content, low, clause.colon) if holder else None
    semicolon = text.rfind(";", max(said.start, clause.cue[0] - LOOK_BACK), low)
    if semicolon < 0 or not _SEEING.search(text, semicolon, clause.cue[0]) or DEMAND.match(text, semicolon + 1, clause.cue[0]):
        return None
    return Opening(said.holder, clause.cue, clause.content, semicolon + 1, clause.colon)


def _holder_of(context: Context, clause: Clause) -> Span | None:
    found = find_holder(context.text[clause.low : clause.cue[0]], context.names, far=bool(clause.mark))
    return (clause.low + found[0], clause.low + found[1]) if found else None


def _may_follow(text: str, at: int) -> bool:
    """Whether what follows a verb without a mark can be what is said, and not its object (表示感谢)."""
    return not _FEELING.match(text, at) and at < len(text) and text[at] not in _NO_CONTENT


def _is_subjectless(before: str) -> bool:
    rest = strip_adverbs(before[strip_openers(before) :])
    return not rest or bool(_WITHOUT_SUBJECT.match(rest))


def _subject_before(context: Context, start: int, low: int) -> Span | None:
    """The nearest person or meeting that an earlier clause of the sentence is about."""
    base = max(start, low - 2 * LOOK_BACK)
    edges = [base, *(match.end() for match in re.finditer(r"[,;]", context.text[base:low]))]
    edges = [base, *(base + edge for edge in edges[1:])]
    for head, tail in reversed(list(itertools.pairwise(edges))[-_MOST_CLAUSES:]):
        subject = find_subject(context.text[head : tail - 1], context.names)
        if subject:
            return head + subject[0], head + subject[1]
    return None


def _clause_start(context: Context, start: int, cue: int) -> int:
    low = max(start, cue - LOOK_BACK)
    breaks = [match.end() for match in _BREAKS.finditer(context.text, low, cue)]
    # A quoted term inside the clause does not begin a new one.
    while breaks and context.text[breaks[-1] - 1] in CLOSING and context.text[breaks[-1] - 2] not in ENDING:
        opened = context.closed_by.get(breaks[-1] - 1, low)
        breaks = [at for at in breaks if at <= opened]
    return breaks[-1] if breaks else low


def _is_noun(context: Context, low: int, cue: Span, mark: re.Match | None) -> bool:
    """Whether the word is a noun or part of another word: 提出要求, 也就是说, 学说."""
    word, before = context.text[slice(*cue)], context.text[low : cue[0]]
    if word in _NOUN_CUES and _NOUN_BEFORE.search(before):
        return not (mark and ":" in mark[0] and _LIGHT.search(before))
    return word[0] in "说讲问称" and bool(_SAYING.search(before))


def _in_quotes(context: Context, start: int, at: int) -> bool:
    high = bisect_left(context.opened, at)
    return any(context.partner[opened] > at for opened in context.opened[max(0, high - 8) : high] if opened >= start)


def _heads_sentence(context: Context, start: int, low: int) -> bool:
    """Whether the clause opens its sentence, alone or after a clause of time or place."""
    before = context.text[start:low]
    return len(before) <= 30 and (strip_openers(before) == len(before) or bool(_AFTER_PLACE.search(before)))

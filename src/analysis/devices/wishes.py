"""要: where it demands, and where it wishes, compares, foretells or is part of a condition or a noun."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.devices.modality import Words

# What stands right before a 要 that demands nothing: nouns (兴国之要), conditions (若要), wishes (想要), what must happen (注定要).
_BEFORE = frozenset(
    "之 为 若 如 如果 假如 倘若 倘 要是 只 将 快 即将 正 想 想要 打算 企图 妄图 妄想 声称 扬言 吹嘘 幻想 注定 总 终究 终将 迟早 往往 势必 "
    "必然 难免 索 不可避免 而 是否 不 为了 总有一天 究竟 谁 可能 会 没有".split()
)
# What follows a 要 that demands nothing: fixed pairs (要不要, 要说), and what nobody demands (要遇到, 要遭到).
_AFTER = frozenset(
    "不要 不是 不然 么 是 的 了 得 说 想 知道 看 被 遇到 遭到 遭受 碰到 失败 丧失 引发 引起 等到 费 说明 来 死 命 到 过去 犯 吃亏 多少 什么 多久 事".split()
)
_PAST = frozenset("过去 曾 曾经 当时 以前 从前 当年 历来 本来 原来".split())
_MANNERS = ("一", "全", "两手", "十分", "万众", "千方百计")
# What one wants and nobody does: 要和平不要战争, 向管理要效益.
_WANTED = frozenset("和平 战争 动力 钱 饭 官 权 效益 产量 市场 空间 地位 荣誉 人 金 土地 民主 自由 独立 票 面子 书 时间 政策 资金".split())
# 要想富，就 …; 要实现这个目标，必须 …: what opens the next clause shows that this one is only its condition.
_CONSEQUENCE = re.compile(r"[,;]\W{0,2}(?:就|则|才|离不开|只有|非|便|关键|至少|没有)")
_STRONG_CONSEQUENCE = re.compile(r"[,;]\W{0,2}(?:我们|首先|还)?(?:必须|就必须|需要|还需要|必定)")
_PURPOSE = frozenset("实现 使 建成 达到 完成 做到 解决 真正 彻底 建立 解放 打赢 在".split())
_INEVITABLE = re.compile(r"不可避免|总有一天|必然|迟早|势必|注定")
# 经济要上台阶, 比上年要高: a comparison has an adjective of degree behind 要.
_DEGREE = frozenset("高 低 大 小 多 少 快 慢 好 难 强 弱 重 长 短 早 晚 严重 艰难 困难 复杂 艰巨".split())
_HAVING = frozenset("有 还有 仍有 尚有 没有".split())
_GROWTH = frozenset("增长 增加 提高 减少 下降 降低 扩大 增产".split())


def is_plain_yao(words: "Words", i: int, low: int, high: int, after: str) -> bool:
    """True if the word `i`, 要 or an adverb fused with it, demands what follows it in the clause from `low` to `high`.

    `after` is how the text goes on behind the clause.
    """
    following = words.next_terms(i, high, 4)
    if not following or following[0] in _AFTER:
        return False
    first = i
    while first and words.start[first - 1] >= low and i - first < 12:
        first -= 1
    before = words.term[first:i]
    last = before[-1] if before else ""
    if last in _BEFORE or (last and words.term[i] == "要" and last in ("是", "不是") and "不是" in before[-2:]):
        return False
    if words.term[i] == "就要" and any(term in before for term in ("很快", "马上", "眼看")):
        return False
    return not (
        _is_noun_ahead(words, i, high)
        or (following[1:2] == ["的"] and words.tag[i + 1].startswith("v") and len(following) > 2)
        or _foretells(words, i, before, following, high)
        or _is_condition(before, following, after)
    )


def _is_noun_ahead(words: "Words", i: int, high: int) -> bool:
    """他要一本书, 要三年, 向改革要动力: an object follows and no verb. A single noun is no proof: jieba calls 守法 and 动员 nouns."""
    tag, term = words.tag[i + 1], words.term[i + 1]
    if tag in ("m", "mq", "q") and not term.startswith(_MANNERS):
        return not _has_verb(words, i + 1, high, 3)
    return tag.startswith("n") and term in _WANTED and not _has_verb(words, i + 1, high, 3)


def _has_verb(words: "Words", j: int, high: int, reach: int) -> bool:
    return any(words.start[k] < high and words.tag[k] in ("v", "vn", "a", "d", "p", "ad", "i", "l") for k in range(j + 1, min(j + 1 + reach, len(words.tag))))


def _foretells(words: "Words", i: int, before: list[str], following: list[str], high: int) -> bool:
    """What will be, was, or is being compared: 总有一天要, 过去要, 比上年要高, 还有很多坡要爬, 他们要动手了."""
    if not _PAST.isdisjoint(before) or _INEVITABLE.search("".join(before)):
        return True
    if following[0] in _DEGREE and ("比" in before or "比起" in before or (len(following) == 1 and "较" in before)):
        return True
    at_end = len(following) <= 2 and words.start[i] < high
    if at_end and not _HAVING.isdisjoint(before) and "的" not in before and words.tag[i - 1].startswith("n"):
        return True
    # A target may be set by comparison (要比上年增长); a bare comparison sets none.
    if following[0] == "比" and _GROWTH.isdisjoint(words.next_terms(i, high, 12)):
        return True
    return following[-1] == "了" and len(following) < 4


def _is_condition(before: list[str], following: list[str], after: str) -> bool:
    """要 opens a condition or a purpose, and the next clause says what it takes."""
    if before and before[-1] not in ("但", "但是", "可是", "而", "我们", "中国"):
        return False
    return bool(_CONSEQUENCE.match(after)) or (following[0] in _PURPOSE and bool(_STRONG_CONSEQUENCE.match(after)))

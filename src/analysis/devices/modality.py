"""Modality (情态): what a speech demands, forbids and permits, with the strength of the word that does it."""

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.data import read_table
from analysis.devices.wishes import is_plain_yao
from analysis.places import content_clauses
from analysis.splitting import Span, trim
from analysis.tables import build_spans

if TYPE_CHECKING:
    from analysis.speech import Speech

# A demand is cut here where a text has no marks: else many modals of one endless clause would each repeat all that follows.
LONGEST_DEMAND = 200
MODALITIES = ("obligation", "prohibition", "permission")
# Between two modals of one clause these make them coordinate (可以而且应当), so that the first demand ends before them.
_JOINTS = frozenset("、 和 或 或者 又 也 更 还 而 而且 并 并且 同时 既".split())
# 不 before one of these forbids: 不应当, 不允许, 不可以.
_NEGATED = frozenset("应 应当 应该 该 允许 准许 容许 许可 许 准 宜 可以".split())
# A dictionary word that ends with 要 and only adds an adverb to it (还要 is still 要).
_FUSED = frozenset("还要 就要 一要 仍要 但要 先要 尚要 务要 定要 共要 全要 即要".split())
_OPENING, _CLOSING = "“‘「『《〈（(【［[〔", "”’」』》〉）)】］]〕"
_ADVERBS = frozenset("d ad v p vn i l c".split())
# 可以 and 可 permit where somebody may do it (各地可以, 企业可以), or where what follows is a measure that somebody grants.
_AGENTS = frozenset(
    "各地 地方 地区 单位 企业 个人 农民 社员 职工 干部 党员 公民 群众 部门 政府 省 市 县 学校 院校 学生 公司 商业 工厂 社队 公社 银行 组织 "
    "者 人员 代表 委员 居民 家庭 户 机关 团体 双方 任何人".split()
)
_GRANTED = frozenset(
    "在 按 按照 由 根据 依法 适当 自主 自行 采取 实行 申请 享受 选择 先 先行 允许 参加 保留 从 向 到 通过 采用 设立 建立 举办 兴办 继续 试行 "
    "探索 延长 推迟 让 给 因地制宜 结合".split()
)
_ABLE_BEFORE = frozenset("就 才 都 便 完全 总 是 将 这 这样 从而 因而 因此 可见 由此 所 不 岂 何 一定 只有 绝大多数 基本上 下".split())
_NOT_PERMITTED = frozenset(
    "看到 看出 说 说是 预见 预料 预期 想见 肯定 断言 相信 见到 得出 得到 有 是 成为 实现 达到 满足 带来 使 看作 称为 感受 避免 大大 完全 节省 不顾".split()
)
# What 不能 and 不可 forbid; without such a word they mostly say that something is impossible.
_FAULTS = frozenset(
    "搞 放松 松懈 动摇 忽视 掉以轻心 照搬 满足于 停留 停顿 等待 松 丢 忘 忘记 只 光 再 让 把 因为 因 丝毫 任何 简单 一味 盲目 急于求成 低估 "
    "片面 单纯 随意 任意 掩盖 借口 以 允许 容忍 听任 任其自流 不 仅 混淆 照抄 轻视 代替 走 脱离 歇歇脚 自满 骄傲 懈怠 麻痹 侵犯 违反 超越 "
    "违背 操之过急 任性 丧失 因循守旧 大意 偏废 包办 搞得 借".split()
)
_FIXED_AFTER = {
    "应": frozenset("尽 有 兴 革 得 急 运 对 邀 届 了 叫醒 声".split()),
    "需": frozenset("于 的 求 要 和 与".split()),
    "须": frozenset("知".split()),
}
_FIXED_BEFORE = frozenset("叫 相 反 响 所 问 按 急 供 必 不 无 是否 哪 哪些 是 既然 亟".split())
_NOUN_AFTER = frozenset("的 、 ” 和 了 性 而 同 与 所 为 是 出发 以及 相 时间 比较 很 更 有 于 之 中".split())


class _Modal(NamedTuple):
    start: int
    end: int
    kind: str
    strength: int
    term: str


@cache
def _ladder() -> dict[str, tuple[str, int]]:
    """Modal → (kind, strength)."""
    table = read_table("modals.tsv")
    return {modal: (kind, int(strength)) for modal, kind, strength in zip(table["modal"], table["kind"], table["strength"], strict=True)}


@cache
def _candidates() -> frozenset[str]:
    """The words that may be modals."""
    return frozenset(_ladder()) | _FUSED


class Words(NamedTuple):
    """The words of a speech as lists: columns of a table are slow to look into one by one."""

    start: list[int]
    end: list[int]
    term: list[str]
    tag: list[str]

    def next_terms(self, i: int, stop: int, n: int) -> list[str]:
        """Up to `n` terms after word `i` that begin before `stop`."""
        return [self.term[j] for j in range(i + 1, min(i + 1 + n, len(self.term))) if self.start[j] < stop]


def find_modals(speech: "Speech") -> pd.DataFrame:
    """The deontic modals of `speech` (必须, 要, 不得, 可以 …) and what each demands, in order of the text; page furniture is left out.

    Columns: the span (of the modal); `modal` (as the ladder lists it); `kind` (obligation, prohibition, permission); `strength`
    (3 必须 严禁, 2 要 应当 不要, 1 可以 允许); `demand` with `demand_start, demand_end`: from behind the modal to the end of its
    clause, or to where a coordinate modal begins. What is demanded of 要加强领导，落实责任 is 加强领导: the clauses that share the
    modal are not added. Modals side by side (必须要, 要严禁) are one, as strong as the stronger.

    Misleads with 可以 and 不能, where ability and permission differ by sense only, and with 要 of a wish that has a verb (人民要革命). 会, 将, 可能
    (what will or may be) and 切实, 坚决 (how) are no deontic modals. Literature: Lü Shuxiang 1999; Palmer 2001; docs/modals.md.

    >>> from analysis import parse_speech
    >>> find_modals(parse_speech("必须守住底线。各地可以先行先试。"))[["modal", "strength", "demand"]].to_numpy().tolist()
    [['必须', 3, '守住底线'], ['可以', 1, '先行先试']]
    """
    tokens = speech.listed("tokens")
    words = Words(*(tokens[name] for name in Words._fields))
    places = content_clauses(speech).spans
    rows: list[tuple[_Modal, Span]] = []
    for k, at in _modals_by_clause(words, places).items():
        low, high = places[k]
        # Only what opens the next clause of the same sentence can make this one a condition.
        after = speech.folded[high : places[k + 1][0] + 6] if k + 1 < len(places) else ""
        rows += _with_demands(speech.text, words, _merge(_judge(words, at, low, high, after), speech.folded), high)
    return build_spans(
        "modals",
        speech,
        [(modal.start, modal.end) for modal, _ in rows],
        modal=[modal.term for modal, _ in rows],
        kind=[modal.kind for modal, _ in rows],
        strength=[modal.strength for modal, _ in rows],
        demand=[speech.text[start:end] for _, (start, end) in rows],
        demand_start=[start for _, (start, _) in rows],
        demand_end=[end for _, (_, end) in rows],
    )


def _modals_by_clause(words: Words, places: list[Span]) -> dict[int, list[int]]:
    """Number of a clause → the words in it that may be modals, both in order of the text."""
    starts, candidates = [low for low, _ in places], _candidates()
    found: dict[int, list[int]] = {}
    for i in [i for i, term in enumerate(words.term) if term in candidates]:
        k = bisect_right(starts, words.start[i]) - 1
        if k >= 0 and words.end[i] <= places[k][1]:
            found.setdefault(k, []).append(i)
    return found


def _judge(words: Words, at: list[int], low: int, high: int, after: str) -> list[tuple[int, _Modal]]:
    """(number of the word, modal) of those words that are deontic modals in this clause."""
    found = []
    for i in at:
        term = words.term[i]
        before = words.term[i - 1] if i and words.start[i - 1] >= low else ""
        if before == "不" and term in _NEGATED:
            found.append((i, _Modal(words.start[i - 1], words.end[i], "prohibition", 3 if term in ("允许", "准许", "容许", "许", "准") else 2, "不" + term)))
        elif term in _FUSED or term == "要":
            if is_plain_yao(words, i, low, high, after):
                found.append((i, _Modal(words.end[i] - 1, words.end[i], "obligation", 2, "要")))
        elif _holds(words, i, before, high):
            found.append((i, _Modal(words.start[i], words.end[i], *_ladder()[term], term)))
    return found


def _holds(words: Words, i: int, before: str, high: int) -> bool:
    """Whether the word `i`, not 要, is a deontic modal where it stands."""
    term, following = words.term[i], words.next_terms(i, high, 3)
    if not following or following[0] in ("的", "、", "”", "和", "了", "性"):
        return False
    # 要不要, 能不能 ask.
    if term in ("不要", "不能") and before == term[1]:
        return False
    tag = words.tag[i + 1]
    if term in ("需要", "需", "应", "须"):
        return _is_need(term, before, words.tag[i - 1] if before else "", following, tag)
    if term in ("可以", "可"):
        return before not in _ABLE_BEFORE and following[0] not in _NOT_PERMITTED and _is_granted(words, i, before, following)
    if term in ("允许", "准许", "容许"):
        # 国力允许的, 条件允许: what circumstances allow is no permission; 决不允许 is a word of its own.
        return not (before and words.tag[i - 1].startswith(("n", "vn"))) and before not in _FIXED_BEFORE and following[0] not in ("范围", "限度", "外")
    if term in ("不能", "不可"):
        forbidden = following[0] in _FAULTS or (following[0] in ("有", "对", "满足") and following[1:2] in (["丝毫"], ["任何"], ["半点"], ["于"]))
        return forbidden and before not in ("就", "并", "还是", "都", "必", "非")
    if term in ("决不", "绝不"):
        return following[0] not in ("是", "等于", "会", "能", "可能", "意味着", "比")
    # 唱不得, 见不得 are complements; 招商引资鼓励和禁止清单 is a noun.
    return not (term == "不得" and len(before) == 1 and words.tag[i - 1].startswith("v")) and not (term == "禁止" and before in ("和", "、"))


def _is_need(term: str, before: str, tag_before: str, following: list[str], tag: str) -> bool:
    """需要, 需, 应 and 须 before what is to be done; 发展需要, 的需要, 问需于民, 应尽 are nouns or fixed."""
    if before in _FIXED_BEFORE or following[0] in _FIXED_AFTER.get(term, ()) or (term == "应" and any(word.startswith("尽") for word in following[:2])):
        return False
    if term in ("需要", "需") and (following[0] in _NOUN_AFTER or before in ("的", "、", "“") or "时间" in following or following[1:2] == ["的"]):
        return False
    return tag in _ADVERBS and not (term == "需要" and tag_before in ("vn", "v") and not tag.startswith(("v", "d", "p")))


def _is_granted(words: Words, i: int, before: str, following: list[str]) -> bool:
    """可以 and 可 of somebody who may: 各地可以先行先试, 也可以由企业自行安排."""
    subject = words.term[i - 2] if before in ("也", "还", "均", "都", "一般") and i > 1 else before
    if following[0] in _GRANTED:
        return words.term[i] == "可以" or before in _AGENTS or len(following[0]) > 1
    return subject in _AGENTS and words.tag[i + 1] in _ADVERBS and len(following[0]) > 1 and "的" not in following[:2]


def _merge(found: list[tuple[int, _Modal]], folded: str) -> list[tuple[int, _Modal]]:
    """Modals without a word between them as one: 必须要, 要严禁; the stronger gives strength and name, a prohibition the kind."""
    merged: list[tuple[int, _Modal]] = []
    for i, modal in found:
        if merged and not folded[merged[-1][1].end : modal.start].strip():
            first = merged.pop()[1]
            best = max(first, modal, key=lambda m: (m.kind == "prohibition", m.strength))
            merged.append((i, _Modal(first.start, modal.end, best.kind, max(first.strength, modal.strength), best.term)))
        else:
            merged.append((i, modal))
    return merged


def _with_demands(text: str, words: Words, found: list[tuple[int, _Modal]], high: int) -> list[tuple[_Modal, Span]]:
    """Each modal with the stretch that it demands; one that demands nothing is left out, one that shares its demand has the next one's."""
    rows: list[tuple[_Modal, Span]] = []
    following: Span | None = None
    for k in reversed(range(len(found))):
        i, modal = found[k]
        end = high
        if high - modal.end > LONGEST_DEMAND:
            end = max(words.end[bisect_right(words.end, modal.end + LONGEST_DEMAND) - 1], modal.end)
        if k + 1 < len(found):
            end = min(end, _before_coordinate(words, i, found[k + 1]) or end)
        span = trim(text, modal.end, _close(text, modal.end, end))
        if not _has_words(text, span) and end < high and following:
            span = following
        if _has_words(text, span):
            rows.append((modal, span))
            following = span
    return rows[::-1]


def _before_coordinate(words: Words, i: int, following: tuple[int, _Modal]) -> int:
    """Where the clause parts between the modal `i` and the next: at the last 、 between them, or at the word that joins them; else 0."""
    j, modal = following
    between = [k for k in range(max(i + 1, j - LONGEST_DEMAND), j + 1) if words.start[k] < modal.start]
    comma = max((k for k in between if words.term[k] == "、"), default=-1)
    if comma >= 0:
        return words.start[comma]
    return words.start[between[-1]] if between and words.term[between[-1]] in _JOINTS else 0


def _has_words(text: str, span: Span) -> bool:
    return any(character.isalnum() for character in text[slice(*span)])


def _close(text: str, start: int, end: int) -> int:
    """Where the quotation or bracket ends in which the modal stands, else `end`."""
    depth = 0
    for at in range(start, end):
        if text[at] in _OPENING:
            depth += 1
        elif text[at] in _CLOSING:
            depth -= 1
            if depth < 0:
                return at
    return end

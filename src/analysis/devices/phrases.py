"""Four-character phrases (四字格): idioms (成语), and what is formed of two and two and stands as a unit."""

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.data import read_table
from analysis.places import content_sentences, content_tokens, number_starts
from analysis.segmentation import is_word, tag_word, word_frequency
from analysis.splitting import Span
from analysis.tables import build_spans

if TYPE_CHECKING:
    from analysis.speech import Speech

PHRASE_KINDS = ("idiom", "formed")
# The shapes of repetition, embedded numerals, then how the two halves are built (V verb, O object, S subject, M modifier, N noun).
PATTERNS = ("AABB", "AABC", "ABCC", "ABAB", "ABAC", "ABCB", "numerals", "VOVO", "SVSV", "MNMN", "VV", "VO", "SV", "MV", "plain")
# Of the shapes, those whose balance makes a phrase wherever the word stands.
_SHAPED = frozenset(("AABB", "ABAC", "ABCB", "numerals"))
# What official texts use as set phrases in running text too; chosen by reading reports of 1955 to 2026.
_SET = frozenset(
    "以人为本 稳中求进 稳中有进 稳中向好 稳中提质 以进促稳 久久为功 真抓实干 行稳致远 标本兼治 多措并举 多管齐下 迎难而上 与时俱进 风清气正 "
    "驰而不息 拒腐防变 勠力同心 闻令而动 善作善成 蹄疾步稳 爬坡过坎 优胜劣汰 正风肃纪 齐抓共管 党政同责 扭亏为盈 适销对路 尊师重教 求真务实 "
    "改革创新 开拓创新 统筹兼顾 团结奋斗 自立自强 荣辱与共 乘势而上 勇于探索 解放思想 优势互补 共克时艰 动真碰硬 挺膺担当 笃行不怠 弄虚作假 "
    "锐意进取 因城施策 铭记在心 志存高远 提质增效 减税降费 稳岗留工 强基固本 先立后破 各负其责 各司其职 各展所长 政通人和 简政放权 扶危济困 "
    "招商引资 增收节支 复工复产 建章立制".split()
)
# Halves built alike need no neighbour; nor does a doubled character.
_BALANCED = frozenset(("VOVO", "SVSV", "MNMN", "AABC", "ABCC", "ABAB"))
# Particles and the like: 摧不垮的, 飞机等等, 以上种种 are no phrases.
_LOOSE = frozenset("的了着等种达么恰")
_NUMERALS = frozenset("一二三四五六七八九十百千万两双半")
_UNIT = re.compile(r"[㐀-䶿一-鿿]+")
# What only leads into the first member of a run (坚持统筹规划、分步实施).
_INTRODUCERS = frozenset(
    "要 务必 坚持 做到 实现 必须 按照 以 是 更 推动 不断 着力 切实 就 也 都 应 应当 努力 继续 应该 保持 形成 能够 推进 我们 一定 和 更加 "
    "始终 为 使 真正 达到 坚决".split()
)
# Tagged as verbs, but before a noun they make a noun of it (实践能力).
_NOMINAL_VERBS = frozenset(
    "实践 组织 处置 信访 例如 上至 管理 服务 创新 生产 发展 保障 竞争 保险 监管 执法 投资 消费 学习 开发 流动 融资 应用 供应 奉献 辩证 表彰 "
    "应急 就业 创业 指导 领导 教育 规划".split()
)
# 退休制度 is a noun, 完善制度 is none.
_HEADS = frozenset("制度 机制 体系 战略 工程 能力 水平 方式 结构 力度 系统 事业 项目 政策 行动 计划 方案 资金 条件".split())
_TRANSITIVE = frozenset("完善 健全 建立 创新 改革 提高 提升 调整 优化 增强 加大 转变 改进 落实 强化 实施 推进 构建 改善 出台 筹措".split())
# Tagged as nouns or adjectives, but adverbs before a verb (科学防治) and verbs before an object (坚定信心).
_MANNERS = frozenset("科学 精准 全面 依法 有序 高度 协同 统筹 分类 分级 靠前 主动 率先 全力 立即 高效 从严 创新 精心 奋力".split())
_CAUSATIVES = frozenset("坚定 端正 丰富 繁荣 统一 稳定 巩固 严格 严肃 明确 纯洁 健全 完善 规范 方便 坚持 壮大 密切".split())
_NAMES = ("nr", "ns", "nt", "nz", "m", "t", "q")
_NOMINAL = ("n", "b", "vn", "an", "nz", "ns", "nr", "nt", "s", "f", "t", "r", "j", "m")


class _Unit(NamedTuple):
    start: int
    end: int
    pattern: str
    balanced: bool


class _Words(NamedTuple):
    """The folded text and its words by where they start."""

    folded: str
    terms: list[str]
    starts: dict[int, int]

    def opens_at(self, at: int) -> str | None:
        """The word that starts at a place, if one does."""
        return self.terms[self.starts[at]] if at in self.starts else None


@cache
def _idioms() -> frozenset[str]:
    return frozenset(read_table("idioms.tsv")["idiom"])


@cache
def _listed() -> frozenset[str]:
    """What is a phrase wherever it stands."""
    return _idioms() | _SET


def find_four_character_phrases(speech: "Speech") -> pd.DataFrame:
    """The four-character phrases of `speech`, in order of the text, without overlaps; page furniture is left out.

    Columns: the span; `kind`: idiom (in the idiom list) or formed (made of two and two); `pattern`: AABB, ABAC, ABCB and other
    shapes of repetition, numerals (千方百计), VOVO (提质增效), SVSV (风清气正), MNMN (青山绿水), VV (团结奋斗: two verbs or two
    adjectives), and VO, SV, MV for phrases of one verb and object, subject and predicate, or modifier and verb; plain where none is recognised.
    An idiom counts anywhere. A formed phrase is a four-character word of a repeating or numeral shape (or two verbs that make such
    a shape: 复工复产), a set phrase of official texts, or a whole member between marks whose halves are built alike; VV, VO, SV and
    MV count only beside another such member.
    Nouns (基础设施, 社会保险) and any other four characters in running text are none.

    Misleads where the dictionary's tags do: whether 管理 is noun or verb it cannot know. Literature: Lu Zhiwei 1956; Feng Shengli
    1997; docs/four-character-phrases.md.

    >>> from analysis import parse_speech
    >>> find_four_character_phrases(parse_speech("坚持实事求是，扎扎实实推进复工复产。"))[["text", "kind", "pattern"]].to_numpy().tolist()
    [['实事求是', 'idiom', 'plain'], ['扎扎实实', 'formed', 'AABB'], ['复工复产', 'formed', 'ABAC']]
    """
    words = _Words(speech.folded, speech.listed("tokens")["term"], number_starts(speech))
    found = _find_words(content_tokens(speech))
    for start, end, pattern in _find_units(words, content_sentences(speech).spans):
        found.setdefault(start, (end, "formed", pattern))
    rows = _without_overlaps(sorted((start, *rest) for start, rest in found.items()))
    return build_spans("four_character_phrases", speech, [(a, b) for a, b, _, _ in rows], kind=[row[2] for row in rows], pattern=[row[3] for row in rows])


def _find_words(tokens: dict[str, list]) -> dict[int, tuple[int, str, str]]:
    """Idioms and shaped words at the words of the text, also where the segmenter cuts them in two and two: start → (end, kind, pattern)."""
    starts, ends, terms, tags = (tokens[name] for name in ("start", "end", "term", "tag"))
    sizes, listed = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)), _listed()
    fours, twos = np.flatnonzero(sizes == 4).tolist(), sizes == 2
    found = {starts[i]: (ends[i], *known) for i in fours if (known := _name_word(terms[i], tags[i]))}
    for i in np.flatnonzero(twos[:-1] & twos[1:]).tolist():
        both = terms[i] + terms[i + 1]
        # Few pairs share a character at all.
        alike = (both[0] == both[2] or both[1] == both[3]) and {tags[i], tags[i + 1]} <= {"v", "x"}
        if (both in listed or (alike and _is_pair(both, terms[i - 1] if i else "", terms[i + 2 : i + 3]))) and starts[i + 1] == ends[i]:
            found[starts[i]] = (ends[i + 1], "idiom" if both in _idioms() else "formed", name_pattern(both))
    return found


@lru_cache(maxsize=20_000)
def _name_word(term: str, tag: str) -> tuple[str, str] | None:
    """Kind and pattern of a word of four characters that is a phrase by itself."""
    if not _UNIT.fullmatch(term):
        return None
    if term in _idioms():
        return "idiom", name_pattern(term)
    return ("formed", name_pattern(term)) if term in _SET or _is_shaped(term, tag) else None


def _is_pair(both: str, before: str, after: list[str]) -> bool:
    """Two verbs that share a character (复工复产, 减税退税), and no third does (抓紧抓实抓细 is six)."""
    place = {"ABAC": 0, "ABCB": -1}.get(name_pattern(both))
    if place is None or not _UNIT.fullmatch(both):
        return False
    return all(len(beside) != 2 or beside[place] != both[place] for beside in (before, *after))


def _is_shaped(term: str, tag: str) -> bool:
    """A word of a repeating or numeral shape: no name, no pair of plain nouns (能源资源), and no ABCB that only the text itself proves (路越走越)."""
    pattern = name_pattern(term)
    if pattern not in _SHAPED or tag.startswith(_NAMES) or term.startswith(("越来越", "愈来愈", "第", "每")) or (pattern == "ABCB" and tag == "x"):
        return False
    return not (is_word(term[:2]) and is_word(term[2:]) and tag_word(term[:2]) in ("n", "vn", "t", "nz"))


def _find_units(words: _Words, sentences: list[Span]) -> Iterator[tuple[int, int, str]]:
    """(start, end, pattern) of the members of sentences, between marks, that are phrases: balanced in themselves or beside another unit of four."""
    starts, ends, numbers = _list_members(words.folded, sentences)
    fours = {k for k, (start, end) in enumerate(zip(starts, ends, strict=True)) if end - start == 4}
    leads = {k - 1 for k in fours if k and numbers[k - 1] == numbers[k]}
    units = {k: unit for k in fours | leads if (unit := _read_member(words, starts[k], ends[k], follows=k in leads))}

    def joined(k: int) -> bool:
        """Whether members `k` and `k + 1` are units of one sentence that a comma joins."""
        both = k in units and k + 1 in units and numbers[k] == numbers[k + 1]
        return both and words.folded[ends[k] : starts[k + 1]].strip() in ("、", ",", ";", "；")

    for k, unit in units.items():
        if unit.balanced or joined(k - 1) or joined(k):
            yield unit.start, unit.end, unit.pattern


def _list_members(folded: str, sentences: list[Span]) -> tuple[list[int], list[int], list[int]]:
    """Starts and ends of all stretches of Chinese characters in the sentences, and the number of the sentence of each, from 1."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    edges = np.array([0, *itertools.chain.from_iterable(sentences), len(codes)])
    number = np.zeros(len(edges) - 1, dtype=np.int64)
    number[1::2] = np.arange(1, len(sentences) + 1)
    number = np.repeat(number, np.diff(edges))
    number[(codes < 0x3400) | (codes > 0x9FFF) | ((codes > 0x4DBF) & (codes < 0x4E00))] = 0
    padded = np.concatenate([[0], number, [0]])
    changes = padded[1:] != padded[:-1]
    starts, ends = np.flatnonzero(changes & (padded[1:] > 0)), np.flatnonzero(changes & (padded[:-1] > 0))
    return starts.tolist(), ends.tolist(), number[starts].tolist()


def _read_member(words: _Words, start: int, end: int, *, follows: bool) -> _Unit | None:
    """The unit that a member is, or that ends it behind an introducing word where a member of four follows."""
    folded = words.folded
    if end - start > 4:
        introduced = follows and words.opens_at(end - 4) is not None and _introduced(words, start, end - 4)
        return _judge(words, end - 4, end) if introduced else None
    # A figure before it or an opening quotation mark behind it shows that it is only part of something.
    plain = end - start == 4 and not (start and folded[start - 1].isalnum()) and folded[end : end + 1] not in ("“", "「", "《")
    return _judge(words, start, end) if plain else None


def _introduced(words: _Words, start: int, at: int) -> bool:
    places = [at - length for length in (1, 2) if at - length >= start]
    return any(words.opens_at(place) in _INTRODUCERS and words.folded[place:at] in _INTRODUCERS for place in places)


def _judge(words: _Words, start: int, end: int) -> _Unit | None:
    """The unit that four characters of two and two make; None for a noun."""
    weighed = _weigh(words.folded[start:end])
    if weighed is None:
        return None
    pattern, balanced, whole = weighed
    word = words.opens_at(start) or ""
    halved = len(word) == 4 or (len(word) in (1, 2) and start + 2 in words.starts)
    return _Unit(start, end, pattern, balanced) if whole or halved else None


@lru_cache(maxsize=20_000)
def _weigh(term: str) -> tuple[str, bool, bool] | None:
    """(pattern, whether it needs no neighbour, whether it needs no edge of a word in its middle); None for what is no phrase."""
    pattern, tag = name_pattern(term), tag_word(term)
    if term in _listed() or _is_shaped(term, "" if tag == "x" else tag):
        return pattern, True, True
    noun = tag.startswith(_NAMES) or (tag == "n" and pattern not in ("VOVO", "SVSV"))
    return None if noun or pattern in ("plain", *_SHAPED) or not _LOOSE.isdisjoint(term) else (pattern, pattern in _BALANCED, False)


def _without_overlaps(rows: list[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    kept, reach = [], 0
    for row in rows:
        if row[0] >= reach:
            kept.append(row)
            reach = row[1]
    return kept


@lru_cache(maxsize=20_000)
def name_pattern(term: str) -> str:
    """The pattern of four characters: its shape of repetition, else embedded numerals, else how its halves are built."""
    a, b, c, d = term
    shapes = {"AABB": a == b and c == d, "ABAB": a == c and b == d, "ABAC": a == c, "ABCB": b == d, "AABC": a == b, "ABCC": c == d}
    shape = next((name for name, holds in shapes.items() if holds), "")
    if len({a, b, c, d}) == 1:
        return "plain"
    if shape:
        return shape
    if (a in _NUMERALS and c in _NUMERALS) or (b in _NUMERALS and d in _NUMERALS and not a.isdigit()):
        return "numerals"
    return _structure(term[:2], term[2:])


# What two halves of one build make together.
_ALIKE = {("VO", "VO"): "VOVO", ("SV", "SV"): "SVSV", ("MN", "MN"): "MNMN", ("V", "V"): "VV", ("A", "A"): "VV", ("VO", "V"): "VV", ("V", "VO"): "VV"}


def _structure(first: str, second: str) -> str:
    """How two halves make a phrase; plain for nouns and for what the tags do not tell."""
    if second[0] == "为" and first[0] != "以" and second[1] not in "之何了":
        return "SV"
    left, right = _half(first), _half(second)
    if first[1] == "中" and right in ("V", "VO"):
        return "MV"
    if (left, right) in _ALIKE and first not in _MANNERS:
        return _ALIKE[left, right]
    if right == "N" and (first in _CAUSATIVES or (left in ("V", "VO") and first not in _NOMINAL_VERBS and (second not in _HEADS or first in _TRANSITIVE))):
        return "VO"
    if right in ("V", "VO") and (first in _MANNERS or left in ("D", "A")):
        return "MV"
    if left == "N" and right == "A" and not tag_word(first).startswith(("ns", "m", "r", "vn")):
        return "SV"
    return "plain"


@lru_cache(maxsize=20_000)
def _half(half: str) -> str:
    """The build of two characters: VO, SV or MN by the tags of the characters, V, A, D, N by the tag of the word."""
    if is_word(half):
        tag = tag_word(half)
        # What is frequent is felt as one word and no more as verb and object (保障, 强化).
        if tag in ("v", "vd") and _is_verb(half[0]) and _is_noun(half[1]) and word_frequency(half) < 1200:
            return "VO"
        if tag.startswith("v"):
            return "N" if tag == "vn" else "V"
        return {"a": "A", "ad": "D", "d": "D", "z": "A"}.get(tag, "N" if tag.startswith(_NOMINAL) else "")
    if _is_verb(half[0]):
        return "VO"
    return "SV" if _is_noun(half[0]) and tag_word(half[1]) == "a" else "MN" if tag_word(half[0]) == "a" and _is_noun(half[1]) else ""


def _is_verb(character: str) -> bool:
    return tag_word(character) in ("v", "vg", "a") or character in "稳提增减强扩降补促保守优惠富兴固治防控控"


def _is_noun(character: str) -> bool:
    return tag_word(character) in ("n", "ng", "s", "f") or character in "质效能产岗工企税费民农本心力气风"

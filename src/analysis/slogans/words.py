"""What is true of a word or a tag by itself, remembered: the words of official prose come again."""

from functools import cache, lru_cache
from struct import Struct

import numpy as np

# Verbs and adverbs that open a banner.
CALLS = frozenset(
    "坚决 奋力 夺取 打赢 打好 谱写 开创 让 实现 加快 推动 推进 建设 弘扬 坚持 确保 全面 努力 着力 积极 不断 大力 共同 奋进 迈向 争取 争做 牢记".split()
)
TAGS = ("n", "v", "a", "d", "m", "r", "p", "c", "u", "i", "l", "j", "z", "q", "f", "t", "x", "w")
COUNTED_TAGS = ("n", "v", "a", "d", "m", "r", "p", "i", "l", "x")
COUNTED_WORDS = ("的", "了", "和", "是", "在", "不", "以", "让", "把", "等")
# No slogan opens or closes with these words of grammar: none of 663 annotated ones does.
_NO_OPENING = frozenset("的 了 与 和 及 或 而 等 是 将 对 地 得 之 着".split())
_NO_CLOSING = frozenset("的 了 与 和 及 或 而 等 是 将 对 把 被 在 从 向 于".split())
# How a word decides what stands beside it: log odds learned from the annotated texts.
Context = dict[str, dict[str, float]]
_CONTEXTS = ("before", "after", "first", "last")
_TERM = np.dtype(
    [
        *((name, "<f8") for name in _CONTEXTS),
        *((name, "<u4") for name in ("head", "tail")),
        *((name, "?") for name in ("calls", "no_opening", "no_closing")),
        ("counted", "u1", len(COUNTED_WORDS) + 2),
    ]
)
# The same as a record of the struct module, which packs one faster than numpy does.
_PACK_TERM = Struct("<4d2I3?12?").pack
_TAG = np.dtype([("number", "i8"), ("letter", "<u4"), ("counted", "u1", len(COUNTED_TAGS)), ("measure", "?"), ("verb", "?"), ("noun", "?")])


class Words:
    """Looks up what is true of terms where `context` weighs them: the weights by context, the codes of the first and the last
    character, whether it calls, whether no slogan opens or closes with it, and what of it is counted (COUNTED_WORDS, one character, four)."""

    def __init__(self, context: Context) -> None:
        self.context, self._weights = context, [context[name] for name in _CONTEXTS]
        self._describe_one = lru_cache(maxsize=1 << 16)(self._describe)

    def _describe(self, term: str) -> bytes:
        weights = [weight.get(term, 0.0) for weight in self._weights]
        counted = [term == word for word in COUNTED_WORDS]
        return _PACK_TERM(
            *weights, ord(term[0]), ord(term[-1]), term in CALLS, term in _NO_OPENING, term in _NO_CLOSING, *counted, len(term) == 1, len(term) == 4
        )

    def describe(self, terms: list[str]) -> np.ndarray:
        """A record for each term."""
        return np.frombuffer(b"".join(map(self._describe_one, terms)), dtype=_TERM)


@cache
def _describe_tag(tag: str) -> bytes:
    letter = tag[0]
    number = TAGS.index(letter) + 1 if letter in TAGS else 0
    return np.array((number, ord(letter), [letter == name for name in COUNTED_TAGS], letter == "q", letter == "v", letter in "njl"), dtype=_TAG).tobytes()


def describe_tags(tags: list[str]) -> np.ndarray:
    """A record for each tag: its number from 1 (0 for others), its first letter, what of it is counted, whether it is a measure, a verb, a noun."""
    return np.frombuffer(b"".join(map(_describe_tag, tags)), dtype=_TAG)

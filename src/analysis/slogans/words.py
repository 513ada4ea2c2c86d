"""What is true of a word or a tag by itself, remembered: the words of official prose come again."""

from collections.abc import Iterable
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
_WEIGHTLESS = (0.0,) * len(_CONTEXTS)
# Word → whether it calls, whether no slogan opens or closes with it, which of COUNTED_WORDS it is; most words are none of these.
_LISTED = {
    word: (word in CALLS, word in _NO_OPENING, word in _NO_CLOSING, *(word == counted for counted in COUNTED_WORDS))
    for word in CALLS | _NO_OPENING | _NO_CLOSING | {*COUNTED_WORDS}
}
_UNLISTED = (False,) * (3 + len(COUNTED_WORDS))
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
_TAG = np.dtype([("number", "i8"), ("counted", "u1", len(COUNTED_TAGS)), ("measure", "?"), ("verb", "?"), ("noun", "?")])


class Words:
    """Looks up what is true of terms where `context` weighs them: the weights by context, the codes of the first and the last
    character, whether it calls, whether no slogan opens or closes with it, and what of it is counted (COUNTED_WORDS, one character, four)."""

    def __init__(self, context: Context) -> None:
        self.context = context
        weighed = {term for weights in context.values() for term in weights}
        self._weights = {term: tuple(context[name].get(term, 0.0) for name in _CONTEXTS) for term in weighed}
        self._describe_one = lru_cache(maxsize=1 << 16)(self._describe)

    def _describe(self, term: str) -> bytes:
        return _PACK_TERM(*self._weights.get(term, _WEIGHTLESS), ord(term[0]), ord(term[-1]), *_LISTED.get(term, _UNLISTED), len(term) == 1, len(term) == 4)

    def describe(self, terms: Iterable[str]) -> np.ndarray:
        """A record for each term."""
        return np.frombuffer(b"".join(map(self._describe_one, terms)), dtype=_TERM)


@cache
def _tag_records() -> np.ndarray:
    """The record of each ASCII letter."""
    rows = [
        (TAGS.index(letter) + 1 if letter in TAGS else 0, [letter == name for name in COUNTED_TAGS], letter == "q", letter == "v", letter in "njl")
        for letter in map(chr, range(128))
    ]
    return np.array(rows, dtype=_TAG)


def describe_tags(letters: np.ndarray) -> np.ndarray:
    """A record for each tag, from the code of its first letter: its number from 1 (0 for others), what of it is counted, whether it
    is a measure, a verb, a noun."""
    return _tag_records().take(letters, mode="clip")

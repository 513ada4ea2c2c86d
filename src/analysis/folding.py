"""One-to-one folding: another view of a text for matching and counting, of the same length, so that offsets hold."""

import re
import sys
import unicodedata
from functools import cache, lru_cache

import numpy as np

from analysis.data import read_table

# Above this share of Han characters that only traditional text has, the whole text counts as traditional.
TRADITIONAL_SHARE = 0.01
# First and last character of the Han blocks; the third begins at 豈 in its usual place and so holds all from there to the compatibility block.
_HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x8C48, 0xFAFF), (0x20000, 0x3134F))
HAN = re.compile("[{}]".format("".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN_BLOCKS)))


def is_simplified_charset(character: str) -> bool:
    """True if `character` is in GB 2312, the character set of simplified Chinese."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=1)
def _width_map() -> dict[int, str]:
    """Full-width forms, odd spaces and compatibility ideographs to their plain character, one to one."""
    sources = [*range(0xFF01, 0xFF5F), *range(0xF900, 0xFB00), 0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F]
    plain = {code: unicodedata.normalize("NFKC", chr(code)) for code in sources}
    return {code: text for code, text in plain.items() if len(text) == 1 and text != chr(code)}


@lru_cache(maxsize=1)
def _traditional_maps() -> tuple[dict[int, str], dict[int, str]]:
    """(safe, whole): pairs whose left side no simplified text writes, and all pairs."""
    table = read_table("traditional.tsv")
    whole = {ord(old): new for old, new in zip(table["traditional"], table["simplified"], strict=True)}
    safe = {code: new for code, new in whole.items() if not is_simplified_charset(chr(code))}
    return safe, whole


@lru_cache(maxsize=1)
def _scripts() -> np.ndarray:
    """For each code point 1 if it is Han, 2 if it is Han that only traditional text has, 0 else."""
    scripts = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for first, last in _HAN_BLOCKS:
        scripts[first : last + 1] = 1
    safe, _ = _traditional_maps()
    only = np.array(list(safe), dtype=np.int64)
    scripts[only] *= 2
    return scripts


@cache
def _folds(traditional: bool) -> np.ndarray:
    """For each code point the one that it folds to, but for its case."""
    narrow, simple = (np.arange(sys.maxunicode + 1, dtype="<u4") for _ in range(2))
    for folds, pairs in ((narrow, _width_map()), (simple, _traditional_maps()[traditional])):
        folds[list(pairs)] = [ord(plain) for plain in pairs.values()]
    return simple[narrow]


def code_points(text: str) -> np.ndarray:
    """The code points of `text`, half of a surrogate pair too, as an array that cannot be written to."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def read_points(points: np.ndarray) -> str:
    """The text whose code points these are."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def is_traditional(text: str) -> bool:
    """True if at least 1 % of the Han characters of `text` are ones that only traditional text has.

    Misleads on texts of a few characters, and on simplified texts that quote traditional ones at length.
    """
    return _is_traditional(code_points(text))


def _is_traditional(points: np.ndarray) -> bool:
    _, common, only = np.bincount(_scripts()[points], minlength=3).tolist()
    return bool(only) and only >= TRADITIONAL_SHARE * (common + only)


def fold(text: str, *, traditional: bool | None = None) -> str:
    """`text` in simplified characters, half-width and lower case, of the same length.

    Characters that also occur in simplified text (乾, 後, 於 …) are folded only where `traditional` says so; None decides by
    `is_traditional(text)`. Folding is by single characters, so it is for matching and not for reading: 頭髮 and 發展 share 发.

    Source: first choices of OpenCC's TSCharacters table; Unicode NFKC where it keeps the length.

    >>> fold("發展ＧＤＰ")
    '发展gdp'
    """
    points = code_points(text)
    if traditional is None:
        traditional = _is_traditional(points)
    folded = read_points(_folds(bool(traditional))[points])
    # str.lower() may lengthen (İ), so lower case only where it does not.
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


@lru_cache(maxsize=1 << 17)
def fold_word(word: str) -> str:
    """`fold(word)`, worked out once for a word: lists of words are folded again and again."""
    return fold(word)

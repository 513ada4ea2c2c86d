"""One-to-one folding: another view of a text for matching and counting, of the same length, so that offsets hold."""

import re
import unicodedata
from functools import lru_cache

from analysis.data import read_table

# Above this share of Han characters that only traditional text has, the whole text counts as traditional.
TRADITIONAL_SHARE = 0.01
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003134F]")


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


def is_traditional(text: str) -> bool:
    """True if at least 1 % of the Han characters of `text` are ones that only traditional text has.

    Misleads on texts of a few characters, and on simplified texts that quote traditional ones at length.
    """
    safe, _ = _traditional_maps()
    han = HAN.findall(text)
    return bool(han) and sum(ord(character) in safe for character in han) >= TRADITIONAL_SHARE * len(han)


def fold(text: str, *, traditional: bool | None = None) -> str:
    """`text` in simplified characters, half-width and lower case, of the same length.

    Characters that also occur in simplified text (乾, 後, 於 …) are folded only where `traditional` says so; None decides by
    `is_traditional(text)`. Folding is by single characters, so it is for matching and not for reading: 頭髮 and 發展 share 发.

    Source: first choices of OpenCC's TSCharacters table; Unicode NFKC where it keeps the length.
    """
    safe, whole = _traditional_maps()
    if traditional is None:
        traditional = is_traditional(text)
    folded = text.translate(_width_map()).translate(whole if traditional else safe)
    # str.lower() may lengthen (İ), so lower case only where it does not.
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)

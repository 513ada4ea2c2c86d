"""What a classroom word cloud must have before it may be shown: a font that is there, words cut once, formulas kept whole."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.slogans import find_slogans

if TYPE_CHECKING:
    from analysis.speech import Speech

# A drive letter, or the folder of Windows: on any other machine such a path leads nowhere.
_WINDOWS = re.compile(r"^[A-Za-z]:|\\|/Windows/", re.IGNORECASE)
_SAMPLE = "言辞，要。“”"


def is_font(speech: "Speech", font: object) -> bool:
    """Whether `font` is the path of a file on this machine, and not only on Windows, that draws Chinese characters and their punctuation."""
    path = Path(str(font))
    if _WINDOWS.search(str(font)) or not path.is_file():
        return False
    from fontTools.ttLib import TTFont, TTLibError

    try:
        # Opened here, since TTFont leaves a file open that is no font.
        with path.open("rb") as file, TTFont(file, lazy=True) as opened:
            return set(map(ord, _SAMPLE)) <= set(opened.getBestCmap() or ())
    except (TTLibError, OSError):
        return False


def is_one_cut(speech: "Speech", words: object) -> bool:
    """Whether the words, joined, are the speech once: white space aside, nothing twice, nothing missing but punctuation."""
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        return False
    return _letters("".join(words)) == _letters(speech.text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def keeps_formulas(speech: "Speech", counts: object) -> bool:
    """Whether `counts` (word → count) holds the slogans that punctuation joins, each as often as the speech has it."""
    if not isinstance(counts, Mapping):
        return False
    found = find_slogans(speech)["text"].value_counts()
    joined = {text: n for text, n in found.items() if not text.isalnum()}
    return all(counts.get(text) == n for text, n in joined.items())

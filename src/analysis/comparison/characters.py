"""The characters of a speech that count when wordings are compared: letters, digits and 汉字, folded, with their places."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.layout import CONTENT

if TYPE_CHECKING:
    from analysis.speech import Speech


class Characters(NamedTuple):
    """The counted characters of one speech, one entry each, in the order of the text.

    `codes` are folded code points, `positions` offsets into `speech.text` (also into `speech.folded`), `paragraphs` rows of
    `speech.paragraphs`.
    """

    codes: np.ndarray
    positions: np.ndarray
    paragraphs: np.ndarray


def read_characters(speech: "Speech") -> Characters:
    """The characters of `speech` that count for matching: simplified, half-width, lower case; punctuation, symbols and blanks dropped.

    Page furniture is left out.
    """
    codes = _code_points(speech.folded)
    rows = np.full(len(codes) + 1, -1, dtype=np.int64)
    paragraphs = speech.paragraphs
    for row, (start, end, zone) in enumerate(zip(paragraphs["start"].to_list(), paragraphs["end"].to_list(), paragraphs["zone"].to_list(), strict=True)):
        if zone in CONTENT:
            rows[start:end] = row
    positions = np.flatnonzero((rows[:-1] >= 0) & _are_counted(codes))
    return Characters(codes[positions], positions, rows[positions])


def are_counted(text: str) -> np.ndarray:
    """For each character of `text`, whether it counts: a letter, a digit, a numeral or a 汉字 (Python's `str.isalnum`)."""
    return _are_counted(_code_points(text))


def _code_points(text: str) -> np.ndarray:
    # Lone surrogates are no text, but may stand in one.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)


def _are_counted(codes: np.ndarray) -> np.ndarray:
    kinds, which = np.unique(codes, return_inverse=True)
    return np.array([chr(code).isalnum() for code in kinds.tolist()], dtype=bool)[which]

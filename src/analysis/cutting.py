"""The sentences of a speech, cut by its engine once: for the words that the text proves, and again for its tokens."""

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis.layout import LINE_BREAK
from analysis.segmentation import cut_pieces
from analysis.sharing import once_per_speech

if TYPE_CHECKING:
    from analysis.speech import Speech


class Cut(NamedTuple):
    """The folded sentences as one `text`, a line feed between two, and the `edges` of the engine's words in it.

    `places` says where in the speech each character of `text` stands (-1 for the line feeds between sentences),
    `sentences` in which sentence.
    """

    text: str
    edges: list[int]
    places: np.ndarray
    sentences: np.ndarray


@once_per_speech
def _sentences(speech: "Speech") -> list[str]:
    """The folded sentences."""
    table = speech.listed("sentences")
    return [speech.folded[start:end] for start, end in zip(table["start"], table["end"], strict=True)]


@once_per_speech
def cut_written(speech: "Speech") -> Cut:
    """The sentences as they are written, with the line breaks inside them."""
    sentences = _sentences(speech)
    starts, sizes = np.array(speech.listed("sentences")["start"], dtype=np.int64), _sizes(sentences)
    shifts = starts - (np.cumsum(sizes) - sizes)
    return _cut(speech, sentences, np.arange(sizes.sum()) + np.repeat(shifts, sizes))


@once_per_speech
def cut_unwrapped(speech: "Speech") -> Cut:
    """The sentences without the line breaks inside them, so that a word that a line break cuts is one word."""
    sentences = _sentences(speech)
    # str.splitlines() knows the line breaks of LINE_BREAK and no others.
    if len("\n".join(sentences).splitlines()) == len(sentences):
        return cut_written(speech)
    kept = [_unwrapped(sentence) for sentence in sentences]
    plain = ["".join(map(sentence.__getitem__, at)) for sentence, at in zip(sentences, kept, strict=True)]
    places = [start + i for start, at in zip(speech.listed("sentences")["start"], kept, strict=True) for i in at]
    return _cut(speech, plain, np.array(places, dtype=np.int64))


def _cut(speech: "Speech", sentences: list[str], places: np.ndarray) -> Cut:
    """The sentences cut, whose characters stand at `places`."""
    text, sizes = "\n".join(sentences), _sizes(sentences)
    between = np.cumsum(sizes + 1)[:-1] - 1
    inside = np.ones(len(text), dtype=bool)
    inside[between] = False
    with_breaks = np.full(len(text), -1)
    with_breaks[inside] = places
    numbers = np.repeat(np.arange(len(sentences)), sizes + 1)[: len(text)]
    return Cut(text, cut_pieces(sentences, speech.segmenter), with_breaks, numbers)


def _sizes(sentences: list[str]) -> np.ndarray:
    return np.fromiter(map(len, sentences), dtype=np.int64, count=len(sentences))


def _unwrapped(sentence: str) -> list[int]:
    """The positions of the characters of a wrapped sentence without its line breaks and the white space around them."""
    keep: list[int] = []
    at = 0
    for blank in re.finditer(r"\s+", sentence):
        if LINE_BREAK.search(blank[0]):
            latin = all(side.isascii() and side.isalnum() for side in (sentence[blank.start() - 1], sentence[blank.end() : blank.end() + 1]))
            # Latin words on either side of a break stay two words: one blank between them is kept.
            keep += range(at, blank.start() + latin)
            at = blank.end()
    return keep + list(range(at, len(sentence)))

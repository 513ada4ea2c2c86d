"""Words: a frozen specification of how to segment, one private engine for each, and tags that do not depend on the engine."""

import itertools
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from types import ModuleType

from analysis.data import read_table
from analysis.errors import OptionError, check_choice
from analysis.splitting import Span

ENGINES = ("jieba", "rjieba")
# jieba sends ASCII runs such as 19-6 through the hidden Markov model and rjieba does not, so with hmm these go to jieba.
_ASCII_RUN = re.compile(r"[A-Za-z0-9+#&._%\-]{2,}|[\U00020000-\U0003FFFF]")
_PUNCTUATION_TAG, _UNKNOWN_TAG = "w", "x"


@dataclass(frozen=True)
class Segmenter:
    """How a text is cut into words. Equal specifications give equal words.

    engine: "jieba" (default), "rjieba" (the same words, faster) or a callable `text -> words` whose words, joined, give the text.
    words: words that are never cut, in the characters of the text or in simplified ones. Private to this specification.
        A word is left alone where both of its edges would cut other words (来南 inside 未来|南方).
    hmm: whether unknown strings are joined by jieba's hidden Markov model. Off by default: on the PKU and MSR test sets
        jieba scores F1 .836 / .827 without and .818 / .813 with it, and the engines agree word for word only without.
    adapt: whether `parse_speech` adds the words that the text itself proves (`suggest_words`), for that text alone.

    Raises OptionError for an unknown engine, an empty word, or a word with white space.
    """

    engine: str | Callable[[str], Iterable[str]] = "jieba"
    words: tuple[str, ...] = ()
    hmm: bool = False
    adapt: bool = True

    def __post_init__(self) -> None:
        if not callable(self.engine):
            check_choice("engine", self.engine, ENGINES)
        if isinstance(self.words, str):
            raise OptionError(f"words={self.words!r} is one string; allowed: a sequence of words. Pass ({self.words!r},).")
        for word in self.words:
            if not isinstance(word, str) or not word or re.search(r"\s", word):
                raise OptionError(f"words holds {word!r}; allowed: strings without white space. Remove or split it.")
        object.__setattr__(self, "words", tuple(self.words))

    @cached_property
    def words_by_initial(self) -> "WordIndex":
        """`words` by their first character, longest first."""
        return index_words(self.words)

    @property
    def name(self) -> str:
        """A short label, for audits and provenance: `jieba`, `jieba+hmm`, `rjieba+2 words`, `my_cutter, as is`."""
        engine = self.engine if isinstance(self.engine, str) else getattr(self.engine, "__name__", "callable")
        words = f"+{len(self.words)} words" if self.words else ""
        return f"{engine}{'+hmm' if self.hmm else ''}{words}{'' if self.adapt else ', as is'}"

    def __getstate__(self) -> dict:
        """Only the specification travels to other processes, without the index of its words."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def with_words(self, words: Iterable[str]) -> "Segmenter":
        """The same specification with more words."""
        return replace(self, words=tuple(dict.fromkeys((*self.words, *words))))


@lru_cache(maxsize=1)
def _corrections() -> list[tuple[str, int, str]]:
    """Words that jieba's dictionary lacks or counts wrongly for official text: (word, frequency, tag)."""
    table = read_table("words.tsv")
    return list(zip(table["word"], table["frequency"].astype(int), table["tag"], strict=True))


def _import_jieba() -> ModuleType:
    """jieba, in the one place that imports it: its sources hold escapes that Python warns of, and it logs to the terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


@lru_cache(maxsize=1)
def _jieba():
    """A private jieba tokenizer with our corrections; the global one would leak every `add_word` of other code into ours.

    The dictionary is read afresh (0.5 s, once in a process): jieba's cache is a marshal file in the shared temporary
    folder, which anybody could have written and which saves nothing.
    """
    tokenizer = _import_jieba().Tokenizer()
    tokenizer.lock = threading.RLock()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency, _ in _corrections():
        if frequency:
            tokenizer.add_word(word, frequency)
        else:
            # add_word(word, 0) would also write into jieba's global model.
            tokenizer.FREQ[word] = 0
    return tokenizer


@lru_cache(maxsize=1)
def _rjieba():
    try:
        import rjieba
    except ImportError as error:
        raise OptionError("engine='rjieba' needs the package rjieba, which is not installed; install it with `pip install rjieba`, or use 'jieba'.") from error
    tokenizer = rjieba.Jieba()
    for word, frequency, tag in _corrections():
        tokenizer.add_word(word, frequency, tag)
    return tokenizer


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    """Word → part-of-speech tag, from jieba's dictionary and our corrections."""
    with _import_jieba().get_module_res("dict.txt") as file:
        entries = (line.decode("utf-8").split(" ") for line in file)
        tags = {entry[0]: entry[2].strip() for entry in entries if len(entry) == 3}
    return tags | {word: tag for word, _, tag in _corrections()}


def is_word(text: str) -> bool:
    """True if `text` is a word of the dictionary, whatever a text's own words are."""
    return bool(_jieba().FREQ.get(text))


def word_frequency(text: str) -> int:
    """How often the dictionary counts `text`; 0 where it is no word."""
    return _jieba().FREQ.get(text) or 0


def list_frequencies() -> dict[str, int]:
    """How often the dictionary counts each of its words."""
    return {word: frequency for word, frequency in _jieba().FREQ.items() if frequency}


@lru_cache(maxsize=1 << 17)
def tag_word(term: str) -> str:
    """The dictionary's tag of a word (ICTCLAS letters: n, v, a, nr …), `m` for numbers, `eng` for Latin, `w` for punctuation, `x` else."""
    known = _tags().get(term)
    if known:
        return known
    if not any(character.isalnum() for character in term):
        return _PUNCTUATION_TAG
    if term[0].isdigit():
        return "m"
    return "eng" if term.isascii() else _UNKNOWN_TAG


def cut_words(text: str, segmenter: Segmenter) -> list[Span]:
    """The words of `text` as spans that tile it, white space included. `text` is matched as it is: fold it before.

    Raises OptionError where a callable engine returns words that do not give the text back.
    """
    return list(itertools.pairwise(keep_words(text, _edges(_engine_words(text, segmenter)), segmenter.words_by_initial)))


def cut_pieces(pieces: Sequence[str], segmenter: Segmenter) -> list[int]:
    """The edges of the engine's words in the pieces joined by line feeds, each piece cut as if it stood alone; a line feed is a word.

    No piece is empty, or begins or ends with white space. `segmenter.words` take no part: `keep_words`.
    """
    text = "\n".join(pieces)
    if not callable(segmenter.engine) and not _needs_jieba(text, segmenter):
        # Both engines cut at a line feed whatever stands beside it, so one call cuts all pieces.
        return _edges(_engine_words(text, segmenter))
    cut = [(*_engine_words(piece, segmenter), "\n") for piece in pieces]
    return _edges(list(itertools.chain.from_iterable(cut))[:-1])


def _edges(words: Sequence[str]) -> list[int]:
    return list(itertools.accumulate(map(len, words), initial=0)) if words else []


def _engine_words(text: str, segmenter: Segmenter) -> Sequence[str]:
    if callable(segmenter.engine):
        words = [word for word in segmenter.engine(text) if word]
        if "".join(words) != text:
            raise OptionError(
                f"engine={segmenter.name!r} returned words that do not give back {text[:20]!r}; allowed: words that join to the text. Keep every character."
            )
        return words
    if segmenter.engine == "rjieba" and not _needs_jieba(text, segmenter):
        return _rjieba().cut(text, segmenter.hmm)
    return list(_jieba().cut(text, HMM=segmenter.hmm))


def _needs_jieba(text: str, segmenter: Segmenter) -> bool:
    """Whether rjieba would cut `text` otherwise than jieba."""
    return segmenter.engine == "rjieba" and segmenter.hmm and bool(_ASCII_RUN.search(text))


# So few words are sought one by one in a text that is longer than this; with more of them that would take the longer the more there are.
_FEW = 100
# First character → (length, words of this length that begin with it), longest first.
WordIndex = dict[str, list[tuple[int, set[str]]]]


def index_words(words: Iterable[str]) -> WordIndex:
    """The words by first character and length, so that a look-up does not take longer the more words there are."""
    index: dict[str, dict[int, set[str]]] = {}
    for word in words:
        index.setdefault(word[0], {}).setdefault(len(word), set()).add(word)
    return {initial: sorted(by_length.items(), reverse=True) for initial, by_length in index.items()}


def find_words(text: str, index: WordIndex) -> Iterator[Span]:
    """Each place where a word of the index stands, from left to right, the longest first, without overlaps."""
    reach = 0
    for start, end in _seek_each(text, index) if len(index) <= _FEW < len(text) else _walk(text, index):
        if start >= reach:
            reach = end
            yield start, end


def _walk(text: str, index: WordIndex) -> Iterator[Span]:
    """The longest word of the index at each place of the text, overlaps too."""
    for at in itertools.compress(itertools.count(), map(index.__contains__, text)):
        for length, words in index[text[at]]:
            if text[at : at + length] in words:
                yield at, at + length
                break


def _seek_each(text: str, index: WordIndex) -> Iterable[Span]:
    """What `_walk` gives, and shorter words after the longest: each of a few words sought in the whole text, which is faster."""
    words = [word for by_length in index.values() for _, same in by_length for word in same]
    if len(words) > _FEW:
        return _walk(text, index)
    found = []
    for word in words:
        start = text.find(word)
        while start >= 0:
            found.append((start, -len(word)))
            start = text.find(word, start + 1)
    found.sort()
    return [(start, start - less) for start, less in found]


def keep_words(text: str, edges: list[int], index: WordIndex) -> list[int]:
    """`edges` with each occurrence of a word of the index kept whole, except where both of its ends would cut other words."""
    if not index:
        return edges
    kept = set(edges)
    for start, end in find_words(text, index):
        if start in kept or end in kept:
            kept.difference_update(range(start + 1, end))
            kept.update((start, end))
    return sorted(kept)

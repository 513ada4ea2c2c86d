"""What is true of each word of a speech as the first or the last word of a stretch: worked out once, then looked up for every candidate."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.lexicon import list_formulas, read_codes
from analysis.slogans.candidates import Units
from analysis.slogans.members import OF_MEMBERS, compare_members, count_members, describe_places, prefix
from analysis.slogans.words import COUNTED_TAGS, COUNTED_WORDS, Context, Words, describe_tags

if TYPE_CHECKING:
    from analysis.speech import Speech

Columns = dict[str, np.ndarray]
KINDS = ("numeral", "parallel", "fixed", "coinage", "banner")
NUMERALS = "零〇一二两三四五六七八九十百千万双"
LONGEST_HEADING = 40
PERIODS = (2, 3, 4, 5, 6)
# Kinds of mark beside a word; a blank or the text's edge counts as a full stop.
BEFORE = {"，": 1, "、": 2, "。": 3, "！": 3, "？": 3, "“": 4, "：": 5, "；": 6, "》": 7, "”": 7, "）": 7, "《": 8}
AFTER = {"，": 1, "、": 2, "。": 3, "！": 5, "？": 3, "”": 4, "：": 6, "；": 6, "“": 7, "》": 8}
_SAME_MARK = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "『": "“", "「": "“", "』": "”", "」": "”", "!": "！", "?": "？"}
# Sorts of character, by the bit that says so; joints are only looked for, the others are counted.
_SORTS = ("numerals", "digits", "han", "opening_marks", "closing_marks", "tabs", "joints")
# What is counted, a row each: words, characters, characters that come again, members.
OF_WORDS = (*(f"share_{name}" for name in COUNTED_TAGS), *(f"n_{word}" for word in COUNTED_WORDS), "single_words", "four_words")
OF_CHARACTERS = (*_SORTS[:-1], "covered", "formula_starts")
OF_ECHOES = tuple(f"echo_{period}" for period in PERIODS)
_ROWS = {name: row for row, name in enumerate((*OF_WORDS, *OF_CHARACTERS, *OF_ECHOES, "echoes", *OF_MEMBERS))}


@dataclass(frozen=True)
class Facts:
    """Arrays over the words of a speech. `first`: what a stretch has from its first word, by name; `last`: from its last word.
    `before` and `after`: a row for each thing that is counted, how many there are before a word and up to its end. `known`: the
    spans of known formulas, as start * 64 + length, sorted; `known_documents`: in how many texts each was counted; `known_kind`:
    the number of its kind, from 1; `formula_density`: the share of the text that formulas cover."""

    text: str
    units: Units
    first: Columns
    last: Columns
    before: np.ndarray
    after: np.ndarray
    known: np.ndarray
    known_documents: np.ndarray
    known_kind: np.ndarray
    formula_density: float


def count_inside(facts: Facts, names: str | tuple[str, ...], i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """How many of what `names` says are inside each stretch: one subtraction. For several names that follow one another, a row each."""
    if isinstance(names, str):
        return facts.after[_ROWS[names]].take(j) - facts.before[_ROWS[names]].take(i)
    rows = slice(_ROWS[names[0]], _ROWS[names[-1]] + 1)
    return facts.after[rows].take(j, axis=1) - facts.before[rows].take(i, axis=1)


def counts_of(facts: Facts, name: str) -> tuple[np.ndarray, np.ndarray]:
    """How many there are before each word, and up to its end."""
    return facts.before[_ROWS[name]], facts.after[_ROWS[name]]


def gather_facts(speech: "Speech", units: Units, context: Context | Words, *, least_documents: int = 0) -> Facts:
    """All facts of a speech whose `units` are not empty. Formulas counted in fewer than `least_documents` texts are passed over:
    in training, where a formula may be in the lexicon only because of this very text."""
    text = _rewrite_marks(speech.folded)
    words = context if isinstance(context, Words) else Words(context)
    codes, terms, tags = read_codes(text), words.describe(units.known).take(units.number), describe_tags(units.letters)
    found = [(*place, KINDS.index(kind) + 1) for *place, kind in list_formulas(speech, (units.start, units.end), least_documents=least_documents)]
    formulas, sorts = _mark_formulas(found, len(text)), _sorts()[0].take(codes)
    members = compare_members(codes, units, terms, tags)
    described = (_of_words(units, terms, tags, words.context), _of_characters(codes, sorts, formulas, units), describe_places(units, members))
    counted = (_count_words(terms, tags), _count_characters(codes, sorts, formulas, units), count_members(units, members, terms))
    first, last = ({name: values for part in parts for name, values in part.items()} for parts in zip(*described, strict=True))
    before, after = (np.concatenate(parts) for parts in zip(*counted, strict=True))
    density = float(formulas["covered"].sum()) / max(len(text), 1)
    return Facts(text, units, first | _of_places(speech, units), last, before, after, *_sort_known(found), density)


def _rewrite_marks(text: str) -> str:
    """One writing for each mark; straight quotation marks as opening and closing ones by turns, line by line."""
    for mark, written in _SAME_MARK.items():
        text = text.replace(mark, written)
    if '"' not in text:
        return text
    lines = []
    for line in text.split("\n"):
        parts = line.split('"')
        lines.append("".join(part + ("“" if at % 2 == 0 else "”") * (at < len(parts) - 1) for at, part in enumerate(parts)))
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _sorts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each code point the bits of its `_SORTS`, and the kind of mark that it is before a word and after one."""
    sorts, before, after = np.zeros((3, 0x110000), dtype=np.uint8)
    for bit, characters in enumerate((NUMERALS, "0123456789", "", "“", "”", "\t", "和与并及")):
        sorts[[ord(character) for character in characters]] |= 1 << bit
    for low, high in ((0x3400, 0xA000), (0x20000, 0x110000)):
        sorts[low:high] |= 1 << _SORTS.index("han")
    # No blank of Unicode lies beyond.
    blanks = [code for code in range(0x3001) if chr(code).isspace()]
    for table, kinds in ((before, BEFORE), (after, AFTER)):
        table[blanks] = 3
        table[[*map(ord, kinds)]] = list(kinds.values())
    return sorts, before, after


def _has(sorts: np.ndarray, name: str) -> np.ndarray:
    return (sorts & (1 << _SORTS.index(name))) > 0


def _of_words(units: Units, terms: np.ndarray, tags: np.ndarray, context: Context) -> tuple[Columns, Columns]:
    same, number = units.sentence[1:] == units.sentence[:-1], tags["number"]
    word_before = np.append(0.0, terms["before"][:-1])
    word_before[np.append(True, ~same)] = context["before"].get("^", 0.0)
    word_after = np.append(terms["after"][1:], 0.0)
    word_after[np.append(~same, True)] = context["after"].get("$", 0.0)
    first = {"word_before": word_before, "first_word": terms["first"].copy(), "tag_before": np.append(0, number[:-1]), "tag_first": number}
    first |= {"calls": terms["calls"], "measure_follows_first": np.append(tags["measure"][1:], False), "no_opening": terms["no_opening"]}
    last = {"word_after": word_after, "last_word": terms["last"].copy(), "tag_after": np.append(number[1:], 0), "tag_last": number}
    return first, last | {"no_closing": terms["no_closing"]}


def _of_places(speech: "Speech", units: Units) -> Columns:
    sentences, text = speech.listed("sentences"), speech.text
    start, end = np.array(sentences["start"]), np.array(sentences["end"])
    low, high = (np.array(speech.listed("paragraphs")[edge]) for edge in ("start", "end"))
    closing = [text[e - 1] for e in sentences["end"]]
    heading = np.array([mark not in "。！？!?”；;：:" for mark in closing]) & (end - start <= LONGEST_HEADING)
    s, p = units.sentence, np.searchsorted(low, units.start, side="right") - 1
    return {
        "headline": np.array([zone == "headline" for zone in sentences["zone"]])[s],
        "heading": heading[s],
        "exclaims": np.array([mark in "！!" for mark in closing])[s],
        "sentence_length": (end - start)[s],
        "from_sentence_start": np.minimum(units.start - start[s], 100),
        "from_paragraph_start": np.minimum(units.start - low[p], 200),
        "place_in_text": units.start / max(len(text), 1),
        "sentence_end": end[s],
        "paragraph_end": high[p],
    }


def _of_characters(codes: np.ndarray, sorts: np.ndarray, formulas: Columns, units: Units) -> tuple[Columns, Columns]:
    _, before, after = _sorts()
    beside = np.concatenate([[ord("\n")], codes, [ord("\n")]])
    first = {
        "mark_before": before.take(beside.take(units.start)).astype(np.int64),
        "opens_with_numeral": _has(sorts, "numerals").take(units.start),
        "formula_opens": formulas["opens"].take(units.start),
        "cuts_first": formulas["inside"].take(units.start),
    }
    for name in ("joints", "opening_marks", "closing_marks"):
        # The next one at or after the word's start, or one far beyond the end.
        places = np.append(np.flatnonzero(_has(sorts, name)), len(sorts) + 99)
        first[f"next_{name}"] = places.take(np.searchsorted(places, units.start))
    return first, {
        "mark_after": after.take(beside.take(units.end + 1)).astype(np.int64),
        "formula_closes": formulas["closes"].take(units.end),
        "cuts_last": formulas["inside"].take(units.end),
    }


def _mark_formulas(found: list[tuple[int, int, int, int]], length: int) -> Columns:
    """For each character and the text's end: whether a formula covers it, the longest that opens or closes there, whether one runs on
    there and none opens."""
    covered, opens, closes = np.zeros((3, length + 1))
    for start, end, *_ in found:
        covered[start:end] = 1
        opens[start] = max(opens[start], end - start)
        closes[end] = max(closes[end], end - start)
    inside = np.append(False, (covered[:-1] > 0) & (covered[1:] > 0) & (opens[1:] == 0))
    return {"covered": covered, "opens": opens, "closes": closes, "inside": inside}


def _sort_known(found: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    keys = np.array([start * 64 + end - start for start, end, *_ in found], dtype=np.int64)
    order = np.argsort(keys)
    told = np.array([(documents, kind) for *_, documents, kind in found], dtype=np.int64).reshape(-1, 2)
    return keys[order], *told[order].T


def _count_words(terms: np.ndarray, tags: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows OF_WORDS before each word, and up to it."""
    sums = prefix(np.concatenate([tags["counted"].T, terms["counted"].T]))
    return sums[:, :-1], sums[:, 1:]


def _count_characters(codes: np.ndarray, sorts: np.ndarray, formulas: Columns, units: Units) -> tuple[np.ndarray, np.ndarray]:
    """The rows OF_CHARACTERS and OF_ECHOES before each word, and up to its end; an echo ends with the stretch, so it begins a period
    earlier. A last row has at least as many as the echoes of periods 2 to 4 together."""
    marked = np.zeros((len(OF_CHARACTERS + OF_ECHOES), len(codes)), dtype=bool)
    for row, name in zip(marked, _SORTS[:-1], strict=False):
        row[:] = _has(sorts, name)
    marked[6], marked[7] = formulas["covered"][:-1], formulas["opens"][:-1]
    for row, period in zip(marked[8:], PERIODS, strict=True):
        row[: max(len(codes) - period, 0)] = codes[:-period] == codes[period:]
    sums = prefix(marked)
    echoes = [row.take(np.maximum(units.end - period, 0)) for row, period in zip(sums[8:], PERIODS, strict=True)]
    any_echo = sums[8:11].sum(axis=0, dtype=np.int32)
    before = np.concatenate([sums.take(units.start, axis=1), [any_echo.take(units.start)]])
    return before, np.concatenate([sums[:8].take(units.end, axis=1), echoes, [any_echo.take(np.maximum(units.end - 2, 0))]])

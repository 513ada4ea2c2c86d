"""Numeral formulas (四个意识, 两手抓、两手硬) and the lists that they stand for, where the text or the lexicon spells them out."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from statistics import median_high

import pandas as pd

from analysis.lexicon import formula_key, read_formulas
from analysis.segmentation import Segmenter, cut_words
from analysis.speech import Speech
from analysis.splitting import Span
from analysis.tables import build_spans

_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2}
_NUMBER = r"十[一二三四五六七八九]|[二三四五六七八九]十|[二两三四五六七八九十双]"
_MEASURE = "个大项种条类位点件方面"
_STOP = r"、，；。：！？,;:!?（）()“”‘’\"\s"
# N个X, N大X and the like; the noun ends at the next mark or word of grammar.
_COUNTED = re.compile(rf"(?<![第十百千万零〇一二两三四五六七八九\d])(?:{_NUMBER})[{_MEASURE}][一-鿿]{{1,6}}?(?=[{_STOP}]|$|的|和|等|是)")
_MARKED = re.compile(rf"[“‘\"]((?:{_NUMBER})[^{_STOP}]{{1,7}})[”’\"]")
# 两手抓、两手硬; 双落实、双推进; 一手抓防控、一手抓发展
_PAIRED = re.compile(r"([一两双三])([一-鿿])[一-鿿]{1,6}[、，,]\1(?:\2|(?<=双))[一-鿿]{1,7}?(?=[”’\"、，,。；;：:（）()！!？?\s]|$|的|和)")
_INTRODUCED = re.compile(r"[”’\"]?(?:[：:（(]|——|[，,]?(?:即|就是|是指|指的是|指|包括|分别是|是)[：:]?)")
_SECOND_CUE = re.compile(r"[^、，,；;。]{0,20}?[，,]?(?:包括|分别是|是指|指的是|指)[：:]?")
_ORDINAL = re.compile(r"(?<![一二三四五六七八九十第])([一二三四五六七八九十])(?:是|要)")
_ONE_HAND = "一手"
# How far from the formula a list may stand, in characters.
WINDOW = 160
LONGEST_MEMBER = 24


def read_numeral(formula: str) -> tuple[int, str] | None:
    """(how many members, what they share) of a numeral formula: 四个意识 → (4, 意识), 六稳 → (6, 稳); None where it counts no set.

    A formula of several numerals adds them up and shares nothing: 两不愁三保障 → (5, ""). Both hands (两手抓、两手硬) are 一手…、一手….

    >>> read_numeral("四个意识"), read_numeral("两不愁三保障"), read_numeral("一带一路")
    ((4, '意识'), (5, ''), None)
    """
    if formula.startswith("两手"):
        return 2, _ONE_HAND
    parts = re.findall(rf"({_NUMBER})[{_MEASURE}]?([^{_STOP}零一二两三四五六七八九十双]+)", formula)
    if not parts or not re.match(_NUMBER, formula):
        return None
    total = sum(_read_number(number) for number, _ in parts)
    return (total, parts[0][1] if len(parts) == 1 else "") if 2 <= total <= 20 else None


def _read_number(number: str) -> int:
    if len(number) == 1:
        return _VALUES[number]
    return 10 + _VALUES[number[1]] if number[0] == "十" else 10 * _VALUES[number[0]]


def numeral_expansion(speech: Speech) -> pd.DataFrame:
    """The numeral formulas of the speech that a list spells out; one row per formula and place.

    Columns: `expansion_start, expansion_end` (the list in this text; -1 where only the lexicon knows it), `members` (how many),
    `source` ("text" or "lexicon"), `expansion` (the list as written, or the lexicon's).

    A list counts where it stands within 160 characters in the same paragraph and has as many members as the formula says: introduced by it
    (四个意识：…；“六稳”即…), standing right before it, sharing its noun (政治意识、大局意识、… for 四个意识), or counted off (一是…二是…).
    Where a formula recurs, its first list in the text serves all places. Ordinary counts (三个方面) get a row only where the list follows.

    >>> from analysis import parse_speech
    >>> numeral_expansion(parse_speech("增强“四个意识”。"))[["members", "expansion"]].to_numpy().tolist()
    [[4, '政治意识、大局意识、核心意识、看齐意识']]
    """
    text = speech.folded
    places = list(_find_numerals(speech))
    rows, known = [], {}
    for (start, end), (low, high) in places:
        found = next((span for _, span in list_members(text[low:high], text[start:end], read_numeral(text[start:end]), at=start - low)), None)
        if found:
            known.setdefault(text[start:end], (found[0] + low, found[1] + low))
    for (start, end), _ in places:
        rows += _row(speech, (start, end), known.get(text[start:end]))
    names = ("expansion_start", "expansion_end", "members", "source", "expansion")
    return build_spans("expansions", speech, [row[0] for row in rows], **{name: [row[i + 1] for row in rows] for i, name in enumerate(names)})


def _row(speech: Speech, span: Span, found: Span | None) -> list[tuple]:
    formula = speech.folded[slice(*span)]
    if found:
        count = read_numeral(formula)[0]
        return [(span, *found, count, "text", speech.text[slice(*found)])]
    expansion = _known_expansions().get(formula_key(formula))
    return [(span, -1, -1, _count_members(formula, expansion), "lexicon", expansion)] if expansion else []


@cache
def _known_expansions() -> dict[str, str]:
    table = read_formulas()
    return {formula_key(formula): expansion for formula, expansion in zip(table["formula"], table["expansion"], strict=True) if expansion}


def split_members(expansion: str) -> list[str]:
    """The members of a list: parted by ； where it has any, else by 、 and ，."""
    marks = "；;" if re.search("[；;]", expansion) else "、，,"
    return [part for part in re.split(f"[{marks}]", expansion) if part]


def _count_members(formula: str, expansion: str) -> int:
    """How many members a list of the lexicon has: ； may part members (三个倡导) or groups of them (三严三实), and the numeral says which."""
    single = [part for part in re.split("[；;、，,]", expansion) if part]
    numeral = read_numeral(formula)
    return len(single) if numeral and numeral[0] == len(single) else len(split_members(expansion))


def _find_numerals(speech: Speech) -> Iterator[tuple[Span, Span]]:
    """((start, end) of a numeral formula, (start, end) of its paragraph), in order, without overlaps."""
    paragraphs = speech.paragraphs
    for low, high in zip(paragraphs["start"], paragraphs["end"], strict=True):
        spans = [match.span() for match in _PAIRED.finditer(speech.folded, low, high)]
        spans += [match.span(1) for match in _MARKED.finditer(speech.folded, low, high)]
        spans += [match.span() for match in _COUNTED.finditer(speech.folded, low, high)]
        spans += [match.span() for match in _listed_numerals().finditer(speech.folded, low, high)]
        reach = low
        for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
            if start >= reach and read_numeral(speech.folded[start:end]):
                reach = end
                yield (start, end), (low, high)


@cache
def _listed_numerals() -> re.Pattern:
    """The numeral formulas of the lexicon, the longest first."""
    table = read_formulas()
    formulas = [formula for formula, kind in zip(table["formula"], table["kind"], strict=True) if kind == "numeral" and read_numeral(formula)]
    return re.compile("|".join(map(re.escape, sorted(formulas, key=len, reverse=True))) or r"(?!)")


def list_members(text: str, formula: str, numeral: tuple[int, str] | None, *, at: int | None = None) -> list[tuple[str, Span]]:
    """Lists near `formula` (its place `at`, else every place) with as many members as `numeral` says, the surest first: (list, (start, end))."""
    if numeral is None:
        return []
    starts = [at] if at is not None else [match.start() for match in re.finditer(re.escape(formula), text)]
    found: list[Span] = []
    for start in starts:
        end = start + len(formula)
        for find in (_introduced, _before, _sharing, _counted_off):
            found += find(text, start, end, *numeral)
    return [(text[slice(*span)], span) for span in dict.fromkeys(found)]


def _members_from(text: str, at: int, count: int) -> Span | None:
    """The list of exactly `count` members that begins at `at` and ends at the end of its sentence or bracket."""
    stop = re.compile(r"[。！？!?\n（）()]|[”’\"](?![、，；,;“‘\"])").search(text, at)
    end = min(stop.start() if stop else len(text), at + count * (LONGEST_MEMBER + 1))
    for marks in ("；;", "、", "，,", "、，,；;"):
        parts = [match.span() for match in re.finditer(rf"[^{marks}]+", text[at:end])]
        if len(parts) >= count and marks == "、" and len(parts) == count:
            last = re.match(r"[^，,；;：:]+", text[at + parts[-1][0] : at + parts[-1][1]])
            return (at, at + parts[-1][0] + last.end()) if last and all(b - a <= LONGEST_MEMBER for a, b in parts[:-1]) else None
        if len(parts) == count and all(2 <= b - a <= 3 * LONGEST_MEMBER for a, b in parts):
            return at, at + parts[-1][1]
    return None


def _introduced(text: str, start: int, end: int, count: int, shared: str) -> list[Span]:
    cue = _INTRODUCED.match(text, end)
    if not cue:
        return []
    at = (_SECOND_CUE.match(text, cue.end()) or cue).end()
    at += text[at : at + 1] in ("“", "‘", '"')
    span = _members_from(text, at, count)
    if not span or re.match(r"(?:我们|必须|在|为|对|由)", text[at:]):
        return []
    found = text[slice(*span)]
    lengths = [len(part) for part in re.split("[、，,；;]", found)]
    # Two clauses after a colon are a sentence more often than a list of two.
    uneven = count == 2 and max(lengths) - min(lengths) > 4
    return [] if uneven or found.count("“") != found.count("”") else [span]


def _before(text: str, start: int, end: int, count: int, shared: str) -> list[Span]:
    """A list of members of like length right before the formula: 稳就业、…、稳预期“六稳”."""
    match = re.search(
        rf"((?:[^{_STOP}]{{2,{LONGEST_MEMBER}}}、){{{count - 1}}}[^{_STOP}]{{2,{LONGEST_MEMBER}}}?)(?:这|等|的)?[“‘\"]?$", text[max(0, start - WINDOW) : start]
    )
    if not match:
        return []
    members = match[1].split("、")
    if re.match("[的和与及地]", members[0]) or re.search("[的和与及地]$", members[-1]):
        return []
    usual = median_high(len(member) for member in members[1:])
    if count < 3 or any(abs(len(member) - usual) > 2 for member in members[1:]) or len(members[0]) < usual - 2:
        return []
    skip = _skip_opening(members[0], usual)
    low = max(0, start - WINDOW) + match.start(1)
    return [(low + skip, low + len(match[1]))]


def _skip_opening(member: str, usual: int) -> int:
    """How many characters of a first member only introduce the list (增强 in 增强政治意识): up to the word edge that leaves the usual length."""
    if len(member) <= usual:
        return 0
    edges = [start for start, _ in cut_words(member, Segmenter(adapt=False))]
    return min(edges, key=lambda edge: (abs(len(member) - edge - usual), -edge))


def _sharing(text: str, start: int, end: int, count: int, shared: str) -> list[Span]:
    """Exactly `count` neighbours that end with what the formula counts, or begin with it (one character, and 一手)."""
    if not shared:
        return []
    low, high = max(0, start - WINDOW), min(len(text), end + WINDOW)
    opens = len(shared) == 1 or shared == _ONE_HAND
    member = rf"{re.escape(shared)}[^{_STOP}]{{1,10}}" if opens else rf"[^{_STOP}]{{1,10}}{re.escape(shared)}"
    found = []
    for run in re.finditer(rf"[“‘]?{member}[”’]?(?:[、，,]?(?:和|与|以及)?[“‘]?{member}[”’]?)+", text[low:high]):
        parts = [match.span() for match in re.finditer(member, run[0])]
        close = all(len(run[0][a:b]) <= 4 for (_, a), (b, _) in pairwise(parts))
        if len(parts) != count or not close or (low + run.start() < end and low + run.end() > start):
            continue
        if len(shared) == 1 and count == 2:
            continue
        # What goes on after the list stands in its last member, which is as long as the others.
        lengths = [b - a for a, b in parts]
        skip = 0 if opens else _skip_opening(run[0][slice(*parts[0])], median_high(lengths[1:]))
        cut = max(0, lengths[-1] - max(lengths[:-1])) if opens else 0
        found.append((low + run.start() + parts[0][0] + skip, low + run.start() + parts[-1][1] - cut))
    return found


def _counted_off(text: str, start: int, end: int, count: int, shared: str) -> list[Span]:
    """一是…；二是…；三是… after the formula: from the first to the end of the last one's sentence."""
    marks = list(_ORDINAL.finditer(text, end))
    numbers = [_VALUES[match[1]] for match in marks[:count]]
    # What counts off follows at once: after more than a short clause, 一是 counts something else.
    if numbers != list(range(1, count + 1)) or marks[0].start() - end > 12:
        return []
    if len(marks) > count and _VALUES[marks[count][1]] == count + 1:
        return []
    stop = re.compile(r"[。！？!?；;\n]").search(text, marks[count - 1].end())
    return [(marks[0].start(), stop.start() if stop else len(text))]

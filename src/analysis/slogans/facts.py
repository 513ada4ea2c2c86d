"""What is true of each word, member and character of a speech: worked out once, then looked up for every candidate."""

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.lexicon import list_formulas
from analysis.slogans.candidates import Units

if TYPE_CHECKING:
    from analysis.speech import Speech

KINDS = ("numeral", "parallel", "fixed", "coinage", "banner")
NUMERALS = frozenset("零〇一二两三四五六七八九十百千万双")
# Verbs and adverbs that open a banner.
CALLS = frozenset(
    "坚决 奋力 夺取 打赢 打好 谱写 开创 让 实现 加快 推动 推进 建设 弘扬 坚持 确保 全面 努力 着力 积极 不断 大力 共同 奋进 迈向 争取 争做 牢记".split()
)
TAGS = ("n", "v", "a", "d", "m", "r", "p", "c", "u", "i", "l", "j", "z", "q", "f", "t", "x", "w")
COUNTED_TAGS = ("n", "v", "a", "d", "m", "r", "p", "i", "l", "x")
COUNTED_WORDS = ("的", "了", "和", "是", "在", "不", "以", "让", "把", "等")
LONGEST_HEADING = 40
PERIODS = (2, 3, 4, 5, 6)
# Kinds of mark beside a word; a blank or the text's edge counts as a full stop.
BEFORE = {"，": 1, "、": 2, "。": 3, "！": 3, "？": 3, "“": 4, "：": 5, "；": 6, "》": 7, "”": 7, "）": 7, "《": 8}
AFTER = {"，": 1, "、": 2, "。": 3, "！": 5, "？": 3, "”": 4, "：": 6, "；": 6, "“": 7, "》": 8}
# No slogan opens or closes with these words of grammar: none of 663 annotated ones does.
_NO_OPENING = frozenset("的 了 与 和 及 或 而 等 是 将 对 地 得 之 着".split())
_NO_CLOSING = frozenset("的 了 与 和 及 或 而 等 是 将 对 把 被 在 从 向 于".split())
_SAME_MARK = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "『": "“", "「": "“", "』": "”", "」": "”", "!": "！", "?": "？"})
# How a word decides what stands beside it: log odds learned from the annotated texts.
Context = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Facts:
    """Arrays by name. `word`: one value a word; `sum`: prefix sums over words; `member`: one value a member, plus one;
    `char`: one value a character, plus one; `char_sum`: prefix sums over characters; `known`: the spans of known formulas,
    as start * 64 + length, sorted; `known_documents`: in how many texts each was counted; `known_kind`: the number of its kind, from 1."""

    text: str
    units: Units
    word: dict[str, np.ndarray]
    sum: dict[str, np.ndarray]
    member: dict[str, np.ndarray]
    char: dict[str, np.ndarray]
    char_sum: dict[str, np.ndarray]
    known: np.ndarray
    known_documents: np.ndarray
    known_kind: np.ndarray


def prefix(values: np.ndarray) -> np.ndarray:
    """Sums of all values before each place, so that a sum over a stretch is one subtraction."""
    return np.concatenate([[0.0], np.cumsum(values, dtype=float)])


def gather_facts(speech: "Speech", units: Units, context: Context, *, least_documents: int = 0) -> Facts:
    """All facts of a speech whose `units` are not empty. Formulas counted in fewer than `least_documents` texts are passed over:
    in training, where a formula may be in the lexicon only because of this very text."""
    text = _pair_straight_quotes(speech.folded.translate(_SAME_MARK))
    char, char_sum, known = _of_characters(text, speech.folded, units, least_documents)
    words = _of_words(text, units, context) | _of_places(speech, units)
    return Facts(text, units, words, _of_runs(units), _of_members(text, units), char, char_sum, *known)


def _pair_straight_quotes(text: str) -> str:
    """Straight quotation marks as opening and closing ones by turns, line by line."""
    if '"' not in text:
        return text
    lines = []
    for line in text.split("\n"):
        parts = line.split('"')
        lines.append("".join(part + ("“" if at % 2 == 0 else "”") * (at < len(parts) - 1) for at, part in enumerate(parts)))
    return "\n".join(lines)


def _of_words(text: str, units: Units, context: Context) -> dict[str, np.ndarray]:
    n, terms = len(units.start), units.terms
    same = (units.sentence[1:] == units.sentence[:-1]).tolist()
    before = ["^", *(terms[k] if same[k] else "^" for k in range(n - 1))]
    after = [*(terms[k + 1] if same[k] else "$" for k in range(n - 1)), "$"]
    tag = np.array([TAGS.index(t[0]) + 1 if t[0] in TAGS else 0 for t in units.tags])
    marks_before = [text[a - 1] if a else "\n" for a in units.start.tolist()]
    marks_after = [text[b] if b < len(text) else "\n" for b in units.end.tolist()]
    return {
        "mark_before": np.array([3 if c.isspace() else BEFORE.get(c, 0) for c in marks_before]),
        "mark_after": np.array([3 if c.isspace() else AFTER.get(c, 0) for c in marks_after]),
        "word_before": np.array([context["before"].get(term, 0.0) for term in before]),
        "word_after": np.array([context["after"].get(term, 0.0) for term in after]),
        "first_word": np.array([context["first"].get(term, 0.0) for term in terms]),
        "last_word": np.array([context["last"].get(term, 0.0) for term in terms]),
        "tag": tag,
        "tag_before": np.append(0, tag[:-1]),
        "tag_after": np.append(tag[1:], 0),
        "calls": np.array([term in CALLS for term in terms]),
        "measure_next": np.append(tag[1:] == TAGS.index("q") + 1, False),
        "head": np.array([ord(term[0]) for term in terms]),
        "tail": np.array([ord(term[-1]) for term in terms]),
        "no_opening": np.array([term in _NO_OPENING for term in terms]),
        "no_closing": np.array([term in _NO_CLOSING for term in terms]),
    }


def _of_places(speech: "Speech", units: Units) -> dict[str, np.ndarray]:
    sentences, paragraphs, text = speech.sentences, speech.paragraphs, speech.text
    start, end = sentences["start"].to_numpy(), sentences["end"].to_numpy()
    closing = [text[e - 1] for e in end.tolist()]
    s = units.sentence
    p = np.searchsorted(paragraphs["start"].to_numpy(), units.start, side="right") - 1
    return {
        "sentence_start": start[s],
        "sentence_end": end[s],
        "paragraph_start": paragraphs["start"].to_numpy()[p],
        "paragraph_end": paragraphs["end"].to_numpy()[p],
        "headline": (sentences["zone"] == "headline").to_numpy()[s],
        "heading": (np.array([c not in "。！？!?”；;：:" for c in closing]) & (end - start <= LONGEST_HEADING))[s],
        "exclaims": np.array([c in "！!" for c in closing])[s],
    }


def _of_runs(units: Units) -> dict[str, np.ndarray]:
    letters = np.array([ord(tag[0]) for tag in units.tags])
    numbered = {word: number for number, word in enumerate(COUNTED_WORDS, start=1)}
    words = np.array([numbered.get(term, 0) for term in units.terms])
    length = np.array([len(term) for term in units.terms])
    sums = {f"share_{name}": prefix(letters == ord(name)) for name in COUNTED_TAGS}
    sums |= {f"n_{word}": prefix(words == number) for word, number in numbered.items()}
    return sums | {"single_words": prefix(length == 1), "four_words": prefix(length == 4)}


def _of_members(text: str, units: Units) -> dict[str, np.ndarray]:
    """How alike each member is to the next one, as values and as prefix sums (`…_sum`)."""
    first, last, total = units.first, units.last, len(units.first)
    size = np.append((units.end[last] - units.start[first]).astype(float), 0.0)
    heads = [units.terms[k] for k in first.tolist()]
    tails = [units.terms[k] for k in last.tolist()]
    patterns = ["".join(tag[0] for tag in units.tags[a : b + 1]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    joined = np.append(units.sentence[first[:-1]] == units.sentence[first[1:]], False)

    def alike(values: list) -> np.ndarray:
        return np.array([a == b for a, b in itertools.pairwise(values)] + [False]) & joined

    facts = {
        "same_head": alike([head[0] for head in heads]),
        "same_tail": alike([tail[-1] for tail in tails]),
        "same_tags": alike(patterns),
        "enumerated": np.array([text[e] == "、" for e in units.end[last[:-1]].tolist()] + [False]) & joined,
        "step": np.minimum(np.append(np.abs(np.diff(size[:total])), 99.0), 20.0),
    }
    opening = [units.tags[k][0] for k in first.tolist()]
    closing = [units.tags[k][0] for k in last.tolist()]
    facts |= {
        "opens_with_verb": np.array([tag == "v" for tag in opening] + [False]),
        "closes_with_noun": np.array([tag in "njl" for tag in closing] + [False]),
    }
    sums = {f"{name}_sum": prefix(values) for name, values in facts.items()}
    return facts | sums | {"size": size, "joined": joined, "next_head": np.array([ord(head[0]) for head in heads[1:]] + [0])}


def _of_characters(text: str, folded: str, units: Units, least_documents: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], tuple[np.ndarray, ...]]:
    codes = np.array([ord(c) for c in text])
    sums = {}
    for period in PERIODS:
        same = np.zeros(len(codes), dtype=bool)
        if len(codes) > period:
            same[:-period] = codes[:-period] == codes[period:]
        sums[f"echo_{period}"] = prefix(same)
    numeral = np.isin(codes, [ord(c) for c in NUMERALS])
    opening, closing = codes == ord("“"), codes == ord("”")
    sums |= {"opening_marks": prefix(opening), "closing_marks": prefix(closing), "tabs": prefix(codes == ord("\t"))}
    sums["han"] = prefix((codes >= 0x3400) & (codes < 0xA000) | (codes >= 0x20000))
    sums |= {"numerals": prefix(numeral), "digits": prefix((codes >= ord("0")) & (codes <= ord("9")))}
    joints = np.isin(codes, [ord(c) for c in "和与并及"])
    edges = {*units.start.tolist(), *units.end.tolist()}
    found = [(*place, KINDS.index(kind) + 1) for *place, kind in list_formulas(folded, edges, least_documents=least_documents)]
    char, char_sums = _of_formulas(found, len(text))
    char |= {"numeral": np.append(numeral, False), "next_joint": _next(joints), "next_opening": _next(opening), "next_closing": _next(closing)}
    keys = np.array([start * 64 + end - start for start, end, *_ in found], dtype=np.int64)
    order = np.argsort(keys)
    told = np.array([(documents, kind) for *_, documents, kind in found], dtype=np.int64).reshape(-1, 2)
    return char, sums | char_sums, (keys[order], *told[order].T)


def _next(marked: np.ndarray) -> np.ndarray:
    """For each character (and the text's end), the next marked place at or after it, or one far beyond the end."""
    places = np.append(np.flatnonzero(marked), len(marked) + 99)
    return places[np.searchsorted(places, np.arange(len(marked) + 1))]


def _of_formulas(found: list[tuple[int, int, int]], length: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    covered, opens, closes = (np.zeros(length + 1) for _ in range(3))
    for start, end, *_ in found:
        covered[start:end] = 1
        opens[start] = max(opens[start], end - start)
        closes[end] = max(closes[end], end - start)
    inside = np.append(False, (covered[:-1] > 0) & (covered[1:] > 0) & (opens[1:] == 0))
    char = {"opens": opens, "closes": closes, "inside_formula": inside, "formula_density": np.array([covered.sum() / max(length, 1)])}
    return char, {"covered": prefix(covered[:-1]), "formula_starts": prefix(opens[:-1] > 0)}

"""What can be said of a stretch that may be a slogan, in groups that a teacher can name; one column a feature."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analysis.data import read_table
from analysis.segmentation import index_words
from analysis.slogans.candidates import Units

if TYPE_CHECKING:
    from analysis.speech import Speech

_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万双")
_FUNCTION = ("的", "了", "在", "是", "和", "与", "把", "以", "让", "为", "不", "也", "中", "对", "从", "向", "到", "着", "地", "等", "上", "将", "有")
_TAG_CLASSES = ("n", "v", "a", "d", "m", "r", "p", "c", "u", "i", "l", "j", "z", "q", "f", "t", "x", "w")
_CALLS = frozenset(
    "坚决 奋力 夺取 打赢 打好 谱写 开创 让 实现 加快 推动 推进 建设 弘扬 坚持 确保 全面 努力 着力 积极 不断 大力 共同 奋进 迈向 争取 争做 牢记".split()
)
_LEFT_MARKS = {"": 0, "，": 1, "、": 2, "。": 3, "“": 4, "：": 5, "；": 6, "》": 7}
_MARK_FOLD = str.maketrans({",": "，", ":": "：", ";": "；", "『": "“", "「": "“", "』": "”", "」": "”", "!": "！", "?": "？"})


@dataclass(frozen=True)
class Formulas:
    """The formula lexicon, indexed for matching."""

    index: dict[str, list[str]]
    documents: dict[str, int]


@lru_cache(maxsize=1)
def load_formulas() -> Formulas:
    """The shipped lexicon of formulas."""
    table = read_table("formulas.tsv")
    documents = dict(zip(table["formula"], table["documents"].replace("", 0).astype(int), strict=True))
    return Formulas(index_words(documents), documents)


def _prefix(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(values, dtype=float)])


def _all_matches(text: str, index: dict[str, list[str]]) -> list[tuple[int, int]]:
    """Every place of every formula, nested ones too."""
    found = []
    for at, character in enumerate(text):
        for word in index.get(character, ()):
            if text.startswith(word, at):
                found.append((at, at + len(word)))
    return found


class Describer:
    """Features of the candidates of one speech. Arrays over words and characters are made once; `columns` fills the table."""

    def __init__(self, speech: "Speech", units: Units, context: dict[str, dict[str, float]]) -> None:
        self.speech, self.units, self.context = speech, units, context
        self.text = speech.folded.translate(_MARK_FOLD)
        self.n = len(units.start)

    def columns(self, i: np.ndarray, j: np.ndarray) -> dict[str, np.ndarray]:
        """Feature name → value for each candidate (i, j)."""
        self.i, self.j = i, j
        self.a, self.b = self.units.start[i], self.units.end[j]
        groups = (self._shape, self._edges, self._words, self._members, self._inner_rhythm, self._numerals, self._formulas, self._place, self._repetition)
        out: dict[str, np.ndarray] = {}
        for group in groups:
            out |= group()
        return out

    def _shape(self) -> dict[str, np.ndarray]:
        u = self.units
        length = (self.b - self.a).astype(float)
        sentences = self.speech.sentences
        width = (sentences["end"] - sentences["start"]).to_numpy()[u.sentence[self.i]]
        members = u.member[self.j] - u.member[self.i] + 1
        return {
            "length": length,
            "words": (self.j - self.i + 1).astype(float),
            "word_length": length / (self.j - self.i + 1),
            "members": members.astype(float),
            "member_length": length / members,
            "share_of_sentence": length / width,
            "sentence_length": width.astype(float),
            "length_mod_4": (length % 4),
        }

    def _edges(self) -> dict[str, np.ndarray]:
        u, i, j = self.units, self.i, self.j
        first, last = u.first[u.member[i]], u.last[u.member[j]]
        before = np.array([self._mark_before(k) for k in range(self.n)] or [0])
        after = np.array([self._mark_after(k) for k in range(self.n)] or [0])
        get = self.context
        left = np.array([get["before"].get(u.terms[k - 1] if k and u.sentence[k] == u.sentence[k - 1] else "^", 0.0) for k in range(self.n)] or [0.0])
        right = np.array(
            [get["after"].get(u.terms[k + 1] if k + 1 < self.n and u.sentence[k] == u.sentence[k + 1] else "$", 0.0) for k in range(self.n)] or [0.0]
        )
        opening = np.array([get["first"].get(term, 0.0) for term in u.terms] or [0.0])
        closing = np.array([get["last"].get(term, 0.0) for term in u.terms] or [0.0])
        tag_before = np.array([0] + [self._tag_class(k) for k in range(self.n - 1)]) if self.n else np.zeros(1)
        tag_after = np.array([self._tag_class(k) for k in range(1, self.n)] + [0]) if self.n else np.zeros(1)
        return {
            "opens_member": (i == first).astype(float),
            "closes_member": (j == last).astype(float),
            "words_before_in_member": (i - first).astype(float),
            "words_after_in_member": (last - j).astype(float),
            "mark_before": before[i].astype(float),
            "mark_after": after[j].astype(float),
            "quoted": ((before[i] == 4) & (after[j] == 4)).astype(float),
            "word_before": left[i],
            "word_after": right[j],
            "first_word": opening[i],
            "last_word": closing[j],
            "tag_before": tag_before[i].astype(float),
            "tag_after": tag_after[j].astype(float),
            "tag_first": np.array([self._tag_class(k) for k in range(self.n)] or [0])[i].astype(float),
            "tag_last": np.array([self._tag_class(k) for k in range(self.n)] or [0])[j].astype(float),
        }

    def _tag_class(self, k: int) -> int:
        tag = self.units.tags[k][:1]
        return _TAG_CLASSES.index(tag) + 1 if tag in _TAG_CLASSES else 0

    def _mark_before(self, k: int) -> int:
        at = int(self.units.start[k])
        character = self.text[at - 1] if at else "\n"
        if character.isspace():
            return 3
        return {"，": 1, "、": 2, "。": 3, "！": 3, "？": 3, "“": 4, "：": 5, "；": 6, "》": 7, "”": 7, "）": 7, "《": 8}.get(character, 0)

    def _mark_after(self, k: int) -> int:
        at = int(self.units.end[k])
        character = self.text[at] if at < len(self.text) else "\n"
        if character.isspace():
            return 3
        return {"，": 1, "、": 2, "。": 3, "！": 5, "？": 3, "”": 4, "：": 6, "；": 6, "“": 7, "》": 8}.get(character, 0)

    def _words(self) -> dict[str, np.ndarray]:
        u, out = self.units, {}
        for name in ("n", "v", "a", "d", "m", "r", "p", "i", "l", "x"):
            count = _prefix(np.array([tag.startswith(name) for tag in u.tags]))
            out[f"share_{name}"] = (count[self.j + 1] - count[self.i]) / (self.j - self.i + 1)
        for term in ("的", "了", "和", "是", "在", "不", "以", "让", "把"):
            count = _prefix(np.array([each == term for each in u.terms]))
            out[f"n_{term}"] = count[self.j + 1] - count[self.i]
        single = _prefix(np.array([len(term) == 1 for term in u.terms]))
        out["single_words"] = (single[self.j + 1] - single[self.i]) / (self.j - self.i + 1)
        calls = np.array([term in _CALLS for term in u.terms] or [False])
        out["calls"] = calls[self.i].astype(float)
        four = _prefix(np.array([len(term) == 4 for term in u.terms]))
        out["four_words"] = four[self.j + 1] - four[self.i]
        return out

    def _members(self) -> dict[str, np.ndarray]:
        """How alike the members are, inside the stretch and just outside it."""
        u, i, j = self.units, self.i, self.j
        m, k = u.member[i], u.member[j]
        size = np.append((u.end[u.last] - u.start[u.first]).astype(float), 0.0)
        total = len(u.first)
        heads = [u.terms[f] for f in u.first]
        tails = [u.terms[x] for x in u.last]
        pairs = range(total - 1)
        joined = np.array([u.sentence[u.first[p]] == u.sentence[u.first[p + 1]] for p in pairs] + [False])
        same_head = np.array([heads[p][0] == heads[p + 1][0] for p in pairs] + [False]) & joined
        same_tail = np.array([tails[p][-1] == tails[p + 1][-1] for p in pairs] + [False]) & joined
        step = np.array([abs(size[p] - size[p + 1]) for p in pairs] + [99.0])
        tags = [self._pattern(u.first[p], u.last[p]) for p in range(total)]
        same_tags = np.array([tags[p] == tags[p + 1] for p in pairs] + [False]) & joined
        comma = np.array([self.text[u.end[u.last[p]]] == "、" for p in pairs] + [False]) & joined
        head, tail, tagged, dun = map(_prefix, (same_head, same_tail, same_tags, comma))
        steps = _prefix(np.where(step > 20, 20, step))
        run = k > m
        own_first = u.end[u.last[m]] - self.a
        own_last = self.b - u.start[u.first[k]]
        second = np.where(k > m + 1, size[np.minimum(m + 1, total)], own_last)
        before_last = np.where(k > m + 1, size[np.maximum(k - 1, 0)], own_first)
        first_head = np.array([u.terms[x][0] for x in range(self.n)] or [""])
        next_head = np.array([heads[p + 1][0] if p + 1 < total else "" for p in range(total)] or [""])
        edge_gap = np.where(run, np.abs(own_first - second) + np.abs(own_last - before_last), 0)
        count = np.maximum(k - m, 1)
        gap_inside = np.where(run, steps[k] - steps[m], 0.0)
        previous = np.maximum(m - 1, 0)
        return {
            "heads_alike": np.where(run, ((head[k] - head[m]) - same_head[m] + (first_head[i] == next_head[m])) / count, 0.0),
            "tails_alike": np.where(run, (tail[k] - tail[m]) / count, 0.0),
            "tags_alike": np.where(run, (tagged[k] - tagged[m]) / count, 0.0),
            "by_enumeration_mark": np.where(run, (dun[k] - dun[m]) / count, 0.0),
            "edge_gap": edge_gap.astype(float),
            "gap_inside": gap_inside / count,
            "first_member_length": own_first.astype(float),
            "last_member_length": own_last.astype(float),
            "run_goes_on_before": np.where(
                i == u.first[m], joined[previous] * (m > 0) * (1.0 + (step[previous] == 0) + same_head[previous] + same_tags[previous]), 0.0
            ),
            "run_goes_on_after": np.where(j == u.last[k], joined[k] * (1.0 + (step[k] == 0) + same_head[k] + same_tags[k]), 0.0),
            "enumeration_before": np.where(i == u.first[m], comma[previous] * (m > 0), 0.0).astype(float),
            "enumeration_after": np.where(j == u.last[k], comma[k], 0.0).astype(float),
            "gap_before": np.where(m > 0, np.minimum(step[previous], 20), 20.0),
            "gap_after": np.minimum(step[k], 20.0),
        }

    def _pattern(self, first: int, last: int) -> str:
        return "".join(tag[:1] for tag in self.units.tags[first : last + 1])

    def _inner_rhythm(self) -> dict[str, np.ndarray]:
        """Characters that come again after two, three, four … places: 抓紧抓实抓细, 共商共建共享; and the balance around 和."""
        codes = np.array([ord(c) for c in self.text] or [0])
        out = {}
        for period in (2, 3, 4, 5, 6):
            same = np.zeros(len(codes), dtype=bool)
            same[:-period] = codes[:-period] == codes[period:] if len(codes) > period else False
            count = _prefix(same)
            reach = np.maximum(self.b - period, self.a)
            out[f"echo_{period}"] = (count[reach] - count[self.a]) / np.maximum(self.b - self.a - period, 1)
        joint = np.array([c in "和与并及" for c in self.text] or [False])
        places = np.append(np.flatnonzero(joint), len(codes) + 99)
        at = places[np.searchsorted(places, self.a)]
        inside = at < self.b
        out["balance_at_and"] = np.where(inside, np.abs((at - self.a) - (self.b - at - 1)), -1.0).astype(float)
        return out

    def _numerals(self) -> dict[str, np.ndarray]:
        numeral = np.array([c in _NUMERALS for c in self.text] or [False])
        digit = np.array([c.isdigit() and c.isascii() for c in self.text] or [False])
        count, digits = _prefix(numeral), _prefix(digit)
        measure = np.array([tag.startswith("q") for tag in self.units.tags] or [False])
        after = np.append(measure[1:], False)
        return {
            "numerals": count[self.b] - count[self.a],
            "opens_with_numeral": numeral[self.a].astype(float),
            "digits": digits[self.b] - digits[self.a],
            "measure_follows_first": after[self.i].astype(float) if self.n else after[:0],
        }

    def _formulas(self) -> dict[str, np.ndarray]:
        lexicon = load_formulas()
        matches = _all_matches(self.speech.folded, lexicon.index)
        covered = np.zeros(len(self.text) + 1)
        opens, closes = np.zeros(len(self.text) + 1), np.zeros(len(self.text) + 1)
        longest = np.zeros(len(self.text) + 1)
        exact = {}
        for start, end in matches:
            covered[start:end] = 1
            opens[start] = max(opens[start], end - start)
            closes[end] = max(closes[end], end - start)
            exact[start, end] = lexicon.documents[self.speech.folded[start:end]]
        count = _prefix(covered)
        del longest
        known = np.array([exact.get(span, -1) for span in zip(self.a.tolist(), self.b.tolist(), strict=True)], dtype=float)
        starts = _prefix(opens[:-1] > 0)
        length = self.b - self.a
        density = covered.sum() / max(len(self.text), 1)
        inside_open = np.array([covered[x - 1] and covered[x] and not opens[x] for x in range(len(covered))])
        return {
            "known": (known >= 0).astype(float),
            "known_documents": np.log1p(np.maximum(known, 0)),
            "formula_share": (count[self.b] - count[self.a]) / length,
            "formulas_inside": starts[self.b] - starts[self.a],
            "formula_opens": np.minimum(opens[self.a], length) / length,
            "formula_closes": np.minimum(closes[self.b], length) / length,
            "formula_runs_over": ((opens[self.a] > length) | (closes[self.b] > length)).astype(float),
            "cuts_formula": inside_open[self.a].astype(float) + np.append(inside_open, 0)[self.b].astype(float),
            "formula_density": np.full(len(self.a), density),
        }

    def _place(self) -> dict[str, np.ndarray]:
        u = self.units
        sentences, text = self.speech.sentences, self.speech.text
        ends = [text[e - 1] for e in sentences["end"]]
        unended = np.array([c not in "。！？!?”；;：:" for c in ends] or [False])
        exclaims = np.array([c in "！!" for c in ends] or [False])
        headline = (sentences["zone"] == "headline").to_numpy()
        s = u.sentence[self.i]
        paragraphs = self.speech.paragraphs
        p = np.searchsorted(paragraphs["start"].to_numpy(), self.a, side="right") - 1
        head = (self.a - paragraphs["start"].to_numpy()[p]).astype(float)
        tail = (paragraphs["end"].to_numpy()[p] - self.b).astype(float)
        return {
            "headline": headline[s].astype(float),
            "heading": unended[s].astype(float),
            "exclaims": exclaims[s].astype(float),
            "from_paragraph_start": np.minimum(head, 200),
            "to_paragraph_end": np.minimum(tail, 200),
            "to_sentence_end": np.minimum(sentences["end"].to_numpy()[s] - self.b, 100).astype(float),
            "from_sentence_start": np.minimum(self.a - sentences["start"].to_numpy()[s], 100).astype(float),
            "place_in_text": self.a / max(len(text), 1),
        }

    def _repetition(self) -> dict[str, np.ndarray]:
        strings = [self.text[a:b] for a, b in zip(self.a.tolist(), self.b.tolist(), strict=True)]
        times = Counter(strings)
        n = np.array([times[string] for string in strings], dtype=float)
        return {"repeated": np.where(self.b - self.a >= 4, n, 1.0)}

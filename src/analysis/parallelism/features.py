"""What can be said of two neighbouring stretches that may be members of one run, in groups that a teacher can name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.lexicon import list_formulas
from analysis.parallelism.alignment import common_subsequence
from analysis.parallelism.candidates import Pairs
from analysis.parallelism.units import PARAGRAPH, Units, encode

if TYPE_CHECKING:
    from analysis.speech import Speech

Columns = dict[str, np.ndarray]
TAGS = "nvadmrpcuiljzqftxwbsk"
# Closed classes: in the frame of a clause these words stand as they are, all others only as their part of speech.
_FUNCTION_TAGS = frozenset("pcurdfmqy")
# Both by the code of a tag's first letter.
_IS_FUNCTION, _TAG_PLACES = (np.array(row) for row in ([chr(k) in _FUNCTION_TAGS for k in range(128)], [TAGS.find(chr(k)) + 1 for k in range(128)]))
# More than any letter's code: numbers from here on are those of terms.
_TERMS = 1 << 10
_LOOK = 8
# By a byte whose bits say which of eight places are equal: how many are, and how many without a break from the first on.
_BITS = np.arange(256)[:, None] >> np.arange(_LOOK) & 1
_PLACES, _RUN = _BITS.sum(axis=1), np.logical_and.accumulate(_BITS, axis=1).sum(axis=1)
_FAR = 99.0


@dataclass(frozen=True)
class Facts:
    """Arrays over the words of a speech (and over its characters for the formulas that open and close there)."""

    units: Units
    term: np.ndarray
    sort: np.ndarray
    frame: np.ndarray
    tag: np.ndarray
    size: np.ndarray
    code: np.ndarray
    formula_opens: np.ndarray
    formula_closes: np.ndarray
    segment_size: np.ndarray
    formulas: frozenset[tuple[int, int]]


def gather_facts(speech: "Speech", units: Units, *, least_documents: int = 0) -> Facts:
    """All facts of a speech. Formulas counted in fewer than `least_documents` texts are passed over, as in training."""
    places = [place for *place, kind in list_formulas(speech, (units.start, units.end), least_documents=least_documents) if kind in ("numeral", "parallel")]
    opens, closes = np.zeros(len(speech.text) + 1), np.zeros(len(speech.text) + 1)
    for start, end, _ in places:
        opens[start], closes[end] = max(opens[start], end - start), max(closes[end], end - start)
    by_term, letter = _TERMS + units.number, np.frombuffer(units.letters, dtype=np.uint8)
    return Facts(
        units=units,
        term=units.number,
        sort=np.where(units.wordy, letter, by_term),
        frame=np.where(units.wordy & ~_IS_FUNCTION[letter], letter, by_term),
        tag=_TAG_PLACES[letter],
        size=units.end - units.start,
        code=encode(speech.folded),
        formula_opens=opens,
        formula_closes=closes,
        segment_size=(units.end[units.stop - 1] - units.start[units.first]).astype(float),
        formulas=frozenset((start, end) for start, end, _ in places),
    )


def describe_length(facts: Facts, pairs: Pairs) -> Columns:
    """Length in characters, words and segments, and how far the two differ."""
    m1, m2, m3, m4 = _segments(facts, pairs)
    la, lb = lengths(facts, pairs)
    na, nb = pairs.j1 - pairs.i1, pairs.j2 - pairs.i2
    sa, sb = m2 - m1 + 1, m4 - m3 + 1
    return {
        "length_1": la,
        "length_2": lb,
        "shorter": np.minimum(la, lb),
        "gap": np.abs(la - lb),
        "growth": lb - la,
        "ratio": np.minimum(la, lb) / np.maximum(la, lb),
        "words_1": na,
        "words_2": nb,
        "words_gap": np.abs(na - nb),
        "segments_1": sa,
        "segments_2": sb,
        "segments_gap": np.abs(sa - sb),
        # What the whole segments on either side of the mark would give.
        "whole_gap": np.abs(facts.segment_size[m2] - facts.segment_size[m3]),
        "whole_first_gap": np.abs(facts.segment_size[m2] - lb),
        "whole_second_gap": np.abs(la - facts.segment_size[m3]),
        "segments_spanned": np.minimum(m4 - m1, 20),
    }


def describe_edges(facts: Facts, pairs: Pairs) -> Columns:
    """What parts the two, where in its segment the first opens and the second closes, and the words around them."""
    u, (m1, _, _, m4) = facts.units, _segments(facts, pairs)
    opens, closes, before, after = _margins(facts, pairs)
    left, right = np.maximum(pairs.i1 - 1, 0), np.minimum(pairs.j2, len(u.terms) - 1)
    return {
        "level": pairs.level,
        "opens": opens,
        "closes": closes,
        "words_before": np.minimum(pairs.i1 - u.first[m1], 30),
        "words_after": np.minimum(u.stop[m4] - pairs.j2, 30),
        "level_before": np.where(opens, before, -1),
        "level_after": np.where(closes, after, -1),
        "tag_before": np.where(opens, 0, facts.tag[left]),
        "tag_after": np.where(closes, 0, facts.tag[right]),
        "tag_first_1": facts.tag[pairs.i1],
        "tag_first_2": facts.tag[pairs.i2],
        "tag_last_1": facts.tag[pairs.j1 - 1],
        "tag_last_2": facts.tag[pairs.j2 - 1],
        "de_before": ~opens & facts.units.detached[left],
        "de_after": ~closes & facts.units.detached[right],
    }


def describe_frame(facts: Facts, pairs: Pairs) -> Columns:
    """What the two share: words, function words and parts of speech from the head and from the tail, and place by place."""
    u, i1, j1, i2, j2 = facts.units, pairs.i1, pairs.j1, pairs.i2, pairs.j2
    na, nb = j1 - i1, j2 - i2
    la, lb = _whole_lengths(facts, pairs)
    common, shorter = np.minimum(na, nb), np.minimum(la, lb)
    words = np.stack([facts.term, facts.sort, facts.frame, facts.size])
    heads, tails = _equal_places(words, i1, i2, common, 1), _equal_places(words[:3], j1 - 1, j2 - 1, common, -1)
    columns: Columns = {}
    for name, head, tail in zip(("terms", "sorts", "frames"), _RUN[heads], _RUN[tails], strict=False):
        columns |= {f"head_{name}": head, f"tail_{name}": tail}
    columns["head_characters"] = _RUN[_equal_places(facts.code, u.start[i1], u.start[i2], shorter, 1)]
    columns["tail_characters"] = _RUN[_equal_places(facts.code, u.end[j1 - 1] - 1, u.end[j2 - 1] - 1, shorter, -1)]
    in_place = _PLACES[heads] / np.minimum(common, _LOOK)
    return columns | {
        "sorts_in_place": in_place[1],
        "terms_in_place": in_place[0],
        "sizes_in_place": in_place[3],
        "head_character": u.head[i1] == u.head[i2],
        "tail_character": u.tail[j1 - 1] == u.tail[j2 - 1],
        "head_sort": heads[1] & 1,
        "tail_sort": tails[1] & 1,
        "head_size": heads[3] & 1,
        "tail_size": facts.size[j1 - 1] == facts.size[j2 - 1],
        "same_length": la == lb,
        "same_words": na == nb,
        "same_sorts": (columns["head_sorts"] >= np.minimum(na, _LOOK)) & (na == nb),
    }


def describe_segments(facts: Facts, pairs: Pairs) -> Columns:
    """Members of several segments, segment by segment: heads, tails, lengths, the marks between them."""
    u, (m1, m2, m3, m4) = facts.units, _segments(facts, pairs)
    common = np.minimum(m2 - m1, m4 - m3) + 1
    begin, last = np.cumsum(common) - common, len(u.first) - 1
    row = np.repeat(np.arange(len(pairs)), common)
    k = np.arange(len(row)) - begin[row]
    x, y = m1[row] + k, m3[row] + k
    first_x, first_y = np.maximum(u.first[x], pairs.i1[row]), np.maximum(u.first[y], pairs.i2[row])
    last_x, last_y = np.minimum(u.stop[x], pairs.j1[row]) - 1, np.minimum(u.stop[y], pairs.j2[row]) - 1
    alike = [facts.term[first_x] == facts.term[first_y], facts.frame[first_x] == facts.frame[first_y], u.tail[last_x] == u.tail[last_y]]
    alike += [np.abs(facts.segment_size[x] - facts.segment_size[y]), (k + 1 < common[row]) & (u.level[x] == u.level[y])]
    heads, frames, tails, gaps, marks = np.add.reduceat(np.array(alike, dtype=float), begin, axis=1) if len(pairs) else np.zeros((5, 0))
    highest = np.maximum(_highest_inside(u, m1, m2), _highest_inside(u, m3, m4))
    return {
        "segment_heads": heads / common,
        "segment_frames": frames / common,
        "segment_tails": tails / common,
        "segment_gaps": gaps / common,
        "segment_marks": np.where(common > 1, marks / np.maximum(common - 1, 1), -1),
        "first_segments_gap": np.abs(facts.segment_size[m1] - facts.segment_size[m3]),
        "last_segments_gap": np.abs(facts.segment_size[m2] - facts.segment_size[m4]),
        "level_inside": highest,
        "level_inside_over": highest - pairs.level,
        "head_again_inside": (m2 > m1) & (facts.term[u.first[np.minimum(m1 + 1, last)]] == facts.term[pairs.i2]),
    }


def describe_neighbours(facts: Facts, pairs: Pairs) -> Columns:
    """Whether the segment before the first or after the second goes on with the run."""
    u, (m1, _, _, m4) = facts.units, _segments(facts, pairs)
    opens, closes, before, after = _margins(facts, pairs)
    la, lb = lengths(facts, pairs)
    on, back = np.minimum(m4 + 1, len(u.first) - 1), np.maximum(m1 - 1, 0)
    goes_on, goes_back = closes & (after < PARAGRAPH), opens & (before < PARAGRAPH)
    return {
        "next_term": goes_on & (facts.term[u.first[on]] == facts.term[pairs.i2]),
        "next_frame": goes_on & (facts.frame[u.first[on]] == facts.frame[pairs.i2]),
        "next_tail": goes_on & (facts.units.tail[u.stop[on] - 1] == facts.units.tail[pairs.j2 - 1]),
        "next_gap": np.where(goes_on, np.minimum(np.abs(facts.segment_size[on] - lb), _FAR), _FAR),
        "next_level": goes_on & (after == pairs.level),
        "previous_term": goes_back & (facts.term[u.first[back]] == facts.term[pairs.i1]),
        "previous_frame": goes_back & (facts.frame[u.first[back]] == facts.frame[pairs.i1]),
        "previous_tail": goes_back & (facts.units.tail[u.stop[back] - 1] == facts.units.tail[pairs.j1 - 1]),
        "previous_gap": np.where(goes_back, np.minimum(np.abs(facts.segment_size[back] - la), _FAR), _FAR),
        "previous_level": goes_back & (before == pairs.level),
    }


def describe_formulas(facts: Facts, pairs: Pairs) -> Columns:
    """Whether a known formula (numeral or parallel) opens or closes with the pair, or runs over its edge."""
    u = facts.units
    whole = u.end[pairs.j2 - 1] - u.start[pairs.i1]
    opens, closes = facts.formula_opens[u.start[pairs.i1]], facts.formula_closes[u.end[pairs.j2 - 1]]
    return {
        "formula_opens": np.minimum(opens, whole) / whole,
        "formula_closes": np.minimum(closes, whole) / whole,
        "formula_over": (opens > whole) | (closes > whole),
    }


def describe_alignment(facts: Facts, pairs: Pairs) -> Columns:
    """The longest common subsequence of words, of frames and of characters, and its share of the shorter and of the longer member."""
    i1, i2, na, nb = pairs.i1, pairs.i2, pairs.j1 - pairs.i1, pairs.j2 - pairs.i2
    la, lb = _whole_lengths(facts, pairs)
    start = facts.units.start
    common = {
        "words": (common_subsequence(facts.term, i1, na, i2, nb), na, nb),
        "frames": (common_subsequence(facts.frame, i1, na, i2, nb), na, nb),
        "characters": (common_subsequence(facts.code, start[i1], la, start[i2], lb), la, lb),
    }
    columns: Columns = {}
    for name, (count, one, other) in common.items():
        columns |= {f"common_{name}": count, f"common_{name}_shorter": count / np.minimum(one, other), f"common_{name}_longer": count / np.maximum(one, other)}
    return columns


# The last group takes most of the time and tells little of short members: only the weights for essays use it.
ALIGNMENT = "alignment"
GROUPS = {
    "length": describe_length,
    "edges": describe_edges,
    "frame": describe_frame,
    "segments": describe_segments,
    "neighbours": describe_neighbours,
    "formulas": describe_formulas,
    ALIGNMENT: describe_alignment,
}


def describe_pairs(facts: Facts, pairs: Pairs, *, inside: bool) -> Columns:
    """All features of the pairs; `inside` as in `list_pairs`."""
    columns: Columns = {}
    for name, describe in GROUPS.items():
        if name != ALIGNMENT or not inside:
            columns |= describe(facts, pairs)
    return columns


def lengths(facts: Facts, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Characters of the first and of the second member."""
    la, lb = _whole_lengths(facts, pairs)
    return la.astype(float), lb.astype(float)


def _whole_lengths(facts: Facts, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    u = facts.units
    return u.end[pairs.j1 - 1] - u.start[pairs.i1], u.end[pairs.j2 - 1] - u.start[pairs.i2]


def _segments(facts: Facts, pairs: Pairs) -> tuple[np.ndarray, ...]:
    """The segments in which the first member opens and closes, and the second."""
    segment = facts.units.segment
    return segment[pairs.i1], segment[pairs.j1 - 1], segment[pairs.i2], segment[pairs.j2 - 1]


def _margins(facts: Facts, pairs: Pairs) -> tuple[np.ndarray, ...]:
    """Whether the pair opens and closes a segment, and the levels of the marks before and after these segments."""
    u, (m1, _, _, m4) = facts.units, _segments(facts, pairs)
    before = np.where(m1 > 0, u.level[np.maximum(m1 - 1, 0)], PARAGRAPH)
    return pairs.i1 == u.first[m1], pairs.j2 == u.stop[m4], before, u.level[m4]


def _highest_inside(u: Units, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The strongest mark between the segments `first` to `last`; 0 where there is one segment only."""
    highest = np.zeros(len(first), dtype=np.int64)
    several = np.flatnonzero(last > first)
    if len(several):
        count = (last - first)[several]
        begin = np.cumsum(count) - count
        inside = np.arange(int(count.sum())) + np.repeat(first[several] - begin, count)
        highest[several] = np.maximum.reduceat(u.level[inside], begin)
    return highest


def _equal_places(values: np.ndarray, x: np.ndarray, y: np.ndarray, most: np.ndarray, step: int) -> np.ndarray:
    """A byte for each pair (for each row of `values`): which of the first eight values from `x` and `y` on, at most `most`, are equal."""
    steps = step * np.arange(_LOOK)
    # What lies outside a member is compared too and not counted.
    equal = values.take(x[:, None] + steps, axis=-1, mode="clip") == values.take(y[:, None] + steps, axis=-1, mode="clip")
    return np.packbits(equal, bitorder="little").reshape(equal.shape[:-1]) & (1 << np.minimum(most, _LOOK)) - 1

"""Formulas: what a speech or a corpus keeps repeating, word for word, however long, with the punctuation inside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import check_choice, check_least
from analysis.layout import CONTENT, ZONES
from analysis.speech import Speech, list_speeches
from analysis.splitting import INVISIBLE
from analysis.suffixes import chunks, expand, find_repeats
from analysis.tables import build_table

OVERLAPS = ("all", "longest", "most_frequent")
# An edge of a formula must be the edge of a word in at least this share of its occurrences: 席强调 and 的重要讲 never are.
WORD_EDGES = 0.6
# Words of grammar that hang on the edge of what is repeated (全国各族人民的, 和建设): no formula opens or closes with them. 为, 以, 在, 与
# and 从 may open one (为人民服务, 从群众中来).
_NEVER_FIRST = frozenset("的 地 得 了 着 过 和 及 以及 等 是 也 都".split())
_NEVER_LAST = _NEVER_FIRST | frozenset("在 与 为 以 把 将 对 向 从 由 被 使 而 并 并且 就 又 还 我 我们".split())
# A formula may hold 、 and ， but none of these; ： introduces, and what it introduces is another formula.
_BREAKS = "。！？!?｡；;：:…—\u2028\u2029"
_BLANKS = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u3000\u2028\u2029" + INVISIBLE
_OPENING, _CLOSING = "“‘「『《〈（([【〔", "”’」』》〉）)]】〕"
_CHINESE_DIGITS = "〇零一二三四五六七八九十百千万亿"


@dataclass(frozen=True)
class _Corpus:
    """The sentences of all speeches as one array of code points, -1 between them; a place is an index into it.

    `document` and `position` say where a place stands; `starts` and `ends` whether a formula may open with it or close with it.
    """

    codes: np.ndarray
    document: np.ndarray
    position: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def text(self, place: int, length: int) -> str:
        return "".join(map(chr, self.codes[place : place + length]))


def find_formulas(
    speeches: Speech | Iterable[Speech],
    *,
    min_count: int = 2,
    min_documents: int = 1,
    min_length: int = 4,
    max_length: int | None = None,
    overlap: str = "longest",
    zones: Sequence[str] = CONTENT,
) -> pd.DataFrame:
    """What the speeches repeat word for word: one row per formula, the most frequent first; the span is its first occurrence.

    Columns: `formula` (simplified, half-width, lower case, without line breaks), `n` (occurrences, overlapping ones too), `documents`,
    `parent` (the most frequent longer formula of this table that contains it, "" if none).

    A formula lies inside one sentence, may hold 、 and ， but no ；：…—, has its quotation marks and brackets in pairs, opens and closes with
    a character (not with punctuation) at word edges in at least 60 % of its occurrences, neither opens nor closes with a particle or conjunction
    (的, 和), and cannot be extended by these rules without losing an occurrence.

    min_count, min_documents: the least occurrences, and the least speeches that hold it. min_length, max_length: in characters.
    overlap: "longest" (default) leaves a formula out where fewer than `min_count` of its occurrences lie outside longer ones;
        "most_frequent" keeps formulas from the most frequent down while `min_count` of their occurrences are free; "all" keeps everything.
    zones: zones of the page that count.

    Raises OptionError for options out of range and for what is no Speech. Misleads where a page is in the corpus twice: every sentence of it
    is a formula then, so ask for more documents.

    Literature: maximal repeats, Gusfield 1997 (chapter 7); lexical bundles, Biber and Conrad 1999.
    """
    least = {"min_count": (min_count, 2), "min_documents": (min_documents, 1), "min_length": (min_length, 2)}
    _check_options(least | ({} if max_length is None else {"max_length": (max_length, min_length)}), overlap, zones)
    speeches = list_speeches("speeches", speeches)
    corpus = _build_corpus(speeches, zones)
    order, found = _find_candidates(corpus, min_length, min_count)
    if max_length is not None:
        found = found[found["length"] <= max_length]
    found["documents"] = _count_documents(corpus, order, found)
    found = found[found["documents"] >= min_documents]
    kept = {"all": _keep_all, "longest": _keep_longest, "most_frequent": _keep_most_frequent}[overlap](order, found, min_count)
    return _build(speeches, corpus, order, kept)


def _check_options(least: dict[str, tuple[int, int]], overlap: str, zones: Sequence[str]) -> None:
    check_choice("overlap", overlap, OVERLAPS)
    for name, (value, smallest) in least.items():
        check_least(name, value, smallest)
    for zone in zones:
        check_choice("zones", zone, ZONES)


def _build_corpus(speeches: list[Speech], zones: Sequence[str]) -> _Corpus:
    parts = [_read_places(speech, zones) for speech in speeches]
    empty = np.zeros(0, dtype=np.int64)
    codes, position, opens, closes = (np.concatenate([empty, *(part[i] for part in parts)]) for i in range(4))
    document = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    letters = [code for code in np.unique(codes) if code >= 0 and chr(code).isalnum()]
    letter, inner = np.isin(codes, letters), _inner_edges(codes)
    return _Corpus(codes, document, position, (opens > 0) & letter & ~inner[:-1], (closes > 0) & letter & ~inner[1:])


def _read_places(speech: Speech, zones: Sequence[str]) -> tuple[np.ndarray, ...]:
    """(code or -1, position, opens a word, closes a word) for each visible character of the sentences, -1 after each sentence."""
    folded = np.frombuffer(speech.folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    used, opens, closes = (np.zeros(len(folded) + 1, dtype=np.int64) for _ in range(3))
    sentences, tokens = speech.sentences, speech.tokens
    sentences = sentences[sentences["zone"].isin(list(zones))]
    starts, ends = sentences["start"].to_numpy(), sentences["end"].to_numpy()
    np.add.at(used, starts, 1)
    np.add.at(used, ends, -1)
    opens[tokens["start"].to_numpy()] = ~tokens["term"].isin(_NEVER_FIRST)
    closes[tokens["end"].to_numpy() - 1] = ~tokens["term"].isin(_NEVER_LAST)
    latin = _is_latin(folded)
    word_space = np.zeros(len(folded), dtype=bool)
    word_space[1:-1] = latin[:-2] & latin[2:]
    keep = np.flatnonzero((np.cumsum(used)[:-1] > 0) & (~_is_one_of(folded, _BLANKS) | word_space))
    codes = np.where(_is_one_of(folded[keep], _BREAKS), -1, folded[keep])
    stops = np.searchsorted(keep, ends)
    return tuple(np.insert(values, stops, fill) for values, fill in ((codes, -1), (keep, -1), (opens[keep], 0), (closes[keep], 0)))


def _is_one_of(codes: np.ndarray, characters: str) -> np.ndarray:
    return np.isin(codes, [ord(character) for character in characters])


def _is_latin(codes: np.ndarray) -> np.ndarray:
    return ((codes >= 48) & (codes <= 57)) | ((codes >= 97) & (codes <= 122))


def _inner_edges(codes: np.ndarray) -> np.ndarray:
    """For each edge between two places, the outer two included: True inside a number or a Latin word."""
    padded = np.concatenate([[-1, -1], codes, [-1, -1]])
    latin, chinese, digit, point = (
        _is_latin(padded),
        _is_one_of(padded, _CHINESE_DIGITS),
        (padded >= 48) & (padded <= 57),
        _is_one_of(padded, ".,:/-%"),
    )
    glued = (latin[1:-2] & latin[2:-1]) | (chinese[1:-2] & chinese[2:-1])
    glued |= (digit[1:-2] & point[2:-1] & digit[3:]) | (digit[:-3] & point[1:-2] & digit[2:-1])
    return glued | (digit[1:-2] & _is_one_of(padded, "万亿%")[2:-1])


def _find_candidates(corpus: _Corpus, min_length: int, min_count: int) -> tuple[np.ndarray, pd.DataFrame]:
    """(suffix array, one row per string that may be a formula and cannot be extended without losing an occurrence).

    Columns: `first`, `count` (a stretch of the suffix array), `length`, `place` (of the first occurrence).
    """
    # Every break is a character of its own, so that no string reaches across one.
    broken = corpus.codes < 0
    codes = np.where(broken, corpus.codes.max(initial=0) + np.cumsum(broken), corpus.codes)
    order, intervals = find_repeats(codes, least_length=min_length, least_count=min_count)
    found = pd.DataFrame({name: intervals[name] for name in ("first", "length", "shorter")})
    found["count"] = intervals["last"] - intervals["first"] + 1
    found = found[_word_edge_share(corpus.starts, order, found, shift=False) >= WORD_EDGES]
    found["place"] = _first_places(order, found)
    found = _trim_right(corpus, order, found, min_length)
    return order, _drop_parts(found)


def _drop_parts(found: pd.DataFrame) -> pd.DataFrame:
    """Without the strings that a longer one holds with all their occurrences.

    Such a pair has equal counts, and the first occurrence of the one lies in the first of the other; and the other way round.
    """
    found = found.assign(end=found["place"] + found["length"]).sort_values(["count", "place", "end"], ascending=[True, True, False])
    reach = found.groupby("count")["end"].cummax().groupby(found["count"]).shift(fill_value=-1)
    return found[found["end"] > reach].drop(columns="end").reset_index(drop=True)


def _word_edge_share(allowed: np.ndarray, order: np.ndarray, found: pd.DataFrame, *, shift: bool) -> np.ndarray:
    """The share of each string's occurrences whose first character (with `shift` the last) stands at an allowed edge."""
    first, count = found["first"].to_numpy(), found["count"].to_numpy()
    offset = found["length"].to_numpy() - 1 if shift else np.zeros(len(found), dtype=np.int64)
    sums = np.zeros(len(found))
    for rows in chunks(count):
        places = order[expand(first[rows], count[rows])] + np.repeat(offset[rows], count[rows])
        sums[rows] = np.add.reduceat(allowed[places].astype(np.int64), np.cumsum(count[rows]) - count[rows])
    return sums / np.maximum(count, 1)


def _first_places(order: np.ndarray, found: pd.DataFrame) -> np.ndarray:
    first, count = found["first"].to_numpy(), found["count"].to_numpy()
    places = np.zeros(len(found), dtype=np.int64)
    for rows in chunks(count):
        places[rows] = np.minimum.reduceat(order[expand(first[rows], count[rows])], np.cumsum(count[rows]) - count[rows])
    return places


def _trim_right(corpus: _Corpus, order: np.ndarray, found: pd.DataFrame, min_length: int) -> pd.DataFrame:
    """Each string cut back to its longest part that has the same occurrences, closes at word edges and has its marks in pairs."""
    depth, limit = _pair_marks(corpus.codes)
    least = np.maximum(found["shorter"], min_length - 1)
    done = []
    while len(found):
        place, end = found["place"].to_numpy(), (found["place"] + found["length"]).to_numpy()
        paired = (depth[place] == depth[end]) & (end <= limit[place])
        closed = paired.copy()
        closed[paired] = _word_edge_share(corpus.ends, order, found[paired], shift=True) >= WORD_EDGES
        done.append(found[closed])
        found, least = found[~closed].assign(length=lambda rows: rows["length"] - 1), least[~closed]
        longer = found["length"] > least
        found, least = found[longer], least[longer]
    return pd.concat(done) if done else found


def _pair_marks(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(how many quotation marks and brackets are open before each place, the next place that closes one opened before it)."""
    step = _is_one_of(codes, _OPENING).astype(np.int64) - _is_one_of(codes, _CLOSING)
    depth = np.concatenate([[0], np.cumsum(step)])
    limit = np.full(len(depth), len(codes), dtype=np.int64)
    pending: list[int] = []
    # Only the marks themselves need a look: between two of them the depth is the same.
    marks = np.flatnonzero(step)
    starts = np.concatenate([[0], marks + 1])
    for i, mark in enumerate(marks):
        pending.append(i)
        while step[mark] < 0 and pending and depth[starts[pending[-1]]] > depth[mark + 1]:
            at = pending.pop()
            limit[starts[at] : marks[at] + 1] = mark
    return depth, limit


def _count_documents(corpus: _Corpus, order: np.ndarray, found: pd.DataFrame) -> np.ndarray:
    first, count = found["first"].to_numpy(), found["count"].to_numpy()
    documents = np.zeros(len(found), dtype=np.int64)
    many = int(corpus.document.max(initial=0)) + 1
    for rows in chunks(count):
        held = corpus.document[order[expand(first[rows], count[rows])]]
        row = np.repeat(np.arange(len(count[rows])), count[rows])
        documents[rows] = np.bincount(np.unique(row * many + held) // many, minlength=len(count[rows]))
    return documents


def _keep_all(order: np.ndarray, found: pd.DataFrame, min_count: int) -> pd.DataFrame:
    return found


def _keep_longest(order: np.ndarray, found: pd.DataFrame, min_count: int) -> pd.DataFrame:
    """Without the strings of which fewer than `min_count` occurrences lie outside the longer ones."""
    reach = np.zeros(len(order), dtype=np.int64)
    kept = np.zeros(len(found), dtype=bool)
    first, count = found["first"].to_numpy(), found["count"].to_numpy()
    for length, rows in sorted(found.groupby("length").indices.items(), reverse=True):
        places = order[expand(first[rows], count[rows])]
        free = reach[places] < places + length
        kept[rows] = np.add.reduceat(free.astype(np.int64), np.cumsum(count[rows]) - count[rows]) >= min_count
        # What starts at or before a place reaches at least as far as the farthest of them.
        np.maximum.at(reach, places, places + length)
        np.maximum.accumulate(reach, out=reach)
    return found[kept]


def _keep_most_frequent(order: np.ndarray, found: pd.DataFrame, min_count: int) -> pd.DataFrame:
    """From the most frequent down (the longer of two first), the strings of which `min_count` occurrences do not touch those kept before."""
    taken = np.zeros(len(order) + 1, dtype=bool)
    ranked = found.sort_values(["count", "length", "place"], ascending=[False, False, True])
    kept = []
    for row in ranked.itertuples():
        places = order[row.first : row.first + row.count]
        spans = places[:, None] + np.arange(row.length)
        free = ~taken[spans].any(axis=1)
        if free.sum() >= min_count:
            taken[spans[free]] = True
            kept.append(row.Index)
    return found.loc[sorted(kept)]


def _find_parents(order: np.ndarray, found: pd.DataFrame) -> np.ndarray:
    """For each row, the row of the most frequent (then longest) longer string that holds it; -1 if none.

    Every string of the table that lies inside another lies inside the first occurrence of it.
    """
    first, count, length, place = (found[name].to_numpy() for name in ("first", "count", "length", "place"))
    at = order[expand(first, count)]
    row = np.repeat(np.arange(len(found)), count)
    by_place = np.argsort(at, kind="stable")
    at, row = at[by_place], row[by_place]
    begin, stop = np.searchsorted(at, place), np.searchsorted(at, place + length)
    parents = np.full(len(found), -1, dtype=np.int64)
    # From the least wanted parent to the most wanted, so that the last one written stays.
    wanted = np.lexsort((-place, length, count))
    for rows in chunks((stop - begin)[wanted]):
        longer = wanted[rows]
        inner = expand(begin[longer], (stop - begin)[longer])
        outer = np.repeat(longer, (stop - begin)[longer])
        inside = (at[inner] + length[row[inner]] <= place[outer] + length[outer]) & (length[row[inner]] < length[outer])
        parents[row[inner[inside]]] = outer[inside]
    return parents


def _build(speeches: list[Speech], corpus: _Corpus, order: np.ndarray, found: pd.DataFrame) -> pd.DataFrame:
    found = found.sort_values(["count", "length", "place"], ascending=[False, False, True]).reset_index(drop=True)
    places, lengths = found["place"].to_numpy(), found["length"].to_numpy()
    formulas = [corpus.text(place, length) for place, length in zip(places, lengths, strict=True)]
    held = [speeches[i] for i in corpus.document[places]]
    starts, ends = corpus.position[places], corpus.position[places + lengths - 1] + 1
    columns = {
        "doc_id": [speech.doc_id for speech in held],
        "start": starts,
        "end": ends,
        "text": [speech.text[start:end] for speech, start, end in zip(held, starts, ends, strict=True)],
        "formula": formulas,
        "n": found["count"],
        "documents": found["documents"],
        "parent": [formulas[i] if i >= 0 else "" for i in _find_parents(order, found)],
    }
    return build_table("formulas", columns)

"""What changed from one report to the next: its sentences kept, moved, edited, dropped and new."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.comparison.edits import write_edits
from analysis.comparison.pairing import (
    Scored,
    Sentence,
    choose_pairs,
    find_chain,
    pair_copies,
    pair_unique,
    prepare_sentence,
    read_key,
    score_pairs,
    share_gap,
)
from analysis.data import read_table
from analysis.errors import OptionError
from analysis.folding import fold
from analysis.matching import Index, index_terms
from analysis.places import list_spans
from analysis.speech import Speech, check_speech
from analysis.splitting import Span
from analysis.tables import build_table, columns_of

CHANGES = ("kept", "moved", "edited", "dropped", "new")
# From these similarities on, two sentences are one that was edited: wherever they stand and before all others; between the same neighbours;
# wherever they stand, of those that are left. Chosen by reading the pairs of three other pairs of years: docs/alignment.md.
SURE, NEARBY, SIMILAR = 0.30, 0.13, 0.18
# A heading and a sentence are less likely one: what is left of their similarity.
_HEADING = 0.7
# A sentence is only a formula if no more than this share of its characters is its own.
_OWN = 0.2


class _Text(NamedTuple):
    speech: Speech
    spans: list[Span]
    sentences: list[Sentence]


class _Row(NamedTuple):
    change: str
    moved: bool
    number: int
    other: Span
    similarity: float


# Sentence of the new text → its partner in the old one, and how similar they are.
_Partners = dict[int, tuple[int, float]]


def align_reports(old: Speech, new: Speech, *, boilerplate: Iterable[str] | None = None) -> pd.DataFrame:
    """What became of each sentence from `old` to `new`: a row for each sentence of `new` in order, and where it was dropped one of `old`.

    Columns: the span, in `old` where `change` is dropped and in `new` else, so the two need different `doc_id`s;
    `change`: kept (the same wording in its place), moved (the same wording elsewhere), edited, dropped, new;
    `moved`: whether a kept or edited sentence left its place: it is no member of the longest chain of partners that run in the same
        order in both texts, so `change` is moved, or edited with `moved`;
    `other_start, other_end, other_text`: the partner in the other text; where there is none, the empty span where it would stand;
    `similarity`: 1 for the same wording, 0 without a partner, else 2·shared / (a + b + c), where a and b are the weights of the bigrams of the
        two sentences and shared that of those in both (Dice 1945). A bigram weighs ln(1 + N / n) squared, N being the sentences of both texts
        that have no equal and n those of the text in which more have it; 0.15 of that where it touches a formula of `boilerplate` or an
        ordinal (三是), and nothing where it stands in over 64 sentences of one text. c is the weight of ten bigrams that stand once, so
        that short sentences must share more;
    `edits`: how the partner of `old` became that of `new`, as `[-gone-]{+added+}`; `read_edits` gives both wordings back. "" where nothing
        changed or there is no partner;
    `boilerplate`: whether at least four fifths of its characters belong to such formulas (各位代表, 请予审议 …).

    The wording is compared in simplified, half-width characters without punctuation and blanks, so a sentence of which only these changed
    is kept. Equal sentences are paired, then the most similar of the others: from 0.30 up wherever they stand; then, from 0.13 up,
    those between the same neighbours of that chain; then what is left from 0.18 up. Between a heading (a sentence without an end mark)
    and a sentence similarity counts 0.7. Each has one partner, or none. A sentence that was split in two is edited into its more
    similar half, and the other half is new; of two that were joined one is edited and the other dropped. Page furniture has no rows.
    boilerplate: the formulas that say nothing of what a sentence is about; None takes those of the package, [] none.

    Raises OptionError for what is no Speech, for two texts of one `doc_id`, and for a `boilerplate` that is no iterable of strings of two or more characters.
    Misleads where a reader would say that a thought was kept in new words: only wording is compared. A short sentence is edited
    into another of the same pattern more easily than a long one. Figures by eye: docs/alignment.md.
    """
    phrases = _read_phrases(boilerplate)
    texts = _prepare_text("old", old, phrases), _prepare_text("new", new, phrases)
    if old.doc_id == new.doc_id and old.text != new.text:
        raise OptionError(f"both texts have the doc_id {old.doc_id!r}, and no row could tell which it is of; allowed: one each. Parse one with doc_id=.")
    partners = _find_partners(*texts)
    rows = _order_rows(*texts, partners)
    return _build(*texts, rows)


def read_boilerplate() -> pd.DataFrame:
    """The shipped formulas of reports: `phrase, national, provincial` (how many reports hold it); a fresh table. Its source: docs/alignment.md."""
    return read_table("boilerplate.tsv")


@cache
def _shipped_phrases() -> Index:
    return index_terms((phrase, True) for phrase in read_boilerplate()["phrase"])


def _read_phrases(boilerplate: Iterable[str] | None) -> Index:
    if boilerplate is None:
        return _shipped_phrases()
    allowed = 'allowed: an iterable of strings of two or more characters, such as ["请予审议"], or None for the shipped ones. Pass a list.'
    if isinstance(boilerplate, str) or not isinstance(boilerplate, Iterable):
        raise OptionError(f"boilerplate={boilerplate!r:.60} is {type(boilerplate).__name__}; {allowed}")
    listed = list(boilerplate)
    wrong = [phrase for phrase in listed if not isinstance(phrase, str) or len(read_key(fold(phrase))) < 2]
    if wrong:
        raise OptionError(f"boilerplate holds {wrong[0]!r:.60}; {allowed}")
    return index_terms((read_key(fold(phrase)), True) for phrase in listed)


def _prepare_text(name: str, speech: Speech, phrases: Index) -> _Text:
    check_speech(name, speech)
    spans = list_spans(speech.sentences)
    folded = speech.folded
    return _Text(speech, spans, [prepare_sentence(folded[start:end], phrases) for start, end in spans])


def _find_partners(old: _Text, new: _Text) -> _Partners:
    """Sentences that stand once in each text are paired, then edited ones, then those that repeat, by where they stand among the others."""
    keys = [[sentence.key for sentence in text.sentences] for text in (old, new)]
    equal = [(i, j, 1.0) for i, j in pair_unique(*keys)]
    edited = _pair_edited(old, new, keys, equal)
    copies = pair_copies(*keys, [(i, j) for i, j, _ in equal + edited])
    return {j: (i, similarity) for i, j, similarity in [*equal, *edited, *((i, j, 1.0) for i, j in copies)]}


def _pair_edited(old: _Text, new: _Text, keys: list[list[str]], equal: list[Scored]) -> list[Scored]:
    """First pairs that their wording alone proves, then those between the same neighbours, then the others."""
    others = [set(own) for own in reversed(keys)]
    alone = [np.array([at for at, key in enumerate(own) if key not in other], dtype=np.int64) for own, other in zip(keys, others, strict=True)]
    rows_old, rows_new, dice = score_pairs([old.sentences[at] for at in alone[0]], [new.sentences[at] for at in alone[1]], threshold=NEARBY)
    i, j = alone[0][rows_old], alone[1][rows_new]
    ends = [np.array([sentence.ends for sentence in text.sentences], dtype=bool) for text in (old, new)]
    similarity = np.where(ends[0][i] == ends[1][j], dice, dice * _HEADING)
    distance = np.abs(i / max(len(old.spans), 1) - j / max(len(new.spans), 1))
    chosen: list[Scored] = []
    for least in (SURE, NEARBY, SIMILAR):
        rows = similarity >= least
        if least == NEARBY:
            rows &= share_gap(i, j, [(one, other) for one, other, _ in equal + chosen])
        chosen += choose_pairs(i[rows], j[rows], similarity[rows], distance[rows], taken=chosen)
    return chosen


def _order_rows(old: _Text, new: _Text, partners: _Partners) -> list[_Row]:
    """The rows in the order of `new`; what was dropped follows the sentence that it followed in `old`, the last that is in its place."""
    chain = find_chain([partners[j][0] for j in sorted(partners)])
    dropped = _list_dropped(len(old.spans), chain, {i for i, _ in partners.values()})
    at_old = at_new = 0
    rows = [_Row("dropped", False, i, (0, 0), 0.0) for i in dropped[-1]]
    for j, span in enumerate(new.spans):
        i, similarity = partners.get(j, (-1, 0.0))
        moved = i >= 0 and i not in chain
        rows.append(_Row(_name_change(old, new, i, j, moved=moved), moved, j, old.spans[i] if i >= 0 else (at_old, at_old), similarity))
        at_new = span[1]
        if i in chain:
            at_old = old.spans[i][1]
            rows += [_Row("dropped", False, gone, (at_new, at_new), 0.0) for gone in dropped[i]]
    return rows


def _list_dropped(size: int, chain: set[int], taken: set[int]) -> dict[int, list[int]]:
    """Sentence of `old` in its place (-1 before the first) → those after it, up to the next such, that have no partner."""
    dropped: dict[int, list[int]] = defaultdict(list)
    anchor = -1
    for i in range(size):
        if i in chain:
            anchor = i
        elif i not in taken:
            dropped[anchor].append(i)
    return dropped


def _name_change(old: _Text, new: _Text, i: int, j: int, *, moved: bool) -> str:
    if i < 0:
        return "new"
    if old.sentences[i].key != new.sentences[j].key:
        return "edited"
    return "moved" if moved else "kept"


def _build(old: _Text, new: _Text, rows: list[_Row]) -> pd.DataFrame:
    columns: dict[str, list] = defaultdict(list)
    for row in rows:
        own, partner = (old, new) if row.change == "dropped" else (new, old)
        (start, end), (other_start, other_end) = own.spans[row.number], row.other
        text, other = own.speech.text[start:end], partner.speech.text[other_start:other_end]
        sentence = own.sentences[row.number]
        values = {"doc_id": own.speech.doc_id, "start": start, "end": end, "text": text, "change": row.change, "moved": row.moved}
        values |= {"other_start": other_start, "other_end": other_end, "other_text": other, "similarity": row.similarity}
        values |= {"edits": write_edits(other, text) if other not in ("", text) else "", "boilerplate": _is_formula(sentence)}
        for name, value in values.items():
            columns[name].append(value)
    return build_table("changes", columns if rows else {name: [] for name in columns_of("changes")})


def _is_formula(sentence: Sentence) -> bool:
    own = sentence.covered.count(False)
    return own < len(sentence.key) and own <= _OWN * len(sentence.key)

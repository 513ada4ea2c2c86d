"""Cadence (节奏): the length of clause after clause, runs of equal length, and lists joined by 、."""

import itertools
import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.places import content_clauses
from analysis.splitting import trim
from analysis.tables import build_spans

if TYPE_CHECKING:
    from analysis.speech import Speech

# Two clauses are often of one length by chance; three seldom.
RUN = 3
_PIECE = re.compile(r"[^、]+")


def measure_cadence(speech: "Speech") -> pd.DataFrame:
    """One row for each clause of `speech` (between ，；：—— … and the end of the sentence), page furniture left out.

    Columns: the span; `length`, its characters without marks and white space (letters and digits count one each, 、 none);
    `run`, the number, from 1, of the run of three or more clauses of equal length that it belongs to, within a paragraph, 0 for
    none; `items`, the members that 、 joins in it, 0 where there is no 、.

    A list marker (一、 at the head of a line) joins nothing. A figure such as 27,203.5 is one stretch of digits, as long as it is written,
    and may break a run. Equal length is no parallel by itself: find_parallels asks for more. Literature: Feng Shengli 1997;
    docs/cadence.md, which also makes the density along the speech from this table.

    >>> from analysis import parse_speech
    >>> measure_cadence(parse_speech("抓春耕、抓春播，修水渠。"))[["length", "items"]].to_numpy().tolist()
    [[6, 2], [3, 0]]
    """
    spans, paragraphs = content_clauses(speech)
    clauses = [speech.text[start:end] for start, end in spans]
    # Most clauses hold no mark.
    lengths = [len(clause) if clause.isalnum() else sum(map(str.isalnum, clause)) for clause in clauses]
    items = [_count_items(clause) if "、" in clause else 0 for clause in clauses]
    return build_spans("cadence", speech, spans, length=lengths, run=_number_runs(lengths, paragraphs), items=items)


def _number_runs(lengths: list[int], paragraphs: list[int]) -> list[int]:
    numbers: list[int] = []
    count = 0
    for _, members in itertools.groupby(zip(paragraphs, lengths, strict=True)):
        size = len(list(members))
        count += size >= RUN
        numbers += [count if size >= RUN else 0] * size
    return numbers


# What numbers an item and is no member of a list: 一、 or 1、 or （二）、 before the first member.
_MARKER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）]?")


def _count_items(clause: str) -> int:
    pieces = [clause[slice(*trim(clause, *match.span()))] for match in _PIECE.finditer(clause)]
    pieces = [piece for piece in pieces if piece.isalnum() or any(map(str.isalnum, piece))]
    if pieces and _MARKER.fullmatch(pieces[0]):
        pieces = pieces[1:]
    return len(pieces) if len(pieces) > 1 else 0

"""Echoes: the strings that a speech shares with other texts, and how much of it they are."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.comparison.characters import Characters, are_counted, read_characters
from analysis.comparison.near import find_near
from analysis.comparison.series import sort_by_date
from analysis.comparison.strings import Shared, find_shared
from analysis.errors import OptionError, TableError, check_least
from analysis.speech import Speech, check_speech, list_speeches
from analysis.tables import COLUMNS, SPAN, build_spans, build_table, check_table


def find_echoes(speech: Speech, source: Speech | Iterable[Speech], *, min_length: int = 7, max_gap: int = 0) -> pd.DataFrame:
    """The maximal strings that `speech` shares with `source`, a text or several, in order of the text; with several, one source after another.

    Columns: the span in `speech`; `source_doc_id, source_start, source_end, source_text` (its first place in the source); `length`
    (characters shared); `changed` (characters changed inside, 0 in an exact echo). Only letters, digits and 汉字 count, traditional
    ones matched as simplified: punctuation and blanks neither hide an echo nor lengthen it, but the span covers those inside. An
    echo lies inside one paragraph of either text and never in page furniture. None can be extended at either end, and none lies inside
    another; two may overlap. Where one string overlaps itself (的的的的), only as many rows stand as cover the same characters.

    min_length: least characters shared, 2 or more. Below 7 most echoes are common phrases.
    max_gap: above 0, near-echoes are found too: parts in the same order in both texts, with at most so many characters between two of
        them, in either text, swapped, added or lost (讲好中国故事, 讲好南川故事: a gap of 2). A part has 2 characters or more and no fewer than
        the gap before it (or after it, on the way to the left), one part has half of `min_length` or more, all together `min_length` or
        more. Parts are sought from that longest one outwards, the longest next part first, at up to 32 places of the source for each.
        `changed` adds up the longer side of each gap.
    source: several are taken from the earliest to the latest `date` (ISO 8601), those without one last. Two of one `doc_id` are refused.

    Raises OptionError for a source, also a single one, that is no Speech or has a date in another form (`sort_by_date`), and for options out of range.
    Misleads on who quotes whom: an echo says that both texts have the wording, and neither which was first nor that there was no third.
    Literature: maximal matches, Gusfield 1997 (chapter 7); text reuse, Smith et al. 2014, *Detecting and modeling local text reuse*.
    """
    check_least("min_length", min_length, 2)
    check_least("max_gap", max_gap, 0)
    sources = _list_sources(speech, source)
    own = read_characters(speech)
    tables = [_find(speech, own, each, min_length, max_gap) for each in sources]
    return pd.concat(tables, ignore_index=True) if tables else _build(speech, own, None, None, None)


def _list_sources(speech: object, source: object) -> list[Speech]:
    """The sources, earliest first."""
    check_speech("speech", speech)
    listed = list_speeches("source", source)
    twice = pd.Series([each.doc_id for each in listed], dtype="str")
    if twice.duplicated().any():
        again = twice[twice.duplicated()].iloc[0]
        raise OptionError(f"two sources have the doc_id {again!r}, and no row could tell which it is of; allowed: one each. Parse them with other ids.")
    return sort_by_date(listed)


def _find(speech: Speech, own: Characters, source: Speech, min_length: int, max_gap: int) -> pd.DataFrame:
    other = read_characters(source)
    shared = find_shared(own, other, min_length)
    return _build(speech, own, source, other, find_near(own, other, shared, min_length, max_gap) if max_gap else shared)


def _build(speech: Speech, own: Characters, source: Speech | None, other: Characters | None, shared: Shared | None) -> pd.DataFrame:
    names = ("source_doc_id", "source_start", "source_end", "source_text", "length", "changed")
    if source is None:
        return build_spans("echoes", speech, [], **{name: [] for name in names})
    starts, ends = own.positions[shared.start].tolist(), (own.positions[shared.end - 1] + 1).tolist()
    source_starts, source_ends = other.positions[shared.source_start].tolist(), (other.positions[shared.source_end - 1] + 1).tolist()
    texts = [source.text[start:end] for start, end in zip(source_starts, source_ends, strict=True)]
    values = ([source.doc_id] * len(starts), source_starts, source_ends, texts, shared.length, shared.changed)
    return build_spans("echoes", speech, zip(starts, ends, strict=True), **dict(zip(names, values, strict=True)))


def measure_echo(echoes: pd.DataFrame, sentences: pd.DataFrame, *, by: str | None = None, sources: Iterable[str] | None = None) -> pd.DataFrame:
    """How much of a speech its echoes are: one row a source, and with `by` one for each source and group, in order of appearance.

    Columns: the span of the longest echo, as a witness (an empty span at the group's first sentence where there is none); `by`, if
    given; `source_doc_id`; `characters` (letters, digits and 汉字 of the sentences); `covered` (those in an echo of this source);
    `coverage` (their share, 0 to 1); `first` (those in an echo of this source and of none before it: with the earliest source first,
    what each was the first to have); `longest` (characters of the longest echo that touches the group).

    echoes: of one speech, from `find_echoes`. sentences: those that count, such as `speech.sentences`, without rows of zone furniture if
    page furniture shall not count; with `by`, with that column, such as `assign_speakers(speech.sentences, speech)` and by="speaker".
    sources: the `doc_id`s to list, in this order, also those without an echo, which have no row in `echoes`; None takes the sources of
    `echoes` as they come. No sentences give no rows.

    Raises TableError for tables without these columns or about different speeches, OptionError for sources that are no list of ids and for a `by`
    that is no name of a column, or one of the result. Misleads for near-echoes, whose changed characters count as covered, and as a sign of
    borrowing: formulas belong to nobody, and the first of your sources is not the first that ever said it.
    """
    _check_by(by)
    check_table(echoes, "source_doc_id", "length")
    check_table(sentences, *([] if by is None else [by]))
    _check_one_speech(echoes, sentences)
    listed = _list_ids(echoes, sources)
    groups, values = pd.factorize(sentences[by], use_na_sentinel=False) if by else (np.zeros(len(sentences), dtype=np.int64), [None][: len(sentences)])
    places, group = _count_places(sentences, groups)
    silent = _list_openings(sentences, groups)
    before, tables = np.zeros(len(places), dtype=bool), []
    for name in listed:
        own = echoes[echoes["source_doc_id"] == name].sort_values("length", ascending=False, kind="stable")
        low, high = np.searchsorted(places, own["start"].to_numpy()), np.searchsorted(places, own["end"].to_numpy())
        longest = _cover(low, high, len(places))
        covered = longest < len(own)
        counts = {"characters": group, "covered": group[covered], "first": group[covered & ~before]}
        summary = _find_witnesses(own, silent, group, longest).assign(source_doc_id=name)
        tables.append(summary.assign(**{column: np.bincount(chosen, minlength=len(values)) for column, chosen in counts.items()}))
        before |= covered
    return _build_summary(tables, by, sentences, list(values))


def _check_by(by: object) -> None:
    if by is not None and not isinstance(by, str):
        raise OptionError(f"by={by!r:.60} is no name of a column; allowed: a string, or None. Pass for example 'speaker'.")
    if by in COLUMNS["echo_summary"] or by in ("start", "end", "text"):
        raise OptionError(f"by={by!r} is a column of the result; allowed: another column of the sentences, such as 'speaker'. Rename it.")


def _check_one_speech(echoes: pd.DataFrame, sentences: pd.DataFrame) -> None:
    ids = sorted({*echoes["doc_id"], *sentences["doc_id"]})
    if len(ids) > 1 or (len(echoes) and not len(sentences)):
        known = f"{ids} are several speeches" if len(ids) > 1 else f"{ids} has echoes, but no sentences"
        raise TableError(f"{known}; allowed: the echoes and sentences of one. Pass the rows of one `doc_id`.")


def _list_ids(echoes: pd.DataFrame, sources: Iterable[str] | None) -> list[str]:
    if sources is None:
        return list(dict.fromkeys(echoes["source_doc_id"]))
    listed = list(sources) if isinstance(sources, Iterable) else []
    if isinstance(sources, str) or not isinstance(sources, Iterable) or not all(isinstance(each, str) for each in listed):
        raise OptionError(f"sources={sources!r:.60} is no list of ids; allowed: strings. Pass [each.doc_id for each in sort_by_date(speeches)].")
    return list(dict.fromkeys(listed))


def _count_places(sentences: pd.DataFrame, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(offset, group) of each character of the sentences that counts, in order of the text."""
    marks = [start + np.flatnonzero(are_counted(text)) for start, text in zip(sentences["start"].to_list(), sentences["text"].to_list(), strict=True)]
    places = np.concatenate([np.zeros(0, dtype=np.int64), *marks])
    group = np.repeat(groups, [len(each) for each in marks])
    order = np.argsort(places, kind="stable")
    return places[order], group[order]


def _cover(low: np.ndarray, high: np.ndarray, size: int) -> np.ndarray:
    """For each place from 0 to `size`, the number of the first interval [low, high) that covers it, or their number where none does.

    An interval is two overlapping ones of a power of two, and those are halved until they are single places.
    """
    first, order = np.full(size, len(low)), np.arange(len(low))
    power = np.frexp(high - low)[1] - 1
    for level in range(int(power.max(initial=-1)), -1, -1):
        width, chosen = 1 << level, power == level
        whole = first.copy()
        np.minimum(first[width:], whole[: max(size - width, 0)], out=first[width:])
        np.minimum.at(first, low[chosen], order[chosen])
        np.minimum.at(first, high[chosen] - width, order[chosen])
    return first


def _list_openings(sentences: pd.DataFrame, groups: np.ndarray) -> pd.DataFrame:
    """For each group an empty span at its first sentence, the witness that no echo touches it."""
    opening = sentences.iloc[np.unique(groups, return_index=True)[1]]
    return opening[["doc_id", "start"]].assign(end=opening["start"], text=pd.Series("", index=opening.index, dtype="str"), length=0)


def _find_witnesses(own: pd.DataFrame, silent: pd.DataFrame, group: np.ndarray, longest: np.ndarray) -> pd.DataFrame:
    """For each group the longest echo that touches it, with its length."""
    found = np.full(len(silent), len(own))
    np.minimum.at(found, group, longest)
    rows = np.where(found < len(own), found, len(own) + np.arange(len(silent)))
    columns = [*SPAN, "length"]
    return pd.concat([own[columns], silent[columns]]).iloc[rows].rename(columns={"length": "longest"})


def _build_summary(tables: list[pd.DataFrame], by: str | None, sentences: pd.DataFrame, values: list) -> pd.DataFrame:
    extra = {by: str(sentences[by].dtype)} if by and by not in SPAN else {}
    names = [*SPAN, "source_doc_id", "characters", "covered", "first", "longest"]
    columns = {name: [value for table in tables for value in table[name].to_list()] for name in names}
    columns["coverage"] = [covered / size if size else 0.0 for covered, size in zip(columns["covered"], columns["characters"], strict=True)]
    return build_table("echo_summary", columns | {name: values * len(tables) for name in extra}, extra=extra)

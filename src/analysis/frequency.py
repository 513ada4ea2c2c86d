"""Counting words: term and n-gram frequencies with a witness, contexts, collocates and dispersion."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.data import read_table
from analysis.errors import OptionError, check_choice, check_least
from analysis.folding import fold, fold_word
from analysis.layout import CONTENT, LINE_BREAK, ZONES
from analysis.tables import build_table, check_table

if TYPE_CHECKING:
    from analysis.speech import Speech

# What a rate is per: name → (units in one, how it is said).
PER = {"characters": 10_000, "tokens": 1_000}
_SENTENCE_MARKS = frozenset("。！？!?｡")
WITNESS = ["doc_id", "start", "end", "text"]


def load_stop_words() -> pd.DataFrame:
    """The shipped stop words as a table: `term`, `kind` (particle, pronoun, preposition, conjunction, adverb, auxiliary, numeral).

    A table, so that it can be read, filtered and extended before it is passed as `stop_words`.
    """
    return read_table("stop_words.tsv")


def select_words(tokens: pd.DataFrame, *, zones: Sequence[str] | None = CONTENT) -> pd.DataFrame:
    """The rows of `tokens` that are words (not punctuation) in `zones`; None takes every zone.

    Raises TableError for a table without `term`, OptionError for an unknown zone.
    """
    return tokens[_are_words(tokens, zones)]


def _are_words(tokens: pd.DataFrame, zones: Sequence[str] | None) -> np.ndarray:
    """For each row whether `select_words` takes it."""
    check_table(tokens, "term")
    for zone in zones or ():
        check_choice("zones", zone, ZONES)
    wordy = _test(tokens["tag"], "w".__ne__) if "tag" in tokens else tokens["term"].str.contains(r"\w", regex=True).to_numpy(dtype=bool)
    if zones is None or "zone" not in tokens:
        return wordy
    return wordy & _test(tokens["zone"], set(zones).__contains__)


def _test(column: pd.Series, holds: Callable[[object], bool]) -> np.ndarray:
    """For each value of a column whether something holds of it, asked once of each value."""
    values = column.to_numpy()
    answers = {value: holds(value) for value in set(values)}
    if all(answers.values()):
        return np.ones(len(values), dtype=bool)
    return np.fromiter(map(answers.__getitem__, values), dtype=bool, count=len(values))


def read_stop_terms(stop_words: pd.DataFrame | Iterable[str] | None) -> frozenset[str]:
    """The stop words as folded terms; OptionError for one string."""
    if stop_words is None:
        return frozenset()
    if isinstance(stop_words, str):
        raise OptionError(f"stop_words={stop_words!r} is one string; allowed: a table with `term`, or words. Pass [{stop_words!r}].")
    return _fold_all(tuple(stop_words["term"] if isinstance(stop_words, pd.DataFrame) else stop_words))


@lru_cache(maxsize=16)
def _fold_all(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_word, words))


def _unit(per: str | None) -> str:
    per = per or "characters"
    check_choice("per", per, PER)
    return per


def _count(counted: Mapping[str, np.ndarray], rows: np.ndarray, words: np.ndarray, groups: pd.Series | None, per: str | None) -> pd.DataFrame:
    """Counts of the terms of `counted` (the columns of a witness and `term`), their rate, and the first occurrence of each.

    `words` are the terms of all words, against whose size rates are, and `groups` the column of those that they are counted by;
    `rows` says at which of them each of `counted` begins.
    """
    unit, by = _unit(per), None if groups is None else groups.name
    group, names = (np.zeros(len(words), dtype=np.int64), None) if groups is None else pd.factorize(groups, use_na_sentinel=False)
    terms = counted["term"].tolist()
    keys = terms if by is None else list(zip(group[rows].tolist(), terms, strict=True))
    # A dictionary keeps the last value that it is given for a key, and so the first occurrence where it is given them from the end.
    times, at = Counter(keys), dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    first, n = np.array([at[key] for key in times], dtype=np.int64), np.array(list(times.values()), dtype=np.int64)
    own = group[rows[first]]
    order = np.argsort(-n, kind="stable") if by is None else np.lexsort((-n, _rank(names)[own]))
    first, n, own = first[order], n[order], own[order]
    size = np.bincount(group, weights=_measure(words) if unit == "characters" else None)
    columns = {name: counted[name][first] for name in (*WITNESS, "term")} | {"n": n, "rate": n / size[own] * PER[unit]}
    if by is None or by in WITNESS:
        return build_table("terms", columns)
    return build_table("terms", columns | {by: pd.Series(names).to_numpy()[own]}, extra={by: str(groups.dtype)})


def _measure(words: np.ndarray) -> list[int]:
    """The number of characters of each word; 0 where it is missing."""
    try:
        return list(map(len, words))
    except TypeError:
        return [len(word) if isinstance(word, str) else 0 for word in words]


def _rank(names: Sequence) -> np.ndarray:
    """The place of each name in their order, a missing one last."""
    rank = np.empty(len(names), dtype=np.int64)
    rank[pd.Series(names).sort_values(kind="stable").index.to_numpy()] = np.arange(len(names))
    return rank


def count_terms(
    tokens: pd.DataFrame,
    *,
    by: str | None = None,
    per: str | None = None,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """How often each word occurs, most frequent first, with its first occurrence as the witness.

    Columns: the witness's span, `by` (if given), `term`, `n`, and `rate`: per 10,000 characters (`per="characters"`, the
    default) or per 1,000 tokens (`per="tokens"`). Characters and tokens are those of words, without punctuation, counted
    before stop words are taken away, so rates stay comparable whatever the stop list. With `by` (such as "doc_id" or a
    speaker column) counts and rates are within each group.

    tokens: `speech.tokens`, or those of several speeches in one table. zones: page furniture is left out by default.
    stop_words: `load_stop_words()`, a table of your own with `term`, or words; None leaves none out.
    Raises TableError for a table without the columns, OptionError for an unknown `per` or zone.
    Misleads on short texts: at 2,000 characters one occurrence is already a rate of 5. A formula of several words is not
    counted as one: use `count_ngrams`, or `find_contexts` for a string whatever its words.

    >>> from analysis import parse_speech
    >>> count_terms(parse_speech("要抓春耕，要抓秋收。").tokens)[["term", "n"]].head(2).to_numpy().tolist()
    [['要', 2], ['抓', 2]]
    """
    chosen = _are_words(tokens, zones)
    check_table(tokens, *([by] if by else []))
    # Only the columns that are counted: to choose the rows of all of them takes longer than to count.
    words = {name: tokens[name].to_numpy()[chosen] for name in (*WITNESS, "term")}
    stops = read_stop_terms(stop_words)
    rows = np.flatnonzero([term not in stops for term in words["term"]]) if stops else np.arange(len(words["term"]))
    counted = {name: values[rows] for name, values in words.items()} if stops else words
    return _count(counted, rows, words["term"], tokens[by][chosen] if by else None, per)


def count_ngrams(
    tokens: pd.DataFrame,
    *,
    n: int = 2,
    by: str | None = None,
    per: str | None = None,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """How often each run of `n` neighbouring words occurs; columns and options as in `count_terms`.

    Words are neighbours where nothing stands between them: no punctuation, no space, no line break. A run is left out
    where its first or last word is a stop word. `rate` is against all words, as in `count_terms`.
    Raises OptionError where `n` is not a whole number of at least 2.
    """
    check_least("n", n, 2)
    check_table(tokens, "term", *([by] if by else []))
    words = select_words(tokens, zones=zones)
    stops = read_stop_terms(stop_words)
    start, end = words["start"].to_numpy(), words["end"].to_numpy()
    joined = (end[:-1] == start[1:]) & (words["doc_id"].to_numpy()[:-1] == words["doc_id"].to_numpy()[1:])
    runs = max(0, len(words) - n + 1)
    whole = np.ones(runs, dtype=bool)
    for step in range(n - 1 if runs else 0):
        whole &= joined[step : step + runs]
    terms, texts = words["term"].to_list(), words["text"].to_list()
    first = np.array([i for i in np.flatnonzero(whole).tolist() if terms[i] not in stops and terms[i + n - 1] not in stops], dtype=np.int64)
    grams = {
        "doc_id": words["doc_id"].to_numpy()[first],
        "start": start[first],
        "end": end[first + n - 1],
        "text": np.array(["".join(texts[i : i + n]) for i in first], dtype=object),
        "term": np.array(["".join(terms[i : i + n]) for i in first], dtype=object),
    }
    return _count(grams, first, words["term"].to_numpy(), words[by] if by else None, per)


def _context_pattern(pattern: str | re.Pattern) -> re.Pattern:
    if isinstance(pattern, re.Pattern):
        return pattern
    if not isinstance(pattern, str) or not pattern.strip():
        raise OptionError(f"pattern={pattern!r} is empty or no string; allowed: a string, or a compiled regular expression. Pass what to look for.")
    # A string also matches where a line break wraps it.
    wrap = rf"(?:[ \t\u3000]*(?:{LINE_BREAK.pattern})[ \t\u3000]*)?"
    return re.compile(wrap.join(re.escape(character) for character in fold(pattern, traditional=True)))


def find_contexts(speech: "Speech", pattern: str | re.Pattern, *, width: int = 20, zones: Sequence[str] | None = CONTENT) -> pd.DataFrame:
    """Keyword in context (KWIC): every place where `pattern` stands, matched on characters and not on words.

    Columns: the span of the match; `left`, `right` (up to `width` characters inside the paragraph, as written); `sentence`
    (its row in `speech.sentences`); `position` (start of the match as a share of the text, 0 to 1).
    A string is matched literally, simplified for traditional and full width for half; a compiled expression is run on
    `speech.folded` (simplified, half-width, lower case). A match lies inside one sentence.
    Raises OptionError for an empty pattern, a negative width, an unknown zone.

    >>> from analysis import parse_speech
    >>> find_contexts(parse_speech("要抓好秋收生产。"), "秋收", width=2)[["left", "text", "right"]].to_numpy().tolist()
    [['抓好', '秋收', '生产']]
    """
    check_least("width", width, 0)
    for zone in zones or ():
        check_choice("zones", zone, ZONES)
    expression = _context_pattern(pattern)
    folded = speech.folded if isinstance(pattern, re.Pattern) else fold(speech.text, traditional=True)
    sentences, paragraphs = speech.sentences, speech.paragraphs
    starts, ends = sentences["start"].to_numpy(), sentences["end"].to_numpy()
    zone_of = sentences["zone"].to_list()
    opens, closes = paragraphs["start"].to_numpy(), paragraphs["end"].to_numpy()
    rows = []
    for at, start, end in _matches(expression, folded, starts, ends):
        if zones is not None and zone_of[at] not in zones:
            continue
        inside = int(np.searchsorted(opens, start, side="right")) - 1
        left = speech.text[max(opens[inside], start - width) : start]
        right = speech.text[end : min(closes[inside], end + width)]
        rows.append((speech.doc_id, start, end, speech.text[start:end], left, right, at, start / len(speech.text)))
    names = [*WITNESS, "left", "right", "sentence", "position"]
    return build_table("contexts", {name: [row[i] for row in rows] for i, name in enumerate(names)})


def _matches(expression: re.Pattern, folded: str, starts: np.ndarray, ends: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """`(sentence, start, end)` of each match that is not empty, sought in each sentence by itself."""
    for at, (opens, closes) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        # A slice, so that ^ and $ are the edges of the sentence.
        for match in expression.finditer(folded[opens:closes]):
            if match.start() < match.end():
                yield at, opens + match.start(), opens + match.end()


def _sentence_of(tokens: pd.DataFrame) -> np.ndarray:
    """A number for each token that changes with the document and after each sentence mark or line."""
    if "sentence" in tokens:
        return tokens.groupby(["doc_id", "sentence"], sort=False).ngroup().to_numpy()
    doc_changes = (tokens["doc_id"] != tokens["doc_id"].shift()).to_numpy()
    gap = tokens["start"].to_numpy() != tokens["end"].shift(fill_value=0).to_numpy()
    marks = tokens["term"].isin(_SENTENCE_MARKS).shift(fill_value=False).to_numpy()
    return np.cumsum(doc_changes | gap | marks)


def count_collocates(
    tokens: pd.DataFrame,
    node: str,
    *,
    window: int = 5,
    min_count: int = 2,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """The words that stand near `node`, by strength of association (G² first).

    Columns: the first such place; `term`; `n` (occurrences anywhere); `n_window` (occurrences within `window` words to
    either side of `node`, inside the sentence, each counted once); `expected` (n_window by chance); `t` = (O - E) / √O;
    `mi` = log2(O / E); `log_dice` = 14 + log2(2 O / (n_node + n)); `g2` (log-likelihood of the 2 × 2 table, in or out of
    the windows). Words with fewer than `min_count` in the windows are left out.
    Raises OptionError for an empty node, a window or min_count below 1. An unknown node gives an empty table.
    Misleads: MI favours rare words, t frequent ones; in one speech most counts are far too small for a test.
    Source: Evert 2008, Corpora and collocations; Rychlý 2008 for logDice.
    """
    check_least("window", window, 1)
    check_least("min_count", min_count, 1)
    if not isinstance(node, str) or not node.strip():
        raise OptionError(f"node={node!r} is empty or no string; allowed: a word. Pass a term of the table, such as 疫情.")
    check_table(tokens, "term")
    numbered = tokens.assign(sentence_number=_sentence_of(tokens)) if len(tokens) else tokens.assign(sentence_number=0)
    words = select_words(numbered, zones=zones)
    terms, sentence = words["term"].to_numpy(), words["sentence_number"].to_numpy()
    is_node = terms == fold(node)
    near = np.zeros(len(words), dtype=bool)
    for at in np.flatnonzero(is_node):
        low, high = max(0, at - window), min(len(words), at + window + 1)
        near[low:high] |= sentence[low:high] == sentence[at]
    near &= ~is_node
    total, in_window, nodes = int((~is_node).sum()), int(near.sum()), int(is_node.sum())
    observed = words[near & ~words["term"].isin(read_stop_terms(stop_words)).to_numpy()]
    grouped = observed.groupby("term", sort=False)
    counts = grouped[WITNESS].first().assign(n_window=grouped.size()).query("n_window >= @min_count").reset_index()
    counts["n"] = counts["term"].map(words["term"].value_counts()).astype("int64")
    o, f = counts["n_window"].to_numpy(dtype=float), counts["n"].to_numpy(dtype=float)
    expected = f * in_window / max(total, 1)
    columns = {name: counts[name].to_numpy() for name in [*WITNESS, "term", "n", "n_window"]} | {
        "expected": expected,
        "t": (o - expected) / np.sqrt(o),
        "mi": np.log2(o / expected),
        "log_dice": 14 + np.log2(2 * o / (nodes + f)),
        "g2": g2_table(o, in_window - o, f - o, total - in_window - f + o),
    }
    return build_table("collocates", columns).sort_values(["g2", "n_window"], ascending=False, kind="stable", ignore_index=True)


def g2_table(*cells: np.ndarray) -> np.ndarray:
    """The log-likelihood ratio of 2 × 2 tables given as four arrays of cells, row by row."""
    a, b, c, d = (np.asarray(cell, dtype=float) for cell in cells)
    total = a + b + c + d
    observed = np.stack([a, b, c, d])
    expected = np.stack([(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)]) / total
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=(observed > 0) & (expected > 0))
    return np.maximum(2 * (observed * np.log(ratio)).sum(axis=0), 0.0)


def measure_dispersion(
    tokens: pd.DataFrame,
    *,
    parts: int = 10,
    by: str | None = None,
    min_count: int = 2,
    stop_words: pd.DataFrame | Iterable[str] | None = None,
    zones: Sequence[str] | None = CONTENT,
) -> pd.DataFrame:
    """How evenly each word is spread, most frequent first: over `parts` equal stretches of the words, or over the groups of `by`.

    Columns: the first occurrence; `term`; `n`; `parts` (how many); `range` (in how many it occurs); `dp` (Gries' deviation
    of proportions, 0 even to nearly 1); `dp_norm` (divided by its maximum, 0 to 1); `juilland_d` (1 even, 0 all in one
    part). Words with fewer than `min_count` occurrences are left out.
    Raises OptionError for fewer than 2 parts, TableError for a missing `by` column.
    Misleads for rare words: what occurs three times cannot be even over ten parts.
    Source: Gries 2008, 2020; Lijffijt and Gries 2012 for the norm; Juilland and Chang-Rodríguez 1964.
    """
    check_least("parts", parts, 2)
    check_least("min_count", min_count, 1)
    words = select_words(tokens, zones=zones)
    check_table(words, *([by] if by else []))
    # No more parts than words: a part without words has no share. A missing group is a group too.
    parts = min(parts, len(words))
    part = pd.factorize(words[by], use_na_sentinel=False)[0] if by else np.arange(len(words)) * parts // max(len(words), 1)
    number = int(part.max()) + 1 if len(words) else 0
    grouped = words.groupby("term", sort=False)
    counts = grouped[WITNESS].first().assign(n=grouped.size()).reset_index()
    table = np.zeros((len(counts), number))
    np.add.at(table, (grouped.ngroup().to_numpy(), part), 1)
    keep = ((counts["n"] >= min_count) & ~counts["term"].isin(read_stop_terms(stop_words))).to_numpy()
    counts, table = counts[keep], table[keep]
    share = np.bincount(part, minlength=number) / max(len(words), 1)
    dp = 0.5 * np.abs(table / np.maximum(table.sum(axis=1, keepdims=True), 1) - share).sum(axis=1)
    columns = {name: counts[name].to_numpy() for name in [*WITNESS, "term", "n"]} | {
        "parts": np.full(len(counts), number),
        "range": (table > 0).sum(axis=1),
        "dp": dp,
        "dp_norm": dp / (1 - share.min()) if number > 1 else np.zeros(len(counts)),
        "juilland_d": _juilland(table, share),
    }
    return build_table("dispersion", columns).sort_values(["n", "start"], ascending=[False, True], kind="stable", ignore_index=True)


def _juilland(table: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Juilland's D on the relative frequencies of the parts, which need not be of one size."""
    if table.shape[1] < 2:
        return np.ones(len(table))
    relative = table / share
    variation = relative.std(axis=1) / relative.mean(axis=1)
    return np.clip(1 - variation / np.sqrt(table.shape[1] - 1), 0.0, 1.0)

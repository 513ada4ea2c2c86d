"""What can be said of a stretch that may be a slogan, in groups that a teacher can name; one array a feature."""

from collections import Counter

import numpy as np

from analysis.slogans.facts import AFTER, BEFORE, OF_ECHOES, OF_WORDS, PERIODS, Columns, Facts, count_inside
from analysis.slogans.members import OF_MEMBERS
from analysis.slogans.words import COUNTED_TAGS


def _take(columns: Columns, names: str, at: np.ndarray) -> Columns:
    return {name: columns[name].take(at) for name in names.split()}


def describe_edges(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """What stands before and after, and where in its member the stretch opens and closes."""
    columns = _take(facts.first, "opens_member words_before_in_member mark_before word_before first_word tag_before tag_first", i)
    columns |= _take(facts.last, "closes_member words_after_in_member mark_after word_after last_word tag_after tag_last", j)
    return columns | {"quoted": (columns["mark_before"] == BEFORE["“"]) & (columns["mark_after"] == AFTER["”"])}


def describe_shape(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Length, and length by word and by member."""
    length, words = measure_length(facts, i, j), j - i + 1
    members, width = count_inside(facts, "members", i, j), facts.first["sentence_length"].take(i)
    return {
        "length": length,
        "words": words,
        "word_length": length / words,
        "members": members,
        "member_length": length / members,
        "share_of_sentence": length / width,
        "sentence_length": width,
        "length_mod_4": length % 4,
    }


def measure_length(facts: Facts, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The characters of each stretch."""
    return (facts.units.end.take(j) - facts.units.start.take(i)).astype(float)


def describe_words(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Parts of speech, words of grammar, mobilising verbs, four-character words."""
    counts, words, tags = count_inside(facts, OF_WORDS, i, j), j - i + 1, len(COUNTED_TAGS)
    columns = dict(zip(OF_WORDS, [*(counts[:tags] / words), *counts[tags:]], strict=True))
    return columns | {"single_words": columns["single_words"] / words, "calls": facts.first["calls"].take(i)}


def describe_members(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """How alike the members are (head, tail, length, parts of speech), inside the stretch and just outside it."""
    members, *_, verbs, nouns, step = count_inside(facts, OF_MEMBERS, i, j)
    likeness = compare_inside(facts, i, j)
    columns = _take(facts.first, "first_member_length run_goes_on_before enumeration_before gap_before", i)
    columns |= _take(facts.last, "last_member_length run_goes_on_after enumeration_after gap_after", j)
    inner_gap = np.where(members > 3, step, 0.0)
    return (
        columns
        | likeness
        | {
            "gap_inside": np.where(members > 1, inner_gap + likeness["edge_gap"], 0.0) / np.maximum(members - 1, 1),
            "members_open_with_verb": verbs / members,
            "members_close_with_noun": nouns / members,
            "shortest_end_member": np.minimum(columns["first_member_length"], columns["last_member_length"]),
        }
    )


def compare_inside(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """How alike the members inside the stretch are."""
    members, *alike = count_inside(facts, OF_MEMBERS[:5], i, j)
    run, count = members > 1, np.maximum(members - 1, 1)
    names = ("heads_alike", "tails_alike", "tags_alike", "by_enumeration_mark")
    columns = {name: np.where(run, found / count, 0.0) for name, found in zip(names, alike, strict=True)}
    ends = np.abs(facts.first["first_member_length"].take(i) - facts.last["last_member_length"].take(j))
    inner = facts.first["gap_to_next"].take(i) + facts.last["gap_to_previous"].take(j)
    return columns | {"edge_gap": np.where(members > 2, inner, np.where(run, ends, 0.0))}


def describe_rhythm(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Characters that come again after two, three, four … places (抓紧抓实抓细, 共商共建共享), and the balance around 和."""
    a, b, joint = facts.units.start.take(i), facts.units.end.take(j), facts.first["next_joints"].take(i)
    # Where the stretch is shorter than the period, the count is below 0.
    echoes = np.maximum(count_inside(facts, OF_ECHOES, i, j), 0) / np.maximum(b - a - np.array(PERIODS)[:, None], 1)
    columns = dict(zip(OF_ECHOES, echoes, strict=True))
    return columns | {"balance_at_and": np.where(joint < b, np.abs((joint - a) - (b - joint - 1)), -1.0)}


def describe_numerals(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Chinese numerals and figures, and whether a measure follows the first word."""
    numerals, digits = count_inside(facts, ("numerals", "digits"), i, j)
    return {"numerals": numerals, "digits": digits} | _take(facts.first, "opens_with_numeral measure_follows_first", i)


def describe_formulas(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """What the lexicon of formulas knows of the stretch, of its edges, and of the whole text (its register)."""
    length, (covered, starts) = measure_length(facts, i, j), count_inside(facts, ("covered", "formula_starts"), i, j)
    opens, closes = facts.first["formula_opens"].take(i), facts.last["formula_closes"].take(j)
    known, at = find_known(facts, i, j)
    return {
        "known": known,
        "known_documents": np.log1p(np.where(known, np.append(facts.known_documents, 0)[at], 0)),
        "known_kind": np.where(known, np.append(facts.known_kind, 0)[at], 0),
        "formula_share": covered / length,
        "formulas_inside": starts,
        "formula_opens": np.minimum(opens, length) / length,
        "formula_closes": np.minimum(closes, length) / length,
        "formula_runs_over": (opens > length) | (closes > length),
        "cuts_formula": facts.first["cuts_first"].take(i).astype(float) + facts.last["cuts_last"].take(j),
        "formula_density": np.broadcast_to(facts.formula_density, len(i)),
    }


def find_known(facts: Facts, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each stretch is a formula of the lexicon, and its place in `facts.known`."""
    a = facts.units.start.take(i)
    key = a * 64 + facts.units.end.take(j) - a
    at = np.searchsorted(facts.known, key)
    return np.append(facts.known, -1)[at] == key, at


def describe_place(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Headline, heading, closing call, and the distance from the edges of sentence, paragraph and text."""
    b = facts.units.end.take(j)
    return _take(facts.first, "headline heading exclaims from_paragraph_start from_sentence_start place_in_text", i) | {
        "to_paragraph_end": np.minimum(facts.first["paragraph_end"].take(i) - b, 200),
        "to_sentence_end": np.minimum(facts.first["sentence_end"].take(i) - b, 100),
    }


def describe_repetition(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """How often the same string of four characters or more is a candidate in this text."""
    a, b = facts.units.start[i], facts.units.end[j]
    long, text, repeated = np.flatnonzero(b - a >= 4), facts.text, np.ones(len(i))
    strings = [text[x:y] for x, y in zip(a[long].tolist(), b[long].tolist(), strict=True)]
    repeated[long] = np.fromiter(map(Counter(strings).__getitem__, strings), dtype=float, count=len(strings))
    return {"repeated": repeated}


def may_stand(facts: Facts, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """False for what no slogan can be: grammar at an edge, half a pair of quotation marks, fewer than two Chinese characters, a tab."""
    first, last, b = facts.first, facts.last, facts.units.end.take(j)
    han, opened, closed, tabs = count_inside(facts, ("han", "opening_marks", "closing_marks", "tabs"), i, j)
    before, after = (first["mark_before"] == BEFORE["“"]).take(i), (last["mark_after"] == AFTER["”"]).take(j)
    next_opening = first["next_opening_marks"].take(i)
    closed_first = (first["next_closing_marks"].take(i) < np.minimum(next_opening, b)) & ~before
    paired = ((opened == closed) | ((opened - closed == 1) & after) | ((closed - opened == 1) & before)) & ~closed_first
    # 等 ends a list: what goes on after it is no slogan.
    listed = count_inside(facts, "n_等", i, j) > 0
    return ~first["no_opening"].take(i) & ~last["no_closing"].take(j) & paired & ~listed & (han >= 2) & (tabs == 0)


# Group → its features; ablation and reasons speak of these groups.
GROUPS = {
    "edges": describe_edges,
    "shape": describe_shape,
    "words": describe_words,
    "members": describe_members,
    "rhythm": describe_rhythm,
    "numerals": describe_numerals,
    "formulas": describe_formulas,
    "place": describe_place,
    "repetition": describe_repetition,
}


def describe_all(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """All features of the candidates (i, j)."""
    columns: Columns = {}
    for describe in GROUPS.values():
        columns |= describe(facts, i, j)
    return columns


def stack_features(columns: Columns, names: list[str]) -> np.ndarray:
    """The named columns as a matrix, a row for each candidate."""
    matrix = np.empty((len(names), len(columns[names[0]])))
    for row, name in zip(matrix, names, strict=True):
        row[:] = columns[name]
    return matrix.T

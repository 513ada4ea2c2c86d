"""What can be said of a stretch that may be a slogan, in groups that a teacher can name; one array a feature."""

from collections import Counter

import numpy as np

from analysis.slogans.facts import AFTER, BEFORE, COUNTED_TAGS, COUNTED_WORDS, PERIODS, Facts

Columns = dict[str, np.ndarray]


def describe_edges(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """What stands before and after, and where in its member the stretch opens and closes."""
    u, word = facts.units, facts.word
    first, last = u.first[u.member[i]], u.last[u.member[j]]
    before, after = word["mark_before"][i], word["mark_after"][j]
    return {
        "opens_member": i == first,
        "closes_member": j == last,
        "words_before_in_member": i - first,
        "words_after_in_member": last - j,
        "mark_before": before,
        "mark_after": after,
        "quoted": (before == 4) & (after == 4),
        "word_before": word["word_before"][i],
        "word_after": word["word_after"][j],
        "first_word": word["first_word"][i],
        "last_word": word["last_word"][j],
        "tag_before": word["tag_before"][i],
        "tag_after": word["tag_after"][j],
        "tag_first": word["tag"][i],
        "tag_last": word["tag"][j],
    }


def describe_shape(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Length, and length by word and by member."""
    u, word = facts.units, facts.word
    length = (u.end[j] - u.start[i]).astype(float)
    members = u.member[j] - u.member[i] + 1
    width = word["sentence_end"][i] - word["sentence_start"][i]
    return {
        "length": length,
        "words": j - i + 1,
        "word_length": length / (j - i + 1),
        "members": members,
        "member_length": length / members,
        "share_of_sentence": length / width,
        "sentence_length": width,
        "length_mod_4": length % 4,
    }


def describe_words(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Parts of speech, words of grammar, mobilising verbs, four-character words."""
    words = j - i + 1
    columns = {f"share_{name}": count_inside(facts, f"share_{name}", i, j) / words for name in COUNTED_TAGS}
    columns |= {f"n_{word}": count_inside(facts, f"n_{word}", i, j) for word in COUNTED_WORDS}
    single, four = count_inside(facts, "single_words", i, j), count_inside(facts, "four_words", i, j)
    return columns | {"single_words": single / words, "four_words": four, "calls": facts.word["calls"][i]}


def count_inside(facts: Facts, name: str, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """How many words of each stretch are of the sort `name`."""
    count = facts.sum[name]
    return count[j + 1] - count[i]


def describe_members(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """How alike the members are (head, tail, length, parts of speech), inside the stretch and just outside it."""
    u, of = facts.units, facts.member
    m, k = u.member[i], u.member[j]
    run, count, total = k > m, np.maximum(k - m, 1), len(u.first)
    own_first, own_last = u.end[u.last[m]] - u.start[i], u.end[j] - u.start[u.first[k]]
    second = np.where(k > m + 1, of["size"][np.minimum(m + 1, total)], own_last)
    next_to_last = np.where(k > m + 1, of["size"][np.maximum(k - 1, 0)], own_first)
    heads = of["same_head_sum"][k] - of["same_head_sum"][m] - of["same_head"][m] + (facts.word["head"][i] == of["next_head"][m])
    before_last = np.maximum(k - 1, 0)
    tails = of["same_tail_sum"][k] - of["same_tail_sum"][m] - of["same_tail"][before_last] + (facts.word["tail"][j] == facts.word["tail"][u.last[before_last]])
    edge_gap = np.where(k > m + 1, np.abs(own_first - second) + np.abs(own_last - next_to_last), np.abs(own_first - own_last))
    inner_gap = np.where(k > m + 2, of["step_sum"][before_last] - of["step_sum"][np.minimum(m + 1, total)], 0.0)
    previous, whole_first, whole_last = np.maximum(m - 1, 0), i == u.first[m], j == u.last[k]
    likeness = 1.0 + (of["step"] == 0) + of["same_head"] + of["same_tags"]
    return {
        "heads_alike": np.where(run, heads / count, 0.0),
        "tails_alike": np.where(run, tails / count, 0.0),
        "tags_alike": np.where(run, (of["same_tags_sum"][k] - of["same_tags_sum"][m]) / count, 0.0),
        "by_enumeration_mark": np.where(run, (of["enumerated_sum"][k] - of["enumerated_sum"][m]) / count, 0.0),
        "gap_inside": np.where(run, inner_gap + edge_gap, 0.0) / count,
        "edge_gap": np.where(run, edge_gap, 0.0),
        "first_member_length": own_first,
        "last_member_length": own_last,
        "run_goes_on_before": np.where(whole_first & (m > 0), of["joined"][previous] * likeness[previous], 0.0),
        "run_goes_on_after": np.where(whole_last, of["joined"][k] * likeness[k], 0.0),
        "enumeration_before": whole_first & (m > 0) & of["enumerated"][previous],
        "enumeration_after": whole_last & of["enumerated"][k],
        "members_open_with_verb": (of["opens_with_verb_sum"][k + 1] - of["opens_with_verb_sum"][m]) / (k - m + 1),
        "members_close_with_noun": (of["closes_with_noun_sum"][k + 1] - of["closes_with_noun_sum"][m]) / (k - m + 1),
        "shortest_end_member": np.minimum(own_first, own_last),
        "gap_before": np.where(m > 0, of["step"][previous], 20.0),
        "gap_after": of["step"][k],
    }


def describe_rhythm(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Characters that come again after two, three, four … places (抓紧抓实抓细, 共商共建共享), and the balance around 和."""
    a, b = facts.units.start[i], facts.units.end[j]
    columns = {}
    for period in PERIODS:
        count = facts.char_sum[f"echo_{period}"]
        columns[f"echo_{period}"] = (count[np.maximum(b - period, a)] - count[a]) / np.maximum(b - a - period, 1)
    joint = facts.char["next_joint"][a]
    return columns | {"balance_at_and": np.where(joint < b, np.abs((joint - a) - (b - joint - 1)), -1.0)}


def describe_numerals(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Chinese numerals and figures, and whether a measure follows the first word."""
    a, b, count = facts.units.start[i], facts.units.end[j], facts.char_sum
    return {
        "numerals": count["numerals"][b] - count["numerals"][a],
        "digits": count["digits"][b] - count["digits"][a],
        "opens_with_numeral": facts.char["numeral"][a],
        "measure_follows_first": facts.word["measure_next"][i],
    }


def describe_formulas(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """What the lexicon of formulas knows of the stretch, of its edges, and of the whole text (its register)."""
    a, b = facts.units.start[i], facts.units.end[j]
    length, char, count = b - a, facts.char, facts.char_sum
    key = a * 64 + length
    at = np.searchsorted(facts.known, key)
    known = np.append(facts.known, -1)[at] == key
    return {
        "known": known,
        "known_documents": np.log1p(np.where(known, np.append(facts.known_documents, 0)[at], 0)),
        "known_kind": np.where(known, np.append(facts.known_kind, 0)[at], 0),
        "formula_share": (count["covered"][b] - count["covered"][a]) / length,
        "formulas_inside": count["formula_starts"][b] - count["formula_starts"][a],
        "formula_opens": np.minimum(char["opens"][a], length) / length,
        "formula_closes": np.minimum(char["closes"][b], length) / length,
        "formula_runs_over": (char["opens"][a] > length) | (char["closes"][b] > length),
        "cuts_formula": char["inside_formula"][a].astype(float) + char["inside_formula"][b],
        "formula_density": np.broadcast_to(char["formula_density"], len(i)),
    }


def describe_place(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """Headline, heading, closing call, and the distance from the edges of sentence, paragraph and text."""
    a, b, word = facts.units.start[i], facts.units.end[j], facts.word
    return {
        "headline": word["headline"][i],
        "heading": word["heading"][i],
        "exclaims": word["exclaims"][i],
        "from_paragraph_start": np.minimum(a - word["paragraph_start"][i], 200),
        "to_paragraph_end": np.minimum(word["paragraph_end"][i] - b, 200),
        "from_sentence_start": np.minimum(a - word["sentence_start"][i], 100),
        "to_sentence_end": np.minimum(word["sentence_end"][i] - b, 100),
        "place_in_text": a / max(len(facts.text), 1),
    }


def describe_repetition(facts: Facts, i: np.ndarray, j: np.ndarray) -> Columns:
    """How often the same string of four characters or more is a candidate in this text."""
    a, b = facts.units.start[i], facts.units.end[j]
    strings = [facts.text[x:y] for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    times = Counter(strings)
    return {"repeated": np.where(b - a >= 4, np.array([times[string] for string in strings], dtype=float), 1.0)}


def may_stand(facts: Facts, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """False for what no slogan can be: grammar at an edge, half a pair of quotation marks, fewer than two Chinese characters, a tab."""
    a, b, count, char = facts.units.start[i], facts.units.end[j], facts.char_sum, facts.char
    edges = ~facts.word["no_opening"][i] & ~facts.word["no_closing"][j]
    spare = (count["opening_marks"][b] - count["opening_marks"][a]) - (count["closing_marks"][b] - count["closing_marks"][a])
    before, after = facts.word["mark_before"][i] == BEFORE["“"], facts.word["mark_after"][j] == AFTER["”"]
    closed_first = (char["next_closing"][a] < np.minimum(char["next_opening"][a], b)) & ~before
    paired = ((spare == 0) | ((spare == 1) & after) | ((spare == -1) & before)) & ~closed_first
    # 等 ends a list: what goes on after it is no slogan.
    listed = count_inside(facts, "n_等", i, j) > 0
    return edges & paired & ~listed & (count["han"][b] - count["han"][a] >= 2) & (count["tabs"][b] == count["tabs"][a])


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

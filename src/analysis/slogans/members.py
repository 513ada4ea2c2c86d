"""How alike neighbouring members are, as seen from each word: by head, tail, length and parts of speech."""

from dataclasses import dataclass
from operator import eq

import numpy as np

from analysis.slogans.candidates import Units

Columns = dict[str, np.ndarray]
# What is counted in members, in the order of `count_members`.
OF_MEMBERS = ("members", "same_head", "same_tail", "same_tags", "enumerated", "opens_with_verb", "closes_with_noun", "step")


@dataclass(frozen=True)
class Members:
    """One value a member; likeness is that to the next member. `size` in characters, `step` to the size of the next one, at most 20."""

    size: np.ndarray
    joined: np.ndarray
    same_head: np.ndarray
    same_tail: np.ndarray
    same_tags: np.ndarray
    enumerated: np.ndarray
    opens_with_verb: np.ndarray
    closes_with_noun: np.ndarray
    step: np.ndarray


def prefix(values: np.ndarray) -> np.ndarray:
    """Sums of all values before each place (of each row), so that a sum over a stretch is one subtraction."""
    # Of 32 bits, since numpy adds these several times as fast as wider ones.
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1), dtype=np.int32)
    np.cumsum(values, axis=-1, dtype=np.int32, out=sums[..., 1:])
    return sums


def compare_members(codes: np.ndarray, units: Units, terms: np.ndarray, tags: np.ndarray) -> Members:
    """The members of a text with these `codes` and of these records of `terms` and `tags`."""
    first, last = units.first, units.last
    size = (units.end[last] - units.start[first]).astype(float)
    letters = units.letters.tobytes().decode("utf-32-le", "surrogatepass")
    patterns = [letters[a : b + 1] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    joined = np.append(units.sentence[first[:-1]] == units.sentence[first[1:]], False)

    def alike(values: np.ndarray) -> np.ndarray:
        return np.append(values[:-1] == values[1:], False) & joined

    return Members(
        size=size,
        joined=joined,
        same_head=alike(terms["head"][first]),
        same_tail=alike(terms["tail"][last]),
        same_tags=np.array([*map(eq, patterns, patterns[1:]), False]) & joined,
        enumerated=np.append(codes[units.end[last[:-1]]] == ord("、"), False) & joined,
        opens_with_verb=tags["verb"][first],
        closes_with_noun=tags["noun"][last],
        step=np.minimum(np.append(np.abs(np.diff(size)), 99.0), 20.0),
    )


def describe_places(units: Units, of: Members) -> tuple[Columns, Columns]:
    """What a stretch has from the place of its first word, and of its last word, in their members."""
    m, first, last = units.member, units.first, units.last
    at, total = np.arange(len(m)), len(first)
    left, read = (units.end[last[m]] - units.start).astype(float), (units.end - units.start[first[m]]).astype(float)
    goes_on = of.joined * (1.0 + (of.step == 0) + of.same_head + of.same_tags)
    run_before, run_after, listed_before, listed_after = np.zeros((4, len(m)))
    run_before[first[1:]], run_after[last] = goes_on[:-1], goes_on
    listed_before[first[1:]], listed_after[last] = of.enumerated[:-1], of.enumerated
    opening = {
        "opens_member": at == first[m],
        "words_before_in_member": at - first[m],
        "first_member_length": left,
        "gap_to_next": np.abs(left - np.append(of.size, 0.0)[np.minimum(m + 1, total)]),
        "run_goes_on_before": run_before,
        "enumeration_before": listed_before,
        "gap_before": np.append(20.0, of.step)[m],
    }
    return opening, {
        "closes_member": at == last[m],
        "words_after_in_member": last[m] - at,
        "last_member_length": read,
        "gap_to_previous": np.abs(read - of.size[np.maximum(m - 1, 0)]),
        "run_goes_on_after": run_after,
        "enumeration_after": listed_after,
        "gap_after": of.step[m],
    }


def count_members(units: Units, of: Members, terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows OF_MEMBERS before each word, and up to it; members cut by the stretch are compared as they are cut."""
    m, total = units.member, len(units.first)
    previous = np.maximum(m - 1, 0)
    sums = prefix(np.array([getattr(of, name) for name in OF_MEMBERS[1:]], dtype=np.int32))
    before, after = np.empty((2, len(OF_MEMBERS), len(m)), dtype=np.int32)
    before[0], after[0] = m, m + 1
    before[1:7] = sums[:6].take(m, axis=1)
    after[1:5], after[5:7] = before[1:5], sums[4:6].take(m + 1, axis=1)
    before[7], after[7] = sums[6].take(np.minimum(m + 1, total)), sums[6].take(previous)
    next_head = np.append(terms["head"][units.first[1:]], 0)
    before[1] += of.same_head[m]
    before[1] -= terms["head"] == next_head[m]
    after[2] -= of.same_tail[previous]
    after[2] += terms["tail"] == terms["tail"][units.last[previous]]
    return before, after

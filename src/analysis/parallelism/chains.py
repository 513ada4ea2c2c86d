"""From pairs to runs: chains of pairs that share a member, what can be said of a chain, and the choice among chains that overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.odds import log_odds
from analysis.parallelism.candidates import Pairs
from analysis.parallelism.features import Columns, Facts

# Pairs below this probability join no chain. A chain neither begins nor ends where the next pair outwards is surer than _SURE.
LEAST, _SURE = 0.05, 0.85
# Pairs tried at one mark, successors at each member, and chains from one first pair: endless even runs have a great many.
_MOST_AT_MARK, _BRANCHES, _MOST_CHAINS = 5, 3, 12
_NEVER = -9.0
# So many values of pairs are summed up at once.
_AT_ONCE = 1 << 18
# Features of which a chain has the least and the mean over its pairs; and those of its first and of its last pair.
SUMMED = tuple(
    "gap ratio head_terms head_sorts head_frames tail_terms tail_sorts head_characters tail_characters sorts_in_place terms_in_place sizes_in_place "
    "head_character tail_character head_sort tail_sort same_words same_sorts level level_inside_over segment_heads segment_frames segment_gaps segment_marks "
    "whole_gap whole_first_gap whole_second_gap".split()
)
# These too where the pairs have them.
ALIGNED = tuple(f"common_{name}_{side}" for name in ("words", "frames", "characters") for side in ("shorter", "longer"))
FROM_FIRST = tuple(
    "opens words_before level_before tag_before de_before tag_first_1 previous_term previous_frame previous_tail previous_gap previous_level".split()
)
FROM_LAST = tuple("closes words_after level_after tag_after de_after tag_last_2 next_term next_frame next_tail next_gap next_level".split())


def keep_columns(columns: Columns, chosen: np.ndarray) -> np.ndarray:
    """The columns from which chains are described, a row each, for the chosen pairs; the last rows are FROM_FIRST and FROM_LAST."""
    names = (*SUMMED, *(name for name in ALIGNED if name in columns), *FROM_FIRST, *FROM_LAST)
    return np.array([columns[name] for name in names], dtype=float).take(chosen, axis=1)


@dataclass(frozen=True)
class Chains:
    """Chains of pairs: the pairs of chain `k` are `edges[offset[k] : offset[k + 1]]`."""

    edges: np.ndarray
    offset: np.ndarray

    def __len__(self) -> int:
        return len(self.offset) - 1

    def members(self, pairs: Pairs, k: int) -> list[tuple[int, int]]:
        """The members of chain `k`, as word indices."""
        edges = self.edges[self.offset[k] : self.offset[k + 1]].tolist()
        return [pairs.firsts[edges[0]], *(pairs.seconds[edge] for edge in edges)]


@dataclass(frozen=True)
class Links:
    """For each pair, how likely it is, the pairs that begin with its second member, likeliest first, and how likely the best one
    before and after it is."""

    chance: np.ndarray
    after: list[list[int]]
    best_before: np.ndarray
    best_after: np.ndarray


def are_likely(pairs: Pairs, chance: np.ndarray) -> np.ndarray:
    """Which pairs may join a chain: those likely enough, the best few at each mark."""
    place = _places(pairs)
    order = np.lexsort((-chance, place))
    place, likely = place[order], chance >= LEAST
    # One that has the same mark as the fifth before it has five better ones.
    likely[order[_MOST_AT_MARK:][place[_MOST_AT_MARK:] == place[:-_MOST_AT_MARK]]] = False
    return likely


def _places(pairs: Pairs) -> np.ndarray:
    """One number for each place where members are parted."""
    return pairs.j1 * (int(pairs.i2.max(initial=0)) + 1) + pairs.i2


def link_pairs(pairs: Pairs, chance: np.ndarray) -> Links:
    """Which pairs can follow which."""
    begins: dict[tuple[int, int], list[int]] = {}
    order = np.argsort(-chance, kind="stable").tolist()
    for k in order:
        begins.setdefault(pairs.firsts[k], []).append(k)
    after = [begins.get(second, [])[:_BRANCHES] for second in pairs.seconds]
    own, best_before, best_after = chance.tolist(), [0.0] * len(pairs), [0.0] * len(pairs)
    for k, following in enumerate(after):
        if following:
            best_after[k] = own[following[0]]
        for other in following:
            best_before[other] = max(best_before[other], own[k])
    return Links(chance, after, np.array(best_before), np.array(best_after))


def list_chains(pairs: Pairs, links: Links) -> Chains:
    """All chains worth judging. Where a pair goes on surely the chain goes on, so that a long even run is one chain and not its parts."""
    edges: list[int] = []
    offset = [0]
    sure_after = (links.best_after > _SURE).tolist()
    for first in np.flatnonzero(~_runs_through(pairs, links)).tolist():
        # (pair, place of the step before it), so that a long chain is not copied at each step.
        steps = [(first, -1)]
        stack, chains = [0], 0
        while stack and chains < _MOST_CHAINS:
            at = stack.pop()
            pair = steps[at][0]
            following = links.after[pair]
            if sure_after[pair]:
                following = following[:1]
            else:
                edges += _walk_back(steps, at)
                offset.append(len(edges))
                chains += 1
            for other in reversed(following):
                stack.append(len(steps))
                steps.append((other, at))
    return Chains(np.array(edges, dtype=np.int64), np.array(offset, dtype=np.int64))


def _runs_through(pairs: Pairs, links: Links) -> np.ndarray:
    """Pairs at whose mark a sure run is already under way: no chain begins there."""
    surely_before = links.best_before > _SURE
    place = _places(pairs)
    under_way = set(place[surely_before & (links.chance > _SURE)].tolist())
    return surely_before | np.fromiter(map(under_way.__contains__, place.tolist()), dtype=bool, count=len(place))


def _walk_back(steps: list[tuple[int, int]], at: int) -> list[int]:
    chain = []
    while at >= 0:
        pair, at = steps[at]
        chain.append(pair)
    return chain[::-1]


def describe_chains(facts: Facts, pairs: Pairs, columns: np.ndarray, links: Links, chains: Chains) -> np.ndarray:
    """One row of features a chain: its pairs' likelihood, how even its members are, its frame, its edges, and its rivals; `columns` as
    `keep_columns` gives them."""
    if not len(chains):
        return np.zeros((0, 1))
    odds = log_odds(links.chance)
    begin, end = chains.offset[:-1], chains.offset[1:]
    count = end - begin
    first, last = chains.edges[begin], chains.edges[end - 1]
    inside = odds[chains.edges]
    least, mean, most = np.minimum.reduceat(inside, begin), np.add.reduceat(inside, begin) / count, np.maximum.reduceat(inside, begin)
    before, after = _outside(links.best_before[first]), _outside(links.best_after[last])
    rows = [count + 1, least, mean, most, mean * count, inside[begin], inside[end - 1], before, after]
    rows += _evenness(facts, pairs, chains)
    rows += _formulas(facts, pairs, first, last)
    summed, from_first, from_last = np.split(columns, (-len(FROM_FIRST + FROM_LAST), -len(FROM_LAST)))
    frame = (*_sum_up(summed, chains, count), from_first.take(first, axis=1), from_last.take(last, axis=1))
    return np.concatenate([np.array(rows, dtype=float), *frame, np.array(_rivals(pairs, chains, mean, count))]).T


def _sum_up(columns: np.ndarray, chains: Chains, count: np.ndarray) -> Iterator[np.ndarray]:
    """The least and the mean of each column over the pairs of each chain, by turns."""
    # Some columns at a time: all at once would take much memory where an even text has a great many chains.
    some = max(_AT_ONCE // len(chains.edges), 1)
    for at in range(0, len(columns), some):
        values = columns[at : at + some].take(chains.edges, axis=1)
        found = np.empty((len(values), 2, len(count)))
        np.minimum.reduceat(values, chains.offset[:-1], axis=1, out=found[:, 0])
        np.divide(np.add.reduceat(values, chains.offset[:-1], axis=1), count, out=found[:, 1])
        yield found.reshape(-1, len(count))


def _outside(chance: np.ndarray) -> np.ndarray:
    return np.where(chance > 0, log_odds(chance), _NEVER)


def _evenness(facts: Facts, pairs: Pairs, chains: Chains) -> list[np.ndarray]:
    """Shortest, longest, mean and spread of the members' lengths."""
    start, end = facts.units.start, facts.units.end
    begin, count = chains.offset[:-1], np.diff(chains.offset)
    opening = (end[pairs.j1 - 1] - start[pairs.i1])[chains.edges[begin]].astype(float)
    others = (end[pairs.j2 - 1] - start[pairs.i2])[chains.edges].astype(float)
    shortest, longest = np.minimum(opening, np.minimum.reduceat(others, begin)), np.maximum(opening, np.maximum.reduceat(others, begin))
    mean = (opening + np.add.reduceat(others, begin)) / (count + 1)
    square = (opening**2 + np.add.reduceat(others**2, begin)) / (count + 1)
    spread = np.sqrt(np.maximum(square - mean**2, 0))
    ending = others[chains.offset[1:] - 1]
    return [shortest, longest, mean, spread, spread / mean, np.abs(opening - ending), np.abs(opening - others[begin])]


def _formulas(facts: Facts, pairs: Pairs, first: np.ndarray, last: np.ndarray) -> list[np.ndarray]:
    """Whether a known formula is the whole run, opens or closes with it, or runs over its start."""
    start, end = facts.units.start[pairs.i1[first]], facts.units.end[pairs.j2[last] - 1]
    whole = end - start
    known = [place in facts.formulas for place in zip(start.tolist(), end.tolist(), strict=True)]
    opens, closes = facts.formula_opens[start], facts.formula_closes[end]
    return [np.array(known, dtype=float), np.minimum(opens, whole) / whole, np.minimum(closes, whole) / whole, opens > whole]


def _rivals(pairs: Pairs, chains: Chains, mean: np.ndarray, count: np.ndarray) -> list[np.ndarray]:
    """The best mean of another chain that is parted at one of the same places, the lead over it, and how much longer another is."""
    own = np.repeat(np.arange(len(chains)), count)
    place = _places(pairs)[chains.edges]
    order = np.lexsort((own, -mean[own], place))
    place, own = place[order], own[order]
    begins_mark = np.append(True, place[1:] != place[:-1])
    begins, group = np.flatnonzero(begins_mark), np.cumsum(begins_mark) - 1
    second = np.minimum(begins + 1, len(own) - 1)
    alone = np.append(np.diff(begins), len(own) - begins[-1]) < 2
    best, runner_up = mean[own[begins]], np.where(alone, _NEVER, mean[own[second]])
    rival = np.where(own == own[begins][group], runner_up[group], best[group])
    longest = np.maximum.reduceat(np.where(mean[own] > 0, count[own] + 1, 0), begins)[group]
    found, more = np.full(len(chains), _NEVER), np.zeros(len(chains), dtype=np.int64)
    np.maximum.at(found, own, rival)
    np.maximum.at(more, own, longest)
    return [found, mean - found, more - (count + 1)]


def choose_chains(members: Sequence[list[tuple[int, int]]], quality: np.ndarray, least: float) -> list[int]:
    """The chains to keep, in order of the text: the best first, none below `least`; two overlap only where one lies in a member of the other."""
    likely = [k for k in range(len(members)) if quality[k] >= least]
    likely.sort(key=lambda k: (members[k][0][0], -members[k][-1][1]))
    kept: list[int] = []
    cluster: list[int] = []
    reach = -1
    for k in likely:
        if members[k][0][0] >= reach:
            kept += _choose(cluster, members, quality)
            cluster = []
        cluster.append(k)
        reach = max(reach, members[k][-1][1])
    kept += _choose(cluster, members, quality)
    return sorted(kept, key=lambda k: (members[k][0][0], -members[k][-1][1]))


def _choose(cluster: list[int], members: Sequence[list[tuple[int, int]]], quality: np.ndarray) -> list[int]:
    kept: list[int] = []
    for k in sorted(cluster, key=lambda k: -quality[k]):
        if all(_agree(members[k], members[other]) for other in kept):
            kept.append(k)
    return kept


def _agree(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether two runs are apart, or one lies wholly in a member of the other."""
    if one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]:
        return True
    return _lies_in(one, other) or _lies_in(other, one)


def _lies_in(inner: list[tuple[int, int]], outer: list[tuple[int, int]]) -> bool:
    return any(start <= inner[0][0] and inner[-1][1] <= stop for start, stop in outer)

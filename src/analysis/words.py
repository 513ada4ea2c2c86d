"""Words that a text itself proves: names beside titles and speaking verbs, quoted coinages, four-character forms, repeated strings."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.cutting import cut_written
from analysis.data import surnames
from analysis.errors import check_choice
from analysis.folding import code_points, fold_word, read_points
from analysis.layout import CONTENT
from analysis.segmentation import find_words, index_words, is_word, keep_words, tag_word
from analysis.sharing import once_per_speech
from analysis.tables import build_spans
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from analysis.speech import Speech

# Verbs by which a report says that somebody speaks or acts; what stands before one may be a name.
CUES = (
    "指出 强调 要求 表示 指示 说 认为 希望 提出 主持 出席 参加 陪同 介绍 宣布 致辞 讲话 汇报 通报 部署 作 作出 主讲 率队 带队 前往 来到 在 会见 代表 对 摄"
).split()
SPEAKING = "指出 强调 要求 表示 指示 说 认为 希望 提出 宣布".split()
TITLES = (
    "书记 主席 总理 省长 市长 区长 县长 州长 镇长 乡长 旗长 盟长 主任 部长 局长 厅长 处长 科长 院长 校长 会长 组长 队长 站长 "
    "所长 行长 署长 总长 总指挥长 指挥长 "
    "秘书长 委员长 委员 常委 政委 司令员 参谋长 检察长 审判长 董事长 总经理 总编辑 代表 同志 先生 女士 教授 院士 "
    "总统 首相 大使 记者 发言人 省领导 市领导 区领导 县领导 镇领导 乡领导"
).split()
AFTER_NAME = "同志 先生 女士 总书记 书记 主席 总理 省长 市长 区长 县长 部长 主任 委员长 副主席 副总理 教授 院士".split()
_INSTITUTION_END = "会委部局厅处院省市县区办组团党国府司厂社所站队级地方面者人民年月日时"
# Characters of grammar: a new word does not hold them, apart from names and quotations.
_GRAMMAR = "的了着过是在我你他她它们这那很也都就还要会能可应须把被将让给对向和与及或之其所而则等吗呢吧啊个各每再又最更已为以于"
_HAN = "一-鿿"
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,24})[”」』\"]")
_COINED = re.compile(rf"(?=.*[{_HAN}])[{_HAN}\dA-Za-z+]{{2,}}")
_DOTTED_NAME = re.compile(
    rf"(?:(?:{'|'.join(TITLES)})[ \u3000]?|(?<![{_HAN}]))(?P<name>[{_HAN}]{{2,6}}?[·•][{_HAN}]{{2,8}}?)"
    rf"(?=(?P<cue>{'|'.join(SPEAKING)})|{'|'.join(CUES)}|[^{_HAN}]|$)"
)
# Two numerals in a row are a number and no coinage.
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万亿]{2}")
# A verb of being or not being beside a single character is a phrase, however often it is repeated.
_LOOSE = "不没有无才只"
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百双\dN]")
# In a text of which only single characters are left: a run of them with the one of grammar that follows, and what of it may be a word.
_RUN, _LINKED = re.compile(rf"[^\n{_GRAMMAR}]+[{_GRAMMAR}]?"), re.compile(rf"[^\n{_GRAMMAR}{_LOOSE}]{{2,}}")

# Reason → (Chinese, English); the blank takes what was found.
REASONS = {
    "title": ("前有职务", "a title before it"),
    "after": ("后有称谓", "a form of address after it"),
    "cue": ("后接“{}”", "before {}"),
    "edge": ("位于句首", "opens a clause"),
    "list": ("与人名并列", "beside another name"),
    "dotted": ("带间隔号的姓名", "a name with a middle dot"),
    "quoted": ("引号中的提法", "a coinage in quotation marks"),
    "numeral": ("含数词", "holds a numeral"),
    "rhyme": ("四字格，有两字相同", "four characters, two alike"),
    "run": ("四字连用，词典未收", "four characters that no dictionary joins"),
    "repeated": ("重复{}次，合而不散", "repeated {} times, hardly ever apart"),
}


KINDS = ("name", "coinage", "form", "repeated")


@dataclass(frozen=True)
class Candidate:
    """One stretch that may be a word; `reasons` are keys of REASONS with what fills their blank."""

    start: int
    end: int
    kind: str
    score: float
    reasons: tuple[tuple[str, object], ...]


@lru_cache(maxsize=1)
def _name_pattern() -> re.Pattern:
    single, compound = "".join(s for s in sorted(surnames()) if len(s) == 1), "|".join(s for s in sorted(surnames()) if len(s) == 2)
    titles, cues, after = ("|".join(sorted(words, key=len, reverse=True)) for words in (TITLES, CUES, AFTER_NAME))
    # The first characters are asked for before the words: at most places neither a title nor a surname begins.
    opening, initial = ("".join({word[0] for word in words}) for words in (TITLES, surnames()))
    return re.compile(
        rf"(?:(?=[{opening}、和])(?:(?P<title>{titles})|(?P<list>[、和]))|(?P<edge>(?<![^\s，,。；;：:！？!?“”（()）])))[ \u3000]?"
        rf"(?=[{initial}])(?P<name>(?:{compound})[{_HAN}]{{1,2}}?|[{single}][{_HAN}]{{1,2}}?)"
        rf"(?=(?P<after>{after})|(?P<cue>{cues})|(?P<stop>[、，,。；;：:\s]|$))"
    )


def _find_names(text: str) -> Iterator[Candidate]:
    """Names of persons: a surname and one or two characters, with a title, a list of names or a clause's edge before and a cue after."""
    previous_end = -1
    for match in _name_pattern().finditer(text):
        start, end = match.span("name")
        reasons, score = [], 0.0
        if match["title"]:
            reasons, score = [("title", None)], 0.5
        elif match["list"] and match.start() == previous_end:
            reasons, score = [("list", None)], 0.5
        elif match["edge"] is not None:
            reasons, score = [("edge", None)], 0.25
        if match["after"]:
            reasons, score = [*reasons, ("after", None)], score + 0.5
        elif match["cue"]:
            strong = match["cue"] in SPEAKING
            reasons, score = [*reasons, ("cue", match["cue"])], score + (0.4 if strong else 0.3)
        else:
            score += 0.2
        vouched = bool(match["title"] or match["after"] or reasons[:1] == [("list", None)])
        if score >= 0.6 and _is_name_like(match["name"], vouched=vouched):
            previous_end = end
            yield Candidate(start, end, "name", min(score, 1.0), tuple(reasons))


def _is_name_like(name: str, *, vouched: bool) -> bool:
    """False for dictionary words that are no names, for what holds a title or grammar, and for institutions unless a title vouches."""
    if (name[-1] in _INSTITUTION_END and not vouched) or any(title in name for title in TITLES) or any(c in _GRAMMAR for c in name[1:]):
        return False
    # 向毛|主席, 高举毛|主席: the surname before the form of address is the last character.
    misread = name[-1] in surnames() and tag_word(name[:-1])[0] in "vpd"
    if misread or (tag_word(name[0]) == "p" and is_word(name[1:])):
        return False
    return tag_word(name).startswith("nr") if is_word(name) else not (is_word(name[1:]) and tag_word(name[1:])[0] in "vdpc")


def _find_dotted_names(text: str) -> Iterator[Candidate]:
    if "·" not in text and "•" not in text:
        return
    for match in _DOTTED_NAME.finditer(text):
        if match.start() < match.start("name") or match["cue"]:
            yield Candidate(*match.span("name"), "name", 0.9, (("dotted", None),))


def _find_quoted(text: str) -> Iterator[Candidate]:
    """What quotation marks single out as one thing: two to six characters (eight with a numeral), or the numeral parts of a formula."""
    for match in _QUOTED.finditer(text):
        if text[match.start() - 1 : match.start()] in ("：", ":"):
            continue
        parts = list(re.finditer(r"[^、，,\s]+", match[1]))
        for part in parts:
            numeral = bool(_NUMERAL.search(part[0]))
            longest = (8 if numeral or "+" in part[0] else 6) if len(parts) == 1 else (5 if numeral else 0)
            if len(part[0]) <= longest and _COINED.fullmatch(part[0]) and not any(c in _GRAMMAR for c in part[0]):
                start = match.start(1) + part.start()
                reasons = (("quoted", None), *([("numeral", None)] if numeral else []))
                yield Candidate(start, start + len(part[0]), "coinage", 0.9 if numeral else 0.8, reasons)


def _find_four_character_forms(text: str, edges: bytes) -> Iterator[Candidate]:
    """Four-character forms that no dictionary holds: two characters alike at 1 and 3 or 2 and 4 (返南来南), or four single ones (因地施策)."""
    for start in _find_lookalikes(text):
        end = start + 4
        form = text[start:end]
        if not edges[start] or not edges[end] or _NUMBER.search(form) or form[1] == "越":
            continue
        by_head = form[0] == form[2] in (text[end : end + 1], text[start - 2 : start - 1])
        by_tail = form[1] == form[3] in (text[end + 1 : end + 2], text[start - 1 : start])
        cut_apart = edges[start + 1 : end] not in (b"\0\0\0", b"\0\1\0")
        if cut_apart and not by_head and not by_tail and not any(c in _GRAMMAR for c in form):
            yield Candidate(start, end, "form", 0.7, (("rhyme", None),))


def _find_lookalikes(text: str) -> list[int]:
    """Where four Han characters begin of which either the first and third or the second and fourth are alike."""
    points = code_points(text)
    han, alike = (points >= ord(_HAN[0])) & (points <= ord(_HAN[-1])), points[:-2] == points[2:]
    return np.flatnonzero((alike[:-1] ^ alike[1:]) & han[:-3] & han[1:-2] & han[2:-1] & han[3:]).tolist() if len(text) > 3 else []


def _leave_single(text: str, starts: np.ndarray, ends: np.ndarray) -> str:
    """`text` with only the words of one Han character left, line feeds for all else."""
    points = code_points(text)
    left = np.full_like(points, ord("\n"))
    at = starts[ends - starts == 1]
    at = at[(points[at] >= ord(_HAN[0])) & (points[at] <= ord(_HAN[-1]))]
    left[at] = points[at]
    return read_points(left)


def _find_runs(text: str, singles: str) -> Iterator[Candidate]:
    """Exactly four single characters in a row, between longer words or punctuation."""
    for run in _RUN.finditer(singles):
        if len(run[0]) == 4 and run[0][-1] not in _GRAMMAR and not _NUMERAL.search(run[0]):
            yield Candidate(*run.span(), "form", 0.6, (("run", None),))


def _find_repeated(text: str, singles: str) -> Iterator[Candidate]:
    """Strings of two to four single characters that repeat and whose characters hardly occur apart."""
    alone = Counter(singles.replace("\n", ""))
    counts, first = Counter(), {}
    for run in _LINKED.finditer(singles):
        for size in (2, 3, 4):
            for i in range(len(run[0]) - size + 1):
                string = run[0][i : i + size]
                counts[string] += 1
                first.setdefault(string, run.start() + i)
    least = 2 + (len(text) > 10_000) + (len(text) > 100_000)
    often = {string: n for string, n in counts.items() if n >= least}
    extended = Counter()
    for string, n in often.items():
        for shorter in (string[1:], string[:-1]):
            extended[shorter] = max(extended[shorter], n)
    for string, n in often.items():
        together = min(n / alone[character] for character in string)
        if extended[string] < n and together >= 0.5 and not _NUMERAL.search(string) and len(set(string)) > 1:
            yield Candidate(first[string], first[string] + len(string), "repeated", min(0.95, 0.3 + 0.1 * n + 0.3 * together), (("repeated", n),))


def find_candidates(text: str, starts: np.ndarray, ends: np.ndarray) -> list[Candidate]:
    """All candidates in folded `text`, cut into words from `starts` to `ends`: the first occurrence of each string, best reason first where several hold."""
    marks = np.zeros(len(text) + 1, dtype=bool)
    marks[starts] = marks[ends] = True
    edges, singles = marks.tobytes(), _leave_single(text, starts, ends)
    names = [*_find_names(text), *_find_dotted_names(text)]
    named = {position for name in names for position in range(name.start, name.end)}
    runs = (run for run in _find_runs(text, singles) if named.isdisjoint(range(run.start, run.end)))
    found = [*names, *_find_quoted(text), *_find_four_character_forms(text, edges), *runs, *_find_repeated(text, singles)]
    best: dict[str, Candidate] = {}
    for each in sorted(found, key=lambda c: (c.start, c.end, -c.score)):
        string = text[each.start : each.end]
        whole = edges[each.start] and edges[each.end] and 1 not in edges[each.start + 1 : each.end]
        if whole and is_word(string):
            continue
        if string not in best or _rank(each) > _rank(best[string]):
            best[string] = each
    return list(best.values())


def _rank(candidate: Candidate) -> tuple[int, float]:
    """A name or coinage stays one however often it repeats."""
    return -KINDS.index(candidate.kind), candidate.score


@once_per_speech
def _prove_words(speech: "Speech") -> list[tuple[Candidate, int]]:
    """Each word that the speech proves where it first stands, and how often it does, in this order."""
    text, starts, ends = _told_words(speech)
    candidates = {text[c.start : c.end]: c for c in find_candidates(text, starts, ends)}
    times, first = Counter(), {}
    for start, end in find_words(text, index_words(candidates)):
        times[text[start:end]] += 1
        first.setdefault(text[start:end], start)
    found = []
    for string, candidate in candidates.items():
        start = first.get(string, candidate.start)
        found.append((replace(candidate, start=start, end=start + len(string)), max(1, times[string])))
    return sorted(found, key=lambda each: (each[0].start, each[0].end))


def _told_words(speech: "Speech") -> tuple[str, np.ndarray, np.ndarray]:
    """The folded text with line feeds for all outside the sentences that are told, of the same length; where their words start and end."""
    cut = cut_written(speech)
    told = np.array([zone in CONTENT for zone in speech.listed("sentences")["zone"]], dtype=bool)[cut.sentences] & (cut.places >= 0)
    at = np.array(keep_words(cut.text, cut.edges, speech.segmenter.words_by_initial), dtype=np.int64)
    starts, lasts = at[:-1], at[1:] - 1
    kept = told[starts]
    points = code_points(speech.folded)
    left = np.full_like(points, ord("\n"))
    left[cut.places[told]] = points[cut.places[told]]
    return read_points(left), cut.places[starts[kept]], cut.places[lasts[kept]] + 1


def list_own_words(speech: "Speech") -> tuple[str, ...]:
    """The words that `speech` proves, folded, each once."""
    return tuple(dict.fromkeys(fold_word(speech.text[word.start : word.end]) for word, _ in _prove_words(speech)))


def suggest_words(speech: "Speech", *, lang: str = "zh") -> pd.DataFrame:
    """Words that `speech` proves and the dictionary lacks, in order of their first occurrence, one row each.

    Columns: the span of the first occurrence; `kind` (name, coinage, form, repeated); `score` (0 to 1, a rank of the
    evidence and not a probability); `n` (occurrences, a longer row taking
    those inside it); `reasons` in Chinese or English.
    `parse_speech` keeps these words whole for this speech alone, unless its segmenter says `adapt=False`.

    Raises OptionError for an unknown `lang`. Misleads where a common noun opens with a surname before a speaking verb,
    and in texts that quote whole phrases.
    """
    check_choice("lang", lang, LANGS)
    words, times = zip(*_prove_words(speech), strict=True) if _prove_words(speech) else ((), ())
    join = {"zh": "；", "en": "; "}[lang]
    columns = {
        "kind": [word.kind for word in words],
        "score": [round(word.score, 2) for word in words],
        "n": list(times),
        "reasons": [join.join(say(key, lang, REASONS).format(value) for key, value in word.reasons) for word in words],
    }
    return build_spans("words", speech, [(word.start, word.end) for word in words], **columns)

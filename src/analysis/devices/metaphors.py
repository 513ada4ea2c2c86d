"""Conceptual metaphors (隐喻): wordings whose source domain (war, building, journey …) a reader still feels, from the project's own lexicon."""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.data import read_table
from analysis.matching import Index, index_terms, search_terms
from analysis.tables import build_spans

if TYPE_CHECKING:
    from analysis.speech import Speech

# The source domains, in the order of docs/metaphors.md.
METAPHOR_FAMILIES = ("war", "building", "journey", "medicine", "plant", "animal", "kinship", "machine", "contest", "water", "light", "stage")
# How many characters on either side are looked at for a word that must or must not stand near.
NEAR = 16
_STOPS = "。！？!?"
# Words of the source domain itself: beside them the wording is meant literally. A context names a list as @war.
_LITERAL = {
    "war": "军队|部队|解放军|国防|军事|作战能力|战备|练兵|强军|官兵|指战员|战士|侵略|敌军|敌人|抗日|抗战|武装力量|武装部队|武警|"
    "民兵|志愿军|世界大战|军区|国民党|红军|战俘|停战|枪|炮|美军|导弹|信息化条件|反法西斯|参战",
    "medicine": "医院|医生|医师|医疗|医务|医学|患者|病人|疾病|临床|诊所|手术|药品|药物|门诊|住院|健康检查|筛查|卫生院|传染病|慢性病|中医|医药|护士|疫苗|医保",
    "plant": "种植|作物|粮食|果树|果园|林木|树木|树苗|造林|花卉|蔬菜|水果|农药|化肥|病虫|育苗|栽|苗木|园林|良种|种业|播种面积",
    "machine": "机械|汽车|机床|零部件|轮机|装备|车间|生产线|设备|船舶|整车|车辆|飞机",
}


class _Entry(NamedTuple):
    term: str
    family: str
    rules: tuple[tuple[str, bool, tuple[str, ...]], ...]


def read_metaphors() -> pd.DataFrame:
    """The lexicon: `term, family, context, example, source`, as docs/metaphors.md describes them; a fresh table."""
    return read_table("metaphors.tsv")


def find_metaphors(speech: "Speech") -> pd.DataFrame:
    """The metaphorical wordings of `speech`, in order of the text; they do not overlap, and page furniture holds none.

    Columns: the span; `family` (the source domain: one of METAPHOR_FAMILIES); `term` (the entry of the lexicon that matched,
    in simplified characters). The longest entry wins; where a term has several contexts, one that holds is enough.

    Misleads as a count of all metaphors: only wordings of the lexicon are found, and those of which a reader no longer
    feels the source (建设, 推进, 基础, 方向) are left out on purpose. A wording beside words of its source domain is
    taken literally, so a metaphor in a passage on the army, hospitals or farming can be missed.
    Source: the project's lexicon; Lakoff & Johnson 1980; the question put to each entry is that of Pragglejaz Group 2007.
    Precision on passages that were read: docs/metaphors.md.

    >>> from analysis import parse_speech
    >>> find_metaphors(parse_speech("打赢脱贫攻坚战，筑牢根基。"))[["text", "family"]].to_numpy().tolist()
    [['打赢', 'war'], ['攻坚战', 'war'], ['筑牢', 'building'], ['根基', 'building']]
    """
    rows = search_terms(speech, _index(), pick=_pick)
    entries = [entry for _, entry in rows]
    spans = [span for span, _ in rows]
    return build_spans("metaphors", speech, spans, family=[entry.family for entry in entries], term=[entry.term for entry in entries])


def _pick(text: str, start: int, end: int, candidates: list[_Entry]) -> _Entry | None:
    """The first entry of the term at `text[start:end]` whose context holds."""
    left, right = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    left = left[max(left.rfind(stop) for stop in _STOPS) + 1 :]
    right = right[: min((at for stop in _STOPS if (at := right.find(stop)) >= 0), default=NEAR)]
    return next((entry for entry in candidates if _holds(entry, left, right)), None)


def _holds(entry: _Entry, left: str, right: str) -> bool:
    for where, wanted, words in entry.rules:
        if where == "left":
            found = left.endswith(words)
        elif where == "right":
            found = right.startswith(words)
        else:
            found = any(word in left or word in right for word in words)
        if found != wanted:
            return False
    return True


@cache
def _index() -> Index:
    """The lexicon's terms with their entries."""
    table = read_metaphors()
    rows = zip(table["term"], table["family"], table["context"], strict=True)
    return index_terms((term, _Entry(term, family, _parse_context(context))) for term, family, context in rows)


def _parse_context(context: str) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """`near: a|b; not left: c` as (place, must it stand there, words) for each part; @war stands for the words of that domain."""
    rules = []
    for part in filter(None, context.split("; ")):
        where, _, words = part.partition(": ")
        listed = [word for name in words.split("|") for word in (_LITERAL[name[1:]].split("|") if name.startswith("@") else [name])]
        rules.append((where.removeprefix("not "), not where.startswith("not "), tuple(listed)))
    return tuple(rules)

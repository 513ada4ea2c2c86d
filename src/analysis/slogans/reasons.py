"""Why a stretch was taken for a slogan: the features that hold of it, in words, the weightier first."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from analysis.wording import LANGS

# Reason → (Chinese, English); the blank takes what was found. The order is that of their weight.
REASONS = {
    "known": ("提法库收录，见于{}篇", "in the lexicon of formulas, seen in {} texts"),
    "listed": ("提法库收录", "in the lexicon of formulas"),
    "coined": ("引号标出的提法", "set off by quotation marks"),
    "numeral": ("含数词的缩略", "packed with a numeral"),
    "parallel": ("{}项并列", "{} members in a row"),
    "same_head": ("各项首字相同", "members begin alike"),
    "same_tail": ("各项末字相同", "members end alike"),
    "same_length": ("各项字数相同", "members of one length"),
    "echo": ("字词反复", "characters come again"),
    "balance": ("前后两半字数相当", "two halves of a length"),
    "four": ("四字节奏", "rhythm of four characters"),
    "formula_inside": ("含已知提法", "holds a known formula"),
    "headline": ("用作标题", "in a headline"),
    "heading": ("用作小标题", "in a heading"),
    "call": ("以号召动词开头", "opens with a mobilising verb"),
    "introduced": ("前有“{}”", "after {}"),
    "whole": ("独立成句", "a clause by itself"),
    "repeated": ("文中出现{}次", "{} times in this text"),
    "exclaims": ("感叹收尾", "in an exclamation"),
    "wording": ("用词近于提法", "wording like that of formulas"),
}
# What introduces a formula: a verb that takes it as its object.
INTRODUCERS = frozenset(
    "坚持 做到 按照 贯彻 落实 树立 增强 推进 推动 实现 加强 强化 坚定 遵循 弘扬 践行 建设 构建 打造 发扬 维护 深化 形成 以 把 聚焦 围绕 巩固 发挥".split()
)
MOST = 4
# The features that reasons are read from.
READ = (
    "members member_length length known known_documents quoted numerals opens_with_numeral heads_alike tails_alike gap_inside edge_gap echo_2 echo_3 echo_4 "
    "balance_at_and formula_share headline heading calls repeated exclaims to_sentence_end opens_member closes_member".split()
)


def explain(values: dict[str, float], word_before: str, lang: str) -> str:
    """The reasons for one stretch from its feature `values`, at most four."""
    at = LANGS.index(lang)
    given = [REASONS[key][at].format(found) for key, found in islice(_list_reasons(values, word_before), MOST)]
    if values["known"] and not values["known_documents"]:
        # Listed by reading; "in 0 texts" would say nothing.
        given.insert(0, REASONS["listed"][at])
    return {"zh": "；", "en": "; "}[lang].join(given[:MOST] or [REASONS["wording"][at]])


def _list_reasons(values: dict[str, float], word_before: str) -> Iterator[tuple[str, int | str | None]]:
    """Each reason that holds, and what was found."""
    if values["known"] and (documents := round(float(np.expm1(values["known_documents"])))):
        yield "known", documents
    if values["quoted"]:
        yield "coined", None
    if values["numerals"] >= 1 and (values["opens_with_numeral"] or values["quoted"] or values["numerals"] >= 2):
        yield "numeral", None
    yield from _list_run(values) if values["members"] > 1 else _list_single(values)
    if not values["known"] and values["formula_share"] >= 0.4:
        yield "formula_inside", None
    if values["headline"]:
        yield "headline", None
    elif values["heading"]:
        yield "heading", None
    if values["calls"]:
        yield "call", None
    if word_before in INTRODUCERS:
        yield "introduced", word_before
    if values["repeated"] >= 2:
        yield "repeated", int(values["repeated"])
    if values["exclaims"] and values["to_sentence_end"] <= 1:
        yield "exclaims", None
    if values["opens_member"] and values["closes_member"] and values["members"] <= 1:
        yield "whole", None


def _list_run(values: dict[str, float]) -> Iterator[tuple[str, int | None]]:
    """The reasons of rhythm for a run of members."""
    yield "parallel", int(values["members"])
    if values["heads_alike"] >= 0.99:
        yield "same_head", None
    if values["tails_alike"] >= 0.99:
        yield "same_tail", None
    if values["gap_inside"] == 0 and values["edge_gap"] == 0:
        yield "same_length", None
    if values["member_length"] == 4:
        yield "four", None


def _list_single(values: dict[str, float]) -> Iterator[tuple[str, None]]:
    """The reasons of rhythm for a stretch inside one member."""
    if max(values["echo_2"], values["echo_3"], values["echo_4"]) >= 0.3:
        yield "echo", None
    if 0 <= values["balance_at_and"] <= 1:
        yield "balance", None
    if values["length"] in (4, 8):
        yield "four", None

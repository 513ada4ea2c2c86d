"""The formula lexicon: fixed political formulas of 1942 to 2026, with their kind and the list that a numeral stands for."""

from functools import cache

import pandas as pd

from analysis.data import read_table
from analysis.folding import fold
from analysis.speech import Speech
from analysis.tables import build_spans

# Quotation marks come and go around and inside a formula (“四个意识”, “一国两制”方针), so they do not take part in matching.
_QUOTES = "“”‘’「」『』\"'"
_DROPPED = str.maketrans("", "", _QUOTES)
_COMMA = str.maketrans(",，;", "、、、")


def read_formulas() -> pd.DataFrame:
    """The lexicon: `formula, kind, first_year, documents, n, expansion, source`, as docs/formulas.md describes them; a fresh table."""
    return read_table("formulas.tsv")


def formula_key(text: str) -> str:
    """What two writings of one formula share: folded, without quotation marks, and with 、 for ， and ；. Shorter than the text where it has marks."""
    return fold(text).translate(_DROPPED).translate(_COMMA)


@cache
def _index() -> dict[str, dict[str, tuple[str, str]]]:
    """First two characters of a key → key → (formula, kind), the longest first."""
    table = read_formulas()
    entries = sorted(((formula_key(formula), formula, kind) for formula, kind in zip(table["formula"], table["kind"], strict=True)), key=lambda e: -len(e[0]))
    index: dict[str, dict[str, tuple[str, str]]] = {}
    for key, formula, kind in entries:
        index.setdefault(key[:2], {})[key] = (formula, kind)
    return index


def locate_formulas(speech: Speech) -> pd.DataFrame:
    """Where formulas of the lexicon stand: the longest at each place, none inside another; columns `formula, kind`.

    Quotation marks and white space are ignored in matching, and ， stands for 、. The span runs from the first character of
    the formula to its last, without the marks around it.
    """
    places = [i for i, character in enumerate(speech.folded) if character not in _QUOTES and not character.isspace()]
    key = "".join(speech.folded[i] for i in places).translate(_COMMA)
    spans, formulas, kinds, reach = [], [], [], 0
    for at in range(len(key) - 1):
        for wanted, (formula, kind) in _index().get(key[at : at + 2], {}).items():
            if at + len(wanted) > reach and key.startswith(wanted, at):
                reach = at + len(wanted)
                spans.append((places[at], places[reach - 1] + 1))
                formulas.append(formula)
                kinds.append(kind)
                break
    return build_spans("known_formulas", speech, spans, formula=formulas, kind=kinds)

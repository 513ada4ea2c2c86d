"""What is on the explorer's screen, as one small frozen value, and what a click makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import OptionError
from analysis.explorer.evidence import LAYERS, gather_evidence, list_shown
from analysis.explorer.wording import WORDING
from analysis.folding import fold
from analysis.slogans import default_threshold
from analysis.wording import say

if TYPE_CHECKING:
    from analysis.speech import Speech

# A dictionary is for words; whole paragraphs in it would hide all others.
LONGEST_WORD = 40
# More lines than this are for the filter; a browser's list grows slow.
MOST_ITEMS = 500
_LONGEST_LABEL = 48
_EXPORTED = ["doc_id", "start", "end", "text", "layer", "term", "kind", "score", "reasons"]


@dataclass(frozen=True)
class View:
    """A speech, its evidence, and what somebody has switched on, chosen and set. The functions of this module give the next one.

    speech: with the session's words in its segmenter. layers: those that are on. listed: the list that is shown. query: what
    its lines must hold. chosen: the line whose passages are marked, or None; at: which of them is stepped to.
    """

    speech: "Speech"
    lang: str
    evidence: Mapping[str, pd.DataFrame] = field(repr=False, compare=False)
    threshold: float
    words: tuple[str, ...] = ()
    layers: tuple[str, ...] = ("slogans",)
    listed: str = "slogans"
    query: str = ""
    chosen: str | None = None
    at: int = 0

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The passages of the list that is shown."""
        return list_shown(self.evidence, self.listed, self.threshold)

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The passages of the chosen line; none where nothing is chosen."""
        return self.shown[self.shown["term"] == self.chosen] if self.chosen is not None else self.shown.iloc[:0]

    def marked(self, layer: str) -> pd.DataFrame:
        """What a layer marks; nothing where it is off."""
        table = list_shown(self.evidence, layer, self.threshold)
        return table if layer in self.layers else table.iloc[:0]


def open_view(speech: "Speech", lang: str) -> View:
    """The first view of a speech: slogans listed and marked, at the threshold that was best in training."""
    return View(speech, lang, gather_evidence(speech, lang), default_threshold())


def switch_layer(view: View, layer: str, on: bool) -> View:
    """The view with a layer on or off."""
    return replace(view, layers=tuple(name for name in LAYERS if (on if name == layer else name in view.layers)))


def show_list(view: View, name: str) -> View:
    """The view with another list, unfiltered and with nothing chosen."""
    return view if name == view.listed else replace(view, listed=name, query="", chosen=None, at=0)


def filter_list(view: View, query: str) -> View:
    """The view whose list has only lines with `query`; what is chosen stays chosen."""
    return replace(view, query=query.strip())


def choose(view: View, term: str | None) -> View:
    """The view with a line chosen, at its first passage."""
    return replace(view, chosen=term, at=0)


def step(view: View, by: int) -> View:
    """The view at the next or previous passage of the chosen line; after the last comes the first."""
    return replace(view, at=(view.at + by) % len(view.passages)) if len(view.passages) else view


def set_threshold(view: View, threshold: float) -> View:
    """The view with another least score of slogans; a chosen slogan below it is chosen no longer."""
    return _keep_chosen(replace(view, threshold=threshold))


def add_word(view: View, word: str) -> View:
    """The view with one more word in the dictionary of its speech, and of no other; where it is a word of the text, it is chosen.

    Raises OptionError, in the view's language, for a word with white space or of more than 40 characters.
    """
    if not word or len(word) > LONGEST_WORD or any(map(str.isspace, word)):
        raise OptionError(say("word_refused", view.lang, WORDING).format(word[: 2 * LONGEST_WORD], LONGEST_WORD))
    view = _set_words(view, dict.fromkeys((*view.words, word)))
    found = choose(show_list(view, "terms"), _as_term(view, word))
    return found if len(found.passages) else view


def remove_word(view: View, word: str) -> View:
    """The view without a word that somebody has added."""
    return _set_words(view, [each for each in view.words if each != word])


def _set_words(view: View, words: Iterable[str]) -> View:
    """The view with these words in the dictionary besides those that the speech came with: everything is found again."""
    segmenter = view.speech.segmenter
    given = segmenter.words[: len(segmenter.words) - len(view.words)]
    speech = replace(view.speech, segmenter=replace(segmenter, words=(*given, *words)))
    return _keep_chosen(replace(view, speech=speech, words=tuple(words), evidence=gather_evidence(speech, view.lang)))


def _as_term(view: View, word: str) -> str:
    return fold(word, traditional=view.speech.is_traditional)


def describe_word(view: View, word: str) -> str:
    """A sentence on what a word that was added has changed."""
    term = _as_term(view, word)
    n = int((view.evidence["terms"]["term"] == term).sum())
    if n:
        return say("word_added", view.lang, WORDING).format(word, n)
    return say("word_inside" if term in view.speech.folded else "word_absent", view.lang, WORDING).format(word)


def _keep_chosen(view: View) -> View:
    return replace(view, at=min(view.at, len(view.passages) - 1)) if len(view.passages) else replace(view, chosen=None, at=0)


def list_items(view: View) -> list[tuple[str, str]]:
    """`(label, term)` of each line of the list: slogans by score, all else by number and then as in the text; at most 500."""
    groups = view.shown.groupby("term", sort=False)
    items = groups.agg(n=("start", "size"), start=("start", "min"))
    by = ["n", "start"]
    if view.listed == "slogans":
        items["score"] = groups["score"].max()
        by = ["score", "start"]
    items = items.sort_values(by, ascending=[False, True], kind="stable").reset_index()
    query = fold(view.query)
    if query:
        items = items[[query in fold(term) for term in items["term"]]]
    return [(_label(view, row), row["term"]) for row in items.head(MOST_ITEMS).to_dict("records")]


def _label(view: View, row: dict) -> str:
    times = f" ×{row['n']}" if row["n"] > 1 else ""
    score = f" {row['score']:.2f}" if "score" in row else ""
    name = row["term"] if len(row["term"]) <= _LONGEST_LABEL else row["term"][:_LONGEST_LABEL] + "…"
    return f"{name or say('narration', view.lang)}{score}{times}"


def export_marks(view: View) -> pd.DataFrame:
    """What is marked on the screen as one table: the layers that are on, and the chosen line as `layer` "chosen", in the order of the text.

    Columns: the span, `layer`, `term`, `kind`, `score`, `reasons` (missing where a layer has none).
    """
    tables = [view.marked(layer).assign(layer=layer) for layer in view.layers]
    tables.append(view.passages.assign(layer="chosen"))
    filled = [table.reindex(columns=_EXPORTED) for table in tables if len(table)]
    if not filled:
        return tables[-1].reindex(columns=_EXPORTED)
    return pd.concat(filled).sort_values(["start", "end"], ascending=[True, False], kind="stable", ignore_index=True)

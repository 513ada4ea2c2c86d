"""What a page says about echoes: a sentence, the passages of the speech beside those of its sources, and the layer of the marked text."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.comparison import list_edits, measure_echo
from analysis.errors import OptionError, check_choice, check_least
from analysis.panels import Panel, find_paragraphs, link_passages, list_passages
from analysis.tables import check_table
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from analysis.speech import Speech

_QUOTED = {"zh": "“{}”", "en": "{}"}
# What the sentence shows of the longest echo: whole paragraphs may be the same.
_LONG = 60
_ECHOED = ("source_doc_id", "source_start", "source_end", "source_text", "length", "changed")


def describe_echoes(
    speech: "Speech", exact: pd.DataFrame, near: pd.DataFrame, *, sources: Sequence[str], set_apart: Iterable[str] = (), lang: str = "zh"
) -> Panel:
    """One paragraph: how much of a speech its sources have too, word for word and with small changes, and the longest echo, which leads to its place.

    exact, near: echoes of the speech by `find_echoes` without and with a `max_gap`. sources: the `doc_id`s of all that were searched.
    set_apart: the names of files that hold the speech itself, and were not.
    Page furniture is left out of the whole. Raises OptionError for an unknown `lang` and for sources that are no list of ids.
    """
    check_choice("lang", lang, LANGS)
    content = speech.sentences[speech.sentences["zone"] != "furniture"]
    # What each source is the first to have adds up to what any of them has.
    (characters, covered), (_, nearly) = (_measure(table, content, sources) for table in (exact, near))
    facts = {"characters": characters, "covered": covered, "share": covered / max(characters, 1), "n": len(sources)}
    key = "echoes" if len(near) and len(sources) else "no_echoes" if len(sources) else "no_sources"
    said = escape(say(key, lang).format(**facts))
    if nearly > covered:
        said += escape(say("echoes_near", lang).format(covered=nearly, share=nearly / characters))
    if key == "echoes":
        longest = near.sort_values(["length", "changed"], ascending=[False, True], kind="stable").iloc[[0]]
        start, end = longest["start"].iloc[0], longest["end"].iloc[0]
        text = longest["text"].iloc[0]
        shown = text if len(text) <= _LONG else text[: _LONG - 1] + "…"
        link = link_passages(shown, f"{start}-{end}", paragraph=find_paragraphs(speech, longest["start"])[0], lang=lang)
        said += escape(say("longest_echo", lang).format(longest["length"].iloc[0])) + link + say("stop", lang)
    named = "".join(_QUOTED[lang].format(name) for name in set_apart) if lang == "zh" else ", ".join(set_apart)
    apart = escape(say("set_apart", lang).format(named)) if named else ""
    return Panel(f"<p>{said}{apart}</p>")


def _measure(echoes: pd.DataFrame, content: pd.DataFrame, sources: Sequence[str]) -> tuple[int, int]:
    """(characters of the speech, those that any source has)."""
    measured = measure_echo(echoes, content, sources=sources)
    return (int(measured["characters"].iloc[0]), int(measured["first"].sum())) if len(measured) else (0, 0)


def list_echoes(speech: "Speech", echoes: pd.DataFrame, sources: Iterable["Speech"], *, top: int = 300, width: int = 16, lang: str = "zh") -> Panel:
    """The longest echoes as a table: the passage in the speech, which it leads to, and beside it that of the source in its context.

    In the source the shared stretch is marked, and what is different there is marked otherwise. With several sources a column says which.
    top: how many rows. width: characters of context to either side.
    Raises TableError for a table of another speech, OptionError for sources that lack one of the table or do not have its passages.
    """
    check_least("top", top, 1)
    check_least("width", width, 0)
    check_table(echoes, *_ECHOED, speech=speech)
    known = {source.doc_id: source for source in sources}
    shown = name_kinds(echoes).sort_values("length", ascending=False, kind="stable").head(top)
    quotes = [_quote(speech, known.get(row.source_doc_id), row, width) for row in shown.itertuples()]
    caption = say("longest_echoes", lang).format(top, len(echoes)) if len(echoes) > top else ""
    which = ["source_doc_id"] if len(known) > 1 else []
    table = shown.assign(source_text=pd.Series(quotes, index=shown.index, dtype="object"))
    return list_passages(speech, table, columns=["text", "source_text", *which, "kind", "length"], caption=caption, lang=lang)


def name_kinds(echoes: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table of echoes with a column `kind`: same (character for character) or altered (with changes inside)."""
    check_table(echoes, "changed")
    return echoes.assign(kind=pd.Series(np.where(echoes["changed"] > 0, "altered", "same"), index=echoes.index, dtype="str"))


def _quote(speech: "Speech", source: "Speech | None", row: tuple, width: int) -> Panel:
    start, end = row.source_start, row.source_end
    if source is None or source.text[start:end] != row.source_text:
        advice = "allowed: the speeches that find_echoes was given. Pass all of them."
        raise OptionError(f"no source {row.source_doc_id!r} has {row.source_text!r:.40} at [{start}:{end}]; {advice}")
    left, right = source.text[max(start - width, 0) : start], source.text[end : end + width]
    before = ("…" if start > width else "") + escape(left.lstrip())
    after = escape(right.rstrip()) + ("…" if end + width < len(source.text) else "")
    return Panel(f'<span class="y-quote">{before}{_mark_shared(speech, source, row)}{after}</span>')


def _mark_shared(speech: "Speech", source: "Speech", row: tuple) -> str:
    """The passage of the source: what the speech has too, and what it has not, where an echo was altered."""
    if not row.changed:
        return f"<mark>{escape(row.source_text)}</mark>"
    html, at = "", row.source_start
    # By the folded characters, which are as many: another script, width or mark is no change.
    for theirs, own in list_edits(source.folded[at : row.source_end], speech.folded[row.start : row.end]):
        tag = "del" if theirs != own and any(map(str.isalnum, theirs)) else "mark"
        html += f"<{tag}>{escape(source.text[at : at + len(theirs)])}</{tag}>" if theirs else ""
        at += len(theirs)
    return html


def outline_echoes(echoes: pd.DataFrame) -> pd.DataFrame:
    """The echoes that lie inside no other, whatever their source, of equal ones the first: as the layer of a text, where more would only repeat it."""
    ordered = name_kinds(echoes).sort_values(["start", "end"], ascending=[True, False], kind="stable")
    ends = ordered["end"].to_numpy()
    reached = np.maximum.accumulate(np.concatenate([[-1], ends]))[:-1]
    return ordered[ends > reached]

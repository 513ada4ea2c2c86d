"""The cards under the title of a page: each says a headline figure, what it means, and what is usual; each leads to its section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape

import pandas as pd

from analysis.errors import TableError, check_choice
from analysis.headline import GENRES, MEASURES, compare_reference, read_references, show_figure
from analysis.panels import Panel
from analysis.tables import check_table
from analysis.wording import LANGS, say

# A page carries the figures for the index in this form beside the cards that show them.
MIME = "application/vnd.yanci.headline+json"
# Characters a minute of a speech that is read out, slowly and with pauses.
_PACE = 240
_MOST_NAMES = 3

# Measure, or measure and sentence → (Chinese, English).
WORDING = {
    "cards": ("要点", "Headline figures"),
    "characters": ("篇幅", "Length"),
    "characters_unit": ("字", "characters"),
    "characters_means": ("念完约 {:,.0f} 分钟", "about {:,.0f} minutes to read out"),
    "characters_second": ("不到一分钟就能念完", "less than a minute to read out"),
    "characters_none": ("没有文字", "no words"),
    "slogans": ("口号", "Slogans"),
    "slogans_unit": ("处／千字", "per 1,000"),
    "slogans_means": ("平均每 {:,.0f} 字就有一处", "one in every {:,.0f} characters"),
    "slogans_none": ("没有找到口号", "none was found"),
    "directives": ("要求", "Demands"),
    "directives_unit": ("的句子", "of sentences"),
    "directives_means": ("十句中约 {:.0f} 句要人做什么", "about {:.0f} in ten tell somebody to do something"),
    "directives_none": ("没有要人做什么的句子", "no sentence tells anybody to do anything"),
    "speakers": ("说话人", "Speakers"),
    "speakers_unit": ("位", "reported"),
    "speakers_means": ("转述的是：{}", "reported to speak: {}"),
    "speakers_more": ("{}等", "{} and others"),
    "speakers_none": ("没有转述谁的话", "nobody is reported to speak"),
    "echo": ("相同的话", "Echo"),
    "echo_unit": ("的字", "of characters"),
    "echo_means": ("所给的 {:,} 篇里逐字也有", "stand word for word in the texts given ({:,})"),
    "echo_zero": ("与所给的 {:,} 篇没有逐字相同的话", "nothing stands word for word in the texts given ({:,})"),
    "echo_none": ("没有给出可比的文本", "no text was given to compare with"),
    "tone": ("语气", "Tone"),
    "tone_unit": ("−1 贬，+1 褒", "−1 blame, +1 praise"),
    "tone_good": ("褒多于贬", "more praise than blame"),
    "tone_bad": ("贬多于褒", "more blame than praise"),
    "tone_even": ("褒贬相抵，或多不褒不贬", "praise and blame even out, or there is little of either"),
    "tone_none": ("褒贬的证据太少，不求平均", "too little evidence for an average"),
    "usual": ("报告里通常是", "usual in reports"),
    "national": ("国务院", "national"),
    "congress": ("党代会", "congress"),
    "provincial": ("省级", "provincial"),
    "echo_usual": ("报告与上一篇通常是", "usual with the one before"),
    "note_range": ("，括号里是居中的一半", ", with the middle half in brackets"),
    "range": ("{}（{}–{}）", "{} ({}–{})"),
    "note": (
        "“通常”是整篇报告的中位数{range}：国务院政府工作报告 {national} 篇（1978 年以来）、党代会报告 {congress} 篇（1977 年以来）、"
        "省级政府工作报告 {provincial} 篇（2026 年）。报告念一两个小时；短讲话和新闻稿是另一类，不同不等于优劣。",
        "“Usual” is the median over whole reports{range}: {national} national government reports (since 1978), {congress} party congress reports "
        "(since 1977), {provincial} provincial government reports (2026). A report takes an hour or two to read out; short speeches and news items "
        "are of another kind, and to differ is no fault.",
    ),
}
# Nearer to 0 than this no side of the tone is named: half the width of the middle half of the national reports.
_EVEN = 0.03


@dataclass(frozen=True)
class Cards(Panel):
    """The cards as HTML, with their figures (measure → number, None for a missing one) for whoever reads the executed notebook."""

    figures: Mapping[str, float | None] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/html": self.html, MIME: dict(self.figures)}


def describe_headline(
    headline: pd.DataFrame, *, speakers: Sequence[str] = (), sources: int = 0, links: Mapping[str, str] | None = None, lang: str = "zh"
) -> Cards:
    """The headline figures of a speech as cards, one a measure: the figure, its meaning, where it stands beside three kinds of report, and what is usual there.

    headline: one row by `measure_headline`. speakers: names of who is reported to speak, in order; the card names three. sources: how many
    texts the echo was sought in. links: measure → address of its section on the page, for those that have one.
    What has no evidence says so and shows no figure. Raises TableError for a table of another kind or length, OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGS)
    check_table(headline, *MEASURES)
    if len(headline) != 1:
        raise TableError(f"the table has {len(headline)} rows; allowed: one, of one speech. Pass what measure_headline returns.")
    figures = {measure: None if pd.isna(value) else round(float(value), 6) for measure, value in headline.iloc[0][list(MEASURES)].items()}
    cards = "".join(
        _card(measure, figures[measure], _meaning(measure, figures[measure], speakers, sources, lang), (links or {}).get(measure), lang) for measure in MEASURES
    )
    label = say("cards", lang, WORDING)
    return Cards(
        f'<section class="y-headline" aria-label="{label}"><ul class="y-cards">{cards}</ul><p class="y-usual-note">{describe_usual(lang=lang)}</p></section>',
        figures,
    )


def describe_usual(*, ranges: bool = True, lang: str = "zh") -> str:
    """What “usual” means on a page: which reports were counted, how many, and that other kinds of text differ; with what brackets hold, if `ranges`.

    Raises OptionError for an unknown `lang`.
    """
    documents = read_references().groupby("genre")["documents"].max()
    return say("note", lang, WORDING).format(range=say("note_range", lang, WORDING) if ranges else "", **documents)


def has_evidence(measure: str, value: float | None) -> bool:
    """Whether the figure says something: a tone of 0 does, no slogans do not."""
    return value is not None and (value > 0 or measure in ("echo", "tone"))


def _meaning(measure: str, value: float | None, speakers: Sequence[str], sources: int, lang: str) -> str:
    """The figure in plain words."""
    wording = partial(say, lang=lang, table=WORDING)
    if not has_evidence(measure, value):
        return wording(f"{measure}_none")
    if measure == "tone":
        return wording("tone_even" if abs(value) < _EVEN else "tone_good" if value > 0 else "tone_bad")
    if measure == "echo":
        return wording("echo_means" if value else "echo_zero").format(sources)
    if measure == "speakers":
        named = ("、" if lang == "zh" else ", ").join(speakers[:_MOST_NAMES])
        return wording("speakers_means").format(wording("speakers_more").format(named) if len(speakers) > _MOST_NAMES else named) if named else ""
    number = {"characters": value / _PACE, "slogans": 1000 / value, "directives": value * 10}[measure]
    return wording("characters_second" if measure == "characters" and number < 1 else f"{measure}_means").format(number)


def _card(measure: str, value: float | None, meaning: str, link: str | None, lang: str) -> str:
    wording = partial(say, lang=lang, table=WORDING)
    name = f'<a href="#{escape(link)}">{wording(measure)}</a>' if link else wording(measure)
    shown = f"{show_figure(measure, value, lang=lang)} <small>{wording(f'{measure}_unit')}</small>" if has_evidence(measure, value) else "–"
    compared = compare_reference(measure, value, lang=lang) if has_evidence(measure, value) else ""
    verdict = f'<p class="y-verdict">{compared}</p>' if compared else ""
    return (
        f'<li class="y-card{"" if has_evidence(measure, value) else " y-without"}"><h2>{name}</h2><p class="y-figure">{shown}</p>'
        f"<p>{escape(meaning)}</p>{verdict}{_list_usual(measure, lang)}</li>"
    )


def _list_usual(measure: str, lang: str) -> str:
    """What is usual, a line for each genre."""
    wording = partial(say, lang=lang, table=WORDING)
    table = read_references()
    usual = table[table["measure"] == measure].set_index("genre")
    rows = ""
    for genre in GENRES:
        # Of the three only the first says percent or plus: a card is narrow.
        middle, low, high = (_shorten(measure, usual.loc[genre, column], lang) for column in ("median", "low", "high"))
        numbers = (middle, low.split(" ")[0].removeprefix("+"), high.removesuffix(" %").removeprefix("+"))
        rows += f"<div><dt>{wording(genre)}</dt><dd>{wording('range').format(*numbers)}</dd></div>"
    return f'<p class="y-usual-name">{wording("echo_usual" if measure == "echo" else "usual")}</p><dl class="y-usual">{rows}</dl>'


def _shorten(measure: str, value: float, lang: str) -> str:
    """A usual figure, of thousands of characters in the unit that a reader of the language counts in."""
    if measure != "characters":
        return show_figure(measure, value, lang=lang)
    return f"{value / 10_000:.1f} 万" if lang == "zh" else f"{value / 1000:.1f}k"

"""The headline figures of a speech, and what is usual for them in three kinds of report."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.acts import find_speech_acts
from analysis.comparison import measure_echo
from analysis.data import read_table
from analysis.errors import check_choice
from analysis.provenance import measure_size
from analysis.sentiment import measure_sentiment, score_sentiment
from analysis.slogans import find_slogans
from analysis.tables import build_table, check_table
from analysis.voices import find_reported_speech
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from analysis.speech import Speech

MEASURES = ("characters", "slogans", "directives", "speakers", "echo", "tone")
GENRES = ("national", "congress", "provincial")

# Genre or sentence → (Chinese, English).
WORDING = {
    "national": ("国务院政府工作报告", "national government reports"),
    "congress": ("党代会报告", "party congress reports"),
    "provincial": ("省级政府工作报告", "provincial government reports"),
    "usual": ("{}：{}（{}–{}）", "{}: {} ({}–{})"),
    "between": ("；", "; "),
    "above": ("比三种报告的多数都高", "above most reports of each kind"),
    "below": ("比三种报告的多数都低", "below most reports of each kind"),
    "within": ("与{}相当", "as in most {}"),
    "join": ("、", " and "),
    "apart": ("与三种报告的多数都不同", "unlike most reports of any of the three kinds"),
}


def measure_headline(
    speech: "Speech",
    *,
    slogans: pd.DataFrame | None = None,
    acts: pd.DataFrame | None = None,
    voices: pd.DataFrame | None = None,
    scores: pd.DataFrame | None = None,
    echoes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row with the figures that a page of the speech begins with; page furniture is left out of all of them.

    Columns: the span of the whole text; `characters` (of words, without punctuation); `slogans` per 1,000 of them; `directives`, the share
    of sentences that demand; `speakers` who are reported to say something; `echo`, the share of characters that the sources have word for
    word; `tone`, the mean of the sentences' scores, -1 to 1. A figure without evidence is missing (NaN): slogans of a text without words,
    directives of one without sentences, echo where no `echoes` are given, tone where `measure_sentiment` gives no average.

    slogans, acts, voices, scores: tables of this speech by `find_slogans`, `find_speech_acts`, `find_reported_speech` and
    `score_sentiment`; None makes them. echoes: by `find_echoes`; an empty table says that sources were searched in vain.
    Raises TableError for other tables.
    """
    spoken = speech.sentences[speech.sentences["zone"] != "furniture"]
    slogans = find_slogans(speech) if slogans is None else slogans
    acts = _spoken(find_speech_acts(speech) if acts is None else acts, spoken)
    scores = _spoken(score_sentiment(speech) if scores is None else scores, spoken)
    voices = find_reported_speech(speech) if voices is None else voices
    for table, columns in ((slogans, ()), (acts, ("act",)), (voices, ("speaker",)), (scores, ("score",))):
        check_table(table, *columns, speech=speech)
    characters = measure_size(speech)["characters"]
    tone = measure_sentiment(scores)["score"]
    figures = {
        "characters": characters,
        "slogans": len(slogans) / characters * 1000 if characters else float("nan"),
        "directives": float((acts["act"] == "directive").mean()) if len(acts) else float("nan"),
        "speakers": voices.loc[voices["speaker"] != "", "speaker"].nunique(),
        "echo": float("nan") if echoes is None else _share_echoes(echoes, spoken),
        "tone": float(tone.iloc[0]) if len(tone) else float("nan"),
    }
    whole = {"doc_id": [speech.doc_id], "start": [0], "end": [len(speech.text)], "text": [speech.text]}
    return build_table("headline", whole | {name: [value] for name, value in figures.items()})


def _spoken(table: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of sentences that are no page furniture."""
    return table[table["start"].isin(set(spoken["start"]))]


def _share_echoes(echoes: pd.DataFrame, spoken: pd.DataFrame) -> float:
    # What each source is the first to have adds up to what any of them has.
    measured = measure_echo(echoes, spoken)
    return float(measured["first"].sum() / max(measured["characters"].iloc[0], 1)) if len(measured) else 0.0


def read_references() -> pd.DataFrame:
    """What is usual for each headline figure: `measure`, `genre`, `documents`, `low`, `median`, `high` (the quartiles); docs/references.md says how."""
    return read_table("references.tsv")


def describe_reference(measure: str, *, lang: str = "zh") -> str:
    """What is usual for a headline figure in each genre, in a line: the median and the middle half of its reports.

    Raises OptionError for an unknown `measure` or `lang`.
    """
    usual = _usual(measure, lang)
    named = [
        say("usual", lang, WORDING).format(
            say(genre, lang, WORDING), *(show_figure(measure, usual.loc[genre, column], lang=lang) for column in ("median", "low", "high"))
        )
        for genre in GENRES
    ]
    return say("between", lang, WORDING).join(named)


def compare_reference(measure: str, value: float, *, lang: str = "zh") -> str:
    """Where a figure stands beside the middle half of the reports of each genre: with which it agrees, or above or below all; "" for a missing one.

    Misleads where the texts are of another kind: a report is read out for an hour or two, and a news item of a meeting is not.
    Raises OptionError for an unknown `measure` or `lang`.
    """
    usual = _usual(measure, lang)
    if pd.isna(value):
        return ""
    within = [genre for genre in GENRES if usual.loc[genre, "low"] <= value <= usual.loc[genre, "high"]]
    if within:
        return say("within", lang, WORDING).format(say("join", lang, WORDING).join(say(genre, lang, WORDING) for genre in within))
    key = "above" if (value > usual["high"]).all() else "below" if (value < usual["low"]).all() else "apart"
    return say(key, lang, WORDING)


def _usual(measure: str, lang: str) -> pd.DataFrame:
    check_choice("measure", measure, MEASURES)
    check_choice("lang", lang, LANGS)
    table = read_references()
    return table[table["measure"] == measure].set_index("genre")


def show_figure(measure: str, value: float, *, lang: str = "zh") -> str:
    """A headline figure as a page shows it: a count with commas, a rate with one decimal, a share in percent, a tone with its sign; – for a missing one."""
    check_choice("measure", measure, MEASURES)
    check_choice("lang", lang, LANGS)
    if pd.isna(value):
        return "–"
    if measure in ("characters", "speakers"):
        return f"{value:,.0f}"
    if measure in ("directives", "echo"):
        return f"{value:.0%}".replace("%", " %")
    return f"{value:+.2f}".replace("-", "−") if measure == "tone" else f"{value:.1f}"

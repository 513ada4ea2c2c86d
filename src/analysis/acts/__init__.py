"""Speech acts (言语行为): what each sentence does: it demands, reports success, names a problem, reports procedure, or argues.

Two linear passes over readable features: the first judges each sentence by its own words, the second also by what the
first says of its neighbours. docs/acts.md has the features and the figures.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.acts.judging import judge_acts
from analysis.acts.model import ACTS, calibrate, load_model
from analysis.acts.reasons import REASONS, explain_all
from analysis.errors import check_choice
from analysis.tables import build_spans
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from analysis.speech import Speech

__all__ = ["ACTS", "find_speech_acts"]


def find_speech_acts(speech: "Speech", *, lang: str = "zh") -> pd.DataFrame:
    """The act of each sentence of `speech`, one row a sentence, in order of the text.

    Columns: the span; `act` (directive, achievement, problem, report, frame: the one that fills most of the sentence);
    `score` (the probability, calibrated on texts that took no part in training, that a reader gives the sentence this act);
    `reasons` (up to four things that speak for this act, the weightiest first, in Chinese or English).
    Page furniture is `report` by the guideline, with score 1, and does not count as a neighbour; `speech.sentences` has the
    zone of each row, in the same order, for those who want to leave it out.

    Raises OptionError for an unknown `lang`. Misleads where bare verb phrases stand (推进改革 is a plan or a deed, which only
    the neighbours tell), where a sentence does two things, and outside official prose.
    Source: Searle 1976 for the idea of acts, Stolcke et al. 2000 for judging them in sequence; docs/acts.md.
    """
    check_choice("lang", lang, LANGS)
    table, judged = speech.listed("sentences"), judge_acts(speech)
    spans = list(zip(table["start"], table["end"], strict=True))
    act, score = ["report"] * len(spans), np.ones(len(spans))
    reasons = [say("furniture", lang, REASONS)] * len(spans)
    places = [k for k, zone in enumerate(table["zone"]) if zone != "furniture"]
    score[places] = calibrate(judged.chances.max(axis=1), load_model()).round(3)
    for place, found, reason in zip(places, judged.name_acts(), explain_all(judged, lang), strict=True):
        act[place], reasons[place] = found, reason
    return build_spans("speech_acts", speech, spans, act=act, score=score, reasons=reasons)

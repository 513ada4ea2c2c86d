"""Tone (语气褒贬): what the wording of each sentence shows, praise, blame or neither, by several witnesses with their evidence.

The witnesses: the act of the sentence, the appraisals of the project's lexicon in their scope, and SnowNLP, whose
reviews taught it other things and which is shown rather than believed. docs/sentiment.md has the figures.
"""

import re
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.acts.judging import judge_acts
from analysis.errors import check_choice
from analysis.matching import Index
from analysis.sentiment.appraisals import Place, place_appraisals
from analysis.sentiment.evidence import list_dissent, say_evidence, tones_of_witnesses
from analysis.sentiment.features import describe_tones
from analysis.sentiment.lexicon import APPRAISAL_KINDS, PLAIN, index_appraisals, read_appraisals, shipped_index
from analysis.sentiment.model import TONES, judge_tones
from analysis.sentiment.scope import SCOPES
from analysis.sentiment.summary import compare_sentiment, measure_sentiment
from analysis.sharing import once_per_speech
from analysis.snow import Classifier, SnowScore, score_snownlp
from analysis.tables import build_spans
from analysis.wording import LANGS

if TYPE_CHECKING:
    from analysis.speech import Speech

__all__ = ["APPRAISAL_KINDS", "PLAIN", "SCOPES", "compare_sentiment", "find_appraisals", "measure_sentiment", "read_appraisals", "score_sentiment"]


_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NEUTRAL = (0.0, 1.0, 0.0)


def find_appraisals(speech: "Speech", *, appraisals: pd.DataFrame | None = None) -> pd.DataFrame:
    """The wordings of `speech` that praise or blame, each in its scope, in order; they do not overlap, page furniture holds none.

    Columns: the span; `term` (the entry that matched, simplified); `kind` (achievement, praise, resolve, fault, threat,
    hardship); `polarity` (1 good, -1 bad) and `strength` (1 weak, 2 clear, 3 strong) of the entry; `scope` (stated; negated:
    没有成效, or growth of what is bad: 事故增长; handled: 克服困难; demanded: 要取得成效; supposed: 如果失败; conceded: 虽然困难很多),
    with the word that gives it in `cue`, `cue_start`, `cue_end` (empty where the act of the sentence gives it); `degree` (1.5 after
    十分 and the like, 0.5 after 有所, else 1); `weight` (signed, what the wording is worth after all, in units of strength; 0 for a
    bad thing that is dealt with).

    appraisals: a lexicon of your own with `term, polarity, strength, kind` (see `read_appraisals`); None is the shipped one.
    Raises TableError where it is none. `polarity` is the stance of official prose (帝国主义 is bad in it), not ours. Misleads where
    praise is quoted or ironic, and where a wording is not in the lexicon.
    Source: Martin & White 2005 for appraisal; Taboada et al. 2011 for degree and negation; docs/sentiment.md.
    """
    places = _place(speech, appraisals)
    cues = [place.cue for place in places]
    return build_spans(
        "appraisals",
        speech,
        [place.span for place in places],
        term=[place.appraisal.term for place in places],
        kind=[place.appraisal.kind for place in places],
        polarity=[1 if place.appraisal.value > 0 else -1 for place in places],
        strength=[abs(place.appraisal.value) for place in places],
        scope=[place.judgement.scope for place in places],
        cue=[speech.text[start:end] for start, end in cues],
        cue_start=[start for start, _ in cues],
        cue_end=[end for _, end in cues],
        degree=[place.judgement.degree for place in places],
        weight=[place.judgement.weight + 0.0 for place in places],
    )


def score_sentiment(speech: "Speech", *, appraisals: pd.DataFrame | None = None, classifier: Classifier | None = None, lang: str = "zh") -> pd.DataFrame:
    """The tone of each sentence of `speech`, one row a sentence, in order of the text.

    Columns: the span; `tone` (1 positive, 0 neutral, -1 negative: the attitude that the wording shows to what it speaks of; a
    demand is neutral unless its wording praises or condemns); `score` (-1 to 1: the probability of a positive tone minus that
    of a negative one); the witnesses: `snownlp` (SnowNLP's own score, 0 to 1) and `snownlp_llr` (its log odds per word, which
    do not saturate), `positive` and `negative` (the weights of the appraisals, both 0 or more), `act` (what the sentence
    does); `evidence` (the appraisals with their weights; their offsets are in `find_appraisals`); `dissent` (the witnesses
    that alone would give another tone, in Chinese or English).

    appraisals: a lexicon of your own; classifier: SnowNLP's method trained on sentences of your own (`train_classifier`).
    Page furniture and sentences without a Chinese character have tone 0, score 0 and no evidence. Raises TableError for a lexicon
    that is none, OptionError for an unknown `lang`. Misleads as a measure of anybody's feelings: it reads wording alone, outside
    official prose it is not measured, and `snownlp` was trained on shopping reviews. Figures and their intervals: docs/sentiment.md.
    """
    check_choice("lang", lang, LANGS)
    table, judged, places = speech.listed("sentences"), judge_acts(speech), _place(speech, appraisals)
    snow = score_snownlp([speech.text[start:end] for start, end in zip(table["start"], table["end"], strict=True)], classifier=classifier)
    odds = judge_tones(describe_tones(len(judged.sentences), places, judged.chances))
    # Figures, marks and other scripts say nothing here, whatever the sentences around them do.
    odds[[not _CHINESE.search(sentence.folded) for sentence in judged.sentences]] = _NEUTRAL
    return _build(speech, odds, places, snow, lang)


def _place(speech: "Speech", appraisals: pd.DataFrame | None) -> list[Place]:
    """The appraisals of `speech`."""
    return _place_shipped(speech) if appraisals is None else _place_all(speech, index_appraisals(appraisals))


@once_per_speech
def _place_shipped(speech: "Speech") -> list[Place]:
    """Those of the shipped lexicon."""
    return _place_all(speech, shipped_index())


def _place_all(speech: "Speech", index: Index) -> list[Place]:
    judged = judge_acts(speech)
    return place_appraisals(speech, judged.sentences, judged.name_acts(), index)


def _build(speech: "Speech", odds: np.ndarray, places: list[Place], snow: list[SnowScore], lang: str) -> pd.DataFrame:
    """The table; odds: of each tone for each sentence that is not page furniture."""
    table, n = speech.listed("sentences"), len(snow)
    kept = [k for k, zone in enumerate(table["zone"]) if zone != "furniture"]
    tone, score, act = np.zeros(n, dtype=np.int64), np.zeros(n), ["report"] * n
    weights, evidence = np.zeros((2, n)), [""] * n
    tone[kept] = np.array(TONES)[odds.argmax(axis=1)]
    score[kept] = (odds[:, 2] - odds[:, 0]).round(3)
    for row, name in zip(kept, judge_acts(speech).name_acts(), strict=True):
        act[row] = name
    for number, own in groupby(places, key=lambda place: place.sentence):
        row, listed = kept[number], list(own)
        evidence[row] = say_evidence(listed, speech.text, lang)
        for place in listed:
            weights[int(place.judgement.weight < 0), row] += abs(place.judgement.weight)
    found = zip(tone.tolist(), act, (weights[0] - weights[1]).tolist(), snow, strict=True)
    return build_spans(
        "sentiment",
        speech,
        zip(table["start"], table["end"], strict=True),
        tone=tone,
        score=score,
        snownlp=[each.score for each in snow],
        snownlp_llr=[each.llr for each in snow],
        positive=weights[0],
        negative=weights[1],
        act=act,
        evidence=evidence,
        dissent=[list_dissent(each, tones_of_witnesses(what, net, witness.score), lang) for each, what, net, witness in found],
    )

"""Tone (语气褒贬): what the wording of each sentence shows, praise, blame or neither, by several witnesses with their evidence.

The witnesses: the act of the sentence, the appraisals of the project's lexicon in their scope, and SnowNLP, whose
reviews taught it other things and which is shown rather than believed. docs/sentiment.md has the figures.
"""

import re
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.acts.features import Sentence, describe_sentences, list_sentences
from analysis.acts.model import ACTS, judge, load_model
from analysis.errors import check_choice
from analysis.sentiment.appraisals import Place, place_appraisals
from analysis.sentiment.evidence import list_dissent, say_evidence, tones_of_witnesses
from analysis.sentiment.features import describe_tones
from analysis.sentiment.lexicon import APPRAISAL_KINDS, PLAIN, index_appraisals, read_appraisals
from analysis.sentiment.model import TONES, judge_tones
from analysis.sentiment.scope import SCOPES
from analysis.sentiment.summary import compare_sentiment, measure_sentiment
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
    sentences = list_sentences(speech)
    places = place_appraisals(speech, sentences, _name_acts(_judge_acts(sentences)), index_appraisals(appraisals))
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
    table, sentences = speech.sentences, list_sentences(speech)
    chances = _judge_acts(sentences)
    places = place_appraisals(speech, sentences, _name_acts(chances), index_appraisals(appraisals))
    snow = score_snownlp(table["text"].to_list(), classifier=classifier)
    kept = [k for k, zone in enumerate(table["zone"].to_list()) if zone != "furniture"]
    odds = judge_tones(describe_tones(len(kept), places, chances))
    # Figures, marks and other scripts say nothing here, whatever the sentences around them do.
    odds[[not _CHINESE.search(sentence.folded) for sentence in sentences]] = _NEUTRAL
    return _build(speech, kept, (odds, chances, places), snow, lang)


def _judge_acts(sentences: list[Sentence]) -> np.ndarray:
    """The probability of each act for each sentence."""
    if not sentences:
        return np.zeros((0, len(ACTS)))
    return judge(describe_sentences(sentences), [sentence.paragraph for sentence in sentences], load_model())[0]


def _name_acts(chances: np.ndarray) -> list[str]:
    return [ACTS[k] for k in chances.argmax(axis=1)]


def _build(speech: "Speech", kept: list[int], judged: tuple[np.ndarray, np.ndarray, list[Place]], snow: list[SnowScore], lang: str) -> pd.DataFrame:
    """The table; kept: the rows that are not page furniture; judged: the odds of each tone, the chances of each act, the appraisals."""
    odds, chances, places = judged
    n = len(snow)
    tone, score, act = np.zeros(n, dtype=np.int64), np.zeros(n), np.array(["report"] * n, dtype=object)
    weights, evidence = np.zeros((2, n)), [""] * n
    if kept:
        tone[kept] = np.array(TONES)[odds.argmax(axis=1)]
        score[kept] = (odds[:, 2] - odds[:, 0]).round(3)
        act[kept] = _name_acts(chances)
    for number, own in groupby(places, key=lambda place: place.sentence):
        row, listed = kept[number], list(own)
        evidence[row] = say_evidence(listed, speech.text, lang)
        for place in listed:
            weights[int(place.judgement.weight < 0), row] += abs(place.judgement.weight)
    found = zip(tone.tolist(), act.tolist(), (weights[0] - weights[1]).tolist(), snow, strict=True)
    table = speech.sentences
    return build_spans(
        "sentiment",
        speech,
        zip(table["start"].to_list(), table["end"].to_list(), strict=True),
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

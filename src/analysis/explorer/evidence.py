"""What the explorer can list of a speech: tables of passages, each with a `term` that names the line it belongs to."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.devices import find_four_character_phrases, find_metaphors, find_modals
from analysis.frequency import load_stop_words, select_words
from analysis.parallelism import find_parallels
from analysis.sentiment import find_appraisals
from analysis.slogans import find_slogans
from analysis.voices import assign_speakers, find_reported_speech
from analysis.words import suggest_words

if TYPE_CHECKING:
    from analysis.speech import Speech

# In the order of their colours: each keeps its own, whichever others are on.
LAYERS = ("slogans", "parallels", "modals", "metaphors", "appraisals", "phrases")
LISTS = ("slogans", "terms", "speakers", *LAYERS[1:], "own_words")
# A run's line names so many of its members, each cut to so many characters: a run may be as long as the text.
_MEMBERS, _SHORT = 6, 14


def gather_evidence(speech: "Speech", lang: str) -> dict[str, pd.DataFrame]:
    """List → its passages, in the order of the text. Slogans are those of any score: `list_shown` leaves out those below the threshold."""
    return {name: _GATHER[name](speech, lang) for name in LISTS}


def list_shown(evidence: Mapping[str, pd.DataFrame], name: str, threshold: float) -> pd.DataFrame:
    """The passages of a list, slogans only from `threshold` on: the same as `find_slogans` finds with that threshold, without searching again."""
    table = evidence[name]
    return table[table["score"] >= threshold] if name == "slogans" else table


def _slogans(speech: "Speech", lang: str) -> pd.DataFrame:
    # The best candidates are kept first, so a lower threshold adds rows and changes none.
    found = find_slogans(speech, threshold=0, lang=lang)
    return found.assign(term=found["text"])


def _parallels(speech: "Speech", lang: str) -> pd.DataFrame:
    found = find_parallels(speech, lang=lang)
    short = found["text"].where(found["text"].str.len() <= _SHORT + 1, found["text"].str.slice(0, _SHORT) + "…")
    return found.assign(term=short.groupby(found["group"]).transform(_name_run))


def _name_run(members: pd.Series) -> str:
    return " ｜ ".join([*members.head(_MEMBERS), *(["…"] if len(members) > _MEMBERS else [])])


def _modals(speech: "Speech", lang: str) -> pd.DataFrame:
    found = assign_speakers(find_modals(speech), speech)
    return found.assign(term=found["modal"])


def _appraisals(speech: "Speech", lang: str) -> pd.DataFrame:
    found = find_appraisals(speech)
    return found[found["weight"] != 0].reset_index(drop=True)


def _phrases(speech: "Speech", lang: str) -> pd.DataFrame:
    found = find_four_character_phrases(speech)
    return found.assign(term=found["text"])


def _terms(speech: "Speech", lang: str) -> pd.DataFrame:
    words = select_words(speech.tokens)
    # A word that somebody has added is wanted, whatever the list of stop words says.
    stops = set(load_stop_words()["term"]) - set(speech.segmenter.words)
    return words[~words["term"].isin(stops)].reset_index(drop=True)


def _speakers(speech: "Speech", lang: str) -> pd.DataFrame:
    voices = find_reported_speech(speech)
    counts = assign_speakers(find_modals(speech), speech).groupby("speaker")["modal"].value_counts()
    said = {name: " ".join(f"{modal}×{n}" for modal, n in counts[name].items()) for name in counts.index.unique("speaker")}
    return voices.assign(term=voices["speaker"], demands=[said.get(name, "") for name in voices["speaker"]])


def _own_words(speech: "Speech", lang: str) -> pd.DataFrame:
    proved = suggest_words(speech, lang=lang).drop_duplicates("text")
    if not len(proved):
        return proved.assign(term=proved["text"])
    tokens = speech.tokens[["doc_id", "start", "end", "text", "term"]]
    return tokens.merge(proved[["text", "kind", "score", "reasons"]], on="text", how="inner").sort_values("start", ignore_index=True)


_GATHER: dict[str, Callable[["Speech", str], pd.DataFrame]] = {
    "slogans": _slogans,
    "parallels": _parallels,
    "modals": _modals,
    "metaphors": lambda speech, lang: find_metaphors(speech),
    "appraisals": _appraisals,
    "phrases": _phrases,
    "terms": _terms,
    "speakers": _speakers,
    "own_words": _own_words,
}

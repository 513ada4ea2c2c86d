"""What can be asked of each document of a corpus: tables by name, as `yanci find` has them, or functions of a speech."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis.acts import find_speech_acts
from analysis.devices import find_four_character_phrases, find_metaphors, find_modals, find_repetitions, measure_cadence
from analysis.errors import OptionError, TableError
from analysis.frequency import count_terms, load_stop_words
from analysis.parallelism import find_parallels
from analysis.sentiment import find_appraisals, score_sentiment
from analysis.slogans import find_slogans
from analysis.speech import parse_speech
from analysis.tables import SPAN
from analysis.voices import add_speakers, find_reported_speech

if TYPE_CHECKING:
    from analysis.speech import Speech

Finder = Callable[["Speech"], pd.DataFrame]
_VERBS = ("find_", "score_", "suggest_", "measure_", "count_", "list_")
# Names of what every run writes.
RESERVED = ("documents", "failures", "done", "writing")


def _tokens(speech: "Speech") -> pd.DataFrame:
    return speech.tokens


def _sentences(speech: "Speech") -> pd.DataFrame:
    return speech.sentences


def _terms(speech: "Speech") -> pd.DataFrame:
    return count_terms(speech.tokens, stop_words=_stop_words())


@cache
def _stop_words() -> tuple[str, ...]:
    return tuple(load_stop_words()["term"])


def _acts(speech: "Speech") -> pd.DataFrame:
    return add_speakers(find_speech_acts(speech), speech)


def _modals(speech: "Speech") -> pd.DataFrame:
    return add_speakers(find_modals(speech), speech)


def _sentiment(speech: "Speech") -> pd.DataFrame:
    return add_speakers(score_sentiment(speech), speech)


@cache
def named_finders() -> dict[str, Finder]:
    """The finders that have a name, in the order in which a report shows them; the tables are those of `yanci find`."""
    return {
        "tokens": _tokens,
        "terms": _terms,
        "sentences": _sentences,
        "slogans": find_slogans,
        "parallels": find_parallels,
        "voices": find_reported_speech,
        "acts": _acts,
        "modals": _modals,
        "phrases": find_four_character_phrases,
        "repetitions": find_repetitions,
        "metaphors": find_metaphors,
        "cadence": measure_cadence,
        "appraisals": find_appraisals,
        "sentiment": _sentiment,
    }


def choose_finders(finders: str | Finder | Iterable[str | Finder]) -> dict[str, Finder]:
    """Table name → finder. Raises OptionError for an unknown name, a function without a name of its own, and two of one name."""
    given = [finders] if isinstance(finders, str) or callable(finders) else list(finders)
    chosen: dict[str, Finder] = {}
    for each in given:
        name, finder = _name_finder(each)
        if name in chosen or name in RESERVED:
            raise OptionError(f"finders name the table {name!r} twice, or it is one that every run writes; allowed: each once. Leave one out.")
        chosen[name] = finder
    if not chosen:
        raise OptionError(f"finders is empty; allowed: {', '.join(named_finders())}, or functions of a speech. Pass for example ['slogans'].")
    return chosen


def _name_finder(finder: str | Finder) -> tuple[str, Finder]:
    known = named_finders()
    if isinstance(finder, str):
        if finder not in known:
            raise OptionError(f"finders holds {finder!r}, which is not known; allowed: {', '.join(known)}, or functions of a speech. Choose one of them.")
        return finder, known[finder]
    name = getattr(finder, "__name__", "")
    if not callable(finder) or not name.isidentifier():
        raise OptionError(f"finders holds {finder!r:.60}, which has no name for its table; allowed: names, or functions defined with def. Give it a name.")
    return next((name.removeprefix(verb) for verb in _VERBS if name.startswith(verb)), name), finder


def describe_finder(finder: Finder) -> str:
    """Where a finder is defined, as the manifest notes it."""
    return f"{finder.__module__}.{finder.__qualname__}"


def empty_table(name: str, finder: Finder) -> pd.DataFrame:
    """The finder's table of a text without a word: its columns and types. Raises TableError where it is no table of passages."""
    table = finder(parse_speech(""))
    if not isinstance(table, pd.DataFrame) or list(table.columns[: len(SPAN)]) != list(SPAN):
        found = list(table.columns) if isinstance(table, pd.DataFrame) else type(table).__name__
        raise TableError(f"the finder {name!r} gives {found}; allowed: a table that begins with {', '.join(SPAN)}. Build it with analysis.build_table.")
    wrong = {column: str(dtype) for column, dtype in table.dtypes.items() if str(dtype) not in ("str", "int64", "float64", "bool")}
    if wrong:
        raise TableError(f"the finder {name!r} gives columns of other types for an empty text: {wrong}; allowed: str, int64, float64, bool. Type them.")
    return table.iloc[:0]

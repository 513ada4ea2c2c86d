"""The words of pages: two languages, nothing missing in either."""

import pytest

from analysis import parse_speech, suggest_words
from analysis.errors import OptionError
from analysis.layout import ZONES
from analysis.tables import COLUMNS
from analysis.theme import LABELS
from analysis.wording import COLUMN_NAMES, LANGS, PHRASES, VALUES, say


@pytest.mark.parametrize("table", [COLUMN_NAMES, VALUES, PHRASES], ids=["columns", "values", "phrases"])
def test_every_entry_has_all_languages(table):
    """Each key has a wording in each language, and none is empty."""
    assert all(len(wordings) == len(LANGS) and all(each.strip() for each in wordings) for wordings in table.values())


def test_every_declared_column_has_a_name():
    """A new table brings names for its columns."""
    assert not {name for columns in COLUMNS.values() for name in columns} - set(COLUMN_NAMES)


def test_every_zone_and_kind_has_a_name():
    """Values that a table can hold are translated."""
    assert set(ZONES) <= set(VALUES)
    speech = parse_speech("丁中平指出，要因地施策。“双落实”要落实，“双落实”要推进，因地施策，线上线下，线上线下。丁中平强调，要做好。")
    kinds = set(suggest_words(speech)["kind"])
    assert kinds
    assert kinds <= set(VALUES)


def test_phrases_by_language():
    """A key has its wording; one that is not listed stands for itself; another language is refused."""
    assert [say("show", lang) for lang in LANGS] == ["在讲话中标出", "mark in the speech"]
    assert say("没有", "zh") == "没有"
    with pytest.raises(OptionError, match="lang='fr'"):
        say("show", "fr")


def test_charts_and_pages_know_the_same_languages():
    """What a page can say a chart can say, with the same keys in each language."""
    assert tuple(LABELS) == LANGS
    assert len({frozenset(labels) for labels in LABELS.values()}) == 1

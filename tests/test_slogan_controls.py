"""Texts that are no official speech hold hardly any slogan."""

from pathlib import Path

from analysis import measure_slogan_density, parse_speech

CONTROLS = sorted((Path(__file__).parent / "controls").glob("*.txt"))
# Slogans per 1,000 characters over all control texts together.
MOST = 0.3


def density_row(path: Path):
    """The density row of one control text."""
    return measure_slogan_density(parse_speech(path.read_text(encoding="utf-8"), doc_id=path.stem)).iloc[0]


def test_there_are_six_controls_of_some_length():
    """Novel, essay, encyclopedia, manual, dialogue and classical prose, over 6,000 characters of words."""
    assert [path.stem for path in CONTROLS] == ["classical", "dialogue", "encyclopedia", "essay", "manual", "novel"]
    assert sum(density_row(path)["characters"] for path in CONTROLS) > 6_000


def test_controls_together_stay_below_the_limit():
    """At most 0.3 slogans per 1,000 characters."""
    rows = [density_row(path) for path in CONTROLS]
    found = {row["doc_id"]: int(row["n"]) for row in rows}
    assert 1000 * sum(found.values()) / sum(row["characters"] for row in rows) <= MOST, found

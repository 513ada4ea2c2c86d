"""The small tables that the package ships: tab-separated UTF-8, a comment line with the source, then a header."""

import csv
from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def _read(name: str) -> pd.DataFrame:
    with files(__name__).joinpath(name).open(encoding="utf-8", newline="") as file:
        return pd.read_csv(file, sep="\t", comment="#", quoting=csv.QUOTE_NONE, keep_default_na=False)


@cache
def surnames() -> frozenset[str]:
    """The surnames of the shipped table: single characters and compound ones."""
    return frozenset(_read("surnames.tsv")["surname"])


def read_table(name: str) -> pd.DataFrame:
    """The shipped table `name` as a fresh data frame; its first line names the source."""
    return _read(name).copy()

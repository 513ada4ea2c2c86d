"""Finders for the tests of corpora, in a module of its own that other processes can import."""

import os
import signal
import time

import pandas as pd

from analysis import Speech


def find_slowly(speech: Speech) -> pd.DataFrame:
    """The sentences, after a while."""
    time.sleep(0.05)
    return speech.sentences


def find_deadly(speech: Speech) -> pd.DataFrame:
    """The sentences; a text that says so kills the process that reads it, as the system kills one that takes all memory."""
    if "要命" in speech.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return speech.sentences


def find_fault(speech: Speech) -> pd.DataFrame:
    """The sentences; a text that says so raises an error."""
    if "出错" in speech.text:
        raise ZeroDivisionError("no such luck")
    return speech.sentences


def find_nothing(speech: Speech) -> str:
    """No table."""
    return speech.text

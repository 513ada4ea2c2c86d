"""What several finders need of one speech is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from analysis.speech import Speech

Value = TypeVar("Value")


def once_per_speech(work: Callable[["Speech"], Value]) -> Callable[["Speech"], Value]:
    """`work`, whose value is kept with the speech: a second finder that asks gets the same object.

    So nobody may change that value; what is handed to users is a copy. It lives as long as the speech and does not travel with it.
    """

    @wraps(work)
    def kept(speech: "Speech") -> Value:
        # A speech is frozen; its dictionary is where functools.cached_property keeps values too.
        known = speech.__dict__.setdefault("_worked_out", {})
        if work not in known:
            known[work] = work(speech)
        return known[work]

    return kept

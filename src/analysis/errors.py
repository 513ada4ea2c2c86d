"""The errors that a user can meet. Each says what was wrong, the value, what is allowed and what to do next."""

from collections.abc import Iterable
from numbers import Integral, Real


class YanciError(ValueError):
    """Base of every error that this package raises on purpose; the command line turns it into exit code 2."""


class ReadError(YanciError):
    """A file cannot be read as a speech."""


class TableError(YanciError):
    """A table lacks the columns, types or properties that a function needs."""


class OptionError(YanciError):
    """An option has a value that is not allowed."""


class FontError(YanciError):
    """No font with Chinese glyphs can be found."""


class RenderError(YanciError):
    """A report cannot be rendered or written."""


def check_choice(name: str, value: object, allowed: Iterable[object]) -> None:
    """Raise OptionError unless `value` is one of `allowed`."""
    choices = list(allowed)
    if value not in choices:
        listed = ", ".join(repr(choice) for choice in choices)
        raise OptionError(f"{name}={value!r} is not known; allowed: {listed}. Choose one of them.")


def check_least(name: str, value: float, least: int) -> None:
    """Raise OptionError unless `value` is a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not value >= least:
        raise OptionError(f"{name}={value!r} is too small or no whole number; allowed: {least} or more. Pass a larger one.")


def check_confidence(confidence: object) -> None:
    """Raise OptionError unless `confidence` is a number between 0 and 1."""
    if isinstance(confidence, bool) or not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise OptionError(f"confidence={confidence!r} is no share; allowed: a number above 0 and below 1. Pass for example 0.95.")

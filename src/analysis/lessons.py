"""Answers of learners: whether they are right, said in one friendly sentence that never gives the answer away."""

import re
from dataclasses import dataclass

from analysis.errors import OptionError, check_choice
from analysis.exercises import EXERCISES, Exercise, fold_answer
from analysis.speech import Speech, check_speech
from analysis.wording import LANGS, say


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer. right: True or False; None where nothing was answered or the speech gives no answer."""

    right: bool | None
    message: str

    def __repr__(self) -> str:
        return self.message


def check_answer(speech: Speech, lesson: str, exercise: int, answer: object, *, lang: str = "zh") -> Verdict:
    """Whether `answer` is right, with a hint where to look when it is not. The right one is worked out from `speech` and never said.

    lesson: "words", "slogans", "parallelism", "tone", "voices" or "cloud"; exercise: its number there. answer: a number, a
    word, or None for no answer yet; digits may be a string or full-width, words quoted or in traditional characters.
    Where several answers are equally good each is right; where the speech has none the verdict says so.
    Raises OptionError for an exercise that is not there or a `lang` that is not known.
    """
    check_speech("speech", speech)
    check_choice("lang", lang, LANGS)
    task = _find_exercise(lesson, exercise)
    hint = task.hint[LANGS.index(lang)]
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return Verdict(None, say("no_answer", lang))
    if task.judge is not None:
        return _judge(task.judge(speech, answer), hint, lang)
    right = task.solve(speech)
    if not right:
        return Verdict(None, say("no_exercise", lang))
    given = _read_answer(task, answer)
    if given is None:
        return Verdict(False, say(f"needs_{task.asks}", lang))
    return _judge(given in {fold_answer(each) if isinstance(each, str) else each for each in right}, hint, lang)


def compare_prediction(prediction: object, found: object, *, lang: str = "zh") -> str:
    """What was predicted beside what was found, in one sentence; without a prediction, what was found and a word on guessing first.

    Raises OptionError for a `lang` that is not known.
    """
    if prediction is None or (isinstance(prediction, str) and not prediction.strip()):
        return say("no_prediction", lang).format(found=found)
    number = _read_number(found)
    same = _read_number(prediction) == number if number is not None else fold_answer(str(prediction)) == fold_answer(str(found))
    return say("predicted_right" if same else "predicted", lang).format(prediction=prediction, found=found)


def _find_exercise(lesson: str, exercise: int) -> Exercise:
    if (lesson, exercise) not in EXERCISES:
        known = ", ".join(f"{name} {number}" for name, number in EXERCISES)
        raise OptionError(f"there is no exercise {lesson!r} {exercise!r}; allowed: {known}. Choose one of them.")
    return EXERCISES[lesson, exercise]


def _judge(right: bool, hint: str, lang: str) -> Verdict:
    return Verdict(right, say("right", lang) if right else say("wrong", lang).format(hint=hint))


def _read_answer(task: Exercise, answer: object) -> object:
    """The answer as it is compared; None where it is of another sort."""
    if task.asks == "number":
        return _read_number(answer)
    return fold_answer(answer) if isinstance(answer, str) and _read_number(answer) is None else None


def _read_number(value: object) -> float | None:
    """The number that a learner wrote: 12, "12", "１２", "12 处"; None for anything else."""
    if isinstance(value, bool):
        return None
    found = re.fullmatch(r"\s*([-−]?\d+(?:\.\d+)?)\s*[次个处句组项条]?\s*", str(value))
    return float(found[1].replace("−", "-")) if found else None

"""The exercises of the lessons: for each, the right answer worked out from the speech itself, and a hint where to look.

No answer is written here. A lesson on another speech has other answers; an exercise that the speech gives no answer to is left out.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.acts import find_speech_acts
from analysis.devices import find_four_character_phrases, find_modals
from analysis.folding import fold
from analysis.frequency import count_terms, find_contexts, load_stop_words, measure_dispersion
from analysis.numerals import numeral_expansion
from analysis.parallelism import find_parallels
from analysis.repairs import is_font, is_one_cut, keeps_formulas
from analysis.sentiment import find_appraisals, score_sentiment
from analysis.slogans import find_slogans
from analysis.voices import assign_speakers
from analysis.wording import VALUES

if TYPE_CHECKING:
    from analysis.speech import Speech

# How many of the most frequent words the lesson's charts show.
TOP = 10
# The threshold that the lesson on slogans sets; the word that it counts; the one whose places it looks for.
STRICT, COUNTED, SOUGHT = 0.9, "落实", "双"


@dataclass(frozen=True)
class Exercise:
    """What is asked, and how an answer is judged.

    asks: "number", "word" or "object". judge: for an object, whether it is right; else `solve` gives the right answers,
    none where the speech has none. hint: where to look, in Chinese and English.
    """

    asks: str
    hint: tuple[str, str]
    solve: Callable[["Speech"], Collection[object]] = lambda speech: (True,)
    judge: Callable[["Speech", object], bool] | None = None


def _number(count: Callable[["Speech"], int]) -> Callable[["Speech"], tuple[int, ...]]:
    """The one number that is right, or none where there is nothing to count."""
    return lambda speech: tuple(number for number in (int(count(speech)),) if number)


def _top_terms(speech: "Speech") -> pd.DataFrame:
    return count_terms(speech.tokens, stop_words=load_stop_words()).head(TOP)


def _third_word(speech: "Speech") -> list[str]:
    """The third of the most frequent words, with those that are as frequent."""
    terms = count_terms(speech.tokens, stop_words=load_stop_words())
    return terms[terms["n"] == terms["n"].iloc[2]]["term"].tolist() if len(terms) > 2 else []


def _bunched_word(speech: "Speech") -> list[str]:
    """Of the words of the chart, those with the highest DP."""
    spread = measure_dispersion(speech.tokens, stop_words=load_stop_words())
    spread = spread[spread["term"].isin(_top_terms(speech)["term"])]
    return spread[spread["dp"] == spread["dp"].max()]["term"].tolist()


def _count_word(speech: "Speech") -> int:
    return count_terms(speech.tokens).query("term == @COUNTED")["n"].sum()


def _most_frequent(values: pd.Series) -> list[str]:
    counts = values.value_counts()
    return counts[counts == counts.max()].index.tolist() if len(counts) else []


def _named(values: list[str]) -> list[str]:
    """A value of a table with its name in each language, all of which are right."""
    return [name for value in values for name in (value, *VALUES[value])]


def _explained_numerals(speech: "Speech") -> list[str]:
    found = numeral_expansion(speech)
    return found[found["source"] == "lexicon"]["text"].tolist()


def _runs(speech: "Speech") -> list[list[str]]:
    """The members of each run of three or more (排比)."""
    found = find_parallels(speech).query("kind == 'paibi'")
    return [members.tolist() for _, members in found.groupby("group")["text"]]


def _longest_run(speech: "Speech") -> int:
    return max(map(len, _runs(speech)), default=0)


def _shared_opening(speech: "Speech") -> list[str]:
    """The characters that open most members of the runs as long as the longest one."""
    longest = [run for run in _runs(speech) if len(run) == _longest_run(speech)]
    return [opening for run in longest for opening in _most_frequent(pd.Series([member[0] for member in run]))]


def _repeated_members(speech: "Speech") -> list[str]:
    """The members of runs that the speech has twice."""
    runs = [tuple(run) for run in _runs(speech)]
    return [member for run in runs if runs.count(run) > 1 for member in run]


def _scopes_of_victory(speech: "Speech") -> list[str]:
    found = find_appraisals(speech)
    return _named(_most_frequent(found[found["text"] == "胜利"]["scope"]))


def _harshest(speech: "Speech") -> list[str]:
    found = find_appraisals(speech)
    return found[(found["weight"] == found["weight"].min()) & (found["weight"] < 0)]["text"].tolist()


def _longest_speaker(speech: "Speech") -> list[str]:
    """Whose reported words are the most characters; a pronoun counts for the name that it stands for."""
    said = assign_speakers(speech.tokens, speech).query("speaker != ''")
    lengths = said["term"].str.len().groupby(said["speaker"]).sum()
    return lengths[lengths == lengths.max()].index.tolist()


def _second_speaker(speech: "Speech") -> str | None:
    """Of those who speak, the second by the length of what they say."""
    said = assign_speakers(speech.tokens, speech).query("speaker != ''")
    lengths = said["term"].str.len().groupby(said["speaker"]).sum().sort_values(ascending=False, kind="stable")
    return lengths.index[1] if len(lengths) > 1 else None


def _demands_of_second(speech: "Speech") -> int:
    modals = assign_speakers(find_modals(speech), speech)
    return len(modals[(modals["speaker"] == _second_speaker(speech)) & (modals["modal"] == "要")])


def _acts_said(speech: "Speech") -> list[str]:
    acts = assign_speakers(find_speech_acts(speech), speech)
    return _named(_most_frequent(acts[acts["speaker"] != ""]["act"]))


def _musts(speech: "Speech") -> list[str]:
    modals = find_modals(speech)
    return modals[modals["strength"] == 3]["modal"].unique().tolist()


def _tones(tone: int) -> Callable[["Speech"], tuple[int, ...]]:
    return _number(lambda speech: (score_sentiment(speech)["tone"] == tone).sum())


EXERCISES: dict[tuple[str, int], Exercise] = {
    ("words", 1): Exercise("word", ("看条形图，从最长的一条往下数。", "Look at the bar chart and count down from the longest bar."), _third_word),
    ("words", 2): Exercise(
        "number",
        (f"在词频表里找“{COUNTED}”这一行，看 n 那一栏。", f"Find the row of {COUNTED} in the table of counts and read column n."),
        _number(_count_word),
    ),
    ("words", 3): Exercise(
        "word",
        (
            "看分布图：哪一行的竖线挤在一两处？再看表中 dp 最大的一行。",
            "In the dispersion chart, whose marks crowd in one or two places? Then see the largest dp.",
        ),
        _bunched_word,
    ),
    ("words", 4): Exercise(
        "number",
        (
            f"数一数“{SOUGHT}”的语境表有几行；行号从 0 开始，所以总数比最后的行号多 1。",
            f"Count the rows of the contexts of {SOUGHT}; they are numbered from 0.",
        ),
        _number(lambda speech: len(find_contexts(speech, SOUGHT))),
    ),
    ("slogans", 1): Exercise(
        "word",
        ("看各类口号的表，哪一类的 n 最大？", "In the table of kinds, which has the largest n?"),
        lambda speech: _named(_most_frequent(find_slogans(speech)["kind"])),
    ),
    ("slogans", 2): Exercise(
        "number",
        ("看各类口号的表中“数字缩略”（numeral）那一行。", "See the row of numerals in the table of kinds."),
        _number(lambda speech: (find_slogans(speech)["kind"] == "numeral").sum()),
    ),
    ("slogans", 3): Exercise(
        "word",
        ("看“数字缩略指什么”的表：哪一行的来源（source）是提法库（lexicon）？", "In the table of expansions, which row has the source lexicon?"),
        _explained_numerals,
    ),
    ("slogans", 4): Exercise(
        "number",
        (f"把门槛改成 {STRICT}，重新运行那一格，读出剩下几处。", f"Set the threshold to {STRICT}, run that cell again and read how many are left."),
        _number(lambda speech: len(find_slogans(speech, threshold=STRICT))),
    ),
    ("parallelism", 1): Exercise(
        "number",
        ("看排比表，每组（group）算一个；不要把对偶（两项）算进来。", "In the table of runs each group counts once; leave out the pairs of two members."),
        _number(lambda speech: len(_runs(speech))),
    ),
    ("parallelism", 2): Exercise(
        "word",
        ("找项数（members）最多的一组，看每一项的第一个字。", "Find the group with most members and look at the first character of each."),
        _shared_opening,
    ),
    ("parallelism", 3): Exercise(
        "word", ("找两组各项完全一样的排比，抄下其中一项。", "Find two runs whose members are all the same and copy one of these members."), _repeated_members
    ),
    ("parallelism", 4): Exercise(
        "number",
        ("四字格的表有几行？行号从 0 开始。", "How many rows has the table of four-character phrases? They are numbered from 0."),
        _number(lambda speech: len(find_four_character_phrases(speech))),
    ),
    ("tone", 1): Exercise("number", ("在句子表里数 tone 是 1 的行。", "Count the rows whose tone is 1 in the table of sentences."), _tones(1)),
    ("tone", 2): Exercise("number", ("在句子表里数 tone 是 −1 的行。", "Count the rows whose tone is −1 in the table of sentences."), _tones(-1)),
    ("tone", 3): Exercise(
        "word",
        ("看褒贬词的表里“胜利”各行的语境（scope）：它是已有的，还是……？", "See the scope of 胜利 in the table of appraisals: has it been won, or …?"),
        _scopes_of_victory,
    ),
    ("tone", 4): Exercise(
        "word",
        ("看褒贬词的表，哪些行的权重（weight）最小？写出其中一个词。", "In the table of appraisals, which rows have the lowest weight? Write one of them."),
        _harshest,
    ),
    ("voices", 1): Exercise(
        "word", ("看讲话人的图，谁的色块加起来最长？", "In the chart of speakers, whose blocks are the longest when put together?"), _longest_speaker
    ),
    ("voices", 2): Exercise(
        "number",
        ("看情态词的表：第二位讲话人那一行，“要”那一栏。", "In the table of modals, read the row of the second speaker and the column of 要."),
        _number(_demands_of_second),
    ),
    ("voices", 3): Exercise(
        "word",
        ("看言语行为的表：把两位讲话人的行加起来，哪一栏最大？", "In the table of acts, add the rows of those who speak: which column is the largest?"),
        _acts_said,
    ),
    ("voices", 4): Exercise("word", ("在情态词的清单里找强度（strength）是 3 的行。", "In the list of modals, find the rows whose strength is 3."), _musts),
    ("cloud", 1): Exercise(
        "object",
        (
            "这个路径要在每台电脑上都有。这个项目自带一个字体：试试 font = yc.fonts.find_font()。",
            "The path must be there on every computer. This project carries a font: try font = yc.fonts.find_font().",
        ),
        judge=is_font,
    ),
    ("cloud", 2): Exercise(
        "object",
        (
            "把各词连起来，要正好是原文，不多一字，不少一字。全模式把同一个字数进好几个词里：cut_all=True 说的就是这个。",
            "The words put together must give the text, no character more or less. Full mode puts one character into several words: that is cut_all=True.",
        ),
        judge=is_one_cut,
    ),
    ("cloud", 3): Exercise(
        "object",
        (
            "标点先删掉，引号里的提法和用顿号连起来的口号就散了。先在原文里找口号（yc.find_slogans），再把它们的次数放进 counts。",
            "With punctuation gone, quoted formulas and lists joined by 、 fall apart. Find the slogans in the text first (yc.find_slogans) and add them.",
        ),
        judge=keeps_formulas,
    ),
}


def fold_answer(answer: str) -> str:
    """An answer as it is compared: simplified, half-width, lower case, without white space and without quotation marks around it."""
    return "".join(fold(answer).split()).strip("\"'“”‘’「」『』《》。.，,")

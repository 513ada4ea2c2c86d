"""Lessons: answers are checked against the speech, hints give nothing away, and the teacher's key is right."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import jieba
import nbformat
import pytest

import analysis as yc
from analysis import check_answer, compare_prediction, parse_speech, read_speech
from analysis.errors import OptionError
from analysis.exercises import EXERCISES
from analysis.fonts import find_font

ROOT = Path(__file__).parent.parent
LESSONS = ROOT / "notebooks/lessons"
TEACHING = (ROOT / "docs/teaching.md").read_text(encoding="utf-8")
# (lesson, exercise) → the key's answer, as it is written there.
KEY = {(lesson, int(number)): answer for lesson, number, answer in re.findall(r"^\| (\w+) \| (\d) \| `(.+?)` \|", TEACHING, flags=re.MULTILINE)}
MENDED = re.findall(r"```python\n(.*?)```", TEACHING, flags=re.DOTALL)

each_answer = pytest.mark.parametrize(("lesson", "number", "answer"), [(*exercise, ast.literal_eval(answer)) for exercise, answer in KEY.items()])


@pytest.fixture(scope="module")
def speech():
    """The speech of the lessons."""
    return read_speech(ROOT / "seeds/2020-02-24-nanchuan.txt")


def exercise_cells():
    """(lesson, exercise) → the cell of the notebooks that asks for an answer."""
    cells = [cell.source for path in sorted(LESSONS.glob("*.ipynb")) for cell in nbformat.read(path, as_version=4).cells]
    return {(found[1], int(found[2])): cell for cell in cells if (found := re.search(r'check_answer\(speech, "(\w+)", (\d)', cell))}


def run_cell(source, names):
    """Run a cell among these names; what its last line gives, if that is an expression."""
    *before, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        return exec(source, names)
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_every_exercise_is_asked_and_has_a_key():
    """Each exercise has its cell in a lesson, and each of those answered by a value its row in the teacher's key."""
    assert set(exercise_cells()) == set(EXERCISES)
    assert set(KEY) | {("cloud", number) for number in (1, 2, 3)} == set(EXERCISES)


@each_answer
def test_an_exercise_passes_on_the_answer_of_the_key(lesson, number, answer, speech):
    """With the key's answer in place of None, the lesson's own cell says that it is right."""
    cell = exercise_cells()[lesson, number]
    assert "answer = None" in cell
    names = {"yc": yc, "speech": speech, "LANG": "zh"}
    assert run_cell(cell.replace("answer = None", f"answer = {answer!r}"), names).right is True
    assert run_cell(cell, names).right is None


@each_answer
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_answer_gets_a_hint_and_not_the_answer(lesson, number, answer, lang, speech):
    """A near miss, another word and another sort of answer are wrong, and nothing that is said then holds the right answer."""
    misses = (answer + 1, answer - 1, "很多", []) if isinstance(answer, int) else (answer + "们", answer[:-1] + "天", "天气", 7, [answer])
    for miss in misses:
        verdict = check_answer(speech, lesson, number, miss, lang=lang)
        assert verdict.right is False, miss
        assert not re.search(rf"(?<![\d−])(?:{re.escape(str(answer))})(?!\d)", verdict.message), verdict.message


@pytest.mark.parametrize("answer", [14, "14", " １４ ", "14次", "14 次", 14.0])
def test_a_number_may_be_written_in_many_ways(answer, speech):
    """Digits as a string or full-width, with a measure word, are the same number."""
    assert check_answer(speech, "words", 2, answer).right is True


@pytest.mark.parametrize("answer", ["两不愁三保障", "“两不愁三保障”", " 兩不愁三保障 ", "「两不愁三保障」。"])
def test_a_word_may_be_quoted_or_traditional(answer, speech):
    """Quotes, white space, a full stop and traditional characters do not make a word wrong."""
    assert check_answer(speech, "slogans", 3, answer).right is True


def test_names_are_right_in_each_language(speech):
    """A value is right in Chinese, in English and as the table has it, and so is each of equally good answers."""
    assert all(check_answer(speech, "voices", 3, answer).right for answer in ("要求", "Directive", "directive"))
    assert all(check_answer(speech, "voices", 4, answer).right for answer in ("必须", "务必"))


def test_answers_come_from_the_speech():
    """Another speech has other answers: nothing is stored."""
    other = parse_speech("要抓落实，要再落实。天气很好，天气不错，天气晴。")
    assert check_answer(other, "words", 2, 2).right is True
    assert check_answer(other, "words", 2, 14).right is False


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if name[0] != "cloud"])
@pytest.mark.parametrize("text", ["", "好。"])
def test_a_speech_without_an_answer_leaves_the_exercise_out(exercise, text):
    """Where the text has nothing to count or to name, an answer is neither right nor wrong, or is asked of what there is."""
    verdict = check_answer(parse_speech(text), *exercise, "9876")
    assert verdict.right in (None, False)
    assert verdict.right is None or text


def test_no_answer_yet_is_not_wrong(speech):
    """None and an empty string ask for an answer, in the language of the lesson."""
    assert repr(check_answer(speech, "words", 1, None)) == "… 还没有答案：把 None 换成你的答案，再运行这一格。"
    assert check_answer(speech, "words", 1, " ", lang="en").message.startswith("… No answer yet")


def test_an_unknown_exercise_is_named(speech):
    """A wrong name or number says which exercises there are; so does another language."""
    with pytest.raises(OptionError, match=r"no exercise 'words' 9; allowed: words 1, words 2"):
        check_answer(speech, "words", 9, 1)
    with pytest.raises(OptionError, match="lang='fr'"):
        check_answer(speech, "words", 1, "工作", lang="fr")


def test_predictions_are_set_beside_what_was_found():
    """A hit is praised, a miss asked about, and no prediction is no error."""
    assert compare_prediction("疫情", "防控") == "你猜的是：疫情。机器找到的是：防控。差别从哪里来？"
    assert compare_prediction("“防控”", "防控").endswith("猜中了！")
    assert compare_prediction("7", 7, lang="en") == "You predicted: 7. That is what the machine finds!"
    assert compare_prediction(0.7, 1.0).endswith("差别从哪里来？")
    assert compare_prediction(None, 7).startswith("机器找到的是：7。")


def test_a_font_must_be_everywhere_and_draw_chinese(speech, tmp_path):
    """A path of Windows, a file that is no font, one without Chinese and no path at all are wrong; the packaged font is right."""
    from matplotlib import get_data_path

    text = tmp_path / "simhei.ttf"
    text.write_text("这不是字体", encoding="utf-8")
    latin = Path(get_data_path(), "fonts/ttf/DejaVuSans.ttf")
    assert [check_answer(speech, "cloud", 1, font).right for font in ("C:/Windows/Fonts/simhei.ttf", text, latin, 7, tmp_path)] == [False] * 5
    assert check_answer(speech, "cloud", 1, find_font()).right is True


def test_words_must_give_the_text_once():
    """Full mode and a missing word are wrong; any cut that gives the text once is right."""
    speech = parse_speech("打赢疫情防控阻击战。")
    assert check_answer(speech, "cloud", 2, jieba.lcut(speech.text, cut_all=True)).right is False
    assert check_answer(speech, "cloud", 2, ["打赢", "疫情防控"]).right is False
    assert check_answer(speech, "cloud", 2, "打赢疫情防控阻击战").right is False
    assert check_answer(speech, "cloud", 2, ["打赢", "疫情防控", "阻击战"]).right is True


def test_formulas_must_stand_whole_with_their_counts(speech):
    """Words alone, and formulas without their punctuation, are wrong."""
    whole = Counter(yc.find_slogans(speech)["text"])
    assert check_answer(speech, "cloud", 3, whole).right is True
    assert check_answer(speech, "cloud", 3, Counter(jieba.lcut(speech.text))).right is False
    assert check_answer(speech, "cloud", 3, {"".join(filter(str.isalnum, term)): n for term, n in whole.items()}).right is False
    assert check_answer(speech, "cloud", 3, whole + whole).right is False
    assert check_answer(speech, "cloud", 3, list(whole)).right is False


def test_the_workshop_is_mended_by_the_key(monkeypatch, capsys):
    """With the key's cells in place of the broken ones each check passes and the cloud is drawn; the broken script stays caught."""
    monkeypatch.chdir(LESSONS)
    cells = [cell for cell in nbformat.read("workshop_cloud.ipynb", as_version=4).cells if cell.cell_type == "code"]
    mended = iter(MENDED)
    names, shown = {}, []
    for cell in cells:
        shown.append(run_cell(next(mended) if "exercise" in cell.metadata.get("tags", []) else cell.source, names))
    assert list(mended) == []
    assert [value.right for value in shown if isinstance(value, yc.Verdict)] == [True] * 3
    assert shown[-1].size == (900, 450)
    assert "cannot open resource" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(LESSONS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_has_its_parts(path):
    """Goals, a plan of 45 minutes, two predictions each revealed later, four exercises, questions, notes for the teacher."""
    cells = nbformat.read(path, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert sum(map(int, re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE))) == 45
    assert all(heading in text for heading in ("## 今天的目标", "## 练习", "## 讨论", "## 带走一句话"))
    assert [tag for cell in cells for tag in cell.metadata.get("tags", []) if tag in ("prediction", "reveal")] == ["prediction", "reveal"] * 2
    assert sum("exercise" in cell.metadata.get("tags", []) for cell in cells) == 4
    assert sum(cell.metadata.slideshow.slide_type == "notes" for cell in cells if "slideshow" in cell.metadata) >= 2


@pytest.mark.parametrize("path", sorted(LESSONS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_every_chart_has_a_sentence(path):
    """After each chart stands a sentence of interpretation, which the slides show last."""
    cells = nbformat.read(path, as_version=4).cells
    after = [cells[at + 1] for at, cell in enumerate(cells) if "chart" in cell.metadata.get("tags", [])]
    assert after
    assert all(cell.cell_type == "markdown" and cell.metadata.slideshow.slide_type == "fragment" for cell in after)


def test_the_lessons_travel_with_the_package():
    """Each folder of notebooks is a package with its notebooks as data, or an installed copy would lack it."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts}
    names = {f"analysis.{'.'.join(folder.parts)}": folder.as_posix() for folder in folders}
    assert set(names) <= set(tool["packages"])
    assert {name: tool["package-dir"].get(name) for name in names} == names
    assert all(tool["package-data"].get(name) == ["*.ipynb"] for name in names)

"""The command line: tables that read back, one clear line where something is wrong, and the exit codes that scripts rely on."""

import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from analysis import assign_speakers, count_terms, find_contexts, find_formulas, find_parallels, find_slogans, load_stop_words, read_speech, score_sentiment
from analysis.cli import FINDERS, main
from analysis.tables import SPAN

TEXT = (
    "做好疫情防控\n\n同志们：我们要抓紧疫情防控工作，要做好复工复产工作。“双落实”要落实，“双落实”要推进，加快项目建设\n，稳定就业，成效显著。"
    "增强“四个意识”，坚持“两手抓、两手硬”。\n\n丁中平说：“要打赢攻坚战。要守住底线。要加强领导。”\n\n责任编辑：王某\n"
)


@pytest.fixture
def speech_file(tmp_path):
    """A small speech with a quoted coinage, a wrapped line, a voice and furniture."""
    file = tmp_path / "讲话.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def run(*arguments, **options):
    """The command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "analysis", *map(str, arguments)], capture_output=True, timeout=120, check=False, **options)


def read_rows(text):
    """The rows of a CSV text, line ends inside a cell as they are."""
    return list(csv.reader(io.StringIO(text, newline="")))


def complaint(capsys):
    """What was said on stderr, once it is one line and nothing stands on stdout."""
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("yanci: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err


@pytest.mark.parametrize("what", FINDERS)
def test_every_table_reads_back(what, speech_file, capsys):
    """Each kind gives the same rows as CSV and as JSON, span columns first, and each row is where it says."""
    text = read_speech(speech_file).text
    arguments = ["find", what, str(speech_file), "--pattern", "疫情"]
    assert main([*arguments, "--format", "csv"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert main([*arguments, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert list(table.columns)[:4] == list(SPAN)
    assert len(rows) == len(table) > 0 or what == "collocates"
    for row, (_, other) in zip(rows, table.iterrows(), strict=True):
        assert text[row["start"] : row["end"]] == row["text"] == other["text"]
        assert list(row) == list(table.columns)


def test_figures_survive_the_formats(speech_file, capsys):
    """CSV and JSON hold the figures that Python has, to many digits."""
    expected = count_terms(read_speech(speech_file).tokens, stop_words=load_stop_words())
    main(["find", "terms", str(speech_file)])
    assert pd.read_csv(io.StringIO(capsys.readouterr().out))["rate"].tolist() == pytest.approx(expected["rate"].tolist(), rel=1e-12)
    main(["find", "terms", str(speech_file), "--format", "json"])
    assert [row["rate"] for row in json.loads(capsys.readouterr().out)] == pytest.approx(expected["rate"].tolist(), rel=1e-9)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_line_ends_inside_a_row_survive_csv(end, tmp_path, capsys):
    """A row whose text holds a line break, of whatever kind, is one row of the table with that break."""
    file = tmp_path / "折行.txt"
    file.write_bytes(f"大家要重视。{end}我们要抓紧{end}、抓实防控工作。{end}".encode())
    sentences = read_speech(file).sentences["text"].tolist()
    assert any(end in each for each in sentences)
    main(["find", "sentences", str(file)])
    out = capsys.readouterr().out
    assert [row[3] for row in read_rows(out)[1:]] == sentences


def test_several_files_make_one_table(speech_file, tmp_path, capsys):
    """Rows of all files, each under its own name, with counts within each."""
    other = tmp_path / "另.txt"
    other.write_text("要落实责任，要落实措施。", encoding="utf-8")
    assert main(["find", "terms", str(speech_file), str(other)]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert table["doc_id"].unique().tolist() == ["讲话", "另"]
    assert table.query("doc_id == '另' and term == '落实'")["n"].tolist() == [2]


def test_formulas_count_over_all_files(speech_file, tmp_path, capsys):
    """What two files share is a formula although neither repeats it, and the table is that of Python."""
    other = tmp_path / "另.txt"
    other.write_text("大家都要保障农资供应。", encoding="utf-8")
    third = tmp_path / "三.txt"
    third.write_text("我们要保障农资供应。", encoding="utf-8")
    assert main(["find", "formulas", str(other), str(third)]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    expected = find_formulas([read_speech(other), read_speech(third)])
    assert table.to_dict("records") == expected.to_dict("records")
    assert table["documents"].tolist() == [2]
    assert "保障农资供应" in table["formula"].iloc[0]


def test_the_threshold_reaches_the_slogans(speech_file, capsys):
    """--threshold keeps the slogans of at least that score; without it the default of Python holds."""
    speech = read_speech(speech_file)
    tables = []
    for options, expected in (([], find_slogans(speech)), (["--threshold", "0.02"], find_slogans(speech, threshold=0.02))):
        assert main(["find", "slogans", str(speech_file), *options]) == 0
        tables.append(pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False))
        assert tables[-1]["text"].tolist() == expected["text"].tolist()
        assert tables[-1]["score"].tolist() == pytest.approx(expected["score"].tolist())
    assert len(tables[0]) < len(tables[1])
    assert main(["find", "slogans", str(speech_file), "--threshold", "1", "--lang", "en"]) == 0
    assert read_rows(capsys.readouterr().out) == [["doc_id", "start", "end", "text", "kind", "score", "reasons"]]


def test_acts_and_modals_say_who_speaks(speech_file, capsys):
    """The tables of acts and modals have the speaker of each row, whom the table of voices names; what nobody is reported to say has none."""
    expected = {"voices": ["丁中平"], "acts": ["", "丁中平"], "modals": ["", "丁中平"]}
    for what, speakers in expected.items():
        assert main(["find", what, str(speech_file)]) == 0
        table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
        assert table["speaker"].unique().tolist() == speakers
    assert table[table["speaker"] != ""]["demand"].tolist() == ["打赢攻坚战", "守住底线", "加强领导"]


def test_the_weights_reach_the_parallels(tmp_path, capsys):
    """--weights chooses what the finder learnt from, official prose by default, and --lang the language of its reasons."""
    file = tmp_path / "作文.txt"
    file.write_text("春天来了，小草绿了，花儿红了，鸟儿叫了。读书使人明理，读书使人明志，读书使人明心。", encoding="utf-8")
    speech = read_speech(file)
    for options, chosen in (([], {}), (["--weights", "essays"], {"weights": "essays"}), (["--lang", "en"], {"lang": "en"})):
        assert main(["find", "parallels", str(file), *options]) == 0
        table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
        expected = find_parallels(speech, **chosen)
        assert len(expected)
        assert table["text"].tolist() == expected["text"].tolist()
        assert table["reasons"].tolist() == expected["reasons"].tolist()
        assert table["score"].tolist() == pytest.approx(expected["score"].tolist())


def test_the_tone_of_each_sentence_has_its_speaker(speech_file, capsys):
    """The table of tones has a row for each sentence, with the speaker whom the table of voices names; --lang reaches its evidence."""
    speech = read_speech(speech_file)
    assert main(["find", "sentiment", str(speech_file), "--lang", "en"]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    expected = assign_speakers(score_sentiment(speech, lang="en"), speech)
    assert table["text"].tolist() == speech.sentences["text"].tolist()
    assert table["speaker"].unique().tolist() == ["", "丁中平"]
    assert table["snownlp"].tolist() == pytest.approx(expected["snownlp"].tolist(), rel=1e-12)
    for column in ("tone", "act", "evidence", "dissent", "speaker"):
        assert table[column].tolist() == expected[column].tolist()


def test_a_lexicon_of_your_own_reaches_the_tone(speech_file, tmp_path, capsys):
    """--appraisals replaces the shipped lexicon, for the wordings and for the sentences; comments, blank lines and missing last cells do no harm."""
    lexicon = tmp_path / "我的.tsv"
    lexicon.write_bytes("# 自己读出来的\r\nterm\tpolarity\tstrength\tkind\texample\r\n\r\n双落实\t+1\t3\tpraise\r\n".encode("utf-8-sig"))
    assert main(["find", "appraisals", str(speech_file), "--appraisals", str(lexicon)]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert table[["term", "kind", "polarity", "strength"]].to_numpy().tolist() == [["双落实", "praise", 1, 3]] * 2
    assert main(["find", "sentiment", str(speech_file), "--appraisals", str(lexicon)]) == 0
    table = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert table.loc[table["evidence"] != "", "evidence"].str.contains("双落实").tolist() == [True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有.tsv"),
        ("", "lack the columns"),
        ("term,polarity\n", "lack the columns"),
        ("term\tpolarity\tstrength\tkind\n成效\t2\t1\tpraise\n", "polarity=2"),
        ("term\tpolarity\tstrength\tkind\n成绩\t1\t1\tpraise\n成效\t1\t很\tpraise\n", "'成效' has strength='很'"),
        ("term\tpolarity\tstrength\tkind\n成效\t1\t1\t好\n", "kind='好'"),
        ("term\tpolarity\tstrength\tkind\n成\t1\t1\tpraise\n", "'成' cannot be matched"),
        ("term\tpolarity\tstrength\tkind\n成效\t1\t1\tpraise\t例\t源\n", "6 cells in the row of '成效', 4"),
        ("term\tterm\tpolarity\tstrength\tkind\n", "two columns of one name"),
    ],
)
def test_a_wrong_lexicon_is_one_line_and_exit_code_2(content, said, speech_file, tmp_path, capsys):
    """A lexicon that is missing, no table, or has a wrong row is named with what is allowed, and nothing is written."""
    lexicon = tmp_path / ("没有.tsv" if content is None else "我的.tsv")
    if content is not None:
        lexicon.write_text(content, encoding="utf-8")
    assert main(["find", "sentiment", str(speech_file), "--appraisals", str(lexicon), "-o", str(tmp_path / "out.csv")]) == 2
    assert said in complaint(capsys)
    assert not (tmp_path / "out.csv").exists()


def test_one_wrong_file_among_several_gives_no_table(speech_file, tmp_path, capsys):
    """A table that lacks a file would be taken for whole."""
    assert main(["find", "terms", str(speech_file), str(tmp_path / "没有.txt"), "-o", str(tmp_path / "out.csv")]) == 2
    assert "没有.txt" in complaint(capsys)
    assert not (tmp_path / "out.csv").exists()


def test_a_file_for_spreadsheets(speech_file, tmp_path, capsys):
    """-o writes CSV with a byte-order mark and JSON without, says where, and makes folders."""
    target = tmp_path / "表" / "词.csv"
    assert main(["find", "terms", str(speech_file), "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_rows(target.read_text(encoding="utf-8-sig"))[0] == ["doc_id", "start", "end", "text", "term", "n", "rate"]
    assert "防控" in pd.read_csv(target)["term"].tolist()
    assert main(["find", "terms", str(speech_file), "--format", "json", "-o", str(tmp_path / "词.json")]) == 0
    assert json.loads((tmp_path / "词.json").read_bytes())[0]["doc_id"] == "讲话"


def test_an_empty_table_keeps_its_columns(speech_file, capsys):
    """Nothing found is a heading without rows, and success."""
    assert main(["find", "contexts", str(speech_file), "--pattern", "宇宙"]) == 0
    assert read_rows(capsys.readouterr().out) == [["doc_id", "start", "end", "text", "left", "right", "sentence", "position"]]
    assert main(["find", "contexts", str(speech_file), "--pattern", "宇宙", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_options_reach_the_functions(speech_file, capsys):
    """--width, -n, --all-words, --lang and --as-is change the table as their help says."""
    main(["find", "contexts", str(speech_file), "--pattern", "疫情", "--width", "2"])
    expected = find_contexts(read_speech(speech_file), "疫情", width=2)
    assert pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)["right"].tolist() == expected["right"].tolist()
    main(["find", "ngrams", str(speech_file), "-n", "3"])
    assert "疫情防控工作" in capsys.readouterr().out
    main(["find", "terms", str(speech_file)])
    assert "我们" not in capsys.readouterr().out
    main(["find", "terms", str(speech_file), "--all-words"])
    assert "我们" in capsys.readouterr().out
    main(["find", "terms", str(speech_file), "--as-is"])
    assert "双落实" not in capsys.readouterr().out
    main(["find", "words", str(speech_file), "--lang", "en"])
    reasons = pd.read_csv(io.StringIO(capsys.readouterr().out))["reasons"]
    assert reasons.str.contains("[a-z]").all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["find", "terms", "没有.txt"], "没有.txt"),
        (["find", "terms", "."], "folder"),
        (["find", "contexts", "讲话.txt"], "--pattern"),
        (["find", "collocates", "讲话.txt"], "--pattern"),
        (["find", "ngrams", "讲话.txt", "-n", "1"], "n=1"),
        (["find", "contexts", "讲话.txt", "--pattern", "疫情", "--width", "-5"], "width=-5"),
        (["find", "slogans", "讲话.txt", "--threshold", "1.5"], "threshold=1.5"),
        (["find", "slogans", "讲话.txt", "--threshold", "nan"], "threshold=nan"),
        (["find", "terms", "讲话.txt", "--encoding", "klingon"], "klingon"),
        (["find", "terms", "讲话.txt", "--encoding", "ascii"], "ascii"),
        (["find", "terms", "讲话.txt", "-o", "."], "."),
        (["find", "terms", "讲话.txt", "-o", "讲话.txt/词.csv"], "词.csv"),
        (["report", "讲话.txt", "--notebook", "没有.ipynb"], "没有.ipynb"),
        (["report", "讲话.txt", "--notebook", "讲话.txt"], "讲话.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_one_line_and_exit_code_2(arguments, said, speech_file, monkeypatch, capsys):
    """What was wrong stands on stderr in one line that names it; nothing stands on stdout."""
    monkeypatch.chdir(speech_file.parent)
    assert main(arguments) == 2
    assert said in complaint(capsys)
    assert speech_file.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["such"],
        ["find"],
        ["find", "terms"],
        ["find", "slogan", "讲话.txt"],
        ["find", "terms", "讲话.txt", "--format", "xlsx"],
        ["find", "slogans", "讲话.txt", "--threshold", "half"],
        ["find", "parallels", "讲话.txt", "--weights", "poems"],
        ["report"],
        ["report", "讲话.txt", "--lang", "fr"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_exit_code_2(arguments, capsys):
    """An unknown command, kind or format, or no file, ends with how to call it and what is allowed."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: yanci")
    assert "error:" in said.err


def test_help_lists_every_table(capsys):
    """`yanci find --help` names each kind with what it is."""
    with pytest.raises(SystemExit) as stopped:
        main(["find", "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said and what in said for name, (_, what) in FINDERS.items())


def test_the_version_is_that_of_the_package():
    """`--version` answers on stdout, and `python -m analysis` is the command."""
    from importlib.metadata import version

    done = run("--version")
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, f"yanci {version('yanci')}", b"")


def test_the_terminal_may_speak_another_encoding(speech_file):
    """Tables go out in UTF-8 and complaints do not fail, whatever the terminal is set to."""
    import os

    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = run("find", "sentences", speech_file, env=environment)
    assert done.returncode == 0, done.stderr
    assert "疫情防控" in done.stdout.decode()
    wrong = run("find", "sentences", speech_file.parent / "没有.txt", env=environment)
    assert wrong.returncode == 2
    assert b"Traceback" not in wrong.stderr


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_reader_that_stops_is_no_error(size, speech_file):
    """`| head` leaves nothing on stderr, whether the table fits the pipe or not."""
    if size == "large":
        speech_file.write_text(TEXT * 60, encoding="utf-8")
    with subprocess.Popen([sys.executable, "-m", "analysis", "find", "tokens", str(speech_file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read()
        code = process.wait(timeout=120)
    assert (code, said) == (0, b"")


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path, capsys, monkeypatch):
    """Pages are named after files; where two would be one, both are kept or the command says so."""
    import analysis.report

    written = []

    def record(path, out, **_):
        written.append(out)
        return analysis.report.Report(out)

    monkeypatch.setattr(analysis.report, "render_report", record)
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "讲话.txt").write_text(TEXT, encoding="utf-8")
    code = main(["report", str(tmp_path / "甲" / "讲话.txt"), str(tmp_path / "乙" / "讲话.txt"), "-o", str(tmp_path / "out")])
    assert code == 2 or len(set(written)) == 2


def test_a_page_can_be_named(speech_file, monkeypatch):
    """`-o 页.html` is a page of that name and no folder."""
    import analysis.report

    written = []

    def record(path, out, **_):
        written.append(out)
        return analysis.report.Report(out)

    monkeypatch.setattr(analysis.report, "render_report", record)
    assert main(["report", str(speech_file), "-o", str(speech_file.parent / "页.html")]) == 0
    assert written == [speech_file.parent / "页.html"]


def test_a_wrong_file_does_not_stop_the_others(speech_file, tmp_path, monkeypatch, capsys):
    """Of several files the good ones get their page and the index, the exit code is that of the worst."""
    import analysis.report
    from analysis.errors import ReadError

    def render(path, out, **_):
        if path.name == "坏.txt":
            raise ReadError("'坏.txt' is empty.")
        return analysis.report.Report(out, ("ValueError: 坏",) if path.name == "半.txt" else ())

    monkeypatch.setattr(analysis.report, "render_report", render)
    assert main(["report", "坏.txt", "半.txt", "好.txt", "-o", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(tmp_path / name) for name in ("半.html", "好.html", "index.html")]
    assert len(said.err.splitlines()) == 2
    assert main(["report", "好.txt", "半.txt", "-o", str(tmp_path)]) == 1
    assert main(["report", "好.txt", "-o", str(tmp_path)]) == 0


def test_lab_opens_the_notebooks(monkeypatch, tmp_path):
    """`yanci lab` hands over to JupyterLab in this Python, on the folder of the notebooks with the explorer open, our style and further arguments."""
    from analysis import lab

    called = []
    # Were this process really replaced, no later test would run: both ways of doing it are stopped.
    for name in ("execv", "execve"):
        monkeypatch.setattr(lab.os, name, lambda *arguments: called.append(arguments))
    monkeypatch.setattr(lab, "prepare_lab", lambda folder: tmp_path)
    assert main(["lab", "--", "--no-browser"]) == 0
    ((program, command, environment),) = called
    assert program == sys.executable
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert command[3].endswith("notebooks")
    assert "--LabApp.default_url=/lab/tree/explorer.ipynb" in command
    assert command[-1] == "--no-browser"
    assert "--custom-css" in command
    assert environment["JUPYTER_CONFIG_DIR"] == str(tmp_path)

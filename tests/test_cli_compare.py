"""`yanci compare` and `yanci trace`: the tables of Python, a line for the reader at the terminal, and what is said of files that do not count."""

import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import align_reports, compare_terms, find_echoes, load_stop_words, measure_lifelines, read_speech, trace_formulas
from analysis.cli import main
from analysis.cli_compare import COMPARISONS, TRACES

OLD = "政府工作报告\n\n各位代表：\n去年修好了三条水渠。粮食生产平稳。要抓好秋收生产，确保颗粒归仓。要看好粮仓。\n农民收入增长百分之三。\n责任编辑：王某\n"
NEW = "政府工作报告\n\n各位代表：\n要抓好秋收生产，确保颗粒归仓。要看好粮仓。去年修好了三条水渠。\n农民收入增长百分之五。学校都通了公路。\n责任编辑：李某\n"


@pytest.fixture
def files(tmp_path):
    """Two small reports of two years."""
    for name, text in (("2019.txt", OLD), ("2020.txt", NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / "2019.txt"), str(tmp_path / "2020.txt")]


@pytest.fixture
def folder(tmp_path):
    """Six dated reports, in which one formula dies and another is born."""
    for year in range(2001, 2007):
        said = "高质量发展" if year > 2003 else "增产节约"
        (tmp_path / f"{year}-报告.txt").write_text(f"同志们：\n要坚持自力更生，推动{said}。{said}是第{year}件大事。\n", encoding="utf-8")
    return tmp_path


def read_table(capsys):
    """What stands on stdout, as a table, once nothing stands on stderr."""
    said = capsys.readouterr()
    assert said.err == ""
    return pd.read_csv(io.StringIO(said.out), keep_default_na=False)


def same(table, expected):
    """Whether a table that was read has the rows and columns of another; missing figures were empty cells."""
    return table.astype("str").to_dict("list") == pd.read_csv(io.StringIO(expected.to_csv(index=False)), keep_default_na=False).astype("str").to_dict("list")


def complaints(capsys):
    """The lines of stderr, once nothing stands on stdout and none is a traceback."""
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert all(line.startswith("yanci: ") for line in lines)
    return [line.removeprefix("yanci: ") for line in lines]


def test_changes_are_the_default(files, capsys):
    """The table is that of `align_reports`, the older file first."""
    assert main(["compare", *files]) == 0
    table = read_table(capsys)
    assert same(table, align_reports(*map(read_speech, files)))
    assert dict(zip(table["text"], table["change"], strict=True)) == {
        "政府工作报告": "kept",
        "各位代表：": "kept",
        "要抓好秋收生产，确保颗粒归仓。": "kept",
        "要看好粮仓。": "kept",
        "去年修好了三条水渠。": "moved",
        "粮食生产平稳。": "dropped",
        "农民收入增长百分之五。": "edited",
        "学校都通了公路。": "new",
    }


def test_echoes_are_those_of_the_newer_text(files, capsys):
    """With --what echoes the rows are passages of the second file, the first is their source; --min-length and --max-gap reach them."""
    old, new = map(read_speech, files)
    for options, expected in (([], {}), (["--min-length", "4"], {"min_length": 4}), (["--max-gap", "1"], {"max_gap": 1})):
        assert main(["compare", *files, "--what", "echoes", *options]) == 0
        table = read_table(capsys)
        assert same(table, find_echoes(new, old, **expected))
        assert set(table["source_doc_id"]) == {2019}
        assert "要抓好秋收生产，确保颗粒归仓。要看好粮仓" in set(table["text"])


def test_terms_weigh_the_newer_against_the_older(files, capsys):
    """With --what terms `n_a` counts the second file and `n_b` the first; --all-words counts stop words too."""
    old, new = map(read_speech, files)
    for options, stop_words in (([], load_stop_words()), (["--all-words"], None)):
        assert main(["compare", *files, "--what", "terms", *options]) == 0
        assert same(read_table(capsys), compare_terms(new.tokens, old.tokens, stop_words=stop_words))


@pytest.mark.parametrize("what", COMPARISONS)
def test_a_text_against_itself(what, files, capsys):
    """All sentences are kept, one echo covers each paragraph, and no word differs; both copies have a name."""
    assert main(["compare", files[0], files[0], "--what", what, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    if what == "changes":
        assert {row["change"] for row in rows} == {"kept"}
    elif what == "echoes":
        assert {row["text"] for row in rows} >= {"农民收入增长百分之三"}
        assert all(row["doc_id"] != row["source_doc_id"] for row in rows)
    else:
        assert all(row["n_a"] == row["n_b"] for row in rows)


def test_files_of_one_name_are_told_apart(tmp_path, capsys):
    """Two folders may hold a file of the same name: the rows say of which each is."""
    for name, text in (("甲", OLD), ("乙", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "报告.txt").write_text(text, encoding="utf-8")
    assert main(["compare", str(tmp_path / "甲" / "报告.txt"), str(tmp_path / "乙" / "报告.txt")]) == 0
    table = read_table(capsys)
    assert set(table["doc_id"][table["change"] == "dropped"]) == {"甲/报告.txt"}
    assert set(table["doc_id"][table["change"] != "dropped"]) == {"乙/报告.txt"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "句数：保留 4、移位 1、改写 1、删去 1、新增 1。新文 54 字，有 68.5% 在保留或移位的句子里。"),
        (["--what", "echoes", "--lang", "en"], "Echoes: 3, of which 0 with changes; they cover 66.7% of the characters of NEW; the longest has 18."),
        (["--what", "terms"], "新文多用 0 个，少用 0 个"),
    ],
)
def test_a_reader_at_the_terminal_gets_a_line(arguments, said, files, monkeypatch, capsys):
    """Where stderr is a terminal a line below the table sums it up; scripts, and readers of a file, do not get it."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["compare", *files, *arguments]) == 0
    heard = capsys.readouterr()
    assert said in heard.err
    assert heard.err.count("\n") == 1
    assert heard.out.startswith("doc_id,")
    assert main(["compare", *files, *arguments, "-o", str(files[0]) + ".csv"]) == 0
    assert capsys.readouterr().err == ""


def test_the_table_can_be_a_file(files, tmp_path, capsys):
    """-o writes it for spreadsheets, and says where."""
    target = tmp_path / "表" / "变.csv"
    assert main(["compare", *files, "-o", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(pd.read_csv(target)) == 8


def test_line_ends_of_the_partner_survive_csv(tmp_path, capsys):
    """A lone carriage return in any column is inside a quoted cell, so that each row reads back."""
    for name, text in (("旧.txt", "要抓好秋收生产\r、确保颗粒归仓。"), ("新.txt", "要抓好秋收生产、确保颗粒归仓。")):
        (tmp_path / name).write_bytes(text.encode())
    assert main(["compare", str(tmp_path / "旧.txt"), str(tmp_path / "新.txt")]) == 0
    assert '"要抓好秋收生产\r、确保颗粒归仓。"' in capsys.readouterr().out


def test_lifelines_are_the_default(folder, capsys):
    """The table is that of Python over the files of the folder, dated by their names; --since chooses the later period."""
    speeches = [read_speech(file) for file in sorted(folder.iterdir())]
    formulas = ["增产节约", "高质量发展", "自力更生"]
    wanted = [argument for formula in formulas for argument in ("--formula", formula)]
    for options, since in (([], None), (["--since", "2003"], 2003)):
        assert main(["trace", str(folder), *wanted, *options]) == 0
        table = read_table(capsys)
        assert same(table, measure_lifelines(trace_formulas(speeches, formulas), since=since))
        assert table[["formula", "first_year", "last_year", "n"]].to_numpy().tolist() == [
            ["增产节约", 2001, 2003, 6],
            ["高质量发展", 2004, 2006, 6],
            ["自力更生", 2001, 2006, 6],
        ]


def test_years_and_documents(folder, capsys):
    """--what years has a row for each formula and year, --what documents one for each file."""
    assert main(["trace", str(folder), "--what", "years", "--formula", "高质量发展"]) == 0
    assert read_table(capsys)[["year", "n"]].to_numpy().tolist() == [[2001, 0], [2002, 0], [2003, 0], [2004, 2], [2005, 2], [2006, 2]]
    assert main(["trace", str(folder), "--what", "documents"]) == 0
    table = read_table(capsys)
    assert table["year"].tolist() == [2001, 2002, 2003, 2004, 2005, 2006]
    assert set(table["status"]) == {"counted"}


def test_formulas_from_a_file_and_from_the_lexicon(folder, tmp_path_factory, capsys):
    """--formulas reads a list of your own; without either option those of the lexicon are followed that two documents hold."""
    own = tmp_path_factory.mktemp("提法") / "我的.txt"
    own.write_text("高质量发展\n增产节约\n", encoding="utf-8")
    assert main(["trace", str(folder), "--formulas", str(own)]) == 0
    assert read_table(capsys)["formula"].tolist() == ["高质量发展", "增产节约"]
    assert main(["trace", str(folder)]) == 0
    assert {"高质量发展", "自力更生"} <= set(read_table(capsys)["formula"])


def test_what_cannot_be_read_is_named_and_the_rest_done(folder, capsys):
    """The table is that of the others, the exit code is 1, and a line names the file."""
    (folder / "2007.docx").write_text("没有压缩", encoding="utf-8")
    assert main(["trace", str(folder), "--what", "documents"]) == 1
    said = capsys.readouterr()
    assert len(pd.read_csv(io.StringIO(said.out))) == 6
    assert said.err.count("\n") == 1
    assert "2007.docx" in said.err


def test_documents_that_do_not_count_are_named_with_the_reason(folder, capsys):
    """Undated ones, resolutions, second copies and pages without text each get a line; the exit code is 0, since nothing failed."""
    (folder / "杂记.txt").write_text("今天下雨。", encoding="utf-8")
    (folder / "2007.txt").write_text("关于政府工作报告的决议\n\n会议批准报告。", encoding="utf-8")
    (folder / "2008.txt").write_bytes((folder / "2006-报告.txt").read_bytes())
    assert main(["trace", str(folder), "--what", "years", "--formula", "自力更生"]) == 0
    said = capsys.readouterr()
    assert pd.read_csv(io.StringIO(said.out))["year"].tolist() == [2001, 2002, 2003, 2004, 2005, 2006]
    lines = sorted(said.err.splitlines())
    assert len(lines) == 3
    assert "'2007' is not counted: its title is that of a resolution" in lines[0]
    assert "'2008' is not counted: it has the text of one" in lines[1]
    assert "'杂记' is not counted: neither its text nor its name has a date" in lines[2]


def test_a_formula_that_nobody_says(folder, capsys):
    """The table has no rows, a line says so, and that is no failure."""
    assert main(["trace", str(folder), "--formula", "没有这个提法"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert "none of the formulas is said" in said.err


@pytest.mark.parametrize("what", TRACES)
def test_an_empty_folder_is_an_error(what, tmp_path, capsys):
    """It is named, and nothing is written."""
    (tmp_path / "空").mkdir()
    assert main(["trace", str(tmp_path / "空"), "--what", what, "-o", str(tmp_path / "表.csv")]) == 2
    assert "空' has no file to read" in complaints(capsys)[0]
    assert not (tmp_path / "表.csv").exists()


@pytest.mark.parametrize(
    ("names", "arguments", "said"),
    [
        (["杂记.txt"], [], "none of the 1 documents has a date and counts"),
        (["杂记.txt"], ["--what", "years"], "none of the 1 documents has a date and counts"),
        (["2019.txt", "2019-二.txt"], [], "all documents that count are of 2019; allowed: two years or more"),
        (["2018.txt", "2019.txt"], ["--since", "2018"], "since=2018 leaves a period without a year"),
        (["2018.txt", "2019.txt"], ["--formula", "一"], "formulas holds '一'"),
        (["2018.txt", "2019.txt"], ["--formulas", "没有.txt"], "没有.txt"),
        (["2018.docx"], [], "none of the 1 files could be read"),
        (["2018.txt", "2019.txt"], ["--encoding", "klingon"], "none of the 2 files could be read"),
    ],
)
def test_what_cannot_be_traced_is_an_error(names, arguments, said, tmp_path, capsys):
    """No dated document, a single year, a period without a year and wrong formulas are each said in a line, with exit code 2 and nothing written."""
    texts = tmp_path / "文"
    texts.mkdir()
    for name in names:
        (texts / name).write_text(f"要坚持自力更生。这是{name}。", encoding="utf-8")
    assert main(["trace", str(texts), *arguments, "-o", str(tmp_path / "表.csv")]) == 2
    assert said in complaints(capsys)[-1]
    assert not (tmp_path / "表.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "2019.txt", "没有.txt"], "没有.txt"),
        (["compare", "2019.txt", "."], "folder"),
        (["compare", "2019.txt", "2020.txt", "--what", "echoes", "--min-length", "1"], "min_length=1"),
        (["compare", "2019.txt", "2020.txt", "--what", "echoes", "--max-gap", "-1"], "max_gap=-1"),
        (["report", "2019.txt", "--against", "空"], "空"),
        (["trace", "没有"], "none of the 1 files could be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_input_is_said_and_exit_code_2(arguments, said, files, monkeypatch, capsys):
    """What was wrong stands on stderr, nothing on stdout, and no page or table is written."""
    folder = Path(files[0]).parent
    monkeypatch.chdir(folder)
    (folder / "空").mkdir()
    before = sorted(folder.rglob("*"))
    assert main(arguments) == 2
    assert said in complaints(capsys)[-1]
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("command", ["compare", "trace"])
def test_help_lists_every_table(command, capsys):
    """The help names each choice with what it is."""
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    known = {name: what for name, (_, _, what) in COMPARISONS.items()} if command == "compare" else TRACES
    assert all(f"  {name} " in said and what in said for name, what in known.items())


def test_a_list_and_single_formulas_exclude_each_other(capsys):
    """--formulas and --formula together are refused before anything is read."""
    with pytest.raises(SystemExit) as stopped:
        main(["trace", ".", "--formulas", "a.txt", "--formula", "自力更生"])
    assert stopped.value.code == 2
    assert "not allowed with" in capsys.readouterr().err

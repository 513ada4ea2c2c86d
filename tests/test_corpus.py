"""Many texts at once: the tables are those of a plain loop, whatever the texts come from and whoever reads the files."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis import OptionError, ReadError, RenderError, TableError, analyse_corpus, parse_speech, read_corpus
from analysis.corpus import named_finders
from analysis.corpus.documents import Document, split_batches
from analysis.corpus.finders import choose_finders
from made_files import contents
from made_finders import find_fault, find_nothing

TEXTS = {
    "甲": "县长丁小菲指出，要抓好秋收生产，做到颗粒归仓、滴水归田。\n必须落实“一查两改”。\n",
    "乙": "我县水渠修好三条，粮食连年丰收，群众很满意。\n但是资金不足的问题依然存在。\n",
    "丙": "",
    "丁": "Hello, world.\n",
    "戊": "要抓早、抓小、抓实。要修好水渠，管好粮仓，办好学校。\n" * 40,
}


@pytest.fixture(scope="module")
def client():
    """A cluster of one worker in this process, for what does not need another one."""
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0") as cluster, Client(cluster) as own:
        yield own


@pytest.fixture
def folder(tmp_path):
    """A folder with the texts, one in a folder of its own."""
    (tmp_path / "in" / "深").mkdir(parents=True)
    for name, text in TEXTS.items():
        (tmp_path / "in" / ("深" if name == "戊" else "") / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def loop(finder, texts):
    """What a plain loop over texts gives."""
    return pd.concat([finder(parse_speech(text, doc_id=name)) for name, text in texts.items()], ignore_index=True)


def own_columns(table):
    """A table without what is said of its documents, its texts as Python keeps them."""
    own = table[[name for name in table.columns if name == "doc_id" or not name.startswith("doc_")]]
    return own.astype({name: pd.StringDtype("python", na_value=float("nan")) for name in own.select_dtypes("str")})


def test_all_tables_are_those_of_a_plain_loop(folder, client, tmp_path):
    """Every named table has the rows, the order and the types of a loop over the texts, at whatever size of batches."""
    order = {name: TEXTS[name] for name in ("丁", "乙", "戊", "甲")}
    for size in (1, 100, 400_000):
        out = tmp_path / f"out{size}"
        run = analyse_corpus(folder, list(named_finders()), out=out, client=client, batch_characters=size)
        assert (run.documents, run.failures) == (4, 1)
        for name, finder in named_finders().items():
            pd.testing.assert_frame_equal(own_columns(read_corpus(out, name)), own_columns(loop(finder, order)))


def test_documents_hold_text_size_and_origin(folder, client, tmp_path):
    """The table of documents has each text whole, how long it is, and what its file says of it."""
    (folder / "甲.txt").write_text("关于秋收的讲话\n丁小菲\n（2019年9月5日）\n要抓好秋收。\n", encoding="utf-8")
    analyse_corpus([folder / "甲.txt", folder / "乙.txt"], "terms", out=tmp_path / "out", client=client)
    table = read_corpus(tmp_path / "out", "documents")
    assert table[["doc_id", "start", "end", "characters"]].values.tolist() == [["甲", 0, 31, 24], ["乙", 0, 38, 32]]
    assert table["text"].tolist()[1] == TEXTS["乙"]
    assert table["doc_year"].tolist() == [2019, pd.NA]
    assert table["doc_title"].tolist()[0] == "关于秋收的讲话"
    sizes = [analysis.measure_size(analysis.read_speech(folder / name)) for name in ("甲.txt", "乙.txt")]
    assert table[["characters", "tokens", "sentences"]].to_dict("records") == [
        {key: size[key] for key in ("characters", "tokens", "sentences")} for size in sizes
    ]
    assert table["doc_file"].tolist() == [str(folder / "甲.txt"), str(folder / "乙.txt")]


ROWS = [
    {"id": "一", "content": "要修好水渠。", "year": 2019, "source": "甲报", "tags": ["水"]},
    {"id": "二", "content": "要管好粮仓。", "year": "2020年", "source": None},
    {"id": "三", "content": "办好学校。", "date": "2021-03-05", "note": True},
]


def write_table(path, rows):
    """The rows as a table of the kind that the file's name says."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".parquet":
        pd.DataFrame(rows).astype("str").to_parquet(path)
    else:
        pd.DataFrame(rows).to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",", encoding="gb18030" if path.suffix == ".csv" else "utf-8-sig")
    return path


@pytest.mark.parametrize("ending", ["jsonl", "csv", "tsv", "parquet"])
def test_rows_of_a_table_are_documents(ending, client, tmp_path):
    """JSONL, CSV in an old encoding, TSV and Parquet give one document a row, with the row's other columns beside each finding."""
    rows = [{key: value for key, value in row.items() if key not in ("tags", "note")} for row in ROWS]
    analyse_corpus(write_table(tmp_path / f"表.{ending}", rows), ["modals", "terms"], out=tmp_path / "out", client=client)
    modals = read_corpus(tmp_path / "out", "modals")
    assert modals[["doc_id", "text", "doc_source", "doc_year"]].fillna("").values.tolist()[0] == ["一", "要", "甲报", 2019]
    documents = read_corpus(tmp_path / "out", "documents")
    assert documents["doc_id"].tolist() == ["一", "二", "三"]
    assert documents["doc_year"].tolist() == [2019, 2020, 2021]


def test_rows_of_json_may_have_other_keys(client, tmp_path):
    """Keys that only some rows have are columns all the same, and lists are kept as JSON."""
    analyse_corpus(write_table(tmp_path / "表.jsonl", ROWS), "terms", out=tmp_path / "out", client=client)
    documents = read_corpus(tmp_path / "out", "documents")
    assert documents["doc_tags"].fillna("").tolist() == ['["水"]', "", ""]
    assert documents["doc_note"].fillna("").tolist() == ["", "", "true"]


def test_every_reader_reads_the_files(folder, client, tmp_path):
    """Pandas, Polars and DuckDB see the same rows and types in a dataset."""
    import duckdb
    import polars

    analyse_corpus(folder, ["slogans", "acts"], out=tmp_path / "out", client=client, batch_characters=20)
    for name in ("slogans", "acts", "documents", "failures"):
        ours = read_corpus(tmp_path / "out", name)
        pattern = str(tmp_path / "out" / name / "*.parquet")
        assert len(pd.read_parquet(tmp_path / "out" / name)) == len(ours)
        table = polars.read_parquet(pattern)
        assert table.columns == list(ours.columns)
        assert table["doc_id"].to_list() == ours["doc_id"].tolist()
        assert duckdb.sql(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall() == [(len(ours),)]
    acts = polars.read_parquet(str(tmp_path / "out" / "acts" / "*.parquet"))
    assert str(acts.schema["start"]) == "Int64"
    assert str(acts.schema["act"]) == "String"


def test_functions_can_be_finders(folder, client, tmp_path):
    """A public function, or one of your own, gives a table that is called like it without its verb."""
    run = analyse_corpus(folder, [analysis.find_metaphors, find_fault], out=tmp_path / "out", client=client)
    assert run.tables == ("metaphors", "fault", "documents", "failures")
    assert len(read_corpus(run.folder, "fault")) > 40


def test_finders_are_checked():
    """Unknown names, functions without a name, tables of the run's own and none at all are refused, with what is allowed."""
    with pytest.raises(OptionError, match=r"'slogan', which is not known; allowed: tokens, terms, .*Choose one"):
        choose_finders(["slogan"])
    with pytest.raises(OptionError, match="no name for its table"):
        choose_finders([lambda speech: speech.tokens])
    with pytest.raises(OptionError, match="'slogans' twice"):
        choose_finders(["slogans", analysis.find_slogans])
    with pytest.raises(OptionError, match="finders is empty"):
        choose_finders([])


def test_a_finder_without_a_table_is_refused(folder, client, tmp_path):
    """A function that gives something else is named before any document is read."""
    with pytest.raises(TableError, match=r"'nothing' gives str; allowed: a table that begins with doc_id, start, end, text"):
        analyse_corpus(folder, find_nothing, out=tmp_path / "out", client=client)


def test_batches_are_measured_by_length():
    """A long document stands alone and short ones together; each stands in one batch, in order."""
    documents = [Document(name, size, "") for name, size in (("a", 30), ("b", 30), ("c", 500), ("d", 10), ("e", 95), ("f", 5))]
    assert ["".join(each.doc_id for each in batch) for batch in split_batches(documents, 100)] == ["ab", "c", "d", "ef"]


def test_words_are_those_of_jieba():
    """The engine that corpora use cuts like the default one."""
    text = "".join(TEXTS.values()) + "他来到了网易杭研大厦。南京市长江大桥，ABC公司增长19-6，3.14%。😀\n"
    fast = parse_speech(text, segmenter=analysis.Segmenter(engine="rjieba")).tokens
    pd.testing.assert_frame_equal(parse_speech(text).tokens, fast)


def test_one_bad_document_does_not_stop_the_rest(folder, client, tmp_path):
    """Files that are no text, an empty one, half a surrogate pair and a finder's error are failures with stage and reason; all else is done."""
    (folder / "坏.docx").write_bytes(b"PK no document")
    (folder / "错.txt").write_text("这里出错。", encoding="utf-8")
    rows = [{"text": "半\ud83d个"}, {"text": None}, {"text": "  "}, {"text": "好。", "doc_id": "甲"}, {"text": "好。"}]
    (folder / "表.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "{不是\n[1]\n", encoding="utf-8")
    run = analyse_corpus(folder, [find_fault, "sentences"], out=tmp_path / "out", client=client)
    failures = read_corpus(run.folder, "failures").set_index("doc_id")
    assert run.documents == 5
    assert failures["stage"].to_dict() == {"丙": "read", "坏": "read", "错": "fault", **{f"表:{k}": "read" for k in (1, 2, 3, 6, 7)}, "甲": "read"}
    assert failures.loc["错", "reason"] == "ZeroDivisionError: no such luck"
    assert "half a surrogate pair at character 1" in failures.loc["表:1", "reason"]
    assert "holds nothing in this row" in failures.loc["表:2", "reason"]
    assert "was given to an earlier document" in failures.loc["甲", "reason"]
    assert "is no JSON" in failures.loc["表:6", "reason"]
    assert set(read_corpus(run.folder, "sentences")["doc_id"]) == {"乙", "丁", "戊", "甲", "表:5"}


def test_files_of_one_name_are_told_apart(client, tmp_path):
    """Files that are called alike in different folders are called by their folders too."""
    for year in ("2019", "2020"):
        (tmp_path / "in" / year).mkdir(parents=True)
        (tmp_path / "in" / year / "报告.txt").write_text(f"{year}年要修水渠。", encoding="utf-8")
    analyse_corpus(str(tmp_path / "in" / "**" / "*.txt"), "sentences", out=tmp_path / "out", client=client)
    assert read_corpus(tmp_path / "out", "sentences")["doc_id"].tolist() == ["2019/报告.txt", "2020/报告.txt"]


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({}, OptionError, "has no file to read; allowed: a folder with files that end in .txt"),
        ({"a.png": b"\x89PNG", "b.jpg": b"\xff\xd8"}, OptionError, "has no file to read"),
        ({"a.csv": b"name,body_text\nx,y\n"}, OptionError, r"has no column 'text', 'content', .*; it has 'name', 'body_text'. Name the column of the text"),
        ({"a.parquet": b"PAR1 broken"}, ReadError, "cannot be read: .*Allowed: JSONL, CSV with a header, Parquet"),
    ],
    ids=["empty", "images", "no text column", "broken table"],
)
def test_nothing_is_written_where_there_is_nothing_to_read(files, error, message, client, tmp_path):
    """An empty folder, a folder of pictures, a table without a text: one error that says so, and no folder of results."""
    (tmp_path / "in").mkdir()
    for name, data in files.items():
        (tmp_path / "in" / name).write_bytes(data)
    with pytest.raises(error, match=message):
        analyse_corpus(tmp_path / "in", "terms", out=tmp_path / "out", client=client)
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_given_twice_is_an_error_of_the_second_row(client, tmp_path):
    """Of two rows of a CSV with one name the first is analysed and the second is a failure that says so."""
    (tmp_path / "表.csv").write_text("id,text\n甲,要修水渠。\n甲,要管粮仓。\n乙,办好学校\n,无名。\n", encoding="utf-8")
    analyse_corpus(tmp_path / "表.csv", "sentences", out=tmp_path / "out", client=client)
    assert read_corpus(tmp_path / "out", "sentences")[["doc_id", "text"]].values.tolist() == [["甲", "要修水渠。"], ["乙", "办好学校"], ["表:4", "无名。"]]
    assert read_corpus(tmp_path / "out", "failures")["reason"].tolist() == [
        "doc_id '甲' was given to an earlier document; allowed: a name of its own. Change it, or number the rows."
    ]


def test_results_inside_the_folder_of_texts_are_no_texts(folder, client, tmp_path):
    """Where the results lie among the texts, the second call finds the same texts and has nothing to do."""
    for _ in range(2):
        run = analyse_corpus(folder, "sentences", out=folder / "结果", client=client)
        assert (run.documents, run.failures) == (4, 1)


def test_a_table_that_breaks_off_is_an_error(client, tmp_path):
    """Bytes in another encoding far below the head of a CSV end the run with the table's name."""
    (tmp_path / "表.csv").write_bytes(b"text\n" + ("要" * 200_000 + "\n").encode() * 2 + b"\xff\n")
    with pytest.raises(ReadError, match=r"表.csv' cannot be read: 'utf-8' codec can't decode"):
        analyse_corpus(tmp_path / "表.csv", "sentences", out=tmp_path / "out", client=client)


def test_a_wrong_column_is_named(client, tmp_path):
    """Columns that the caller names must be there."""
    table = write_table(tmp_path / "表.jsonl", ROWS)
    with pytest.raises(OptionError, match="has no column 'body'; it has 'id', 'content'"):
        analyse_corpus(table, "terms", out=tmp_path / "out", client=client, text="body")
    with pytest.raises(OptionError, match=r"has no column 'name'.*to number the rows"):
        analyse_corpus(table, "terms", out=tmp_path / "out", client=client, doc_id="name")


def test_other_settings_do_not_mix(folder, client, tmp_path):
    """A folder takes only the finders and the settings it was begun with, and only the same documents; the error says what differs."""
    analyse_corpus(folder, "terms", out=tmp_path / "out", client=client)
    with pytest.raises(OptionError, match=r"begun with other settings \(finders: .*terms.* there, .*slogans.* now\); allowed: the same ones"):
        analyse_corpus(folder, "slogans", out=tmp_path / "out", client=client)
    with pytest.raises(OptionError, match=r"batch_characters: 400000 there, 9 now"):
        analyse_corpus(folder, "terms", out=tmp_path / "out", client=client, batch_characters=9)
    (folder / "甲.txt").write_text("改了。", encoding="utf-8")
    with pytest.raises(OptionError, match=r"the documents have changed: batch 0 .*made of 5 other ones"):
        analyse_corpus(folder, "terms", out=tmp_path / "out", client=client)


def test_fewer_documents_are_other_documents(folder, client, tmp_path):
    """A folder of results that holds more than the documents give now is refused."""
    analyse_corpus(folder, "terms", out=tmp_path / "out", client=client, batch_characters=1)
    (folder / "甲.txt").unlink()
    with pytest.raises(OptionError, match="holds 1 batches more than there are now"):
        analyse_corpus(folder, "terms", out=tmp_path / "out", client=client, batch_characters=1)


def test_a_folder_of_something_else_is_left_alone(folder, client, tmp_path):
    """Results are written into a new or empty folder."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "论文.txt").write_text("我的。", encoding="utf-8")
    with pytest.raises(OptionError, match="holds other files; allowed: a new or empty folder"):
        analyse_corpus(folder, "terms", out=tmp_path / "out", client=client)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["论文.txt"]


def test_what_is_no_corpus_is_not_read(folder, client, tmp_path):
    """A folder without a manifest and a table that is not there are refused with what there is."""
    with pytest.raises(OptionError, match=r"is no corpus: manifest.json is missing or broken"):
        read_corpus(folder, "terms")
    analyse_corpus(folder, "terms", out=tmp_path / "out", client=client)
    with pytest.raises(OptionError, match=r"table='slogans' is not in .*; it has terms, documents, failures"):
        read_corpus(tmp_path / "out", "slogans")


def test_a_full_disk_loses_nothing(folder, client, tmp_path, monkeypatch):
    """Where a file cannot be written whole the run ends with a clear error, what was finished stays, and the same call goes on from there."""
    wanted = tmp_path / "wanted"
    analyse_corpus(folder, ["terms", "modals"], out=wanted, client=client, batch_characters=1)
    write, written = Path.write_bytes, []

    def fill(path, content):
        if path.parent.name == "modals":
            written.append(path)
            if len(written) > 2:
                write(path, content[: len(content) // 2])
                raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(RenderError, match=r"No space left on device.*What is done stays; make room and run the same again to go on"):
        analyse_corpus(folder, ["terms", "modals"], out=tmp_path / "out", client=client, batch_characters=1)
    assert len(list((tmp_path / "out" / "done").iterdir())) == 2
    with pytest.warns(UserWarning, match="is not finished"):
        assert read_corpus(tmp_path / "out", "documents")["doc_id"].tolist() == ["丁"]
    monkeypatch.undo()
    analyse_corpus(folder, ["terms", "modals"], out=tmp_path / "out", client=client, batch_characters=1)
    assert contents(tmp_path / "out") == contents(wanted)


def test_progress_is_said_where_somebody_looks(folder, client, tmp_path, capsys):
    """The bar counts documents and failures and ends full; scripts get none."""
    analyse_corpus(folder, "terms", out=tmp_path / "out", client=client)
    assert capsys.readouterr().err == ""
    analyse_corpus(folder, "terms", out=tmp_path / "other", client=client, progress=True)
    last = capsys.readouterr().err.split("\r")[-1]
    assert "100%" in last
    assert "documents=4, failures=1" in last


def test_a_script_without_a_guard_is_told_so(folder, tmp_path):
    """A script that would start itself again in each process ends with the remedy, not with processes without end."""
    script = tmp_path / "script.py"
    script.write_text(f"import analysis\nanalysis.analyse_corpus({str(folder)!r}, 'terms', out={str(tmp_path / 'out')!r}, workers=1)\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode != 0
    assert "allowed: a call below 'if __name__ == \"__main__\":'" in done.stderr

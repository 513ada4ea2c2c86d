"""The formula lexicon (`data/formulas.tsv`): its form, what must be in it, and the script that counts it."""

import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from analysis.lexicon import formula_key, locate_formulas, read_formulas
from analysis.numerals import read_numeral, split_members
from analysis.speech import parse_speech

HOUSE = Path(__file__).parent.parent
TABLE = HOUSE / "src" / "analysis" / "data" / "formulas.tsv"
KINDS = {"numeral", "parallel", "fixed", "coinage", "banner"}


@pytest.fixture(scope="module")
def formulas() -> pd.DataFrame:
    """The shipped table."""
    return read_formulas()


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """tools/count_formulas.py as a module."""
    sys.path.insert(0, str(HOUSE / "tools"))
    spec = importlib.util.spec_from_file_location("count_formulas", HOUSE / "tools" / "count_formulas.py")
    module = importlib.util.module_from_spec(spec)
    # Its dataclass looks its own module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_table_names_its_source_and_has_the_declared_columns(formulas):
    """The first line is a comment that says where the formulas come from; the columns are the documented ones."""
    assert TABLE.read_text(encoding="utf-8").startswith("# ")
    assert list(formulas.columns) == ["formula", "kind", "first_year", "documents", "n", "expansion", "source"]


def test_formulas_are_unique_sorted_and_clean(formulas):
    """Each formula stands once whatever its commas, in the order of its characters, without quotation marks and marks at its ends."""
    listed = list(formulas["formula"])
    assert listed == sorted(listed)
    assert [key for key, n in Counter(map(formula_key, listed)).items() if n > 1] == []
    assert [formula for formula in listed if not re.fullmatch(r"[\w一-鿿][\w一-鿿、，；—·+×-]*[\w一-鿿+×]", formula)] == []


def test_kinds_are_those_of_the_guideline_and_all_are_many(formulas):
    """At least 1,500 entries, at least 50 of each kind."""
    assert set(formulas["kind"]) == KINDS
    assert len(formulas) >= 1500
    assert formulas["kind"].value_counts().min() >= 50


def test_counts_fit_together(formulas):
    """No formula is in more texts than it has occurrences; what was seen has the source corpora, and a year only if seen."""
    assert (formulas["documents"] <= formulas["n"]).all()
    assert (formulas["source"].str.startswith("corpora") == (formulas["documents"] > 0)).all()
    seen = formulas["first_year"].astype(str) != ""
    assert (formulas.loc[seen, "documents"] > 0).all()
    assert formulas.loc[seen, "first_year"].astype(float).between(1921, 2026).all()


def test_only_formulas_of_numbers_are_spelled_out(formulas):
    """An expansion has at least two members, and its source is named."""
    spelled = formulas[formulas["expansion"] != ""]
    assert len(spelled) >= 100
    assert [row.formula for row in spelled.itertuples() if len(split_members(row.expansion)) < 2 and row.formula not in ("两山", "两山论", "三北工程")] == []
    assert spelled["source"].str.contains("; list: ").all()


def test_simple_counts_have_as_many_members_as_they_say(formulas):
    """Where N个X is spelled out as one list, the list has N members."""
    wrong = []
    for row in formulas[formulas["expansion"] != ""].itertuples():
        numeral = re.fullmatch(r"[三四五六七八九](?:个|大|种)[一-鿿]{2}", row.formula) and read_numeral(row.formula)
        if numeral and len(split_members(row.expansion)) != numeral[0]:
            wrong.append((row.formula, row.expansion))
    assert wrong == []


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("四个意识", "numeral"),
        ("一国两制", "numeral"),
        ("解放思想、实事求是", "parallel"),
        ("抓革命，促生产", "parallel"),
        ("中国特色社会主义", "fixed"),
        ("农业学大寨", "fixed"),
        ("绿水青山就是金山银山", "fixed"),
        ("放管服", "coinage"),
        ("打赢蓝天保卫战", "banner"),
    ],
)
def test_formulas_of_every_era_are_listed(formulas, formula, kind):
    """What every reader of such texts knows is there, with its kind."""
    assert formulas.loc[formulas["formula"] == formula, "kind"].to_list() == [kind]


@pytest.mark.parametrize("word", ["国民经济", "工业生产", "财政收入", "国务院", "全国人民代表大会", "三个方面", "认真落实"])
def test_plain_words_are_not_listed(formulas, word):
    """Plain nouns, institutions, counts and common phrases are no formulas."""
    assert word not in set(formulas["formula"])


def test_plain_prose_holds_no_formula():
    """An everyday text has none."""
    text = "清早下了一阵小雨，街上的人不多。她买了两个包子和一杯豆浆，坐在窗边慢慢地吃，想着昨天那封没有写完的信。"
    assert len(locate_formulas(parse_speech(text))) == 0


def test_the_script_refreshes_the_counts(script, tmp_path):
    """First year, documents and occurrences are counted anew, quotation marks and commas aside; the rest of the row stays."""
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    rows = [{"content": "要“真抓，实干”。真抓、实干！", "year": 1999}, {"content": "真抓、实干。", "congress": 14}, {"content": "没有。"}]
    (corpora / "reports.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (corpora / "news-1988.txt").write_text("大家真抓实干。", encoding="utf-8")
    table = tmp_path / "formulas.tsv"
    table.write_text("# made\n" + "\t".join(script.COLUMNS) + "\n真抓、实干\tparallel\t\t0\t0\t\tcorpora\n", encoding="utf-8")
    script.main([str(corpora), "--table", str(table)])
    assert table.read_text(encoding="utf-8").splitlines()[2] == "真抓、实干\tparallel\t1992\t2\t3\t\tcorpora"


def test_the_script_proposes_what_is_repeated_and_not_listed(script, tmp_path):
    """A string that two texts share is proposed, unless the table has it; the table stays as it is."""
    (tmp_path / "a.txt").write_text("我们要颗粒归仓。大家真抓实干。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("今年也颗粒归仓。人人真抓实干。", encoding="utf-8")
    table = tmp_path / "formulas.tsv"
    before = "# made\n" + "\t".join(script.COLUMNS) + "\n真抓实干\tfixed\t\t0\t0\t\tcorpora\n"
    table.write_text(before, encoding="utf-8")
    script.main([str(tmp_path), "--table", str(table), "--propose", str(tmp_path / "out.tsv")])
    assert [line.split("\t")[0] for line in (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()[1:]] == ["颗粒归仓"]
    assert table.read_text(encoding="utf-8") == before


def test_the_script_finds_the_list_behind_a_numeral(script, tmp_path):
    """A list beside a numeral formula is proposed as its expansion."""
    (tmp_path / "a.txt").write_text("坚持“三个到位”：思想到位、责任到位、措施到位。", encoding="utf-8")
    table = tmp_path / "formulas.tsv"
    table.write_text("# made\n" + "\t".join(script.COLUMNS) + "\n三个到位\tnumeral\t\t0\t0\t\tcorpora\n", encoding="utf-8")
    script.main([str(tmp_path), "--table", str(table), "--expansions", str(tmp_path / "out.tsv")])
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()[1] == "三个到位\t思想到位、责任到位、措施到位\t1"


def test_the_script_refuses_a_missing_folder(script, tmp_path, capsys):
    """A folder that does not exist ends with code 2 and says what to pass."""
    with pytest.raises(SystemExit) as ended:
        script.main([str(tmp_path / "none")])
    assert ended.value.code == 2
    assert "is no folder; pass the folder that holds the texts" in capsys.readouterr().err

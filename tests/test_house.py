"""Facts about the repository that nobody would notice breaking."""

import ast
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CACHES = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache", ".hypothesis"}
NOT_OURS = {".git", ".venv", ".venv.old", "reports", "site", "build", "dist"} | CACHES
# Each takes 0.1 to 2 seconds to import, and none is needed to parse and count.
SLOW = ("snownlp", "matplotlib", "wordcloud", "scipy.stats", "nbconvert", "nbclient", "IPython", "jupyter_core", "docx", "pypdfium2")


def normalise(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(name: str) -> set[str]:
    """The packages that a hand-written requirements file names."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {normalise(re.match(r"[\w.-]+", line)[0]) for line in lines if line and line[0].isalnum()}


def pins(name: str) -> dict[str, set[str]]:
    """Package → its pinned versions in a lock file, with the marker that chooses between them."""
    found: dict[str, set[str]] = {}
    for package, rest in re.findall(r"^([\w.-]+)==([^\\\n]+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE):
        found.setdefault(normalise(package), set()).add(rest.strip())
    return found


def repository_files() -> Iterator[Path]:
    """Every file of the checkout that is not made by a tool."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info")]
        yield from (Path(folder, name) for name in files)


def notebooks() -> list[Path]:
    """The notebooks of the checkout."""
    return sorted(path for path in repository_files() if path.suffix == ".ipynb")


def test_every_package_is_installed():
    """pyproject lists every folder of the package by hand: one that it forgot would be missing from an installed copy."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    source = ROOT / "src"
    folders = {".".join(path.parent.relative_to(source).parts) for path in source.rglob("__init__.py")}
    assert folders - set(listed) == set()


@pytest.mark.parametrize(("written", "lock"), [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock")])
def test_lock_covers_direct_dependencies(written, lock):
    """Every hand-written dependency is pinned in its lock file: `make lock` was run after the last change."""
    assert direct(written) - set(pins(lock)) == set()


def test_lock_has_a_root_for_every_hand_written_line():
    """What a lock file attributes to requirements.txt is written there: nothing stays locked after its line is gone."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)
    attributed = {normalise(block.split("==")[0]) for block in blocks if "-r requirements.txt" in block}
    assert attributed == direct("requirements.txt")


def test_locks_agree():
    """Development adds packages and moves none: `make test` tests what `make report` runs."""
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_pin_has_a_hash():
    """Every pin of both lock files has a hash, so that pip can refuse anything else."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"^(?=\w)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert [block for block in blocks if "==" in block.split("\n")[0] and "--hash=sha256:" not in block] == []


def test_dependencies_are_explained():
    """docs/dependencies.md has one row for each direct dependency and none for a package that is not one."""
    rows = re.findall(r"^\| `([\w.-]+)`", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(direct("requirements.txt") | direct("requirements-dev.txt"))


def test_imports_are_declared():
    """Every package that src/analysis imports is a direct dependency, not one that another package happens to bring."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    modules = {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"analysis"}
    owners = importlib.metadata.packages_distributions()
    assert "pandas" in modules
    assert {module for module in modules if not {normalise(owner) for owner in owners.get(module, [])} & direct("requirements.txt")} == set()


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_notebooks_are_committed_without_outputs(path):
    """No notebook of the repository has outputs, counters or attachments of an execution."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["source"] for cell in cells if cell["outputs"] or cell["execution_count"] is not None] == []


def test_no_file_names_a_package_index():
    """No file names a host of a package registry: users have mirrors, and pip and uv know their own."""
    # Written in two parts, or this file would be the first to fail.
    hosts = [host.encode() for host in ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org")]
    assert [str(path.relative_to(ROOT)) for path in repository_files() if any(host in path.read_bytes() for host in hosts)] == []


def test_import_is_light():
    """`import analysis` loads none of the slow packages: each is imported where it is used."""
    code = f"import sys, analysis; assert analysis.parse_speech; print([name for name in {SLOW!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_commands_exist(name):
    """Each README shows both commands, and every `make` command that it shows is a target of the Makefile."""
    shown = set(re.findall(r"\bmake ([a-z][a-z-]*)\b", " ".join(_code(ROOT / name))))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"report", "test"} <= shown <= targets


def _code(path: Path) -> list[str]:
    """The code blocks and code spans of a Markdown file."""
    return re.findall(r"```.*?```|`[^`\n]+`", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def setup_env(monkeypatch):
    """The module tools/setup_env.py, with no Python asked for."""
    monkeypatch.delenv("PYTHON", raising=False)
    spec = importlib.util.spec_from_file_location("setup_env", ROOT / "tools/setup_env.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path, monkeypatch, setup_env):
    """A small checkout with a .venv whose set-up is complete; its interpreter answers as this one does."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    setup_env.mark_unfinished(tmp_path / ".venv")
    setup_env.write_stamp(tmp_path / ".venv", tmp_path, "runtime")
    monkeypatch.setattr(setup_env, "interpreter", lambda venv: Path(sys.executable))
    return tmp_path


def test_second_setup_does_nothing(setup_env, checkout):
    """Where .venv holds what the lock says, the set-up installs nothing."""
    assert setup_env.prepare(checkout, "runtime") is False


def test_complete_setup_has_no_fault(setup_env, checkout):
    """A complete .venv is used as it is."""
    assert setup_env.find_fault(checkout / ".venv", checkout) is None


def test_interrupted_setup_is_not_taken_for_a_finished_one(setup_env, checkout):
    """A set-up killed before its end is started afresh."""
    setup_env.mark_unfinished(checkout / ".venv")
    assert setup_env.find_fault(checkout / ".venv", checkout) == "an earlier set-up did not finish"


def test_moved_checkout_gets_a_new_environment(setup_env, checkout):
    """A .venv that came along with a moved checkout is not used: its scripts name the old place."""
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    assert setup_env.find_fault(moved / ".venv", moved) == f"it was made for {checkout}"


def test_environment_without_python_is_rebuilt(setup_env, checkout, monkeypatch):
    """A .venv whose Python was removed is not used."""
    monkeypatch.setattr(setup_env, "interpreter", lambda venv: venv / "gone")
    assert setup_env.find_fault(checkout / ".venv", checkout) == "its Python is gone or broken"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.txt"])
def test_changed_lock_is_noticed(setup_env, checkout, name):
    """A change of the lock file or of the hand-written one asks for a new installation; line ends alone do not."""
    before = setup_env.fingerprint(checkout, "runtime")
    path = checkout / name
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert setup_env.fingerprint(checkout, "runtime") == before
    path.write_bytes(path.read_bytes() + b"# changed\n")
    assert setup_env.fingerprint(checkout, "runtime") != before


def test_development_includes_runtime(setup_env, checkout):
    """After `make test`, `make report` has nothing to install; after `make report`, `make test` has."""
    assert setup_env.read_stamp(checkout / ".venv")["installed"].keys() == {"runtime"}
    setup_env.mark_unfinished(checkout / ".venv")
    setup_env.write_stamp(checkout / ".venv", checkout, "development")
    assert setup_env.read_stamp(checkout / ".venv")["installed"].keys() == {"runtime", "development"}


@pytest.mark.skipif(os.name == "nt", reason="the search for an interpreter is a shell script")
@pytest.mark.parametrize("named", [True, False])
def test_unfit_python_is_refused_in_one_line(tmp_path, named):
    """Where no Python fits, the set-up says in one line what it found, what is allowed and what to do, and ends with 2."""
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        (tmp_path / name).write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"} | ({"PYTHON": str(tmp_path / "python3")} if named else {})
    answer = subprocess.run(["sh", str(ROOT / "tools/setup_env.sh")], env=environment, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert all(part in answer.stderr for part in ("Python 3.9.2", "3.11 to 3.14", "ame "))


@pytest.mark.browser
def test_browser_record_is_not_blind(page, page_log):
    """The fixtures that prove a report offline do see a request, a script's error and a complaint on the console."""
    page.set_content("<img src='http://127.0.0.1:9/seal.png'><script>console.error('标语'); missing()</script>")
    page.wait_for_load_state("load")
    assert page_log.outside == ["http://127.0.0.1:9/seal.png"]
    assert [any(part in error for error in page_log.errors) for part in ("seal.png", "标语", "missing is not defined")] == [True] * 3


@pytest.mark.browser
def test_local_page_has_a_clean_record(page, page_log, tmp_path):
    """A page with nothing from outside leaves no request and no error in the record, not even a missing icon."""
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><meta charset='utf-8'><title>言辞</title><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", encoding="utf-8")
    page.goto(path.as_uri())
    assert (page.title(), page_log.outside, page_log.errors) == ("言辞", [], [])

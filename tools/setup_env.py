"""Builds .venv so that it holds what the lock file says, and does nothing where that is so already.

    python tools/setup_env.py          what reports and notebooks need: requirements.lock
    python tools/setup_env.py --dev    the same and what tests and lint need: requirements-dev.lock

It runs before anything is installed: standard library only, on Linux, macOS and Windows. docs/setup.md tells the whole story.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SUPPORTED = ((3, 11), (3, 14))
LOCKS = {"runtime": "requirements.lock", "development": "requirements-dev.lock"}
# Printed by the interpreter of .venv: its version, and whether pip and the folder of its packages are there.
_PROBE = """
import importlib.util, os, sys, sysconfig
print(*sys.version_info[:2], int(importlib.util.find_spec("pip") is not None and os.path.isdir(sysconfig.get_path("purelib"))))
"""
_LOG_LINES = 12


class SetupError(Exception):
    """The set-up cannot go on; the message is the one line that the user sees."""


def prepare(root: Path, level: str) -> bool:
    """Bring `root`/.venv to `level` ("runtime" or "development"); False where nothing was to be done. Raises SetupError."""
    venv = root / ".venv"
    reason = find_fault(venv, root)
    if reason is None and read_stamp(venv)["installed"].get(level) == fingerprint(root, level):
        return False
    if reason is None or reason == "it was made by hand":
        mark_unfinished(venv)
    else:
        rebuild(venv, reason)
    install(root, venv, level)
    write_stamp(venv, root, level)
    return True


def find_fault(venv: Path, root: Path) -> str | None:
    """Why `venv` cannot be used as it is, or None. One made by hand can be used; only its packages are not known."""
    if not venv.exists():
        return "there is none yet"
    if _unfinished(venv).exists():
        return "an earlier set-up did not finish"
    answer = _ask_interpreter(venv)
    if answer is None:
        return "its Python is gone or broken"
    if not SUPPORTED[0] <= answer <= SUPPORTED[1]:
        return f"its Python is {answer[0]}.{answer[1]}"
    if os.environ.get("PYTHON") and answer != sys.version_info[:2]:
        return f"its Python is {answer[0]}.{answer[1]}, and PYTHON={os.environ['PYTHON']} was asked for"
    stamp = read_stamp(venv)
    if not stamp:
        return "it was made by hand"
    return None if stamp["checkout"] == str(root) else f"it was made for {stamp['checkout']}"


def _ask_interpreter(venv: Path) -> tuple[int, int] | None:
    """Version of the interpreter in `venv`; None where it does not run or lacks pip or its packages."""
    try:
        command = [interpreter(venv), "-I", "-c", _PROBE]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor, complete = map(int, answer.split())
    return (major, minor) if complete else None


def interpreter(venv: Path) -> Path:
    """The Python inside `venv`."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(root: Path, level: str) -> str:
    """What was installed if this value is in the stamp: the lock file, the project's own metadata and this script."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    own = {key: project.get(key) for key in ("build-system", "project")} | {"setuptools": project.get("tool", {}).get("setuptools")}
    digest = hashlib.sha256(json.dumps(own, sort_keys=True).encode())
    for path in (root / LOCKS[level], root / "requirements.txt", root / "requirements-dev.txt", Path(__file__)):
        # Line ends differ between checkouts and mean nothing.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def read_stamp(venv: Path) -> dict:
    """What write_stamp wrote last; {} where there is none or it cannot be read."""
    try:
        stamp = json.loads((venv / "yanci-setup.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and {"checkout", "installed"} <= set(stamp) else {}


def write_stamp(venv: Path, root: Path, level: str) -> None:
    """Record that `level` is complete, development meaning runtime too, and take the mark of an unfinished set-up away."""
    levels = ["runtime"] if level == "runtime" else list(LOCKS)
    stamp = {"checkout": str(root), "installed": {name: fingerprint(root, name) for name in levels}}
    (venv / "yanci-setup.json").write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    _unfinished(venv).unlink()


def _unfinished(venv: Path) -> Path:
    return venv / "yanci-setup.unfinished"


def mark_unfinished(venv: Path) -> None:
    """From now until write_stamp, `venv` counts as broken: a set-up killed half-way must not be taken for a finished one."""
    venv.mkdir(exist_ok=True)
    _unfinished(venv).touch()


def rebuild(venv: Path, reason: str) -> None:
    """A new, empty virtual environment with pip in place of `venv`."""
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"set-up: .venv with Python {version} ({sys.executable}), since {reason}", flush=True)
    _remove(venv)
    mark_unfinished(venv)
    with _step("making .venv"):
        try:
            _run(venv, [sys.executable, "-m", "venv", str(venv)], "python -m venv")
        except SetupError:
            # Debian keeps ensurepip in a package of its own; where this Python has pip itself, that one can put pip into .venv.
            _run(venv, [sys.executable, "-m", "venv", "--without-pip", str(venv)], "python -m venv --without-pip")
            _borrow_pip(venv)


def _remove(venv: Path) -> None:
    """Rename first: a half-deleted folder must never stand under the name of the whole one."""
    old = venv.with_name(".venv.old")
    if venv.is_symlink() or (venv.exists() and not venv.is_dir()):
        raise SetupError(f"{venv} is a link or a file; allowed: a folder or nothing. Remove it.")
    shutil.rmtree(old, ignore_errors=True)
    if venv.exists():
        venv.rename(old)
        shutil.rmtree(old, ignore_errors=True)


def _borrow_pip(venv: Path) -> None:
    version = ".".join(map(str, sys.version_info[:2]))
    command = [sys.executable, "-m", "pip", "--python", str(interpreter(venv)), "install", "--quiet", "pip"]
    try:
        _run(venv, command, "pip --python .venv install pip")
    except SetupError as error:
        advice = f"on Debian or Ubuntu `apt install python{version}-venv`, or name another Python: make report PYTHON=/path/to/python3.12"
        raise SetupError(f"{sys.executable} has neither ensurepip nor a pip that could stand in. Install it: {advice}.") from error


def install(root: Path, venv: Path, level: str) -> None:
    """Install the locked packages and then the project itself, editable, without looking for further ones."""
    lock = root / LOCKS[level]
    quietly = ["--progress-bar", "off", "--disable-pip-version-check", "--no-input"]
    pip = [str(interpreter(venv)), "-m", "pip", "install", *quietly, "--no-deps", "--no-build-isolation"]
    with _step(f"installing what {lock.name} lists"):
        # jieba and snownlp come as sources. Without isolation they are built with the locked setuptools, so that it must be there first;
        # with isolation pip would fetch one whose hash nobody has checked.
        first = venv / "yanci-setup.txt"
        first.write_text(split_lock(lock)["setuptools"], encoding="utf-8")
        for file in (first, lock):
            _run(venv, [*pip, "--require-hashes", "-r", str(file)], f"pip install -r {file.name}")
    with _step("installing yanci itself"):
        _run(venv, [*pip, "-e", str(root)], "pip install -e .")


def split_lock(lock: Path) -> dict[str, str]:
    """Package name → its lines in a lock file."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.match(r"[\w.-]+", block)[0]: block for block in blocks if "==" in block}


@contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"  {what} ...", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - start:.0f} s", flush=True)


def _run(venv: Path, command: list[str], name: str) -> None:
    """Run a command of the set-up with its noise in a log file. Raises SetupError with the log's last lines."""
    # What would send packages elsewhere than into .venv goes; index, proxy and certificate settings stay.
    astray = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
    environment = {key: value for key, value in os.environ.items() if key not in astray}
    # PIP_USE_PEP517: before 23.1, pip otherwise builds a package without pyproject.toml in a way that setuptools has dropped.
    environment |= {"PIP_USER": "0", "PIP_USE_PEP517": "1", "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUTF8": "1"}
    log = venv / "yanci-setup.log"
    with log.open("ab") as file:
        start = file.tell()
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=environment, check=False).returncode
    if code:
        noise = log.read_bytes()[start:].decode("utf-8", errors="replace").splitlines()
        last = "\n".join(f"    {line}" for line in noise[-_LOG_LINES:])
        raise SetupError(
            f"`{name}` ended with code {code}. Its last lines, the rest is in {log}:\n{last}\nMend what they name, then run the same command again."
        )


@contextmanager
def _alone() -> Iterator[None]:
    """Let one set-up at a time at the checkout, where the system can tell; a second one waits."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with Path(__file__).open("rb") as file:
        # Some network file systems know no locks; a single user's set-up works there all the same.
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    """The exit code: 0 ready, 1 failed, 2 wrong Python or option, 130 interrupted."""
    if not set(sys.argv[1:]) <= {"--dev"}:
        print(f"set-up: {sys.argv[1:]} is not known; allowed: --dev or nothing.", file=sys.stderr)
        return 2
    level = "development" if "--dev" in sys.argv else "runtime"
    try:
        with _alone():
            done = prepare(Path(__file__).resolve().parent.parent, level)
    except (SetupError, OSError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted; the next call starts it afresh.", file=sys.stderr)
        return 130
    print("set-up: .venv is ready" if done else "set-up: .venv is up to date, nothing to install", flush=True)
    return 0


if __name__ == "__main__":
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        sys.exit(f"set-up: this is Python {sys.version.split()[0]}; allowed: 3.11 to 3.14. Run it with one of these.")
    sys.exit(main())

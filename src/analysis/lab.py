"""JupyterLab with the packaged Chinese font, so that no machine shows boxes, and without its news from the network."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.fonts import find_font
from analysis.running import find_notebook
from analysis.templates import read_template

# JupyterLab asks the network for news otherwise; a class room may have none.
_DISABLED = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}

# What a newcomer sees: the notebook that needs no code.
_FIRST = "/lab/tree/explorer.ipynb"


def prepare_lab(folder: Path) -> Path:
    """Write JupyterLab's settings of our own into `folder`: the font, the style that uses it, no news. Returns `folder`.

    JupyterLab serves a style and fonts only from its configuration folder, so yanci has one of its own; the user's is read too.
    """
    custom, settings = folder / "custom", folder / "labconfig"
    custom.mkdir(parents=True, exist_ok=True)
    settings.mkdir(parents=True, exist_ok=True)
    font = find_font()
    target = custom / "NotoSansSC-Regular.ttf"
    if not target.exists() or target.stat().st_size != font.stat().st_size:
        shutil.copyfile(font, target)
    (custom / "custom.css").write_text(read_template("lab.css"), encoding="utf-8")
    (settings / "page_config.json").write_text(json.dumps(_DISABLED), encoding="utf-8")
    return folder


def build_command(notebooks: Path) -> list[str]:
    """The command that starts JupyterLab in this Python on a folder of notebooks, with the explorer open."""
    command = [sys.executable, "-m", "jupyterlab", str(notebooks), f"--LabApp.default_url={_FIRST}"]
    return [*command, "--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else command


def open_lab(arguments: Sequence[str]) -> None:
    """Replace this process by JupyterLab on the notebooks; `arguments` go to it."""
    user = os.environ.get("JUPYTER_CONFIG_DIR") or str(Path.home() / ".jupyter")
    environment = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [os.environ.get("JUPYTER_CONFIG_PATH"), user]))}
    command = build_command(find_notebook("report").parent)
    try:
        environment["JUPYTER_CONFIG_DIR"] = str(prepare_lab(Path(sys.prefix) / "etc" / "yanci-lab"))
        command.append("--custom-css")
    except OSError:
        # An installation that cannot be written to: JupyterLab as the system has it.
        environment = dict(os.environ)
    os.execve(sys.executable, [*command, *arguments], environment)

"""The explorer in a real JupyterLab in real Chromium: open, click, see."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

import analysis
from analysis.lab import build_command, prepare_lab

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent
TOKEN = "yanci"
# Generous: a machine may be busy with other tests.
SLOW = 60_000


class Lab:
    """A running JupyterLab: where it is, and what its server says."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, path):
        """The answer of the server's own interface."""
        with urllib.request.urlopen(f"{self.url}/api/{path}?token={TOKEN}", timeout=10) as answer:
            return json.load(answer)

    def wait(self, true, what):
        """Wait until the server says something."""
        end = time.monotonic() + SLOW / 1000
        while time.monotonic() < end:
            with suppress(OSError):
                if true():
                    return
            time.sleep(0.2)
        pytest.fail(f"JupyterLab: {what} did not happen in {SLOW / 1000} s")


def prepare_home(folder):
    """The environment of a user with no settings, whose kernel is this Python with this package."""
    prepare_lab(folder / "config")
    kernel = folder / "data" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    source = os.pathsep.join(filter(None, [str(Path(analysis.__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    return kept | places | {"HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": source, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


@pytest.fixture(scope="module")
def lab(chromium_path, tmp_path_factory):
    """JupyterLab as `yanci lab` starts it, on a copy of the notebooks; it and its kernels are gone at the end."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "work" / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "seeds", folder / "work" / "seeds")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*build_command(folder / "work" / "notebooks"), "--custom-css", "--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command.append(f"--IdentityProvider.token={TOKEN}")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=prepare_home(folder), stdout=log, stderr=log, start_new_session=True)
    running = Lab(port)
    try:
        running.wait(lambda: running.ask("status"), "the start")
        yield running
    finally:
        # Kernels are in sessions of their own; the server ends them when it is asked to.
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run_all(page, lab):
    """Run all cells of the notebook that is open, once its one kernel is there."""
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first).to_be_attached(timeout=SLOW)
    # Opening a notebook by its address starts a kernel twice and ends the first: what runs in that is lost.
    lab.wait(lambda: [each["kernel"]["connections"] for each in lab.ask("sessions")] == [1] and len(lab.ask("kernels")) == 1, "one kernel")
    page.wait_for_timeout(500)
    explorer = page.locator(".y-explorer .y-speech")
    for patience in (20_000, SLOW):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        with suppress(AssertionError):
            expect(explorer).to_be_visible(timeout=patience)
            return
    expect(explorer).to_be_visible(timeout=1)


def paste(page, text):
    """Paste a text and have it analysed."""
    field = page.get_by_placeholder(re.compile("把讲话全文粘贴在这里"))
    if not field.is_visible():
        page.get_by_role("button", name="粘贴文字").click()
    field.fill(text)
    page.get_by_role("button", name="分析", exact=True).click()


def test_open_click_see(lab, page, page_log):
    """The explorer is what opens; slogans, layers, the threshold, words, pasted texts and the download do what they say, and nothing leaves the machine."""
    page.set_default_timeout(SLOW)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{lab.url}/?token={TOKEN}")
    expect(page).to_have_url(re.compile("explorer.ipynb"), timeout=SLOW)
    run_all(page, lab)
    text, here = page.locator(".y-explorer .y-speech"), page.locator(".y-explorer .y-l7")
    expect(page.get_by_text("只在 JupyterLab 里能用")).to_have_count(0)

    # A slogan far down: its passage is marked, comes into sight, and has its reasons beside it.
    items = page.locator(".y-items select")
    items.select_option(label=next(line for line in items.locator("option").all_inner_texts() if line.startswith("双落实、双推进")))
    expect(here).to_have_text("双落实、双推进", timeout=SLOW)
    expect(here).to_be_in_viewport()
    expect(page.locator(".y-reasons h3")).to_contain_text("双落实、双推进")
    expect(page.locator(".y-reasons dt", has_text="依据")).to_be_visible()
    inside = "e => { const a = e.getBoundingClientRect(), b = e.closest('.y-text').getBoundingClientRect(); return a.top >= b.top && a.bottom <= b.bottom; }"
    page.wait_for_function(f"({inside})(document.querySelector('.y-explorer .y-l7'))")

    # A layer comes and goes; its colour is drawn.
    modals = page.get_by_label(re.compile("情态词"))
    expect(text.locator(".y-l2")).to_have_count(0)
    modals.check()
    expect(text.locator(".y-l2").first).to_be_visible()
    modals.uncheck()
    expect(text.locator(".y-l2")).to_have_count(0)

    # A word for this session.
    page.get_by_placeholder(re.compile("加一个词")).fill("两手抓")
    page.keyboard.press("Enter")
    expect(page.locator(".y-notice")).to_contain_text("“两手抓”现在是一个词，文中 2 处")
    expect(here).to_have_text("两手抓")

    # What is marked, as a file.
    with page.expect_download() as started:
        page.locator(".y-download").click()
    assert Path(started.value.path()).read_bytes().startswith(b"\xef\xbb\xbfdoc_id,start,end,text,layer")

    # A file of one's own, twice the same.
    file = {"name": "夜校.txt", "mimeType": "text/plain", "buffer": "要办好农民夜校。".encode()}
    for said in ("已分析《夜校》", "已分析《夜校》"):
        paste(page, "秋收是大事。")
        expect(text).to_have_text("秋收是大事。")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="选择文件").click()
        chooser.value.set_files(file)
        expect(text).to_have_text("要办好农民夜校。")
        expect(page.locator(".y-notice")).to_contain_text(said)

    # A link is refused and not fetched, markup is text, and a text of one's own takes the place of the speech.
    paste(page, "https://example.org/speech.html")
    expect(page.locator(".y-notice[role=alert]")).to_contain_text("是一个链接")
    paste(page, "<img src=x onerror=alert(1)>要抓好秋收生产，确保颗粒归仓。")
    expect(text).to_have_text("<img src=x onerror=alert(1)>要抓好秋收生产，确保颗粒归仓。")
    expect(text.locator("img")).to_have_count(0)
    assert [url for url in page_log.outside if not url.startswith((lab.url, lab.url.replace("http", "ws")))] == []
    assert faults == []

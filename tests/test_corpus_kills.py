"""Runs that are killed, workers that die, and a cluster that was there before: the results are those of a run without trouble."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis import OptionError, analyse_corpus, read_corpus
from analysis.corpus.running import connect
from made_files import contents
from made_finders import find_deadly, find_slowly

HERE = Path(__file__).parent
# A run in a process of its own, which can be killed: every document in a batch by itself, two workers.
SCRIPT = """
import sys
import analysis
from made_finders import find_slowly

if __name__ == "__main__":
    analysis.analyse_corpus(sys.argv[1], [find_slowly, "modals"], out=sys.argv[2], workers=2, batch_characters=1)
"""
STARTS = 5


@pytest.fixture
def folder(tmp_path):
    """A folder with sixty texts."""
    (tmp_path / "in").mkdir()
    for k in range(60):
        text = f"第{k}号：要修好水渠，必须管好粮仓。\n" + "各地要抓好落实。\n" * (k % 7)
        (tmp_path / "in" / f"{k:02d}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def start(folder, out, tmp_path):
    """A run that has been started."""
    script = tmp_path / "run.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    return subprocess.Popen([sys.executable, str(script), str(folder), str(out)], env=environment, stderr=subprocess.PIPE, text=True)


def workers_of(process):
    """The worker processes of a run that have begun to compute."""
    try:
        children = psutil.Process(process.pid).children(recursive=True)
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    except psutil.Error:
        return []


def wait_for(condition, seconds=60):
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.02)


def kill_at_random(process, done, chance):
    """Kill a worker, then the run itself, each at a moment that chance decides, from the start of the processes on."""
    before = len(list(done.glob("*.json")))
    if chance.random() < 0.7:
        wait_for(lambda: len(list(done.glob("*.json"))) > before or process.poll() is not None)
    wait_for(lambda: workers_of(process) or process.poll() is not None)
    time.sleep(chance.random() * 0.4)
    killed = 0
    for worker in workers_of(process)[:1]:
        worker.kill()
        killed += 1
    time.sleep(chance.random() * 0.4)
    if process.poll() is None:
        process.kill()
        killed += 1
    process.communicate()
    return killed


def test_a_killed_run_is_taken_up_where_it_was(folder, tmp_path):
    """Ten kills at random moments, five of a worker and five of the run, each taken up again: every file is that of an undisturbed run."""
    chance, out = random.Random(7), tmp_path / "out"
    killed, finished = 0, []
    for _ in range(STARTS):
        process = start(folder, out, tmp_path)
        killed += kill_at_random(process, out / "done", chance)
        finished.append(len(list((out / "done").glob("*.json"))))
    assert killed == 2 * STARTS
    assert 0 < finished[-1] < 60
    last = start(folder, out, tmp_path)
    _, complaint = last.communicate(timeout=120)
    assert (last.returncode, complaint) == (0, "")
    undisturbed = tmp_path / "undisturbed"
    analyse_corpus(folder, [find_slowly, "modals"], out=undisturbed, workers=2, batch_characters=1)
    assert contents(out) == contents(undisturbed)
    assert read_corpus(out, "documents")["doc_id"].tolist() == [f"{k:02d}" for k in range(60)]


def test_a_deadly_document_ends_in_failures(folder, tmp_path):
    """A text that kills every process that reads it is set apart with the reason; the texts of its batch and all others are done."""
    (folder / "33.txt").write_text("这篇要命。", encoding="utf-8")
    run = analyse_corpus(folder, [find_deadly], out=tmp_path / "out", workers=2, batch_characters=250)
    failures = read_corpus(run.folder, "failures")
    assert failures[["doc_id", "stage"]].values.tolist() == [["33", "worker"]]
    assert "3 workers died at this document" in failures["reason"][0]
    assert set(read_corpus(run.folder, "deadly")["doc_id"]) == {f"{k:02d}" for k in range(60)} - {"33"}


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler with two workers, each a process of its own that the test has started, as on a cluster."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]),
        "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__TASKS__TASK_STREAM_LENGTH": "10",
    }
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    file = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    worker = [*dask, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
    processes = [subprocess.Popen(scheduler, **quiet)]
    try:
        wait_for(file.exists)
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield json.loads(file.read_text())["address"]
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(20)


def test_a_cluster_is_used_by_its_address(cluster, folder, tmp_path):
    """A scheduler and two workers that run already do the work, and both workers have some of it; the rows are those of this machine."""
    with connect(cluster) as client:
        client.wait_for_workers(2, timeout=60)
        analyse_corpus(folder, [find_slowly], out=tmp_path / "out", client=client, batch_characters=1)
        done = client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert len(done) == 2
    assert sum(done.values()) == 60
    assert min(done.values()) > 0
    analyse_corpus(folder, [find_slowly], out=tmp_path / "here", workers=1, batch_characters=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "here")


def test_a_wrong_address_is_an_error():
    """Where no scheduler answers the error says so, and how to start one."""
    with pytest.raises(OptionError, match=r"no scheduler answers at 'tcp://127.0.0.1:9'.*Start one with `dask scheduler`"):
        connect("tcp://127.0.0.1:9", seconds=1)

"""The run: batches to the workers of Dask, a bounded number at a time; workers may die, and so may this process."""

import logging
import multiprocessing
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.corpus.work import Batch, Job, analyse_batch, find_culprit, prepare
from analysis.errors import OptionError, RenderError, YanciError

if TYPE_CHECKING:
    from distributed import Client, Future

# A task is given up after so many deaths of the worker that had it, and a batch after so many such tasks whose culprit is not clear.
_DEATHS, _TRIES = 2, 4
# Batches for each worker that are under way or waiting beside it, so that memory does not grow with the corpus.
_AHEAD = 2
_SECONDS = 30
_GUARD = 'if __name__ == "__main__":'


@contextmanager
def open_client(workers: int | None) -> Iterator["Client"]:
    """A cluster of this machine's own: spawned processes with one thread and one private engine each; closed at the end.

    Raises OptionError where this very process is being spawned: a script that starts a cluster when it is imported would start them without end.
    """
    import dask
    from distributed import Client, LocalCluster

    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise OptionError(
            f"analyse_corpus starts processes, and they import your script, which starts it again; allowed: a call below {_GUARD!r}. Put it there."
        )
    # One task for each worker: a worker's death is then the doing of the task that it had.
    settings = {"distributed.scheduler.allowed-failures": _DEATHS, "distributed.scheduler.worker-saturation": 1.0}
    # Dask would look a hundred times a second at what a worker is doing, which nobody reads here.
    settings |= {"distributed.worker.profile.enabled": False}
    with dask.config.set(settings):
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL + 1
        )
        with cluster, Client(cluster) as client:
            yield client


def connect(address: str, *, seconds: float = _SECONDS) -> "Client":
    """A client of the cluster whose scheduler has this address. Raises OptionError where none answers."""
    from distributed import Client

    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise OptionError(
            f"no scheduler answers at {address!r} ({reason:.80}); allowed: an address such as tcp://10.0.0.5:8786. Start one with `dask scheduler`."
        ) from None


def run_batches(client: "Client", batches: Iterator[Batch], job: Job, tell: Callable[[dict[str, Any]], None]) -> None:
    """Have all batches analysed, and `tell` what each came to.

    Raises RenderError where a worker cannot write, OptionError where a worker has another version, YanciError where the cluster is gone.
    """
    from distributed import as_completed

    limit = _AHEAD * _prepare_workers(client, job)
    under_way: dict[Future, tuple[Batch, int]] = {}
    finished = as_completed(loop=client.loop)

    def submit(batch: Batch, tries: int = 0) -> None:
        with warnings.catch_warnings():
            # A long text in a table makes a large task, which is meant.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            future = client.submit(analyse_batch, batch, job, pure=False, key=f"yanci-{batch.number}-{tries}-{id(under_way)}")
        under_way[future] = batch, tries
        finished.add(future)

    def settle(future: "Future") -> None:
        batch, tries = under_way.pop(future)
        again = _settle(future, batch, tries, job, tell)
        if again:
            submit(again, tries + 1)

    try:
        for batch in batches:
            submit(batch)
            while len(under_way) >= limit:
                settle(next(finished))
        while under_way:
            settle(next(finished))
    finally:
        client.cancel(list(under_way))


def _prepare_workers(client: "Client", job: Job) -> int:
    """Load the dictionaries everywhere before work starts; OptionError where there is no worker, or one that cannot do the work."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
        return len(client.run(prepare, job))
    except TimeoutError:
        raise OptionError(f"the scheduler {client.scheduler.address!r} has no worker; allowed: one or more. Start one with `dask worker ADDRESS`.") from None
    except (ImportError, AttributeError) as error:
        raise OptionError(
            f"a worker cannot load this package or a finder of yours ({error}); allowed: the same installation everywhere. Install it there."
        ) from None


def _settle(future: "Future", batch: Batch, tries: int, job: Job, tell: Callable[[dict[str, Any]], None]) -> Batch | None:
    """Take up a finished task; returns the batch if it is to be tried again."""
    from distributed import KilledWorker

    error = future.exception() if future.status == "error" else None
    if future.status == "cancelled":
        raise YanciError("the scheduler is gone, or its workers were taken away. What is done stays; run the same again to go on.")
    if error is None:
        tell(future.result())
        future.release()
        return None
    if isinstance(error, KilledWorker):
        return _set_apart(batch, tries, job)
    if isinstance(error, RenderError):
        raise RenderError(f"{str(error).rstrip('.')}. What is done stays; make room and run the same again to go on.") from error
    raise error


def _set_apart(batch: Batch, tries: int, job: Job) -> Batch:
    """The batch without the document at which its workers died. Raises YanciError where they die at ever other ones."""
    place = find_culprit(job.store, batch.number)
    if place is None:
        if tries >= _TRIES + len(batch.apart):
            raise YanciError(
                f"workers die at batch {batch.number} (from {batch.documents[0].doc_id!r} on), each time at another document: the machine may lack memory. "
                "What is done stays; run the same again with fewer workers to go on."
            )
        return batch
    why = f"{_DEATHS + 1} workers died at this document, one after another; it may need more memory than a worker has. Split it."
    return replace(batch, apart=(*batch.apart, (place, why)))

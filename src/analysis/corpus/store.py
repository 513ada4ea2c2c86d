"""The folder of a corpus: a Parquet dataset for each table, and a manifest of what is done with which settings.

slogans/part-000000.parquet …   one file for each batch of documents, written beside and renamed
documents/, failures/           the same for the documents that were analysed, and for those that could not be
done/000000.json                written after all tables of a batch: only then does it count
manifest.json                   settings and versions
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from platform import python_version_tuple
from typing import Any

from analysis.corpus.documents import Document
from analysis.errors import OptionError
from analysis.writing import write_beside

_MANIFEST = "manifest.json"
_PACKAGES = ("yanci", "jieba", "rjieba", "snownlp", "numpy", "pandas", "pyarrow")


@dataclass(frozen=True)
class Store:
    """The folder that a run writes into."""

    folder: Path

    def part(self, table: str, number: int) -> Path:
        """The file for a batch's rows of a table."""
        return self.folder / table / f"part-{number:06d}.parquet"

    def trail(self, number: int, attempt: str) -> Path:
        """Where an attempt at a batch notes how far it is."""
        return self.folder / "writing" / f"{number:06d}-{attempt}"

    def trails(self, number: int) -> list[Path]:
        """Where attempts that ended with their process have noted how far they were."""
        return sorted((self.folder / "writing").glob(f"{number:06d}-*"))

    def done(self, number: int) -> Path:
        """The note that a batch is done."""
        return self.folder / "done" / f"{number:06d}.json"


def fingerprint(documents: Iterable[Document]) -> str:
    """What changes when a batch's documents, their names or what is said of them do."""
    digest = blake2b(digest_size=16)
    for each in documents:
        digest.update(json.dumps([each.doc_id, each.stamp, dict(each.metadata)], ensure_ascii=True).encode())
    return digest.hexdigest()


@cache
def digest_code() -> str:
    """A digest of this package's modules, lexicons and weights: two versions that share a number still differ in it."""
    digest = blake2b(digest_size=16)
    root = Path(str(files("analysis")))
    for path in sorted(file for ending in ("*.py", "*.tsv", "*.json") for file in root.rglob(ending)):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def list_versions() -> dict[str, str]:
    """The versions that can change a result."""
    return {"python": ".".join(python_version_tuple()[:2]), "code": digest_code()} | {name: version(name) for name in _PACKAGES}


def open_store(out: Path, settings: Mapping[str, Any]) -> Store:
    """The folder `out` for a run with these settings: a new one, or one that an earlier run with the same settings has begun.

    Raises OptionError where it holds something else, or the results of other settings; RenderError where it cannot be written.
    """
    store, path = Store(out), out / _MANIFEST
    if path.is_file():
        _compare(read_manifest(out)["settings"], json.loads(json.dumps(settings)), out)
        # How far the attempts of a killed run were tells nothing of this one.
        shutil.rmtree(out / "writing", ignore_errors=True)
        return store
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OptionError(f"out={str(out)!r} holds other files; allowed: a new or empty folder, or one that an interrupted run began. Choose another.")
    write_beside(path, _encode({"settings": settings, "complete": False}))
    return store


def _compare(before: Mapping[str, Any], now: Mapping[str, Any], out: Path) -> None:
    """Raise OptionError where the settings of a run are not those of the folder: their results do not mix."""
    flat = [{**{key: value for key, value in each.items() if key != "versions"}, **each["versions"]} for each in (before, now)]
    differing = sorted(key for key in flat[0].keys() | flat[1].keys() if flat[0].get(key) != flat[1].get(key))
    if differing:
        shown = "; ".join(f"{key}: {flat[0].get(key)!r:.60} there, {flat[1].get(key)!r:.60} now" for key in differing)
        raise OptionError(f"out={str(out)!r} was begun with other settings ({shown}); allowed: the same ones. Choose another folder, or remove this one.")


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of a corpus folder. Raises OptionError where there is none, or it cannot be read."""
    path = out / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return manifest if {"settings", "complete"} <= manifest.keys() else {}["settings"]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise OptionError(
            f"{str(out)!r} is no corpus: {path.name} is missing or broken ({error!r:.60}). Allowed: a folder that `yanci corpus` wrote."
        ) from None


def read_done(store: Store, number: int, print_: str) -> dict[str, Any] | None:
    """What is noted of a batch that is done, else None. Raises OptionError where it was done with other documents."""
    path = store.done(number)
    if not path.is_file():
        return None
    noted = json.loads(path.read_text(encoding="utf-8"))
    if noted["fingerprint"] != print_:
        raise OptionError(
            f"the documents have changed: batch {number} of {str(store.folder)!r} was made of {noted['documents'] + noted['failures']} other ones, the first "
            f"{noted['first']!r}; allowed: the same documents in the same order. Choose another folder, or remove this one."
        )
    return noted


def note_done(store: Store, number: int, noted: Mapping[str, Any]) -> None:
    """Note that a batch is done: all its parts are in place."""
    write_beside(store.done(number), _encode(noted))


def close_store(store: Store, batches: int, totals: Mapping[str, Any]) -> None:
    """Note that all is done, and remove what killed runs have left half written."""
    surplus = sorted(path.stem for path in (store.folder / "done").glob("*.json") if int(path.stem) >= batches)
    if surplus:
        raise OptionError(f"the documents have changed: {str(store.folder)!r} holds {len(surplus)} batches more than there are now. Choose another folder.")
    manifest = read_manifest(store.folder)
    write_beside(store.folder / _MANIFEST, _encode(manifest | {"complete": True, "batches": batches} | dict(totals)))
    for leftover in store.folder.rglob(".yanci-*.tmp"):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(store.folder / "writing", ignore_errors=True)


def _encode(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")

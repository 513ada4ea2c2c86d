"""SnowNLP's own model as arrays: read from the installed package without importing it, and kept in the user's cache folder.

SnowNLP's import takes seconds, most of them for dictionaries of tuples. Here its files are read once into sorted arrays, whose cached copy
loads in a tenth of a second. The logarithms are worked out here with `math.log`, since numpy's may differ from it in the last bit.
"""

import codecs
import gc
import gzip
import hashlib
import io
import marshal
import math
import platform
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import platformdirs

from analysis.errors import OptionError, RenderError
from analysis.snow.slots import place_keys
from analysis.writing import write_beside

# What SnowNLP's segmenter takes for Chinese; it ends at 龥, so later characters are cut at white space like Latin letters.
FIRST, LAST = "\u4e00", "\u9fa5"
TAGS = "bmes"
# A new number wherever the arrays or their meaning change: copies of another format are not looked at.
_FORMAT = 1
_FILES = ("seg/seg.marshal.3", "sentiment/sentiment.marshal.3", "normal/stopwords.txt")
_loading = threading.Lock()


@dataclass(frozen=True)
class SnowModel:
    """SnowNLP's segmenter and classifier. A character's number is `numbers[code point]`: 0 marks the beginning, the last one is unknown to SnowNLP.

    A *pair* has the key (number of the first character × how many numbers there are + number of the second), a *triple* the position of its first
    pair in `pair_keys` in place of the first number. The entries of key i are those from `…_ends[i - 1]` to `…_ends[i]`, each with its tags as
    digits to the base 4, and the log probability that SnowNLP gives its last character there. The tag of the beginning ('BOS') counts as 0: only
    one of both can stand at a place. Strings are UTF-8 bytes, one to a line.
    """

    numbers: np.ndarray  # UTF-16 unit → number
    tags: np.ndarray  # the tags as bytes, in SnowNLP's order
    single_logs: np.ndarray  # number, tag → log probability without any left neighbour
    pair_keys: np.ndarray
    pair_ends: np.ndarray
    pair_tags: np.ndarray
    pair_logs: np.ndarray
    triple_keys: np.ndarray
    triple_ends: np.ndarray
    triple_tags: np.ndarray
    triple_logs: np.ndarray
    stops: np.ndarray  # stop words
    words: np.ndarray  # the classifier's words
    counts: np.ndarray  # word, (negative, positive) → how often, as SnowNLP counts
    totals: np.ndarray  # the sums of `counts` that SnowNLP stored

    @cached_property
    def tag_logs(self) -> np.ndarray:
        """`single_logs` with a row for each tag."""
        return np.ascontiguousarray(self.single_logs.T)

    @cached_property
    def pair_slots(self) -> np.ndarray:
        """Where each of `pair_keys` is found at once."""
        return place_keys(self.pair_keys)

    @cached_property
    def triple_slots(self) -> np.ndarray:
        """Where each of `triple_keys` is found at once."""
        return place_keys(self.triple_keys)


_TYPES = {"uint8": "tags pair_tags triple_tags stops words", "float64": "single_logs pair_logs triple_logs totals"}
_TYPE_OF = {name: dtype for dtype, names in _TYPES.items() for name in names.split()}


def load_model() -> SnowModel:
    """SnowNLP's model: from the cache where there is a sound copy, else from its own files, of which a copy is then kept.

    Raises OptionError where SnowNLP is not installed. A cache that cannot be read or written costs time and nothing else.
    """
    # Two threads would otherwise both build it, and write to the same new file.
    with _loading:
        return _load_once()


@lru_cache(maxsize=1)
def _load_once() -> SnowModel:
    found = find_spec("snownlp")
    if found is None or not found.submodule_search_locations:
        raise OptionError("SnowNLP's score needs the package snownlp, which is not installed; install it with `pip install snownlp`.")
    contents = [Path(found.submodule_search_locations[0], name).read_bytes() for name in _FILES]
    path = _cache_path(contents)
    model = _read_copy(path) if path else None
    if model is None:
        with _without_collector():
            model = build_model(*contents)
        if path:
            _write_copy(path, model)
    return model


@contextmanager
def _without_collector() -> Iterator[None]:
    """Among millions of tuples that are all still needed, looking for garbage again and again takes half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _cache_path(contents: list[bytes]) -> Path | None:
    """Where the copy belongs: named by SnowNLP's version, its files and whose logarithms were taken; None where a user has no folder."""
    try:
        logarithms = (sys.platform, platform.machine(), platform.libc_ver(), sys.byteorder)
        digest = hashlib.sha256(repr((_FORMAT, logarithms)).encode())
        for content in contents:
            digest.update(hashlib.sha256(content).digest())
        return platformdirs.user_cache_path("yanci") / f"snownlp-{version('snownlp')}-{digest.hexdigest()[:20]}.npz"
    except (OSError, RuntimeError, PackageNotFoundError):
        return None


def _read_copy(path: Path) -> SnowModel | None:
    """The model of a cached copy, or None where there is none or it is damaged."""
    try:
        # Opened here, since numpy leaves the file of a broken archive open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            model = SnowModel(**{each.name: stored[each.name] for each in fields(SnowModel)})
        return model if _is_sound(model) else None
    # What a damaged file makes the zip and array readers raise is not documented; each of it means: build it again.
    except Exception:
        return None


def _is_sound(model: SnowModel) -> bool:
    """Whether the arrays have the types and sizes that belong together; that no bit changed is proved by the check sums of the file."""
    if any(getattr(model, each.name).dtype != _TYPE_OF.get(each.name, "int64") for each in fields(model)):
        return False
    lists = [(model.pair_keys, model.pair_ends, model.pair_tags, model.pair_logs), (model.triple_keys, model.triple_ends, model.triple_tags, model.triple_logs)]
    sized = all(len(keys) == len(ends) and ends[-1] == len(tags) == len(logs) for keys, ends, tags, logs in lists)
    return sized and model.numbers.shape == (ord(LAST) + 1,) and model.single_logs.shape == (model.numbers.max() + 1, len(TAGS)) and len(model.totals) == 2


def _write_copy(path: Path, model: SnowModel) -> None:
    """Keep a copy where that can be done."""
    content = io.BytesIO()
    np.savez(content, **{each.name: getattr(model, each.name) for each in fields(model)})
    with suppress(RenderError, OSError):
        write_beside(path, content.getvalue())


def build_model(segmenter: bytes, classifier: bytes, stops: bytes) -> SnowModel:
    """The model from the contents of SnowNLP's three files."""
    found = _unpack(classifier)["d"]
    # SnowNLP asks its classes in this order, which decides between equals.
    negative, positive = found["neg"], found["pos"]
    words = list(dict.fromkeys(chain(negative["d"], positive["d"])))
    # Read as SnowNLP does: its reader also ends a line at characters that a plain `open` passes over.
    stop_words = [line.strip() for line in codecs.getreader("utf-8")(io.BytesIO(stops))]
    return SnowModel(
        **_build_segmenter(_unpack(segmenter)),
        stops=_pack(stop_words),
        words=_pack(words),
        counts=np.array([[each["d"].get(word, 0) for each in (negative, positive)] for word in words], dtype=np.int64),
        totals=np.array([negative["total"], positive["total"]], dtype=np.float64),
    )


def _unpack(content: bytes) -> dict:
    """What SnowNLP stored with `marshal`, which is how SnowNLP itself reads it."""
    return marshal.loads(gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content)


def _pack(words: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


def unpack_words(array: np.ndarray) -> list[str]:
    """The strings of one of the arrays `stops` and `words`."""
    return array.tobytes().decode("utf-8").split("\n")


def _build_segmenter(stored: dict) -> dict[str, np.ndarray]:
    """The arrays of the segmenter, each sum in the order of SnowNLP's `log_prob`: single + pair + triple."""
    order = "".join(stored["status"])
    single, pair, triple = (stored[name]["d"] for name in ("uni", "bi", "tri"))
    # One long string is read many times faster than a million tuples: a character, its tag, a character, its tag …
    singles = _read_entries([c + t for c, t in single], single.values(), order)
    pairs = _read_entries([a + s + c + t for (a, s), (c, t) in pair], pair.values(), order)
    triples = _read_entries([a + s + b + t + c + u for (a, s), (b, t), (c, u) in triple], triple.values(), order)
    letters = np.unique(singles.characters[singles.characters > 0])
    numbers = np.full(ord(LAST) + 1, len(letters) + 1, dtype=np.int64)
    numbers[0] = 0
    numbers[letters] = np.arange(1, len(letters) + 1)
    size = len(letters) + 2

    counts = np.zeros((size, len(TAGS)))
    counts[numbers[singles.characters[:, 0]], singles.tags[:, 0]] = singles.counts
    chances = stored["l1"] * (counts / stored["uni"]["total"])

    pairs = _sort_entries(pairs, numbers)
    at, (first, last) = pairs.characters.T, pairs.tags.T
    pair_chances = chances[at[1], last] + stored["l2"] * pairs.counts / counts[at[0], first]
    pair_keys = at[0] * size + at[1]
    pair_codes = pair_keys * 16 + first * 4 + last
    arrays = _index_entries("pair", pair_keys, first * 4 + last, pair_chances)

    triples = _sort_entries(triples, numbers)
    at, (first, middle, last) = triples.characters.T, triples.tags.T
    # Whoever trains SnowNLP counts a triple together with its two pairs, so both are there.
    left = np.searchsorted(pair_codes, (at[0] * size + at[1]) * 16 + first * 4 + middle)
    right = np.searchsorted(pair_codes, (at[1] * size + at[2]) * 16 + middle * 4 + last)
    triple_chances = pair_chances[right] + stored["l3"] * triples.counts / pairs.counts[left]
    triple_keys = np.searchsorted(arrays["pair_keys"], at[0] * size + at[1]) * size + at[2]
    arrays |= _index_entries("triple", triple_keys, first * 16 + middle * 4 + last, triple_chances)
    single_logs = _log(chances.ravel()).reshape(chances.shape)
    return arrays | {"numbers": numbers, "tags": np.frombuffer(order.encode("ascii"), dtype=np.uint8), "single_logs": single_logs}


class _Entries(NamedTuple):
    characters: np.ndarray  # entry, place → code point or number, 0 at the beginning
    tags: np.ndarray  # entry, place → number of the tag
    counts: np.ndarray


def _read_entries(joined: list[str], counts: Iterable[int], order: str) -> _Entries:
    """The entries whose characters can stand in a Chinese run; the beginning ('', 'BOS') becomes a character 0 with the first tag."""
    text = "".join(joined).replace("BOS", "\0" + order[0])
    units = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").reshape(len(joined), -1, 2).astype(np.int64)
    numbers = np.zeros(128, dtype=np.int64)
    numbers[[ord(tag) for tag in order]] = np.arange(len(order))
    characters = units[:, :, 0]
    usable = ((characters == 0) | ((characters >= ord(FIRST)) & (characters <= ord(LAST)))).all(axis=1)
    return _Entries(characters[usable], numbers[units[usable, :, 1]], np.fromiter(counts, np.float64, len(joined))[usable])


def _sort_entries(entries: _Entries, numbers: np.ndarray) -> _Entries:
    """The same with numbers for code points, sorted by characters and then tags."""
    characters = numbers[entries.characters]
    codes = np.zeros(len(characters), dtype=np.int64)
    for column, base in [(column, len(numbers)) for column in characters.T] + [(column, len(TAGS)) for column in entries.tags.T]:
        codes = codes * base + column
    order = np.argsort(codes)
    return _Entries(characters[order], entries.tags[order], entries.counts[order])


def _index_entries(name: str, keys: np.ndarray, tags: np.ndarray, chances: np.ndarray) -> dict[str, np.ndarray]:
    """The four arrays of the pairs or triples."""
    ends = np.append(np.flatnonzero(np.diff(keys)) + 1, len(keys))
    columns = {"keys": keys[ends - 1], "ends": ends, "tags": tags.astype(np.uint8), "logs": _log(chances)}
    return {f"{name}_{column}": array for column, array in columns.items()}


def _log(chances: np.ndarray) -> np.ndarray:
    """SnowNLP's logarithm of each, -inf of 0."""
    logs = np.full(len(chances), -np.inf)
    possible = chances > 0
    logs[possible] = np.fromiter(map(math.log, chances[possible].tolist()), np.float64, possible.sum())
    return logs

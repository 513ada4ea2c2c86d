"""Many files at once: which of a folder are read, under which names, and which could not be."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.errors import OptionError, ReadError
from analysis.reading import FORMATS, read_speech
from analysis.speech import Speech


def _with_folder(path: Path) -> str:
    return "/".join(path.parts[-2:])


# What a document can be called, the shortest first: 2019, 2019.txt, 某县/2019.txt, the whole path.
_NAMES: tuple[Callable[[Path], str], ...] = (lambda path: path.stem, lambda path: path.name, _with_folder, str)


class Readings(NamedTuple):
    """What was read: the speeches in the order of their files; a line for each file that could not be read; the names of those set apart."""

    speeches: list[Speech]
    failures: list[str]
    set_apart: list[str]


def list_files(paths: str | os.PathLike | Iterable[str | os.PathLike]) -> list[Path]:
    """The files that `paths` name, in order and each once; a folder stands for the files in it that can be read, by name.

    Of a folder those count that end as `read_speech` knows it (.txt, .md, .html, .docx, .pdf …); hidden files, the lock files of Word and
    folders inside it do not. A file that is named itself is listed whatever its ending is, and also where it does not exist.
    Raises ReadError for a folder that may not be opened, OptionError for one without such a file.
    """
    listed = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    files = [file for path in map(Path, listed) for file in (_list_folder(path) if path.is_dir() else [path])]
    return list({file.absolute(): file for file in files}.values())


def _list_folder(folder: Path) -> list[Path]:
    try:
        found = sorted(file for file in folder.iterdir() if file.suffix.lower() in FORMATS and not file.name.startswith((".", "~$")) and file.is_file())
    except OSError as error:
        raise ReadError(f"the folder {str(folder)!r} cannot be opened: {error.strerror}. Allowed: folders that you may open. Choose another.") from None
    if not found:
        raise OptionError(f"the folder {str(folder)!r} has no file to read; allowed: a folder with files that end in {', '.join(FORMATS)}. Choose another.")
    return found


def name_documents(files: Sequence[Path]) -> list[str]:
    """A `doc_id` for each file: its name without the ending where no other has it, else with the ending, with its folder, or its whole path.

    A path that is listed twice gets a number, so that a text can be compared with itself.
    """
    names: list[str | None] = [None] * len(files)
    for choose in _NAMES:
        said = [choose(file) for file in files]
        known = Counter(said)
        names = [name or (each if known[each] == 1 and each not in names else None) for name, each in zip(names, said, strict=True)]
    seen: Counter[str] = Counter()
    for at, file in enumerate(files):
        if names[at] is None:
            seen[str(file)] += 1
            names[at] = f"{file} ({seen[str(file)]})"
    # A name that is not valid in the system's encoding would break every table that is written with it.
    return [os.fsencode(name).decode("utf-8", "replace") for name in names if name is not None]


def read_speeches(paths: str | os.PathLike | Iterable[str | os.PathLike], *, encoding: str | None = None, apart_from: Speech | None = None) -> Readings:
    """The speeches of many files and folders, each with a `doc_id` of its own; what cannot be read is named and does not stop the rest.

    paths, and what raises: see `list_files`. encoding: as in `read_speech`, for all of them.
    apart_from: a speech that is not to be compared with itself: files that hold the same text, white space and the script aside, are set
    apart, under whatever name, and a source of the same name as the speech is called by its folder too.
    """
    files = list_files(paths)
    own = "".join(apart_from.folded.split()) if apart_from else None
    result = Readings([], [], [])
    for file, name in zip(files, name_documents(files), strict=True):
        try:
            speech = read_speech(file, encoding=encoding, doc_id=_with_folder(file) if apart_from and name == apart_from.doc_id else name)
        except ReadError as error:
            # A page is sent to others, whom the rest of the path does not concern.
            result.failures.append(str(error).replace(repr(str(file)), repr(_with_folder(file))))
            continue
        if own is not None and "".join(speech.folded.split()) == own:
            result.set_apart.append(name)
        else:
            result.speeches.append(speech)
    return result

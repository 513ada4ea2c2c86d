"""Many files at once: which of a folder are read, under which names, and which could not be."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from glob import glob, has_magic
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


def list_files(
    paths: str | os.PathLike | Iterable[str | os.PathLike], *, endings: Iterable[str] = tuple(FORMATS), patterns: bool = False, deep: bool = False
) -> list[Path]:
    """The files that `paths` name, in order and each once; a folder stands for the files in it that can be read, by name.

    Of a folder those count that end in one of `endings` (default: as `read_speech` knows them: .txt, .md, .html, .docx, .pdf …), and with `deep`
    those in the folders inside it too; hidden files and folders and the lock files of Word do not. With `patterns` a path that does not
    exist may be a pattern such as reports/**/*.txt. A file that is named itself is listed whatever its ending is, and also where it does not exist.
    Raises ReadError for a folder that may not be opened, OptionError for a folder or pattern without such a file.
    """
    listed = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    endings = tuple(endings)
    files: list[Path] = []
    for path in map(Path, listed):
        if path.is_dir():
            files += _list_folder(path, endings, deep)
        elif patterns and not path.exists() and has_magic(str(path)):
            files += _list_pattern(str(path))
        else:
            files.append(path)
    return list({file.absolute(): file for file in files}.values())


def _list_folder(folder: Path, endings: tuple[str, ...], deep: bool) -> list[Path]:
    try:
        inside = list(_walk(folder)) if deep else list(folder.iterdir())
        found = sorted(file for file in inside if file.suffix.lower() in endings and not file.name.startswith((".", "~$")) and file.is_file())
    except OSError as error:
        raise ReadError(f"the folder {str(folder)!r} cannot be opened: {error.strerror}. Allowed: folders that you may open. Choose another.") from None
    if not found:
        raise OptionError(f"the folder {str(folder)!r} has no file to read; allowed: a folder with files that end in {', '.join(endings)}. Choose another.")
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """All files below a folder, hidden folders left out; a folder that may not be opened is an error and not an empty one."""

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names)


def _list_pattern(pattern: str) -> list[Path]:
    # Path.glob wants the folder to begin from; here a pattern is what a user typed.
    found = [Path(name) for name in sorted(glob(pattern, recursive=True)) if Path(name).is_file()]  # noqa: PTH207
    if not found:
        raise OptionError(f"the pattern {pattern!r} fits no file; allowed: a pattern such as 'reports/**/*.txt'. Correct it, and quote it in a shell.")
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

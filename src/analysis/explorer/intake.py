"""What is pasted or uploaded into the explorer, as a `Speech` and a sentence about it, or one ReadError that says what to do."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analysis.errors import ReadError
from analysis.explorer.wording import WORDING
from analysis.reading import FORMATS, has_text, read_speech
from analysis.speech import parse_speech
from analysis.wording import say

if TYPE_CHECKING:
    from analysis.speech import Speech

# The longest speeches and reports have some 35,000 characters; beyond this a click would take more than half a second.
MOST_CHARACTERS = 50_000
# A browser sends a file in one message, and Jupyter's server closes the line at 10 MB.
MOST_BYTES = 9_000_000
_LONGEST_TITLE = 32
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|org|net|gov|edu|tw|hk)(?:[/:?#]\S*)?", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_SENTENCE_END = re.compile(r"[。！？!?\n\r]")


def take_text(text: str, lang: str) -> tuple["Speech", str]:
    """A pasted text as a speech, and what to say of it: how long it is, what was left out.

    The text stays as it is, markup included; only half surrogate pairs, which no page can show, become �.
    Of more than 50,000 characters the first are taken, up to the end of a sentence. Nothing is fetched.
    Raises ReadError, in `lang`, for an empty text and for a link.
    """
    wording = partial(say, lang=lang, table=WORDING)
    if not has_text(text):
        raise ReadError(wording("empty"))
    _refuse_link(text, wording)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    title = next(filter(None, map(str.strip, text[:2000].splitlines())), "")[:24]
    return _bound(parse_speech(text, doc_id="pasted", title=title or None), wording)


def take_path(path: str, lang: str) -> tuple["Speech", str]:
    """The speech in a file of this machine, as `take_text` bounds it. Raises ReadError, in `lang`, for a link; else as `read_speech` does."""
    wording = partial(say, lang=lang, table=WORDING)
    _refuse_link(path, wording, name=True)
    file = Path(path.strip()).expanduser()
    try:
        return _bound(read_speech(file, max_bytes=MOST_BYTES), wording)
    except ReadError as error:
        raise ReadError(wording("unreadable").format(error)) from error


def take_upload(name: str, content: bytes, lang: str) -> tuple["Speech", str]:
    """The speech in the bytes of an uploaded file, as `take_text` bounds it. Its name is taken for a name and never for a place.

    Raises ReadError, in `lang`, for a file that is too large or cannot be read.
    """
    wording = partial(say, lang=lang, table=WORDING)
    if len(content) > MOST_BYTES:
        raise ReadError(wording("too_large").format(name, len(content), MOST_BYTES))
    with TemporaryDirectory(prefix="yanci-") as folder:
        file = Path(folder, _safe_name(name))
        file.write_bytes(content)
        try:
            return _bound(read_speech(file, max_bytes=MOST_BYTES), wording)
        except ReadError as error:
            # Where the bytes lay for a moment is nothing to tell.
            raise ReadError(wording("unreadable").format(str(error).replace(repr(str(file)), repr(name)))) from error


def bound_speech(speech: "Speech", lang: str) -> tuple["Speech", str]:
    """A speech that is at hand, as `take_text` bounds it."""
    return _bound(speech, partial(say, lang=lang, table=WORDING))


def _refuse_link(text: str, wording: Callable[[str], str], *, name: bool = False) -> None:
    """Raise ReadError where `text` is a link; `name` says that it may be a file's name, such as 讲话.cn.txt, and only a scheme tells."""
    stripped = text.strip()
    if len(stripped) > 2000 or not _LINK.fullmatch(stripped):
        return
    if not name or "://" in stripped or stripped.lower().startswith("www."):
        raise ReadError(wording("link").format(stripped[:80]))


def _safe_name(name: str) -> str:
    """A file's name without folders and odd characters, its known ending kept: it may tell the date and the format."""
    path = Path(name.replace("\\", "/").replace("\0", ""))
    ending = path.suffix if path.suffix.lower() in FORMATS else ""
    stem = path.name[: len(path.name) - len(ending)]
    # At most 60 characters: in UTF-8 a name may have 255 bytes.
    return (re.sub(r"[^\w\-（）() ]", "_", stem).strip()[:60] or "file") + ending


def _bound(speech: "Speech", wording: Callable[[str], str]) -> tuple["Speech", str]:
    """The speech, shortened if it must be, and what to say of it."""
    whole = len(speech.text)
    if whole > MOST_CHARACTERS:
        ends = [match.end() for match in _SENTENCE_END.finditer(speech.text, MOST_CHARACTERS - 2000, MOST_CHARACTERS)]
        speech = replace(speech, text=speech.text[: ends[-1] if ends else MOST_CHARACTERS])
        return speech, wording("cut").format(whole, len(speech.text))
    said = wording("opened").format((speech.title or speech.doc_id)[:_LONGEST_TITLE], whole)
    return speech, said if _HAN.search(speech.text) else f"{said} {wording('no_chinese')}"

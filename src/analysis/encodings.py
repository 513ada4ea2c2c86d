"""From bytes to text: which encoding a Chinese text is in, told by evidence, and what a file is that is no text."""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analysis.errors import ReadError
from analysis.folding import HAN, fold

# The longer mark first: UTF-32 little-endian opens with the mark of UTF-16 little-endian.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# cp950 is Big5 as Windows writes it; big5hkscs adds Hong Kong's characters.
_GUESSED = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
ALLOWED = "UTF-8, UTF-16, UTF-32 with a byte-order mark, GB18030 (GBK, GB2312), Big5"
# What a web page declares → the codec that reads it and its supersets.
_FAMILIES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "utf-8": "utf-8",
}

_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化"
    "高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道"
    "命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根"
    "论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿"
    "须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专"
    "状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)
_MARKS_OF_CHINESE = frozenset("，。、；：？！“”‘’（）《》—…·「」『』【】〔〕　％")
_PLAIN_CONTROLS = frozenset("\t\n\v\f\r\x85")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_SAMPLE = 20_000
# Weights were set on 10-character cuts of real reports; docs/reading.md has the figures.
_UTF8_BONUS, _ASCII_BONUS, _DECLARED_BONUS, _BROKEN_PENALTY, _ACCEPTED = 1.5, 4.5, 0.3, 0.2, 0.0

_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a WebP image, sound or film"),
    (b"ID3", "a sound recording"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (.docx, .xlsx, .pptx and .zip files are)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .ppt, .wps) or an encrypted one"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)


@dataclass(frozen=True)
class _Guess:
    codec: str
    text: str
    score: float
    flaw: UnicodeDecodeError | None


def looks_like(data: bytes) -> str | None:
    """What a file that is no text says it is by its first bytes (`a PNG image`), or None."""
    if data[4:8] == b"ftyp":
        return "a film or an HEIC image"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def decode_text(data: bytes, *, name: str, encoding: str | None = None, declared: str | None = None) -> tuple[str, str]:
    """`(text, encoding)`: the text without its byte-order mark, line ends as they are, and the name of Python's codec for it.

    encoding: what the caller knows; it wins, and the bytes must fit it. declared: what a web page says of itself, one piece of
    evidence among others. name: the file, for the messages.

    Without `encoding`: a byte-order mark decides; else every encoding whose strict decoding succeeds is weighed by how common
    its characters are in Chinese, and the best wins. Misleads on fewer than about 6 characters: pass `encoding`.

    Raises ReadError for bytes that fit no encoding, or fit one but for single bytes (with the offset of the first), for
    files that are no text, and for an unknown `encoding`.
    """
    if encoding is not None:
        text, codec = _decode_as(data, encoding, name), encoding
    else:
        _refuse_binary(data, name)
        text, codec = _decode_marked(data, name) or _decode_weighed(data, name, declared)
    text = text.removeprefix("\ufeff")
    _refuse_controls(text, name)
    return text, codec


def _decode_as(data: bytes, encoding: str, name: str, advice: str = "Pass another encoding, or none to have it found") -> str:
    try:
        return data.decode(encoding)
    except (LookupError, TypeError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise ReadError(f"{name!r} is not {encoding}: {_describe(error)}. {advice}; told apart are {ALLOWED}.") from None
        raise ReadError(
            f"encoding={encoding!r} is not known; allowed: Python's text encodings, such as 'utf-8', 'gb18030', 'big5'. Pass one of them or none."
        ) from None


def _describe(error: UnicodeDecodeError) -> str:
    at = error.start
    if at >= len(error.object):
        return f"the file ends inside a character at offset {at}"
    if "end of data" in error.reason or "incomplete" in error.reason or "truncated" in error.reason:
        return f"byte 0x{error.object[at]:02x} at offset {at} opens a character that the file does not finish"
    return f"byte 0x{error.object[at]:02x} at offset {at} does not fit ({error.reason})"


def _refuse_binary(data: bytes, name: str) -> None:
    kind = looks_like(data)
    if kind:
        raise ReadError(f"{name!r} is no text: it looks like {kind}. Allowed: text in {ALLOWED}. Give the file its right ending, or save it as text.")


def _refuse_controls(text: str, name: str) -> None:
    sample = Counter(text)
    controls = sum(n for character, n in sample.items() if unicodedata.category(character) == "Cc" and character not in _PLAIN_CONTROLS)
    if sample["\0"] or controls > 0.005 * len(text) + 1:
        raise ReadError(f"{name!r} is no text: {controls} of its {len(text)} characters are control characters. Allowed: text in {ALLOWED}. Save it as text.")


def _decode_marked(data: bytes, name: str) -> tuple[str, str] | None:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, codec, name, "Its byte-order mark says so; save it again, or pass encoding=…"), codec
    return None


def _decode_weighed(data: bytes, name: str, declared: str | None) -> tuple[str, str]:
    if data.isascii() and not _CONTROL_BYTE.search(data):
        return data.decode("ascii"), "utf-8"
    family = _FAMILIES.get((declared or "").strip().lower().replace("_", "-"))
    best = max(_guess(data, family), key=lambda guess: guess.score)
    if best.flaw is not None and best.score > _ACCEPTED:
        hint = "Repair that place or save the file again; if it is in another encoding, pass encoding=…"
        raise ReadError(f"{name!r} is almost {best.codec}, but {_describe(best.flaw)}. {hint} Told apart are {ALLOWED}.")
    if (best.score <= _ACCEPTED and best.codec != "utf-8") or best.flaw is not None:
        raise ReadError(f"{name!r} reads as Chinese in no encoding that is told apart: {ALLOWED}. Pass encoding=… if you know it, or save the file as UTF-8.")
    return best.text, best.codec


def _guess(data: bytes, family: str | None) -> Iterable[_Guess]:
    strict = [guess for codec in _GUESSED if (guess := _try(data, codec, family))]
    yield from strict
    # A good strict reading leaves nothing to a broken one; the test spares large files the work.
    if not any(guess.score > 0.5 for guess in strict):
        yield from (_try_broken(data, codec, family) for codec in _GUESSED)


def _try(data: bytes, codec: str, family: str | None) -> _Guess | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return _Guess(codec, text, _weigh(text) + _bonus(data, codec, family), None)


def _try_broken(data: bytes, codec: str, family: str | None) -> _Guess:
    """The reading of bytes that do not quite fit, so that the message can name the place."""
    try:
        text, flaw = data.decode(codec), None
    except UnicodeDecodeError as error:
        text, flaw = data.decode(codec, "replace"), error
    return _Guess(codec, text, _weigh(text) + _bonus(data, codec, family) - _BROKEN_PENALTY, flaw)


def _bonus(data: bytes, codec: str, family: str | None) -> float:
    bonus = _DECLARED_BONUS if codec == family else 0.0
    if codec == "utf-8" and b"\0" not in data:
        # Bytes of another encoding hardly ever form valid UTF-8, unless all are ASCII, as in some short UTF-16.
        bonus += _ASCII_BONUS if data.isascii() else _UTF8_BONUS
    return bonus


def _weigh(text: str) -> float:
    """How much `text` reads like Chinese: 1 for nothing but frequent characters, below 0 for nonsense; ASCII does not count."""
    counts = Counter(text[:: max(1, len(text) // _SAMPLE)])
    characters = [character for character in counts if not " " <= character <= "~" and character not in "\t\n\r"]
    total = sum(counts[character] for character in characters)
    folded = fold("".join(characters), traditional=True)
    return sum(counts[a] * _weight(a, b) for a, b in zip(characters, folded, strict=True)) / total if total else 0.0


@cache
def _weight(character: str, folded: str) -> float:
    if character in _MARKS_OF_CHINESE:
        return 0.8
    category = unicodedata.category(character)
    if category in ("Co", "Cn", "Cs") or character == "\ufffd" or (category == "Cc" and character not in _PLAIN_CONTROLS):
        return -4.0
    if HAN.match(character):
        return 1.0 if folded in _FREQUENT else _rank(folded)
    if category[0] in "LM":
        return -0.8
    return 0.0


def _rank(character: str) -> float:
    """By the levels of GB 2312: level 1 holds the 3,755 common characters, B0A1 to D7F9."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return -0.8
    return 0.5 if code <= b"\xd7\xf9" else -0.2

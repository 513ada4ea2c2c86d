"""The one place that knows the font: where it is, which characters it has, and a subset of it for a page.

A fresh machine has no Chinese font, and a chart without one shows boxes (tofu). The package zhplot carries Noto Sans SC
Regular as a file; it is never imported, because that would change matplotlib's settings for everybody.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import FontError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

VARIABLE = "YANCI_FONT"
_FILE = Path("fonts", "NotoSansSC-Regular.ttf")
# What every chart and page needs: common and traditional characters, Chinese punctuation, the signs that charts draw.
_NEEDED = "的一是中国發灣，。、：；“”《》（）—…×·□←→"
_SIGNATURES = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_LINE_BREAKS = frozenset("\t\n\r\v\f")
# Full-width punctuation closes up where the browser asks for it (halt, chws); all other features cost time and size.
_FEATURES = ["halt", "chws"]
# Tables for print hinting, baselines and vertical writing, which neither charts nor pages use.
_UNUSED_TABLES = ["BASE", "GDEF", "STAT", "vhea", "vmtx", "gasp", "prep", "fpgm", "cvt ", "VORG"]
# Copyright, family, style, full name, version, PostScript name, licence: the licence must travel with the font.
_NAMES = [0, 1, 2, 4, 5, 6, 13, 14]


def find_font() -> Path:
    """The font file that charts, word clouds and pages use: Noto Sans SC Regular, or the file that YANCI_FONT names.

    Raises FontError if the file is missing, is no static .ttf or .otf font, or lacks Chinese characters.
    """
    chosen = os.environ.get(VARIABLE)
    path = Path(chosen).expanduser() if chosen else _packaged_font()
    if not path.is_file():
        raise FontError(f"{_source(path)} is not a file; allowed: a .ttf or .otf file with Chinese characters. {_remedy()}")
    facts = path.stat()
    _read_font(path, facts.st_mtime_ns, facts.st_size)
    return path


def font_family() -> str:
    """The name by which the font calls itself (`Noto Sans SC`), as SVG text and style sheets refer to it."""
    return _facts()[0]


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that the font cannot draw. Tabs and line breaks are not drawn and so never missing."""
    known = _facts()[1]
    return {character for character in set(text) - _LINE_BREAKS if ord(character) not in known}


def font_properties(size: float) -> "FontProperties":
    """The font at `size` points, for any matplotlib text.

    It names the file, so it needs no entry in matplotlib's font list and changes no setting; the family name is what SVG
    text carries.
    """
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=[font_family()], style="normal", variant="normal", weight="normal", stretch="normal", size=size, fname=find_font())


def subset_font(characters: Iterable[str]) -> bytes:
    """A WOFF2 file of the font with only `characters` (a string will do), to embed in a page.

    The same characters in any order give the same bytes. Characters that the font lacks are left out: ask
    `missing_glyphs` first. Hinting, glyph names and most layout features are dropped; the licence stays.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    wanted = sorted({ord(character) for text in characters for character in text})
    options = Options(hinting=False, layout_features=_FEATURES, glyph_names=False, notdef_outline=True, name_IDs=_NAMES)
    options.drop_tables += _UNUSED_TABLES
    # Without a new time stamp the bytes depend on the characters alone.
    with TTFont(find_font(), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font, BytesIO() as buffer:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(buffer)
        return buffer.getvalue()


def _packaged_font() -> Path:
    spec = find_spec("zhplot")
    if spec is None or not spec.submodule_search_locations:
        raise FontError(f"the package 'zhplot', which carries the Chinese font, is not installed; allowed: zhplot or {VARIABLE}. {_remedy()}")
    return Path(spec.submodule_search_locations[0]) / _FILE


def _source(path: Path) -> str:
    return f"{VARIABLE}={str(path)!r}" if os.environ.get(VARIABLE) else f"the font file {str(path)!r}"


def _remedy() -> str:
    if os.environ.get(VARIABLE):
        return f"Correct {VARIABLE}, or unset it to use the font of the package zhplot."
    return f"Install the font with `pip install --force-reinstall zhplot`, or set {VARIABLE} to the path of a font file."


def _facts() -> tuple[str, frozenset[int]]:
    path = find_font()
    facts = path.stat()
    return _read_font(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=4)
def _read_font(path: Path, modified: int, size: int) -> tuple[str, frozenset[int]]:
    """`(family, code points)` of a font file that is fit for use, else FontError. `modified` and `size` tell a changed file."""
    from fontTools.ttLib import TTFont

    with path.open("rb") as file:
        signature = file.read(4)
    if signature == b"ttcf":
        raise FontError(f"{_source(path)} is a collection of fonts; allowed: one font in a .ttf or .otf file. {_remedy()}")
    if signature not in _SIGNATURES:
        raise FontError(f"{_source(path)} is not a font, or a packed one (WOFF); allowed: a .ttf or .otf file. {_remedy()}")
    try:
        # A file of our own: fontTools leaves one that it opened open when it fails.
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            family, known, variable = font["name"].getBestFamilyName(), frozenset(font.getBestCmap() or ()), "fvar" in font
    except Exception as error:
        raise FontError(f"{_source(path)} is not a font that can be read ({error}); allowed: a .ttf or .otf file. {_remedy()}") from error
    if variable:
        raise FontError(f"{_source(path)} is a variable font, which charts draw at its thinnest; allowed: a static one, such as a Regular. {_remedy()}")
    lacking = [character for character in _NEEDED if ord(character) not in known]
    if lacking:
        raise FontError(f"{_source(path)} lacks the characters {''.join(lacking)}; allowed: a font with simplified and traditional Chinese. {_remedy()}")
    return family or path.stem, known

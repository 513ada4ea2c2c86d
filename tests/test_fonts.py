"""The font: found or refused with reasons, asked for its characters, and cut to size for a page."""

import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

import matplotlib
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from matplotlib import font_manager

from analysis import fonts
from analysis.errors import FontError

DEJAVU = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


@pytest.fixture(autouse=True)
def _packaged(monkeypatch):
    monkeypatch.delenv(fonts.VARIABLE, raising=False)


def build_variable_font(path):
    """Write the least variable font that fontTools accepts."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Thin", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    builder.save(path)


def test_find_font_gives_the_packaged_file_without_importing_its_package():
    """The default is Noto Sans SC Regular of zhplot, a package that is located and never imported."""
    assert fonts.find_font().name == "NotoSansSC-Regular.ttf"
    assert fonts.font_family() == "Noto Sans SC"
    assert "zhplot" not in sys.modules


def test_find_font_takes_the_file_that_the_environment_names(monkeypatch, tmp_path):
    """YANCI_FONT replaces the packaged font."""
    chosen = tmp_path / "自选.ttf"
    shutil.copy(fonts.find_font(), chosen)
    monkeypatch.setenv(fonts.VARIABLE, str(chosen))
    assert fonts.find_font() == chosen


def test_find_font_says_how_to_install_a_font_that_is_missing(monkeypatch, tmp_path):
    """Without zhplot, or with a zhplot that lost its file, the error names the package and the variable."""
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    with pytest.raises(FontError, match=r"'zhplot'.*not installed.*pip install.*zhplot.*YANCI_FONT"):
        fonts.find_font()
    monkeypatch.setattr(fonts, "_packaged_font", lambda: tmp_path / "gone.ttf")
    with pytest.raises(FontError, match=r"gone.ttf.*not a file.*pip install"):
        fonts.find_font()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.ttf", None, "is not a file"),
        ("text.ttf", "这不是字体".encode(), "is not a font"),
        ("empty.ttf", b"", "is not a font"),
        ("set.ttc", b"ttcf\x00\x01\x00\x00", "is a collection of fonts"),
        ("packed.woff2", b"wOF2\x00\x01\x00\x00", "is not a font"),
        ("damaged.ttf", b"\x00\x01\x00\x00\x00\x0f\x00\x80" + b"\xff" * 40, "is not a font that can be read"),
        ("latin.ttf", DEJAVU, "lacks the characters 的一是中国"),
        ("variable.ttf", build_variable_font, "is a variable font"),
    ],
)
def test_find_font_refuses_an_unfit_file_with_its_name_and_a_remedy(monkeypatch, tmp_path, name, content, reason):
    """Each unfit file gives one line: the file, what is wrong, what is allowed, what to do."""
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, Path):
        shutil.copy(content, path)
    elif content:
        content(path)
    monkeypatch.setenv(fonts.VARIABLE, str(path))
    with pytest.raises(FontError) as caught:
        fonts.find_font()
    message = str(caught.value)
    assert message.startswith(f"YANCI_FONT={str(path)!r} {reason}")
    assert "allowed: " in message
    assert message.endswith("Correct YANCI_FONT, or unset it to use the font of the package zhplot.")


def test_find_font_notices_that_a_file_has_changed(monkeypatch, tmp_path):
    """A verdict about a font file holds for that content only."""
    path = tmp_path / "font.ttf"
    shutil.copy(fonts.find_font(), path)
    monkeypatch.setenv(fonts.VARIABLE, str(path))
    fonts.find_font()
    path.write_bytes(b"changed")
    with pytest.raises(FontError, match="is not a font"):
        fonts.find_font()


def test_missing_glyphs_names_exactly_the_characters_without_a_glyph():
    """Chinese, Latin and chart signs are there; emoji and unencoded characters are not; line breaks do not count."""
    assert fonts.missing_glyphs("疫情防控，發展 abc 12%\u2212…□→\r\n\t") == set()
    assert fonts.missing_glyphs("防控😀\U000f0000工作") == {"😀", "\U000f0000"}
    assert fonts.missing_glyphs("") == set()


def test_subset_font_holds_the_characters_and_nothing_more():
    """The subset maps the characters that were asked for and that the font has, and keeps its name and licence."""
    with TTFont(BytesIO(fonts.subset_font(["统筹推进", "abc", "😀"]))) as font:
        assert font.flavor == "woff2"
        assert set(font.getBestCmap()) == {ord(character) for character in "统筹推进abc"}
        assert font["name"].getBestFamilyName() == "Noto Sans SC"
        assert "OFL" in font["name"].getDebugName(14)


def test_subset_font_of_no_characters_is_still_a_font():
    """An empty text needs no special case."""
    with TTFont(BytesIO(fonts.subset_font(""))) as font:
        assert font.getGlyphOrder() == [".notdef"]


def test_subset_font_depends_on_the_set_of_characters_alone(monkeypatch):
    """Order, repetition and the time of the call do not change the bytes."""
    first = fonts.subset_font("做好工作")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert fonts.subset_font(["作工", "好做好做"]) == first
    assert fonts.subset_font("做好工作。") != first


def test_font_properties_name_the_file_and_leave_matplotlib_alone():
    """A text gets the font by its file, so neither the settings nor the font list of matplotlib change."""
    matplotlib.use("Agg")
    settings, known = matplotlib.rcParams.copy(), len(font_manager.fontManager.ttflist)
    properties = fonts.font_properties(9)
    assert properties.get_file() == os.fspath(fonts.find_font())
    assert properties.get_family() == ["Noto Sans SC"]
    assert properties.get_size_in_points() == 9
    assert matplotlib.rcParams == settings
    assert len(font_manager.fontManager.ttflist) == known

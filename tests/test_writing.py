"""Writing whole or not at all."""

from pathlib import Path

import pytest

from analysis.errors import RenderError
from analysis.writing import write_beside


def test_content_is_written_into_new_folders(tmp_path):
    """Missing folders are made, and nothing but the file is left."""
    target = tmp_path / "甲" / "乙" / "页.html"
    write_beside(target, b"\x00\xff")
    assert target.read_bytes() == b"\x00\xff"
    assert list(target.parent.iterdir()) == [target]


def test_an_older_file_is_replaced(tmp_path):
    """The new content takes the place of the old one."""
    target = tmp_path / "页.html"
    target.write_bytes(b"old and longer")
    write_beside(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_failure_leaves_the_older_file(tmp_path, monkeypatch):
    """Where the new file cannot be finished, the old one stays byte for byte and no half file is left."""
    target = tmp_path / "页.html"
    target.write_bytes(b"old")

    def fill_disk(self, data):
        self.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_disk)
    with pytest.raises(RenderError, match="No space left on device"):
        write_beside(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_refused(tmp_path):
    """A folder is not replaced by a file."""
    (tmp_path / "页.html").mkdir()
    with pytest.raises(RenderError, match=r"页\.html"):
        write_beside(tmp_path / "页.html", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["页.html"]


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path):
    """A file cannot hold a page: a RenderError, and the file stays."""
    (tmp_path / "reports").write_bytes(b"mine")
    with pytest.raises(RenderError, match="reports"):
        write_beside(tmp_path / "reports" / "页.html", b"new")
    assert (tmp_path / "reports").read_bytes() == b"mine"


def test_names_as_long_as_the_system_allows(tmp_path):
    """Chinese titles make long names: one of 250 bytes, which the file system allows, is written."""
    target = tmp_path / ("长" * 81 + "页.html"[1:])
    write_beside(target, b"new")
    assert target.read_bytes() == b"new"


def test_names_longer_than_the_system_allows_are_refused(tmp_path):
    """A name of more than 255 bytes is a RenderError like any other."""
    with pytest.raises(RenderError):
        write_beside(tmp_path / ("长" * 200 + ".html"), b"new")

"""A file takes its place only once it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.formats.beside import BesideFile, write_bytes
from pontozo.gradebook import DataError


@given(data=st.binary())
def test_bytes_are_written_as_they_are(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "report.html"
    write_bytes(path, data)
    assert path.read_bytes() == data


def test_what_stood_there_is_replaced_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_bytes(path, "új\nnew\r\n".encode())
    assert path.read_bytes() == "új\nnew\r\n".encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_on_the_last_step_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="No space left"):
        write_bytes(path, b"new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_put_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("the only copy")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    places = {
        tmp_path: "is a folder; name a file in it",
        tmp_path / "nowhere" / "report.html": "there is no such folder; make it first",
        tmp_path / "link": "is a link, which would be lost; name the file that it leads to",
    }
    for place, said in places.items():
        with pytest.raises(DataError, match=said):
            write_bytes(place, b"new")
    assert (tmp_path / "file").read_text() == "the only copy"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_what_is_dropped_was_never_there(tmp_path: Path) -> None:
    beside = BesideFile(tmp_path / "report.html")
    beside.file.write(b"half")
    beside.drop()
    assert list(tmp_path.iterdir()) == []

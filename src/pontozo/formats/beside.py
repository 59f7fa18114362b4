"""Writing a file beside its target, which takes the target's place only once it is whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import BinaryIO

from pontozo.gradebook import DataError, Fault


class BesideFile:
    """A file that is written beside `path`.

    Raises DataError where nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        self.file: BinaryIO = self._open()

    def _open(self) -> BinaryIO:
        check_place(self._path)
        try:
            return self._beside.open("xb")
        except OSError as error:
            message = f"cannot be written ({error.strerror}); choose another folder"
            raise DataError([Fault(str(self._path), message)]) from None

    def put(self, target: Path) -> None:
        """Puts the file in the place of `target`; drops it where that fails."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self._beside.replace(target)
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Leaves nothing behind."""
        try:
            self.file.close()
        finally:
            self._beside.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Writes `data` to `path`, which takes its place only once it is whole.

    Raises DataError where nothing can be written there.
    """
    beside = BesideFile(path)
    try:
        beside.file.write(data)
    except BaseException:
        beside.drop()
        raise
    beside.put(path)


def check_place(path: Path) -> None:
    """Raises DataError where no file can be put: what is written takes the place of what has its name."""
    if wrong := _wrong_place(path):
        raise DataError([Fault(str(path), wrong)])


def _wrong_place(path: Path) -> str:
    if not os.path.lexists(path):
        return "" if path.parent.is_dir() else "cannot be written: there is no such folder; make it first"
    if path.is_symlink():
        return "is a link, which would be lost; name the file that it leads to"
    if path.is_dir():
        return "is a folder; name a file in it"
    return "" if path.is_file() else "is a device or a pipe; name a file"

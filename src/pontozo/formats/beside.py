"""Writing a file beside its target, which takes the target's place only once it is whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
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
        if self._path.is_dir():
            raise self._error("is a folder; name a file in it")
        try:
            return self._beside.open("xb")
        except FileNotFoundError:
            raise self._error("cannot be written: there is no such folder; make it first") from None
        except OSError as error:
            raise self._error(f"cannot be written ({error.strerror}); choose another folder") from None

    def _error(self, message: str) -> DataError:
        return DataError([Fault(str(self._path), message)])

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


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` at the end of the block, and is gone if the block fails."""
    beside = BesideFile(path)
    try:
        yield beside.file
    except BaseException:
        beside.drop()
        raise
    beside.put(path)

"""One file to read: its bytes, its text, and what it holds if it is JSON or YAML; each looked at once."""

from __future__ import annotations

import io
import os
import re
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO

from pontozo.formats.documents import BrokenDocumentError, parse_json
from pontozo.formats.encoding import detect, first_bad_line
from pontozo.gradebook import DataError, Fault

_HEAD = 1 << 16
#: White space and byte order marks: a file of these alone is empty.
_BLANK = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"
_YAML_START = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*+(?:---|- |-\n|(?:questions|answers|title)\s*:)")
_TABLE_SUFFIXES = (".csv", ".tsv")


class Source:
    """A file to read; `name` is its path as it was given.

    Raises DataError if there is no such file, it cannot be opened, or it is empty.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)
        self.path = Path(path)
        with self.open() as file:
            self.head = file.read(_HEAD)
        if not self.head.strip(_BLANK):
            raise self.error("is empty; choose the file that holds the data")

    def fault(self, message: str, row: str = "", field: str = "") -> Fault:
        """A fault of this file."""
        return Fault(self.name, message, row, field)

    def error(self, message: str, row: str = "", field: str = "") -> DataError:
        """The error of one fault that makes the rest of the file unreadable."""
        return DataError([self.fault(message, row, field)])

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    def open(self) -> BinaryIO:
        """The file's bytes, from the start."""
        try:
            return self.path.open("rb")
        except FileNotFoundError:
            raise self.error("there is no such file; check its name and folder") from None
        except IsADirectoryError:
            raise self.error("is a folder; name a file in it") from None
        except OSError as error:
            raise self.error(f"cannot be opened ({error.strerror}); check its permissions") from None

    @cached_property
    def encoding(self) -> str:
        """The encoding of the whole file. Raises DataError where it cannot be told."""
        encoding = detect(self.open)
        if encoding is None:
            where = f"line {first_bad_line(self.open)}"
            message = "is in a wrong encoding or is no text at all; save it as UTF-8 and try again"
            raise self.error(message, where)
        return encoding

    def open_text(self) -> TextIO:
        """The file's text, from the start, its line ends as they stand."""
        encoding = self.encoding
        return io.TextIOWrapper(self.open(), encoding=encoding, newline="")

    @cached_property
    def first_line(self) -> str:
        """The first line that is not blank."""
        with self.open_text() as text:
            return next((line for line in text if line.strip()), "")

    @cached_property
    def beginning(self) -> str:
        """The first 65,536 characters."""
        with self.open_text() as text:
            return text.read(_HEAD)

    @cached_property
    def document(self) -> object:
        """What a JSON or YAML file holds; None for a file that is neither.

        Raises DataError for a file that begins like one of them and then is not.
        """
        if self._is_yaml():
            from pontozo.formats.yaml_text import parse_yaml as parse
        elif self.is_json:
            parse = parse_json
        else:
            return None
        with self.open_text() as file:
            text = file.read()
        try:
            return parse(text)
        except BrokenDocumentError as broken:
            raise self.error(str(broken), broken.place, broken.key) from None

    @property
    def is_json(self) -> bool:
        """Whether the text begins as JSON does."""
        return self.first_line.lstrip()[:1] in ("{", "[")

    def _is_yaml(self) -> bool:
        if self.suffix in (".yaml", ".yml"):
            return True
        return self.suffix not in _TABLE_SUFFIXES and _YAML_START.match(self.beginning) is not None

"""Which encoding a text file is in: told from its bytes, never assumed."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

_CHUNK = 1 << 20
#: How much of a file the guess of last resort looks at.
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_HUNGARIAN = frozenset("áéíóöőúüűÁÉÍÓÖŐÚÜŰ")
#: Signs that any language's text may hold; they speak neither for nor against an encoding.
_SIGNS = frozenset("„”“’‘–—…€§°×÷•\u00a0")
#: Text in which fewer of the other characters than this are Hungarian letters was read in the wrong encoding.
_ENOUGH = 0.75

Opener = Callable[[], BinaryIO]


def detect(start: Opener) -> str | None:
    """The encoding of the file that `start` opens anew, all of it checked; None where it cannot be told.

    A byte order mark decides; then UTF-8, if every byte agrees; then Windows-1250 and whatever charset-normalizer
    thinks of, but only if what they give reads as Hungarian or English.
    """
    with start() as file:
        head = file.read(_CHUNK)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding if _decodes(start, encoding) else None
    # UTF-16 without a mark is valid UTF-8 as long as it is English: it shows by its many zero bytes.
    if head.count(0) * 10 < len(head) and _decodes(start, "utf-8"):
        return "utf-8"
    return next((encoding for encoding in _candidates(head) if _reads_well(start, encoding)), None)


def first_bad_line(start: Opener) -> int:
    """The number of the line where a file first stops being UTF-8."""
    line = 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(start):
        try:
            line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
    return line


def _chunks(start: Opener) -> Iterator[bytes]:
    with start() as file:
        yield from iter(partial(file.read, _CHUNK), b"")


def _decoded(start: Opener, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for chunk in _chunks(start):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _decodes(start: Opener, encoding: str) -> bool:
    try:
        for _ in _decoded(start, encoding):
            pass
    except UnicodeError:
        return False
    return True


def _candidates(head: bytes) -> Iterator[str]:
    yield "cp1250"
    from charset_normalizer import from_bytes

    yield from (match.encoding for match in from_bytes(head[:_SAMPLE]))


def _reads_well(start: Opener, encoding: str) -> bool:
    """Whether the file, so decoded, holds no control characters, and hardly a letter foreign to Hungarian."""
    letters: Counter[str] = Counter()
    try:
        for text in _decoded(start, encoding):
            if _CONTROL.search(text):
                return False
            letters.update(_NOT_ASCII.findall(text))
    except UnicodeError:
        return False
    hungarian = sum(letters[letter] for letter in _HUNGARIAN)
    others = letters.total() - sum(letters[sign] for sign in _SIGNS)
    return hungarian >= _ENOUGH * others

"""Texts as workbooks hold them: characters that XML cannot hold, and errors that are no text."""

from __future__ import annotations

import re

from pontozo.formats.documents import whole_characters

EXCEL_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
LONGEST_CELL = 32_767

#: Excel writes characters that XML cannot hold, or changes, as _x000D_; and guards what only looks so as _x005F_.
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: The characters that XML cannot hold.
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CUT = " […] (cut: a spreadsheet cell holds no more)"


def decoded(value: object) -> object:
    """A cell's value with the characters that were meant."""
    if isinstance(value, str) and "_x" in value:
        return whole_characters(_CODED.sub(lambda code: chr(int(code[1], 16)), value))
    return value


def encoded(text: str) -> str:
    """`text` as a cell can hold it: without control characters, cut where it is too long."""
    guarded = _LOOKS_CODED.sub("_x005F_", text).replace("\r", "_x000D_")
    if text in EXCEL_ERRORS:
        # A student's own "#NULL!" is coded, so that it is not read back as Excel's.
        guarded = f"_x0023_{text[1:]}"
    legal = NOT_IN_XML.sub("", guarded)
    return legal if len(legal) <= LONGEST_CELL else legal[: LONGEST_CELL - len(_CUT)] + _CUT


def holds_whole(text: str) -> bool:
    """Whether a cell can hold all of `text`."""
    return decoded(encoded(text)) == text

"""Texts that a line could not hold as they are: written as JSON strings, in double quotes."""

from __future__ import annotations

import json
import re
import unicodedata

from pontozo.formats.documents import whole_characters

_SECOND_SPACE = re.compile("(?<= ) ")


def unquoted(text: str) -> str:
    """What a text that is wholly a JSON string says; any other text itself."""
    if len(text) < 2 or not text.startswith('"') or not text.endswith('"'):
        return text
    try:
        return str(whole_characters(json.loads(text)))
    except ValueError:
        return text


def quoted(text: str) -> str:
    """`text` as a JSON string of visible characters and single spaces, so that no white space of it can be lost."""
    is_composed = unicodedata.is_normalized("NFC", text)
    written = json.dumps(text, ensure_ascii=not is_composed)
    visible = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in written)
    # The spaces at the ends stand beside the quotes, and stay.
    return _SECOND_SPACE.sub(r"\\u0020", visible)


def is_plain(text: str) -> bool:
    """Whether a line can hold `text` without quotes: one line, no space that would be lost, no quote at its start."""
    return (
        text.isprintable()
        and text == " ".join(text.split())
        and not text.startswith('"')
        and unicodedata.is_normalized("NFC", text)
    )

"""JSON as plain data, with faults that say where it is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

#: Deeper than any guide; far from where Python's own recursion ends.
DEEPEST = 60
#: What is said of anything deeper.
TOO_DEEP = f"is nested more than {DEEPEST} levels deep; no form of Pontozó needs that"
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class BrokenDocumentError(ValueError):
    """A text that is not the JSON or YAML it is meant to be; `place` says where, as far as it is known."""

    def __init__(self, message: str, place: str = "", key: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.key = key


def parse_json(text: str) -> object:
    """What the JSON text holds. Control characters in texts are taken as they stand, half characters as U+FFFD.

    Raises BrokenDocumentError for anything that is not JSON, holds a key twice in one object, or is nested too deep.
    """
    try:
        value = json.loads(text, strict=False, object_pairs_hook=_once_each, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        message = f"is not valid JSON: {error.msg[0].lower()}{error.msg[1:]}; correct it or export it again"
        raise BrokenDocumentError(message, f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BrokenDocumentError(TOO_DEEP) from None
    except BrokenDocumentError:
        raise
    except ValueError as error:  # Python reads no whole number of more than some thousand digits.
        raise BrokenDocumentError(f"cannot be read: {error}") from None
    if _is_too_deep(value):
        raise BrokenDocumentError(TOO_DEEP)
    return whole_characters(value) if _ESCAPED_SURROGATE.search(text) else value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BrokenDocumentError("stands twice in one object; remove one of the two", key=twice)
    return found


def _no_number(name: str) -> object:
    raise BrokenDocumentError(f"holds {name}, which is not JSON; write null where there is no number")


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [part for each in level if isinstance(each, dict | list) for part in _parts(each)]
        if not level:
            return False
    return True


def _parts(value: dict[str, Any] | list[Any]) -> Iterator[Any]:
    yield from value.values() if isinstance(value, dict) else value


def whole_characters(value: object) -> object:
    """`value` with U+FFFD for each half of a character: what remains where a text was cut inside an emoji."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [whole_characters(part) for part in value]
    if isinstance(value, dict):
        return {_SURROGATE.sub("\ufffd", key): whole_characters(part) for key, part in value.items()}
    return value


def keys_of(document: object) -> Mapping[str, None]:
    """The keys of the objects of a list, in the order they first appear; none for anything else."""
    items = document if isinstance(document, list) else []
    return dict.fromkeys(key for item in items if isinstance(item, dict) for key in item)

"""Validation errors as sentences for people: which field, what is wrong, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pontozo.domain import show

#: The keys under which the parts of a guide stand, by each name.
_PARTS = frozenset(("guide", "scoring_guide", "all", "of", "alternatives", "deduct", "parts"))
#: What to write where a key of a question is missing, under each of its names; right in YAML and in JSON.
_GUIDE_TO_WRITE = '; write a list of criteria with their points, such as [{"criterion": "…", "points": 2}]'
_WHAT_TO_WRITE = {
    **dict.fromkeys(("guide", "scoring_guide"), _GUIDE_TO_WRITE),
    **dict.fromkeys(("text", "question"), "; write what is asked"),
}
_OWN_FIELD = re.compile(r"(\w+): (.+)", re.DOTALL)


def sentences(error: ValidationError, raw: object) -> Iterator[tuple[str, str]]:
    """Field and sentence of each error met in `raw`. Places in lists count from 1."""
    details = error.errors(include_url=False)
    for each in details:
        if any(_only_follows(each, other) for other in details):
            continue
        path = _path(each["loc"], raw)
        message = _message(each, path)
        # The domain's own messages may begin with the field of a node that they speak of.
        own = _OWN_FIELD.fullmatch(message)
        yield ".".join((*path, own[1]) if own else path), own[2] if own else message


def _only_follows(error: ErrorDetails, other: ErrorDetails) -> bool:
    """Whether a list is only called too short because the other error threw out one of its entries."""
    loc = error["loc"]
    return error["type"] == "too_short" and len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc


def _path(loc: tuple[int | str, ...], raw: object) -> tuple[str, ...]:
    """The way to the value in the data as it was written, without the tags of pydantic's unions."""
    path: list[str] = []
    last_key = ""
    at_guide = False
    for step in loc:
        is_tag = at_guide and isinstance(step, str)
        at_guide = False
        if isinstance(step, int) and isinstance(raw, list):
            path.append(str(step + 1))
            raw = raw[step] if step < len(raw) else None
            at_guide = last_key in _PARTS
        elif isinstance(step, str) and isinstance(raw, Mapping) and not is_tag:
            path.append(step)
            raw, last_key = raw.get(step), step
            at_guide = step in ("guide", "scoring_guide")
    return tuple(path)


def _message(error: ErrorDetails, path: tuple[str, ...]) -> str:
    context: dict[str, Any] = error.get("ctx", {})
    found = shown(error["input"])
    if error["input"] is None:
        return "is empty; fill it in"
    match error["type"]:
        case "value_error":
            said = str(context["error"])
            return f"must be a number, not {found}" if said.startswith("must be a number, not") else said
        case "guide_part":
            return f"{error['msg']}; found {found}"
        case "missing":
            return f"is missing{_WHAT_TO_WRITE.get(str(error['loc'][-1]), '')}"
        case "unexpected_keyword_argument":
            return "is not a known key, or says again what another key says; remove it or check its spelling"
        case "greater_than":
            return f"must be greater than {context['gt']}, not {found}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}, not {found}"
        case "less_than_equal":
            return f"must be at most {context['le']}, not {found}"
        case "string_type":
            return f"must be text, not {found}; put it in quotes"
        case "tuple_type":
            is_wording = path[-1:] and path[-1] in ("criterion", "criteria", "wordings")
            return f"must be {'text or a list of texts' if is_wording else 'a list'}, not {found}"
        case "too_short":
            return f"needs at least {context['min_length']} in its list, not {context['actual_length']}"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"must be a whole number, not {found}"
        case "string_pattern_mismatch":
            return f"must be a language code such as en or hu, not {found}"
        case "dataclass_type":
            return f"must be an object with keys of its own, not {found}"
        case _:
            return error["msg"].replace("Input should be", "must be")


def shown(value: object) -> str:
    """`value` as a sentence can hold it: short, and in no programmer's notation."""
    if value is None:
        return "nothing"
    if isinstance(value, Fraction):
        return show(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"an object with the keys {', '.join(map(str, list(value)[:8]))}" if value else "an empty object"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = str(value)
    short = text if len(text) <= 60 else f"{text[:57]}…"
    return short if isinstance(value, int | float) or re.fullmatch(r"[+-]?[\d.,]+", text) else f"'{short}'"

"""YAML as plain data, every scalar as the text that stands there, with faults that say where it is broken; and back.

Built from the parser's events rather than by a loader: so `yes`, `1.0` and `2024-01-01` stay what the teacher wrote
(numbers are read where numbers are wanted), keys that stand twice are seen, and neither depth nor aliases can exhaust
the machine.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml

from pontozo.formats.documents import DEEPEST, TOO_DEEP, BrokenDocumentError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What stands for "nothing" when it is not in quotes. NULL, with which a C++ question may be answered, does not.
_NOTHING = ("", "~", "null")

#: What YAML takes for white space or for the end of a line, unless it stands in quotes as a code.
_ENDS_LINES = re.compile("[\r\x85\u2028\u2029\ufeff]")


def parse_yaml(text: str) -> object:
    """What the YAML text holds; an empty value, `~` and `null` are None, all other scalars are texts.

    Raises BrokenDocumentError for what is not YAML, and for aliases, tags, several documents, keys that stand twice
    and depth.
    """
    _check_characters(text)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenDocumentError(_broken(error), _place(mark) if mark else "") from None
    return builder.root


def _broken(error: yaml.MarkedYAMLError) -> str:
    # PyYAML 6.0.4 and later look so far ahead that they meet a limit of their own before ours is reached.
    if error.problem and "nesting depth" in error.problem:
        return TOO_DEEP
    return (
        f"is not valid YAML: {error.problem or error.context}; put text that holds ': ' or ' #' or begins with a "
        "sign in quotes, and indent lines with spaces"
    )


def _check_characters(text: str) -> None:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds the character U+{ord(found.group()):04X}, which is no text; remove it"
        raise BrokenDocumentError(message, f"line {line}")


def _place(mark: Any) -> str:
    """The place as editors count it; YAML counts from 0."""
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _refuse(event: yaml.Event, message: str) -> NoReturn:
    raise BrokenDocumentError(message, _place(event.start_mark))


def dump_yaml(data: object) -> str:
    """The data as YAML that a person reads with ease: keys in their order, texts of several lines as blocks."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines under a "|", lists a step further in than their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (always indented)
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if _ENDS_LINES.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


class _List:
    def __init__(self) -> None:
        self.value: list[Any] = []

    def add(self, value: object, event: yaml.Event) -> None:  # noqa: ARG002 (the shape of _Mapping.add)
        self.value.append(value)


class _Mapping:
    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self._key: str | None = None

    def add(self, value: object, event: yaml.Event) -> None:
        """Takes keys and values in turn."""
        if self._key is not None:
            self.value[self._key], self._key = value, None
            return
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(event, "a key must be text; put it in quotes")
        if event.value in self.value:
            _refuse(event, f"the key {event.value!r} stands twice; remove one of the two")
        self._key = event.value


class _Builder:
    """Builds plain data from events, on a stack of its own."""

    def __init__(self) -> None:
        self.root: object = None
        self._documents = 0
        self._open: list[_List | _Mapping] = []

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
            _refuse(event, f"uses the tag {event.tag!r}; remove it, or put text that begins with '!' in quotes")
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0]
            self._add(None if is_plain and event.value in _NOTHING else event.value, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._enter(_Mapping() if isinstance(event, yaml.MappingStartEvent) else _List(), event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            _refuse(event, f"uses the alias '*{event.anchor}'; write the text out, or put it in quotes")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _refuse(event, "holds several documents; keep one, without '---' in the middle")

    def _enter(self, inside: _List | _Mapping, event: yaml.Event) -> None:
        if len(self._open) >= DEEPEST:
            _refuse(event, TOO_DEEP)
        self._add(inside.value, event)
        self._open.append(inside)

    def _add(self, value: object, event: yaml.Event) -> None:
        if self._open:
            self._open[-1].add(value, event)
        else:
            self.root = value

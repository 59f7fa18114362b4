"""Markdown as sections, lists of fields and texts, each with the line it stands in; and back without loss."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pontozo.formats.documents import BrokenDocumentError, parse_json
from pontozo.formats.guide_text.quoting import is_plain, quoted, unquoted

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: A value that stands for more than its own letters: JSON of a list, an object, a number, or text in quotes.
_JSON = re.compile(r"[\[{\"].*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.DOTALL)
_FIELD = re.compile(r"((?:[^:\"]|\"(?:[^\"\\]|\\.)*\")+?)\s*:(?:\s+(.*))?", re.DOTALL)
#: What is said of a line of a list that is no field, and of a text that Markdown would take for a part of the list.
NO_FIELD = "must be 'name: value'"
NO_GAP = "stands right below a list; leave a blank line between the two"
_QUOTE = re.compile(r" {0,3}> ?")
_FENCE = "```json"
#: The closing #s that Markdown allows behind a heading.
_CLOSING = re.compile(r"(?:^|(?<!\s)\s+)#+\s*$")
#: How deep in Markdown's tree the text of an item of an outermost list stands: list, item, paragraph.
_FIELD_LEVEL = 3


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # A line of "---" or "===" below a text is more often a student's than a heading.
    return MarkdownIt("commonmark").disable("lheading")


@dataclass(frozen=True)
class Section:
    """A heading of some level, the line it stands in, from 1, and what stands below it up to the next heading."""

    level: int
    title: str
    line: int
    body: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands below the heading."""
        return not self.body.strip()


@dataclass(frozen=True)
class Field:
    """A line "name: value" of a list. Where the line is not so, `fault` says what is wrong, and `name` is the line."""

    name: str
    value: object
    line: int
    fault: str = ""


def sections(document: str) -> list[Section]:
    """The headings of a document with what stands below each; what stands above the first is no section's."""
    lines = document.split("\n")
    found = [token for token in _outer(document) if token.type == "heading_open"]
    starts = [token.map[0] for token in found if token.map]
    ends = [*starts[1:], len(lines)][: len(starts)]
    return [
        Section(int(token.tag[1:]), _title(lines[start]), start + 1, "\n".join(lines[start + 1 : end]))
        for token, start, end in zip(found, starts, ends, strict=True)
    ]


def _outer(text: str) -> list[Token]:
    return [token for token in _parser().parse(text) if token.level == 0 and token.map and token.nesting >= 0]


def _title(line: str) -> str:
    return unquoted(_CLOSING.sub("", line.strip().lstrip("#").strip()))


def fields_and_text(section: Section) -> tuple[list[Field], str | None]:
    """The fields that stand first below a heading, and the text below them; None where there is no text."""
    body = section.body
    outer = _outer(body)
    fields: list[Field] = []
    if outer and outer[0].type == "bullet_list_open" and outer[0].map:
        lines = body.split("\n")
        end = outer[0].map[1]
        fields = list(_fields("\n".join(lines[:end]), section.line + 1))
        body = "\n".join(lines[end:])
    return fields, _text(body)


def twice(fields: Sequence[Field]) -> list[Field]:
    """The fields whose name stood before."""
    seen: set[str] = set()
    found = []
    for each in fields:
        if each.name in seen:
            found.append(each)
        seen.add(each.name)
    return found


def _fields(text: str, line: int) -> Iterator[Field]:
    lines = text.split("\n")
    for token in _parser().parse(text):
        if token.type != "inline":
            continue
        content = " ".join(token.content.split("\n"))
        start, end = token.map or (0, 0)
        place = line + start
        match = _FIELD.fullmatch(content)
        loose = [number for number in range(start + 1, end) if not lines[number].startswith((" ", "\t"))]
        if loose:
            # Markdown takes such a line for more of the item above it; who wrote it meant the text.
            yield Field(lines[loose[0]], None, line + loose[0], NO_GAP)
        elif match is None or token.level != _FIELD_LEVEL:
            yield Field(content, None, place, NO_FIELD)
        else:
            yield Field(unquoted(match[1]), _value(match[2] or ""), place)


def _value(text: str) -> object:
    """What the value says: a text, or what its JSON holds. An empty value is the empty text."""
    if not _JSON.fullmatch(text):
        return text
    try:
        return parse_json(text)
    except BrokenDocumentError:
        return text


def _text(body: str) -> str | None:
    """A text as it stands, without the marks of a quotation that it wholly is; JSON text as what it says."""
    raw = body.strip("\n")
    if not raw.strip():
        return None
    outer = _outer(raw)
    if len(outer) != 1:
        return raw
    lines = raw.split("\n")
    if outer[0].type == "blockquote_open":
        while not lines[-1].strip():
            lines.pop()
        return "\n".join(_QUOTE.sub("", line, count=1) for line in lines)
    if outer[0].type == "fence" and lines[0] == _FENCE and lines[-1] == "```":
        return unquoted("\n".join(lines[1:-1]))
    return raw


def heading(level: int, text: str) -> str:
    """A heading whose title is read as `text`."""
    plain = f"{'#' * level} {text}"
    return plain if is_plain(text) and _title(plain) == text else f"{'#' * level} {quoted(text)}"


def field_list(fields: Mapping[str, Any]) -> str:
    """The fields as a list that is read as the same."""
    return "\n".join(f"- {_written_name(name)}: {_written(value)}".rstrip() for name, value in fields.items())


def _written_name(name: str) -> str:
    return name if is_plain(name) and _reads_as(name, name, "x") else quoted(name)


def _written(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if not value or (is_plain(value) and _reads_as("x", "x", value)) else quoted(value)


def _reads_as(written: str, name: str, value: str) -> bool:
    """Whether a line so written holds this field."""
    return list(_fields(f"- {written}: {value}", 1)) == [Field(name, value, 1)]


def prose(text: str) -> str:
    """A text as it stands, where that is read as the same above the next heading; else as JSON."""
    is_safe = "\r" not in text and all(_stands_alone(text, above) for above in ("", "- x: x\n\n"))
    return text if is_safe else _fenced(text)


def _stands_alone(text: str, above: str) -> bool:
    """Whether the text is read as it stands between what is above it, a list or nothing, and the next heading."""
    found = sections(f"# x\n{above}{text}\n\n# x")
    fields = [Field("x", "x", 2)] if above else []
    return len(found) == 2 and fields_and_text(found[0]) == (fields, text)


def quotation(text: str) -> str:
    """A text as a quotation, where that is read as the same; else as JSON."""
    written = "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
    return written if "\r" not in text and _text(written) == text else _fenced(text)


def _fenced(text: str) -> str:
    return f"{_FENCE}\n{quoted(text)}\n```"

"""A text as a tree of lines, and a tree of lines as text: plain or HTML.

Who belongs to whom is told by indentation. People also write a heading that ends in a colon and, at the same
indentation, its bullets: those are the heading's, up to the next line without a bullet.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pontozo.formats.documents import DEEPEST
from pontozo.formats.guide_text.phrases import is_heading
from pontozo.formats.guide_text.words import folded, patterns
from pontozo.text.rich import blocks

#: How firmly a line is bulleted: not at all, by an ordinal, by a dash or dot. A heading owns what is firmer.
_NONE, _ORDINAL, _BULLET = range(3)

_DOT = re.compile(r"[•·◦▪●○■□‣\uf0b7]\s*|[-–—−*]\s+")
_NUMBERED = re.compile(r"(?:[0-9]{1,3}[.)]{1,2}|[A-Za-z]\))\s+(?=\S)")
#: An ordinal of which the place in the list must tell that it is one: "2. világháború" begins with a thought.
_POINTED = re.compile(r"([0-9]{1,3})\. (?=\S)")
#: The line below the headings of a table.
_RULE = re.compile(r"[|:\s-]+")
_MINUS = "- {n},? (for|if|when|ha) "


@dataclass(frozen=True)
class Line:
    """One line without bullet or indentation, and the lines below it.

    `number` is the line of the text it stood in, from 1 (of HTML: of its plain text); 0 where a program made it.
    """

    text: str
    number: int = 0
    children: tuple[Line, ...] = ()


@dataclass
class _Open:
    """A line while its children are gathered; `indent` -1 is the text itself."""

    indent: int
    firmness: int
    text: str
    number: int
    children: list[_Open] = field(default_factory=list)

    def owns(self, other: _Open) -> bool:
        if other.indent != self.indent:
            return other.indent > self.indent
        is_beside = not self.children or self.children[0].indent == self.indent
        return self.firmness < other.firmness and is_beside and (self.text.endswith(":") or is_heading(self.text))


def lines_of_text(text: str) -> tuple[Line, ...]:
    """The lines of a plain text, blank ones left out: indentation, bullets and ordinals make the tree."""
    lines = enumerate(re.split(r"\r\n|\r|\n", text), 1)
    return _tree(_typed(_cells_of_row(line), 0, number) for number, line in lines)


def _cells_of_row(line: str) -> str:
    """A row of a table in Markdown without its outer signs; nothing for the rule below its headings."""
    row = line.strip()
    if len(row) < 2 or not (row.startswith("|") and row.endswith("|")):
        return line
    return "" if _RULE.fullmatch(row) else row[1:-1]


def lines_of_html(rich: str) -> tuple[Line, ...]:
    """The lines of rich text: its lists make the tree, and, outside of them, what a plain text has."""
    return _tree(
        _Open(2 * block.depth, _BULLET, _tidy(block.text), number)
        if block.marker
        else _typed(block.text, 2 * block.depth, number)
        for number, block in enumerate(blocks(rich), 1)
    )


def text_of_lines(lines: Iterable[Line]) -> str:
    """The canonical text: "- " before each line, two spaces a level."""
    return "\n".join(f"{'  ' * depth}{_bullet(line.text)} {line.text}" for line, depth in _walk(lines))


def html_of_lines(lines: Iterable[Line]) -> str:
    """Nested lists."""
    pieces: list[str] = []
    open_lists = 0
    for line, depth in _walk(lines):
        if depth + 1 > open_lists:
            pieces.append("<ul>")
        else:
            pieces.append("</li>" + "</ul></li>" * (open_lists - depth - 1))
        open_lists = depth + 1
        pieces.append(f"<li>{html.escape(line.text)}")
    return "".join([*pieces, "</li></ul>" * open_lists])


def every_line(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines and all those below them, as they stand in the text."""
    return (line for line, _ in _walk(lines))


def _walk(lines: Iterable[Line], depth: int = 0) -> Iterator[tuple[Line, int]]:
    """Every line with its depth, on a stack of its own."""
    waiting = [(line, depth) for line in lines][::-1]
    while waiting:
        line, depth = waiting.pop()
        yield line, depth
        waiting += [(child, depth + 1) for child in reversed(line.children)]


def _bullet(text: str) -> str:
    """A dash; but not where it would be taken for a minus."""
    return "*" if _is_minus(f"- {text}") else "-"


def _is_minus(text: str) -> bool:
    return any(pattern.match(folded(text)) for pattern in patterns(_MINUS))


def _tidy(text: str) -> str:
    """Single spaces, letters and their accents in one character: words are known however they were typed."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _typed(raw: str, indent: int, number: int) -> _Open:
    """A line of which the bullet and the indentation stand in its text."""
    expanded = raw.expandtabs(4)
    text = expanded.lstrip()
    indent += len(expanded) - len(text)
    if _is_minus(_tidy(text[:80])):
        return _Open(indent, _BULLET, _tidy(text), number)
    if dot := _DOT.match(text):
        return _Open(indent, _BULLET, _tidy(text[dot.end() :]), number)
    return _Open(indent, _ORDINAL if _NUMBERED.match(text) else _NONE, _tidy(text), number)


def _tree(typed: Iterable[_Open]) -> tuple[Line, ...]:
    """Lines deeper than DEEPEST stand one level below it, where they are refused: no text can exhaust the stack."""
    root = _Open(-1, _NONE, "", 0)
    open_lines = [root]
    for line in typed:
        if not line.text:
            continue
        while len(open_lines) > 1 and not open_lines[-1].owns(line):
            open_lines.pop()
        del open_lines[DEEPEST + 1 :]
        open_lines[-1].children.append(line)
        open_lines.append(line)
    return _closed(root.children)


def _closed(opened: Sequence[_Open]) -> tuple[Line, ...]:
    texts = _unnumbered([line.text for line in opened])
    return tuple(Line(text, line.number, _closed(line.children)) for text, line in zip(texts, opened, strict=True))


def _unnumbered(texts: Sequence[str]) -> list[str]:
    """Lines beside each other without their ordinals.

    "1. " is one where the lines that begin so are counted through from 1, or at least two of them are from another
    number. "1) " and "a) " always are.
    """
    numbers = [int(found[1]) for found in map(_POINTED.match, texts) if found]
    is_counted = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    if is_counted and (numbers[0] == 1 or len(numbers) > 1):
        texts = [_POINTED.sub("", text, count=1) if _POINTED.match(text) else text for text in texts]
    return [_NUMBERED.sub("", text, count=1) if _is_closed_ordinal(text) else text for text in texts]


def _is_closed_ordinal(text: str) -> bool:
    found = _NUMBERED.match(text)
    return bool(found and ")" in found.group())

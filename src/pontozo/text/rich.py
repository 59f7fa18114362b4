"""Rich text, as Moodle's editors make it: its plain form, and the blocks it is made of.

Tags are read by the standard library's html.parser. lxml or BeautifulSoup would bring a dependency and a tree, of which
nothing is needed; and they drop what they take for an unknown tag, which in an answer about C++ is `<iostream>`. So
whatever is no HTML tag is made plain text before the parser sees it. This, and that the parser is handed nothing but
whole tags, also keeps the plain form the same from one version of Python to the next: evidence points into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

#: Lists nested more deeply than this are shown at this depth.
DEEPEST = 60

_Attributes = list[tuple[str, str | None]]

_CELLS = ("td", "th")
#: Tags at which a line ends.
_BLOCK_NAMES = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
#: Tags inside a line. Those that an editor does not make, and that a programmer may mean (`<map>`), are left out.
_INLINE_NAMES = (
    "a abbr acronym audio b bdi bdo big cite code col colgroup del dfn em embed figure font head i iframe img ins kbd "
    "label link mark math meta mfrac mi mn mo mrow msqrt msub msup q rp rt ruby s samp small span strike strong "
    "sub sup svg tt u video wbr"
)
_BLOCKS, _INLINE = frozenset(_BLOCK_NAMES.split()), frozenset(_INLINE_NAMES.split())
_NAMES = "|".join(sorted(_BLOCKS | _INLINE | set(_CELLS), key=len, reverse=True))
#: What is dropped with all that it holds, as a browser drops it: to the end, where it is not closed.
_DROPPED = re.compile(
    r"<!--.*?(?:-->|\Z)|<!doctype\b[^>]*>?|<!\[(?:if|else|endif|cdata)\b[^>]*>?|<\?xml\b[^>]*>?"
    r"|<(script|style)(?=[\s/>]).*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
#: A "<", and the tag that it begins, if it does: "a <b && c> d" is none. Office's own tags have a prefix.
_MARK = re.compile(
    rf"""<(?:(?P<tag>/?(?:{_NAMES}|(?:o|w|v|m|st1):[a-z]\w*))
    (?:\s*/?>
      | (?P<whole>\s+(?:(?:async|checked|controls|disabled|hidden|nowrap|open|reversed)\b|[a-z_:][-\w:.]*\s*=)
        (?:[^<>"']|"[^"]*"|'[^']*')*>)
      | (?P<broken>\s+[a-z_:][-\w:.]*\s*=[^<>]*>)))?""",
    re.VERBOSE | re.IGNORECASE,
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join([*_BLOCKS, *_CELLS])})(?=[\s/>])", re.IGNORECASE)
_ONE_WORD = re.compile(r"-?\w+")


@dataclass(frozen=True)
class Block:
    """One line of rich text.

    `depth` counts the lists around it; what follows in a list item after its first line is one deeper than the item.
    `marker` is "-" or "1." where the line begins a list item, else "". The text of a <pre> keeps its white space.
    """

    text: str
    depth: int = 0
    marker: str = ""


def plain_text(html: str) -> str:
    """The plain form of rich text: a line for each block, list items after "- " or "1. ", cells between " | "."""
    return "\n".join(
        "  " * block.depth + (f"{block.marker} " if block.marker else "") + block.text for block in blocks(html)
    )


def blocks(html: str) -> tuple[Block, ...]:
    """The lines of rich text in order, none of them blank.

    A text in which no tag ends a line was typed as plain text: its line ends and the spaces before its lines count.
    """
    tags = whole_tags(html)
    reader = _Reader(is_typed=not _BLOCK_TAG.search(tags))
    reader.feed(tags)
    reader.close()
    return tuple(reader.blocks)


def whole_tags(html: str) -> str:
    """The text with whole HTML tags only: whatever else begins with "<" is text, scripts and comments are gone."""
    return _MARK.sub(_tag_or_text, _DROPPED.sub("", html))


def _tag_or_text(mark: re.Match[str]) -> str:
    if not mark["tag"]:
        return "&lt;"
    return f"<{mark['tag']}>" if mark["broken"] else mark.group()


class _List:
    """An open list: the marker its next line gets, and whether an item of it is open."""

    def __init__(self, is_ordered: bool, start: str | None) -> None:
        self.is_ordered = is_ordered
        self.number = _whole(start, 1)
        self.marker = ""
        self.is_in_item = False

    def begin_item(self, value: str | None) -> None:
        self.number = _whole(value, self.number)
        self.marker = f"{self.number}." if self.is_ordered else "-"
        self.is_in_item = True
        self.number += 1

    def end_item(self) -> None:
        self.marker = ""
        self.is_in_item = False


def _whole(number: str | None, otherwise: int) -> int:
    return int(number) if number and re.fullmatch(r"[0-9]{1,6}", number) else otherwise


class _Reader(HTMLParser):
    """Collects blocks. `is_typed`: the text has no tags that end a line."""

    def set_cdata_mode(self, elem: str, **_: bool) -> None:
        """Does nothing: inside some tags, other ones in each version of Python, further tags would count as text."""

    def __init__(self, is_typed: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._is_typed = is_typed
        self._pieces: list[str] = []
        self._powers: list[int] = []  # where in the pieces the open <sup> began
        self._lists: list[_List] = []
        self._row: list[str] | None = None  # the cells of the open row that are closed
        self._pre = 0

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        self._end_line(tag)
        if tag in _CELLS and self._row is None:
            self._end_block()
            self._row = []
        match tag:
            case "ul" | "ol":
                self._lists.append(_List(tag == "ol", dict(attrs).get("start")))
            case "li":
                self._lists = self._lists or [_List(False, None)]
                self._lists[-1].begin_item(dict(attrs).get("value"))
            case "pre":
                self._pre += 1
            case "sup":
                self._powers.append(len(self._pieces))
            case "img":
                alt = " ".join((dict(attrs).get("alt") or "").split())
                self._pieces.append(f"[{alt}]" if alt else "")

    def handle_endtag(self, tag: str) -> None:
        self._end_line(tag)
        match tag:
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "li" if self._lists:
                self._lists[-1].end_item()
            case "pre":
                self._pre = max(0, self._pre - 1)
            case "sup" if self._powers:
                self._raise_to(self._powers.pop())
            case "table":
                self._end_row()

    def close(self) -> None:
        super().close()
        self._end_row()
        self._end_block()

    def _end_line(self, tag: str) -> None:
        """Ends the row, cell or line that the tag, opening or closing, ends; inside a cell a line end is a space."""
        if tag in _CELLS:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
            self._end_block()
        elif tag in _BLOCKS and self._row is not None:
            self._pieces.append(" ")
        elif tag == "br" and self._pre:
            self._pieces.append("\n")
        elif tag in _BLOCKS:
            self._end_block()

    def _raise_to(self, start: int) -> None:
        power = "".join(self._pieces[start:]).strip()
        if power:
            self._pieces[start:] = [f"^{power}" if _ONE_WORD.fullmatch(power) else f"^({power})"]

    def _end_cell(self) -> None:
        if self._row is None:
            return
        if cell := " ".join("".join(self._taken()).split()):
            self._row.append(cell)

    def _end_row(self) -> None:
        if self._row is not None:
            self._end_cell()
            cells, self._row = self._row, None
            self._add(" | ".join(cells))

    def _end_block(self) -> None:
        text = "".join(self._taken())
        for line in self._lines(text):
            self._add(line)

    def _taken(self) -> list[str]:
        pieces, self._pieces, self._powers = self._pieces, [], []
        return pieces

    def _lines(self, text: str) -> Iterator[str]:
        if self._pre:
            yield from (line.expandtabs(4).rstrip() for line in text.splitlines())
        elif self._is_typed:
            for line in text.splitlines():
                indented = line.expandtabs(4)
                indent = len(indented) - len(indented.lstrip())
                yield " " * indent + " ".join(line.split())
        else:
            yield " ".join(text.split())

    def _add(self, text: str) -> None:
        if not text.strip():
            return
        if not self._lists:
            self.blocks.append(Block(text))
            return
        top = self._lists[-1]
        is_below = top.is_in_item and not top.marker
        marker, top.marker = top.marker, ""
        self.blocks.append(Block(text, min(len(self._lists) - 1 + is_below, DEEPEST), marker))

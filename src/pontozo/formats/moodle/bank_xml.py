"""The entries of a Moodle question bank, one by one from its XML."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element, iterparse

from pontozo.formats.source import Source
from pontozo.formats.xml_faults import whole_xml

#: What may stand before the root: nothing in it is gone through twice, however long it is.
_START = re.compile(
    rb"(?>\s+|<\?.*?\?>|<!--.*?-->|(?P<doctype><!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*)?>))*+<quiz[\s/>]",
    re.DOTALL | re.IGNORECASE,
)
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


@dataclass(frozen=True)
class BankText:
    """A text of a question in one of Moodle's formats: html, moodle_auto_format, plain_text, markdown.

    `is_unescaped`: tags stand in it as they are, which Moodle itself refuses.
    """

    text: str = ""
    format: str = "html"
    has_pictures: bool = False
    is_unescaped: bool = False


@dataclass(frozen=True)
class BankEntry:
    """A question of any type; `category` is the path of the category it stands in."""

    type: str
    name: str
    idnumber: str
    category: str
    text: BankText
    guide: BankText
    default_mark: str

    @property
    def id(self) -> str:
        """What the question is called here."""
        return self.idnumber or self.name

    @property
    def place(self) -> str:
        """Where it stands, for a fault."""
        return f"question {self.name or self.idnumber!r}"


def is_question_bank(source: Source) -> bool:
    """Whether the root of the XML is Moodle's."""
    return _START.match(source.head.removeprefix(codecs.BOM_UTF8)) is not None


def bank_entries(source: Source) -> Iterator[BankEntry]:
    """The questions in order, categories left out; never more than one of them in memory.

    Raises DataError for broken XML, and for XML with a DOCTYPE: Moodle writes none, and entities declared in one can
    grow without end. A DOCTYPE can only stand before the root, where `is_question_bank` has looked.
    """
    start = _START.match(source.head.removeprefix(codecs.BOM_UTF8))
    if start is None or start["doctype"]:
        raise source.error("has a DOCTYPE, which no export of Moodle has; export the questions from Moodle again")
    with whole_xml(source, "export the questions from Moodle again"), source.open() as file:
        yield from entries_of(file)


def entries_of(file: BinaryIO) -> Iterator[BankEntry]:
    """The questions of XML that has no DOCTYPE. Raises what ElementTree raises for broken XML."""
    category = ""
    depth = 0
    root: Element | None = None
    for event, element in iterparse(file, events=("start", "end")):
        if root is None:
            root = element
        depth += 1 if event == "start" else -1
        if event == "start" or depth != 1:
            continue
        if element.tag == "question" and element.get("type") == "category":
            category = _said(element, "category/text")
        elif element.tag == "question":
            yield _entry(element, category)
        root.clear()


def _entry(element: Element, category: str) -> BankEntry:
    return BankEntry(
        type=element.get("type") or "",
        name=" ".join(_said(element, "name/text").split()),
        idnumber=_said(element, "idnumber"),
        category=category.removeprefix("$course$/").removeprefix("top/"),
        text=_text(element.find("questiontext")),
        guide=_text(element.find("graderinfo")),
        default_mark=_said(element, "defaultgrade"),
    )


def _said(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _text(element: Element | None) -> BankText:
    if element is None:
        return BankText()
    inner = element.find("text")
    text = "" if inner is None else inner.text or ""
    return BankText(
        text,
        element.get("format") or "html",
        has_pictures=element.find("file") is not None or bool(_PICTURE.search(text)),
        is_unescaped=inner is not None and len(inner) > 0,
    )

"""The XML that SemEval-2013 Task 7 and SAF share: one question, its reference answers, students' answers to it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, parse

from pontozo.formats.source import Source
from pontozo.formats.xml_faults import whole_xml

#: What may stand before the root: nothing in it is gone through twice, however long it is.
_START = re.compile(
    rb"(?>\s+|<\?.*?\?>|<!--.*?-->|(?P<doctype><!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*)?>))*+<question[\s>]",
    re.DOTALL,
)
_TEXT, _ANSWERS, _REFERENCES = "questionText", "studentAnswers", "referenceAnswers"


@dataclass(frozen=True)
class Reference:
    """A reference answer. `category` is "" where the set has none."""

    id: str
    category: str
    text: str


@dataclass(frozen=True)
class StudentAnswer:
    """A student's answer; `said` holds its attributes and what its elements but the answer itself say."""

    id: str
    place: str
    text: str
    said: Mapping[str, str]


@dataclass(frozen=True)
class QuestionXml:
    """One file. `said` holds the attributes of the question."""

    id: str
    text: str
    said: Mapping[str, str]
    references: tuple[Reference, ...]
    answers: tuple[StudentAnswer, ...]


def is_question_xml(source: Source) -> bool:
    """Whether the root of the XML is one question, as in these sets."""
    return _start(source) is not None and f"<{_TEXT}".encode() in source.head


def question_xml(source: Source) -> QuestionXml:
    """What the file holds. A question without an id is called after its file, an answer without one by its number.

    Raises DataError for broken XML, a question without a text or without references, and for a DOCTYPE: no set has
    one, and entities declared there can grow without end.
    """
    root = _root(source)
    identifier = (root.get("id") or "").strip() or source.path.stem
    text = _text(root.find(_TEXT))
    references = tuple(_references(root))
    if not text:
        raise source.error("has no text; write what is asked", f"question {identifier!r}", _TEXT)
    if not references:
        raise source.error(
            "has no reference answer, so there is nothing to grade by", f"question {identifier!r}", _REFERENCES
        )
    return QuestionXml(identifier, text, dict(root.attrib), references, tuple(_answers(root)))


def _start(source: Source) -> re.Match[bytes] | None:
    return _START.match(source.head.removeprefix(codecs.BOM_UTF8))


def _root(source: Source) -> Element:
    start = _start(source)
    if start is not None and start["doctype"]:
        raise source.error("has a DOCTYPE, which no file of these sets has; unpack the file from its archive again")
    with whole_xml(source, "unpack the file from its archive again"), source.open() as file:
        return parse(file).getroot()


def _references(root: Element) -> Iterator[Reference]:
    for element in root.iterfind(f"{_REFERENCES}/referenceAnswer"):
        if text := _text(element):
            yield Reference(element.get("id") or "", (element.get("category") or "").upper(), text)


def _answers(root: Element) -> Iterator[StudentAnswer]:
    for number, element in enumerate(root.iterfind(f"{_ANSWERS}/studentAnswer"), 1):
        identifier = (element.get("id") or "").strip()
        place = f"answer {identifier!r}" if identifier else f"answer {number}"
        response = element.find("response")
        said = {**element.attrib, **{each.tag: _text(each) for each in element if each is not response}}
        text = _text(element if response is None else response)
        yield StudentAnswer(identifier or str(number), place, text, said)


def _text(element: Element | None) -> str:
    """All text in it: tags of style were left in some answers."""
    return "" if element is None else "".join(element.itertext()).strip()

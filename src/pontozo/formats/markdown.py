"""Questions, answers and ratings as Markdown that a person reads and edits: a heading for each, guides as lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, BinaryIO

from pontozo.domain import Answer, Question
from pontozo.formats.answer_fields import standard_fields
from pontozo.formats.base import Reading, Row
from pontozo.formats.drafts import DraftError, disagreement, question_of
from pontozo.formats.guide_text import guide_lines, lines_of_text, parse_guide, text_of_lines
from pontozo.formats.items import Entry, by_id
from pontozo.formats.losses import name_losses, order_losses
from pontozo.formats.markdown_text import (
    NO_GAP,
    Section,
    field_list,
    fields_and_text,
    heading,
    prose,
    quotation,
    sections,
    twice,
)
from pontozo.formats.question_fields import question_fields
from pontozo.formats.rows import RowReader
from pontozo.formats.source import Source
from pontozo.gradebook import Fault, Gradebook
from pontozo.text.language import language_of

_GUIDE = {"en": "Guide", "hu": "Útmutató"}
_ANSWERS = {"en": "Answers", "hu": "Válaszok"}
_READ_AS_GUIDE = (
    *("guide", "scoring guide", "marking scheme"),
    *("útmutató", "értékelési útmutató", "javítási útmutató", "pontozás", "pontozási útmutató", "megoldókulcs"),
)
_READ_AS_ANSWERS = ("answers", "válaszok")
_QUESTION_FIELDS = ("language", "maximum")
_START = re.compile(
    rf"^##\s+\S.*?^###\s+(?:{'|'.join((*_READ_AS_GUIDE, *_READ_AS_ANSWERS))})[ #]*$",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
#: A bullet that guides do not know: there "+1" may be points.
_PLUS = re.compile(r"^( *)\+(?= )", re.MULTILINE)
#: What the heading of an answer, the question above it and the text below it say.
_TOLD_ELSEWHERE = ("id", "question", "answer")
_ELSEWHERE = "is told by the headings and by the text below; remove this line, or give it another name"
_TWICE = "stands twice; remove one of the two"
_BLANK_LINE = "\n\n"
#: The levels of headings.
_QUESTION, _PART, _ANSWER = 2, 3, 4


class Markdown:
    """A heading of the second level for each question; below it its text, its guide and its answers."""

    name = "Markdown with a heading for each question, and below it 'Guide' and 'Answers'"
    key = "markdown"
    suffixes = (".md", ".markdown")
    holds_questions = True

    def recognises(self, source: Source) -> bool:
        if source.suffix in self.suffixes:
            return True
        return source.suffix in ("", ".txt") and _START.search(_with_usual_ends(source.beginning)) is not None

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        with source.open_text() as text:
            document = _with_usual_ends(text.read())
        reader = _Reader(source)
        drafts = reader.drafts(document)
        drafted = [reader.question(draft) for draft in drafts]
        whole = [(draft, each) for draft, each in zip(drafts, drafted, strict=True) if each is not None]
        found, same_id = by_id(source, ((Entry(draft.place, {}), question) for draft, question in whole))
        if not drafts:
            message = "holds no questions; write a heading '## id' for each, and below it '### Guide'"
            same_id.append(source.fault(message))
        rows = RowReader(source.name, found)
        answered = [reader.row(rows, answer, question.id) for draft, question in whole for answer in draft.answers]
        faults = sorted((*reader.faults, *same_id), key=_line)
        return Reading(found, tuple(row for each in answered for row in each), faults=tuple(faults))

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return [*order_losses(gradebook), *name_losses(gradebook)]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        answers: dict[str, list[Answer]] = {}
        for _, answer in gradebook.pairs():
            answers.setdefault(answer.question, []).append(answer)
        for place, question in enumerate(gradebook.questions.values()):
            pieces = [*_question(question), *_answers(question, answers.get(question.id, ()))]
            gap = "\n" if place else ""
            file.write(f"{gap}{_BLANK_LINE.join(pieces)}\n".encode())


def _line(fault: Fault) -> int:
    """The line that a fault names; what is wrong with the whole file comes first."""
    words = fault.row.split()
    return int(words[1]) if len(words) > 1 else 0


def _with_usual_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass
class _Draft:
    """The sections that a question is made of."""

    head: Section
    guide: Section | None = None
    answers: list[Section] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.head.title

    @property
    def place(self) -> str:
        """Where it stands, for a fault."""
        return f"line {self.head.line} ({self.id})"


class _Reader:
    """Makes sections into questions and answers, and collects what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.faults: list[Fault] = []

    def _fault(self, message: str, place: str | int, name: str = "") -> None:
        self.faults.append(self._source.fault(message, place if isinstance(place, str) else f"line {place}", name))

    def drafts(self, document: str) -> list[_Draft]:
        """The questions, in order. A heading of the first level is the title of what follows it."""
        drafts: list[_Draft] = []
        part = ""
        for section in sections(document):
            if section.level < _QUESTION:
                continue
            if section.level == _QUESTION:
                drafts.append(_Draft(section))
                part = ""
            elif not drafts:
                self._fault("stands above the first question; write its heading, '## id', before it", section.line)
            elif section.level == _PART:
                part = self._part(drafts[-1], section)
            elif section.level == _ANSWER and part == "answers":
                drafts[-1].answers.append(section)
            elif part != "unknown":
                self._fault("is no heading that is known here; answers stand below '### Answers'", section.line)
        return drafts

    def _part(self, draft: _Draft, section: Section) -> str:
        """Which part of the question begins here."""
        title = section.title.casefold()
        if title in _READ_AS_GUIDE and draft.guide is None:
            draft.guide = section
            return "guide"
        if title in _READ_AS_ANSWERS:
            if not section.is_empty:
                self._fault("has text that is no answer's; write '#### id' before each answer", section.line)
            return "answers"
        known = "there may be 'Guide' and 'Answers' ('Útmutató', 'Válaszok')"
        self._fault(f"'{section.title}' is not known here, or stands twice; {known}", section.line)
        return "unknown"

    def question(self, draft: _Draft) -> Question | None:
        """The question; None, and faults, where it is not whole."""
        before = len(self.faults)
        fields, text = fields_and_text(draft.head)
        known = {each.name: each.value for each in fields}
        for each in fields:
            if each.fault == NO_GAP:
                self._fault(NO_GAP, each.line, each.name)
            elif each.fault or each.name not in _QUESTION_FIELDS:
                self._fault("is not known of a question; there may be language and maximum", each.line, each.name)
        for each in twice(fields):
            self._fault(_TWICE, each.line, each.name)
        if draft.guide is None:
            self._fault("has no guide; write '### Guide' and below it the criteria with their points", draft.place)
            return None
        parsed = parse_guide(lines_of_text(_PLUS.sub(r"\1*", draft.guide.body)))
        for problem in parsed.problems:
            line = draft.guide.line + problem.line if problem.line else draft.guide.line
            self._fault(
                f"{problem.message} (the guide says: {problem.text!r})" if problem.text else problem.message, line
            )
        if parsed.guide is None or len(self.faults) > before:
            return None
        if text is None:
            self._fault("has no text; write what is asked below its heading", draft.place)
            return None
        return self._whole(draft, text, parsed.guide, known, parsed.maximum)

    def _whole(
        self, draft: _Draft, text: str, guide: object, known: Mapping[str, object], total: Fraction | None
    ) -> Question | None:
        language = known.get("language") or None
        try:
            question = question_of({"id": draft.id, "text": text, "guide": guide, "language": language})
        except DraftError as error:
            for name, message in error.problems:
                self._fault(message, draft.place, name)
            return None
        for name, stated in (("maximum", known.get("maximum") or None), ("Guide", total)):
            if stated is not None and (wrong := disagreement(question, stated)):
                self._fault(wrong, draft.place, name)
        return question

    def row(self, rows: RowReader, section: Section, question: str) -> list[Row | Fault]:
        """The answer below a heading, or what is wrong with it."""
        fields, text = fields_and_text(section)
        place = f"line {section.line}"
        wrong = [
            *((each, each.fault) for each in fields if each.fault),
            *((each, _ELSEWHERE) for each in fields if each.name in _TOLD_ELSEWHERE),
            *((each, _TWICE) for each in twice(fields)),
        ]
        faults = [self._source.fault(message, f"line {each.line}", each.name) for each, message in wrong]
        if text is None:
            message = "has no text; write it as a quotation, lines that begin with '>', a blank one as '>' alone"
            faults.append(self._source.fault(message, place, "answer"))
        if faults:
            return list(faults)
        values = {"id": section.title, **{each.name: each.value for each in fields}, "answer": text}
        return rows.read(values, place, question)


def _question(question: Question) -> Iterator[str]:
    """The pieces of a question, to be parted by blank lines."""
    language = language_of(question)
    yield heading(_QUESTION, question.id)
    yield field_list(_question_fields(question))
    yield prose(question.text)
    yield heading(_PART, _GUIDE.get(language, _GUIDE["en"]))
    yield text_of_lines(guide_lines(question.guide, language))


def _question_fields(question: Question) -> dict[str, Any]:
    fields = question_fields(question)
    return {name: fields[name] for name in _QUESTION_FIELDS if name in fields}


def _answers(question: Question, answers: Sequence[Answer]) -> Iterator[str]:
    """The pieces of the answers to it."""
    if answers:
        yield heading(_PART, _ANSWERS.get(language_of(question), _ANSWERS["en"]))
    for answer in answers:
        yield heading(_ANSWER, answer.id)
        if fields := _fields(answer, question):
            yield field_list(fields)
        yield quotation(answer.html or answer.text)


def _fields(answer: Answer, question: Question) -> dict[str, Any]:
    """What stands between the heading of an answer and its text."""
    own = {name: value for name, value in standard_fields(answer).items() if name not in _TOLD_ELSEWHERE}
    return {name: _people_write(name, value, question) for name, value in own.items()}


def _people_write(name: str, value: Any, question: Question) -> Any:
    """Outcomes in the order of the guide, with commas between them, where that can be read; all else as it is."""
    if name != "outcomes" or tuple(value) != question.criterion_ids:
        return value
    listed = ", ".join(value.values())
    is_safe = [each.strip() for each in listed.split(",")] == list(value.values())
    return listed if is_safe and not listed.startswith(("[", "{", '"')) else value

"""Moodle's question bank as XML ("Moodle XML format"): its essay questions, read and written."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from pontozo.domain import Question
from pontozo.formats.base import Reading
from pontozo.formats.losses import answer_losses
from pontozo.formats.moodle.bank_questions import BankQuestions, guide_of, named
from pontozo.formats.moodle.bank_text import plain_form
from pontozo.formats.moodle.bank_writing import LARGEST_MARK, LONGEST_ID, write_bank
from pontozo.formats.moodle.bank_xml import bank_entries, entries_of, is_question_bank
from pontozo.formats.source import Source
from pontozo.gradebook import Gradebook


class MoodleQuestionBank:
    """Essay questions, their guides in "Information for graders"; questions of other types are left out, and told of.

    A question is called by its ID number, or by its name where it has none.
    """

    name = "question bank of Moodle, exported as 'Moodle XML format'"
    key = "moodle-xml"
    suffixes = (".xml",)
    holds_questions = True

    def recognises(self, source: Source) -> bool:
        return is_question_bank(source)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        bank = BankQuestions(source, bank_entries(source))
        return Reading(bank.questions, faults=tuple(bank.faults), notes=bank.notes)

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return [*answer_losses(gradebook), *_question_losses(gradebook.questions.values())]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        write_bank(file, gradebook.questions.values())


def _question_losses(questions: Iterable[Question]) -> Iterator[str]:
    """What does not come back when the questions are read again, and what Moodle has no room for."""
    lost: dict[str, list[str]] = {}
    for question in questions:
        for what in _losses(question):
            lost.setdefault(what, []).append(question.id)
    return (what.format(named(ids, "question")) for what, ids in lost.items())


def _losses(question: Question) -> Iterator[str]:
    file = io.BytesIO()
    write_bank(file, [question])
    file.seek(0)
    back = next(entries_of(file))
    if question.language:
        yield "the language of {}; it is told from the text again"
    if back.id != question.id or _is_no_line(question.id) or len(question.id) > LONGEST_ID:
        yield (
            "the whole id of {}: white space other than single spaces, control characters, more than "
            f"{LONGEST_ID} characters"
        )
    if plain_form(back.text) != question.text:
        yield "the whole text of {}: blank lines, spaces at the ends of lines, tabs, control characters"
    if guide_of(back).guide != question.guide:
        yield "the whole guide of {}: it reads back as another one, or not at all"
    if question.maximum > LARGEST_MARK:
        yield f"the default mark of {{}}: Moodle has room for {LARGEST_MARK} at most"


def _is_no_line(text: str) -> bool:
    return text != " ".join(text.split())

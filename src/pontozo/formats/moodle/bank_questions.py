"""The essay questions of a Moodle question bank, made into questions; what cannot be, into faults and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from pontozo.counting import counted
from pontozo.domain import Question, exact, show
from pontozo.formats.drafts import DraftError, disagreement, question_of
from pontozo.formats.guide_text import GuideText, Line, parse_guide
from pontozo.formats.moodle.bank_text import lines_of, plain_form
from pontozo.formats.moodle.bank_xml import BankEntry
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

ESSAY = "essay"
#: What holds information and no question.
_SILENT = ("description",)
_HOW = "write a line for each thought there, such as '1 point: …'"
#: Moodle keeps marks as whole numbers of this part of a point.
_PARTS = 10_000_000
_MOST_NAMES = 5


class BankQuestions:
    """Makes the entries of a bank into `questions`, and collects `faults` and `notes`."""

    def __init__(self, source: Source, entries: Iterable[BankEntry]) -> None:
        self._source = source
        self._places: dict[str, BankEntry] = {}
        self._without_guide: list[str] = []
        self._prose: list[str] = []
        self._pictures: list[str] = []
        self._others: dict[str, list[str]] = {}
        self.questions: dict[str, Question] = {}
        self.faults: list[Fault] = []
        self._marks: list[Fault] = []
        for entry in entries:
            if entry.type == ESSAY:
                self._essay(entry)
            elif entry.type not in _SILENT:
                self._others.setdefault(entry.type, []).append(entry.name)
        if not self.questions and not self.faults:
            message = f"holds no essay question with a scoring guide in 'Information for graders'; {_HOW}"
            self.faults.append(source.fault(message))

    @property
    def notes(self) -> tuple[Fault, ...]:
        """What was left out, one note for each reason."""
        return (*map(self._source.fault, self._left_out()), *self._marks)

    def _left_out(self) -> Iterator[str]:
        if self._without_guide:
            left_out = named(self._without_guide, "essay question")
            yield f"left out {left_out} with nothing in 'Information for graders'; {_HOW}"
        if self._prose:
            left_out = named(self._prose, "essay question")
            yield f"left out {left_out} with 'Information for graders' of which no line is understood; {_HOW}"
        if self._pictures:
            yield f"left out pictures and files that stand in the text of {named(self._pictures, 'question')}"
        for kind, names in self._others.items():
            left_out = named(names, f"{kind} question".lstrip())
            yield f"left out {left_out}; only essay questions are graded here"

    def _fault(self, entry: BankEntry, message: str, where: str = "", field: str = "") -> None:
        self.faults.append(self._source.fault(message, f"{entry.place}{where}", field))

    def _essay(self, entry: BankEntry) -> None:
        if entry.text.is_unescaped or entry.guide.is_unescaped:
            self._fault(
                entry, "holds tags that are not escaped, which Moodle refuses too; write <text><![CDATA[…]]></text>"
            )
            return
        lines = lines_of(entry.guide)
        if not lines:
            self._without_guide.append(entry.name)
            return
        written = guide_of(entry)
        if written.problems and _is_prose(lines, written):
            self._prose.append(entry.name)
            return
        if entry.text.has_pictures:
            self._pictures.append(entry.name)
        if self._is_named_before(entry):
            return
        for problem in written.problems:
            where = f", line {problem.line} of the guide" if problem.line else ", the guide"
            self._fault(entry, f"{shown(problem.text)} {problem.message}" if problem.text else problem.message, where)
        if not written.problems:
            self._add(entry, written)

    def _add(self, entry: BankEntry, written: GuideText) -> None:
        raw = {"id": entry.id, "text": plain_form(entry.text), "guide": written.guide}
        try:
            question = question_of(raw)
        except DraftError as error:
            for field, message in error.problems:
                self._fault(entry, message, field=field)
            return
        if written.maximum is not None and (wrong := disagreement(question, written.maximum)):
            self._fault(entry, wrong, ", the guide")
            return
        self.questions[question.id] = question
        mark = _number(entry.default_mark)
        if mark is not None and not _same_mark(mark, question.maximum):
            self._marks.append(self._source.fault(_two_marks(mark, question), entry.place))

    def _is_named_before(self, entry: BankEntry) -> bool:
        """Whether another question has its id; if so, that is a fault."""
        identifier = entry.id
        other = self._places.setdefault(identifier, entry)
        if other is entry:
            return False
        kind = "ID number" if entry.idnumber else "name"
        message = (
            f"has the {kind} {identifier!r} (in {shown(entry.category)}), and so has {other.place} (in "
            f"{shown(other.category)}); answers could not tell which is meant: give each question an ID number of its "
            "own in Moodle, or rename one"
        )
        self._fault(entry, message, field="idnumber" if entry.idnumber else "name")
        return True


def guide_of(entry: BankEntry) -> GuideText:
    """What its grader information says."""
    return parse_guide(lines_of(entry.guide), expected=_number(entry.default_mark))


def named(names: Sequence[str], noun: str) -> str:
    """How many there are, and the names of the first: "2 essay questions ('a', 'b')"."""
    listed = ", ".join(map(repr, names[:_MOST_NAMES])) + (", …" if len(names) > _MOST_NAMES else "")
    return f"{counted(len(names), noun)} ({listed})"


def _number(written: str) -> Fraction | None:
    try:
        return exact(written)
    except ValueError:
        return None


def _same_mark(mark: Fraction, maximum: Fraction) -> bool:
    return round(mark * _PARTS) == round(maximum * _PARTS)


def _two_marks(mark: Fraction, question: Question) -> str:
    maximum = show(question.maximum)
    return (
        f"its default mark in Moodle is {show(mark)}, and its guide comes to {maximum}; scores are out of {maximum} "
        "here, so scale them when you enter them in Moodle, or correct one of the two"
    )


def _is_prose(lines: Sequence[Line], written: GuideText) -> bool:
    """Whether nothing of the text is a guide: no line by itself, nor what lines make together."""
    texts = list(_texts(lines))
    if any(parse_guide([Line(text)]).guide for text, _ in texts):
        return False
    wrong = {problem.text for problem in written.problems}
    return all(text in wrong for text, is_leaf in texts if is_leaf and not text.endswith(":"))


def _texts(lines: Sequence[Line]) -> Iterator[tuple[str, bool]]:
    """The text of every line, and whether nothing stands below it."""
    for line in lines:
        yield line.text, not line.children
        yield from _texts(line.children)

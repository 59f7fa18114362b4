"""A grader: rules, a scorer, the decision, a comment, confidence."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from pontozo.confidence import Calibration
from pontozo.domain import (
    LONGEST_ANSWER,
    Answer,
    Finding,
    Grade,
    Judgement,
    Leaf,
    Levels,
    Outcome,
    Question,
    Reason,
    Task,
    Verdict,
    counting,
    decide,
    decide_total,
    score,
    total_spread,
)
from pontozo.gradebook import Gradebook, Seen
from pontozo.scorers.base import Scorer
from pontozo.screening import screen
from pontozo.text.canonical import Canonical, canonical
from pontozo.text.language import language_of
from pontozo.wording import blank_comment, comment, reason, whole_comment

#: How many answers, and of how many characters together, go to the scorer at once: enough to fill its batches, few
#: enough to show progress and to keep memory flat.
_BATCH, _BATCH_CHARACTERS = 64, 100_000
#: How many judgements are remembered, so that equal answers are judged once.
_REMEMBERED = 20_000


@dataclass(frozen=True)
class _Entry:
    """An answer on its way: with its question, its language, its canonical form, and why no scorer sees it."""

    question: Question
    answer: Answer
    language: str
    canonical: Canonical
    screened: str

    @cached_property
    def key(self) -> bytes:
        """What makes two answers the same; a digest, since long answers are remembered too."""
        return hashlib.blake2b(f"{self.question.revision}{self.canonical.text}".encode(), digest_size=16).digest()


@dataclass(frozen=True)
class Grader:
    """A scorer with its calibration: what is trained, saved, loaded and served.

    `name` says what produced a grade: the grader's name and, once saved, the beginning of its hash. `seen` are the
    answers that it was fitted or calibrated on: measured on these, it looks better than it is. None where that is not
    known.
    """

    scorer: Scorer
    calibration: Calibration = field(default_factory=Calibration)
    name: str = "unsaved"
    seen: Seen | None = None

    def grade(self, question: Question, answer: str | Answer) -> Grade:
        """The grade of one answer."""
        if isinstance(answer, str):
            answer = Answer(answer, question=question.id)
        return next(self.grade_many([(question, answer)]))

    def grade_many(self, answers: Gradebook | Iterable[tuple[Question, Answer]]) -> Iterator[Grade]:
        """A grade for each answer, in their order, as they come: memory does not grow with their number.

        Every answer gets one: a score, or why it is unscored. Equal answers (in canonical form) are judged once.
        """
        pairs = answers.pairs() if isinstance(answers, Gradebook) else answers
        remembered: OrderedDict[bytes, Judgement] = OrderedDict()
        for batch in _batches(_enter(question, answer) for question, answer in pairs):
            fresh = {entry.key: entry for entry in batch if not entry.screened and entry.key not in remembered}
            judged = self._judge([Task(entry.question, entry.canonical.text) for entry in fresh.values()])
            remembered.update(zip(fresh, judged, strict=True))
            for entry in batch:
                yield self._screened(entry) if entry.screened else self._graded(entry, remembered[entry.key])
            while len(remembered) > _REMEMBERED:
                remembered.popitem(last=False)

    def _judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        """The scorer's judgements; where it fails on a batch, task by task, so that one answer costs no other."""
        if not tasks:
            return []
        try:
            judgements = list(self.scorer.judge(tasks))
            if len(judgements) != len(tasks):
                raise ValueError(f"{len(judgements)} judgements for {len(tasks)} answers")
        except Exception as error:
            if len(tasks) == 1:
                return [Judgement(unscored=f"{type(error).__name__}: {error}")]
            return [judgement for task in tasks for judgement in self._judge([task])]
        return [_sound(task, judgement) for task, judgement in zip(tasks, judgements, strict=True)]

    def _graded(self, entry: _Entry, judgement: Judgement) -> Grade:
        question = entry.question
        if judgement.unscored:
            return self._unscored(entry, reason("scorer_failed", entry.language, judgement.unscored))
        if judgement.whole:
            points = decide_total(judgement.whole)
            told = whole_comment(float(points), float(question.maximum), entry.language)
            return self._scored(entry, judgement, points, judgement.whole[points], (), told)
        decided = [
            decide(criterion.outcomes, verdict.distribution)
            for criterion, verdict in zip(question.criteria, judgement.verdicts, strict=True)
        ]
        points = score(question, decided)
        probability = total_spread(question, judgement.verdicts)[points]
        findings = _findings(entry, decided, judgement.verdicts)
        return self._scored(entry, judgement, points, probability, findings, comment(findings, entry.language))

    def _scored(
        self,
        entry: _Entry,
        judgement: Judgement,
        points: Fraction,
        probability: float,
        findings: tuple[Finding, ...],
        comment: str,
    ) -> Grade:
        criteria = len(entry.question.criteria)
        confidence = self.calibration.confidence(min(probability, 1.0), criteria, entry.language)
        doubts = [self.calibration.review(confidence), "shortened" if judgement.is_shortened else ""]
        return self._grade(
            entry,
            score=float(points),
            findings=findings,
            comment=comment,
            confidence=confidence,
            review=tuple(reason(doubt, entry.language) for doubt in doubts if doubt),
        )

    def _screened(self, entry: _Entry) -> Grade:
        if entry.screened != "blank":
            return self._unscored(entry, reason(entry.screened, entry.language))
        lowest = [_nothing(criterion) for criterion in entry.question.criteria]
        verdicts = [
            Verdict([float(outcome == nothing) for outcome in criterion.outcomes])
            for criterion, nothing in zip(entry.question.criteria, lowest, strict=True)
        ]
        findings = _findings(entry, lowest, verdicts)
        return self._grade(
            entry, score=0.0, findings=findings, comment=blank_comment(entry.language), confidence=1.0, review=()
        )

    def _unscored(self, entry: _Entry, why: Reason) -> Grade:
        return self._grade(entry, score=None, findings=(), comment="", confidence=None, review=(why,), unscored=why)

    def _grade(
        self,
        entry: _Entry,
        *,
        score: float | None,
        findings: tuple[Finding, ...],
        comment: str,
        confidence: float | None,
        review: tuple[Reason, ...],
        unscored: Reason | None = None,
    ) -> Grade:
        return Grade(
            answer=entry.answer.id,
            question=entry.question.id,
            score=score,
            max_score=float(entry.question.maximum),
            findings=findings,
            comment=comment,
            confidence=confidence,
            review=review,
            unscored=unscored,
            grader=self.name,
            revision=entry.question.revision,
            language=entry.language,
        )


def _sound(task: Task, judgement: object) -> Judgement:
    """The judgement, if it is one of this task; a scorer may come from another package."""
    if not isinstance(judgement, Judgement):
        return Judgement(unscored=f"it gave {type(judgement).__name__}, not a judgement")
    return judgement if judgement.unscored or judgement.fits(task) else Judgement(unscored="it does not fit the guide")


def _enter(question: Question, answer: Answer) -> _Entry:
    language = language_of(question)
    if len(answer.text) > LONGEST_ANSWER:
        return _Entry(question, answer, language, Canonical("", ()), "too_long")
    form = canonical(answer.text)
    return _Entry(question, answer, language, form, screen(question, form.text, language))


def _batches(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    batch: list[_Entry] = []
    characters = 0
    for entry in entries:
        batch.append(entry)
        characters += len(entry.canonical.text)
        if len(batch) == _BATCH or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _nothing(criterion: Leaf) -> Outcome:
    """The outcome of a criterion of which nothing stands in the answer."""
    return next((each for each in criterion.outcomes if each.name == "missing"), criterion.outcomes[0])


def _findings(entry: _Entry, decided: Sequence[Outcome], verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    question = entry.question
    counts = counting(question.guide, [outcome.credit for outcome in decided])
    rows = zip(question.criteria, question.criterion_ids, question.deductions, decided, verdicts, counts, strict=True)
    return tuple(
        _finding(entry, criterion, outcome, verdict, identifier=identifier, deducts=deducts, counts=counted)
        for criterion, identifier, deducts, outcome, verdict, counted in rows
    )


def _finding(
    entry: _Entry, criterion: Leaf, outcome: Outcome, verdict: Verdict, *, identifier: str, deducts: bool, counts: bool
) -> Finding:
    spans = tuple(entry.canonical.stored(span) for span in verdict.evidence)
    earned = outcome.credit * criterion.points
    return Finding(
        criterion=identifier,
        wording=_wording(criterion, outcome, verdict).strip().rstrip("."),
        outcome=outcome.name,
        credit=float(outcome.credit),
        points=float(criterion.points),
        earned=float(-earned if deducts else earned) + 0.0,
        probability=verdict.distribution[criterion.outcomes.index(outcome)],
        counts=counts,
        deducts=deducts,
        evidence=tuple(span.of(entry.answer.text) for span in spans),
        spans=spans,
    )


def _wording(criterion: Leaf, outcome: Outcome, verdict: Verdict) -> str:
    """The wording that the answer comes nearest to; of a described scale, what the level reached says."""
    if isinstance(criterion, Levels):
        return criterion.levels[criterion.outcomes.index(outcome)].text
    # Of a thought that is not there, the first wording tells the student best what it is.
    return criterion.wordings[verdict.wording if outcome.credit or outcome.name == "contradicted" else 0]

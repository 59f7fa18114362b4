"""Everything that can be told of a grader from rated answers: what `pontozo evaluate` measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from pontozo.errors import UserError
from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.baselines import baseline_scores
from pontozo.evaluation.cases import Case, Cases
from pontozo.evaluation.conclusion import conclude
from pontozo.evaluation.confusion import confusion_of
from pontozo.evaluation.curves import coverage, reliability
from pontozo.evaluation.disagreements import disagreements_of
from pontozo.evaluation.fairness import Fairness, fairness
from pontozo.evaluation.figures import measure
from pontozo.evaluation.metrics import Array, quadratic_weighted_kappa
from pontozo.evaluation.parts import Drawing, criterion_parts, label_parts, part_of, parts_by
from pontozo.evaluation.people import people_of
from pontozo.evaluation.results import Baseline, Evaluation, Part, Seen, Source
from pontozo.gradebook import Gradebook, trait
from pontozo.gradebook import Seen as Fitted
from pontozo.text.canonical import canonical

#: By these columns answers are always told apart, where they differ in them.
_USUAL_COLUMNS = ("language", "group")
NEW_QUESTIONS, NEW_ANSWERS, SEEN_ANSWERS = "new questions", "new answers to questions seen", "answers seen"


@dataclass(frozen=True)
class Plan:
    """How to measure: names for people, and what to tell apart.

    `columns` are told apart besides language and group; `group` names the column that fairness is told by. `seen` is
    what the grader was fitted on, None where that is not known; `learnt_from` are rated answers that baselines may
    learn from, else they learn by folds over the answers measured. `review_below` is the grader's own threshold.
    """

    data: str = ""
    grader: str = ""
    protocol: str = "as it is"
    rater: str = ""
    columns: Sequence[str] = ()
    group: str | None = None
    seen: Fitted | None = None
    learnt_from: Gradebook | None = None
    review_below: float = 0.5
    disagreements: int = 20
    drawing: Drawing = field(default_factory=Drawing)


def evaluate(found: Cases, plan: Plan) -> Evaluation:
    """All figures of these cases.

    Raises UserError where no answer is rated.
    """
    if not found.cases:
        raise UserError(
            f"{plan.data}: no answer has a rating that comes to a score; give answers with people's scores or outcomes"
        )
    cases, scored, drawing = found.cases, found.scored, plan.drawing
    overall = part_of("all", cases, drawing)
    people = people_of(cases, drawing)
    baselines = _baselines(scored, plan)
    return Evaluation(
        source=_source(plan),
        unrated=found.unrated,
        unscored=Counter(case.grade.unscored.code for case in cases if case.grade.unscored is not None),
        seen=_seen(cases, plan.seen),
        overall=overall,
        without=_without(cases, plan),
        labels=label_parts(scored, drawing),
        people=people,
        baselines=baselines,
        conclusion=conclude(overall, baselines, people),
        confusion=confusion_of(cases),
        reliability=reliability(scored),
        coverage=coverage(scored, len(cases), plan.review_below),
        questions=parts_by(lambda case: case.question.id, cases, drawing),
        criteria=criterion_parts(scored),
        columns=_columns(cases, plan),
        fairness=_fairness(scored, plan),
        disagreements=disagreements_of(scored, plan.disagreements),
    )


def _source(plan: Plan) -> Source:
    return Source(
        data=plan.data,
        grader=plan.grader,
        protocol=plan.protocol,
        rater=plan.rater,
        date=datetime.now(UTC).date().isoformat(),
        pontozo=version("pontozo"),
        seed=plan.drawing.seed,
        resamples=plan.drawing.count,
    )


def _seen(cases: Sequence[Case], seen: Fitted | None) -> Seen:
    if seen is None:
        return Seen(known=False, answers=0, questions=0)
    questions = {case.question.id: case.question for case in cases}
    return Seen(
        known=True,
        answers=sum(seen.holds(case.question, case.answer) for case in cases),
        questions=sum(seen.holds_question(question) for question in questions.values()),
    )


def _without(cases: Sequence[Case], plan: Plan) -> tuple[Part, ...]:
    """The overall figures without answers that make a grader look better than it is, where there are any."""
    seen = plan.seen
    left_out: Mapping[str, Callable[[Case], bool]] = {
        "seen answers": lambda case: seen is not None and seen.holds(case.question, case.answer),
        "blank answers": lambda case: not canonical(case.answer.text).text,
    }
    parts = []
    for name, is_out in left_out.items():
        kept = [case for case in cases if not is_out(case)]
        if len(kept) < len(cases):
            parts.append(part_of(name, kept, plan.drawing))
    return tuple(parts)


def _columns(cases: Sequence[Case], plan: Plan) -> Mapping[str, tuple[Part, ...]]:
    """By what answers are told apart: those columns that were asked for, and the usual ones that differ."""
    asked = dict.fromkeys([*plan.columns, *([plan.group] if plan.group else [])])
    parts = {name: _by_trait(name, cases, plan) for name in dict.fromkeys([*_USUAL_COLUMNS, *asked])}
    told = {name: own for name, own in parts.items() if name in asked or len(own) > 1}
    if plan.seen is not None and plan.seen.questions:
        told["seen"] = parts_by(_familiarity(plan.seen), cases, plan.drawing)
    return told


def _by_trait(name: str, cases: Sequence[Case], plan: Plan) -> tuple[Part, ...]:
    return parts_by(lambda case: trait(case.question, case.answer, name), cases, plan.drawing)


def _familiarity(seen: Fitted) -> Callable[[Case], str]:
    """How near an answer is to what the grader was fitted on: the kinds that published figures tell apart."""

    def kind(case: Case) -> str:
        if seen.holds(case.question, case.answer):
            return SEEN_ANSWERS
        return NEW_ANSWERS if seen.holds_question(case.question) else NEW_QUESTIONS

    return kind


def _baselines(scored: Sequence[Case], plan: Plan) -> tuple[Baseline, ...]:
    if not scored:
        return ()
    found = baseline_scores(scored, plan.learnt_from, plan.drawing.seed)
    return tuple(_baseline(name, scored, machine, plan.drawing) for name, machine in found.items())


def _baseline(name: str, scored: Sequence[Case], machine: Array, drawing: Drawing) -> Baseline:
    drawn = drawing.resamples(scored)
    (human, own), (_, other) = scores_of(scored).shares, scores_of(scored, machine).shares
    both = quadratic_weighted_kappa.of([*human, *human], [*other, *own])
    difference = drawn.difference(both)
    return Baseline(name, measure(scores_of(scored, machine), drawn), difference.more, difference.p)


def _fairness(scored: Sequence[Case], plan: Plan) -> Fairness | None:
    """Between the groups of the named column, or of the answers' own group; None where there is but one."""
    groups = [trait(case.question, case.answer, plan.group or "group") for case in scored]
    if len(set(groups)) < 2:
        return None
    human, machine = scores_of(scored).shares
    # A group is made of students; where these are not known, questions stand for what would differ another time.
    known = all(case.answer.student for case in scored)
    units = [case.answer.student if known else case.question.id for case in scored]
    return fairness(human, machine, groups, units)

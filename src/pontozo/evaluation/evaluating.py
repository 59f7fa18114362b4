"""Everything that can be told of a grader from rated answers: what `pontozo evaluate` measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
from pontozo.evaluation.figures import compare, measure
from pontozo.evaluation.intervals import Resamples
from pontozo.evaluation.metrics import Array
from pontozo.evaluation.parts import Drawing, criterion_parts, label_parts, part_of, parts_by
from pontozo.evaluation.people import people_of
from pontozo.evaluation.results import Baseline, Evaluation, Method, Part, Seen, Source
from pontozo.gradebook import Gradebook, trait
from pontozo.gradebook import Seen as Fitted
from pontozo.text.canonical import canonical

#: By these columns answers are always told apart, where they differ in them.
_USUAL_COLUMNS = ("language", "group")
_SEEN, _BLANK = "seen answers", "blank answers"
#: Differences between more groups than this are not told: each would rest on few answers, and take long.
MOST_GROUPS = 40
#: How near an answer is to what the grader was fitted on.
NEW_QUESTIONS, NEW_ANSWERS, SEEN_ANSWERS = "new questions", "new answers to questions seen", "answers seen"
BLANK_ANSWERS = "blank answers"


@dataclass(frozen=True)
class Plan:
    """How to measure: names for people, and what to tell apart.

    `columns` are told apart besides language and group; `group` names the column that fairness is told by. `seen` is
    what the grader was fitted on, None where that is not known; `learnt_from` are rated answers that baselines may
    learn from, else they learn by folds over the answers measured, which keep together what `baselines_by` names, as
    the grader's own folds do. `review_below` is the grader's own threshold.
    """

    data: str = ""
    grader: str = ""
    method: Method = field(default_factory=Method)
    rater: str = ""
    columns: Sequence[str] = ()
    group: str | None = None
    seen: Fitted | None = None
    learnt_from: Gradebook | None = None
    baselines_by: str = "answer"
    review_below: float = 0.5
    disagreements: int = 10
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
    familiar = _Familiarity(cases, plan.seen)
    overall = part_of("all", cases, drawing)
    without = _without(cases, familiar, drawing)
    # What was learnt by heart, or is graded by rule, decides nothing.
    fresh = [case for case, kind in zip(cases, familiar.kinds, strict=True) if kind in (NEW_ANSWERS, NEW_QUESTIONS)]
    judged = [case for case in fresh if case.grade.score is not None]
    people = people_of(fresh, drawing)
    baselines = _baselines(judged, plan)
    covered = coverage(judged, len(fresh), plan.review_below) if judged else None
    fair = _fairness(judged, plan)
    return Evaluation(
        source=_source(plan),
        unrated=found.unrated,
        unscored=Counter(case.grade.unscored.code for case in cases if case.grade.unscored is not None),
        seen=familiar.counts(),
        overall=overall,
        without=without,
        labels=label_parts(scored, drawing),
        people=people,
        baselines=baselines,
        conclusion=conclude(without[0] if without else overall, baselines, people, covered, fair),
        confusion=confusion_of(cases),
        reliability=reliability(judged),
        coverage=covered,
        questions=parts_by([case.question.id for case in cases], cases, drawing),
        criteria=criterion_parts(scored),
        columns=_columns(cases, plan),
        familiarity=parts_by(familiar.kinds, cases, drawing) if len(set(familiar.kinds)) > 1 else (),
        fairness=fair,
        disagreements=disagreements_of(scored, plan.disagreements),
    )


class _Familiarity:
    """How near each answer is to what the grader was fitted on: the kinds that published figures tell apart."""

    def __init__(self, cases: Sequence[Case], seen: Fitted | None) -> None:
        self._seen = seen
        questions = {case.question.id: case.question for case in cases}
        self._known = {name for name, each in questions.items() if seen is not None and seen.holds_question(each)}
        self.kinds = [self._kind(case) for case in cases]

    def _kind(self, case: Case) -> str:
        if _is_blank(case.answer.text):
            return BLANK_ANSWERS
        if self._seen is not None and self._seen.holds(case.question, case.answer):
            return SEEN_ANSWERS
        return NEW_ANSWERS if case.question.id in self._known else NEW_QUESTIONS

    def counts(self) -> Seen:
        return Seen(self._seen is not None, self.kinds.count(SEEN_ANSWERS), len(self._known))


def _is_blank(text: str) -> bool:
    # A letter or a digit tells at once; what has none may still hold a sign, or nothing that can be seen.
    return not any(map(str.isalnum, text)) and not canonical(text).text


def _source(plan: Plan) -> Source:
    return Source(
        data=plan.data,
        grader=plan.grader,
        method=plan.method,
        rater=plan.rater,
        date=datetime.now(UTC).date().isoformat(),
        pontozo=version("pontozo"),
        seed=plan.drawing.seed,
        resamples=plan.drawing.count,
    )


def _without(cases: Sequence[Case], familiar: _Familiarity, drawing: Drawing) -> tuple[Part, ...]:
    """The overall figures without answers that make a grader look better than it is, where there are any.

    The first of them leaves out most: those seen and the blank ones.
    """
    left_out = {_SEEN: {SEEN_ANSWERS, BLANK_ANSWERS}, _BLANK: {BLANK_ANSWERS}}
    present = {_SEEN: SEEN_ANSWERS, _BLANK: BLANK_ANSWERS}
    return tuple(
        part_of(name, [case for case, kind in zip(cases, familiar.kinds, strict=True) if kind not in out], drawing)
        for name, out in left_out.items()
        if present[name] in familiar.kinds
    )


def _columns(cases: Sequence[Case], plan: Plan) -> Mapping[str, tuple[Part, ...]]:
    """By what answers are told apart: those columns that were asked for, and the usual ones that differ."""
    asked = dict.fromkeys([*plan.columns, *([plan.group] if plan.group else [])])
    usual = [name for name in _USUAL_COLUMNS if name != "group" or not plan.group]  # else the group would stand twice
    parts = {name: _by_trait(name, cases, plan) for name in dict.fromkeys([*usual, *asked])}
    return {name: own for name, own in parts.items() if name in asked or len(own) > 1}


def _by_trait(name: str, cases: Sequence[Case], plan: Plan) -> tuple[Part, ...]:
    return parts_by([trait(case.question, case.answer, name) for case in cases], cases, plan.drawing)


def _baselines(scored: Sequence[Case], plan: Plan) -> tuple[Baseline, ...]:
    if not scored:
        return ()
    by = plan.baselines_by
    together = None if by == "answer" else [trait(case.question, case.answer, by) for case in scored]
    found = baseline_scores(scored, plan.learnt_from, plan.drawing.seed, together)
    drawn = plan.drawing.resamples(scored)
    return tuple(_baseline(name, scored, machine, drawn) for name, machine in found.items())


def _baseline(name: str, scored: Sequence[Case], machine: Array, drawn: Resamples) -> Baseline:
    scores = scores_of(scored, machine)
    more = compare(scores, scores_of(scored), drawn, ["qwk"])["qwk"]
    return Baseline(name, len(scored), measure(scores, drawn), more.more, more.p)


def _fairness(scored: Sequence[Case], plan: Plan) -> Fairness | None:
    """Between the groups of the named column, or of the answers' own group; None where there is one, or very many.

    Answers that are in none are in none here.
    """
    named = [(case, trait(case.question, case.answer, plan.group or "group")) for case in scored]
    grouped, groups = [case for case, group in named if group], [group for _, group in named if group]
    if not 2 <= len(set(groups)) <= MOST_GROUPS:
        return None
    human, machine = scores_of(grouped).shares
    # A group is made of students; where these are not known, questions stand for what would differ another time.
    known = all(case.answer.student for case in grouped)
    units = [case.answer.student if known else case.question.id for case in grouped]
    return fairness(human, machine, groups, units)

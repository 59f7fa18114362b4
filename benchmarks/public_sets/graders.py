"""Who is measured. A family that is to stand in the table is one line in `GRADERS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pontozo.artefact import load_grader
from pontozo.domain import STANDARD, Criterion, Finding, Grade, Judgement, Question, Task, exact, outcome_named
from pontozo.evaluation.baselines import OverlapScorer, baseline_scores, overlap_of
from pontozo.evaluation.cases import Case, Cases, cases_of
from pontozo.formats.public_sets.scores import rating
from pontozo.gradebook import Gradebook, rated_outcomes
from pontozo.grader import Grader
from pontozo.learning.fitting import fit_grader
from pontozo.scorers.base import Pair


@dataclass(frozen=True)
class Entry:
    """How a grader comes to be: from the set's train part, which one that `learns` is fitted on."""

    learns: bool
    make: Callable[[Gradebook], Grader]


GRADERS: Mapping[str, Entry] = {
    "probe, as it ships": Entry(False, lambda _: load_grader("probe")),
    "similarity, as it ships": Entry(False, lambda _: load_grader("similarity")),
    "probe, fitted": Entry(True, lambda train: fit_grader("probe", train)),
    "word overlap, fitted": Entry(True, lambda train: fit_overlap(train)),
}
#: What comes free, with no grader: all of it in one go.
FREE = "baselines"


def fit_overlap(train: Gradebook) -> Grader:
    """Word overlap under a curve fitted on the rated criteria of `train`; without confidence."""
    rated = list(_overlaps(train))
    return Grader(OverlapScorer([share for share, _ in rated], [name for _, name in rated]), name="word overlap")


def _overlaps(train: Gradebook) -> Iterator[tuple[float, str]]:
    """For each rated criterion the answer's best overlap with a wording, and the standard outcome it came to."""
    for question, answer in train.pairs():
        for criterion, name in zip(question.criteria, rated_outcomes(question, answer) or (), strict=False):
            if isinstance(criterion, Criterion):
                pairs = [Pair(question, wording, answer.text) for wording in criterion.wordings]
                yield max(map(overlap_of, pairs)), _standard(criterion, name)


def _standard(criterion: Criterion, name: str) -> str:
    """The standard outcome of that name, else the one whose credit is nearest; no credit is *missing*."""
    if name in {each.name for each in STANDARD}:
        return name
    credit = outcome_named(criterion.outcomes, name).credit
    return "missing" if credit == 0 else "met" if credit == 1 else "partial"


def graded(grader: Grader, gradebook: Gradebook) -> Cases:
    """Every rated answer of the gradebook, with its grade."""
    pairs = list(gradebook.pairs())
    grades = grader.grade_many(pairs)
    return cases_of((question, answer, grade) for (question, answer), grade in zip(pairs, grades, strict=True))


def free_scores(train: Gradebook, test: Gradebook) -> dict[str, Cases]:
    """By its name, what each baseline that learnt from `train` gives to the rated answers of `test`: to all of them.

    For questions of one criterion, as in these sets: the score says the outcome, which is never *contradicted*.
    """
    nobody = graded(Grader(_Silent(), name="nobody"), test)
    found = baseline_scores(nobody.cases, learnt_from=train)
    return {
        f"baseline: {name}": Cases(tuple(map(_with_score, nobody.cases, scores.tolist())), nobody.unrated)
        for name, scores in found.items()
    }


class _Silent:
    """Gives no score: rated answers are gathered with it."""

    name = "nobody"

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(unscored="nobody has graded it") for _ in tasks]


def _with_score(case: Case, points: float) -> Case:
    question = case.question
    grade = Grade(
        answer=case.answer.id,
        question=question.id,
        score=points,
        max_score=float(question.maximum),
        findings=(_finding(question, points),),
        comment="",
        confidence=None,
        review=(),
        unscored=None,
        grader="baseline",
        revision=question.revision,
        language=case.grade.language,
    )
    return replace(case, grade=grade)


def _finding(question: Question, points: float) -> Finding:
    ((identifier, name),) = rating(question, exact(points)).outcomes.items()
    (criterion,) = question.criteria
    credit = float(outcome_named(criterion.outcomes, name).credit)
    return Finding(identifier, criterion.wordings[0], name, credit, float(criterion.points), points, 1.0)

"""Agreement on the starter set, whole questions left out in turn: `python -m benchmarks.starter`.

Graders that are fitted are fitted on all questions but the one they grade. The project wrote the answers and set their
outcomes: this measures how far a grader follows them on questions it has not seen, not its agreement with teachers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.report import write
from pontozo.domain import Criterion, Question
from pontozo.engine import embedded_encoder
from pontozo.evaluation.agreement import agreement
from pontozo.evaluation.baselines import MeanScorer, OverlapScorer, overlap_of
from pontozo.evaluation.cases import Case
from pontozo.evaluation.crossfit import leave_questions_out
from pontozo.formats import read
from pontozo.gradebook import Gradebook, rated_outcomes
from pontozo.scorers.base import Pair, Scorer
from pontozo.scorers.probe import CriterionReader, ProbeScorer
from pontozo.scorers.similarity import SimilarityScorer
from pontozo.text.language import LANGUAGES, language_of

#: Kinds of answers that have the words of the guide and say the opposite.
TRAPS = ("swapped", "negated")
HEADING = ("grader", "language", "exact", "within one step", "QWK", "criteria", "traps told", "unscored")


def main() -> None:
    """Grade, compare, write."""
    gradebook = read("starter")
    figures: dict[str, Any] = {}
    table: list[tuple[str, ...]] = [HEADING]
    for name, fit_without in _graders(gradebook).items():
        held_out = list(leave_questions_out(gradebook, fit_without))
        for code in LANGUAGES:
            own = [each for each in held_out if each.grade.language == code]
            found = agreement(own)
            told = traps_told(own)
            figures[f"{name}, {code}"] = {**asdict(found), "traps_told": told}
            shares = (found.exact, found.within_one_step, found.qwk, found.criterion_accuracy, told)
            table.append((name, code, *(f"{share:.3f}" for share in shares), str(found.unscored)))
    write("starter", "python -m benchmarks.starter", figures, table)


def traps_told(held_out: Iterable[Case]) -> float:
    """Of the criteria that a swapped or negated answer contradicts, the share that earned nothing."""
    credits = [
        rated.finding.credit
        for case in held_out
        if case.answer.extra["kind"] in TRAPS
        for rated in case.criteria
        if rated.outcome == "contradicted"
    ]
    return sum(credit == 0 for credit in credits) / len(credits)


def _graders(gradebook: Gradebook) -> Mapping[str, Callable[[str], Scorer]]:
    encoder = embedded_encoder()
    rows = CriterionReader(encoder).read(gradebook)
    similarity = SimilarityScorer(encoder)
    rated = _rated_wordings(gradebook)

    def of_same_language(question: str) -> list[tuple[Question, float, str]]:
        code = language_of(gradebook.questions[question])
        return [each for each in rated if each[0].id != question and language_of(each[0]) == code]

    return {
        "probe": lambda question: ProbeScorer.fit([row for row in rows if row.question != question], encoder),
        "similarity": lambda _: similarity,
        "word overlap": lambda question: OverlapScorer(
            [share for _, share, _ in of_same_language(question)],
            [outcome for _, _, outcome in of_same_language(question)],
        ),
        "mean": lambda question: MeanScorer([outcome for _, _, outcome in of_same_language(question)]),
    }


def _rated_wordings(gradebook: Gradebook) -> list[tuple[Question, float, str]]:
    """For each rated criterion that is no scale of levels: its question, the answer's overlap with it, its outcome."""
    return [
        (question, max(overlap_of(Pair(question, text, answer.text)) for text in criterion.wordings), outcome)
        for question, answer in gradebook.pairs()
        if (outcomes := rated_outcomes(question, answer))
        for criterion, outcome in zip(question.criteria, outcomes, strict=True)
        if isinstance(criterion, Criterion)
    ]


if __name__ == "__main__":
    main()

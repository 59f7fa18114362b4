"""What in a guide helps a grader: `python -m benchmarks.guides`.

Whole questions left out, as in `benchmarks.starter`. The first two rows of a language compare the same grader on the
same answers: only the guide of the question that is graded differs, in whether its criteria have one wording or all
of theirs. The others compare criteria of one kind with criteria of another, which differ in more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks.report import write
from pontozo.domain import Criterion, Guide, Leaf, Levels, Question
from pontozo.engine import embedded_encoder
from pontozo.evaluation.cases import Case
from pontozo.evaluation.crossfit import leave_questions_out
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.scorers.probe import CriterionReader, ProbeScorer
from pontozo.text.clauses import thoughts
from pontozo.text.language import LANGUAGES, language_of

PAGE = Path(__file__).parents[1] / "docs" / "writing-a-guide.md"
HEADING = ("criteria", "language", "guide", "ratings", "right", "right on paraphrases")
ENCODER = embedded_encoder()


@dataclass(frozen=True)
class Judged:
    """One criterion of one answer: what it is, the kind of the answer, and whether the credit was the rated one."""

    question: Question
    place: int
    kind: str
    is_right: bool

    @property
    def leaf(self) -> Leaf:
        """The criterion as the whole guide has it."""
        return self.question.criteria[self.place]


def main() -> None:
    """Grade with each guide, compare, write."""
    whole = read("starter")
    rows = CriterionReader(ENCODER).read(whole)

    @cache
    def fit_without(question: str) -> ProbeScorer:
        return ProbeScorer.fit([row for row in rows if row.question != question], ENCODER)

    with_all = list(_judged(whole, leave_questions_out(whole, fit_without)))
    with_one = list(_judged(whole, leave_questions_out(_with_one_wording(whole), fit_without)))
    table: list[tuple[str, ...]] = [HEADING]
    for code in LANGUAGES:
        table.append(_row("with several wordings", code, "one of them", _of(with_one, code, _has_several)))
        table.append(_row("with several wordings", code, "all of them", _of(with_all, code, _has_several)))
        table.append(_row("with one thought", code, "as it is", _of(with_all, code, _has_one_thought)))
        table.append(_row("with two thoughts or more", code, "as it is", _of(with_all, code, _has_more_thoughts)))
        table.append(_row("that are levels", code, "as it is", _of(with_all, code, _is_levels)))
    figures = {" | ".join(row[:3]): row[3:] for row in table[1:]}
    write("guides", "python -m benchmarks.guides", figures, table, PAGE)


def _judged(whole: Gradebook, held_out: Iterable[Case]) -> Iterator[Judged]:
    for case in held_out:
        question = whole.questions[case.question.id]
        # The starter set rates every criterion, so their places are those in the guide.
        for place, rated in enumerate(case.criteria):
            yield Judged(question, place, case.answer.extra["kind"], rated.is_right)


def _with_one_wording(gradebook: Gradebook) -> Gradebook:
    questions = {
        name: replace(question, guide=_first_wordings(question.guide)) for name, question in gradebook.questions.items()
    }
    return replace(gradebook, questions=questions)


def _first_wordings(guide: Guide) -> Guide:
    if isinstance(guide, Levels):
        return guide
    if isinstance(guide, Criterion):
        return replace(guide, wordings=guide.wordings[:1])
    return replace(guide, parts=tuple(map(_first_wordings, guide.parts)))


def _has_several(judged: Judged) -> bool:
    return isinstance(judged.leaf, Criterion) and len(judged.leaf.wordings) > 1


def _number_of_thoughts(judged: Judged) -> int:
    is_criterion = isinstance(judged.leaf, Criterion)
    return len(thoughts(judged.leaf.wordings[0], language_of(judged.question))) if is_criterion else 0


def _has_one_thought(judged: Judged) -> bool:
    return _number_of_thoughts(judged) == 1


def _has_more_thoughts(judged: Judged) -> bool:
    return _number_of_thoughts(judged) > 1


def _is_levels(judged: Judged) -> bool:
    return isinstance(judged.leaf, Levels)


def _of(judged: Iterable[Judged], code: str, belongs: Callable[[Judged], bool]) -> list[Judged]:
    return [each for each in judged if language_of(each.question) == code and belongs(each)]


def _row(what: str, code: str, guide: str, judged: list[Judged]) -> tuple[str, ...]:
    paraphrases = [each for each in judged if each.kind == "paraphrase"]
    return what, code, guide, str(len(judged)), _share(judged), _share(paraphrases)


def _share(judged: list[Judged]) -> str:
    return f"{sum(each.is_right for each in judged) / len(judged):.3f}" if judged else "–"


if __name__ == "__main__":
    main()

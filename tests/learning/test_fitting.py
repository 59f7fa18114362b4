"""A grader fitted on rated answers: better than what comes free, and never calibrated on what its scorer saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Criterion, Judgement, Question, Rating, Task, Verdict
from pontozo.engine import Encoder
from pontozo.errors import UserError
from pontozo.evaluation.agreement import agreement, scores_of
from pontozo.evaluation.baselines import baseline_scores
from pontozo.evaluation.cases import cases_of
from pontozo.evaluation.metrics import quadratic_weighted_kappa
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.learning import fitting
from pontozo.learning.fitting import Fitting, fit_grader
from pontozo.scorers.registry import UnknownFamilyError


def of_questions(gradebook: Gradebook, names: Sequence[str]) -> Gradebook:
    answers = tuple(answer for answer in gradebook.answers if answer.question in names)
    return Gradebook({name: gradebook.questions[name] for name in names}, answers)


def test_on_questions_it_never_saw_it_beats_the_mean_of_the_question() -> None:
    """The mean may even learn from the new questions' own ratings; the grader sees none of them."""
    starter = read("starter-en")
    names = list(starter.questions)
    grader = fit_grader("probe", of_questions(starter, names[:5]))
    pairs = list(of_questions(starter, names[5:9]).pairs())
    cases = cases_of((*pair, grade) for pair, grade in zip(pairs, grader.grade_many(pairs), strict=True)).scored
    human, mean = scores_of(cases, baseline_scores(cases)["question mean"]).shares
    assert agreement(cases).qwk > quadratic_weighted_kappa(human, mean) + 0.2
    assert set(grader.calibration.languages) == {"en"}
    assert {case.grade.confidence is None for case in cases} == {False}
    assert grader.seen is not None
    assert grader.seen.holds_question(starter.questions[names[0]])
    assert not any(grader.seen.holds(*pair) for pair in pairs)


# --- what cannot be learnt from --------------------------------------------------------------------------------------

ONE = Question("What is a heap?", [Criterion("a heap is memory")], id="one", language="en")
TWO = Question("And a stack?", [Criterion("a stack is memory"), Criterion("it is small")], id="two", language="en")
TEXTS = ["a heap is memory", "it is a fruit", "memory that is large", "I do not know it", "the heap is for objects"]
CANNOT = "^probe cannot be fitted: too few answers have a rated outcome for each criterion"


def rated(question: Question, ratings: Sequence[Rating]) -> Gradebook:
    answers = zip(TEXTS, ratings, strict=False)
    return Gradebook.of([question], [Answer(text, question.id, text, ratings=[each]) for text, each in answers])


@pytest.mark.parametrize(
    "gradebook",
    [
        Gradebook.of([ONE]),
        Gradebook.of([ONE], [Answer("a heap is memory", "one", "1")]),
        rated(ONE, [Rating("A", outcomes={"1": "met"})]),
        rated(TWO, [Rating("A", score) for score in (2, 0, 1, 0, 2)]),
    ],
    ids=["no answer", "no rating", "one answer", "scores of several criteria"],
)
def test_what_probe_cannot_learn_from_is_said(gradebook: Gradebook) -> None:
    with pytest.raises(UserError, match=CANNOT):
        fit_grader("probe", gradebook)


def test_in_a_language_without_meaning_letters_are_learnt() -> None:
    """A class in Hungarian alone: the encoder knows none of it, and an English answer is judged by letters too."""
    question = Question("Mi az a kupac?", [Criterion("a kupac memória")], id="hu", language="hu")
    texts = ["a kupac memória", "gyümölcs", "memória a kupac", "nem tudom", "kupac: memória", "ez egy szék"]
    answers = [
        Answer(f"{text} {place}", "hu", f"{place}{text}", ratings=[Rating("A", outcomes={"1": outcome})])
        for place in range(3)
        for text, outcome in zip(texts, ["met", "missing"] * 3, strict=True)
    ]
    grader = fit_grader("probe", Gradebook.of([question], answers))
    assert grader.grade(question, "a kupac memória").score == 1
    assert grader.grade(question, "valami egészen más").score == 0
    assert grader.grade(ONE, "a heap is memory").score is not None


def test_a_family_that_learns_nothing_must_still_be_calibrated() -> None:
    with pytest.raises(UserError, match=r"^similarity cannot be fitted: no answer has a rating that comes to a score$"):
        fit_grader("similarity", Gradebook.of([ONE], [Answer("a heap is memory", "one", "1")]))
    found = fit_grader("similarity", rated(TWO, [Rating("A", score) for score in (2, 0, 1, 0, 2)]))
    assert found.calibration.languages["en"].totals == 5
    assert found.name == "similarity, fitted anew"


def test_an_unknown_family_is_told() -> None:
    with pytest.raises(UnknownFamilyError, match="no scorer family 'gpt'"):
        Fitting("gpt")


# --- who grades whom -------------------------------------------------------------------------------------------------


class Learnt:
    """A scorer that knows only which answers it was fitted on, and remembers which it judged."""

    name = "learnt"

    def __init__(self, gradebook: Gradebook) -> None:
        self.texts = {answer.text for answer in gradebook.answers}
        self.questions = {answer.question for answer in gradebook.answers}
        self.judged: list[Task] = []

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        self.judged += tasks
        return [Judgement([Verdict([0, 0.2, 0, 0.8])]) for _ in tasks]

    def save(self, folder: Path) -> list[str]:
        del folder
        return []


@pytest.fixture(scope="module")
def scorers() -> Iterator[list[Learnt]]:
    """The scorers that were made, in order, by a family of our own."""
    made: list[Learnt] = []

    def fitter(name: str, encoder: Encoder, seed: int) -> Callable[[Gradebook], Learnt]:
        del name, encoder, seed

        def fit(gradebook: Gradebook) -> Learnt:
            made.append(Learnt(gradebook))
            return made[-1]

        return fit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "fitter", fitter)
        yield made


def answers(counts: Sequence[int]) -> Gradebook:
    """So many rated answers to each question, of which some are equal, and one without a rating."""
    questions = [
        Question(f"What is {place}?", [Criterion("it")], id=f"q{place}", language="en") for place in range(len(counts))
    ]
    met = [Rating("A", outcomes={"1": "met"})]
    given = [
        Answer(f"{question.id} {place % 7}", question.id, f"{question.id}-{place}", ratings=met)
        for question, count in zip(questions, counts, strict=True)
        for place in range(count)
    ]
    return Gradebook.of(questions, [*given, Answer("unrated", "q0", "unrated")])


@given(counts=st.lists(st.integers(2, 12), min_size=1, max_size=8), seed=st.integers(0, 3))
def test_no_answer_is_graded_by_a_scorer_that_saw_it(scorers: list[Learnt], counts: list[int], seed: int) -> None:
    scorers.clear()
    gradebook = answers(counts)
    grader = Fitting("ours", seed).fit(gradebook)
    whole, *parts = scorers
    assert grader.scorer is whole
    assert whole.texts == {answer.text for answer in gradebook.answers}
    assert whole.judged == []
    for scorer in parts:
        assert scorer.judged
        assert not scorer.texts & {task.answer for task in scorer.judged}
        if len(counts) >= 5:
            assert not scorer.questions & {task.question.id for task in scorer.judged}
    assert len(parts) <= 5
    # Each rated answer is one total; equal ones are judged once.
    assert grader.calibration.languages["en"].totals == sum(counts)
    judged = [task.answer for scorer in parts for task in scorer.judged]
    assert sorted(judged) == sorted({answer.text for answer in gradebook.answers if answer.ratings})


def test_questions_that_nobody_rated_do_not_make_questions_enough(scorers: list[Learnt]) -> None:
    """With one rated question among many, holding it out would leave nothing to learn from."""
    scorers.clear()
    gradebook = answers([8])
    unrated = [Question(f"And {place}?", [Criterion("it")], id=f"u{place}", language="en") for place in range(6)]
    others = [Answer("an answer", question.id, question.id) for question in unrated]
    Fitting("ours").fit(Gradebook.of([*gradebook.questions.values(), *unrated], [*gradebook.answers, *others]))
    assert all("q0" in scorer.questions for scorer in scorers)
    assert len(scorers) > 2

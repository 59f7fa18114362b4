"""What holds for every scorer that ships."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.artefact import load_grader
from pontozo.domain import Criterion, Judgement, Level, Levels, Question, Task, decide
from pontozo.formats import read
from pontozo.scorers.base import Scorer
from pontozo.text.canonical import canonical

MALLOC = Question(
    "Explain the difference between malloc() and new in C++.",
    [Criterion("malloc() is a C function, new is a C++ operator"), Criterion("new calls the constructor")],
    language="en",
)
MUTATO = Question(
    "Mi a különbség a mutató és a referencia között?",
    [Criterion("A referencia értéket kap a létrehozásakor"), Criterion("A mutató lehet null")],
    language="hu",
)


def outcome_names(scorer: Scorer, question: Question, answer: str) -> list[str]:
    (judgement,) = scorer.judge([Task(question, canonical(answer).text)])
    return [
        decide(criterion.outcomes, verdict.distribution).name
        for criterion, verdict in zip(question.criteria, judgement.verdicts, strict=True)
    ]


def fresh(scorer: Scorer) -> Scorer:
    """The same scorer with nothing remembered."""
    return load_grader(scorer.name).scorer


def judged_alone(scorer: Scorer, tasks: list[Task]) -> list[Judgement]:
    return [scorer.judge([task])[0] for task in tasks]


def test_a_judgement_does_not_depend_on_the_batch(scorer: Scorer) -> None:
    tasks = [Task(question, canonical(answer.text).text) for question, answer in read("starter").pairs()][::9]
    alone = judged_alone(fresh(scorer), tasks)
    assert fresh(scorer).judge(tasks) == alone
    mixed = list(range(len(tasks)))
    random.Random(5).shuffle(mixed)
    assert fresh(scorer).judge([tasks[i] for i in mixed]) == [alone[i] for i in mixed]


@settings(max_examples=30)
@given(text=st.text(max_size=60))
def test_any_text_gets_a_judgement_that_fits(scorer: Scorer, text: str) -> None:
    form = canonical(text).text
    for question in (MALLOC, MUTATO):
        task = Task(question, form)
        (judgement,) = scorer.judge([task])
        assert judgement.fits(task)
        for verdict in judgement.verdicts:
            assert all(0 <= span.start < span.end <= len(form) for span in verdict.evidence)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (
            MALLOC,
            "malloc is a function from C, and new is an operator of C++. It also calls the constructor.",
            "met met",
        ),
        (MALLOC, "I like the lectures on Friday because of the coffee.", "missing missing"),
        (
            MALLOC,
            "First: the constructor is called by new. By the way, malloc is a C function and new a C++ operator",
            "met met",
        ),
        (MUTATO, "a referencia a létrehozásakor értéket kap. a mutató null is lehet", "met met"),
        (MUTATO, "a referencia a letrehozasakor erteket kap. a mutato null is lehet", "met met"),
        (MUTATO, "Nem szeretem a kávét péntek délután.", "missing missing"),
    ],
)
def test_plain_cases(scorer: Scorer, question: Question, answer: str, expected: str) -> None:
    assert outcome_names(scorer, question, answer) == expected.split()


def test_a_criterion_of_two_thoughts_needs_both(scorer: Scorer) -> None:
    both = Question(
        "Describe the two.", [Criterion("the heap is large and slow, the stack is small and fast")], language="en"
    )
    assert outcome_names(scorer, both, "The stack is small and fast. The heap is large and slow.") == ["met"]
    assert outcome_names(scorer, both, "The stack is small and fast.") != ["met"]
    assert outcome_names(scorer, both, "The heap is large and slow.") != ["met"]


def test_evidence_of_two_thoughts_is_two_spans(scorer: Scorer) -> None:
    answer = (
        "malloc is an old function of the C language. I like our professor a lot and the weather is nice today. "
        "The new keyword is an operator in C++."
    )
    (judgement,) = scorer.judge([Task(MALLOC, answer)])
    shown = [answer[span.start : span.end] for span in judgement.verdicts[0].evidence]
    assert any("malloc" in each for each in shown)
    assert any("new" in each for each in shown)
    assert not any("weather" in each for each in shown)


def test_a_described_scale_is_judged(scorer: Scorer) -> None:
    question = Question(
        "What does new do?",
        [Levels([Level(0, "nothing right"), Level(1, "new allocates memory"), Level(2, "new calls the constructor")])],
        language="en",
    )
    assert outcome_names(scorer, question, "It allocates memory with new and then new calls the constructor") == [
        "level 2"
    ]
    assert outcome_names(scorer, question, "The sun shines on Monday") == ["level 0"]


def test_other_languages_are_compared_by_their_words(scorer: Scorer) -> None:
    german = Question("Was ist ein Zeiger?", [Criterion("ein Zeiger speichert eine Adresse")], language="de")
    assert outcome_names(scorer, german, "ein Zeiger speichert die Adresse einer Variable") == ["met"]
    assert outcome_names(scorer, german, "das Wetter war gestern besser") == ["missing"]


@pytest.mark.soak
def test_every_starter_answer_is_judged_alike_alone_and_in_any_batch(scorer: Scorer) -> None:
    tasks = [Task(question, canonical(answer.text).text) for question, answer in read("starter").pairs()]
    alone = judged_alone(fresh(scorer), tasks)
    for seed in range(3):
        mixed = list(range(len(tasks)))
        random.Random(seed).shuffle(mixed)
        assert fresh(scorer).judge([tasks[i] for i in mixed]) == [alone[i] for i in mixed]

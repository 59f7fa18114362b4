"""Which answers no scorer sees, and which look odd but are answers."""

import pytest

from pontozo.domain import Criterion, Level, Levels, Question
from pontozo.screening import screen

MALLOC = Question(
    "Explain the difference between malloc() and new in C++.",
    [
        Criterion("malloc() is a C function, new is a C++ operator", points=2),
        Criterion("new calls the constructor"),
        Criterion("malloc() returns void*, new returns a pointer of the right type"),
    ],
)
COST = Question("How do you release an array, and what does binary search cost?", [Criterion(["O(log n)", "delete[]"])])
MUTATO = Question(
    "Mi a különbség a mutató és a referencia között?",
    [Criterion("A mutató lehet null"), Criterion("A referencia nem köthető át más objektumhoz")],
    language="hu",
)


@pytest.mark.parametrize(
    "answer",
    [
        "42",
        "O(n)",
        "delete[]",
        "yes",
        "I don't know",
        "new",
        "std::unique_ptr",
        "malloc is from C",
        "RAM",
        "constuctor",
        "It calls teh construtcor",
        "x = 5;",
        "Ответ: да",
        "да",
        "はい",
        "½",
        "π",
        "==",
        "int",
        "strcpy",
        "nullptr",
        "html",
        "couscous",
        "ctrl",
    ],
)
@pytest.mark.parametrize("question", [MALLOC, COST])
def test_these_are_answers(question: Question, answer: str) -> None:
    assert screen(question, answer, "en") == ""


@pytest.mark.parametrize("answer", ["nem tudom", "kor", "lehet nulla is", "a mutato lehet null", "igen", "függvény"])
def test_these_are_hungarian_answers(answer: str) -> None:
    assert screen(MUTATO, answer, "hu") == ""


def test_nothing_is_blank() -> None:
    assert screen(MALLOC, "", "en") == "blank"


@pytest.mark.parametrize(
    "answer", ["???", "...", "-", "---", "asdf", "asdfasdf", "sdkjfhskdf qwertz", "xxxxxxx", "🙂🙂"]
)
@pytest.mark.parametrize("question", [MALLOC, MUTATO])
def test_nothing_readable(question: Question, answer: str) -> None:
    assert screen(question, answer, "en") == "unreadable"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (MALLOC, "Explain the difference between malloc() and new in C++."),
        (MALLOC, "explain the difference between malloc and new in c++"),
        (MALLOC, "the difference between malloc() and new in C++"),
        (MALLOC, "Difference between malloc() and new in C++? Explain."),
        (MUTATO, "Mi a különbség a mutató és a referencia között?"),
        (MUTATO, "a különbség a mutató és a referencia között"),
    ],
)
def test_the_question_repeated(question: Question, answer: str) -> None:
    assert screen(question, answer, question.language or "en") == "repeats_question"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            MALLOC,
            "malloc() is a C function, new is a C++ operator. new calls the constructor. "
            "malloc() returns void*, new returns a pointer of the right type.",
        ),
        (MALLOC, "new calls the constructor; malloc() is a C function, new is a C++ operator"),
        (
            Question(
                "Explain.",
                [Levels([Level(0, "nothing"), Level(1, "it names the thing itself"), Level(2, "it explains it too")])],
            ),
            "It names the thing itself. It explains it too.",
        ),
        (MUTATO, "A mutató lehet null, a referencia nem köthető át más objektumhoz."),
    ],
)
def test_the_guide_repeated(question: Question, answer: str) -> None:
    assert screen(question, answer, question.language or "en") == "repeats_guide"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        # One thought in the guide's own words is simply right.
        (MALLOC, "new calls the constructor"),
        (COST, "O(log n)"),
        # The question's words with something of one's own.
        (MALLOC, "The difference between malloc() and new in C++ is that only new runs a constructor"),
        (MALLOC, "malloc() is a C function, new is a C++ operator, so only the latter can be overloaded and it throws"),
        (MALLOC, "malloc and new: no difference between malloc and new in C++"),
        # Right in the guide's words, joined into a sentence of one's own; and short.
        (MALLOC, "malloc() is a C function and new is a C++ operator, because new calls the constructor"),
        (
            Question("Why?", [Criterion("constant time access"), Criterion("contiguous memory layout")]),
            "Constant time access, contiguous memory layout",
        ),
        (Question("Can a reference be null?", [Criterion("no")]), "No, a reference can be null"),
        # A choice that the question offers.
        (Question("Is it true that a stack is LIFO or FIFO?", [Criterion("LIFO")]), "it is true that a stack is LIFO"),
        (Question("Is a stack LIFO or FIFO?", [Criterion("LIFO")]), "LIFO"),
    ],
)
def test_words_of_question_or_guide_in_an_answer_of_its_own(question: Question, answer: str) -> None:
    assert screen(question, answer, "en") == ""

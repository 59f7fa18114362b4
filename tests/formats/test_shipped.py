"""The starter set that ships is whole: what the docs and the graders' cards say of it holds."""

from collections import Counter

from pontozo.domain import BestOf, Deduct
from pontozo.formats import read
from pontozo.gradebook import check, rated_outcomes
from pontozo.text.language import LANGUAGES


def test_every_answer_has_an_outcome_for_every_criterion() -> None:
    starter = read("starter")
    assert not list(check(starter))
    assert all(rated_outcomes(question, answer) for question, answer in starter.pairs())


def test_languages_questions_criteria_and_answers() -> None:
    starter = read("starter")
    by_language = Counter(question.language for question in starter.questions.values())
    assert by_language == dict.fromkeys(LANGUAGES, 12)
    assert all(2 <= len(question.criteria) <= 4 for question in starter.questions.values())
    by_question = Counter(answer.question for answer in starter.answers)
    assert by_question == dict.fromkeys(starter.questions, 22)
    kinds = Counter(type(part) for q in starter.questions.values() for part in getattr(q.guide, "parts", ()))
    assert kinds[BestOf] == kinds[Deduct] == 2


def test_it_says_who_wrote_it() -> None:
    raters = {rating.rater for answer in read("starter").answers for rating in answer.ratings}
    assert raters == {"pontozo project"}


def test_marked_quotes_stand_in_their_answers() -> None:
    for answer in read("starter").answers:
        for quotes in answer.extra["spans"]:
            assert all(quote in answer.text for quote in quotes)

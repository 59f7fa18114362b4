"""The starter set that ships is whole: what the docs and the graders' cards say of it holds."""

from collections import Counter
from pathlib import Path

import pytest

from pontozo.domain import Alternatives, BestOf, Deduct, Levels
from pontozo.formats import faults_of, read
from pontozo.gradebook import DataError, check, rated_outcomes
from pontozo.text.language import LANGUAGES


def test_every_answer_has_an_outcome_for_every_criterion() -> None:
    starter = read("starter")
    assert not list(check(starter))
    assert all(rated_outcomes(question, answer) for question, answer in starter.pairs())


def test_languages_questions_criteria_and_answers() -> None:
    starter = read("starter")
    by_language = Counter(question.language for question in starter.questions.values())
    assert by_language == dict.fromkeys(LANGUAGES, 48)
    assert all(2 <= len(question.criteria) <= 4 for question in starter.questions.values())
    by_question = Counter(answer.question for answer in starter.answers)
    assert set(by_question) == set(starter.questions)
    assert set(by_question.values()) <= {20, 21, 22, 23, 24}
    kinds = Counter(type(part) for q in starter.questions.values() for part in getattr(q.guide, "parts", ()))
    assert all(kinds[kind] >= 6 for kind in (BestOf, Deduct, Levels, Alternatives))


def test_it_says_who_wrote_it() -> None:
    raters = {rating.rater for answer in read("starter").answers for rating in answer.ratings}
    settled, *twice = (f"pontozo project, {each}" for each in ("settled", "first marking", "second marking"))
    assert raters == {settled, *twice}
    assert {answer.ratings[0].rater for answer in read("starter").answers} == {settled}


def test_marked_quotes_stand_in_their_answers() -> None:
    for answer in read("starter").answers:
        for quotes in answer.extra["spans"]:
            assert all(quote in answer.text for quote in quotes)


def test_a_set_may_be_had_in_one_language() -> None:
    whole = read("starter")
    for language in LANGUAGES:
        part = read(f"starter-{language}")
        assert {question.language for question in part.questions.values()} == {language}
        assert part.questions.items() <= whole.questions.items()
        assert part.count() == sum(whole.questions[each.question].language == language for each in whole.answers)
    assert list(faults_of("starter")) == []


def test_a_file_of_that_name_goes_before_the_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("starter").write_text('{"questions": [{"id": "own", "text": "t", "guide": [{"criterion": "a"}]}]}', "utf-8")
    assert list(read("starter").questions) == ["own"]


@pytest.mark.parametrize("name", ["starters", "starter-de", "Starter", "./starter"])
def test_a_name_that_only_looks_like_a_set_is_a_file_that_is_not_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="there is no such file"):
        read(name)

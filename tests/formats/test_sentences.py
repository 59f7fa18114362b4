"""What is wrong with a question, in sentences."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.formats.drafts import DraftError, question_in_full

PART = (
    "a part of a guide is a criterion, or has one of the keys: all, best (with of), alternatives, levels, deduct; "
    "found an object with the keys criteron"
)
GUIDE = 'write a list of criteria with their points, such as [{"criterion": "…", "points": 2}]'
UNKNOWN = "is not a known key, or says again what another key says; remove it or check its spelling"


def problems(raw: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(DraftError) as caught:
        question_in_full(raw)
    return caught.value.problems


@pytest.mark.parametrize(
    ("part", "field", "message"),
    [
        ({"criterion": "a", "points": -1}, "guide.1.points", "must be greater than 0, not -1"),
        ({"criterion": "a", "points": "-0.5"}, "guide.1.points", "must be greater than 0, not -0.5"),
        ({"criteria": "a", "point": "sok"}, "guide.1.point", "must be a number, not 'sok'"),
        ({"criterion": 5}, "guide.1.criterion", "must be text or a list of texts, not 5"),
        ({"criterion": ["a", 5]}, "guide.1.criterion.2", "must be text, not 5; put it in quotes"),
        ({"criterion": ["a", None]}, "guide.1.criterion.2", "is empty; fill it in"),
        ({"criterion": ["a", " "]}, "guide.1.criterion.2", "must not be empty"),
        ({"criterion": "a", "pionts": 1}, "guide.1.pionts", UNKNOWN),
        ({"criterion": "a", "outcomes": [{"name": "a"}]}, "guide.1.outcomes.1.credit", "is missing"),
        ({"criteron": "a"}, "guide.1", PART),
        ({"best": 2, "of": [{"criterion": "a"}]}, "guide.1.best", "2 of 1 parts is not possible"),
        ({"best": "two", "of": [{"criterion": "a"}]}, "guide.1.best", "must be a whole number, not 'two'"),
        ({"best": 1, "of": [{"criterion": "a", "points": 0}]}, "guide.1.of.1.points", "must be greater than 0, not 0"),
        ({"levels": [{"points": 0, "text": "a"}]}, "guide.1.levels", "needs at least 2 in its list, not 1"),
        (
            {"levels": [{"points": 1, "text": "a"}, {"points": 2, "text": "b"}]},
            "guide.1.levels",
            "their points must begin at 0 and rise",
        ),
        ({"levels": ["a", "b"]}, "guide.1.levels.1", "must be an object with keys of its own, not 'a'"),
        (
            {"alternatives": [[{"criterion": "a"}], [{"criterion": ""}]]},
            "guide.1.alternatives.2.1.criterion",
            "must not be empty",
        ),
        ({"all": [{"criterion": "a", "points": 0}]}, "guide.1.all.1.points", "must be greater than 0, not 0"),
        ({"deduct": [{"criterion": "a"}]}, "guide", "nothing in it earns points"),
    ],
)
def test_a_fault_in_a_guide_is_one_sentence_at_its_place(part: dict[str, Any], field: str, message: str) -> None:
    assert problems({"text": "t", "guide": [part]})[0] == (field, message)


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ({"guide": [{"criterion": "a"}]}, "text", "is missing; write what is asked"),
        ({"text": "t"}, "guide", f"is missing; {GUIDE}"),
        ({"text": "t", "guide": []}, "guide", "needs at least 1 in its list, not 0"),
        (
            {"text": "t", "guide": [{"criterion": "a"}], "language": "english"},
            "language",
            "must be a language code such as en or hu, not 'english'",
        ),
        (
            {"text": "t", "guide": [{"criterion": "a"}], "maximum": 3},
            "maximum",
            "says 3, but its criteria add up to 1; correct one of the two",
        ),
        ({"text": "t", "guide": [{"criterion": "a"}], "maximum": "x"}, "maximum", "must be a number, not 'x'"),
        ({"text": "t", "references": ["a", ""]}, "references.2", "must not be empty"),
        ({"text": "t", "references": ["a"], "points": 0}, "points", "must be greater than 0, not 0"),
        ({"text": "t", "references": ["a"], "guide": []}, "references", "stands beside guide; keep one of the two"),
    ],
)
def test_a_fault_in_a_question_is_one_sentence(raw: dict[str, Any], field: str, message: str) -> None:
    assert problems(raw) == [(field, message)]


def test_all_faults_are_told_and_none_that_only_follows_from_another() -> None:
    guide = [{"criterion": "a", "points": -1}, {"criterion": "b", "points": -2}]
    assert [field for field, _ in problems({"text": "t", "guide": guide})] == ["guide.1.points", "guide.2.points"]


def test_references_alone_are_one_criterion_worth_everything() -> None:
    question = question_in_full({"text": "t", "references": ["a", "b"], "points": "3", "id": "x"})
    assert (float(question.maximum), question.criteria[0].wordings) == (3, ("a", "b"))


KEYS = st.sampled_from(
    ["criterion", "points", "best", "of", "levels", "all", "alternatives", "deduct", "id", "text", "outcomes", "x"]
)
RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=True) | st.sampled_from(["", "a", "2"]),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=4),
    max_leaves=10,
)


@given(RUBBISH, RUBBISH)
def test_no_rubbish_is_answered_in_a_programmers_words(guide: Any, language: Any) -> None:
    try:
        question_in_full({"text": "t", "guide": guide, "language": language})
    except DraftError as error:
        for _, message in error.problems:
            assert message
            assert not any(
                word in message for word in ("pydantic", "Input", "tuple", "dict", "Fraction", "None", "Value error")
            )

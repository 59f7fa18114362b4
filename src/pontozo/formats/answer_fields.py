"""An answer as a record under the standard names: what JSON and YAML hold, and a table whose answers came from none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pontozo.domain import Answer, Rating, plain
from pontozo.formats.columns import (
    CRITERION_KEY,
    GUIDES,
    QUESTION_KEYS,
    STANDARD_NAMES,
    further_columns,
    has_answers,
    names_question,
    roles,
)

#: What is said of the format of an answer that came as rich text.
HTML = "html"


def own_fields(answer: Answer) -> Mapping[str, Any]:
    """The answer as it stood in its file; one that stood in none, by the standard names.

    Where its place in the file told which question it answers, a field tells it now; a criterion tells it by itself.
    """
    columns = tuple(answer.extra)
    if not has_answers(columns):
        return standard_fields(answer)
    is_told = names_question(columns) or CRITERION_KEY in columns
    return answer.extra if is_told else {"question": answer.question, **answer.extra}


def standard_fields(answer: Answer) -> dict[str, Any]:
    """All of the answer under the standard names, with what else stood there; no key for what is not there."""
    said = {"student": answer.student, "attempt": answer.attempt, "group": answer.group}
    own = {
        "id": answer.id,
        **{name: value for name, value in said.items() if value},
        "question": answer.question,
        "answer": answer.html or answer.text,
        **({"answer_format": HTML} if answer.html else {}),
        **_rating_fields(answer.ratings),
    }
    further = {name: value for name, value in further_fields(answer).items() if is_free(name)}
    return {**own, **dict.fromkeys(stand_ins(own, further), ""), **further}


def further_fields(answer: Answer) -> dict[str, Any]:
    """What stood beside the answer and means nothing to Pontozó, neither for the answer nor for its question."""
    extra = answer.extra
    # In an object that holds a guide of its own, these keys are the question's; under a table's headings they are not.
    guide = next((extra[key] for key in GUIDES if key in extra), None)
    is_asked = guide is not None and ("task" in extra or not isinstance(guide, str))
    further = further_columns(tuple(extra))
    return {name: extra[name] for name in further if not (is_asked and name in QUESTION_KEYS)}


def is_free(name: str) -> bool:
    """Whether a further field may have this name: a file may say "Answer" and, of something else, "answer"."""
    return name not in STANDARD_NAMES.values()


def stand_ins(own: Iterable[str], further: Iterable[str]) -> list[str]:
    """The standard names that must be there, though blank, so that no further field is taken for what they name.

    A further "név" beside a student's blank "student" would else be read as the student.
    """
    names = (*own, *further)
    return [STANDARD_NAMES[role] for role, name in roles(names).items() if name not in own]


def _rating_fields(ratings: Sequence[Rating]) -> dict[str, Any]:
    """One rating as fields of its own, several as a list."""
    each = [rating_fields(rating) for rating in ratings]
    return each[0] if len(each) == 1 else {"ratings": each} if each else {}


def rating_fields(rating: Rating) -> dict[str, Any]:
    """The rating as a record."""
    return {
        **({"score": plain(rating.score)} if rating.score is not None else {}),
        **({"rater": rating.rater} if rating.rater else {}),
        **({"outcomes": dict(rating.outcomes)} if rating.outcomes else {}),
    }

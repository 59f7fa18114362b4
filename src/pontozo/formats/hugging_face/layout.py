"""The columns of a data set: what each is called, what it holds, and which of a foreign set's columns stands for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from pontozo.errors import UserError

QUESTION_ID, QUESTION, GUIDE, LANGUAGE, MAXIMUM = "question_id", "question", "guide", "language", "maximum"
ID, ANSWER, HTML = "id", "answer", "answer_html"
SCORE, RATER, OUTCOMES, FURTHER_RATINGS, FURTHER = "score", "rater", "outcomes", "further_ratings", "further"
#: In place of a guide: a reference answer, or several. It is read, not written.
REFERENCES = "references"

#: What a row says of its question.
OF_QUESTION = (QUESTION_ID, QUESTION, GUIDE, REFERENCES, LANGUAGE, MAXIMUM)
#: What a row says of its answer, each with the name of the same in a row of an answers table.
OF_ANSWER: Mapping[str, str] = {
    ID: "id",
    ANSWER: "answer",
    **{name: name for name in ("student", "attempt", "group")},
    SCORE: "score",
    RATER: "rater",
    OUTCOMES: "outcomes",
    FURTHER_RATINGS: "ratings",
}
#: All that a column may be said to hold.
WORDS = (*OF_QUESTION, *OF_ANSWER, HTML, FURTHER)


class ColumnError(ValueError):
    """A mapping of columns that does not fit the data set; `column` is the one that it speaks of."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


def library(name: str) -> Any:
    """The library of this name. Raises UserError, with what to install, where it is not there."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        message = f'needs the package {name}, which is not installed; install it with: pip install "pontozo[train]"'
        raise UserError(message) from None


def features() -> Any:
    """The `datasets.Features` of a gradebook's data set; of a row without an answer, all of the answer is null."""
    datasets = library("datasets")
    text, number = datasets.Value("string"), datasets.Value("float64")
    rating = {
        RATER: text,
        SCORE: number,
        OUTCOMES: datasets.List({"criterion": text, "outcome": text}),
    }
    columns = dict.fromkeys((QUESTION_ID, QUESTION, GUIDE, LANGUAGE), text)
    columns |= {MAXIMUM: number} | dict.fromkeys((ID, ANSWER, HTML, "student", "attempt", "group"), text)
    return datasets.Features({**columns, **rating, FURTHER_RATINGS: datasets.List(rating), FURTHER: text})


def found_columns(there: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """For each word of `WORDS` that is there, the column that holds it: the mapping's, else the one of its name.

    Raises ColumnError for a word that is not known, a column that is not there, and one that is to hold two things.
    """
    for word, column in mapping.items():
        if word not in WORDS:
            raise ColumnError(f"there is nothing called {word!r} to map to; a column may hold {', '.join(WORDS)}", word)
        if column not in there:
            near = get_close_matches(column, there, n=1)
            meant = f"; is {near[0]!r} meant?" if near else ""
            raise ColumnError(f"there is no such column{meant} There are {', '.join(there)}", column)
    taken = list(mapping.values())
    if twice := [column for column in taken if taken.count(column) > 1]:
        raise ColumnError("is mapped twice; map it once", twice[0])
    own = {word: word for word in WORDS if word in there and word not in mapping and word not in taken}
    return {**own, **mapping}

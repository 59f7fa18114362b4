"""The names of columns and keys, in one place: those that are recognised on reading, and those that Pontozó writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

#: What a column can stand for, and the headings it is known by, the surest first. Case, accents and the sign between
#: words do not matter. Where two headings of one role are there, the surer one has it.
ROLES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "azonosito"),
    "question": ("question", "kerdes", "question id", "kerdes id"),
    "task": ("task", "feladat"),
    "answer": ("answer", "valasz", "response"),
    "student": ("student", "diak", "hallgato", "tanulo", "nev", "name"),
    "attempt": ("attempt", "probalkozas"),
    "group": ("group", "csoport"),
    "score": ("score", "pont", "pontszam"),
    "rater": ("rater", "ertekelo"),
    "outcomes": ("outcomes",),
}
#: The columns of a table whose answers came from no table, and the keys of such an answer in JSON.
STANDARD = ("id", "student", "attempt", "group", "question", "answer", "score")

#: What Pontozó adds to a table: these, with a column for each criterion where CRITERION stands.
SCORE = "proposed_score"
MAXIMUM = "proposed_maximum"
CRITERION = "proposed_criterion_"
COMMENT = "proposed_comment"
CONFIDENCE = "proposed_confidence"
REVIEW = "proposed_review"
UNSCORED = "proposed_unscored"
GRADER = "proposed_grader"
#: What Pontozó adds to an object in JSON.
PROPOSED = "proposed"

_PROPOSED = frozenset((PROPOSED, SCORE, MAXIMUM, COMMENT, CONFIDENCE, REVIEW, UNSCORED, GRADER))
_OUTCOME = re.compile(r"outcome (\d+)")


def proposed_columns(criteria: int) -> tuple[str, ...]:
    """The columns that Pontozó adds to a table whose largest guide has so many criteria."""
    each = (f"{CRITERION}{place}" for place in range(1, criteria + 1))
    return (SCORE, MAXIMUM, *each, COMMENT, CONFIDENCE, REVIEW, UNSCORED, GRADER)


def is_proposed(column: str) -> bool:
    """Whether Pontozó wrote the column in an earlier run; such a column is dropped on reading."""
    return column in _PROPOSED or (column.startswith(CRITERION) and column.removeprefix(CRITERION).isdecimal())


@lru_cache(maxsize=4096)
def _folded(column: str) -> str:
    letters = unicodedata.normalize("NFKD", column.casefold())
    return " ".join(re.sub(r"[\u0300-\u036f]|[_-]", lambda sign: " " if sign[0] in "_-" else "", letters).split())


@lru_cache(maxsize=256)
def roles(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Which column has which role."""
    known = {_folded(column): column for column in reversed(columns)}
    found = ((role, next((name for name in names if name in known), None)) for role, names in ROLES.items())
    return {role: known[name] for role, name in found if name is not None}


@lru_cache(maxsize=256)
def outcome_columns(columns: tuple[str, ...]) -> Mapping[int, str]:
    """The columns `outcome_1`, `outcome_2`, … by the place of their criterion."""
    found = ((_OUTCOME.fullmatch(_folded(column)), column) for column in columns)
    return {int(match[1]): column for match, column in found if match}

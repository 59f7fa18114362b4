"""The names of columns and keys, in one place: those that are recognised on reading, and those that Pontozó writes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
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
    "ratings": ("ratings",),
    "format": ("answer format", "valasz formatuma"),
}
#: The columns of a table whose answers came from no table, and the keys of such an answer in JSON.
STANDARD = ("id", "student", "attempt", "group", "question", "answer", "score")

#: The name under which Pontozó writes what has this role.
STANDARD_NAMES: Mapping[str, str] = {**{role: role for role in ROLES}, "format": "answer_format"}

#: Where a guide may stand in an object, and what else such an object may say of its question.
GUIDES = ("guide", "scoring_guide")
QUESTION_KEYS = frozenset((*GUIDES, "maximum", "maximum_score", "language", "text"))

#: What a criterion list calls the criterion that each answer is held against: its question.
CRITERION_KEY = "criteria"

#: What Pontozó adds to a table: these, with a column for each criterion where CRITERION stands.
SCORE = "proposed_score"
MAXIMUM = "proposed_maximum"
CRITERION = "proposed_criterion_"
COMMENT = "proposed_comment"
CONFIDENCE = "proposed_confidence"
REVIEW = "proposed_review"
UNSCORED = "proposed_unscored"
GRADER = "proposed_grader"
#: The plain form of an answer that came as rich text: where evidence in JSON stands.
ANSWER_TEXT = "proposed_on_text"
#: A column without a meaning of its own: the mark of a text table in which apostrophes disarm formulas.
ESCAPED = "pontozo_escaped"
#: What Pontozó adds to an object in JSON.
PROPOSED = "proposed"

_PROPOSED = frozenset((PROPOSED, SCORE, MAXIMUM, COMMENT, CONFIDENCE, REVIEW, UNSCORED, GRADER, ANSWER_TEXT, ESCAPED))
#: A column of one criterion: "outcome 2", "credit 2", "points 2", by the place of the criterion in the guide.
_BY_CRITERION = re.compile(r"(?P<kind>outcome|credit|points|szempont) ?(?P<place>\d+)|(?P<nth>\d+)[.] ?szempont")
#: A column of a rater who is numbered ("score 2", "Score2") or named ("score [Anna]", "outcome 1 [Anna]").
_NUMBERED = re.compile(r"(.*\D) ?(\d+)")
_NAMED = re.compile(r"(.+?)\s*\[([^][]+)]\s*")


def proposed_columns(criteria: int) -> tuple[str, ...]:
    """The columns that Pontozó adds to a table whose largest guide has so many criteria."""
    each = (f"{CRITERION}{place}" for place in range(1, criteria + 1))
    return (SCORE, MAXIMUM, *each, COMMENT, CONFIDENCE, REVIEW, UNSCORED, GRADER)


def is_proposed(column: str) -> bool:
    """Whether Pontozó added the column when it wrote the file; such a column is dropped on reading."""
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


def has_answers(columns: tuple[str, ...]) -> bool:
    """Whether one of the columns is known to mean the answer."""
    return "answer" in roles(columns)


def names_question(columns: tuple[str, ...]) -> bool:
    """Whether one of the columns says which question a row answers."""
    return bool(roles(columns).keys() & {"question", "task"})


@dataclass(frozen=True)
class ByCriterion:
    """A column that holds what one criterion came out as: an "outcome", its "credit" or its "points"."""

    place: int
    kind: str
    column: str


@dataclass(frozen=True)
class RaterColumns:
    """The columns of one rater, whom the headings call `rater`; `named` is the column that holds the name."""

    rater: str = ""
    score: str | None = None
    named: str | None = None
    outcomes: str | None = None
    by_criterion: tuple[ByCriterion, ...] = ()


@lru_cache(maxsize=256)
def rater_columns(columns: tuple[str, ...]) -> tuple[RaterColumns, ...]:
    """The columns that hold ratings, a group for each rater: first those without a rater's name or number."""
    known = roles(columns)
    own = {role: column for role, column in known.items() if role in ("score", "rater", "outcomes")}
    groups: dict[str, dict[str, str]] = {"": own}
    singles: dict[str, list[ByCriterion]] = {"": []}
    for column in columns:
        found = _of_a_rater(column)
        if found is None or column in known.values():
            continue
        rater, what = found
        group, each = groups.setdefault(rater, {}), singles.setdefault(rater, [])
        if isinstance(what, str):
            group.setdefault(what, column)
        else:
            each.append(what)
    return tuple(
        RaterColumns(rater, group.get("score"), group.get("rater"), group.get("outcomes"), tuple(singles[rater]))
        for rater, group in groups.items()
    )


def _of_a_rater(column: str) -> tuple[str, str | ByCriterion] | None:
    """Whose column it is and what it holds: a role, or what a criterion came out as. None for any other column."""
    named = _NAMED.fullmatch(column)
    rater, base = (named[2].strip(), _folded(named[1])) if named else ("", _folded(column))
    if by_criterion := _BY_CRITERION.fullmatch(base):
        kind = (by_criterion["kind"] or "szempont").replace("szempont", "points")
        return rater, ByCriterion(int(by_criterion["place"] or by_criterion["nth"]), kind, column)
    if not rater and (numbered := _NUMBERED.fullmatch(base)):
        rater, base = f"rater {numbered[2]}", numbered[1].strip()
    role = next((role for role in ("score", "rater", "outcomes") if base in ROLES[role]), None)
    return (rater, role) if rater and role else None


@lru_cache(maxsize=256)
def further_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that mean nothing to Pontozó."""
    known = set(roles(columns).values())
    return tuple(each for each in columns if each not in known and _of_a_rater(each) is None and not is_proposed(each))


def misspelt_columns(columns: tuple[str, ...]) -> Mapping[str, str]:
    """The columns that mean nothing to Pontozó, but whose headings look as if they should; and what may be meant."""
    taken = roles(columns)
    names = {name: role for role, known in ROLES.items() if role not in taken for name in known}
    found: dict[str, str] = {}
    for column in further_columns(columns):
        heading = _folded(column)
        first, _, rest = column.partition(" ")
        if rest and _folded(first) in ROLES["score"]:
            found[column] = f"{first} [{rest.strip(' ()')}]"
        elif near := get_close_matches(heading, names, n=1, cutoff=0.8):
            found[column] = near[0]
    return found

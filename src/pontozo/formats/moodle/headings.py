"""The headings of Moodle's quiz reports, in the words of its versions, in English and Hungarian.

Moodle's JSON has them without spaces, signs and letters outside a to z: "Right answer 1" is `rightanswer1`, "1 válasz"
is `1vlasz`. All headings are compared in that form, so that one table serves every download.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def reduced(heading: str) -> str:
    """The heading as a key of Moodle's JSON."""
    return re.sub(r"[^a-z0-9_-]", "", heading.lower())


#: The columns of an attempt. English: Moodle 3.9 to 5; Hungarian: the packs of 2.2 and of the app, the rest guessed.
_ATTEMPT: Mapping[str, tuple[str, ...]] = {
    "last name": ("Last name", "Surname", "Vezetéknév"),
    "first name": ("First name", "Keresztnév", "Utónév"),
    "email": ("Email address", "Email", "E-mail address", "E-mail cím", "E-mail-cím", "Email cím"),
    "username": ("Username", "Felhasználónév"),
    "id number": ("ID number", "Azonosítószám"),
    "status": ("Status", "State", "Állapot"),
    "started": ("Started", "Started on", "Kezdés ideje", "Kezdés", "Megkezdve"),
    "completed": ("Completed", "Kész", "Befejezés dátuma", "Befejezés", "Befejezve"),
    "duration": ("Duration", "Time taken", "Felhasznált idő", "Időtartam"),
}
#: The columns of a question, before or after its number.
_QUESTION: Mapping[str, tuple[str, ...]] = {
    "question": ("Question", "Kérdés"),
    "response": ("Response", "Válasz"),
    "right answer": ("Right answer", "Helyes válasz"),
}
_ROLES = {reduced(heading): role for role, headings in _ATTEMPT.items() for heading in headings}
_HUNGARIAN = reduced("Vezetéknév")
_GRADE = re.compile(r"(?:grade|pont|osztlyzat)[0-9]+")
_WORDS = {reduced(heading): role for role, headings in _QUESTION.items() for heading in headings}
#: Longer words first: "1helyesvlasz" is no "1helyes" of a "vlasz". A number that teachers chose may have letters.
_NUMBERED = re.compile(
    "(?P<word>{0})(?P<after>[0-9][a-z0-9_-]*)|(?P<before>[0-9][a-z0-9_-]*?)(?P<last>{0})".format(
        "|".join(sorted(_WORDS, key=len, reverse=True))
    )
)
#: What an attempt is known by, and how many of these there must be at least.
_TIMES = ("status", "started", "completed", "duration")
_ENOUGH = 2


@dataclass(frozen=True)
class ResponseColumns:
    """The places of the columns of one question."""

    number: str
    response: int
    question: int | None = None
    right_answer: int | None = None


@dataclass(frozen=True)
class Headings:
    """What the columns of a report hold: `attempt` places by role, `responses` in order, `others` that mean nothing.

    `is_hungarian`: the family name comes first. `has_questions`: there are columns of questions, perhaps without
    responses.
    """

    columns: tuple[str, ...]
    attempt: Mapping[str, int]
    responses: tuple[ResponseColumns, ...]
    others: tuple[int, ...]
    is_hungarian: bool
    has_questions: bool

    @property
    def is_responses(self) -> bool:
        """Whether this is the report "Responses"."""
        return bool(self.responses) and len(self.attempt) >= _ENOUGH

    @property
    def is_without_responses(self) -> bool:
        """Whether this is a report on attempts that holds no responses: "Grades", or "Responses" without any."""
        times = sum(role in self.attempt for role in _TIMES)
        is_named = "last name" in self.attempt and "first name" in self.attempt
        return not self.responses and is_named and times > _ENOUGH and "grade" in self.attempt


def headings_of(columns: Sequence[str]) -> Headings:
    """What the columns hold, told by their headings. Of two that say the same the first counts."""
    attempt: dict[str, int] = {}
    numbered: dict[str, dict[str, int]] = {}
    others = []
    for place, column in enumerate(columns):
        key = reduced(column)
        role = "grade" if _GRADE.fullmatch(key) else _ROLES.get(key)
        if role and role not in attempt:
            attempt[role] = place
        elif (found := _NUMBERED.fullmatch(key)) and not role:
            number, word = (found["after"], found["word"]) if found["word"] else (found["before"], found["last"])
            numbered.setdefault(number, {}).setdefault(_WORDS[word], place)
        else:
            others.append(place)
    return Headings(
        tuple(columns),
        attempt,
        tuple(
            ResponseColumns(number, places["response"], places.get("question"), places.get("right answer"))
            for number, places in numbered.items()
            if "response" in places
        ),
        tuple(others),
        "last name" in attempt and reduced(columns[attempt["last name"]]) == _HUNGARIAN,
        bool(numbered),
    )

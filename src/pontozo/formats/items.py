"""The items of a JSON or YAML list, one by one: the objects among them, and the questions that these describe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pontozo.domain import Question
from pontozo.formats.base import Row
from pontozo.formats.drafts import DraftError
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

#: Makes an object into rows, given its place ("item 3").
ReadItem = Callable[[dict[str, Any], str], Iterable[Row | Fault]]
#: Makes an object into its question; None where what is wrong with it has been said before. Raises DraftError.
DraftItem = Callable[[dict[str, Any]], Question | None]


@dataclass(frozen=True)
class Entry:
    """An object of a list, and the question it describes; none where it is faulty."""

    place: str
    item: dict[str, Any]
    question: Question | None = None
    faults: tuple[Fault, ...] = ()


def label(value: object) -> str:
    """A name or number as text, "" for anything else."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _objects(source: Source, items: object, what: str) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        place = f"{what} {number}"
        if isinstance(item, dict):
            yield place, item
        else:
            yield place, source.fault(f"must be an object with keys of its own, not {shown(item)}", place)


def read_items(source: Source, items: object, read: ReadItem, what: str = "item") -> Iterator[Row | Fault]:
    """The rows that `read` makes of the list's objects; a fault in place of what is no object."""
    for place, item in _objects(source, items, what):
        if isinstance(item, Fault):
            yield item
        else:
            yield from read(item, place)


def entries(source: Source, items: object, draft: DraftItem, what: str = "item") -> Iterator[Entry]:
    """The list's objects with the questions that `draft` makes of them. A question is placed by its id too."""
    for place, item in _objects(source, items, what):
        if isinstance(item, Fault):
            yield Entry(place, {}, faults=(item,))
            continue
        if what == "question" and (name := label(item.get("id"))):
            place = f"{place} ({name})"
        try:
            yield Entry(place, item, draft(item))
        except DraftError as error:
            faults = tuple(source.fault(message, place, field) for field, message in error.problems)
            yield Entry(place, item, faults=faults)


def by_id(source: Source, named: Iterable[tuple[Entry, Question]]) -> tuple[dict[str, Question], list[Fault]]:
    """The questions by id, and a fault for each that takes the id of a different one."""
    found: dict[str, Question] = {}
    faults = []
    for entry, question in named:
        if found.setdefault(question.id, question) != question:
            message = f"another question has the id {question.id!r}; give each its own"
            faults.append(source.fault(message, entry.place, "id"))
    return found, faults

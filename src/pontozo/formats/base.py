"""What a format is, and what it gives: the protocol that built-in forms and those of other packages share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Generic, Protocol, TypeVar, runtime_checkable

from pontozo.domain import Answer, Grade, Question
from pontozo.formats.source import Source
from pontozo.gradebook import DataError, Fault, Gradebook

T = TypeVar("T")


class Anew(Generic[T]):
    """An iterable that starts anew each time: it holds how to begin, not what comes."""

    def __init__(self, begin: Callable[[], Iterator[T]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[T]:
        return self._begin()


@dataclass(frozen=True, slots=True)
class Row:
    """An answer, where it stands ("row 17"), and which column of the file each part of it came from."""

    answer: Answer
    place: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a format found in a file.

    `rows` can be gone through more than once, and reads the file anew each time where it may be large; what is wrong
    with a row comes in its place. `faults` holds what is wrong with the file or its questions, `notes` what is not
    wrong, but was left out. `columns` names the keys of the answers' `extra` that a table shows, in order; None for all
    that there are. `is_table` says that these are the columns of the file itself, `delimiter` what separates its cells.
    `lacks_questions` says that there are answers whose questions were not given.
    """

    questions: Mapping[str, Question]
    rows: Iterable[Row | Fault] = ()
    columns: tuple[str, ...] | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    is_table: bool = False
    delimiter: str = ","
    lacks_questions: bool = False


@runtime_checkable
class Format(Protocol):
    """An outside form that can be read. `name` says to people what it is."""

    @property
    def name(self) -> str: ...

    def recognises(self, source: Source) -> bool:
        """Whether the file, by its content, has this form. Raises DataError if it has and is broken."""
        ...

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        """What the file holds. `questions` are those that were read before, for a form that brings none."""
        ...


class Sink(ABC):
    """Takes graded answers one by one and writes them in a form, to a file that it leaves open."""

    @abstractmethod
    def write(self, answer: Answer, grade: Grade) -> None:
        """Writes one graded answer."""

    def finish(self) -> None:  # noqa: B027 (a form whose every row is whole has nothing to do)
        """Makes the file whole."""

    def abandon(self) -> None:  # noqa: B027 (most sinks hold nothing)
        """Lets go of what the sink holds besides the file, in place of `finish`."""


@runtime_checkable
class WritableFormat(Format, Protocol):
    """A form that can be written as well, to files that end in `suffix`."""

    @property
    def suffix(self) -> str: ...

    def sink(self, file: BinaryIO, layout: Layout) -> Sink: ...


@dataclass(frozen=True)
class Layout:
    """What the writers of all forms need to know beforehand: the own columns, the largest guide, the delimiter."""

    columns: tuple[str, ...]
    criteria: int
    delimiter: str = ","


@runtime_checkable
class DataFormat(Format, Protocol):
    """A form in which questions, answers and ratings can be written. `key` is its word on the command line.

    A file whose name ends in one of the `suffixes` is written in this form where no other is asked for.
    """

    @property
    def key(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    @property
    def holds_questions(self) -> bool:
        """Whether questions without answers have a place in it."""
        ...

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        """What of the gradebook the form has no place for, as sentences without an end; none where it holds all."""
        ...

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        """Writes the gradebook, what the form cannot hold left out, to a file that it leaves open."""
        ...


class FileAnswers:
    """The answers of a file that was found to be without faults; read anew each time they are gone through.

    Raises DataError if the file has changed and is no longer without faults.
    """

    def __init__(self, reading: Reading, count: int) -> None:
        self._rows = reading.rows
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Answer]:
        for row in self._rows:
            if isinstance(row, Fault):
                raise DataError([row])
            yield row.answer


def without_questions() -> Reading:
    """The reading of a file of answers to questions that were not given."""
    return Reading({}, lacks_questions=True)

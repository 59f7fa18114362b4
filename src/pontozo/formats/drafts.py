"""Questions as a file writes them, made into questions or into faults."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter, ValidationError

from pontozo.domain import Question, check_maximum, exact
from pontozo.formats.columns import GUIDES
from pontozo.formats.guide_text import GuideText, Problem, lines_of_text, parse_guide
from pontozo.formats.sentences import sentences, shown

#: Keys that a question in a file may have besides those of Question itself.
REFERENCES = "references"
MAXIMUMS = ("maximum", "maximum_score", "points")
UNGRADED = ("title", "answers")


class DraftError(ValueError):
    """A question that cannot be used; `problems` holds field and message of each thing wrong with it."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems))
        self.problems = problems


@cache
def _adapter() -> TypeAdapter[Question]:
    return TypeAdapter(Question)


def question_of(raw: Mapping[str, object], names: Mapping[str, str] | None = None) -> Question:
    """The question that the keys of Question describe.

    A guide may be a text, as people write it. `names` says what fields are called in the file, where it has other
    words. Raises DraftError.
    """
    guide = next((key for key in GUIDES if isinstance(raw.get(key), str)), None)
    written = None if guide is None else _guide_text(guide, str(raw[guide]))
    try:
        question = _adapter().validate_python(raw if written is None else {**raw, guide: written.guide})
    except ValidationError as error:
        problems = sentences(error, raw)
        raise DraftError([(_renamed(field, names or {}), message) for field, message in problems]) from None
    total = None if written is None else written.maximum
    if guide is not None and total is not None and (wrong := disagreement(question, total)):
        raise DraftError([(guide, wrong)])
    return question


def _guide_text(key: str, text: str) -> GuideText:
    """The guide that people wrote. Raises DraftError with each line that was not understood."""
    written = parse_guide(lines_of_text(text))
    if written.problems:
        raise DraftError([(key, said(problem)) for problem in written.problems])
    return written


def said(problem: Problem) -> str:
    """What to say of a line of a guide that was not understood."""
    where = f"line {problem.line} of the guide, {problem.text!r}: " if problem.text else ""
    return f"{where}{problem.message}"


def _renamed(field: str, names: Mapping[str, str]) -> str:
    prefix = next((each for each in names if field.startswith(each)), "")
    return names[prefix] + field.removeprefix(prefix) if prefix else field


def question_in_full(raw: Mapping[str, object]) -> Question:
    """The question that an entry of a questions file describes: with its maximum checked, or of references alone.

    Raises DraftError.
    """
    kept = {key: value for key, value in raw.items() if key not in (REFERENCES, *MAXIMUMS, *UNGRADED)}
    kept = {key: value for key, value in kept.items() if value is not None or key not in ("id", "language")}
    stated = next((key for key in MAXIMUMS if raw.get(key) is not None), None)
    if raw.get(REFERENCES) is not None:
        return _of_references(raw, kept, stated)
    question = question_of(kept)
    if stated is not None and (wrong := disagreement(question, raw[stated])):
        raise DraftError([(stated, wrong)])
    return question


def _of_references(raw: Mapping[str, object], kept: dict[str, object], stated: str | None) -> Question:
    if given := kept.keys() & set(GUIDES):
        raise DraftError([(REFERENCES, f"stands beside {min(given)}; keep one of the two")])
    only = {"criterion": raw[REFERENCES], "points": raw[stated] if stated else 1}
    names = {"guide.1.criterion": REFERENCES, "guide.1.points": stated or "points"}
    return question_of({**kept, "guide": [only]}, names)


def disagreement(question: Question, stated: object) -> str | None:
    """What to say of a stated maximum that is not the guide's; None where they agree."""
    try:
        exact(stated)
    except ValueError:
        return f"must be a number, not {shown(stated)}"
    wrong = check_maximum(question, stated)
    return wrong and f"{wrong}; correct one of the two"

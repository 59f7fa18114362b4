"""What came of the edits: counts, shares beside their controls, examples; as JSON and as a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pontozo.evaluation.robustness.edit import Duty

#: The headings of `table`.
HEADINGS = (
    "edit",
    "duty",
    "answers",
    "not applicable",
    "unscored",
    "at stake",
    "crossed",
    "control",
    "excess",
    "95% interval",
    "moved",
    "change",
)
_NOTHING = "–"


@dataclass(frozen=True)
class Measure:
    """A mean over `answers` answers: after the edit, with the control in its place, and the difference.

    Without a control `excess` is the mean after the edit. `low` and `high` bound the excess with 95% confidence
    (percentile bootstrap that draws questions). None stands where there is no answer to take a mean of, no control,
    or only one question to draw.
    """

    answers: int
    edited: float | None
    control: float | None
    excess: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Example:
    """An answer before and after an edit. Scores are in points; None is unscored."""

    question: str
    answer: str
    before: str
    after: str
    score_before: float | None
    score_after: float | None
    maximum: float


@dataclass(frozen=True)
class EditResult:
    """What came of one edit.

    `tried` counts the answers that were edited, `not_applicable` those in which there was nothing to edit. `unscored`,
    `unscored_before` and `unscored_control` count those of `tried` that no scorer saw or could judge: after the edit,
    before it, and with the control in its place. They do not pass.

    The pass mark is crossed upwards where the edit must not raise, else downwards. `crossed` is the share that did, of
    the answers at stake: those that stood on the other side of it before. `moved` is the share whose score rose, or
    else fell, and `change` the mean change of the score as a share of the maximum, both over the answers that were
    scored each time. For an edit that must lower, all of this is what one wants to see; for the others it is not.

    `examples` are the worst: the largest change in the wrong direction.
    """

    edit: str
    duty: Duty
    tried: int
    not_applicable: int
    unscored_before: int
    unscored: int
    unscored_control: int | None
    crossed: Measure
    moved: Measure
    change: Measure
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Robustness:
    """How a grader takes edits of answers that people have rated.

    By the ratings, `wrong` answers earned nothing, `partial` ones something below the pass mark, `right` ones the pass
    mark or more; `unrated` and `blank` answers were left out, and `not_drawn` others, where only some were to be taken.
    `pass_mark` is a share of the maximum.

    `any_attack`: of the wrong and partial answers that did not pass as they are, the share that at least one edit that
    must not raise makes pass; its control is the share that at least one of their controls makes pass. The guide's own
    words are left out of it: whoever has them writes a right answer.
    """

    grader: str
    pass_mark: float
    seed: int
    wrong: int
    partial: int
    right: int
    unrated: int
    blank: int
    not_drawn: int
    any_attack: Measure
    edits: tuple[EditResult, ...]


def as_json(result: Robustness) -> dict[str, Any]:
    """The result as plain values for `json.dumps`: names, numbers, null, lists."""
    return asdict(result, dict_factory=_plain)


def _plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Duty) else value for name, value in fields}


def table(result: Robustness) -> list[tuple[str, ...]]:
    """The result as rows of text, the headings first. Shares are in per cent, the change in points of a hundred."""
    return [HEADINGS, *(_row(each) for each in result.edits)]


def _row(each: EditResult) -> tuple[str, ...]:
    crossed = each.crossed
    counts = (each.tried, each.not_applicable, each.unscored, crossed.answers)
    shares = (crossed.edited, crossed.control, crossed.excess)
    interval = f"{_percent(crossed.low)} to {_percent(crossed.high)}" if crossed.low is not None else _NOTHING
    moved, change = _percent(each.moved.edited), _percent(each.change.excess, sign=True)
    return (each.edit, str(each.duty), *map(str, counts), *map(_percent, shares), interval, moved, change)


def _percent(share: float | None, *, sign: bool = False) -> str:
    return _NOTHING if share is None else f"{100 * share:{'+' if sign else ''}.1f}"

"""What figures of fairness mean, in plain sentences, from phrases of each language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pontozo.wording.evaluation import Words, words

#: Which version of the phrases is in use.
VERSION = 1
#: A difference of standardised means from which on it is a reason to look (Williamson, Xi & Breyer 2012).
FLAGGED = 0.10

#: A figure, and the ends of its interval; NaN where they cannot be told.
Told = tuple[float, float, float]


@dataclass(frozen=True)
class GroupTold:
    """A group, how many answers it has, and its figures beside the reference group, of shares of the maximum."""

    group: str
    answers: int
    at_equal_score: Told
    standardised: Told
    squared_error: Told


def fairness_told(reference: str, groups: Sequence[GroupTold], language: str) -> list[str]:
    """One sentence after another: what holds for all groups, then group by group, beside the reference."""
    spoken = words(language)
    phrases = _phrases(spoken.language)
    if not groups:
        return [phrases["one group"].format(reference=reference)]
    beside = [" ".join(_of(each, reference, phrases, spoken)) for each in groups]
    return [phrases["how"].format(reference=reference), *beside]


@cache
def _phrases(code: str) -> dict[str, str]:
    text = resources.files("pontozo.wording").joinpath(code, f"fairness-{VERSION}.json").read_text("utf-8")
    phrases: dict[str, str] = json.loads(text)
    return phrases


def _of(told: GroupTold, reference: str, phrases: dict[str, str], spoken: Words) -> Iterator[str]:
    """Sentences hold no signed number: they say in words which way a difference goes."""
    value, low, high = (100 * share for share in told.at_equal_score)
    key = _which(told.at_equal_score)
    ends = (-high, -low) if key == "less" else (low, high)
    yield phrases[key].format(
        group=told.group,
        reference=reference,
        answers=spoken.counted("answer", told.answers),
        size=spoken.number(abs(value), 1),
        low=spoken.number(ends[0], 1),
        high=spoken.number(ends[1], 1),
        less=spoken.number(-low, 1),
        more=spoken.number(high, 1),
    )
    standardised = told.standardised
    if abs(standardised[0]) >= FLAGGED and _sure(standardised):
        key = "flagged higher" if standardised[0] > 0 else "flagged lower"
        yield phrases[key].format(group=told.group, size=spoken.number(abs(standardised[0])))
    if _sure(told.squared_error):
        key = "less accurate" if told.squared_error[0] > 0 else "more accurate"
        yield phrases[key].format(group=told.group, reference=reference)


def _which(told: Told) -> str:
    value, low, high = told
    if not low <= high:  # NaN
        return "cannot tell"
    if not _sure(told):
        return "no difference"
    return "more" if value > 0 else "less"


def _sure(told: Told) -> bool:
    _, low, high = told
    return low > 0 or high < 0

"""What an evaluation finds, as plain data: what `metrics.json` holds and the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from math import isnan
from typing import Any

from pontozo.domain import Finding, plain
from pontozo.evaluation.fairness import Fairness
from pontozo.evaluation.intervals import Interval

#: By the name of the figure (`figures.FIGURES`, "prmse"), its value and interval.
Figures = Mapping[str, Interval]


@dataclass(frozen=True)
class Part:
    """The figures of some of the answers. Means are shares of the maximum; `questions` counts those answered.

    `answers` are the rated ones, `unscored` those of them that got no score and stand in no other figure. `figures` is
    empty where nothing was scored. `unit` says what the intervals draw: "question" or "answer".
    """

    name: str
    answers: int
    unscored: int
    questions: int
    human_mean: float
    machine_mean: float
    unit: str
    figures: Figures


@dataclass(frozen=True)
class LabelPart:
    """The figures of criteria with a rated outcome, as labels: `view` is "2-way" or "3-way".

    Criteria that are scales, with no outcome called *met*, stand in neither.
    """

    view: str
    criteria: int
    figures: Figures


@dataclass(frozen=True)
class CriterionPart:
    """One criterion: how often its credit is right, and what it is most often mistaken for.

    `rated` answers have a human outcome and were scored. `mistaken` counts, for a human outcome and a proposed one of
    other credit, how often they met, the most frequent first.
    """

    question: str
    criterion: str
    wording: str
    points: float
    rated: int
    right: Interval
    mistaken: tuple[Mistaken, ...]


@dataclass(frozen=True)
class Mistaken:
    """So often people set one outcome where the grader proposed another, of other credit."""

    human: str
    machine: str
    answers: int


@dataclass(frozen=True)
class People:
    """How far people agree with each other, on the answers that two or more rated.

    `first_second`: the first rating of each such answer against its second. `machine`: the grader against the first
    on the same answers, so that the two can be compared. `alpha`: Krippendorff's of all ratings (interval).
    """

    answers: int
    raters: int
    first_second: Figures
    machine: Figures
    alpha: Interval


@dataclass(frozen=True)
class Baseline:
    """What needs no grader: a name ("most frequent", "question mean", "length", "overlap", "cosine"), its figures on so
    many answers, and how much more QWK the grader has on them, with the interval of that difference and its p-value."""

    name: str
    answers: int
    figures: Figures
    grader_more_qwk: Interval
    p: float


@dataclass(frozen=True)
class Confusion:
    """How often people gave the score of a row and the grader that of a column; the last column is unscored.

    `of_points` says whether labels are scores in points, or shares of the maximum in steps.
    """

    labels: tuple[str, ...]
    of_points: bool
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bin:
    """Grades of about one confidence: how many, the mean confidence told, and the share that was right."""

    low: float
    high: float
    answers: int
    told: float
    right: Interval


@dataclass(frozen=True)
class Reliability:
    """Confidence against how often grades were right.

    `error`: the mean distance of the two over bins, weighted by answers (expected calibration error; Naeini, Cooper &
    Hauskrecht 2015). `brier`: mean squared distance of confidence from 1 (right) or 0 (Brier 1950).
    """

    answers: int
    bins: tuple[Bin, ...]
    error: float
    brier: float


@dataclass(frozen=True)
class Reach:
    """What is graded with no person where confidence is at least `threshold`: which share of all rated answers,
    which share of these gets another score than people's, and their QWK (NaN where they do not vary)."""

    threshold: float
    share: float
    wrong: float
    qwk: float


@dataclass(frozen=True)
class Coverage:
    """Risk against share graded automatically (El-Yaniv & Wiener 2010), the surest first.

    `at_qwk_80`: the largest share with a QWK of .80 or more and at least 30 answers, 0 where there is none. `own` is
    what the grader grades alone at its own threshold, below which a person must look.
    """

    curve: tuple[Reach, ...]
    at_qwk_80: float
    own: Reach


@dataclass(frozen=True)
class Disagreement:
    """An answer on which grader and person are far apart, with all that is needed to see why.

    `seen` are the findings with their evidence; `outcomes` what the person set, by criterion, where anything.
    """

    question: str
    question_text: str
    answer: str
    text: str
    human: float
    rater: str
    machine: float
    maximum: float
    confidence: float | None
    findings: tuple[Finding, ...]
    outcomes: Mapping[str, str]
    comment: str


@dataclass(frozen=True)
class Conclusion:
    """What the figures come to: a level, and why.

    `level`: "too little", "no better" than the best baseline, "help" (proposals to check one by one), "agrees" (the
    threshold that the field uses), "as people" (and no worse than a second person). `facts` are those that decided,
    by name, for whoever puts it in words.
    """

    level: str
    facts: Mapping[str, float | str]


@dataclass(frozen=True)
class Seen:
    """Of the rated answers, how many the grader was fitted on: with the same question, and questions it has seen.

    `known` is false where it cannot be told what the grader was fitted on.
    """

    known: bool
    answers: int
    questions: int


@dataclass(frozen=True)
class Method:
    """How the grader was taken: "as it is", "fitted" on the answers of a `file`, on so many "folds", divided `by`."""

    how: str = "as it is"
    file: str = ""
    folds: int = 0
    by: str = ""


@dataclass(frozen=True)
class Source:
    """What was measured, with what, and how: names for people."""

    data: str
    grader: str
    method: Method
    rater: str
    date: str
    pontozo: str
    seed: int
    resamples: int


@dataclass(frozen=True)
class Evaluation:
    """Everything that one evaluation finds.

    `people`, `baselines`, `conclusion`, `reliability`, `coverage` and `fairness` leave out answers that the grader was
    fitted on, and blank ones: what was learnt by heart, or is graded by rule, decides nothing.
    `without` holds the overall figures without some answers: "seen answers", "blank answers", where there are any.
    `columns` holds a part for each value of the columns asked for, and of language and group where they differ;
    `familiarity` one for each kind of answer, by what the grader was fitted on.
    """

    source: Source
    unrated: int
    unscored: Mapping[str, int]
    seen: Seen
    overall: Part
    without: tuple[Part, ...]
    labels: tuple[LabelPart, ...]
    people: People | None
    baselines: tuple[Baseline, ...]
    conclusion: Conclusion
    confusion: Confusion
    reliability: Reliability | None
    coverage: Coverage | None
    questions: tuple[Part, ...]
    criteria: tuple[CriterionPart, ...]
    columns: Mapping[str, tuple[Part, ...]]
    familiarity: tuple[Part, ...]
    fairness: Fairness | None
    disagreements: tuple[Disagreement, ...]


def as_json(found: object) -> Any:
    """What was found as values for `json.dumps`: names, numbers, null where a figure is undefined, lists."""
    if is_dataclass(found) and not isinstance(found, type):
        return {each.name: as_json(getattr(found, each.name)) for each in fields(found)}
    if isinstance(found, Mapping):
        return {str(name): as_json(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [as_json(value) for value in found]
    if isinstance(found, Fraction):
        return plain(found)
    if isinstance(found, float) and isnan(found):
        return None
    return found

"""What the tests of tuned families share: scorers on tiny checkpoints, questions and answers of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from pontozo.domain import (
    ALL_OR_NOTHING,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Judgement,
    Level,
    Levels,
    Outcome,
    Question,
    Task,
    scale,
)
from pontozo.scorers.registry import family
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Item, Unit, items_of
from pontozo.scorers.tuned.loading import kind_of, load_config
from pontozo.scorers.tuned.settings import Settings

#: The tests share their cores.
torch.set_num_threads(1)

SIMPLE = Question(
    "What is a pointer?",
    [Criterion("it holds the address of a variable", 2), Criterion("it may be null", 1, ALL_OR_NOTHING)],
    id="q1",
    language="en",
)
MAGYAR = Question(
    "Mi a referencia?",
    All(
        [
            Criterion(["egy objektum másik neve", "álnév"], 2),
            Levels([Level(0, "semmi"), Level(1, "megnevezi"), Level(3, "megmagyarázza")]),
            Deduct([Criterion("azt mondja, hogy lehet üres", 1)]),
        ]
    ),
    id="q2",
    language="hu",
)
OWN = (Outcome("wrong", 0), Outcome("off topic", 0), Outcome("nearly", "1/3"), Outcome("good", 1))
BEST = Question(
    "Name two of three.", BestOf(2, [Criterion("a", 1, OWN), Criterion("b", 1), Criterion("c", 1)]), id="q3"
)
OR = Question(
    "Either will do.",
    Alternatives([Criterion("one", 2), [Criterion("two", 1), Criterion("three", 1)]]),
    id="q4",
    language="en",
)
ELEVEN = Question("How well?", Criterion("it is clear", 5, scale(5, "1/2")), id="q5", language="en")
QUESTIONS = (SIMPLE, MAGYAR, BEST, OR, ELEVEN)
ANSWERS = (
    "It holds the address of a variable, and may be null.",
    "Egy változó másik neve: árvíztűrő tükörfúrógép.",
    "?",
    "−∞ 日本語 😀 \ufffd \U0010fffd",
    "<pad></s>[SEP]<|endoftext|> {{ answer }} {% if %} A) met",
    "the address " * 400,
)


def begin(folder: Path, unit: Unit = Unit.CRITERION, max_tokens: int = 512) -> TunedScorer:
    """A scorer of the family that the checkpoint in `folder` belongs to, never tuned; its new parts are seeded."""
    name = kind_of(load_config(str(folder)))
    prompt = "" if name == "encoder" else f"{unit.value}-1"
    kind: Any = family(name)
    torch.manual_seed(2)
    scorer = kind.begin(Settings(str(folder), unit=unit, prompt=prompt, max_tokens=max_tokens))
    assert isinstance(scorer, TunedScorer)
    return scorer


def item(question: Question, answer: str, unit: Unit = Unit.CRITERION) -> Item:
    """The first item of a task."""
    return items_of(Task(question, answer), unit)[0]


def probabilities(judgements: Sequence[Judgement]) -> list[list[float]]:
    """All probabilities of each judgement, in a row."""
    return [
        [*judgement.whole.values(), *(each for verdict in judgement.verdicts for each in verdict.distribution)]
        for judgement in judgements
    ]

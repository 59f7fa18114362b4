"""Prompts of the text families: template files, one folder a language, named and versioned.

A template holds the answer exactly once, so that what stands before and behind it is known, and the answer alone is
shortened where all of it is too long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pontozo.wording import LANGUAGES

#: Where a template has the answer. It is cut there before anything is filled in, so that no text can stand for it.
_ANSWER = " {{ answer }}"


@dataclass(frozen=True)
class Prompt:
    """What stands before the answer and what behind it; the answer follows after a blank."""

    before: str
    after: str


def prompt_names() -> tuple[str, ...]:
    """The names of the prompts there are: what is judged, and the version."""
    folder = resources.files("pontozo.wording").joinpath(LANGUAGES[0], "prompts")
    return tuple(sorted(each.name.removesuffix(".txt") for each in folder.iterdir() if each.name.endswith(".txt")))


def criterion_prompt(
    name: str, language: str, question: str, wordings: Sequence[str], choices: Sequence[tuple[str, str]], deducts: bool
) -> Prompt:
    """The prompt for one criterion; `choices` are (label, name).

    A described scale has no wordings: its choices say all. Raises KeyError where no prompt has this name.
    """
    return _rendered(name, language, question=question, wordings=wordings, choices=choices, deducts=deducts)


def guide_prompt(name: str, language: str, question: str, guide: str, choices: Sequence[tuple[str, str]]) -> Prompt:
    """The prompt for the whole guide; `choices` are (label, score). Raises KeyError where no prompt has this name."""
    return _rendered(name, language, question=question, guide=guide, choices=choices)


def _rendered(name: str, language: str, **values: Any) -> Prompt:
    before, after = _halves(language if language in LANGUAGES else LANGUAGES[0], name)
    return Prompt(before.render(values), after.render(values))


@cache
def _halves(code: str, name: str) -> tuple[Any, Any]:
    from jinja2 import Environment, StrictUndefined

    if name not in prompt_names():
        raise KeyError(name)
    text = resources.files("pontozo.wording").joinpath(code, "prompts", f"{name}.txt").read_text("utf-8")
    before, after = text.rstrip().split(_ANSWER)
    # Plain text for a model: nothing is escaped.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(before), environment.from_string(after)

"""What the edits write: sentences and word lists, one JSON file a language, and one for what belongs to none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: The languages that have a file here; an answer in any other is edited with the words of the first of them.
LANGUAGES = ("en", "hu")


@dataclass(frozen=True)
class Phrases:
    """What is written, and looked for, in one language.

    `neutral`: everyday sentences that answer no question. `filler`: what says nothing in the tone of an answer.
    `echo`: wrong sentences around `{keywords}`. `denial`: sentences that deny `{wording}`. `injection`: orders to
    whoever grades. `polite`: what stands around `{answer}` in a letter.

    `rewording`: for a phrase another that says the same. `leaning`: words at the start of a sentence that belongs to
    the one before it. `deny`, `affirm`: for a word what it becomes in the opposite statement; `no_denial`: negations
    that deny nothing. `pairing`: what stands between two things that are compared; `symmetric`: words beside which two
    things can be exchanged and nothing changes. `number_words` can stand for each other; of `vowels` words are made.
    """

    conjunction: str
    articles: tuple[str, ...]
    neutral: tuple[str, ...]
    filler: tuple[str, ...]
    echo: tuple[str, ...]
    denial: tuple[str, ...]
    injection: tuple[str, ...]
    polite: tuple[str, ...]
    rewording: Mapping[str, str]
    leaning: frozenset[str]
    deny: Mapping[str, str]
    affirm: Mapping[str, str]
    no_denial: tuple[str, ...]
    pairing: frozenset[str]
    symmetric: frozenset[str]
    number_words: tuple[str, ...]
    vowels: str


def _read(name: str) -> Any:
    return json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text("utf-8"))


@cache
def phrases(code: str) -> Phrases:
    """The phrases of the language `code`; in English for a language without a file."""
    known = _read(code if code in LANGUAGES else LANGUAGES[0])
    return Phrases(
        conjunction=known["and"],
        articles=tuple(known["articles"]),
        neutral=tuple(known["neutral"]),
        filler=tuple(known["filler"]),
        echo=tuple(known["echo"]),
        denial=tuple(known["denial"]),
        injection=tuple(known["injection"]),
        polite=tuple(known["polite"]),
        rewording=known["rewording"],
        leaning=frozenset(known["leaning"]),
        deny=known["deny"],
        affirm=known["affirm"],
        no_denial=tuple(known["no denial"]),
        pairing=frozenset(known["pairing"]),
        symmetric=frozenset(known["symmetric"]),
        number_words=tuple(known["number words"]),
        vowels=known["vowels"],
    )


@cache
def markup() -> tuple[str, ...]:
    """Orders to whoever grades that look like a program's own messages."""
    return tuple(_read("any")["markup"])


@cache
def look_alikes() -> Mapping[int, str]:
    """For Latin letters the Cyrillic ones that look the same (Unicode Technical Standard #39), for `str.translate`."""
    return str.maketrans(_read("any")["look-alikes"])

"""Comments and reasons as people read them: template files, one folder a language, named and versioned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from pontozo.domain import Finding, Reason, show

#: The languages that have a folder here; in any other the comment is in the first of them.
LANGUAGES = ("en", "hu")
#: Which version of the comment's template and of the phrases is in use.
VERSION = 1


def _language(code: str) -> str:
    return code if code in LANGUAGES else LANGUAGES[0]


@cache
def _template(code: str, name: str) -> Any:
    from jinja2 import Environment, StrictUndefined

    text = resources.files(__package__).joinpath(code, f"{name}-{VERSION}.txt").read_text("utf-8")
    # Plain text, not markup: nothing is escaped here; whoever shows it on a page escapes it there.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["points"] = lambda points: _points(points, code)
    return environment.from_string(text)


def _points(points: float, code: str) -> str:
    return show(points).replace(".", _phrases(code)["decimal sign"])


@cache
def _phrases(code: str) -> dict[str, str]:
    text = resources.files(__package__).joinpath(code, f"phrases-{VERSION}.json").read_text("utf-8")
    phrases: dict[str, str] = json.loads(text)
    return phrases


def reason(code: str, language: str, detail: str = "") -> Reason:
    """The reason with this code, in words of the language; `detail` is what a program said, in its own words."""
    text = _phrases(_language(language))[code]
    return Reason(code, f"{text} ({detail})" if detail else text)


def comment(findings: Sequence[Finding], language: str) -> str:
    """What the student is told: what is there, what is half there, missing, the wrong way round, with points.

    Parts that do not count (*best k of*, *alternatives*) are not held against the student.
    """
    plus = [finding for finding in findings if finding.counts and not finding.deducts]
    groups = {
        "met": [finding for finding in plus if finding.credit == 1],
        "partial": [finding for finding in plus if 0 < finding.credit < 1],
        "contradicted": [finding for finding in plus if finding.outcome == "contradicted"],
        "missing": [finding for finding in plus if finding.credit == 0 and finding.outcome != "contradicted"],
        "mistakes": [finding for finding in findings if finding.counts and finding.deducts and finding.earned < 0],
    }
    return " ".join(_template(_language(language), "comment").render(groups).split())


def whole_comment(score: float, maximum: float, language: str) -> str:
    """What the student is told where the answer was judged as a whole: the score, and nothing of any criterion."""
    code = _language(language)
    return _phrases(code)["whole"].format(score=_points(score, code), maximum=_points(maximum, code))


def blank_comment(language: str) -> str:
    """What is said of an answer in which nothing stands."""
    return _phrases(_language(language))["blank"]

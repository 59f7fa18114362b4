"""A question as a record, as a questions file writes it: a guide in the fewest words that read back as the same."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from pontozo.domain import ALL_OR_NOTHING, STANDARD, Outcome, Question, exact, plain


@cache
def _adapter() -> TypeAdapter[Question]:
    return TypeAdapter(Question)


@cache
def _outcomes() -> TypeAdapter[tuple[Outcome, ...]]:
    return TypeAdapter(tuple[Outcome, ...])


def question_fields(question: Question, text: str = "text", guide: str = "guide", maximum: str = "maximum") -> Any:
    """The question's id, language, text, guide and maximum, the last three under the keys given.

    A maximum that no number in JSON can hold exactly is left out.
    """
    raw: dict[str, Any] = _adapter().dump_python(question, mode="json")
    most = plain(question.maximum)
    return {
        "id": question.id,
        **({"language": question.language} if question.language else {}),
        text: question.text,
        guide: _listed(_short(raw["guide"])),
        **({maximum: most} if exact(most) == question.maximum else {}),
    }


def _listed(guide: Any) -> Any:
    """A guide whose parts all count is written as their list."""
    return guide["all"] if set(guide) == {"all"} else guide


def _short(node: Any) -> Any:
    """The node without what is so unless said otherwise."""
    if isinstance(node, list):
        return [_short(each) for each in node]
    if not isinstance(node, dict):
        return node
    short = {key: _short(value) for key, value in node.items() if not (key == "id" and not value)}
    if "criterion" in short:
        wordings = short["criterion"]
        short["criterion"] = wordings[0] if len(wordings) == 1 else wordings
        short["outcomes"] = _short_outcomes(node["outcomes"])
        if short["outcomes"] == "standard":
            del short["outcomes"]
    return short


def _short_outcomes(outcomes: list[dict[str, Any]]) -> Any:
    """The name of the usual outcomes; any others as they are."""
    found = _outcomes().validate_python(outcomes)
    return {STANDARD: "standard", ALL_OR_NOTHING: "all-or-nothing"}.get(found, outcomes)

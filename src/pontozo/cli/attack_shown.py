"""What `pontozo attack` shows: a sentence, a table for each duty, and what works at its worst."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted
from pontozo.domain import show as points
from pontozo.evaluation.robustness import Duty, EditResult, Example, Measure, Robustness

_ATTACKS = ("attack", "answers", "crossed", "control", "excess", "95% interval")
_EDITS = ("edit", "answers", "crossed", "95% interval", "scored", "lowered")
_TITLES = {
    Duty.MUST_NOT_RAISE: "Attacks: % of failing answers that come to pass (crossed), beside a neutral text as long "
    "(control)",
    Duty.MUST_NOT_LOWER: "Harmless edits, which should lower none: % of passing answers that come to fail (crossed)",
    Duty.MUST_LOWER: "Changes of meaning, which should lower all: % of passing answers that come to fail (crossed)",
}
#: So much of an answer, and of what an attack made of it, is shown.
_TEXT = 160
#: What is shown by nothing, or could turn the order of what is shown: format characters, private ones, no characters.
_INVISIBLE = {"Cf", "Co", "Cs", "Cn"}
_UNDEFINED = "–"


def show(found: Robustness, written: Path | None) -> None:
    """Prints what was found to standard output."""
    for sentence in told(found):
        print(one_line(sentence))
    for duty, title in _TITLES.items():
        own = [each for each in found.edits if each.duty is duty]
        if any(each.tried for each in own):
            print(f"\n{title}")
            _show_table(found, duty, own)
    working = [each for each in found.edits if each.duty is Duty.MUST_NOT_RAISE and each.crossed.edited]
    if any(each.examples for each in working):
        print("\nAttacks that work, at their worst")
        for each in working:
            _show_examples(each)
    if written is not None:
        print(f"\nWritten to {written}")


def told(found: Robustness) -> list[str]:
    """What was found in plain sentences: what attacks can do first."""
    rated = found.wrong + found.partial + found.right
    standings = f"{found.wrong} wrong, {found.partial} partial, {found.right} right"
    return [
        *_on_attacks(found),
        f"{counted(rated, 'rated answer')} tried: {standings}; to pass takes {100 * found.pass_mark:g}% of the "
        f"maximum. Graded by {found.grader}.",
        *_left_out(found),
    ]


def _on_attacks(found: Robustness) -> Iterator[str]:
    failing, tried = found.wrong + found.partial, found.any_attack
    if not failing:
        yield "No attack could be tried: people found none of the answers wrong or partial."
        return
    if tried.edited is None or tried.control is None:
        counts = counted(failing, "answer")
        yield f"No attack could be tried: what people found wrong or partial passes as it is ({counts})."
        return
    which = "answer that does not pass as it is" if tried.answers == 1 else "answers that do not pass as they are"
    attacked, neutral = (_share(each, tried.answers) for each in (tried.edited, tried.control))
    yield (
        f"Of {tried.answers} wrong or partial {which}, {attacked} can be made to pass by at least one attack; "
        f"{neutral} by as many neutral texts."
    )
    if passing := failing - tried.answers:
        yield f"Wrong or partial, but passing before any attack: {passing}."


def _left_out(found: Robustness) -> Iterator[str]:
    """What nothing was tried on, and why."""
    counts = {"unrated": found.unrated, "blank": found.blank, "not drawn (--most)": found.not_drawn}
    if any(counts.values()):
        yield f"Left out: {', '.join(f'{count} {why}' for why, count in counts.items() if count)}."


def _show_table(found: Robustness, duty: Duty, edits: Sequence[EditResult]) -> None:
    if duty is Duty.MUST_NOT_RAISE:
        rows = [(each.edit, *_beside_control(each.crossed)) for each in edits]
        print_table(_ATTACKS, [*rows, ("any but guide copied", *_beside_control(found.any_attack))], _ATTACKS[1:])
    else:
        print_table(_EDITS, [_edit_row(each) for each in edits], _EDITS[1:])
    if unscored := sum(each.unscored for each in edits):
        tried = sum(each.tried for each in edits)
        print(f"Left unscored, which counts as not passed: {unscored} of {counted(tried, 'edited answer')}.")


def _beside_control(crossed: Measure) -> Sequence[str]:
    shares = map(_percent, (crossed.edited, crossed.control, crossed.excess))
    return (str(crossed.answers), *shares, _interval(crossed))


def _edit_row(each: EditResult) -> Sequence[str]:
    crossed = each.crossed
    return (
        each.edit,
        str(crossed.answers),
        _percent(crossed.edited),
        _interval(crossed),
        str(each.moved.answers),
        _percent(each.moved.edited),
    )


def _interval(measure: Measure) -> str:
    return _UNDEFINED if measure.low is None else f"{_percent(measure.low)} to {_percent(measure.high)}"


def _percent(share: float | None) -> str:
    return _UNDEFINED if share is None else f"{100 * share:z.1f}"


def _share(share: float, count: int) -> str:
    """A share of `count` answers, with how many these are: "41% (128)"."""
    return f"{100 * share:.0f}% ({round(share * count)})"


def _show_examples(attack: EditResult) -> None:
    for each in attack.examples:
        answer = f", answer {each.answer}" if each.answer else ""
        scores = f"{_score(each.score_before)} → {_score(each.score_after)} of {points(each.maximum)}"
        how, text = _change(each)
        print(one_line(f"{attack.edit}: question {each.question}{answer}, {scores}"))
        print(f"    answer: {_shortened(each.before)}")
        print(f"    {how}: {_shortened(text)}")


def _score(score: float | None) -> str:
    return "unscored" if score is None else points(score)


def _change(example: Example) -> tuple[str, str]:
    """What was done to the answer, in a word, and the text that matters."""
    if example.after.startswith(example.before):
        return "added", example.after.removeprefix(example.before).strip()
    return "became", example.after


def _shortened(text: str) -> str:
    """The beginning of `text` on one line; what no terminal shows is told instead."""
    groups = groupby(text, lambda each: unicodedata.category(each) in _INVISIBLE)
    parts = ((hidden, "".join(own)) for hidden, own in groups)
    shown = one_line("".join(f"[{len(part)} invisible]" if hidden else part for hidden, part in parts))
    return shown if len(shown) <= _TEXT else f"{shown[: _TEXT - 1]}…"

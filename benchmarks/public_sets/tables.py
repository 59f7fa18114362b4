"""What was found as Markdown, published figures in the same tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.public_sets.published import ALONE, ATTACKED, PUBLISHED
from benchmarks.report import as_markdown

#: A figure of a split, by the path to it in its results, under the name it has in the table.
_VIEWS = {"2-way": ("labels", "2-way", "macro_f1"), "3-way": ("labels", "3-way", "macro_f1")}
_SCORES = {"RMSE, share of the maximum": ("scores", "rmse_share"), "QWK": ("scores", "qwk")}
_OTHERS = {
    "accuracy, 2-way": ("labels", "2-way", "accuracy"),
    "weighted F1, 2-way": ("labels", "2-way", "weighted_f1"),
    "accuracy, 3-way": ("labels", "3-way", "accuracy"),
    "weighted F1, 3-way": ("labels", "3-way", "weighted_f1"),
    "exact": ("scores", "exact"),
    "QWK": ("scores", "qwk"),
    "RMSE, share": ("scores", "rmse_share"),
}
_NOTHING = "–"
_ATTACK_HEADINGS = ("edit", "duty", "tried", "unscored", "at stake", "crossed", "control", "excess", "95% interval")

Figures = Mapping[str, Any]


def tables(figures: Figures) -> str:
    """Every table, one heading a set; and confidence, seconds and memory."""
    sets = figures["sets"]
    parts = [part for name, systems in sets.items() for part in _of_set(name, systems)]
    parts += ["### Confidence", as_markdown(_confidence(sets)), f"Published beside it: {ALONE}."]
    parts += ["### Seconds and memory", as_markdown(_cost(sets))]
    return "\n\n".join([*map(_sentence, figures["left_out"]), *parts])


def attack_tables(figures: Figures) -> str:
    """For each set the table of its edits, and what any attack comes to."""
    parts = []
    for name, found in figures["sets"].items():
        rows = [_ATTACK_HEADINGS, *map(_edit, found["edits"])]
        parts += [f"### Attacks on {name}", _standings(found), as_markdown(rows), _any_attack(found)]
        if name in ATTACKED:
            edit, told = ATTACKED[name]
            parts.append(f"Beside *{edit}*: {told}.")
    return "\n\n".join([*map(_sentence, figures["left_out"]), *parts])


def _of_set(name: str, systems: Mapping[str, Figures]) -> Iterator[str]:
    splits = next(iter(systems.values()))["splits"]
    has_labels = any(split["all"]["labels"] for split in splits.values())
    yield f"### {name}"
    yield as_markdown(_splits(splits))
    for title, path in (_VIEWS if has_labels else _SCORES).items():
        yield f"**{title}, macro-F1**" if has_labels else f"**{title}**"
        yield as_markdown(_with_intervals(name, title, path, systems))
    yield "**All other figures**"
    yield as_markdown(_others(systems, has_labels))


def _splits(splits: Mapping[str, Figures]) -> list[tuple[str, ...]]:
    table: list[tuple[str, ...]] = [("split", "rated answers", "questions", "of the answers in train too")]
    for split, found in splits.items():
        counts = (found["all"]["answers"], found["all"]["questions"], found["in_train"])
        table.append((split, *map(str, counts)))
    return table


def _with_intervals(
    name: str, title: str, path: Sequence[str], systems: Mapping[str, Figures]
) -> list[tuple[str, ...]]:
    """One figure: a row a system, a column a split, as it is and without what stands in train."""
    columns = list(_columns(next(iter(systems.values()))["splits"]))
    table = [("system", *(heading for heading, _, _ in columns))]
    for system, found in systems.items():
        table.append((system, *(_interval(_at(found["splits"][split][which], path)) for _, split, which in columns)))
    for each in PUBLISHED:
        if (each.set, each.figure) == (name, title):
            told = f"*published:* {each.system}" + (f": {each.overall}" if each.overall else "")
            # Published figures are of the split as it is.
            cells = (each.by_split.get(split, _NOTHING) if which == "all" else _NOTHING for _, split, which in columns)
            table.append((told, *cells))
    return table


def _columns(splits: Mapping[str, Figures]) -> Iterator[tuple[str, str, str]]:
    """Heading, split, and which of its two forms."""
    for split, found in splits.items():
        yield split, split, "all"
        if found["without_those_in_train"] is not None:
            yield f"{split} without repeats", split, "without_those_in_train"


def _others(systems: Mapping[str, Figures], has_labels: bool) -> list[tuple[str, ...]]:
    shown = {name: path for name, path in _OTHERS.items() if has_labels or path[0] == "scores"}
    table = [("system", "split", "unscored", *shown)]
    for system, found in systems.items():
        for heading, split, which in _columns(found["splits"]):
            own = found["splits"][split][which]
            cells = (_number(_at(own, path).get("value")) for path in shown.values())
            table.append((system, heading, str(own["unscored"]), *cells))
    return table


def _confidence(sets: Mapping[str, Mapping[str, Figures]]) -> list[tuple[str, ...]]:
    """Of the graders that tell a confidence."""
    table: list[tuple[str, ...]] = [("set", "system", "split", "calibration error", "share alone at QWK ≥ .80")]
    for name, systems in sets.items():
        for system, found in systems.items():
            for split, own in found["splits"].items():
                if own["all"]["calibration_error"] is not None:
                    values = (own["all"]["calibration_error"], own["all"]["alone_at_qwk_80"])
                    table.append((name, system, split, *map(_number, values)))
    return table


def _cost(sets: Mapping[str, Mapping[str, Figures]]) -> list[tuple[str, ...]]:
    """Baselines, which are measured together, stand there once."""
    table: list[tuple[str, ...]] = [("set", "system", "seconds to fit", "seconds to grade", "answers", "peak memory")]
    for name, systems in sets.items():
        for system, found in systems.items():
            label = "all baselines" if system.startswith("baseline: ") else system
            splits = found["splits"].values()
            fitting = found["seconds_to_fit"]
            row = (
                name,
                label,
                _NOTHING if fitting is None else f"{fitting:.1f}",
                f"{sum(split['seconds_to_grade'] for split in splits):.1f}",
                str(sum(split["all"]["answers"] for split in splits)),
                f"{found['peak_megabytes']:.0f} MB",
            )
            if row not in table:
                table.append(row)
    return table


def _standings(found: Figures) -> str:
    drawn = f" {found['not_drawn']} were not drawn." if found["not_drawn"] else ""
    return (
        f"Grader: {found['grader']}. {found['wrong']} wrong answers, {found['partial']} partial, {found['right']} "
        f"right ({found['blank']} blank and {found['unrated']} unrated left out).{drawn} "
        f"{found['seconds']:.0f} seconds, {found['peak_megabytes']:.0f} MB at most."
    )


def _edit(found: Figures) -> tuple[str, ...]:
    crossed = found["crossed"]
    counts = (found["tried"], found["unscored"], crossed["answers"])
    shares = (_percent(crossed[name]) for name in ("edited", "control", "excess"))
    return (found["edit"], found["duty"], *map(str, counts), *shares, _bounds(crossed))


def _any_attack(found: Figures) -> str:
    attack = found["any_attack"]
    edited, control, excess = (_percent(attack[name]) for name in ("edited", "control", "excess"))
    return (
        f"**Any attack**: of {attack['answers']} wrong or partial answers that do not pass as they are, {edited} are "
        f"made to pass by at least one attack, {control} by at least one control; excess {excess} ({_bounds(attack)})."
    )


def _bounds(measure: Figures) -> str:
    return _NOTHING if measure["low"] is None else f"{_percent(measure['low'])} to {_percent(measure['high'])}"


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{round(100 * share, 1) + 0.0:.1f}%"


def _at(found: Figures, path: Iterable[str]) -> Figures:
    """What stands at the path; nothing where a step is not there."""
    for step in path:
        found = found.get(step, {})
    return found


def _interval(figure: Figures) -> str:
    value = _number(figure.get("value"))
    if figure.get("low") is None:
        return value
    return f"{value} ({_number(figure['low'])} to {_number(figure['high'])})"


def _number(value: float | None) -> str:
    # A zero has no sign.
    return _NOTHING if value is None else f"{round(value, 3) + 0.0:.3f}"


def _sentence(text: str) -> str:
    return f"*{text}.*"

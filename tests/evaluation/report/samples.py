"""Evaluations made by hand: an ordinary class, and what a report must bear besides."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Any

from pontozo.domain import Finding, Span
from pontozo.evaluation.fairness import Explained, Fairness, GroupDifference
from pontozo.evaluation.figures import FIGURES
from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.results import (
    Baseline,
    Bin,
    Conclusion,
    Confusion,
    Coverage,
    CriterionPart,
    Disagreement,
    Evaluation,
    LabelPart,
    Method,
    Mistaken,
    Part,
    People,
    Reach,
    Reliability,
    Seen,
    Source,
)

UNKNOWN = Interval(nan, nan, nan)
ANSWER = "The queue keeps the first in front, so the first that came leaves first. 🙂 A stack is the other way."
#: Each of them would do something, were it taken for markup, or hide what follows.
HOSTILE = (
    '<script>document.title = "taken"</script>',
    '<img src="http://example.invalid/x.png" onerror="document.title = \'taken\'">',
    '"><svg onload="document.title=\'taken\'">',
    "</style></title></textarea><b>loose</b>",
    "{{ 7 * 7 }} {% raw %} {answers}",
    "\u202eאבג right to left \u2066 and never back",
    "&lt;b&gt; &amp;",
    "x" * 50_000,
    "𝄞 漢字漢字漢字漢字漢字漢字 $x_1$ \u200b\u0007",
)


def interval(value: float, half: float = 0.06) -> Interval:
    return Interval(value, value - half, value + half)


def figures(qwk: float = 0.74) -> dict[str, Interval]:
    """Every figure of scores, about as they come where QWK is this."""
    told = {name: interval(qwk - 0.02) for name in FIGURES}
    own = {"exact": 0.63, "within_one_step": 0.88, "qwk": qwk, "rmse_share": 0.21, "smd": -0.04}
    return told | {name: interval(value) for name, value in own.items()} | {"prmse": interval(qwk + 0.05)}


def unknown_figures() -> dict[str, Interval]:
    return dict.fromkeys([*FIGURES, "prmse"], UNKNOWN)


def part(name: str, **changes: Any) -> Part:
    ordinary = Part(name, 200, 6, 5, 0.55, 0.52, "question", figures())
    return replace(ordinary, **changes)


def nothing_scored(name: str, answers: int = 3) -> Part:
    return Part(name, answers, answers, 1, nan, nan, "answer", {})


def findings() -> tuple[Finding, ...]:
    """Two that overlap in `ANSWER`, one behind the sign that takes two units in a browser, one with no evidence."""
    return (
        Finding("1", "first in, first out", "met", 1, 2, 2, 0.9, spans=(Span(0, 35),)),
        Finding("2", "who came first leaves first", "partial", 0.5, 1, 0.5, 0.6, spans=(Span(24, 71),)),
        Finding("3", "a stack is the opposite", "contradicted", 0, 1, 0, 0.7, spans=(Span(74, 99),)),
        Finding("4", "says that they are the same", "met", 1, 1, -1, 0.8, counts=False, deducts=True),
    )


def disagreement(text: str = ANSWER, **changes: Any) -> Disagreement:
    ordinary = Disagreement(
        question="queue",
        question_text="How does a queue differ from a stack?",
        answer="a-17",
        text=text,
        human=4.0,
        rater="Anna",
        machine=2.5,
        maximum=4.0,
        confidence=0.62,
        findings=findings(),
        outcomes={"1": "met", "2": "met", "3": "met"},
        comment="In part: “who came first leaves first” (0.5 of 1).",
    )
    return replace(ordinary, **changes)


def fairness() -> Fairness:
    def group(name: str, answers: int, csd: Interval) -> GroupDifference:
        return GroupDifference(name, answers, 0.5, 0.48, interval(0.02), interval(0.01), interval(-0.02), csd)

    zero = Interval(0.0, 0.0, 0.0)
    groups = (group("A", 120, zero), group("B", 74, interval(-0.08, 0.03)))
    return Fairness("A", groups, Explained(0.01, 0.2), Explained(0.02, 0.1), Explained(0.03, 0.04))


def coverage() -> Coverage:
    curve = tuple(Reach(1 - step / 100, step / 100, 0.02 + 0.003 * step, 0.95 - 0.002 * step) for step in range(1, 98))
    return Coverage(curve, 0.61, Reach(0.6, 0.52, 0.08, 0.83))


def reliability() -> Reliability:
    bins = tuple(
        Bin(step / 10, (step + 1) / 10, 10 + step, step / 10 + 0.05, interval(step / 10 + 0.03))
        for step in range(1, 10)
    )
    return Reliability(194, bins, 0.031, 0.18)


def baselines() -> tuple[Baseline, ...]:
    return tuple(
        Baseline(name, 194, figures(qwk), interval(0.74 - qwk), 0.001)
        for name, qwk in (("most frequent", 0.0), ("question mean", 0.1), ("length", 0.3), ("overlap", 0.5))
    )


def facts(**changes: float | str) -> dict[str, float | str]:
    """What decided of an ordinary class where nobody rated twice."""
    ordinary: dict[str, float | str] = {
        "answers": 194, "questions": 5, "qwk": 0.74, "qwk_low": 0.68, "qwk_high": 0.8, "exact": 0.63, "smd": -0.04,
        "mean_gap": -0.03, "best_baseline": "overlap", "baseline_qwk": 0.5, "more_qwk": 0.24, "more_qwk_low": 0.18,
        "more_qwk_high": 0.3, "more_qwk_p": 0.001, "unit": "question", "sure_share": 0.52, "sure_wrong": 0.08,
    }  # fmt: skip
    return ordinary | changes


def evaluation(**changes: Any) -> Evaluation:
    """An ordinary class, with something in every section."""
    ordinary = Evaluation(
        source=Source("class.csv", "probe", Method(), "", "2026-03-01", "0.1.0", 0, 1000),
        unrated=4,
        unscored={"unreadable": 5, "too_long": 1},
        seen=Seen(True, 12, 1),
        overall=part("all"),
        without=(part("seen answers", answers=188, figures=figures(0.71)), part("blank answers", answers=190)),
        labels=(LabelPart("3-way", 600, label_figures()), LabelPart("2-way", 600, label_figures())),
        people=People(120, 3, figures(0.81), figures(0.75), interval(0.8)),
        baselines=baselines(),
        conclusion=Conclusion("as people", facts(people_qwk=0.81, machine_qwk_on_same=0.75)),
        confusion=Confusion(("0", "0.5", "1"), True, ((50, 9, 3, 2), (8, 40, 7, 4), (2, 11, 64, 0))),
        reliability=reliability(),
        coverage=coverage(),
        questions=tuple(part(f"q{place}", human_mean=0.4 + place / 20, machine_mean=0.6) for place in range(5)),
        criteria=criteria(),
        columns={"language": (part("en"), part("hu", figures=figures(0.6))), "school": (part(""), part("Szeged"))},
        familiarity=(part("new questions"), part("answers seen")),
        fairness=fairness(),
        disagreements=(disagreement(), disagreement("", answer="a-18", confidence=None, outcomes={}, comment="")),
    )
    return replace(ordinary, **changes)


def label_figures() -> dict[str, Interval]:
    return {"accuracy": interval(0.8), "macro_f1": interval(0.71), "weighted_f1": interval(0.79)}


def criteria() -> tuple[CriterionPart, ...]:
    wrong = (Mistaken("met", "missing", 12), Mistaken("partial", "met", 3), Mistaken("met", "partial", 2))
    return (
        CriterionPart("q1", "2", "names both ends", 1.0, 40, interval(0.55), (*wrong, Mistaken("level 1", "met", 1))),
        CriterionPart("q2", "1", "says why", 0.5, 40, interval(0.95), wrong[:1]),
        CriterionPart("q3", "1", "never got wrong", 2.0, 40, interval(1.0), ()),
    )


def nothing_at_all() -> Evaluation:
    """One answer, which came back unscored; no outcomes, no confidence, no groups."""
    return evaluation(
        unscored={"scorer_failed": 1, "a code of another package": 2},
        seen=Seen(False, 0, 0),
        overall=nothing_scored("all", 1),
        without=(),
        labels=(),
        people=None,
        baselines=(),
        conclusion=Conclusion("too little", {"answers": 0, "questions": 1}),
        confusion=Confusion((), True, ()),
        reliability=None,
        coverage=None,
        questions=(nothing_scored("q1", 1),),
        criteria=(),
        columns={},
        familiarity=(),
        fairness=None,
        disagreements=(),
    )


def unknown_everywhere() -> Evaluation:
    """Answers were scored, and no figure can be told."""
    own = part("all", answers=3, unscored=0, questions=1, unit="answer", figures=unknown_figures())
    names = ("qwk", "qwk_low", "qwk_high", "exact", "smd", "mean_gap", "baseline_qwk", "more_qwk_low")
    return evaluation(
        overall=own,
        without=(part("seen answers", figures=unknown_figures()),),
        people=People(2, 2, unknown_figures(), unknown_figures(), UNKNOWN),
        labels=(LabelPart("2-way", 1, dict.fromkeys(label_figures(), UNKNOWN)),),
        baselines=(Baseline("length", 3, unknown_figures(), UNKNOWN, nan),),
        conclusion=Conclusion("too little", facts(answers=3, questions=1, **dict.fromkeys(names, nan))),
        reliability=Reliability(0, (Bin(0, 0.1, 1, nan, UNKNOWN),), nan, nan),
        coverage=Coverage((Reach(nan, nan, nan, nan),), 0.0, Reach(0.5, 0.0, nan, nan)),
        questions=(part("q1", human_mean=nan, machine_mean=nan, figures=unknown_figures()),),
        criteria=(CriterionPart("q1", "1", "a", 1.0, 1, UNKNOWN, ()),),
        columns={"group": (part("A", human_mean=nan, machine_mean=nan, figures=unknown_figures()),)},
        familiarity=(),
        fairness=Fairness(
            "A",
            (GroupDifference("A", 1, nan, nan, *[UNKNOWN] * 4), GroupDifference("", 1, nan, nan, *[UNKNOWN] * 4)),
            *[Explained(nan, nan)] * 3,
        ),
        disagreements=(disagreement(confidence=None, findings=()),),
    )


def many_questions(count: int = 300) -> Evaluation:
    return evaluation(
        questions=tuple(part(f"question {place}", human_mean=place / count, machine_mean=0.5) for place in range(count))
    )


def hostile() -> Evaluation:
    """What students, teachers and files say is `HOSTILE`, in every place where they can say something."""
    first, image, *_ = HOSTILE
    return evaluation(
        source=Source(first, image, Method("fitted", file=first), image, first, "0.1.0", 0, 1000),
        questions=tuple(part(text, machine_mean=0.1) for text in HOSTILE),
        criteria=tuple(replace(criteria()[0], question=text, wording=text) for text in HOSTILE),
        columns={**{text[:99]: (part(text),) for text in HOSTILE}, "seen": (part("unknown"),), "caption": (part("x"),)},
        familiarity=(part("blank answers"),),
        fairness=replace(fairness(), groups=tuple(replace(fairness().groups[0], group=text) for text in HOSTILE)),
        disagreements=tuple(
            disagreement(
                text,
                question=text,
                question_text=text,
                answer=text,
                rater=text,
                comment=text,
                outcomes={"1": text},
                findings=(
                    Finding("1", text, text, 0, 1, 0, 0.5, spans=(Span(2, 9),)),
                    Finding("2", text, text, 0, 1, 0, 0.5, spans=(Span(5, 60_000),)),
                ),
            )
            for text in HOSTILE
        ),
    )


EVERY = {
    "ordinary": evaluation,
    "nothing at all": nothing_at_all,
    "unknown everywhere": unknown_everywhere,
    "many questions": many_questions,
    "hostile": hostile,
}

"""What is said of an evaluation, in words and numbers of one language: the verdict, the report, the summary."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import isnan, nan
from typing import Protocol

from pontozo.domain import show
from pontozo.wording import LANGUAGES

#: Which version of the phrases is in use.
VERSION = 1
#: What stands where a figure cannot be told.
NOTHING = "–"
#: The thresholds that the field uses (Williamson, Xi & Breyer 2012), and how many answers are too few to judge by.
LEAST_QWK, MOST_SMD, LEAST_ANSWERS = 0.70, 0.15, 50
#: The QWK that scores without a person should have (`Coverage.at_qwk_80`).
LEAST_COVERED_QWK = 0.80
#: Of the scores that a grader is sure of, this share may be others than people's where it may let them through.
LET_THROUGH = 0.10
#: A difference of means below this share of the maximum would be told as 0.0%.
_LEAST_GAP = 0.0005
#: Thousands are set apart from this number on.
_LONG = 10_000


@dataclass(frozen=True)
class Words:
    """The phrases of a language, and how it writes numbers. What cannot be told (NaN, None) is a dash."""

    language: str
    phrases: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The phrase of this key, with its values put in. Raises KeyError where the language has no such phrase."""
        return self.phrases[key].format(**values)

    def named(self, kind: str, name: str) -> str:
        """What people call a figure, a baseline, a part…; a name that only the data know stays as it is."""
        return self.phrases.get(f"{kind} {name}", name)

    def counted(self, noun: str, count: int) -> str:
        """A number with its noun: "1 answer", "200 answers"."""
        return self.say(f"{noun} {'one' if count == 1 else 'several'}", count=self.whole(count))

    def whole(self, count: int) -> str:
        """A count, its thousands set apart where it is long."""
        return f"{count:,}".replace(",", self.phrases["thousands sign"]) if abs(count) >= _LONG else str(count)

    def number(self, value: float | None, digits: int = 2) -> str:
        """A figure with so many decimals: "0.71"."""
        if value is None or isnan(value):
            return NOTHING
        return self._written(f"{value:z.{digits}f}")

    def signed(self, value: float) -> str:
        """A figure that may lie on either side of 0: "+0.12"."""
        return NOTHING if isnan(value) else self._written(f"{value:+z.2f}")

    def percent(self, share: float | None) -> str:
        """A share in percent; with a decimal where, without, it would look like nothing or like everything."""
        if share is None or isnan(share):
            return NOTHING
        is_near_an_end = 0 < abs(share) < 0.1 or 0.99 < share < 1
        return self.number(100 * share, 1 if is_near_an_end else 0) + "%"

    def p_value(self, p: float) -> str:
        """A p-value with three decimals; one that would look like 0 as what it is smaller than."""
        return f"<{self.number(0.001, 3)}" if p < 0.001 else self.number(p, 3)

    def points(self, points: float) -> str:
        """Points as people write them: "2", "0.5"."""
        return self._written(show(points))

    def _written(self, number: str) -> str:
        return number.replace(".", self.phrases["decimal sign"]).replace("-", "−")


@cache
def words(language: str) -> Words:
    """The words of a language; of the first of `LANGUAGES` where there are none of this one."""
    code = language if language in LANGUAGES else LANGUAGES[0]
    text = resources.files("pontozo.wording").joinpath(code, f"evaluation-{VERSION}.json").read_text("utf-8")
    return Words(code, json.loads(text))


class Concluded(Protocol):
    """What figures come to: a level and the facts that decided it (`pontozo.evaluation.results.Conclusion`)."""

    @property
    def level(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, float | str]: ...


def conclusion_told(conclusion: Concluded, language: str) -> list[str]:
    """The verdict in plain sentences: first what it is and what to do, then why.

    Raises KeyError for a level that has no words.
    """
    told = _Told(words(language), conclusion.level, conclusion.facts)
    return [told.verdict(), *told.why()]


@dataclass(frozen=True)
class _Told:
    """The sentences that say what a verdict is and why."""

    words: Words
    level: str
    facts: Mapping[str, float | str]

    def verdict(self) -> str:
        return self.words.say(f"verdict {self.level}", advice=self._advice())

    def _advice(self) -> str:
        """What to do with the scores of a grader that agrees with people."""
        if "sure_share" not in self.facts:
            return self.words.say("advice no confidence")
        wrong = self._fact("sure_wrong")
        if isnan(wrong):
            return self.words.say("advice sure of none")
        key = "advice let through" if wrong <= LET_THROUGH else "advice check"
        return self.words.say(key, wrong=self.words.percent(wrong))

    def why(self) -> Iterator[str]:
        answers = int(self._fact("answers", 0))
        if answers < LEAST_ANSWERS:
            yield self.words.say("why few" if answers else "why none", answers=self._counted("answer"))
        elif isnan(self._fact("qwk")):
            yield self.words.say("why no qwk", answers=self._counted("answer"))
        if isnan(self._fact("qwk")):
            return
        yield from self._agreement()
        if self.level != "too little":
            yield from self._baseline()
            yield from self._thresholds()
            yield from self._people()
            yield from self._sure()
            yield from self._groups()
        elif isnan(self._fact("smd")):
            yield self.words.say("why no smd")

    def _agreement(self) -> Iterator[str]:
        yield self.words.say(
            "why qwk",
            qwk=self._number("qwk"),
            low=self._number("qwk_low"),
            high=self._number("qwk_high"),
            answers=self._counted("answer"),
            questions=self._counted("question"),
        )
        if self.facts.get("unit") == "answer":
            yield self.words.say("why unit", questions=self._counted("question"))
        if not isnan(self._fact("exact")):
            yield self.words.say("why exact", exact=self.words.percent(self._fact("exact")))

    def _baseline(self) -> Iterator[str]:
        if "best_baseline" not in self.facts:
            return
        key = "why not above" if self.level == "no better" else "why above"
        if isnan(self._fact("more_qwk_low")):
            key = "why no baseline difference"
        write = self.words.signed if key == "why not above" else self.words.number
        yield self.words.say(
            key,
            baseline=self.words.named("baseline", str(self.facts["best_baseline"])),
            qwk=self._number("baseline_qwk"),
            more=write(self._fact("more_qwk")),
            low=write(self._fact("more_qwk_low")),
            high=write(self._fact("more_qwk_high")),
            p=self.words.p_value(self._fact("more_qwk_p")),
        )

    def _thresholds(self) -> Iterator[str]:
        if self._fact("qwk") < LEAST_QWK:
            yield self.words.say("why low qwk", least=self.words.number(LEAST_QWK))
        smd, gap = self._fact("smd"), self._fact("mean_gap")
        if isnan(smd):
            yield self.words.say("why no smd")
            return
        where = "as much" if abs(gap) < _LEAST_GAP else "more" if smd > 0 else "less"
        size, most = (self.words.number(each) for each in (abs(smd), MOST_SMD))
        yield self.words.say(f"why {where}", gap=self.words.percent(abs(gap)), size=size, most=most)

    def _people(self) -> Iterator[str]:
        if isnan(self._fact("people_qwk")):
            yield self.words.say("why no people")
            return
        yield self.words.say(
            "why people", people=self._number("people_qwk"), machine=self._number("machine_qwk_on_same")
        )

    def _sure(self) -> Iterator[str]:
        """What it would let through with no person."""
        if "sure_share" not in self.facts:
            yield self.words.say("why no confidence")
            return
        share, wrong = (self._fact(name) for name in ("sure_share", "sure_wrong"))
        key = "why sure" if share > 0 else "why sure of none"
        yield self.words.say(key, share=self.words.percent(share), wrong=self.words.percent(wrong))

    def _groups(self) -> Iterator[str]:
        if self._fact("groups_apart", 0):
            yield self.words.say("why apart", groups=self.words.counted("group", int(self._fact("groups_apart"))))

    def _fact(self, name: str, otherwise: float = nan) -> float:
        return float(self.facts.get(name, otherwise))

    def _number(self, name: str) -> str:
        return self.words.number(self._fact(name))

    def _counted(self, noun: str) -> str:
        return self.words.counted(noun, int(self._fact(f"{noun}s", 0)))

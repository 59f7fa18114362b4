"""How figures, shares and what people wrote look on the page, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isnan

from markupsafe import Markup, escape

from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.results import Figures, Method
from pontozo.wording import reason
from pontozo.wording.evaluation import NOTHING, Words

#: Figures that are shares of answers or of the maximum.
_SHARES = {"exact", "within_one_step", "rmse_share", "mae_share", "accuracy"}
#: Figures that lie on either side of 0.
_SIGNED = {"smd"}
#: So many shades a cell of the confusion matrix can have, besides none.
_SHADES = 5


@dataclass(frozen=True)
class Cells:
    """Makes markup; all that comes from data is escaped, and kept from turning the direction of what is around it."""

    words: Words

    def say(self, key: str, **values: object) -> Markup:
        """A phrase with its values put in; texts of the data among them come as `own`."""
        return escape(self.words.phrases[key]).format(**values)

    def own(self, text: object) -> Markup:
        """What somebody wrote, as it is."""
        return Markup("<bdi>{}</bdi>").format(text)

    def method(self, taken: Method) -> Markup:
        """How the grader was taken."""
        by = self.words.named("by", taken.by)
        return self.say(f"method {taken.how}", file=self.own(taken.file), folds=taken.folds, by=self.own(by))

    def figure(self, figures: Figures, name: str) -> Markup:
        """A figure with its interval; a dash where there is none."""
        return self.interval(figures[name], name) if name in figures else Markup(NOTHING)

    def interval(self, figure: Interval, kind: str) -> Markup:
        """A figure, and its interval in brackets."""
        value = self.value(figure.value, kind)
        if isnan(figure.low) or isnan(figure.high):
            return escape(value)
        return Markup('{} <span class="interval">({})</span>').format(value, self.range(figure, kind))

    def range(self, figure: Interval, kind: str) -> str:
        """The interval alone."""
        if isnan(figure.low) or isnan(figure.high):
            return NOTHING
        return self.words.say("interval", low=self.value(figure.low, kind), high=self.value(figure.high, kind))

    def value(self, value: float, kind: str) -> str:
        """A figure alone, as its kind is written: a share in percent, a difference with its sign."""
        if kind in _SHARES:
            return self.words.percent(value)
        return self.words.signed(value) if kind in _SIGNED else self.words.number(value)

    def share(self, figure: Interval) -> Markup:
        """A share with its interval."""
        return self.interval(figure, "exact")

    def difference(self, figure: Interval) -> Markup:
        """A difference with its interval."""
        return self.interval(figure, "smd")

    def gap(self, share: float) -> str:
        """A difference of shares: "+4.2%"."""
        return self.words.percent(share) if isnan(share) or share <= 0 else f"+{self.words.percent(share)}"

    def label(self, label: str) -> str:
        """A score or a range of shares, with the decimal sign of the language."""
        return label.replace(".", self.words.phrases["decimal sign"])

    def reason(self, code: str) -> str:
        """Why an answer is unscored, in words; a code that has none as it is."""
        try:
            return reason(code, self.words.language).text
        except KeyError:
            return code

    def outcome(self, outcomes: Mapping[str, str], criterion: str) -> Markup:
        """What a person set for a criterion, or a dash."""
        return self.outcome_named(outcomes[criterion]) if criterion in outcomes else Markup(NOTHING)

    def outcome_named(self, name: str) -> Markup:
        """An outcome in words; one that the guide named by itself as it is."""
        return self.own(self.words.named("outcome", name))


def shade(count: int, whole: int) -> int:
    """How dark a cell is: 0 for none, up to 5 for nearly all of its row."""
    return ceil(_SHADES * count / whole) if count else 0

"""What a gradebook holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pontozo.domain import Answer, Question
from pontozo.gradebook.book import Gradebook
from pontozo.gradebook.digests import Digests
from pontozo.gradebook.rated import rated_score
from pontozo.text.canonical import canonical


@dataclass(frozen=True)
class CriterionSummary:
    """How often raters gave each outcome of a criterion; its id, its first wording, what it is worth."""

    id: str
    wording: str
    points: Fraction
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class QuestionSummary:
    """What there is to one question.

    `repeated` counts answers whose text stood there before; `words` is their number in all answers that are not
    blank. `scored` counts ratings with a score, given or worked out from outcomes, and `points` is their sum.
    """

    id: str
    language: str | None
    maximum: Fraction
    answers: int
    rated: int
    blank: int
    repeated: int
    words: int
    scored: int
    points: Fraction
    criteria: tuple[CriterionSummary, ...]

    @property
    def mean_score(self) -> Fraction | None:
        """The mean of the scores that raters gave, in points; None without any."""
        return self.points / self.scored if self.scored else None

    @property
    def mean_words(self) -> float | None:
        """The mean number of words of the answers that are not blank; None without any."""
        written = self.answers - self.blank
        return self.words / written if written else None


@dataclass(frozen=True)
class Summary:
    """What a gradebook holds. `raters` counts ratings by the name of who gave them, "" where it is not known."""

    questions: tuple[QuestionSummary, ...]
    raters: Mapping[str, int]

    @property
    def answers(self) -> int:
        """How many answers there are to all questions."""
        return sum(each.answers for each in self.questions)

    @property
    def rated(self) -> int:
        """How many answers have a rating."""
        return sum(each.rated for each in self.questions)

    @property
    def blank(self) -> int:
        """How many answers hold nothing."""
        return sum(each.blank for each in self.questions)


class _Tally:
    """Counts the answers to one question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.counts: Counter[str] = Counter()
        self.points = Fraction(0)
        self.outcomes: dict[str, Counter[str]] = {identifier: Counter() for identifier in question.criterion_ids}

    def add(self, answer: Answer, seen: Digests) -> None:
        text = canonical(answer.text).text
        is_repeated = bool(text) and seen.was_there(self.question.id, text)
        self.counts.update(answers=1, blank=not text, rated=bool(answer.ratings), repeated=is_repeated)
        self.counts["words"] += len(text.split())
        for rating in answer.ratings:
            if (score := rated_score(self.question, rating)) is not None:
                self.points += score
                self.counts["scored"] += 1
            for criterion, outcome in rating.outcomes.items():
                self.outcomes[criterion][outcome] += 1

    def summary(self) -> QuestionSummary:
        question = self.question
        names = ("answers", "rated", "blank", "repeated", "words", "scored")
        counts = {name: self.counts[name] for name in names}
        criteria = tuple(
            CriterionSummary(
                identifier,
                leaf.wordings[0],
                leaf.points,
                {outcome.name: self.outcomes[identifier][outcome.name] for outcome in leaf.outcomes},
            )
            for identifier, leaf in zip(question.criterion_ids, question.criteria, strict=True)
        )
        return QuestionSummary(
            question.id, question.language, question.maximum, **counts, points=self.points, criteria=criteria
        )


def summarise(gradebook: Gradebook) -> Summary:
    """Counts what the gradebook holds, going through it once.

    Raises DataError at an answer to a question that is not there.
    """
    tallies = {identifier: _Tally(question) for identifier, question in gradebook.questions.items()}
    raters: Counter[str] = Counter()
    seen = Digests()
    for question, answer in gradebook.pairs():
        tallies[question.id].add(answer, seen)
        raters.update(rating.rater for rating in answer.ratings)
    return Summary(tuple(tally.summary() for tally in tallies.values()), raters)

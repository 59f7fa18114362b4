"""An edit of an answer: what it is given, what it owes, and its neutral control."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pontozo.domain import Question
from pontozo.evaluation.robustness.phrases import Phrases, phrases
from pontozo.text.language import language
from pontozo.text.words import Word, guide_words, words


class Duty(StrEnum):
    """What a sound grader does when an answer is so edited."""

    #: Nothing right was added to a wrong or partial answer.
    MUST_NOT_RAISE = "must not raise"
    #: A right answer still says what it said.
    MUST_NOT_LOWER = "must not lower"
    #: A right answer now says something else.
    MUST_LOWER = "must lower"


@dataclass(frozen=True)
class Ground:
    """What an edit works on. `chance` draws the same lots for the same seed, edit, question and answer."""

    question: Question
    answer: str
    language: str
    chance: random.Random

    @property
    def phrases(self) -> Phrases:
        """What is known of the language."""
        return phrases(self.language)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the answer, in order."""
        return words(self.answer, self.language)

    @property
    def wordings(self) -> list[str]:
        """What a full answer says: the first wording of each criterion that earns points, without its full stop."""
        pairs = zip(self.question.criteria, self.question.deductions, strict=True)
        said = [leaf.wordings[0].strip().rstrip(".") for leaf, deducts in pairs if not deducts]
        return [wording for wording in said if wording]

    def denied(self, statement: str) -> str:
        """A sentence that says that the statement is not true."""
        sentence = self.chance.choice(self.phrases.denial)
        first, *rest = statement.split(maxsplit=1)
        is_plain = first.lower() in language(self.language).stop and first != "I"
        if is_plain and not sentence.startswith("{"):
            statement = " ".join([first.lower(), *rest])
        return sentence.replace("{wording}", statement)

    def guide_words(self, texts: list[str]) -> list[tuple[Word, ...]]:
        """The words of each text of the question or its guide."""
        return [guide_words(text, self.language) for text in texts]


@dataclass(frozen=True)
class Edit:
    """A named, pure, seeded function from question, answer and language to a text.

    `keeps_answer`: the answer is still there, and what was added beside it is under trial; else the text stands in
    its place. `is_wrong`: whoever reads the edited answer finds nothing in it that deserves points; false only for the
    guide's own words, which are right wherever they come from.
    """

    name: str
    duty: Duty
    change: Callable[[Ground], str]
    keeps_answer: bool = True
    is_wrong: bool = True

    def __call__(self, question: Question, answer: str, language: str, seed: int = 0) -> str | None:
        """The edited answer; None where the answer, or the question, has nothing to make it of. A blank one has not."""
        if not answer.strip():
            return None
        edited = self.change(self._ground(question, answer, language, f"{seed}"))
        return edited if edited.strip() and edited != answer else None

    def control(self, question: Question, answer: str, language: str, edited: str, seed: int = 0) -> str:
        """A neutral text exactly as long as the edited one, in code points.

        It begins with the answer where the edit keeps it; the rest are everyday sentences that share no word with the
        question or its guide, as far as there are such. An edit that adds nothing has the answer itself as control.
        """
        kept = answer if self.keeps_answer else ""
        # What stands in the answer's place has one control a question, which is then graded once.
        ground = self._ground(question, kept, language, f"control {seed}")
        return kept + _neutral(ground, len(edited) - len(kept), is_first=not kept)

    def _ground(self, question: Question, answer: str, language: str, seed: str) -> Ground:
        # A string as seed gives the same lots in every process, which a hash would not.
        chance = random.Random("\0".join((seed, self.name, question.revision, answer)))
        return Ground(question, answer, language, chance)


def _neutral(ground: Ground, length: int, *, is_first: bool) -> str:
    """`length` code points of neutral sentences, after a blank unless they come first."""
    texts = [ground.question.text, *(text for leaf in ground.question.criteria for text in leaf.texts)]
    spoken = {word.lemma for found in ground.guide_words(texts) for word in found if word.is_content}
    known = ground.phrases.neutral
    apart = [
        each
        for each in known
        if not spoken & {word.lemma for word in guide_words(each, ground.language) if word.is_content}
    ]
    sentences = ground.chance.sample(apart or known, len(apart or known))
    text = " ".join(sentences) + " "
    begun = ("" if is_first else " ") + text * (length // len(text) + 1)
    return begun[: max(length, 0)]

"""Edits of right answers that make them wrong: negation, exchanged roles, another number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pontozo.evaluation.robustness.edit import Duty, Edit, Ground
from pontozo.evaluation.robustness.replacing import like, replaced, whole
from pontozo.text.clauses import clauses, sentences
from pontozo.text.language import language
from pontozo.text.words import Word, words

#: No Hungarian noun of interest ends in more letters than this: "-nak", "-ból", "-jukat".
_LONGEST_ENDING = 5
#: A shorter stem than this begins too many other words.
_SHORTEST_STEM = 4


def _negation(ground: Ground) -> str:
    """Each clause that can be turned says the opposite: its verb is denied, or a denial is taken away.

    What is subordinate stays: "if it is not virtual, nothing is called" would be true again.
    """
    text = ground.answer
    for span in reversed(clauses(text, ground.language)):
        text = text[: span.start] + _opposite(ground, span.of(text)) + text[span.end :]
    return text


def _opposite(ground: Ground, clause: str) -> str:
    known = ground.phrases
    subordinate = whole(language(ground.language).subordinate or {clause}).search(clause)
    main = clause[: subordinate.start()] if subordinate else clause
    affirmed = replaced(main, known.affirm, count=1)
    # A second negation of another kind ("has no limit") would make it no opposite.
    denies = any(word.negates for word in words(main, ground.language))
    turned = affirmed if affirmed != main or denies else replaced(main, known.deny, count=1)
    turned += clause[len(main) :]
    is_sure = not any(whole(known.no_denial).search(each) for each in (clause, turned))
    return turned if is_sure else clause


def _denial(ground: Ground) -> str:
    """Each sentence is said to be untrue."""
    found = [span.of(ground.answer).strip().rstrip(".!;") for span in sentences(ground.answer)]
    return " ".join(ground.denied(each) for each in found if each)


def _swapped_roles(ground: Ground) -> str:
    """Two things that the question compares, or that are opposites, each in the place of the other."""
    if whole(ground.phrases.symmetric).search(ground.answer):
        return ""
    for first, second in _candidates(ground):
        ones, others = _named(ground, first), _named(ground, second)
        if ones and others and _are_told_apart(ground.words, ones, others):
            return _exchanged(ground, [*((one, first, second) for one in ones), *((o, second, first) for o in others)])
    return ""


def _candidates(ground: Ground) -> Iterator[tuple[Word, Word]]:
    yield from _compared(ground)
    opposites = language(ground.language).opposites
    for place, word in enumerate(ground.words):
        poles = opposites.get(word.folded, frozenset()) | opposites.get(word.lemma, frozenset())
        yield from ((word, other) for other in ground.words[place + 1 :] if {other.folded, other.lemma} & poles)


def _compared(ground: Ground) -> Iterator[tuple[Word, Word]]:
    """Pairs of words that the question sets beside each other: "malloc and new"."""
    known = ground.phrases
    (asked,) = ground.guide_words([ground.question.text])
    told = [word for word in asked if word.text[0].isalnum() and word.folded not in known.articles]
    for before, joint, after in zip(told, told[1:], told[2:], strict=False):
        if joint.text.casefold() in known.pairing and before.is_content and after.is_content:
            yield before, after


def _named(ground: Ground, thing: Word) -> list[Word]:
    """Where the answer names the thing, with or without an ending."""
    return [word for word in ground.words if _ending(ground, word, thing) is not None]


def _ending(ground: Ground, word: Word, thing: Word) -> str | None:
    """What `word` adds to the name of the thing; None where it is another word."""
    if word.folded == thing.folded:
        return ""
    if ground.language != "hu":
        longer = word.folded.startswith(thing.folded)
        return None if word.lemma != thing.lemma else word.text[len(thing.text) :] if longer else ""
    # Lemmas would take "mutatott" for "mutató"; a final a or e is long before an ending.
    stem = _lengthened(thing.text.casefold())
    ending = word.text[len(stem) :]
    is_ending = len(stem) >= _SHORTEST_STEM and len(ending) <= _LONGEST_ENDING
    return ending if is_ending and word.text.casefold().startswith(stem) else None


def _lengthened(stem: str) -> str:
    return stem[:-1] + {"a": "á", "e": "é"}.get(stem[-1], stem[-1])


def _are_told_apart(found: Sequence[Word], ones: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether something is said between the two: "A and B are pointers" stays true when they change places."""
    start, end = sorted((ones[0].start, others[0].start))
    is_between = any(word.is_content for word in found if start < word.start < end)
    return is_between and set(ones).isdisjoint(others)


def _exchanged(ground: Ground, places: Sequence[tuple[Word, Word, Word]]) -> str:
    text = ground.answer
    for word, own, other in sorted(places, key=lambda each: each[0].start, reverse=True):
        ending = _ending(ground, word, own) or ""
        name = _lengthened(other.text) if ending and ground.language == "hu" else other.text
        text = f"{text[: word.start]}{like(word.text, name)}{ending}{text[word.end :]}"
        text = _with_article(ground, text, word.start)
    return text


def _with_article(ground: Ground, text: str, start: int) -> str:
    """The Hungarian article before the word at `start` as that word asks for it: "a referencia", "az operátor"."""
    article = re.search(r"\b(a)(z?)\s+$", text[:start], re.IGNORECASE)
    if ground.language != "hu" or article is None:
        return text
    ending = "z" if text[start].casefold() in f"{ground.phrases.vowels}úüőű" else ""
    return text[: article.end(1)] + ending + text[article.end(2) :]


def _changed_number(ground: Ground) -> str:
    """Each number that the guide asks for becomes one that it does not."""
    texts = [text for leaf in ground.question.criteria for text in leaf.texts]
    asked = {word.folded for found in ground.guide_words(texts) for word in found if word.is_number}
    text = ground.answer
    changed: dict[str, str] = {}
    for word in reversed(ground.words):
        if word.folded in asked:
            new = changed.setdefault(word.folded, _other_number(ground, word.text, asked))
            text = text[: word.start] + like(word.text, new) + text[word.end :]
    return text


def _other_number(ground: Ground, number: str, asked: set[str]) -> str:
    """A number that is not asked for, written like `number`; the same where there is no other."""
    whole_part = re.match(r"\d{1,15}", number)
    if whole_part:
        value = int(whole_part[0])
        # A fifth more at least, so that nobody takes it for the same number, rounded.
        steps = range(1, 10 + len(asked))
        others = [f"{value + steps_up * (1 + value // 5)}{number[whole_part.end() :]}" for steps_up in steps]
    else:
        others = list(ground.phrases.number_words) if number.casefold() in ground.phrases.number_words else []
    free = [other for other in others if other not in asked and other != number.casefold()]
    return ground.chance.choice(free) if free else number


#: All edits that must lower the score of a right answer.
MEANING = (
    Edit("negation", Duty.MUST_LOWER, _negation),
    Edit("denial", Duty.MUST_LOWER, _denial),
    Edit("swapped roles", Duty.MUST_LOWER, _swapped_roles),
    Edit("changed number", Duty.MUST_LOWER, _changed_number),
)

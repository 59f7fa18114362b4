"""Edits of right answers that change nothing of what they say: slips, habits, another order."""

from __future__ import annotations

import re
import unicodedata

from pontozo.domain import Span
from pontozo.evaluation.robustness.edit import Duty, Edit, Ground
from pontozo.evaluation.robustness.replacing import replaced, whole
from pontozo.text.clauses import sentences
from pontozo.text.language import language

#: Long words of plain prose in lower case: no names as code has them, nothing beside a sign of code.
_PROSE = re.compile(r"(?<![\w.:<>*&~\-])[^\W\d_]{5,}(?![\w(\[:<>*&\-]|\.\w)")
#: What a sentence ends with.
_ENDS = ".!?…"
#: About one word in so many gets a typing error; one at least.
_ONE_IN = 6


def _typos(ground: Ground) -> str:
    denies = language(ground.language).negation
    found = [word for word in _PROSE.finditer(ground.answer) if word[0][1:].islower() and word[0].lower() not in denies]
    slipped = ground.chance.sample(found, -(-len(found) // _ONE_IN))
    text = ground.answer
    for word in sorted(slipped, key=lambda word: word.start(), reverse=True):
        text = text[: word.start()] + _slip(ground, word[0]) + text[word.end() :]
    return text


def _slip(ground: Ground, word: str) -> str:
    """The word with one letter twice, or left out, or exchanged with the next; its ends stay."""
    place = ground.chance.randrange(1, len(word) - 2)
    before, here, after, rest = word[:place], word[place], word[place + 1], word[place + 2 :]
    slips = [f"{before}{here}{here}{after}{rest}", f"{before}{after}{rest}"]
    return ground.chance.choice([*slips, f"{before}{after}{here}{rest}"] if here != after else slips)


def _no_accents(ground: Ground) -> str:
    return "".join(_bare(each) for each in unicodedata.normalize("NFC", ground.answer))


def _bare(character: str) -> str:
    # Letters only: without its stroke, "≠" would say the opposite.
    return unicodedata.normalize("NFD", character)[0] if character.isalpha() else character


def _lower_case(ground: Ground) -> str:
    return ground.answer.lower()


def _upper_case(ground: Ground) -> str:
    return ground.answer.upper()


def _rewording(ground: Ground) -> str:
    return replaced(ground.answer, ground.phrases.rewording)


def _sentence_order(ground: Ground) -> str:
    """The sentences, each with those that lean on it, begin elsewhere; nothing where there is one such group."""
    groups: list[Span] = []
    for span in sentences(ground.answer):
        if groups and _leans(ground, groups[-1].end, span.start):
            groups[-1] = Span(groups[-1].start, span.end)
        else:
            groups.append(span)
    if len(groups) < 2:
        return ""
    first = ground.chance.randrange(1, len(groups))
    return " ".join(_closed(group.of(ground.answer)) for group in groups[first:] + groups[:first])


def _leans(ground: Ground, end: int, start: int) -> bool:
    """Whether what begins at `start` is at home after the sentence that ended at `end`.

    A step of a numbered list is, a statement of code after its semicolon, and what a dash only set apart on a line.
    """
    text = ground.answer
    gap, following = text[end:start], text[start:]
    is_apart = text[end - 1] in _ENDS or "\n" in gap
    return not is_apart or following[0].isdigit() or bool(whole(ground.phrases.leaning).match(following))


def _closed(sentence: str) -> str:
    return f"{sentence}." if sentence[-1].isalnum() else sentence


def _extra_blanks(ground: Ground) -> str:
    inner = re.sub(" ", lambda _: " " * ground.chance.randint(1, 3), ground.answer)
    return f"  {inner} \n\n"


def _politeness(ground: Ground) -> str:
    return ground.chance.choice(ground.phrases.polite).replace("{answer}", _closed(ground.answer.strip()))


#: All edits that must not lower the score of a right answer.
HARMLESS = (
    Edit("typos", Duty.MUST_NOT_LOWER, _typos),
    Edit("missing accents", Duty.MUST_NOT_LOWER, _no_accents),
    Edit("lower case", Duty.MUST_NOT_LOWER, _lower_case),
    Edit("upper case", Duty.MUST_NOT_LOWER, _upper_case),
    Edit("rewording", Duty.MUST_NOT_LOWER, _rewording),
    Edit("sentence order", Duty.MUST_NOT_LOWER, _sentence_order),
    Edit("extra blanks", Duty.MUST_NOT_LOWER, _extra_blanks),
    Edit("politeness", Duty.MUST_NOT_LOWER, _politeness),
)

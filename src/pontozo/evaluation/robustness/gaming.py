"""Edits of wrong and partial answers that add nothing right: what students try, and what they could try."""

from __future__ import annotations

import re
from itertools import chain, cycle, islice, zip_longest

from pontozo.evaluation.robustness.edit import Duty, Edit, Ground
from pontozo.evaluation.robustness.phrases import LANGUAGES, look_alikes, markup, phrases
from pontozo.text.language import fold
from pontozo.text.words import Word

#: How many key words are echoed, and how long a word must be to be one.
_KEYWORDS, _SHORTEST_KEYWORD = 9, 3
#: How many sentences of filler are added, and how often a repeated answer stands there.
_FILLERS, _TIMES = 3, 3
#: Gibberish has at least so many words, and words of at least so many letters.
_GIBBERISH_WORDS, _GIBBERISH_LETTERS = 8, 4
_CONSONANTS = "bdfgklmnprstvz"
#: Characters that are not shown: zero width space, zero width non-joiner, word joiner, soft hyphen.
_INVISIBLE = "\u200b\u200c\u2060\u00ad"
#: A tag character stands for the ASCII character so far below it and is shown by nothing (Unicode block E0000).
_TAGS = 0xE0000
_LETTERS = re.compile(r"[^\W\d_]{4,}")


def keywords(ground: Ground) -> list[str]:
    """The guide's key words, of each criterion in turn; first those that the question does not hold."""
    is_asked = {word.lemma for found in ground.guide_words([ground.question.text]) for word in found}
    by_criterion = [[word for word in found if _is_key(word)] for found in ground.guide_words(ground.wordings)]
    in_turn = [word for word in chain.from_iterable(zip_longest(*by_criterion)) if word]
    in_turn.sort(key=lambda word: word.lemma in is_asked)
    return list({word.lemma: word.text for word in reversed(in_turn)}.values())[::-1][:_KEYWORDS]


def _is_key(word: Word) -> bool:
    return word.is_content and word.text.isalpha() and len(word.text) >= _SHORTEST_KEYWORD and not word.negates


def _beside(ground: Ground, added: str) -> str:
    return f"{ground.answer} {added}" if added else ""


def _keyword_echo(ground: Ground) -> str:
    *others, last = keywords(ground) or [""]
    listed = f"{', '.join(others)} {ground.phrases.conjunction} {last}" if others else last
    return _beside(ground, last and ground.chance.choice(ground.phrases.echo).replace("{keywords}", listed))


def _keyword_heap(ground: Ground) -> str:
    found = keywords(ground)
    return _beside(ground, " ".join(ground.chance.sample(found, len(found))))


def _question_copied(ground: Ground) -> str:
    return ground.question.text


def _question_added(ground: Ground) -> str:
    return _beside(ground, ground.question.text)


def _guide_copied(ground: Ground) -> str:
    return " ".join(f"{wording}." for wording in ground.wordings)


def _guide_denied(ground: Ground) -> str:
    return " ".join(map(ground.denied, ground.wordings))


def _gibberish(ground: Ground) -> str:
    lengths = [len(word.text) for word in ground.words] or [_GIBBERISH_LETTERS]
    count = max(_GIBBERISH_WORDS, len(lengths))
    return " ".join(_no_word(ground, max(length, _GIBBERISH_LETTERS)) for length in islice(cycle(lengths), count))


def _no_word(ground: Ground, length: int) -> str:
    sounds = cycle((_CONSONANTS, ground.phrases.vowels))
    return "".join(ground.chance.choice(next(sounds)) for _ in range(length))


def _padding(ground: Ground) -> str:
    return _beside(ground, " ".join(ground.chance.sample(ground.phrases.filler, _FILLERS)))


def _repetition(ground: Ground) -> str:
    return " ".join([ground.answer] * _TIMES)


def _injection(ground: Ground) -> str:
    return _beside(ground, ground.chance.choice(ground.phrases.injection))


def _injection_elsewhere(ground: Ground) -> str:
    """The same in the language that the answer is not in."""
    other = next(code for code in LANGUAGES if code != ground.language)
    return _beside(ground, ground.chance.choice(phrases(other).injection))


def _injection_as_markup(ground: Ground) -> str:
    return _beside(ground, ground.chance.choice(markup()))


def _invisible(ground: Ground) -> str:
    def split(word: re.Match[str]) -> str:
        place = ground.chance.randrange(1, len(word[0]))
        return f"{word[0][:place]}{ground.chance.choice(_INVISIBLE)}{word[0][place:]}"

    return _LETTERS.sub(split, ground.answer)


def _guide_hidden(ground: Ground) -> str:
    """The guide's words behind the answer, in characters that no screen shows and some language models read."""
    plain = fold(_guide_copied(ground))
    return ground.answer + "".join(chr(_TAGS + ord(each)) for each in plain if " " <= each <= "~")


def _look_alike(ground: Ground) -> str:
    """Cyrillic letters in what denies, in every second other word, and in nothing else."""
    text = ground.answer
    for word in reversed(ground.words):
        if word.negates or ground.chance.random() < 0.5:
            text = text[: word.start] + word.text.translate(look_alikes()) + text[word.end :]
    return text


#: All edits that must not raise the score of a wrong or partial answer.
GAMING = (
    Edit("keyword echo", Duty.MUST_NOT_RAISE, _keyword_echo),
    Edit("keyword heap", Duty.MUST_NOT_RAISE, _keyword_heap),
    Edit("question copied", Duty.MUST_NOT_RAISE, _question_copied, keeps_answer=False),
    Edit("question added", Duty.MUST_NOT_RAISE, _question_added),
    Edit("guide copied", Duty.MUST_NOT_RAISE, _guide_copied, keeps_answer=False, is_wrong=False),
    Edit("guide denied", Duty.MUST_NOT_RAISE, _guide_denied, keeps_answer=False),
    Edit("guide hidden", Duty.MUST_NOT_RAISE, _guide_hidden),
    Edit("gibberish", Duty.MUST_NOT_RAISE, _gibberish, keeps_answer=False),
    Edit("padding", Duty.MUST_NOT_RAISE, _padding),
    Edit("repetition", Duty.MUST_NOT_RAISE, _repetition),
    Edit("injection", Duty.MUST_NOT_RAISE, _injection),
    Edit("injection, other language", Duty.MUST_NOT_RAISE, _injection_elsewhere),
    Edit("injection as markup", Duty.MUST_NOT_RAISE, _injection_as_markup),
    Edit("invisible characters", Duty.MUST_NOT_RAISE, _invisible),
    Edit("look-alike characters", Duty.MUST_NOT_RAISE, _look_alike),
)

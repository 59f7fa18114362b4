"""Evidence for scorers that read a text as a whole: the clause of the answer that says most of the wording's words."""

from __future__ import annotations

from pontozo.domain import Question, Span
from pontozo.text.clauses import clauses
from pontozo.text.language import language_of
from pontozo.text.words import guide_words, lexical_similarity, words

#: A clause that holds less of the wording than this, by weight, points at nothing.
_LEAST = 0.2


def clause_for(question: Question, wordings: tuple[str, ...], answer: str) -> tuple[int, tuple[Span, ...]]:
    """Which wording comes nearest to a clause of the answer, and that clause; no span where none comes near.

    `answer` is in canonical form. This points, it does not judge: another clause may have decided.
    """
    code = language_of(question)
    spans = clauses(answer, code)
    held = [words(span.of(answer), code) for span in spans]
    best, wording, place = 0.0, 0, -1
    for which, text in enumerate(wordings):
        wanted = guide_words(text, code)
        weight = sum(word.weight for word in wanted)
        for at, own in enumerate(held):
            if not own or not weight:
                continue
            covered = lexical_similarity(wanted, own).max(axis=1)
            share = float(sum(word.weight * cover for word, cover in zip(wanted, covered, strict=True)) / weight)
            if share > best:
                best, wording, place = share, which, at
    return wording, (spans[place],) if best >= _LEAST else ()

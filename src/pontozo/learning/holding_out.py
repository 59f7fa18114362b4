"""What is held out of rated answers to measure and calibrate on: one rule for everything that learns."""

from __future__ import annotations

from pontozo.gradebook import Key, by_answer, by_question

#: From so many questions on, whole questions are held out: what counts is how a grader does on questions not seen.
ENOUGH_QUESTIONS = 5


def held_together(questions: int) -> Key:
    """What must not be parted where so many questions have ratings: all answers to a question, or equal answers."""
    return by_question if questions >= ENOUGH_QUESTIONS else by_answer

"""Moodle's files: the question bank as XML, and the "Responses" report of a quiz."""

from pontozo.formats.moodle.question_bank import MoodleQuestionBank
from pontozo.formats.moodle.responses import MoodleResponses

__all__ = ["MoodleQuestionBank", "MoodleResponses"]

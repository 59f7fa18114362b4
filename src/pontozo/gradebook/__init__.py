"""Questions, answers, ratings: what is read, trained on, measured on and written."""

from pontozo.gradebook.book import DataError, Fault, Gradebook
from pontozo.gradebook.checking import Checker, Remarker, check
from pontozo.gradebook.overlap import overlap
from pontozo.gradebook.rated import rated_outcomes, rated_score
from pontozo.gradebook.splitting import split_by_answer, split_by_question
from pontozo.gradebook.summary import CriterionSummary, QuestionSummary, Summary, summarise

__all__ = [
    "Checker",
    "CriterionSummary",
    "DataError",
    "Fault",
    "Gradebook",
    "QuestionSummary",
    "Remarker",
    "Summary",
    "check",
    "overlap",
    "rated_outcomes",
    "rated_score",
    "split_by_answer",
    "split_by_question",
    "summarise",
]

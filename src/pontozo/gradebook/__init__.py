"""Questions, answers, ratings: what is read, trained on, measured on and written."""

from pontozo.gradebook.book import DataError, Fault, Gradebook
from pontozo.gradebook.checking import Checker, Remarker, check
from pontozo.gradebook.overlap import Seen, overlap
from pontozo.gradebook.rated import rated_outcomes, rated_score, scored_ratings
from pontozo.gradebook.splitting import Key, by_answer, by_question, by_trait, folds, split
from pontozo.gradebook.summary import CriterionSummary, QuestionSummary, Summary, summarise
from pontozo.gradebook.traits import trait, trait_names

__all__ = [
    "Checker",
    "CriterionSummary",
    "DataError",
    "Fault",
    "Gradebook",
    "Key",
    "QuestionSummary",
    "Remarker",
    "Seen",
    "Summary",
    "by_answer",
    "by_question",
    "by_trait",
    "check",
    "folds",
    "overlap",
    "rated_outcomes",
    "rated_score",
    "scored_ratings",
    "split",
    "summarise",
    "trait",
    "trait_names",
]

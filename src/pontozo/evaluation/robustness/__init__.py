"""What can be done to an answer to change its score, and what should not be possible."""

from pontozo.evaluation.robustness.edit import Duty, Edit
from pontozo.evaluation.robustness.gaming import GAMING
from pontozo.evaluation.robustness.harmless import HARMLESS
from pontozo.evaluation.robustness.meaning import MEANING
from pontozo.evaluation.robustness.results import EditResult, Example, Measure, Robustness, as_json, table
from pontozo.evaluation.robustness.runner import EDITS, measure_robustness

__all__ = [
    "EDITS",
    "GAMING",
    "HARMLESS",
    "MEANING",
    "Duty",
    "Edit",
    "EditResult",
    "Example",
    "Measure",
    "Robustness",
    "as_json",
    "measure_robustness",
    "table",
]

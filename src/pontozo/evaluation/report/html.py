"""An evaluation as one self-contained page: it asks nothing of anywhere, runs no program, and prints."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pontozo.evaluation import curves
from pontozo.evaluation.report import charts, choosing
from pontozo.evaluation.report.breakdowns import breakdowns
from pontozo.evaluation.report.cells import Cells, shade
from pontozo.evaluation.report.marking import pieces_of
from pontozo.evaluation.results import Evaluation
from pontozo.wording.evaluation import LEAST_COVERED_QWK, conclusion_told, words

if TYPE_CHECKING:
    from jinja2 import Environment


def report_html(found: Evaluation, language: str) -> str:
    """The report of an evaluation in a language (English where the language has no words), as the text of one page.

    The same evaluation gives the same page. Whatever students, teachers and files say is shown as text.
    """
    spoken = words(language)
    cells = Cells(spoken)
    page = _environment().get_template("report.html")
    return page.render(
        found=found,
        w=spoken,
        c=cells,
        breakdowns=breakdowns(found, cells),
        told=conclusion_told(found.conclusion, spoken.language),
        questions_chart=charts.questions_chart(found.questions, spoken),
        calibration_chart=found.reliability and charts.calibration_chart(found.reliability, spoken),
        coverage_chart=found.coverage and charts.coverage_chart(found.coverage, spoken),
        covered_qwk=LEAST_COVERED_QWK,
        fewest_covered=curves.FEWEST,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pontozo.evaluation.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure_name"] = lambda name, spoken: spoken.named("figure", name)
    environment.filters["scored"] = choosing.scored_of
    environment.filters["zip"] = lambda first, second: zip(first, second, strict=True)
    environment.globals |= {
        "shade": shade,
        "pieces_of": pieces_of,
        "choosing": choosing,
        "most_questions": charts.MOST_QUESTIONS,
        "main_figures": ("exact", "within_one_step", "qwk", "rmse_share", "smd"),
    }
    return environment

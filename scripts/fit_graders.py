"""Fit, calibrate and save the graders that ship: `python scripts/fit_graders.py`.

`probe` is fitted on the starter set; each question of the set is also graded by a `probe` fitted on all others, from
which its confidence is calibrated and its agreement told in its card. `similarity` is not fitted, only calibrated.
Same data, same seed, same versions: same files.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pontozo
from pontozo.artefact import Provenance, save_grader
from pontozo.engine import embedded_encoder
from pontozo.evaluation.agreement import Agreement, agreement
from pontozo.evaluation.crossfit import calibrate, leave_questions_out, one_criterion_each
from pontozo.formats import read
from pontozo.gradebook import Gradebook, Seen, summarise
from pontozo.scorers.probe import CriterionReader, ProbeScorer
from pontozo.scorers.registry import SavedScorer
from pontozo.scorers.similarity import SimilarityScorer
from pontozo.text.language import LANGUAGES

SEED = 0
MODELS = Path(pontozo.__file__).parent / "models"
LIMITS = (
    "The encoder knows English only: in other languages words and lemmas alone are compared, and far more goes to a "
    "person. It was fitted and calibrated on a set that the project wrote itself, with traps on purpose; on your own "
    "class its confidence may be off until it has been measured there. It is weak at telling a thought from its "
    "opposite."
)


def main() -> None:
    """Fit and save both graders into the package, or where `--out` says."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--out", type=Path, default=MODELS)
    out: Path = arguments.parse_args().out
    gradebook = read("starter")
    encoder = embedded_encoder()
    rows = CriterionReader(encoder).read(gradebook)
    probe = ProbeScorer.fit(rows, encoder, SEED)

    @cache
    def fit_without(question: str) -> ProbeScorer:
        return ProbeScorer.fit([row for row in rows if row.question != question], encoder, SEED)

    similarity = SimilarityScorer(encoder)
    described = f"the starter set, written by the project: {_counted(gradebook)}"
    fitted_on = f"{described} ({len(rows)} rated criteria)"
    _save(probe, gradebook, fit_without, out / "probe", fitted_on, SEED)
    _save(similarity, gradebook, lambda _: similarity, out / "similarity", f"nothing; calibrated on {described}", None)


def _counted(gradebook: Gradebook) -> str:
    counts = summarise(gradebook)
    return f"{counts.answers} answers to {len(counts.questions)} questions"


def _save(
    scorer: SavedScorer,
    gradebook: Gradebook,
    fit_without: Callable[[str], SavedScorer],
    folder: Path,
    fitted_on: str,
    seed: int | None,
) -> None:
    held_out = list(leave_questions_out(gradebook, fit_without))
    singles, whole = one_criterion_each(gradebook)
    alone = leave_questions_out(singles, lambda question: fit_without(whole[question]))
    calibration = calibrate([*held_out, *alone])
    by_language = {code: agreement(case for case in held_out if case.grade.language == code) for code in LANGUAGES}
    provenance = Provenance(
        title=f"Pontozó's grader `{scorer.name}`",
        fitted_on=fitted_on,
        licence="Apache-2.0",
        seed=seed,
        measured={f"questions left out in turn, {code}": _told(figures) for code, figures in by_language.items()},
        limits=LIMITS,
    )
    save_grader(scorer, calibration, provenance, folder, scorer.name, Seen.of(gradebook))
    print(folder, provenance.measured, calibration)


def _told(figures: Agreement) -> str:
    return (
        f"exact {figures.exact:.3f}, within one step {figures.within_one_step:.3f}, QWK {figures.qwk:.3f}, "
        f"criteria {figures.criterion_accuracy:.3f}; {figures.answers} answers, {figures.unscored} unscored"
    )


if __name__ == "__main__":
    main()

"""A saved grader on a tuned encoder becomes one that grades without torch, and is held against what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pontozo.artefact import Provenance, check_replaceable, family_of, load_grader, save_grader, whole_grader
from pontozo.counting import counted
from pontozo.domain import Answer, Question
from pontozo.errors import UserError
from pontozo.learning.export.encoder import check_libraries, export_encoder, room_in
from pontozo.learning.export.errors import ExportError
from pontozo.learning.export.nearness import Nearness, Watch, nearness, said, unwatched
from pontozo.scorers.exported import ExportedScorer, Parts

if TYPE_CHECKING:
    from pontozo.grader import Grader
    from pontozo.scorers.encoder import EncoderScorer

#: Families that need no torch as they are.
_LIGHT = ("exported", "probe", "similarity")


@dataclass(frozen=True)
class Exported:
    """A grader that was exported: where it is, how large (in bytes), and how near it is to what it was made from."""

    folder: Path
    size: int
    nearness: Nearness


def export_grader(
    grader: str | Path,
    out: Path,
    pairs: Sequence[tuple[Question, Answer]],
    source: str,
    watch: Watch = unwatched,
) -> Exported:
    """Save `grader`, which stands on a tuned encoder, as the folder `out`, in whole numbers: it grades without torch.

    An adapter is added into its base. Both graders grade `pairs`, which are of what `source` names, and how far they
    lie apart is written into the new card; calibration and known answers are carried over. `out` is written whole at
    the end, or not at all. Needs the extra `train`.

    Raises ExportError where the grader stands on no encoder or on one that cannot be written, NotAGraderError where
    `out` holds anything but a grader, DataError where it cannot be written, UserError where `pairs` hold no answer that
    a grader judges.
    """
    check_exportable(grader)
    check_libraries()
    check_replaceable(out)
    loaded = load_grader(grader)
    before = said(loaded, pairs, f"Grading by {loaded.name}", watch)
    if not before.judged:
        raise UserError(f"{source}: holds no answer that a grader can judge; measure on another file (--data)")
    with room_in(out.parent) as beside:
        write_encoder(_encoder_of(loaded), Path(beside))
        exported = ExportedScorer.load(Path(beside))
        after = said(replace(loaded, scorer=exported), pairs, "Grading as exported", watch)
        near = nearness(before, after, source)
        facts = _provenance(whole_grader(grader)[1].provenance, loaded.name, near)
        save_grader(exported, loaded.calibration, facts, out, out.name, loaded.seen)
    return Exported(out, sum(path.stat().st_size for path in out.iterdir()), near)


def check_exportable(grader: str | Path) -> None:
    """Raise ExportError unless the grader stands on a tuned encoder, UnknownGraderError where there is none."""
    family = family_of(grader)
    if family == "encoder":
        return
    told = f"{grader} is a grader of the family {family!r}, and only tuned encoders can be exported"
    if family in _LIGHT:
        raise ExportError(f"{told}; this one needs no torch as it is")
    raise ExportError(
        f"{told}; grade with it where torch is installed, or tune an encoder "
        "(pontozo train --model FacebookAI/xlm-roberta-base)"
    )


def write_encoder(scorer: EncoderScorer, folder: Path) -> list[str]:
    """Write all that `ExportedScorer` loads into `folder`; the names of the files.

    An adapter is added into the scorer's own model. Raises ExportError where the model cannot be written.
    """
    from pontozo.learning.export.pooling import Pooled

    if hasattr(scorer.model, "merge_and_unload"):
        scorer.model = scorer.model.merge_and_unload()
    head = Pooled(scorer.head.project)
    names = export_encoder(scorer.model, scorer.tokenizer, folder, head=head, max_tokens=scorer.reads)
    parts = Parts(tuple(scorer.head.knots.tolist()), tuple(scorer.tokens.marks))
    return [*names, scorer.settings.save(folder), parts.save(folder)]


def _encoder_of(grader: Grader) -> EncoderScorer:
    from pontozo.scorers.encoder import EncoderScorer

    if not isinstance(grader.scorer, EncoderScorer):
        raise ExportError(f"{grader.name} is no grader of the family 'encoder' that comes with Pontozó")
    return grader.scorer


def _provenance(facts: Provenance, name: str, near: Nearness) -> Provenance:
    """What is known of the grader, and what the export added to it."""
    measured = {f"before the export, {what}": figure for what, figure in facts.measured.items()}
    measured[f"beside the grader it was exported from, {counted(near.answers, 'answer')} of {near.source}"] = (
        f"probabilities differ by {near.largest:.3f} at most, by {near.mean:.3f} on average; "
        f"{near.changed:.1%} of the scores are others"
    )
    return replace(
        facts,
        title=f"{facts.title}, exported",
        fitted_on=f"{facts.fitted_on}; exported as int8 from {name}",
        measured=measured,
    )

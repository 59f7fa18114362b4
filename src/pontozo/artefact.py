"""A saved grader: a folder of data, never of code or pickles.

    grader.json   the manifest: family, encoder, calibration, what it was fitted on, how it measured, hash of each file
    README.md     the model card, written from the manifest's facts
    seen.npz      digests of the answers and questions it was fitted or calibrated on
    …             what the scorer's family saves

The manifest holds the SHA-256 of every other file and of itself; a folder in which one was altered, is missing or was
added is refused. Its `encoder` is empty where the scorer stands on none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from pontozo.confidence import Calibration
from pontozo.domain import STANDARD
from pontozo.engine import Encoder, embedded_encoder
from pontozo.errors import UserError
from pontozo.gradebook import Seen
from pontozo.grader import Grader
from pontozo.hashing import DamagedFileError, check_hash, sha256_of
from pontozo.scorers.registry import OnEncoder, SavedScorer, load_scorer

FORMAT = 1
DEFAULT = "probe"
_MANIFEST, _CARD, _SEEN = "grader.json", "README.md", "seen.npz"


class UnknownGraderError(UserError):
    """There is no grader of this name or in this folder."""


class NotAGraderError(UserError):
    """A grader cannot be saved where something else stands."""


@dataclass(frozen=True)
class Provenance:
    """What a grader was fitted on, and how it measured: facts for its card."""

    title: str
    fitted_on: str = "nothing: it needs no ratings"
    licence: str = "Apache-2.0"
    seed: int | None = None
    measured: Mapping[str, Any] = Field(default_factory=dict)
    limits: str = ""


@dataclass(frozen=True)
class Manifest:
    """Everything about a saved grader but its numbers."""

    format: int
    name: str
    family: str
    version: str
    encoder: Mapping[str, str]
    outcomes: tuple[str, ...]
    calibration: Calibration
    provenance: Provenance
    files: Mapping[str, str]
    sha256: str = ""

    def sealed(self) -> str:
        """The SHA-256 of the manifest without this hash."""
        facts = _MANIFESTS.dump_python(self, mode="json", exclude={"sha256"})
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


_MANIFESTS = TypeAdapter(Manifest)


def save_grader(
    scorer: SavedScorer,
    calibration: Calibration,
    provenance: Provenance,
    folder: Path,
    name: str,
    seen: Seen | None = None,
) -> None:
    """Save a grader as `folder`, all of it or nothing; a grader that stood there before is replaced.

    `seen` holds the answers that scorer and calibration were fitted on, so that whoever measures it can tell.
    Raises NotAGraderError, and touches nothing, where `folder` holds anything else.
    """
    _check_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        files = scorer.save(beside)
        if seen is not None:
            files.append(_save_seen(seen, beside))
        _write_manifest(scorer, calibration, provenance, beside, name, files)
        beside.chmod(0o755)
        _put_in_place(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _check_replaceable(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotAGraderError(f"{folder} is a file; a grader is saved as a folder: give the name of a new one")
    if others := _names_in(folder) - _names_of_grader(folder):
        raise NotAGraderError(
            f"{folder} holds what is no part of a saved grader ({_some(others)}) and would be lost; "
            "give the name of a new folder, or empty this one"
        )


def _names_of_grader(folder: Path) -> set[str]:
    """The files of the grader that stands in `folder`, as its manifest names them; none without a readable one."""
    try:
        files = json.loads((folder / _MANIFEST).read_text("utf-8"))["files"]
        return {_MANIFEST, _CARD, *files}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _some(names: set[str]) -> str:
    first = sorted(names)[:3]
    return ", ".join(first) + (", …" if len(names) > len(first) else "")


def _put_in_place(new: Path, folder: Path) -> None:
    """`new` becomes `folder`; what stood there is deleted only once the new one stands in its place."""
    if not folder.exists():
        new.replace(folder)
        return
    old = new.with_name(f"{new.name}-old")
    folder.replace(old)
    try:
        new.replace(folder)
    except BaseException:
        old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _save_seen(seen: Seen, folder: Path) -> str:
    answers, questions = (np.array(sorted(each), np.uint64) for each in (seen.answers, seen.questions))
    np.savez_compressed(folder / _SEEN, answers=answers, questions=questions)
    return _SEEN


def family_of(name_or_folder: str | Path) -> str:
    """The scorer family of the grader of a shipped name or in a folder.

    Raises UnknownGraderError where there is none.
    """
    return _read_manifest(_folder_of(name_or_folder)).family


def _load_seen(folder: Path) -> Seen:
    with np.load(folder / _SEEN, allow_pickle=False) as arrays:
        return Seen(frozenset(arrays["answers"].tolist()), frozenset(arrays["questions"].tolist()))


def _write_manifest(
    scorer: SavedScorer,
    calibration: Calibration,
    provenance: Provenance,
    folder: Path,
    name: str,
    files: Sequence[str],
) -> None:
    """The card, then the manifest, which holds the hashes of all other files."""
    manifest = Manifest(
        format=FORMAT,
        name=name,
        family=scorer.name,
        version=version("pontozo"),
        encoder=_encoder_of(scorer),
        outcomes=tuple(outcome.name for outcome in STANDARD),
        calibration=calibration,
        provenance=provenance,
        files={},
    )
    (folder / _CARD).write_text(_card(manifest), "utf-8", newline="\n")
    manifest = replace(manifest, files={file: sha256_of(folder / file) for file in (*files, _CARD)})
    manifest = replace(manifest, sha256=manifest.sealed())
    text = json.dumps(_MANIFESTS.dump_python(manifest, mode="json"), indent=2, ensure_ascii=False)
    (folder / _MANIFEST).write_text(text + "\n", "utf-8")


def _encoder_of(scorer: SavedScorer) -> dict[str, str]:
    if not isinstance(scorer, OnEncoder):
        return {}
    return {"name": scorer.encoder.name, "sha256": scorer.encoder.sha256}


def _card(manifest: Manifest) -> str:
    """The model card, in words, from the manifest's facts. It says no hash: the manifest holds the card's own."""
    facts = manifest.provenance
    calibrated = ", ".join(
        f"{code} (on {platt.totals} totals)" for code, platt in manifest.calibration.languages.items()
    )
    lines = [
        f"# {facts.title}",
        "",
        f"A grader for Pontozó {manifest.version} or later. Family `{manifest.family}`, "
        f"encoder {manifest.encoder.get('name', 'none')}.",
        "",
        f"- Fitted on: {facts.fitted_on}" + (f" (seed {facts.seed})" if facts.seed is not None else ""),
        f"- Outcomes: {', '.join(manifest.outcomes)}",
        f"- Confidence calibrated for: {calibrated or 'no language'}",
        f"- Licence: {facts.licence}",
    ]
    if facts.measured:
        lines += ["", "## How it measured", "", *(f"- {what}: {figure}" for what, figure in facts.measured.items())]
    if facts.limits:
        lines += ["", "## What it cannot do", "", facts.limits]
    return "\n".join(lines) + "\n"


def shipped_graders() -> list[str]:
    """Names of the graders that come with the package."""
    return sorted(path.parent.name for path in _shipped().glob(f"*/{_MANIFEST}"))


def _shipped() -> Path:
    return Path(str(resources.files("pontozo.models")))


def load_grader(name_or_folder: str | Path = DEFAULT) -> Grader:
    """The grader of a shipped name ("probe", "similarity") or in a folder.

    Raises UnknownGraderError where there is none, and DamagedFileError where the folder is not as it was saved.
    """
    folder = _folder_of(name_or_folder)
    manifest = _read_manifest(folder)
    encoder = _encoder_for(manifest, folder)
    _check_files(manifest, folder)
    scorer = load_scorer(manifest.family, folder, encoder)
    seen = _load_seen(folder) if _SEEN in manifest.files else None
    return Grader(scorer, manifest.calibration, f"{manifest.name}@{manifest.sha256[:12]}", seen)


def _check_files(manifest: Manifest, folder: Path) -> None:
    for file, digest in manifest.files.items():
        check_hash(folder / file, digest)
    if added := _names_in(folder) - {_MANIFEST, *manifest.files}:
        raise DamagedFileError(
            f"{folder} holds files that were not saved with the grader ({_some(added)}); delete them"
        )


def _encoder_for(manifest: Manifest, folder: Path) -> Encoder | None:
    """The encoder that the grader stands on, the very one; None where it stands on none."""
    if not manifest.encoder:
        return None
    encoder = embedded_encoder()
    if manifest.encoder.get("sha256") != encoder.sha256:
        raise DamagedFileError(
            f"{folder}: this grader was fitted on another encoder ({manifest.encoder.get('name')}, "
            f"{manifest.encoder.get('sha256', '')[:12]}) than the one installed; fit it again, or install the version "
            f"of Pontozó that it was saved with ({manifest.version})"
        )
    return encoder


def _folder_of(name_or_folder: str | Path) -> Path:
    shipped = shipped_graders()
    if str(name_or_folder) in shipped:
        return _shipped() / name_or_folder
    folder = Path(name_or_folder)
    if not (folder / _MANIFEST).is_file():
        raise UnknownGraderError(
            f"there is no grader {str(name_or_folder)!r}: give one of {', '.join(shipped)}, "
            f"or a folder that holds {_MANIFEST}"
        )
    return folder


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    try:
        raw = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise DamagedFileError(f"{path}: is not readable as JSON ({error}); save the grader again") from None
    if isinstance(raw, dict) and raw.get("format") != FORMAT:
        raise DamagedFileError(
            f"{path}: is of format {raw.get('format')}, this version of Pontozó reads format {FORMAT}"
        )
    try:
        manifest = _MANIFESTS.validate_python(raw)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, each["loc"])) or "the whole" for each in error.errors())
        raise DamagedFileError(f"{path}: does not describe a grader (see {fields}); save the grader again") from None
    if manifest.sealed() != manifest.sha256:
        raise DamagedFileError(f"{path}: was altered after it was saved; save the grader again")
    if any(Path(file).name != file for file in manifest.files):
        raise DamagedFileError(f"{path}: names a file outside its folder")
    return manifest

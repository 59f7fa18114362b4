"""A saved grader: a folder of data, never of code or pickles.

    grader.json   the manifest: family, encoder, calibration, what it was fitted on, how it measured, hash of each file
    README.md     the model card, written from the manifest
    …             what the scorer's family saves

The manifest holds the SHA-256 of every other file and of itself, so that an altered folder is refused.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from pontozo.confidence import Calibration
from pontozo.domain import STANDARD
from pontozo.engine import embedded_encoder
from pontozo.errors import UserError
from pontozo.grader import Grader
from pontozo.hashing import DamagedFileError, check_hash, sha256_of
from pontozo.scorers.registry import SavedScorer, family

FORMAT = 1
DEFAULT = "probe"
_MANIFEST, _CARD = "grader.json", "README.md"


class UnknownGraderError(UserError):
    """There is no grader of this name or in this folder."""


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


def save_grader(scorer: SavedScorer, calibration: Calibration, provenance: Provenance, folder: Path, name: str) -> None:
    """Save a grader as `folder`, all of it or nothing; what stood there before is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        manifest = _write(scorer, calibration, provenance, beside, name)
        (beside / _CARD).write_text(_card(manifest), "utf-8")
        beside.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        beside.replace(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _write(scorer: SavedScorer, calibration: Calibration, provenance: Provenance, folder: Path, name: str) -> Manifest:
    files = {file: sha256_of(folder / file) for file in scorer.save(folder)}
    manifest = Manifest(
        format=FORMAT,
        name=name,
        family=scorer.name,
        version=version("pontozo"),
        encoder={"name": scorer.encoder.name, "sha256": scorer.encoder.sha256},
        outcomes=tuple(outcome.name for outcome in STANDARD),
        calibration=calibration,
        provenance=provenance,
        files=files,
    )
    manifest = replace(manifest, sha256=manifest.sealed())
    text = json.dumps(_MANIFESTS.dump_python(manifest, mode="json"), indent=2, ensure_ascii=False)
    (folder / _MANIFEST).write_text(text + "\n", "utf-8")
    return manifest


def _card(manifest: Manifest) -> str:
    """The model card, in words, from the manifest's facts alone."""
    facts = manifest.provenance
    calibrated = ", ".join(
        f"{code} (on {platt.totals} totals)" for code, platt in manifest.calibration.languages.items()
    )
    lines = [
        f"# {facts.title}",
        "",
        f"A grader for Pontozó {manifest.version} or later. Family `{manifest.family}`, encoder "
        f"{manifest.encoder['name']}, hash {manifest.sha256}.",
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
    for file, digest in manifest.files.items():
        check_hash(folder / file, digest)
    encoder = embedded_encoder()
    if manifest.encoder["sha256"] != encoder.sha256:
        raise DamagedFileError(
            f"{folder}: this grader was fitted on another encoder ({manifest.encoder['name']}, "
            f"{manifest.encoder['sha256'][:12]}) than the one installed; fit it again, or install the version of "
            f"Pontozó that it was saved with ({manifest.version})"
        )
    scorer = family(manifest.family).load(folder, encoder)
    return Grader(scorer, manifest.calibration, f"{manifest.name}@{manifest.sha256[:12]}")


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

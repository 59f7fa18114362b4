"""What is written of a saved grader: the manifest, which seals its folder, and the card, which says it in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from pontozo.confidence import Calibration
from pontozo.hashing import DamagedFileError, sha256_of

FORMAT = 1
MANIFEST, CARD = "grader.json", "README.md"
_SEAL = "sha256"

#: Endings of files that may hold more than data: pickles run code when they are read.
_MAY_HOLD_CODE = {".bin", ".ckpt", ".h5", ".joblib", ".pickle", ".pkl", ".pt", ".pth", ".py"}
#: Licences under the names that hubs know them by; any other is "other" there.
_LICENCES = {"apache-2.0", "bsd-3-clause", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "gpl-3.0", "mit"}


@dataclass(frozen=True)
class Provenance:
    """What a grader was fitted on, and how it measured: facts for its card.

    `base` is the checkpoint that it was tuned from, by its name on a hub, with `base_revision` where one was named.
    `licence` is that of what is saved here. `languages` are those of the answers that it learnt from.
    """

    title: str
    fitted_on: str = "nothing: it needs no ratings"
    licence: str = "Apache-2.0"
    seed: int | None = None
    measured: Mapping[str, Any] = Field(default_factory=dict)
    limits: str = ""
    base: str = ""
    base_revision: str = ""
    base_licence: str = ""
    languages: tuple[str, ...] = ()
    intended_use: str = ""


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


_MANIFESTS = TypeAdapter(Manifest)


def write_manifest(manifest: Manifest, folder: Path, files: Sequence[str]) -> None:
    """The card, then the manifest, which holds the hashes of the card and of `files`.

    Raises DamagedFileError where a file is of a kind that no grader consists of: it could not be loaded.
    """
    _check_names(files, folder / MANIFEST)
    (folder / CARD).write_text(card(manifest), "utf-8", newline="\n")
    manifest = replace(manifest, files={file: sha256_of(folder / file) for file in (*files, CARD)})
    facts = _MANIFESTS.dump_python(manifest, mode="json")
    text = json.dumps({**facts, _SEAL: seal_of(facts)}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def seal_of(facts: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest without this hash: of what was written, so that later versions may know more fields."""
    others = {name: value for name, value in facts.items() if name != _SEAL}
    return hashlib.sha256(json.dumps(others, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the grader in `folder`. Raises DamagedFileError where it is not as it was written."""
    path = folder / MANIFEST
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
    if seal_of(raw) != manifest.sha256:
        raise DamagedFileError(f"{path}: was altered after it was saved; save the grader again")
    _check_names(manifest.files, path)
    return manifest


def _check_names(files: Iterable[str], path: Path) -> None:
    for file in files:
        if PurePath(file).name != file:
            raise DamagedFileError(f"{path}: names a file outside its folder")
        if PurePath(file).suffix.lower() in _MAY_HOLD_CODE:
            raise DamagedFileError(
                f"{path}: names {file}, a kind of file that may hold code; a grader is data only: save the grader "
                "again with its weights as safetensors, arrays or ONNX"
            )


def names_of_grader(folder: Path) -> set[str]:
    """The files of the grader that stands in `folder`, as its manifest names them; none without a readable one."""
    try:
        files = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return {MANIFEST, CARD, *files}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def card(manifest: Manifest) -> str:
    """The model card, in words, from the manifest's facts. It says no hash: the manifest holds the card's own."""
    facts = manifest.provenance
    calibrated = ", ".join(
        f"{code} (on {platt.totals} totals)" for code, platt in manifest.calibration.languages.items()
    )
    lines = [
        *_for_hubs(manifest),
        f"# {facts.title}",
        "",
        f"A grader for Pontozó {manifest.version} or later. Family `{manifest.family}`{_on_encoder(manifest)}.",
        "",
        f"- Fitted on: {facts.fitted_on}" + (f" (seed {facts.seed})" if facts.seed is not None else ""),
        f"- Outcomes: {', '.join(manifest.outcomes)}",
        f"- Confidence calibrated for: {calibrated or 'no language'}",
        f"- Licence: {facts.licence}",
        *_base(facts),
    ]
    if facts.intended_use:
        lines += ["", "## What it is for", "", facts.intended_use]
    if facts.measured:
        lines += ["", "## How it measured", "", *(f"- {what}: {figure}" for what, figure in facts.measured.items())]
    if facts.limits:
        lines += ["", "## What it cannot do", "", facts.limits]
    return "\n".join(lines) + "\n"


def _on_encoder(manifest: Manifest) -> str:
    """Which embedded encoder it stands on, if on any."""
    return f", encoder {manifest.encoder['name']}" if manifest.encoder else ""


def _base(facts: Provenance) -> Iterator[str]:
    if facts.base:
        at = f" at revision {facts.base_revision}" if facts.base_revision else ""
        yield f"- Base: {facts.base}{at}, licence: {facts.base_licence or 'not known here'}"
    if facts.languages:
        yield f"- Languages: {', '.join(facts.languages)}"


def _for_hubs(manifest: Manifest) -> Iterator[str]:
    """The head of the card that model hubs read, in YAML."""
    licence = manifest.provenance.licence.lower()
    yield "---"
    yield "library_name: pontozo"
    yield f"license: {licence if licence in _LICENCES else 'other'}"
    # Hubs refuse a card with a language that is no code. Quoted, since in YAML Norwegian is false.
    known = {*manifest.calibration.languages, *manifest.provenance.languages}
    if codes := [code for code in sorted(known) if _is_code(code)]:
        yield "language:"
        yield from (f'- "{code}"' for code in codes)
    if manifest.provenance.base:
        yield f"base_model: {json.dumps(manifest.provenance.base)}"
    yield "tags:"
    yield "- automatic-short-answer-grading"
    yield f"- {json.dumps(f'pontozo-{manifest.family}')}"
    yield "---"
    yield ""


def _is_code(text: str) -> bool:
    return len(text) in (2, 3) and text.isascii() and text.isalpha() and text.islower()

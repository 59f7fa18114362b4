"""A saved grader: a folder of data, never of code or pickles.

    grader.json   the manifest: family, encoder, calibration, what it was fitted on, how it measured, hash of each file
    README.md     the model card, written from the manifest's facts
    seen.npz      digests of the answers and questions it was fitted or calibrated on
    …             what the scorer's family saves

The manifest holds the SHA-256 of every other file and of itself; a folder in which one was altered, is missing or was
added is refused. Its `encoder` is empty where the scorer stands on none. Of a grader on a model hub, `hub:org/name`,
what its manifest names is fetched, and held to the same.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import numpy as np

from pontozo import hub
from pontozo.confidence import Calibration
from pontozo.domain import STANDARD
from pontozo.engine import Encoder, embedded_encoder
from pontozo.errors import UserError
from pontozo.gradebook import Seen
from pontozo.grader import Grader
from pontozo.hashing import DamagedFileError, check_hash
from pontozo.manifest import FORMAT, MANIFEST, Manifest, Provenance, names_of_grader, read_manifest, write_manifest
from pontozo.scorers.registry import OnEncoder, SavedScorer, load_scorer

__all__ = [
    "DEFAULT",
    "NotAGraderError",
    "Provenance",
    "UnknownGraderError",
    "check_replaceable",
    "exact_name",
    "family_of",
    "load_grader",
    "save_grader",
    "shipped_graders",
    "whole_grader",
]

DEFAULT = "probe"
_SEEN = "seen.npz"

#: What hubs and their tools put beside a grader's files, and nothing that loads a grader reads.
_OF_HUBS = {".cache", ".git", ".gitattributes"}


class UnknownGraderError(UserError):
    """There is no grader of this name or in this folder."""


class NotAGraderError(UserError):
    """A grader cannot be saved where something else stands."""


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
    check_replaceable(folder)
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


def check_replaceable(folder: Path) -> None:
    """Raise NotAGraderError where `folder` holds anything but a saved grader: saving one there would lose it."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotAGraderError(f"{folder} is a file; a grader is saved as a folder: give the name of a new one")
    if others := _names_in(folder) - names_of_grader(folder):
        raise NotAGraderError(
            f"{folder} holds what is no part of a saved grader ({_some(others)}) and would be lost; "
            "give the name of a new folder, or empty this one"
        )


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
    return read_manifest(_folder_of(name_or_folder)).family


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
    write_manifest(manifest, folder, files)


def _encoder_of(scorer: SavedScorer) -> dict[str, str]:
    if not isinstance(scorer, OnEncoder):
        return {}
    return {"name": scorer.encoder.name, "sha256": scorer.encoder.sha256}


def shipped_graders() -> list[str]:
    """Names of the graders that come with the package."""
    return sorted(path.parent.name for path in _shipped().glob(f"*/{MANIFEST}"))


def _shipped() -> Path:
    return Path(str(resources.files("pontozo.models")))


def load_grader(name_or_folder: str | Path = DEFAULT) -> Grader:
    """The grader of a shipped name ("probe", "similarity"), in a folder, or on a model hub ("hub:org/name@revision").

    Raises UnknownGraderError where there is none, HubError where the hub gives none, and DamagedFileError where its
    files are not as they were saved.
    """
    folder, manifest = whole_grader(name_or_folder)
    encoder = _encoder_for(manifest, folder)
    scorer = load_scorer(manifest.family, folder, encoder)
    seen = _load_seen(folder) if _SEEN in manifest.files else None
    return Grader(scorer, manifest.calibration, f"{manifest.name}@{manifest.sha256[:12]}", seen)


def whole_grader(name_or_folder: str | Path) -> tuple[Path, Manifest]:
    """The folder of a grader, every file of which is as it was saved, and its manifest. Raises as `load_grader`."""
    folder = _folder_of(name_or_folder)
    manifest = read_manifest(folder)
    if place := hub.place_of(name_or_folder):
        # Of the commit that the manifest is of, whatever is pushed meanwhile.
        hub.fetch(place.at(folder.name), manifest.files)
    _check_files(manifest, folder)
    return folder, manifest


def exact_name(name: str) -> str:
    """The name that gives the very same grader tomorrow: of one on a hub with its commit, of others as it is.

    Raises HubError where the hub has none.
    """
    place = hub.place_of(name)
    return name if place is None else str(place.at(_folder_of(name).name))


def _check_files(manifest: Manifest, folder: Path) -> None:
    for file, digest in manifest.files.items():
        check_hash(folder / file, digest)
    if added := _names_in(folder) - {MANIFEST, *manifest.files} - _OF_HUBS:
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
    """The folder that holds the manifest; of a grader on a hub, in the cache."""
    if place := hub.place_of(name_or_folder):
        return hub.fetch(place, [MANIFEST])
    shipped = shipped_graders()
    if str(name_or_folder) in shipped:
        return _shipped() / name_or_folder
    folder = Path(name_or_folder)
    if not (folder / MANIFEST).is_file():
        raise UnknownGraderError(
            f"there is no grader {str(name_or_folder)!r}: give one of {', '.join(shipped)}, "
            f"or a folder that holds {MANIFEST}"
        )
    return folder

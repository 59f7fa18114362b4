"""The published sets: where they stand in their archives, and whether they are there."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pontozo.errors import UserError
from pontozo.hashing import sha256_of

SEMEVAL, SAF = "semeval-2013-task7-3way.zip", "saf-2.0-english.zip"


@dataclass(frozen=True)
class PublicSet:
    """A set by its name, and where its parts stand in its archive. `tests` are the official splits, by short name.

    `has_labels` is false where people gave scores only, of which there is no 2-way and no 3-way view.
    """

    name: str
    archive: str
    train: str
    tests: Mapping[str, str]
    has_labels: bool = True


SETS = (
    PublicSet(
        "SciEntsBank",
        SEMEVAL,
        "training/3way/sciEntsBank",
        {
            "UA": "test/3way/sciEntsBank/test-unseen-answers",
            "UQ": "test/3way/sciEntsBank/test-unseen-questions",
            "UD": "test/3way/sciEntsBank/test-unseen-domains",
        },
    ),
    PublicSet(
        "Beetle",
        SEMEVAL,
        "training/3way/beetle",
        {"UA": "test/3way/beetle/test-unseen-answers", "UQ": "test/3way/beetle/test-unseen-questions"},
    ),
    PublicSet(
        "SAF",
        SAF,
        "SAF2_0/training",
        {"UA": "SAF2_0/unseen_answers", "UQ": "SAF2_0/unseen_questions"},
        has_labels=False,
    ),
)


@dataclass(frozen=True)
class FoundSet:
    """A set that is there: the folders of its train part and of its test splits, by short name."""

    name: str
    train: Path
    tests: Mapping[str, Path]
    has_labels: bool


@dataclass(frozen=True)
class Library:
    """The sets that are there, a sentence for each that is not, and the SHA-256 of each archive, by file name.

    The hash is None where a set came unpacked.
    """

    found: tuple[FoundSet, ...]
    left_out: tuple[str, ...]
    archives: Mapping[str, str | None]


@contextmanager
def library(data: Path) -> Iterator[Library]:
    """The sets in the folder `data`, as archives or unpacked; archives are unpacked for as long as this is open.

    Raises UserError where `data` is no folder or holds none of the sets, and for an archive that cannot be read.
    """
    if not data.is_dir():
        raise UserError(f"{data}: there is no such folder; name the one that holds {SEMEVAL} or {SAF}")
    with tempfile.TemporaryDirectory() as place:
        roots = {archive: _root(data, archive, Path(place)) for archive in (SEMEVAL, SAF)}
        yield _library(data, roots)


def _library(data: Path, roots: Mapping[str, Path]) -> Library:
    found, left_out = [], []
    for each in SETS:
        root = roots[each.archive]
        tests = {name: root / folder for name, folder in each.tests.items() if (root / folder).is_dir()}
        if not (root / each.train).is_dir() or not tests:
            left_out.append(f"{each.name} is left out: neither {each.archive} nor {each.train} with its tests is there")
            continue
        missing = [name for name in each.tests if name not in tests]
        left_out += [f"{each.name} {name} is left out: there is no {each.tests[name]}" for name in missing]
        found.append(FoundSet(each.name, root / each.train, tests, each.has_labels))
    if not found:
        raise UserError(f"{data} holds none of the sets; put {SEMEVAL} or {SAF} there, as they come or unpacked")
    there = {each.name for each in found}
    used = {each.archive for each in SETS if each.name in there}
    hashes = {name: sha256_of(data / name) if (data / name).is_file() else None for name in sorted(used)}
    return Library(tuple(found), tuple(left_out), hashes)


def _root(data: Path, archive: str, place: Path) -> Path:
    """Where the archive's tree begins: unpacked into `place`, or in `data`, or in a folder called after it there."""
    if (data / archive).is_file():
        return _unpacked(data / archive, place / Path(archive).stem)
    own = data / Path(archive).stem
    return own if own.is_dir() else data


def _unpacked(archive: Path, place: Path) -> Path:
    try:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(place)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError) as error:
        raise UserError(f"{archive} cannot be unpacked ({error}); get it again from where it came") from None
    return place

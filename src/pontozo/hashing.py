"""SHA-256 of files, and what is said when a file is not the one that was promised."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pontozo.errors import UserError


class DamagedFileError(UserError):
    """A file is missing, or is not the one whose hash was written down."""


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as 64 hexadecimal digits. Raises `OSError` when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_hash(path: Path, expected: str) -> None:
    """Do nothing when the file's SHA-256 is `expected`; otherwise raise `DamagedFileError`, saying what to do."""
    remedy = "Install or copy it again from where it came."
    if not path.is_file():
        raise DamagedFileError(f"{path} is missing. {remedy}")
    found = sha256_of(path)
    if found != expected:
        raise DamagedFileError(f"{path} is damaged or was changed: its SHA-256 is {found}, not {expected}. {remedy}")

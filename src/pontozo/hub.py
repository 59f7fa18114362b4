"""Files of a grader on a model hub: named `hub:org/name` or `hub:org/name@revision`, fetched into the hub's own cache.

Only the files that are asked for are fetched, and nothing of them is run. What goes wrong on the way is one sentence.
"""

from __future__ import annotations

import glob
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pontozo.errors import UserError

PREFIX = "hub:"

_NAME = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


class HubError(UserError):
    """A hub does not hold what was asked for, is out of reach, or refused."""


@dataclass(frozen=True)
class OnHub:
    """A repository on a hub, at a branch, a tag or a commit; "" is its main branch."""

    repository: str
    revision: str = ""

    def __str__(self) -> str:
        return f"{PREFIX}{self.repository}" + (f"@{self.revision}" if self.revision else "")

    def at(self, revision: str) -> OnHub:
        return replace(self, revision=revision)


def place_of(name: str | Path) -> OnHub | None:
    """What a name that begins with "hub:" says; None for any other name. Raises HubError where it names no place."""
    text = str(name)
    if not text.startswith(PREFIX):
        return None
    repository, at, revision = text.removeprefix(PREFIX).partition("@")
    if not _NAME.fullmatch(repository) or (at and not revision):
        raise HubError(f"{text!r} names no grader on a hub: write {PREFIX}org/name, or {PREFIX}org/name@revision")
    return OnHub(repository, revision)


def fetch(place: OnHub, files: Iterable[str]) -> Path:
    """The folder of the hub's cache that holds these files; its name is the commit that they are of.

    What is there already is not fetched again; where the hub is out of reach, what is there is taken. Raises HubError
    where one of the files cannot be had.
    """
    wanted = list(files)
    with talking_of(place):
        from huggingface_hub import snapshot_download

        folder = Path(
            snapshot_download(
                place.repository,
                revision=place.revision or None,
                # They are names, not patterns.
                allow_patterns=[glob.escape(file) for file in wanted],
            )
        )
    if lacking := [file for file in wanted if not (folder / file).is_file()]:
        raise HubError(
            f"{place} at {endpoint()} holds no {lacking[0]}, so it is no whole grader; check the name and the "
            "revision, or push the grader again"
        )
    return folder


def endpoint() -> str:
    """The address of the hub."""
    from huggingface_hub.constants import ENDPOINT

    return ENDPOINT


@contextmanager
def talking_of(place: OnHub) -> Iterator[None]:
    """A block that talks to the hub; what goes wrong in it is raised as HubError, in a sentence about `place`.

    Raises HubError at once where huggingface_hub is not installed.
    """
    if find_spec("huggingface_hub") is None:
        raise HubError(f'{place} needs huggingface_hub, which is not installed here; pip install "pontozo[train]"')
    # Looked up by name: which library it talks through differs from version to version.
    errors: Any = import_module("huggingface_hub.errors")
    try:
        with _without_its_own_words():
            yield
    except UserError:
        raise
    except (errors.HTTPError, OSError, RuntimeError) as error:
        raise HubError(_sentence(place, error, errors)) from None
    except ValueError as error:  # a name that no repository can have, a card that the hub does not take
        raise HubError(f"{place} is refused: {' '.join(str(error).split())}") from None


@contextmanager
def _without_its_own_words() -> Iterator[None]:
    """Without the warnings that huggingface_hub logs, and its bars on a terminal alone; afterwards all is as before."""
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    logger = logging.getLogger("huggingface_hub")
    before = logger.level
    logger.setLevel(logging.ERROR)
    hides = not sys.stderr.isatty() and not are_progress_bars_disabled()
    if hides:
        disable_progress_bars()
    try:
        yield
    finally:
        logger.setLevel(before)
        if hides:
            enable_progress_bars()


#: How to log in, behind any sentence that asks for it.
HOW = " (hf auth login, or HF_TOKEN)"


def _sentence(place: OnHub, error: Exception, errors: Any) -> str:
    hub = endpoint()
    if isinstance(error, errors.GatedRepoError):
        return f"{place} at {hub} is given only to those whom its owner lets in; ask for access there, then log in{HOW}"
    if isinstance(error, errors.RevisionNotFoundError):
        return f"{place.repository} at {hub} has no revision {place.revision or 'main'!r}; name another after the @"
    if isinstance(error, errors.RepositoryNotFoundError):
        return (
            f"there is no {place.repository} at {hub}, or it is private and you may not see it; check the name, or log "
            f"in{HOW}"
        )
    if isinstance(error, RuntimeError):  # a large file that did not come through
        return f"{place}: {_first_line(error)} {_why(error.__cause__ or error, errors)}; try again later"
    if isinstance(error, errors.LocalEntryNotFoundError):
        return _out_of_reach(place, error.__cause__ or error, errors)
    if isinstance(error, errors.HTTPError):
        return _refused(place, error, errors)
    return f"{place}: {_first_line(error)}; the cache is {_cache()}"


def _out_of_reach(place: OnHub, cause: BaseException, errors: Any) -> str:
    return (
        f"there is no {place} in the cache {_cache()}, and {_why(cause, errors)}; fetch it once where there is a "
        "network, or give the folder of a saved grader"
    )


def _refused(place: OnHub, error: Exception, errors: Any) -> str:
    status = _status(error)
    if status == 401:
        return f"{endpoint()} does not know the token that it was given; log in again{HOW}"
    if status == 403:
        return f"you may not do this with {place.repository} at {endpoint()}: {_first_line(error)}; take another token"
    return f"{place}: {_why(error, errors)}; try again later"


def _why(cause: BaseException, errors: Any) -> str:
    """What the hub did, or that it could not be asked."""
    if isinstance(cause, errors.OfflineModeIsEnabled):
        return f"{endpoint()} was not asked (HF_HUB_OFFLINE is set)"
    if _status(cause):
        return f"{endpoint()} answered {_status(cause)} ({_first_line(cause)})"
    how = "could not be reached" if isinstance(cause, errors.HTTPError) else "gave none"
    return f"{endpoint()} {how} ({_first_line(cause)})"


def _status(error: BaseException) -> int | None:
    """The HTTP status that the hub answered with; None where it did not answer."""
    return getattr(getattr(error, "response", None), "status_code", None)


def _first_line(error: BaseException) -> str:
    said = getattr(error, "server_message", None) or str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[0][:200] if lines else type(error).__name__


def _cache() -> str:
    from huggingface_hub.constants import HF_HUB_CACHE

    return HF_HUB_CACHE

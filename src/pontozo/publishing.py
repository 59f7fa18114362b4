"""A saved grader to a model hub: whole, in one commit, and with nothing beside it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pontozo import hub
from pontozo.artefact import whole_grader
from pontozo.hub import HOW, PREFIX, HubError, OnHub
from pontozo.manifest import CARD, MANIFEST, names_of_grader

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo

#: What a repository may hold before its first grader: what a hub puts there when it is made by hand.
_OF_A_NEW_ONE = {".gitattributes", CARD}


@dataclass(frozen=True)
class Pushed:
    """What went up: where it is (at the commit), which files, and how many bytes they are; which files of the grader
    that stood there went; whether others than the owner can see it.
    """

    place: OnHub
    files: tuple[str, ...]
    size: int
    removed: tuple[str, ...]
    private: bool


def push_grader(
    folder: str | Path, repository: str, *, revision: str = "", private: bool = True, message: str = ""
) -> Pushed:
    """Put the grader saved in `folder` on the hub as `repository` ("org/name"), which is made where there is none.

    `revision` is a branch, made where there is none. A grader that stood there before is replaced; the hub's history
    keeps it. Raises DamagedFileError where the folder is not as it was saved, and HubError where the hub refuses, where
    `repository` holds something else, or where it is public and `private` is asked for.
    """
    place = _target(repository, revision)
    where, manifest = whole_grader(folder)
    files = (MANIFEST, *sorted(manifest.files))
    _check_base(where, files)
    with hub.talking_of(place):
        from huggingface_hub import HfApi, get_token

        if get_token() is None:
            raise HubError(f"to push to {hub.endpoint()} you must be logged in{HOW}")
        api = HfApi()
        is_private = _made(api, place, private)
        stands = api.model_info(place.repository, revision=place.revision or None)
        removed = _former(place, stands) - set(files)
        said = message or f"Grader {manifest.name}@{manifest.sha256[:12]}"
        commit = _commit(api, place, where, files, removed, stands.sha, said)
        there = _names(api.model_info(place.repository, revision=commit))
    if lacking := set(files) - there:
        raise HubError(
            f"{place.at(commit)} lacks {min(lacking)}, which {hub.endpoint()} left out; see to the .gitignore there, "
            "and push again"
        )
    size = sum((where / file).stat().st_size for file in files)
    return Pushed(place.at(commit), files, size, tuple(sorted(removed)), is_private)


def _target(repository: str, revision: str) -> OnHub:
    place = hub.place_of(f"{PREFIX}{repository.removeprefix(PREFIX)}")
    assert place is not None  # it begins as such names do
    if place.revision:
        raise HubError(f"a grader is pushed to a branch: write {place.repository} --revision {place.revision}")
    return place.at(revision)


def _check_base(folder: Path, files: Collection[str]) -> None:
    """Raises HubError for an adapter whose base is a folder of this machine: nobody else could load it."""
    if not {"adapter_config.json", "settings.json"} <= set(files):
        return
    base = json.loads((folder / "settings.json").read_text("utf-8")).get("model")
    if base and (Path(base).is_absolute() or Path(base).is_dir()):
        raise HubError(
            f"{folder} is an adapter of {base}, a folder that only this machine has; train it with --merge, or on a "
            "checkpoint of a hub"
        )


def _made(api: HfApi, place: OnHub, private: bool) -> bool:
    """Whether the repository is private; it and its branch are made where there are none."""
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        is_private = bool(api.model_info(place.repository).private)
    except RepositoryNotFoundError:
        api.create_repo(place.repository, private=private, exist_ok=True)
        is_private = private
    if private and not is_private:
        raise HubError(
            f"{place.repository} at {hub.endpoint()} is public: what is pushed there is seen by everybody; give "
            "--public if that is meant, or another name"
        )
    if place.revision:
        api.create_branch(place.repository, branch=place.revision, exist_ok=True)
    return is_private


def _former(place: OnHub, stands: ModelInfo) -> set[str]:
    """The files of the grader that stands in the repository. Raises HubError where something else does."""
    names = _names(stands)
    if MANIFEST in names and stands.sha:
        return names_of_grader(hub.fetch(place.at(stands.sha), [MANIFEST])) & names
    if others := names - _OF_A_NEW_ONE:
        raise HubError(
            f"{place.repository} at {hub.endpoint()} holds what is no part of a saved grader ({min(others)}); give the "
            "name of a new one"
        )
    return set()


def _names(info: ModelInfo) -> set[str]:
    return {each.rfilename for each in info.siblings or ()}


def _commit(
    api: HfApi,
    place: OnHub,
    folder: Path,
    files: Collection[str],
    removed: Collection[str],
    parent: str | None,
    message: str,
) -> str:
    """The commit that the files were put up in; fails where somebody else pushed since `parent`."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    added = [CommitOperationAdd(file, folder / file) for file in files]
    gone = [CommitOperationDelete(file) for file in sorted(removed)]
    operations: list[Any] = [*added, *gone]
    with warnings.catch_warnings():
        # What the hub would like to read in the card besides: a grader's card is part of what is sealed.
        warnings.filterwarnings("ignore", "Warnings while validating metadata", UserWarning)
        done = api.create_commit(
            place.repository, operations, commit_message=message, revision=place.revision or None, parent_commit=parent
        )
    return done.oid

"""The families of scorers: one line each here, more from other packages' entry points (`pontozo.scorers`)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from pontozo.engine import Encoder
from pontozo.errors import UserError
from pontozo.gradebook import Gradebook
from pontozo.scorers.base import Scorer

_FAMILIES = {
    "probe": "pontozo.scorers.probe:ProbeScorer",
    "similarity": "pontozo.scorers.similarity:SimilarityScorer",
    "encoder": "pontozo.scorers.encoder:EncoderScorer",
    "seq2seq": "pontozo.scorers.seq2seq:Seq2SeqScorer",
    "causal": "pontozo.scorers.causal:CausalScorer",
    "exported": "pontozo.scorers.exported:ExportedScorer",
}
#: Families whose models are of transformers, and what these stand on: a plain install has it not.
_TUNED = {"encoder", "seq2seq", "causal"}
_NEEDED = ("torch", "transformers", "safetensors")


class SavedScorer(Scorer, Protocol):
    """A scorer that can be part of a saved grader.

    What a family loads itself by is a class method: `load(folder)`, or `load(folder, encoder)` where its scorers stand
    on the embedded encoder (`OnEncoder`).
    """

    def save(self, folder: Path) -> list[str]:
        """Write what was fitted into `folder` as data; the names of the files written."""


@runtime_checkable
class OnEncoder(Protocol):
    """A scorer fitted on what the embedded encoder says: saved with the encoder's hash, and loaded with the encoder."""

    @property
    def encoder(self) -> Encoder:
        """The encoder that the scorer was fitted on."""


class UnknownFamilyError(UserError):
    """No scorer family of this name is installed."""


class NotInstalledError(UserError):
    """What a family of tuned models stands on is not installed."""


def family(name: str) -> type[SavedScorer]:
    """The class of the family with this name.

    Raises UnknownFamilyError where there is none, NotInstalledError where what it stands on is not there.
    """
    if name in _TUNED:
        _check_installed(name)
    if name in _FAMILIES:
        module, _, attribute = _FAMILIES[name].partition(":")
        found: Any = getattr(import_module(module), attribute)
        return cast("type[SavedScorer]", found)
    others = {point.name: point for point in entry_points(group="pontozo.scorers")}
    if name not in others:
        raise UnknownFamilyError(
            f"no scorer family {name!r} is installed; there are {', '.join(sorted({*_FAMILIES, *others}))}"
        )
    return cast("type[SavedScorer]", others[name].load())


def _check_installed(name: str) -> None:
    missing = [library for library in _NEEDED if find_spec(library) is None]
    if missing:
        way_out = ", or export the grader where that is (pontozo export)" if name == "encoder" else ""
        raise NotInstalledError(
            f"graders of the family {name!r} need {', '.join(missing)}, not installed here; "
            f'pip install "pontozo[train]"{way_out}'
        )


#: Makes scorers of one family from rated answers.
Fit = Callable[[Gradebook], SavedScorer]


def fitter(name: str, encoder: Encoder, seed: int = 0) -> Fit:
    """What fits scorers of the family `name` on rated answers, standing on `encoder`.

    Raises UnknownFamilyError where the family is not installed, UserError where its scorers cannot be fitted so.
    """
    found: Any = family(name)
    if not hasattr(found, "fitter"):
        raise UserError(f"scorers of the family {name!r} cannot be fitted here; take the grader as it is")
    return cast("Fit", found.fitter(encoder, seed))


def load_scorer(name: str, folder: Path, encoder: Encoder | None) -> SavedScorer:
    """The scorer of the family `name` that was saved into `folder`; `encoder` is the one it stands on, if on any.

    Raises UnknownFamilyError where the family is not installed, NotInstalledError where what it stands on is not.
    """
    found: Any = family(name)
    loaded = found.load(folder) if encoder is None else found.load(folder, encoder)
    return cast("SavedScorer", loaded)

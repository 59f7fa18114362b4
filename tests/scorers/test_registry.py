"""The table of families: ours, and those of other packages."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from pontozo.engine import Encoder, embedded_encoder
from pontozo.errors import UserError
from pontozo.gradebook import Gradebook
from pontozo.scorers import registry
from pontozo.scorers.registry import NotInstalledError, OnEncoder, UnknownFamilyError, family, fitter, load_scorer
from pontozo.scorers.similarity import SimilarityScorer

FAMILIES = "causal, encoder, exported, lone, probe, seq2seq, similarity, standing"


class Lone:
    """A family that needs nothing but its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def load(cls, folder: Path) -> Lone:
        return cls(folder)


class Standing:
    """A family whose scorers stand on the encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> Standing:
        del folder
        return cls(encoder)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package that brings both families."""

    def entry_points(group: str) -> list[EntryPoint]:
        return [EntryPoint(name.lower(), f"{__name__}:{name}", group) for name in ("Lone", "Standing")]

    monkeypatch.setattr(registry, "entry_points", entry_points)


@pytest.mark.parametrize("name", ["probe", "similarity", "encoder", "seq2seq", "causal", "exported"])
def test_our_own_families_are_found_by_name(name: str) -> None:
    assert vars(family(name))["name"] == name


@pytest.mark.usefixtures("installed")
def test_a_family_of_another_package_is_found() -> None:
    assert family("lone").__qualname__ == "Lone"
    assert family("similarity") is SimilarityScorer


@pytest.mark.usefixtures("installed")
def test_an_unknown_family_is_told_with_those_there_are() -> None:
    expected = f"no scorer family 'gpt' is installed; there are {FAMILIES}"
    with pytest.raises(UnknownFamilyError, match=f"^{expected}$"):
        family("gpt")
    with pytest.raises(UnknownFamilyError, match=expected):
        load_scorer("gpt", Path(), None)


@pytest.mark.parametrize(
    ("name", "way_out"),
    [("encoder", ", or export the grader where that is (pontozo export)"), ("seq2seq", ""), ("causal", "")],
)
def test_a_tuned_family_without_what_it_needs_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, name: str, way_out: str
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda library: None if library == "transformers" else library)
    with pytest.raises(NotInstalledError) as error:
        load_scorer(name, Path(), None)
    said = (
        f'graders of the family {name!r} need transformers, not installed here; pip install "pontozo[train]"{way_out}'
    )
    assert str(error.value) == said
    assert family("exported").__qualname__ == "ExportedScorer"


@pytest.mark.usefixtures("installed")
def test_a_scorer_gets_the_encoder_where_it_stands_on_one(tmp_path: Path) -> None:
    lone = load_scorer("lone", tmp_path, None)
    assert vars(lone) == {"folder": tmp_path}
    assert not isinstance(lone, OnEncoder)
    standing = load_scorer("standing", tmp_path, embedded_encoder())
    assert isinstance(standing, OnEncoder)
    assert standing.encoder is embedded_encoder()


@pytest.mark.usefixtures("installed")
def test_a_family_that_cannot_be_fitted_is_told() -> None:
    with pytest.raises(
        UserError, match=r"^scorers of the family 'lone' cannot be fitted here; take the grader as it is$"
    ):
        fitter("lone", embedded_encoder())
    with pytest.raises(UnknownFamilyError, match="no scorer family 'gpt'"):
        fitter("gpt", embedded_encoder())


def test_where_nothing_is_fitted_the_one_scorer_there_is_comes_back() -> None:
    scorer = fitter("similarity", embedded_encoder())(Gradebook({}))
    assert isinstance(scorer, SimilarityScorer)
    assert scorer.encoder is embedded_encoder()

"""Forms of other packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from pontozo.domain import Answer, Question
from pontozo.formats import Reading, Row, Source, read, registry
from tests.formats.helpers import QUESTIONS, faults, texts_of


class Shouted:
    """A special case of CSV: everything in capitals."""

    name = "shouted text"

    def recognises(self, source: Source) -> bool:
        return source.first_line.startswith("ID,QUESTION,ANSWER!")

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        heard = source.first_line.split(",")[0]
        return Reading(questions or {}, [Row(Answer(f"HEARD {heard}", question="q1", id="1"), "line 1")])


class Broken:
    def __init__(self) -> None:
        raise ImportError("no module named 'magic'")


NOT_A_FORMAT = object()


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    registry.formats.cache_clear()
    yield monkeypatch
    registry.formats.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    entry = EntryPoint("special", f"tests.formats.test_registry:{name}", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry] if group == "pontozo.formats" else [])


def test_a_form_of_another_package_is_asked_before_the_built_in_ones(
    plugin: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(plugin, "Shouted")
    (tmp_path / "a.csv").write_text("ID,QUESTION,ANSWER!\n1,q1,a\n", "utf-8")
    assert texts_of(read(tmp_path / "a.csv", QUESTIONS)) == ["HEARD ID"]
    (tmp_path / "b.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    assert texts_of(read(tmp_path / "b.csv", QUESTIONS)) == ["a"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Broken", "cannot be loaded (ImportError: no module named 'magic'); update or uninstall that package"),
        ("Missing", "cannot be loaded (AttributeError: "),
        ("NOT_A_FORMAT", "has not what a format needs (name, recognises, read); update or uninstall that package"),
    ],
)
def test_a_form_that_cannot_be_loaded_is_one_clear_sentence(
    plugin: pytest.MonkeyPatch, tmp_path: Path, name: str, said: str
) -> None:
    install(plugin, name)
    (tmp_path / "a.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    (fault,) = faults(tmp_path / "a.csv")
    assert fault.startswith(f"format 'special' of package unknown: {said}")

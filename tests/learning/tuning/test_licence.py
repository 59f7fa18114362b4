"""The licence of a base, where a card beside its weights tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.learning.tuning.licence import licence_of


def _card(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("---\nlanguage: hu\nlicense: apache-2.0\n---\n# A model\n", "apache-2.0"),
        ("\ufeff---\nlicense: mit\n---", "mit"),
        ("---\nlicense: other\nlicense_name: the name\n  of it\n---\n", "the name of it"),
        ("---\nlicense: other\n---\n", ""),
        # In YAML "no" is false.
        ("---\nlicense: no\n---\n", ""),
        ("---\nlicense: [mit, gpl]\n---\n", ""),
        ("---\nlicense: {\n---\n", ""),
        ("---\nlicense: 2024-13-45\n---\n", ""),
        ("---\n- license\n---\n", ""),
        ("---\nlicense: mit\n", ""),
        ("# A model\n---\nlicense: mit\n---\n", ""),
        (f"---\nlicense: {'[' * 5000}\n---\n", ""),
        ("", ""),
    ],
)
def test_it_is_what_the_card_says_or_not_known(tmp_path: Path, text: str, licence: str) -> None:
    assert licence_of(str(_card(tmp_path, text))) == licence


def test_a_card_that_is_not_there_or_no_text_says_nothing(tmp_path: Path) -> None:
    assert licence_of(str(tmp_path)) == ""
    (tmp_path / "README.md").write_bytes(b"---\nlicense: \xff\n---\n")
    assert licence_of(str(tmp_path)) == ""


def test_of_a_name_it_is_looked_for_in_the_cache_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert licence_of("some/model") == licence_of("no name: at/all/here") == ""
    kept = tmp_path / "models--some--model"
    _card(kept / "snapshots" / "abc", "---\nlicense: mit\n---\n")
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("abc")
    assert licence_of("some/model") == licence_of("some/model", "abc") == "mit"
    assert licence_of("some/model", "def") == ""

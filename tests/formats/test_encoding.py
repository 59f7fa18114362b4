"""Encodings: what spreadsheets save in comes right; what cannot be told is refused, not guessed."""

from pathlib import Path

import pytest

from pontozo.formats import read
from tests.formats.helpers import QUESTIONS, faults, texts_of

HUNGARIAN = "árvíztűrő tükörfúrógép, ÁRVÍZTŰRŐ – „idézet”"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250"])
def test_hungarian_letters_come_right(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "answers.csv"
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    path.write_bytes(f'{mark}id;kérdés;válasz\n1;q1;"{HUNGARIAN}"\n'.encode(encoding))
    assert texts_of(read(path, QUESTIONS)) == [HUNGARIAN]


def test_english_with_a_curly_quote_is_windows_1250_too(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("id,question,answer\n1,q1,it’s – well\n".encode("cp1252"))
    assert texts_of(read(path, QUESTIONS)) == ["it’s – well"]


def test_utf_16_without_a_mark_is_told_from_its_zero_bytes(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("id,question,answer\n1,q1,because it is so\n2,q1,and so on\n".encode("utf-16-le"))
    assert texts_of(read(path, QUESTIONS)) == ["because it is so", "and so on"]


def test_a_dos_encoding_is_found_where_it_reads_as_hungarian(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("id;kérdés;válasz\n1;q1;tűrő fő álló lé\n".encode("cp852"))
    assert texts_of(read(path, QUESTIONS)) == ["tűrő fő álló lé"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("1,q1,l'école où naïveté règne mañana".encode("cp1252"), id="French"),
        pytest.param("1,q1,Привет, как дела".encode("cp1251"), id="Russian"),
        pytest.param("1,q1,árvíztűrő".encode() + b"\xff", id="damaged UTF-8"),
        pytest.param(bytes(range(128, 256)), id="binary"),
        pytest.param(b"\x00\x01\x02\xff\xfe" * 20, id="zero bytes"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,question,answer\n" + line)
    assert faults(path) == [
        "answers.csv, line 2: is in a wrong encoding or is no text at all; save it as UTF-8 and try again"
    ]


def test_a_wound_far_down_is_found_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,question,answer\n" + "1,q1,őű\n".encode() * 300_000 + b"2,q1,\xc5\n")
    assert faults(path) == [
        "answers.csv, line 300002: is in a wrong encoding or is no text at all; save it as UTF-8 and try again"
    ]


def test_utf_16_cut_in_the_middle_of_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("id,question,answer\n1,q1,a\n".encode("utf-16")[:-1])
    assert len(faults(path)) == 1

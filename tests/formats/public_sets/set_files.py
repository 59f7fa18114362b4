"""What the tests of the public sets share: small files in the real layouts. All text was written for this project."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pontozo.formats.folders import Folder, folder_reading
from pontozo.formats.public_sets import FOLDERS
from pontozo.gradebook import Fault, Gradebook

MELTS = "Why does the ice melt?"


def question(
    *answers: str, id: str = "ICE_1", text: str = MELTS, references: Iterable[str] = (), attributes: str = ""
) -> str:
    """One question of SemEval or SAF; the answers are elements, and so are the references."""
    named = references or [reference("The sun warms it.", "ICE_1-a1")]
    return (
        f'<?xml version="1.0"?>\n<question id="{id}"{attributes}>\n<questionText>{text}</questionText>\n'
        f"<referenceAnswers>\n{''.join(named)}</referenceAnswers>\n"
        f"<studentAnswers>\n{''.join(answers)}</studentAnswers>\n</question>\n"
    )


def reference(text: str, id: str, category: str = "") -> str:
    kind = f' category="{category}"' if category else ""
    return f'<referenceAnswer{kind} id="{id}">{text}</referenceAnswer>\n'


def labelled(text: str, accuracy: str, id: str, more: str = "") -> str:
    """An answer of SemEval."""
    return f'<studentAnswer id="{id}" accuracy="{accuracy}"{more}>{text}</studentAnswer>\n'


def scored(text: str, score: str, id: str, feedback: str = "Fine.", label: str = "Correct") -> str:
    """An answer of SAF."""
    return (
        f'<studentAnswer id="{id}"><response>{text}</response><response_feedback>{feedback}</response_feedback>'
        f"<score>{score}</score><verification_feedback>{label}</verification_feedback></studentAnswer>\n"
    )


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding)
    return path


def read_set(path: Path) -> Gradebook:
    """The gradebook of a folder that has no faults."""
    reading = folder_reading(Folder(path), FOLDERS)
    assert reading.faults == ()
    answers = []
    for row in reading.rows:
        assert not isinstance(row, Fault), row
        answers.append(row.answer)
    return Gradebook(reading.questions, tuple(answers), notes=reading.notes)


def faults_of_set(path: Path) -> list[str]:
    """What is said of a folder, the path to it left out."""
    reading = folder_reading(Folder(path), FOLDERS)
    found = [*reading.faults, *(row for row in reading.rows if isinstance(row, Fault))]
    return [str(fault).replace(f"{path}/", "") for fault in found]

"""What the tests of Moodle's forms share: the real files, and essays made by hand."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from pontozo.domain import Question
from pontozo.formats import Source
from pontozo.formats.moodle import MoodleQuestionBank
from pontozo.gradebook import Gradebook

FILES = Path(__file__).parent / "files"
EXAMPLES = Path(__file__).parents[3] / "examples"

#: What keeps the guides of the real bank from being understood, and what a teacher would put there.
_MENDED = {
    "<ul><li>&quot;random access&quot; is enough</li></ul>": "",
    "; assignment is not accepted (-1)": "",
    "<p>Minimum: 0</p>": "",
}


def bank_of(path: Path) -> dict[str, Question]:
    """The questions of a bank that has no faults."""
    reading = MoodleQuestionBank().read(Source(path), None)
    assert reading.faults == ()
    return dict(reading.questions)


@cache
def mended_bank() -> Gradebook:
    """The real bank, its guides corrected."""
    text = (FILES / "questions.xml").read_text("utf-8")
    for wrong, right in _MENDED.items():
        assert wrong in text
        text = text.replace(wrong, right)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.xml"
        path.write_text(text, "utf-8")
        return Gradebook(bank_of(path))


def essay(guide: str, name: str = "q1", mark: str = "2", more: str = "", text: str = "<p>Why?</p>") -> str:
    """One essay question; `guide` is HTML, or what stands in place of the whole element."""
    graderinfo = (
        guide
        if guide.startswith("<graderinfo")
        else f'<graderinfo format="html"><text><![CDATA[{guide}]]></text></graderinfo>'
    )
    return (
        f'<question type="essay"><name><text>{name}</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text></questiontext><defaultgrade>{mark}</defaultgrade>{more}{graderinfo}</question>"
    )


def bank(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}\n</quiz>\n'

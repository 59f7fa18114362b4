"""Responses as they were before Moodle put them into cells, as far as that can be told."""

from __future__ import annotations

import re

from pontozo.formats.moodle.attempts import NOTHING

#: A line break in a download of Moodle 4.1 and later; two for a paragraph.
_BREAK = 3
_SPACES = re.compile(f" {{{_BREAK},}}")
_MOST_BREAKS = 2
#: What is left of C++ of which the text between < and > was cut out. The last: nothing follows an output's name.
_CUT = re.compile(
    r"#[^\S\n]*include(?![^\S\n]*[<\"\w])"
    r"|\b(?:std::)?(?:cout|cin|cerr)\s*\Z"
    r"|\bstd::(?:vector|list|map|set|deque|array|pair|unique_ptr|shared_ptr)\s+\w+\s*[;({=]"
)


def response_text(cell: str, *, is_exact: bool) -> str:
    """The answer in a cell: "" for none. Line breaks that Moodle made spaces are line breaks again."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    if not is_exact and "\n" not in text:
        # Three spaces are a line break, six a paragraph; indentation, in a <pre>, is made of other spaces.
        text = _SPACES.sub(lambda run: "\n" * min(len(run.group()) // _BREAK, _MOST_BREAKS), text)
    text = text.replace("\u00a0", " ").strip("\n").rstrip()
    return "" if text.strip() in ("", NOTHING) else text


def is_cut(text: str) -> bool:
    """Whether something between < and > seems to be missing."""
    return _CUT.search(text) is not None

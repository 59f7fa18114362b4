"""Texts of a question bank in Moodle's four formats: their plain form, their lines, and plain text as HTML."""

from __future__ import annotations

import html
import re
from itertools import groupby

from pontozo.formats.guide_text import Line, lines_of_html, lines_of_text
from pontozo.formats.moodle.bank_xml import BankText
from pontozo.text.rich import plain_text

_PLAIN, _MARKDOWN, _AUTO = "plain_text", "markdown", "moodle_auto_format"
#: Bold in Markdown; single signs are left alone, since in C++ they are pointers and products.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")


def plain_form(rich: BankText) -> str:
    """The plain form of a text; Markdown but for its bold stays as it was typed."""
    if rich.format in (_PLAIN, _MARKDOWN):
        return "\n".join(_typed(rich).splitlines()).strip()
    return plain_text(_with_breaks(rich))


def lines_of(rich: BankText) -> tuple[Line, ...]:
    """The lines of a scoring guide."""
    if rich.format in (_PLAIN, _MARKDOWN):
        return lines_of_text(_typed(rich))
    return lines_of_html(_with_breaks(rich))


def html_of(text: str) -> str:
    """Plain text as HTML: paragraphs between blank lines, a <pre> for lines whose white space would else be lost."""
    pieces = []
    for kind, lines in groupby(text.split("\n"), key=_kind):
        escaped = [html.escape(line, quote=False) for line in lines]
        if kind == "pre":
            pieces.append("<pre>{}</pre>".format("\n".join(escaped)))
        elif kind == "p":
            pieces.append("<p>{}</p>".format("<br>".join(escaped)))
    return "".join(pieces)


def _kind(line: str) -> str:
    """The element that a line stands in; none for a blank one."""
    if not line.strip():
        return ""
    return "p" if line == " ".join(line.split()) else "pre"


def _typed(rich: BankText) -> str:
    return _BOLD.sub(r"\1", rich.text) if rich.format == _MARKDOWN else rich.text


def _with_breaks(rich: BankText) -> str:
    """HTML. In Moodle's auto-format a line end is one, if other tags stand beside it too."""
    if rich.format == _AUTO and "<" in rich.text:
        return rich.text.replace("\n", "<br>")
    return rich.text

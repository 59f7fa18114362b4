"""Questions as Moodle XML, the way Moodle writes it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO

from pontozo.domain import Question
from pontozo.formats.guide_text import guide_lines, html_of_lines
from pontozo.formats.moodle.bank_text import html_of
from pontozo.formats.xlsx_text import NOT_IN_XML
from pontozo.text.language import language_of

#: Moodle's database has no room for a longer ID number, and its importer then stops. A name is only cut.
LONGEST_ID = 100
#: Nor has it room for a larger mark.
LARGEST_MARK = Fraction(99_999)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
_TAIL = "</quiz>\n"
_ESSAY = """\
  <question type="essay">
    <name>
      <text>{name}</text>
    </name>
    <questiontext format="html">
      <text>{text}</text>
    </questiontext>
    <generalfeedback format="html">
      <text></text>
    </generalfeedback>
    <defaultgrade>{mark}</defaultgrade>
    <penalty>0.0000000</penalty>
    <hidden>0</hidden>
    <idnumber>{idnumber}</idnumber>
    <responseformat>editor</responseformat>
    <responserequired>1</responserequired>
    <responsefieldlines>10</responsefieldlines>
    <minwordlimit></minwordlimit>
    <maxwordlimit></maxwordlimit>
    <attachments>0</attachments>
    <attachmentsrequired>0</attachmentsrequired>
    <maxbytes>0</maxbytes>
    <filetypeslist></filetypeslist>
    <graderinfo format="html">
      <text>{guide}</text>
    </graderinfo>
    <responsetemplate format="html">
      <text></text>
    </responsetemplate>
  </question>
"""


def write_bank(file: BinaryIO, questions: Iterable[Question]) -> None:
    """Writes the questions one after another. Characters that XML cannot hold are left out."""
    file.write(_HEAD.encode())
    for question in questions:
        file.write(f"\n{_essay(question)}".encode())
    file.write(f"\n{_TAIL}".encode())


def _essay(question: Question) -> str:
    return _ESSAY.format(
        name=_held(question.id),
        text=_held(html_of(question.text)),
        mark=_mark(min(question.maximum, LARGEST_MARK)),
        idnumber=_held(question.id if len(question.id) <= LONGEST_ID else ""),
        guide=_held(html_of_lines(guide_lines(question.guide, language_of(question)))),
    )


def _mark(maximum: Fraction) -> str:
    """The default mark, with as many decimals as Moodle keeps."""
    return f"{Decimal(maximum.numerator) / Decimal(maximum.denominator):.7f}"


def _held(text: str) -> str:
    """The text as it stands between two tags: in CDATA where Moodle puts it there."""
    legal = NOT_IN_XML.sub("", text)
    if not set(legal) & set('&<>"'):
        return legal
    return f"<![CDATA[{legal.replace(']]>', ']]]]><![CDATA[>')}]]>"

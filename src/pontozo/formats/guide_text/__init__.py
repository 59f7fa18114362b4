"""Scoring guides as teachers write them, in text: reading, and writing without loss."""

from pontozo.formats.guide_text.lines import Line, html_of_lines, lines_of_html, lines_of_text, text_of_lines
from pontozo.formats.guide_text.parse import GuideText, parse_guide
from pontozo.formats.guide_text.problems import Problem
from pontozo.formats.guide_text.write import guide_lines

__all__ = [
    "GuideText",
    "Line",
    "Problem",
    "guide_lines",
    "html_of_lines",
    "lines_of_html",
    "lines_of_text",
    "parse_guide",
    "text_of_lines",
]

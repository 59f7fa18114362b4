"""The report of an evaluation: one page that opens offline and prints."""

from pontozo.evaluation.report.html import report_html

__all__ = ["report_html"]

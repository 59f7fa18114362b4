"""The command line: one file for each verb."""

from pontozo.cli.app import main

__all__ = ["main"]

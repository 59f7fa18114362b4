"""`pontozo data`: looking at data and bringing it into another form, one file for each verb."""

from __future__ import annotations

import typer

from pontozo.cli.data.check import check
from pontozo.cli.data.convert import convert
from pontozo.cli.data.show import show
from pontozo.cli.data.split import split
from pontozo.cli.data.stats import stats
from pontozo.cli.stoppable import stoppable

app = typer.Typer(help="Look at questions and answers, check them, bring them into another form.", no_args_is_help=True)
for verb in (check, convert, show, split, stats):
    app.command()(stoppable(verb))

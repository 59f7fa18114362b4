"""The scorers that ship, loaded once."""

import pytest

from pontozo.artefact import load_grader
from pontozo.scorers.base import Scorer


@pytest.fixture(scope="session", params=["probe", "similarity"])
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return load_grader(request.param).scorer

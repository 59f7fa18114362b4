"""The two forms of Moodle's are known while these tests run, whether they are registered or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pontozo.formats import registry
from pontozo.formats.moodle import MoodleQuestionBank, MoodleResponses


@pytest.fixture(autouse=True, scope="module")
def _registered() -> Iterator[None]:
    registry.formats.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        others = (form for form in registry.BUILT_IN if not isinstance(form, MoodleQuestionBank | MoodleResponses))
        patch.setattr(registry, "BUILT_IN", (MoodleQuestionBank(), MoodleResponses(), *others))
        yield
    registry.formats.cache_clear()

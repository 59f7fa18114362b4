"""The public sets are known while these tests run, whether they are registered or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pontozo.formats import registry
from pontozo.formats.public_sets import FILES


@pytest.fixture(autouse=True, scope="module")
def _registered() -> Iterator[None]:
    own = tuple(map(type, FILES))
    registry.formats.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        others = (form for form in registry.BUILT_IN if not isinstance(form, own))
        patch.setattr(registry, "BUILT_IN", (*FILES, *others))
        yield
    registry.formats.cache_clear()

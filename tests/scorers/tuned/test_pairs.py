"""How texts stand in a row and in a batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Question
from pontozo.errors import UserError
from pontozo.scorers.tuned.batches import Ids, by_length, padded
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.loading import load_tokenizer
from pontozo.scorers.tuned.pairs import FittedPair, PairTemplate
from pontozo.scorers.tuned.tokens import PlainTokens
from tests.scorers.tuned.helpers import begin, item
from tests.tiny_models import ENCODERS


@pytest.mark.parametrize("name", ENCODERS)
def test_a_pair_is_put_together_as_its_tokenizer_does_it(checkpoint: Callable[[str], Path], name: str) -> None:
    tokenizer = load_tokenizer(str(checkpoint(name)))
    tokens = PlainTokens.of(tokenizer)
    template = PairTemplate.of(tokenizer, segments=2)
    row = template.joined(FittedPair(tokens("A pointer?"), tokens("the address"), is_shortened=False))
    told = tokenizer("A pointer?", "the address", return_token_type_ids=True)
    assert row.tokens == told["input_ids"]
    assert (row.segments or [0] * len(row.tokens)) == told["token_type_ids"]


@pytest.mark.parametrize(
    ("name", "known", "numbered"),
    [("bert", 2, True), ("bert", 1, False), ("modernbert", 0, False), ("roberta", 1, False), ("deberta-v3", 0, False)],
)
def test_segments_are_numbered_where_the_model_knows_them(
    checkpoint: Callable[[str], Path], name: str, known: int, numbered: bool
) -> None:
    template = PairTemplate.of(load_tokenizer(str(checkpoint(name))), segments=known)
    row = template.joined(FittedPair([7, 8], [9], is_shortened=True))
    assert (row.segments is not None) == numbered
    assert row.is_shortened


@pytest.mark.parametrize("name", ["t5", "xlm-roberta", "deberta-v3"])
def test_marks_that_a_vocabulary_holds_as_pieces_are_spelt(checkpoint: Callable[[str], Path], name: str) -> None:
    tokenizer = load_tokenizer(str(checkpoint(name)))
    mark = "[SEP]" if name == "deberta-v3" else "</s>"
    # Without care the vocabulary would take it for the mark itself, even where it is asked not to.
    plain = tokenizer(f"a {mark}", add_special_tokens=False, split_special_tokens=True)["input_ids"]
    assert tokenizer.convert_tokens_to_ids(mark) in plain
    tokens = PlainTokens.of(tokenizer)(f"a {mark}")
    assert tokenizer.convert_tokens_to_ids(mark) not in tokens
    assert "".join(tokenizer.decode(tokens).split()) == f"a{mark}"


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40), st.integers(20, 200))
def test_batches_hold_every_row_once_within_their_budget(lengths: list[int], budget: int) -> None:
    rows = [Ids([0] * length) for length in lengths]
    batches = list(by_length(rows, budget))
    assert sorted(place for batch in batches for place in batch) == list(range(len(rows)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= budget
    order = [lengths[place] for batch in batches for place in batch]
    assert order == sorted(order)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_batch_is_as_long_as_its_longest_row(side: str) -> None:
    rows = [Ids([5, 6, 7], [0, 0, 1]), Ids([8], [1])]
    batch = padded(rows, "left" if side == "left" else "right", pad=9)
    short = [9, 9, 8] if side == "left" else [8, 9, 9]
    assert batch.tokens.tolist() == [[5, 6, 7], short]
    assert batch.mask.tolist() == [[1, 1, 1], [int(each == 8) for each in short]]
    assert batch.segments is not None
    assert batch.segments.tolist() == [[0, 0, 1], [int(each == 8) for each in short]]


def test_no_rows_no_batches() -> None:
    assert list(by_length([])) == []


@pytest.mark.parametrize(("name", "mark"), [("roberta", "<mask>"), ("gpt2", "<|endoftext|>"), ("bert", "[SEP]")])
def test_marks_are_read_as_any_text_where_a_vocabulary_allows_it(
    checkpoint: Callable[[str], Path], name: str, mark: str
) -> None:
    tokenizer = load_tokenizer(str(checkpoint(name)))
    own = tokenizer.convert_tokens_to_ids(mark)
    assert own in tokenizer(f"the {mark}", add_special_tokens=False)["input_ids"]
    expected = tokenizer(f"the {mark}", add_special_tokens=False, split_special_tokens=True)["input_ids"]
    assert own not in expected
    assert PlainTokens.of(tokenizer)(f"the {mark}") == expected


def test_a_guide_with_thousands_of_totals_is_refused_at_once(checkpoint: Callable[[str], Path]) -> None:
    many = Question("?", [Criterion(f"thought {place}", points=5 + place / 100) for place in range(30)], "q9")
    scorer = begin(checkpoint("bert"), Unit.GUIDE)
    with pytest.raises(UserError, match=r"^question 'q9': the guide can come to \d+ totals, and 2000 are the most"):
        scorer.ids(item(many, "an answer", Unit.GUIDE))

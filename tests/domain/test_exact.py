"""Exact numbers: what a teacher meant, kept through sums and through JSON."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pontozo.domain import Exact, Number, exact, plain, show
from tests.strategies import points

EXACT: TypeAdapter[Fraction] = TypeAdapter(Exact)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (0.1, Fraction(1, 10)),
        ("0.1", Fraction(1, 10)),
        ("0,1", Fraction(1, 10)),
        ("-12,50", Fraction(-25, 2)),
        ("0,125", Fraction(1, 8)),
        ("1234,567", Fraction(1234567, 1000)),
        ("1,0000", Fraction(1)),
        (Decimal("0.1"), Fraction(1, 10)),
        (1 / 3, Fraction(1, 3)),
        (2.6666666666666665, Fraction(8, 3)),
        ("1/3", Fraction(1, 3)),
        (" 2.5 ", Fraction(5, 2)),
        (7, Fraction(7)),
        (Fraction(2, 7), Fraction(2, 7)),
        (-0.5, Fraction(-1, 2)),
    ],
)
def test_a_number_is_read_as_it_was_meant(written: Number, meant: Fraction) -> None:
    assert exact(written) == meant


def test_a_decimal_that_is_no_small_fraction_keeps_its_digits() -> None:
    assert exact("0.123456789") == Fraction(123456789, 10**9)
    assert exact(0.333) == Fraction(333, 1000)


@pytest.mark.parametrize("parts", [3, 10, 7, 1000])
def test_equal_parts_add_up_to_the_whole(parts: int) -> None:
    assert sum(exact(1 / parts) for _ in range(parts)) == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (True, "must be a number, not True"),
        (None, "must be a number, not None"),
        ([1], r"must be a number, not \[1\]"),
        ("many", "must be a number, not 'many'"),
        ("", "must be a number, not ''"),
        ("nan", "must be a number, not 'nan'"),
        ("1/0", "must be a number, not '1/0'"),
        ("x" * 5_000_000, r"must be a number, not 'x+\.\.\.x+'$"),
        (float("nan"), "must be a finite number"),
        (float("inf"), "must be a finite number"),
        (Decimal("Infinity"), "must be a finite number"),
        (10**9, "must be a number of ordinary size"),
        (-(10**400), "must be a number of ordinary size"),
        ("1e400", "must be a number of ordinary size"),
        ("1e999999999", "must be a number of ordinary size"),
        (Decimal("1e-999999999"), "must be a number of ordinary size"),
        (Fraction(10**400), "must be a number of ordinary size"),
        (Fraction(-(10**9)), "must be a number of ordinary size"),
        ("1_000", "must be a number, not '1_000'"),
        ("1_0,5", "must be a number, not '1_0,5'"),
        ("1,000", "^1,000 can be read as 1 and as 1000: write which it is$"),
        (" -12,500 ", "^-12,500 can be read as -12.5 and as -12500: write which it is$"),
        ("1,000,000", "must be a number, not '1,000,000'"),
        ("9" * 400, "must be a number of ordinary size"),
    ],
)
def test_what_is_no_number_is_refused_at_once(bad: object, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        exact(bad)
    assert len(str(refused.value)) < 120


@given(points() | st.fractions(-1000, 1000, max_denominator=1000))
def test_json_keeps_fractions_exactly_as_numbers(amount: Fraction) -> None:
    in_json = EXACT.dump_json(amount)
    assert not in_json.startswith(b'"')
    assert EXACT.validate_json(in_json) == amount


@pytest.mark.parametrize(("amount", "number"), [(Fraction(4, 2), 2), (Fraction(1, 2), 0.5), (Fraction(1, 3), 1 / 3)])
def test_a_whole_number_stays_whole_in_json(amount: Fraction, number: Any) -> None:
    assert plain(amount) == number
    assert type(plain(amount)) is type(number)


def test_the_schema_says_number() -> None:
    assert EXACT.json_schema() == {"type": "number"}
    assert EXACT.json_schema(mode="serialization") == {"type": "number"}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(2, "2"), (10.0, "10"), (100, "100"), (2.5, "2.5"), (Fraction(1, 3), "0.33"), (-1.5, "-1.5"), (0, "0")],
)
def test_a_person_reads_at_most_two_decimals(amount: Fraction | float, shown: str) -> None:
    assert show(amount) == shown


@pytest.mark.parametrize("almost_nothing", [-0.0, -0.001])
def test_nothing_is_never_shown_below_zero(almost_nothing: float) -> None:
    assert show(almost_nothing) == "0"

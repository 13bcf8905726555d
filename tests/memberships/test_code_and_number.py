import pytest

from app.memberships.rules import CODE_LENGTH, CODE_SIGNS, certificate_number, normal_code

CODE = "0123456789abcdefghjkmnpqrs"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.upper(),
        f"  {CODE[:4]}-{CODE[4:8]} {CODE[8:]} ",
        f"{CODE[:13]}–{CODE[13:]}",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("1", "I"),
    ],
)
def test_typing_is_forgiven(typed: str) -> None:
    assert normal_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "x", CODE[:-1], CODE + "0", CODE[:-1] + "u", CODE[:-1] + "é", "KGST-2026-001", "٣" * 26]
)
def test_what_cannot_be_a_code(typed: str) -> None:
    assert normal_code(typed) is None


def test_a_code_has_more_than_128_bits() -> None:
    assert len(set(CODE_SIGNS)) ** CODE_LENGTH >= 2**128


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("KGST-{year}-{n:03}", "KGST-2026-007"),
        ("{n}/{year}/CN", "7/2026/CN"),
        ("CN {n:05}", "CN 00007"),
        ("{year.__class__} {n}", "{year.__class__} 7"),
        ("{0} {x} {n}", "{0} {x} 7"),
    ],
)
def test_the_pattern_is_filled_and_nothing_else_in_it_runs(pattern: str, expected: str) -> None:
    assert certificate_number(pattern, year=2026, n=7) == expected


def test_a_pattern_needs_a_place_for_the_number() -> None:
    with pytest.raises(ValueError):
        certificate_number("KGST-{year}", year=2026, n=7)

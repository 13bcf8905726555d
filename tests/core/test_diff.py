"""What changed between two texts, as people read it."""

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.diff import Change, Piece, both, difference

GONE, NEW, SAME = Change.GONE, Change.NEW, Change.SAME


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("mở cửa", "mở cửa", [(SAME, "mở cửa")]),
        ("", "mở cửa", [(NEW, "mở cửa")]),
        ("mở cửa", "", [(GONE, "mở cửa")]),
        (
            "Mở cửa từ 2023, cả tuần.",
            "Mở cửa từ 2021, cả tuần.",
            [(SAME, "Mở cửa từ"), (GONE, " 2023,"), (NEW, " 2021,"), (SAME, " cả tuần.")],
        ),
        ("một hai", "một hai ba", [(SAME, "một hai"), (NEW, " ba")]),
        ("một  hai", "một hai", [(SAME, "một hai")]),
        ("một\nhai", "một\n\nhai", [(SAME, "một\n"), (NEW, "\n"), (SAME, "hai")]),
    ],
)
def test_what_went_stands_before_what_came_in_its_place(
    before: str, after: str, pieces: list[tuple[Change, str]]
) -> None:
    assert difference(before, after) == [Piece(*one) for one in pieces]


WRITTEN = st.text(st.sampled_from("ab áđ\n."), max_size=60)


@given(WRITTEN, WRITTEN)
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != GONE) == after
    words_before = "".join(piece.text for piece in pieces if piece.change != NEW).split()
    assert "".join(words_before) == "".join(before.split())
    assert all(one.change != two.change for one, two in pairwise(pieces))


def _steps(before: str, after: str) -> int:
    """Lines of Python that are run: the same on every machine."""
    count = 0

    def trace(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    others = sys.gettrace()
    sys.settrace(trace)
    try:
        difference(before, after)
    finally:
        sys.settrace(others)
    return count


def test_the_longest_answers_take_no_time() -> None:
    """Some 66,000 and 29,000; with every word against every other they would be millions."""
    assert _steps("a " * 3000, "a b " * 1500) < 200_000
    assert _steps(" ".join(map(str, range(1500))), " ".join(map(str, reversed(range(1500))))) < 200_000


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_both_leaves_out_no_word_of_either(first: str, second: str) -> None:
    assert {*first.split(), *second.split()} <= set(both(first, second).split())


def test_what_both_share_stands_once() -> None:
    assert both("mở cửa bảy ngày", "mở cửa sáu ngày") == "mở cửa bảy sáu ngày"

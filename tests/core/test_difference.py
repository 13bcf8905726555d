from hypothesis import given
from hypothesis import strategies as st

from app.core.difference import Part, both, difference

TEXTS = st.text(alphabet="ab \n", max_size=30)


def test_word_by_word() -> None:
    assert difference("mở cửa bảy ngày", "mở cửa sáu ngày") == [
        Part("same", "mở cửa "),
        Part("gone", "bảy"),
        Part("new", "sáu"),
        Part("same", " ngày"),
    ]
    assert both("mở cửa bảy ngày", "mở cửa sáu ngày") == "mở cửa bảy sáu ngày"


@given(TEXTS, TEXTS)
def test_either_text_can_be_read_out_of_it(first: str, second: str) -> None:
    parts = difference(first, second)
    assert "".join(part.text for part in parts if part.kind != "new") == first
    assert "".join(part.text for part in parts if part.kind != "gone") == second
    assert {*first.split(), *second.split()} <= set(both(first, second).split())

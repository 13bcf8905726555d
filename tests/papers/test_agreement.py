"""What the agreement about a venue says on paper, with the longest names and every mark stacked, and its signature."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.papers.press import PaperError
from app.papers.service import agreement_pdf
from tests.papers import keys
from tests.papers.golden import AGREED_ON, AGREEMENT, STACKED, agreement_picture, kept, worst_spot
from tests.papers.samples import AGREED
from tests.papers.test_certificate_golden import TOLERATED
from tests.papers.test_signing import signed_with

CODE = "k7m2q9x4tz3b8n6v5c1h0j2w4r"


def printed(**changes: Any) -> bytes:
    return agreement_pdf(AGREED | changes, dated=AGREED_ON, check_url=f"https://mang-luoi.example/agreements/{CODE}")


def sheets(pdf: bytes) -> list[str]:
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def test_a_plain_one_is_one_page_with_everything_on_it() -> None:
    (words,) = sheets(printed())
    for said in (
        "Số: TTDD-2026-001", "ngày 25 tháng 11 năm 2026", "Xưởng Mây", "Đêm ca trù", "Không gian làng nghề",
        "19:00–21:00, 07/12/2026", "17:00–22:00, 07/12/2026", "80", "ghế xếp hàng", "40 × Ghế", "Nguyễn Minh Dũng",
        "Giám đốc Trung tâm điều phối", "không thay giấy phép", "https://mang-luoi.example/agreements/",
    ):  # fmt: skip
        assert said in words, said
    assert "Dữ liệu minh họa" not in words
    assert printed() == printed()


def test_the_longest_names_and_house_rules_lose_nothing() -> None:
    rules = [{"venue": "Không gian làng nghề", "version": 3, "text": "Không đốt lửa.\n" * 60 + "Hết nội quy."}]
    pages = sheets(
        printed(
            host_vi=STACKED,
            title_vi=STACKED,
            equipment=[[STACKED, "", n] for n in range(1, 9)],
            rules=rules,
            demo=True,
        )
    )
    words = " ".join(pages)
    assert len(pages) > 1
    assert words.count(STACKED) >= 9, "one may be cut by the end of a page"
    assert all(f"{n} × Không gian" in words for n in range(1, 9))
    for said in ("(bản số 3)", "Hết nội quy.", "Dữ liệu minh họa", "Nguyễn Minh Dũng", CODE):
        assert said in words, said


def test_a_span_of_days_names_both() -> None:
    (words,) = sheets(printed(public_ends_at="2026-12-09T14:00:00+00:00", ends_at="2026-12-09T15:00:00+00:00"))
    assert "19:00 07/12/2026 – 21:00 09/12/2026" in words


def test_a_sign_that_no_typeface_has_is_refused() -> None:
    with pytest.raises(PaperError) as refused:
        printed(title_vi="Hoa 🪷")
    assert refused.value.missing == "🪷"


def test_its_signature_is_good_to_pdfsig(tmp_path: Path) -> None:
    said = keys.pdfsig(signed_with(keys.key_file(tmp_path), printed()), tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_it_looks_as_it_did() -> None:
    apart = worst_spot(agreement_picture(AGREED), kept(AGREEMENT))
    assert apart <= TOLERATED, f"look at it, then `python -m tests.papers.golden` ({apart})"


@pytest.mark.parametrize(
    "change",
    [{"host_vi": "Xưởng Mấy"}, {"title_vi": "Đêm ca trú"}, {"signatory_name": "Nguyễn Minh Dung"}, {"people": 90}],
    ids=lambda change: next(iter(change)),
)
def test_a_single_mark_is_enough_to_be_seen(change: dict[str, Any]) -> None:
    assert worst_spot(agreement_picture(AGREED | change), kept(AGREEMENT)) > 2 * TOLERATED


def test_whole_days_are_told_without_hours() -> None:
    days = {"starts_at": "2026-12-06T17:00:00+00:00", "ends_at": "2026-12-09T17:00:00+00:00"}
    (words,) = sheets(printed(**days, **{f"public_{name}": value for name, value in days.items()}))
    assert "07/12/2026 – 09/12/2026" in words
    assert "00:00" not in words

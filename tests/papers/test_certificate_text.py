"""What a reader, a search or a screen reader gets out of the PDF is exactly what went in."""

import io
import unicodedata

import pytest
from pypdf import PdfReader

from app.papers.data import CertificateData
from app.papers.service import certificate_pdf
from tests.papers.samples import VERIFY_URL, certificate


def read(data: CertificateData) -> PdfReader:
    return PdfReader(io.BytesIO(certificate_pdf(data, verify_url=VERIFY_URL)))


def text_of(data: CertificateData) -> str:
    return " ".join(read(data).pages[0].extract_text().split())


@pytest.mark.parametrize(
    "name",
    [
        "Nhà Mở Ô Chợ Dừa",
        "Xưởng “Ề Ẫ Ỡ Ự Ỗ” ề ẫ ỡ ự ỗ",
        "Gác xép 1986 – In & Vẽ",
        "Kho lưu trữ thiết kế trực tuyến Hà Nội và những người bạn",
        "fi fl ffi Office Workshop",
    ],
)
def test_every_name_can_be_read_back(name: str) -> None:
    assert name in text_of(certificate(name_vi=name))


def test_every_value_stands_on_the_page() -> None:
    text = text_of(certificate())
    for words in (
        "Chứng nhận thành viên",
        "Certificate of Membership",
        "KGST-2026-001",
        "Open House Ô Chợ Dừa",
        "Phường Ô Chợ Dừa",
        "12/QĐ-TTĐP, 04/12/2026",
        "05/02/2027 – 04/02/2029",
        "Ngày 05 tháng 02 năm 2027",
        "Bộ tiêu chí thử nghiệm 2026",
        "Sở Văn hóa và Thể thao Hà Nội",
        "Hanoi Department of Culture and Sports",
        "là thành viên của Mạng lưới không gian văn hóa sáng tạo Hà Nội",
        "is a member of the Hanoi Creative Spaces Network",
        "Giám đốc Trung tâm điều phối",
        "Director, Coordination Centre",
        "Nguyễn Minh Dũng",
    ):
        assert words in text
    assert VERIFY_URL in text.replace(" ", "")


def test_decomposed_input_is_printed_composed() -> None:
    name = "Xưởng Ề Ẫ Ỡ"
    assert text_of(certificate(name_vi=unicodedata.normalize("NFD", name))) == text_of(certificate(name_vi=name))


def test_associate_members_are_called_so() -> None:
    text = text_of(certificate(grade="associate"))
    assert "Chứng nhận thành viên liên kết" in text
    assert "Certificate of Associate Membership" in text
    assert "is an associate member of" in text
    assert "liên kết" not in text_of(certificate())


def test_without_an_end_it_says_so() -> None:
    text = text_of(certificate(valid_until=None))
    assert "từ 05/02/2027, không thời hạn" in text
    assert "from 05/02/2027, no expiry date" in text


def test_sample_data_is_marked_and_only_that() -> None:
    mark = "DỮ LIỆU MINH HỌA · SAMPLE"
    assert mark in text_of(certificate(demo=True))
    assert "SAMPLE" not in text_of(certificate(demo=False))


def test_article_of_the_network_is_not_doubled() -> None:
    assert "a member of the Bridge" in text_of(certificate(network_en="The Bridge"))


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1")',
        "#read(sys.inputs.values)",
        "*đậm* _nghiêng_ `mã`",
        "$x^2$",
        "[khung] {mã}",
        "= Tiêu đề",
        "\\u{41} \\",
        "@nhan <nhan>",
        "\"thẳng\" 'đơn' -- ---",
        "// chú thích /* và */",
        "~ ...",
        '"}, "demo": true, {"',
    ],
)
def test_names_are_never_read_as_code(hostile: str) -> None:
    everywhere = certificate(
        name_vi=hostile,
        name_en=hostile,
        ward=hostile,
        network_vi=hostile,
        issuer_vi=hostile,
        criteria_label=hostile,
        signatory_name=hostile,
        decision_number=hostile,
        number=hostile,
    )
    # Narrow columns may break a long word, so blanks are left out of the comparison.
    assert text_of(everywhere).replace(" ", "").count(hostile.replace(" ", "")) == 9


def test_line_ends_in_a_name_do_not_break_the_page() -> None:
    data = certificate(name_vi="Nhà Mở\r\n  Ô Chợ\tDừa")
    assert data.name_vi == "Nhà Mở Ô Chợ Dừa"

"""One page, the house's two typefaces, nothing beyond its frame, the same bytes every time."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import segno
from PIL import Image, ImageChops
from pypdf import PdfReader

from app.papers.data import CertificateData
from app.papers.press import FAMILIES, TEMPLATES, PaperError, fonts_in, house_fonts, print_paper
from app.papers.service import _printed, certificate_pdf
from tests.papers import golden
from tests.papers.samples import VERIFY_URL, certificate

LONG_NAME = "Hợp tác xã thủ công mỹ nghệ của nghệ nhân khuyết tật làng gốm Bát Tràng và không gian sáng tạo “Đất Nở Hoa”, Cơ sở Hai A"
PIXELS_PER_MM = 4


def read(data: CertificateData) -> PdfReader:
    return PdfReader(io.BytesIO(certificate_pdf(data, verify_url=VERIFY_URL)))


def picture(data: CertificateData) -> Image.Image:
    return golden.picture(data, ppi=25.4 * PIXELS_PER_MM)


def strip(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    return image.crop(tuple(round(side * PIXELS_PER_MM) for side in (left, top, right, bottom)))


# Millimetres no word may enter: the frame on all sides, and the lines between the parts of the page.
EMPTY_STRIPS = {
    "left": (0, 0, 20, 210),
    "right": (277, 0, 297, 210),
    "foot": (0, 198, 297, 210),
    "bridge": (0, 0, 297, 38),
    "rule": (0, 146.5, 297, 148.5),
    "beside the code": (94.5, 149, 98.5, 210),
    "beside the signature": (183.5, 149, 187.5, 210),
}


def long_everywhere(word: str) -> CertificateData:
    return certificate(
        name_vi=word,
        name_en=word,
        ward=word,
        network_vi=word,
        network_en=word,
        issuer_vi=word,
        issuer_en=word,
        criteria_label=word,
        signatory_name=word,
        signatory_title_vi=word,
        signatory_title_en=word,
        decision_number=word[:60],
    )


@pytest.mark.parametrize(
    "data",
    [
        certificate(name_vi=LONG_NAME, name_en=LONG_NAME),
        long_everywhere(LONG_NAME),
        long_everywhere("W" * 120),
        long_everywhere("Ẫ" * 120),
        long_everywhere("W" * 24 + " " + "Ộ" * 24),
        certificate(name_vi="W" * 24),
        certificate(name_vi="Q"),
    ],
    ids=[
        "name",
        "all long",
        "one wide word",
        "one tall word",
        "words just not broken",
        "one word just not broken",
        "one letter",
    ],
)
def test_words_stay_in_their_place_on_one_page(data: CertificateData) -> None:
    assert len(read(data).pages) == 1
    usual, unusual = picture(certificate()), picture(data)
    for name, box in EMPTY_STRIPS.items():
        assert ImageChops.difference(strip(usual, *box), strip(unusual, *box)).getbbox() is None, name


@pytest.mark.parametrize("name", [LONG_NAME, "W" * 120, "Ẫ " * 60])
def test_name_takes_at_most_three_lines(name: str) -> None:
    lines = [line.strip() for line in read(certificate(name_vi=name)).pages[0].extract_text().splitlines()]
    first = next(number for number, line in enumerate(lines) if line.endswith("This certifies that")) + 1
    taken = lines[first : lines.index("Open House Ô Chợ Dừa")]
    assert "".join(taken).replace(" ", "") == name.replace(" ", "")
    assert len(taken) <= 3


def test_name_keeps_all_its_marks() -> None:
    """Two marks stand whole above a capital, the dot whole below the line."""

    def ink_rows(name: str) -> tuple[int, int]:
        sheet = strip(picture(certificate(name_vi=name, name_en=None)), 21, 80, 276, 117)
        dark = sheet.convert("L").point(lambda tone: 255 if tone < 60 else 0)
        box = dark.getbbox()
        assert box is not None
        return box[1], box[3]

    flat_top, flat_bottom = ink_rows("xAux")
    tall_top, _ = ink_rows("xẪx")
    _, deep_bottom = ink_rows("xựx")
    assert flat_top - tall_top > 6 * PIXELS_PER_MM
    assert deep_bottom - flat_bottom > 2 * PIXELS_PER_MM


def test_only_the_two_typefaces_and_all_embedded() -> None:
    page = read(certificate(demo=True)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    families = {str(font["/BaseFont"]).partition("+")[2].partition("-")[0] for font in fonts}
    assert families == {family.replace(" ", "") for family in FAMILIES}
    assert all({"/FontFile2", "/FontFile3"} & descriptor.keys() for descriptor in descriptors)


@pytest.mark.parametrize("kept", FAMILIES)
def test_missing_typeface_stops_the_press(kept: str) -> None:
    folders = {str(TEMPLATES.joinpath(font.path).parent) for font in house_fonts().fonts() if font.family == kept}
    data = certificate()
    with pytest.raises(PaperError, match="unknown font family"):
        print_paper("certificate.typ", _printed(data, VERIFY_URL), dated=data.issued_on, fonts=fonts_in(*folders))


def test_sign_that_neither_typeface_has_stops_the_press() -> None:
    with pytest.raises(PaperError, match="日"):
        certificate_pdf(certificate(name_vi="Không gian 日本"), verify_url=VERIFY_URL)


def test_equal_data_gives_equal_bytes() -> None:
    first, second = (certificate_pdf(certificate(), verify_url=VERIFY_URL) for _ in range(2))
    assert first == second
    assert first != certificate_pdf(certificate(number="KGST-2026-002"), verify_url=VERIFY_URL)


def test_the_pdf_is_dated_the_day_of_issue() -> None:
    created = read(certificate()).metadata.creation_date
    assert created.astimezone(UTC) == datetime(2027, 2, 5, tzinfo=UTC) - timedelta(hours=7)


def test_readers_are_told_title_and_language() -> None:
    reader = read(certificate())
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Chứng nhận thành viên KGST-2026-001 – Nhà Mở Ô Chợ Dừa"
    assert root["/Lang"].startswith("vi")
    assert root["/MarkInfo"]["/Marked"]


def test_code_leads_to_the_check_page() -> None:
    (image,) = read(certificate()).pages[0].images
    picture = image.image.convert("L")
    modules = [list(row) for row in segno.make_qr(VERIFY_URL, error="m").matrix_iter(border=4)]
    side = picture.width // len(modules)
    seen = [
        [int(picture.getpixel((x * side + side // 2, y * side + side // 2)) < 128) for x in range(len(modules))]
        for y in range(len(modules))
    ]
    assert picture.width == picture.height == side * len(modules)
    assert seen == modules

"""Pictures of certificates and of the agreement about a venue as somebody looked at them and found them good. `python -m tests.papers.golden` draws them
anew, after a change of the template that was meant; then look at them, and commit them with it."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageChops, ImageFilter

from app.papers.data import CertificateData
from app.papers.press import TEMPLATES, house_fonts
from app.papers.service import _printed, agreement_values
from tests.papers.samples import AGREED, VERIFY_URL, certificate

FOLDER = Path(__file__).parent / "golden"
PPI = 110
STEP = 8  # of grey: keeps the files small
STACKED = "Không gian sáng tạo “Ề Ẫ Ỡ Ự Ỗ” của thợ gốm, thợ mộc cùng người kể chuyện ở làng nghề “ề ẫ ỡ ự ỗ” cạnh sông Hồng, Hà Nội"
AGREEMENT, AGREED_ON = "agreement", date(2026, 11, 25)
SAMPLES = {
    "short": certificate(name_vi="Xưởng Mây", name_en=None, short_code="8f3k2m9q"),
    "stacked": certificate(name_vi=STACKED, name_en=None, short_code="8f3k2m9q"),
    "associate": certificate(grade="associate", short_code="8f3k2m9q", valid_until=None),
}


def picture(data: CertificateData, *, ppi: float = PPI, verify_url: str = VERIFY_URL) -> Image.Image:
    return _picture("certificate.typ", _printed(data, verify_url), ppi)


def agreement_picture(said: dict[str, Any], *, ppi: float = PPI) -> Image.Image:
    shown = agreement_values(said, dated=AGREED_ON, check_url="https://mang-luoi.example/agreements/k7m2q9x4tz3b")
    return _picture("agreement.typ", shown, ppi)


def _picture(template: str, values: dict[str, Any], ppi: float) -> Image.Image:
    png = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=house_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values)},
        format="png",
        ppi=ppi,
    )
    return Image.open(io.BytesIO(png)).convert("RGB")


def kept(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.png")


def worst_spot(one: Image.Image, other: Image.Image) -> int:
    """0 to 255: how far two pictures are apart where they differ most. A little blur takes away what another way of
    smoothing edges does to single pixels, and leaves the dot under a letter."""
    sheets = [image.convert("L").filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    assert sheets[0].size == sheets[1].size
    return int(ImageChops.difference(*sheets).getextrema()[1])


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, data in SAMPLES.items():
        _keep(name, picture(data))
    _keep(AGREEMENT, agreement_picture(AGREED))


def _keep(name: str, sheet: Image.Image) -> None:
    grey = sheet.convert("L").point(lambda tone: min(255, (tone + STEP // 2) // STEP * STEP))
    grey.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

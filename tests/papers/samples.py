from dataclasses import replace
from datetime import date
from typing import Any

from app.papers.data import CertificateData

VERIFY_URL = "https://mang-luoi.example/verify/k7m2q9x4tz3b8n6v5c1h0j2w4r"

_SAMPLE = CertificateData(
    number="KGST-2026-001",
    name_vi="Nhà Mở Ô Chợ Dừa",
    name_en="Open House Ô Chợ Dừa",
    grade="full",
    ward="Phường Ô Chợ Dừa",
    decision_number="12/QĐ-TTĐP",
    decision_on=date(2026, 12, 4),
    issued_on=date(2027, 2, 5),
    valid_until=date(2029, 2, 4),
    issuer_vi="Sở Văn hóa và Thể thao Hà Nội",
    issuer_en="Hanoi Department of Culture and Sports",
    network_vi="Mạng lưới không gian văn hóa sáng tạo Hà Nội",
    network_en="Hanoi Creative Spaces Network",
    signatory_name="Nguyễn Minh Dũng",
    signatory_title_vi="Giám đốc Trung tâm điều phối",
    signatory_title_en="Director, Coordination Centre",
    criteria_label="Bộ tiêu chí thử nghiệm 2026",
    demo=False,
)


def certificate(**changes: Any) -> CertificateData:
    return replace(_SAMPLE, **changes)


AGREED: dict[str, Any] = {
    "number": "TTDD-2026-001", "issued_on": "2026-11-25", "host_vi": "Xưởng Mây", "host_en": "Cloud workshop",
    "ward": "Phường Ô Chợ Dừa", "network_vi": "Mạng lưới", "network_en": "Network",
    "centre_vi": "Trung tâm điều phối các hoạt động sáng tạo Hà Nội",
    "centre_en": "Hanoi Creative Activities Coordination Centre",
    "place_vi": "Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội", "place_en": "", "title_vi": "Đêm ca trù",
    "title_en": "A night of ca trù", "activity_kind": "performance", "open_to_public": True, "venue_ids": [1],
    "venues": [["Không gian làng nghề", "Craft village"]], "zone": "Asia/Ho_Chi_Minh",
    "starts_at": "2026-12-07T10:00:00+00:00", "ends_at": "2026-12-07T15:00:00+00:00",
    "public_starts_at": "2026-12-07T12:00:00+00:00", "public_ends_at": "2026-12-07T14:00:00+00:00",
    "layout": "theatre", "people": 80, "equipment": [["Ghế", "Chair", 40]], "rules": [],
    "signatory_name": "Nguyễn Minh Dũng", "signatory_title_vi": "Giám đốc Trung tâm điều phối",
    "signatory_title_en": "Director", "demo": False,
}  # fmt: skip

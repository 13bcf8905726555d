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

"""What can be set, with PROPOSED defaults. A key that is not here cannot be stored."""

from typing import Any

# The counter of how often the Centre has saved its settings.
VERSION = "settings"
DEFAULTS: dict[str, Any] = {
    "site.name": "Cầu Kính",
    "network.name_vi": "Mạng lưới không gian văn hóa sáng tạo Hà Nội",
    "network.name_en": "Hanoi Creative Spaces Network",
    "centre.name_vi": "Trung tâm điều phối các hoạt động sáng tạo Hà Nội",
    "centre.name_en": "Hanoi Creative Activities Coordination Centre",
    "centre.place_vi": "Bảo tàng Hà Nội, đường Phạm Hùng, Hà Nội",
    "centre.place_en": "Hanoi Museum, Phạm Hùng street, Hanoi",
    "certificate.number_pattern": "KGST-{year}-{n:03}",
    "certificate.term_months": 24,
    "certificate.issuer_vi": "Sở Văn hóa và Thể thao Hà Nội",
    "certificate.issuer_en": "Hanoi Department of Culture and Sports",
    "certificate.signatory_name": "",
    "certificate.signatory_title_vi": "",
    "certificate.signatory_title_en": "",
    "certificate.at_ceremony": False,
    "membership.grace_days": 0,
    "membership.renewal_days": 90,
    "membership.reminder_days": [90, 30, 7],
    # Under what others may use the open data of the register again; without a name there is no licence.
    "register.licence": "CC BY 4.0",
    "register.licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "decision.appeal_days": 30,
    "decision.legal_basis": "",
    "booking.hold_hours": 72,
    "booking.offer_hours": 24,
    # Percent of a quota that an associate member has.
    "booking.associate_share": 50,
    "booking.report_days": 7,
    # Which events wait for the Centre's look: "new" (a host's first, and hosts that are no full members), "all", "none".
    "events.moderated": "new",
    "agreement.number_pattern": "TTDD-{year}-{n:03}",
    "review.working_days": 10,
    # What of a page everybody reads its team changes at once: "live", "names" (all but names, kinds, ward), "all".
    "spaces.edits": "names",
    # Months after which an owner is asked whether all of the page is still right.
    "spaces.confirm_months": 12,
    # Working days, both: from the receipt to the decision, and what an applicant gets to add something.
    "case.promise_days": 20,
    "case.supplement_days": 10,
    # The background of the map of spaces: none, unless somebody's tiles are named, and who they are.
    "map.tiles_url": "",
    "map.tiles_credit": "",
}

"""What letters say when nobody has to be written to: invented people and things, for whoever edits their words.

By the name a template gives to it; `OWN` has what one letter means by a name otherwise. A name that stands nowhere
here is shown in brackets, so that a new letter can be looked at from its first day.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Said(NamedTuple):
    vi: str
    en: str


COMMON: Mapping[str, Any] = {
    # whom and what it is about
    "space": Said("Xưởng Gốm Ngõ Gạch", "Brick Lane Pottery"),
    "host": Said("Xưởng Gốm Ngõ Gạch", "Brick Lane Pottery"),
    "title": Said("Đêm nhạc bên sông", "Music by the river"),
    "venues": Said("Nhà Kính", "The Glass House"),
    "times": Said("19:00–21:30, Thứ Bảy 12/12/2026", "19:00–21:30, Saturday 12/12/2026"),
    "people": 60,
    "case_code": "HS-2026-014",
    "call": Said("Đợt đăng ký mùa thu 2026", "Autumn call 2026"),
    "criteria": Said("Bộ tiêu chí 2026, bản 1", "Criteria 2026, edition 1"),
    "number": "KGST-2026-014",
    "code": "7QK4M2XR",
    "decision_number": "31/QĐ-TT",
    # people
    "who": "Lê Thu",
    "other": "Lê Thu",
    "doer": "Lê Thu",
    "approver": "Phạm Dũng",
    "reviewer": "Đỗ Mai",
    "deputy": "Vũ Sơn",
    "expert": "Nguyễn Khánh",
    "asker": "Trần Tuấn",
    "person": "Bùi Minh",
    "proposer": "Bùi Minh",
    "inviter": "Nguyễn Lan",
    "giver": "Nguyễn Lan",
    "visitors": "Trần Tuấn, Lê Thu",
    "receiver": Said("Ủy ban nhân dân phường Hoàn Kiếm", "People’s Committee of Hoàn Kiếm ward"),
    "email": "dia-chi-moi@vi-du.vn",
    "address": "minh@vi-du.vn",
    "position": Said("Người sáng lập", "Founder"),
    # days and hours
    "due_on": "12/12/2026",
    "promised_on": "18/12/2026",
    "submitted_at": "09:15 23/11/2026",
    "decided_on": "18/12/2026",
    "decision_on": "18/12/2026",
    "effective_on": "01/01/2027",
    "valid_until": "31/12/2026",
    "grace_until": "31/03/2027",
    "over_on": "01/04/2027",
    "opens_on": "01/10/2026",
    "appeal_until": "17/01/2027",
    "held_until": "17:00 25/11/2026",
    "offered_until": "17:00 25/11/2026",
    "until": "12/12/2026",
    "when": Said("19:00–21:30, Thứ Bảy 12/12/2026", "19:00–21:30, Saturday 12/12/2026"),
    "was": Said("18:00–20:30, Thứ Bảy 12/12/2026", "18:00–20:30, Saturday 12/12/2026"),
    "where": Said("Nhà Kính", "The Glass House"),
    "before": Said("18:00–20:30, Thứ Sáu 11/12/2026", "18:00–20:30, Friday 11/12/2026"),
    "wished": Said("18:00–20:30, Chủ Nhật 13/12/2026", "18:00–20:30, Sunday 13/12/2026"),
    "offered": Said("19:00–21:30, Chủ Nhật 13/12/2026", "19:00–21:30, Sunday 13/12/2026"),
    "closes_on": "31/12/2026",
    "decision_planned_on": "31/01/2027",
    "day": "20/12/2026",
    "time": "09:00",
    "posted_on": "21/12/2026",
    "first_on": "01/12/2026",
    "last_on": "05/12/2026",
    "said_on": "20/11/2025",
    "days": 7,
    "days_left": 30,
    "left": 7,
    "many": 3,
    # words that somebody wrote
    "reason": Said("Nhà Kính cần sửa mái trong tuần ấy.", "The roof of the Glass House is mended that week."),
    "reasons": Said("Hồ sơ đủ minh chứng cho mọi tiêu chí.", "The application proves every criterion."),
    "note": Said("Mời bạn xem lại phần tài chính.", "Please look at the part about money again."),
    "message": Said("Mong bạn thông cảm, chúng tôi sẽ mở lại sớm.", "We are sorry and will open again soon."),
    "reply": Said("Tên đã được sửa theo giấy đăng ký.", "The name was corrected as registered."),
    "answer": Said("Tên mới chưa khớp với giấy đăng ký.", "The new name does not match the registration yet."),
    "body": Said("Cho tôi hỏi hồ sơ còn thiếu gì không?", "Is anything missing in our application?"),
    "text": Said("Hôm ấy mưa to, xe chở đồ không tới được.", "It rained so hard that our van could not come."),
    "question": Said("Không gian này đã góp gì cho nghề gốm?", "What has this space done for pottery?"),
    "condition": Said("Treo nội quy an toàn ở cửa vào.", "Put up the safety rules at the entrance."),
    "closure": Said("sửa mái", "work on the roof"),
    "paper": "",
    # further on
    "before_venues": (Said("Sân vườn", "The Garden"),),
    "wished_venues": (Said("Sân vườn", "The Garden"),),
    "offered_venues": (Said("Sân vườn", "The Garden"),),
    "alternatives": (Said("09:00–11:30, Chủ Nhật 13/12/2026", "09:00–11:30, Sunday 13/12/2026"),),
    "lent": (Said("2 loa", "2 loudspeakers"), Said("60 ghế", "60 chairs")),
    "lent_before": (Said("40 ghế", "40 chairs"),),
    "items": (
        {
            "code": "A2",
            "title": Said("Không gian và an toàn", "Space and safety"),
            "part": "",
            "sentence": Said("Thiếu ảnh lối thoát nạn.", "A photo of the way out is missing."),
        },
    ),
    "conditions": (
        {
            "text": Said("Treo nội quy an toàn ở cửa vào.", "Put up the safety rules at the entrance."),
            "due_on": "31/01/2027",
        },
    ),
    "dates": (
        {
            "when": Said("19:00–21:30, Thứ Bảy 12/12/2026", "19:00–21:30, Saturday 12/12/2026"),
            "where": Said("Nhà Kính", "The Glass House"),
            "became": "confirmed",
            "until": "",
            "before": "",
        },
        {
            "when": Said("19:00–21:30, Thứ Bảy 19/12/2026", "19:00–21:30, Saturday 19/12/2026"),
            "where": Said("Nhà Kính", "The Glass House"),
            "became": "held",
            "until": "17:00 25/11/2026",
            "before": "",
        },
    ),
    "breaches": (),
    "name_vi": "Xưởng Gốm Ngõ Gạch",
    "name_en": "Brick Lane Pottery",
    "old_name": Said("Gốm Ngõ Gạch", "Brick Lane Clay"),
    "joined": Said("Tiệm Men Xanh", "Blue Glaze"),
    "into": Said("Nhà Nghề Ven Sông", "Riverside Crafts"),
    "certificate_number": "KGST-2026-014",
    "certificate_path": "/verify/7QK4M2XR",
    "tracking": "EB123456789VN",
    "place": Said("Nhà Kính, cầu Long Biên", "The Glass House, Long Biên bridge"),
    "kind": "permit",
    "consequence": "as_is",
    "status": "confirmed",
    "event": "",
    "role": "member",
    "path": "/vi-du",
    "slug": "vi-du",
    "public_id": "vi-du",
    "event_id": "vi-du",
    "space_id": "vi-du",
    "series_id": "vi-du",
    "offered_id": "",
    "waiting_id": "",
    "token": "vi-du",
    "had_people": 40,
    "wished_people": 80,
    # whether
    "about_reader": True,
    "by_centre": False,
    "changed": False,
    "giver_leaves": False,
    "handover": False,
    "off": False,
    "own": True,
    "reminder": False,
    "renews": False,
    "was_public": True,
    "waits_on": True,
}
_LIST = ("times",)
OWN: Mapping[str, Mapping[str, Any]] = {
    "booking_paper_due": {"when": "soon"},
    "booking_waitlisted_instead": {"place": 2},
    "opinion_answered": {"event": "given"},
    "site_visit": {"event": "planned", "when": "14:00 03/12/2026"},
    "site_visit_answered": {"event": "confirmed", "when": "14:00 03/12/2026"},
    "space_claim": {"event": "received"},
    "space_edit": {"event": "applied"},
    "space_team": {"event": "joined"},
}


def sample(template: str, names: frozenset[str], language: str) -> dict[str, Any]:
    """For these names of a template."""
    own = OWN.get(template, {})
    filled = {name: _in(own.get(name, COMMON.get(name, f"[{name}]")), language) for name in names}
    return {name: [value] if name in _LIST else value for name, value in filled.items()}


def _in(item: Any, language: str) -> Any:
    match item:
        case Said():
            return item.en if language == "en" else item.vi
        case tuple():
            return [_in(one, language) for one in item]
        case dict():
            return {name: _in(one, language) for name, one in item.items()}
    return item

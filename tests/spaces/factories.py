"""Spaces for tests of any feature. Call inside `with app.app_context(): transact(...)`."""

from typing import Any

from app.accounts.models import User
from app.spaces.models import Space, TeamRole
from app.spaces.rules import Profile
from app.spaces.service import add_to_team, create_space

WARD = "00070"  # phường Hoàn Kiếm


def profile(**changes: Any) -> Profile:
    given: dict[str, Any] = {
        "name_vi": "Xưởng gốm Bờ Sông",
        "name_en": "Riverbank Pottery",
        "summary_vi": "Xưởng gốm mở cửa cho mọi người học nặn và xem nung.",
        "kinds": ["craft_village", "education"],
        "ownership": "private",
        "fields": ["crafts"],
        "ward_code": WARD,
        "house_number": "12B",
        "street": "ngõ Hàng Chum",
    }
    return Profile(**given | changes)


def make_space(owner: User, *members: User, **changes: Any) -> Space:
    space = create_space(profile(**changes), actor=owner)
    for member in members:
        add_to_team(space, member, TeamRole.MEMBER, actor=owner)
    return space

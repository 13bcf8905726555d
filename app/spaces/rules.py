"""Who edits a space, what its profile must hold, and how much of its address anybody sees. Pure."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.accounts.models import User
from app.accounts.rules import is_centre_staff, is_coordinator, signed_in
from app.config import ROOT
from app.core.errors import DomainError
from app.core.text import clean, name_key, one_line
from app.spaces.hours import Opening, Span, check_week, open_at
from app.spaces.models import (
    Claim,
    ClaimStatus,
    EditStatus,
    Exactness,
    Invitation,
    Ownership,
    Space,
    SpaceKind,
    TeamMember,
    TeamRole,
)

__all__ = ["Opening", "open_at"]  # kept in `hours`, asked for here

# The ten cultural industries of QĐ 2486/QĐ-TTg (11/2025), in its order.
# Pages that stand where spaces stand by their slugs.
PAGES_AMONG_SLUGS = frozenset({"statistics"})
FIELDS = (
    "cinema",
    "visual_arts",
    "performing_arts",
    "software_games",
    "advertising",
    "crafts",
    "cultural_tourism",
    "design",
    "broadcasting",
    "publishing",
)
WELCOMES = ("children", "older", "disabled", "low_income", "newcomers", "minorities")
LINK_CHANNELS = ("website", "facebook", "instagram", "youtube")
CHANNELS = (*LINK_CHANNELS, "email", "phone")
CITY = "Hà Nội"
NAME_MAX, SUMMARY_MAX, DESCRIPTION_MAX, LINE_MAX, LINK_MAX = 160, 300, 6000, 120, 300
LONGEST = {
    **dict.fromkeys(("summary_vi", "summary_en", "step_free_vi", "step_free_en"), SUMMARY_MAX),
    **dict.fromkeys(("hours_note_vi", "hours_note_en"), SUMMARY_MAX),
    **dict.fromkeys(("description_vi", "description_en"), DESCRIPTION_MAX),
    **dict.fromkeys(("old_district", "house_number", "street", "representative_title"), LINE_MAX),
    **dict.fromkeys(("legal_name", "representative_name", "partner_name"), NAME_MAX),
}
LINES = (
    "name_vi", "name_en", "summary_vi", "summary_en", "old_district", "house_number", "street", "legal_name",
    "representative_name", "representative_title", "partner_name",
    "step_free_vi", "step_free_en", "hours_note_vi", "hours_note_en",
)  # fmt: skip
TEXTS = ("description_vi", "description_en")
NEVER_NONE = frozenset(
    {
        "name_vi",
        "summary_vi",
        "description_vi",
        "legal_name",
        "representative_name",
        "representative_title",
        "partner_name",
    }
)
# South, north, west and east of the city, with a little beyond its edge.
HANOI = (20.53, 21.40, 105.26, 106.04)
INVITATION_LIFE = timedelta(days=7)
OPEN_INVITATIONS_MAX, REASON_MAX = 20, 1000
POSITION_MAX, PROOF_MAX, SOURCE_MAX = 120, 2000, 200
CLAIMS_WINDOW, CLAIMS_BY_ONE_PERSON = timedelta(days=1), 5
# What keeps invitations from being used to fill other people's letter boxes.
LETTERS_WINDOW = timedelta(days=1)
LETTERS_TO_ONE_ADDRESS, INVITATIONS_BY_ONE_PERSON = 3, 30

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"'(),;:\\\[\]]+@[^\s@]+\.[^\s@.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]*")


PUBLIC_MAIL = frozenset((ROOT / "data/public_mail_hosts.txt").read_text(encoding="utf-8").splitlines()[1:])


def letters_of(space_id: int) -> str:
    """What the letters about a space are about (`Mail.about`)."""
    return f"space:{space_id}"


class Tie(StrEnum):
    """Why somebody must not judge a space, nor see anything of its application."""

    TEAM = "team"
    PAST_TEAM = "past_team"
    DECLARED = "declared"
    ORGANISATION = "organisation"
    MAIL_HOST = "mail_host"
    RECUSED = "recused"  # from one application


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a space says of itself. `channels` maps names of `CHANNELS` to links, an address or a number."""

    name_vi: str
    summary_vi: str
    kinds: list[str]
    ownership: str
    name_en: str | None = None
    summary_en: str | None = None
    description_vi: str = ""
    description_en: str | None = None
    fields: list[str] = field(default_factory=list)
    ward_code: str | None = None
    old_district: str | None = None
    house_number: str | None = None
    street: str | None = None
    exactness: str | None = None
    channels: Mapping[str, str] = field(default_factory=dict)
    legal_name: str = ""
    representative_name: str = ""
    representative_title: str = ""
    partner_name: str = ""
    point: tuple[float, float] | None = None
    step_free: bool | None = None
    step_free_vi: str | None = None
    step_free_en: str | None = None
    welcomes: list[str] = field(default_factory=list)
    hours: list[Span] = field(default_factory=list)
    by_appointment: bool = False
    hours_note_vi: str | None = None
    hours_note_en: str | None = None

    @property
    def online(self) -> bool:
        return SpaceKind.ONLINE in self.kinds


def can_edit(actor: Any, team_role: str | None) -> bool:
    """Everybody on the team keeps the profile; the Centre's people do not write in other people's names."""
    return signed_in(actor) and team_role in (TeamRole.OWNER, TeamRole.MEMBER)


def can_lead(actor: Any, team_role: str | None) -> bool:
    """Who invites, changes roles, takes people off the team and hands the space over."""
    return signed_in(actor) and team_role == TeamRole.OWNER


def can_appoint(actor: Any, team: Iterable[TeamMember]) -> bool:
    """Who may invite an owner in the Centre's name; nobody does so for a space of their own."""
    return is_centre_staff(actor) and role_in(team, actor.id) is None


def can_import_spaces(actor: Any) -> bool:
    """Who enters the spaces the Centre knows of, and answers whoever says that one is theirs."""
    return is_coordinator(actor)


def is_unclaimed(space: Space, owners: Collection[User]) -> bool:
    """In the directory, and nobody can act for it: `owners` are the living ones."""
    return space.listed_at is not None and not owners


def can_decide_claim(actor: Any, claim: Claim, team: Iterable[TeamMember], *, beside_claimant: bool) -> bool:
    """Never for oneself, for a space of one's own, or for somebody one runs another space with."""
    return (
        is_coordinator(actor)
        and actor.id != claim.claimant_id
        and role_in(team, actor.id) is None
        and not beside_claimant
    )


class Way(StrEnum):
    LIVE = "live"
    WAITING = "waiting"


class EditPolicy(StrEnum):
    """What of a page that everybody reads its team changes at once: the setting `spaces.edits`."""

    LIVE = "live"  # everything
    NAMES = "names"  # everything but names, kinds and where it is
    ALL = "all"  # nothing


# What it is called, is and where, which the register and certificates say too.
WEIGHTY = frozenset({"name_vi", "name_en", "kinds", "ward_code"})
# Nobody but its team and the Centre reads these.
PRIVATE = frozenset({"legal_name", "representative_name", "representative_title", "partner_name"})


def way_of(name: str, policy: str, *, shown: bool, hides: bool = False) -> Way:
    """Whether a change of one field of a profile goes live; always, while nobody reads the page, and where its people no
    longer want shown where they are or how to reach them (`hides`)."""
    if not shown or policy == EditPolicy.LIVE or name in PRIVATE or hides:
        return Way.LIVE
    return Way.WAITING if policy == EditPolicy.ALL or name in WEIGHTY else Way.LIVE


def hides(name: str, before: Any, after: Any) -> bool:
    """Whether a change, as `said.to_values` has it, only takes away what tells where people are or how to reach them."""
    if name == "exactness":
        return [*Exactness].index(Exactness(after)) > [*Exactness].index(Exactness(before))
    if name == "channels":
        return bool(after.items() <= before.items())
    return name in {"house_number", "street", "point"} and not after


def can_decide_edit(actor: Any, team: Iterable[TeamMember]) -> bool:
    """Never for a space of one's own."""
    return is_coordinator(actor) and role_in(team, actor.id) is None


EDIT_REFUSALS = {
    EditStatus.APPLIED: "edit.applied",
    EditStatus.DECLINED: "edit.declined",
    EditStatus.OVERTAKEN: "edit.overtaken",
    EditStatus.WITHDRAWN: "edit.withdrawn",
}
CONFIRM_REMINDER, CONFIRM_PATIENCE = timedelta(days=30), timedelta(days=60)


def is_asked(space: Space) -> bool:
    """Whether the Centre waits for its people to say that all is right."""
    return space.confirm_asked_on is not None and (
        space.confirmed_on is None or space.confirmed_on < space.confirm_asked_on
    )


def confirm_due_on(said_on: date, months: int) -> date:
    """When to ask again whether all is still right, `months` after it was last said."""
    year, month = divmod(said_on.year * 12 + said_on.month - 1 + months, 12)
    return date(year, month + 1, min(said_on.day, monthrange(year, month + 1)[1]))


CLAIM_REFUSALS = {
    ClaimStatus.APPROVED: "claim.approved",
    ClaimStatus.REFUSED: "claim.refused",
    ClaimStatus.OVERTAKEN: "claim.overtaken",
    ClaimStatus.WITHDRAWN: "claim.withdrawn",
}


def check_claim(position: str, proof: str, *, consent: bool) -> None:
    for name, value, longest in (("position", position, POSITION_MAX), ("proof", proof, PROOF_MAX)):
        if not value.strip():
            raise DomainError("space.missing", field=name)
        if len(value) > longest:
            raise DomainError("space.too_long", field=name, max=longest)
    if not consent:
        raise DomainError("claim.no_consent", field="consent")


def role_in(team: Iterable[TeamMember], user_id: int) -> TeamRole | None:
    return next((TeamRole(member.role) for member in team if member.user_id == user_id), None)


def living(team: Iterable[TeamMember], *, owners_only: bool = False) -> list[User]:
    """Who of the team can still act: a disabled account holds no space and reads no letters."""
    return [
        member.user
        for member in team
        if member.user.disabled_at is None and (member.role == TeamRole.OWNER or not owners_only)
    ]


def is_last_owner(team: Iterable[TeamMember], user_id: int) -> bool:
    return [owner.id for owner in living(team, owners_only=True)] == [user_id]


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DEAD = "dead"  # who made it may no longer


REFUSALS = {
    InvitationState.ACCEPTED: "space.invitation_accepted",
    InvitationState.DECLINED: "space.invitation_declined",
    InvitationState.WITHDRAWN: "space.invitation_withdrawn",
    InvitationState.EXPIRED: "space.invitation_expired",
    InvitationState.DEAD: "space.invitation_dead",
}


def state_of(invitation: Invitation, *, owner_ids: Collection[int], now: datetime) -> InvitationState:
    """`owner_ids` are the living owners of its space. The Centre invites only where there is none, and what somebody
    sent in its name falls with their role."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.declined_at is not None:
        return InvitationState.DECLINED
    if invitation.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    if not _may_still_invite(invitation, owner_ids):
        return InvitationState.DEAD
    return InvitationState.EXPIRED if invitation.expires_at <= now else InvitationState.OPEN


def _may_still_invite(invitation: Invitation, owner_ids: Collection[int]) -> bool:
    if not invitation.by_centre:
        return invitation.invited_by in owner_ids
    return not owner_ids and invitation.inviter.disabled_at is None and is_centre_staff(invitation.inviter)


def default_exactness(ownership: str) -> Exactness:
    """Individuals and groups often work where they live, so nothing nearer than the ward unless they say so."""
    return Exactness.WARD if ownership in (Ownership.PRIVATE, Ownership.GROUP) else Exactness.EXACT


def shown_address(space: Space) -> str:
    """The address as its space wants it seen; on a page, the only way it leaves the house. Empty without a place."""
    return _address(space, space.exactness)


def postal_address(space: Space) -> str:
    """All of the address, to stand on an envelope that the Centre sends, whatever its space wants seen."""
    return _address(space, Exactness.EXACT)


def _address(space: Space, exactness: str) -> str:
    if space.ward is None:
        return ""
    parts = [space.ward.full_name, CITY]
    if space.street and exactness in (Exactness.EXACT, Exactness.STREET):
        exact = space.house_number if exactness == Exactness.EXACT else None
        parts.insert(0, " ".join(part for part in (exact, space.street) if part))
    return ", ".join(parts)


class Point(NamedTuple):
    """Degrees; `exact` where it is the place itself, and not the middle of its ward."""

    latitude: float
    longitude: float
    exact: bool


def shown_point(space: Space) -> Point | None:
    """Where a map may show it, the only way a point leaves the house: its own where its space shows the whole address
    and has given one, else the middle of the ward. None for what is online alone."""
    if space.ward is None:
        return None
    own = (space.own_latitude, space.own_longitude)
    if space.exactness == Exactness.EXACT and own[0] is not None and own[1] is not None:
        return Point(own[0], own[1], exact=True)
    return Point(space.ward.latitude, space.ward.longitude, exact=False)


def normal_link(text: str) -> str:
    """An http or https address with a real host, `https://` put in front where somebody left it out.

    Raises ValueError for anything else: other schemes run code or open programs on the reader's side.
    """
    text = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE):
        text = f"https://{text}"
    if len(text) > LINK_MAX or re.search(r"[^!-~\u00a1-\uffff]", text):
        raise ValueError("not a plain address")
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https") or parts.username is not None or parts.password is not None:
        raise ValueError("only http and https")
    host = (parts.hostname or "").encode("idna").decode() if (parts.hostname or "").isprintable() else ""
    if not _HOST.fullmatch(host) or (parts.port is not None and not 0 < parts.port < 65536):
        raise ValueError("no such host")
    return text


def is_phone(text: str) -> bool:
    """Whether it could be rung, from here or from abroad."""
    return bool(_PHONE.fullmatch(text)) and 8 <= sum(map(str.isdigit, text)) <= 15


def normal_channel(name: str, text: str) -> str:
    """What is stored for a channel. Raises `space.channel_link`, `…_email` or `…_phone`, each at its field."""
    text = one_line(text)
    if name in LINK_CHANNELS:
        try:
            return normal_link(text)
        except (ValueError, UnicodeError):
            raise DomainError("space.channel_link", field=name) from None
    if name == "email" and not (len(text) <= 200 and _EMAIL.fullmatch(text)):
        raise DomainError("space.channel_email", field=name)
    if name == "phone" and not is_phone(text):
        raise DomainError("space.channel_phone", field=name)
    return text


@dataclass(frozen=True)
class Codes:
    """What may be chosen, in the order it is kept in."""

    kinds: Collection[str] = tuple(str(kind) for kind in SpaceKind)
    fields: Collection[str] = FIELDS
    welcomes: Collection[str] = WELCOMES


CODES = Codes()


def check_profile(profile: Profile, codes: Codes = CODES) -> None:
    """Raises the first fault of a profile, named by the field that holds it."""
    check_names(profile.name_vi, profile.name_en)
    if not profile.summary_vi.strip():
        raise DomainError("space.missing", field="summary_vi")
    for name, longest in LONGEST.items():
        _check_length(profile, name, longest)
    if not profile.kinds:
        raise DomainError("space.no_kind", field="kinds")
    _check_known("kinds", profile.kinds, codes.kinds)
    _check_known("fields", profile.fields, codes.fields)
    _check_known("welcomes", profile.welcomes, codes.welcomes)
    _check_known("ownership", [profile.ownership], Ownership)
    _check_known("exactness", [profile.exactness] if profile.exactness else [], Exactness)
    _check_known("channels", profile.channels, CHANNELS)
    if not profile.ward_code and not profile.online:
        raise DomainError("space.no_ward", field="ward_code")
    check_week(profile.hours)
    if profile.point is not None and not in_hanoi(*profile.point):
        raise DomainError("space.point_outside", field="point")


def normal_profile(profile: Profile, codes: Codes = CODES) -> Profile:
    """As it is stored: spaces and order put right, nothing kept that its other answers make idle. Raises as
    `check_profile` and `normal_channel`."""
    check_profile(profile, codes)
    exactness = profile.exactness or default_exactness(profile.ownership)
    words = {name: one_line(getattr(profile, name) or "") for name in LINES}
    words |= {name: clean(getattr(profile, name) or "") for name in TEXTS}
    kept: dict[str, Any] = {name: said if name in NEVER_NONE else said or None for name, said in words.items()}
    channels = {
        name: normal_channel(name, profile.channels[name])
        for name in CHANNELS
        if (profile.channels.get(name) or "").strip()
    }
    return replace(
        profile,
        **kept,
        kinds=[code for code in codes.kinds if code in profile.kinds],
        fields=[code for code in codes.fields if code in profile.fields],
        welcomes=[code for code in codes.welcomes if code in profile.welcomes],
        ward_code=profile.ward_code or None,
        exactness=exactness,
        channels=channels,
        point=profile.point if exactness == Exactness.EXACT and profile.ward_code else None,
        hours=check_week(profile.hours),
    )


def in_hanoi(latitude: float, longitude: float) -> bool:
    return HANOI[0] <= latitude <= HANOI[1] and HANOI[2] <= longitude <= HANOI[3]


def check_names(name_vi: str, name_en: str | None) -> None:
    """What stands on pages and on a certificate."""
    if not name_vi.strip():
        raise DomainError("space.missing", field="name_vi")
    for name, value in (("name_vi", name_vi), ("name_en", name_en or "")):
        if len(value) > NAME_MAX:
            raise DomainError("space.too_long", field=name, max=NAME_MAX)


def _check_length(profile: Profile, name: str, longest: int) -> None:
    if len(getattr(profile, name) or "") > longest:
        raise DomainError("space.too_long", field=name, max=longest)


def _check_known(name: str, given: Any, known: Any) -> None:
    if not {*given} <= {str(code) for code in known}:
        raise DomainError("space.unknown_choice", field=name)


def marks_of(space: Space) -> set[str]:
    """See `SpaceMark`."""
    site = urlsplit(space.channels.get("website", "")).hostname or ""
    hosts = {site.removeprefix("www."), space.channels.get("email", "").rpartition("@")[2].lower()}
    names = {name_key(name) for name in (space.name_vi, space.name_en, space.legal_name) if name}
    return {mark for mark in hosts | names if mark}

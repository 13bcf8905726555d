"""What kinds of things people hear of, and which of them nobody can turn off. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=180)
SHOWN_AT_MOST = 99  # by the bell; more is "99+"


class Kind(StrEnum):
    """In the order in which people are asked about them."""

    MUST = "must"  # what decides, what has a day to answer by, what keeps an account safe
    APPLICATIONS = "applications"
    BOOKINGS = "bookings"
    MEMBERSHIPS = "memberships"
    SPACE = "space"
    EVENTS = "events"
    REVIEWS = "reviews"  # of the council
    DESK = "desk"  # of the Centre


@dataclass(frozen=True)
class Choice:
    by_mail: bool = True
    in_app: bool = True


BOTH = Choice()
_KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.MUST: (
        # the account
        "account_disabled", "account_enabled", "change_email", "change_email_asked", "change_email_taken",
        "confirm_address", "email_changed", "known_address", "password_changed", "recovery_code_used",
        "reset_password", "second_factor_off", "second_factor_on",
        # the case: what is asked by a day, and what is decided
        "application_reopened", "application_returned",
        "supplement_extended", "supplement_lapsed", "supplement_overdue", "supplement_reminder", "supplement_withdrawn",
        "evaluation_appeal_dismissed", "evaluation_appeal_granted", "evaluation_approved", "evaluation_associate",
        "evaluation_closed", "evaluation_condition_extended", "evaluation_condition_late", "evaluation_conditional",
        "evaluation_conditions_met", "evaluation_refused", "site_visit", "opinion_asked",
        # bookings: whether there is a place, when and where
        "booking_cancelled", "booking_changed", "booking_confirmed", "booking_countered", "booking_declined",
        "booking_displaced", "booking_expired", "booking_kept", "booking_left_early", "booking_moved",
        "booking_no_show", "booking_no_show_undone", "booking_offered", "booking_paper_asked", "booking_stays",
        "booking_taken_back", "booking_waitlisted_instead", "change_granted", "change_refused", "change_unheld",
        "closure_moved", "offer_expired", "series_answered", "series_received", "waiting_over", "waiting_removed",
        # membership
        "membership_ended", "membership_in_grace", "membership_joined", "membership_merged",
        "membership_name_declined", "membership_over", "membership_reinstated", "membership_renamed",
        "membership_revoked", "membership_suspended", "ceremony_called_off",
        # the space
        "space_claim", "space_invitation",
    ),
    Kind.APPLICATIONS: (
        "application_contact", "application_received", "call_changed", "case_message_space",
        "evaluation_appeal_received", "evaluation_condition_met", "supplement_received",
    ),
    Kind.BOOKINGS: (
        "booking_paper_due", "booking_received", "booking_report_asked", "booking_report_reminder", "venue_agreement",
        "waiting_joined",
    ),
    Kind.MEMBERSHIPS: (
        "ceremony_corrected", "ceremony_invitation", "ceremony_posted", "ceremony_proof",
        "membership_certificate", "membership_letter", "membership_renewal",
    ),
    Kind.SPACE: ("space_team",),
    Kind.EVENTS: ("calendar_soon",),
    Kind.REVIEWS: ("evaluation_assigned", "evaluation_due", "evaluation_late", "evaluation_resumed"),
    Kind.DESK: (
        "booking_no_show_answer", "booking_paper_handed_in", "booking_waiting", "case_message_centre", "change_asked",
        "change_withdrawn", "evaluation_condition_answered", "evaluation_condition_late_staff",
        "evaluation_handed_over", "evaluation_passed_on", "evaluation_recused", "evaluation_sent_back",
        "lending_changed", "offer_accepted", "offer_turned_down", "opinion_answered", "series_changed",
        "site_visit_answered",
    ),
}  # fmt: skip
_KIND_OF = {template: kind for kind, templates in _KINDS.items() for template in templates}
# What a family of letters is, where one has no line of its own above.
_FAMILIES = {
    "event_": Kind.EVENTS,
    "space_": Kind.SPACE,
    "absence_": Kind.DESK,
    "desk_": Kind.DESK,
    "booking_": Kind.BOOKINGS,
    "membership_": Kind.MEMBERSHIPS,
    "application_": Kind.APPLICATIONS,
}
# Their point is a link that only the letter may hold, or their reader cannot sign in.
LETTER_ONLY = frozenset(
    {
        "account_disabled",
        "change_email",
        "change_email_taken",
        "confirm_address",
        "email_changed",
        "known_address",
        "opinion_asked",
        "reset_password",
        "space_invitation",
    }
)


def kind_of(template: str) -> Kind:
    """A letter that nobody has placed is one that must arrive."""
    return placed(template) or Kind.MUST


def placed(template: str) -> Kind | None:
    family = next((kind for start, kind in _FAMILIES.items() if template.startswith(start)), None)
    return _KIND_OF.get(template, family)


def offered(roles: Collection[str]) -> list[Kind]:
    """What somebody with these roles may choose about: what nobody writes to them is not asked."""
    left_out = {Kind.MUST, *((Kind.REVIEWS,) if "reviewer" not in roles else ())}
    left_out |= {Kind.DESK} if set(roles) <= {"reviewer"} else set()
    return [kind for kind in Kind if kind not in left_out]


def shown_count(unread: int) -> str:
    return f"{SHOWN_AT_MOST}+" if unread > SHOWN_AT_MOST else str(unread)

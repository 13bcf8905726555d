"""Who gets in where: one row for every route, tried by everybody, with real things of the demo in the address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.accounts.queries import sign_ins_of, user_by_email
from app.accounts.service import normal_email
from app.applications.models import Application, ApplicationStatus, Evidence, Supplement, SupplementStatus
from app.benefits.queries import letters_of, uses_in
from app.bookings.models import (
    Booking,
    BookingStatus,
    Closure,
    HandoverPhoto,
    Reach,
)
from app.bookings.queries import checklist
from app.bookings.queries.agreements import all_agreements
from app.bookings.queries.papers import papers_of
from app.calendars.queries import links_of
from app.ceremonies.models import Guest, Proof
from app.core import clock
from app.core.db import db
from app.core.ids import digest
from app.criteria.queries import current_set
from app.demo.people import DOMAIN
from app.evaluations.models import (
    Appeal,
    AppealStatus,
    BulkAction,
    Condition,
    Decision,
    DecisionStatus,
    Review,
    SiteVisit,
)
from app.evaluations.queries import appeal_files, opinion_by_link, opinions_of, photos_of_visits, visits_of
from app.mail import links
from app.mail.models import Mail
from app.memberships.models import Certificate
from app.spaces.models import ClaimStatus, Invitation, Space
from app.spaces.queries import claims, photos_of, spaces_of
from app.venues.queries import equipment_at, exceptions_from, quotas_of, seasons_of, venue_by_slug
from app.venues.queries import photos_of as venue_photos_of
from tests.web.demo import ROLES, Demo, changed, read
from tests.web.doors import all_doors, all_things
from tests.web.doors.door import Door

pytestmark = pytest.mark.xdist_group("demo")

RELATIONS = ("owner", "team", "stranger")
# Everybody who tries every door: nobody, and each role (none, too) in each relation to the things in the addresses.
TRIED = ("nobody", *(name if role else relation for relation in RELATIONS for role in ("", *ROLES)
                     for name in [role if relation == "stranger" else f"{role}_{relation}"]))  # fmt: skip
DOORS = all_doors()
# What a door wants to be told after its address.
TOLD = {"bookings_staff.board_feed": {"from": "2026-11-25", "to": "2026-11-26"}}


@dataclass(frozen=True)
class Route:
    endpoint: str
    method: str
    path: str

    @property
    def door(self) -> Door:
        return DOORS[self.endpoint]


@pytest.fixture
def routes(demo: Demo) -> list[Route]:
    """Every route and method, with the owner's things in the addresses (or what waits at the Centre)."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "Thư", "a@example.org", "b@example.org"
    letter.set_content("Chào chị.")
    folder = demo.file.parent / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "thu.eml").write_bytes(letter.as_bytes())
    with demo.app.test_request_context():
        return list(_routes(demo, _things(demo) | all_things()))


def _routes(demo: Demo, things: dict[str, dict[str, str]]) -> Iterator[Route]:
    for rule in demo.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        blueprint = rule.endpoint.partition(".")[0]
        known = {**things[""], **things.get(blueprint, {}), **things.get(rule.endpoint, {})}
        values: dict[str, Any] = {name: known[name] for name in rule.arguments}
        path = url_for(rule.endpoint, **values, **TOLD.get(rule.endpoint, {}))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Route(rule.endpoint, method, path)


def _things(demo: Demo) -> dict[str, dict[str, str]]:
    """Values of addresses by endpoint, else by blueprint, else for all."""
    owner, stranger, reviewer = (_user(key) for key in ("lan", "hoa", "mai"))
    space: Space = spaces_of(owner)[0]
    application = db.session.scalars(
        select(Application).where(Application.space_id == space.id, Application.status == ApplicationStatus.APPROVED)
    ).first()
    photo = photos_of(space.id)[0]
    certificate = db.session.scalars(select(Certificate).where(Certificate.space_id == space.id)).first()
    booking = db.session.scalars(
        select(Booking)
        .where(
            Booking.space_id == space.id,
            Booking.status == BookingStatus.CONFIRMED,
            Booking.public_starts_at > clock.now(),
        )
        .order_by(Booking.id)
    ).first()
    in_series = db.session.scalars(
        select(Booking.series_id)
        .where(Booking.space_id == space.id, Booking.series_id.is_not(None))
        .order_by(Booking.id)
    ).first()
    assert in_series
    handed = db.session.scalars(
        select(HandoverPhoto).join(Booking).where(Booking.space_id == space.id).order_by(HandoverPhoto.id)
    ).first()
    assert handed
    decision = db.session.scalars(select(Decision).where(Decision.status == DecisionStatus.PROPOSED)).first()
    closure = db.session.scalars(select(Closure)).first()
    told = db.session.scalars(select(Reach).order_by(Reach.closure_id, Reach.booking_id)).first()
    criteria = current_set()
    bulk = db.session.scalars(select(BulkAction)).first()
    sample = venue_by_slug("di-san-cong-nghiep")
    assert sample
    assert sample.plan
    season, irregular = seasons_of([sample.id])[0], exceptions_from(sample, clock.today())[0]
    venue_photo, thing, quota = venue_photos_of(sample)[0], equipment_at(sample)[0], quotas_of(sample)[0]
    invitation = db.session.scalars(select(Invitation).where(Invitation.space_id == space.id)).first()
    (claim,) = claims(ClaimStatus.WAITING)
    guest = db.session.scalars(select(Guest).where(Guest.proof == Proof.WANTED)).one()
    assert (
        application and certificate and booking and decision and closure and told and criteria and invitation and bulk
    )
    case = decision.application
    review = db.session.scalars(
        select(Review).where(Review.application_id == case.id, Review.reviewer_id == reviewer.id)
    ).one()
    (opinion,) = opinions_of(case)
    (seen,) = visits_of(case)
    (visit,) = db.session.scalars(select(SiteVisit).join(Application).where(Application.space_id == space.id))
    appeal = db.session.scalars(select(Appeal).where(Appeal.status == AppealStatus.FILED)).one()
    condition = db.session.scalars(select(Condition).where(Condition.met_at.is_(None)).order_by(Condition.id)).first()
    supplement = db.session.scalars(select(Supplement).where(Supplement.status == SupplementStatus.OPEN)).one()
    assert condition
    appealed, bound = appeal.decision.application.public_id, condition.decision.application.public_id
    asked_to_add = supplement.application.public_id
    letter = db.session.scalars(select(Mail).where(Mail.template == "opinion_asked").order_by(Mail.id.desc())).first()
    assert letter
    secret = letter.values["token"]["id"]
    (letter_issued,) = letters_of(space.id)
    agreement = all_agreements()[-1]
    handed_in = next(paper for paper in papers_of(agreement.booking) if paper.file_id)
    use = uses_in(letter_issued.issued_on.year)[0]
    asked = opinion_by_link(digest(secret))
    assert asked
    return {
        "": {"slug": booking.venues[0].slug, "public_id": space.public_id, "code": "vi"},
        "account": {"public_id": sign_ins_of(owner.id)[0].public_id},
        "accounts": {"token": links.sign("confirm", "khong-co")},
        "accounts_staff": {"public_id": stranger.public_id},
        "applications": {"public_id": application.public_id, "file_id": _file_in(application), "code": "A1"},
        "agreements": {"public_id": agreement.public_id, "code": agreement.check_code},
        "agreements.ask": {"public_id": agreement.booking.public_id},
        "applications_staff": {"public_id": application.call.public_id},
        "applications.library": {"space_id": application.space.public_id},
        "applications.library_file": {"space_id": application.space.public_id},
        "applications.drop_file": {"space_id": application.space.public_id},
        "benefits_staff": {"code": use.benefit.code, "way": "up", "use_id": use.public_id},
        "after_use": {"public_id": handed.booking.public_id, "photo_id": handed.public_id},
        "checklist_staff": {"public_id": checklist()[0].public_id, "way": "down"},
        "day_staff": {
            "public_id": handed.booking.public_id,
            "photo_id": handed.public_id,
            "stage": handed.stage,
            "slug": handed.booking.venues[0].slug,
        },
        "bookings": {"public_id": booking.public_id},
        "bookings.series": {"public_id": in_series},
        "bookings_staff.series": {"public_id": in_series},
        "bookings.series_act": {"public_id": in_series},
        "booking_papers": {"public_id": agreement.booking.public_id, "paper_id": handed_in.public_id},
        "bookings_staff": {"public_id": booking.public_id},
        "booking_changes": {"public_id": booking.public_id},
        **{
            f"bookings_staff.{act}": {"public_id": closure.public_id} for act in ("lift", "closure", "change_closure")
        },
        **{
            f"bookings_staff.{act}": {"public_id": told.closure.public_id, "booking_id": told.booking.public_id}
            for act in ("closure_letter", "reached", "not_reached")
        },
        "calendar_health": {"public_id": links_of(owner)[0].public_id},
        "calendar_links": {"public_id": links_of(owner)[0].public_id},
        "calendars.field": {"code": "crafts"},
        "calendars_staff": {"public_id": links_of(owner)[0].public_id},
        "calendars.private": {"token": demo.feed_token},
        "calendars.space": {"slug": space.slug},
        "ceremonies_staff": {"public_id": guest.ceremony.public_id, "guest_id": guest.public_id},
        "claims_staff": {"public_id": claim.public_id},
        "criteria_staff": {"public_id": criteria.public_id},
        "applications.supplement": {"public_id": asked_to_add},
        "decisions": {"public_id": application.public_id},
        "decisions.answer_condition": {"public_id": bound, "condition_id": condition.public_id},
        "decisions.file": {"public_id": appealed, "file_id": appeal_files(appeal)[0].public_id},
        "desk_workdays": {"day": "2026-09-02"},
        "dev_mail": {"name": "thu"},
        "evaluations": {
            "public_id": review.public_id,
            "file_id": _file_in(case),
            "opinion_id": opinion.public_id,
        },
        "paper_staff": {"public_id": application.public_id, "file_id": "khong-co", "code": "A1"},
        "post_staff": {"public_id": case.public_id},
        "evaluations_staff": {
            "public_id": case.public_id,
            "file_id": _file_in(case),
            "decision_id": decision.public_id,
            "review_id": review.public_id,
            "bulk_id": bulk.public_id,
            "visit_id": seen.public_id,
            "photo_id": photos_of_visits([seen])[seen.id][0].public_id,
            "opinion_id": opinion.public_id,
            "code": "A1",
            "supplement_id": supplement.public_id,
            "condition_id": condition.public_id,
            "appeal_id": appeal.public_id,
        },
        "evaluations_staff.file_after": {"public_id": appealed, "file_id": appeal_files(appeal)[0].public_id},
        **{f"evaluations_staff.{act}_appeal": {"public_id": appealed} for act in ("answer", "return", "sign")},
        **{f"evaluations_staff.{act}_condition": {"public_id": bound} for act in ("meet", "extend")},
        **{
            f"evaluations_staff.{act}_supplement": {"public_id": asked_to_add}
            for act in ("extend", "lapse", "withdraw")
        },
        "licences_staff": {"code": "exhibition_notice", "way": "up"},
        "memberships": {"number": certificate.number, "code": certificate.check_code, "slug": space.slug},
        "memberships.short": {"code": certificate.short_code},
        "letters": {"public_id": letter_issued.public_id, "code": letter_issued.check_code},
        "letters.of_space": {"public_id": space.public_id},
        "memberships_staff.change": {"change": "suspend"},
        "proofs": {"public_id": guest.public_id},
        "memberships_staff.keep_scan": {"public_id": certificate.space.public_id, "number": certificate.number},
        "renewals.confirm": {"public_id": application.public_id},
        "self_check": {"public_id": application.public_id},
        "opinions": {"token": links.sign("opinion", secret), "file_id": _file_in(asked.application)},
        "calendars.month": {"month": f"{clock.today():%Y-%m}"},
        "calendars.single": {"public_id": booking.public_id},
        "site.event": {"public_id": booking.public_id},
        "site.photo": {"public_id": photo.public_id, "width": str(photo.largest.width)},
        "register.download": {"ending": "json"},
        "register.figure": {"name": "members", "ending": "svg"},
        "register.entry": {"slug": space.slug},
        "site.space": {"slug": space.slug},
        "spaces_claims.new": {"slug": claim.space.slug},
        "spaces_claims.withdraw": {"public_id": claim.public_id},
        "spaces_invitations": {"token": links.sign("invitation", invitation.public_id)},
        "spaces_photos": {"photo_id": photo.public_id},
        "spaces_staff": {"invitation_id": invitation.public_id},
        "spaces_team": {"user_id": owner.public_id, "invitation_id": invitation.public_id},
        "visits": {"public_id": visit.public_id},
        "site.plan": {"public_id": sample.plan.public_id},
        "venue_hours": {"day": str(irregular.day), "first": str(season.first_day), "slug": sample.slug},
        "venues_photos": {"photo_id": venue_photo.public_id, "slug": sample.slug},
        "venues_staff": {"code": "san-khau-kinh", "other": "san-vuon-dong"},
        "venues_staff.thing": {"public_id": thing.public_id},
        "venues_staff.remove_quota": {"public_id": quota.public_id},
    }


def _user(key: str) -> User:
    user = user_by_email(normal_email(f"{key}@{DOMAIN}"))
    assert user is not None
    return user


def _file_in(application: Application) -> str:
    evidence = db.session.scalars(select(Evidence).where(Evidence.application_id == application.id)).first()
    assert evidence is not None
    return evidence.file.public_id


def test_every_route_stands_in_the_table_with_its_guard(demo: Demo) -> None:
    views = {name: view for name, view in demo.app.view_functions.items() if name != "static"}
    guards = {name: getattr(view, "guard").__name__ for name, view in views.items()}  # noqa: B009
    assert guards == {name: door.guard for name, door in DOORS.items()}


def _met(answer: TestResponse) -> str:
    if answer.status_code in {301, 302, 303}:
        return "sign in" if answer.headers["Location"].startswith("/sign-in") else "in"
    return str(answer.status_code) if answer.status_code in {403, 404} or answer.status_code >= 500 else "in"


@pytest.mark.parametrize("name", TRIED)
def test_pages_open_for_whom_the_table_says(
    demo: Demo, routes: list[Route], name: str, record_property: Callable[[str, object], None]
) -> None:
    wrong = []
    asked = [one for one in routes if one.method == "GET"]
    record_property("route_table", (name, len(asked), len({one.endpoint for one in routes})))
    for route in asked:
        answer = demo.clients[name].get(route.path)
        expected = "in" if route.door.lets_in(name) else route.door.refusal(name)
        if _met(answer) != expected or (expected == "in" and answer.status_code not in {200, 302}):
            wrong.append(f"{route.endpoint} {route.path}: {answer.status_code}, not {expected}")
        wrong += [f"{route.endpoint}: {fault}" for fault in _careless(answer, name)]
    assert not wrong, "\n".join(wrong)


def _careless(answer: TestResponse, name: str) -> Iterator[str]:
    """What is wrong with the headers of an answer, whoever got it and whatever it says."""
    headers = answer.headers
    if "unsafe" in headers.get("Content-Security-Policy", "unsafe"):
        yield "no content security policy"
    if headers.get("X-Content-Type-Options") != "nosniff" or not headers.get("Referrer-Policy"):
        yield "no nosniff or no referrer policy"
    if answer.mimetype == "text/html" and name != "nobody" and headers.get("Cache-Control") != "no-store":
        yield f"a signed-in page may be stored: {headers.get('Cache-Control')}"
    if not headers.get("Cache-Control"):
        yield "says nothing about storing"


@pytest.mark.parametrize("name", TRIED)
def test_what_is_sent_is_taken_only_from_whom_the_table_says(
    demo: Demo, routes: list[Route], name: str, record_property: Callable[[str, object], None]
) -> None:
    """With a good token and nothing else, so that the door itself answers; nothing is written for the wrong ones."""
    client, wrong, before, version = demo.clients[name], [], demo.contents(), demo.version()
    asked = [one for one in routes if one.method == "POST" and one.endpoint != "accounts.sign_out"]
    record_property("route_table", (name, len(asked), len({one.endpoint for one in routes})))
    token = _token(demo, name)
    for route in asked:
        door = route.door
        answer = client.post(route.path, data=_under_every_name(token, route.path))
        # Signing in and confirming an address are the two that lead to the sign-in page when they go well.
        met = "in" if route.endpoint == "accounts.confirm" else _met(answer)
        expected = "in" if door.lets_in(name) else door.refusal(name)
        if met != expected or answer.status_code >= 500:
            wrong.append(f"{route.endpoint} {route.path}: {answer.status_code}, not {expected}")
        wrong += [f"{route.endpoint}: {fault}" for fault in _careless(answer, name)]
        if demo.version() != version:
            if not door.may_act(name) and (touched := changed(before, demo.contents())):
                wrong.append(f"{route.endpoint}: {name} changed {touched}")
            demo.reset()
            token, version = _token(demo, name), demo.version()
    assert not wrong, "\n".join(wrong)


def _token(demo: Demo, name: str) -> str:
    """Of a page that everybody may open; one token serves all forms of a session."""
    forms = read(demo.clients[name].get("/sign-in").text).forms
    return next(form.controls[form.token].values[0] for form in forms if form.token)


def _under_every_name(token: str, path: str) -> dict[str, str]:
    """Whatever prefix a form looks for it under."""
    prefixes = (
        "",
        "confirm-",
        "decline-",
        "cancel-",
        "return-",
        "assign-",
        "propose-",
        "sign-",
        "back-",
        "recuse-",
        "opinion-",
        "conflict-",
        "visit-",
        "unvisit-",
        "finish-",
        "photo-",
        "appeal-",
        "appealback-",
        "again-",
        "later-",
    )
    of_a_ceremony = ("ask-", "waive-", "off-", "invite-", "remove-", "issue-", "print-", "sort-", "seats-", "held-")
    more = (
        "suspend-",
        "hours-",
        "exception-",
        "codes-",
        "off-",
        "disable-",
        *of_a_ceremony,
        "close-",
        "correct-",
        "coming-",
        "paper-",
        "noshow-",
        "leave-",
    )
    of_a_guest = ("decline", "waive", "hand", "back", "posted", "unpost")
    of_one = [f"{word}-{part}-" for word in ("met", "extend", "answer", *of_a_guest) for part in path.split("/")]
    return {f"{prefix}csrf_token": token for prefix in (*prefixes, *more, *of_one)}


def test_a_reviewer_opens_only_the_sheets_given_to_them(demo: Demo) -> None:
    with demo.app.app_context():
        mine = _user("mai").id
        others = db.session.scalars(select(Review).where(Review.reviewer_id != mine).order_by(Review.id)).all()
        addresses = [f"/reviews/{one.public_id}" for one in others]
        addresses += [f"/reviews/{one.public_id}/files/{_file_in(one.application)}" for one in others]
    assert addresses
    assert {demo.clients["reviewer"].get(address).status_code for address in addresses} == {404}


def test_everybody_elses_things_are_not_there(demo: Demo) -> None:
    """Every application, space, booking and certificate of the demo, asked for by somebody who owns none of them."""
    with demo.app.app_context():
        own = {space.id for space in spaces_of(_user("hoa"))}
        addresses = []
        for application in db.session.scalars(select(Application)):
            if application.space_id not in own:
                addresses += [
                    f"/my/applications/{application.public_id}{tail}" for tail in ("", "/check", "/receipt")
                ]
        addresses += [f"/my/spaces/{s.public_id}" for s in db.session.scalars(select(Space)) if s.id not in own]
        addresses += [
            f"/bookings/{b.public_id}" for b in db.session.scalars(select(Booking)) if b.space_id not in own
        ]
        addresses += [
            f"/my/certificates/{c.number}/pdf"
            for c in db.session.scalars(select(Certificate))
            if c.space_id not in own
        ]
    assert len(addresses) > 50
    assert [a for a in addresses if demo.clients["stranger"].get(a).status_code != 404] == []

"""The whole demo, or nothing: one transaction."""

from datetime import time, timedelta

from app.accounts import service as accounts
from app.accounts.queries import user_by_email
from app.benefits.papers import make_missing_confirmations
from app.bookings.agreement_papers import make_missing_agreements
from app.core import clock
from app.core.db import db, transact
from app.core.timespan import at
from app.demo.benefits import write_benefits
from app.demo.bookings import Bookings, write_bookings
from app.demo.calendars import write_calendars
from app.demo.cases import Cases, Cast, write_cases
from app.demo.ceremonies import Ceremonies, write_ceremonies
from app.demo.changes import write_changes
from app.demo.closures import write_closures
from app.demo.content import write_content
from app.demo.days import write_days
from app.demo.desk import lose_letters, write_desk
from app.demo.event_pages import DrawnPages, drawn_pages, write_event_pages
from app.demo.events import written_events
from app.demo.guide import write_guide
from app.demo.paper import letter_of_introduction
from app.demo.papers import write_papers
from app.demo.people import PASSWORD, PEOPLE
from app.demo.pictures import DemoPhoto, photos
from app.demo.policy import write_policy
from app.demo.series import write_series
from app.demo.space_pages import write_space_pages
from app.demo.spaces import DemoSpace, invented_spaces, known_spaces
from app.demo.story import Story
from app.demo.venues import DrawnVenue, drawn_venue, write_venues
from app.demo.waiting import write_waiting
from app.files.service import PreparedFile, prepare_bytes
from app.mail.service import put_away
from app.memberships.models import Certificate
from app.memberships.papers import CERTIFICATES
from app.memberships.queries import certificates_without_paper
from app.notices.service import put_away as put_away_notices
from app.papers.making import signing_pen
from app.settings.service import change_setting
from app.spaces import service as spaces
from app.spaces.models import TeamRole
from app.spaces.queries import listed_spaces, spaces_of

BEGINNING = -850
LETTERS_SHOWN = timedelta(days=14)
NEW_NOTICES = 5


def load_demo() -> bool:
    """False when it is there already: what people have changed since is never touched.

    Needs the seed. Letters of the last two weeks are left to the worker; certificates are printed here.
    """
    if user_by_email(PEOPLE[0].email) is not None:
        return False
    password_hash = accounts.hash_password(PASSWORD)
    paper = prepare_bytes(letter_of_introduction(), "giay-gioi-thieu.pdf", "application/pdf")
    invented = invented_spaces()
    drawn = {one.key: photos(one.key, *one.photos) for one in invented}
    venue, pages, now = drawn_venue(), drawn_pages(), clock.now()
    transact(lambda: _tell(Story(now), invented, password_hash, paper, drawn, venue, pages))
    _print_certificates()
    make_missing_confirmations()
    make_missing_agreements()
    transact(lambda: put_away(now - LETTERS_SHOWN))
    transact(lambda: put_away_notices(now - LETTERS_SHOWN, leave=NEW_NOTICES))
    transact(lose_letters)
    return True


def _tell(
    story: Story,
    invented: list[DemoSpace],
    password_hash: str,
    paper: PreparedFile,
    drawn: dict[str, list[DemoPhoto]],
    venue: DrawnVenue,
    pages: DrawnPages,
) -> None:
    cast = Cast({}, {}, {})
    story.on(BEGINNING, "07:30", lambda: _begin(cast, invented, password_hash, drawn))
    story.on(-2, "15:20", lambda: _invite(cast))
    story.on(-30, "10:05", lambda: _list_known(cast))
    story.on(-1, "20:40", lambda: _claim(cast, paper))
    picture = next(iter(drawn.values()))[0].prepared.sizes[-1][2]
    write_cases(Cases(story, cast, paper, picture))
    write_bookings(Bookings(story, cast), written_events())
    write_venues(story, cast, venue)
    write_days(story, cast, picture)
    write_ceremonies(Ceremonies(story, cast))
    write_benefits(story, cast)
    write_papers(story, cast, paper)
    write_waiting(story, cast)
    write_series(story, cast)
    write_changes(story, cast)
    write_policy(story, cast)
    write_closures(story, cast)
    write_event_pages(story, cast, pages)
    write_space_pages(story, cast)
    write_content(story, cast)
    write_calendars(story, cast)
    write_desk(story, cast)
    write_guide(story, cast)
    story.tell()


def _invite(cast: Cast) -> None:
    """Somebody whom Lan waits for."""
    lan, invited = cast.people["lan"], cast.people["tram"]
    spaces.invite(spaces_of(lan)[0], email=invited.email, role=TeamRole.MEMBER, actor=lan)


def _list_known(cast: Cast) -> None:
    """The Centre enters the spaces of a survey."""
    spaces.list_spaces(
        known_spaces(),
        seen=None,
        skip_faulty=False,
        source={"file": "khao-sat-2023.xlsx"},
        actor=cast.people["tuan"],
        demo=True,
    )


def _claim(cast: Cast, paper: PreparedFile) -> None:
    """Somebody says that one of them is theirs, and waits."""
    spaces.claim_space(
        listed_spaces()[0],
        position="Người sáng lập",
        proof="Tên tôi ở trang giới thiệu của không gian. Tôi gửi kèm giấy giới thiệu của nhóm.",
        consent=True,
        file=paper,
        actor=cast.people["tram"],
    )


def _begin(cast: Cast, invented: list[DemoSpace], password_hash: str, drawn: dict[str, list[DemoPhoto]]) -> None:
    for person in PEOPLE:
        user = accounts.add_user(
            email=person.email,
            name=person.name,
            password_hash=password_hash,
            language=person.language,
            confirmed=True,
        )
        if person.role:
            accounts.grant_role(user, person.role, actor=None)
        cast.people[person.key] = user
    for one in invented:
        owner = cast.owners[one.key] = cast.people[one.owner]
        space = cast.spaces[one.key] = spaces.create_space(one.profile, actor=owner, demo=True)
        for member in one.team:
            spaces.add_to_team(space, cast.people[member], TeamRole.MEMBER, actor=owner)
        for photo in drawn[one.key]:
            spaces.add_photo(space, photo.prepared, alt_vi=photo.alt_vi, alt_en=photo.alt_en, actor=owner)
    signatory = {
        "certificate.signatory_name": cast.people["dung"].name,
        "certificate.signatory_title_vi": "Giám đốc Trung tâm (minh họa)",
        "certificate.signatory_title_en": "Director of the Centre (sample)",
    }
    for key, words in signatory.items():
        change_setting(key, words, actor=cast.people["ha"])


def _print_certificates() -> None:
    """Each an hour after it was signed, or on the evening of the day it was issued at a ceremony."""
    with signing_pen() as pen:
        for certificate_id in certificates_without_paper():
            certificate = db.session.get_one(Certificate, certificate_id)
            printed_at = max(
                certificate.event.recorded_at + timedelta(hours=1),
                at(certificate.issued_on, time(16, 10), clock.HOUSE_ZONE),
            )
            with clock.pinned(printed_at):
                CERTIFICATES.make(certificate_id, pen)

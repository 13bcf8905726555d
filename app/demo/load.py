"""The whole demo, or nothing: one transaction."""

from app.accounts import service as accounts
from app.accounts.queries import user_by_email
from app.core import clock
from app.core.db import transact
from app.demo.bookings import Bookings, write_bookings
from app.demo.cases import Cases, Cast, write_cases
from app.demo.paper import letter_of_introduction
from app.demo.people import PASSWORD, PEOPLE
from app.demo.spaces import SPACES
from app.demo.story import Story
from app.files.service import PreparedFile, prepare_bytes
from app.memberships.papers import make_missing_papers
from app.settings.service import change_setting
from app.spaces import service as spaces
from app.spaces.models import TeamRole

BEGINNING = -850
PRINTED = -258  # the day after the latest signature that admits somebody


def load_demo() -> bool:
    """False when it is there already: what people have changed since is never touched.

    Needs the seed. Letters are left to the worker; certificates are printed here.
    """
    if user_by_email(PEOPLE[0].email) is not None:
        return False
    password_hash = accounts.hash_password(PASSWORD)
    paper = prepare_bytes(letter_of_introduction(), "giay-gioi-thieu.pdf", "application/pdf")
    now = clock.now()
    transact(lambda: _tell(Story(now), password_hash, paper))
    with clock.pinned(Story(now).moment(PRINTED, "17:00")):
        make_missing_papers()
    return True


def _tell(story: Story, password_hash: str, paper: PreparedFile) -> None:
    cast = Cast({}, {})
    story.on(BEGINNING, "07:30", lambda: _begin(cast, password_hash))
    write_cases(Cases(story, cast, paper))
    write_bookings(Bookings(story, cast, {space.key: space.owner for space in SPACES}))
    story.tell()


def _begin(cast: Cast, password_hash: str) -> None:
    for person in PEOPLE:
        user = accounts.add_user(email=person.email, name=person.name, password_hash=password_hash, confirmed=True)
        if person.role:
            accounts.grant_role(user, person.role, actor=None)
        cast.people[person.key] = user
    for one in SPACES:
        space = spaces.create_space(one.profile, actor=cast.people[one.owner], demo=True)
        for member in one.team:
            spaces.add_to_team(space, cast.people[member], TeamRole.MEMBER, actor=cast.people[one.owner])
        cast.spaces[one.key] = space
    signatory = {
        "certificate.signatory_name": cast.people["dung"].name,
        "certificate.signatory_title_vi": "Giám đốc Trung tâm (minh họa)",
        "certificate.signatory_title_en": "Director of the Centre (sample)",
    }
    for key, words in signatory.items():
        change_setting(key, words, actor=cast.people["ha"])

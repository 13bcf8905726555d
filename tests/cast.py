"""Who appears in the tests, always in the same relations: Lan owns a space, Minh is on her team, Hoa is a stranger
with a space of her own, Tuấn and Thu coordinate, Mai and Sơn review, Dũng approves, Hà administers."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries, service
from app.accounts.models import Role, User
from app.accounts.views import COOKIE_KEY
from app.accounts.views.signed_in import browser
from app.core.db import transact

PASSWORD = "cầu kính soi bóng nước"
STAFF = {
    "tuan": ("Trần Tuấn", Role.COORDINATOR),
    "thu": ("Lê Thu", Role.COORDINATOR),
    "mai": ("Đỗ Mai", Role.REVIEWER),
    "son": ("Vũ Sơn", Role.REVIEWER),
    "dung": ("Phạm Dũng", Role.APPROVER),
    "ha": ("Ngô Hà", Role.ADMINISTRATOR),
}
OPERATORS = {"lan": "Nguyễn Lan", "minh": "Bùi Minh", "hoa": "Hoàng Hoa"}


def load_cast() -> None:
    """Part of the template database: hashing once a run is enough."""
    password_hash = service.hash_password(PASSWORD)
    for key, name in (OPERATORS | {k: v[0] for k, v in STAFF.items()}).items():
        user = service.add_user(email=email_of(key), name=name, password_hash=password_hash, confirmed=True)
        if key in STAFF:
            service.grant_role(user, STAFF[key][1], actor=None)


def email_of(key: str) -> str:
    return f"{key}@example.org"


@dataclass
class Cast:
    app: Flask

    def user(self, key: str) -> User:
        """The row, inside the current app context."""
        user = queries.user_by_email(email_of(key))
        assert user is not None
        return user

    def client(self, key: str, language: str = "vi") -> FlaskClient:
        """A browser-less client signed in as that person: as the form does it, which `tests/accounts` asks of the form."""
        client = self.app.test_client()
        client.set_cookie("lang", language)
        with self.app.test_request_context("/sign-in"):
            user = self.user(key)
            user_id, checked = user.id, user.password_hash
            step = transact(lambda: service.begin_sign_in(user_id, browser(), checked_hash=checked))
        assert step.signed_in
        with client.session_transaction() as session:
            session[COOKIE_KEY], session.permanent = step.secret, True
        return client

"""What the check page tells by the time it takes: nothing. Codes nobody has, what cannot be a code, and numbers that do
exist but open nothing are asked 30 times each, in turn; the medians of their CPU time must lie within 10 % of the first.
Beside it what a badge costs, as a ratio to the page that asks nothing of the database, in the same run."""

import gc
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import config, create_app
from app.accounts.models import User
from app.accounts.queries import user_by_email
from app.accounts.service import add_user, hash_password
from app.core import clock, schema
from app.core.db import make_engine, transact
from app.memberships.models import Certificate, Grade
from app.memberships.rules import CODE_LENGTH, CODE_SIGNS, SHORT_CODE_LENGTH
from app.memberships.service import admit
from app.papers.service import badge_svg
from app.seed import seed
from app.spaces.rules import Profile
from app.spaces.service import create_space

TRIES, MEMBERS, WITHIN = 30, 100, 0.10
TRIVIAL = "/privacy"
Known = list[tuple[str, str, str]]  # number, check code, short code


def _app(folder: Path) -> Flask:
    settings = config.load({"MODE": "test", "INSTANCE": str(folder), "SECRET_KEY": "bench-" * 10})
    engine = make_engine(settings.database_url)
    schema.upgrade(engine)
    engine.dispose()
    return create_app(settings)


def _members() -> Known:
    owner = user_by_email("lan@bench.example") or add_user(
        email="lan@bench.example",
        name="Lan",
        password_hash=hash_password("bench-cau-kinh-2026"),
        confirmed=True,
    )
    return [_shown(_member(n, owner)) for n in range(MEMBERS)]


def _member(n: int, owner: User) -> Certificate:
    profile = Profile(
        name_vi=f"Không gian {n}",
        name_en=None,
        summary_vi="Một không gian.",
        kinds=["online"],
        ownership="private",
    )
    certificate = admit(
        create_space(profile, actor=owner),
        grade=Grade.FULL,
        effective_on=clock.today(),
        term_months=24,
        decision_number="12/QĐ",
        decision_on=clock.today(),
        criteria_label="thu 0.1",
        actor=None,
    )
    assert certificate is not None
    return certificate


def _shown(certificate: Certificate) -> tuple[str, str, str]:
    return certificate.number, certificate.check_code, certificate.short_code


def _code(length: int) -> str:
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(length))


def _one_off(code: str) -> str:
    return code[:-1] + CODE_SIGNS[CODE_SIGNS.index(code[-1]) - 1]


def _medians(client: FlaskClient, kinds: dict[str, Callable[[int], str]]) -> dict[str, float]:
    """In turns, each time in another order, so that what slows the machine slows all of them alike. Every try comes
    from another address: no brake."""
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for n in range(-3, TRIES):  # the first three warm up
        for kind, address in random.sample(sorted(kinds.items()), len(kinds)):
            path, client_address = address(n), f"10.0.{n + 10}.{list(kinds).index(kind)}"
            gc.collect()
            begin = time.process_time()
            answer = client.get(path, environ_base={"REMOTE_ADDR": client_address})
            spent = time.process_time() - begin
            assert answer.status_code == 404, (path, answer.status_code)
            if n >= 0:
                taken[kind].append(spent)
    return {kind: statistics.median(values) for kind, values in taken.items()}


def _report(where: str, medians: dict[str, float]) -> bool:
    floor = next(iter(medians.values()))
    alike = True
    for kind, median in medians.items():
        off = median / floor - 1
        alike = alike and abs(off) <= WITHIN
        print(f"{where:8} {kind:40} {median * 1000:6.2f} ms CPU  {off:+6.1%}")
    return alike


def _cpu(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(5):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def _badge(client: FlaskClient) -> None:
    path = "/badge/khong-gian-1.svg"
    tag = client.get(path).headers["ETag"]
    floor = _cpu(lambda: client.get(TRIVIAL))

    def drawn() -> None:
        badge_svg.cache_clear()
        assert client.get(path).status_code == 200

    for name, work in (
        ("drawn anew", drawn),
        ("drawn before", lambda: client.get(path)),
        ("304", lambda: client.get(path, headers={"If-None-Match": tag})),
    ):
        median = _cpu(work)
        print(f"badge    {name:40} {median * 1000:6.2f} ms CPU  {median / floor:.2f} × {TRIVIAL}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        with app.app_context():
            transact(seed)
            known = transact(_members)
        client = app.test_client()
        verify = _medians(
            client,
            {
                "a code nobody has": lambda _n: f"/verify/{_code(CODE_LENGTH)}",
                "the same again (the machine's own swing)": lambda _n: f"/verify/{_code(CODE_LENGTH)}",
                "too short for a code": lambda _n: f"/verify/{_code(CODE_LENGTH - 1)}",
                "a code with a sign no code has": lambda _n: f"/verify/{_code(CODE_LENGTH - 1)}u",
                "one sign off a code that exists": lambda n: f"/verify/{_one_off(known[n][1])}",
                "a number nobody has": lambda n: f"/verify/KGST-1999-{n + 100}",
                "a number that exists, and has a code": lambda n: f"/verify/{known[n][0]}",
                "a short code that exists": lambda n: f"/verify/{known[n][2]}",
            },
        )
        short = _medians(
            client,
            {
                "a code nobody has": lambda _n: f"/r/{_code(SHORT_CODE_LENGTH)}",
                "too short for a code": lambda _n: f"/r/{_code(SHORT_CODE_LENGTH - 1)}",
                "a check code that exists": lambda n: f"/r/{known[n][1]}",
                "a number that exists": lambda n: f"/r/{known[n][0]}",
            },
        )
        alike = [_report("/verify", verify), _report("/r", short)]
        print(f"         all within {WITHIN:.0%}" if all(alike) else f"         NOT all within {WITHIN:.0%}")
        _badge(client)


if __name__ == "__main__":
    main()

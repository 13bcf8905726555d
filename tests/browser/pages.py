"""Every page a role can reach, as the server sends it: by links, and where letters and forms lead further."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext
from pyotp import TOTP
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app.accounts.queries import user_by_email
from app.applications.models import Application, ApplicationStatus, Channel
from app.bookings.models import Booking, BookingStatus
from app.ceremonies.models import Guest
from app.core import clock
from app.core.db import db, transact
from app.demo import days, series, venues
from app.demo.people import PASSWORD
from app.evaluations.models import BulkAction, SiteVisit, VisitStatus
from app.memberships.models import Certificate
from app.memberships.queries import members_of, name_requests, roll
from app.spaces.models import Space, TeamMember, TeamRole
from app.spaces.queries import listed_spaces
from app.spaces.service import add_to_team
from tests.accounts.factories import key_on
from tests.browser.conftest import PASSWORDS, PATIENCE, Site, wait_for
from tests.memberships.lists import Row, as_csv, row
from tests.web.demo import read as read_forms

LANGUAGES = ("vi", "en")
# As the list of demo accounts calls them. Of one somebody awaits all that can be awaited of a team (`_awaited`). The two
# at the end stand at a door: nobody yet, or only half signed in.
ROLES = ("operator_approved", "operator_draft", "operator_stranger", "operator_awaited", "coordinator", "reviewer",
         "approver", "administrator", "nobody", "half")  # fmt: skip
AWAITED = "quyen@cau-kinh.example"
KEPT_ADDRESSES = (
    "/desk/schedule",
    "/desk/schedule/month",
)  # no page leads there any more, but people may have kept them
_EACH = 2
_FILES = {".ics", ".pdf", ".webp", "/pdf"}  # fetched once each: no page comes of them


def sign_in(window: BrowserContext, site: Site, email: str) -> None:
    page = window.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORDS[email])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.close()


@dataclass(frozen=True)
class Seen:
    """One answer. `kind` is the endpoint, or the status of a page that says no."""

    path: str
    kind: str
    html: str


@dataclass
class Tour:
    """What every role sees in both languages, each fetched once for all tests."""

    chromium: Browser
    site: Site
    app: Flask  # on the same instance, to be asked which address belongs to which endpoint
    states: dict[str, Any] = field(default_factory=dict)  # the cookies of a role
    answered: dict[str, set[str]] = field(default_factory=dict)  # by language, the kinds of pages that were seen
    files: set[str] = field(default_factory=set)  # endpoints that sent something else, or somewhere else
    tried: dict[tuple[str, frozenset[str]], int] = field(default_factory=dict)  # how often in `VIEWS`, by build
    seconds: float = 0.0
    _starts: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[tuple[str, str], list[Seen]] = field(default_factory=dict)

    def seen(self, role: str, language: str) -> list[Seen]:
        if (role, language) not in self._seen:
            began = time.monotonic()
            window = self.window(role, language)
            walked = self._walk if language == LANGUAGES[0] else self._again
            self._seen[role, language] = list(walked(window.request, role, language))
            window.close()
            self.seconds += time.monotonic() - began
        return self._seen[role, language]

    def window(self, role: str, language: str, **options: Any) -> BrowserContext:
        if not self._starts:
            self._prepare()
        window = self.chromium.new_context(
            base_url=self.site.url, storage_state=self.states[role], reduced_motion="reduce", **options
        )
        window.set_default_timeout(PATIENCE)
        window.add_cookies([{"name": "lang", "value": language, "url": self.site.url}])
        return window

    @cached_property
    def routes(self) -> MapAdapter:
        return self.app.url_map.bind(urlsplit(self.site.url).netloc)

    def endpoint(self, path: str) -> str:
        try:
            return str(self.routes.match(path, "GET")[0])
        except HTTPException as refused:
            return str(refused.code)

    def _again(self, request: APIRequestContext, role: str, language: str) -> Iterator[Seen]:
        """One of each kind that the first language led to."""
        kinds = {one.kind: one.path for one in reversed(self.seen(role, LANGUAGES[0]))}
        for kind, path in sorted(kinds.items()):
            answer = request.get(path)
            html = _html(answer)
            assert html is not None, path
            assert (self.endpoint(urlsplit(answer.url).path) if answer.ok else f"{answer.status}") == kind, path
            self.answered.setdefault(language, set()).add(kind)
            yield Seen(path, kind, html)

    def _walk(self, request: APIRequestContext, role: str, language: str) -> Iterator[Seen]:
        """Two addresses of each kind: of an endpoint with the same names in its query."""
        waiting = ["/", *self._starts[role]]
        known, kinds = set(waiting), Counter[str]()
        while waiting:
            path = waiting.pop(0)
            answer = request.get(path)
            endpoint, html = self.endpoint(urlsplit(path).path), _html(answer)
            assert answer.status < 500, (path, answer.status)
            if html is None:
                self.files.add(endpoint)
                continue
            landed = urlsplit(answer.url).path
            kind = self.endpoint(landed) if answer.ok else f"{answer.status}"
            if landed != urlsplit(path).path:
                self.files.add(endpoint)
            self.answered.setdefault(language, set()).add(kind)
            yield Seen(landed if answer.ok and landed != urlsplit(path).path else path, kind, html)
            for target in self._targets(path, html):
                parts = urlsplit(target)
                kind = self.endpoint(parts.path) + "?" + ",".join(sorted({key for key, _ in parse_qsl(parts.query)}))
                most = 1 if parts.path.endswith(tuple(_FILES)) else _EACH
                if target not in known and kinds[kind] < most:
                    kinds[kind] += 1
                    known.add(target)
                    waiting.append(target)

    def _targets(self, path: str, html: str) -> Iterator[str]:
        for href in read(html).links:
            target = urlsplit(urljoin(self.site.url + path, href))
            ours = f"{target.scheme}://{target.netloc}" == self.site.url
            # The language stays the one asked for; what a letter leads to stands in `_doors`.
            if ours and not target.path.startswith(("/static/", "/language/")) and not path.startswith("/dev/mail/"):
                yield target.path + (f"?{target.query}" if target.query else "")

    def _prepare(self) -> None:
        """Everybody signed in, and on the way what has to be done before some pages can be seen at all."""
        accounts = self.site.accounts() | {"operator_awaited": [AWAITED]}
        PASSWORDS[AWAITED] = PASSWORD
        for role in ROLES:
            window = self.chromium.new_context(base_url=self.site.url)
            self._starts[role] = ["/khong-co-trang-nay"]
            if role in accounts:
                email = accounts[role][0]
                send(window.request, "/sign-in", email=email, password=PASSWORDS[email])
                self._starts[role] += ["/home", "/sign-out"]
            match role:
                case "operator_approved":
                    told, dates = self._booking(days.UNTOLD.vi), self._booking(series.TITLE, BookingStatus.CONFIRMED)
                    self._starts[role] += [
                        f"/my/certificates/{self._number()}/scan",
                        f"/bookings/{told.public_id}/report",
                        f"/my/bookings/series/{dates.series_id}",
                        f"/bookings/{dates.public_id}/change",
                    ]
                    send(window.request, f"/bookings/{dates.public_id}/change", expected_people="60")
                case "operator_draft":
                    send(window.request, "/account/email", email="minh.moi@example.org", password=PASSWORDS[email])
                    self._starts[role] += [
                        "/account/email/sent",
                        self._linked("minh.moi@example.org", "change-email"),
                    ]
                    # What the browser keeps of it has its link on the page of applications.
                    send(
                        window.request,
                        "/self-check",
                        button="/self-check/keep",
                        kinds="library",
                        asked="1",
                        **{"item-A1": "yes"},
                    )
                case "operator_stranger":
                    self._starts[role] += [
                        self._unclaimed(),
                        f"/bookings/{self._booking(days.NOBODY.vi).public_id}/no-show",
                    ]
                    send(window.request, "/account/second-factor", password=PASSWORDS[email])
                    self._starts[role] += ["/account/second-factor/enrol"]
                case "operator_awaited":
                    self._starts[role] += self._awaited()
                case "coordinator" | "approver":
                    self._starts[role] += [*self._cases(), *self._members(), *KEPT_ADDRESSES, *self._places()]
                case "administrator":
                    entered = self._listed(window.request, row(1), row(2))
                    send(window.request, entered)
                    faulty = self._listed(window.request, row(3), row(4, **{"Ngày cấp": "?"}))
                    self._starts[role] += [entered, faulty]
                case "nobody":
                    self._starts[role] += self._doors(window.request)
                case "half":
                    self._stand_between(window.request)
                    self._starts[role] += ["/sign-in/code"]
            self.states[role] = window.storage_state()
            window.close()

    def _doors(self, request: APIRequestContext) -> list[str]:
        """Letters were written by what `_prepare` did before, and by the demo."""
        newcomer, password = "khach.moi@example.org", "giấy dó phơi trên dây"
        send(
            request, "/sign-up", name="Đỗ Quỳnh Chi", email=newcomer, password=password, repeat=password, consent="y"
        )
        lan = self.site.accounts()["operator_approved"][0]
        send(request, "/forgot-password", email=lan)
        return [
            *("/healthz", "/readyz", "/robots.txt", "/.well-known/security.txt", "/calendars/public.ics"),
            *("/dev/components", "/dev/mail", "/privacy", "/sign-up/check-mail"),
            "/forgot-password/sent",
            self._linked(newcomer, "confirm"),
            self._linked(lan, "reset-password"),
            self._linked("tram@", "invitations"),
            self._linked("hang.dam@", "opinions"),
            "/confirm/khong-dung",
            "/verify/KGST-1999-0001",
            f"/venues/{venues.SAMPLE}",
            "/r/KGST",
            *self._asked_for(),
        ]

    def _awaited(self) -> list[str]:
        """On the teams of spaces that were asked for more, will be visited and have appealed, beside the one whose name
        is on a proof. Two pages of each kind are looked at, so these are named."""
        with self.app.app_context():
            returned, appealed = (
                db.session.scalars(select(Application).where(Application.status == status)).first()
                for status in (ApplicationStatus.RETURNED, ApplicationStatus.APPEALED)
            )
            visit = db.session.scalars(select(SiteVisit).where(SiteVisit.status == VisitStatus.PLANNED)).first()
            proof = db.session.scalars(
                select(Guest)
                .join(TeamMember, TeamMember.space_id == Guest.space_id)
                .where(TeamMember.user.has(email=AWAITED))
            ).first()
            assert returned
            assert appealed
            assert visit
            assert proof
            transact(lambda: self._join(returned.space_id, appealed.space_id, visit.application.space_id))
            return [
                f"/my/applications/{returned.public_id}",
                f"/my/applications/{appealed.public_id}/decision",
                f"/my/applications/renew/{proof.space.public_id}",
                f"/my/visits/{visit.public_id}",
                f"/my/proofs/{proof.public_id}",
            ]

    def _number(self) -> str:
        """Of a certificate of Lan's that has no scan yet."""
        with self.app.app_context():
            lan = user_by_email(self.site.accounts()["operator_approved"][0])
            assert lan
            return members_of(lan, clock.today())[0].certificates[0].number

    def _join(self, *space_ids: int) -> None:
        her = user_by_email(AWAITED)
        assert her
        for space_id in space_ids:
            add_to_team(db.session.get_one(Space, space_id), her, TeamRole.MEMBER, actor=None)

    def _members(self) -> list[str]:
        """One in each standing, which decides what can be done to it; one whose certificate waits for its ceremony, and
        one that asks for another name. And the letter that lies beside a certificate in the post."""
        with self.app.app_context():
            chosen = {member.standing.status: member.space.public_id for member in roll(clock.today())}
            guests = db.session.scalars(select(Guest).order_by(Guest.id)).all()
            awaited, posted = guests[-1], next(one for one in guests if one.posted_on)
            renamed = db.session.scalars(select(Space).where(Space.id.in_(name_requests()))).all()
            return [
                *(f"/desk/members/{one}" for one in chosen.values()),
                *(f"/desk/members/{one.public_id}" for one in (awaited.space, *renamed)),
                f"/desk/ceremonies/{posted.ceremony.public_id}/rest/{posted.public_id}/letter",
            ]

    def _asked_for(self) -> list[str]:
        """What forms by GET and what a paper or another site lead to, and no link."""
        with self.app.app_context():
            certificate = db.session.scalars(select(Certificate).order_by(Certificate.id)).first()
            assert certificate
            day = f"on={certificate.issued_on.isoformat()}"
            return [
                f"/register?{day}",
                f"/register/{certificate.space.slug}?{day}",
                f"/verify/{certificate.check_code}?{day}",
                f"/r/{certificate.short_code}",
                f"/badge/{certificate.space.slug}.svg",
            ]

    def _booking(self, title: str, *status: BookingStatus) -> Booking:
        """One that the demo tells of. A walk meets two bookings, and not those in every state."""
        with self.app.app_context():
            named = select(Booking).where(Booking.title_vi == title, Booking.status.in_(status or BookingStatus))
            return db.session.scalars(named.order_by(Booking.id)).first()  # type: ignore[return-value]

    def _places(self) -> list[str]:
        """The venue of which the demo has said everything, the series that waits for answers, and a booking that was
        handed over and taken back."""
        sample = f"/desk/venues/{venues.SAMPLE}"
        return [
            f"{sample}/hours",
            f"{sample}/photos",
            f"/desk/series/{self._booking(series.TITLE).series_id}",
            f"/desk/bookings/{self._booking(days.TOLD.vi).public_id}/day",
        ]

    def _unclaimed(self) -> str:
        with self.app.app_context():
            return f"/my/claims/of/{listed_spaces()[-1].slug}"

    def _cases(self) -> list[str]:
        """One in each state: what the page of a case leads to depends on it."""
        with self.app.app_context():
            rows = db.session.execute(
                select(func.max(Application.public_id))
                .where(Application.case_code.is_not(None))
                .group_by(Application.status)
            )
            bulk = db.session.scalars(select(BulkAction.public_id).order_by(BulkAction.id)).first()
            paper = select(Application.public_id).where(Application.channel == Channel.PAPER)
            return [
                *(f"/desk/applications/{row[0]}" for row in rows),
                f"/desk/applications/bulk/{bulk}",
                *(f"/desk/paper/{one}" for one in db.session.scalars(paper.order_by(Application.case_code.desc()))),
            ]

    def _listed(self, request: APIRequestContext, *rows: Row) -> str:
        """The preview of a list of members; two that come in leave spaces which nobody owns yet."""
        file = ("danh-sach.csv", "text/csv", as_csv(list(rows)))
        return urlsplit(send(request, "/desk/members/import", file=file).url).path

    def _stand_between(self, request: APIRequestContext) -> None:
        """Password given, code not yet."""
        email = "khoi@cau-kinh.example"
        password = next(iter(PASSWORDS.values()))
        send(request, "/sign-in", email=email, password=password)
        enrolment = send(request, "/account/second-factor", password=password)
        send(request, "/account/second-factor/enrol", code=TOTP(key_on(enrolment.text())).now())
        send(request, "/sign-out", form="/sign-out")
        send(request, "/sign-in", email=email, password=password)

    def _linked(self, address: str, what: str) -> str:
        def found() -> str | None:
            letters = "\n".join(self.site.letters_to(address))
            links = re.findall(rf"{self.site.url}(/{what}/\S+)", letters)
            return links[-1] if links else None

        return str(wait_for(found))


def send(
    request: APIRequestContext,
    page: str,
    *,
    form: str = "",
    button: str = "",
    file: tuple[str, str, bytes] | None = None,
    **given: str,
) -> APIResponse:
    """Fill in the page's last form, or the one that goes to `form`, and follow to where it leads, or where its `button`
    sends it."""
    shown = request.get("/" if form else page)
    forms = [one for one in read_forms(shown.text()).forms if one.method == "post"]
    wanted = [one for one in forms if one.action == form] if form else [f for f in forms if f.action != "/sign-out"]
    chosen = wanted[-1]
    values: dict[str, Any] = {name: many[0] for name, many in chosen.untouched().items()} | given
    to = urljoin(shown.url, button or chosen.action)
    if file:
        name, mime, body = file
        values["file"] = {"name": name, "mimeType": mime, "buffer": body}
        return _gone_well(request.post(to, multipart=values, headers={"Referer": shown.url}))
    return _gone_well(request.post(to, form=values, headers={"Referer": shown.url}))


def _gone_well(answer: APIResponse) -> APIResponse:
    assert answer.ok, (answer.url, answer.status, read(answer.text()).headings)
    return answer


def _html(answer: APIResponse) -> str | None:
    return answer.text() if "text/html" in answer.headers["content-type"] else None


@dataclass
class Read(HTMLParser):
    """What the tests ask of a page."""

    links: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    forms_without_token: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._in: str | None = None
        self._form: tuple[bool, bool] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = dict(attributes)
        if a.get("id"):
            self.ids[a["id"] or ""] += 1
        match tag:
            case "a" if a.get("href"):
                self.links.append(a["href"] or "")
            case "h1":
                self._in = "h1"
                self.headings.append("")
            case "title" if not self.title:
                self._in = "title"
            case "form":
                self._form = ((a.get("method") or "get").lower() == "post", False)
            case "input" if (a.get("name") or "").endswith("csrf_token") and self._form:
                self._form = (self._form[0], True)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = None
        if tag == "form" and self._form:
            self.forms_without_token += self._form == (True, False)
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._in == "h1":
            self.headings[-1] += data
        elif self._in == "title":
            self.title += data


def read(html: str) -> Read:
    page = Read()
    page.feed(html)
    return page


def build(html: str) -> frozenset[str]:
    """What a page's own part is made of, whatever it says and however often: elements, classes, all they stand in."""
    builder = _Build()
    builder.feed(html.partition("<main")[2].partition("</main>")[0])
    return frozenset(builder.found)


class _Build(HTMLParser):
    _VOID = frozenset({"input", "br", "hr", "img", "path", "rect", "use", "circle", "line", "stop", "source", "meta"})
    _TELLING = ("class", "type", "role", "aria-current", "aria-invalid", "open", "disabled")

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._chain: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = ",".join(
            f"{name}={value}" for name, value in sorted(attributes, key=lambda pair: pair[0]) if name in self._TELLING
        )
        self._chain.append(f"{tag}[{told}]")
        self.found.add(" ".join(self._chain))
        if tag in self._VOID:
            self._chain.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID and self._chain:
            self._chain.pop()

"""A person's private feeds: one address for each device."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.bookings.words import ACTIVITY_KINDS
from app.calendars import choices, queries, rules, service, words
from app.calendars.choices import Choice
from app.calendars.client_words import FAMILY_NAMES
from app.calendars.contents import contents
from app.calendars.definition import Definition
from app.calendars.forms import DeviceForm, FeedLinkForm
from app.calendars.models import FeedLink, Scope
from app.calendars.views.answers import site
from app.calendars.views.offers import Subscription, feed_url
from app.core import clock
from app.core.ids import new_secret
from app.spaces.queries import space_by_public_id, spaces_of
from app.spaces.words import FIELD_NAMES
from app.venues.queries import venues_by_id
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page

blueprint = Blueprint("calendar_links", __name__, url_prefix="/my/calendars")


@blueprint.route("", methods=["GET", "POST"])
@guard(signed_in)
def mine() -> Response:
    form = FeedLinkForm(spaces_of(actor()))
    if form.validate_on_submit() and form.attempt(lambda: _make(form)):
        return _shown_once(form.outcome, form.name.data or "", personal=False)
    return _list(ready=form)


@blueprint.post("/devices")
@guard(signed_in)
def add_device() -> Response:
    form = DeviceForm(_choice().depth)
    if form.validate_on_submit():
        name, depth, key = form.name.data or "", choices.depth_named(form.depth.data or ""), form.once.data or ""
        if form.attempt(
            lambda: service.add_device(name=name, depth=depth, actor=actor(), language=locale(), key=key)
        ):
            return _shown_once(form.outcome, name, personal=True)
    return _list(device=form)


@blueprint.post("/<public_id>/renew")
@guard(signed_in)
def renew(public_id: str) -> Response:
    return _replace(public_id, lambda link, key: service.renew_link(link, actor=actor(), key=key))


@blueprint.post("/<public_id>/join")
@guard(signed_in)
def join(public_id: str) -> Response:
    return _replace(
        public_id, lambda link, key: service.join_personal(link, actor=actor(), language=locale(), key=key)
    )


@blueprint.post("/<public_id>/revoke")
@guard(signed_in)
def revoke(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: _revoke(public_id)):
        flash(_("Đã thu hồi đường dẫn “%(name)s”. Thiết bị dùng nó không nhận lịch nữa.", name=form.outcome))
        return redirect(url_for("calendar_links.mine"))
    return _list(refused=form)


def how_many(definition: Definition) -> int:
    """Events that a feed holds now."""
    return contents(definition, today=clock.today(), site=site()).count()


def _make(form: FeedLinkForm) -> str:
    scope, _dash, public_id = (form.scope.data or "").partition("-")
    space = found(space_by_public_id(public_id)) if public_id else None
    return service.make_link(
        name=form.name.data or "",
        scope=scope,
        space_id=space.id if space else None,
        actor=actor(),
        key=form.once.data or "",
    )


def _replace(public_id: str, put: Callable[[FeedLink, str], str]) -> Response:
    """`put` is the service that makes a new address of an old one. Pressed twice, it shows the same one again."""
    key = request.form.get("once", "")

    def act() -> tuple[str, str, bool]:
        if before := service.replaced_before(public_id, actor=actor(), key=key):
            secret = choices.secret_from(key, actor().id, public_id)
            return str(secret), before.name, before.scope == Scope.PERSONAL
        link = found(queries.link_for(actor(), public_id))
        personal = link.scope == Scope.PERSONAL or request.endpoint == "calendar_links.join"
        return put(link, key), link.name, personal

    form = BaseForm()
    if form.validate_on_submit() and form.attempt(act):
        secret, name, personal = form.outcome
        return _shown_once(secret, name, personal=personal)
    return _list(refused=form)


def _revoke(public_id: str) -> str:
    link = found(queries.link_for(actor(), public_id))
    service.revoke_link(link, actor=actor())
    return link.name


def _choice() -> Choice:
    return choices.within_rights(service.choice_of(actor(), language=locale()), actor())


def _list(
    ready: FeedLinkForm | None = None, device: DeviceForm | None = None, refused: BaseForm | None = None
) -> Response:
    """`refused` is the form of a button that found its link in no state to be pressed."""
    stored = service.choice_of(actor(), language=locale())
    choice = choices.within_rights(stored, actor())
    links = [(link, rules.is_alive(link, actor())) for link in queries.links_of(actor())]
    shown: dict[str, Any] = {
        "ready": ready or FeedLinkForm(spaces_of(actor())),
        "device": device or DeviceForm(choice.depth),
        "refused": refused,
        "devices": [one for one in links if one[0].scope == Scope.PERSONAL],
        "ready_links": [one for one in links if one[0].scope != Scope.PERSONAL],
        "links_count": len(links),
        "choice": choice,
        "chosen": told(choice),
        "lost": lost(stored, choice),
        "events": how_many(choices.definition_of(choice, actor())),
        "told_of": _told_of,
        "client_names": FAMILY_NAMES,
        "limit": rules.LINKS_EACH,
        "once": new_secret(),
    }
    return page("calendars/links.html", form=refused or device or ready, **shown)


def told(choice: Choice) -> dict[str, Any]:
    """A choice in words, for pages."""
    chosen = choice.chosen
    return {
        "parts": [words.PART_NAMES[part] for part in chosen.parts],
        "venues": venues_by_id(chosen.venue_ids) if chosen.venue_ids else [],
        "spaces": queries.spaces_chosen(chosen.space_ids),
        "fields": [FIELD_NAMES[code] for code in chosen.fields if code in FIELD_NAMES],
        "kinds": [ACTIVITY_KINDS[code] for code in choice.activity_kinds if code in ACTIVITY_KINDS],
        "depth": words.DEPTH_NAMES[choice.depth],
        "language": words.LANGUAGE_NAMES[choice.language],
        "past": words.PAST_NAMES[choice.past_days],
        "future": words.FUTURE_NAMES[choice.future_days],
    }


def lost(stored: Choice, choice: Choice) -> list[object]:
    """What was chosen once and is no longer shown, in words."""
    gone: list[object] = [words.PART_NAMES[part] for part in stored.chosen.parts if part not in choice.chosen.parts]
    if len(venues_by_id(stored.chosen.venue_ids)) < len(stored.chosen.venue_ids):
        gone.append(_("địa điểm không còn trong danh sách"))
    if len(queries.spaces_chosen(stored.chosen.space_ids)) < len(stored.chosen.space_ids):
        gone.append(_("không gian không còn trong danh sách"))
    return gone


def _told_of(link: FeedLink) -> tuple[object, object | None]:
    """What an address shows, and of which depth."""
    space = queries.spaces_chosen([link.space_id]) if link.space_id else []
    depth = choices.depth_named(link.depth)
    shows = words.READY_NAMES[choices.shows(link)]
    return (space[0] if space else shows), words.DEPTH_SHORT[depth] if link.scope == Scope.PERSONAL else None


def _shown_once(secret: str, name: str, *, personal: bool) -> Response:
    """Answered to the form itself: the secret exists nowhere else, so there is no address that shows it again."""
    if personal:  # its language is chosen on its page, so the address needs none
        href = current_app.config["SETTINGS"].site_url + url_for("calendars.private", token=secret)
    else:
        href = feed_url("calendars.private", token=secret)
    return page(
        "calendars/made.html",
        offer=Subscription(key="new", title=name, href=href),
        personal=personal,
    )

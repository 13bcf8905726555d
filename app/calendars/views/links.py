"""A person's private feeds: one address for each device."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.calendars import queries, rules, service
from app.calendars.client_words import FAMILY_NAMES
from app.calendars.forms import SCOPE_NAMES, FeedLinkForm
from app.calendars.views.offers import Subscription, feed_url
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page

blueprint = Blueprint("calendar_links", __name__, url_prefix="/my/calendars")


@blueprint.route("", methods=["GET", "POST"])
@guard(signed_in)
def mine() -> Response:
    form = FeedLinkForm()
    if form.validate_on_submit():
        name, scope = form.name.data or "", form.scope.data
        if form.attempt(lambda: service.make_link(name=name, scope=scope, actor=actor())):
            return _shown_once(form.outcome, name)
    return _list(form)


@blueprint.post("/<public_id>/renew")
@guard(signed_in)
def renew(public_id: str) -> Response:
    def act() -> tuple[str, str]:
        link = found(queries.link_for(actor(), public_id))
        return service.renew_link(link, actor=actor()), link.name

    form = BaseForm()
    if form.validate_on_submit() and form.attempt(act):
        return _shown_once(*form.outcome)
    return _list(FeedLinkForm(), refused=form)


@blueprint.post("/<public_id>/revoke")
@guard(signed_in)
def revoke(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(lambda: _revoke(public_id)):
        flash(_("Đã thu hồi đường dẫn “%(name)s”. Thiết bị dùng nó không nhận lịch nữa.", name=form.outcome))
        return redirect(url_for("calendar_links.mine"))
    return _list(FeedLinkForm(), refused=form)


def _revoke(public_id: str) -> str:
    link = found(queries.link_for(actor(), public_id))
    service.revoke_link(link, actor=actor())
    return link.name


def _list(form: FeedLinkForm, refused: BaseForm | None = None) -> Response:
    """`refused` is the form of a button that found its link in no state to be pressed."""
    links = queries.links_of(actor())
    shown: dict[str, Any] = {
        "links": [(link, rules.is_alive(link, actor())) for link in links],
        "scope_names": SCOPE_NAMES,
        "client_names": FAMILY_NAMES,
        "limit": rules.LINKS_EACH,
    }
    if refused is not None:
        form.summary += refused.summary
    return page("calendars/links.html", form=form, **shown)


def _shown_once(secret: str, name: str) -> Response:
    """Answered to the form itself: the secret exists nowhere else, so there is no address that shows it again."""
    offer = Subscription(key="new", title=name, href=feed_url("calendars.private", token=secret))
    return page("calendars/made.html", offer=offer)

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.core import clock
from app.files.photos import PHOTOS_MAX
from app.mail import links
from app.spaces import queries, rules, service, words
from app.spaces.forms import SpaceForm
from app.spaces.models import ClaimStatus
from app.web.guard import actor, found, guard
from app.web.pages import page
from app.web.redirects import safe_path

blueprint = Blueprint("spaces", __name__, url_prefix="/my/spaces")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["shown_address"] = rules.shown_address
    app.context_processor(_words)


def _words() -> dict[str, Any]:
    return {
        "kind_names": words.KIND_NAMES,
        "field_names": words.FIELD_NAMES,
        "ownership_names": words.OWNERSHIP_NAMES,
    }


@blueprint.get("")
@guard(signed_in)
def mine() -> Response:
    invitations = queries.open_for(actor().email, clock.now())
    return page(
        "spaces/mine.html",
        spaces=queries.spaces_of(actor()),
        invitations=[(one, links.sign("invitation", one.public_id)) for one in invitations],
        team_role_names=words.TEAM_ROLE_NAMES,
        claims=queries.claims_by(actor(), ClaimStatus.WAITING, ClaimStatus.REFUSED, ClaimStatus.OVERTAKEN),
        claim_statuses=words.CLAIM_STATUSES,
        claim_tags=words.CLAIM_TAGS,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@guard(signed_in)
def new() -> Response:
    form = SpaceForm()
    if form.validate_on_submit():
        profile = form.profile()
        if form.attempt(lambda: service.create_space(profile, actor=actor()).name_vi):
            flash(_("Đã tạo không gian “%(name)s”.", name=form.outcome))
            return redirect(safe_path(request.args.get("next"), url_for("spaces.mine")))
    return page("spaces/new.html", form=form)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(signed_in)
def edit(public_id: str) -> Response:
    space = found(queries.space_for_editor(actor(), public_id))
    form = SpaceForm(space)
    if form.validate_on_submit() and form.attempt(lambda: _change(public_id, form)):
        flash(_("Đã lưu thông tin không gian."))
        return redirect(url_for("spaces.edit", public_id=public_id))
    space = found(queries.space_for_editor(actor(), public_id))
    return page(
        "spaces/edit.html",
        form=form,
        space=space,
        photos=queries.photos_of(space.id),
        photos_max=PHOTOS_MAX,
        team=queries.team_of(space.id),
        team_role_names=words.TEAM_ROLE_NAMES,
    )


def _change(public_id: str, form: SpaceForm) -> None:
    space = found(queries.space_for_editor(actor(), public_id))
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    service.change_space(space, form.profile(), version=version, actor=actor())

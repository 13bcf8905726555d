"""Pages, news and banners, as those who write them see them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.content import queries, rules, service, words
from app.content.forms import FORMS, PageForm
from app.content.models import Page, PageKind, PageStatus
from app.core import clock
from app.memberships.queries import names_of
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.pages import page
from app.web.paging import paged

blueprint = Blueprint("desk_content", __name__, url_prefix="/desk/content")
ON_A_PAGE = 40
PREVIEW = "preview"
ONE_ADDRESS = {"uq_pages_slug": "slug", "pages.slug": "slug"}


@blueprint.get("")
@guard(is_coordinator)
def pages() -> Response:
    kind = request.args.get("kind", "")
    written = [one for one in queries.all_pages() if kind not in {*PageKind} or one.kind == kind]
    return page(
        "content/list.html",
        shown=paged(written, ON_A_PAGE),
        kind=kind,
        words=words,
        now=clock.now(),
        is_on=rules.is_on,
        address=_address,
    )


@blueprint.route("/new/<any(news, page, banner):kind>", methods=["GET", "POST"])
@guard(is_coordinator)
def new(kind: str) -> Response:
    form = FORMS[PageKind(kind)]()
    if form.validate_on_submit() and PREVIEW not in request.form:
        sent = form.kind
        if form.attempt(lambda: service.write_page(sent, actor=actor(), **form.read_values()).public_id, ONE_ADDRESS):
            return _saved(form, _page(form.outcome))
    return _edited(form, None)


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(is_coordinator)
def edit(public_id: str) -> Response:
    form = FORMS[PageKind(_page(public_id).kind)]()
    if not form.filled:
        form.show(_page(public_id))
    if (
        form.validate_on_submit()
        and PREVIEW not in request.form
        and form.attempt(lambda: _change(public_id, form), ONE_ADDRESS)
    ):
        return _saved(form, _page(public_id))
    return _edited(form, _page(public_id))


def _change(public_id: str, form: PageForm) -> None:
    seen = form.version.data or ""
    service.change_page(_page(public_id), seen_version=seen, actor=actor(), **form.read_values())


def _saved(form: PageForm, saved: Page) -> Response:
    if saved.status != PageStatus.PUBLISHED:
        flash(
            _("Đã lưu. Người ngoài chưa xem được.")
            if saved.status == PageStatus.DRAFT
            else _("Đã lưu và gỡ khỏi trang.")
        )
    elif rules.is_on(saved, clock.now()):
        flash(_("Đã lưu. Ai cũng xem được ngay."))
    else:
        flash(_("Đã lưu. Thông báo chỉ hiện trong những ngày bạn chọn."))
    return redirect(url_for("desk_content.edit", public_id=saved.public_id))


def _edited(form: PageForm, written: Page | None) -> Response:
    sketched = PREVIEW in request.form and not form.error_list
    return page(
        "content/edit.html",
        form=form,
        written=written,
        sketch=form.sketch() if sketched else None,
        words=words,
        address=_address,
        public=written is not None and rules.is_on(written, clock.now()),
    )


@blueprint.get("/<public_id>/versions")
@guard(is_coordinator)
def versions(public_id: str) -> Response:
    return _told(public_id, BaseForm())


@blueprint.post("/<public_id>/versions/<int:number>")
@guard(is_coordinator)
def take_back(public_id: str, number: int) -> Response:
    form = BaseForm()
    seen = request.form.get("version", "")
    if form.validate_on_submit() and form.attempt(
        lambda: service.take_back_version(_page(public_id), number, seen_version=seen, actor=actor()).id
    ):
        flash(_("Đã lấy lại bản %(number)s. Bản vừa thay vẫn còn trong lịch sử.", number=number))
        return redirect(url_for("desk_content.edit", public_id=public_id))
    return _told(public_id, form)


def _told(public_id: str, form: BaseForm) -> Response:
    written = _page(public_id)
    steps = rules.steps(queries.versions_of(written), written.kind, words.said)
    return page(
        "content/versions.html",
        form=form,
        written=written,
        steps=steps,
        names=names_of({step.version.written_by for step in steps}),
        words=words,
        shortened=rules.shortened,
    )


def _page(public_id: str) -> Page:
    return found(queries.page_by_public_id(public_id))


def _address(written: Page) -> str:
    """Where everybody reads it; a banner stands above every page."""
    if written.kind == PageKind.BANNER:
        return url_for("site.home")
    return url_for("content.article" if written.kind == PageKind.NEWS else "content.fixed", slug=written.slug)

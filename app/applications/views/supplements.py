"""What the Centre asks an applicant to add: read it, say where there is nothing to add, send it."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.applications import queries, rules, service, supplements, words
from app.applications.forms import SupplementForm, supplement_form
from app.applications.models import Application, Supplement
from app.applications.views.drafts import blueprint
from app.core import clock
from app.criteria.queries import definition_of
from app.web.guard import actor, found, guard
from app.web.pages import page


@blueprint.route("/<public_id>/supplement", methods=["GET", "POST"])
@guard(signed_in)
def supplement(public_id: str) -> Response:
    application, asked = _asked(public_id)
    form = supplement_form(asked)
    sending = request.form.get("action") == "send"
    if form.validate_on_submit() and _done(form, public_id, sending=sending):
        if sending:
            flash(_("Đã gửi bổ sung. Trung tâm xem tiếp hồ sơ của bạn."))
            return redirect(url_for("applications.tasks", public_id=public_id))
        flash(_("Đã lưu. Bạn gửi khi các mục đã đủ."))
        return redirect(url_for("applications.supplement", public_id=public_id))
    application, asked = _asked(public_id)
    pages = rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))
    now = queries.said_in(application, [item.code for item in asked.items])
    return page(
        "applications/supplement.html",
        form=form,
        application=application,
        supplement=asked,
        late=supplements.is_overdue(asked, clock.today()),
        sections={code: one for one in pages for code in one.codes},
        titles={item.code: item for one in pages for item in one.items},
        profile_names=words.PROFILE_NAMES,
        consequences=words.CONSEQUENCES,
        differences={
            item.code: supplements.compare(supplements.before(item), now[item.code])
            for item in asked.items
            if supplements.is_touched(item, now[item.code])
        },
    )


def _done(form: SupplementForm, public_id: str, *, sending: bool) -> bool:
    _application, asked = _asked(public_id)
    if sending and (gaps := _gaps(form, asked)):
        # What was typed is kept even when something else is missing.
        form.attempt(lambda: service.save_words(_asked(public_id)[1], form.words, actor=actor()))
        form.note_gaps(gaps)
        return False
    act = service.answer_supplement if sending else service.save_words
    return form.attempt(lambda: act(_asked(public_id)[1], form.words, actor=actor()))


def _gaps(form: SupplementForm, asked: Supplement) -> list[str]:
    now = queries.said_in(asked.application, form.codes)
    return [
        item.code
        for item in asked.items
        if not supplements.is_touched(item, now[item.code]) and not form.words[item.code]
    ]


def _asked(public_id: str) -> tuple[Application, Supplement]:
    application = found(queries.application_for(actor(), public_id))
    return application, found(queries.open_supplement(application))

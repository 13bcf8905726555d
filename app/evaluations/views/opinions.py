"""What an outside person sees who follows the link of a letter: the question, the answers of that one case, the files the
Centre chose, and a form. Looking changes nothing: mail programs open links too."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.applications.models import Evidence
from app.applications.queries import answers_of, evidence_of
from app.applications.rules import kinds_of, sections
from app.core import clock
from app.core.errors import DomainError
from app.core.ids import digest
from app.criteria.queries import definition_of
from app.evaluations import queries, rules, service
from app.evaluations.forms import ConflictForm, OpinionForm
from app.evaluations.models import Opinion
from app.evaluations.rules import OpinionState
from app.files.responses import send
from app.mail import links
from app.web.errors import say
from app.web.forms import BaseForm
from app.web.guard import anyone, found, guard
from app.web.pace import keep_pace
from app.web.pages import page

blueprint = Blueprint("opinions", __name__, url_prefix="/opinions/<token>")


@blueprint.before_request
def _slowly() -> None:
    keep_pace("opinion", allowed=rules.OPINION_VISITS_ALLOWED, within=rules.OPINION_VISITS_WITHIN)


@blueprint.after_request
def _between_us(answer: Response) -> Response:
    """Nobody keeps the page, lists it, or learns its address from the next page that is opened."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.get("")
@guard(anyone)
def show(token: str) -> Response:
    return _opinion_page(token)


@blueprint.post("")
@guard(anyone)
def give(token: str) -> Response:
    form = OpinionForm()
    _opinion(token)
    if form.validate_on_submit():
        ready, file = form.prepared()

        def act() -> None:
            service.give_opinion(
                _opinion(token), text=form.text.data or "", no_conflict=form.no_conflict.data, file=file
            )

        if ready and form.attempt(act):
            flash(_("Đã nhận ý kiến của bạn. Cảm ơn bạn đã giúp Trung tâm."))
            return redirect(url_for("opinions.show", token=token))
    return _opinion_page(token, form)


@blueprint.post("/conflict")
@guard(anyone)
def conflict(token: str) -> Response:
    form = ConflictForm(prefix="conflict")
    return _after(token, form, lambda: service.declare_conflict(_opinion(token), note=form.note.data or ""))


@blueprint.get("/files/<file_id>")
@guard(anyone)
def file(token: str, file_id: str) -> Response:
    opinion = _opinion(token)
    found(opinion if _state(opinion) in (OpinionState.OPEN, OpinionState.GIVEN) else None)
    shown = {one.public_id: one for one in queries.files_of(opinion.application)}
    return send(found(shown.get(file_id) if file_id in opinion.shown_files else None))


def _after(token: str, form: BaseForm, act: Callable[[], None]) -> Response:
    _opinion(token)
    if form.validate_on_submit() and form.attempt(act):
        return redirect(url_for("opinions.show", token=token))
    return _opinion_page(token, form)


def _opinion_page(token: str, sent: BaseForm | None = None) -> Response:
    opinion = _opinion(token)
    state, application = _state(opinion), opinion.application
    over = state in rules.OPINION_REFUSALS
    definition, kinds = definition_of(application.criteria_set), kinds_of(application)
    return page(
        "evaluations/opinion.html",
        form=sent,
        opinion_form=sent
        if isinstance(sent, OpinionForm)
        else OpinionForm(formdata=None, data={"text": opinion.text}),
        conflict_form=sent if isinstance(sent, ConflictForm) else ConflictForm(formdata=None, prefix="conflict"),
        opinion=opinion,
        token=token,
        given=state == OpinionState.GIVEN,
        over=say(DomainError(rules.OPINION_REFUSALS[state])) if over else None,
        sections=[] if over else sections(definition, kinds),
        answers={} if over else answers_of(application),
        evidence={} if over else _chosen(opinion),
        until=opinion.due_at - rules.INSTANT,
    )


def _chosen(opinion: Opinion) -> dict[str, list[Evidence]]:
    return {
        code: [one for one in those if one.file.public_id in opinion.shown_files]
        for code, those in evidence_of(opinion.application).items()
    }


def _state(opinion: Opinion) -> OpinionState:
    return rules.state_of_opinion(opinion, opinion.application.status, now=clock.now())


def _opinion(token: str) -> Opinion:
    secret = links.read(rules.OPINION_LINK, token)
    return found(queries.opinion_by_link(digest(secret)) if secret else None)

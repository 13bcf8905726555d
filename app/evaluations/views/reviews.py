"""The reviewer's own pages: what I was given, and one sheet."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import Role
from app.accounts.queries import user_by_public_id, users_with_role
from app.accounts.rules import is_reviewer, may_judge
from app.applications.models import Application
from app.applications.queries import answers_of, carried_in, evidence_file, evidence_of, supplements_of
from app.applications.rules import ENDED, kinds_of, log_of, sections
from app.applications.supplements import Difference, differences_in
from app.audit import access
from app.core import clock
from app.core.text import pick
from app.criteria.queries import definition_of
from app.criteria.rules import Reason, shown
from app.evaluations import queries, rules, service, words
from app.evaluations.forms import (
    ActForm,
    HandInForm,
    ProfileForm,
    RecuseForm,
    ReviewForm,
    TieForm,
    review_form,
    written,
)
from app.evaluations.models import Opinion, Review, SiteVisit, VisitStatus
from app.files.responses import send
from app.notices import queries as notices
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.paging import paged

blueprint = Blueprint("evaluations", __name__, url_prefix="/reviews")
ties = Blueprint("ties", __name__, url_prefix="/account/ties")
CLOSED_SHOWN = 20
_TURNED_DOWN = {"conflict": service.recuse, "busy": service.decline_review, "abstain": service.abstain}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(points=exact, total=rounded, signed=signed, reason_words=reason_words)
    notices.FILTERS["cases"] = queries.may_see_notice


def exact(number: Decimal | Fraction | None) -> str:
    """Points and their means, which have two decimals at most."""
    if number is None:
        return "–"
    return written(Decimal(number.numerator) / number.denominator if isinstance(number, Fraction) else number)


def rounded(number: Fraction | None) -> str:
    return "–" if number is None else written(shown(number))


def signed(number: Fraction | None) -> str:
    """A difference: +3,2 or −3,2; nought has no sign."""
    if number is None:
        return "–"
    text = f"{shown(abs(number)):.1f}"
    told = text if locale() == "en" else text.replace(".", ",")
    return told if text == "0.0" else f"{'+' if number > 0 else '−'}{told}"


def reason_words(reason: Reason) -> str:
    """A sentence with the figures as the reader writes them; codes of gates and groups stay as they are."""
    codes = {"gate", "group", "criterion"}
    told = {key: text if key in codes else written(Decimal(text)) for key, text in reason.values.items()}
    return str(words.REASONS[reason.code]) % told


@blueprint.get("")
@guard(is_reviewer)
def mine() -> Response:
    reviews = queries.reviews_by(actor())
    open_ones = [one for one in reviews if rules.can_score(actor(), one, one.application, ())]
    closed = [one for one in reversed(reviews) if one.application.status in ENDED]
    return page(
        "evaluations/mine.html",
        open_reviews=open_ones,
        other_reviews=[one for one in reviews if one not in open_ones and one not in closed],
        closed=paged(closed, CLOSED_SHOWN),
        today=clock.today(),
        sheets=queries.sheets_of(open_ones),
        words=words,
    )


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@guard(is_reviewer)
def review(public_id: str) -> Response:
    given = _mine(public_id)
    access.note(actor(), log_of(given.application), "sheet")
    form = _form_of(given)
    whole = request.form.get("action") == "whole"
    if form.validate_on_submit() and _saved(form, public_id, whole=whole):
        if whole:
            return redirect(url_for(".hand_in", public_id=public_id))
        flash(_("Đã lưu. Bạn có thể quay lại chấm tiếp lúc khác."))
        return redirect(url_for(".review", public_id=public_id))
    return _review_page(public_id, form)


@blueprint.route("/<public_id>/hand-in", methods=["GET", "POST"])
@guard(is_reviewer)
def hand_in(public_id: str) -> Response:
    """The sheet as it was saved, with its sum, once more before it is out of the reviewer's hands."""
    given = _mine(public_id)
    application = given.application
    access.note(actor(), log_of(application), "sheet")
    form = HandInForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.submit_review(_mine(public_id), seen=form.seen.data or "", actor=actor())
    ):
        flash(_("Đã nộp phiếu chấm. Cảm ơn bạn."))
        return redirect(url_for(".mine"))
    if not rules.can_score(actor(), given, application, queries.tied_ids(application)):
        return _review_page(public_id, None, answered=form)
    definition, kinds = definition_of(application.criteria_set), kinds_of(application)
    sheet, notes = queries.sheets_of([given])[given.id], queries.notes_of([given])[given.id]
    form.seen.data = rules.sheet_print(sheet, given.comment, notes)
    return page(
        "evaluations/hand_in.html",
        form=form,
        review=given,
        case=application,
        blind=rules.is_blind(application),
        case_definition=definition,
        sheets={given.id: sheet},
        notes=notes,
        total=rules.sheet_total(sheet, definition, kinds),
        gaps=rules.gaps_in(sheet, definition, kinds),
    )


@blueprint.post("/<public_id>/accept")
@guard(is_reviewer)
def accept(public_id: str) -> Response:
    form = ActForm()
    _mine(public_id)
    if form.validate_on_submit() and form.attempt(lambda: service.accept_review(_mine(public_id), actor=actor())):
        flash(_("Bạn đã nhận chấm hồ sơ này. Cảm ơn bạn."))
        return redirect(url_for(".review", public_id=public_id))
    return _review_page(public_id, None, answered=form)


@blueprint.post("/<public_id>/recuse")
@guard(is_reviewer)
def recuse(public_id: str) -> Response:
    form = RecuseForm(prefix="recuse")
    _mine(public_id)
    if form.validate_on_submit() and form.attempt(
        lambda: _TURNED_DOWN[form.kind.data](_mine(public_id), form.reason.data, actor=actor())
    ):
        flash(_("Bạn đã từ chối chấm hồ sơ này. Trung tâm sẽ mời người khác."))
        return redirect(url_for(".mine"))
    return _review_page(public_id, None, answered=form)


@blueprint.post("/<public_id>/pass-on")
@guard(is_reviewer)
def pass_on(public_id: str) -> Response:
    form = ActForm()
    _mine(public_id)
    if form.validate_on_submit() and form.attempt(lambda: service.pass_on(_mine(public_id), actor=actor())):
        flash(_("Đã chuyển phiếu cho người chấm thay và báo cho Trung tâm."))
        return redirect(url_for(".mine"))
    return _review_page(public_id, None, answered=form)


@blueprint.route("/profile", methods=["GET", "POST"])
@guard(is_reviewer)
def profile() -> Response:
    stored = queries.profile_of(actor().id)
    form = ProfileForm(
        data={
            "fields": stored.fields if stored else [],
            "away_from": stored.away_from if stored else None,
            "away_until": stored.away_until if stored else None,
            "deputy": stored.deputy.public_id if stored and stored.deputy else "",
        }
    )
    form.offer([one for one in users_with_role(Role.REVIEWER) if one.id != actor().id])
    if form.validate_on_submit() and form.attempt(lambda: _keep_profile(form)):
        flash(_("Đã lưu."))
        return redirect(url_for(".mine"))
    return page("evaluations/profile.html", form=form)


def _keep_profile(form: ProfileForm) -> None:
    service.keep_profile(
        actor(),
        fields=form.fields.data or [],
        away_from=form.away_from.data,
        away_until=form.away_until.data,
        deputy=found(user_by_public_id(form.deputy.data)) if form.deputy.data else None,
    )


@blueprint.get("/<public_id>/files/<file_id>")
@guard(is_reviewer)
def file(public_id: str, file_id: str) -> Response:
    application = _mine(public_id).application
    stored = found(evidence_file(application, file_id))
    access.note(actor(), log_of(application), "file")
    return send(stored, name=_file_names(application).get(stored.id))


def _answers(application: Application) -> dict[str, Any]:
    """As the reviewer may read them: in a blind call without what gives the applicant away."""
    answers = answers_of(application)
    if not rules.is_blind(application):
        return dict(answers)
    names = queries.names_of_applicant(application)
    return {
        code: SimpleNamespace(text=rules.without_names(answer.text, names), declared=answer.declared)
        for code, answer in answers.items()
    }


def _file_names(application: Application) -> dict[int, str]:
    """By the file's id; in a blind call after the item it belongs to, since its own name may say whose it is."""
    blind = rules.is_blind(application)
    return {
        one.file.id: f"{application.case_code}-{code}-{number}{PurePath(one.file.name).suffix}"
        if blind
        else one.file.name
        for code, together in evidence_of(application).items()
        for number, one in enumerate(together, 1)
    }


def _opinions(application: Application) -> list[Any]:
    """What outside people have said; they were told whose application it is, and may name it."""
    given = [one for one in queries.opinions_of(application) if one.given_at]
    if not rules.is_blind(application):
        return given
    names = queries.names_of_applicant(application)
    return [
        SimpleNamespace(
            public_id=one.public_id,
            name=one.name,
            question=rules.without_names(one.question, names),
            text=rules.without_names(one.text, names),
            file=SimpleNamespace(name=_opinion_file(one), size=one.file.size) if one.file else None,
        )
        for one in given
    ]


def _opinion_file(opinion: Opinion) -> str | None:
    if opinion.file is None or not rules.is_blind(opinion.application):
        return opinion.file.name if opinion.file else None
    return f"{opinion.application.case_code}{PurePath(opinion.file.name).suffix}"


@blueprint.get("/<public_id>/opinions/<opinion_id>/file")
@guard(is_reviewer)
def opinion_file(public_id: str, opinion_id: str) -> Response:
    opinion = found(queries.opinion_in(_mine(public_id).application, opinion_id))
    access.note(actor(), log_of(opinion.application), "file")
    return send(found(opinion.file), name=_opinion_file(opinion))


def _visits(application: Application) -> list[Any]:
    """What the Centre saw where it went to look: findings and photos, never who went, nor what was written to the space
    about the appointment. In a blind call without what gives the applicant away."""
    done = [one for one in queries.visits_of(application) if one.status == VisitStatus.DONE]
    photos = queries.photos_of_visits(done) if done else {}
    named = {
        item.code: f"{item.code} · {pick(item, 'title', locale())}"
        for part in sections(definition_of(application.criteria_set), kinds_of(application))
        for item in part.items
    }
    told = _without_staff_and_names(application, done)
    return [
        SimpleNamespace(
            public_id=one.public_id,
            starts_at=one.starts_at,
            summary=told(one.summary),
            findings=[
                (named.get(code, code), told(one.findings[code])) for code in one.checklist if one.findings.get(code)
            ],
            photos=[(photo.public_id, told(photo.caption)) for photo in photos[one.id]],
        )
        for one in done
    ]


def _without_staff_and_names(application: Application, visits: Sequence[SiteVisit]) -> Callable[[str], str]:
    """A reviewer does not learn from the page who of the Centre looked; in a blind call nor whose place it was."""
    went = {name.strip() for one in visits for name in re.split(r"[,;]", one.visitors)}
    names: list[str | None] = [name for name in (*went, *(one.planner.name for one in visits)) if " " in name]
    if rules.is_blind(application):
        names += queries.names_of_applicant(application)
    return lambda text: rules.without_names(text, names)


@blueprint.get("/<public_id>/visits/<visit_id>/photos/<photo_id>")
@guard(is_reviewer)
def visit_photo(public_id: str, visit_id: str, photo_id: str) -> Response:
    visit = found(queries.visit_in(_mine(public_id).application, visit_id))
    if visit.status != VisitStatus.DONE:
        abort(404)
    photo = found(queries.visit_photo(visit, photo_id))
    access.note(actor(), log_of(visit.application), "file")
    code = visit.application.case_code
    return send(photo.file, inline=True, name=f"{code}-{photo.public_id[:6]}{PurePath(photo.file.name).suffix}")


def _mine(public_id: str) -> Review:
    return found(queries.review_for(actor(), public_id))


def news_in(application: Application) -> dict[str, Difference]:
    """By code, what the latest supplement brought."""
    ended = next((one for one in supplements_of(application) if one.ended_at is not None), None)
    return differences_in(ended) if ended else {}


def _form_of(mine: Review, *, sent: bool = True) -> ReviewForm:
    application = mine.application
    sheet = queries.sheets_of([mine])[mine.id]
    definition = definition_of(application.criteria_set)
    notes = queries.notes_of([mine])[mine.id]
    kinds = kinds_of(application)
    return review_form(definition, kinds, sheet, mine.comment, notes=notes, opened=mine.reopened, sent=sent)


def _saved(form: ReviewForm, public_id: str, *, whole: bool) -> bool:
    """`whole`: the reviewer means it to be complete, so every gap is said at its field."""
    application = _mine(public_id).application
    if whole and not form.note_gaps(definition_of(application.criteria_set), kinds_of(application)):
        return False

    return form.attempt(
        lambda: service.save_scores(
            _mine(public_id),
            form.gates,
            form.points,
            form.comment.data or "",
            abstained=form.abstained,
            notes=form.notes,
            actor=actor(),
        )
    )


def _review_page(public_id: str, form: ReviewForm | None, answered: BaseForm | None = None) -> Response:
    """`answered`: what was refused of accepting, declining or passing on."""
    recusal = answered if isinstance(answered, RecuseForm) else None
    own = queries.profile_of(actor().id)
    mine = _mine(public_id)
    application = mine.application
    definition, kinds = definition_of(application.criteria_set), kinds_of(application)
    reviews = queries.reviews_of(application)
    others = rules.submitted(reviews) if rules.may_see_sheets(actor(), reviews) else []
    sheets = queries.sheets_of({one.id: one for one in (mine, *others)}.values())
    return page(
        "evaluations/review.html",
        form=answered or form,
        refusals=answered.error_list if answered and not recusal else [],
        today=clock.today(),
        deputy=own.deputy if own else None,
        sheet_form=form or _form_of(mine, sent=False),
        recusal=recusal or RecuseForm(formdata=None, prefix="recuse"),
        review=mine,
        case=application,
        may_score=rules.can_score(actor(), mine, application, queries.tied_ids(application)),
        sections=sections(definition, kinds),
        answers=_answers(application),
        file_names=_file_names(application),
        notes=queries.notes_of({one.id: one for one in (mine, *others)}.values()),
        blind=rules.is_blind(application),
        carried=carried_in(application),
        evidence=evidence_of(application),
        case_definition=definition,
        others=others,
        opinions=_opinions(application),
        visits=_visits(application),
        # Blind: texts and names of files may say who it is, so only the codes are told.
        news=news_in(application) if mine.reopened is not None and not rules.is_blind(application) else {},
        sheets=sheets,
        totals={number: rules.sheet_total(sheet, definition, kinds) for number, sheet in sheets.items()},
        words=words,
    )


@ties.route("", methods=["GET", "POST"])
@guard(may_judge)
def mine_declared() -> Response:
    form = TieForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.declare_tie(form.organisation.data or "", form.reason.data or "", actor=actor())
    ):
        flash(_("Đã ghi. Hồ sơ của nơi ấy sẽ không đến tay bạn."))
        return redirect(url_for("ties.mine_declared"))
    return page("evaluations/ties.html", form=form, ties=queries.declared_ties_of(actor()))

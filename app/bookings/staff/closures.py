"""Shutting venues for a while, and making sure that everybody concerned knows."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_coordinator
from app.bookings import preview, proposals, queries, rules, service, words
from app.bookings.forms import ClosureForm, ReachForm, asking
from app.bookings.models import Closure, Reach
from app.bookings.preview import Consequences
from app.bookings.rules import Fate, Outcome
from app.bookings.schedule import everywhere
from app.bookings.screens import chosen_of, history_under
from app.bookings.staff.desk import blueprint, booking_of, letters_of
from app.bookings.term_words import breach_line
from app.core import clock
from app.mail.delivery import compose
from app.web.forms import BaseForm
from app.web.guard import actor, found, guard
from app.web.language import locale
from app.web.pages import page
from app.web.times import span

PAST_SHOWN = 12


@blueprint.get("/closures")
@guard(is_coordinator)
def closures() -> Response:
    return _closures_page(BaseForm(formdata=None))


def _closures_page(form: BaseForm) -> Response:
    now = clock.now()
    return page(
        "bookings/closures.html",
        form=form,
        closures=queries.standing_closures(now),
        past=queries.past_closures(now, limit=PAST_SHOWN),
        unreached={closure.id: count for closure, count in queries.unreached(now).items()},
        now=now,
        words=words,
    )


@blueprint.route("/closures/new", methods=["GET", "POST"])
@guard(is_coordinator)
def close() -> Response:
    return _closing(None)


@blueprint.route("/closures/<public_id>/edit", methods=["GET", "POST"])
@guard(is_coordinator)
def change_closure(public_id: str) -> Response:
    closure = _closure(public_id)
    if _is_over(closure):
        return redirect(url_for("bookings_staff.closure", public_id=public_id))
    return _closing(closure)


def _closing(closure: Closure | None) -> Response:
    """First shows who is in the way and what could become of each; sent again with that fingerprint, it closes."""
    venues, now = everywhere(), clock.now()
    form = ClosureForm()
    form.venues.offer(venues)
    if not form.filled:
        form.suggest() if closure is None else form.show(closure)
    changing = closure.public_id if closure is not None else None
    told: Consequences | None = None
    asked, seen, in_the_way = None, form.fingerprint.data, []
    if form.validate_on_submit():
        wish = form.read_wish(chosen_of(venues, form.venues.data))
        asked = wish.span
        in_the_way = proposals.in_the_way(wish, now=now)
        answers = {one.public_id: _answers(one.proposals) for one in in_the_way}
        form = asking({public_id: [(a, b) for a, b, _c in known] for public_id, known in answers.items()})
        form.venues.offer(venues)
        if form.validate_on_submit() and (outcomes := _chosen(form, answers)) is not None:
            told = preview.consequences_of_closing(actor(), wish, outcomes, changing=changing)
            if told.refusal is not None:
                form.refuse(told.refusal)
            elif seen == told.fingerprint and form.attempt(
                lambda: (
                    preview.close(wish, outcomes, actor=actor(), changing=changing, fingerprint=seen or "").public_id
                )
            ):
                flash(_said(wish, told))
                return redirect(url_for("bookings_staff.closure", public_id=form.outcome))
    form.fingerprint.data = told.fingerprint if told is not None and told.refusal is None else ""
    return page(
        "bookings/close.html",
        form=form,
        closure=_closure(changing) if changing else None,
        told=told,
        letters=letters_of(told),
        asked=asked,
        again=bool(seen) and told is not None and told.refusal is None,
        in_the_way=in_the_way,
        zone=clock.HOUSE_ZONE,
        words=words,
    )


def _answers(places: Sequence[proposals.Proposal]) -> list[tuple[str, str, Outcome]]:
    """Value, words and outcome of each thing that may become of a booking; the first is proposed."""
    moves, offers = [], []
    free = _("Nhường chỗ; thư kèm những giờ khác còn trống")
    wait = _("Nhường chỗ; xếp vào danh sách chờ chính giờ này, phòng khi mở cửa lại sớm")
    for number, one in enumerate(places):
        when = span(one.public.start, one.public.end)
        where = ", ".join(name.read_in(locale()) for name in one.venues)
        to = _("Chuyển sang %(when)s, vẫn ở %(where)s", when=when, where=where)
        if not one.later:
            to = _("Giữ nguyên giờ, chuyển sang %(where)s", where=where)
        if broken := "; ".join(breach_line(breach.as_json()) for breach in one.breaches):
            to = _("%(answer)s. Chưa theo đúng điều kiện: %(terms)s", answer=to, terms=broken)
        moves.append((f"move{number}-{_key(one)}", to, one.outcome(Fate.MOVE)))
        offer = _("Nhường chỗ; giữ sẵn %(when)s, %(where)s, chờ họ trả lời", when=when, where=where)
        offers.append((f"offer{number}-{_key(one)}", offer, one.outcome(Fate.OFFER)))
    return [
        *moves,
        *offers,
        ("wait", wait, Outcome(Fate.WAIT)),
        ("displace", free, Outcome(Fate.DISPLACE)),
    ]


def _key(one: proposals.Proposal) -> str:
    """An answer stays the same answer only while it means the same slot."""
    return f"{one.public.start:%Y%m%d%H%M}-{'-'.join(map(str, one.venue_ids))}"


def _chosen(form: ClosureForm, answers: dict[str, list[tuple[str, str, Outcome]]]) -> dict[str, Outcome] | None:
    """None where an answer is offered no more, which is then said at its field."""
    outcomes, fine = {}, True
    for public_id, known in answers.items():
        field = form[f"fate_{public_id}"]
        outcome = next((one for value, _words, one in known if value == field.data), None)
        if outcome is None:
            field.errors = [*field.errors, _("Chỗ bạn chọn không còn trống. Bạn xem lại và chọn lần nữa.")]
            field.data, fine = known[0][0], False
            continue
        outcomes[public_id] = outcome
    return outcomes if fine else None


def _said(wish: rules.ClosureWish, told: Consequences) -> str:
    if wish.soft:
        return str(_("Đã ghi lưu ý. Không lượt nào phải nhường chỗ."))
    if not told.displaced:
        return str(_("Đã đóng cửa."))
    return str(_("Đã đóng cửa và báo cho những người bị ảnh hưởng."))


@blueprint.get("/closures/<public_id>")
@guard(is_coordinator)
def closure(public_id: str) -> Response:
    return _closure_page(public_id)


def _closure_page(public_id: str, refused: BaseForm | None = None, at: str | None = None) -> Response:
    """Whom it touched, and who of them knows; a refused form stands at its line."""
    shown, now = _closure(public_id), clock.now()
    reaches = queries.reaches_of(shown)
    return page(
        "bookings/closure.html",
        status=422 if refused is not None else None,
        closure=shown,
        zone=shown.venues[0].zone,
        reaches=reaches,
        letters=queries.letters_about(shown, [reach.booking for reach in reaches]),
        forms={
            one.booking.public_id: refused
            if refused is not None and one.booking.public_id == at
            else ReachForm(formdata=None, prefix=one.booking.public_id)
            for one in reaches
        },
        refusals=refused.error_list if refused is not None else [],
        history=history_under(f"closure:{shown.id}"),
        over=_is_over(shown),
        now=now,
        words=words,
    )


def _closure(public_id: str) -> Closure:
    return found(queries.closure_by_public_id(public_id))


def _is_over(closure: Closure) -> bool:
    return closure.lifted_at is not None or closure.ends_at <= clock.now()


def _reach(public_id: str, booking_id: str) -> tuple[Closure, Reach]:
    closure = _closure(public_id)
    return closure, found(queries.reach_of(closure, booking_of(booking_id).id))


@blueprint.post("/closures/<public_id>/reached/<booking_id>")
@guard(is_coordinator)
def reached(public_id: str, booking_id: str) -> Response:
    return _note(public_id, booking_id, reached=True)


@blueprint.post("/closures/<public_id>/not-reached/<booking_id>")
@guard(is_coordinator)
def not_reached(public_id: str, booking_id: str) -> Response:
    return _note(public_id, booking_id, reached=False)


def _note(public_id: str, booking_id: str, *, reached: bool) -> Response:
    form = ReachForm(prefix=booking_id)

    def act() -> Any:
        closure, reach = _reach(public_id, booking_id)
        service.note_reached(closure, reach.booking_id, actor=actor(), note=form.note.data or "", reached=reached)

    _reach(public_id, booking_id)
    if form.validate_on_submit() and form.attempt(act):
        flash(_("Đã ghi là đã báo.") if reached else _("Đã ghi là chưa báo được."))
        return redirect(f"{url_for('bookings_staff.closure', public_id=public_id)}#reach-{booking_id}")
    return _closure_page(public_id, form, booking_id)


@blueprint.get("/closures/<public_id>/letters/<booking_id>")
@guard(is_coordinator)
def closure_letter(public_id: str, booking_id: str) -> Response:
    """What was mailed about one booking, word for word, to be printed and handed over."""
    closure, reach = _reach(public_id, booking_id)
    letters = queries.letters_about(closure, [reach.booking])[reach.booking.public_id]
    latest = {mail.recipient: (mail, compose(mail)) for mail in letters}
    return page(
        "bookings/closure_letter.html",
        closure=closure,
        booking=reach.booking,
        letters=list(latest.values()),
        zone=closure.venues[0].zone,
        words=words,
    )


@blueprint.post("/closures/<public_id>/lift")
@guard(is_coordinator)
def lift(public_id: str) -> Response:
    form = BaseForm()
    if form.validate_on_submit() and form.attempt(
        lambda: service.lift_closure(found(queries.closure_by_public_id(public_id)), actor=actor())
    ):
        flash(_("Đã mở cửa lại. Địa điểm nhận đặt chỗ ngay từ bây giờ."))
        return redirect(url_for("bookings_staff.closures"))
    return _closures_page(form)

from pathlib import PurePath

from flask import Blueprint, Flask, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.accounts.rules import signed_in
from app.core import clock
from app.files.responses import send, send_made
from app.memberships import queries, rules, service, words
from app.memberships.badge import LANGUAGES, SIZE, THEMES, alternative, badge_of
from app.memberships.forms import CheckForm, DayForm, NameRequestForm, ShortCodeForm
from app.memberships.models import Certificate
from app.papers.press import PaperError
from app.papers.service import badge_svg, certificate_proof
from app.papers.trial_key import SIGNER_NAME
from app.settings.queries import value
from app.spaces.queries import space_for_editor
from app.web.guard import actor, anyone, found, guard
from app.web.language import locale
from app.web.pace import keep_pace
from app.web.pages import page

blueprint = Blueprint("memberships", __name__)


def init_app(app: Flask) -> None:
    # Asked by the pages of spaces, which stand below: what a member's page says everybody reads.
    app.extensions["is_member"] = lambda space: queries.standing_of(space.id, clock.today()).is_member
    app.context_processor(
        lambda: {
            "grade_names": words.GRADE_NAMES,
            "standing_names": words.STATUS_NAMES,
            "standing_tags": words.STATUS_TAGS,
            "ledger_names": words.EVENT_NAMES,
            "ground_names": words.GROUND_NAMES,
            "name_on_paper": queries.name_on_paper,
            "validity_names": words.VALIDITY_NAMES,
            "validity_tags": words.VALIDITY_TAGS,
            "paper_faults": words.PAPER_FAULTS,
            "trial_signer": SIGNER_NAME,
        }
    )


@blueprint.get("/verify")
@guard(anyone)
def verify_form() -> Response:
    """Where there is a code it alone opens anything: numbers are counted up, so anybody could try them all."""
    form = CheckForm(request.args)
    if "code" not in request.args or not form.validate():
        return page("memberships/verify_form.html", form=form)
    certificate = _look_up(form.code.data or "")
    if certificate is None:
        return _unknown(form.code.data or "")
    return redirect(url_for("memberships.verify", code=certificate.check_code))


@blueprint.get("/verify/<path:code>")
@guard(anyone)
def verify(code: str) -> Response:
    certificate = _look_up(code)
    return _unknown(code) if certificate is None else _checked(certificate)


def _look_up(typed: str) -> Certificate | None:
    """A code opens however often it is scanned: a class behind one address may all hold the same paper. Whatever is
    not a known code counts against the client, an unknown code as much as a number, known or not; codes cannot be
    guessed (2^130), numbers can be counted through."""
    by_code = queries.certificate_by_code(rules.normal_code(typed))
    if by_code is not None:
        return by_code
    keep_pace("verify", allowed=rules.LOOK_UPS_ALLOWED, within=rules.LOOK_UPS_WITHIN)
    return queries.certificate_on_paper(typed)


def _checked(certificate: Certificate) -> Response:
    """What the head of the page says is today's, whatever day is asked about: an address that names a good day must
    not make a paper look good."""
    now = queries.answer_on(certificate, clock.today())
    form = DayForm(request.args)
    asked = queries.answer_on(certificate, form.on.data) if "on" in request.args and form.validate() else None
    return _unlisted(
        page(
            "memberships/verify.html",
            form=form,
            certificate=certificate,
            now=now,
            asked=asked,
            merged_into={one.on: queries.merged_into(one) for one in (now, asked) if one},
            words=words.VALIDITY_WORDS[now.validity],
            kind=words.VALIDITY_KINDS[now.validity],
            checked_at=clock.now(),
            domain=_domain(),
        )
    )


def _unknown(typed: str) -> Response:
    """The same answer for a code nobody has and for what cannot be one."""
    form = CheckForm(MultiDict({"code": typed}))
    return _unlisted(
        page("memberships/unknown.html", form=form, status=404, checked_at=clock.now(), domain=_domain())
    )


def _unlisted(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _domain() -> str:
    return str(current_app.config["SETTINGS"].site_url).split("://", 1)[-1]


@blueprint.get("/r")
@guard(anyone)
def short_form() -> Response:
    """For phones without a camera: the short code of a certificate, and of it only what the register says."""
    form = ShortCodeForm(request.args)
    if "code" not in request.args or not form.validate():
        return page("memberships/short_form.html", form=form)
    return _entry_by(form.code.data or "")


@blueprint.get("/r/<path:code>")
@guard(anyone)
def short(code: str) -> Response:
    return _entry_by(code)


def _entry_by(code: str) -> Response:
    """The space's entry in the public register. Never the check page: who has eight signs has not got the paper, and
    eight signs can be tried. So misses are counted, and after too many nothing opens, right or wrong, for a while."""
    keep_pace("short_code", allowed=rules.MISSES_ALLOWED, within=rules.MISSES_WITHIN, counts=False)
    certificate = queries.certificate_by_short_code(rules.normal_short_code(code))
    if certificate is None:
        keep_pace("short_code", allowed=rules.MISSES_ALLOWED, within=rules.MISSES_WITHIN)
        form = ShortCodeForm(MultiDict({"code": code}))
        unknown = page(
            "memberships/short_unknown.html", form=form, status=404, checked_at=clock.now(), domain=_domain()
        )
        return _unlisted(unknown)
    return _unlisted(redirect(url_for("register.entry", slug=certificate.space.slug)))


@blueprint.get("/badge/<slug>.svg")
@guard(anyone)
def badge(slug: str) -> Response:
    """A picture for other people's sites: no cookie is read or set, and the address alone decides what it says.

    What never was a member is answered like a slug nobody has, so that nobody learns who is about to apply: 404, and a
    grey picture all the same, because a broken one in somebody's page tells its readers less. Nothing of it may be kept
    past midnight, when a term or a suspension begins or ends by itself.
    """
    standing, space = queries.standing_at(slug, clock.today())
    words = badge_of(
        standing,
        language=request.args.get("lang", ""),
        theme=request.args.get("theme", ""),
        demo=space is not None and space.demo,
    )
    answer = Response(badge_svg(words), status=404 if space is None else 200, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = (
        f"public, max-age={rules.badge_kept_for(clock.now().astimezone(clock.HOUSE_ZONE))}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    if space is None:
        return answer
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/my/certificates/<public_id>/badge")
@guard(signed_in)
def badge_page(public_id: str) -> Response:
    """The badge as it looks now, and what to paste into one's own site."""
    space = found(space_for_editor(actor(), public_id))
    language = request.args.get("lang", "")
    language = language if language in LANGUAGES else locale()
    site = current_app.config["SETTINGS"].site_url
    return page(
        "memberships/badge.html",
        space=space,
        standing=queries.standing_of(space.id, clock.today()),
        language=language,
        size=SIZE,
        alt=alternative(space, language=language),
        entry=f"{site}{url_for('register.entry', slug=space.slug)}",
        pictures={
            theme: f"{site}{url_for('memberships.badge', slug=space.slug, lang=language, theme=theme)}"
            for theme in THEMES
        },
    )


@blueprint.get("/my/certificates")
@guard(signed_in)
def mine() -> Response:
    return _mine({})


@blueprint.post("/my/certificates/of/<public_id>/name")
@guard(signed_in)
def ask_for_name(public_id: str) -> Response:
    """Of a space whose profile says another name than its certificate."""
    space = found(space_for_editor(actor(), public_id))
    form = NameRequestForm(prefix=public_id)
    if form.validate_on_submit() and form.attempt(lambda: _asked(public_id, form)):
        flash(_("Đã gửi đề nghị. Trung tâm trả lời qua thư."))
        return redirect(url_for("memberships.mine"))
    return _mine({space.id: form})


def _asked(public_id: str, form: NameRequestForm) -> int:
    space = found(space_for_editor(actor(), public_id))
    return service.ask_for_name(space, reason=form.reason.data or "", actor=actor()).id


def _mine(refused: dict[int, NameRequestForm]) -> Response:
    today, days_before = clock.today(), value("membership.renewal_days")
    members = queries.members_of(actor(), today)
    return page(
        "memberships/mine.html",
        form=next(iter(refused.values()), None),
        members=members,
        today=today,
        superseded={
            certificate.id
            for one in members
            for certificate in one.certificates
            if rules.successor(certificate, one.certificates, on=today)
        },
        joined=queries.spaces_joined([event for one in members for event in one.events]),
        names_on_paper={
            one.space.id: name
            for one in members
            if one.standing.is_member and (name := rules.name_on_paper(one.space, one.certificates))
        },
        name_requests=queries.name_requests([one.space.id for one in members]),
        name_forms={
            one.space.id: refused.get(one.space.id) or NameRequestForm(formdata=None, prefix=one.space.public_id)
            for one in members
        },
        renewable={
            one.space.id for one in members if rules.can_renew(one.standing, on=today, days_before=days_before)
        },
    )


@blueprint.get("/my/certificates/<path:number>/pdf")
@guard(signed_in)
def pdf(number: str) -> Response:
    certificate = found(queries.certificate_for(actor(), number))
    if certificate.on_paper:
        flash(_("Chứng nhận này được cấp trên giấy, không có bản PDF."), "info")
        return redirect(url_for("memberships.mine"))
    if certificate.pdf is None:
        flash(_("Chứng nhận đang được in, vài phút nữa sẽ tải được."), "info")
        return redirect(url_for("memberships.mine"))
    return send(certificate.pdf)


@blueprint.get("/my/certificates/<path:number>/scan")
@guard(signed_in)
def scan(number: str) -> Response:
    certificate = found(queries.certificate_for(actor(), number))
    if certificate.scan is None:
        flash(_("Trung tâm chưa tải lên bản đóng dấu của chứng nhận này."), "info")
        return redirect(url_for("memberships.mine"))
    ending = PurePath(certificate.scan.name).suffix.lower()
    return send(certificate.scan, name=f"ban-dong-dau-{certificate.number.replace('/', '-')}{ending}")


@blueprint.get("/my/certificates/<public_id>/proof.pdf")
@guard(signed_in)
def proof(public_id: str) -> Response:
    """Made for the reader and not kept."""
    space = found(queries.space_with_proof(actor(), public_id))
    try:
        pdf = certificate_proof(service.proof_data(space))
    except PaperError as fault:
        if not fault.missing:
            raise
        flash(_("Chứng nhận của %(name)s không in được vì kiểu chữ không có: %(signs)s. Hãy viết lại tên bằng chữ Việt hoặc chữ Latinh trong hồ sơ không gian, rồi xem lại.", name=space.name_vi, signs=" ".join(fault.missing)), "error")  # fmt: skip
        return redirect(url_for("memberships.mine"))
    return send_made(pdf, f"ban-kiem-tra-{space.slug}.pdf", "application/pdf", inline=True)

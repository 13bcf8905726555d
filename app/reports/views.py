from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.rules import is_centre_staff
from app.charts import drawing
from app.core import clock
from app.papers.press import PaperError
from app.reports import figures, files, words
from app.reports import month as report
from app.reports.forms import ReportForm
from app.reports.periods import Grain, Period
from app.reports.queries import Facts
from app.web.guard import found, guard
from app.web.language import LANGUAGES, locale
from app.web.pages import page

blueprint = Blueprint("reports", __name__, url_prefix="/desk/reports")


@blueprint.get("")
@guard(is_centre_staff)
def index() -> Response:
    period = _period()
    facts = Facts(period, clock.now())
    made = {key: make(facts) for key, make in figures.MAKERS.items()}
    today = Period.around(clock.today(), period.grain)
    return page(
        "reports/figures.html",
        period=period,
        name=figures.name(period),
        grains=[
            (url_for("reports.index", period=Period.around(min(period.last, clock.today()), grain).key), words.GRAIN_NAMES[grain], grain == period.grain)
            for grain in Grain
        ],
        before=_before(facts),
        after=period.moved(1) if period.first < today.first else None,
        name_of=figures.name,
        parts=[(words.PART_NAMES[part], [made[key] for key in keys]) for part, keys in figures.PARTS],
        address=partial(url_for, "reports.figure", period=period.key, lang=locale()),
        month=(month := Period.around(min(period.last, clock.today()), Grain.MONTH)),
        month_name=figures.name_within(month),
        endings=("png", "svg", "csv", "xlsx"),
        now=clock.now(),
    )  # fmt: skip


@blueprint.get("/figures/<name>.<any(svg, png, csv, xlsx):ending>")
@guard(is_centre_staff)
def figure(name: str, ending: str) -> Response:
    """In the language, the colours and the width that are asked for, as pages of all of them show it."""
    make = found(figures.MAKERS.get(name))
    period = _period()
    with force_locale(_asked("lang", LANGUAGES)):
        made = make(Facts(period, clock.now()))
        return files.figure_file(
            found(made if made.is_drawn or ending in ("csv", "xlsx") else None),
            ending,
            theme=_asked("theme", drawing.THEMES),
            size=_asked("size", drawing.SIZES),
            stem=f"{name}-{period.key}",
        )


@blueprint.route("/<month>", methods=["GET", "POST"])
@guard(is_centre_staff)
def month(month: str) -> Response:
    """The month's report as it will stand on paper; sent with a remark, the paper itself. A remark is kept nowhere."""
    period, form = _month(month), ReportForm()
    if form.validate_on_submit():
        try:
            return files.report_paper(report.report(period, clock.now()), form.remark.data or "")
        except PaperError as fault:
            said = _("Chữ ký hiệu này không in được: %(signs)s.", signs=fault.missing)
            form.remark.errors = [*form.remark.errors, said]
    made = report.report(period, clock.now())
    this_month = Period.around(clock.today(), Grain.MONTH)
    return page(
        "reports/month.html",
        form=form,
        report=made,
        period=period,
        name=figures.name(period),
        name_within=figures.name_within(period),
        sentences=report.sentences(made),
        heads=report.heads(made),
        rows=[row for title, lines in report.parts(made) for row in (title, *lines)],
        before=_before(made.facts),
        after=period.moved(1) if period.first < this_month.first else None,
        name_of=figures.name,
    )


@blueprint.get("/<month>.<any(pdf, xlsx):ending>")
@guard(is_centre_staff)
def month_file(month: str, ending: str) -> Response:
    period = _month(month)
    with force_locale(_asked("lang", LANGUAGES)):
        made = report.report(period, clock.now())
        return files.report_paper(made) if ending == "pdf" else files.report_sheet(made)


def _before(facts: Facts) -> Period | None:
    """None before there was anything to count."""
    before = facts.period.moved(-1)
    return before if before.last >= facts.begun_on else None


def _month(key: str) -> Period:
    """404 for what is no month, and for one that has not begun."""
    period = Period.of(key)
    known = period is not None and period.grain == Grain.MONTH and period.first <= clock.today()
    return found(period if known else None)


def _period() -> Period:
    """The one asked for, else this month: a slip in an address is no reason for an error, nor is the future."""
    this_month = Period.around(clock.today(), Grain.MONTH)
    asked = Period.of(request.args.get("period", "")) or this_month
    return asked if asked.first <= clock.today() else Period.around(clock.today(), asked.grain)


def _asked(name: str, known: Any) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else str(next(iter(known)))

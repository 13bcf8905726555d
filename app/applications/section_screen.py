"""What the pages of a section stand on, the space's own and the Centre's for a dossier on paper."""

from collections.abc import Callable, Collection

from flask_babel import gettext as _

from app.applications import queries, rules, service
from app.applications.forms import Files, SectionForm
from app.applications.models import Answer, Application
from app.applications.rules import Section
from app.core.diff import Piece, difference
from app.core.errors import DomainError
from app.criteria.queries import definition_of
from app.web.guard import actor


def sections_of(application: Application) -> list[Section]:
    return rules.sections(definition_of(application.criteria_set), rules.kinds_of(application))


def files_of(application: Application) -> Files:
    return Files(queries.library_of(application.space), queries.evidence_of(application))


def difference_at(form: SectionForm, code: str, stored: Answer | None) -> list[Piece]:
    if form.part("text", code) is None:
        says = {True: _("Đã đồng ý"), False: _("Chưa đồng ý")}
        return difference(says[bool(stored and stored.declared)], says[bool(form.value("declared", code))])
    return difference(stored.text if stored else "", form.value("text", code) or "")


def save_section(form: SectionForm, fetch: Callable[[], Application], locked: Collection[str] = ()) -> bool:
    """Keeps what is sound even when something else on the page is not; the page then says what is left to mend."""
    form.validate()
    application = fetch()
    if not rules.can_edit(application):
        form.refuse(DomainError("application.locked"))
        return False
    replies = form.read_replies(locked)
    if not form.attempt(lambda: service.save_replies(fetch(), replies, actor=actor())):
        return False
    application = fetch()
    form.show_saved(queries.answers_of(application), form.outcome, files_of(application))
    return True

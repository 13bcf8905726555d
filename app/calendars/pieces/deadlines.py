"""By when a reviewer's sheets are to be in. A calendar is read in many places, and says no more than which case."""

from datetime import date

from app.applications.models import ApplicationKind
from app.calendars.definition import Site
from app.core.clock import HOUSE_ZONE
from app.core.ical import Entry, entry_uid
from app.core.timespan import day_span
from app.evaluations.models import Review, ReviewStatus

DUE_WORDS = {"vi": "Hạn chấm hồ sơ {case} ({kind})", "en": "Sheet due: case {case} ({kind})"}
HANDED_IN = {"vi": "[ĐÃ NỘP] ", "en": "[HANDED IN] "}
KIND_WORDS = {
    ApplicationKind.NEW: {"vi": "lần đầu", "en": "first"},
    ApplicationKind.RENEWAL: {"vi": "gia hạn", "en": "renewal"},
}


def entry(review: Review, due_on: date, language: str, site: Site) -> Entry:
    span = day_span(due_on, HOUSE_ZONE)
    case = review.application
    kind = KIND_WORDS[ApplicationKind(case.kind)][language]
    mark = HANDED_IN[language] if review.status == ReviewStatus.SUBMITTED else ""
    return Entry(
        uid=entry_uid("rv", review.uuid, site.uid_domain),
        sequence=review.sequence,
        starts_at=span.start,
        ends_at=span.end,
        all_day=True,
        transparent=True,
        summary=mark + DUE_WORDS[language].format(case=case.case_code or "", kind=kind),
        url=f"{site.url}/reviews/{review.public_id}",
        created_at=review.assigned_at,
        revised_at=review.revised_at,
        language=language,
    )

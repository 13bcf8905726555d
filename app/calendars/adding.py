"""One event on its way into somebody's own calendar: links that open a form there, filled in. Pure.

Of the text only its address goes along: a whole introduction would make a link that browsers cut off."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from app.core.ical import Entry, plain, title


def google_link(entry: Entry) -> str:
    if entry.all_day:
        span = f"{entry.first_on:%Y%m%d}/{entry.last_on + timedelta(days=1):%Y%m%d}"
    else:
        span = f"{_utc(entry.starts_at):%Y%m%dT%H%M%SZ}/{_utc(entry.ends_at):%Y%m%dT%H%M%SZ}"
    asked = {
        "action": "TEMPLATE",
        "text": title(entry),
        "dates": span,
        "location": plain(entry.location),
        "details": entry.url,
        "ctz": entry.zone,
    }
    return "https://calendar.google.com/calendar/render?" + urlencode(asked)


def outlook_link(entry: Entry) -> str:
    asked = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title(entry),
        "location": plain(entry.location),
        "body": entry.url,
    }
    if entry.all_day:
        asked |= {
            "allday": "true",
            "startdt": f"{entry.first_on:%Y-%m-%d}",
            "enddt": f"{entry.last_on + timedelta(days=1):%Y-%m-%d}",
        }
    else:
        asked |= {
            "startdt": f"{_utc(entry.starts_at):%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{_utc(entry.ends_at):%Y-%m-%dT%H:%M:%SZ}",
        }
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(asked)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)

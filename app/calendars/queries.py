from app.calendars.models import FeedBody
from app.core.db import db


def feed_body(key: str) -> FeedBody | None:
    return db.session.get(FeedBody, key)

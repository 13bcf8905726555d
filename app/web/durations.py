"""Lengths of time as people say them."""

from datetime import timedelta

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def time_words(length: timedelta) -> str:
    """Whole days from two days on, hours otherwise."""
    days, rest = divmod(length, DAY)
    if days > 1 and not rest:
        return str(ngettext("%(num)d ngày", "%(num)d ngày", days))
    hours = round(length / HOUR, 2)
    if hours == 1:
        return str(_("1 giờ"))
    return str(_("%(hours)s giờ", hours=format_decimal(hours)))

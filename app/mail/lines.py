"""The first line of a letter by itself, in the reader's language of now: for lists of letters, and for notices."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from jinja2 import TemplateError

from app.settings.queries import value
from app.web.language import locale


def subject_line(template: str, values: Mapping[str, Any], *, name: str = "") -> str:
    """Written no further than it needs. "" where the template can no longer be filled with what was kept."""
    language = locale()
    said = {
        "name": name,
        "site_url": "",
        "site_name": value("site.name"),
        "centre_name": value(f"centre.name_{language}"),
        "calendar": None,
        **values,
    }
    words = ""
    try:
        for piece in current_app.jinja_env.get_template(f"mail/{template}.{language}.txt").generate(said):
            words += piece
            if "\n" in words:
                break
    except (TemplateError, TypeError, ValueError):
        return ""
    return " ".join(words.partition("\n")[0].removeprefix("Subject:").split())

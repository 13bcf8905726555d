"""What other sites and search engines take of a page: whole addresses, and what it is about by schema.org."""

from typing import Any

from flask import current_app, url_for

from app.core.text import is_vietnamese
from app.web.language import locale

SHARED_WIDTH = 960  # of a picture that goes with a link


def on_site(path: str) -> str:
    """The whole address of a path of ours, under the name the Centre gives the site, whatever name it was asked by."""
    return str(current_app.config["SETTINGS"].site_url) + path


def shared_picture(photo: Any) -> dict[str, Any]:
    """Of a space's or a venue's photo, for `page_meta`."""
    size = min(photo.sizes, key=lambda one: abs(one.width - SHARED_WIDTH))
    return {
        "url": url_for("site.photo", public_id=photo.public_id, width=size.width),
        "width": size.width,
        "height": size.height,
        "photo": photo,
    }


def in_another_language(text: str) -> bool:
    """Vietnamese on a page that is read in another language."""
    return locale() != "vi" and is_vietnamese(text)

"""The only way from what staff wrote to HTML: Markdown without raw HTML and pictures, and then what is allowed."""

from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "hr", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre"}
SCHEMES = {"http", "https", "mailto"}
TOP = 2  # the page's own title is its h1, so headings begin below it
_LOWEST = 4

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=256)
def html(text: str) -> Markup:
    """Markup for a page. Headings are brought down below the page's title; links lead to http, https, mailto or
    this site, those to elsewhere without handing on its good name."""
    tokens = _markdown.parse(text)
    level = TOP - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + TOP - 1, level + 1, _LOWEST)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"
        for part in token.children or ():
            if part.type == "link_open" and str(part.attrGet("href")).lower().startswith(("http:", "https:")):
                part.attrSet("rel", "nofollow")
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    cleaned = nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href", "rel"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel=None,
        attribute_filter=_attribute,
    )
    return Markup(cleaned)  # noqa: S704 the cleaner's own


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """An address that a browser would read otherwise than it is written is left out."""
    if name == "href":
        return value if is_safe_address(value) else None
    if name == "rel":
        return value if value == "nofollow" else None
    return value if value.isdigit() and len(value) < 5 else None


def is_safe_address(address: str) -> bool:
    """Of a page of this site, or of another by a scheme that only leads somewhere."""
    if any(ord(sign) < 33 or sign == "\\" for sign in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.scheme:
        return not parts.netloc and not address.startswith("//")
    return parts.scheme.lower() in SCHEMES and (parts.scheme == "mailto" or bool(parts.netloc))


def plain(text: str) -> str:
    """The words alone, for a letter's or a list's line."""
    return " ".join(unescape(nh3.clean(str(html(text)), tags=set())).split())

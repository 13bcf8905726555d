from app.content.models import Page, PageKind
from app.content.queries import all_pages
from tests.web.doors.door import Door
from tests.web.doors.here import Here

DOORS = {
    "content.article": Door("anyone"),
    "content.fixed": Door("anyone"),
    "content.news": Door("anyone"),
    "desk_content.edit": Door("is_coordinator"),
    "desk_content.new": Door("is_coordinator"),
    "desk_content.pages": Door("is_coordinator"),
    "desk_content.take_back": Door("is_coordinator"),
    "desk_content.versions": Door("is_coordinator"),
}


def things(_here: Here) -> dict[str, dict[str, str]]:
    written = all_pages()

    def first(kind: PageKind) -> Page:
        return next(one for one in written if one.kind == kind and one.status == "published")

    return {
        "content.article": {"slug": first(PageKind.NEWS).slug},
        "content.fixed": {"slug": first(PageKind.PAGE).slug},
        "desk_content": {"public_id": first(PageKind.PAGE).public_id, "number": "1"},
        "desk_content.new": {"kind": "page"},
    }

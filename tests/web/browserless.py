"""A test client that fills in forms as a browser does: it opens the page, keeps its fields, changes what is given."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


class Client(FlaskClient):
    def submit(
        self, page: str, data: dict[str, Any] | None = None, *, to: str | None = None, form: int = -1, **options: Any
    ) -> TestResponse:
        """Open `page`, take its form (the last one with a token unless `form` counts from 0, or the one whose action
        is `to`), lay `data` over its fields and send it. A list sets several values; None leaves a field out."""
        shown = self.get(page)
        assert shown.status_code < 500, shown.text
        forms = [f for f in forms_of(shown.text) if f.method == "post"]
        wanted = [f for f in forms if to is not None and f.action == to] or [
            f for f in forms if f.action != "/sign-out" and not f.action.startswith("/language")
        ]
        assert wanted, f"no form to submit on {page} ({shown.status_code})"
        chosen = wanted[0] if to is not None else wanted[form]
        fields = chosen.fields.copy()
        for name, value in (data or {}).items():
            fields.poplist(name)
            if value is not None:
                fields.setlist(name, value if isinstance(value, list) else [value])
        return self.post(chosen.action or page, data=fields, **options)


class Form:
    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.fields: MultiDict[str, Any] = MultiDict()


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: tuple[str, bool] | None = None
        self._first_option: str | None = None
        self._chosen = False
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        a = dict(attributes)
        if tag == "form":
            self._open = Form(a.get("action") or "", (a.get("method") or "get").lower())
            self.forms.append(self._open)
        elif self._open is None or "disabled" in a:
            return
        elif tag == "input" and a.get("name"):
            kind = (a.get("type") or "text").lower()
            if kind in {"checkbox", "radio"}:
                if "checked" in a:
                    self._open.fields.add(a["name"] or "", a.get("value") or "on")
            elif kind not in {"submit", "button", "file", "image"}:
                self._open.fields.add(a["name"] or "", a.get("value") or "")
        elif tag == "textarea" and a.get("name"):
            self._area = (a["name"] or "", [])
        elif tag == "select" and a.get("name"):
            self._select, self._first_option, self._chosen = (a["name"] or "", "multiple" in a), None, False
        elif tag == "option" and self._select:
            value = a.get("value") or ""
            self._first_option = value if self._first_option is None else self._first_option
            if "selected" in a:
                self._open.fields.add(self._select[0], value)
                self._chosen = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._area and self._open is not None:
            self._open.fields.add(self._area[0], "".join(self._area[1]).removeprefix("\r").removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select and self._open is not None:
            if not self._chosen and not self._select[1] and self._first_option is not None:
                self._open.fields.add(self._select[0], self._first_option)
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)


def forms_of(html: str) -> list[Form]:
    parser = _Forms()
    parser.feed(html)
    return parser.forms

"""Every form of the demo, sent when its session is over: it stands there again, as it was sent, and nothing has happened."""

import sqlite3
from contextlib import closing
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.demo.people import DOMAIN, PASSWORD
from app.web.guard import anyone
from app.web.kept import ANEW
from tests.web.demo import ACTORS, CRAWLERS, Control, Demo, Form, changed, post_forms, read

pytestmark = pytest.mark.xdist_group("demo")

TEXT = '  Một câu dài hơn, có\r\nhai dòng & dấu "ngoặc" <b>đậm</b>  '
LINE = "Một câu có & và <b>"
TYPED = {"text", "textarea", "email", "url", "tel", "search", "number", "date", "time"}
SECRET = {"password", "file"}


def _typed_over(form: Form) -> dict[str, list[str]]:
    """Something of one's own in every field: words, other choices, boxes turned around."""
    fields = form.untouched()
    for one in form.controls.values():
        if one.kind in TYPED:
            fields[one.name] = [TEXT if one.kind == "textarea" else LINE]
        elif one.kind in {"select", "radio"} and one.offered:
            fields[one.name] = [one.offered[-1]]
        elif one.kind == "hidden" and one.name != form.token:
            fields[one.name] = ["read-before"]  # a version that was seen: it must not become a newer one
        elif one.kind == "checkbox":
            turned = [value for value in one.offered if value not in one.values]
            fields.pop(one.name, None)
            fields |= {one.name: turned} if turned else {}
    return fields


def _end_sign_ins(demo: Demo) -> None:
    with closing(sqlite3.connect(demo.file)) as raw:
        raw.execute("UPDATE sign_ins SET ended_at = created_at")
        raw.commit()


def _open_to_all(demo: Demo, action: str) -> bool:
    endpoint, _values = demo.app.url_map.bind("localhost").match(action.partition("?")[0], method="POST")
    return getattr(demo.app.view_functions[endpoint], "guard") is anyone  # noqa: B009


def _send(demo: Demo, name: str, page: str, form: Form, fields: dict[str, list[str]]) -> TestResponse:
    data: MultiDict[str, object] = MultiDict([(k, v) for k, values in fields.items() for v in values])
    kind = "multipart/form-data" if form.multipart else None
    client = demo.clients[name]
    return client.post(form.action, data=data, content_type=kind, headers={"Referer": f"http://localhost{page}"})


def _come_back(demo: Demo, name: str, answer: TestResponse) -> tuple[str, str]:
    """(address, page) after signing in again."""
    client = demo.clients[name]
    given = {"email": f"{ACTORS[name]}@{DOMAIN}", "password": PASSWORD}
    signed_in = client.submit(answer.headers["Location"], given)  # type: ignore[attr-defined]
    assert signed_in.status_code == 302, signed_in.text
    page = client.get(signed_in.headers["Location"])
    assert page.status_code == 200, (signed_in.headers["Location"], page.status_code)
    return signed_in.headers["Location"], page.text


def _differs(shown: Control | None, was: Control, sent: list[str]) -> bool:
    now = [] if shown is None else shown.values
    return [v.strip().replace("\r\n", "\n") for v in now] != [v.strip().replace("\r\n", "\n") for v in sent]


def _faults(page: str, address: str, form: Form, fields: dict[str, list[str]]) -> list[str]:
    same = [
        other
        for other in read(page).forms
        if urlsplit(urljoin(address, other.action)).path == urlsplit(form.action).path
        and other.token == form.token
        and other.controls.keys() >= {c.name for c in form.controls.values() if c.kind != "submit"}
    ]
    if not same:
        return ["the form is gone"]
    return [
        f"{one.name} was {fields.get(one.name)!r}, is {same[0].controls[one.name].values!r}"
        for one in form.controls.values()
        if one.kind not in SECRET | {"submit"}
        and one.name not in {form.token, "kept"}
        and one.name.rpartition("-")[2] != ANEW
        and not one.name.endswith("fingerprint")
        and _differs(same[0].controls.get(one.name), one, fields.get(one.name, []))
    ]


@pytest.mark.parametrize("name", [name for name in CRAWLERS if name != "nobody"])
def test_every_form_stands_there_again(demo: Demo, name: str) -> None:
    faults: list[str] = []
    stood = 0
    for key, (page, form) in post_forms(demo, name).items():
        fields = _typed_over(form)
        words = any(one.kind in TYPED for one in form.controls.values())
        secret = any(one.kind == "password" for one in form.controls.values())
        if not form.token or _open_to_all(demo, form.action):
            continue
        _end_sign_ins(demo)
        before = demo.contents()
        answer = _send(demo, name, page, form, fields)
        assert answer.headers["Location"].startswith("/sign-in?"), (key, answer.status_code)
        wrote = changed(before, demo.contents())
        if wrote - {"kept_forms"}:
            faults.append(f"{key}: changed {wrote}")
        kept = "kept=" in parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
        if secret and kept:
            faults.append(f"{key}: carries a password")
        if words and not secret:
            address, shown = _come_back(demo, name, answer)
            told = [] if "data-kept" in shown else ["says nothing"]
            faults += [f"{key} on {page}: {fault}" for fault in told + _faults(shown, address, form, fields)]
            stood += 1
        demo.reset()
    assert faults == []
    assert stood

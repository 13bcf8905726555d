"""Every form a role can reach, filled with what nobody should send: an explanation, never an accident."""

import unicodedata
from collections.abc import Iterator, Mapping
from io import BytesIO
from urllib.parse import urlencode, urljoin

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from app.core.text import clean
from tests import rotation
from tests.web.demo import CRAWLERS, READING_LEAVES, ROLES, Control, Demo, Form, kind_of, post_forms, read

pytestmark = pytest.mark.xdist_group("demo")

SCRIPT = "<script>alert('cầu')</script>"
HOSTILE = {
    "long": "dài " * 2500,
    "controls": "a\x00b\x07c\x1b[31md\u202ee",
    "script": f"\"'>{SCRIPT}",
    "template": "{{7*7}}${7*7}%(code)s%s{0}",
    "sql": "'; DROP TABLE users; --",
    "digits": "9" * 300,
    "negative": "-1",
    "no such day": "99/99/9999",
    "nfd": unicodedata.normalize("NFD", "Nguyễn Thị Ánh Tuyết ở Đường Láng"),
    "emoji": "🪷👩‍👩‍👧‍👧🇻🇳",
    "address": "javascript:alert(1)",
    "header": "a\r\nX-Injected: yes\r\n\r\n<html>",
    "far day": "9999-12-31",
    "infinite": "NaN",
}
HOSTILE_AT_ONCE = 5  # of a form: all of them come round in a few commits (see `rotation`)
EXPECTED = {200, 302, 303, 400, 403, 404, 405, 409, 413, 422, 429}
TYPED = {"text", "textarea", "email", "url", "tel", "search", "number", "date", "time"}
CHOSEN = {"select", "radio", "checkbox", "hidden"}
OPEN = ("/sign-", "/confirm", "/forgot-password", "/self-check", "/dev/")  # forms for anybody, signed in or not
# Of whoever fills them in, whatever they are.
OWN = ("/account", "/my/calendars", "/my/spaces/new")
Fields = dict[str, list[str]]


def _text_controls(form: Form) -> list[Control]:
    return [one for one in form.controls.values() if one.kind in TYPED | {"password"}]


def _attempts(key: str, form: Form) -> Iterator[tuple[str, Fields]]:
    """(what it is, fields) with a good token each. In every field, but in every form some only: the commit decides which."""
    token = {form.token: form.controls[form.token].values}
    untouched = form.untouched()
    typed, chosen = (
        _text_controls(form),
        [c for c in form.controls.values() if c.kind in CHOSEN and c.name != form.token],
    )
    yield "nothing but the token", dict(token)
    yield "every field empty", {**{c.name: [""] for c in typed + chosen}, **token}
    if typed:
        for name in rotation.some(list(HOSTILE), HOSTILE_AT_ONCE, key):
            yield name, {**_filled(form), **{c.name: [HOSTILE[name]] for c in typed}}
    if chosen:
        yield "unknown choices", {**untouched, **{c.name: ["khong-co-trong-danh-sach"] for c in chosen}}
        yield "hostile choices", {**untouched, **{c.name: [HOSTILE["script"]] for c in chosen}}
        yield "strange numbers", {**untouched, **{c.name: ["-99999999999999999999"] for c in chosen}}
    yield "everything twice", {k: v * 2 for k, v in untouched.items()} | token
    yield "fields nobody asked for", {**untouched, "id": ["1"], "status": ["approved"], "role": ["administrator"]}


def _filled(form: Form) -> Fields:
    """As shown, with something chosen wherever there is a choice: so that the text is what is wrong."""
    fields = form.untouched()
    for control in form.controls.values():
        offered = [value for value in control.offered if value]
        if control.kind in {"radio", "checkbox", "select"} and offered and not any(control.values):
            fields[control.name] = offered[:1]
    return fields


def _send(client: FlaskClient, form: Form, fields: Mapping[str, list[str]]) -> TestResponse:
    data: MultiDict[str, object] = MultiDict([(k, v) for k, values in fields.items() for v in values])
    return client.post(form.action, data=data, content_type="multipart/form-data" if form.multipart else None)


def _faults(answer: TestResponse, form: Form, sent: Mapping[str, list[str]]) -> Iterator[str]:
    if answer.status_code not in EXPECTED:
        yield f"answers {answer.status_code}"
    if "X-Injected" in answer.headers:
        yield "lets a header through"
    if answer.mimetype.startswith("application/") and "Content-Disposition" in answer.headers:
        return  # a file to take away: no page that could show anything
    if "<script>" in answer.text:
        yield "shows a script as it was typed"
    if answer.status_code in {422, 429}:
        page = read(answer.text)
        if not page.errors:
            yield "refuses without a word"
        yield from (f"forgets {name}" for name in _forgotten(page.forms, form, sent))


def _forgotten(shown: list[Form], form: Form, sent: Mapping[str, list[str]]) -> Iterator[str]:
    """Names of text fields of the page whose typed value is gone. Passwords are never sent back."""
    controls = {name: one for other in shown for name, one in other.controls.items()}
    for name, values in sent.items():
        was, now = form.controls.get(name), controls.get(name)
        if was is None or now is None or was.kind not in TYPED:
            continue
        kept = {" ".join(clean(one).split()) for one in now.values}
        if len(values) == 1 and " ".join(clean(values[0]).split()) not in kept:
            yield name


@pytest.mark.timeout(1800)  # every form of a role with every value: minutes, and more beside other work
@pytest.mark.parametrize("name", CRAWLERS)
def test_every_form_explains_what_is_wrong(demo: Demo, name: str) -> None:
    client, faults, seen = demo.clients[name], [], 0
    for key, (page, form) in _forms_to_try(demo, name).items():
        for what, fields in _attempts(key, form):
            answer = _send(client, form, fields)
            seen += 1
            faults += [f"{key} on {page}, {what}: {fault}" for fault in _faults(answer, form, fields)]
            if answer.status_code == 400:
                faults.append(f"{key} on {page}, {what}: not read at all")
            if answer.status_code != 422:
                after = client.get(urljoin(form.action, answer.headers.get("Location", page)))
                if after.status_code >= 500 or "<script>" in after.text:
                    faults.append(f"{key}, {what}: what was saved breaks the next page ({after.status_code})")
                demo.reset()
    assert faults == []
    assert seen or not _forms_to_try(demo, name)


def _forms_to_try(demo: Demo, name: str) -> dict[str, tuple[str, Form]]:
    """The same form is the same code, whoever sends it: tried as nobody, as the first of the public who has it, and as the
    first of the Centre's people, for whom some of that code goes another way."""
    earlier = [(key, other) for other in _before(name) for key in post_forms(demo, other)]
    return {
        key: (page, form)
        for key, (page, form) in post_forms(demo, name).items()
        if form.token and not any(key == known and _alike(form.action, name, other) for known, other in earlier)
    }


def _before(name: str) -> tuple[str, ...]:
    return CRAWLERS[: CRAWLERS.index(name)]


def _alike(address: str, name: str, other: str) -> bool:
    return address.startswith(OPEN + OWN) or _side(name) == _side(other)


def _side(name: str) -> str:
    """Nobody stands alone: where others are let in, they are only asked to sign in."""
    return "centre" if name in ROLES else "nobody" if name == "nobody" else "public"


def test_every_form_is_tried_by_somebody(demo: Demo) -> None:
    there = {key for name in CRAWLERS for key, (_page, form) in post_forms(demo, name).items() if form.token}
    tried = [key for name in CRAWLERS for key in _forms_to_try(demo, name)]
    assert set(tried) == there
    assert len(there) > 100


@pytest.mark.parametrize("name", CRAWLERS)
def test_a_form_without_its_token_or_its_person_writes_nothing(demo: Demo, name: str) -> None:
    client, nobody = demo.clients[name], demo.app.test_client()
    foreign = read(nobody.get("/sign-in").text).forms
    token = next(form.controls[form.token].values for form in foreign if form.token)
    before, faults = demo.contents(), []
    for key, (_page, form) in post_forms(demo, name).items():
        fields = form.untouched()
        bare = {k: v for k, v in fields.items() if k != form.token}
        if (status := _send(client, form, bare).status_code) != 400:
            faults.append(f"{key} without a token: {status}")
        if (status := _send(client, form, {**bare, form.token: ["x"]}).status_code) != 400:
            faults.append(f"{key} with a made-up token: {status}")
        if name != "nobody" and not form.action.startswith(OPEN):
            answer = _send(nobody, form, {**bare, "csrf_token": token})
            if answer.status_code != 302 or not answer.headers["Location"].startswith("/sign-in"):
                faults.append(f"{key} signed out: {answer.status_code}")
    assert faults == []
    after = demo.contents()
    assert {table for table in before if before[table] != after[table]} <= READING_LEAVES


@pytest.mark.parametrize("name", CRAWLERS)
def test_searches_and_filters_take_anything(demo: Demo, name: str) -> None:
    """The same search is asked by nobody, by the first of the public who has it, and by the first of the Centre's people."""
    searches = _searches(demo, name)
    known = {asked for other in _before(name) if _side(name) == _side(other) for asked in _searches(demo, other)}
    assert searches
    faults: list[str] = []
    for asked, path in searches.items():
        if asked not in known:
            faults += _asked_badly(demo.clients[name], path, asked[1])
    assert faults == []


def _searches(demo: Demo, name: str) -> dict[tuple[str, tuple[str, ...]], str]:
    """(rule, names of what can be asked): a path."""
    found: dict[tuple[str, tuple[str, ...]], str] = {}
    for one in demo.seen(name):
        if not one.is_page or one.status != 200:
            continue
        path, _, query = one.address.partition("?")
        asked = [(path, {part.partition("=")[0] for part in query.split("&") if part})]
        for form in one.read.forms:
            if form.method == "get":
                asked.append((urljoin(one.address, form.action or one.address).partition("?")[0], set(form.controls)))
        for target, names in asked:
            if names:
                found.setdefault((demo.rule(target), tuple(sorted(names))), target)
    return found


def _asked_badly(client: FlaskClient, path: str, names: tuple[str, ...]) -> Iterator[str]:
    for what in rotation.some(list(HOSTILE), HOSTILE_AT_ONCE, f"{kind_of(path)} {names}"):
        answer = client.get(f"{path}?{urlencode(dict.fromkeys(names, HOSTILE[what]))}")
        if answer.status_code not in EXPECTED or "<script>" in answer.text or "X-Injected" in answer.headers:
            yield f"{path} {names}, {what}: {answer.status_code}"


def test_wrong_files_are_named_and_the_rest_is_kept(demo: Demo) -> None:
    """Every form that takes a file, as everybody who has one: an empty one, a program, a lying name, a torn PDF."""
    sent = 0
    for name in CRAWLERS:
        client = demo.clients[name]
        for key, (_page, form) in post_forms(demo, name).items():
            files = [one for one in form.controls.values() if one.kind == "file"]
            for content, filename in WRONG_FILES if files else ():
                fields = {
                    **form.untouched(),
                    **{c.name: ["Một câu đã gõ."] for c in form.controls.values() if c.kind == "textarea"},
                }
                data: MultiDict[str, object] = MultiDict([(k, v) for k, values in fields.items() for v in values])
                data[files[0].name] = FileStorage(BytesIO(content), filename=filename)
                answer = client.post(form.action, data=data, content_type="multipart/form-data")
                assert answer.status_code == 422, (key, filename, answer.status_code)
                assert list(_faults(answer, form, fields)) == [], (key, filename)
                sent += 1
            demo.reset()
    assert sent >= 2 * len(WRONG_FILES)


WRONG_FILES = [
    (b"MZ\x90\x00" + b"\x00" * 200, "giay-phep.exe"),
    (b"<html><script>alert(1)</script></html>", "giay-phep.pdf"),
    (b"%PDF-1.7\n%torn", "../../etc/giay phep.pdf"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "anh.png"),
    (b"\xff\xfe\x00\x01" * 20, "tep" * 200 + ".yaml"),
]


def test_what_a_page_forgot_is_noticed() -> None:
    asked = read('<form method="post"><input name="a"><textarea name="b"></textarea><input name="c"></form>').forms
    shown = read(
        '<form method="post"><input name="a" value=""><textarea name="b">\n một\n hai</textarea><input name="c" value="&lt;3"></form>'
    ).forms
    sent = {"a": ["một"], "b": ["một\r\n hai "], "c": ["<3"]}
    assert list(_forgotten(shown, asked[0], sent)) == ["a"]


def test_a_page_that_repeats_a_script_is_noticed(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(demo.app.view_functions, "memberships.verify_form", lambda: SCRIPT)
    assert list(_asked_badly(demo.clients["nobody"], "/verify", ("code",)))

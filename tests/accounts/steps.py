"""What a person does at the doors, step by step."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import jobs
from tests.mail.sink import Sink, text_of

PASSWORD = "một câu dài dễ nhớ"
TYPED: dict[str, Any] = {
    "name": "Đặng Ngọc",
    "email": "ngoc@example.org",
    "password": PASSWORD,
    "repeat": PASSWORD,
    "consent": "y",
}


def letters(app: Flask, sink: Sink, address: str = "ngoc@example.org") -> list[str]:
    """Let the worker run, then read that person's letters."""
    jobs.run(app, "mail")
    return [text_of(message) for message in sink.letters_to(address)]


def link_in(letter: str) -> str:
    match = re.search(r"http://127\.0\.0\.1:5000(/(?:confirm|reset-password|change-email)/\S+)", letter)
    assert match, letter
    return match[1]


def send(client: FlaskClient, address: str, data: dict[str, Any] | None = None) -> TestResponse:
    """With a good token, to an address whose page may show no form by now."""
    token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(address, data={"csrf_token": token} | (data or {}))

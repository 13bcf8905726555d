"""What a person does at the doors, step by step."""

import re
from typing import Any

from flask import Flask

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
    match = re.search(r"http://127\.0\.0\.1:5000(/confirm/\S+)", letter)
    assert match, letter
    return match[1]

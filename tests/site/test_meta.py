"""What other sites take of a page."""

import json
import re

import pytest
from flask import render_template_string

HOSTILE = "</script><script>alert('cầu')</script>"
PAGE = """{% from "site/_meta.html" import page_meta with context %}
{{ page_meta(title, "/spaces/x?y=1", description=title, about={"@type": "Place", "name": title}) }}"""


@pytest.fixture
def told(app) -> str:
    with app.test_request_context():
        return render_template_string(PAGE, title=HOSTILE)


def test_nothing_in_the_data_ends_the_block_or_begins_one(told):
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', told)
    assert "<" not in data
    assert json.loads(data) == {"@context": "https://schema.org", "@type": "Place", "name": HOSTILE}
    assert "<script>" not in told


def test_addresses_are_whole(told):
    assert '<link rel="canonical" href="http://127.0.0.1:5000/spaces/x?y=1">' in told
    assert '<meta property="og:url" content="http://127.0.0.1:5000/spaces/x?y=1">' in told


def test_vietnamese_says_so_on_an_english_page(app):
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        told = render_template_string(PAGE, title="Xưởng gốm Bờ Sông")
    assert '<meta property="og:title" content="Xưởng gốm Bờ Sông" lang="vi">' in told
    assert '<meta property="og:locale" content="en_GB">' in told

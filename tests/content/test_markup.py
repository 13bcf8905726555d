"""What anybody could type into a page: nothing of it acts. Two hundred ways and more, and what must still work."""

import re
from html.parser import HTMLParser
from itertools import product

import pytest

from app.content.markup import SCHEMES, TAGS, html, is_safe_address, plain

SCHEMES_TRIED = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)", "&#x6A;avascript&colon;alert(1)", "\x01javascript:alert(1)", " javascript:alert(1)",
    "vbscript:msgbox(1)", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd", "feed:javascript:alert(1)", "blob:https://x/1", "about:blank", "chrome://settings",
    "//evil.example", "\\\\evil.example", "/\\evil.example", "///evil.example", "https:evil.example", "http:///x",
    "tel:113", "sms:113", "ftp://x/y", "jar:http://x!/y", "view-source:https://x", "ws://x", "intent://x#Intent;end",
    "https://a b", "https://a\nb", "http://[::1", "javascript\\:alert(1)", "javascript%3Aalert(1)//:",
)  # fmt: skip
LINKS = ("[x]({})", "[x](<{}>)", "<{}>", "[x][1]\n\n[1]: {}", "![x]({})")
RAW = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//x></iframe>",
    "<a href='javascript:alert(1)'>x</a>", "<style>*{display:none}</style>", "<link rel=stylesheet href=//x>",
    "<meta http-equiv=refresh content='0;url=//x'>", "<base href=//x>", "<form action=//x><input name=a></form>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>", "<!--<img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>", "<?php echo 1 ?>", "<details open ontoggle=alert(1)>", "</p></main>",
    "<p onclick=alert(1)>x</p>", "<p style='position:fixed'>x</p>", "<div id=main class=top>x</div>",
    "<video><source onerror=alert(1)></video>", "<object data=//x></object>", "<template><script>1</script></template>",
)  # fmt: skip
AROUND = ("{}", "# {}", "- {}", "> {}", "**{}**")
VECTORS = [way.format(one) for one, way in product(SCHEMES_TRIED, LINKS)] + [
    way.format(one) for one, way in product(RAW, AROUND)
]


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(str(html(text)))
    parser.close()
    return parser


def test_two_hundred_vectors_do_nothing() -> None:
    assert len(VECTORS) >= 200
    for text in VECTORS:
        found = seen(text)
        assert set(found.tags) <= TAGS, text
        assert not found.other, text
        for tag, name, value in found.attributes:
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}, text
            if name == "href":
                scheme = re.match(r"([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in SCHEMES, text
                assert not value.startswith(("//", "/\\", "\\")), text
                assert not re.search(r"[\x00-\x20\\]", value), text


@pytest.mark.parametrize(
    "address", ["https://a.vn/b?c=1#d", "http://a.vn", "mailto:a@b.vn", "/spaces", "#tren", "?x=1"]
)
def test_ordinary_links_stay(address: str) -> None:
    assert is_safe_address(address)
    assert ("a", "href", address) in seen(f"[đọc]({address})").attributes


def test_links_to_elsewhere_do_not_hand_on_the_sites_name() -> None:
    assert ("a", "rel", "nofollow") in seen("[x](https://a.vn)").attributes
    assert not [one for one in seen("[x](/spaces)").attributes if one[1] == "rel"]


def test_headings_begin_below_the_pages_own_and_skip_no_level() -> None:
    tags = [tag for tag in seen("# Một\n\n#### Bốn\n\n##### Năm\n\n# Lại một").tags if tag.startswith("h")]
    assert tags == ["h2", "h3", "h4", "h2"]


def test_what_people_write_stands() -> None:
    made = str(html("**đậm** và *nghiêng*\n\n- một\n- hai\n\n> lời\n\n1. a"))
    for part in ("<strong>đậm</strong>", "<em>nghiêng</em>", "<li>một</li>", "<blockquote>", "<ol>"):
        assert part in made


def test_a_plain_line_has_words_alone() -> None:
    assert plain("## A & b\n\n[c < d](/x) **e**") == "A & b c < d e"

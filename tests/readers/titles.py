"""Five hundred titles made to break readers: sixty thought of by hand, with what a person would have them read, and the
rest made by the same dice at every run, where what is read is what `plain` says."""

import random
from collections.abc import Callable, Iterator
from itertools import count, islice

from app.core.ical import LINE_OCTETS, plain

COUNT, SEED = 500, 2026

SAME = [
    "Không gian Sáng tạo – Xưởng gốm “Bát Tràng”; số 5, ngõ 3\\2",
    "a;b,c\\d",
    ";",
    ",",
    "\\",
    "\\\\",
    "\\n",
    "\\N",
    "C:\\New\\nam\\,\\;",
    "kết bằng gạch chéo\\",
    ";;;,,,\\\\\\",
    '"trong ngoặc kép"',
    "'ngoặc đơn' “cong” ‘cong’ «góc»",
    'dở dang "',
    "a:b:c",
    "SUMMARY:lừa",
    "END:VEVENT",
    "BEGIN:VCALENDAR",
    "DTSTART;TZID=Europe/Paris:20200101T000000",
    "X=1;Y=2:Z",
    "^n ^' ^^",
    "%0A %2C %5C %25",
    "&lt;b&gt; &amp; &#10;",
    "<script>alert(1)</script>",
    "{{ 7*7 }} {title} {0} %s %d $HOME",
    "=1+1",
    "-- DROP TABLE bookings; --",
    "hai  khoảng   trắng",
    "🎨 Vẽ 👩🏽‍🎨 cùng 🏳️‍🌈 và 👨‍👩‍👧‍👦",
    "🇻🇳 Quốc khánh",
    "漢字と仮名、ハノイ",
    "مساحة إبداعية",
    "מרחב יצירה \u200fימין",
    "\u200eTrái \u061csang",
    "Zwnj\u200cvà\u200bkhông rộng",
    "𝔊𝔬𝔱𝔥𝔦𝔠 𐍈",
    "Ghềnh Ráng ỗ ữ ợ ẵ ẫ Đ đ",
    "Ẩm thực & nghệ thuật / số 1 @ cầu #1 ~ 100% *",
    "à" * 300,
    "ỗ" * 300,
    "👩🏽‍🎨" * 60,
    "\\" * 300,
    ";," * 150,
    "x" * 300,
    ("Không gian " * 30)[:300].strip(),
    "N",
]
CHANGED = [
    ("Go\u0302\u0301m", "Gốm"),
    ("D\u031b\u0309 o\u031b\u0323 a\u0323\u0306", "D̛̉ ợ ặ"),
    ("a\u0323\u0302" * 300, "ậ" * 300),
    ("hai\ndòng", "hai\ndòng"),
    ("hai\r\ndòng", "hai\ndòng"),
    ("hai\rdòng", "hai\ndòng"),
    ("hai\u2028dòng\u2029và\x85nữa", "hai\ndòng\nvà\nnữa"),
    ("x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:ma", "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:ma"),
    ("nul\x00 vt\x0b ff\x0c esc\x1b[31m del\x7f c1\x9b", "nul vt ff esc[31m del c1"),
    ("fs\x1c gs\x1d rs\x1e us\x1f", "fs gs rs us"),
    ("cột\tcột", "cột cột"),
    ("\ufeffdấu đầu tệp", "dấu đầu tệp"),
    ("lật \u202egnort\u202c \u2066riêng\u2069", "lật gnort riêng"),
    ("  thừa hai đầu  ", "thừa hai đầu"),
]
BY_HAND = [(title, title) for title in SAME] + CHANGED

_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬỀỂỄẾỆỒỔỖỐỘỜỞỠỚỢỪỬỮỨỰỲỶỸÝỴ"
_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_EMOJI = ("👩🏽‍🎨", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇻🇳", "✍🏿", "#️⃣", "🎨", "👁️‍🗨️", "🧑🏻‍🤝‍🧑🏿", "☕")
_SIGNS = (";", ",", "\\", "\\n", "\\N", "\\;", "\\\\", '"', ":", "=", "^", "%", "&", "<", ">", "'", "{", "}", "|")
_WORDS = ("END:VEVENT", "BEGIN:VALARM", "ATTENDEE:mailto:a@b", "RRULE:FREQ=DAILY", "\r\n ", "=0D=0A", "X-LỪA;A=B:c")
_BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_THIN = "\u200b\u200c\u200d\u2060\u00ad\u034f\ufe0f\u00a0\u3000\u2009"
_CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\ufeff"]
_SCRIPTS = ("漢字かな交じり", "مساحة الإبداع", "מרחב יצירה", "พื้นที่", "कला घर", "Ω≈ç√", "𝔊𐍈𝟘", "한국어")


def _apart(dice: random.Random) -> str:
    """Letters and their marks written one by one, in any order."""
    return "".join(
        dice.choice(_LETTERS) + "".join(dice.sample(_MARKS, dice.randint(0, 3))) for _ in range(dice.randint(3, 80))
    )


def _emoji(dice: random.Random) -> str:
    return "".join(dice.choices(_EMOJI, k=dice.randint(1, 30)))


def _signs(dice: random.Random) -> str:
    return "a" + "".join(dice.choices([*_SIGNS, *_LETTERS[:8]], k=dice.randint(5, 150))) + "z"


def _controls(dice: random.Random) -> str:
    return "c" + "".join(dice.choices([*_CONTROLS, *_LETTERS[:20]], k=dice.randint(5, 60))) + "c"


def _sideways(dice: random.Random) -> str:
    return "b" + "".join(dice.choices([*_BIDI, *_SCRIPTS, "chữ ", " "], k=dice.randint(3, 25))) + "d"


def _thin(dice: random.Random) -> str:
    return "k" + "".join(dice.choices([*_THIN, *_LETTERS[:10]], k=dice.randint(3, 60))) + "g"


def _lines(dice: random.Random) -> str:
    return "\n".join("".join(dice.choices(_LETTERS + " ", k=dice.randint(0, 20))) for _ in range(dice.randint(2, 6)))


def _long(dice: random.Random) -> str:
    return "".join(dice.choices([*_LETTERS, " ", *_EMOJI[3:7], ";", ","], k=300))[:300]


def _claims(dice: random.Random) -> str:
    return "x" + "".join(dice.choices([*_WORDS, "\r\n", "\n", "Đêm nhạc"], k=dice.randint(2, 6)))


def _at_the_fold(dice: random.Random) -> str:
    """The end of a line falls before, in and after something that must not be cut."""
    fill = LINE_OCTETS - len("SUMMARY:") - dice.randint(0, 6)
    whole = dice.choice(["ỗ", "\\", ";", "\n", "e\u0323\u0302", "👩🏽‍🎨", "🇻🇳", "đ", "漢"])
    return "x" * fill + whole * dice.randint(1, 3) + "y" * dice.choice((0, 1, 66, 67, 68, 140))


_MAKERS: tuple[Callable[[random.Random], str], ...] = (
    _apart, _emoji, _signs, _controls, _sideways, _thin, _lines, _long, _claims, _at_the_fold,
)  # fmt: skip


def _thrown() -> Iterator[tuple[str, str]]:
    seen = {read for _written, read in BY_HAND}
    # Each control character once, alone between two letters, and each length about the end of a line.
    planned = [f"a{sign}b{number}" for number, sign in enumerate(_CONTROLS)]
    planned += ["ạ" * length for length in (32, 33, 34)] + ["x" * length for length in range(64, 71)]
    dice = random.Random(SEED)
    thrown = (_MAKERS[number % len(_MAKERS)](dice) for number in count())
    for written in [*planned, *islice(thrown, COUNT * 2)]:
        read = plain(written)
        if read and read not in seen:
            seen.add(read)
            yield written, read


TITLES = [*BY_HAND, *islice(_thrown(), COUNT - len(BY_HAND))]

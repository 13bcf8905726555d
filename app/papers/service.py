"""Papers the network hands out. Bottom floor: plain values in, bytes out; nothing is stored here."""

import io
import re
import unicodedata
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import segno
from markupsafe import escape

from app.core.timespan import Timespan
from app.papers.data import BadgeData, CertificateData
from app.papers.press import PaperError, draw, print_paper

_QR_PIXELS_PER_MODULE = 12
_BADGES_KEPT = 128
# Latin letters of Europe and Vietnam, and the punctuation of both; both typefaces have all of it.
_PRINTABLE = re.compile(r"[ -~\u00a0-\u017e\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9“”‘’–—…•□]*")
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def certificate_pdf(data: CertificateData, *, verify_url: str) -> bytes:
    """The certificate as one A4 page; equal data gives equal bytes.

    Slow beside a request: call it from a job, after the commit. Raises PaperError.
    """
    return print_paper("certificate.typ", _printed(data, verify_url), dated=data.issued_on)


def certificate_proof(data: CertificateData) -> bytes:
    """The same page for reading names letter by letter, before there is a certificate: marked all over, with nothing on
    it that could be looked up. Never signed, never kept. Raises PaperError, as above."""
    unnumbered = replace(data, number="", short_code="")
    values = _printed(unnumbered, "") | {"proof": True}
    return print_paper("certificate.typ", values, dated=data.issued_on)


def certificate_specimen(data: CertificateData) -> bytes:
    """The page with nobody's name on it, for looking at what every certificate will say. Numbered, signed and kept as
    little as a proof. Raises PaperError, as above."""
    values = _printed(replace(data, number="", short_code=""), "") | {"proof": True, "specimen": True}
    return print_paper("certificate.typ", values, dated=data.issued_on)


@lru_cache(maxsize=_BADGES_KEPT)
def badge_svg(data: BadgeData) -> str:
    """The badge as a picture of its own: no fonts, scripts or styles, so it shows under any content policy."""
    drawn = draw("badge.typ", asdict(data)).partition(">")[2]
    title = escape(_NOT_IN_XML.sub("", data.sentence))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="320" height="96" '
        f'viewBox="0 0 320 96" role="img" aria-labelledby="title"><title id="title">{title}</title>{drawn}'
    )


def dossier_pdf(said: dict[str, Any], *, dated: date) -> bytes:
    """A case to read on paper: `title`, `eyebrow`, `issuer`, `footer`, `language`, `facts` (pairs) and `sections`,
    each with a title and items of title, text and lines. Raises PaperError, for one when the words hold a sign that
    neither typeface has."""
    return print_paper("dossier.typ", said, dated=dated)


def letter_pdf(said: dict[str, Any], *, dated: date) -> bytes:
    """The letter of a decision, A4 pages in Vietnamese; equal values give equal bytes. Slow beside a request, as above.

    Raises PaperError, also for a sign in somebody's words that neither typeface has.
    """
    return print_paper("letter.typ", said | {"day_words": _day_in_words(dated)}, dated=dated)


def handover_pdf(said: dict[str, Any], *, dated: date) -> bytes:
    """A list to tick and sign at a ceremony: `title`, `eyebrow`, `issuer`, `footer`, `language`, `facts` (pairs), the
    names of five `columns` and `lines` of four cells; the fifth is left for the signature. Raises PaperError."""
    return print_paper("handover.typ", said, dated=dated)


def confirmation_pdf(said: dict[str, Any], *, dated: date, check_url: str) -> bytes:
    """The letter that confirms a membership, one A4 page in Vietnamese with English lines; equal values give equal
    bytes. Days in `said` are ISO 8601 or None. Slow beside a request, as above. Raises PaperError."""
    address, slash, code = check_url.rpartition("/")
    days = {key: _written_day(said[key]) for key in ("issued_on", "admitted_on", "until", "decision_on")}
    shown = {"check_url": check_url, "check_lines": [address + slash, code], "qr_png": list(qr_png(check_url))}
    return print_paper("confirmation.typ", said | days | shown | {"day_words": _day_in_words(dated)}, dated=dated)


def agreement_pdf(said: dict[str, Any], *, dated: date, check_url: str) -> bytes:
    """The agreement about a venue, A4 pages in Vietnamese with English lines; equal values give equal bytes. Instants
    in `said` are ISO 8601, shown in its `zone`. Slow beside a request, as above. Raises PaperError."""
    return print_paper("agreement.typ", agreement_values(said, dated=dated, check_url=check_url), dated=dated)


def agreement_values(said: dict[str, Any], *, dated: date, check_url: str) -> dict[str, Any]:
    """What the template is given."""
    address, slash, code = check_url.rpartition("/")
    shown = {
        "public": _written_span(said["public_starts_at"], said["public_ends_at"], said["zone"]),
        "blocked": _written_span(said["starts_at"], said["ends_at"], said["zone"]),
        "check_url": check_url,
        "check_lines": [address + slash, code],
        "qr_png": list(qr_png(check_url)),
        "day_words": _day_in_words(dated),
    }
    return said | shown


def month_pdf(said: dict[str, Any], *, dated: date) -> bytes:
    """A month to hang on a wall, A4 across; equal values give equal bytes. A sign that neither typeface has gives way:
    somebody's title must not keep the month of all others from being printed."""
    try:
        return print_paper("month.typ", said, dated=dated)
    except PaperError as error:
        if not error.missing:
            raise
        missing = error.missing
    try:
        return print_paper("month.typ", _without(said, missing), dated=dated)
    except PaperError:
        return print_paper("month.typ", _without(said, None), dated=dated)


def _without(said: Any, missing: str | None) -> Any:
    """The same values in signs that both typefaces have. Pictures and loose marks go, a box stands for a letter; with
    `missing`, letters that were not reported stay."""
    if isinstance(said, dict):
        return {name: _without(value, missing) for name, value in said.items()}
    if isinstance(said, list):
        return [_without(value, missing) for value in said]
    if not isinstance(said, str) or _PRINTABLE.fullmatch(said):
        return said
    kept = []
    for sign in said:
        loose = unicodedata.category(sign)[0] in "MCS"
        if _PRINTABLE.fullmatch(sign) or (missing is not None and sign not in missing and not loose):
            kept.append(sign)
        elif not loose:
            kept.append("□")
    return " ".join("".join(kept).split()) or "□"


def _written_span(starts_at: str, ends_at: str, zone: str) -> str:
    """19:30–21:30, 28/11/2026; both days are named when the span leaves its day, and whole days have no hours."""
    start, end = (datetime.fromisoformat(one).astimezone(ZoneInfo(zone)) for one in (starts_at, ends_at))
    whole = Timespan(start, end).whole_days(ZoneInfo(zone))
    if whole:
        return " – ".join(dict.fromkeys(map(_day, whole)))
    if start.date() == end.date():
        return f"{start:%H:%M}–{end:%H:%M}, {_day(start)}"
    return f"{start:%H:%M} {_day(start)} – {end:%H:%M} {_day(end)}"


def _printed(data: CertificateData, verify_url: str) -> dict[str, Any]:
    address, slash, code = verify_url.rpartition("/")
    return data.to_dict() | {
        "decision_on": _day(data.decision_on),
        "issued_on": _day(data.issued_on),
        "signed_vi": _day_in_words(data.issued_on).capitalize(),
        "valid_until": data.valid_until and _day(data.valid_until),
        "verify_url": verify_url,
        "verify_lines": [address + slash, code],
        "short_code": shown_code(data.short_code),
        "short_address": f"{address.removesuffix('/verify')}/r",
        "qr_png": list(qr_png(verify_url)) if verify_url else [],
        "proof": False,
    }


def shown_code(code: str) -> str:
    """As it is printed and read aloud: in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4)).upper()


def qr_png(address: str) -> bytes:
    """Level M: a fold or some stamp ink on the code still leaves it readable."""
    image = io.BytesIO()
    segno.make_qr(address, error="m").save(image, kind="png", scale=_QR_PIXELS_PER_MODULE, border=4)
    return image.getvalue()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _day_in_words(day: date) -> str:
    return f"ngày {day:%d} tháng {day:%m} năm {day:%Y}"


def _written_day(day: str | None) -> str:
    return _day(date.fromisoformat(day)) if day else ""


def report_pdf(said: dict[str, Any], *, dated: date) -> bytes:
    """A month of the Centre on one sheet: `title`, `heading`, `issuer`, `footer`, `language`, `sentences`, `remark`,
    `columns`, `parts` of lines, and a drawing as `svg` with its `chart_title` and `chart_alt`. Equal words give equal
    bytes. Raises PaperError, for one when the remark holds a sign that neither typeface has."""
    return print_paper("report.typ", {key.replace("_", "-"): one for key, one in said.items()}, dated=dated)

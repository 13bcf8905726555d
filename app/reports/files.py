"""Figures and reports as files."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.charts import drawing
from app.charts.figures import Figure
from app.core.clock import HOUSE_ZONE
from app.files.listing import XLSX, csv_file, workbook
from app.papers.press import picture
from app.papers.service import report_pdf
from app.reports import figures, month
from app.reports.month import Report
from app.settings.queries import value
from app.web.times import moment

TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}
# Opened by itself a drawing may load and run nothing.
CSP_OF_DRAWINGS = "sandbox; default-src 'none'; frame-ancestors 'self'"


def figure_file(figure: Figure, ending: str, *, theme: str, size: str, stem: str) -> Response:
    answer = Response(_WRITERS[ending](figure, theme, size), content_type=TYPES[ending])
    way = "inline" if ending == "svg" else "attachment"
    answer.headers["Content-Disposition"] = f'{way}; filename="{stem}.{ending}"'
    answer.headers["Content-Security-Policy"] = CSP_OF_DRAWINGS
    return answer


def colours(theme: str) -> Any:
    return drawing.tokens(Path(current_app.static_folder or "") / "css" / "tokens.css", theme)


def drawn(figure: Figure, theme: str, size: str) -> bytes:
    return drawing.draw(figure, colours(theme), drawing.SIZES[size])


def _as_picture(figure: Figure, theme: str, size: str) -> bytes:
    svg = drawn(figure, theme, size).decode()
    return picture(svg, width=drawing.SIZES[size].width, ground=colours(theme)["paper"])


def _table(figure: Figure, _theme: str, _size: str) -> bytes:
    return csv_file(figure.columns, [[_said(cell) for cell in row] for row in figure.rows])


def _said(cell: Any) -> Any:
    """With the decimal mark that spreadsheets here expect."""
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) and str(get_locale()) == "vi" else cell


def _sheet(figure: Figure, _theme: str, _size: str) -> bytes:
    return workbook(figure.title, figure.columns, figure.rows)


_WRITERS: dict[str, Callable[[Figure, str, str], bytes]] = {
    "svg": drawn,
    "png": _as_picture,
    "csv": _table,
    "xlsx": _sheet,
}


def report_paper(made: Report, remark: str = "") -> Response:
    """One page. Raises PaperError, for one where the remark holds a sign that cannot be printed."""
    use = figures.use_of_venues(made.facts)
    shown = use.is_drawn and not remark
    issuer = value(f"centre.name_{figures.language()}")
    name = figures.name_within(made.period)
    pdf = report_pdf(
        {
            "language": figures.language(),
            "title": _("Báo cáo %(month)s, %(centre)s", month=name, centre=issuer),
            "heading": _(
                "Báo cáo %(month)s", month=name[:1].lower() + name[1:] if figures.language() == "vi" else name
            ),
            "issuer": issuer,
            "footer": footer(made),
            "sentences": month.sentences(made),
            "remark_title": _("Nhận xét của Trung tâm"),
            "remark": remark,
            "table_title": _("Số liệu trong tháng"),
            "columns": month.heads(made),
            "parts": [
                {"title": title, "lines": [{"label": line.label, "numbers": line.shown} for line in lines]}
                for title, lines in month.parts(made)
            ],
            "chart_title": use.title,
            "chart_alt": use.summary,
            "svg": drawn(use, "light", "wide").decode() if shown else "",
        },
        dated=made.at.astimezone(HOUSE_ZONE).date(),
    )
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="bao-cao-{made.period.key}.pdf"'
    return answer


def footer(made: Report) -> str:
    network = value(f"network.name_{figures.language()}")
    over = "" if made.is_over else str(_("Tháng chưa hết.")) + " "
    said = _("Tính lúc %(when)s. Số của tháng đã qua có thể đổi khi báo cáo đến muộn.", when=moment(made.at))
    return f"{network}. {over}{said}"


def report_sheet(made: Report) -> Response:
    columns, rows = month.table(made)
    answer = Response(workbook(figures.name(made.period), columns, rows), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="bao-cao-{made.period.key}.xlsx"'
    return answer

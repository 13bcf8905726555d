"""A figure drawn as SVG by pygal: no script, no font from elsewhere, colours from the design tokens."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import pygal
from flask_babel import format_decimal
from pygal.style import Style

from app.charts.figures import Figure, Shape

# For plugins of its own the library puts a finder before all others that Python no longer knows how to ask. We have
# none of them, and every import that comes that far would fail.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

THEMES = ("light", "dark")
FONTS = '"Be Vietnam Pro", system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
_DARK_BEGINS = "prefers-color-scheme: dark"
BLANK = "\N{NO-BREAK SPACE}"
_INK = ("glass", "brass")
_BESIDE = 70  # what stands left and right of the columns
_WIDE = 0.62  # of a sign, in its height


@dataclass(frozen=True)
class Size:
    width: int
    text: int
    label: int  # signs of a label before it is cut short


SIZES = {"wide": Size(760, 14, 40), "narrow": Size(400, 14, 24)}


@cache
def tokens(styles: Path, theme: str) -> Mapping[str, str]:
    light, _, dark = styles.read_text("utf-8").partition(_DARK_BEGINS)
    return dict(_TOKEN.findall(light)) | (dict(_TOKEN.findall(dark)) if theme == "dark" else {})


def draw(figure: Figure, colours: Mapping[str, str], size: Size) -> bytes:
    chart = _CHARTS[figure.shape](figure, size)
    chart.uuid = figure.name  # else a new one each time, and never the same bytes twice
    chart.add_xml_filter(_Plain(figure, colours, size))
    return bytes(chart.render())


def _common(figure: Figure, size: Size) -> dict[str, Any]:
    return {
        "style": _style(size),
        "width": size.width,
        "js": [],
        "explicit_size": True,
        "margin": 10,
        "show_legend": len(figure.drawn) > 1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": len(figure.drawn) if size.width > 500 else 1,
        "truncate_legend": -1,
        "truncate_label": -1,
        "value_formatter": _said,
        "print_zeroes": False,
    }


def _said(value: float) -> str:
    return str(format_decimal(round(value, 1)))


def _style(size: Size) -> Style:
    """Of sizes alone, by which the library leaves room for what it writes."""
    return Style(
        font_family=FONTS,
        label_font_size=size.text,
        major_label_font_size=size.text,
        value_font_size=size.text,
        legend_font_size=size.text,
    )


def _area(figure: Figure, size: Size) -> Any:
    count = len(figure.rows)
    step = max(1, -(-count // (size.width // 110)))
    labels = [label if (count - 1 - place) % step == 0 else "" for place, label in enumerate(figure.labels)]
    top = max((sum(row[place] for place in figure.drawn) for row in figure.rows), default=0)
    chart = pygal.StackedLine(
        **_common(figure, size), height=320, fill=True, show_dots=count == 1, y_labels=_scale(top),
        margin_right=36,
    )  # fmt: skip
    chart.x_labels = labels
    return _with_series(chart, figure, figure.rows)


def _columns(figure: Figure, size: Size) -> Any:
    top = max((row[place] or 0 for row in figure.rows for place in figure.drawn), default=0) + 1  # room for the value
    chart = pygal.Bar(
        **_common(figure, size), height=320, print_values=True, print_values_position="top",
        y_labels=_scale(top), rounded_bars=3,
    )  # fmt: skip
    chart.x_labels = _thinned(figure.labels, size)
    return _with_series(chart, figure, figure.rows)


def _thinned(labels: Sequence[str], size: Size) -> list[str]:
    """As many as have room side by side; the last is always said."""
    room = (size.width - _BESIDE) / max(len(labels), 1)
    step = max(1, ceil((max(map(len, labels), default=0) + 1) * size.text * _WIDE / room))
    return [label if (len(labels) - 1 - place) % step == 0 else "" for place, label in enumerate(labels)]


def _bars(figure: Figure, size: Size) -> Any:
    """The library draws from the bottom upwards."""
    rows = figure.charted[::-1]
    top = max((row[1] for row in rows), default=0)
    chart = pygal.HorizontalBar(
        **_common(figure, size), height=60 + 34 * max(len(rows), 1), print_values=True,
        print_values_position="top", y_labels=_scale(top), rounded_bars=3,
    )  # fmt: skip
    chart.x_labels = [_cut(row[0], size.label) for row in rows]
    # The library sets a value astride the end of its bar; blanks before it push it out.
    return _with_series(
        chart, figure, rows, formatter=lambda value: f"{BLANK * (1 + 2 * len(_said(value)))}{_said(value)}"
    )


def _cut(label: str, signs: int) -> str:
    return label if len(label) <= signs else f"{label[: signs - 1].rstrip(' ,')}…"


_CHARTS = {Shape.AREA: _area, Shape.COLUMNS: _columns, Shape.BARS: _bars}


def _with_series(chart: Any, figure: Figure, rows: Sequence[Sequence[Any]], **options: Any) -> Any:
    for place in figure.drawn:
        chart.add(figure.columns[place], [row[place] for row in rows], **options)
    return chart


def _scale(highest: float) -> list[int]:
    """Whole numbers, for there is no half a member: at most six of them, a little above the highest."""
    top = ceil(highest)
    step = next(step for power in range(9) for step in (10**power, 2 * 10**power, 5 * 10**power) if step * 5 >= top)
    return list(range(0, max(top, 1) + step, step))


@dataclass(frozen=True)
class _Plain:
    """Takes out what the library writes for pages that run its script, and says colours and type where they apply: with
    no styles in it a drawing needs no leave of any policy."""

    figure: Figure
    colours: Mapping[str, str]
    size: Size

    def __call__(self, root: Any) -> Any:
        for element in list(root.iter()):
            if not isinstance(element.tag, str) or self._is_unwanted(element):
                element.getparent().remove(element)
        root.set("fill", self.colours["ink"])
        root.set("font-family", FONTS)
        root.set("font-size", str(self.size.text))
        name = next(one for one in root if _tag(one) == "title")
        name.text = self.figure.title
        for element in root.iter():
            self._dress(element)
        return root

    def _is_unwanted(self, element: Any) -> bool:
        tag, inside = _tag(element), _tag(element.getparent()) if element.getparent() is not None else ""
        return (
            tag in ("script", "style", "desc")
            or (tag == "title" and inside != "svg")
            or not _classes(element).isdisjoint({"background", "tooltip-overlay"})
            or (tag == "rect" and float(element.get("height", 1)) * float(element.get("width", 1)) == 0)
            or ({"guide", "line"} <= _classes(element) and self._is_across(element))
        )

    def _is_across(self, line: Any) -> bool:
        """Of the axis where names stand, not numbers."""
        names = "y" if self.figure.shape == Shape.BARS else "x"
        return any("axis" in _classes(one) and names in _classes(one) for one in line.iterancestors())

    def _dress(self, element: Any) -> None:
        classes = _classes(element)
        for place, name in enumerate(_INK):
            if f"color-{place}" in classes:
                element.set("fill", self.colours[name])
                element.set("stroke", self.colours[name])
        if "axis" in classes and _tag(element) == "g":
            element.set("text-anchor", "middle" if "x" in classes else "end")
        if "line" in classes and "reactive" not in classes:
            element.set("stroke", self.colours["line" if "guide" in classes else "edge"])
        if "nofill" in classes:
            element.set("fill", "none")
        if _tag(element) == "text":
            element.set("fill", self.colours["ink"])
            element.set("stroke", "none")
        element.attrib.pop("class", None)


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _classes(element: Any) -> set[str]:
    return set(element.get("class", "").split())

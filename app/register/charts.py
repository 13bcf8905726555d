"""A figure drawn as SVG by pygal: no script, no font from elsewhere, colours from the design tokens."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pygal
from pygal.style import Style

from app.register.figures import Figure, Shape

THEMES = ("light", "dark")
FONTS = '"Be Vietnam Pro", system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif'
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
_DARK_BEGINS = "prefers-color-scheme: dark"
BLANK = "\N{NO-BREAK SPACE}"
_INK = ("glass", "brass")


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
    chart = _CHARTS[figure.shape](figure, colours, size)
    chart.uuid = figure.name  # else a new one each time, and never the same bytes twice
    chart.add_xml_filter(_plain)
    return bytes(chart.render())


def _common(figure: Figure, colours: Mapping[str, str], size: Size) -> dict[str, Any]:
    return {
        "style": _style(colours, size),
        "width": size.width,
        "js": [],
        "explicit_size": True,
        "margin": 10,
        "show_legend": len(figure.drawn) > 1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": len(figure.drawn) if size.width > 500 else 1,
        "truncate_legend": -1,
        "truncate_label": -1,
        "value_formatter": lambda value: f"{value:g}",
        "print_zeroes": False,
    }


def _style(colours: Mapping[str, str], size: Size) -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground=colours["ink"],
        foreground_strong=colours["ink"],
        foreground_subtle=colours["ink-2"],
        guide_stroke_color=colours["line"],
        major_guide_stroke_color=colours["line"],
        guide_stroke_dasharray="0",
        major_guide_stroke_dasharray="0",
        font_family=FONTS,
        label_font_size=size.text,
        major_label_font_size=size.text,
        value_font_size=size.text,
        legend_font_size=size.text,
        colors=tuple(colours[name] for name in _INK),
        value_colors=(colours["ink"],) * len(_INK),
        opacity=".9",
        stroke_opacity="1",
        stroke_width="2",
        transition="0s",
    )


def _area(figure: Figure, colours: Mapping[str, str], size: Size) -> Any:
    count = len(figure.rows)
    step = max(1, -(-count // (size.width // 110)))
    labels = [label if (count - 1 - place) % step == 0 else "" for place, label in enumerate(figure.labels)]
    top = max((sum(row[place] for place in figure.drawn) for row in figure.rows), default=0)
    chart = pygal.StackedLine(
        **_common(figure, colours, size), height=320, fill=True, show_dots=count == 1, y_labels=_scale(top),
        margin_right=36,
    )  # fmt: skip
    chart.x_labels = labels
    return _with_series(chart, figure, figure.rows)


def _columns(figure: Figure, colours: Mapping[str, str], size: Size) -> Any:
    top = max((row[place] for row in figure.rows for place in figure.drawn), default=0) + 1  # room for the value
    chart = pygal.Bar(
        **_common(figure, colours, size), height=320, print_values=True, print_values_position="top",
        y_labels=_scale(top), rounded_bars=3,
    )  # fmt: skip
    chart.x_labels = figure.labels
    return _with_series(chart, figure, figure.rows)


def _bars(figure: Figure, colours: Mapping[str, str], size: Size) -> Any:
    """The library draws from the bottom upwards."""
    rows = figure.charted[::-1]
    top = max((row[1] for row in rows), default=0)
    chart = pygal.HorizontalBar(
        **_common(figure, colours, size), height=60 + 34 * max(len(rows), 1), print_values=True,
        print_values_position="top", y_labels=_scale(top), rounded_bars=3,
    )  # fmt: skip
    chart.x_labels = [_cut(row[0], size.label) for row in rows]
    # The library sets a value astride the end of its bar; blanks before it push it out.
    return _with_series(chart, figure, rows, formatter=lambda value: f"{BLANK * (1 + 2 * len(str(value)))}{value}")


def _cut(label: str, signs: int) -> str:
    return label if len(label) <= signs else f"{label[: signs - 1].rstrip(' ,')}…"


_CHARTS = {Shape.AREA: _area, Shape.COLUMNS: _columns, Shape.BARS: _bars}


def _with_series(chart: Any, figure: Figure, rows: Sequence[Sequence[Any]], **options: Any) -> Any:
    for place in figure.drawn:
        chart.add(figure.columns[place], [row[place] for row in rows], **options)
    return chart


def _scale(top: int) -> list[int]:
    """Whole numbers, for there is no half a member: at most six of them, a little above the highest."""
    step = next(step for power in range(9) for step in (10**power, 2 * 10**power, 5 * 10**power) if step * 5 >= top)
    return list(range(0, max(top, 1) + step, step))


def _plain(root: Any) -> Any:
    """Without the scripts, remarks and tooltips the library writes for pages that run its script."""
    for element in list(root.iter()):
        unwanted = not isinstance(element.tag, str) or element.tag.rpartition("}")[2] in ("script", "desc")
        if unwanted or "tooltip" in element.get("class", "").split():
            element.getparent().remove(element)
    return root

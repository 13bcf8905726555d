"""Pictures for made-up spaces: paper, lacquer and glass, drawn by code. The same seed gives the same picture."""

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from app.files.service import PreparedPhoto, prepare_sizes

WIDTH, HEIGHT = 960, 640
WIDTHS = (480, WIDTH)
OVER = 2  # drawn larger and made smaller: edges come out smooth
Colour = tuple[int, int, int]
Painter = Callable[[ImageDraw.ImageDraw, random.Random, "Palette"], None]


class Palette:
    """Ground, three tones from far to near, and one accent."""

    def __init__(self, *tones: str) -> None:
        self.ground, self.far, self.middle, self.near, self.accent = (
            (int(tone[:2], 16), int(tone[2:4], 16), int(tone[4:], 16)) for tone in tones
        )


PALETTES = (
    Palette("F3E6CF", "E2C79C", "C58E5E", "7E4A32", "B3261E"),
    Palette("DDEBE6", "A9CFC7", "5C9E96", "17504B", "E2A93B"),
    Palette("F7EDE2", "EBC9B4", "CF7F63", "8A2A22", "14302F"),
    Palette("14302F", "1F4A47", "2F7069", "6FB5AB", "E7B65A"),
    Palette("EFE3D0", "CFC0A2", "8E8A66", "46533C", "C5352B"),
    Palette("2A1714", "54201B", "97271F", "D8553F", "F0CF8E"),
    Palette("E9E4DA", "C3CCD0", "7C93A0", "2E4757", "C96A2B"),
)


@dataclass(frozen=True)
class DemoPhoto:
    """On the disk, with the words that say what is drawn."""

    prepared: PreparedPhoto
    alt_vi: str
    alt_en: str


def picture(seed: str, motif: str = "") -> bytes:
    """A WebP of 960 × 640. `motif` is a key of `MOTIFS`; without one the seed decides."""
    return _encoded(_drawn(seed, motif), WIDTH)


def photos(seed: str, *motifs: str) -> list[DemoPhoto]:
    """One photo for each motif, in about 0.1 s. Writes files: call it before the transaction, not inside."""
    return [
        DemoPhoto(prepare_sizes(_sizes(_drawn(f"{seed}/{motif}", motif))), MOTIFS[motif].vi, MOTIFS[motif].en)
        for motif in motifs
    ]


def _sizes(drawn: Image.Image) -> Iterator[tuple[int, int, bytes]]:
    for width in WIDTHS:
        yield width, width * HEIGHT // WIDTH, _encoded(drawn, width)


def _encoded(drawn: Image.Image, width: int) -> bytes:
    out = io.BytesIO()
    drawn.resize((width, width * HEIGHT // WIDTH), Image.Resampling.LANCZOS).save(out, "WEBP", quality=78, method=2)
    return out.getvalue()


def _drawn(seed: str, motif: str) -> Image.Image:
    chance = random.Random(seed)
    palette = chance.choice(PALETTES)
    image = Image.new("RGB", (WIDTH * OVER, HEIGHT * OVER), palette.ground)
    paint = MOTIFS[motif or chance.choice(sorted(MOTIFS))].paint
    paint(ImageDraw.Draw(image, "RGBA"), chance, palette)
    return _lit(image.reduce(OVER), chance)


def _lit(image: Image.Image, chance: random.Random) -> Image.Image:
    """Light from one side, and a little grain."""
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(image.size)
    light = light.point(lambda value: 205 + value * 50 // 255)
    grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), chance.randbytes(WIDTH * HEIGHT // 4))
    grain = grain.point(lambda value: 244 + value % 12)
    soft = ImageChops.multiply(light, grain.resize(image.size, Image.Resampling.BILINEAR))
    return ImageChops.multiply(image, Image.merge("RGB", (soft, soft, soft)))


def _x(part: float) -> float:
    return part * WIDTH * OVER


def _y(part: float) -> float:
    return part * HEIGHT * OVER


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, ...]) -> None:
    draw.ellipse((_x(x) - _y(radius), _y(y) - _y(radius), _x(x) + _y(radius), _y(y) + _y(radius)), fill=colour)


def roofs(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Saw-tooth roofs in three rows under a low sun."""
    _disc(draw, chance.uniform(0.15, 0.85), chance.uniform(0.2, 0.35), chance.uniform(0.09, 0.15), palette.accent)
    for row, colour in enumerate((palette.far, palette.middle, palette.near)):
        base, step = 0.48 + row * 0.17, chance.uniform(0.15, 0.24)
        shift = chance.uniform(-step, 0)
        for n in range(int(1 / step) + 3):
            left = shift + n * step
            draw.polygon(
                [
                    (_x(left), _y(1)),
                    (_x(left), _y(base)),
                    (_x(left + step), _y(base - 0.15)),
                    (_x(left + step), _y(1)),
                ],
                fill=colour,
            )
            draw.polygon(
                [
                    (_x(left + step * 0.8), _y(base - 0.12)),
                    (_x(left + step), _y(base - 0.15)),
                    (_x(left + step), _y(1)),
                    (_x(left + step * 0.8), _y(1)),
                ],
                fill=(0, 0, 0, 26),
            )


def kilns(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Arches one inside the other, like the mouths of kilns."""
    draw.rectangle((0, _y(0.82), _x(1), _y(1)), fill=palette.near)
    for centre in (0.22, 0.5, 0.78):
        radius = chance.uniform(0.24, 0.34)
        top = chance.uniform(0.34, 0.5)
        for ring, colour in enumerate((palette.middle, palette.far, palette.near, palette.accent)):
            size = radius * (1 - ring * 0.24)
            left, right = _x(centre) - _y(size), _x(centre) + _y(size)
            draw.pieslice((left, _y(top) - _y(size), right, _y(top) + _y(size)), 180, 360, fill=colour)
            draw.rectangle((left, _y(top), right, _y(0.82)), fill=colour)


def folds(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Sheets of paper, folded and leaning on each other."""
    tones = [palette.far, palette.middle, palette.near, palette.accent, palette.ground]
    edge = -0.1
    while edge < 1.1:
        width, lean = chance.uniform(0.1, 0.22), chance.uniform(-0.12, 0.12)
        top = chance.uniform(0.06, 0.36)
        colour = chance.choice(tones)
        middle = edge + width / 2
        front = [(edge, 1.0), (edge + lean, top), (middle + lean, top + 0.08), (middle, 1.0)]
        back = [(middle, 1.0), (middle + lean, top + 0.08), (edge + width + lean, top), (edge + width, 1.0)]
        draw.polygon([(_x(x), _y(y)) for x, y in front], fill=colour)
        draw.polygon([(_x(x), _y(y)) for x, y in back], fill=_darker(colour))
        edge += width * 0.86


def water(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """A moon of lacquer over bands of glass."""
    horizon = chance.uniform(0.42, 0.56)
    x = chance.uniform(0.25, 0.75)
    _disc(draw, x, horizon - 0.14, 0.2, palette.accent)
    for n, colour in enumerate((palette.far, palette.middle, palette.near)):
        top, swing, turn = horizon + n * 0.15, chance.uniform(0.012, 0.03), chance.uniform(0, math.tau)
        shore = [(_x(i / 60), _y(top + swing * math.sin(turn + i / 60 * math.tau * 1.5))) for i in range(61)]
        draw.polygon([*shore, (_x(1), _y(1)), (0, _y(1))], fill=colour)
    for n in range(6):
        half, y = 0.12 - n * 0.016, horizon + 0.05 + n * 0.05
        draw.rounded_rectangle((_x(x - half), _y(y), _x(x + half), _y(y + 0.011)), _y(0.006), (*palette.accent, 150))


def panes(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Panes of coloured glass that overlap."""
    tones = (palette.far, palette.middle, palette.near, palette.accent)
    for _n in range(9):
        width, height = chance.uniform(0.14, 0.36), chance.uniform(0.3, 0.8)
        left, top = chance.uniform(-0.05, 0.85), chance.uniform(-0.05, 0.6)
        draw.rectangle((_x(left), _y(top), _x(left + width), _y(top + height)), fill=(*chance.choice(tones), 165))
    for n in range(1, 6):
        draw.line((_x(n / 6), 0, _x(n / 6), _y(1)), fill=(255, 255, 255, 60), width=3 * OVER)
    draw.line((0, _y(0.5), _x(1), _y(0.5)), fill=(255, 255, 255, 60), width=3 * OVER)


def tiles(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Floor tiles of quarter circles, one colour standing out."""
    columns = chance.choice((6, 9))
    size = WIDTH * OVER // columns
    tones = (palette.far, palette.middle, palette.near)
    for row in range(HEIGHT * OVER // size + 1):
        for column in range(columns):
            left, top = column * size, row * size
            draw.rectangle((left, top, left + size, top + size), fill=chance.choice((palette.ground, palette.far)))
            colour = palette.accent if chance.random() < 0.08 else chance.choice(tones)
            x, y, turn = chance.choice(((0, 0, 180), (-1, 0, 270), (0, -1, 90), (-1, -1, 0)))
            corner = left + x * size, top + y * size
            draw.pieslice((*corner, corner[0] + 2 * size, corner[1] + 2 * size), turn, turn + 90, fill=colour)


def threads(draw: ImageDraw.ImageDraw, chance: random.Random, palette: Palette) -> None:
    """Threads of a loom, drawn between two beams."""
    crossing, narrow = chance.uniform(0.35, 0.65), chance.uniform(-0.6, -0.25)
    for n in range(70):
        colour = palette.accent if n % 14 == 5 else (palette.far, palette.middle, palette.near)[n % 3]
        start, end = n / 69, crossing + (n / 69 - 0.5) * narrow
        draw.line(
            (_x(start), _y(0.08), _x(end), _y(0.55), _x(1 - start), _y(0.94)),
            fill=(*colour, 210),
            width=4 * OVER,
            joint="curve",
        )
    for y in (0.05, 0.9):
        draw.rounded_rectangle((_x(-0.02), _y(y), _x(1.02), _y(y + 0.055)), _y(0.02), palette.near)


def _darker(colour: Colour) -> Colour:
    return colour[0] * 85 // 100, colour[1] * 85 // 100, colour[2] * 85 // 100


@dataclass(frozen=True)
class Motif:
    paint: Painter
    vi: str
    en: str


MOTIFS = {
    "roofs": Motif(roofs, "Tranh minh họa: mái nhà xưởng răng cưa dưới mặt trời", "Drawing: saw-tooth roofs under the sun"),
    "kilns": Motif(kilns, "Tranh minh họa: ba cửa lò vòm", "Drawing: three arched kilns"),
    "folds": Motif(folds, "Tranh minh họa: những tờ giấy gấp dựng cạnh nhau", "Drawing: sheets of folded paper"),
    "water": Motif(water, "Tranh minh họa: mặt trời trên mặt hồ", "Drawing: the sun over a lake"),
    "panes": Motif(panes, "Tranh minh họa: những ô kính màu chồng lên nhau", "Drawing: overlapping panes of glass"),
    "tiles": Motif(tiles, "Tranh minh họa: nền gạch hoa", "Drawing: patterned floor tiles"),
    "threads": Motif(threads, "Tranh minh họa: sợi chỉ trên khung cửi", "Drawing: threads on a loom"),
}  # fmt: skip

"""Clips to try the dish's inspection on: faithful and spoilt ones, of pictures that are drawn here and of our photo.

A vendor's clip is stood in for by a camera over the picture (push, pan, orbit with depth, tilt, roll), by what a
faithful clip may change (steam, grade, light, focus, crop, resampling, compression), and by what it must not. All of it
follows from a seed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path

import cv2
import numpy as np

from sajangpick.illustration import illustrate
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import F32, U8, Frame
from sajangpick.media.still import read_photo
from sajangpick.motion import Camera, animate, dish_circle, dish_mask
from sajangpick.renderer import frame as render_frame

PHOTO = Path(str(resources.files("sajangpick").joinpath("data/photos/espresso.jpg")))
FONT = Path(str(resources.files("sajangpick").joinpath("data/fonts/black-han-sans/BlackHanSans-Regular.ttf")))

CARDS = (
    "김치찌개", "냉면", "비빔밥", "초밥", "삼겹살", "스테이크", "치킨", "만두", "떡볶이", "피자", "햄버거",
    "딸기 케이크", "팥빙수", "샐러드",
)  # fmt: skip
PLATES = 12
PICTURES = ("photo", "photo turned", "photo near", *CARDS, *(f"plate {number}" for number in range(PLATES)))
"""Every picture by name; each has its own half of the corpus."""

FAITHFUL = (
    "ours",
    "push",
    "pull",
    "pan",
    "orbit",
    "tilt",
    "roll",
    "steam",
    "grade",
    "light",
    "focus",
    "coarse",
    "simmer",
)
SPOILT = ("other", "swapped", "warped", "text", "colour", "object", "size", "tail", "jump")
# A map every so many pixels is enough: fields are smooth.
CELL_PX = 8


@dataclass(frozen=True, slots=True)
class Take:
    """One clip of the corpus: which picture, what is done to it, and how it is filmed."""

    picture: str
    kind: str
    seed: int

    @property
    def is_faithful(self) -> bool:
        """True if the dish stays the dish."""
        return self.kind in FAITHFUL

    @property
    def for_choosing(self) -> bool:
        """True in the half on which limits are chosen; the other half judges them."""
        return PICTURES.index(self.picture) % 2 == 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What a vendor delivers."""

    width: int = 720
    height: int = 1280
    frame_rate: int = 24
    seconds: float = 5.0
    crf: int = 26

    @property
    def count(self) -> int:
        """Frames."""
        return round(self.seconds * self.frame_rate)


def takes(*, faithful: int, spoilt: int) -> list[Take]:
    """The corpus: of each picture so many clips, the kinds in turn."""
    found: list[Take] = []
    for index, picture in enumerate(PICTURES):
        for kinds, count in ((FAITHFUL, faithful), (SPOILT, spoilt)):
            # Halves are every second picture: both meet every kind.
            start = index // 2 * count
            found += [Take(picture, kinds[(start + turn) % len(kinds)], 100 * index + turn) for turn in range(count)]
    return found


def film(take: Take, path: Path, shape: Shape) -> U8:
    """Write the clip, H.264 as vendors do, and give the photo that it claims to show."""
    with VideoWriter(
        path, width=shape.width, height=shape.height, frame_rate=shape.frame_rate, sound=False, crf=shape.crf
    ) as writer:
        for image in frames(take, shape):
            writer.write(image if isinstance(image, Frame) else Frame.from_bgr(image))
    return picture(take.picture)


@cache
def picture(name: str) -> U8:
    """A picture by name, BGR, at least 900 pixels wide."""
    if name.startswith("photo"):
        photo = read_photo(PHOTO, longest=1600)
        match name:
            case "photo turned":
                return np.ascontiguousarray(cv2.rotate(photo, cv2.ROTATE_90_CLOCKWISE)[:, ::-1])
            case "photo near":
                height, width = photo.shape[:2]
                return np.ascontiguousarray(photo[height // 6 : -height // 6, width // 8 : -width // 8])
            case _:
                return photo
    if name.startswith("plate"):
        return _plate(int(name.split()[1]))
    card = render_frame(illustrate(name, size=(900, 1600)), Fraction(0))
    random = np.random.default_rng(sum(map(ord, name)))
    # Cards are flat: the grain and light of a photo give them what surfaces have.
    return _developed(np.ascontiguousarray(card[..., :3]), random)


@cache
def _mask(name: str) -> F32:
    return dish_mask(picture(name))


def frames(take: Take, shape: Shape) -> Iterator[U8 | Frame]:
    """The clip's frames in order."""
    if take.kind == "ours":
        yield from _ours(take, shape)
        return
    scene = _Scene(take, shape)
    held: U8 | None = None
    for index in range(shape.count):
        progress = index / max(1, shape.count - 1)
        if take.kind == "jump":
            if progress < scene.from_then:
                held = scene.shot(0.0) if held is None else held
                yield held
                continue
            progress = 1.0
        yield scene.shot(progress)


def _ours(take: Take, shape: Shape) -> Iterator[Frame]:
    cameras = list(Camera)
    clip = animate(
        picture(take.picture), seconds=shape.seconds, size=(shape.width, shape.height), fps=shape.frame_rate,
        seed=take.seed, camera=cameras[take.seed % 97 % len(cameras)], steam=1.5 * (take.seed // 100 % 2),
    )  # fmt: skip
    for index in range(clip.count):
        yield clip.frame(index)


class _Scene:
    """A take in the making: where the camera stands, and what happens, at each moment."""

    def __init__(self, take: Take, shape: Shape) -> None:
        self._take, self._shape = take, shape
        self._random = random = np.random.default_rng([take.seed, sum(map(ord, take.kind))])
        self._photo = picture(take.picture)
        self._other = picture(_another(take))
        mask = _mask(take.picture)
        height, width = self._photo.shape[:2]
        self._mask = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
        circle = dish_circle(mask)
        self._centre = np.array([circle.x * width, circle.y * height])
        self._radius = circle.radius * width
        self.from_then = random.uniform(0.25, 0.6) if take.kind != "tail" else 1 - 1.6 / shape.seconds
        if take.kind == "jump":
            self.from_then = 0.65
        # What a spoilt clip's camera does is as free as a faithful one's.
        self._move = take.kind if take.is_faithful else str(random.choice(FAITHFUL[1:7]))
        self._strength = random.uniform(0.6, 1.0)
        # From what one just sees to what nobody overlooks.
        self._much = random.uniform(0.09, 0.3)
        self._turn_degrees = random.uniform(35, 150)
        self._side = float(random.choice([-1, 1]))
        self._field = _field(random, shape)
        self._zoom_at_rest = random.uniform(1.0, 1.12)
        self._drift = random.uniform(-0.02, 0.02, 2)
        self._grade = self._graded(random)
        self._steam = _vapour(random, shape) if self._steams(random) else None
        self._rows, self._columns = -(-shape.height // CELL_PX) + 1, -(-shape.width // CELL_PX) + 1

    def shot(self, progress: float) -> U8:
        """The frame at `progress` 0..1."""
        maps = self._maps(progress)
        change = self._change(progress)
        photo = self._photo
        image = cv2.remap(photo, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        image = self._spoil(image, maps, change)
        return self._lit(image, progress)

    def _change(self, progress: float) -> float:
        """How far what spoils the clip has come, 0..1."""
        if self._take.kind == "other":
            return 1.0
        if self._take.kind == "jump" or self._take.is_faithful:
            return 0.0
        ramp = {"swapped": 0.06, "text": 0.05, "tail": 0.25, "object": 0.2}.get(self._take.kind, 0.4)
        return float(np.clip((progress - self.from_then) / ramp, 0, 1))

    def _maps(self, progress: float) -> tuple[F32, F32]:
        """Where in the photo each pixel of the frame looks."""
        shape, photo = self._shape, self._photo
        height, width = photo.shape[:2]
        x = (np.arange(self._columns, dtype=np.float32) * CELL_PX + CELL_PX / 2 - 0.5) / shape.width - 0.5
        y = (np.arange(self._rows, dtype=np.float32) * CELL_PX + CELL_PX / 2 - 0.5) / shape.height - 0.5
        x, y = np.meshgrid(x, y)
        x, y = x * shape.width / shape.height, y
        zoom, shift, angle, tilt, orbit = self._pose(progress)
        depth = 1 + tilt[0] * x + tilt[1] * y
        x, y = x / depth, y / depth
        x, y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        # The photo covers the frame, its dish near the middle as far as it reaches.
        cover = min(height, width * shape.height / shape.width) / zoom
        reach = np.array([width - cover * shape.width / shape.height, height - cover]) / 2
        middle = np.array([width, height]) / 2
        middle = middle + np.clip(self._centre - middle, -reach, reach)
        at_x = middle[0] + (x + shift[0]) * cover
        at_y = middle[1] + (y + shift[1]) * cover
        if orbit:
            near = cv2.remap(self._mask, at_x.astype(np.float32), at_y.astype(np.float32), cv2.INTER_LINEAR)
            near = cv2.GaussianBlur(near, (0, 0), 4)
            at_x = at_x + orbit * (near - 0.5) * cover
        at_x, at_y = self._bent(at_x, at_y, self._change(progress))
        if self._take.kind == "simmer":
            # What boils moves a little everywhere, and comes back.
            far = 0.016 * self._radius
            at_x = at_x + far * self._field[0] * math.sin(9 * progress * self._shape.seconds)
            at_y = at_y + far * self._field[1] * math.cos(7 * progress * self._shape.seconds)
        size = (self._columns * CELL_PX, self._rows * CELL_PX)
        full = (cv2.resize(each.astype(np.float32), size, interpolation=cv2.INTER_LINEAR) for each in (at_x, at_y))
        grown_x, grown_y = (np.ascontiguousarray(each[: shape.height, : shape.width]) for each in full)
        return grown_x, grown_y

    def _pose(self, progress: float) -> tuple[float, np.ndarray, float, tuple[float, float], float]:
        """Zoom, shift, roll, perspective and orbit."""
        way, much, side = progress - 0.55 * math.sin(2 * math.pi * progress) / (2 * math.pi), self._strength, self._side
        zoom, shift, angle, tilt, orbit = self._zoom_at_rest, self._drift.copy(), 0.0, (0.0, 0.0), 0.0
        match self._move:
            case "push":
                zoom += 0.4 * much * way
            case "pull":
                zoom += 0.35 * much * (1 - way)
            case "pan":
                zoom, shift = zoom + 0.15, shift + np.array([side * 0.06 * much * (2 * way - 1), 0])
            case "orbit":
                zoom += 0.08
                orbit, tilt = side * 0.035 * much * (2 * way - 1), (side * 0.16 * much * way, 0.0)
            case "tilt":
                zoom, tilt = zoom + 0.1, (0.0, side * 0.2 * much * way)
            case "roll":
                zoom, angle = zoom + 0.12, side * 0.09 * much * way
            case _:
                zoom += 0.12 * much * way
        if self._take.kind == "jump" and progress == 1.0:
            zoom, shift = zoom * 1.3, shift + np.array([side * 0.07, 0.06])
        return zoom, shift, angle, tilt, orbit

    def _bent(self, x: np.ndarray, y: np.ndarray, change: float) -> tuple[np.ndarray, np.ndarray]:
        if not change:
            return x, y
        offset_x, offset_y = x - self._centre[0], y - self._centre[1]
        distance = np.hypot(offset_x, offset_y) / self._radius
        inside = np.clip((1.25 - distance) / 0.35, 0, 1)
        if self._take.kind in ("warped", "tail"):
            far = self._radius * self._much * change
            return x + inside * far * self._field[0], y + inside * far * self._field[1]
        if self._take.kind == "size":
            # The dish grows or shrinks on its table.
            factor = 1 + change * (0.2 + self._much) * (1 if self._side > 0 else -0.7) * inside
            return self._centre[0] + offset_x * factor, self._centre[1] + offset_y * factor
        return x, y

    def _spoil(self, image: U8, maps: tuple[F32, F32], change: float) -> U8:
        if not change:
            return image
        match self._take.kind:
            case "other" | "swapped":
                return cv2.addWeighted(image, 1 - change, self._of_the_other(), change, 0)
            case "tail":
                return cv2.addWeighted(image, 1 - 0.45 * change, self._of_the_other(), 0.45 * change, 0)
            case "text":
                return _lettered(image, self._shape, self._take.seed, change)
            case "colour":
                return self._recoloured(image, maps, change)
            case "object":
                return self._covered(image, change)
            case _:
                return image

    def _of_the_other(self) -> U8:
        height, width = self._other.shape[:2]
        tall = min(height, round(width * self._shape.height / self._shape.width))
        wide = round(tall * self._shape.width / self._shape.height)
        top, left = (height - tall) // 2, (width - wide) // 2
        cut = self._other[top : top + tall, left : left + wide]
        return cv2.resize(cut, (self._shape.width, self._shape.height), interpolation=cv2.INTER_AREA)

    def _recoloured(self, image: U8, maps: tuple[F32, F32], change: float) -> U8:
        mask = cv2.remap(self._mask, *maps, cv2.INTER_LINEAR)[..., None] * change
        yuv = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
        turn = math.radians(self._turn_degrees) * self._side
        matrix = np.array(
            [
                [1, 0, 0, 0],
                [0, math.cos(turn), -math.sin(turn), 128 * (1 - math.cos(turn) + math.sin(turn))],
                [0, math.sin(turn), math.cos(turn), 128 * (1 - math.sin(turn) - math.cos(turn))],
            ]
        )
        turned = cv2.cvtColor(cv2.transform(yuv, matrix), cv2.COLOR_YCrCb2BGR)
        return (image + (turned.astype(np.float32) - image) * mask).astype(np.uint8)

    def _covered(self, image: U8, change: float) -> U8:
        """Something that nobody ordered comes in from the side, and stays on the dish."""
        width, height = self._shape.width, self._shape.height
        size = round(width * (0.18 + 0.12 * self._strength))
        side = min(self._other.shape[:2]) // 3
        middle = np.array(self._other.shape[:2]) // 2
        cut = self._other[middle[0] - side // 2 : middle[0] + side // 2, middle[1] - side // 2 : middle[1] + side // 2]
        thing = cv2.resize(cut, (size, round(size * 0.8)), interpolation=cv2.INTER_AREA)
        mask = np.zeros(thing.shape[:2], np.float32)
        cv2.ellipse(mask, (size // 2, round(size * 0.4)), (size // 2 - 2, round(size * 0.4) - 2), 0, 0, 360, 1, -1)
        from_x, to_x = (-size, width * 0.42) if self._side > 0 else (width, width * 0.38)
        left, top = round(from_x + (to_x - from_x) * change), round(height * (0.36 + 0.12 * self._strength))
        first, last = max(0, left), min(width, left + size)
        if last <= first:
            return image
        part, shown = mask[:, first - left : last - left, None], thing[:, first - left : last - left]
        target = image[top : top + len(thing), first:last]
        target[:] = (target + (shown.astype(np.float32) - target) * cv2.blur(part, (3, 3))[..., None]).astype(np.uint8)
        return image

    def _steams(self, random: np.random.Generator) -> bool:
        return self._take.kind == "steam" or bool(random.uniform() < 0.25)

    def _graded(self, random: np.random.Generator) -> tuple[float, float, float, float]:
        """Contrast, saturation, warmth and gamma of the whole clip."""
        far = {"grade": 1.0, "coarse": 0.5}.get(self._take.kind, 0.35)
        contrast, saturation, warmth, gamma = random.uniform(-1, 1, 4) * far
        return 1 + 0.16 * contrast, 1 + 0.25 * saturation, 0.06 * warmth, 1 + 0.16 * gamma

    def _lit(self, image: U8, progress: float) -> U8:
        contrast, saturation, warmth, gamma = self._grade
        if self._take.kind == "light":
            warmth += 0.05 * math.sin(2 * math.pi * progress)
            contrast *= 1 + 0.1 * math.sin(3 * math.pi * progress)
            image = _swept(image, progress, self._side)
        if self._take.kind == "focus":
            blur = 0.6 + self._shape.width / 720 * 2.0 * (0.5 - 0.5 * math.cos(2 * math.pi * progress))
            image = cv2.GaussianBlur(image, (0, 0), blur)
        if self._take.kind == "coarse":
            small = cv2.resize(image, None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
            image = cv2.resize(small, (self._shape.width, self._shape.height), interpolation=cv2.INTER_CUBIC)
        if self._steam is not None:
            image = _steamed(image, self._steam, progress)
        grey = np.array([[0.11, 0.59, 0.30]])
        matrix = contrast * (saturation * np.eye(3) + (1 - saturation) * np.repeat(grey, 3, axis=0))
        matrix = np.diag([1 - warmth, 1.0, 1 + warmth]) @ matrix
        image = cv2.transform(image, np.column_stack([matrix, np.full(3, 128 * (1 - contrast))]))
        curve = (255 * (np.arange(256) / 255) ** gamma).round().astype(np.uint8)
        return cv2.LUT(image, curve)


def _another(take: Take) -> str:
    """Another dish of the same half, not of the same making's next neighbour."""
    index = PICTURES.index(take.picture)
    photos = [name for name in PICTURES if name.startswith("photo")]
    other = PICTURES[(index + 2 * (3 + take.seed % 7)) % len(PICTURES) // 2 * 2 + index % 2 - (index % 2)]
    return other if other != take.picture and not {other, take.picture} <= set(photos) else PICTURES[-1 - index % 2]


def _field(random: np.random.Generator, shape: Shape) -> tuple[F32, F32]:
    """A smooth random displacement, about -1..1, on the grid of maps."""
    rows, columns = -(-shape.height // CELL_PX) + 1, -(-shape.width // CELL_PX) + 1

    def one() -> F32:
        coarse = random.standard_normal((7, 5)).astype(np.float32)
        grown = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
        return grown / max(float(np.abs(grown).max()), 1e-6)

    return one(), one()


def _vapour(random: np.random.Generator, shape: Shape) -> F32:
    """Steam twice as high as the frame, to be drawn upwards past it."""
    total = np.zeros((160, 45), np.float32)
    for octave, weight in ((4, 1.0), (8, 0.6), (16, 0.35)):
        coarse = random.uniform(0, 1, (4 * octave, octave)).astype(np.float32)
        total += weight * cv2.resize(coarse, (45, 160), interpolation=cv2.INTER_CUBIC)
    total = np.clip((total / 1.95 - 0.42) * 2.6, 0, 1)
    return cv2.resize(total, (shape.width // 4, shape.height // 2), interpolation=cv2.INTER_CUBIC)


def _steamed(image: U8, steam: F32, progress: float) -> U8:
    height, width = image.shape[:2]
    rows = len(steam) // 2
    top = round((1 - 0.6 * progress) * rows * 0.9)
    part = steam[top : top + rows]
    y, x = np.mgrid[0 : part.shape[0], 0 : part.shape[1]].astype(np.float32)
    column = np.exp(-(((x / part.shape[1] - 0.5) / 0.22) ** 2)) * np.clip(1.4 - 2 * y / part.shape[0], 0, 1)
    column *= np.clip(4 * y / part.shape[0], 0, 1)
    alpha = cv2.resize(0.5 * part * column, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    return (image + (228.0 - image) * np.clip(alpha, 0, 1)).astype(np.uint8)


def _swept(image: U8, progress: float, side: float) -> U8:
    """A soft light that wanders over the table."""
    height, width = image.shape[:2]
    x = np.linspace(-1, 1, 32, dtype=np.float32)[None]
    y = np.linspace(-1, 1, 48, dtype=np.float32)[:, None]
    spot = 0.82 + 0.36 * np.exp(-((x - side * (1.6 * progress - 0.8)) ** 2) / 0.5 - (y - 0.2) ** 2 / 0.9)
    return cv2.multiply(image, cv2.resize(cv2.merge([spot] * 3), (width, height)), dtype=cv2.CV_8U)


def _lettered(image: U8, shape: Shape, seed: int, change: float) -> U8:
    """Words that nobody wrote: Korean, English, and the letters of neither that models make up."""
    random = np.random.default_rng([seed, 8])
    words = ("맛있는 하루", "SALE 50%", "BEST MENU", "오늘의 특선", "Grcam Lote", "주문하세요", "NEW 출시", "www.dish")
    size = round(shape.width * random.uniform(0.045, 0.11))
    at = (round(shape.width * random.uniform(0.08, 0.3)), round(shape.height * random.uniform(0.12, 0.88)))
    ground = image[max(0, at[1] - size) : at[1], at[0] : at[0] + 4 * size].mean(axis=(0, 1))
    colours = [(255, 255, 255), (30, 30, 30), (40, 220, 250), (60, 60, 230)]
    # Words are written to be read.
    colour = max(random.permutation(4), key=lambda each: min(120, abs(float(np.mean(colours[each] - ground)))))
    drawn = image.copy()
    font = cv2.FontFace(str(FONT))
    cv2.putText(drawn, str(random.choice(words)), at, colours[colour], font, size)
    return cv2.addWeighted(image, 1 - change, drawn, change, 0)


def _developed(image: U8, random: np.random.Generator) -> U8:
    """Surfaces, uneven light and grain: what flat colours become before a lens."""
    height, width = image.shape[:2]
    relief = sum(
        weight * cv2.resize(random.standard_normal((height // cell, width // cell)).astype(np.float32), (width, height))
        for cell, weight in ((64, 0.05), (16, 0.035), (5, 0.03))
    )
    light = np.linspace(1.06, 0.9, width, dtype=np.float32)[None] + relief
    noise = random.normal(0, 2.0, (height, width, 1))
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.8) * light[..., None] + noise, 0, 255).astype(np.uint8)


def _plate(number: int) -> U8:
    """A drawn dish seen at an angle: pieces of food heaped in a bowl on a table with a pattern."""
    random = np.random.default_rng([number, 77])
    width, height = 960, 1280
    ground = random.uniform(40, 190, 3)
    image = np.tile(ground, (height, width, 1)).astype(np.float32)
    pitch = int(random.integers(24, 120))
    for start in range(0, max(width, height), pitch):
        shade = tuple(float(each) for each in np.clip(ground * random.uniform(0.75, 1.2), 0, 255))
        if number % 3 == 0:
            cv2.rectangle(image, (start, 0), (start + pitch // 2, height), shade, -1)
        else:
            cv2.rectangle(image, (0, start), (width, start + pitch - 2), shade, -1)
    image = cv2.GaussianBlur(image, (0, 0), 2.5)
    middle = (width * random.uniform(0.45, 0.55), height * random.uniform(0.45, 0.58))
    wide, flat = width * random.uniform(0.3, 0.4), random.uniform(0.55, 0.95)
    _oval(image, (middle[0] + 18, middle[1] + 34), (wide * 1.06, wide * flat * 1.06), ground * 0.45, soft=21)
    ware = random.uniform(150, 245) * np.ones(3) if number % 2 else random.uniform(30, 120, 3)
    _oval(image, middle, (wide, wide * flat), ware)
    _oval(image, middle, (wide * 0.9, wide * flat * 0.9), ware * 0.88)
    sauce = random.uniform(20, 120, 3) * [0.5, 0.9, 1.8]
    _oval(image, middle, (wide * 0.82, wide * flat * 0.82), np.clip(sauce, 0, 255))
    colours = random.uniform(20, 250, (4, 3)) * [0.55, 0.9, 1.0]
    for _ in range(int(random.integers(50, 160))):
        angle, far = random.uniform(0, 2 * math.pi), wide * 0.72 * math.sqrt(random.uniform())
        at = (middle[0] + far * math.cos(angle), middle[1] + far * flat * math.sin(angle))
        _piece(image, at, wide * random.uniform(0.05, 0.16), colours[int(random.integers(4))], random)
    return _developed(np.clip(image, 0, 255).astype(np.uint8), random)


def _piece(image: F32, at: tuple[float, float], size: float, colour: np.ndarray, random: np.random.Generator) -> None:
    """A piece of food: its shadow, its body, the light on it."""
    shade, turn = colour * random.uniform(0.75, 1.15), float(random.uniform(0, 180))
    thin = random.uniform(0.3, 1.0)
    for offset, scale, tone in ((0.16, 1.05, 0.45), (0.0, 1.0, 1.0), (-0.22, 0.5, 1.3)):
        centre = (round(at[0] + offset * size), round(at[1] + offset * size))
        axes = (max(1, round(size * scale)), max(1, round(size * scale * thin)))
        cv2.ellipse(image, centre, axes, turn, 0, 360, np.clip(shade * tone, 0, 255).tolist(), -1, cv2.LINE_AA)


def _oval(image: F32, at: tuple[float, float], axes: tuple[float, float], colour: np.ndarray, *, soft: int = 0) -> None:
    mask = np.zeros(image.shape[:2], np.float32)
    centre, size = (round(at[0]), round(at[1])), (round(axes[0]), round(axes[1]))
    cv2.ellipse(mask, centre, size, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    if soft:
        mask = cv2.GaussianBlur(mask, (0, 0), soft) * 0.7
    image += (colour.astype(np.float32) - image) * mask[..., None]

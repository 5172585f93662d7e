"""Steam: density born on the dish, carried by a designed updraft with curl noise, simulated in a box tied to the dish.

A kinematic model: the air's motion is given, not solved (a solved 2-D flow makes mushrooms, like ink in water). The
curl of a scrolling potential is free of sources (Bridson et al., "Curl-noise for procedural fluid flow", 2007), so the
density neither piles up nor tears. Lengths are in dish diameters, times in seconds.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from sajangpick.media.frame import F32
from sajangpick.motion.circle import Circle
from sajangpick.motion.noise import tiling_noise, window
from sajangpick.motion.ramp import smoothstep

# Density cells per dish diameter, and density cells per cell of the velocity grid.
CELLS = 200
COARSE = 6
# The box around the dish, in diameters: to each side of its middle, and above its place of birth.
SIDE, ABOVE = 1.05, 1.35
# Dishes smaller or larger than this share of the frame's mean side steam as if they had this size.
SMALLEST, LARGEST = 0.35, 0.85

# Steam is born on an ellipse over the upper part of the dish: its height there, and its half axes.
BIRTH_AT = 0.42
BIRTH_WIDTH, BIRTH_HEIGHT, BIRTH_HEIGHT_MOST = 0.36, 0.30, 0.20

# At full strength steam is never whiter than this: it must not be noticed before the dish.
OPACITY = 0.16
# How quickly density becomes opaque.
THICKNESS = 2.5
# Over the food itself steam stays thin, so that the dish keeps its colours.
OVER_FOOD = 0.30

# The clip starts in the middle of steaming, not with the first wisp: coarse steps before frame 0.
WARM_UP_SECONDS, WARM_UP_STEP_SECONDS = 4.4, 1 / 12


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of wisp: speed (diameters per second), waviness, grain of the source, life (s), spread, source rate."""

    rise: float
    curl: float
    grain: float
    life: float
    spread: float
    rate: float


_BROAD = _Kind(rise=0.24, curl=1.0, grain=1.0, life=1.8, spread=1.0, rate=1.7)
_FINE = _Kind(rise=0.33, curl=1.2, grain=0.7, life=1.3, spread=1.3, rate=2.2)


@dataclass(frozen=True, slots=True)
class Box:
    """The simulated part of the resting frame: corner and size of a cell in frame pixels, and the cell counts."""

    left: float
    top: float
    cell: float
    columns: int
    rows: int


class Steam:
    """The steam of one clip: `at(frame)` gives its opacity on the box's cells."""

    def __init__(
        self, mask: F32, dish: Circle, frame: tuple[int, int], *, seed: int, fps: float, strength: float
    ) -> None:
        """From the resting picture's small dish mask and dish circle; `frame` is (width, height) in pixels.

        `strength` 1 is the designed amount; the opacity stays under 0.16 times it.
        """
        random = np.random.default_rng([seed, 1])
        self.box = _box(mask, dish, frame)
        birth = _birth(mask, self.box, frame)
        wind = float(random.uniform(-0.2, 0.2))
        self._layers = (
            _Layer(birth, _BROAD, wind, random),
            _Layer(birth, _FINE, wind * 1.4 + 0.04, random),
        )
        self._step_seconds = 1 / fps
        self._visible = self._fade() * np.float32(-THICKNESS)
        self._opacity = np.float32(min(1.0, OPACITY * strength))
        for _ in range(round(WARM_UP_SECONDS / WARM_UP_STEP_SECONDS)):
            self._advance(WARM_UP_STEP_SECONDS)
        self._start = tuple(layer.state for layer in self._layers)
        self._frame = 0

    def at(self, frame: int) -> F32:
        """Opacity 0..1 at a frame number, (rows, columns) of the box. Going back starts it over."""
        if frame < self._frame:
            for layer, state in zip(self._layers, self._start, strict=True):
                layer.state = state
            self._frame = 0
        for _ in range(frame - self._frame):
            self._advance(self._step_seconds)
        self._frame = frame
        broad, fine = (layer.state.density for layer in self._layers)
        density = cv2.addWeighted(broad, 1.0, fine, 0.8, 0)
        rows, columns = density.shape
        veil = cv2.resize(density, (columns // 4, rows // 4), interpolation=cv2.INTER_AREA)
        veil = cv2.resize(cv2.GaussianBlur(veil, (0, 0), 2.2), (columns, rows), interpolation=cv2.INTER_CUBIC)
        # Filaments inside a soft veil.
        cv2.addWeighted(density, 0.85, veil, 0.45, 0, dst=density)
        cv2.multiply(density, self._visible, dst=density)
        cv2.exp(density, dst=density)
        return cv2.addWeighted(density, -float(self._opacity), density, 0, float(self._opacity), dst=density)

    def _advance(self, seconds: float) -> None:
        for layer in self._layers:
            layer.advance(seconds)

    def _fade(self) -> F32:
        box, height = self.box, self._layers[0].height
        x = np.linspace(0, 1, box.columns, dtype=np.float32)[None]
        y = np.linspace(0, 1, box.rows, dtype=np.float32)[:, None]
        fade = smoothstep(0, 0.22, y) * smoothstep(0, 0.12, x) * smoothstep(0, 0.12, 1 - x) * smoothstep(0, 0.04, 1 - y)
        fade *= OVER_FOOD + (1 - OVER_FOOD) * smoothstep(-0.06, 0.22, height)
        return fade.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _State:
    density: F32
    seconds: float


class _Layer:
    """One sort of wisp on the box's cells."""

    def __init__(self, birth: F32, kind: _Kind, wind: float, random: np.random.Generator) -> None:
        rows, columns = birth.shape
        self._size = (columns // COARSE, rows // COARSE)
        self._kind = kind
        self._birth, self._born = _source(birth)
        # Velocities are in coarse cells per second.
        unit = CELLS / COARSE
        self._rise = kind.rise * unit
        center_x, center_y, breadth = _extent(birth)
        self.height: F32 = ((center_y - np.arange(rows)[:, None]) / CELLS).astype(np.float32)
        y, x = np.mgrid[0 : self._size[1], 0 : self._size[0]].astype(np.float32)
        height = np.clip((center_y / COARSE - y) / unit, 0, 1)
        aside = (x - center_x / COARSE) / max(4.0, breadth / COARSE)
        self._updraft = -self._rise * (0.55 + 0.75 * smoothstep(0, 0.44, height))
        # Hot air draws in near the food, and spreads above it.
        spread = kind.spread * 0.22 * smoothstep(0.1, 0.8, height) - 0.30 * smoothstep(0.32, 0, height)
        self._drift = (self._rise * (wind * (0.4 + 0.7 * height) + aside * spread)).astype(np.float32)
        self._height = height
        self._waviness = ((0.25 + 0.75 * smoothstep(0, 0.56, height)) * kind.curl).astype(np.float32)
        self._eddies = [
            (*(_eddy(random, self._size, feature) for _ in range(2)), amplitude, speed)
            for feature, amplitude, speed in (
                ((12.5, 16.6), 3.9, 0.5),
                ((7.5, 8.3), 2.5, 0.7),
                ((4.7, 4.8), 1.3, 0.85),
            )
        ]
        self._grain = [tiling_noise(random, (256, 256), (n, n), octaves=3, gain=0.55) for n in (9, 14)]
        self._grain_step = 1 / min(3.0, max(0.35, breadth * kind.grain / 150))
        self._phases = [float(phase) for phase in random.uniform(0, 2 * math.pi, 4)]
        self._y, self._x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        self.state = _State(np.zeros((rows, columns), np.float32), 0.0)

    def advance(self, seconds: float) -> None:
        """Move on: carry the density back along the wind (semi-Lagrangian), let it age, add what is born."""
        now = self.state.seconds + seconds
        across, up = self._wind(now)
        rows, columns = self.state.density.shape
        step = -COARSE * seconds
        across = cv2.resize(across, (columns, rows), interpolation=cv2.INTER_LINEAR)
        up = cv2.resize(up, (columns, rows), interpolation=cv2.INTER_LINEAR)
        density = cv2.remap(
            self.state.density,
            cv2.scaleAdd(across, step, self._x),
            cv2.scaleAdd(up, step, self._y),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        )
        # A little diffusion at every step: blurring every third frame instead would flicker at 10 Hz.
        density = cv2.GaussianBlur(density, (3, 3), 0.34 * math.sqrt(30 * seconds))
        cv2.multiply(density, math.exp(-seconds / self._kind.life), dst=density)
        cv2.scaleAdd(self._source(now), seconds * self._kind.rate, density[self._born], dst=density[self._born])
        self.state = _State(density, now)

    def _wind(self, now: float) -> tuple[F32, F32]:
        potential = np.zeros_like(self._waviness)
        for index, (one, other, amplitude, speed) in enumerate(self._eddies):
            a = window(one, 8 * index + (1.3 + index) * 0.6 * now, self._rise * speed * now, self._size)
            b = window(other, 31 - (1.7 + index) * 0.6 * now, self._rise * (speed - 0.18) * now + 20, self._size)
            # Two independent fields of half the power: their crossing never repeats.
            potential += np.float32(amplitude * math.sqrt(0.5)) * (a + b)
        potential *= self._waviness
        # Sobel sums to 8; 0.42 is how much of the rise the eddies may turn aside.
        gain = self._rise * 0.42 / 8
        a, b = self._phases[:2]
        sway = 0.10 * np.sin(0.5 * now + a - 2.5 * self._height) + 0.06 * np.sin(1.2 * now + b - 4.5 * self._height)
        across = self._drift + cv2.Sobel(potential, cv2.CV_32F, 0, 1, ksize=3) * gain + self._rise * sway
        up = self._updraft - cv2.Sobel(potential, cv2.CV_32F, 1, 0, ksize=3) * gain
        return across.astype(np.float32), up.astype(np.float32)

    def _source(self, now: float) -> F32:
        """Density per second over the place of birth: patches of heat that wander."""
        rows, columns = self._birth.shape
        step = self._grain_step
        patches: list[F32] = []
        for grain, (across, down) in zip(self._grain, ((9, 4), (-13, 6)), strict=True):
            x, y = (across * now * step) % 256, (down * now * step + 17) % 256
            matrix = np.array([[step, 0, x], [0, step, y]], np.float32)
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            patches.append(cv2.warpAffine(grain, matrix, (columns, rows), flags=flags, borderMode=cv2.BORDER_WRAP))
        born = np.clip(cv2.addWeighted(patches[0], 1, patches[1], 0.9, -0.75), 0, 1.6)
        a, b = self._phases[2:]
        breath = 0.85 + 0.2 * math.sin(0.8 * now + a) + 0.12 * math.sin(1.9 * now + b)
        return cv2.multiply(born, self._birth, scale=breath)


def _box(mask: F32, dish: Circle, frame: tuple[int, int]) -> Box:
    width, height = frame
    mean_side = math.sqrt(width * height)
    diameter = float(np.clip(2 * dish.radius * width, SMALLEST * mean_side, LARGEST * mean_side))
    top, bottom = _rows(mask)
    birth = (top + BIRTH_AT * (bottom - top)) * height
    left = max(0.0, dish.x * width - SIDE * diameter)
    right = min(float(width), dish.x * width + SIDE * diameter)
    above = max(0.0, birth - ABOVE * diameter)
    below = min(float(height), birth + (BIRTH_HEIGHT_MOST + 0.12) * diameter)
    cell = diameter / CELLS
    columns, rows = (max(4, math.ceil(length / cell / COARSE)) * COARSE for length in (right - left, below - above))
    return Box(left, above, cell, columns, rows)


def _birth(mask: F32, box: Box, frame: tuple[int, int]) -> F32:
    """Where steam is born, 0..1, on the box's cells."""
    rows, columns = mask.shape
    to_x, to_y = columns / frame[0], rows / frame[1]
    matrix = np.array(
        [
            [box.cell * to_x, 0, (box.left + box.cell / 2) * to_x - 0.5],
            [0, box.cell * to_y, (box.top + box.cell / 2) * to_y - 0.5],
        ],
        np.float32,
    )
    here = cv2.warpAffine(mask, matrix, (box.columns, box.rows), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    top, bottom = _rows(mask)
    left, right = _rows(np.ascontiguousarray(mask.T))
    x = (left + right) / 2 * frame[0]
    y = (top + BIRTH_AT * (bottom - top)) * frame[1]
    half_width = BIRTH_WIDTH * (right - left) * frame[0] + 2 * box.cell
    half_height = min(BIRTH_HEIGHT * (bottom - top) * frame[1], BIRTH_HEIGHT_MOST * CELLS * box.cell) + 2 * box.cell
    across = (box.left + (np.arange(box.columns) + 0.5) * box.cell - x)[None] / half_width
    down = (box.top + (np.arange(box.rows) + 0.5) * box.cell - y)[:, None] / half_height
    ellipse = np.exp(-((across**2 + down**2) ** 1.5)).astype(np.float32)
    birth = ellipse * np.clip(here * 1.2, 0, 1)
    # A mask with a hole right there (a dark soup in a bright bowl) still steams.
    birth = (birth if birth.max() > 0.2 else ellipse).astype(np.float32)
    return birth / np.float32(max(float(birth.max()), 1e-6))


def _rows(mask: F32) -> tuple[float, float]:
    """The stretch of rows, in fractions, that holds the middle 92 % of the mask."""
    held = np.cumsum((mask > 0.5).sum(1), dtype=np.float64)
    if held[-1] < 1:
        return 0.3, 0.7
    first, last = np.searchsorted(held / held[-1], [0.04, 0.96])
    return float(first) / held.size, float(last + 1) / held.size


def _source(birth: F32) -> tuple[F32, tuple[slice, slice]]:
    """The part of the box where something is born, and where it lies."""
    rows, columns = np.flatnonzero((birth > 0.02).any(1)), np.flatnonzero((birth > 0.02).any(0))
    place = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    return np.ascontiguousarray(birth[place]), place


def _extent(birth: F32) -> tuple[float, float, float]:
    """Centre x, centre y and breadth of the place of birth, in cells."""
    strong = np.where(birth > 0.25, birth, 0)
    total = float(strong.sum())
    x = float((strong.sum(0) * np.arange(birth.shape[1])).sum()) / total
    y = float((strong.sum(1) * np.arange(birth.shape[0])).sum()) / total
    columns = np.flatnonzero(strong.any(0))
    return x, y, float(columns[-1] - columns[0] + 1)


def _eddy(random: np.random.Generator, size: tuple[int, int], feature: tuple[float, float]) -> F32:
    cells = max(2, round(size[1] / feature[1])), max(2, round(size[0] / feature[0]))
    return tiling_noise(random, (size[1], size[0]), cells, octaves=2, gain=0.5)

"""From a camera pose to sampling maps: for every pixel of the frame, where in the texture it comes from."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from sajangpick.media.frame import F32
from sajangpick.motion.camera import Camera, Pose, pose, sway
from sajangpick.motion.circle import Point
from sajangpick.motion.noise import tiling_noise, window

# Maps are computed on nodes this far apart and interpolated: exact for the zoom, and smooth depth needs no more.
NODE_PX = 16

# How much more than the rest the near magnifies while the camera comes closer; more would bend straight lines.
PARALLAX = 0.34
# Slow sideways breathing of near against far, and the shimmer of hot air, in pixels of a 1080x1920 frame.
DRIFT_PX, DRIFT_SECONDS = 6.0, 7.3
SHIMMER_PX = 0.9


@dataclass(frozen=True, slots=True)
class View:
    """The affine part of a pose at the dish's depth: frame pixel p shows resting pixel p * scale + (x, y)."""

    scale: float
    x: float
    y: float


class Warp:
    """Sampling maps of one clip."""

    def __init__(
        self,
        depth: F32,
        *,
        camera: Camera,
        size: tuple[int, int],
        canvas: tuple[int, int],
        anchor: Point,
        dish: Point,
        seed: int,
        heat: F32 | None,
    ) -> None:
        """`depth` and `heat` (where hot air rises, or None) are small maps 0..1 of the resting frame.

        `size` and `canvas` are (width, height) of frame and texture. The camera turns around `anchor`; the depth at
        `dish` is the one that stays put. Both are fractions of the frame.
        """
        width, height = size
        self._camera, self._size, self._canvas = camera, size, canvas
        self._unit = math.sqrt(width * height) / math.sqrt(1080 * 1920)
        self.nodes = (-(-width // NODE_PX) + 2, -(-height // NODE_PX) + 2)
        # Node n sits in the middle of block n - 1, where cv2.resize by NODE_PX puts it.
        self._x: F32 = ((np.arange(self.nodes[0], dtype=np.float32) - 0.5) * NODE_PX - 0.5)[None]
        self._y: F32 = ((np.arange(self.nodes[1], dtype=np.float32) - 0.5) * NODE_PX - 0.5)[:, None]
        self._anchor = (anchor.x * width - 0.5, anchor.y * height - 0.5)
        rows, columns = depth.shape
        middle = depth[
            int(np.clip(dish.y * rows, 0, rows - 1)),
            int(np.clip(dish.x * columns, 0, columns - 1)),
        ]
        self._nearness = self._at_nodes(depth) - middle
        random = np.random.default_rng([seed, 2])
        self._phases = tuple(float(phase) for phase in random.uniform(0, 2 * math.pi, 6))
        self._rest_zoom = pose(camera, 0.5).zoom
        self._air: F32 | None = None
        if heat is not None:
            self._air = self._at_nodes(heat) * np.float32(SHIMMER_PX * self._unit)
            tile = (self.nodes[1], self.nodes[0])
            cells = (max(2, tile[0] // 4), max(2, tile[1] // 4))
            self._ripples = [tiling_noise(random, tile, cells, octaves=1, gain=0.5) for _ in range(2)]

    def nodes_at(self, progress: float, seconds: float) -> tuple[F32, F32]:
        """Texture coordinates x, y (in pixels) of every node, at a moment of the clip."""
        here, view = self._pose(progress, seconds)
        near = self._nearness
        # Around rest the picture is undistorted; before and after, near and far part.
        scale = view.scale * (1 - near * np.float32(PARALLAX * (here.zoom - self._rest_zoom)))
        slide = here.orbit * 1440 * self._unit + self._drift(seconds)
        ax, ay = self._anchor
        x = ax + (self._x - ax) * scale + view.x + near * slide
        y = ay + (self._y - ay) * scale + view.y
        if self._air is not None:
            x = x + self._air * window(self._ripples[0], 1.5 * seconds, 15 * seconds, self.nodes)
            y = y + self._air * window(self._ripples[1], 25 - 2 * seconds, 13 * seconds + 35, self.nodes)
        to_x, to_y = self._canvas[0] / self._size[0], self._canvas[1] / self._size[1]
        return (
            (x * to_x + (to_x - 1) / 2).astype(np.float32),
            (y * to_y + (to_y - 1) / 2).astype(np.float32),
        )

    def view(self, progress: float, seconds: float) -> View:
        """What moves with the dish moves like this."""
        _, view = self._pose(progress, seconds)
        ax, ay = self._anchor
        return View(view.scale, ax * (1 - view.scale) + view.x, ay * (1 - view.scale) + view.y)

    def _pose(self, progress: float, seconds: float) -> tuple[Pose, View]:
        here = pose(self._camera, progress)
        x, y = (0.0, 0.0) if self._camera is Camera.STILL else sway(seconds, self._phases)
        width, height = self._size
        return here, View(1 / here.zoom, here.x * width + x * self._unit, here.y * height + y * self._unit)

    def _drift(self, seconds: float) -> float:
        if self._camera is Camera.STILL:
            return 0.0
        return DRIFT_PX * self._unit * math.sin(2 * math.pi * seconds / DRIFT_SECONDS + self._phases[4])

    def _at_nodes(self, small: F32) -> F32:
        rows, columns = small.shape
        x = (self._x + 0.5) * (columns / self._size[0]) - 0.5
        y = (self._y + 0.5) * (rows / self._size[1]) - 0.5
        shape = (self.nodes[1], self.nodes[0])
        return cv2.remap(
            small,
            np.ascontiguousarray(np.broadcast_to(x, shape), np.float32),
            np.ascontiguousarray(np.broadcast_to(y, shape), np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )


def rising_air(food: F32) -> F32:
    """Where air shimmers, given where the hot food is (small map, 0..1): above it, hardly in front of it."""
    rows = food.shape[0]
    risen = food.copy()
    for step in (2, 4, 8, 16, 32, 64):
        lift = max(1, step * rows // 480)
        risen[:-lift] = np.maximum(risen[:-lift], 0.93 * risen[lift:])
    return cv2.GaussianBlur(risen, (0, 0), rows / 60) * (1 - 0.75 * food)

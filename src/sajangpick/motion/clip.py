"""A living clip: any of its frames, computed from the finished still in planar 16-bit video, without conversions."""

import math

import cv2
import numpy as np

from sajangpick.media.frame import F32, U8, Frame
from sajangpick.motion.circle import Circle, Point
from sajangpick.motion.sheen import COARSE_PX as SHEEN_PX
from sajangpick.motion.sheen import Sheen
from sajangpick.motion.steam import Steam
from sajangpick.motion.texture import NEUTRAL, ROUNDING, U16, WHITE, Texture
from sajangpick.motion.warp import NODE_PX, Warp

# Focus breathes between the two states of the still, this often and this far.
BREATH_SECONDS, BREATH_DEPTH = 4.6, 0.75
# Steam is as bright as this (8-bit luma): lit vapour, not paint.
STEAM_LUMA = 228 * 256
# Steam is drawn at a quarter of the frame's resolution and enlarged: it has no edges.
STEAM_PX = 4
# Dither: one fixed noise, shifted from frame to frame by steps without a common factor.
DITHER_SHIFT_PX = 64


class LivingClip:
    """A photo brought to life: `count` frames of `size` at `fps`; frame i is the same whenever it is asked for.

    Frames are cheapest in order. `dish` is where the dish's circle lies in the middle of the camera's move, `focus` its
    centre: what a template may arrange itself around. One clip must not be used from two threads at once.
    """

    def __init__(
        self,
        still: tuple[Texture, Texture],
        warp: Warp,
        *,
        size: tuple[int, int],
        fps: float,
        count: int,
        seed: int,
        dish: Circle,
        sheen: Sheen,
        steam: Steam | None,
    ) -> None:
        """From the still in its two states of focus and what moves over it; `animate` puts these together."""
        width, height = size
        self.size, self.fps, self.count = size, fps, count
        self.dish = dish
        self._near, self._far = still
        self._warp, self._sheen, self._steam = warp, sheen, steam
        columns, rows = warp.nodes
        self._mixed = Texture(*(np.empty_like(plane) for plane in (still[0].y, still[0].u, still[0].v)))
        self._maps = [np.empty((rows * NODE_PX, columns * NODE_PX), np.float32) for _ in range(2)]
        self._half_maps = [np.empty((rows * NODE_PX // 2, columns * NODE_PX // 2), np.float32) for _ in range(2)]
        self._y: U16 = np.empty((height, width), np.uint16)
        self._u: U16 = np.empty((height // 2, width // 2), np.uint16)
        self._v: U16 = np.empty_like(self._u)
        self._light: U16 = np.empty((rows * NODE_PX, columns * NODE_PX), np.uint16)
        noise = np.random.default_rng([seed, 3])
        self._dither: U16 = noise.integers(0, 256, (height + DITHER_SHIFT_PX, width + DITHER_SHIFT_PX), np.uint16)
        self._steamed = _steamed(steam, warp, size, count, fps) if steam else None

    @property
    def focus(self) -> Point:
        """The middle of the dish, as fractions of the frame."""
        return self.dish.center

    def frame(self, index: int) -> Frame:
        """Frame `index` (0 <= index < count)."""
        progress, seconds = index / max(1, self.count - 1), index / self.fps
        self._focus(seconds)
        self._sample(*self._warp.nodes_at(progress, seconds), progress)
        if self._steam and self._steamed:
            self._veil(self._steam, self._steamed, index, progress, seconds)
        return self._finished(index)

    def _focus(self, seconds: float) -> None:
        blur = BREATH_DEPTH * (0.5 - 0.5 * math.cos(2 * math.pi * seconds / BREATH_SECONDS + 0.4))
        for near, far, mixed in (
            (self._near.y, self._far.y, self._mixed.y),
            (self._near.u, self._far.u, self._mixed.u),
            (self._near.v, self._far.v, self._mixed.v),
        ):
            cv2.addWeighted(near, 1 - blur, far, blur, 0, dst=mixed)

    def _sample(self, x: F32, y: F32, progress: float) -> None:
        width, height = self.size
        columns, rows = self._warp.nodes
        inside = np.s_[NODE_PX : NODE_PX + height, NODE_PX : NODE_PX + width]
        half = np.s_[NODE_PX // 2 : (NODE_PX + height) // 2, NODE_PX // 2 : (NODE_PX + width) // 2]
        for nodes, full, small in ((x, *self._buffers(0)), (y, *self._buffers(1))):
            cv2.resize(nodes, (columns * NODE_PX, rows * NODE_PX), dst=full, interpolation=cv2.INTER_LINEAR)
            # Chroma texture pixel centres lie between luma's.
            half_size = (columns * NODE_PX // 2, rows * NODE_PX // 2)
            cv2.resize(nodes * 0.5 - 0.25, half_size, dst=small, interpolation=cv2.INTER_LINEAR)
        luma_map = (self._maps[0][inside], self._maps[1][inside])
        chroma_map = (self._half_maps[0][half], self._half_maps[1][half])
        _remap(self._mixed.y, luma_map, self._y)
        _remap(self._mixed.u, chroma_map, self._u)
        _remap(self._mixed.v, chroma_map, self._v)
        if self._sheen.is_visible:
            blocks = (columns * 2, rows * 2)
            at = [
                cv2.resize((nodes + 0.5) / SHEEN_PX - 0.5, blocks, interpolation=cv2.INTER_LINEAR) for nodes in (x, y)
            ]
            light = cv2.remap(self._sheen.at(progress), *at, cv2.INTER_LINEAR).astype(np.uint16)
            cv2.resize(light, self._light.shape[::-1], dst=self._light, interpolation=cv2.INTER_LINEAR)
            cv2.add(self._y, self._light[inside], dst=self._y)
            cv2.min(self._y, WHITE, dst=self._y)

    def _buffers(self, axis: int) -> tuple[F32, F32]:
        return self._maps[axis], self._half_maps[axis]

    def _veil(self, steam: Steam, steamed: "_Steamed", index: int, progress: float, seconds: float) -> None:
        """Screen the steam over the frame, moved and magnified like the dish it rises from."""
        box, view, place = steam.box, self._warp.view(progress, seconds), steamed.place
        scale = STEAM_PX * view.scale / box.cell
        first = (STEAM_PX - 1) / 2

        def offset(start: int, shift: float, corner: float) -> float:
            return ((start + first) * view.scale + shift + 0.5 - corner) / box.cell - 0.5

        matrix = np.array(
            [[scale, 0, offset(place[1].start, view.x, box.left)], [0, scale, offset(place[0].start, view.y, box.top)]]
        )
        small = cv2.warpAffine(
            steam.at(index),
            matrix,
            steamed.cells,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
        )
        small = cv2.multiply(small, 65535.0, dtype=cv2.CV_16U)
        opacity, half_opacity = steamed.opacity, steamed.half_opacity
        cv2.resize(small, opacity.shape[::-1], dst=opacity, interpolation=cv2.INTER_LINEAR)
        cv2.resize(small, half_opacity.shape[::-1], dst=half_opacity, interpolation=cv2.INTER_LINEAR)

        luma = self._y[place]
        alpha = opacity[: luma.shape[0], : luma.shape[1]]
        lift = steamed.lift[: luma.shape[0], : luma.shape[1]]
        cv2.subtract(STEAM_LUMA, luma, dst=lift)
        cv2.multiply(lift, alpha, dst=lift, scale=1 / 65535)
        cv2.add(luma, lift, dst=luma)

        half_place = tuple(slice(part.start // 2, part.stop // 2) for part in place)
        for plane in (self._u, self._v):
            chroma = plane[half_place]
            alpha = half_opacity[: chroma.shape[0], : chroma.shape[1]]
            # Unsigned numbers: what lies above grey sinks, what lies below rises.
            up, down = (part[: chroma.shape[0], : chroma.shape[1]] for part in steamed.half_lift)
            cv2.subtract(NEUTRAL + ROUNDING, chroma, dst=up)
            cv2.subtract(chroma, NEUTRAL + ROUNDING, dst=down)
            cv2.multiply(up, alpha, dst=up, scale=1 / 65535)
            cv2.multiply(down, alpha, dst=down, scale=1 / 65535)
            cv2.add(chroma, up, dst=chroma)
            cv2.subtract(chroma, down, dst=chroma)

    def _finished(self, index: int) -> Frame:
        width, height = self.size
        x, y = index * 37 % DITHER_SHIFT_PX, index * 23 % DITHER_SHIFT_PX
        cv2.add(self._y, self._dither[y : y + height, x : x + width], dst=self._y)
        frame = Frame(np.empty((height * 3 // 2, width), np.uint8), width, height)
        for plane, target in ((self._y, frame.y), (self._u, frame.u), (self._v, frame.v)):
            _high_byte(plane, target)
        return frame


class _Steamed:
    """The part of the frame that steam can reach, and the buffers for drawing it there."""

    def __init__(self, place: tuple[slice, slice]) -> None:
        self.place = place
        rows, columns = (-(-(part.stop - part.start) // STEAM_PX) for part in place)
        self.cells = (columns, rows)
        self.opacity: U16 = np.empty((rows * STEAM_PX, columns * STEAM_PX), np.uint16)
        self.lift: U16 = np.empty_like(self.opacity)
        self.half_opacity: U16 = np.empty((rows * STEAM_PX // 2, columns * STEAM_PX // 2), np.uint16)
        self.half_lift: tuple[U16, U16] = (np.empty_like(self.half_opacity), np.empty_like(self.half_opacity))


def _steamed(steam: Steam, warp: Warp, size: tuple[int, int], count: int, fps: float) -> _Steamed:
    box = steam.box
    edges: list[tuple[float, float, float, float]] = []
    for progress in (0.0, 0.5, 1.0):
        view = warp.view(progress, progress * count / fps)
        right, bottom = box.left + box.columns * box.cell, box.top + box.rows * box.cell
        edges.append(
            (
                (box.left - view.x) / view.scale,
                (box.top - view.y) / view.scale,
                (right - view.x) / view.scale,
                (bottom - view.y) / view.scale,
            )
        )
    left, top = (max(0, math.floor(min(edge[i] for edge in edges)) - 4) // STEAM_PX * STEAM_PX for i in (0, 1))
    right, bottom = (min(size[i], 2 * math.ceil(max(edge[i + 2] for edge in edges) / 2) + 4) for i in (0, 1))
    return _Steamed((slice(top, max(top + 2, bottom)), slice(left, max(left + 2, right))))


def _remap(texture: U16, at: tuple[F32, F32], target: U16) -> None:
    cv2.remap(texture, *at, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REFLECT_101)


def _high_byte(plane: U16, target: U8) -> None:
    np.right_shift(plane, 8, out=target, casting="unsafe")

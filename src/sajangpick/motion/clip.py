"""A living clip: any of its frames, computed from the finished still in planar 16-bit video, without conversions."""

import math
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from sajangpick.errors import BadInput
from sajangpick.media.frame import F32, U8, Frame
from sajangpick.motion.circle import Circle, Point
from sajangpick.motion.sheen import COARSE_PX as SHEEN_TEXTURE_PX
from sajangpick.motion.sheen import Sheen
from sajangpick.motion.steam import Steam
from sajangpick.motion.texture import NEUTRAL, U16, WHITE, Texture
from sajangpick.motion.warp import NODE_PX, Warp

_Plane = TypeVar("_Plane", F32, U16)

# Focus breathes between the two states of the still, this often and this far.
BREATH_SECONDS, BREATH_DEPTH = 4.6, 0.75
# It is slow: blending luma at every second frame and chroma at every sixth changes nothing one could see.
LUMA_BLEND_FRAMES, CHROMA_BLEND_FRAMES = 2, 6
# Steam is as bright as this (8-bit luma): lit vapour, not paint.
STEAM_LUMA = 228 * 256
# Sheen and steam have no edges: they are computed on coarse grids.
SHEEN_PX, STEAM_PX = 8, 4
# A frame is finished band by band (a multiple of every grid's cell), so that a band's maps and pixels stay in cache.
BAND_PX = 240
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
        self.size, self.fps, self.count, self.dish = size, fps, count, dish
        self._near, self._far = still
        self._mixed = Texture(*(np.empty_like(plane) for plane in (self._near.y, self._near.u, self._near.v)))
        self._mixed_at = (-1, -1)
        self._warp, self._sheen, self._steam = warp, sheen, steam
        self._steamed = _reach(steam, warp, size, count, fps) if steam else None
        self._work = _Workspace(width)
        noise = np.random.default_rng([seed, 3])
        self._dither: U16 = noise.integers(0, 256, (height + DITHER_SHIFT_PX, width + DITHER_SHIFT_PX), np.uint16)

    @property
    def focus(self) -> Point:
        """The middle of the dish, as fractions of the frame."""
        return self.dish.center

    def frame(self, index: int) -> Frame:
        """Frame `index`; raises BadInput unless 0 <= index < count."""
        if not 0 <= index < self.count:
            raise BadInput(f"A clip of {self.count} frames has no frame {index}.", hint="Count from 0.")
        progress, seconds = index / max(1, self.count - 1), index / self.fps
        width, height = self.size
        self._focus(index)
        nodes = self._warp.nodes_at(progress, seconds)
        sheen = self._light(*nodes, progress) if self._sheen.is_visible else None
        veil = self._veil(index, progress, seconds)
        frame = Frame(np.empty((height * 3 // 2, width), np.uint8), width, height)
        for top in range(0, height, BAND_PX):
            band = _Band(top, min(BAND_PX, height - top), width, self._work)
            band.sample(self._mixed, nodes)
            if sheen is not None:
                band.lighten(sheen)
            if veil is not None and self._steamed:
                band.veil(veil, self._steamed)
            across, down = index * 37 % DITHER_SHIFT_PX, top + index * 23 % DITHER_SHIFT_PX
            band.finish(frame, self._dither[down : down + band.rows, across : across + width])
        return frame

    def _focus(self, index: int) -> None:
        luma_at = index - index % LUMA_BLEND_FRAMES
        chroma_at = index - index % CHROMA_BLEND_FRAMES
        near, far, mixed = self._near, self._far, self._mixed
        if luma_at != self._mixed_at[0]:
            blur = _breath(luma_at / self.fps)
            cv2.addWeighted(near.y, 1 - blur, far.y, blur, 0, dst=mixed.y)
        if chroma_at != self._mixed_at[1]:
            blur = _breath(chroma_at / self.fps)
            cv2.addWeighted(near.u, 1 - blur, far.u, blur, 0, dst=mixed.u)
            cv2.addWeighted(near.v, 1 - blur, far.v, blur, 0, dst=mixed.v)
        self._mixed_at = (luma_at, chroma_at)

    def _light(self, x: F32, y: F32, progress: float) -> U16:
        """The sheen as extra luma, on a grid of `SHEEN_PX` with one cell around the frame."""
        columns, rows = (2 * count for count in self._warp.nodes)
        x, y = (
            cv2.resize((at + 0.5) / SHEEN_TEXTURE_PX - 0.5, (columns, rows), interpolation=cv2.INTER_LINEAR)
            for at in (x, y)
        )
        light = cv2.remap(self._sheen.at(progress), x, y, cv2.INTER_LINEAR)
        return light[1:-1, 1:-1].astype(np.uint16)

    def _veil(self, index: int, progress: float, seconds: float) -> U16 | None:
        """The steam's opacity (65535 = 1) on a grid of `STEAM_PX` with one cell around its part of the frame.

        It is moved and magnified like the dish it rises from.
        """
        if not (self._steam and self._steamed):
            return None
        box, view, reach = self._steam.box, self._warp.view(progress, seconds), self._steamed
        scale = STEAM_PX * view.scale / box.cell

        def offset(start: int, shift: float, corner: float) -> float:
            middle = start - STEAM_PX / 2 - 0.5
            return (middle * view.scale + shift + 0.5 - corner) / box.cell - 0.5

        matrix = np.array(
            [[scale, 0, offset(reach.left, view.x, box.left)], [0, scale, offset(reach.top, view.y, box.top)]]
        )
        size = (-(-(reach.right - reach.left) // STEAM_PX) + 2, -(-(reach.bottom - reach.top) // STEAM_PX) + 2)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        opacity = cv2.warpAffine(self._steam.at(index), matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT)
        return cv2.multiply(opacity, 65535.0, dtype=cv2.CV_16U)


@dataclass(frozen=True, slots=True)
class _Reach:
    """The part of the frame that steam can reach; left and top are multiples of `STEAM_PX`."""

    left: int
    top: int
    right: int
    bottom: int


class _Workspace:
    """Buffers for one band, used over and over."""

    def __init__(self, width: int) -> None:
        margin = 2 * NODE_PX
        columns = -(-width // NODE_PX) * NODE_PX + margin
        self.x, self.y = (np.empty((BAND_PX + margin) * columns, np.float32) for _ in range(2))
        self.grown = np.empty((BAND_PX + margin) * columns, np.uint16)
        self.luma = np.empty(BAND_PX * width, np.uint16)
        self.blue, self.red = (np.empty(BAND_PX * width // 4, np.uint16) for _ in range(2))
        self.lift, self.sink = (np.empty(BAND_PX * width, np.uint16) for _ in range(2))


class _Band:
    """`rows` full-width rows of the frame from `top` on, on their way from texture to 8 bits."""

    def __init__(self, top: int, rows: int, width: int, work: _Workspace) -> None:
        self.top, self.rows, self._width, self._work = top, rows, width, work
        self._luma = _shaped(work.luma, rows, width)
        self._blue, self._red = (_shaped(flat, rows // 2, width // 2) for flat in (work.blue, work.red))

    def sample(self, texture: Texture, nodes: tuple[F32, F32]) -> None:
        """Fetch the picture where the maps say; luma first, then chroma at half the size."""
        nodes_here = self._cells(NODE_PX)
        x, y = (node[nodes_here] for node in nodes)
        full = (NODE_PX, self.rows, self._width)
        _remap(texture.y, _grown(x, *full, self._work.x), _grown(y, *full, self._work.y), self._luma)
        # Chroma pixels lie between luma pixels, in the texture as in the frame.
        half = (NODE_PX // 2, self.rows // 2, self._width // 2)
        x, y = _grown(x * 0.5 - 0.25, *half, self._work.x), _grown(y * 0.5 - 0.25, *half, self._work.y)
        _remap(texture.u, x, y, self._blue)
        _remap(texture.v, x, y, self._red)

    def lighten(self, light: U16) -> None:
        """Add the sheen, but not past white."""
        cells = light[self._cells(SHEEN_PX)]
        if not cells.any():
            return
        cv2.add(self._luma, _grown(cells, SHEEN_PX, self.rows, self._width, self._work.grown), dst=self._luma)
        cv2.min(self._luma, WHITE, dst=self._luma)

    def veil(self, opacity: U16, reach: _Reach) -> None:
        """Screen the steam over the part it can reach: luma towards its light, chroma towards grey."""
        first, last = max(self.top, reach.top), min(self.top + self.rows, reach.bottom)
        if first >= last:
            return
        cells = opacity[(first - reach.top) // STEAM_PX : -(-(last - reach.top) // STEAM_PX) + 2]
        rows, columns = last - first, reach.right - reach.left
        here = np.s_[first - self.top : last - self.top, reach.left : reach.right]
        luma = self._luma[here]
        alpha = _grown(cells, STEAM_PX, rows, columns, self._work.grown)
        lift = _shaped(self._work.lift, rows, columns)
        cv2.subtract(STEAM_LUMA, luma, dst=lift)
        cv2.multiply(lift, alpha, dst=lift, scale=1 / 65535)
        cv2.add(luma, lift, dst=luma)

        rows, columns = rows // 2, columns // 2
        here = np.s_[(first - self.top) // 2 : (last - self.top) // 2, reach.left // 2 : reach.right // 2]
        alpha = _grown(cells, STEAM_PX // 2, rows, columns, self._work.grown)
        lift, sink = (_shaped(flat, rows, columns) for flat in (self._work.lift, self._work.sink))
        for chroma in (self._blue[here], self._red[here]):
            # Unsigned numbers: what lies below grey is lifted, what lies above sinks.
            cv2.subtract(NEUTRAL, chroma, dst=lift)
            cv2.subtract(chroma, NEUTRAL, dst=sink)
            cv2.multiply(lift, alpha, dst=lift, scale=1 / 65535)
            cv2.multiply(sink, alpha, dst=sink, scale=1 / 65535)
            cv2.add(chroma, lift, dst=chroma)
            cv2.subtract(chroma, sink, dst=chroma)

    def finish(self, frame: Frame, dither: U16) -> None:
        """Write the band into the frame, dithered to 8 bits: in the dark, steps of chroma show as much as of luma."""
        cv2.add(self._luma, dither, dst=self._luma)
        rows, columns = self._blue.shape
        cv2.add(self._blue, dither[:rows, :columns], dst=self._blue)
        cv2.add(self._red, dither[rows:, columns:], dst=self._red)
        _high_byte(self._luma, frame.y[self.top : self.top + self.rows])
        half = slice(self.top // 2, (self.top + self.rows) // 2)
        _high_byte(self._blue, frame.u[half])
        _high_byte(self._red, frame.v[half])

    def _cells(self, cell: int) -> slice:
        """This band's rows, with one more above and below, of a grid over the whole frame."""
        return slice(self.top // cell, -(-(self.top + self.rows) // cell) + 2)


def _breath(seconds: float) -> float:
    return BREATH_DEPTH * (0.5 - 0.5 * math.cos(2 * math.pi * seconds / BREATH_SECONDS + 0.4))


def _reach(steam: Steam, warp: Warp, size: tuple[int, int], count: int, fps: float) -> _Reach:
    box = steam.box
    views = [warp.view(progress, progress * count / fps) for progress in (0.0, 0.5, 1.0)]
    # The hand-held sway between these moments stays within a cell.
    left = min((box.left - view.x) / view.scale for view in views) - STEAM_PX
    top = min((box.top - view.y) / view.scale for view in views) - STEAM_PX
    right = max((box.left + box.columns * box.cell - view.x) / view.scale for view in views) + STEAM_PX
    bottom = max((box.top + box.rows * box.cell - view.y) / view.scale for view in views) + STEAM_PX
    return _Reach(
        max(0, math.floor(left / STEAM_PX) * STEAM_PX),
        max(0, math.floor(top / STEAM_PX) * STEAM_PX),
        min(size[0], math.ceil(right / STEAM_PX) * STEAM_PX),
        min(size[1], math.ceil(bottom / STEAM_PX) * STEAM_PX),
    )


def _grown(grid: _Plane, cell: int, rows: int, columns: int, flat: _Plane) -> _Plane:
    """A grid with one cell of margin all round, interpolated to `cell` pixels a cell, without the margin."""
    size = (grid.shape[1] * cell, grid.shape[0] * cell)
    grown = _shaped(flat, size[1], size[0])
    cv2.resize(grid, size, dst=grown, interpolation=cv2.INTER_LINEAR)
    return grown[cell : cell + rows, cell : cell + columns]


def _shaped(flat: _Plane, rows: int, columns: int) -> _Plane:
    return flat[: rows * columns].reshape(rows, columns)


def _remap(texture: U16, x: F32, y: F32, target: U16) -> None:
    cv2.remap(texture, x, y, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REFLECT_101)


def _high_byte(plane: U16, target: U8) -> None:
    np.right_shift(plane, 8, out=target, casting="unsafe")

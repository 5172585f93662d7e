"""The photo on a canvas of the frame's shape: float planes, graded, continued into the dark where it does not reach."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32, KB, KG, KR, U8
from sajangpick.motion.framing import Placement
from sajangpick.motion.grade import grade
from sajangpick.motion.ramp import smoothstep

# An enlarged photo gets back a little of the edge contrast it lost: at most 40 % at a radius of one photo pixel.
SHARPEN = 0.35

# Outside, the photo's outermost strip is mirrored once, ever slower, then its edge holds: nothing is seen twice.
STRIP = 0.07
# Blur sets in inside the photo and is complete just outside it (shares of the photo's shorter side on the canvas).
BLUR_FROM, BLUR_TO = -0.055, 0.03
# It grows with distance: blur radii, each taking over around a distance (both shares of the canvas' mean side). The
# last ones leave light and colour, no shapes.
BLUR_STEPS = ((0.012, 0.0), (0.04, 0.03), (0.11, 0.07), (0.28, 0.15))
BLUR_STEP = 0.04
# Blurs gather from outside and from this much of the strip, so that the dish does not smear into the dark.
GATHERED = 0.25
# Light falls off to this share over this share of the canvas' mean side.
DARKEST = 0.28
DARK_AT = 0.36

# Blur and fall-off are smooth: a sixteenth of the resolution carries them exactly.
COARSE_PX = 16


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture as BT.709 planes: y (h, w) 0..1; u and v (h // 2, w // 2) -0.5..0.5; float32, full range."""

    y: F32
    u: F32
    v: F32


def lay(photo: U8, placement: Placement, canvas: tuple[int, int]) -> Planes:
    """Draw the photo (h, w, 3) BGR at its placement on a canvas (width, height), graded, and extend it to the edges."""
    height, width = photo.shape[:2]
    columns = _visible(placement.left, placement.scale, width, canvas[0])
    rows = _visible(placement.top, placement.scale, height, canvas[1])
    crop = photo[rows.first : rows.last, columns.first : columns.last]
    planes = grade(*_scaled(crop, (columns.length, rows.length), placement.scale))
    half = (columns.start // 2, rows.start // 2), (canvas[0] // 2, canvas[1] // 2)
    full = (columns.start, rows.start), canvas
    return Planes(*(_extended(plane, *place) for plane, place in zip(planes, (full, half, half), strict=True)))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Photo pixels first..last, drawn on `length` canvas pixels from `start` on; even, so that chroma lines up."""

    first: int
    last: int
    start: int
    length: int


def _visible(offset: float, scale: float, photo: int, canvas: int) -> _Stretch:
    first = int(np.clip(np.floor(-offset / scale), 0, photo - 1))
    last = int(np.clip(np.ceil((canvas - offset) / scale), first + 1, photo))
    start = 2 * round((offset + first * scale) / 2)
    length = max(2, 2 * round((last - first) * scale / 2))
    return _Stretch(first, last, start, length)


def _scaled(crop: U8, size: tuple[int, int], scale: float) -> tuple[F32, F32, F32]:
    """The crop as planes of `size` and half of it. Enlarging happens in float: 8 bits would show as steps."""
    half = (size[0] // 2, size[1] // 2)
    if scale <= 1:
        full = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
        small = cv2.resize(full, half, interpolation=cv2.INTER_AREA)
        return _luma(full), *_chroma(small)
    y = cv2.resize(_luma(crop), size, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(y, (0, 0), min(scale, 4.0))
    y = cv2.addWeighted(y, 1 + SHARPEN, soft, -SHARPEN, 0, dst=soft)
    u, v = (
        cv2.resize(plane, half, interpolation=cv2.INTER_AREA if scale < 2 else cv2.INTER_CUBIC)
        for plane in _chroma(crop)
    )
    return np.clip(y, 0, 1, out=y), u, v


def _luma(bgr: U8) -> F32:
    y = np.multiply(bgr[..., 0], np.float32(KB / 255), dtype=np.float32)
    for channel, weight in ((1, KG), (2, KR)):
        y += np.multiply(bgr[..., channel], np.float32(weight / 255), dtype=np.float32)
    return y


def _chroma(bgr: U8) -> tuple[F32, F32]:
    y = _luma(bgr)
    blue = np.multiply(bgr[..., 0], np.float32(1 / 255), dtype=np.float32)
    red = np.multiply(bgr[..., 2], np.float32(1 / 255), dtype=np.float32)
    blue -= y
    red -= y
    blue *= np.float32(0.5 / (1 - KB))
    red *= np.float32(0.5 / (1 - KR))
    return blue, red


def _extended(plane: F32, start: tuple[int, int], canvas: tuple[int, int]) -> F32:
    """`plane` at `start` on the canvas; beyond its edges a soft, darkening continuation."""
    (left, top), (width, height) = start, canvas
    rows, columns = plane.shape
    side = min(rows, columns)
    strip = max(2.0, STRIP * side)
    across, down = np.arange(width) - left, np.arange(height) - top
    whole = plane.take(_mirrored(down, rows, strip), 0).take(_mirrored(across, columns, strip), 1)
    if left <= 0 and top <= 0 and left + columns >= width and top + rows >= height:
        return whole

    coarse = (-(-width // COARSE_PX), -(-height // COARSE_PX))
    x = ((np.arange(coarse[0]) + 0.5) * width / coarse[0]).astype(np.float32)
    y = ((np.arange(coarse[1]) + 0.5) * height / coarse[1]).astype(np.float32)
    outside = _outside(_past(x, left, columns, width)[None], _past(y, top, rows, height)[:, None])
    mean_side = float(np.sqrt(width * height))
    soft = small = cv2.resize(whole, coarse, interpolation=cv2.INTER_AREA)
    gathered = smoothstep(-strip, -GATHERED * strip, outside) + 1e-3
    for share, begin in BLUR_STEPS:
        sigma = max(0.3, share * mean_side / COARSE_PX)
        blurred = cv2.GaussianBlur(small * gathered, (0, 0), sigma) / cv2.GaussianBlur(gathered, (0, 0), sigma)
        soft = soft + (blurred - soft) * smoothstep(begin - BLUR_STEP, begin + BLUR_STEP, outside / mean_side)
    fall = 1 - (1 - DARKEST) * smoothstep(-0.02, DARK_AT, outside / mean_side)
    mix = smoothstep(BLUR_FROM * side, BLUR_TO * side, outside)

    soft = cv2.resize(soft, canvas, interpolation=cv2.INTER_CUBIC)
    soft -= whole
    soft *= cv2.resize(mix, canvas, interpolation=cv2.INTER_LINEAR)
    whole += soft
    whole *= cv2.resize(fall, canvas, interpolation=cv2.INTER_LINEAR)
    return whole


def _mirrored(position: npt.NDArray[np.int64], count: int, strip: float) -> npt.NDArray[np.int64]:
    """Which row shows at each position: itself inside; outside first mirrored, then ever nearer to the edge."""
    before, after = np.maximum(-position, 0), np.maximum(position - (count - 1), 0)
    past = np.maximum(before, after)
    # Deepest (0.18 strips) half a strip out.
    depth = past * np.exp(-2 * past / strip)
    inside = np.clip(position, 0, count - 1)
    shown = np.where(before > 0, depth, np.where(after > 0, count - 1 - depth, inside))
    return np.clip(np.rint(shown), 0, count - 1).astype(np.int64)


def _past(position: F32, start: int, count: int, canvas: int) -> F32:
    """How far each position lies past the photo's nearer edge; edges beyond the canvas do not count."""
    far = np.float32(-1e6)
    before = start - position if start > 0 else np.full_like(position, far)
    after = position - (start + count) if start + count < canvas else np.full_like(position, far)
    return np.maximum(before, after)


def _outside(across: F32, down: F32) -> F32:
    """Signed distance to the photo's edge: round at its corners, negative inside."""
    return np.where(
        (across > 0) & (down > 0), np.hypot(np.maximum(across, 0), np.maximum(down, 0)), np.maximum(across, down)
    ).astype(np.float32)

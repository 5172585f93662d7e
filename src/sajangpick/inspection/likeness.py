"""How like is a picture to a photo of a dish, once the camera's move between them is taken out?

The photo is laid over the picture in two steps: a perspective that follows the dish as a plane, then a smooth flow for
its depth. What both cannot explain is a change of the dish itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.inspection.lettering import new_lettering, strokes_near
from sajangpick.media.frame import F32, U8

F64 = npt.NDArray[np.float64]

# SIFT finds two to four hundred points in a photo of this size; a match counts when it is this much nearer than the
# next (Lowe 2004, section 7.1), and a place is believed that so many agree on.
_POINTS, _NEARER, _LEAST_MATCHES = 500, 0.8, 10
# Luma is compared without its light: less its mean around, over its deviation there. Sizes are pixels of the small
# photo.
_LIGHT_PX, _LEAST_CONTRAST = 12.0, 6.0
# Detail finer than this comes and goes with focus and coding.
_DETAIL_PX = 1.0
# The window in which structure is compared: a bean, a slice, a noodle's bend. Below this deviation it is a flat
# surface.
_WINDOW_PX, _FLAT = 13, 5.0
# Depth bends a plane smoothly: what changes within less than this is no depth.
_FLOW_PX = 7.0
# A window below this correlation does not show what the photo shows there.
_LOST = 0.35
# Steam and light may take from a colour, a grade may add to it; hue stays.
_PALEST, _RICHEST = 0.4, 1.5
# So much farther off than the dish's colours are altogether is the colour of something else.
_OTHER_COLOUR = 14.0
# The plane of the dish is fitted to about so many of its points, in so many trials.
_FOLLOWED, _TRIALS = 400, 300
# What is as like as this need not be searched for anew.
_FITS = 0.2
# The search: at this scale of the small pictures, for a camera up to so near, in steps of a tenth.
_SEARCHED, _MOST_ZOOM, _ZOOMS = 0.3, 2.0, 8
# Beyond these a perspective is no camera's.
_LEAST_SCALE, _MOST_SCALE = 0.25, 5.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """One picture against the photo. Lengths are shares of the dish's diameter, areas of the dish.

    `place` maps the small photo's pixels to the picture's. `unlike` is 0 for the same structure and 1 for another,
    `lost` the area in which nothing of the photo's structure is left, or something has another colour. `bent` is how
    far parts of the dish moved against each other, `moved` how far the table did against the dish, `colour` the mean
    distance of the dish's a* and b* from any shade of theirs, `lettering` the new words' area, `scale` the dish's
    magnification, `seen` its visible share.
    """

    place: F64
    unlike: float
    lost: float
    bent: float
    moved: float
    colour: float
    lettering: float
    scale: float
    seen: float


class Reference:
    """The photo, made ready to be compared with pictures of one size."""

    def __init__(self, photo: U8, mask: F32, picture_size: tuple[int, int]) -> None:
        """`photo` BGR, `mask` of the dish 0..1 at any size, `picture_size` (width, height) of the small pictures."""
        height, width = photo.shape[:2]
        wide, high = picture_size
        # So large that it covers the picture: then both show the dish at about one size.
        scale = max(wide / width, high / height)
        self._size = (round(width * scale), round(height * scale))
        self._picture_size = picture_size
        self._photo = cv2.resize(photo, self._size, interpolation=cv2.INTER_AREA)
        self._mask = cv2.resize(mask, self._size, interpolation=cv2.INTER_LINEAR)
        self._luma = _luma(self._photo)
        self._form = _form(self._luma)
        self._deviation = _deviation(self._luma)
        self._strokes = strokes_near(self._luma)
        self._shades = _shades(self._photo)
        self._area = max(1.0, float((self._mask > 0.5).sum()))
        self._diameter = 2 * float(np.sqrt(self._area / np.pi))

    def compare(self, picture: U8, before: F64 | None = None) -> Likeness:
        """A picture, BGR, against the photo; `before` is the place of the picture before it."""
        found: list[Likeness] = []
        for place in self._places(picture, before):
            found.append(self._compared(picture, self._followed(picture, place)))
            if found[-1].unlike < _FITS:
                break
        return min(found, key=lambda each: each.unlike)

    def _places(self, picture: U8, before: F64 | None) -> Iterator[F64]:
        """Where the picture may show the photo, the likeliest and cheapest first."""
        if before is not None:
            yield before
        if (found := self._by_points(picture)) is not None:
            yield found
        if before is None:
            yield self._by_search(picture)

    @cached_property
    def _points(self) -> tuple[F32, F32]:
        return _described(self._luma)

    def _by_points(self, picture: U8) -> F64 | None:
        """From points that look alike."""
        points, words = self._points
        others, their_words = _described(_luma(picture))
        if min(len(points), len(others)) < _LEAST_MATCHES:
            return None
        pairs = [pair for pair in cv2.BFMatcher().knnMatch(words, their_words, k=2) if len(pair) == 2]
        good = [first for first, second in pairs if first.distance < _NEARER * second.distance]
        if len(good) < _LEAST_MATCHES:
            return None
        source = np.array([points[match.queryIdx] for match in good])
        target = np.array([others[match.trainIdx] for match in good])
        matrix, agreed = cv2.estimateAffinePartial2D(source, target, ransacReprojThreshold=4.0)
        if matrix is None or int(agreed.sum()) < _LEAST_MATCHES:
            return None
        return _sane(np.vstack([matrix, [0, 0, 1]]))

    def _by_search(self, picture: U8) -> F64:
        """Where the whole picture fits best into the photo, as it is and enlarged: for dishes without marked points."""
        photo = cv2.resize(self._luma, None, fx=_SEARCHED, fy=_SEARCHED, interpolation=cv2.INTER_AREA)
        luma = _luma(picture)
        best, place = -2.0, np.eye(3)
        for zoom in np.geomspace(1.0, _MOST_ZOOM, _ZOOMS):
            part = cv2.resize(luma, None, fx=_SEARCHED / zoom, fy=_SEARCHED / zoom, interpolation=cv2.INTER_AREA)
            part = part[: photo.shape[0], : photo.shape[1]]
            _, fit, _, (left, top) = cv2.minMaxLoc(cv2.matchTemplate(photo, part, cv2.TM_CCOEFF_NORMED))
            if fit > best:
                best, shift = fit, (-left * zoom / _SEARCHED, -top * zoom / _SEARCHED)
                place = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]], [0, 0, 1.0]])
        return place

    def _followed(self, picture: U8, place: F64) -> F64:
        """The place, mended so that the dish lies on the dish."""
        flow, _, valid = self._flow(picture, place)
        usable = (self._mask > 0.5) & valid & (self._deviation > _FLAT)
        y, x = np.nonzero(usable)
        if len(x) < 200:
            return place
        step = max(1, len(x) // _FOLLOWED)
        x, y = x[::step], y[::step]
        source = np.column_stack([x, y]).astype(np.float32)
        matrix, _ = cv2.findHomography(source, source + flow[y, x], cv2.RANSAC, 2.0, maxIters=_TRIALS)
        if matrix is None:
            return place
        mended = _sane(place @ matrix)
        return place if mended is None else mended

    def _flow(self, picture: U8, place: F64) -> tuple[F32, U8, npt.NDArray[np.bool_]]:
        """How the picture, laid over the photo, still differs in place; the picture there, and where it reaches."""
        warped, valid = self._warped(picture, place)
        form = np.where(valid, _form(_luma(warped)), self._form)
        return _smooth_flow(self._form, form), warped, valid

    def _warped(self, picture: U8, place: F64) -> tuple[U8, npt.NDArray[np.bool_]]:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = cv2.warpPerspective(picture, place, self._size, flags=flags)
        valid = cv2.warpPerspective(np.full(picture.shape[:2], 255, np.uint8), place, self._size, flags=flags)
        # Windows at the rim would look past it.
        return warped, cv2.erode(valid, np.ones((_WINDOW_PX, _WINDOW_PX), np.uint8)) > 250

    def _compared(self, picture: U8, place: F64) -> Likeness:
        flow, warped, valid = self._flow(picture, place)
        flow = cv2.GaussianBlur(flow, (0, 0), _FLOW_PX)
        x, y = np.meshgrid(np.arange(self._size[0], dtype=np.float32), np.arange(self._size[1], dtype=np.float32))
        laid = cv2.remap(warped, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        luma = _luma(laid)
        likeness, weight = _correlation(self._luma, self._deviation, luma)
        dish = self._mask * valid
        felt = dish * weight
        far = _colour_distance(self._shades, laid)
        usual = float(np.median(far[dish > 0.5])) if (dish > 0.5).any() else 0.0
        lost = ((likeness < _LOST) & (weight > 0.6)) | (far > usual + _OTHER_COLOUR)
        lost &= valid & (self._around > 0.5)
        lost = cv2.morphologyEx(lost.astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        length = np.hypot(flow[..., 0], flow[..., 1]) / self._diameter
        textured = weight > 0.5
        return Likeness(
            place,
            unlike=1 - _mean(likeness, felt) if felt.sum() > 0 else 1.0,
            lost=float(lost.sum()) / self._area,
            bent=_high(length[(dish > 0.5) & textured]),
            moved=_high(length[(self._around > 0.5) & (self._mask < 0.5) & valid & textured]),
            colour=_mean(far, dish),
            lettering=new_lettering(self._luma, self._strokes, luma, valid) / self._area,
            scale=_scale(place),
            seen=float(dish.sum() / max(1.0, float(self._mask.sum()))),
        )

    @cached_property
    def _around(self) -> F32:
        """The dish and what is near it."""
        reach = max(3, round(0.2 * self._diameter)) | 1
        return cv2.dilate(self._mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))


def _luma(image: U8) -> F32:
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return cv2.GaussianBlur(grey, (0, 0), _DETAIL_PX)


def _form(luma: F32) -> U8:
    """Luma without its light, as bytes around 128."""
    detail = luma - cv2.GaussianBlur(luma, (0, 0), _LIGHT_PX)
    contrast = cv2.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), _LIGHT_PX)) + _LEAST_CONTRAST
    return np.clip(128 + 45 * detail / contrast, 0, 255).astype(np.uint8)


def _described(luma: F32) -> tuple[F32, F32]:
    points, words = cv2.SIFT_create(_POINTS).detectAndCompute(np.clip(luma, 0, 255).astype(np.uint8), None)
    if words is None:
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32)
    return np.array([point.pt for point in points], np.float32), cast("F32", words)


def _smooth_flow(first: U8, second: U8) -> F32:
    # Kroeger et al. 2016; "fast" is as good here as "medium", which takes five times as long.
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST).calc(first, second, None)


def _deviation(luma: F32) -> F32:
    mean = cv2.blur(luma, (_WINDOW_PX, _WINDOW_PX))
    return cv2.sqrt(np.maximum(cv2.blur(luma * luma, (_WINDOW_PX, _WINDOW_PX)) - mean * mean, 0))


def _correlation(first: F32, deviation: F32, second: F32) -> tuple[F32, F32]:
    """Zero-mean normalised correlation of windows, -1..1, and how much there is to compare, 0..1.

    `deviation` is that of the first.
    """
    size = (_WINDOW_PX, _WINDOW_PX)
    other = _deviation(second)
    common = cv2.blur(first * second, size) - cv2.blur(first, size) * cv2.blur(second, size)
    floor = (_FLAT / 2) ** 2
    likeness = common / cv2.sqrt((deviation**2 + floor) * (other**2 + floor))
    more = np.maximum(deviation, other)
    weight: F32 = cv2.divide(more**2, more**2 + _FLAT**2)
    return likeness, weight


def _shades(image: U8) -> F32:
    """a* and b* of an image, (h, w, 2), without their grain."""
    return cv2.cvtColor(cv2.blur(image, (7, 7)).astype(np.float32) / 255, cv2.COLOR_BGR2Lab)[..., 1:]


def _colour_distance(ours: F32, laid: U8) -> F32:
    """Distance of each a* and b* from the nearest paler or richer shade of the photo's."""
    theirs = _shades(laid)
    shade = (theirs * ours).sum(axis=2) / np.maximum((ours * ours).sum(axis=2), 1.0)
    away = theirs - ours * np.clip(shade, _PALEST, _RICHEST)[..., None]
    return cv2.magnitude(np.ascontiguousarray(away[..., 0]), np.ascontiguousarray(away[..., 1]))


def _mean(values: F32, weight: F32) -> float:
    return float((values * weight).sum() / max(float(weight.sum()), 1e-6))


def _high(values: F32) -> float:
    """The 90th percentile; 0 where too little is known."""
    return float(np.percentile(values, 90)) if values.size > 50 else 0.0


def _scale(place: F64) -> float:
    return float(np.sqrt(abs(np.linalg.det(place[:2, :2])))) / abs(float(place[2, 2]))


def _sane(place: F64) -> F64 | None:
    """The place, or None where no camera could stand so."""
    if not np.isfinite(place).all() or abs(place[2, 2]) < 1e-6:
        return None
    placed = place / place[2, 2]
    upright = np.linalg.det(placed[:2, :2]) > 0
    return placed if upright and _LEAST_SCALE < _scale(placed) < _MOST_SCALE else None

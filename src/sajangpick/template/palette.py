"""Colours of a short, drawn from its photo: clusters in Lab, roles in OKLCH, readable by the rules of WCAG.

OKLab: Björn Ottosson, "A perceptual color space for image processing" (2020). Contrast: WCAG 2.2, relative luminance.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32, U8

F64: TypeAlias = npt.NDArray[np.float64]

CLUSTERS = 7
"""Enough to tell dish, plate, table, light and shadow apart; more splits one material in two."""

THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT = 85, 100
"""Small enough to cluster in milliseconds, large enough to keep a garnish."""

GREY_CHROMA = 0.04
"""A photo in which no cluster is more colourful has no accent of its own (OKLCH chroma)."""

READABLE = 4.5
"""The least contrast ratio of text, large text too: platforms recompress."""

LIGHTNESS_STEP = 0.03
"""How far a colour moves at a time until it is readable (OKLCH lightness)."""


class Oklch(NamedTuple):
    """Lightness 0-1, chroma 0-0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """One colour of a photo and the share of the photo it covers."""

    color: Oklch
    share: float


@dataclass(frozen=True, slots=True)
class Swatches:
    """A photo's colours: clusters from dark to light, and how much of it has which hue."""

    clusters: tuple[Cluster, ...]
    hues: tuple[float, ...]
    """Share of the photo's colourful area in each of 36 bins of 10 degrees."""

    @property
    def is_grey(self) -> bool:
        """True if the photo lends no accent."""
        return max(cluster.color.chroma for cluster in self.clusters) < GREY_CHROMA

    @property
    def darkest(self) -> Oklch:
        """The darkest cluster."""
        return self.clusters[0].color

    @property
    def second_darkest(self) -> Oklch:
        """The cluster next to the darkest."""
        return self.clusters[min(1, len(self.clusters) - 1)].color

    @property
    def lightest(self) -> Oklch:
        """The lightest cluster."""
        return self.clusters[-1].color

    @property
    def middle_light(self) -> Oklch:
        """The cluster nearest to lightness 0.75: the metal-free warm light of a dish."""
        return min((c.color for c in self.clusters), key=lambda color: abs(color.lightness - 0.75))

    @property
    def accent(self) -> Oklch:
        """The cluster that speaks loudest: chroma times the root of its area."""
        return max(self.clusters, key=lambda c: c.color.chroma * math.sqrt(c.share)).color

    def share_of_hues(self, start: float, end: float) -> float:
        """Share of the whole photo whose hue lies in `start`-`end` degrees (tenths; greys count nowhere)."""
        return sum(self.hues[round(start / 10) : round(end / 10)])


def swatches(photo: U8) -> Swatches:
    """The colours of `photo` (BGR uint8, any size). The same photo gives the same colours."""
    small = cv2.resize(photo, (THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT), interpolation=cv2.INTER_AREA)
    bgr = small.reshape(-1, 3)
    lab = cv2.cvtColor((small.astype(np.float32) / 255), cv2.COLOR_BGR2Lab).reshape(-1, 3)
    labels = _nearest(lab, _centres(lab))
    clusters: list[Cluster] = []
    for index in range(CLUSTERS):
        members = bgr[labels == index]
        if len(members):
            blue, green, red = (float(v) / 255 for v in members.mean(axis=0))
            clusters.append(Cluster(to_oklch((red, green, blue)), len(members) / len(bgr)))
    return Swatches(tuple(sorted(clusters, key=lambda c: c.color.lightness)), _hue_shares(bgr))


def to_oklch(rgb: tuple[float, float, float]) -> Oklch:
    """OKLCH of sRGB given 0-1."""
    lightness, a, b = (float(v) for v in _oklab(np.array([rgb]))[0])
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_rgb(color: Oklch) -> tuple[float, float, float]:
    """SRGB 0-1 of `color`; chroma is lowered until it fits the gamut, hue and lightness are kept."""
    low, high = 0.0, color.chroma
    rgb = _rgb(color)
    if not _fits(rgb):
        for _ in range(16):
            middle = (low + high) / 2
            low, high = (middle, high) if _fits(_rgb(color._replace(chroma=middle))) else (low, middle)
        rgb = _rgb(color._replace(chroma=low))
    red, green, blue = (min(1.0, max(0.0, v)) for v in rgb)
    return red, green, blue


def to_hex(rgb: tuple[float, float, float]) -> str:
    """`#RRGGBB` of sRGB given 0-1."""
    return "#" + "".join(f"{round(v * 255):02X}" for v in rgb)


def from_hex(color: str) -> tuple[float, float, float]:
    """SRGB 0-1 of `#RRGGBB`."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def luminance(rgb: F64) -> F64:
    """Relative luminance 0-1 (WCAG 2.2) of sRGB 0-1 in the last axis."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1-21 of two `#RRGGBB` colours."""
    first, second = (float(luminance(np.array(from_hex(color)))) for color in (one, other))
    return ratio(first, second)


def ratio(first: float, second: float) -> float:
    """Contrast ratio 1-21 of two relative luminances."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def readable(color: Oklch, *, on: str, least: float = READABLE) -> str:
    """`color` as `#RRGGBB`, made darker (on light grounds) or lighter in steps until its contrast on `on` is enough."""
    ground = float(luminance(np.array(from_hex(on))))
    step = -LIGHTNESS_STEP if ratio(ground, 0.0) > ratio(ground, 1.0) else LIGHTNESS_STEP
    while True:
        result = to_hex(to_rgb(color))
        lightness = color.lightness + step
        if contrast(result, on) >= least or not 0 <= lightness <= 1:
            return result
        color = color._replace(lightness=lightness)


def _centres(lab: F32) -> F32:
    """K-means centres in Lab; starts from the point nearest the mean, then the farthest from those chosen."""
    chosen = [lab[int(np.argmin(((lab - lab.mean(axis=0)) ** 2).sum(axis=1)))]]
    while len(chosen) < CLUSTERS:
        distance = np.min([((lab - point) ** 2).sum(axis=1) for point in chosen], axis=0)
        chosen.append(lab[int(np.argmax(distance))])
    centres = np.array(chosen)
    for _ in range(12):
        labels = _nearest(lab, centres)
        centres = np.array(
            [lab[labels == i].mean(axis=0) if (labels == i).any() else centres[i] for i in range(CLUSTERS)],
            dtype=np.float32,
        )
    return centres


def _nearest(lab: F32, centres: F32) -> npt.NDArray[np.int64]:
    return ((lab[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)


def _hue_shares(bgr: U8) -> tuple[float, ...]:
    lab = _oklab(bgr[:, ::-1] / 255)
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    colourful = hue[np.hypot(lab[:, 1], lab[:, 2]) >= GREY_CHROMA]
    counts, _ = np.histogram(colourful, bins=36, range=(0, 360))
    return tuple(float(count) / len(bgr) for count in counts)


def _oklab(rgb: F64) -> F64:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T


def _rgb(color: Oklch) -> F64:
    angle = math.radians(color.hue)
    lab = np.array([color.lightness, color.chroma * math.cos(angle), color.chroma * math.sin(angle)])
    linear = np.linalg.inv(_TO_LMS) @ (np.linalg.inv(_TO_LAB) @ lab) ** 3
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


def _fits(rgb: F64) -> bool:
    return bool((rgb > -1e-4).all() and (rgb < 1 + 1e-4).all())


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)

"""Smooth random fields that repeat without a seam, and windows sliding over them."""

import cv2
import numpy as np

from sajangpick.media.frame import F32


def tiling_noise(
    random: np.random.Generator, size: tuple[int, int], cells: tuple[int, int], *, octaves: int, gain: float
) -> F32:
    """Value noise of mean 0 and deviation 1 that tiles, as a 2x2 mosaic so that windows never wrap.

    `size` and `cells` are (height, width): of one tile, and the number of features along it. Each octave doubles the
    features and scales their height by `gain`. The mosaic has twice the size in both directions.
    """
    height, width = size
    field = np.zeros(size, np.float32)
    for octave in range(octaves):
        rows, columns = (max(1, cell) << octave for cell in cells)
        grid = np.pad(random.standard_normal((rows, columns)).astype(np.float32), 2, mode="wrap")
        x, y = columns / width, rows / height
        # Pixel centres to cell centres; 2 is the padding.
        matrix = np.array([[x, 0, 1.5 + x / 2], [0, y, 1.5 + y / 2]], np.float32)
        field += np.float32(gain**octave) * cv2.warpAffine(
            grid, matrix, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        )
    field = (field - field.mean()) / max(float(field.std()), 1e-6)
    return np.ascontiguousarray(np.tile(field, (2, 2)))


def window(mosaic: F32, x: float, y: float, size: tuple[int, int]) -> F32:
    """The (width, height) part of a 2x2 mosaic whose corner is (x, y), to a fraction of a pixel; at most one tile."""
    tile_height, tile_width = mosaic.shape[0] // 2, mosaic.shape[1] // 2
    matrix = np.array([[1, 0, x % tile_width], [0, 1, y % tile_height]], np.float32)
    return cv2.warpAffine(
        mosaic, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )

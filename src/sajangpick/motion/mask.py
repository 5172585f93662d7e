"""Where the dish is: a salience mask from a small network, with a plain guess when the network sees nothing."""

from pathlib import Path

import cv2
import numpy as np

from sajangpick.media.frame import F32, U8

MODEL = Path(__file__).parents[1] / "data" / "models" / "u2netp.onnx"

# The network's own input, and the normalisation it was trained with (U-2-Net, `data_loader.py`: ImageNet statistics).
INPUT_PX = 320
MEAN_RGB = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION_RGB = np.array([0.229, 0.224, 0.225], np.float32)

# A mask that never reaches this, or marks less or more than these shares of the photo, has found no dish.
CONFIDENT = 0.6
LEAST_SHARE, MOST_SHARE = 0.006, 0.985


def dish_mask(photo: U8) -> F32:
    """How much each place belongs to the dish, 0..1, for an upright photo (h, w, 3) in BGR.

    The result keeps the photo's aspect ratio; its longer side is 320 (or the photo's own, where that is less).
    A photo without a clear subject yields a soft ellipse in the middle.
    """
    height, width = photo.shape[:2]
    shrink = min(1.0, INPUT_PX / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    mask = cv2.resize(_salience(photo), size, interpolation=cv2.INTER_LINEAR)
    share = float((mask > 0.5).mean())
    if mask.max() < CONFIDENT or not LEAST_SHARE < share < MOST_SHARE:
        return _middle(size)
    return np.clip(mask, 0, 1)


def _salience(photo: U8) -> F32:
    rgb = cv2.resize(photo, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_AREA)[..., ::-1].astype(np.float32)
    rgb /= max(float(rgb.max()), 1.0)
    rgb = (rgb - MEAN_RGB) / DEVIATION_RGB
    # The classic engine without Winograd needs 170 MB for a moment, the new one 250 MB, at the same cold speed.
    network = cv2.dnn.readNetFromONNX(str(MODEL), engine=cv2.dnn.ENGINE_CLASSIC)
    network.enableWinograd(False)
    network.setInput(np.ascontiguousarray(rgb.transpose(2, 0, 1)[None]))
    return network.forward("1959")[0, 0].copy()


def _middle(size: tuple[int, int]) -> F32:
    width, height = size
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    radius = 0.76 * min(width, height)
    distance = np.hypot(x * width, y * height) / radius
    return np.clip((1.15 - distance) / 0.3, 0, 1).astype(np.float32)

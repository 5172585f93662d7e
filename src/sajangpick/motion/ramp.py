"""The one soft ramp that every fade in space is made of."""

import numpy as np
import numpy.typing as npt

from sajangpick.media.frame import F32


def smoothstep(low: float, high: float, value: npt.ArrayLike) -> F32:
    """0 up to `low`, 1 from `high` on, and a cubic without corners between; `low` may be the greater."""
    t = np.clip((np.asarray(value, np.float32) - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)

"""The engines: one file a vendor, named here."""

from sajangpick.engines.local import MOTION, RENDERER, LocalMotion

PROFILES = (MOTION, RENDERER)
"""The facts of every engine."""

__all__ = ["PROFILES", "LocalMotion"]

"""The engines: one file a vendor, ours one a kind, named here."""

from sajangpick.engines.card import CARD, LocalCard
from sajangpick.engines.director import DIRECTOR, LocalDirector
from sajangpick.engines.local import MOTION, RENDERER, LocalMotion

PROFILES = (DIRECTOR, CARD, MOTION, RENDERER)
"""The facts of every engine."""

__all__ = ["PROFILES", "LocalCard", "LocalDirector", "LocalMotion"]

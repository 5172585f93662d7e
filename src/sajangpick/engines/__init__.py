"""The engines: one file a vendor, named here."""

from sajangpick.engines.local import LocalMotion, LocalRenderer

__all__ = ["LocalMotion", "LocalRenderer"]

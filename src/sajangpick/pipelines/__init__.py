"""The recipes: one file each, named here."""

from sajangpick.pipelines.short import Short, ShortOrder, make_short

__all__ = ["Short", "ShortOrder", "make_short"]

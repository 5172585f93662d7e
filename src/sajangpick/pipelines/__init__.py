"""The recipes: one file each, named here by the kind of job that runs them."""

from collections.abc import Mapping
from types import MappingProxyType

from sajangpick.pipeline import Recipe
from sajangpick.pipelines.short import Short, make_short, short

RECIPES: Mapping[str, Recipe] = MappingProxyType({"short": short})

__all__ = ["RECIPES", "Short", "make_short"]

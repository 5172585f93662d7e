"""The recipes: one file each, named here by the kind of job that runs them."""

from collections.abc import Mapping
from types import MappingProxyType

from sajangpick.pipeline import Recipe
from sajangpick.pipelines.clip import clip
from sajangpick.pipelines.picture import picture
from sajangpick.pipelines.short import Short, make_short, short

RECIPES: Mapping[str, Recipe] = MappingProxyType({"short": short, "picture": picture, "clip": clip})

__all__ = ["RECIPES", "Short", "make_short"]

"""One food photo, a menu name and a price become a finished 9:16 short.

>>> from sajangpick import make_short
>>> make_short("photo.jpg", menu="새우 파스타", price="18000", output="short.mp4")

The rooms can be used on their own: `sajangpick.renderer.render`, `sajangpick.motion.animate`,
`sajangpick.music.compose`. Nothing heavy is loaded before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sajangpick.pipelines.short import Short, make_short

__all__ = ["Short", "make_short"]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("sajangpick.pipelines.short"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""RenderScript to video, without a browser and without intermediate files, in five stages.

1. `script`     the document as its author wrote it, checked and typed          parse   -> Script
2. `timeline`   every default, unit, track and time settled                     resolve -> Timeline
3. `scene`      four primitives, what is on screen at one instant               at(t)   -> Scene
4. `painter`    pixels, in the form that the encoder takes                      paint   -> Frame
5. `media`      a file that appears when it is complete                         encode  -> video

`render` makes a file, `frame` one picture, `display_list` what a browser's canvas plays, `lint` tells what of a
document is drawn as its author meant it. A document names its sources; a World, usually a FileWorld, answers for them,
and nothing else is read.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sajangpick.renderer.declared import DeclaredWorld
    from sajangpick.renderer.display import display_list
    from sajangpick.renderer.files import FileWorld, Moving, Sounding
    from sajangpick.renderer.lint import Report, lint
    from sajangpick.renderer.render import Rendered, frame, render

__all__ = [
    "DeclaredWorld",
    "FileWorld",
    "Moving",
    "Rendered",
    "Report",
    "Sounding",
    "display_list",
    "frame",
    "lint",
    "render",
]

_HOMES = {
    "DeclaredWorld": "declared",
    "FileWorld": "files",
    "Moving": "files",
    "Sounding": "files",
    "Report": "lint",
    "display_list": "display",
    "lint": "lint",
}


def __getattr__(name: str) -> object:
    # Loaded when used: the parts below need only each other, and the codecs are heavy.
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'render')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps the functions `render` and `lint` from being hidden by the modules of the same name once those load."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in __all__):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

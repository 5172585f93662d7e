"""A document, opened: read, resolved, and at the scale in which it was ordered."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from sajangpick.domain.json import Json
from sajangpick.errors import BadInput, ScriptError
from sajangpick.renderer.assets import World
from sajangpick.renderer.files import FileWorld, read_text
from sajangpick.renderer.geometry import Transform
from sajangpick.renderer.scene import Group, Scene
from sajangpick.renderer.script import parse, read_object
from sajangpick.renderer.timeline.resolve import Timeline, resolve

Document: TypeAlias = Mapping[str, Json] | str | Path
"""RenderScript as a mapping, as JSON text, or in a file."""

# The vendor's own limits.
_SMALLEST_SCALE, _LARGEST_SCALE = 0.1, 10.0


@dataclass(slots=True)
class Show:
    """A resolved document, at the scale in which it was ordered."""

    timeline: Timeline
    world: World
    scale: float
    last: tuple[Scene, Scene] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Of its frames, as a picture has them."""
        return max(1, round(self.timeline.width * self.scale)), max(1, round(self.timeline.height * self.scale))

    def moment(self, at: Fraction | None) -> Fraction:
        """A moment of it; raises BadInput where it has none."""
        if at is None:
            return self.timeline.snapshot_time
        if not 0 <= at <= self.timeline.duration:
            end = float(self.timeline.duration)
            raise BadInput(f"The video has no second {float(at):g}.", hint=f"It begins at 0 and ends at {end:g}.")
        return at

    def scene(self, t: Fraction) -> Scene:
        """What is on screen at `t`; the identical object as long as nothing changes."""
        scene = self.timeline.at(t)
        if self.scale == 1:
            return scene
        if self.last is None or self.last[0] is not scene:
            width, height = self.size
            whole = Group(scene.nodes, transform=Transform.scaling(self.scale, self.scale))
            self.last = (scene, Scene(width, height, scene.background, (whole,)))
        return self.last[1]


@contextmanager
def opened(document: Document, modifications: Mapping[str, Json] | None, world: World | None) -> Generator[Show]:
    """The document, read, modified and resolved; files that its sources need are closed at the end.

    Sources are files beside the document, or in the current folder if it is not a file; or what `world` knows. Raises
    ScriptError, SourceMissing and what else a wrong document is refused with.
    """
    files = FileWorld(document.parent if isinstance(document, Path) else Path())
    with files:
        written = read_object(read_text(document) if isinstance(document, Path) else document)
        script = parse(written, modifications=modifications)
        yield Show(resolve(script, world or files), world or files, _scale(written))


def _scale(document: Mapping[str, Json]) -> float:
    """`render_scale`, which belongs to the order and not to the picture."""
    written = document.get("render_scale")
    if written is None:
        return 1.0
    if isinstance(written, bool) or not isinstance(written, int | float):
        raise ScriptError(f"Expected a number, got {written!r}.", path="render_scale")
    if not _SMALLEST_SCALE <= written <= _LARGEST_SCALE:
        raise ScriptError(f"Expected {_SMALLEST_SCALE:g} to {_LARGEST_SCALE:g}, got {written:g}.", path="render_scale")
    return float(written)
